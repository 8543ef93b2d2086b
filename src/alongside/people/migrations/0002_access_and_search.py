from typing import Any

from django.db import migrations

from alongside.core.sqlfiles import sql_file
from alongside.people.variants import keep_variants


def keep(apps: Any, schema_editor: Any) -> None:
    keep_variants(apps.get_model("people", "Variant"))


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial"), ("core", "0001_foundation"), ("accounts", "0002_who_works_here")]
    operations = [
        sql_file("people", "0001_people.sql"),
        sql_file("people", "0002_search.sql"),
        migrations.RunPython(keep, migrations.RunPython.noop),
    ]
