"""Setting up who works here, and their sessions. Pages for administrators come with their issue."""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.db.models import F

from alongside.accounts.models import Membership, Organisation, Partnership, Principal, Team, User
from alongside.core.actor import Actor
from alongside.core.refusals import Invalid
from alongside.events.actions import record

LONGEST_AWAY = 1000


def open_partnership(
    *, slug: str, name: str, pack: str, discovery: str = "nothing", report_titles: str = "hidden"
) -> Partnership:
    """Make a partnership that works by the pack of this id; made before, it is brought up to date.

    `discovery` is what outsiders may learn of a case (listed, pointer or nothing). It stands in the database so that
    the search function there obeys it whatever the application asks.
    """
    partnership, _ = Partnership.objects.update_or_create(
        slug=slug, defaults={"name": name, "pack": pack, "discovery": discovery, "report_titles": report_titles}
    )
    return partnership


def add_organisation(*, partnership: Partnership, name: str, kind: str, standing: str = "") -> Organisation:
    """Add a partner organisation; its kind is an organisation type of the pack, its standing core or associate."""
    organisation, _ = Organisation.objects.update_or_create(
        partnership=partnership, name=name, defaults={"kind": kind, "standing": standing}
    )
    Principal.objects.get_or_create(partnership=partnership, kind=Principal.Kind.TEAM_TYPE, code=kind)
    return organisation


@transaction.atomic
def add_team(*, organisation: Organisation, name: str, area: str = "", coordinates: bool = False) -> Team:
    """Add a team of an organisation, with the principal that access is given to."""
    partnership = organisation.partnership
    if area:
        Principal.objects.get_or_create(partnership=partnership, kind=Principal.Kind.AREA, code=area)
    team = Team.objects.filter(partnership=partnership, name=name).first()
    if team is None:
        principal = Principal.objects.create(partnership=partnership, kind=Principal.Kind.TEAM)
        team = Team(partnership=partnership, name=name, principal=principal)
    team.organisation, team.area, team.coordinates = organisation, area, coordinates
    team.save()
    return team


@dataclass(frozen=True)
class NewUser:
    """What is known of somebody who will sign in. `also_in` and `also_manages` are further teams they work in."""

    name: str
    email: str
    job_title: str = ""
    telephone: str = ""
    manages: bool = False
    also_in: tuple[Team, ...] = field(default_factory=tuple)
    also_manages: tuple[Team, ...] = field(default_factory=tuple)
    part_time: bool = False


@transaction.atomic
def add_user(new: NewUser, *, team: Team, password: str | None = None) -> User:
    """Add a user to a team, with their own principal. Without a password they cannot sign in until one is set."""
    user = User.objects.filter(email__iexact=new.email).first()
    if user is None:
        principal = Principal.objects.create(partnership=team.partnership, kind=Principal.Kind.USER)
        user = User(email=new.email.lower(), partnership=team.partnership, principal=principal)
        user.set_unusable_password()
    user.name, user.job_title, user.telephone, user.team = new.name, new.job_title, new.telephone, team
    user.part_time = new.part_time
    if password is not None:
        user.set_password(password)
    user.save()
    for each, manages in (
        (team, new.manages),
        *((each, False) for each in new.also_in),
        *((each, True) for each in new.also_manages),
    ):
        Membership.objects.update_or_create(team=each, user=user, defaults={"manages": manages})
    return user


PUBLIC_FORM = "Public request form"


@transaction.atomic
def add_service(*, team: Team, name: str = PUBLIC_FORM, works_in_it: bool = False) -> User:
    """The user that acts for a public form or another system: in no team, with its own principal alone; or, where it
    `works_in_it`, with what the team holds: what waits for the other system's answer waits with them.

    Nobody can sign in as it, choose it or write to it: it is no active user and has no password.
    """
    user = User.objects.filter(partnership=team.partnership, is_service=True, name=name).first()
    if user is None:
        principal = Principal.objects.create(partnership=team.partnership, kind=Principal.Kind.USER)
        address = f"{name.lower().replace(' ', '-')}@{team.partnership.slug}.invalid"
        user = User(
            email=address, name=name, partnership=team.partnership, principal=principal, team=team, is_service=True,
            is_active=False,
        )  # fmt: skip
        user.set_unusable_password()
        user.save()
    if works_in_it:
        Membership.objects.get_or_create(team=team, user=user)
    return user


def begin_session(user: User, *, now: datetime) -> None:
    """A user has signed in: the session before becomes the last one (E-CINS 1.3). There is no actor before this."""
    User.objects.filter(pk=user.pk).update(last_session_at=F("this_session_at"), this_session_at=now)
    user.last_session_at, user.this_session_at = user.this_session_at, now


def end_sessions(*, actor: Actor) -> None:
    """End every session of the actor, on whatever machine: each finds at its next step that it is nobody's."""
    User.objects.filter(pk=actor.user_id).update(sessions_ended=F("sessions_ended") + 1)


@dataclass(frozen=True)
class Absence:
    """When somebody is out of office, what whoever asks them for something reads, and who stands in (a user's id).

    `ends_on` is the first day back; None: until told otherwise. Without `starts_on` they are not away.
    """

    starts_on: date | None = None
    ends_on: date | None = None
    message: str = ""
    stand_in: int | None = None


def set_away(absence: Absence, *, actor: Actor) -> None:
    """Say of oneself when one is out of office; whoever sends a task or a message sees it. E-CINS 1.3, SIGN-08."""
    _check_absence(absence, actor)
    if absence.starts_on is None:
        absence = Absence()
    User.objects.filter(pk=actor.user_id).update(
        away_from=absence.starts_on, away_until=absence.ends_on, away_message=absence.message.strip(),
        stand_in_id=absence.stand_in,
    )  # fmt: skip
    facts = {"from": absence.starts_on, "until": absence.ends_on, "stand_in": absence.stand_in}
    record("user.away-said", actor=actor, facts=facts)


def _check_absence(absence: Absence, actor: Actor) -> None:
    faults = {}
    if absence.starts_on is None and (absence.ends_on or absence.message.strip() or absence.stand_in):
        faults["starts_on"] = "Enter the first day you are away."
    if absence.starts_on and absence.ends_on and absence.ends_on <= absence.starts_on:
        faults["ends_on"] = "The first day back must be after the first day away."
    elif absence.ends_on and absence.ends_on <= actor.today:
        faults["ends_on"] = "This is over already. Enter a first day back that is still to come."
    if len(absence.message) > LONGEST_AWAY or "\x00" in absence.message:
        faults["message"] = f"Use {LONGEST_AWAY:,} characters or fewer, as one can read them."
    if absence.stand_in == actor.user_id:
        faults["stand_in"] = "This is you. Choose a colleague."
    elif (
        absence.stand_in
        and not User.objects.filter(pk=absence.stand_in, partnership_id=actor.partnership_id, is_active=True).exists()
    ):
        faults["stand_in"] = "Choose a colleague who works here."
    if faults:
        raise Invalid("Check what is marked below.", faults)
