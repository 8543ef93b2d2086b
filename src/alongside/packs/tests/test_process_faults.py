"""Processes, checklists, trays and roles of a pack: every fault is named with its file and line."""

from pathlib import Path

import pytest

from alongside.packs.faults import Faulty
from alongside.packs.loader import load
from alongside.packs.tests.folder import SMALL, change, write

pytestmark = pytest.mark.req("PATH-13", "PLAT-01")

WORKED = SMALL | {
    "documents.toml": '[minutes]\ntitle = "Minutes"\n',
    "trays.toml": """\
[desk]
title = "Desk"
team  = "support"

[hub]
title = "Hub"
team  = "hub"

  [hub.areas]
  north = "support"
""",
    "roles.toml": """\
[worker]
title = "Worker"
teams = ["support"]

[lead]
title   = "Lead"
teams   = ["hub"]
manages = true

[outside]
title     = "Social worker"
elsewhere = true
""",
    "contacts.toml": """\
[source.phone]
title   = "Telephone"
default = true

[outcome.advice]
title = "Advice"
""",
    "panels.toml": '[weekly]\ntitle = "Weekly"\ntray  = "hub"\n',
    "timescales.toml": """\
[screening]
title  = "Screen"
clause = "2"
starts = "contact.received"
stops  = "contact.screened"
within = { working_days = 1 }
same   = "contact"
""",
    "checklists.toml": """\
[papers]
title = "Papers"
may_be_overridden = true
overridden_by     = "lead"

[[papers.required]]
id       = "minutes"
title    = "Minutes of the meeting"
document = "minutes"

[[papers.required]]
id     = "told"
title  = "The family was told"
ticked = true
""",
    "processes/door.toml": """\
title  = "The door"
about  = "contact"
begins = "with each contact"

[step.screen]
title  = "Screen it"
tray   = "desk"
role   = "worker"
clocks = ["screening"]
question = [{ id = "from", asks = "From where?", kind = "text" }]

  [[step.screen.makes]]
  event = "contact.screened"
    [step.screen.makes.facts]
    source = "{from}"

  [[step.screen.next]]
  to    = "agree"
  label = "Go on"

  [[step.screen.next]]
  ends    = true
  label   = "Advice alone"
  outcome = "advice"

[step.agree]
title     = "Agree it"
tray      = "hub"
with_role = "lead"
role      = "worker"
checklist = "papers"
writes    = "log"

  [[step.agree.next]]
  starts = "after"
""",
    "processes/after.toml": """\
title = "What comes after"
role  = "lead"

[step.visit]
title = "Visit"
""",
}
DOOR, LISTS, TRAYS, ROLES = "processes/door.toml", "checklists.toml", "trays.toml", "roles.toml"
TWICE = "Give each a title people can tell apart."

FAULTS = {
    "a way to no step": (
        DOOR, 'to    = "agree"', 'to = "agre" #!',
        'There is no step "agre" in The door. Did you mean "agree"?',
    ),
    "a process that is not there": (
        DOOR, '"after"', '"aftr" #!', 'There is no process "aftr". Did you mean "after"?',
    ),
    "ways without names": (
        DOOR, '[[step.screen.next]]\n  to    = "agree"\n  label = "Go on"',
        '[[step.screen.next]] #!\n  to = "agree"', "“Screen it” goes on in 2 ways. Say what each is called: label.",
    ),
    "a way that ends and goes on": (
        DOOR, "[[step.screen.next]]\n  ends    = true", '[[step.screen.next]] #!\n  starts = "after"\n  ends = true',
        "A way leads to a step (to), begins a process (starts) or ends. Give one of the three.",
    ),
    "a clock that the pack does not have": (
        DOOR, '["screening"]', '["screenin"] #!', 'There is no timescale "screenin". Did you mean "screening"?',
    ),
    "an event that no clock knows": (
        DOOR, '"contact.screened"', '"contact.screamed" #!',
        'No clock knows the event "contact.screamed". Did you mean "contact.screened"?',
    ),
    "a fact that the event does not have": (
        DOOR, 'source = "{from}"', 'sauce = "{from}" #!',
        'The contact was screened: that has no fact "sauce". Did you mean "source"?',
    ),
    "a fact of a question that is not asked": (
        DOOR, '"{from}"', '"{form}" #!',
        '“Screen it” asks no question "form" to take this from. Did you mean "from"?',
    ),
    "a fact of yes or no that is a word": (
        DOOR, 'source = "{from}"', 'step_down = "maybe" #!', '"step_down" is true or false.',
    ),
    "no such tray": (DOOR, 'tray   = "desk"', 'tray = "dsk" #!', 'There is no tray "dsk". Did you mean "desk"?'),
    "no such role": (
        DOOR, 'with_role = "lead"', 'with_role = "leed" #!', 'There is no role "leed". Did you mean "lead"?',
    ),
    "no such note type": (DOOR, '"log"', '"lgo" #!', 'There is no note type "lgo". Did you mean "log"?'),
    "no such outcome": (
        DOOR, '"advice"', '"advise" #!',
        'There is no outcome of a contact "advise". Did you mean "advice"?',
    ),
    "no such checklist": (
        DOOR, '"papers"', '"paper" #!', 'There is no checklist "paper". Did you mean "papers"?',
    ),
    "nobody to begin it": (
        "processes/after.toml", '"lead"', '"led" #!', 'There is no role "led". Did you mean "lead"?',
    ),
    "a checklist that names no document type": (
        LISTS, 'document = "minutes"', 'document = "minuts" #!',
        'There is no document type "minuts". Did you mean "minutes"?',
    ),
    "a checklist that looks for nothing": (
        LISTS, '[[papers.required]]\nid     = "told"', '[[papers.required]] #!\nid     = "told"', None,
    ),
    "two things in one line": (
        LISTS, '[[papers.required]]\nid       = "minutes"',
        '[[papers.required]] #!\nhas = "plan"\nid       = "minutes"',
        '“Minutes of the meeting” is one thing: take out all but one of "document" or "has".',
    ),
    "an override that nobody may make": (
        LISTS, 'may_be_overridden = true\noverridden_by     = "lead"', 'overridden_by = "lead" #!',
        "Nobody goes past this checklist. Say may_be_overridden = true, or take this line out.",
    ),
    "no such team": (TRAYS, '"support"\n\n', '"suport" #!\n\n', 'There is no team "suport". Did you mean "support"?'),
    "no such area": (
        TRAYS, 'north = "support"', 'nort = "support" #!', 'There is no area "nort". Did you mean "north"?',
    ),
    "a tray of no team": (
        TRAYS, '[desk]\ntitle = "Desk"\nteam  = "support"', '[desk] #!\ntitle = "Desk"',
        'No team works the tray “Desk”, and steps wait in it. Say team = "...".',
    ),
    "a role of nobody": (
        ROLES, '[worker]\ntitle = "Worker"\nteams = ["support"]', '[worker] #!\ntitle = "Worker"',
        'Nobody is a Worker, and steps ask for one. Say teams = ["..."], or elsewhere = true.',
    ),
    "two roles for a name": (
        ROLES, 'title   = "Lead"', 'title = "Worker" #!',
        f'"Worker" is said of two, first in roles.toml, line 2. {TWICE}',
    ),
    "two trays for a name": (
        TRAYS, 'title = "Hub"', 'title = "Desk" #!', f'"Desk" is said of two, first in trays.toml, line 2. {TWICE}',
    ),
    "a note sent to no tray": (
        DOOR, 'starts = "after"', 'starts = "after"\n  sends_to = ["hbu"] #!',
        'There is no tray "hbu". Did you mean "hub"?',
    ),
    "nothing that could be sent to a tray": (
        DOOR, 'ends    = true', 'ends = true\n  sends_to = ["hub"] #!',
        "It writes no note that could be sent. Say which it writes: writes.",
    ),
    "a case status that closure gives": (
        DOOR, 'starts = "after"', 'starts = "after"\n  case_status = "clsd" #!',
        'There is no case status "clsd". It should be "open" or "ended".',
    ),
    "a plan status that closure gives": (
        DOOR, 'starts = "after"', 'starts = "after"\n  plan_status = "dne" #!',
        'There is no plan status "dne". There is none to name yet.',
    ),
    "a process that closure waits for": (
        "pack.toml", 'cases = "pointer"', 'cases = "pointer"\n\n[closing]\nnot_while = ["aftr"] #!',
        'There is no process "aftr". Did you mean "after"?',
    ),
    "a panel of no tray": (
        "panels.toml", '"hub"', '"hbu" #!', 'There is no tray "hbu". Did you mean "hub"?',
    ),
    "a note type of no tray": (
        "notes.toml", "default = true", 'default = true\ntray = "hbu" #!',
        'There is no tray "hbu". Did you mean "hub"?',
    ),
}  # fmt: skip


def faults_of(folder: Path) -> list[str]:
    with pytest.raises(Faulty) as refused:
        load(folder)
    return [str(each).removeprefix(f"{folder}/") for each in refused.value.faults]


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_named_with_its_file_and_line(name: str, tmp_path: Path) -> None:
    file, right, wrong, sentence = FAULTS[name]
    folder = write(tmp_path / "small", WORKED)
    if name == "a checklist that looks for nothing":
        change(folder, file, "ticked = true", "")
        sentence = "“The family was told” names no document, tool or note to look for. Add one, or say ticked = true."
    change(folder, file, right, wrong)
    line = next(n for n, text in enumerate((folder / file).read_text().splitlines(), 1) if "#!" in text)

    found = faults_of(folder)

    assert f"{file}:{line}: {sentence}" in found
    # Besides, nothing leads to the step that was meant any more, or makes the event that stops the clock.
    assert len(found) == (2 if name in ("a way to no step", "an event that no clock knows") else 1)

    write(tmp_path / "right", WORKED)
    assert load(tmp_path / "right").process("door").step_of("agree").with_role == "lead"


def test_a_step_that_no_way_leads_to_and_a_process_without_an_end_are_found(tmp_path: Path) -> None:
    folder = write(tmp_path / "small", WORKED)
    lost = '\n[step.lost]\ntitle = "Lost"\n'
    with (folder / DOOR).open("a") as file:
        file.write(lost)
    [found] = faults_of(folder)
    assert found.endswith("No way leads to “Lost”. Name it in the next of another step, or take it out.")
    assert found.startswith(f"{DOOR}:{(folder / DOOR).read_text().splitlines().index('[step.lost]') + 1}: ")

    folder = write(tmp_path / "round", WORKED)
    change(folder, "processes/after.toml", 'title = "Visit"\n', 'title = "Visit"\nnext = "visit"\n')
    [found] = faults_of(folder)
    assert found.endswith("What comes after has no end: every step leads to another. Let one end: ends = true.")


def test_a_clock_that_nothing_here_can_stop_is_found(tmp_path: Path) -> None:
    folder = write(tmp_path / "small", WORKED)
    made = WORKED[DOOR][WORKED[DOOR].index("  [[step.screen.makes]]") : WORKED[DOOR].index("  [[step.screen.next]]")]
    change(folder, DOOR, made, "")
    [found] = faults_of(folder)
    assert found.startswith("timescales.toml:1: ")
    assert found.endswith('No step, note or action here makes what stops this clock: "contact.screened".')
    change(folder, DOOR, 'role   = "worker"', 'role   = "worker"\ndoes = "screen"')  # screening makes it by itself
    assert load(folder).timescale("screening").title == "Screen"


def test_a_pack_only_to_extend_may_leave_open_who_does_it(tmp_path: Path) -> None:
    folder = write(tmp_path / "small", WORKED)
    change(folder, ROLES, 'teams = ["support"]\n', "")
    change(folder, TRAYS, 'team  = "support"\n', "")
    assert len(faults_of(folder)) == 2
    change(folder, "pack.toml", "in_force = 2026-09-01", "in_force = 2026-09-01\nonly_to_extend = true")
    assert load(folder).role("worker").teams == ()
