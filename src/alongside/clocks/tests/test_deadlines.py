"""Every dated case of a file of deadlines, against the timescales of the packs.

The file is named by ALONGSIDE_DEADLINES, so that another of the same form can be run. It is data of its own and not
part of the program: where it is not there, these tests say so and are skipped.
"""

import os
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from alongside.clocks.calendar import calendar_of, days_of
from alongside.clocks.rules.clocks import Clock, Release
from alongside.clocks.rules.days import Days
from alongside.clocks.rules.events import LONDON, Event
from alongside.clocks.rules.explaining import explain
from alongside.clocks.rules.reading import Practice
from alongside.clocks.tests.told import pack
from alongside.packs.clock_schema import Happening, Timescale

FILE = Path(os.environ.get("ALONGSIDE_DEADLINES") or Path(__file__).resolve().parents[5] / "shared/data/deadlines.yaml")

# The file's key: the pack, its timescales, and which of their two times the file means.
RULES: dict[str, tuple[str, Sequence[str], str]] = {
    "maam": ("family-solutions", ["present-to-panel"], "due"),
    "ack": ("family-solutions", ["acknowledge-referrer"], "due"),
    "ack_soft": ("family-solutions", ["acknowledge-referrer"], "expected"),
    "scr_out": ("family-solutions", ["tell-screening-outcome"], "due"),
    "scr_out_soft": ("family-solutions", ["tell-screening-outcome"], "expected"),
    "scr_alloc": ("family-solutions", ["allocate-step-down-screened"], "due"),
    "maam_out": ("family-solutions", ["tell-panel-outcome"], "due"),
    "maam_out_soft": ("family-solutions", ["tell-panel-outcome"], "expected"),
    "maam_alloc": ("family-solutions", ["allocate-after-panel"], "due"),
    "maam_alloc_soft": ("family-solutions", ["allocate-after-panel"], "expected"),
    "preal": ("family-solutions", ["contact-while-waiting"], "due"),
    "contact": ("family-solutions", ["initial-contact"], "due"),
    "visit": ("family-solutions", ["first-visit"], "due"),
    "eha": ("family-solutions", ["assessment"], "due"),
    "cypa": ("family-solutions", ["social-care-assessment-counts"], "due"),
    "plan": ("family-solutions", ["plan"], "due"),
    "review": ("family-solutions", ["review"], "due"),
    "sd48": ("family-solutions", ["allocate-received"], "due"),
    "wrap": ("family-solutions", ["wraparound"], "due"),
    "wrap_soft": ("family-solutions", ["wraparound"], "expected"),
    "close": ("family-solutions", ["close"], "due"),
    "record": ("family-solutions", ["record"], "due"),
    "oversight": (
        "family-solutions",
        ["decision-on-assessment", "decision-on-plan", "decision-on-review", "decision-on-closure"],
        "due",
    ),
    "oversight_m": ("family-solutions", ["oversight"], "due"),
    "discuss": ("family-solutions", ["record-discussion"], "due"),
    "superv": ("family-solutions", ["supervision"], "due"),
    "ccm6w": ("childrens-centre", ["review-aims"], "due"),
    "mash": ("step-up-step-down", ["answer-step-up"], "due"),
    "sa4w": ("step-up-step-down", ["back-to-social-care"], "due"),
    "notice10": ("step-up-step-down", ["notice-of-cin-meeting", "notice-of-joint-visit"], "due"),
    "notice5": ("step-up-step-down", ["notice-of-home-visit"], "due"),
    "login72": ("strengthening-families", ["log-in-details"], "due"),
    "ehint": ("strengthening-families", ["answer-intervention"], "due"),
    "sustain": ("strengthening-families", ["progress-lasts"], "due"),
}
NATIONS = {"england-and-wales": "england", "scotland": "scotland", "northern-ireland": "northern-ireland"}
# The other readings of the file that are a choice of the partnership here, by its calendar.
CHOICES = {
    "scotland": days_of("scotland", "not working days", ()),
    "literal_mon_fri": days_of("england", "working days", ()),
}

pytestmark = [
    pytest.mark.req("CLOK-01"),
    pytest.mark.skipif(not FILE.is_file(), reason="ALONGSIDE_DEADLINES names no file of deadlines"),
]


@lru_cache(maxsize=1)
def told() -> Any:
    return yaml.safe_load(FILE.read_text(encoding="utf-8")) if FILE.is_file() else {"cases": [], "rules": []}


@lru_cache(maxsize=8)
def timescales(name: str) -> tuple[dict[str, Timescale], Practice, Days]:
    found = pack(name)
    nation = NATIONS[told()["meta"].get("division", "england-and-wales")]
    days = calendar_of(found.calendar.model_copy(update={"nation": nation}))
    releases = [Release(found.in_force, found.version, found.timescales)]
    return {each.id: each for each in found.timescales}, Practice(releases), days


def clocks_of(case: dict[str, Any], days: Days | None = None) -> list[Clock]:
    """The clocks that this case's event starts, one for each way in which its timescales can start."""
    name, ids, _ = RULES[case["rule"]]
    by_id, practice, own = timescales(name)
    start = datetime.fromisoformat(str(case["start"])).replace(tzinfo=LONDON)
    found = []
    for timescale_id in ids:
        for happening in by_id[timescale_id].begins:
            event = started(happening, start)
            clocks = practice.clocks([event], days=days or own, now=start)
            found += [each for each in clocks if each.timescale.id == timescale_id]
    return found


def started(happening: Happening, start: datetime) -> Event:
    facts = {name: value[0] if isinstance(value, tuple) else value for name, value in happening.where.items()}
    return Event("1", happening.event, start, start, facts | {"on": start.date().isoformat()})


def answer(clock: Clock, case: dict[str, Any]) -> date | datetime:
    due = clock.due if RULES[case["rule"]][2] == "due" else clock.expected
    assert due is not None
    return due.at or due.on


def wanted(written: Any) -> date | datetime:
    text = str(written)
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


@pytest.mark.parametrize("case", told()["cases"], ids=lambda case: f"{case['id']}-{case['rule']}")
def test_a_clock_is_due_when_the_file_says(case: dict[str, Any]) -> None:
    clocks = clocks_of(case)

    assert clocks
    assert [answer(each, case) for each in clocks] == [wanted(case["due"])] * len(clocks)


@pytest.mark.parametrize("case", told()["cases"], ids=lambda case: f"{case['id']}-{case['rule']}")
def test_the_last_working_day_before_is_the_one_the_file_names(case: dict[str, Any]) -> None:
    named = case.get("alternatives", {}).get("last_working_day_on_or_before")
    if named is None:
        return
    _, _, days = timescales(RULES[case["rule"]][0])

    assert {explain(each, days).last_working_day for each in clocks_of(case)} == {wanted(named)}


@pytest.mark.req("CLOK-02")
@pytest.mark.parametrize("choice", CHOICES)
def test_another_calendar_gives_the_other_reading(choice: str) -> None:
    other = [case for case in told()["cases"] if choice in case.get("alternatives", {})]

    assert {
        case["id"]: {answer(each, case) for each in clocks_of(case, CHOICES[choice])} for case in other
    } == {case["id"]: {wanted(case["alternatives"][choice])} for case in other}  # fmt: skip


def test_every_rule_of_the_file_has_its_timescale_in_a_pack() -> None:
    assert {rule["key"] for rule in told()["rules"]} <= set(RULES)

    for rule in told()["rules"]:
        name, ids, which = RULES[rule["key"]]
        spans = {getattr(timescales(name)[0][each], "expected" if which == "expected" else "span") for each in ids}
        unit = {"elapsed_hour": "hours"}.get(rule["unit"], f"{rule['unit']}s")
        assert [span.measure for span in spans] == [(unit, abs(rule["amount"]))], rule["key"]


def test_an_answer_that_is_a_day_off_would_be_found() -> None:
    case = next(case for case in told()["cases"] if "T" not in str(case["due"]))

    assert answer(clocks_of(case)[0], case) != wanted(case["due"]) + timedelta(days=1)
