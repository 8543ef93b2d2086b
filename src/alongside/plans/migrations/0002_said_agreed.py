from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("plans", "0001_plans")]

    operations = [
        migrations.AddField(
            model_name="said",
            name="who",
            field=models.TextField(blank=True, default="", db_default="", help_text="who does it, as agreed here"),
        ),
        migrations.AddField(
            model_name="said",
            name="due_on",
            field=models.DateField(null=True, help_text="by when, as agreed here"),
        ),
    ]
