"""Audits: assessments drawn by lot and judged on the points of the practice framework."""

from django.db import models
from django.db.models import F, Q

from alongside.accounts.models import Partnership, User
from alongside.assessments.models import Assessment


class AuditSample(models.Model):
    """A sample drawn of assessments completed in a period; drawn again with the same `lot` it is the same."""

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="+")
    audit = models.TextField(help_text="an audit of the pack")
    starts_on = models.DateField()
    ends_on = models.DateField(help_text="the first day that is not in it")
    size = models.IntegerField()
    found = models.IntegerField(help_text="how many there were to draw from")
    lot = models.TextField(help_text="what decided who was drawn")
    drawn_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField()

    class Meta:
        db_table = "reporting_audit_sample"
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="a_sample_is_of_some_days"),
            models.CheckConstraint(condition=Q(size__gt=0), name="a_sample_has_something_in_it"),
        ]


class Audited(models.Model):
    """An assessment of a sample: waiting for its audit, or judged, by whom and when. Seen with the assessment."""

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="+")
    sample = models.ForeignKey(AuditSample, models.PROTECT, related_name="audited")
    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="+")
    points = models.JSONField(default=dict, help_text="point -> {found: yes|partly|no, comment}")
    in_time = models.BooleanField(null=True)
    comment = models.TextField(blank=True, default="")
    audited_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    audited_at = models.DateTimeField(null=True)
    version = models.IntegerField(default=1)

    class Meta:
        db_table = "reporting_audited"
        constraints = [
            models.UniqueConstraint(fields=["partnership", "sample", "assessment"], name="an_assessment_is_drawn_once")
        ]
        indexes = [models.Index(fields=["assessment"], name="audits_of_an_assessment")]
