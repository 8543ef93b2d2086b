import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from alongside.core.sqlfiles import sql_file


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0006_manages"),
        ("accounts", "__first__"),
        ("assessments", "0001_assessments"),
    ]

    operations = [
        migrations.CreateModel(
            name="AuditSample",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("audit", models.TextField(help_text="an audit of the pack")),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField(help_text="the first day that is not in it")),
                ("size", models.IntegerField()),
                ("found", models.IntegerField(help_text="how many there were to draw from")),
                ("lot", models.TextField(help_text="what decided who was drawn")),
                ("drawn_at", models.DateTimeField()),
                (
                    "drawn_by",
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
            ],
            options={
                "db_table": "reporting_audit_sample",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gt", models.F("starts_on"))), name="a_sample_is_of_some_days"
                    ),
                    models.CheckConstraint(condition=models.Q(("size__gt", 0)), name="a_sample_has_something_in_it"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Audited",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("points", models.JSONField(default=dict, help_text="point -> {found: yes|partly|no, comment}")),
                ("in_time", models.BooleanField(null=True)),
                ("comment", models.TextField(blank=True, default="")),
                ("audited_at", models.DateTimeField(null=True)),
                ("version", models.IntegerField(default=1)),
                (
                    "assessment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="assessments.assessment"
                    ),
                ),
                (
                    "audited_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "partnership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.partnership"
                    ),
                ),
                (
                    "sample",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="audited", to="reporting.auditsample"
                    ),
                ),
            ],
            options={
                "db_table": "reporting_audited",
                "indexes": [models.Index(fields=["assessment"], name="audits_of_an_assessment")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("partnership", "sample", "assessment"), name="an_assessment_is_drawn_once"
                    )
                ],
            },
        ),
        sql_file("reporting", "0001_audits.sql"),
    ]
