import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from alongside.core.sqlfiles import sql_file


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0006_manages"),
        ("cases", "0005_checked"),
        ("events", "0003_of_a_contact"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Clock",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "contact_id",
                    models.BigIntegerField(help_text="the contact of the pathway that it is about", null=True),
                ),
                ("timescale", models.TextField(help_text="a timescale of the pack")),
                (
                    "release_id",
                    models.BigIntegerField(help_text="the release it is judged by: the one in force when it started"),
                ),
                ("started_by", models.BigIntegerField(help_text="the event that started it")),
                (
                    "key",
                    models.TextField(
                        default="", help_text="the fact that start and stop have in common: which plan, which contact"
                    ),
                ),
                ("whose", models.TextField(help_text="whose it is, in the pack's words")),
                ("is_a", models.TextField(choices=[("limit", "Limit"), ("window", "Window"), ("wait", "Wait")])),
                ("started_at", models.DateTimeField()),
                ("counted_from", models.DateField()),
                ("due_on", models.DateField()),
                ("due_at", models.DateTimeField(help_text="where hours are counted", null=True)),
                ("due_over", models.DateTimeField(help_text="the first instant that is too late")),
                (
                    "aim_on",
                    models.DateField(
                        help_text="what to work towards: the expectation, or what is due where that is earlier"
                    ),
                ),
                ("aim_at", models.DateTimeField(null=True)),
                ("aim_over", models.DateTimeField()),
                (
                    "state",
                    models.TextField(
                        choices=[
                            ("open", "Open"),
                            ("met", "Met"),
                            ("met late", "Met Late"),
                            ("not needed", "Not Needed"),
                        ]
                    ),
                ),
                ("stopped_at", models.DateTimeField(null=True)),
                ("lapsed_at", models.DateTimeField(null=True)),
                ("paused_since", models.DateTimeField(null=True)),
                ("corrected", models.BooleanField(default=False, help_text="what started it was put right afterwards")),
                (
                    "case",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case"
                    ),
                ),
                (
                    "partnership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.partnership"
                    ),
                ),
            ],
            options={
                "db_table": "clocks_clock",
                "indexes": [
                    models.Index(
                        models.F("partnership"),
                        models.F("aim_over"),
                        models.F("id"),
                        condition=models.Q(("state", "open")),
                        name="clocks_that_run_out",
                    ),
                    models.Index(
                        condition=models.Q(("contact_id__isnull", False)),
                        fields=["contact_id"],
                        name="clocks_of_a_contact",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("started_by", "timescale", "key"), name="an_event_starts_a_clock_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("case__isnull", False), ("contact_id__isnull", False), _connector="OR"),
                        name="a_clock_is_about_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ClosedDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("on", models.DateField()),
                ("reason", models.TextField()),
                ("added_at", models.DateTimeField()),
                ("removed_at", models.DateTimeField(null=True)),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "partnership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.partnership"
                    ),
                ),
                (
                    "removed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "clocks_closed_day",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("removed_at__isnull", True)),
                        fields=("partnership", "on"),
                        name="a_day_is_closed_once",
                    )
                ],
            },
        ),
        sql_file("clocks", "0001_clocks.sql"),
    ]
