"""What invented families are made of, read from crowd.toml and from the partnership's pack."""

import tomllib
from bisect import bisect
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path
from random import Random
from typing import Any

from alongside.packs.schema import Pack

TOLD: Mapping[str, Any] = tomllib.loads(Path(__file__).with_name("crowd.toml").read_text(encoding="utf-8"))

LETTERS = "ABDEFGHJLNPQRSTUWXYZ"
"""Those that the end of a postcode may hold."""
DOUBLE_BARRELLED = 150


@dataclass(frozen=True)
class Heritage:
    """The names of families of one heritage, and the label of the pack that most of them choose."""

    women: Sequence[str]
    men: Sequence[str]
    girls: Sequence[str]
    boys: Sequence[str]
    surnames: Sequence[str]
    ethnicity: str
    census: str


@dataclass(frozen=True)
class Words:
    """All that a family is put together from. `districts` are postcode districts that no real address has."""

    heritages: Sequence[Heritage]
    shares: Sequence[int]
    double_barrelled: Sequence[str]
    streets: Sequence[str]
    town: str
    district: str
    areas: Sequence[str]
    bands: Sequence[tuple[int, int, str]]
    form: str
    statuses: Sequence[str]
    priorities: Sequence[str]
    application_statuses: Sequence[str]
    intensities: Sequence[str]
    group: str
    consent: tuple[str, bool]
    flag: tuple[str, Sequence[str]] | None
    criteria: Sequence[tuple[str, str, Sequence[str]]]
    logs: Mapping[str, Sequence[str]] = field(default_factory=lambda: TOLD["logs"])

    def heritage(self, chance: float) -> Heritage:
        """One of the heritages, as often as its share says; `chance` is from 0 up to 1."""
        return self.heritages[bisect(self.shares, chance * self.shares[-1])]

    def every_name(self) -> set[str]:
        """Every forename and surname that a family can have."""
        of_heritages = ({*h.women, *h.men, *h.girls, *h.boys, *h.surnames} for h in self.heritages)
        return set(self.double_barrelled).union(*of_heritages)


def words(pack: Pack, random: Random) -> Words:
    """What to make families of that work by this pack."""
    heritages = [_heritage(each, pack) for each in TOLD["heritage"]]
    plain = [name for name in heritages[0].surnames if len(name) > 3]
    streets = TOLD["streets"]
    flag = next(iter(pack.flags), None)
    return Words(
        heritages=heritages,
        shares=list(accumulate(each["share"] for each in TOLD["heritage"])),
        double_barrelled=sorted({"-".join(random.sample(plain, 2)) for _ in range(DOUBLE_BARRELLED)}),
        streets=[f"{one} {two}" for one in streets["first"].split() for two in streets["second"].split()],
        town=pack.title.split()[0],
        district="CH99" if pack.id == "calderholt" else "TR99",
        areas=[area.id for area in pack.areas],
        bands=[
            (each.from_age, each.to_age if each.to_age is not None else 200, each.label)
            for each in pack.choice_list("age-bands").choices
            if each.from_age is not None
        ],
        form=min((form.id for form in pack.forms_that_open_a_case), key=lambda each: each != "nomination"),
        statuses=[pack.default_status.id] * 8 + [each.id for each in pack.statuses if each.closes],
        priorities=[pack.default_priority.id] * 5 + [each.id for each in pack.priorities],
        application_statuses=[each.id for each in pack.application_statuses] or [""],
        intensities=["", *(each.id for each in pack.intensities)],
        group=next(each.id for each in pack.member_groups if each.default),
        consent=next((each.id, each.given) for each in pack.consent_statements if each.given),
        flag=(flag.id, [reason.id for reason in flag.starts]) if flag else None,
        criteria=[(each.id, each.title, [question.id for question in each.question]) for each in pack.criteria],
    )


def _heritage(told: Mapping[str, Any], pack: Pack) -> Heritage:
    labels = [each.label for each in pack.choice_list("ethnicities").choices if each.census == told["census"]]
    women, men, girls, boys, surnames = (told[part].split() for part in ("women", "men", "girls", "boys", "surnames"))
    said = (labels[0], told["census"]) if labels else ("", "")
    return Heritage(women, men, girls, boys, surnames, *said)
