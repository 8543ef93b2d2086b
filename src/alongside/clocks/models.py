"""The clocks of cases as they were last worked out from the spine, and the days on which a partnership is closed."""

from django.db import models
from django.db.models import F, Q

from alongside.accounts.models import Partnership, User
from alongside.cases.models import Case


class Clock(models.Model):
    """One timescale running on a case, or on a contact that is no case yet: a row that can always be made anew.

    The spine and the pack are the truth (ADR 15); this row stands so that thousands of cases can be listed by what runs
    out next. It holds nothing that changes by time alone: that it is overdue is read from `due_over` and the moment.
    """

    class State(models.TextChoices):
        OPEN = "open"
        MET = "met"
        MET_LATE = "met late"
        NOT_NEEDED = "not needed"

    class Past(models.TextChoices):
        """What a clock is when its time is over: overdue, no longer possible, or done."""

        LIMIT = "limit"
        WINDOW = "window"
        WAIT = "wait"

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="+")
    contact_id = models.BigIntegerField(null=True, help_text="the contact of the pathway that it is about")
    timescale = models.TextField(help_text="a timescale of the pack")
    release_id = models.BigIntegerField(help_text="the release it is judged by: the one in force when it started")
    started_by = models.BigIntegerField(help_text="the event that started it")
    key = models.TextField(
        default="", help_text="the fact that start and stop have in common: which plan, which contact"
    )
    whose = models.TextField(help_text="whose it is, in the pack's words")
    is_a = models.TextField(choices=Past.choices)
    started_at = models.DateTimeField()
    counted_from = models.DateField()
    due_on = models.DateField()
    due_at = models.DateTimeField(null=True, help_text="where hours are counted")
    due_over = models.DateTimeField(help_text="the first instant that is too late")
    aim_on = models.DateField(help_text="what to work towards: the expectation, or what is due where that is earlier")
    aim_at = models.DateTimeField(null=True)
    aim_over = models.DateTimeField()
    state = models.TextField(choices=State.choices)
    stopped_at = models.DateTimeField(null=True)
    lapsed_at = models.DateTimeField(null=True)
    paused_since = models.DateTimeField(null=True)
    corrected = models.BooleanField(default=False, help_text="what started it was put right afterwards")

    class Meta:
        db_table = "clocks_clock"
        constraints = [
            models.UniqueConstraint(fields=["started_by", "timescale", "key"], name="an_event_starts_a_clock_once"),
            models.CheckConstraint(
                condition=Q(case__isnull=False) | Q(contact_id__isnull=False), name="a_clock_is_about_somebody"
            ),
        ]
        indexes = [
            models.Index("partnership", F("aim_over"), F("id"), condition=Q(state="open"), name="clocks_that_run_out"),
            models.Index(fields=["case", "aim_over"], condition=Q(state="open"), name="clocks_running_on_a_case"),
            models.Index(fields=["contact_id"], condition=Q(contact_id__isnull=False), name="clocks_of_a_contact"),
        ]


class ClosedDay(models.Model):
    """A day on which nobody works in this partnership, beside the weekends and bank holidays: why, and who said so."""

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="+")
    on = models.DateField()
    reason = models.TextField()
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    removed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    removed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "clocks_closed_day"
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "on"], condition=Q(removed_at__isnull=True), name="a_day_is_closed_once"
            ),
        ]


class Trial(models.Model):
    """Another timescale tried over more cases than a page waits for: what was asked, and what a job found.

    One for each user, seen by nobody else: what they ask next takes its place. It names no family.
    """

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="+")
    user = models.OneToOneField(User, models.PROTECT, related_name="+")
    asked = models.JSONField(help_text="which timescale, which of its times, how long, under which release")
    asked_at = models.DateTimeField()
    found = models.JSONField(null=True, help_text="clocks.queries.trying.Found; null until it is counted")
    done_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "clocks_trial"
