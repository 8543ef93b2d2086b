"""Every fault of a pack is named with its file, its line, what is wrong and what would be right."""

from pathlib import Path

import pytest

from alongside.packs.faults import Fault, Faulty, Where
from alongside.packs.loader import load
from alongside.packs.tests.folder import SMALL, change, write
from alongside.packs.tests.form_faults import FORM_FAULTS
from alongside.packs.tests.part_faults import PART_FAULTS

pytestmark = pytest.mark.req("PLAT-01")

# What is put wrong: the file, what stands there, what is put in its place (the faulty line ends in #!), the sentence.
FAULTS = PART_FAULTS | FORM_FAULTS


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
