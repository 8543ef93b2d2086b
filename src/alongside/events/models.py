"""The one append-only table of what happened, and the seals over it. Both are made in SQL (sql/0001_spine.sql)."""

from django.db import models
from django.db.models.fields.json import KT


class Event(models.Model):
    """Something that happened: what, to which case and person, by whom, when it happened and when it was recorded."""

    id = models.BigAutoField(primary_key=True)
    partnership_id = models.BigIntegerField()
    kind = models.TextField()
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    user_id = models.BigIntegerField()
    case_id = models.BigIntegerField(null=True)
    person_id = models.BigIntegerField(null=True)
    facts = models.JSONField()
    contact_id = models.GeneratedField(
        expression=KT("facts__contact"), output_field=models.BigIntegerField(), db_persist=True, null=True,
        help_text="the contact among the facts; PostgreSQL keeps it",
    )  # fmt: skip

    class Meta:
        db_table = "events_event"
        managed = False


class Seal(models.Model):
    """A batch of events of one partnership, bound by its digest to the batch before it."""

    id = models.BigAutoField(primary_key=True)
    partnership_id = models.BigIntegerField()
    number = models.BigIntegerField()
    count = models.BigIntegerField()
    previous = models.TextField()
    digest = models.TextField()
    sealed_at = models.DateTimeField()

    class Meta:
        db_table = "events_seal"
        managed = False
