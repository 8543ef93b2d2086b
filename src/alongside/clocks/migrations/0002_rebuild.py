from django.db import migrations

from alongside.core.sqlfiles import sql_file


class Migration(migrations.Migration):
    dependencies = [("clocks", "0001_clocks")]
    operations = [sql_file("clocks", "0002_rebuild.sql")]
