import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from alongside.core.sqlfiles import sql_file


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_away"),
        ("accounts", "__first__"),
        ("cases", "0002_circles"),
        ("casework", "0001_logs"),
        ("documents", "0001_documents"),
        ("people", "0002_access_and_search"),
    ]

    operations = [
        migrations.CreateModel(
            name="Correction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("written_at", models.DateTimeField()),
                ("words", models.TextField(help_text="what is right")),
                (
                    "contact_at",
                    models.DateTimeField(help_text="when it really took place, where that was wrong", null=True),
                ),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "log",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="casework.log"),
                ),
                (
                    "partnership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.partnership"
                    ),
                ),
            ],
            options={
                "db_table": "casework_correction",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("words", ""), _negated=True), name="a_correction_says_something"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="LogMember",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("seen", models.BooleanField(null=True)),
                ("seen_alone", models.BooleanField(null=True)),
                ("spoken_to", models.BooleanField(null=True)),
                ("own_words", models.TextField(blank=True, default="")),
                ("why_not", models.TextField(blank=True, default="")),
                (
                    "log",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="casework.log"),
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
                "db_table": "casework_log_member",
                "indexes": [models.Index(fields=["member", "log"], name="notes_of_a_member")],
                "constraints": [
                    models.UniqueConstraint(fields=("partnership", "log", "member"), name="a_note_names_a_member_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("seen", True),
                            models.Q(
                                models.Q(("seen_alone", True), _negated=True),
                                models.Q(("spoken_to", True), _negated=True),
                            ),
                            ("seen__isnull", True),
                            _connector="OR",
                        ),
                        name="who_was_not_seen_was_not_seen_alone",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "audience",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.IntegerField(), help_text="the sender and the recipient", size=None
                    ),
                ),
                ("subject", models.TextField()),
                ("text", models.TextField(help_text="as typed; shown as formatted text")),
                ("sent_at", models.DateTimeField()),
                (
                    "answers",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="casework.message"
                    ),
                ),
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
                (
                    "recipient",
                    models.ForeignKey(
                        help_text="a user's or a team's",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.principal",
                    ),
                ),
                (
                    "sender",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "db_table": "casework_message",
                "indexes": [
                    models.Index(
                        models.F("recipient"), models.OrderBy(models.F("id"), descending=True), name="messages_received"
                    ),
                    models.Index(
                        models.F("sender"), models.OrderBy(models.F("id"), descending=True), name="messages_sent"
                    ),
                    models.Index(
                        models.F("case"), models.OrderBy(models.F("id"), descending=True), name="messages_about_a_case"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("subject", ""), _negated=True), name="a_message_has_a_subject"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Noticed",
            fields=[
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("read_to", models.BigIntegerField(default=0)),
                ("mailed_to", models.BigIntegerField(default=0)),
                (
                    "partnership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.partnership"
                    ),
                ),
            ],
            options={
                "db_table": "casework_noticed",
            },
        ),
        migrations.CreateModel(
            name="NotifyMe",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kinds",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None),
                ),
                ("since", models.BigIntegerField(default=0, help_text="events after this one are told of")),
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
                (
                    "person",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "db_table": "casework_notify_me",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("partnership", "user", "case", "person"),
                        name="one_choice_for_each",
                        nulls_distinct=False,
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="OnWorkload",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.TextField(help_text="case, report, task or person")),
                ("number", models.BigIntegerField()),
                ("added_at", models.DateTimeField()),
                ("removed_at", models.DateTimeField(null=True)),
                (
                    "partnership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.partnership"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "db_table": "casework_on_workload",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("removed_at__isnull", True)),
                        fields=("partnership", "user", "kind", "number"),
                        name="a_thing_is_on_a_workload_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Report",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("type", models.TextField(help_text="a report type of the pack")),
                ("title", models.TextField()),
                ("report_on", models.DateField(help_text="when the assessment or incident took place")),
                ("area", models.TextField()),
                ("text", models.TextField()),
                ("review_on", models.DateField(null=True)),
                ("written_at", models.DateTimeField()),
                ("version", models.IntegerField(default=1)),
                ("changed_at", models.DateTimeField(null=True)),
                (
                    "search_keys",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(),
                        default=list,
                        help_text="its callers, witnesses, vehicles and places",
                        size=None,
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "changed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "circle",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.circle"
                    ),
                ),
                (
                    "partnership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.partnership"
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.team"
                    ),
                ),
            ],
            options={
                "db_table": "casework_report",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("title", ""), _negated=True), name="a_report_has_a_title"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="a_report_says_something"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Significance",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.TextField(help_text="what it marks: log, action, task, report, document or event")),
                ("number", models.BigIntegerField(help_text="its id")),
                ("analysis", models.TextField(blank=True, default="")),
                ("marked_at", models.DateTimeField()),
                ("unmarked_at", models.DateTimeField(null=True)),
                (
                    "case",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case"),
                ),
                (
                    "circle",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.circle"
                    ),
                ),
                (
                    "marked_by",
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
                "db_table": "casework_significance",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("unmarked_at__isnull", True)),
                        fields=("partnership", "case", "kind", "number"),
                        name="a_thing_is_marked_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Task",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.TextField()),
                ("description", models.TextField()),
                ("type", models.TextField(blank=True, default="", help_text="a task type of the pack")),
                ("priority", models.TextField(blank=True, default="", help_text="a task priority of the pack")),
                ("due_on", models.DateField()),
                ("due_time", models.TimeField(null=True)),
                ("set_at", models.DateTimeField()),
                ("wants_receipt", models.BooleanField(default=False)),
                ("accepted_at", models.DateTimeField(null=True)),
                (
                    "waits_for",
                    models.TextField(
                        blank=True, default="", help_text="an answer the task waits for: extension or detail"
                    ),
                ),
                ("completed_at", models.DateTimeField(null=True)),
                ("version", models.IntegerField(default=1)),
                (
                    "accepted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                    "log",
                    models.ForeignKey(
                        help_text="the note it was completed with",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="casework.log",
                    ),
                ),
                (
                    "partnership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.partnership"
                    ),
                ),
                (
                    "set_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "taken_by",
                    models.ForeignKey(
                        help_text="of the team",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "to_member",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.member"
                    ),
                ),
                (
                    "to_team",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.team"
                    ),
                ),
                (
                    "to_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "casework_task",
                "indexes": [
                    models.Index(
                        models.F("to_user"),
                        models.F("due_on"),
                        models.F("id"),
                        condition=models.Q(("completed_at__isnull", True)),
                        name="open_tasks_of_a_user",
                    ),
                    models.Index(
                        models.F("to_team"),
                        models.F("due_on"),
                        models.F("id"),
                        condition=models.Q(("completed_at__isnull", True)),
                        name="open_tasks_of_a_team",
                    ),
                    models.Index(
                        models.F("set_by"),
                        models.OrderBy(models.F("id"), descending=True),
                        name="tasks_by_who_set_them",
                    ),
                    models.Index(models.F("case"), models.F("due_on"), models.F("id"), name="tasks_of_a_case"),
                ],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("title", ""), _negated=True), name="a_task_has_a_title"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("to_member__isnull", True), ("to_team__isnull", True), ("to_user__isnull", False)
                            ),
                            models.Q(
                                ("to_member__isnull", True), ("to_team__isnull", False), ("to_user__isnull", True)
                            ),
                            models.Q(
                                ("to_member__isnull", False), ("to_team__isnull", True), ("to_user__isnull", True)
                            ),
                            _connector="OR",
                        ),
                        name="a_task_is_for_one",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("waits_for__in", ["", "extension", "detail"])),
                        name="a_task_waits_for_one_answer",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Attachment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="documents.document"
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
                    "message",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="casework.message"
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="casework.report"
                    ),
                ),
                (
                    "task",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="casework.task"
                    ),
                ),
            ],
            options={
                "db_table": "casework_attachment",
            },
        ),
        migrations.CreateModel(
            name="CaseAction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.TextField()),
                ("type", models.TextField(help_text="an action type of the pack")),
                ("created_on", models.DateField()),
                ("due_on", models.DateField(null=True)),
                ("completed_on", models.DateField(null=True)),
                ("reason", models.TextField(blank=True, default="")),
                ("outcome", models.TextField(blank=True, default="")),
                (
                    "participants",
                    models.JSONField(default=list, help_text="[{kind: member|keyworker|agency, id, name}]"),
                ),
                ("version", models.IntegerField(default=1)),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("case", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to="cases.case")),
                (
                    "circle",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.circle"
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
                    "report",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="casework.report"
                    ),
                ),
            ],
            options={
                "db_table": "casework_action",
                "indexes": [
                    models.Index(
                        models.F("case"),
                        models.OrderBy(models.F("due_on"), nulls_last=True),
                        models.F("id"),
                        name="actions_of_a_case",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("case__isnull", False), ("circle__isnull", False), _connector="OR"),
                        name="an_action_belongs_somewhere",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True), name="an_action_has_a_name"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("completed_on__isnull", True), models.Q(("outcome", ""), _negated=True), _connector="OR"
                        ),
                        name="a_completed_action_has_an_outcome",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MessageRead",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("read_at", models.DateTimeField()),
                (
                    "message",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reads", to="casework.message"
                    ),
                ),
                (
                    "partnership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.partnership"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "db_table": "casework_message_read",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("partnership", "message", "user"), name="a_message_is_read_once_by_each"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="NoteDraft",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("type", models.TextField()),
                ("typed", models.JSONField(default=dict, help_text="field name -> as typed")),
                ("started_at", models.DateTimeField()),
                ("kept_at", models.DateTimeField()),
                ("version", models.IntegerField(default=1)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case"
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
                    "report",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="casework.report"
                    ),
                ),
            ],
            options={
                "db_table": "casework_note_draft",
                "indexes": [
                    models.Index(
                        models.F("author"),
                        models.OrderBy(models.F("kept_at"), descending=True),
                        condition=models.Q(("ended_at__isnull", True)),
                        name="note_drafts_open",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ReportCase",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("linked_at", models.DateTimeField()),
                ("unlinked_at", models.DateTimeField(null=True)),
                (
                    "case",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case"),
                ),
                (
                    "linked_by",
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
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="casework.report"
                    ),
                ),
            ],
            options={
                "db_table": "casework_report_case",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("unlinked_at__isnull", True)),
                        fields=("partnership", "report", "case"),
                        name="a_report_is_linked_to_a_case_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ReportParty",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("part", models.TextField(help_text="caller, witness or about")),
                ("name", models.TextField(blank=True, default="")),
                ("organisation", models.TextField(blank=True, default="")),
                ("telephone", models.TextField(blank=True, default="")),
                ("email", models.TextField(blank=True, default="")),
                ("removed_at", models.DateTimeField(null=True)),
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
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="casework.report"
                    ),
                ),
            ],
            options={
                "db_table": "casework_report_party",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("part__in", ["caller", "witness", "about"])), name="a_party_has_a_part"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("person__isnull", False), models.Q(("name", ""), _negated=True), _connector="OR"
                        ),
                        name="a_party_is_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReportPlace",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("words", models.TextField(blank=True, default="")),
                ("removed_at", models.DateTimeField(null=True)),
                (
                    "partnership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.partnership"
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.place"
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="casework.report"
                    ),
                ),
            ],
            options={
                "db_table": "casework_report_place",
            },
        ),
        migrations.CreateModel(
            name="ReportVehicle",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("registration", models.TextField(blank=True, default="")),
                ("description", models.TextField(blank=True, default="", help_text="make, model, colour")),
                ("removed_at", models.DateTimeField(null=True)),
                (
                    "partnership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.partnership"
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="casework.report"
                    ),
                ),
            ],
            options={
                "db_table": "casework_report_vehicle",
            },
        ),
        migrations.CreateModel(
            name="TaskTurn",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("what", models.TextField()),
                ("words", models.TextField(blank=True, default="")),
                ("facts", models.JSONField(default=dict)),
                ("at", models.DateTimeField()),
                (
                    "by",
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
                    "task",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="turns", to="casework.task"
                    ),
                ),
            ],
            options={
                "db_table": "casework_task_turn",
            },
        ),
        migrations.RemoveConstraint(
            model_name="log",
            name="a_log_says_what",
        ),
        migrations.AddField(
            model_name="log",
            name="circle",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.circle"
            ),
        ),
        migrations.AddField(
            model_name="log",
            name="headings",
            field=models.JSONField(default=list, help_text="[{id, title, words}] in the order of the type"),
        ),
        migrations.AddField(
            model_name="log",
            name="hidden_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="log",
            name="hidden_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="log",
            name="hidden_why",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.AddField(
            model_name="log",
            name="release_id",
            field=models.BigIntegerField(
                help_text="the practice release whose headings it is written under", null=True
            ),
        ),
        migrations.AddField(
            model_name="log",
            name="type",
            field=models.TextField(default="log", help_text="a note type of the pack"),
        ),
        migrations.AlterField(
            model_name="log",
            name="case",
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to="cases.case"),
        ),
        migrations.AlterField(
            model_name="log",
            name="version",
            field=models.IntegerField(default=1, help_text="how often it was corrected or hidden, and one"),
        ),
        migrations.AlterField(
            model_name="log",
            name="what",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.AddField(
            model_name="log",
            name="report",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="casework.report"
            ),
        ),
        migrations.AddConstraint(
            model_name="log",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("what", ""), _negated=True), models.Q(("headings", []), _negated=True), _connector="OR"
                ),
                name="a_log_says_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="log",
            constraint=models.CheckConstraint(
                condition=models.Q(("case__isnull", False), ("circle__isnull", False), _connector="OR"),
                name="a_log_belongs_somewhere",
            ),
        ),
        sql_file("casework", "0002_day_work.sql"),
    ]
