"""Assessments of a family: what was written part by part, and scores kept apart by whose they are."""

from django.db import models
from django.db.models import F, Q

from alongside.accounts.models import Partnership, User
from alongside.cases.models import Member, OfCase
from alongside.documents.models import Document
from alongside.people.models import Person

LONGEST_WORDS = 20_000


class Assessment(OfCase):
    """An assessment with a tool of the pack, dated when it took place; in progress until it is completed (E-CINS 5.3).

    It stands on the profile of `person`, or on the family as a whole. `based_on` is the assessment it reviews. `own`
    holds the scale and areas named by whoever does it, for a tool that lets them: {title, lowest, highest, areas: [{id,
    title}]}. `release_id` is the practice release whose tool it was made with.
    """

    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    tool = models.TextField(help_text="an assessment tool of the pack")
    release_id = models.BigIntegerField(null=True)
    took_place_on = models.DateField()
    based_on = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    own = models.JSONField(default=dict, blank=True)
    document = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+", help_text="a paper copy of it")
    started_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    completed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    completed_at = models.DateTimeField(null=True)
    signed_off_at = models.DateTimeField(null=True, help_text="kept by a trigger from the managers' decisions")
    put_away_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    put_away_at = models.DateTimeField(null=True, help_text="started by mistake; never one that was completed")
    version = models.IntegerField(default=1)

    class Meta:
        db_table = "assessments_assessment"
        constraints = [
            models.CheckConstraint(
                condition=Q(put_away_at__isnull=True) | Q(completed_at__isnull=True),
                name="a_completed_assessment_is_not_put_away",
            ),
        ]
        indexes = [
            models.Index("case", F("took_place_on").desc(), F("id").desc(), name="assessments_of_a_case"),
            models.Index(
                fields=["partnership", "completed_at"],
                condition=Q(completed_at__isnull=False, signed_off_at__isnull=True), name="assessments_not_signed_off",
            ),
            models.Index("person", F("took_place_on").desc(), F("id").desc(), name="assessments_of_a_person"),
            models.Index(
                "started_by", F("id").desc(),
                condition=Q(completed_at__isnull=True, put_away_at__isnull=True), name="assessments_in_progress",
            ),
        ]  # fmt: skip


class OfAssessment(models.Model):
    """A part of an assessment, seen with it."""

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="+")
    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="+")

    class Meta:
        abstract = True


class Answer(OfAssessment):
    """What is written at one place of an assessment: in an area under a prompt, or at a question of a section.

    `part` is the id of the area or section, `question` of the prompt or question; `member` the child that a part for
    each child is about. Each place has its own version, so that two people can write one assessment together.
    """

    part = models.TextField()
    question = models.TextField()
    member = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")
    words = models.TextField(blank=True, default="")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    version = models.IntegerField(default=1)
    page = models.TextField(blank=True, default="", db_default="", help_text="which page kept it last")

    class Meta:
        db_table = "assessments_answer"
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "assessment", "part", "question", "member"],
                nulls_distinct=False,
                name="a_place_is_answered_once",
            )
        ]
        indexes = [models.Index(fields=["assessment"], name="answers_of_an_assessment")]


class Score(OfAssessment):
    """What one voice scores one area: the practitioner, a parent or carer, a child or young person (PLAN-08).

    `member` says which parent or child; `score` is none where it was taken back.
    """

    area = models.TextField()
    voice = models.TextField(help_text="practitioner, parent or carer, child or young person")
    member = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")
    score = models.SmallIntegerField(null=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", help_text="who recorded it")
    at = models.DateTimeField()
    page = models.TextField(blank=True, default="", db_default="", help_text="which page kept it last")

    class Meta:
        db_table = "assessments_score"
        constraints = [
            models.CheckConstraint(
                condition=Q(voice__in=["practitioner", "parent or carer", "child or young person"]),
                name="a_score_has_a_voice",
            ),
            models.CheckConstraint(
                condition=Q(score__isnull=True) | Q(score__range=(0, 20)), name="a_score_is_on_a_scale"
            ),
            models.UniqueConstraint(
                fields=["partnership", "assessment", "area", "voice", "member"],
                nulls_distinct=False,
                name="an_area_is_scored_once_by_each",
            ),
        ]
        indexes = [models.Index(fields=["assessment"], name="scores_of_an_assessment")]


class Agreement(OfAssessment):
    """Whether the practitioner, or a parent or carer, agrees with the scores, and why not (E-CINS 5.3, ASMT-03).

    The practitioner is a user, or somebody typed with all their details. What somebody says later stands beside what
    they said before.
    """

    whose = models.TextField(help_text="practitioner, or parent or carer")
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    member = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")
    name = models.TextField(blank=True, default="")
    organisation = models.TextField(blank=True, default="")
    telephone = models.TextField(blank=True, default="")
    email = models.TextField(blank=True, default="")
    agrees = models.BooleanField()
    reason = models.TextField(blank=True, default="")
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        db_table = "assessments_agreement"
        constraints = [
            models.CheckConstraint(
                condition=Q(whose__in=["practitioner", "parent or carer"]), name="an_agreement_is_somebodys"
            ),
            models.CheckConstraint(condition=Q(agrees=True) | ~Q(reason=""), name="who_does_not_agree_says_why"),
        ]
        indexes = [models.Index(fields=["assessment"], name="agreements_of_an_assessment")]
