from django.db import migrations

from alongside.core.sqlfiles import sql_file


class Migration(migrations.Migration):
    dependencies = [("events", "0003_of_a_contact")]
    operations = [sql_file("events", "0004_contact.sql")]
