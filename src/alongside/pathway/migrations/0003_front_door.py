"""An e-mail is one contact; what came with a contact is seen with it; a reference answers without signing in."""

from django.db import migrations, models
from django.db.models import Q

from alongside.core.sqlfiles import sql_file


class Migration(migrations.Migration):
    dependencies = [("pathway", "0002_notes_in_draft"), ("documents", "0003_received_with")]

    operations = [
        migrations.AddField(
            "contact",
            "message_id",
            models.TextField(blank=True, default="", db_default="", help_text="of the e-mail it came as"),
        ),
        migrations.AddConstraint(
            "contact",
            models.UniqueConstraint(
                fields=["partnership", "message_id"], condition=~Q(message_id=""), name="an_email_is_one_contact"
            ),
        ),
        sql_file("pathway", "0003_front_door.sql"),
    ]
