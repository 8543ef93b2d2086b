from django.db import migrations, models

from alongside.core.sqlfiles import sql_file


class Migration(migrations.Migration):
    initial = True
    dependencies = [("accounts", "0002_who_works_here")]
    operations = [
        migrations.CreateModel(
            name="Event",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("partnership_id", models.BigIntegerField()),
                ("kind", models.TextField()),
                ("happened_at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField()),
                ("user_id", models.BigIntegerField()),
                ("case_id", models.BigIntegerField(null=True)),
                ("person_id", models.BigIntegerField(null=True)),
                ("facts", models.JSONField()),
            ],
            options={"db_table": "events_event", "managed": False},
        ),
        migrations.CreateModel(
            name="Seal",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("partnership_id", models.BigIntegerField()),
                ("number", models.BigIntegerField()),
                ("count", models.BigIntegerField()),
                ("previous", models.TextField()),
                ("digest", models.TextField()),
                ("sealed_at", models.DateTimeField()),
            ],
            options={"db_table": "events_seal", "managed": False},
        ),
        sql_file("events", "0001_spine.sql"),
    ]
