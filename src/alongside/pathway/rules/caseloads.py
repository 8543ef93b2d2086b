"""How many families somebody has, against how many they should have (practice framework 11.3). Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from alongside.packs.process_schema import Caseload


@dataclass(frozen=True)
class Load:
    """What somebody has in hand. `by_intensity` counts families by the pack's intensities; `due_soon` the times of
    their families that run out in the next ten days."""

    families: int = 0
    members: int = 0
    children: int = 0
    due_soon: int = 0
    by_intensity: Mapping[str, int] = field(default_factory=dict)

    def with_one(self, *, members: int, children: int, intensity: str) -> "Load":
        """The same with one family more."""
        more = {**self.by_intensity, intensity: self.by_intensity.get(intensity, 0) + 1}
        return replace(
            self, families=self.families + 1, members=self.members + members, children=self.children + children,
            by_intensity=more,
        )  # fmt: skip


NOTHING = Load()


def recommended(caseload: Caseload, *, part_time: bool) -> int:
    """How many families are recommended: one figure for everybody who works part time, as in the framework (S045)."""
    return caseload.part_time if part_time else caseload.full_time


def is_full(load: Load, caseload: Caseload, *, part_time: bool) -> bool:
    """Whether one family more needs a reason: there are as many as recommended, or more."""
    return load.families >= recommended(caseload, part_time=part_time)


def in_words(load: Load, caseload: Caseload, *, part_time: bool) -> str:
    """How a caseload stands. Whoever works other hours than half of them is judged by both figures, which are shown."""
    if part_time:
        return (
            f"{load.families} of {caseload.part_time} recommended for part time"
            f" ({caseload.full_time} for full time)"
        )  # fmt: skip
    return f"{load.families} of {caseload.full_time} recommended"


def total(loads: Sequence[Load]) -> Load:
    """All of these together. Whoever stands under two lines is given once."""
    kinds = {kind for load in loads for kind in load.by_intensity}
    return Load(
        sum(each.families for each in loads), sum(each.members for each in loads),
        sum(each.children for each in loads), sum(each.due_soon for each in loads),
        {kind: sum(each.by_intensity.get(kind, 0) for each in loads) for kind in kinds},
    )  # fmt: skip
