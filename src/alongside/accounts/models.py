"""Who works here: partnerships, organisations, teams, users, and the principals that access is given to."""

from collections.abc import Iterator
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils.crypto import salted_hmac


class Partnership(models.Model):
    """A council and its partners working under one sharing agreement; nothing of one is ever seen from another."""

    slug = models.SlugField(unique=True)
    name = models.TextField()
    pack = models.TextField(help_text="the id of the pack this partnership works by")
    discovery = models.TextField(
        default="nothing", help_text="what outsiders may learn of a case: listed, pointer or nothing; from the pack"
    )
    report_titles = models.TextField(
        default="hidden",
        help_text="whether whoever has a case sees the titles of its restricted reports; from the pack",
    )

    class Meta:
        db_table = "accounts_partnership"
        constraints = [
            models.CheckConstraint(
                condition=Q(discovery__in=["listed", "pointer", "nothing"]), name="discovery_is_one_of_three"
            ),
            models.CheckConstraint(
                condition=Q(report_titles__in=["visible", "hidden"]), name="report_titles_are_visible_or_hidden"
            ),
        ]


class Principal(models.Model):
    """Something that access can be given to: a user, a team, an area, a team type, or one of these for a period.

    A period principal is held by whoever holds its target, from `starts_on` up to but not including `ends_on`; when the
    period is over nobody holds it, so access ends without a job having to run (house.md, one audience).
    """

    class Kind(models.TextChoices):
        USER = "user"
        TEAM = "team"
        AREA = "area"
        TEAM_TYPE = "team type"
        PERIOD = "period"

    id = models.AutoField(primary_key=True)
    partnership = models.ForeignKey(Partnership, models.PROTECT)
    kind = models.TextField(choices=Kind.choices)
    code = models.TextField(blank=True, default="")
    target = models.ForeignKey("self", models.PROTECT, null=True, related_name="periods")
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)

    class Meta:
        db_table = "accounts_principal"
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "kind", "code"],
                condition=Q(kind__in=["area", "team type"]),
                name="one_principal_for_each_area_and_team_type",
            ),
            models.CheckConstraint(
                condition=Q(kind="period", target__isnull=False) | (~Q(kind="period") & Q(target__isnull=True)),
                name="only_a_period_has_a_target",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(starts_on__isnull=True) | Q(ends_on__gt=F("starts_on")),
                name="a_period_ends_after_it_starts",
            ),
        ]


class Organisation(models.Model):
    """A school, a health trust, a charity, a council department: a partner that signed the agreements."""

    partnership = models.ForeignKey(Partnership, models.PROTECT)
    name = models.TextField()
    kind = models.TextField(help_text="the organisation type, from the pack")
    standing = models.TextField(default="", db_default="", help_text="core, associate, or not said, from the pack")

    class Meta:
        db_table = "accounts_organisation"
        constraints = [models.UniqueConstraint(fields=["partnership", "name"], name="one_organisation_of_a_name")]


class Team(models.Model):
    """A team of an organisation. One team of a partnership coordinates: it is offered on every grant."""

    partnership = models.ForeignKey(Partnership, models.PROTECT)
    organisation = models.ForeignKey(Organisation, models.PROTECT)
    name = models.TextField()
    area = models.TextField(blank=True, default="")
    coordinates = models.BooleanField(default=False)
    principal = models.OneToOneField(Principal, models.PROTECT)

    class Meta:
        db_table = "accounts_team"
        constraints = [
            models.UniqueConstraint(fields=["partnership", "name"], name="one_team_of_a_name"),
            models.UniqueConstraint(
                fields=["partnership"], condition=Q(coordinates=True), name="one_coordinating_team"
            ),
        ]


class Users(BaseUserManager["User"]):
    """Users are made by `accounts.actions.add_user`; the manager is what Django's sign-in asks for."""

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """A practitioner, manager or partner who signs in. The e-mail address is who they are at sign-in."""

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    partnership = models.ForeignKey(Partnership, models.PROTECT)
    principal = models.OneToOneField(Principal, models.PROTECT)
    email = models.EmailField(unique=True)
    name = models.TextField()
    job_title = models.TextField(blank=True, default="")
    telephone = models.TextField(blank=True, default="")
    team = models.ForeignKey(Team, models.PROTECT, related_name="+")
    is_active = models.BooleanField(default=True)
    last_session_at = models.DateTimeField(null=True)
    this_session_at = models.DateTimeField(null=True)
    away_from = models.DateField(null=True, help_text="out of office from this day")
    away_until = models.DateField(null=True, help_text="up to but not including this day; None: until told otherwise")
    away_message = models.TextField(blank=True, default="")
    stand_in = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    sessions_ended = models.IntegerField(default=0, help_text="how often the user ended every session at once")
    part_time = models.BooleanField(default=False, db_default=False, help_text="counts by the caseload for part time")
    is_service = models.BooleanField(
        default=False, db_default=False, help_text="acts for a public form or another system; nobody signs in with it"
    )

    objects = Users()
    is_staff = False
    is_superuser = False

    class Meta:
        db_table = "accounts_user"
        indexes = [models.Index(fields=["partnership", "name"], name="user_by_name")]

    def get_full_name(self) -> str:
        return self.name

    def get_session_auth_hash(self) -> str:
        """What a session must hold to go on being this user's: a new password, or ending every session, changes it."""
        return self._session_mark(settings.SECRET_KEY)

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        """The same under each earlier secret key, so that changing the key signs nobody out."""
        return (self._session_mark(key) for key in settings.SECRET_KEY_FALLBACKS)

    def _session_mark(self, secret: str | bytes) -> str:
        held = f"{self.password}:{self.sessions_ended}"
        return salted_hmac("alongside.accounts.session", held, secret=secret, algorithm="sha256").hexdigest()

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Nobody holds a Django permission: who may do what is decided in the actions."""
        return False


class Membership(models.Model):
    """A user works in a team."""

    team = models.ForeignKey(Team, models.PROTECT, related_name="memberships")
    user = models.ForeignKey(User, models.PROTECT, related_name="memberships")
    manages = models.BooleanField(default=False, db_default=False, help_text="decides on the team's work")

    class Meta:
        db_table = "accounts_membership"
        constraints = [models.UniqueConstraint(fields=["team", "user"], name="a_user_joins_a_team_once")]
