"""Documents, their versions, and the library of downloads."""

from django.db import models
from django.db.models import F, Q

from alongside.accounts.models import Partnership, User
from alongside.cases.models import Consent, OfCaseOrCircle


class Document(OfCaseOrCircle):
    """A file about a case or of a restricted report, under its name; what it holds stands in its versions.

    One of the library is there for everybody of the partnership. One that was uploaded for a form which is not sent yet
    is seen by whoever uploaded it alone. Deleting hides a document, and keeps it.
    """

    type = models.TextField(blank=True, default="", help_text="a document type of the pack")
    name = models.TextField(help_text="such as: Young Consent 2016-09-21")
    description = models.TextField(blank=True, default="")
    in_library = models.BooleanField(default=False)
    waits_for = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", help_text="whose form, not sent yet, it was uploaded for"
    )
    received_with = models.BigIntegerField(
        null=True, help_text="the contact of the front door that it came with, while that has no case"
    )
    consent = models.ForeignKey(
        Consent, models.PROTECT, null=True, related_name="+", help_text="whose signed copy it is"
    )
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    version = models.IntegerField(default=1)
    hidden_at = models.DateTimeField(null=True)
    hidden_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    hidden_why = models.TextField(blank=True, default="")

    class Meta:
        db_table = "documents_document"
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="a_document_has_a_name"),
            models.CheckConstraint(
                condition=Q(case__isnull=False)
                | Q(circle__isnull=False)
                | Q(in_library=True)
                | Q(waits_for__isnull=False)
                | Q(received_with__isnull=False),
                name="a_document_belongs_somewhere",
            ),
        ]
        indexes = [
            models.Index("case", F("added_at").desc(), F("id").desc(), name="documents_of_a_case"),
            models.Index("circle", F("id").desc(), name="documents_of_a_circle"),
            models.Index("partnership", "name", condition=Q(in_library=True), name="documents_of_the_library"),
            models.Index("received_with", condition=Q(received_with__isnull=False), name="documents_of_a_contact"),
        ]


class DocumentVersion(models.Model):
    """What a document held from one upload to the next: the file itself is in the store, encrypted, under `stored_as`.

    `verdict` is waiting until the scanner has looked, then clean or refused; only a clean one can be opened.
    """

    class Verdict(models.TextChoices):
        WAITING = "waiting"
        CLEAN = "clean"
        REFUSED = "refused"

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="+")
    document = models.ForeignKey(Document, models.PROTECT, related_name="versions")
    number = models.IntegerField()
    file_name = models.TextField(help_text="as the browser said it, without any path")
    content_type = models.TextField(help_text="found from the content")
    size = models.BigIntegerField(help_text="bytes")
    stored_as = models.TextField(help_text="a keyed digest of the content")
    verdict = models.TextField(choices=Verdict.choices, default=Verdict.WAITING)
    verdict_why = models.TextField(blank=True, default="")
    uploaded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    scanned_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "documents_version"
        constraints = [
            models.UniqueConstraint(fields=["partnership", "document", "number"], name="one_version_of_a_number"),
            models.CheckConstraint(condition=Q(size__gt=0), name="a_version_is_not_empty"),
            models.CheckConstraint(
                condition=Q(verdict__in=["waiting", "clean", "refused"]), name="a_verdict_is_one_of_three"
            ),
        ]
        indexes = [models.Index("id", condition=Q(verdict="waiting"), name="versions_to_scan")]
