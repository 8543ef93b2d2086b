"""What a checklist asks for and what of it is there, for one step of a family's journey."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from alongside.accounts.queries import practice
from alongside.assessments.rules.needed import is_child
from alongside.casework.queries.logs import TOOK_PLACE
from alongside.clocks.queries.closed_days import working_days
from alongside.core.actor import Actor
from alongside.core.rows import rows_of
from alongside.packs.parts import choices_of
from alongside.packs.process_schema import Checklist
from alongside.packs.schema import Pack
from alongside.pathway.models import WorkItem
from alongside.pathway.rules.checklists import NOTHING, Checking, Kept, Line, OnRecord, judged
from alongside.plans.queries.needed import facts_of_case

__all__ = ["Checking", "Line", "checked", "checked_case", "on_record"]


def checked(item: WorkItem, checklist: Checklist, answers: Mapping[str, Any], *, actor: Actor) -> Checking:
    """What of a checklist is there for the family of an item, with what was answered on its page.

    Answers are by the id of what is asked: True for a tick, {"not_applicable": why}; a question's answer by its id;
    under "consent" {"who": member id or name, "how": ..., "on": date}. Two queries.
    """
    return checked_case(item.journey.case_id, checklist, answers, actor=actor)


def checked_case(
    case_id: int | None, checklist: Checklist, answers: Mapping[str, Any], *, actor: Actor, on: date | None = None
) -> Checking:
    """The same for a case, or for a contact that has none yet, as at a day. Three queries; one without a case."""
    pack = practice(actor)
    titles = {tool.id: tool.title for tool in pack.tools}
    record = NOTHING if case_id is None else on_record(case_id, actor=actor)
    days = working_days(actor=actor)
    return judged(checklist, record, answers, on or actor.today, days, lambda tool: titles.get(tool, tool))


def on_record(case_id: int, *, actor: Actor) -> OnRecord:
    """What checklists look at, of a case. Two queries. Raises NotFound where it is not there for the actor.

    What the actor may not read does not count. Of notes that others are writing only who writes them is said.
    """
    pack = practice(actor)
    facts = facts_of_case(case_id, actor=actor)
    [row] = rows_of(_ON_RECORD, {"case": case_id, "on": actor.today, "parents": _parents(pack)})
    named = {each.member: each.name for each in facts.members}
    grown = [each for each in facts.members if is_child(each, actor.today) is False]
    parents = [each for each in grown if each.is_head or each.member in row["parents"]]
    return OnRecord(
        facts=facts,
        documents=[Kept(each["type"], date.fromisoformat(each["on"])) for each in row["documents"]],
        notes=[Kept(each["type"], date.fromisoformat(each["on"])) for each in row["notes"]],
        stars=frozenset(tool.id for tool in pack.tools if tool.area and tool.scale),
        open_plan_actions=row["plan_actions"], open_tasks=row["tasks"], notes_in_draft=row["drafts"],
        agencies=row["agencies"], unrelated=[named[each] for each in row["unrelated"] if each in named],
        without_telephone=[each.name for each in parents if each.member not in row["telephones"]],
        consent=row["consent"] or "", contacts=row["contacts"], marked=row["marked"],
    )  # fmt: skip


def _parents(pack: Pack) -> list[str]:
    """The words for how somebody belongs to the head of the family that make them a parent or carer here."""
    choices = choices_of(pack, "relationships")
    return [each.label for each in choices if each.parent]


_ON_RECORD = f"""
SELECT ARRAY(SELECT json_build_object('type', d.type, 'on', (d.added_at AT TIME ZONE 'Europe/London')::date)
               FROM documents_document d
              WHERE d.case_id = %(case)s AND d.hidden_at IS NULL AND d.type <> '') AS documents,
       ARRAY(SELECT json_build_object('type', l.type, 'on', (({TOOK_PLACE}) AT TIME ZONE 'Europe/London')::date)
               FROM casework_log l WHERE l.case_id = %(case)s AND l.hidden_at IS NULL) AS notes,
       ARRAY(SELECT t.title FROM casework_task t
              WHERE t.case_id = %(case)s AND t.completed_at IS NULL ORDER BY t.due_on, t.id) AS tasks,
       ARRAY(SELECT t.title FROM plans_concern_task x JOIN casework_task t ON t.id = x.task_id
              WHERE t.case_id = %(case)s AND t.completed_at IS NULL ORDER BY t.due_on, t.id) AS plan_actions,
       ARRAY(SELECT pathway_notes_in_draft(%(case)s)) AS drafts,
       (SELECT count(*) FROM cases_involvement i
         WHERE i.case_id = %(case)s AND (i.ends_on IS NULL OR i.ends_on > %(on)s)) AS agencies,
       ARRAY(SELECT m.id FROM cases_member m WHERE m.case_id = %(case)s AND m.left_on IS NULL
                AND NOT m.is_head AND m.relationship = '' ORDER BY m.position, m.id) AS unrelated,
       ARRAY(SELECT m.id FROM cases_member m WHERE m.case_id = %(case)s AND m.left_on IS NULL
                AND m.relationship = ANY (%(parents)s::text[])) AS parents,
       ARRAY(SELECT m.id FROM cases_member m WHERE m.case_id = %(case)s AND m.left_on IS NULL AND EXISTS (
                SELECT 1 FROM people_contact k
                 WHERE k.person_id = m.person_id AND k.ended_at IS NULL AND k.kind <> 'email')) AS telephones,
       (SELECT n.state FROM cases_consent n WHERE n.case_id = %(case)s ORDER BY n.id DESC LIMIT 1) AS consent,
       (SELECT count(*) FROM pathway_contact k WHERE k.case_id = %(case)s) AS contacts,
       (SELECT count(*) FROM casework_significance s WHERE s.case_id = %(case)s AND s.unmarked_at IS NULL) AS marked
"""  # noqa: S608  # put together from our own texts
