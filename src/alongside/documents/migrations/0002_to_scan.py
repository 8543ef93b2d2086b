"""What waits for the scanner, and what the store holds without a row."""

from django.db import migrations

from alongside.core.sqlfiles import sql_file


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_documents")]

    operations = [sql_file("documents", "0002_to_scan.sql")]
