"""Reading what can be claimed: a family with its needs and what is missing, and the programme over every family
that the actor sees."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from alongside.accounts.queries import practice
from alongside.core.actor import Actor
from alongside.core.days import months_after
from alongside.core.rows import rows_of
from alongside.packs.parts import age_bands
from alongside.packs.plan_schema import Framework
from alongside.packs.queries import release
from alongside.packs.schema import Pack
from alongside.people.rules import ADULT
from alongside.plans.queries.plans import ACHIEVED
from alongside.plans.rules import outcomes as rules
from alongside.plans.rules.outcomes import Achieved, NeedStands, ToClaim

PAGE = 25
LOOKED_AT = 1000
"""So many families are looked at for a page of the programme; the table to download holds all of them."""


# --- a family, as a claim turns on it


@dataclass(frozen=True)
class NeedAchieved:
    """An achievement, as the programme reads it. `kind` and `number` say which evidence: "document" 12; "words"; ""."""

    id: int
    measure: str
    kind: str
    number: int | None
    achieved: Achieved


@dataclass(frozen=True)
class Need:
    """A concern, as the programme reads it. `code` is what it counts as; "" where it counts as none."""

    concern: int
    number: int
    criterion: str
    outcome: str
    code: str
    stands: NeedStands
    latest: NeedAchieved | None


@dataclass(frozen=True)
class FamilyOutcomes:
    """A family with its needs and what is missing to claim a result for it; nothing is missing where it is ready.

    `since` is when it came into the programme, None where it is not in it; `identified` how many different needs.
    """

    case_id: int
    name: str
    area: str
    since: date | None
    has_lead_worker: bool
    has_child: bool
    assessed_on: date | None
    plan_id: int | None
    plan_completed_on: date | None
    plan_ended_on: date | None
    needs: Sequence[Need]
    identified: int
    missing: Sequence[ToClaim]

    @property
    def is_ready(self) -> bool:
        """Whether a result can be claimed."""
        return not self.missing

    def count(self, *stands: NeedStands) -> int:
        """How many of its needs stand so."""
        return sum(each.stands in stands for each in self.needs)

    @property
    def met(self) -> int:
        """How many of its needs are met, sustained yet or not."""
        return self.count(*rules.MET)

    @property
    def sustaining_until(self) -> date | None:
        """Until when the last of its needs has to last."""
        days = [
            each.latest.achieved.sustained_until for each in self.needs if each.latest and each.stands == "sustaining"
        ]
        return max((day for day in days if day), default=None)


def family_outcomes(case_id: int, *, actor: Actor) -> FamilyOutcomes | None:
    """One family, by its plan in hand or its last. One query; None for a case not seen."""
    found = _families("c.id = %(case)s", actor, case=case_id, most=1, beyond=0)
    return found[0] if found else None


# --- for the programme


@dataclass(frozen=True)
class Narrowed:
    """What the families of the programme are narrowed to. `every` has each family with a plan, in the programme or not;
    `state` is ready, missing, sustaining, check or open."""

    every: bool = False
    state: str = ""
    area: str = ""


@dataclass(frozen=True)
class Totals:
    """What the families looked at come to, added up."""

    families: int
    identified: int
    met: int
    missing_evidence: int
    sustaining: int
    to_check: int
    ready: int


@dataclass(frozen=True)
class OutcomesPage:
    """A page of the families of the programme. `counted` is false where there are more than were looked at."""

    rows: Sequence[FamilyOutcomes]
    number: int
    more: bool
    totals: Totals
    counted: bool


_STATE: Mapping[str, Any] = {
    "ready": lambda family: family.is_ready,
    "missing": lambda family: family.count("no evidence") > 0,
    "sustaining": lambda family: family.count("sustaining") > 0,
    "check": lambda family: family.count("to check") > 0,
    "open": lambda family: family.count("identified", "not sustained") > 0,
}
STATES = tuple(_STATE)


def outcomes_of_programme(*, actor: Actor, narrowed: Narrowed, page: int = 1) -> OutcomesPage:
    """The families of the programme that the actor sees, the newest first: one query, at most LOOKED_AT of them."""
    found = _families(_where(narrowed), actor, area=narrowed.area, most=LOOKED_AT + 1, beyond=0)
    looked_at = found[:LOOKED_AT]
    wanted = [each for each in looked_at if not narrowed.state or _STATE[narrowed.state](each)]
    first = (page - 1) * PAGE
    return OutcomesPage(
        wanted[first : first + PAGE], page, len(wanted) > first + PAGE, _totals(looked_at), len(found) <= LOOKED_AT
    )


def every_family(*, actor: Actor, narrowed: Narrowed, above: int, most: int = 500) -> Sequence[FamilyOutcomes]:
    """The next families of the programme by their number, those above `above`, for the table to download: of every
    state, which `fits` tells. One query."""
    where = f"{_where(narrowed)} AND c.id > %(above)s"
    return _families(where, actor, area=narrowed.area, above=above, most=most, beyond=0, order="c.id")


def fits(family: FamilyOutcomes, state: str) -> bool:
    """Whether a family is in a state; every one is in none."""
    return not state or bool(_STATE[state](family))


def _where(narrowed: Narrowed) -> str:
    which = "c.id IN (SELECT case_id FROM plans_plan WHERE put_away_at IS NULL)" if narrowed.every else _FLAGGED
    return which + (" AND c.area = %(area)s" if narrowed.area else "")


def _totals(families: Sequence[FamilyOutcomes]) -> Totals:
    return Totals(
        len(families), sum(each.identified for each in families), sum(each.met for each in families),
        sum(each.count("no evidence") for each in families), sum(each.count("sustaining") for each in families),
        sum(each.count("to check") for each in families), sum(each.is_ready for each in families),
    )  # fmt: skip


# --- from the rows


def _families(where: str, actor: Actor, *, order: str = "c.id DESC", **told: Any) -> list[FamilyOutcomes]:
    pack = practice(actor)
    bands = age_bands(pack)
    told |= {
        "partnership": actor.partnership_id,
        "flags": [each.id for each in pack.flags if each.set_by == "coordinating team"],
        "tools": [each.id for each in pack.tools if each.on in {"family", "head of the family"} and not each.elsewhere],
        "adult": months_after(actor.today, -12 * ADULT),
        "bands": [each.label for each in bands if each.unborn or (each.from_age is not None and each.from_age < ADULT)],
    }
    rows = rows_of(_FAMILIES.format(where=where, order=order), told, keep_plan="case" in told)
    return [_family(row, pack, actor.today) for row in rows]


def _family(row: dict[str, Any], pack: Pack, today: date) -> FamilyOutcomes:
    framework = _framework(row.pop("release_id"), row.pop("framework"))
    concerns = json.loads(row.pop("concerns"))
    needs = [each for one in concerns if (each := _need(one, framework, today)) is not None]
    identified = len({each.code for each in needs})
    family = rules.Family(
        row["has_child"], row["has_lead_worker"], row["assessed_on"] is not None,
        row["plan_completed_on"] is not None, identified,
    )  # fmt: skip
    missing = rules.missing_to_claim(family, [each.stands for each in needs], pack.planning.needs_to_claim)
    return FamilyOutcomes(**row, needs=needs, identified=identified, missing=missing)


def _framework(release_id: int | None, framework: str | None) -> Framework | None:
    if not framework or release_id is None:
        return None
    return next((each for each in release(release_id).frameworks if each.id == framework), None)


def _need(told: Mapping[str, Any], framework: Framework | None, today: date) -> Need | None:
    """A concern as a need, or None for one that counts as none."""
    code = rules.need_code(framework, told["criterion"], told["outcome"], told["number"])
    if not code:
        return None
    held = [
        NeedAchieved(each["id"], each["measure"], each["kind"], each["number"], _achieved(each))
        for each in told["achievements"]
    ]
    given_up = bool(told["because"]) and told["because"] != ACHIEVED
    stands = rules.need_stands([each.achieved for each in held], today, given_up=given_up)
    standing = [each for each in held if not each.achieved.taken_back]
    latest = max(standing, key=lambda each: (each.achieved.improved_on, each.id), default=None)
    return Need(told["id"], told["number"], told["criterion"], told["outcome"], code, stands, latest)


def _achieved(told: Mapping[str, Any]) -> Achieved:
    until = told["until"]
    return Achieved(
        date.fromisoformat(told["on"]), date.fromisoformat(until) if until else None, told["evidenced"],
        told["lasted"], told["back"],
    )  # fmt: skip


# Said in SQL: a page of the programme is one question over cases, flags, plans, concerns and achievements at once.
# What was deleted is no evidence any more, so a document or a note counts while it is there.
EVIDENCED = """(a.evidence <> '' OR a.assessment_id IS NOT NULL
   OR EXISTS (SELECT 1 FROM documents_document d WHERE d.id = a.document_id AND d.hidden_at IS NULL)
   OR EXISTS (SELECT 1 FROM casework_log l WHERE l.id = a.evidence_log_id AND l.hidden_at IS NULL))"""
KIND = """CASE WHEN a.assessment_id IS NOT NULL THEN 'assessment' WHEN a.document_id IS NOT NULL THEN 'document'
            WHEN a.evidence_log_id IS NOT NULL THEN 'note' WHEN a.evidence <> '' THEN 'words' ELSE '' END"""
_FLAGGED = "c.id IN (SELECT case_id FROM cases_flag WHERE flag = ANY (%(flags)s) AND ends_on IS NULL)"
_FAMILIES = f"""
SELECT c.id AS case_id, c.name, c.area, f.since, c.lead_worker_id IS NOT NULL AS has_lead_worker,
       EXISTS (SELECT 1 FROM cases_member m JOIN people_person h ON h.id = m.person_id
                WHERE m.case_id = c.id AND m.left_on IS NULL
                  AND (h.unborn OR h.birth_date > %(adult)s OR h.age_band = ANY (%(bands)s))) AS has_child,
       (SELECT max(s.took_place_on) FROM assessments_assessment s
         WHERE s.case_id = c.id AND s.completed_at IS NOT NULL AND s.tool = ANY (%(tools)s)) AS assessed_on,
       p.id AS plan_id, p.framework, p.release_id, (p.completed_at AT TIME ZONE 'Europe/London')::date
         AS plan_completed_on, p.ended_on AS plan_ended_on,
       coalesce((SELECT jsonb_agg(jsonb_build_object(
           'id', k.id, 'number', k.number, 'criterion', k.criterion, 'outcome', k.outcome, 'because', k.closed_because,
           'achievements', coalesce((SELECT jsonb_agg(jsonb_build_object(
               'id', a.id, 'measure', a.measure, 'on', a.improved_on, 'until', a.sustained_until, 'lasted', a.lasted,
               'back', a.taken_back_at IS NOT NULL, 'kind', {KIND},
               'number', coalesce(a.assessment_id, a.document_id, a.evidence_log_id), 'evidenced', {EVIDENCED})
             ORDER BY a.id) FROM plans_achievement a WHERE a.concern_id = k.id), '[]'))
         ORDER BY k.position, k.id) FROM plans_concern k WHERE k.plan_id = p.id), '[]')::text AS concerns
  FROM cases_case c
  LEFT JOIN LATERAL (SELECT min(g.starts_on) AS since FROM cases_flag g
                      WHERE g.case_id = c.id AND g.flag = ANY (%(flags)s) AND g.ends_on IS NULL) f ON true
  LEFT JOIN LATERAL (SELECT q.* FROM plans_plan q WHERE q.case_id = c.id AND q.put_away_at IS NULL
                      ORDER BY q.ended_on IS NULL DESC, q.id DESC LIMIT 1) p ON true
 WHERE c.partnership_id = %(partnership)s AND {{where}} ORDER BY {{order}} LIMIT %(most)s OFFSET %(beyond)s
"""  # noqa: S608  # put together from our own texts
