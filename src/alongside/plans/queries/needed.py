"""Reading what is needed for a family and how it stands: the facts of the case, judged by the rules; one query."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from alongside.accounts.queries import practice
from alongside.assessments.rules.needed import Facts, FlagBegan, Heard, Made, Row, Somebody, needs, together
from alongside.casework.queries.logs import TOOK_PLACE
from alongside.core.actor import LONDON, Actor
from alongside.core.refusals import NotFound
from alongside.core.rows import rows_of
from alongside.packs.parts import age_bands
from alongside.packs.schema import Choice, Pack


def needed_of_case(case_id: int, *, actor: Actor) -> Sequence[Row]:
    """What the practice here asks for, of this family, as at the actor's today. One query; none where nothing is asked.

    Notes that the actor may not read and deleted ones do not count. Raises NotFound for a case that is not the actor's
    to see. Source: practice framework 4.5 and 9.1; step up and step down, single assessment checklist.
    """
    pack = practice(actor)
    if not pack.needed:
        return []
    titles = {tool.id: tool.title for tool in pack.tools}
    found = needs(pack.needed, facts_of_case(case_id, actor=actor), actor.today, lambda tool: titles.get(tool, tool))
    return together(found)


def facts_of_case(case_id: int, *, actor: Actor) -> Facts:
    """What the rules of what is needed look at, of one case. One query. Raises NotFound where it is not there."""
    pack = practice(actor)
    told = {
        "case": case_id,
        "partnership": actor.partnership_id,
        "voices": [each.id for each in pack.note_types if each.child_voice],
        "parts": [f"{tool.id}.{each.id}" for tool in pack.tools for each in tool.section if each.child_voice],
    }
    rows = rows_of(_FACTS, told)
    if not rows:
        raise NotFound
    [row] = rows
    plan = row["plan"] or {}
    return Facts(
        members=[_member(each, pack) for each in row["members"]],
        assessments=[_made(each, pack) for each in row["assessments"]],
        heard=[Heard(each["member"], _on(each["at"])) for each in row["heard"]],
        flags=[FlagBegan(each["flag"], each["because"], date.fromisoformat(each["on"])) for each in row["flags"]],
        plan_started_on=_on(plan["started"]) if plan else None,
        plan_completed_on=_on(plan["completed"]) if plan and plan["completed"] else None,
        plan_ended_on=_day(plan["ended"]) if plan and plan["ended"] else row["closed_on"],
    )


def _member(row: Mapping[str, Any], pack: Pack) -> Somebody:
    band = _band(pack, row["band"])
    return Somebody(
        member=row["member"], person=row["person"], name=row["name"] or "Unborn baby",
        joined_on=date.fromisoformat(row["joined"]), birth_date=_day(row["born"]), unborn=row["unborn"],
        is_head=row["head"], from_age=band.from_age if band else None, to_age=band.to_age if band else None,
    )  # fmt: skip


def _band(pack: Pack, label: str) -> Choice | None:
    choices = age_bands(pack)
    return next((each for each in choices if each.label == label), None)


def _made(row: Mapping[str, Any], pack: Pack) -> Made:
    tool = next((each for each in pack.tools if each.id == row["tool"]), None)
    asks = tool is not None and (
        "child or young person" in tool.scored_by or any(each.child_voice for each in tool.section)
    )
    return Made(
        id=row["id"], tool=row["tool"], took_place_on=date.fromisoformat(row["took_place"]), person=row["person"],
        completed_on=_on(row["completed"]) if row["completed"] else None, voices=frozenset(row["voices"]),
        elsewhere=bool(tool and tool.elsewhere), historic=bool(tool and tool.historic), asks_children=asks,
    )  # fmt: skip


def _on(at: str) -> date:
    """The day in London of an instant."""
    return datetime.fromisoformat(at).astimezone(LONDON).date()


def _day(on: str | None) -> date | None:
    return date.fromisoformat(on) if on else None


_FACTS = f"""
SELECT c.closed_on,
       ARRAY(SELECT json_build_object('flag', f.flag, 'because', f.start_reason, 'on', f.starts_on)
               FROM cases_flag f WHERE f.case_id = c.id) AS flags,
       ARRAY(SELECT json_build_object('member', m.id, 'person', m.person_id, 'joined', m.joined_on, 'head', m.is_head,
                      'born', p.birth_date, 'unborn', p.unborn, 'band', p.age_band,
                      'name', concat_ws(' ', nullif(p.forename, ''), nullif(p.surname, '')))
               FROM cases_member m JOIN people_person p ON p.id = m.person_id
              WHERE m.case_id = c.id AND m.left_on IS NULL ORDER BY m.position, m.id) AS members,
       ARRAY(SELECT json_build_object('id', a.id, 'tool', a.tool, 'took_place', a.took_place_on, 'person', a.person_id,
                      'completed', a.completed_at, 'voices', ARRAY(
                        SELECT n.member_id FROM assessments_answer n
                         WHERE n.assessment_id = a.id AND n.member_id IS NOT NULL AND n.words <> ''
                           AND a.tool || '.' || n.part = ANY (%(parts)s::text[])
                         UNION
                        SELECT s.member_id FROM assessments_score s
                         WHERE s.assessment_id = a.id AND s.voice = 'child or young person'
                           AND s.member_id IS NOT NULL AND s.score IS NOT NULL))
               FROM assessments_assessment a
              WHERE a.case_id = c.id AND a.put_away_at IS NULL ORDER BY a.id) AS assessments,
       ARRAY(SELECT json_build_object('member', g.member_id, 'at', {TOOK_PLACE})
               FROM casework_log l JOIN casework_log_member g ON g.log_id = l.id
              WHERE l.case_id = c.id AND l.hidden_at IS NULL AND l.type = ANY (%(voices)s::text[])
                AND (g.own_words <> '' OR g.spoken_to OR g.observed)) AS heard,
       (SELECT json_build_object('started', p.started_at, 'completed', p.completed_at, 'ended', p.ended_on)
          FROM plans_plan p WHERE p.case_id = c.id AND p.put_away_at IS NULL
         ORDER BY p.ended_on IS NOT NULL, p.id DESC LIMIT 1) AS plan
  FROM cases_case c WHERE c.id = %(case)s AND c.partnership_id = %(partnership)s
"""  # noqa: S608  # put together from our own texts
