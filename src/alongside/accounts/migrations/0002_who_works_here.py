from django.db import migrations

from alongside.core.sqlfiles import sql_file


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial"), ("core", "0001_foundation")]
    operations = [sql_file("accounts", "0002_who_works_here.sql")]
