from django.db import migrations

from alongside.core.sqlfiles import sql_file


class Migration(migrations.Migration):
    dependencies = [("pathway", "0001_pathway")]

    operations = [sql_file("pathway", "0002_notes_in_draft.sql")]
