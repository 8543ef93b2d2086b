"""What a brief is made of, read from the record of one case: nothing in it that does not stand somewhere."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from alongside.accounts.queries import practice
from alongside.core.actor import Actor
from alongside.core.days import said
from alongside.core.refusals import NotFound
from alongside.core.rows import rows_of
from alongside.packs.parts import age_bands
from alongside.packs.schema import Pack
from alongside.pathway.rules.briefs import HEADINGS, Line, in_order
from alongside.pathway.rules.oversight import DECISION
from alongside.people.rules import is_child

VISIT, FAMILY, WANT, CONCERNS, TO_DO, NEXT, SEEN, DECIDED = HEADINGS


def brief_of(case_id: int, *, actor: Actor) -> Sequence[Line]:
    """The brief of a case as it stands now. One query. What is restricted is left out: the next worker may not read it.

    Raises NotFound for a case that is not the actor's to see. Source: PATH-16.
    """
    pack = practice(actor)
    told = {
        "case": case_id, "today": actor.today, "partnership": actor.partnership_id,
        "decision": pack.oversight.note_type or DECISION,
    }  # fmt: skip
    rows = rows_of(_BRIEF, told)
    if not rows:
        raise NotFound
    return in_order(_lines(case_id, rows[0], pack))


def _lines(case_id: int, row: Mapping[str, Any], pack: Pack) -> Iterator[Line]:
    bands = age_bands(pack)
    yield Line(VISIT, row["key_information"], "case", case_id)
    for each in row["flags"]:
        title = next((flag.title for flag in pack.flags if flag.id == each["flag"]), each["flag"])
        yield Line(
            VISIT, f"{title} since {said(date.fromisoformat(each['on']))}.", "flag", each["id"], _day(each["on"])
        )
    for each in row["members"]:
        about = [each["name"] or "Unborn baby", f"{each['age']}" if each["age"] is not None else each["band"]]
        about.append("head of the family" if each["head"] else each["relationship"].lower())
        yield Line(FAMILY, ", ".join(part for part in about if part), "member", each["person"])
        if not each["unborn"] and is_child(each["age"], each["band"], bands):
            on = _day(each["seen_on"])
            words = f"{each['name']}: {said(on)}" if on else f"{each['name']}: never, in what is written here"
            yield Line(SEEN, words, "log" if on else "member", each["seen_in"] or each["person"], on)
    for each in row["concerns"]:
        yield Line(WANT, each["better"], "concern", each["id"], _day(each["opened"]))
        yield Line(CONCERNS, _how_far(each, pack), "concern", each["id"], _day(each["at"]))
    for each in row["tasks"]:
        yield Line(
            TO_DO, f"{each['title']}, by {said(date.fromisoformat(each['due']))}", "task", each["id"], _day(each["due"])
        )
    for each in row["actions"]:
        due = f", by {said(date.fromisoformat(each['due']))}" if each["due"] else ""
        yield Line(TO_DO, f"{each['name']}{due}", "action", each["id"], _day(each["due"]))
    if row["plan"] and row["review_on"]:
        yield Line(NEXT, f"The plan is reviewed by {said(row['review_on'])}.", "plan", row["plan"], row["review_on"])
    titles = {each.id: each.title for each in pack.timescales}
    for each in row["clocks"]:
        due_on = date.fromisoformat(each["due"])
        words = f"{titles.get(each['timescale'], each['timescale'])}, by {said(due_on)}"
        yield Line(NEXT, words, "clock", each["id"], due_on)
    if row["decided"]:
        yield Line(DECIDED, row["decided"]["words"], "log", row["decided"]["id"], _day(row["decided"]["on"]))


def _how_far(concern: Mapping[str, Any], pack: Pack) -> str:
    progress = next((each.title for each in pack.progress if each.id == concern["progress"]), concern["progress"])
    parts = [concern["goal"] or concern["better"], progress or "", concern["words"] or ""]
    return f"Concern {concern['number']}: " + ". ".join(part.rstrip(".") for part in parts if part) + "."


def _day(on: str | None) -> date | None:
    return date.fromisoformat(on[:10]) if on else None


_BRIEF = """
SELECT c.key_information, p.id AS plan, p.review_on,
       ARRAY(SELECT json_build_object('id', f.id, 'flag', f.flag, 'on', f.starts_on) FROM cases_flag f
              WHERE f.case_id = c.id AND f.ends_on IS NULL ORDER BY f.starts_on, f.id) AS flags,
       ARRAY(SELECT json_build_object('person', m.person_id, 'head', m.is_head, 'relationship', m.relationship,
                    'name', concat_ws(' ', nullif(n.forename, ''), nullif(n.surname, '')), 'band', n.age_band,
                    'age', date_part('year', age(%(today)s::date, n.birth_date))::int,
                    'unborn', n.unborn, 'seen_on', s.seen_on, 'seen_in', s.seen_in)
               FROM cases_member m JOIN people_person n ON n.id = m.person_id
               LEFT JOIN LATERAL (SELECT l.id AS seen_in, (l.contact_at AT TIME ZONE 'Europe/London')::date AS seen_on
                      FROM casework_log_member g JOIN casework_log l ON l.id = g.log_id
                     WHERE g.member_id = m.id AND g.seen AND l.hidden_at IS NULL AND l.circle_id IS NULL
                     ORDER BY l.contact_at DESC, l.id DESC LIMIT 1) s ON true
              WHERE m.case_id = c.id AND m.left_on IS NULL ORDER BY m.is_head DESC, m.position, m.id) AS members,
       ARRAY(SELECT json_build_object('id', k.id, 'number', k.number, 'better', k.better, 'goal', k.goal,
                    'opened', k.opened_on, 'progress', g.progress, 'words', g.words, 'at', g.at)
               FROM plans_concern k LEFT JOIN LATERAL (SELECT x.progress, x.words, x.at FROM plans_progress x
                     WHERE x.concern_id = k.id ORDER BY x.id DESC LIMIT 1) g ON true
              WHERE k.plan_id = p.id AND k.closed_on IS NULL ORDER BY k.position, k.id) AS concerns,
       ARRAY(SELECT json_build_object('id', t.id, 'title', t.title, 'due', t.due_on) FROM casework_task t
              WHERE t.case_id = c.id AND t.completed_at IS NULL ORDER BY t.due_on, t.id) AS tasks,
       ARRAY(SELECT json_build_object('id', a.id, 'name', a.name, 'due', a.due_on) FROM casework_action a
              WHERE a.case_id = c.id AND a.completed_on IS NULL AND a.circle_id IS NULL
              ORDER BY a.due_on NULLS LAST, a.id) AS actions,
       ARRAY(SELECT json_build_object('id', k.id, 'timescale', k.timescale, 'due', k.due_on) FROM clocks_clock k
              WHERE k.case_id = c.id AND k.state = 'open' AND k.is_a = 'limit' AND k.paused_since IS NULL
              ORDER BY k.due_over, k.id LIMIT 8) AS clocks,
       (SELECT json_build_object('id', l.id, 'on', (l.contact_at AT TIME ZONE 'Europe/London')::date,
                'words', CASE WHEN l.what <> '' THEN l.what ELSE (
                     SELECT string_agg(h ->> 'words', ' ') FROM jsonb_array_elements(l.headings) h) END)
          FROM casework_log l WHERE l.case_id = c.id AND l.type = %(decision)s AND l.hidden_at IS NULL
           AND l.circle_id IS NULL ORDER BY l.contact_at DESC, l.id DESC LIMIT 1) AS decided
  FROM cases_case c LEFT JOIN LATERAL (SELECT x.id, x.review_on FROM plans_plan x WHERE x.case_id = c.id
        AND x.ended_on IS NULL AND x.put_away_at IS NULL LIMIT 1) p ON true
 WHERE c.id = %(case)s AND c.partnership_id = %(partnership)s
"""
