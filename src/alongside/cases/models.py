"""The family's case and who may see it."""

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from alongside.accounts.models import Organisation, Partnership, Principal, Team, User
from alongside.core.actor import Actor
from alongside.people.models import Person


class Cases(models.QuerySet["Case"]):
    """Cases are reached through `visible_to` alone."""

    def visible_to(self, actor: Actor) -> Self:
        """The cases of the actor's partnership whose audience holds one of the actor's principals, unless excluded.

        The same sentence is the policy in PostgreSQL (sql/0001_audience.sql); the two are held against each other in
        tests/test_two_locks.py.
        """
        me = sorted(actor.principals)
        return self.filter(partnership_id=actor.partnership_id, audience__overlap=me).exclude(excluded__overlap=me)


class Case(models.Model):
    """Work with one family. Its id is the case number people quote; its name holds every surname and the postcode."""

    class Referrer(models.TextChoices):
        ME = "me"
        SOMEONE_ELSE = "someone else"

    partnership = models.ForeignKey(Partnership, models.PROTECT)
    name = models.TextField()
    area = models.TextField()
    form = models.TextField(help_text="the pack's form the case was opened with")
    status = models.TextField(help_text="a status of the pack")
    priority = models.TextField(help_text="a priority of the pack")
    owner = models.ForeignKey(User, models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, models.PROTECT, related_name="+")
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    lead_worker = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    key_information = models.TextField(blank=True, default="")
    intensity = models.TextField(blank=True, default="")
    application_status = models.TextField(blank=True, default="")
    referral_on = models.DateField()
    referred_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    referrer = models.JSONField(default=dict, help_text="somebody outside: name, organisation, telephone, email")
    assessed_on = models.DateField(null=True)
    type = models.TextField(blank=True, default="", help_text="a case type of the pack (CCM 1.1)")
    reference = models.TextField(blank=True, default="", help_text="the partnership's own case reference")
    reason = models.TextField(blank=True, default="")
    opened_on = models.DateField(null=True, help_text="when the referral was received, where it is kept apart")
    due_on = models.DateField(null=True, help_text="when the case is reviewed next")
    closed_on = models.DateField(null=True)
    is_archived = models.BooleanField(default=False)
    checked_at = models.DateTimeField(null=True, help_text="when the coordinating team checked the nomination")
    programme_decided_at = models.DateTimeField(null=True, help_text="when they last decided about the programme")
    paused_since = models.DateTimeField(null=True, help_text="work with the family pauses since then")
    paused_because = models.TextField(blank=True, default="", db_default="")
    version = models.IntegerField(default=1)
    audience = ArrayField(models.IntegerField(), help_text="kept by a trigger from the shares")
    excluded = ArrayField(models.IntegerField(), default=list, help_text="these never see it, whatever is shared")
    own_keys = ArrayField(models.TextField(), default=list, help_text="what the case is found by: its name's words")
    search_keys = ArrayField(
        models.TextField(), default=list, help_text="kept by a trigger: own keys and members' names"
    )

    objects = Cases.as_manager()

    class Meta:
        db_table = "cases_case"
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="a_case_has_a_name"),
            models.UniqueConstraint(
                fields=["partnership", "reference"], condition=~Q(reference=""), name="a_reference_is_used_once"
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(opened_on__isnull=True) | Q(closed_on__gte=F("opened_on")),
                name="a_case_closes_after_it_opens",
            ),
        ]
        indexes = [
            models.Index(F("partnership"), F("id").desc(), name="cases_newest_first"),
            models.Index("owner", F("id").desc(), name="cases_of_an_owner"),
            models.Index(
                "partnership", "id", condition=Q(checked_at__isnull=True, is_archived=False), name="cases_to_check"
            ),
        ]


class OfCase(models.Model):
    """Something that belongs to one case and is seen by whoever sees the case."""

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT)

    class Meta:
        abstract = True


class Member(OfCase):
    """A person's place in the family of a case: the head, or related to the head, in one of the groups."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="memberships")
    position = models.IntegerField()
    is_head = models.BooleanField(default=False)
    relationship = models.TextField(blank=True, default="", help_text="to the head of the family")
    group = models.TextField(help_text="perpetrator, victim, vulnerable, family or other: a group of the pack")
    joined_on = models.DateField()
    left_on = models.DateField(null=True)
    version = models.IntegerField(default=1)

    class Meta:
        db_table = "cases_member"
        constraints = [
            models.UniqueConstraint(fields=["partnership", "case", "person"], name="a_person_is_on_a_case_once"),
            models.UniqueConstraint(
                fields=["partnership", "case"],
                condition=Q(is_head=True, left_on__isnull=True),
                name="one_head_of_a_family",
            ),
            models.CheckConstraint(
                condition=Q(left_on__isnull=True) | Q(left_on__gte=F("joined_on")), name="a_member_leaves_after_joining"
            ),
        ]


class Flag(OfCase):
    """A flag on a case for a period (early help), from `starts_on` up to but not including `ends_on`."""

    flag = models.TextField()
    starts_on = models.DateField()
    start_reason = models.TextField()
    ends_on = models.DateField(null=True)
    end_reason = models.TextField(blank=True, default="")
    version = models.IntegerField(default=1)

    class Meta:
        db_table = "cases_flag"
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "case", "flag"],
                condition=Q(ends_on__isnull=True),
                name="a_flag_runs_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="a_flag_ends_after_it_starts"
            ),
        ]


class Criterion(OfCase):
    """What was found on one criterion: met or not, and who is concerned, question by question."""

    code = models.TextField()
    met = models.TextField(help_text="not applicable, yes or no")
    findings = models.JSONField(default=list, help_text="[{question, persons: [ids], notes}]")
    version = models.IntegerField(default=1)

    class Meta:
        db_table = "cases_criterion"
        constraints = [
            models.UniqueConstraint(fields=["partnership", "case", "code"], name="a_criterion_stands_once_on_a_case")
        ]


class Consent(OfCase):
    """One statement of the family's consent, as recorded; a later one stands beside it, never over it."""

    statement = models.TextField(help_text="a consent statement of the pack")
    given = models.BooleanField()
    notes = models.TextField(blank=True, default="")
    signed_copy_to_come = models.BooleanField(default=False)
    state = models.TextField(default="given", help_text="given, refused, withdrawn, or another lawful basis")
    given_by = models.TextField(blank=True, default="", help_text="who of the family")
    how = models.TextField(blank=True, default="", help_text="in writing, in person, by telephone ...")
    consented_on = models.DateField(null=True)
    shared_with = models.TextField(blank=True, default="", help_text="the agencies and purposes it covers")
    basis = models.TextField(blank=True, default="", help_text="the lawful basis, where it is not consent")
    signed_copy_at = models.DateTimeField(null=True, help_text="when the signed copy was filed")
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        db_table = "cases_consent"
        constraints = [
            models.CheckConstraint(
                condition=Q(given=True, state="given") | (Q(given=False) & ~Q(state="given")),
                name="consent_is_given_where_it_says_so",
            )
        ]


class Submission(OfCase):
    """A form as it was submitted, under the practice release it was made with; an update is a further submission."""

    form = models.TextField()
    release_id = models.BigIntegerField()
    draft_id = models.UUIDField()
    answers = models.JSONField(help_text="as typed, so that the form can be opened again")
    persons = models.JSONField(default=dict, help_text="entry id -> person id")
    submitted_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField()

    class Meta:
        db_table = "cases_submission"
        constraints = [
            models.UniqueConstraint(fields=["partnership", "draft_id"], name="a_draft_is_submitted_once"),
        ]


class Share(OfCase):
    """Access given to a principal: why, on which basis, from when to when. The truth that the audience is made of."""

    principal = models.ForeignKey(Principal, models.PROTECT, related_name="+", help_text="held by the audience")
    holder = models.ForeignKey(Principal, models.PROTECT, related_name="+", help_text="whom it was given to")
    why = models.TextField()
    basis = models.TextField(blank=True, default="")
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    shared_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    shared_at = models.DateTimeField()
    stopped_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    stopped_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "cases_share"
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "case", "principal"],
                condition=Q(stopped_at__isnull=True),
                name="a_case_is_shared_once_with_each",
            ),
        ]


class Circle(models.Model):
    """Those who see a restricted report or note: an audience of its own, made of its grants.

    Whatever belongs to the restricted thing (its documents, notes, actions, events) names the same circle, so that
    nothing of it is there for anybody else.
    """

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="+")
    audience = ArrayField(models.IntegerField(), help_text="kept by a trigger from the grants")
    excluded = ArrayField(models.IntegerField(), default=list, help_text="kept by a trigger from the linked cases")
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        db_table = "cases_circle"


class CircleGrant(models.Model):
    """A user or a team let into a circle, why, and from when to when."""

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="+")
    circle = models.ForeignKey(Circle, models.PROTECT, related_name="grants")
    principal = models.ForeignKey(Principal, models.PROTECT, related_name="+", help_text="held by the audience")
    holder = models.ForeignKey(Principal, models.PROTECT, related_name="+", help_text="whom it was given to")
    why = models.TextField(blank=True, default="")
    granted_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    granted_at = models.DateTimeField()
    stopped_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    stopped_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "cases_circle_grant"
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "circle", "principal"],
                condition=Q(stopped_at__isnull=True),
                name="a_circle_lets_each_in_once",
            ),
        ]


class OfCaseOrCircle(models.Model):
    """Something of a case, of a restricted thing, or of both: seen by whoever sees each of those it names."""

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, null=True)
    circle = models.ForeignKey(Circle, models.PROTECT, null=True, related_name="+")

    class Meta:
        abstract = True


class Keyworker(OfCase):
    """A professional who works with the family of a case, from a day to a day (CCM 1.4)."""

    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)

    class Meta:
        db_table = "cases_keyworker"
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "case", "user"],
                condition=Q(ends_on__isnull=True),
                name="a_keyworker_is_on_a_case_once_at_a_time",
            ),
        ]


class Involvement(OfCase):
    """An agency or service involved with the family, in a role, from a day to a day (E-CINS 6.8, CCM 1.3)."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    role = models.TextField(help_text="an involvement of the pack: agency, responsible provider, referring provider")
    service = models.TextField(blank=True, default="")
    contact = models.TextField(blank=True, default="", help_text="whom to speak to there")
    telephone = models.TextField(blank=True, default="")
    email = models.TextField(blank=True, default="")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    end_reason = models.TextField(blank=True, default="")
    version = models.IntegerField(default=1)

    class Meta:
        db_table = "cases_involvement"
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="an_involvement_ends_after_it_starts",
            ),
            models.UniqueConstraint(
                fields=["partnership", "case", "organisation", "role", "service"],
                condition=Q(ends_on__isnull=True),
                name="an_agency_is_involved_once_in_a_role",
            ),
        ]


class RelatedCase(models.Model):
    """Two cases linked with a reason (E-CINS 7.2). The link gives no access; it is seen from either side."""

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    other = models.ForeignKey(Case, models.PROTECT, related_name="+")
    why = models.TextField(blank=True, default="")
    linked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    linked_at = models.DateTimeField()
    unlinked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    unlinked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "cases_related_case"
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "case", "other"],
                condition=Q(unlinked_at__isnull=True),
                name="two_cases_are_linked_once",
            ),
            models.CheckConstraint(condition=Q(case__lt=F("other")), name="a_link_names_the_older_case_first"),
        ]


class AccessRequest(models.Model):
    """Somebody without access asks the owner for it, with a reason. Seen by the two of them."""

    class State(models.TextChoices):
        ASKED = "asked"
        ASKED_BACK = "asked back"
        GRANTED = "granted"
        DECLINED = "declined"

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, db_constraint=True, related_name="+")
    asker = models.ForeignKey(User, models.PROTECT, related_name="+")
    reason = models.TextField()
    asked_at = models.DateTimeField()
    state = models.TextField(choices=State.choices, default=State.ASKED)
    answer = models.TextField(blank=True, default="")
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    version = models.IntegerField(default=1)

    class Meta:
        db_table = "cases_access_request"
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "case", "asker"],
                condition=Q(state__in=["asked", "asked back"]),
                name="access_is_asked_for_once_at_a_time",
            ),
        ]
