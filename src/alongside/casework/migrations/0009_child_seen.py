from django.db import migrations

from alongside.core.sqlfiles import sql_file


class Migration(migrations.Migration):
    dependencies = [("casework", "0008_reports_seen")]

    operations = [sql_file("casework", "0009_child_seen.sql")]
