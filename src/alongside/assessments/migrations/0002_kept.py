from django.db import migrations, models

from alongside.core.sqlfiles import sql_file


class Migration(migrations.Migration):
    dependencies = [("assessments", "0001_assessments")]

    operations = [
        migrations.AddField(
            "answer",
            "page",
            models.TextField(blank=True, default="", db_default="", help_text="which page kept it last"),
        ),
        migrations.AddField(
            "score",
            "page",
            models.TextField(blank=True, default="", db_default="", help_text="which page kept it last"),
        ),
        sql_file("assessments", "0002_kept.sql"),
    ]
