"""Reading what the family's copy is made of, and the copies that were made (PLAN-07)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from functools import cached_property

from alongside.accounts.models import User
from alongside.accounts.queries import practice
from alongside.assessments.queries.assessments import AssessmentLine, assessments_of_case
from alongside.assessments.queries.overlay import Overlay, overlay_of
from alongside.assessments.rules.scores import VoiceOver
from alongside.assessments.rules.star import Layer, Star, star_of
from alongside.cases.queries import CaseHead, MemberCard, case_head, members
from alongside.core.actor import LONDON, Actor
from alongside.core.refusals import NotFound
from alongside.core.rows import rows_of
from alongside.events import queries as events
from alongside.packs.parts import age_bands
from alongside.packs.schema import Pack
from alongside.packs.tool_schema import Tool
from alongside.people.rules import is_child
from alongside.plans.queries.family_answers import Answers, AnswerShown, answers_of
from alongside.plans.queries.plans import ConcernShown, PlanPage, TaskShown, plan, plan_of_case
from alongside.plans.queries.reviews import Progress, progress_of
from alongside.plans.rules import family_copy as rules
from alongside.plans.rules import plain_words as plain
from alongside.plans.rules.family_copy import Checked, Chosen, Kept, Known, Relative, voice_key
from alongside.plans.rules.plain_words import ConcernTold, CopyTold, Head, Piece, Said, TaskTold, VoiceTold, say

MADE = "family-copy.made"
CHANGES = (
    "plan.changed", "plan.completed", "plan.put-away", "plan.status-changed", "concern.added", "concern.changed",
    "concern.moved", "concern.closed", "concern.reopened", "task.set", "task.completed", "task.reassigned",
    "task.reopened", "task.extension-answered", "assessment.completed", "assessment.changed", "assessment.put-away",
    "review.held", "member.added", "member.changed", "member.left", "family.answered",
    "person.changed", "person.moved",
)  # fmt: skip
"""After any of these a copy is made anew: what is printed is what was looked at when it was made."""


@dataclass(frozen=True)
class Starred:
    """The star that a copy shows: the latest assessment with scores that fits, over the one before with that tool."""

    over: Overlay
    assessment_id: int

    @property
    def tool(self) -> Tool:
        """The tool of both."""
        return self.over.tool

    @property
    def voices(self) -> Sequence[VoiceOver]:
        """Whose scores there are at the latest of them."""
        return [each for each in self.over.laid.voices if any(row.scores[-1] is not None for row in each.rows)]


@dataclass(frozen=True)
class Material:
    """Everything that a copy can be made of, as the actor sees it."""

    head: CaseHead
    plan: PlanPage
    family: Sequence[Relative]
    star: Starred | None
    progress: Mapping[int, Sequence[Progress]]
    answers: Answers
    kept: Kept
    where: Known

    @cached_property
    def by_id(self) -> Mapping[int, Relative]:
        """The family by the id of each."""
        return {each.id: each for each in self.family}

    def relative(self, member_id: int) -> Relative:
        """Somebody of the family who is on the case. Raises NotFound for anybody else."""
        found = self.by_id.get(member_id)
        if found is None or found.has_left:
            raise NotFound
        return found

    def given_up(self, concern: ConcernShown) -> bool:
        """Whether a concern is not worked on any more though it was not achieved."""
        return not concern.is_open and not concern.is_achieved

    def why_not(self, concern: ConcernShown, whom: Relative) -> str:
        """Why a concern is better left out of somebody's copy; "" where it can be in it."""
        about = [each.id for each in concern.members]
        return rules.why_leave_out(about, whom, self.by_id, given_up=self.given_up(concern))

    def why_not_voice(self, voice: VoiceOver, whom: Relative) -> str:
        """Why somebody's scores are better left out of somebody's copy; "" where they can be in it."""
        return rules.why_leave_out_scores(voice.voice.voice, voice.voice.member, whom, self.by_id)

    def suggested(self, member_id: int) -> Chosen:
        """What is offered to go into somebody's copy, before anybody chose."""
        whom = self.relative(member_id)
        concerns = [each for each in self.plan.concerns if not self.why_not(each, whom)]
        voices = [each for each in self.star.voices if not self.why_not_voice(each, whom)] if self.star else []
        return Chosen(
            member=member_id,
            concerns=frozenset(each.id for each in concerns),
            tasks=frozenset(task.id for each in self.plan.concerns for task in each.tasks),
            areas=frozenset(area.id for area in self.star.tool.area) if self.star else frozenset(),
            voices=frozenset(voice_key(each.voice.voice, each.voice.member) for each in voices),
        )

    def checked(self, chosen: Chosen) -> Iterator[Checked]:
        """Every word of other people's that would be printed, with where it stands on the plan."""
        for concern in self.plan.concerns:
            if concern.id not in chosen.concerns:
                continue
            for label, words in _WORDS:
                yield Checked(concern.id, label, getattr(concern, words))
            for task in concern.tasks:
                if task.id in chosen.tasks:
                    yield Checked(concern.id, "a task", task.title, task.id)
            said = self.answers.of_member(self.answers.of_concern(concern.id), chosen.member)
            yield Checked(concern.id, "what the family said", said.own_words if said else "")

    def left_out(self, chosen: Chosen) -> Sequence[str]:
        """What is not in a copy, a line each."""
        out = [each for each in self.plan.concerns if each.id not in chosen.concerns]
        tasks = sum(
            task.id not in chosen.tasks
            for each in self.plan.concerns
            if each.id in chosen.concerns
            for task in each.tasks
        )
        voices = self.star.voices if self.star else ()
        scores = [_whose(each) for each in voices if _key(each) not in chosen.voices]
        areas = self.star.tool.area if self.star and len(scores) < len(voices) else ()
        names = [area.title for area in areas if area.id not in chosen.areas]
        return list(rules.left_out([f"{each.number}: {each.better}" for each in out], tasks, scores, names, self.kept))

    def told(self, chosen: Chosen, *, on: date) -> CopyTold:
        """The copy itself, in plain words."""
        whom, lead = self.by_id[chosen.member], self.head.lead_worker
        head = Head(
            name=whom.name, made_on=on, worker=lead or self.head.owner, review_on=self.plan.review_on,
            telephone="" if lead and lead != self.head.owner else self.head.owner_telephone,
            is_draft=self.plan.is_draft,
        )  # fmt: skip
        concerns = [self._concern(each, chosen) for each in self.plan.concerns if each.id in chosen.concerns]
        scale = self.star.tool.scale if self.star else None
        return plain.told(
            head, concerns, list(self._voices(chosen)), (scale.lowest, scale.highest) if scale else (1, 10),
            large=chosen.large,
        )  # fmt: skip

    def _concern(self, concern: ConcernShown, chosen: Chosen) -> ConcernTold:
        told = self.progress.get(concern.id, ())
        word = told[-1].title if told else ""
        progress = say("achieved") if concern.is_achieved else say("progress", progress=word) if word else ""
        tasks = [_task(each) for each in concern.tasks if each.id in chosen.tasks]
        said = self.answers.of_member(self.answers.of_concern(concern.id), chosen.member)
        return ConcernTold(
            id=concern.id,
            heading=say("concern", number=concern.number, better=concern.better),
            about=say("about", names=_listed([each.name for each in concern.members])) if concern.members else "",
            progress=say("stopped") if self.given_up(concern) else progress,
            before=_pieces(concern, "goal"),
            tasks_heading=say("tasks"),
            tasks=tasks,
            no_tasks="" if tasks else say("no tasks"),
            after=_pieces(concern, "knowing", "contingency"),
            said=[_said(said)] if said else [],
            asks=concern.is_open,
        )

    def _voices(self, chosen: Chosen) -> Iterator[VoiceTold]:
        if self.star is None:
            return
        areas = {area.id for area in self.star.tool.area} & chosen.areas
        for voice in sorted(self.star.voices, key=lambda each: each.voice.member != chosen.member):
            if _key(voice) in chosen.voices and areas:
                yield _voice(voice, self.star, areas)


_WORDS = (
    ("what to make better", "better"), ("the goal", "goal"), ("how we will know", "knowing"),
    ("what if it is not working", "contingency"),
)  # fmt: skip


def _pieces(concern: ConcernShown, *names: str) -> Sequence[Piece]:
    return [Piece(say(name), words) for name in names if (words := getattr(concern, name).strip())]


def _task(task: TaskShown) -> TaskTold:
    if task.completed_at is not None:
        return TaskTold(task.title, say("task done"))
    return TaskTold(task.title, say("task", who=task.to, day=plain.on(task.due_on)))


def _said(answer: AnswerShown) -> Said:
    lines = {True: "said yes", False: "said no"}
    line = say(lines[answer.agrees], name=answer.member_name) if answer.agrees is not None else ""
    return Said(line, answer.own_words)


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _key(voice: VoiceOver) -> str:
    return voice_key(voice.voice.voice, voice.voice.member)


def _whose(voice: VoiceOver) -> str:
    return voice.name or f"the {voice.voice.voice}"


def _voice(voice: VoiceOver, star: Starred, areas: set[str]) -> VoiceTold:
    tool, laid = star.tool, star.over.laid
    scale = plain.Scale([(band.to, band.title, band.words) for band in tool.band])
    rows = [row for row in voice.rows if row.area in areas]
    twice = len(laid.dates) > 1 and any(row.scores[0] is not None for row in rows)
    scores = [plain.score_told(row.title, row.scores[-1], row.scores[0] if twice else None, scale) for row in rows]
    heading = say("star own", name=voice.name) if voice.name else say("star worker")
    days = [say("star on", day=plain.on(laid.dates[-1][1]))]
    days += [say("star before", day=plain.on(laid.dates[0][1]))] if twice else []
    means = any(each.means for each in scores)
    columns = ["area", "now", *(["before", "change"] if twice else []), *(["means"] if means else [])]
    return VoiceTold(
        heading=heading, days=days, columns=[say(each) for each in columns],
        twice=twice, means=means, scores=scores,
        star=drawn(_star(voice, tool, areas, twice=twice)), in_words=plain.star_in_words(scores, heading),
    )  # fmt: skip


def _star(voice: VoiceOver, tool: Tool, areas: set[str], *, twice: bool) -> Star | None:
    def layer(at: int, ago: int) -> Layer:
        given = {row.area: score for row in voice.rows if (score := row.scores[at]) is not None and row.area in areas}
        return Layer(voice.name, voice.voice.voice, given, ago)

    scale = tool.scale
    assert scale is not None  # a tool with areas has one
    shown = [(area.id, area.short or area.title) for area in tool.area if area.id in areas]
    layers = [*([layer(0, 1)] if twice else []), layer(-1, 0)]
    return star_of(shown, layers, lowest=scale.lowest, highest=scale.highest)


def drawn(star: Star | None) -> object:
    """A star as plain data that a template of print draws; nothing where there are too few areas for one."""
    return asdict(star) if star else None


# --- reading it


def material(case_id: int, *, actor: Actor, plan_id: int | None = None, member_id: int | None = None) -> Material:
    """Everything that a copy of the family's plan can be made of, for `member_id` where that is known.

    The plan in hand, else the last; or the one of this id. A fixed number of queries. Raises NotFound where there is
    no plan, or the case is not the actor's to see.
    """
    head = case_head(case_id, actor=actor)
    found = plan_of_case(case_id, actor=actor) if plan_id is None else plan(plan_id, actor=actor)
    if found is None or found.case_id != case_id:
        raise NotFound
    family = members(case_id, actor=actor)
    kept, where = _kept(case_id, found.id)
    return Material(
        head=head,
        plan=found,
        family=_relatives(family, practice(actor)),
        star=_starred(case_id, family, member_id, actor),
        progress=progress_of(found.id, actor=actor),
        answers=answers_of(found.id, actor=actor),
        kept=kept,
        where=where,
    )


def relatives(case_id: int, *, actor: Actor) -> Sequence[Relative]:
    """The family of a case, those who left it too. One query."""
    return _relatives(members(case_id, actor=actor), practice(actor))


def _relatives(family: Sequence[MemberCard], pack: Pack) -> Sequence[Relative]:
    bands = age_bands(pack)
    return [_relative(each, is_child(each.age, each.band, bands)) for each in family]


def _relative(card: MemberCard, young: bool) -> Relative:
    known = card.age is not None or card.band != "Age unknown"
    grown = card.is_head or not young
    return Relative(card.id, card.name, not grown and known, grown, card.left_on is not None)


def _starred(case_id: int, family: Sequence[MemberCard], member_id: int | None, actor: Actor) -> Starred | None:
    whose = {None, *(each.person_id for each in family if each.is_head or each.id == member_id)}
    scored = [
        each
        for each in assessments_of_case(case_id, actor=actor)
        if each.completed_at is not None and each.has_scores and each.person_id in whose
    ]
    if not scored:
        return None
    latest = scored[0]
    before = next((each for each in scored[1:] if _is_alike(each, latest)), None)
    over = overlay_of([latest.id, *([before.id] if before else [])], actor=actor)
    return Starred(over, latest.id) if over.tool.scale and over.tool.area else None


def _is_alike(one: AssessmentLine, other: AssessmentLine) -> bool:
    return (one.tool, one.person_id, one.title) == (other.tool, other.person_id, other.title)


# How anybody who is or was on the case can be found is read so that it is never printed.
_KEPT = """
SELECT (SELECT count(*) FROM plans_meeting m WHERE m.plan_id = %(plan)s AND m.private <> '')
       + (SELECT count(*) FROM plans_said s JOIN plans_meeting m ON m.id = s.meeting_id
           WHERE m.plan_id = %(plan)s AND s.kind = 'private' AND s.struck_at IS NULL) AS private,
       (SELECT count(*) FROM plans_meeting m WHERE m.plan_id = %(plan)s) AS minutes,
       (SELECT count(*) FROM plans_update u WHERE u.plan_id = %(plan)s) AS updates,
       ARRAY(SELECT json_build_array(x.lines, x.postcode) FROM (
           SELECT DISTINCT l.lines, l.postcode
             FROM cases_member m JOIN people_residence r ON r.person_id = m.person_id
             JOIN people_place l ON l.id = r.place_id WHERE m.case_id = %(case)s) x) AS places,
       ARRAY(SELECT DISTINCT c.value FROM cases_member m JOIN people_contact c ON c.person_id = m.person_id
              WHERE m.case_id = %(case)s) AS contacts
"""


def _kept(case_id: int, plan_id: int) -> tuple[Kept, Known]:
    """What is kept back from every copy, and what is known of where the family is. One query."""
    [row] = rows_of(_KEPT, {"case": case_id, "plan": plan_id})
    places = [(lines, postcode) for lines, postcode in row["places"]]
    return Kept(row["private"], row["minutes"], row["updates"]), rules.known(places, row["contacts"])


# --- the copies that were made


@dataclass(frozen=True)
class CopyMade:
    """A copy that was made: for whom, by whom, when, with what in it. `id` is the event's."""

    id: int
    plan_id: int
    chosen: Chosen
    by: str
    at: datetime

    @property
    def on(self) -> date:
        """The day it was made."""
        return self.at.astimezone(LONDON).date()


def copies_made(case_id: int, *, limit: int = 20) -> Sequence[CopyMade]:
    """The copies made on a case, newest first. Two queries; none for a case not seen."""
    return _made(events.of_kind(case_id, MADE, limit=limit))


def copy_made(case_id: int, copy_id: int) -> CopyMade:
    """One copy that was made on a case. Raises NotFound where there is none for the actor."""
    found = events.of_kind(case_id, MADE, number=copy_id)
    if not found:
        raise NotFound
    return _made(found)[0]


def is_stale(case_id: int, copy: CopyMade) -> bool:
    """Whether what a copy shows changed since it was made: then another is made. One query."""
    return events.happened_since(case_id, copy.id, CHANGES)


def _made(happened: Sequence[events.Happening]) -> Sequence[CopyMade]:
    names = dict(User.objects.filter(pk__in={each.user_id for each in happened}).values_list("pk", "name"))
    return [
        CopyMade(
            each.id, each.facts["plan"], Chosen.of_facts(each.facts), names.get(each.user_id, ""), each.recorded_at
        )
        for each in happened
    ]
