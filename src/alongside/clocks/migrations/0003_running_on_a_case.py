from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_standing_and_hours"),
        ("cases", "0006_paused"),
        ("clocks", "0002_rebuild"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="clock",
            index=models.Index(
                condition=models.Q(("state", "open")), fields=["case", "aim_over"], name="clocks_running_on_a_case"
            ),
        ),
    ]
