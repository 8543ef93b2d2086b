from django.db import migrations

from alongside.core.sqlfiles import sql_file


class Migration(migrations.Migration):
    dependencies = [("events", "0001_spine")]
    operations = [sql_file("events", "0002_of_a_circle.sql")]
