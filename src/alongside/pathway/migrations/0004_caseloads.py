"""How many families somebody has is counted for managers, whatever they see of them."""

from django.db import migrations

from alongside.core.sqlfiles import sql_file


class Migration(migrations.Migration):
    dependencies = [("pathway", "0003_front_door"), ("clocks", "0001_clocks")]

    operations = [sql_file("pathway", "0004_caseloads.sql")]
