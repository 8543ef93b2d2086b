from django.db import migrations, models

from alongside.core.sqlfiles import sql_file


class Migration(migrations.Migration):
    initial = True
    dependencies = [("core", "0001_foundation")]
    operations = [
        migrations.CreateModel(
            name="Release",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("pack", models.TextField(help_text="the id of the pack")),
                ("version", models.TextField(help_text="the digest of the content")),
                ("in_force_from", models.DateField()),
                ("content", models.JSONField()),
                ("recorded_at", models.DateTimeField()),
            ],
            options={"db_table": "packs_release", "managed": False},
        ),
        sql_file("packs", "0001_releases.sql"),
    ]
