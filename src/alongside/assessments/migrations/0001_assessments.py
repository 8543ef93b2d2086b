import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from alongside.core.sqlfiles import sql_file


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0006_manages"),
        ("accounts", "__first__"),
        ("cases", "0004_refused_before"),
        ("documents", "0002_to_scan"),
        ("people", "0002_access_and_search"),
    ]

    operations = [
        migrations.CreateModel(
            name="Assessment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("tool", models.TextField(help_text="an assessment tool of the pack")),
                ("release_id", models.BigIntegerField(null=True)),
                ("took_place_on", models.DateField()),
                ("own", models.JSONField(blank=True, default=dict)),
                ("started_at", models.DateTimeField()),
                ("completed_at", models.DateTimeField(null=True)),
                (
                    "put_away_at",
                    models.DateTimeField(help_text="started by mistake; never one that was completed", null=True),
                ),
                ("version", models.IntegerField(default=1)),
                (
                    "based_on",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="assessments.assessment",
                    ),
                ),
                ("case", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="cases.case")),
                (
                    "completed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        help_text="a paper copy of it",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.document",
                    ),
                ),
                (
                    "partnership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.partnership"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "put_away_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "started_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "db_table": "assessments_assessment",
                "indexes": [
                    models.Index(
                        models.F("case"),
                        models.OrderBy(models.F("took_place_on"), descending=True),
                        models.OrderBy(models.F("id"), descending=True),
                        name="assessments_of_a_case",
                    ),
                    models.Index(
                        models.F("person"),
                        models.OrderBy(models.F("took_place_on"), descending=True),
                        models.OrderBy(models.F("id"), descending=True),
                        name="assessments_of_a_person",
                    ),
                    models.Index(
                        models.F("started_by"),
                        models.OrderBy(models.F("id"), descending=True),
                        condition=models.Q(("completed_at__isnull", True), ("put_away_at__isnull", True)),
                        name="assessments_in_progress",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("put_away_at__isnull", True), ("completed_at__isnull", True), _connector="OR"
                        ),
                        name="a_completed_assessment_is_not_put_away",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Answer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("part", models.TextField()),
                ("question", models.TextField()),
                ("words", models.TextField(blank=True, default="")),
                ("at", models.DateTimeField()),
                ("version", models.IntegerField(default=1)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.member"
                    ),
                ),
                (
                    "partnership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.partnership"
                    ),
                ),
                (
                    "assessment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="assessments.assessment"
                    ),
                ),
            ],
            options={
                "db_table": "assessments_answer",
                "indexes": [models.Index(fields=["assessment"], name="answers_of_an_assessment")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("partnership", "assessment", "part", "question", "member"),
                        name="a_place_is_answered_once",
                        nulls_distinct=False,
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Agreement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("whose", models.TextField(help_text="practitioner, or parent or carer")),
                ("name", models.TextField(blank=True, default="")),
                ("organisation", models.TextField(blank=True, default="")),
                ("telephone", models.TextField(blank=True, default="")),
                ("email", models.TextField(blank=True, default="")),
                ("agrees", models.BooleanField()),
                ("reason", models.TextField(blank=True, default="")),
                ("recorded_at", models.DateTimeField()),
                (
                    "member",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.member"
                    ),
                ),
                (
                    "partnership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.partnership"
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "assessment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="assessments.assessment"
                    ),
                ),
            ],
            options={
                "db_table": "assessments_agreement",
                "indexes": [models.Index(fields=["assessment"], name="agreements_of_an_assessment")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("whose__in", ["practitioner", "parent or carer"])),
                        name="an_agreement_is_somebodys",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("agrees", True), models.Q(("reason", ""), _negated=True), _connector="OR"),
                        name="who_does_not_agree_says_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Score",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("area", models.TextField()),
                ("voice", models.TextField(help_text="practitioner, parent or carer, child or young person")),
                ("score", models.SmallIntegerField(null=True)),
                ("at", models.DateTimeField()),
                (
                    "assessment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="assessments.assessment"
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        help_text="who recorded it",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.member"
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
                "db_table": "assessments_score",
                "indexes": [models.Index(fields=["assessment"], name="scores_of_an_assessment")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("voice__in", ["practitioner", "parent or carer", "child or young person"])),
                        name="a_score_has_a_voice",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("score__isnull", True), ("score__range", (0, 20)), _connector="OR"),
                        name="a_score_is_on_a_scale",
                    ),
                    models.UniqueConstraint(
                        fields=("partnership", "assessment", "area", "voice", "member"),
                        name="an_area_is_scored_once_by_each",
                        nulls_distinct=False,
                    ),
                ],
            },
        ),
        sql_file("assessments", "0001_assessments.sql"),
    ]
