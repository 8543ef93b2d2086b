from django.db import migrations, models

from alongside.core.sqlfiles import sql_file


class Migration(migrations.Migration):
    dependencies = [("core", "0001_foundation")]
    operations = [
        migrations.CreateModel(
            name="Written",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("partnership_id", models.BigIntegerField()),
                ("user_id", models.BigIntegerField()),
                ("key", models.UUIDField()),
                ("written_at", models.DateTimeField()),
                ("led_to", models.TextField(blank=True, default="")),
            ],
            options={
                "db_table": "core_written",
                "constraints": [
                    models.UniqueConstraint(fields=("partnership_id", "user_id", "key"), name="a_write_is_done_once")
                ],
            },
        ),
        sql_file("core", "0002_once.sql"),
    ]
