import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from alongside.core.sqlfiles import sql_file


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0006_manages"),
        ("clocks", "0003_running_on_a_case"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Trial",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "asked",
                    models.JSONField(help_text="which timescale, which of its times, how long, under which release"),
                ),
                ("asked_at", models.DateTimeField()),
                (
                    "found",
                    models.JSONField(help_text="clocks.queries.trying.Found; null until it is counted", null=True),
                ),
                ("done_at", models.DateTimeField(null=True)),
                (
                    "partnership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.partnership"
                    ),
                ),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={"db_table": "clocks_trial"},
        ),
        sql_file("clocks", "0003_trial.sql"),
    ]
