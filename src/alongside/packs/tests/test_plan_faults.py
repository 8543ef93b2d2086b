"""Frameworks, plans and assessment tools of a pack: every fault is named with its file and line."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.packs.faults import Faulty
from alongside.packs.framework_csv import COLUMNS, read_rows
from alongside.packs.loader import load
from alongside.packs.tests.folder import SMALL, change, write

pytestmark = pytest.mark.req("PLAN-02", "PLAT-01")

PLANNED = SMALL | {
    "pack.toml": SMALL["pack.toml"] + '\n[planning]\nframework = "ours"\n',
    "plans.toml": """\
[status.open]
title   = "Open"
default = true

[status.up]
title       = "Stepped up"
ends        = true
case_status = "ended"
ends_flags  = ["early-help"]
because     = "over"

[status.moved]
title = "Moved"

[meeting.review]
title   = "Review"
reviews = true

[meeting.talk]
title = "Conversation"

[service.visits]
title = "Home visits"
team  = "support"
""",
    "frameworks/ours.toml": """\
title = "Our outcomes"

[[criterion]]
code  = "C1"
title = "Work and money"

[[criterion]]
code  = "C2"
title = "School"

[[outcome]]
code      = "O1A"
criterion = "C1"
title     = "Somebody is working"

[[measure]]
code      = "M1A"
criterion = "C1"
title     = "Scores rise"
by_score  = { tool = "star", under = 3, by = 2 }

[[crosswalk]]
code      = "O1A"
framework = "theirs"
to        = "T1"
""",
    "frameworks/theirs.toml": """\
title = "Their outcomes"

[[criterion]]
code  = "T1"
title = "Financial stability"
""",
    "tools/star.toml": """\
title     = "Star"
scored_by = ["practitioner"]
scale     = { lowest = 1, highest = 5 }

[[area]]
id    = "home"
title = "Home"

[[area]]
id    = "health"
title = "Health"

[[band]]
to    = 2
title = "Hard"

[[band]]
to    = 5
title = "Well"

[[section]]
id    = "words"
title = "In words"

  [[section.question]]
  id   = "told"
  asks = "What was told?"
""",
}
OURS, STAR, PLANS = "frameworks/ours.toml", "tools/star.toml", "plans.toml"

FAULTS = {
    "an outcome of no criterion": (
        OURS, 'criterion = "C1"\ntitle     = "Somebody is working"',
        'criterion = "C3" #!\ntitle = "Somebody is working"',
        'There is no criterion "C3" in Our outcomes. It should be "C1" or "C2".',
    ),
    "a measure of no criterion": (
        OURS, 'criterion = "C1"\ntitle     = "Scores rise"', 'criterion = "C22" #!\ntitle = "Scores rise"',
        'There is no criterion "C22" in Our outcomes. Did you mean "C2"?',
    ),
    "a code that stands twice": (
        OURS, 'code  = "C2"', 'code = "C1" #!', '"C1" stands twice: the first is in ours.toml, line 4. Take one out.',
    ),
    "what is no code": (
        OURS, 'code  = "C2"', 'code = "two words" #!',
        '"code" should be a code as it is printed, such as "C4", "O4B" or "1.2".',
    ),
    "a crosswalk from no code": (
        OURS, 'code      = "O1A"\nframework', 'code = "O1B" #!\nframework',
        'There is no code "O1B" in Our outcomes. Did you mean "O1A"?',
    ),
    "a crosswalk to no framework": (
        OURS, '"theirs"', '"thiers" #!\n', 'There is no framework "thiers". Did you mean "theirs"?',
    ),
    "a crosswalk to itself": (
        OURS, '"theirs"', '"ours" #!\n', "A crosswalk leads to another framework. Name that one.",
    ),
    "a crosswalk to no criterion": (
        OURS, '"T1"', '"T9" #!', 'There is no criterion "T9" in theirs. It should be "T1".',
    ),
    "scores of no tool": (
        OURS, '"star", under = 3, by = 2 }', '"stars", under = 3, by = 2 } #!',
        'There is no assessment tool "stars". Did you mean "star"?',
    ),
    "scores under the lowest": (
        OURS, "under = 3, by = 2 }", "under = 1, by = 2 } #!",
        "Scores go from 1 to 5: none is ever under 1 and can still rise.",
    ),
    "a rise beyond the scale": (
        OURS, "under = 3, by = 2 }", "under = 3, by = 9 } #!", "No score can rise by 9. Scores go from 1 to 5.",
    ),
    "plans under no framework": (
        "pack.toml", '"ours"', '"hours" #!', 'There is no framework "hours". Did you mean "ours"?',
    ),
    "no such case status": (
        PLANS, '"ended"', '"endded" #!', 'There is no case status "endded". Did you mean "ended"?',
    ),
    "no such flag": (
        PLANS, '["early-help"]', '["early-hepl"] #!', 'There is no flag "early-hepl". Did you mean "early-help"?',
    ),
    "no such reason": (
        PLANS, '"over"', '"ofer" #!', 'Early help does not end because of "ofer". Did you mean "over"?',
    ),
    "a flag that ends for no reason": (
        PLANS, 'ends_flags  = ["early-help"]\nbecause     = "over"', 'ends_flags = ["early-help"] #!',
        "Say why the flags end: because, a reason for which each of them ends.",
    ),
    "a reason and no flag": (
        PLANS, 'ends_flags  = ["early-help"]\nbecause     = "over"', 'because = "over" #!',
        "No flag ends here, so there is no reason to state. Take this line out.",
    ),
    "a new plan that ends": (
        PLANS, "default = true", "default = true\nends = true #!",
        'A new plan would end at once: "Open" is the default and ends. Take one away.',
    ),
    "two defaults": (
        PLANS, 'title = "Moved"', 'title = "Moved"\ndefault = true #!\n',
        '"Moved" cannot be the default too: "Open" is. One plan status is the default.',
    ),
    "no such team": (
        PLANS, '"support"', '"suport" #!', 'There is no team "suport". Did you mean "support"?',
    ),
    "two meetings of one title": (
        PLANS, '"Conversation"', '"Review" #!',
        '"Review" is said of two, first in plans.toml, line 16. Give each a title people can tell apart.',
    ),
    "bands that do not go up": (
        STAR, "to    = 2", "to = 5 #!\n",
        None,
    ),
    "bands that stop short": (
        STAR, 'to    = 5', "to = 4 #!", "The bands end at 4 and the scale at 5. The last band reaches the top of it.",
    ),
    "two areas with one id": (
        STAR, '[[area]]\nid    = "health"', '[[area]] #!\nid    = "home"',
        'There are two with the id "home": the first is in star.toml, line 5. Give one another id.',
    ),
    "two areas of one title": (
        STAR, 'title = "Health"', 'title = "Home" #!',
        '"Home" is said of two, first in star.toml, line 7. Give each a title people can tell apart.',
    ),
    "a choice of nothing": (
        STAR, '  [[section.question]]', '  [[section.question]] #!\n  kind = "choice"',
        '"What was told?" is a choice. Add options, two or more of them.',
    ),
    "options of no choice": (
        STAR, '  id   = "told"', '  id = "told"\n  options = ["a", "b"] #!',
        '"What was told?" has options to choose from. Say kind = "choice", or take them out.',
    ),
}  # fmt: skip


def faults_of(folder: Path) -> list[str]:
    with pytest.raises(Faulty) as refused:
        load(folder)
    return [str(each).removeprefix(f"{folder}/") for each in refused.value.faults]


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_named_with_its_file_and_line(name: str, tmp_path: Path) -> None:
    file, right, wrong, sentence = FAULTS[name]
    folder = write(tmp_path / "small", PLANNED)
    change(folder, file, right, wrong)
    line = next(n for n, text in enumerate((folder / file).read_text().splitlines(), 1) if "#!" in text)

    found = faults_of(folder)

    said = sentence or '"Well" ends at 5, where the one before it ends or earlier. Bands go up the scale.'
    assert [each.split(": ", 1)[1] for each in found] == [said]
    if sentence:
        assert found[0].startswith(f"{file}:{line}: ")

    change(folder, file, wrong, right)
    assert load(folder).framework("ours").title_of("O1A") == "Somebody is working"


@pytest.mark.parametrize(
    ("taken_out", "sentence"),
    [
        ('scored_by = ["practitioner"]\n', 'Say whose scores they are, such as scored_by = ["practitioner"].'),
        ("scale     = { lowest = 1, highest = 5 }\n", "There is no scale to score on. Add one, or take scored_by out."),
    ],
)
def test_a_tool_without_a_scale_or_without_whose_scores(taken_out: str, sentence: str, tmp_path: Path) -> None:
    folder = write(tmp_path / "small", PLANNED)
    change(folder, STAR, taken_out, "")
    assert any(each.endswith(sentence) for each in faults_of(folder))
    write(folder, PLANNED)
    assert load(folder).tool("star").band_of(3)


def test_a_tool_that_asks_for_nothing(tmp_path: Path) -> None:
    folder = write(tmp_path / "small", PLANNED | {"tools/empty.toml": 'title = "Empty"\n'})
    assert faults_of(folder) == [
        "tools/empty.toml:1: Empty asks for nothing. Add an area to score or a section to write."
    ]
    (folder / "tools/empty.toml").unlink()
    load(folder)


# --- a spreadsheet completes a framework

CSV = "frameworks/ours.csv"
OWN = 'title = "Own"\nsource = "Invented"\nin_force = 2026-09-01\nextends = "small"\n\n[discovery]\ncases = "pointer"\n'
HEAD = ",".join(COLUMNS)


def test_a_spreadsheet_completes_the_codes_of_its_framework(tmp_path: Path) -> None:
    rows = f'\ufeff{HEAD}\r\noutcome,O2A,C2,"In school, every day",6\r\n\r\nmeasure,M2A,C2,The register,\r\n'
    rows += "criterion,C3,,Health,\r\n"
    folder = write(tmp_path / "small", PLANNED | {CSV: rows})
    framework = load(folder).framework("ours")
    assert [each.code for each in framework.criterion] == ["C1", "C2", "C3"]
    [school] = framework.outcomes_of("C2")
    assert (school.title, school.sustained_months) == ("In school, every day", 6)
    assert [each.code for each in framework.measures_of("C2")] == ["M2A"]


def test_a_spreadsheet_of_a_partnership_completes_the_framework_it_took_over(tmp_path: Path) -> None:
    write(tmp_path / "small", PLANNED)
    own = write(
        tmp_path / "own",
        {
            "pack.toml": OWN,
            CSV: f"{HEAD}\noutcome,O2A,C2,In school,\n",
        },
    )
    assert [each.code for each in load(own).framework("ours").outcome] == ["O1A", "O2A"]
    assert [each.code for each in load(tmp_path / "small").framework("ours").outcome] == ["O1A"]
    write(own, {"frameworks/nobodys.csv": f"{HEAD}\n"})
    [fault] = faults_of(own)
    assert fault.startswith('frameworks/nobodys.csv:1: There is no framework "nobodys" for this file to complete.')


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("outcome,O9A,C9,Nowhere,", 'There is no criterion "C9" in Our outcomes. It should be "C1" or "C2".'),
        ("outcome,O1A,C1,Again,", '"O1A" stands twice: the first is in ours.toml, line 12. Take one out.'),
        ("outcom,O2A,C2,x,", '"outcom" is no kind of code. Did you mean "outcome"?'),
        ("outcome,,C2,x,", '"" should be a code as it is printed, such as "C4", "O4B" or "1.2".'),
        ("outcome,O2A,C2,,", "This code has no title. Say what it stands for."),
        ("outcome,O2A,,x,", "Say in the column criterion which one this outcome stands under."),
        ("outcome,O2A,C2,x,half", '"half" should be a number of calendar months from 0 to 60.'),
        ("outcome,O2A,C2,x,61", '"61" should be a number of calendar months from 0 to 60.'),
        ("measure,M2A,C2,well, truly,6", '"truly" should be a number of calendar months from 0 to 60.'),
        ("measure,M2A,C2,x,6,more",
         "There is more here than there are columns. Put text with a comma in it in quotes."),
        ("criterion,C3,C1,Health,",
         "A criterion stands under no other and has no sustained period. Leave these columns empty."),
    ],
)  # fmt: skip
def test_a_fault_in_a_spreadsheet_is_named_with_its_line(row: str, sentence: str, tmp_path: Path) -> None:
    folder = write(tmp_path / "small", PLANNED | {CSV: f"{HEAD}\noutcome,O2Z,C2,In school,\n{row}\n"})
    assert f"{CSV}:3: {sentence}" in faults_of(folder)
    write(folder, {CSV: f"{HEAD}\noutcome,O2Z,C2,In school,\n"})
    assert len(load(folder).framework("ours").outcome) == 2


@pytest.mark.parametrize(
    ("head", "sentence"),
    [
        ("kind,code,titel", '"titel" is not a column of a framework. Did you mean "title"?'),
        ("kind,code,criterion", 'The first line has no column "title". It should be: ' + HEAD + "."),
        ("kind,code,title,title", "A column stands twice in the first line. Take one out."),
        ("", 'The first line has no column "kind". It should be: ' + HEAD + "."),
    ],
)
def test_a_fault_in_the_first_line_of_a_spreadsheet(head: str, sentence: str, tmp_path: Path) -> None:
    folder = write(tmp_path / "small", PLANNED | {CSV: f"{head}\n"})
    assert f"{CSV}:1: {sentence}" in faults_of(folder)


def test_a_spreadsheet_that_is_not_text(tmp_path: Path) -> None:
    folder = write(tmp_path / "small", PLANNED)
    (folder / CSV).write_bytes(f"{HEAD}\noutcome,O2A,C2,caf\xe9,\n".encode("latin-1"))
    assert faults_of(folder) == [f"{CSV}:2: This is not UTF-8 text. Save the file as CSV UTF-8."]


@given(st.binary(max_size=300))
def test_whatever_stands_in_a_spreadsheet_is_codes_or_faults(
    tmp_path_factory: pytest.TempPathFactory, raw: bytes
) -> None:
    file = tmp_path_factory.mktemp("any") / "any.csv"
    file.write_bytes(f"{HEAD}\n".encode() + raw)
    rows, faults = read_rows(file)
    assert all(fault.where.line >= 1 for fault in faults)
    assert all(node.text("code") and node.text("title") for found in rows.values() for node in found)


# --- as shipped


def test_the_frameworks_shipped_print_no_code_that_is_not_in_their_source() -> None:
    pack = load(Path(__file__).parents[4] / "packs" / "calderholt")
    families, national = pack.framework("families-outcomes"), pack.framework("supporting-families-2022")
    assert [each.code for each in families.outcome] == ["O3C", "O4A", "O4B", "O4C", "O4D", "O4E"]
    assert [each.code for each in families.measure] == ["M3D", "M4B", "M6G"]
    assert len(national.criterion) == 10 and not national.outcome and "ours" in national.note
    assert {each.code for each in families.crosswalk} >= {each.code for each in families.criterion}
