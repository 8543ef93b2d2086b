from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_who_works_here")]
    operations = [
        migrations.AddField(
            model_name="user",
            name="sessions_ended",
            field=models.IntegerField(default=0, help_text="how often the user ended every session at once"),
        ),
    ]
