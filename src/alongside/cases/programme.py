"""Flags that the coordinating team alone sets, such as that of the programme the family is counted in (E-CINS 8.2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from alongside.accounts.models import User
from alongside.accounts.queries import COORDINATING, practice
from alongside.cases.access import case_to_change
from alongside.cases.models import Case, Flag
from alongside.core.actor import Actor
from alongside.core.refusals import Invalid, NotFound, Refused
from alongside.events.actions import record
from alongside.events.queries import latest_of_kind
from alongside.packs.schema import Flag as FlagKind

LONGEST_REASON = 2000


def flag_kind(flag: str, *, actor: Actor) -> FlagKind:
    """A flag of the pack. Raises NotFound for one it does not have."""
    try:
        return practice(actor).flag(flag)
    except KeyError:
        raise NotFound from None


def may_set(kind: FlagKind, actor: Actor) -> bool:
    """Whether the actor sets this flag: whoever has the case, or the coordinating team alone."""
    return kind.set_by != "coordinating team" or COORDINATING in actor.roles


def check_may_set(kind: FlagKind, actor: Actor) -> None:
    """Raises Refused where the flag is not the actor's to set (S152)."""
    if not may_set(kind, actor):
        team = practice(actor).words.coordinating_team
        raise Refused(f"Only the {team} sets the {kind.title} flag. Suggest it to them, with the reason.")


def suggest_flag(case_id: int, *, flag: str, why: str, actor: Actor) -> None:
    """Suggest to the coordinating team that a case has one of their flags, with the reason. Anybody with the case may.

    They find it on the page of suggestions, where they have the case. Source: E-CINS 8.2.
    """
    case = case_to_change(case_id, actor=actor)
    kind = flag_kind(flag, actor=actor)
    if Flag.objects.filter(case=case, flag=flag, ends_on__isnull=True).exists():
        raise Refused(f"The {kind.title} flag is running already.")
    if not why.strip():
        raise Invalid("Say why.", {"why": "Say why the family should have the flag. The coordinating team reads it."})
    if len(why) > LONGEST_REASON:
        limit = f"Use {LONGEST_REASON} characters or fewer. You have {len(why)}."
        raise Invalid("Make it shorter.", {"why": limit})
    record("flag.suggested", actor=actor, case=case.pk, facts={"flag": kind.title, "code": flag, "why": why.strip()})


@dataclass(frozen=True)
class Suggested:
    """A flag suggested for a case that the actor sees: by whom, why and when, and whether it has been started since."""

    case_id: int
    case_name: str
    flag: str
    code: str
    why: str
    by: str
    at: datetime


def suggestions(*, actor: Actor) -> Sequence[Suggested]:
    """The flags suggested to the coordinating team that do not run on their case now, the latest first; nothing for
    anybody else. At most a hundred. Four queries."""
    if COORDINATING not in actor.roles:
        return []
    said = latest_of_kind("flag.suggested", limit=100)
    cases = {each.case_id for each in said if each.case_id}
    names = dict(Case.objects.visible_to(actor).filter(pk__in=cases).values_list("pk", "name"))
    started = set(Flag.objects.filter(case_id__in=cases, ends_on__isnull=True).values_list("case_id", "flag"))
    who = dict(User.objects.filter(pk__in={each.user_id for each in said}).values_list("pk", "name"))
    return [
        Suggested(
            each.case_id, names[each.case_id], each.facts["flag"], each.facts["code"], each.facts["why"],
            who.get(each.user_id, ""), each.happened_at,
        )
        for each in said
        if each.case_id in names and (each.case_id, each.facts["code"]) not in started
    ]  # fmt: skip


def check_may_end(case: Case, actor: Actor) -> None:
    """A case in a programme stays open until the programme's flag has ended, with its reason (S107, CASE-03).

    Raises Refused with what to do.
    """
    pack = practice(actor)
    held = {each.id: each.title for each in pack.flags if each.set_by == "coordinating team"}
    running = Flag.objects.filter(case=case, flag__in=held, ends_on__isnull=True).first()
    if running is not None:
        team = pack.words.coordinating_team
        raise Refused(
            f"The {held[running.flag]} flag is running, so the case stays open. Once the outcomes and sustained "
            f"progress are there, or the plan has ended for another reason, ask the {team} to end the flag with that "
            "reason."
        )
