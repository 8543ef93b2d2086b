from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0009_child_seen"),
    ]

    operations = [
        migrations.AddField(
            model_name="log",
            name="reached",
            field=models.BooleanField(
                help_text="whether the family was reached; None where it is not asked", null=True
            ),
        ),
    ]
