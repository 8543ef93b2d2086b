"""A joint decision is proposed by one and agreed by the other; what waits in trays is counted for the header."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from alongside.core.sqlfiles import sql_file


class Migration(migrations.Migration):
    dependencies = [("pathway", "0004_caseloads"), ("casework", "0009_child_seen")]

    operations = [
        migrations.AddField(
            "workitem",
            "proposed_by",
            models.ForeignKey(
                help_text="of a joint decision",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField("workitem", "proposed_at", models.DateTimeField(null=True)),
        sql_file("pathway", "0005_items.sql"),
    ]
