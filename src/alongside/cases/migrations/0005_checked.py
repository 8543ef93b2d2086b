from django.db import migrations, models

from alongside.core.sqlfiles import sql_file


class Migration(migrations.Migration):
    dependencies = [("cases", "0004_refused_before")]

    operations = [
        migrations.AddField(
            model_name="case",
            name="checked_at",
            field=models.DateTimeField(help_text="when the coordinating team checked the nomination", null=True),
        ),
        migrations.AddField(
            model_name="case",
            name="programme_decided_at",
            field=models.DateTimeField(help_text="when they last decided about the programme", null=True),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                models.F("partnership"),
                models.F("id"),
                condition=models.Q(("checked_at__isnull", True), ("is_archived", False)),
                name="cases_to_check",
            ),
        ),
        sql_file("cases", "0006_checked.sql"),
    ]
