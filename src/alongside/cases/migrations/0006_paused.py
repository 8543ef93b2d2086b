from django.db import migrations, models

from alongside.core.sqlfiles import sql_file


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0005_checked"),
    ]

    operations = [
        migrations.AddField(
            model_name="case",
            name="paused_because",
            field=models.TextField(blank=True, db_default="", default=""),
        ),
        migrations.AddField(
            model_name="case",
            name="paused_since",
            field=models.DateTimeField(help_text="work with the family pauses since then", null=True),
        ),
        sql_file("cases", "0007_paused.sql"),
    ]
