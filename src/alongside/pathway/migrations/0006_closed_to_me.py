"""An exclusion from a case beats a contact's trays and a panel's agenda; a restricted note waits for its circle alone."""

from django.db import migrations

from alongside.core.sqlfiles import sql_file


class Migration(migrations.Migration):
    dependencies = [("pathway", "0005_items"), ("cases", "0006_paused")]

    operations = [sql_file("pathway", "0006_closed_to_me.sql")]
