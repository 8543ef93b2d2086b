"""The content check of a nomination by the coordinating team, with its advice (E-CINS 2.2.6, NOM-11)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from alongside.accounts.post import tell
from alongside.accounts.queries import COORDINATING, practice
from alongside.cases import reading
from alongside.cases.access import case_to_change
from alongside.cases.models import Case
from alongside.core.actor import Actor
from alongside.core.refusals import Invalid, Refused
from alongside.core.rows import rows_of
from alongside.events.actions import record

LONGEST_ADVICE = 5000
PAGE = 25
COUNTED = 100


def check_nomination(case_id: int, *, advice: str, actor: Actor) -> None:
    """Check the content of a nomination, with words of advice: the owner and the lead worker are told.

    The coordinating team alone does, once. Raises Refused for anybody else, NotFound where the case is not shared with
    them, Invalid without a word. Source: E-CINS 2.2.6, S104.
    """
    case = case_to_change(case_id, actor=actor)
    check_is_the_teams(actor)
    if case.checked_at is not None:
        raise Refused("This nomination has been checked already. Write a message or a note to add to the advice.")
    advice = checked_words(advice, field="advice", ask="Say what you advise, or that all is well.")
    case.checked_at = actor.now
    case.save(update_fields=["checked_at"])
    record("nomination.checked", actor=actor, case=case.pk, facts={"advice": advice})
    tell_workers(case, actor)


def check_is_the_teams(actor: Actor) -> None:
    """Raises Refused for anybody but the coordinating team, and where nominations are not checked."""
    pack = practice(actor)
    if COORDINATING not in actor.roles or pack.casework.by_sites:
        raise Refused(f"Only the {pack.words.coordinating_team} does this.")


def checked_words(words: str, *, field: str, ask: str) -> str:
    """Words without space around them. Raises Invalid where there are none, or too many, or signs nobody can read."""
    words = words.strip()
    sentence = "" if words else ask
    if len(words) > LONGEST_ADVICE:
        sentence = f"Use {LONGEST_ADVICE:,} characters or fewer. You have {len(words):,}."
    elif "\x00" in words:
        sentence = "Take out the characters that cannot be shown, then save again."
    if sentence:
        raise Invalid("Check what is marked below.", {field: sentence})
    return words


def tell_workers(case: Case, actor: Actor) -> None:
    """Tell the owner and the lead worker by e-mail that something was decided; nobody of their own doing."""
    tell(
        {case.owner_id, case.lead_worker_id or case.owner_id} - {actor.user_id},
        what="decision",
        address="/decisions/mine/",
    )


# --- reading


@dataclass(frozen=True)
class ToCheck:
    """A case whose nomination waits for its content check."""

    case_id: int
    name: str
    owner: str
    team: str
    opened_at: datetime


@dataclass(frozen=True)
class SaidByTeam:
    """What the coordinating team said of a case: its advice, or whether it is of the programme, and why."""

    words: str
    by: str
    at: datetime
    eligible: bool | None = None
    case_id: int = 0
    case_name: str = ""


@dataclass(frozen=True)
class Checks:
    """How a case stands with the coordinating team. `to_check` and `may_decide` are for the reader to do."""

    advice: SaidByTeam | None
    programme: SaidByTeam | None
    to_check: bool
    may_decide: bool


def to_check(*, actor: Actor, page: int = 1) -> tuple[Sequence[ToCheck], bool]:
    """The cases whose nomination waits for its check, the oldest first, for the coordinating team; and whether there
    are more. One query; nothing for anybody else."""
    if not _is_the_teams(actor):
        return [], False
    rows = _rows(_WAITING + " ORDER BY c.id LIMIT %(most)s OFFSET %(beyond)s", actor, beyond=(page - 1) * PAGE)
    return [ToCheck(**row) for row in rows[:PAGE]], len(rows) > PAGE


def count_to_check(*, actor: Actor) -> int:
    """How many wait for the check, counted up to COUNTED, for the home page. One query at most."""
    if not _is_the_teams(actor):
        return 0
    [row] = _rows(f"SELECT count(*) AS found FROM ({_WAITING} LIMIT {COUNTED}) AS w", actor)  # noqa: S608  # our own texts
    return int(row["found"])


def checks_from(row: reading.Row, *, actor: Actor) -> Checks:
    """What the coordinating team said of a case so far, from the row of its overview."""
    ours = _is_the_teams(actor)
    return Checks(_said(row["advice"]), _said(row["programme"]), ours and row["checked_at"] is None, ours)


def said_on_mine(*, actor: Actor, most: int = 10) -> Sequence[SaidByTeam]:
    """The latest advice and decisions of the coordinating team on cases that the actor owns or leads. One query."""
    rows = _rows(_ON_MINE, actor, user=actor.user_id, size=most)
    return [
        SaidByTeam(
            _words(row["facts"]), row["by"], row["at"], row["facts"].get("eligible"), row["case_id"], row["name"]
        )
        for row in rows
    ]


def _is_the_teams(actor: Actor) -> bool:
    return COORDINATING in actor.roles and not practice(actor).casework.by_sites


def _said(row: Mapping[str, Any] | None) -> SaidByTeam | None:
    if row is None:
        return None
    return SaidByTeam(_words(row["facts"]), row["by"], datetime.fromisoformat(row["at"]), row["facts"].get("eligible"))


def _words(facts: Mapping[str, Any]) -> str:
    return str(facts.get("advice") or facts.get("why") or "")


def _rows(text: str, actor: Actor, **told: Any) -> list[dict[str, Any]]:
    values = {"partnership": actor.partnership_id, "me": sorted(actor.principals), "most": PAGE + 1, **told}
    return rows_of(text, values, keep_plan="case" in told)


_WAITING = f"""
SELECT c.id AS case_id, c.name, u.name AS owner, t.name AS team, c.created_at AS opened_at
  FROM cases_case c JOIN accounts_user u ON u.id = c.owner_id JOIN accounts_team t ON t.id = c.team_id
 WHERE {reading.SEEN} AND c.checked_at IS NULL AND NOT c.is_archived
"""  # noqa: S608  # put together from our own texts
_ON_MINE = f"""
SELECT e.case_id, c.name, e.facts::json AS facts, u.name AS by, e.happened_at AS at
  FROM cases_case c JOIN events_event e ON e.case_id = c.id JOIN accounts_user u ON u.id = e.user_id
 WHERE {reading.SEEN} AND (c.owner_id = %(user)s OR c.lead_worker_id = %(user)s)
   AND (c.checked_at IS NOT NULL OR c.programme_decided_at IS NOT NULL)
   AND e.kind IN ('nomination.checked', 'programme.decided') ORDER BY e.id DESC LIMIT %(size)s
"""  # noqa: S608  # put together from our own texts
