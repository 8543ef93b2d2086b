from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("casework", "0003_messages")]

    operations = [
        migrations.AddField(
            model_name="logmember",
            name="observed",
            field=models.BooleanField(
                default=False, help_text="too young to be spoken to: own words say what was seen"
            ),
        ),
    ]
