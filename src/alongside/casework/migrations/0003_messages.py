from django.db import migrations, models

from alongside.core.sqlfiles import sql_file


class Migration(migrations.Migration):
    dependencies = [("casework", "0002_day_work")]

    operations = [
        migrations.AddField(
            model_name="noticed",
            name="by_mail",
            field=models.BooleanField(default=True, help_text="whether they want the daily e-mail"),
        ),
        migrations.AddField(
            model_name="noticed",
            name="mailed_on",
            field=models.DateField(help_text="when the last daily e-mail went", null=True),
        ),
        sql_file("casework", "0003_messages.sql"),
    ]
