"""Pure rules of scores: whose they are, kept apart; and how they changed from one assessment to the next (PLAN-08)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from alongside.assessments.rules.tools import PRACTITIONER
from alongside.core.days import said


@dataclass(frozen=True)
class Voice:
    """Whose score it is: the practitioner's, a parent or carer's, a child or young person's; which of them."""

    voice: str
    member: int | None = None

    @property
    def sort(self) -> tuple[str, int]:
        """The practitioner first, then parents and carers, then children."""
        order = {PRACTITIONER: "0", "parent or carer": "1"}
        return order.get(self.voice, "2"), self.member or 0


@dataclass(frozen=True)
class Scored:
    """A score as it was recorded: of which area, in whose voice, by which user. `name` is that of the member."""

    area: str
    voice: Voice
    score: int
    name: str = ""
    by: str = ""


@dataclass(frozen=True)
class Dated:
    """An assessment as it is laid over others: the day it took place, and its scores."""

    assessment: int
    on: date
    scores: Sequence[Scored]


@dataclass(frozen=True)
class Row:
    """One area in one voice: its score at each assessment, in their order, and how far the last is from the first.

    `change` is none where fewer than two of them have a score.
    """

    area: str
    title: str
    scores: Sequence[int | None]
    change: int | None


@dataclass(frozen=True)
class VoiceOver:
    """One voice over the assessments: a row for each area, and who recorded its scores at each of them."""

    voice: Voice
    name: str
    rows: Sequence[Row]
    recorded_by: Sequence[Sequence[str]]

    @property
    def means(self) -> Sequence[float | None]:
        """The average of the areas scored at each assessment."""
        columns = list(zip(*(row.scores for row in self.rows), strict=True))
        return [mean(column) for column in columns]

    @property
    def times(self) -> int:
        """At how many of the assessments this voice scored."""
        return sum(1 for column in zip(*(row.scores for row in self.rows), strict=True) if mean(column) is not None)


@dataclass(frozen=True)
class Laid:
    """Assessments laid over one another: the days, how many lie between them, each voice, and what is to be said."""

    dates: Sequence[tuple[int, date]]
    days_between: Sequence[int]
    voices: Sequence[VoiceOver]
    said: Sequence[str] = field(default_factory=tuple)


def mean(scores: Iterable[int | None]) -> float | None:
    """The average of those given, to one decimal; None of none. Never of different voices."""
    given = [each for each in scores if each is not None]
    return round(sum(given) / len(given), 1) if given else None


def change(scores: Sequence[int | None]) -> int | None:
    """How far the last score given is from the first; None where there are not two."""
    given = [each for each in scores if each is not None]
    return given[-1] - given[0] if len(given) > 1 else None


def change_in_words(by: int | None) -> str:
    """ "up 3", "down 2", "no change"; nothing for no change to tell."""
    if by is None:
        return ""
    return f"up {by}" if by > 0 else f"down {-by}" if by < 0 else "no change"


def lay_over(assessments: Iterable[Dated], areas: Sequence[tuple[str, str]]) -> Laid:
    """Lay assessments over one another, the earliest first. `areas` are the ids and titles of the tool's areas."""
    laid = sorted(assessments, key=lambda each: (each.on, each.assessment))
    names = {scored.voice: scored.name for each in laid for scored in each.scores}
    voices = [_over(voice, names[voice], laid, areas) for voice in sorted(names, key=lambda each: each.sort)]
    return Laid(
        dates=[(each.assessment, each.on) for each in laid],
        days_between=[(after.on - before.on).days for before, after in pairwise(laid)],
        voices=voices,
        said=_said(laid, voices),
    )


def _over(voice: Voice, name: str, laid: Sequence[Dated], areas: Sequence[tuple[str, str]]) -> VoiceOver:
    found: list[Mapping[str, Scored]] = [
        {scored.area: scored for scored in each.scores if scored.voice == voice} for each in laid
    ]
    rows = []
    for area, title in areas:
        scores = [each[area].score if area in each else None for each in found]
        rows.append(Row(area, title, scores, change(scores)))
    recorded = [sorted({scored.by for scored in each.values() if scored.by}) for each in found]
    return VoiceOver(voice, name, rows, recorded)


def called(voice: Voice, name: str) -> str:
    """A voice as people say it: "Practitioner", "Marnie Marsh, parent or carer"."""
    return f"{name}, {voice.voice}" if name else voice.voice.capitalize()


def _said(laid: Sequence[Dated], voices: Sequence[VoiceOver]) -> Sequence[str]:
    """What a reader has to know before they read a change: that somebody else scored, or somebody else recorded it."""
    found = []
    for at, (before, after) in enumerate(pairwise(laid)):
        days = f"on {said(before.on)}", f"on {said(after.on)}"
        who = [[each for each in voices if any(row.scores[k] is not None for row in each.rows)] for k in (at, at + 1)]
        if who[0] and who[1] and {each.voice for each in who[0]} != {each.voice for each in who[1]}:
            found.append(
                f"Who scored is not the same: {days[0]} {_listed(who[0])}; {days[1]} {_listed(who[1])}. "
                "Only scores of the same person are compared."
            )
        for each in voices:
            first, second = each.recorded_by[at], each.recorded_by[at + 1]
            if first and second and set(first) != set(second):
                found.append(
                    f"{called(each.voice, each.name)}: the scores were recorded {days[0]} by {' and '.join(first)}, "
                    f"{days[1]} by {' and '.join(second)}. Some of a change can come from that."
                )
    return found


def _listed(voices: Sequence[VoiceOver]) -> str:
    return " and ".join(called(each.voice, each.name) for each in voices)
