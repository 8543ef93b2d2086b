"""A family's way: the contact it began with, the processes it goes through, who works with it, and how it ends."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from alongside.accounts.models import Organisation, Partnership, Team, User
from alongside.cases.models import Case, OfCase
from alongside.casework.models import Log
from alongside.documents.models import Document
from alongside.people.models import Person

LONGEST_WORDS = 10_000


class Contact(models.Model):
    """Somebody tells the front door of a family: by telephone, e-form, mailbox, in person, or from another system.

    Seen by whoever recorded it, by the teams in whose trays it has been, and by whoever sees the case it became part
    of: `audience` is kept by a trigger from the trays. `reference` is what whoever made the request follows it by; it
    says nothing of the family. `answers` are what the pack's form for contacts asks (practice framework 1).
    """

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="+")
    reference = models.TextField(unique=True)
    source = models.TextField(help_text="a contact source of the pack")
    received_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    referrer = models.JSONField(
        default=dict, help_text="who made the request: name, role, organisation, telephone, email"
    )
    sent_on_by = models.TextField(
        blank=True, default="", help_text="who passed it here, where that is not the referrer"
    )
    concerns = models.TextField(blank=True, default="", help_text="what they are worried about, in their words")
    area = models.TextField(blank=True, default="")
    answers = models.JSONField(default=dict)
    release_id = models.BigIntegerField(null=True)
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="+")
    outcome = models.TextField(blank=True, default="", help_text="a contact outcome of the pack")
    advice = models.TextField(blank=True, default="", help_text="what was advised, where that was all")
    closed_at = models.DateTimeField(null=True)
    transition = models.BooleanField(default=False, db_default=False, help_text="a live case of a former service")
    message_id = models.TextField(blank=True, default="", db_default="", help_text="of the e-mail it came as")
    version = models.IntegerField(default=1)
    audience = ArrayField(models.IntegerField(), help_text="kept by a trigger from the trays it has been in")

    class Meta:
        db_table = "pathway_contact"
        indexes = [
            models.Index(F("partnership"), F("received_at").desc(), name="contacts_newest_first"),
            models.Index(fields=["case"], condition=Q(case__isnull=False), name="contacts_of_a_case"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "message_id"], condition=~Q(message_id=""), name="an_email_is_one_contact"
            ),
        ]


class ContactPerson(models.Model):
    """Somebody of the family as the contact names them, and the profile they turned out to be."""

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="+")
    contact = models.ForeignKey(Contact, models.PROTECT, related_name="people")
    position = models.IntegerField()
    forename = models.TextField(blank=True, default="")
    surname = models.TextField(blank=True, default="")
    born_on = models.DateField(null=True)
    relationship = models.TextField(blank=True, default="")
    address = models.TextField(blank=True, default="")
    postcode = models.TextField(blank=True, default="")
    telephone = models.TextField(blank=True, default="")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", help_text="the profile chosen")

    class Meta:
        db_table = "pathway_contact_person"


class Journey(models.Model):
    """One run of a process of a practice release, for a contact or a case. It ends with a step that has no way on.

    `facts` are what its conditions are read from, with the answers to its steps.
    """

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="+")
    process = models.TextField(help_text="a process of the release")
    release_id = models.BigIntegerField(null=True)
    contact = models.ForeignKey(Contact, models.PROTECT, null=True, related_name="journeys")
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="+")
    before = models.ForeignKey("self", models.PROTECT, null=True, related_name="+", help_text="what it came out of")
    facts = models.JSONField(default=dict)
    started_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by_way = models.TextField(blank=True, default="")
    version = models.IntegerField(default=1)

    class Meta:
        db_table = "pathway_journey"
        constraints = [
            models.CheckConstraint(
                condition=Q(contact__isnull=False) | Q(case__isnull=False), name="a_journey_is_of_a_contact_or_a_case"
            ),
        ]
        indexes = [
            models.Index(fields=["case"], condition=Q(case__isnull=False), name="journeys_of_a_case"),
            models.Index(fields=["contact"], condition=Q(contact__isnull=False), name="journeys_of_a_contact"),
        ]


class WorkItem(models.Model):
    """A step of a journey that waits in a tray, or was done: taken, given to somebody, answered, sent on.

    `team` works the tray for the family's area; without one it waits with `assigned_to`. `overridden` is why it was
    done though something of its checklist was missing. A joint decision is proposed by one and agreed by the other;
    until then its way, answers and checklist stand as proposed.
    """

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="+")
    journey = models.ForeignKey(Journey, models.PROTECT, related_name="items")
    step = models.TextField()
    tray = models.TextField(blank=True, default="")
    team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="+")
    assigned_to = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    entered_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    way = models.TextField(blank=True, default="")
    answers = models.JSONField(default=dict)
    checked = models.JSONField(
        default=dict, help_text="the checklist as it was answered: ticks, not applicable, consent"
    )
    proposed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", help_text="of a joint decision")
    proposed_at = models.DateTimeField(null=True)
    agreed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", help_text="of a joint decision")
    overridden = models.TextField(blank=True, default="")
    log = models.ForeignKey(Log, models.PROTECT, null=True, related_name="+", help_text="the note that it wrote")
    version = models.IntegerField(default=1)

    class Meta:
        db_table = "pathway_work_item"
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "journey", "step"],
                condition=Q(done_at__isnull=True),
                name="a_step_waits_once_at_a_time",
            ),
        ]
        indexes = [
            models.Index("team", "entered_at", condition=Q(done_at__isnull=True), name="items_that_wait_in_a_tray"),
            models.Index(
                "assigned_to", "entered_at", condition=Q(done_at__isnull=True), name="items_given_to_somebody"
            ),
            models.Index(fields=["journey", "id"], name="items_of_a_journey"),
        ]


class ItemDraft(models.Model):
    """What somebody has typed into a step so far, for them alone, until the step is done.

    A trigger empties it as they do the step: what was answered stands in one place.
    """

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="+")
    item = models.ForeignKey(WorkItem, models.PROTECT, related_name="+")
    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    typed = models.JSONField(default=dict, help_text="field name -> as typed")
    kept_at = models.DateTimeField()
    version = models.IntegerField(default=1)

    class Meta:
        db_table = "pathway_item_draft"
        constraints = [
            models.UniqueConstraint(fields=["partnership", "item", "author"], name="somebody_types_into_a_step_once")
        ]


class PanelMeeting(models.Model):
    """A meeting of a panel: its date, who was there, and its minutes once it has ended."""

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="+")
    panel = models.TextField(help_text="a panel of the pack")
    team = models.ForeignKey(Team, models.PROTECT, related_name="+", help_text="who keeps its agenda")
    area = models.TextField(blank=True, default="")
    held_on = models.DateField()
    place = models.TextField(blank=True, default="")
    present = models.JSONField(default=list, help_text="[{kind: user|outside, id, name, organisation}]")
    apologies = models.JSONField(default=list, help_text="[{kind: user|outside, id, name, organisation}]")
    notes = models.TextField(blank=True, default="")
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    version = models.IntegerField(default=1)

    class Meta:
        db_table = "pathway_panel_meeting"
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "panel", "area", "held_on"], name="a_panel_meets_once_a_day_in_an_area"
            ),
        ]


class AgendaItem(models.Model):
    """A family on a panel's agenda: its summary, what was decided, and the one agency that takes the lead.

    `carried_from` is where it stood before it was carried over.
    """

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="+")
    meeting = models.ForeignKey(PanelMeeting, models.PROTECT, related_name="items")
    item = models.ForeignKey(WorkItem, models.PROTECT, related_name="+")
    position = models.IntegerField()
    summary = models.TextField(blank=True, default="")
    discussed = models.TextField(blank=True, default="")
    decision = models.TextField(blank=True, default="", help_text="a way on of the step, or carried over")
    lead_agency = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    carried_from = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    version = models.IntegerField(default=1)

    class Meta:
        db_table = "pathway_agenda_item"
        constraints = [
            models.UniqueConstraint(fields=["partnership", "meeting", "item"], name="a_family_is_on_an_agenda_once")
        ]


class Allocation(OfCase):
    """Somebody's part in the team around the family, from a day up to but not including another (framework 3.2, 7.3).

    A user, or somebody outside by name and organisation. `over_reason` is why it was given to somebody who has as many
    families as is recommended, or more (11.3).
    """

    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    name = models.TextField(blank=True, default="", help_text="somebody outside")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    role = models.TextField(help_text="a team role of the pack")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    why = models.TextField(blank=True, default="")
    over_reason = models.TextField(blank=True, default="")
    end_reason = models.TextField(blank=True, default="")
    allocated_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    allocated_at = models.DateTimeField()
    version = models.IntegerField(default=1)

    class Meta:
        db_table = "pathway_allocation"
        constraints = [
            models.CheckConstraint(condition=Q(user__isnull=False) | ~Q(name=""), name="a_part_is_somebodys"),
            models.UniqueConstraint(
                fields=["partnership", "case", "user", "role"],
                condition=Q(ends_on__isnull=True, user__isnull=False),
                name="somebody_has_a_part_once_at_a_time",
            ),
        ]
        indexes = [
            models.Index("user", condition=Q(ends_on__isnull=True), name="families_of_a_worker"),
            models.Index("case", name="parts_of_a_case"),
        ]


class Waiting(OfCase):
    """A family on the pre-allocation list, contacted every week until somebody works with it (framework 3.3)."""

    since = models.DateTimeField()
    why = models.TextField(blank=True, default="")
    left_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "pathway_waiting"
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "case"], condition=Q(left_at__isnull=True), name="a_family_waits_once_at_a_time"
            )
        ]


class Packet(OfCase):
    """What goes to the other system as one sealed file when a family steps up: what is in it, and what became of it.

    `contents` lists each part with its digest; `digest` is the file's. It leaves once and stands unchanged. `state` is
    made, sent (acknowledged by the other side), failed, accepted or rejected.
    """

    journey = models.ForeignKey(Journey, models.PROTECT, null=True, related_name="+")
    direction = models.TextField(default="out", help_text="out, or in where it came from the other system")
    other_id = models.TextField(blank=True, default="", help_text="what the other system calls it")
    transfer_on = models.DateField()
    comments = models.TextField()
    persons = models.JSONField(default=list, help_text="who travels together: [{person: id, name}]")
    contents = models.JSONField(default=list, help_text="[{name, title, digest, bytes}]")
    digest = models.TextField()
    document = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+", help_text="the sealed file")
    state = models.TextField(default="made")
    attempts = models.IntegerField(default=0)
    last_fault = models.TextField(blank=True, default="")
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.TextField(blank=True, default="")
    reasons = models.TextField(blank=True, default="")
    version = models.IntegerField(default=1)

    class Meta:
        db_table = "pathway_packet"
        indexes = [models.Index("case", F("id").desc(), name="packets_of_a_case")]


class Supervision(models.Model):
    """A worker and their supervisor talk about the worker's cases; the supervising chain alone sees it (F 11.6).

    Its audience is the worker, the supervisor, and whoever manages the supervisor's team.
    """

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="+")
    worker = models.ForeignKey(User, models.PROTECT, related_name="+")
    supervisor = models.ForeignKey(User, models.PROTECT, related_name="+")
    held_at = models.DateTimeField()
    notes = models.TextField(blank=True, default="")
    agreed = models.TextField(blank=True, default="")
    next_on = models.DateField(null=True)
    recorded_at = models.DateTimeField()
    audience = ArrayField(models.IntegerField(), help_text="the supervising chain")
    version = models.IntegerField(default=1)

    class Meta:
        db_table = "pathway_supervision"
        indexes = [models.Index("worker", F("held_at").desc(), name="supervisions_of_a_worker")]


class HandOver(OfCase):
    """One worker's case to another, with a brief in which every line cites its entry."""

    from_user = models.ForeignKey(User, models.PROTECT, related_name="+")
    to_user = models.ForeignKey(User, models.PROTECT, related_name="+")
    why = models.TextField()
    brief = models.JSONField(default=list, help_text="[{heading, words, cites: {kind, id, on}}]")
    handed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    handed_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "pathway_hand_over"
