"""Rules of a plan's concerns: which codes go together, which order they stand in, which code somebody types."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from alongside.packs.plan_schema import Framework

CodeKind = Literal["criterion", "outcome", "measure"]


# --- codes of a framework


@dataclass(frozen=True)
class Coded:
    """What a concern says in codes of a framework."""

    criterion: str = ""
    outcome: str = ""
    measures: tuple[str, ...] = ()


def settled(coded: Coded, framework: Framework) -> Coded:
    """The same with the criterion that its outcome, or else its first measure, belongs to, where it names none."""
    if coded.criterion:
        return coded
    belongs = {each.code: each.criterion for part in (framework.outcome, framework.measure) for each in part}
    found = next((belongs[code] for code in (coded.outcome, *coded.measures) if code in belongs), "")
    return Coded(found, coded.outcome, coded.measures)


def faults_of_codes(coded: Coded, framework: Framework | None) -> Mapping[str, str]:
    """What is wrong with the codes, by field: outcomes and measures are those of the criterion (E-CINS 5.4; S126)."""
    if framework is None:
        says = "This plan is made without criteria, outcomes and measures."
        said = {"criterion": coded.criterion, "outcome": coded.outcome, "measures": coded.measures}
        return {name: says for name, code in said.items() if code}
    faults: dict[str, str] = {}
    criteria = {each.code for each in framework.criterion}
    if coded.criterion and coded.criterion not in criteria:
        faults["criterion"] = "Choose a criterion from the list."
    outcomes = {each.code: each.criterion for each in framework.outcome}
    if coded.outcome:
        if coded.outcome not in outcomes:
            faults["outcome"] = "Choose an outcome from the list."
        elif outcomes[coded.outcome] != coded.criterion:
            faults["outcome"] = _of_another("outcome", coded.outcome, outcomes[coded.outcome], coded.criterion)
    measures = {each.code: each.criterion for each in framework.measure}
    for code in coded.measures:
        if code not in measures:
            faults["measures"] = "Choose measures from the list."
        elif measures[code] != coded.criterion:
            faults.setdefault("measures", _of_another("measure", code, measures[code], coded.criterion))
    return faults


def _of_another(kind: str, code: str, belongs: str, criterion: str) -> str:
    chosen = f"The criterion chosen is {criterion}" if criterion else "No criterion is chosen"
    article = "an" if kind[0] in "aeiou" else "a"
    return f"{code} is {article} {kind} of {belongs}. {chosen}: choose one of its {kind}s, or change the criterion."


def sustained_months(coded: Coded, framework: Framework | None) -> int | None:
    """For how long progress has to last: the longest that the outcome or a measure says; None where none says so."""
    if framework is None:
        return None
    named = {coded.outcome, *coded.measures}
    outcomes = [each.sustained_months for each in framework.outcome if each.code in named]
    measures = [each.sustained_months for each in framework.measure if each.code in named]
    return max([*outcomes, *measures], default=0) or None


def matching(typed: str, framework: Framework, kind: CodeKind, criterion: str = "") -> Sequence[str]:
    """The codes of a kind, of one criterion where that is given, that what is typed finds: a code from its beginning,
    or every word in the code or title. "O4" finds each outcome under the fourth criterion, "money" what says money."""
    entries = [
        (each.code, each.title)
        for each in getattr(framework, kind)
        if not criterion or kind == "criterion" or each.criterion == criterion
    ]
    wanted = typed.strip().casefold()
    begins = [code for code, _ in entries if wanted and code.casefold().startswith(wanted.split(" ")[0])]
    if begins:
        return begins
    words = _words(wanted)
    return [code for code, title in entries if all(word in " ".join(_words(f"{code} {title}")) for word in words)]


def _words(text: str) -> list[str]:
    return re.findall(r"[\w.]+", text.casefold())


# --- the order of concerns


def moved(stands: Sequence[int], concern: int, by: int) -> list[int]:
    """The order with one concern moved up (-1) or down (+1), no further than either end."""
    order = [each for each in stands if each != concern]
    if concern not in stands:
        return order
    place = max(0, min(len(order), [*stands].index(concern) + by))
    return [*order[:place], concern, *order[place:]]


def arranged(stands: Sequence[int], wanted: Iterable[int]) -> list[int]:
    """The concerns in the order wanted; what is not there is passed over, what was not named follows as it stood."""
    first = [each for each in dict.fromkeys(wanted) if each in set(stands)]
    return [*first, *(each for each in stands if each not in set(first))]
