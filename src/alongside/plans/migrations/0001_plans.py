import django.contrib.postgres.fields
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
        ("cases", "0004_refused_before"),
        ("casework", "0008_reports_seen"),
        ("documents", "0002_to_scan"),
    ]

    operations = [
        migrations.CreateModel(
            name="Plan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.TextField()),
                (
                    "framework",
                    models.TextField(blank=True, default="", help_text="an outcomes framework of the release"),
                ),
                ("release_id", models.BigIntegerField(null=True)),
                ("status", models.TextField(help_text="a plan status of the pack")),
                ("started_at", models.DateTimeField()),
                ("completed_at", models.DateTimeField(null=True)),
                ("review_on", models.DateField(null=True)),
                ("ended_on", models.DateField(null=True)),
                (
                    "put_away_at",
                    models.DateTimeField(help_text="started by mistake; never one that was completed", null=True),
                ),
                ("version", models.IntegerField(default=1)),
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
                    "partnership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.partnership"
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
                "db_table": "plans_plan",
                "indexes": [
                    models.Index(
                        models.F("case"), models.OrderBy(models.F("id"), descending=True), name="plans_of_a_case"
                    ),
                    models.Index(
                        models.F("review_on"),
                        condition=models.Q(("ended_on__isnull", True)),
                        name="plans_by_their_review",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("title", ""), _negated=True), name="a_plan_has_a_title"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("put_away_at__isnull", True), ("completed_at__isnull", True), _connector="OR"
                        ),
                        name="a_completed_plan_is_not_put_away",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_on__isnull", True), ("put_away_at__isnull", True)),
                        fields=("partnership", "case"),
                        name="a_family_has_one_plan_at_a_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Meeting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.TextField(help_text="a meeting kind of the pack")),
                ("title", models.TextField()),
                ("held_on", models.DateField()),
                ("place", models.TextField(blank=True, default="")),
                ("present", models.JSONField(default=list, help_text="[{kind: member|user|outside, id, name}]")),
                ("apologies", models.JSONField(default=list, help_text="[{kind: member|user|outside, id, name}]")),
                ("notes", models.TextField(blank=True, default="")),
                ("private", models.TextField(blank=True, default="")),
                ("next_on", models.DateField(help_text="when the plan is reviewed next, as agreed here", null=True)),
                ("started_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("version", models.IntegerField(default=1)),
                (
                    "ended_by",
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
                    "started_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="plans.plan"),
                ),
            ],
            options={
                "db_table": "plans_meeting",
                "indexes": [
                    models.Index(
                        models.F("plan"),
                        models.OrderBy(models.F("held_on"), descending=True),
                        models.OrderBy(models.F("id"), descending=True),
                        name="meetings_of_a_plan",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("title", ""), _negated=True), name="a_meeting_has_a_title"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Concern",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.IntegerField()),
                ("position", models.IntegerField()),
                ("better", models.TextField(help_text="what to make better")),
                ("criterion", models.TextField(blank=True, default="", help_text="a criterion's code")),
                ("goal", models.TextField(blank=True, default="")),
                ("outcome", models.TextField(blank=True, default="", help_text="an outcome's code, of that criterion")),
                ("knowing", models.TextField(blank=True, default="", help_text="how we will know")),
                (
                    "measures",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(),
                        default=list,
                        help_text="codes of measures of that criterion",
                        size=None,
                    ),
                ),
                ("sustained_months", models.IntegerField(null=True)),
                ("contingency", models.TextField(blank=True, default="", help_text="what if it is not working")),
                (
                    "areas",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None),
                ),
                ("opened_on", models.DateField()),
                ("closed_on", models.DateField(null=True)),
                (
                    "closed_because",
                    models.TextField(blank=True, default="", help_text="achieved, or why it was given up"),
                ),
                ("version", models.IntegerField(default=1)),
                (
                    "partnership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.partnership"
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        help_text="where it was agreed",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="plans.meeting",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="plans.plan"),
                ),
            ],
            options={
                "db_table": "plans_concern",
                "indexes": [models.Index(fields=["plan", "position", "id"], name="concerns_of_a_plan")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("better", ""), _negated=True), name="a_concern_says_what_to_make_better"
                    ),
                    models.UniqueConstraint(
                        fields=("partnership", "plan", "number"), name="a_concern_has_its_number_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("closed_on__isnull", True),
                            models.Q(("closed_because", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="a_concern_is_closed_for_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("about", models.TextField(help_text="assessment, plan or review")),
                ("agreed", models.BooleanField(help_text="signed off; otherwise more is asked for")),
                ("words", models.TextField()),
                ("decided_at", models.DateTimeField()),
                (
                    "assessment",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="assessments.assessment",
                    ),
                ),
                ("case", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="cases.case")),
                (
                    "decided_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "log",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="casework.log"
                    ),
                ),
                (
                    "partnership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.partnership"
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="plans.meeting"
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="plans.plan"
                    ),
                ),
            ],
            options={
                "db_table": "plans_decision",
                "indexes": [
                    models.Index(
                        models.F("case"), models.OrderBy(models.F("id"), descending=True), name="decisions_of_a_case"
                    ),
                    models.Index(fields=["assessment"], name="decisions_on_an_assessment"),
                    models.Index(fields=["plan"], name="decisions_on_a_plan"),
                    models.Index(fields=["meeting"], name="decisions_on_a_review"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("words", ""), _negated=True), name="a_decision_says_why"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("about", "assessment"),
                                ("assessment__isnull", False),
                                ("meeting__isnull", True),
                                ("plan__isnull", True),
                            ),
                            models.Q(
                                ("about", "plan"),
                                ("assessment__isnull", True),
                                ("meeting__isnull", True),
                                ("plan__isnull", False),
                            ),
                            models.Q(
                                ("about", "review"),
                                ("assessment__isnull", True),
                                ("meeting__isnull", False),
                                ("plan__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="a_decision_is_about_one_thing",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FamilyAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("area", models.TextField(blank=True, default="")),
                ("agrees", models.BooleanField(null=True)),
                ("own_words", models.TextField(blank=True, default="")),
                ("recorded_at", models.DateTimeField()),
                (
                    "assessment",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="assessments.assessment",
                    ),
                ),
                (
                    "concern",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="plans.concern"
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        help_text="who says so",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.member",
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
                    "plan",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="plans.plan"),
                ),
            ],
            options={
                "db_table": "plans_family_answer",
                "indexes": [
                    models.Index(
                        models.F("plan"), models.OrderBy(models.F("id"), descending=True), name="answers_to_a_plan"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("agrees__isnull", False), models.Q(("own_words", ""), _negated=True), _connector="OR"
                        ),
                        name="an_answer_says_something",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PlanUpdate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("type", models.TextField(blank=True, default="", help_text="an update type of the pack")),
                ("status", models.TextField(blank=True, default="", help_text="the plan status it brought")),
                ("updated_on", models.DateField()),
                ("words", models.TextField()),
                (
                    "told",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.IntegerField(), default=list, help_text="principals told of it", size=None
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "concern",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="plans.concern"
                    ),
                ),
                (
                    "partnership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.partnership"
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="plans.plan"),
                ),
            ],
            options={
                "db_table": "plans_update",
                "indexes": [
                    models.Index(
                        models.F("plan"),
                        models.OrderBy(models.F("updated_on"), descending=True),
                        models.OrderBy(models.F("id"), descending=True),
                        name="updates_of_a_plan",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("words", ""), _negated=True), name="an_update_says_something"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Said",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.TextField(help_text="decision, action, point or private")),
                ("words", models.TextField()),
                ("at", models.DateTimeField()),
                ("struck_at", models.DateTimeField(help_text="taken back before the meeting ended", null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "concern",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="plans.concern"
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="plans.meeting"
                    ),
                ),
                (
                    "partnership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.partnership"
                    ),
                ),
                (
                    "task",
                    models.ForeignKey(
                        help_text="the task an action became",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="casework.task",
                    ),
                ),
            ],
            options={
                "db_table": "plans_said",
                "indexes": [models.Index(fields=["meeting", "id"], name="said_at_a_meeting")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["decision", "action", "point", "private"])),
                        name="said_of_a_kind",
                    ),
                    models.CheckConstraint(condition=models.Q(("words", ""), _negated=True), name="something_was_said"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Achievement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("outcome", models.TextField(blank=True, default="", help_text="the outcome's code as it stood")),
                ("measure", models.TextField(blank=True, default="", help_text="the measure's code as it stood")),
                ("improved", models.TextField(help_text="what improved")),
                ("improved_on", models.DateField()),
                ("sustained_until", models.DateField(null=True)),
                ("evidence", models.TextField(blank=True, default="")),
                ("recorded_at", models.DateTimeField()),
                ("lasted", models.BooleanField(null=True)),
                ("check_words", models.TextField(blank=True, default="")),
                ("checked_on", models.DateField(null=True)),
                ("taken_back_at", models.DateTimeField(null=True)),
                ("taken_back_why", models.TextField(blank=True, default="")),
                (
                    "assessment",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="assessments.assessment",
                    ),
                ),
                (
                    "checked_by",
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
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.document",
                    ),
                ),
                (
                    "evidence_log",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="casework.log"
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
                    "concern",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="plans.concern"
                    ),
                ),
            ],
            options={
                "db_table": "plans_achievement",
                "indexes": [
                    models.Index(
                        models.F("concern"),
                        models.OrderBy(models.F("improved_on"), descending=True),
                        name="achievements_of_a_concern",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("improved", ""), _negated=True), name="an_achievement_says_what_improved"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("sustained_until__isnull", True),
                            ("sustained_until__gte", models.F("improved_on")),
                            _connector="OR",
                        ),
                        name="progress_is_sustained_after_it_is_made",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ConcernMember",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("removed_at", models.DateTimeField(null=True)),
                (
                    "concern",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="plans.concern"
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.member"),
                ),
                (
                    "partnership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.partnership"
                    ),
                ),
            ],
            options={
                "db_table": "plans_concern_member",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("removed_at__isnull", True)),
                        fields=("partnership", "concern", "member"),
                        name="a_concern_names_a_member_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ConcernTask",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "concern",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="plans.concern"
                    ),
                ),
                (
                    "partnership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.partnership"
                    ),
                ),
                (
                    "task",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="casework.task"
                    ),
                ),
            ],
            options={
                "db_table": "plans_concern_task",
                "indexes": [models.Index(fields=["concern", "task"], name="tasks_of_a_concern")],
            },
        ),
        migrations.CreateModel(
            name="InterventionRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("service", models.TextField(help_text="a service of the pack")),
                ("asked_at", models.DateTimeField()),
                (
                    "answer",
                    models.TextField(blank=True, default="", help_text="accepted or declined; empty until answered"),
                ),
                ("who", models.TextField(blank=True, default="", help_text="the same, typed, with how to reach them")),
                ("begins", models.TextField(blank=True, default="", help_text="when it is to begin")),
                ("why", models.TextField(blank=True, default="")),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case"),
                ),
                (
                    "concern",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="plans.concern"
                    ),
                ),
                (
                    "log",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="casework.log"
                    ),
                ),
                (
                    "partnership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.partnership"
                    ),
                ),
                (
                    "task",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="casework.task"
                    ),
                ),
                (
                    "worker",
                    models.ForeignKey(
                        help_text="whom it was given to",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "plans_request",
                "indexes": [
                    models.Index(
                        models.F("asked_by"),
                        models.OrderBy(models.F("id"), descending=True),
                        name="requests_by_who_asked",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("answer__in", ["", "accepted", "declined"])), name="a_request_has_an_answer"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", "accepted"), _negated=True),
                            models.Q(
                                models.Q(("begins", ""), _negated=True),
                                models.Q(
                                    models.Q(("who", ""), _negated=True), ("worker__isnull", False), _connector="OR"
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="an_accepted_request_says_who_and_when",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", "declined"), _negated=True),
                            models.Q(("why", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="a_declined_request_says_why",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("answer", "")),
                        fields=("partnership", "case"),
                        name="one_service_is_asked_at_a_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ConcernProgress",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("progress", models.TextField(blank=True, default="", help_text="a word for progress of the pack")),
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
                    "concern",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="plans.concern"
                    ),
                ),
                (
                    "partnership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.partnership"
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="plans.meeting"
                    ),
                ),
            ],
            options={
                "db_table": "plans_progress",
                "indexes": [
                    models.Index(
                        models.F("concern"),
                        models.OrderBy(models.F("id"), descending=True),
                        name="progress_of_a_concern",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("partnership", "meeting", "concern"), name="progress_is_said_once_at_a_review"
                    )
                ],
            },
        ),
        sql_file("plans", "0001_plans.sql"),
    ]
