"""What was written once: the keys that make a double click, a retry or a lost connection write a single time."""

from django.db import models


class Written(models.Model):
    """A write that was done, by its idempotency key, and the address it led to (which holds ids alone)."""

    partnership_id = models.BigIntegerField()
    user_id = models.BigIntegerField()
    key = models.UUIDField()
    written_at = models.DateTimeField()
    led_to = models.TextField(blank=True, default="")

    class Meta:
        db_table = "core_written"
        constraints = [
            models.UniqueConstraint(fields=["partnership_id", "user_id", "key"], name="a_write_is_done_once")
        ]
