"""Drafts: forms that are being filled in, kept on the server field by field as they are typed."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from alongside.accounts.models import Partnership, User
from alongside.packs.models import Release


class Draft(models.Model):
    """A form being filled in by one user, who alone sees it. Its id is given by the page, so it is started once.

    When it is submitted its answers become a record of another room and are emptied here; when it is thrown away they
    are emptied too: a family's details stand in one place.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    partnership = models.ForeignKey(Partnership, models.PROTECT)
    owner = models.ForeignKey(User, models.PROTECT, related_name="+")
    audience = ArrayField(models.IntegerField())
    form = models.TextField(help_text="the id of the form in the release")
    release = models.ForeignKey(Release, models.PROTECT, related_name="+")
    about = models.BigIntegerField(null=True, help_text="the id of the case it was opened again for")
    title = models.TextField(blank=True, default="", help_text="the case name, or the first entry's name, so far")
    answers = models.JSONField(default=dict, help_text="forms.typed.Typed")
    opened_with = models.JSONField(default=dict, help_text="what an opened-again form held at first")
    touched = models.JSONField(default=dict, help_text="field path -> [page that last kept it, when]")
    step = models.TextField(blank=True, default="", help_text="the section worked on last")
    seen = ArrayField(models.TextField(), default=list, help_text="the sections whose step was saved")
    version = models.IntegerField(default=1)
    started_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    became = models.BigIntegerField(null=True, help_text="the id of the case it became")
    discarded_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "forms_draft"
        indexes = [
            GinIndex(fields=["audience"], name="draft_by_audience"),
            models.Index(
                fields=["owner", "-saved_at"],
                condition=Q(submitted_at__isnull=True, discarded_at__isnull=True),
                name="open_draft_by_owner",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(submitted_at__isnull=True) | Q(discarded_at__isnull=True),
                name="a_draft_is_not_both_submitted_and_thrown_away",
            ),
            models.CheckConstraint(
                condition=Q(submitted_at__isnull=True, became__isnull=True)
                | Q(submitted_at__isnull=False, became__isnull=False),
                name="a_submitted_draft_became_something",
            ),
        ]
