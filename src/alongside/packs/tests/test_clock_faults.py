"""Timescales of a pack: every fault is named with its file and line, and one pack changes another's by a line."""

from datetime import date
from pathlib import Path

import pytest

from alongside.packs.clock_schema import Happening
from alongside.packs.faults import Fault, Faulty, Where
from alongside.packs.loader import load
from alongside.packs.tests.folder import SMALL, change, write

pytestmark = pytest.mark.req("CLOK-01", "PLAT-01")

FILE = "timescales.toml"
TIMED = SMALL | {
    "pack.toml": SMALL["pack.toml"] + '\n[calendar]\nnation = "scotland"\nextra_holidays = [2026-12-24, 2027-01-04]\n',
    FILE: """\
[acknowledge]
title    = "Acknowledge the request"
clause   = "1.2"
starts   = "contact.received"
stops    = { event = "referrer.acknowledged", where = { to = "original referrer" } }
expected = { working_days = 1 }
within   = { calendar_days = 3 }
except   = [{ source = "DART" }]
same     = "contact"
whose    = "Hub"

[review]
title   = "Review the plan"
clause  = "5.1"
starts  = "plan.completed"
stops   = "review.held"
pauses  = "case.paused"
resumes = "case.resumed"
lapses  = ["case.closed"]
within  = { calendar_days = 42 }
repeats = true

[visit]
title     = "See every child"
clause    = "4.1"
starts    = ["worker.allocated", { event = "family.contacted", where = { reached = true } }]
stops     = ["visit.made", { event = "log.added", where = { type = "voice" }, at = "recorded" }]
needs_all = true
within    = { working_days = 5 }
unless    = "review"

[notice]
title  = "Tell early help of the meeting"
clause = "page 10"
before = "cin-meeting.arranged"
stops  = "cin-meeting.invited"
notice = { working_days = 10 }

[open]
title  = "Open over 3 months"
clause = "11.4"
starts = "case.opened"
within = { calendar_months = 3 }
is     = "wait"
""",
}

FAULTS = {
    "an event nobody knows": (
        'starts   = "contact.received"', 'starts = "contact.recieved" #!',
        'No event is called "contact.recieved". Did you mean "contact.received"?',
    ),
    "one of several events nobody knows": (
        'starts    = ["worker.allocated", {', 'starts = ["worker.allocated",\n"worker.alocated", #!\n{',
        'No event is called "worker.alocated". Did you mean "worker.allocated"?',
    ),
    "an event in another shape": (
        'lapses  = ["case.closed"]', 'lapses = [3] #!', "Number 1 should be a heading with what is said of it below.",
    ),
    "a key of an event that is none": (
        "where = { reached = true } }]", "wher = { reached = true } }] #!",
        '"wher" is not known in a happening. Did you mean "where"?',
    ),
    "a fact that the event has not": (
        'where = { to = "original referrer" } }', 'where = { too = "original referrer" } } #!',
        '"referrer.acknowledged" has no fact "too". Did you mean "to"?',
    ),
    "a word that the fact never holds": (
        'where = { to = "original referrer" } }', 'where = { to = "the referrer" } } #!',
        '"the referrer" is none of those here. Did you mean "original referrer"?',
    ),
    "a word where there is yes or no": (
        "where = { reached = true } }]", 'where = { reached = "yes" } }] #!', '"reached" should be true or false.',
    ),
    "yes or no where there is a word": (
        "except   = [{ source = \"DART\" }]", "except = [{ source = true }] #!", '"source" should be text in quotes.',
    ),
    "an exception of a fact that no start has": (
        "except   = [{ source = \"DART\" }]", 'except = [{ sauce = "DART" }] #!',
        '"contact.received" has no fact "sauce". Did you mean "source"?',
    ),
    "a type of note that is none": (
        'where = { type = "voice" }, at = "recorded" }]', 'where = { type = "voices" }, at = "recorded" }] #!',
        '"voices" is none of those here. Did you mean "voice"?',
    ),
    "a fact that is another each time": (
        'starts  = "plan.completed"', 'starts = { event = "plan.completed", where = { plan = "3" } } #!',
        '"plan" is another each time. Take it out; same = "plan" compares two events.',
    ),
    "a day that the event does not name": (
        'stops   = "review.held"', 'stops = { event = "review.held", at = "on" } #!',
        '"review.held" names no day. Take this out.',
    ),
    "a clock that no event can stop": (
        '[review]\ntitle   = "Review the plan"\nclause  = "5.1"\nstarts  = "plan.completed"\nstops   = "review.held"\n',
        '[review] #!\ntitle = "Review the plan"\nclause = "5.1"\nstarts = "plan.completed"\n',
        'No event stops this clock, so it would run for ever. Add stops = "...".',
    ),
    "a clock that no event starts": (
        '[notice]\ntitle  = "Tell early help of the meeting"\nclause = "page 10"\nbefore = "cin-meeting.arranged"\n',
        '[notice] #!\ntitle = "Tell early help of the meeting"\nclause = "page 10"\n',
        'No event starts this clock. Add starts = "...", or before = "..." for a notice.',
    ),
    "a wait that something stops": (
        'starts = "case.opened"\n', 'starts = "case.opened"\nstops = "case.closed" #!\n',
        "A wait stops by itself when its time has passed. Take this line out.",
    ),
    "forward and back at once": (
        'stops  = "cin-meeting.invited"\nnotice = { working_days = 10 }',
        'starts = "cin-meeting.invited"\nstops = "cin-meeting.invited"\nnotice = { working_days = 10 } #!',
        "Notice is asked before a day. Say before in the place of starts.",
    ),
    "all of one": (
        'whose    = "Hub"', "needs_all = true #!",
        "One event stops this clock. Name the others too, or take this out.",
    ),
    "an expectation without a maximum": (
        "within   = { calendar_days = 3 }\n", "", "An expectation stands beside a maximum, and there is none. "
        "Add within = { ... }.",
    ),
    "no time at all": (
        '[visit]\ntitle     = "See every child"\n', None,
        "This timescale says no time. Add within = { working_days = 5 } or another.",
    ),
    "two units at once": (
        "within   = { calendar_days = 3 }", "within = { calendar_days = 3, hours = 72 } #!",
        'Give one unit: "hours", "working_days", "calendar_days", "calendar_weeks" or "calendar_months".',
    ),
    "no unit": (
        "within  = { calendar_days = 42 }", "within = {} #!",
        'Give one unit: "hours", "working_days", "calendar_days", "calendar_weeks" or "calendar_months".',
    ),
    "a unit that is none": (
        "within  = { calendar_days = 42 }", "within = { days = 42 } #!",
        '"days" is not known in a span. '
        'It should be "hours", "working_days", "calendar_days", "calendar_weeks" or "calendar_months".',
    ),
    "a time below nothing": (
        "within  = { calendar_days = 42 }", "within = { calendar_days = -42 } #!",
        '"calendar_days" should be greater than or equal to 0.',
    ),
    "an expectation that never matters": (
        "expected = { working_days = 1 }", "expected = { calendar_days = 3 } #!",
        "An expectation of 3 calendar days is never before a maximum of 3 calendar days. Shorten it.",
    ),
    "notice in hours": (
        "notice = { working_days = 10 }", "notice = { hours = 48 } #!",
        "Notice is counted in days. Give it in days, weeks or months.",
    ),
    "once and again": (
        "repeats = true", "repeats = true\nonce = true #!", "A clock runs once or repeats. Take one of the two out.",
    ),
    "a pause that nothing ends": (
        'pauses  = "case.paused"\nresumes = "case.resumed"', 'pauses = "case.paused" #!',
        'Nothing ends this pause. Add resumes = "...".',
    ),
    "a pause that nothing begins": (
        'pauses  = "case.paused"\nresumes = "case.resumed"', 'resumes = "case.resumed" #!',
        'Nothing begins a pause. Add pauses = "...", or take this out.',
    ),
    "another timescale that is none": (
        'unless    = "review"', 'unless = "reviews" #!',
        'There is no other timescale "reviews". Did you mean "review"?',
    ),
    "a fact in common that one has not": (
        'same     = "contact"', 'same = "contacts" #!',
        '"contact.received" does not say which "contacts". Did you mean "contact"?',
    ),
    "two titles alike": (
        'title  = "Open over 3 months"', 'title = "review the plan" #!',
        '"review the plan" is said of two, first in timescales.toml, line 13. Give each a title people can tell apart.',
    ),
}  # fmt: skip
"""What stands there, what is put in its place (the faulty line ends in #!), and the sentence."""


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_of_a_timescale_is_named_with_its_line(name: str, tmp_path: Path) -> None:
    right, wrong, sentence = FAULTS[name]
    folder = write(tmp_path / "small", TIMED)
    if wrong is None:
        right, wrong = "within    = { working_days = 5 }\n", ""
    change(folder, FILE, right, wrong)

    with pytest.raises(Faulty) as refused:
        load(folder)

    lines = (folder / FILE).read_text(encoding="utf-8").splitlines()
    marked = [number for number, text in enumerate(lines, 1) if "#!" in text]
    assert sentence in [each.sentence for each in refused.value.faults]
    assert {each.where.file.name for each in refused.value.faults} == {FILE}
    if marked:
        assert marked[0] in [each.where.line for each in refused.value.faults if each.sentence == sentence]

    write(folder, TIMED)
    assert load(folder).timescale("review").repeats


@pytest.mark.req("CLOK-02")
def test_a_closed_day_that_is_no_date_is_a_fault(tmp_path: Path) -> None:
    folder = write(tmp_path / "small", TIMED)
    change(folder, "pack.toml", "2027-01-04]", '"Hogmanay"]')

    with pytest.raises(Faulty) as refused:
        load(folder)
    assert refused.value.faults == [
        Fault(Where(folder / "pack.toml", 10), "Number 2 should be a date such as 2026-09-01.")
    ]

    change(folder, "pack.toml", '"Hogmanay"]', "2027-01-04]")
    calendar = load(folder).calendar
    assert (calendar.nation, calendar.extra_holidays) == ("scotland", (date(2026, 12, 24), date(2027, 1, 4)))


def test_one_pack_changes_a_number_of_another_and_the_clause_keeps_its_document(tmp_path: Path) -> None:
    write(tmp_path / "small", TIMED)
    above = write(
        tmp_path / "above",
        {
            "pack.toml": 'title = "A"\nsource = "Above"\nin_force = 2026-01-01\nextends = "small"\n',
            FILE: "[review]\nwithin = { calendar_months = 2 }\n[open]\nleft_out = true\n"
            '[own]\ntitle = "Own"\nclause = "1"\nstarts = "case.opened"\nstops = "case.closed"\n'
            "within = { hours = 1 }\n",
        },
    )
    pack = load(above)

    assert [each.id for each in pack.timescales] == ["acknowledge", "review", "visit", "notice", "own"]
    assert (str(pack.timescale("review").span), pack.timescale("review").source) == (
        "2 calendar months", "Invented for tests",
    )  # fmt: skip
    assert pack.timescale("own").source == "Above"
    assert pack.timescale("review").starts == (Happening(event="plan.completed"),)
    assert type(pack).model_validate_json(pack.model_dump_json(by_alias=True)).version == pack.version
