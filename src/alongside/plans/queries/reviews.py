"""Reading reviews: which are due, what one looks at, and how far each concern had come at each of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from alongside.accounts.queries import practice
from alongside.core.actor import LONDON, Actor
from alongside.core.rows import rows_of
from alongside.plans.queries.meetings import MeetingShown, SaidShown, meeting, reviewing, to_project
from alongside.plans.queries.plans import ConcernShown, PlanPage, TaskShown, plan
from alongside.plans.rules.reviews import how_far, tone_of

SOON = 14
"""A review is told of on the home page from so many days before it is due."""


@dataclass(frozen=True)
class ReviewDue:
    """A review that is due: of which plan, by when, how far off that is in words, and the tone it is said in."""

    case_id: int
    case_name: str
    plan_id: int
    due_on: date
    words: str
    tone: str
    meeting_id: int | None
    """The review that was begun and whose minutes are not done, where there is one."""


def reviews_due(
    *, actor: Actor, today: date, within: int | None = SOON, most: int = 25, case_id: int | None = None
) -> Sequence[ReviewDue]:
    """The reviews of the actor's families (whom they own, lead or are keyworker of) that are due within some days or
    overdue, the soonest first; every one for `within` None; of one case for its overview, whosever it is. One query."""
    told = {
        "partnership": actor.partnership_id, "user": actor.user_id, "today": today, "most": most, "case": case_id,
        "until": today + timedelta(days=within) if within is not None else None, "kinds": reviewing(actor),
    }  # fmt: skip
    one = case_id is not None
    rows = rows_of(_DUE.format(of=_OF_CASE if one else _MINE), told, keep_plan=one)
    return [ReviewDue(**row, words=how_far(row["due_on"], today), tone=tone_of(row["due_on"], today)) for row in rows]


@dataclass(frozen=True)
class Progress:
    """How far a concern had come at a review. `score` is the word's place on the scale; None where no word was said."""

    concern_id: int
    meeting_id: int
    held_on: date
    progress: str
    title: str
    score: int | None
    words: str
    by: str
    at: datetime
    version: int


@dataclass(frozen=True)
class OnAgenda:
    """A concern at a meeting: its tasks by what became of them, what was said of it, how far it had come and has come.

    `done` are those done since the review before; `overdue` those open whose day is over. `before` is how far it had
    come at each earlier review, oldest first; `now` what is said at this one.
    """

    concern: ConcernShown
    done: Sequence[TaskShown]
    open: Sequence[TaskShown]
    overdue: Sequence[TaskShown]
    before: Sequence[Progress]
    now: Progress | None
    said: Sequence[SaidShown]
    is_new: bool

    @property
    def last(self) -> Progress | None:
        """How far it had come at the review before."""
        return self.before[-1] if self.before else None


@dataclass(frozen=True)
class Room:
    """A meeting with its plan and its agenda; `since` is the day of the review before, or of the plan's completion."""

    meeting: MeetingShown
    plan: PlanPage
    agenda: Sequence[OnAgenda]
    since: date | None

    def item(self, concern_id: int) -> OnAgenda | None:
        """What the agenda holds of one concern."""
        return next((each for each in self.agenda if each.concern.id == concern_id), None)


def room(meeting_id: int, *, actor: Actor) -> Room:
    """A meeting and all that it looks at. Six queries whatever the size. Raises NotFound as the meeting does."""
    found = meeting(meeting_id, actor=actor)
    whole = plan(found.plan_id, actor=actor)
    told = progress_of(found.plan_id, actor=actor)
    earlier = {each.held_on for said in told.values() for each in said if _is_before(each, found)}
    begun = whole.completed_at.astimezone(LONDON).date() if whole.completed_at else None
    since = max([*earlier, *([begun] if begun else [])], default=None)
    agenda = [
        _on_agenda(concern, found, told.get(concern.id, ()), since, actor)
        for concern in whole.concerns
        if _belongs(concern, found, told.get(concern.id, ()))
    ]
    return Room(found, whole, agenda, since)


def fit_to_project(found: Room) -> Room:
    """The same without anything that the professionals alone may read."""
    agenda = [replace(each, said=[said for said in each.said if said.kind != "private"]) for each in found.agenda]
    return replace(found, meeting=to_project(found.meeting), agenda=agenda)


def next_agenda(whole: PlanPage, *, actor: Actor) -> Sequence[OnAgenda]:
    """What the next review of a plan looks at: its open concerns, with what was done since the last. One query."""
    told = progress_of(whole.id, actor=actor)
    begun = whole.completed_at.astimezone(LONDON).date() if whole.completed_at else None
    held = [each.held_on for said in told.values() for each in said]
    since = max([*held, *([begun] if begun else [])], default=None)
    return [_looked_at(concern, told.get(concern.id, ()), None, (), since, actor) for concern in whole.open_concerns]


def progress_of(plan_id: int, *, actor: Actor) -> Mapping[int, Sequence[Progress]]:
    """How far each concern of a plan had come at each meeting, oldest first, by the concern. One query."""
    known = {each.id: each for each in practice(actor).progress}
    found: dict[int, list[Progress]] = {}
    for row in rows_of(_PROGRESS, {"plan": plan_id}):
        word = known.get(row["progress"])
        said = Progress(**row, title=word.title if word else row["progress"], score=word.score if word else None)
        found.setdefault(said.concern_id, []).append(said)
    return found


def _is_before(said: Progress, found: MeetingShown) -> bool:
    return said.meeting_id != found.id and (said.held_on, said.meeting_id) < (found.held_on, found.id)


def _belongs(concern: ConcernShown, found: MeetingShown, told: Sequence[Progress]) -> bool:
    """Whether a concern was there to be looked at on the day of the meeting, or was looked at."""
    if any(each.meeting_id == found.id for each in told) or found.said_of(concern.id, private=True):
        return True
    if concern.meeting_id == found.id:
        return True
    return concern.opened_on <= found.held_on and (concern.closed_on is None or concern.closed_on > found.held_on)


def _on_agenda(
    concern: ConcernShown, found: MeetingShown, told: Sequence[Progress], since: date | None, actor: Actor
) -> OnAgenda:
    before = [each for each in told if _is_before(each, found)]
    now = next((each for each in told if each.meeting_id == found.id), None)
    return _looked_at(concern, before, now, found.said_of(concern.id, private=True), since, actor, found.id)


def _looked_at(
    concern: ConcernShown, before: Sequence[Progress], now: Progress | None, said: Sequence[SaidShown],
    since: date | None, actor: Actor, meeting_id: int | None = None,
) -> OnAgenda:  # fmt: skip
    after = datetime.combine(since, time.min, LONDON) if since else None
    done = [each for each in concern.done_tasks if after is None or (each.completed_at and each.completed_at >= after)]
    overdue = [each for each in concern.open_tasks if each.is_over(actor.now)]
    still = [each for each in concern.open_tasks if not each.is_over(actor.now)]
    is_new = meeting_id is not None and concern.meeting_id == meeting_id
    return OnAgenda(concern, done, still, overdue, before, now, said, is_new)


_MINE = """c.id IN (SELECT o.id FROM cases_case o WHERE o.partnership_id = %(partnership)s AND o.owner_id = %(user)s
                UNION SELECT l.id FROM cases_case l
                       WHERE l.partnership_id = %(partnership)s AND l.lead_worker_id = %(user)s
                UNION SELECT k.case_id FROM cases_keyworker k WHERE k.user_id = %(user)s
                         AND k.starts_on <= %(today)s AND (k.ends_on IS NULL OR k.ends_on > %(today)s))"""
_OF_CASE = "c.id = %(case)s"
_DUE = """
SELECT c.id AS case_id, c.name AS case_name, p.id AS plan_id, p.review_on AS due_on,
       (SELECT max(m.id) FROM plans_meeting m
         WHERE m.plan_id = p.id AND m.ended_at IS NULL AND m.kind = ANY (%(kinds)s)) AS meeting_id
  FROM cases_case c JOIN plans_plan p ON p.case_id = c.id
 WHERE c.partnership_id = %(partnership)s AND {of}
   AND p.ended_on IS NULL AND p.put_away_at IS NULL AND p.completed_at IS NOT NULL AND p.review_on IS NOT NULL
   AND (%(until)s::date IS NULL OR p.review_on <= %(until)s)
 ORDER BY p.review_on, p.id LIMIT %(most)s
"""
_PROGRESS = """
SELECT g.concern_id, g.meeting_id, m.held_on, g.progress, g.words, u.name AS by, g.at, g.version
  FROM plans_progress g JOIN plans_meeting m ON m.id = g.meeting_id JOIN accounts_user u ON u.id = g.by_id
 WHERE m.plan_id = %(plan)s ORDER BY m.held_on, m.id
"""
