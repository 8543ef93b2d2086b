import django.contrib.postgres.fields
from django.db import migrations, models

from alongside.core.sqlfiles import sql_file


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0010_reached"),
    ]

    operations = [
        migrations.AddField(
            model_name="noticed",
            name="clocks_told",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.BigIntegerField(),
                db_default=[],
                default=list,
                help_text="the clocks that an e-mail told of that still run",
                size=None,
            ),
        ),
        sql_file("casework", "0011_clocks_told.sql"),
    ]
