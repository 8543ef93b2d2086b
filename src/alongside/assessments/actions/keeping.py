"""Keeping a part of an assessment as it is written and scored, by whoever has the case, two at once on one too."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from alongside.assessments.actions.assessments import to_change
from alongside.assessments.models import LONGEST_WORDS, Answer, Assessment, Score
from alongside.assessments.queries.assessments import tool_of
from alongside.assessments.rules.scores import Voice
from alongside.assessments.rules.tools import (
    CHILD,
    PARENT,
    PRACTITIONER,
    Part,
    area_of,
    asked_in,
    is_of_each_child,
    score_given,
    title_of,
)
from alongside.cases.models import Member
from alongside.core.actor import LONDON, Actor
from alongside.core.refusals import Invalid, NotFound
from alongside.events.actions import record
from alongside.forms.actions import Conflict, Posted
from alongside.forms.dates import read_date
from alongside.forms.fields import Raw, keepable, seal
from alongside.packs.tool_schema import Scale, Tool, ToolQuestion

_VOICES = {"practitioner": PRACTITIONER, "parent": PARENT, "child": CHILD}
_SCORE = re.compile(r"^score-(?:(practitioner)|(parent|child)-(\d{1,18}))(?:--([a-z0-9-]{1,80}))?$")
_DOES_NOT_FIT = "This page does not fit the assessment any more. Load it again: everything kept is there."


@dataclass(frozen=True)
class Kept:
    """What came of keeping: when, the seals of what stands, what others had changed, what cannot be kept and why."""

    at: datetime
    seals: Mapping[str, str]
    conflicts: Mapping[str, Conflict]
    refused: Mapping[str, str]


@dataclass(frozen=True)
class _Place:
    """A place that a field is kept at: words at a question, or a score of an area in a voice; what stands there."""

    name: str
    title: str
    part: Part
    question: ToolQuestion | None = None
    voice: Voice | None = None
    row: Answer | Score | None = None

    @property
    def stands(self) -> str:
        """What stands there, as it is typed."""
        if isinstance(self.row, Answer):
            return self.row.words
        return "" if self.row is None or self.row.score is None else str(self.row.score)


def question_field(question: str) -> str:
    """The name of the field in which a question of a part is answered."""
    return f"q-{question}"


def score_field(key: str, area: str = "") -> str:
    """The name of the field in which a speaker scores the area of a part; with `area`, on a page of several areas."""
    return f"score-{key}--{area}" if area else f"score-{key}"


def keep_part(assessment_id: int, part: Part | None, fields: Mapping[str, Posted], *, page: str, actor: Actor) -> Kept:
    """Keep fields of a part of an assessment, or with no part scores of several areas, each merged with what stands.

    Changed here alone: taken. Changed by somebody else alone: theirs stands. Changed in both: a conflict, and theirs
    stands until this page posts again with the new seal. What cannot be kept (a score off the scale, no day where one
    is asked for) is refused with a sentence, and the other fields are kept. A change after completion is recorded with
    what it said before; so is whatever somebody overwrites of another.

    Raises NotFound for an assessment or a part that is not there, Invalid for a field that the part does not have.
    """
    row = to_change(assessment_id, actor=actor)
    tool = tool_of(row.tool, row.own, row.release_id, actor)
    places = _places(row, tool, part, list(fields))
    now: dict[str, str] = {}
    conflicts: dict[str, Conflict] = {}
    refused: dict[str, str] = {}
    for name, posted in fields.items():
        place, mine = places[name], _text(posted.values)
        was = posted.was if posted.was is not None else seal(place.stands)
        if seal(mine) in (seal(place.stands), was):
            continue
        if sentence := _not_kept(place, mine, tool.scale or Scale(), actor.today):
            refused[name] = sentence
        elif seal(place.stands) == (was or seal("")) or (place.row is not None and place.row.page == page != ""):
            now[name] = mine
        else:
            conflicts[name] = Conflict(mine, place.stands, place.row.at if place.row else None)
    if now:
        _take(row, tool, [(places[name], words) for name, words in now.items()], page, actor)
    seals = {name: seal(now.get(name, places[name].stands)) for name in fields}
    return Kept(actor.now, seals, conflicts, refused)


def _text(values: Sequence[str]) -> str:
    raw: Raw = keepable(values, many=False)
    return str(raw).strip("\n") if isinstance(raw, str) else ""


def _not_kept(place: _Place, typed: str, scale: Scale, today: date) -> str:
    if place.voice is None and len(typed) > LONGEST_WORDS:
        return f"Use {LONGEST_WORDS:,} characters or fewer. You have {len(typed):,}."
    try:
        if place.voice is not None:
            score_given(typed, scale)
        elif place.question and place.question.kind == "date" and typed.strip():
            read_date(typed, today=today)
    except ValueError as wrong:
        return str(wrong)
    return ""


# --- the places of a part


def _places(row: Assessment, tool: Tool, part: Part | None, names: Sequence[str]) -> Mapping[str, _Place]:
    _check_part(row, tool, part)
    answers = {(Part(each.part, each.member_id), each.question): each for each in Answer.objects.filter(assessment=row)}
    scores = {(each.area, Voice(each.voice, each.member_id)): each for each in Score.objects.filter(assessment=row)}
    asked = {question_field(each.id): each for each in asked_in(tool, part.id)} if part else {}
    found: dict[str, _Place] = {}
    for name in names:
        if part and name in asked:
            title = f"{title_of(tool, part.id)}, {asked[name].asks}"
            at = answers.get((part, asked[name].id))
            found[name] = _Place(name, title, part, asked[name], None, at)
        else:
            area, voice = _area_and_voice(name, part, tool)
            title = f"{title_of(tool, area)}, score of the {voice.voice}"
            found[name] = _Place(name, title, Part(area), None, voice, scores.get((area, voice)))
    known = {place.voice.member for place in found.values() if place.voice and place.voice.member}
    if known and Member.objects.filter(case_id=row.case_id, pk__in=known).count() != len(known):
        raise Invalid(_DOES_NOT_FIT)
    return found


def _check_part(row: Assessment, tool: Tool, part: Part | None) -> None:
    if part is None:
        return
    if not area_of(tool, part.id) and not any(each.id == part.id for each in tool.section):
        raise NotFound
    if (part.member is not None) != is_of_each_child(tool, part.id):
        raise NotFound
    if part.member is not None and not Member.objects.filter(case_id=row.case_id, pk=part.member).exists():
        raise NotFound


def _area_and_voice(name: str, part: Part | None, tool: Tool) -> tuple[str, Voice]:
    found = _SCORE.match(name)
    if found is None:
        raise Invalid(_DOES_NOT_FIT)
    area = found[4] or (part.id if part else "")
    voice = Voice(_VOICES[found[1] or found[2]], int(found[3]) if found[3] else None)
    if not area_of(tool, area) or (part is not None and area != part.id) or voice.voice not in tool.scored_by:
        raise Invalid(_DOES_NOT_FIT)
    return area, voice


# --- taking what was written


def _take(row: Assessment, tool: Tool, taken: Sequence[tuple[_Place, str]], page: str, actor: Actor) -> None:
    changes = list(_to_record(row, taken, actor))
    first = not changes and not _worked_today(row, {place.part.id for place, _ in taken}, actor)
    for place, typed in taken:
        _write_words(row, place, typed, page, actor) if place.voice is None else _write_score(
            row, place, score_given(typed, tool.scale or Scale()), page, actor
        )
    if changes or first:
        parts = list(dict.fromkeys(title_of(tool, place.part.id) for place, _ in taken))
        facts = {"assessment": row.pk, "tool": tool.title, "parts": parts} | ({"changes": changes} if changes else {})
        record("assessment.changed", actor=actor, case=row.case_id, person=row.person_id, facts=facts)


def _to_record(row: Assessment, taken: Sequence[tuple[_Place, str]], actor: Actor) -> Iterator[Mapping[str, str]]:
    """What is recorded with what it said before: every change once it is completed, and what was another's till then.

    What somebody writes of their own in progress is not recorded letter by letter.
    """
    for place, typed in taken:
        others = place.row is not None and place.stands != "" and place.row.by_id != actor.user_id
        if row.completed_at is not None or others:
            yield {"what": place.title, "from": place.stands, "to": typed}


def _worked_today(row: Assessment, parts: set[str], actor: Actor) -> bool:
    """Whether the actor has kept something in one of these parts on this day, so that it is recorded once a day."""
    since = actor.now.astimezone(LONDON).replace(hour=0, minute=0, second=0, microsecond=0)
    mine = {"assessment": row, "by_id": actor.user_id, "at__gte": since}
    return (
        Score.objects.filter(**mine, area__in=parts).exclude(page="").exists()
        or Answer.objects.filter(**mine, part__in=parts).exclude(page="").exists()
    )


def _write_words(row: Assessment, place: _Place, words: str, page: str, actor: Actor) -> None:
    found = place.row if isinstance(place.row, Answer) else None
    if found is None:
        assert place.question is not None
        Answer.objects.create(
            partnership_id=row.partnership_id, assessment=row, part=place.part.id, question=place.question.id,
            member_id=place.part.member, words=words, by_id=actor.user_id, at=actor.now, page=page,
        )  # fmt: skip
        return
    found.words, found.by_id, found.at, found.page = words, actor.user_id, actor.now, page
    found.version += 1
    found.save(update_fields=["words", "by", "at", "page", "version"])


def _write_score(row: Assessment, place: _Place, score: int | None, page: str, actor: Actor) -> None:
    found = place.row if isinstance(place.row, Score) else None
    assert place.voice is not None
    if found is None:
        Score.objects.create(
            partnership_id=row.partnership_id, assessment=row, area=place.part.id, voice=place.voice.voice,
            member_id=place.voice.member, score=score, by_id=actor.user_id, at=actor.now, page=page,
        )  # fmt: skip
        return
    found.score, found.by_id, found.at, found.page = score, actor.user_id, actor.now, page
    found.save(update_fields=["score", "by", "at", "page"])
