"""An assessment as its pages show it: the star and its legend, the table of scores, the parts and what is in each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from alongside.assessments.queries.assessments import AssessmentPage
from alongside.assessments.queries.overlay import Overlay
from alongside.assessments.rules.scores import Laid, VoiceOver, called, change_in_words, lay_over, mean
from alongside.assessments.rules.star import Layer, Star, star_of
from alongside.assessments.rules.tools import CHILD, PARENT, PRACTITIONER, Part, asked_in, parts_of, title_of
from alongside.packs.tool_schema import Tool
from alongside.web.words import counted, day_short

STYLES = {PRACTITIONER: "practitioner", PARENT: "parent", CHILD: "child"}
"""How a voice is drawn on a star of one assessment: its colour, its dashes and its marks."""


@dataclass(frozen=True)
class Key:
    """A line of the legend: how it is drawn, whose it is, when, and the average of the areas scored."""

    style: str
    nth: int
    name: str
    detail: str
    mean: float | None
    ago: int = 0


@dataclass(frozen=True)
class StarShown:
    """A star with its legend, and in words what it shows."""

    star: Star
    title: str
    words: str
    keys: Sequence[Key]


@dataclass(frozen=True)
class Cell:
    """A score in the table: the band it falls in, what it was last time, and how far it moved since."""

    score: int | None
    band: str
    was: int | None
    change: int | None

    @property
    def change_words(self) -> str:
        """ "up 3"."""
        return change_in_words(self.change)


@dataclass(frozen=True)
class AreaRow:
    """A row of the table: an area, and a cell for each voice that scored now or last time."""

    area: str
    title: str
    cells: Sequence[Cell]


@dataclass(frozen=True)
class PartLine:
    """A part in the list of parts: what it is called, whose it is, and what stands in it."""

    part: Part
    title: str
    about: str
    written: int
    asked: int
    scored: int
    is_area: bool

    @property
    def state(self) -> str:
        """In words: "Written and scored", "Scored", "2 of 3 written", "Nothing yet"."""
        part_of = f"{self.written} of {self.asked} written"
        written = "" if not self.written else "Written" if self.written >= self.asked else part_of
        if not self.is_area:
            return written or "Nothing yet"
        scored = "scored" if self.scored else ""
        both = " and ".join(each for each in (written, scored) if each)
        return both[:1].upper() + both[1:] if both else "Nothing yet"

    @property
    def is_begun(self) -> bool:
        """Whether anything stands in it."""
        return bool(self.written or self.scored)


def spokes_of(tool: Tool) -> list[tuple[str, str]]:
    """The areas as the star names them."""
    return [(area.id, area.short or area.title) for area in tool.area]


# --- the star of one assessment


def laid_of(page: AssessmentPage) -> Laid:
    """The assessment laid over the one it reviews, if any."""
    both = [each for each in (page.dated_before, page.dated) if each]
    return lay_over(both, [(area.id, area.title) for area in page.tool.area])


def star_shown(page: AssessmentPage) -> StarShown | None:
    """The star of an assessment, last time in lighter lines under it; none for a tool of few areas."""
    layers, keys = [], []
    counts: dict[tuple[str, int], int] = {}
    dated = [(each, ago) for each, ago in ((page.dated_before, 1), (page.dated, 0)) if each]
    for each, ago in dated:
        for voice in sorted({scored.voice for scored in each.scores}, key=lambda found: found.sort):
            scores = {scored.area: scored.score for scored in each.scores if scored.voice == voice}
            name = next(scored.name for scored in each.scores if scored.voice == voice)
            style = STYLES[voice.voice]
            nth = counts.setdefault((style, ago), 0)
            counts[style, ago] += 1
            layers.append(Layer(called(voice, name), style, scores, ago))
            keys.append(Key(style, nth, called(voice, name), day_short(each.on), mean(scores.values()), ago))
    return _shown(page.tool, layers, keys, f"{page.title} of {day_short(page.took_place_on)}")


def _shown(tool: Tool, layers: Sequence[Layer], keys: Sequence[Key], title: str) -> StarShown | None:
    scale = tool.scale
    if scale is None:
        return None
    bands = [band.to for band in tool.band]
    star = star_of(spokes_of(tool), layers, lowest=scale.lowest, highest=scale.highest, bands=bands)
    if star is None:
        return None
    titles = {area.id: area.title for area in tool.area}
    words = [f"{counted(len(tool.area), 'area')}, scored from {scale.lowest} to {scale.highest}."]
    for key, layer in zip(keys, layers, strict=True):
        said = ", ".join(f"{titles[area]} {score}" for area, score in layer.scores.items())
        words.append(f"{key.name}, {key.detail}: {said}.")
    if not layers:
        words.append("Nothing is scored yet.")
    # What is last on the page is drawn over the others and said first.
    return StarShown(star, title, " ".join(words), [*reversed(keys)] if any(key.ago for key in keys) else keys)


def table_of(page: AssessmentPage, laid: Laid) -> tuple[Sequence[str], Sequence[AreaRow]]:
    """The heads of the columns (whose scores), and a row for each area."""
    last = len(laid.dates) - 1
    rows = [
        AreaRow(area.id, area.title, [_cell(each, number, last, page) for each in laid.voices])
        for number, area in enumerate(page.tool.area)
    ]
    return [called(each.voice, each.name) for each in laid.voices], rows


def _cell(voice: VoiceOver, number: int, last: int, page: AssessmentPage) -> Cell:
    row = voice.rows[number]
    score = row.scores[last]
    band = page.tool.band_of(score) if score is not None else None
    was = row.scores[0] if last else None
    moved = score - was if score is not None and was is not None else None
    return Cell(score, band.title if band else "", was, moved)


# --- the parts


def part_lines(page: AssessmentPage, children: Mapping[int, str]) -> Sequence[PartLine]:
    """Every part of an assessment with what stands in it; `children` are the names of those that parts are of."""
    known = {part.member for part, _ in page.answers if part.member is not None}
    names = {**{member: page.names.get(member, "") for member in known}, **children}
    lines = []
    scored: dict[str, int] = {}
    for (area, _), each in page.scores.items():
        scored[area] = scored.get(area, 0) + (each.score is not None)
    areas = {area.id for area in page.tool.area}
    for part in parts_of(page.tool, list(names)):
        asked = asked_in(page.tool, part.id)
        written = sum(1 for each in asked if (found := page.answers.get((part, each.id))) and found.words.strip())
        about = names.get(part.member or 0, "")
        lines.append(
            PartLine(
                part, title_of(page.tool, part.id), about, written, len(asked), scored.get(part.id, 0), part.id in areas
            )
        )
    return lines


def beside(lines: Sequence[PartLine], part: Part) -> tuple[PartLine | None, PartLine | None, int]:
    """The part before this one, the one after, and which it is, counted from 1."""
    at = next((number for number, line in enumerate(lines) if line.part == part), 0)
    return lines[at - 1] if at else None, lines[at + 1] if at + 1 < len(lines) else None, at + 1


@dataclass(frozen=True)
class Written:
    """What is written under one prompt or question: now, and last time where that was something else."""

    asks: str
    words: str
    before: str
    by: str

    @property
    def same(self) -> bool:
        """Whether it says what it said last time; it is folded then."""
        return bool(self.before) and self.before.strip() == self.words.strip()


def written_in(page: AssessmentPage, part: Part) -> Sequence[Written]:
    """What is written in a part, beside what was written there last time; places with nothing are left out."""
    found = []
    for asked in asked_in(page.tool, part.id):
        now = page.answers.get((part, asked.id))
        was = page.before.answers.get((part, asked.id)) if page.before else None
        words, before = now.words if now else "", was.words if was else ""
        if words.strip() or before.strip():
            found.append(Written(asked.asks, words, before, now.by if now else ""))
    return found


# --- dates laid over one another


def compared(overlay: Overlay, voice: VoiceOver) -> StarShown | None:
    """One voice over several dates on one star, the latest the strongest."""
    layers, keys = [], []
    last = len(overlay.laid.dates) - 1
    for at, (_, on) in enumerate(overlay.laid.dates):
        scores = {row.area: row.scores[at] for row in voice.rows if row.scores[at] is not None}
        if not scores:
            continue
        given: dict[str, int] = {area: score for area, score in scores.items() if score is not None}
        style = f"date{min(last - at, 4)}"
        by = " and ".join(voice.recorded_by[at])
        layers.append(Layer(day_short(on), style, given))
        keys.append(Key(style, 0, day_short(on), f"recorded by {by}" if by else "", voice.means[at]))
    return _shown(overlay.tool, layers, keys, f"{overlay.tool.title}: {called(voice.voice, voice.name)}")


@dataclass(frozen=True)
class DayColumn:
    """A column of the table of change: the assessment, its day, and the days since the one before."""

    assessment: int
    on: date
    since: int | None


def columns_of(laid: Laid) -> Sequence[DayColumn]:
    """The columns of the table of change, the earliest first."""
    since = [None, *laid.days_between]
    return [DayColumn(number, on, days) for (number, on), days in zip(laid.dates, since, strict=True)]
