"""The day's work on a case: its log, actions, tasks, reports and messages."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from alongside.accounts.models import Partnership, Principal, Team, User
from alongside.cases.models import Case, Member, OfCase, OfCaseOrCircle
from alongside.documents.models import Document
from alongside.people.models import Person, Place

LONGEST_WHAT = 20_000
LONGEST_LINE = 300
SOMEWHERE = Q(case__isnull=False) | Q(circle__isnull=False)


class Report(models.Model):
    """A restricted record with an audience of its own, linked to one case or several (E-CINS 5.2).

    It is seen by its circle alone. Whether others with a linked case see its title is the pack's choice.
    """

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="+")
    circle = models.OneToOneField("cases.Circle", models.PROTECT, related_name="+")
    type = models.TextField(help_text="a report type of the pack")
    title = models.TextField()
    report_on = models.DateField(help_text="when the assessment or incident took place")
    area = models.TextField()
    text = models.TextField()
    review_on = models.DateField(null=True)
    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    version = models.IntegerField(default=1)
    changed_at = models.DateTimeField(null=True)
    changed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    search_keys = ArrayField(models.TextField(), default=list, help_text="its callers, witnesses, vehicles and places")

    class Meta:
        db_table = "casework_report"
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="a_report_has_a_title"),
            models.CheckConstraint(condition=~Q(text=""), name="a_report_says_something"),
        ]


class OfReport(models.Model):
    """A part of a report, seen with it."""

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="+")
    report = models.ForeignKey(Report, models.PROTECT, related_name="+")

    class Meta:
        abstract = True


class ReportCase(OfReport):
    """A case that a report is linked to."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    linked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    linked_at = models.DateTimeField()
    unlinked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "casework_report_case"
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "report", "case"],
                condition=Q(unlinked_at__isnull=True),
                name="a_report_is_linked_to_a_case_once",
            )
        ]


class ReportParty(OfReport):
    """A caller, a witness, or a person a report is about."""

    part = models.TextField(help_text="caller, witness or about")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    name = models.TextField(blank=True, default="")
    organisation = models.TextField(blank=True, default="")
    telephone = models.TextField(blank=True, default="")
    email = models.TextField(blank=True, default="")
    removed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "casework_report_party"
        constraints = [
            models.CheckConstraint(condition=Q(part__in=["caller", "witness", "about"]), name="a_party_has_a_part"),
            models.CheckConstraint(condition=Q(person__isnull=False) | ~Q(name=""), name="a_party_is_somebody"),
        ]


class ReportVehicle(OfReport):
    """A vehicle named in a report."""

    registration = models.TextField(blank=True, default="")
    description = models.TextField(blank=True, default="", help_text="make, model, colour")
    removed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "casework_report_vehicle"


class ReportPlace(OfReport):
    """A place a report is about: one of ours, or words."""

    place = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+")
    words = models.TextField(blank=True, default="")
    removed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "casework_report_place"


class Log(OfCaseOrCircle):
    """A note on the log of a case or of a report: when, where, who, what, or under the headings of its type.

    `contact_at` is when it took place, `written_at` when it was written; neither changes. What is put right later is a
    Correction. A note with a circle is restricted to it. E-CINS 3, practice framework 9 and 10.
    """

    report = models.ForeignKey(Report, models.PROTECT, null=True, related_name="+")
    type = models.TextField(default="log", help_text="a note type of the pack")
    release_id = models.BigIntegerField(null=True, help_text="the practice release whose headings it is written under")
    contact_at = models.DateTimeField()
    where = models.TextField(blank=True, default="")
    who = models.TextField(blank=True, default="")
    what = models.TextField(blank=True, default="")
    headings = models.JSONField(default=list, help_text="[{id, title, words}] in the order of the type")
    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    version = models.IntegerField(default=1, help_text="how often it was corrected or hidden, and one")
    changed_at = models.DateTimeField(null=True)
    changed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    hidden_at = models.DateTimeField(null=True)
    hidden_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    hidden_why = models.TextField(blank=True, default="")
    reached = models.BooleanField(null=True, help_text="whether the family was reached; None where it is not asked")

    class Meta:
        db_table = "casework_log"
        constraints = [
            models.CheckConstraint(condition=~Q(what="") | ~Q(headings=[]), name="a_log_says_something"),
            models.CheckConstraint(condition=SOMEWHERE, name="a_log_belongs_somewhere"),
        ]
        indexes = [models.Index("case", F("contact_at").desc(), F("id").desc(), name="logs_of_a_case")]


class OfLog(models.Model):
    """A part of a note, seen with it."""

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="+")
    log = models.ForeignKey(Log, models.PROTECT, related_name="+")

    class Meta:
        abstract = True


class LogMember(OfLog):
    """A member of the family that a note is about; of a child at a visit, whether seen, and in what way (REC-10)."""

    member = models.ForeignKey(Member, models.PROTECT, related_name="+")
    seen = models.BooleanField(null=True)
    seen_alone = models.BooleanField(null=True)
    spoken_to = models.BooleanField(null=True)
    observed = models.BooleanField(default=False, help_text="too young to be spoken to: own words say what was seen")
    own_words = models.TextField(blank=True, default="")
    why_not = models.TextField(blank=True, default="")

    class Meta:
        db_table = "casework_log_member"
        constraints = [
            models.UniqueConstraint(fields=["partnership", "log", "member"], name="a_note_names_a_member_once"),
            models.CheckConstraint(
                condition=Q(seen=True) | (~Q(seen_alone=True) & ~Q(spoken_to=True)) | Q(seen__isnull=True),
                name="who_was_not_seen_was_not_seen_alone",
            ),
        ]
        indexes = [models.Index(fields=["member", "log"], name="notes_of_a_member")]


class Correction(OfLog):
    """What was put right in a note afterwards: appended, with what it said before kept."""

    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    words = models.TextField(help_text="what is right")
    contact_at = models.DateTimeField(null=True, help_text="when it really took place, where that was wrong")

    class Meta:
        db_table = "casework_correction"
        constraints = [models.CheckConstraint(condition=~Q(words=""), name="a_correction_says_something")]


class NoteDraft(models.Model):
    """A note being written: kept as it is typed, for its author alone, until it is complete or put away."""

    id = models.UUIDField(primary_key=True)
    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="+")
    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="+")
    report = models.ForeignKey(Report, models.PROTECT, null=True, related_name="+")
    type = models.TextField()
    typed = models.JSONField(default=dict, help_text="field name -> as typed")
    started_at = models.DateTimeField()
    kept_at = models.DateTimeField()
    version = models.IntegerField(default=1)
    ended_at = models.DateTimeField(null=True)
    log = models.ForeignKey(Log, models.PROTECT, null=True, related_name="+")

    class Meta:
        db_table = "casework_note_draft"
        indexes = [
            models.Index("author", F("kept_at").desc(), condition=Q(ended_at__isnull=True), name="note_drafts_open")
        ]


class Significance(models.Model):
    """A word of analysis on something dated that matters in the chronology of a case."""

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    kind = models.TextField(help_text="what it marks: log, action, task, report, document or event")
    number = models.BigIntegerField(help_text="its id")
    circle = models.ForeignKey("cases.Circle", models.PROTECT, null=True, related_name="+")
    analysis = models.TextField(blank=True, default="")
    marked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    marked_at = models.DateTimeField()
    unmarked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "casework_significance"
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "case", "kind", "number"],
                condition=Q(unmarked_at__isnull=True),
                name="a_thing_is_marked_once",
            )
        ]


class CaseAction(OfCaseOrCircle):
    """Something to be done, or done, on a case, a note or a report; done when it has a completed day (CCM 1.5)."""

    log = models.ForeignKey(Log, models.PROTECT, null=True, related_name="+")
    report = models.ForeignKey(Report, models.PROTECT, null=True, related_name="+")
    name = models.TextField()
    type = models.TextField(help_text="an action type of the pack")
    created_on = models.DateField()
    due_on = models.DateField(null=True)
    completed_on = models.DateField(null=True)
    reason = models.TextField(blank=True, default="")
    outcome = models.TextField(blank=True, default="")
    participants = models.JSONField(default=list, help_text="[{kind: member|keyworker|agency, id, name}]")
    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    version = models.IntegerField(default=1)

    class Meta:
        db_table = "casework_action"
        constraints = [
            models.CheckConstraint(condition=SOMEWHERE, name="an_action_belongs_somewhere"),
            models.CheckConstraint(condition=~Q(name=""), name="an_action_has_a_name"),
            models.CheckConstraint(
                condition=Q(completed_on__isnull=True) | ~Q(outcome=""), name="a_completed_action_has_an_outcome"
            ),
        ]
        indexes = [models.Index("case", F("due_on").asc(nulls_last=True), F("id"), name="actions_of_a_case")]


class Task(OfCase):
    """Something asked of a user, of a team (anyone in it takes it), or agreed with a family member (E-CINS 4, 5.4.1).

    Its present state follows from its turns; due on a day is met until the end of that day.
    """

    title = models.TextField()
    description = models.TextField()
    type = models.TextField(blank=True, default="", help_text="a task type of the pack")
    priority = models.TextField(blank=True, default="", help_text="a task priority of the pack")
    due_on = models.DateField()
    due_time = models.TimeField(null=True)
    set_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    set_at = models.DateTimeField()
    to_user = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    to_team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="+")
    to_member = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")
    taken_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", help_text="of the team")
    wants_receipt = models.BooleanField(default=False)
    accepted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    accepted_at = models.DateTimeField(null=True)
    waits_for = models.TextField(blank=True, default="", help_text="an answer the task waits for: extension or detail")
    completed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    completed_at = models.DateTimeField(null=True)
    log = models.ForeignKey(
        Log, models.PROTECT, null=True, related_name="+", help_text="the note it was completed with"
    )
    version = models.IntegerField(default=1)

    class Meta:
        db_table = "casework_task"
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="a_task_has_a_title"),
            models.CheckConstraint(
                condition=(
                    Q(to_user__isnull=False, to_team__isnull=True, to_member__isnull=True)
                    | Q(to_user__isnull=True, to_team__isnull=False, to_member__isnull=True)
                    | Q(to_user__isnull=True, to_team__isnull=True, to_member__isnull=False)
                ),
                name="a_task_is_for_one",
            ),
            models.CheckConstraint(
                condition=Q(waits_for__in=["", "extension", "detail"]), name="a_task_waits_for_one_answer"
            ),
        ]
        indexes = [
            models.Index(
                "to_user", "due_on", "id", condition=Q(completed_at__isnull=True), name="open_tasks_of_a_user"
            ),
            models.Index(
                "to_team", "due_on", "id", condition=Q(completed_at__isnull=True), name="open_tasks_of_a_team"
            ),
            models.Index("set_by", F("id").desc(), name="tasks_by_who_set_them"),
            models.Index("case", "due_on", "id", name="tasks_of_a_case"),
        ]


class TaskTurn(models.Model):
    """What was said or done about a task, in order: an extension asked for and answered, a question, a reassignment."""

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="+")
    task = models.ForeignKey(Task, models.PROTECT, related_name="turns")
    what = models.TextField()
    words = models.TextField(blank=True, default="")
    facts = models.JSONField(default=dict)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "casework_task_turn"


class Message(models.Model):
    """A message to a user or a team; about a case it stands in its record, seen with it (E-CINS 8.5)."""

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="+")
    sender = models.ForeignKey(User, models.PROTECT, related_name="+")
    recipient = models.ForeignKey(Principal, models.PROTECT, related_name="+", help_text="a user's or a team's")
    audience = ArrayField(models.IntegerField(), help_text="the sender and the recipient")
    answers = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    subject = models.TextField()
    text = models.TextField(help_text="as typed; shown as formatted text")
    sent_at = models.DateTimeField()

    class Meta:
        db_table = "casework_message"
        constraints = [models.CheckConstraint(condition=~Q(subject=""), name="a_message_has_a_subject")]
        indexes = [
            models.Index("recipient", F("id").desc(), name="messages_received"),
            models.Index("sender", F("id").desc(), name="messages_sent"),
            models.Index("case", F("id").desc(), name="messages_about_a_case"),
        ]


class MessageRead(models.Model):
    """That a user read a message, and when."""

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="+")
    message = models.ForeignKey(Message, models.PROTECT, related_name="reads")
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    read_at = models.DateTimeField()

    class Meta:
        db_table = "casework_message_read"
        constraints = [
            models.UniqueConstraint(fields=["partnership", "message", "user"], name="a_message_is_read_once_by_each")
        ]


class Attachment(models.Model):
    """A document on a task, a message or an action. Those of a case, a note or a report need none: they name it."""

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="+")
    document = models.ForeignKey(Document, models.PROTECT, related_name="+")
    task = models.ForeignKey(Task, models.PROTECT, null=True, related_name="+")
    message = models.ForeignKey(Message, models.PROTECT, null=True, related_name="+")
    report = models.ForeignKey(Report, models.PROTECT, null=True, related_name="+")
    log = models.ForeignKey(Log, models.PROTECT, null=True, related_name="+")

    class Meta:
        db_table = "casework_attachment"


class NotifyMe(models.Model):
    """What a user wants to be told of on a case or about a person: kinds of notification (E-CINS 6.6)."""

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="+")
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    kinds = ArrayField(models.TextField(), default=list)
    since = models.BigIntegerField(default=0, help_text="events after this one are told of")

    class Meta:
        db_table = "casework_notify_me"
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "user", "case", "person"], nulls_distinct=False, name="one_choice_for_each"
            )
        ]


class Noticed(models.Model):
    """How far a user has read their notifications, and how far the daily e-mail told them of."""

    user = models.OneToOneField(User, models.PROTECT, primary_key=True, related_name="+")
    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="+")
    read_to = models.BigIntegerField(default=0)
    mailed_to = models.BigIntegerField(default=0)
    mailed_on = models.DateField(null=True, help_text="when the last daily e-mail went")
    by_mail = models.BooleanField(default=True, help_text="whether they want the daily e-mail")
    clocks_told = ArrayField(
        models.BigIntegerField(),
        default=list,
        db_default=[],
        help_text="the clocks that an e-mail told of that still run",
    )

    class Meta:
        db_table = "casework_noticed"


class OnWorkload(models.Model):
    """A case, report, task or profile that a user put on their workload with one button (E-CINS 7.3)."""

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="+")
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    kind = models.TextField(help_text="case, report, task or person")
    number = models.BigIntegerField()
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "casework_on_workload"
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "user", "kind", "number"],
                condition=Q(removed_at__isnull=True),
                name="a_thing_is_on_a_workload_once",
            )
        ]
