"""Charts drawn by the server: where each column and bar of an SVG stands. The table beside a chart is what counts."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH = 340
"""Of every chart, in units that are about a pixel on the narrowest phone, so that its words stay legible there."""
_HEIGHT, _TOP, _FOOT = 170, 18, 22
_ROW, _BAR_LEFT = 34, 6


@dataclass(frozen=True)
class Column:
    """A column of a chart over months: its number over it, its name below."""

    x: float
    y: float
    width: float
    height: float
    name: str
    says: str

    @property
    def middle(self) -> float:
        """Where its words are centred."""
        return round(self.x + self.width / 2, 1)


@dataclass(frozen=True)
class Columns:
    """Columns beside each other, from the left."""

    columns: Sequence[Column]
    width: int = WIDTH
    height: int = _HEIGHT
    base: int = _HEIGHT - _FOOT


def columns(rows: Sequence[tuple[str, int | None]]) -> Columns:
    """A column for each name and number; None where the number is not told: a name without a column.

    More than a year of names is too many to write out, so every other is left empty.
    """
    most = max((many or 0 for _, many in rows), default=0) or 1
    each = WIDTH / max(len(rows), 1)
    base, every = _HEIGHT - _FOOT, 1 + (len(rows) - 1) // 12
    found = []
    for place, (name, many) in enumerate(rows):
        height = round((base - _TOP) * (many or 0) / most, 1)
        shown = (len(rows) - 1 - place) % every == 0
        says = "" if many is None else f"{many:,}" if every == 1 else ""
        found.append(
            Column(
                round(place * each + each * 0.12, 1), base - height, round(each * 0.76, 1), height, name * shown, says
            )
        )
    return Columns(found)


@dataclass(frozen=True)
class Bar:
    """A bar of days: its words above it, its length, and where the expectation and the maximum stand."""

    y: int
    name: str
    says: str
    length: float
    expected: float | None
    limit: float | None
    is_over: bool


@dataclass(frozen=True)
class Bars:
    """Bars below each other."""

    bars: Sequence[Bar]
    height: int
    width: int = WIDTH
    left: int = _BAR_LEFT


@dataclass(frozen=True)
class Days:
    """What a bar of days shows: how many days it took, the expectation and the maximum in days; None where unknown."""

    name: str
    says: str
    took: int | None
    expected: int | None
    limit: int | None


def bars(rows: Sequence[Days]) -> Bars:
    """A bar for each row, all on one scale as long as the longest of what is shown."""
    most = max((day for row in rows for day in (row.took, row.expected, row.limit) if day is not None), default=0) or 1
    scale = (WIDTH - 2 * _BAR_LEFT) / most

    def at(day: int | None) -> float | None:
        return None if day is None else round(_BAR_LEFT + day * scale, 1)

    found = [
        Bar(
            place * _ROW,
            row.name,
            row.says,
            round((row.took or 0) * scale, 1),
            at(row.expected),
            at(row.limit),
            row.took is not None and row.limit is not None and row.took > row.limit,
        )
        for place, row in enumerate(rows)
    ]
    return Bars(found, max(len(rows), 1) * _ROW + 4)
