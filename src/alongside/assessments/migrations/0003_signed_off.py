from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("assessments", "0002_kept")]

    operations = [
        migrations.AddField(
            model_name="assessment",
            name="signed_off_at",
            field=models.DateTimeField(help_text="kept by a trigger from the managers' decisions", null=True),
        ),
        migrations.AddIndex(
            model_name="assessment",
            index=models.Index(
                condition=models.Q(("completed_at__isnull", False), ("signed_off_at__isnull", True)),
                fields=["partnership", "completed_at"],
                name="assessments_not_signed_off",
            ),
        ),
    ]
