"""Every fault of a pack is named with its file, its line, what is wrong and what would be right."""

from pathlib import Path

import pytest

from alongside.packs.faults import Fault, Faulty, Where
from alongside.packs.loader import load
from alongside.packs.tests.folder import SMALL, change, write

pytestmark = pytest.mark.req("PLAT-01")

NOMINATION = "forms/nomination.toml"
WHEN = 'when  = { question = "referrer", is = "Someone else" }'
PLAN = 'when = { question = "plan", is = true }'

# What is put wrong: the file, what stands there, what is put in its place (the faulty line ends in #!), the sentence.
FAULTS = {
    "an unknown key": (
        "areas.toml",
        'title = "North"',
        'title = "North"\ntitel = "Nord" #!',
        '"titel" is not known in an area. Did you mean "title"?',
    ),
    "an unknown key far from any known": (
        "areas.toml",
        'title = "North"',
        'title = "North"\nzzz = 1 #!',
        '"zzz" is not known in an area. It should be "id" or "title".',
    ),
    "an unknown key of the pack": (
        "pack.toml",
        "[discovery]",
        "[discover] #!",
        '"discover" is not known in a pack. Did you mean "discovery"?',
    ),
    "a part in the wrong file": (
        "pack.toml",
        "[discovery]",
        "[areas] #!\n[discovery]",
        '"areas" stands in a file of its own. Move it to areas.toml.',
    ),
    "an id in pack.toml": (
        "pack.toml",
        'title    = "Small"',
        'id = "big" #!\ntitle = "Small"',
        'A pack\'s id is the name of its folder, here "small". Take this line out.',
    ),
    "an id in a form": (
        NOMINATION,
        'opens = "case"',
        'opens = "case"\nid = "other" #!',
        'A form\'s id is the name of its file, here "nomination". Take this line out.',
    ),
    "a heading not known in its file": (
        "cases.toml",
        "[status.ended]",
        '[statuss.over] #!\ntitle = "Over"\n\n[status.ended]',
        '"statuss" is not known in cases.toml. Did you mean "status"?',
    ),
    "an entry without a heading": (
        "areas.toml",
        '[north]\ntitle = "North"\n',
        'west = "West" #!\n[north]\ntitle = "North"\n',
        '"west" should be a heading, [west], with what is said of it below.',
    ),
    "an id said twice": (
        "areas.toml",
        'title = "North"',
        'title = "North"\nid = "north" #!',
        'The id is already the heading, "north". Take this line out.',
    ),
    "an id that is not one": (
        "areas.toml",
        "[south]",
        "['South West'] #!",
        '"id" should be small letters, digits and hyphens, such as "family-support".',
    ),
    "a wrong type": (
        NOMINATION,
        'kind  = "text"\n  fills = "person.forename"',
        'kind  = "text"\n  required = "yes" #!\n  fills = "person.forename"',
        '"required" should be true or false.',
    ),
    "text that is a number": ("areas.toml", '"South"', "7 #!", '"title" should be text in quotes.'),
    "a number that is text": (
        NOMINATION,
        'kind = "long text"',
        'kind = "long text"\n  longest = "40" #!',
        '"longest" should be a whole number.',
    ),
    "neither of two types": (
        NOMINATION,
        'options = "titles"',
        "options = 3 #!",
        '"options" should be text in quotes or a list in square brackets.',
    ),
    "one option of the wrong type": (
        NOMINATION,
        '["Me", "Someone else"]',
        '[\n"Me",\n2, #!\n"Someone else"]',
        "Number 2 should be text in quotes.",
    ),
    "a number out of range": (
        NOMINATION,
        'kind = "long text"',
        'kind = "long text"\n  longest = 0 #!',
        '"longest" should be greater than or equal to 1.',
    ),
    "a number with too many digits": (
        NOMINATION,
        'kind = "long text"',
        f'kind = "long text"\n  longest = {"9" * 5000} #!',
        "This number has too many digits. Shorten it.",
    ),
    "a date that is none": (
        "pack.toml",
        "in_force = 2026-09-01",
        'in_force = "soon" #!',
        '"in_force" should be a date such as 2026-09-01.',
    ),
    "an item of the wrong type": (
        "lists.toml",
        'choices = ["Mr", "Ms"]',
        'choices = [\n  "Mr",\n  3, #!\n]',
        "Number 2 should be a heading with what is said of it below.",
    ),
    "an empty list": ("lists.toml", '["Mr", "Ms"]', "[] #!", '"choices" is empty. Put at least one in.'),
    "a missing key": (
        "consent.toml",
        "[received]\n",
        "[kept] #!\ngiven = true\n[received]\n",
        'This consent statement has no "statement". Add statement = "...".',
    ),
    "a missing yes or no": (
        "consent.toml",
        "[received]\n",
        '[kept] #!\nstatement = "Kept"\n[received]\n',
        'This consent statement has no "given". Add given = true or given = false.',
    ),
    "a word that is not one of those": (
        "pack.toml",
        '"pointer"',
        '"pointers" #!',
        '"cases" is "pointers". Did you mean "pointer"?',
    ),
    "a kind of question that is not one": (
        NOMINATION,
        'kind   = "yes, no or don\'t know"',
        'kind   = "yes, no or dont know" #!',
        '"kind" is "yes, no or dont know". Did you mean "yes, no or don\'t know"?',
    ),
    "two of one id": (
        "criteria.toml",
        'who  = "everybody"',
        'who  = "everybody"\n\n[[health.question]] #!\nid = "mental-health"\nasks = "Who is ill?"',
        'There are two with the id "mental-health": the first is in criteria.toml, line 4. Give one another id.',
    ),
    "two questions of a form with one id": (
        NOMINATION,
        'id   = "plan-details"',
        'id   = "surname" #!',
        'The form has two questions with the id "surname": the first is in the section "Family". '
        "Give this one another id.",
    ),
    "two titles alike": (
        "areas.toml",
        '"South"',
        '"  north" #!',
        '"  north" is said of two, first in areas.toml, line 2. Give each a title people can tell apart.',
    ),
    "a team in an area that is not there": (
        "organisations.toml",
        '"north"',
        '"nroth" #!',
        'There is no area "nroth". Did you mean "north"?',
    ),
    "an organisation of a type that is not there": (
        "organisations.toml",
        'type  = "council"',
        'type  = "police" #!',
        'There is no organisation type "police". It should be "council" or "school".',
    ),
    "two teams coordinating": (
        "organisations.toml",
        'title = "Support"',
        'title = "Support"\n  coordinates = true #!',
        '"Support" cannot coordinate too: "Hub" does. One team of a partnership coordinates.',
    ),
    "no team coordinating": (
        "organisations.toml",
        '[organisation.council]\ntitle = "The council"\ntype  = "council"\n\n'
        '  [organisation.council.team.hub]\n  title       = "Hub"\n  coordinates = true\n',
        '[organisation.council] #!\ntitle = "The council"\ntype  = "council"\n\n'
        '  [organisation.council.team.hub]\n  title       = "Hub"\n',
        "No team coordinates. Say coordinates = true of the one team that is offered on every grant.",
    ),
    "two teams of one id": (
        "organisations.toml",
        '  area  = "north"',
        '  area  = "north"\n[organisation.two]\ntitle = "Two"\ntype = "school"\n'
        '[organisation.two.team.hub] #!\ntitle = "Other"',
        '"The council" has a team "hub" already. Give this one another id.',
    ),
    "two defaults": (
        "cases.toml",
        'title = "High"',
        'title = "High"\ndefault = true #!',
        '"High" cannot be the default too: "Low" is. One priority is the default.',
    ),
    "a new case closed at once": (
        "cases.toml",
        'title   = "Open"',
        'title = "Open"\ncloses = true #!',
        'A new case would be closed at once: "Open" is the default and closes. Take one away.',
    ),
    "an ethnicity without census code": (
        "lists.toml",
        '{ label = "Irish",   census = "WIRI" }',
        '{ label = "Irish" } #!\n',
        '"Irish" has no census code. Add the 2021 census group it counts as, such as census = "WBRI".',
    ),
    "a census code that is none": (
        "lists.toml",
        '"NOBT" },',
        '"NOTB" }, #!',
        '"NOTB" is not a census code. Did you mean "NOBT"?',
    ),
    "a choice twice": (
        "lists.toml",
        '["Mr", "Ms"]',
        '[\n"Mr",\n"Mr"] #!',
        '"Mr" stands in this list twice. Take one out.',
    ),
    "age bands that overlap": (
        "lists.toml",
        "from_age = 18 },",
        "from_age = 17 }, #!",
        '"Grown" overlaps "Child". A person of one age has one age band.',
    ),
    "an age band that ends before it starts": (
        "lists.toml",
        "from_age = 0, to_age = 17 },",
        "from_age = 17, to_age = 0 }, #!",
        '"Child" ends before it starts. from_age should be the smaller of the two.',
    ),
    "an age band with no start": (
        "lists.toml",
        "from_age = 0, to_age = 17 },",
        "to_age = 17 }, #!",
        '"Child" says to_age alone. Add from_age; 0 for the youngest.',
    ),
    "an age of the unborn": (
        "lists.toml",
        "unborn = true },",
        "unborn = true, from_age = -1, to_age = -1 }, #!",
        '"Unborn" is of a child not born, so it has no age. Take from_age out.',
    ),
    "a list that is not there": (
        NOMINATION,
        'options = "titles"',
        'options = "tiltes" #!',
        'There is no list "tiltes" in lists.toml. Did you mean "titles"?',
    ),
    "nothing to choose from": (
        NOMINATION,
        'kind    = "choice"\n  options = ["Me", "Someone else"]\n  initial = "Me"',
        'kind = "choice" #!',
        'Nothing to choose from. Add options, the id of a list or ["one", "another"].',
    ),
    "options of a question that has none": (
        NOMINATION,
        'kind = "long text"',
        'kind = "long text"\n  options = "titles" #!',
        'A question of kind "long text" has no options. Take them out, or make it a "choice".',
    ),
    "an option twice": (
        NOMINATION,
        '["Me", "Someone else"]',
        '["Me", "Someone else", "Me"] #!',
        "An option stands here twice. Take one out.",
    ),
    "a first answer that is none": (
        NOMINATION,
        'initial = "Me"',
        'initial = "Myself" #!',
        '"Myself" is not one of the answers. It should be "Me" or "Someone else".',
    ),
    "a date that starts as another day": (
        NOMINATION,
        'initial = "today"',
        'initial = "yesterday" #!',
        'A date can start as "today", not as "yesterday".',
    ),
    "a detail nobody is asked for": (
        NOMINATION,
        'kind = "long text"',
        'kind = "long text"\n  detail = "More" #!',
        "Only a question of yes, no or don't know asks for a detail. Ask it as a question of its own.",
    ),
    "a day limit on what is no date": (
        NOMINATION,
        'kind = "long text"',
        'kind = "long text"\n  not_after_today = true #!',
        'Only a date can be not_after_today; this is of kind "long text". Take it out.',
    ),
    "members chosen before there are any": (
        NOMINATION,
        'kind  = "user or person outside"\n  ' + WHEN + '\n  fills = "case.referrer"',
        'kind  = "members" #!',
        "There are no members to choose from yet. Put this after the section that repeats for each member.",
    ),
    "a section that asks nothing": (
        NOMINATION,
        '[[section]]\nid    = "rest"',
        '[[section]] #!\nid = "empty"\ntitle = "Empty"\n[[section]]\nid    = "rest"',
        'The section "Empty" asks nothing. Add a [[section.question]] below it.',
    ),
    "filling what nothing knows": (
        NOMINATION,
        '"person.title"',
        '"person.titel" #!',
        'Nothing in the record is called "person.titel". Did you mean "person.title"?',
    ),
    "filling by the wrong kind": (
        NOMINATION,
        'kind  = "case name"',
        'kind  = "number" #!',
        '"case.name" cannot be filled by a question of kind "number". Its kind should be "case name".',
    ),
    "filling once what is told of each": (
        NOMINATION,
        'kind = "long text"\n  ' + PLAN,
        'kind = "text"\n  fills = "person.middle_names" #!',
        '"person.middle_names" is told of each member. Move the question to a section with repeats = true.',
    ),
    "filling of each what is told once": (
        NOMINATION,
        'kind    = "choice"\n  options = "titles"\n  fills   = "person.title"',
        'kind    = "long text"\n  fills   = "consent.notes" #!',
        '"consent.notes" is told once. Move the question to a section that does not repeat.',
    ),
    "filling from another list": (
        NOMINATION,
        'options = "titles"',
        'options = ["Sir", "Dame"] #!',
        '"person.title" comes from a list that rules read. Say options = "titles".',
    ),
    "filling twice": (
        NOMINATION,
        'kind = "long text"\n  ' + PLAN,
        'kind = "case name"\n  fills = "case.name" #!',
        '"case.name" is filled by "case-name" already. Let one question fill it.',
    ),
    "a form that never asks what a case needs": (
        NOMINATION,
        'opens = "case"\n\n[[section]]\nid    = "details"\ntitle = "Details"\n\n'
        '  [[section.question]]\n  id    = "area"\n  asks  = "Area"\n  kind  = "area"\n  fills = "case.area"\n',
        'opens = "case" #!\n\n[[section]]\nid    = "details"\ntitle = "Details"\n',
        'A form that opens a case has to ask for "case.area". Add a question with fills = "case.area".',
    ),
    "a condition on a question that is not there": (
        NOMINATION,
        WHEN,
        'when = { question = "referer", is = "Someone else" } #!',
        'The form has no question "referer". Did you mean "referrer"?',
    ),
    "a condition on what is asked later": (
        NOMINATION,
        WHEN,
        'when = { question = "plan", is = true } #!',
        '"plan" is asked only later. Move this question below it.',
    ),
    "a condition on itself": (
        NOMINATION,
        PLAN,
        'when = { question = "plan-details", answered = true } #!',
        '"plan-details" is asked only later. Move this question below it.',
    ),
    "a condition on an answer nobody can give": (
        NOMINATION,
        WHEN,
        'when = { question = "referrer", is = "Somebody" } #!',
        '"Somebody" is no answer to "referrer". It should be "Me" or "Someone else".',
    ),
    "one of several answers nobody can give": (
        NOMINATION,
        WHEN,
        'when = { question = "referrer", any_of = ["Someone else", "Us"] } #!',
        '"Us" is no answer to "referrer". It should be "Me" or "Someone else".',
    ),
    "an answer in words where it is yes or no": (
        NOMINATION,
        PLAN,
        'when = { question = "plan", is = "yes" } #!',
        '"plan" is answered yes or no. Say is = true or is = false.',
    ),
    "an answer to don't know that is none": (
        NOMINATION,
        PLAN,
        'when = { question = "risk", is = "maybe" } #!',
        '"maybe" is no answer to "risk". It should be "yes", "no" or "don\'t know".',
    ),
    "a condition on free text": (
        NOMINATION,
        PLAN,
        'when = { question = "case-name", is = "Marsh" } #!',
        '"case-name" can be answered with anything. Say answered = true or answered = false.',
    ),
    "a condition on what each member answers": (
        NOMINATION,
        PLAN,
        'when = { question = "surname", answered = true } #!',
        '"surname" is answered once for each member, so it cannot decide here. Name another question.',
    ),
    "a condition that says too much": (
        NOMINATION,
        PLAN,
        'when = { question = "plan", is = true, answered = true } #!',
        "Say one of is, any_of and answered, and only one.",
    ),
    "nothing extended to leave out": (
        "areas.toml",
        '[south]\ntitle = "South"',
        '[south]\ntitle = "South"\n[nroth]\nleft_out = true #!',
        'There is no "nroth" to leave out. Did you mean "north"?',
    ),
    "an entry after one that is not there": (
        "areas.toml",
        'title = "South"',
        'title = "South"\nafter = "nroth" #!',
        'There is no "nroth" for "south" to come after. Did you mean "north"?',
    ),
    "a character nobody can see": (
        "consent.toml",
        '"The family agreed"',
        '"The family\\u0000 agreed" #!',
        "There is a character here that nobody can see. Type this again.",
    ),
    "not TOML": (
        "areas.toml",
        'title = "South"',
        "title = South #!",
        "This is not TOML: invalid value. Put this line right first.",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_named_with_its_file_and_line(name: str, tmp_path: Path) -> None:
    file, right, wrong, sentence = FAULTS[name]
    folder = write(tmp_path / "small")
    change(folder, file, right, wrong)

    with pytest.raises(Faulty) as refused:
        load(folder)

    written = (folder / file).read_text(encoding="utf-8").splitlines()
    line = next((number for number, text in enumerate(written, 1) if "#!" in text), 1)
    assert refused.value.faults == [Fault(Where(folder / file, line), sentence)]
    assert str(refused.value) == f"{folder / file}:{line}: {sentence}"

    change(folder, file, wrong, right)
    assert load(folder).title == "Small"


def test_all_faults_are_named_at_once(tmp_path: Path) -> None:
    folder = write(tmp_path / "small")
    change(folder, "areas.toml", 'title = "South"', 'titel = "South"')  # unknown, and missing
    change(folder, "organisations.toml", '"north"', '"nrth"')
    change(folder, "lists.toml", 'census = "WIRI"', 'census = "?"')
    change(folder, "forms/nomination.toml", '"case.area"', '"case.aera"')
    change(folder, "forms/nomination.toml", 'kind  = "case name"', 'kind  = "name"')

    with pytest.raises(Faulty) as refused:
        load(folder)

    assert [(fault.where.file.name, fault.where.line) for fault in refused.value.faults] == [
        ("areas.toml", 4),
        ("areas.toml", 5),
        ("nomination.toml", 12),
        ("nomination.toml", 24),
        ("lists.toml", 8),
        ("organisations.toml", 17),
    ]


def test_what_names_an_entry_that_was_refused_is_not_a_fault_too(tmp_path: Path) -> None:
    folder = write(tmp_path / "small")
    change(folder, "areas.toml", 'title = "North"', "title = 1")
    change(folder, "lists.toml", 'title   = "Title"', "")

    with pytest.raises(Faulty) as refused:
        load(folder)

    assert [fault.sentence for fault in refused.value.faults] == [
        '"title" should be text in quotes.',
        'This choice list has no "title". Add title = "...".',
    ]


@pytest.mark.parametrize("missing", ["title", "source", "in_force"])
def test_what_a_pack_has_to_say_of_itself(missing: str, tmp_path: Path) -> None:
    lines = SMALL["pack.toml"].splitlines(keepends=True)
    folder = write(tmp_path / "small")
    (folder / "pack.toml").write_text("".join(line for line in lines if not line.startswith(missing)))

    with pytest.raises(Faulty) as refused:
        load(folder)
    [fault] = refused.value.faults
    assert fault.where == Where(folder / "pack.toml", 1)
    assert fault.sentence.startswith(f'This pack has no "{missing}". Add {missing} = ')

    assert load(write(folder)).title == "Small"


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        ("areas.toml", "An area to work in: add areas.toml with a heading for each, such as [north]."),
        ("organisations.toml", "A partner: add organisations.toml, with one team that coordinates."),
        ("cases.toml", "A case status: add [status.open] to cases.toml."),
        ("forms/nomination.toml", 'No form opens a case. Say opens = "case" in one of forms/'),
    ],
)
def test_what_every_partnership_needs(file: str, sentence: str, tmp_path: Path) -> None:
    folder = write(tmp_path / "small")
    (folder / file).unlink()

    with pytest.raises(Faulty) as refused:
        load(folder)
    assert any(sentence in fault.sentence for fault in refused.value.faults)

    change(folder, "pack.toml", "in_force", "only_to_extend = true\nin_force")
    if file != "areas.toml":  # a team there still names an area
        assert load(folder).only_to_extend
    change(folder, "pack.toml", "only_to_extend = true\nin_force", "in_force")
    assert not load(write(folder)).only_to_extend


def test_a_file_that_no_part_of_a_pack_is_called(tmp_path: Path) -> None:
    folder = write(tmp_path / "small", {**SMALL, "criterias.toml": ""})

    with pytest.raises(Faulty) as refused:
        load(folder)
    sentence = 'No part of a pack is called criterias.toml. Did you mean "criteria.toml"?'
    assert refused.value.faults == [Fault(Where(folder / "criterias.toml", 1), sentence)]

    (folder / "criterias.toml").unlink()
    assert load(folder).title == "Small"


def test_a_file_that_is_not_text(tmp_path: Path) -> None:
    folder = write(tmp_path / "small")
    (folder / "areas.toml").write_bytes(b'[north]\ntitle = "N\xf6rd"\n')

    with pytest.raises(Faulty) as refused:
        load(folder)
    assert refused.value.faults == [
        Fault(Where(folder / "areas.toml", 2), "This is not UTF-8 text. Save the file as UTF-8.")
    ]

    assert load(write(folder)).title == "Small"


def test_a_folder_that_holds_no_pack(tmp_path: Path) -> None:
    with pytest.raises(Faulty, match=r"pack\.toml:1: There is no pack\.toml here\."):
        load(tmp_path / "nowhere")
    assert load(write(tmp_path / "nowhere")).id == "nowhere"


def test_a_pack_to_extend_that_is_not_there(tmp_path: Path) -> None:
    write(tmp_path / "small")
    folder = write(
        tmp_path / "other", {"pack.toml": 'title = "O"\nsource = "S"\nin_force = 2026-01-01\nextends = "smal"\n'}
    )

    with pytest.raises(Faulty) as refused:
        load(folder)
    sentence = 'There is no pack "smal" to extend beside this one. Did you mean "small"?'
    assert refused.value.faults == [Fault(Where(folder / "pack.toml", 4), sentence)]

    change(folder, "pack.toml", '"smal"', '"small"')
    assert [area.id for area in load(folder).areas] == ["north", "south"]


def test_packs_that_extend_each_other(tmp_path: Path) -> None:
    first, second = write(tmp_path / "first"), write(tmp_path / "second")
    change(first, "pack.toml", "in_force", 'extends = "second"\nin_force')
    change(second, "pack.toml", "in_force", 'extends = "first"\nin_force')

    with pytest.raises(Faulty) as refused:
        load(first)
    sentence = "This goes round in a circle: first extends second extends first. Let one of them extend nothing."
    assert refused.value.faults == [Fault(Where(second / "pack.toml", 3), sentence)]

    change(second, "pack.toml", 'extends = "first"\n', "")
    assert load(first).title == "Small"


def test_a_fault_in_what_is_extended_is_named_where_it_stands(tmp_path: Path) -> None:
    below = write(tmp_path / "small")
    change(below, "areas.toml", 'title = "South"', "title = 2")
    above = write(
        tmp_path / "above", {"pack.toml": 'title = "A"\nsource = "S"\nin_force = 2026-01-01\nextends = "small"\n'}
    )

    with pytest.raises(Faulty) as refused:
        load(above)
    assert [fault.where for fault in refused.value.faults] == [Where(below / "areas.toml", 5)]

    change(below, "areas.toml", "title = 2", 'title = "South"')
    assert load(above).title == "A"
