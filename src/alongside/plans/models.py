"""A family's plan: its concerns and what is to come of them, the meetings that review it, and what was achieved."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from alongside.accounts.models import Partnership, User
from alongside.assessments.models import Assessment
from alongside.cases.models import Member, OfCase
from alongside.casework.models import Log, Task
from alongside.documents.models import Document

LONGEST_WORDS = 10_000
LONGEST_TITLE = 300


class Plan(OfCase):
    """A family's action plan, made under a framework of a practice release; a draft until it is completed (E-CINS 5.4).

    `framework` is "" where it is made without criteria and outcomes. `review_on` is when it is reviewed next; it stands
    from the day it is completed, and each review sets it anew (practice framework 5.1).
    """

    title = models.TextField()
    framework = models.TextField(blank=True, default="", help_text="an outcomes framework of the release")
    release_id = models.BigIntegerField(null=True)
    status = models.TextField(help_text="a plan status of the pack")
    started_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    completed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    completed_at = models.DateTimeField(null=True)
    signed_off_at = models.DateTimeField(null=True, help_text="kept by a trigger from the managers' decisions")
    review_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    put_away_at = models.DateTimeField(null=True, help_text="started by mistake; never one that was completed")
    version = models.IntegerField(default=1)

    class Meta:
        db_table = "plans_plan"
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="a_plan_has_a_title"),
            models.CheckConstraint(
                condition=Q(put_away_at__isnull=True) | Q(completed_at__isnull=True),
                name="a_completed_plan_is_not_put_away",
            ),
            models.UniqueConstraint(
                fields=["partnership", "case"],
                condition=Q(ended_on__isnull=True, put_away_at__isnull=True),
                name="a_family_has_one_plan_at_a_time",
            ),
        ]
        indexes = [
            models.Index("case", F("id").desc(), name="plans_of_a_case"),
            models.Index(
                fields=["partnership", "completed_at"],
                condition=Q(completed_at__isnull=False, signed_off_at__isnull=True),
                name="plans_not_signed_off",
            ),
            models.Index("review_on", condition=Q(ended_on__isnull=True), name="plans_by_their_review"),
        ]


class OfPlan(models.Model):
    """A part of a plan, seen with it."""

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="+")
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="+")

    class Meta:
        abstract = True


class Meeting(OfPlan):
    """A meeting about a plan, with a title, who was there and who sent apologies; minutes when it has ended.

    Where its kind reviews the plan it is a review: it says how far each concern has come and sets the next date.
    `private` are notes for the professionals alone: never projected, never in the family's copy (E-CINS 5.4.4).
    """

    kind = models.TextField(help_text="a meeting kind of the pack")
    title = models.TextField()
    held_on = models.DateField()
    place = models.TextField(blank=True, default="")
    present = models.JSONField(default=list, help_text="[{kind: member|user|outside, id, name}]")
    apologies = models.JSONField(default=list, help_text="[{kind: member|user|outside, id, name}]")
    notes = models.TextField(blank=True, default="")
    private = models.TextField(blank=True, default="")
    next_on = models.DateField(null=True, help_text="when the plan is reviewed next, as agreed here")
    started_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    signed_off_at = models.DateTimeField(null=True, help_text="kept by a trigger from the managers' decisions")
    version = models.IntegerField(default=1)

    class Meta:
        db_table = "plans_meeting"
        constraints = [models.CheckConstraint(condition=~Q(title=""), name="a_meeting_has_a_title")]
        indexes = [
            models.Index("plan", F("held_on").desc(), F("id").desc(), name="meetings_of_a_plan"),
            models.Index(
                fields=["partnership", "ended_at"],
                condition=Q(ended_at__isnull=False, signed_off_at__isnull=True),
                name="meetings_not_signed_off",
            ),
        ]


class Concern(OfPlan):
    """What the family wants better, and what is to come of it: goal, outcome, how one will know, measures (E-CINS 5.4).

    `number` is what people call it ("concern 3"), for good; `position` is its place on the page. `areas` are the
    areas of an assessment tool that it answers. `contingency` is what happens if it is not working (framework 5.2).
    """

    number = models.IntegerField()
    position = models.IntegerField()
    better = models.TextField(help_text="what to make better")
    criterion = models.TextField(blank=True, default="", help_text="a criterion's code")
    goal = models.TextField(blank=True, default="")
    outcome = models.TextField(blank=True, default="", help_text="an outcome's code, of that criterion")
    knowing = models.TextField(blank=True, default="", help_text="how we will know")
    measures = ArrayField(models.TextField(), default=list, help_text="codes of measures of that criterion")
    sustained_months = models.IntegerField(null=True)
    contingency = models.TextField(blank=True, default="", help_text="what if it is not working")
    areas = ArrayField(models.TextField(), default=list)
    meeting = models.ForeignKey(Meeting, models.PROTECT, null=True, related_name="+", help_text="where it was agreed")
    opened_on = models.DateField()
    closed_on = models.DateField(null=True)
    closed_because = models.TextField(blank=True, default="", help_text="achieved, or why it was given up")
    version = models.IntegerField(default=1)

    class Meta:
        db_table = "plans_concern"
        constraints = [
            models.CheckConstraint(condition=~Q(better=""), name="a_concern_says_what_to_make_better"),
            models.UniqueConstraint(fields=["partnership", "plan", "number"], name="a_concern_has_its_number_once"),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | ~Q(closed_because=""), name="a_concern_is_closed_for_a_reason"
            ),
        ]
        indexes = [models.Index(fields=["plan", "position", "id"], name="concerns_of_a_plan")]


class OfConcern(models.Model):
    """A part of a concern, seen with it."""

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="+")
    concern = models.ForeignKey(Concern, models.PROTECT, related_name="+")

    class Meta:
        abstract = True


class ConcernMember(OfConcern):
    """A member of the family whom a concern is about."""

    member = models.ForeignKey(Member, models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "plans_concern_member"
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "concern", "member"],
                condition=Q(removed_at__isnull=True),
                name="a_concern_names_a_member_once",
            )
        ]


class ConcernTask(OfConcern):
    """A task that belongs to a concern: of a professional, a team or a family member (E-CINS 5.4.1)."""

    task = models.OneToOneField(Task, models.PROTECT, related_name="+")

    class Meta:
        db_table = "plans_concern_task"
        indexes = [models.Index(fields=["concern", "task"], name="tasks_of_a_concern")]


class PlanUpdate(OfPlan):
    """What happened to a plan or to one of its concerns: on which day, in words, and what the plan's status became.

    `updated_on` is when it happened, `at` when it was written. E-CINS 5.4.3 and 5.4.4.
    """

    concern = models.ForeignKey(Concern, models.PROTECT, null=True, related_name="+")
    type = models.TextField(blank=True, default="", help_text="an update type of the pack")
    status = models.TextField(blank=True, default="", help_text="the plan status it brought")
    updated_on = models.DateField()
    words = models.TextField()
    told = ArrayField(models.IntegerField(), default=list, help_text="principals told of it")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "plans_update"
        constraints = [models.CheckConstraint(condition=~Q(words=""), name="an_update_says_something")]
        indexes = [models.Index("plan", F("updated_on").desc(), F("id").desc(), name="updates_of_a_plan")]


class Said(models.Model):
    """Something said at a meeting and written down as it was said: a decision, an action, a point, a private remark."""

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="+")
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="+")
    kind = models.TextField(help_text="decision, action, point or private")
    words = models.TextField()
    concern = models.ForeignKey(Concern, models.PROTECT, null=True, related_name="+")
    task = models.ForeignKey(Task, models.PROTECT, null=True, related_name="+", help_text="the task an action became")
    who = models.TextField(blank=True, default="", db_default="", help_text="who does it, as agreed here")
    due_on = models.DateField(null=True, help_text="by when, as agreed here")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    struck_at = models.DateTimeField(null=True, help_text="taken back before the meeting ended")

    class Meta:
        db_table = "plans_said"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["decision", "action", "point", "private"]), name="said_of_a_kind"
            ),
            models.CheckConstraint(condition=~Q(words=""), name="something_was_said"),
        ]
        indexes = [models.Index(fields=["meeting", "id"], name="said_at_a_meeting")]


class ConcernProgress(models.Model):
    """How far a concern had come at a review: in words, and as a word of the pack with its place on the scale."""

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="+")
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="+")
    concern = models.ForeignKey(Concern, models.PROTECT, related_name="+")
    progress = models.TextField(blank=True, default="", help_text="a word for progress of the pack")
    words = models.TextField(blank=True, default="")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    version = models.IntegerField(default=1)

    class Meta:
        db_table = "plans_progress"
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "meeting", "concern"], name="progress_is_said_once_at_a_review"
            )
        ]
        indexes = [models.Index("concern", F("id").desc(), name="progress_of_a_concern")]


class Decision(OfCase):
    """A manager's decision on an assessment, a plan or a review (practice framework 5.2 and 11.1).

    What is completed and has none yet waits for one. `log` is the note of it on the case.
    """

    about = models.TextField(help_text="assessment, plan or review")
    assessment = models.ForeignKey(Assessment, models.PROTECT, null=True, related_name="+")
    plan = models.ForeignKey(Plan, models.PROTECT, null=True, related_name="+")
    meeting = models.ForeignKey(Meeting, models.PROTECT, null=True, related_name="+")
    agreed = models.BooleanField(help_text="signed off; otherwise more is asked for")
    words = models.TextField()
    log = models.ForeignKey(Log, models.PROTECT, null=True, related_name="+")
    decided_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        db_table = "plans_decision"
        constraints = [
            models.CheckConstraint(condition=~Q(words=""), name="a_decision_says_why"),
            models.CheckConstraint(
                condition=(
                    Q(about="assessment", assessment__isnull=False, plan__isnull=True, meeting__isnull=True)
                    | Q(about="plan", plan__isnull=False, assessment__isnull=True, meeting__isnull=True)
                    | Q(about="review", meeting__isnull=False, assessment__isnull=True, plan__isnull=True)
                ),
                name="a_decision_is_about_one_thing",
            ),
        ]
        indexes = [
            models.Index("case", F("id").desc(), name="decisions_of_a_case"),
            models.Index(fields=["assessment"], name="decisions_on_an_assessment"),
            models.Index(fields=["plan"], name="decisions_on_a_plan"),
            models.Index(fields=["meeting"], name="decisions_on_a_review"),
        ]


class InterventionRequest(OfConcern):
    """A service asked, from a concern, to work with the family: a task with an answer (E-CINS 5.4.2).

    Open until it is answered; one service at a time. Accepted, it says who will and when it begins; declined, why.
    """

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="+")
    task = models.OneToOneField(Task, models.PROTECT, related_name="+")
    service = models.TextField(help_text="a service of the pack")
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answer = models.TextField(blank=True, default="", help_text="accepted or declined; empty until answered")
    worker = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", help_text="whom it was given to")
    who = models.TextField(blank=True, default="", help_text="the same, typed, with how to reach them")
    begins = models.TextField(blank=True, default="", help_text="when it is to begin")
    why = models.TextField(blank=True, default="")
    log = models.ForeignKey(Log, models.PROTECT, null=True, related_name="+")
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "plans_request"
        constraints = [
            models.CheckConstraint(
                condition=Q(answer__in=["", "accepted", "declined"]), name="a_request_has_an_answer"
            ),
            models.CheckConstraint(
                condition=~Q(answer="accepted") | (~Q(begins="") & (~Q(who="") | Q(worker__isnull=False))),
                name="an_accepted_request_says_who_and_when",
            ),
            models.CheckConstraint(condition=~Q(answer="declined") | ~Q(why=""), name="a_declined_request_says_why"),
            models.UniqueConstraint(
                fields=["partnership", "case"], condition=Q(answer=""), name="one_service_is_asked_at_a_time"
            ),
        ]
        indexes = [models.Index("asked_by", F("id").desc(), name="requests_by_who_asked")]


class FamilyAnswer(OfPlan):
    """What somebody of the family says to their copy of the plan: to a concern, or to an area of the star (PLAN-07)."""

    concern = models.ForeignKey(Concern, models.PROTECT, null=True, related_name="+")
    assessment = models.ForeignKey(Assessment, models.PROTECT, null=True, related_name="+")
    area = models.TextField(blank=True, default="")
    member = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+", help_text="who says so")
    agrees = models.BooleanField(null=True)
    own_words = models.TextField(blank=True, default="")
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        db_table = "plans_family_answer"
        constraints = [
            models.CheckConstraint(
                condition=Q(agrees__isnull=False) | ~Q(own_words=""), name="an_answer_says_something"
            )
        ]
        indexes = [models.Index("plan", F("id").desc(), name="answers_to_a_plan")]


class Achievement(OfConcern):
    """An outcome achieved on a concern: what improved, from when, on which evidence, and until when it has to last.

    The evidence is an assessment, a document or a note of the case, or words alone. Checked at the end of the sustained
    period: it lasted, or it did not (E-CINS 2.3; INS-08).
    """

    outcome = models.TextField(blank=True, default="", help_text="the outcome's code as it stood")
    measure = models.TextField(blank=True, default="", help_text="the measure's code as it stood")
    improved = models.TextField(help_text="what improved")
    improved_on = models.DateField()
    sustained_until = models.DateField(null=True)
    assessment = models.ForeignKey(Assessment, models.PROTECT, null=True, related_name="+")
    document = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+")
    evidence_log = models.ForeignKey(Log, models.PROTECT, null=True, related_name="+")
    evidence = models.TextField(blank=True, default="")
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    lasted = models.BooleanField(null=True)
    check_words = models.TextField(blank=True, default="")
    checked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    checked_on = models.DateField(null=True)
    taken_back_at = models.DateTimeField(null=True)
    taken_back_why = models.TextField(blank=True, default="")

    class Meta:
        db_table = "plans_achievement"
        constraints = [
            models.CheckConstraint(condition=~Q(improved=""), name="an_achievement_says_what_improved"),
            models.CheckConstraint(
                condition=Q(sustained_until__isnull=True) | Q(sustained_until__gte=F("improved_on")),
                name="progress_is_sustained_after_it_is_made",
            ),
        ]
        indexes = [models.Index("concern", F("improved_on").desc(), name="achievements_of_a_concern")]
