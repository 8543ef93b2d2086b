"""What is typed into a step is kept for whoever types it, until the step is done."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from alongside.core.sqlfiles import sql_file


class Migration(migrations.Migration):
    dependencies = [("pathway", "0006_closed_to_me")]

    operations = [
        migrations.CreateModel(
            name="ItemDraft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("typed", models.JSONField(default=dict, help_text="field name -> as typed")),
                ("kept_at", models.DateTimeField()),
                ("version", models.IntegerField(default=1)),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="pathway.workitem"
                    ),
                ),
                (
                    "partnership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.partnership"
                    ),
                ),
            ],
            options={"db_table": "pathway_item_draft"},
        ),
        migrations.AddConstraint(
            model_name="itemdraft",
            constraint=models.UniqueConstraint(
                fields=("partnership", "item", "author"), name="somebody_types_into_a_step_once"
            ),
        ),
        sql_file("pathway", "0007_item_drafts.sql"),
    ]
