from django.db import migrations

from alongside.core.sqlfiles import sql_file


class Migration(migrations.Migration):
    dependencies = [("clocks", "0004_trial"), ("events", "0004_contact")]
    operations = [sql_file("clocks", "0004_rebuild_contacts.sql")]
