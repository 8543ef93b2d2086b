"""The day's work on a case."""

from django.db import models
from django.db.models import F, Q

from alongside.accounts.models import User
from alongside.cases.models import OfCase

LONGEST_WHAT = 20_000
LONGEST_LINE = 300


class Log(OfCase):
    """A brief record of a contact or observation: when, where, who, what (E-CINS 3).

    `contact_at` is when it took place, `written_at` when it was written; both are kept.
    """

    contact_at = models.DateTimeField()
    where = models.TextField(blank=True, default="")
    who = models.TextField(blank=True, default="")
    what = models.TextField()
    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    version = models.IntegerField(default=1)
    changed_at = models.DateTimeField(null=True)
    changed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        db_table = "casework_log"
        constraints = [models.CheckConstraint(condition=~Q(what=""), name="a_log_says_what")]
        indexes = [models.Index("case", F("contact_at").desc(), F("id").desc(), name="logs_of_a_case")]
