"""What migrations make is what the models say, whatever was drawn on the way (core/management/commands/migrate.py)."""

import pytest
from django.apps import apps
from django.db import connection

pytestmark = pytest.mark.django_db

COLUMNS = """
SELECT table_name, column_name, is_nullable = 'YES' FROM information_schema.columns WHERE table_schema = 'public'
"""
TYPES = """
SELECT c.relname, a.attname,
       replace(replace(format_type(a.atttypid, a.atttypmod), 'character varying', 'varchar'), ' without time zone', '')
  FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
 WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped
"""
REFERENCES = """
SELECT k.conrelid::regclass::text, a.attname, k.confrelid::regclass::text
  FROM pg_constraint k JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[1]
 WHERE k.contype = 'f' AND k.connamespace = 'public'::regnamespace AND cardinality(k.conkey) = 1
"""
NAMED = """
SELECT conrelid::regclass::text, conname FROM pg_constraint WHERE connamespace = 'public'::regnamespace
UNION SELECT tablename, indexname FROM pg_indexes WHERE schemaname = 'public'
"""


def asked(sql: str) -> set[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return {tuple(row) for row in cursor.fetchall()}


def test_every_column_reference_index_and_constraint_of_a_model_is_in_the_database() -> None:
    ours = [model for model in apps.get_models(include_auto_created=True) if model.__module__.startswith("alongside.")]
    fields = [(model._meta.db_table, field) for model in ours for field in model._meta.local_concrete_fields]

    columns = {(table, field.column, field.null) for table, field in fields}
    assert columns - asked(COLUMNS) == set()
    types = {(table, field.column, (field.db_type(connection) or "").lower()) for table, field in fields}
    assert types - asked(TYPES) == set()

    references = {
        (table, field.column, field.related_model._meta.db_table)
        for table, field in fields
        if field.is_relation and field.db_constraint
    }
    assert references - asked(REFERENCES) == set()

    named = {
        (model._meta.db_table, rule.name) for model in ours for rule in (*model._meta.indexes, *model._meta.constraints)
    }
    assert named - asked(NAMED) == set()
