from django.db import migrations

from alongside.core.sqlfiles import sql_file


class Migration(migrations.Migration):
    initial = True
    dependencies: list[tuple[str, str]] = []
    operations = [sql_file("core", "0001_foundation.sql")]
