import uuid

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from alongside.core.sqlfiles import sql_file


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("packs", "0001_releases"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Draft",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("audience", django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
                ("form", models.TextField(help_text="the id of the form in the release")),
                ("about", models.BigIntegerField(help_text="the id of the case it was opened again for", null=True)),
                (
                    "title",
                    models.TextField(
                        blank=True, default="", help_text="the case name, or the first entry's name, so far"
                    ),
                ),
                ("answers", models.JSONField(default=dict, help_text="forms.typed.Typed")),
                ("opened_with", models.JSONField(default=dict, help_text="what an opened-again form held at first")),
                ("touched", models.JSONField(default=dict, help_text="field path -> [page that last kept it, when]")),
                ("step", models.TextField(blank=True, default="", help_text="the section worked on last")),
                (
                    "seen",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(),
                        default=list,
                        help_text="the sections whose step was saved",
                        size=None,
                    ),
                ),
                ("version", models.IntegerField(default=1)),
                ("started_at", models.DateTimeField()),
                ("saved_at", models.DateTimeField()),
                ("submitted_at", models.DateTimeField(null=True)),
                ("became", models.BigIntegerField(help_text="the id of the case it became", null=True)),
                ("discarded_at", models.DateTimeField(null=True)),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "partnership",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="accounts.partnership"),
                ),
                (
                    "release",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="packs.release"
                    ),
                ),
            ],
            options={
                "db_table": "forms_draft",
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(fields=["audience"], name="draft_by_audience"),
                    models.Index(
                        condition=models.Q(("discarded_at__isnull", True), ("submitted_at__isnull", True)),
                        fields=["owner", "-saved_at"],
                        name="open_draft_by_owner",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("submitted_at__isnull", True), ("discarded_at__isnull", True), _connector="OR"
                        ),
                        name="a_draft_is_not_both_submitted_and_thrown_away",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("became__isnull", True), ("submitted_at__isnull", True)),
                            models.Q(("became__isnull", False), ("submitted_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="a_submitted_draft_became_something",
                    ),
                ],
            },
        ),
        sql_file("forms", "0001_drafts.sql"),
    ]
