import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from alongside.core.sqlfiles import sql_file


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0005_away"),
        ("accounts", "__first__"),
        ("cases", "0002_circles"),
    ]

    operations = [
        migrations.CreateModel(
            name="Document",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("type", models.TextField(blank=True, default="", help_text="a document type of the pack")),
                ("name", models.TextField(help_text="such as: Young Consent 2016-09-21")),
                ("description", models.TextField(blank=True, default="")),
                ("in_library", models.BooleanField(default=False)),
                ("added_at", models.DateTimeField()),
                ("version", models.IntegerField(default=1)),
                ("hidden_at", models.DateTimeField(null=True)),
                ("hidden_why", models.TextField(blank=True, default="")),
                (
                    "added_by",
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
                    "consent",
                    models.ForeignKey(
                        help_text="whose signed copy it is",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.consent",
                    ),
                ),
                (
                    "hidden_by",
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
                    "waits_for",
                    models.ForeignKey(
                        help_text="whose form, not sent yet, it was uploaded for",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "documents_document",
                "indexes": [
                    models.Index(
                        models.F("case"),
                        models.OrderBy(models.F("added_at"), descending=True),
                        models.OrderBy(models.F("id"), descending=True),
                        name="documents_of_a_case",
                    ),
                    models.Index(
                        models.F("circle"),
                        models.OrderBy(models.F("id"), descending=True),
                        name="documents_of_a_circle",
                    ),
                    models.Index(
                        models.F("partnership"),
                        models.F("name"),
                        condition=models.Q(("in_library", True)),
                        name="documents_of_the_library",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True), name="a_document_has_a_name"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("case__isnull", False),
                            ("circle__isnull", False),
                            ("in_library", True),
                            ("waits_for__isnull", False),
                            _connector="OR",
                        ),
                        name="a_document_belongs_somewhere",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DocumentVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.IntegerField()),
                ("file_name", models.TextField(help_text="as the browser said it, without any path")),
                ("content_type", models.TextField(help_text="found from the content")),
                ("size", models.BigIntegerField(help_text="bytes")),
                ("stored_as", models.TextField(help_text="a keyed digest of the content")),
                (
                    "verdict",
                    models.TextField(
                        choices=[("waiting", "Waiting"), ("clean", "Clean"), ("refused", "Refused")], default="waiting"
                    ),
                ),
                ("verdict_why", models.TextField(blank=True, default="")),
                ("uploaded_at", models.DateTimeField()),
                ("scanned_at", models.DateTimeField(null=True)),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="documents.document"
                    ),
                ),
                (
                    "partnership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.partnership"
                    ),
                ),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "db_table": "documents_version",
                "indexes": [
                    models.Index(models.F("id"), condition=models.Q(("verdict", "waiting")), name="versions_to_scan")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("partnership", "document", "number"), name="one_version_of_a_number"
                    ),
                    models.CheckConstraint(condition=models.Q(("size__gt", 0)), name="a_version_is_not_empty"),
                    models.CheckConstraint(
                        condition=models.Q(("verdict__in", ["waiting", "clean", "refused"])),
                        name="a_verdict_is_one_of_three",
                    ),
                ],
            },
        ),
        sql_file("documents", "0001_documents.sql"),
    ]
