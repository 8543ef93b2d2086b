from django.db import migrations

from alongside.core.sqlfiles import sql_file


class Migration(migrations.Migration):
    dependencies = [("plans", "0002_said_agreed")]

    operations = [sql_file("plans", "0003_evidence.sql")]
