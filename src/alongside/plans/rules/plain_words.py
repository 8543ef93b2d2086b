"""The family's copy of a plan in plain words: every sentence of ours that stands in it, and how a plan becomes one.

A page and a PDF show the same pieces. Our sentences are short and have no word that a child of ten would not know
(tests/test_plain_words.py); the family's and the practitioner's own words stay as they are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

OURS: Mapping[str, str] = {
    "title": "Our plan",
    "for": "For {name}",
    "made": "Made on {day}",
    "draft": "This plan is not finished yet. We will talk about it.",
    "intro": "This is what we want to be better, and who will do what. Keep it. You can write on it.",
    "more": "Some things may not be in this copy. You can ask to see what we keep about you.",
    "ask": "If you want to ask or change something, talk to {worker}.",
    "telephone": "Telephone: {telephone}",
    "next": "We will look at this plan with you on {day}.",
    "concern": "{number}. {better}",
    "about": "This is for {names}.",
    "goal": "What we want to happen",
    "tasks": "What we will do",
    "task": "{who} will do this by {day}.",
    "task done": "Done.",
    "no tasks": "Nobody has a job to do here yet.",
    "knowing": "How we will know it is better",
    "contingency": "What we will do if it does not work",
    "progress": "How far we are: {progress}.",
    "achieved": "We did it.",
    "stopped": "We are not working on this now.",
    "agree": "Do you agree?",
    "yes": "Yes",
    "no": "No",
    "own words": "What do you want to say?",
    "said before": "What you told us",
    "said yes": "{name} agrees.",
    "said no": "{name} does not agree.",
    "star": "How things are",
    "star intro": "We talked about how things are, and gave each part a number. "
    "{lowest} is the lowest. {highest} is the best.",
    "star own": "What {name} said",
    "star worker": "What your worker thinks",
    "star on": "On {day}",
    "star before": "Last time, on {day}",
    "area": "Part of life",
    "now": "Now",
    "before": "Last time",
    "means": "What that means",
    "change": "Change",
    "up": "Up by {by}",
    "down": "Down by {by}",
    "same": "The same",
    "not scored": "No number",
    "letters": "A square stands for a letter that we could not print.",
    "page": "Page {number} of {last}",
}  # fmt: skip
"""Every sentence and heading of ours in the copy."""


def say(which: str, /, **told: object) -> str:
    """One of them, with what it tells."""
    return OURS[which].format(**told)


def on(day: date) -> str:
    """A day as it stands in the copy: Tuesday 3 November 2026."""
    return f"{day:%A} {day.day} {day:%B %Y}"


@dataclass(frozen=True)
class TaskTold:
    """A task as the copy tells it: what, then who will do it by when, or that it is done."""

    what: str
    line: str


@dataclass(frozen=True)
class Piece:
    """A heading with what somebody wrote under it."""

    heading: str
    words: str


@dataclass(frozen=True)
class Said:
    """What somebody of the family said before."""

    line: str
    words: str = ""


@dataclass(frozen=True)
class ConcernTold:
    """A concern as the copy tells it."""

    id: int
    heading: str
    about: str
    progress: str
    before: Sequence[Piece]
    tasks_heading: str
    tasks: Sequence[TaskTold]
    no_tasks: str
    after: Sequence[Piece]
    said: Sequence[Said]
    asks: bool
    """Whether there is room to answer: not where it is over."""


@dataclass(frozen=True)
class ScoreTold:
    """An area of the star as the copy tells it."""

    area: str
    now: str
    before: str
    change: str
    means: str


@dataclass(frozen=True)
class VoiceTold:
    """One person's scores: a star (as pure geometry) with its words, and a table."""

    heading: str
    days: Sequence[str]
    columns: Sequence[str]
    twice: bool
    """Whether there is a last time to compare with."""
    means: bool
    """Whether a score means something in words."""
    scores: Sequence[ScoreTold]
    star: Any
    in_words: str
    """What the star shows, for who cannot see it."""


@dataclass(frozen=True)
class CopyTold:
    """The family's copy, whole."""

    title: str
    large: bool
    top: Sequence[str]
    intro: Sequence[str]
    concerns: Sequence[ConcernTold]
    star_heading: str
    star_intro: str
    voices: Sequence[VoiceTold]
    end: Sequence[str]
    ours: Mapping[str, str]


@dataclass(frozen=True)
class Head:
    """What stands at the head and the end of a copy."""

    name: str
    made_on: date
    worker: str
    telephone: str = ""
    review_on: date | None = None
    is_draft: bool = False


def told(
    head: Head, concerns: Sequence[ConcernTold], voices: Sequence[VoiceTold], scale: tuple[int, int],
    *, large: bool,
) -> CopyTold:  # fmt: skip
    """The copy, put together."""
    end = [say("ask", worker=head.worker)]
    if head.telephone:
        end.append(say("telephone", telephone=head.telephone))
    top = [say("for", name=head.name), say("made", day=on(head.made_on))]
    intro = [say("draft")] if head.is_draft else []
    intro += [say("intro")] + ([say("next", day=on(head.review_on))] if head.review_on else [])
    return CopyTold(
        title=say("title"), large=large, top=top, intro=intro, concerns=concerns, star_heading=say("star"),
        star_intro=say("star intro", lowest=scale[0], highest=scale[1]), voices=voices,
        end=[*end, say("more")], ours=OURS,
    )  # fmt: skip


@dataclass(frozen=True)
class Scale:
    """The bands a score falls in: up to and including each, its title and its words."""

    bands: Sequence[tuple[int, str, str]]

    def means(self, score: int) -> str:
        """What a score means in words; "" where the tool has no bands."""
        return next((words or title for to, title, words in self.bands if score <= to), "")


def score_told(area: str, now: int | None, before: int | None, scale: Scale) -> ScoreTold:
    """A score of one area, now and last time, with what it means and how it changed."""
    by = now - before if now is not None and before is not None else None
    change = "" if by is None else say("same") if by == 0 else say("up" if by > 0 else "down", by=abs(by))
    blank = say("not scored")
    return ScoreTold(
        area=area, now=blank if now is None else str(now), before=blank if before is None else str(before),
        change=change, means="" if now is None else scale.means(now),
    )  # fmt: skip


def star_in_words(scores: Sequence[ScoreTold], heading: str) -> str:
    """The alternative text of a star: each area with its number."""
    told = ", ".join(f"{each.area} {each.now}" for each in scores)
    return f"A star. {heading}: {told}. The table after it says the same."
