from django.db import migrations

from alongside.core.sqlfiles import sql_file


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0004_observed"),
        ("cases", "0003_circle_found"),
        ("events", "0002_of_a_circle"),
        ("people", "0002_access_and_search"),
    ]
    operations = [sql_file("casework", "0005_reports.sql")]
