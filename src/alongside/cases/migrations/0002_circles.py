import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from alongside.core.sqlfiles import sql_file


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_away"),
        ("accounts", "__first__"),
        ("cases", "0001_cases"),
    ]

    operations = [
        migrations.CreateModel(
            name="Circle",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "audience",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.IntegerField(), help_text="kept by a trigger from the grants", size=None
                    ),
                ),
                (
                    "excluded",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.IntegerField(),
                        default=list,
                        help_text="kept by a trigger from the linked cases",
                        size=None,
                    ),
                ),
                ("made_at", models.DateTimeField()),
                (
                    "made_by",
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
                "db_table": "cases_circle",
            },
        ),
        migrations.CreateModel(
            name="Involvement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "role",
                    models.TextField(
                        help_text="an involvement of the pack: agency, responsible provider, referring provider"
                    ),
                ),
                ("service", models.TextField(blank=True, default="")),
                ("contact", models.TextField(blank=True, default="", help_text="whom to speak to there")),
                ("telephone", models.TextField(blank=True, default="")),
                ("email", models.TextField(blank=True, default="")),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField(null=True)),
                ("end_reason", models.TextField(blank=True, default="")),
                ("version", models.IntegerField(default=1)),
                ("case", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="cases.case")),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.organisation"
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
                "db_table": "cases_involvement",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True), ("ends_on__gte", models.F("starts_on")), _connector="OR"
                        ),
                        name="an_involvement_ends_after_it_starts",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ends_on__isnull", True)),
                        fields=("partnership", "case", "organisation", "role", "service"),
                        name="an_agency_is_involved_once_in_a_role",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Keyworker",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField(null=True)),
                ("case", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="cases.case")),
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
                "db_table": "cases_keyworker",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ends_on__isnull", True)),
                        fields=("partnership", "case", "user"),
                        name="a_keyworker_is_on_a_case_once_at_a_time",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RelatedCase",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("why", models.TextField(blank=True, default="")),
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
                    "other",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case"),
                ),
                (
                    "partnership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.partnership"
                    ),
                ),
                (
                    "unlinked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "cases_related_case",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("unlinked_at__isnull", True)),
                        fields=("partnership", "case", "other"),
                        name="two_cases_are_linked_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("case__lt", models.F("other"))), name="a_link_names_the_older_case_first"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CircleGrant",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("why", models.TextField(blank=True, default="")),
                ("granted_at", models.DateTimeField()),
                ("stopped_at", models.DateTimeField(null=True)),
                (
                    "circle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="grants", to="cases.circle"
                    ),
                ),
                (
                    "granted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "holder",
                    models.ForeignKey(
                        help_text="whom it was given to",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.principal",
                    ),
                ),
                (
                    "partnership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.partnership"
                    ),
                ),
                (
                    "principal",
                    models.ForeignKey(
                        help_text="held by the audience",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.principal",
                    ),
                ),
                (
                    "stopped_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "cases_circle_grant",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("stopped_at__isnull", True)),
                        fields=("partnership", "circle", "principal"),
                        name="a_circle_lets_each_in_once",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="case",
            name="closed_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="case",
            name="due_on",
            field=models.DateField(help_text="when the case is reviewed next", null=True),
        ),
        migrations.AddField(
            model_name="case",
            name="is_archived",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="case",
            name="opened_on",
            field=models.DateField(help_text="when the referral was received, where it is kept apart", null=True),
        ),
        migrations.AddField(
            model_name="case",
            name="reason",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.AddField(
            model_name="case",
            name="reference",
            field=models.TextField(blank=True, default="", help_text="the partnership's own case reference"),
        ),
        migrations.AddField(
            model_name="case",
            name="type",
            field=models.TextField(blank=True, default="", help_text="a case type of the pack (CCM 1.1)"),
        ),
        migrations.AddField(
            model_name="consent",
            name="basis",
            field=models.TextField(blank=True, default="", help_text="the lawful basis, where it is not consent"),
        ),
        migrations.AddField(
            model_name="consent",
            name="consented_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="consent",
            name="given_by",
            field=models.TextField(blank=True, default="", help_text="who of the family"),
        ),
        migrations.AddField(
            model_name="consent",
            name="how",
            field=models.TextField(blank=True, default="", help_text="in writing, in person, by telephone ..."),
        ),
        migrations.AddField(
            model_name="consent",
            name="shared_with",
            field=models.TextField(blank=True, default="", help_text="the agencies and purposes it covers"),
        ),
        migrations.AddField(
            model_name="consent",
            name="signed_copy_at",
            field=models.DateTimeField(help_text="when the signed copy was filed", null=True),
        ),
        migrations.AddField(
            model_name="consent",
            name="state",
            field=models.TextField(default="given", help_text="given, refused, withdrawn, or another lawful basis"),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.UniqueConstraint(
                condition=models.Q(("reference", ""), _negated=True),
                fields=("partnership", "reference"),
                name="a_reference_is_used_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("closed_on__isnull", True),
                    ("opened_on__isnull", True),
                    ("closed_on__gte", models.F("opened_on")),
                    _connector="OR",
                ),
                name="a_case_closes_after_it_opens",
            ),
        ),
        sql_file("cases", "0003_circle.sql"),
    ]
