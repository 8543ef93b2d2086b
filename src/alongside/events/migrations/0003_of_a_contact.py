from django.db import migrations

from alongside.core.sqlfiles import sql_file


class Migration(migrations.Migration):
    dependencies = [("events", "0002_of_a_circle")]
    operations = [sql_file("events", "0003_of_a_contact.sql")]
