from django.db import migrations

from alongside.core.sqlfiles import sql_file


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_circles")]
    operations = [sql_file("cases", "0004_circle_found.sql")]
