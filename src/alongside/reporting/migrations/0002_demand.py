"""Counting demand and capacity across families, without a word about any."""

from django.db import migrations

from alongside.core.sqlfiles import sql_file


class Migration(migrations.Migration):
    dependencies = [("reporting", "0001_audits"), ("pathway", "0001_pathway"), ("clocks", "0001_clocks")]
    operations = [sql_file("reporting", "0002_demand.sql")]
