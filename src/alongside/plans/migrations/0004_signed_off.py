from django.db import migrations, models

from alongside.core.sqlfiles import sql_file


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0003_signed_off"),
        ("plans", "0003_evidence"),
    ]

    operations = [
        migrations.AddField(
            model_name="meeting",
            name="signed_off_at",
            field=models.DateTimeField(help_text="kept by a trigger from the managers' decisions", null=True),
        ),
        migrations.AddField(
            model_name="plan",
            name="signed_off_at",
            field=models.DateTimeField(help_text="kept by a trigger from the managers' decisions", null=True),
        ),
        migrations.AddIndex(
            model_name="meeting",
            index=models.Index(
                condition=models.Q(("ended_at__isnull", False), ("signed_off_at__isnull", True)),
                fields=["partnership", "ended_at"],
                name="meetings_not_signed_off",
            ),
        ),
        migrations.AddIndex(
            model_name="plan",
            index=models.Index(
                condition=models.Q(("completed_at__isnull", False), ("signed_off_at__isnull", True)),
                fields=["partnership", "completed_at"],
                name="plans_not_signed_off",
            ),
        ),
        sql_file("plans", "0004_signed_off.sql"),
    ]
