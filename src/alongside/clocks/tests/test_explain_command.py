"""`alongside clocks explain`: what it says, and what it refuses."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from alongside.clocks.tests.told import PACKS
from alongside.packs.tests.folder import SMALL, write

pytestmark = pytest.mark.req("CLOK-04")

CONTACT = {"kind": "contact.received", "happened_at": "2027-03-25T14:00", "facts": {"contact": 1, "source": "school"}}


def explain(tmp_path: Path, events: Any, *, on: str, pack: str = "family-solutions", **options: Any) -> str:
    file = tmp_path / "events.json"
    file.write_text(events if isinstance(events, str) else json.dumps(events), encoding="utf-8")
    out = StringIO()
    named = pack if "/" in pack else str(PACKS / pack)
    call_command("clocks", "explain", "--pack", named, "--events", str(file), "--on", on, stdout=out, **options)
    return out.getvalue()


def test_it_says_why_each_clock_is_due_then(tmp_path: Path) -> None:
    panel = {"kind": "panel.held", "happened_at": "2027-03-25T14:00", "facts": {"contact": 1, "outcome": "other"}}

    assert (
        explain(tmp_path, [panel], on="2027-03-26")
        == """\
Tell whoever made the request the outcome of the meeting
  Started: The panel discussed the family, Thursday 25 March 2027 at 14:00.
  Within 3 calendar days, expected within 1 working day: Family Solutions Practice Framework, clause 3.1.
  The day it started is not counted; weekends and bank holidays are.
  Due by the end of Sunday 28 March 2027.
  The expectation of 1 working day would end on Tuesday 30 March 2027, after the maximum: the maximum rules.
  Sunday 28 March is no working day (Sunday): the last working day before is Thursday 25 March 2027.
  No working day lies between the start and then.
  Running.

"""
    )


def test_as_json_it_says_each_day_that_was_counted_or_not(tmp_path: Path) -> None:
    told = json.loads(explain(tmp_path, [CONTACT], on="2027-03-31", json=True))
    [screening] = [each for each in told["clocks"] if each["timescale"] == "screen-daily"]

    assert (told["pack"], told["on"]) == ("family-solutions", "2027-03-31T23:59:59+01:00")
    assert (screening["state"], screening["due"], screening["late_by"]) == ("overdue", "2027-03-30", "1 day")
    assert [(each["on"], each["number"], each["why_not"]) for each in screening["days"]] == [
        ("2027-03-26", None, "Good Friday"), ("2027-03-27", None, "Saturday"), ("2027-03-28", None, "Sunday"),
        ("2027-03-29", None, "Easter Monday"), ("2027-03-30", 1, ""),
    ]  # fmt: skip
    assert (screening["source"], screening["clause"]) == ("Family Solutions Practice Framework", "2.1")
    assert screening["started"] == {"id": "1", "kind": "contact.received", "at": "2027-03-25T14:00+00:00"}


def test_it_stands_as_of_the_moment_that_is_asked_for(tmp_path: Path) -> None:
    sent = {"kind": "step-up.sent", "happened_at": "2026-12-18T16:30", "facts": {"step_up": 1}}

    for on, state in [("2026-12-18", "running"), ("2026-12-19T16:30", "running"), ("2026-12-19", "overdue")]:
        told = json.loads(explain(tmp_path, [sent], on=on, pack="step-up-step-down", json=True))
        assert [each["state"] for each in told["clocks"]] == [state]


def test_events_that_start_no_clock_are_told_too(tmp_path: Path) -> None:
    assert explain(tmp_path, [], on="2026-12-18") == "These events start no clock by then.\n"
    assert explain(tmp_path, [CONTACT], on="2027-03-25T13:59") == "These events start no clock by then.\n"


WRONG = {
    "not JSON": ("[", "is not JSON"),
    "no list": ({"event": 1}, "should hold a list of events"),
    "an event that is none": ([3], "Event 1 should be an object with kind and happened_at."),
    "an unknown word": ([CONTACT | {"kind": "contact.recieved"}], 'Did you mean "contact.received"?'),
    "an unknown key": ([CONTACT | {"happend_at": "x"}], '"happend_at" is not known. Did you mean "happened_at"?'),
    "no time": ([{"kind": "contact.received"}], "happened_at should be a time such as"),
    "a time that is none": ([CONTACT | {"recorded_at": "2026-02-30T10:00"}], "recorded_at should be a time such as"),
    "a time too far away": ([CONTACT | {"happened_at": "9999-12-31T10:00"}], "happened_at should be a time such as"),
    "facts that are none": ([CONTACT | {"facts": []}], "facts should be an object."),
    "an id twice": ([CONTACT | {"id": 1}, CONTACT | {"id": "1"}], 'the id "1" is an earlier event\'s'),
    "a correction of nothing": ([CONTACT | {"corrects": 7}], 'it corrects "7", and no event has that id.'),
    "a correction of itself": ([CONTACT | {"id": 7, "corrects": 7}], "Event 1: it corrects itself."),
    "taking back nothing": ([CONTACT | {"takes_back": True}], "Say what, by its id, in corrects."),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_file_that_does_not_hold_events_is_refused_with_its_faults(name: str, tmp_path: Path) -> None:
    events, sentence = WRONG[name]

    with pytest.raises(CommandError) as refused:
        explain(tmp_path, events, on="2027-03-26")
    assert sentence in str(refused.value)

    assert "Running." in explain(tmp_path, [CONTACT], on="2027-03-26")


@pytest.mark.parametrize("on", ["soon", "2026-13-01", "9999-01-01", "0001-01-01T10:00"])
def test_a_day_that_is_none_is_refused(on: str, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="is neither a day nor a time"):
        explain(tmp_path, [CONTACT], on=on)
    assert explain(tmp_path, [CONTACT], on="2027-03-26")


def test_a_pack_that_is_not_there_or_faulty_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="There is no pack"):
        explain(tmp_path, [], on="2027-03-26", pack="family-solution")
    faulty = write(tmp_path / "small", SMALL | {"timescales.toml": '[record]\ntitle = "Record"\nclause = "1"\n'})
    with pytest.raises(CommandError, match=r"timescales\.toml:1: No event starts this clock"):
        explain(tmp_path, [], on="2027-03-26", pack=str(faulty))

    assert explain(tmp_path, [], on="2027-03-26", pack=str(write(tmp_path / "well")))
