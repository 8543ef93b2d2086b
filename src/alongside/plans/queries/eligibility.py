"""Which families wait for a decision about the programme: their plan is completed and nobody has decided."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from alongside.accounts.queries import COORDINATING, practice
from alongside.core.actor import Actor
from alongside.core.rows import rows_of
from alongside.plans.rules.eligibility import programme_of

PAGE = 25


@dataclass(frozen=True)
class ToDecide:
    """A family whose plan is completed and about whom nobody has decided, with the criteria found met."""

    case_id: int
    name: str
    owner: str
    lead_worker: str
    completed_at: datetime
    criteria: Sequence[str]


def to_decide(*, actor: Actor, page: int = 1) -> tuple[Sequence[ToDecide], bool]:
    """Who waits for the decision about the programme, the oldest plan first, for the coordinating team; and whether
    there are more. One query; nothing for anybody else, or where there is no programme."""
    pack = practice(actor)
    kind = programme_of(pack)
    if COORDINATING not in actor.roles or kind is None:
        return [], False
    told = {"partnership": actor.partnership_id, "flag": kind.id, "most": PAGE + 1, "beyond": (page - 1) * PAGE}
    titles = {each.id: each.title for each in pack.criteria}
    rows = rows_of(_WAITING, told, keep_plan=False)
    found = [ToDecide(**row | {"criteria": [titles.get(code, code) for code in row["criteria"]]}) for row in rows]
    return found[:PAGE], len(rows) > PAGE


_WAITING = """
SELECT c.id AS case_id, c.name, o.name AS owner, coalesce(l.name, '') AS lead_worker, p.completed_at,
       ARRAY(SELECT k.code FROM cases_criterion k WHERE k.case_id = c.id AND k.met = 'yes' ORDER BY k.id) AS criteria
  FROM plans_plan p JOIN cases_case c ON c.id = p.case_id
  JOIN accounts_user o ON o.id = c.owner_id LEFT JOIN accounts_user l ON l.id = c.lead_worker_id
 WHERE p.partnership_id = %(partnership)s AND p.completed_at IS NOT NULL AND p.ended_on IS NULL
   AND c.programme_decided_at IS NULL AND NOT c.is_archived
   AND NOT EXISTS (SELECT 1 FROM cases_flag f WHERE f.case_id = c.id AND f.flag = %(flag)s AND f.ends_on IS NULL)
 ORDER BY p.completed_at, p.id LIMIT %(most)s OFFSET %(beyond)s
"""
