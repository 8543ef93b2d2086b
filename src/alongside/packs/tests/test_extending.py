"""One pack extends another and changes single entries by their ids."""

from datetime import date
from pathlib import Path

import pytest

from alongside.packs.loader import load
from alongside.packs.schema import Pack
from alongside.packs.tests.folder import write

pytestmark = pytest.mark.req("PLAT-01")

PACK = 'title = "Ours"\nsource = "Us"\nin_force = 2027-01-01\nextends = "small"\n'


def extended(tmp_path: Path, files: dict[str, str]) -> Pack:
    write(tmp_path / "small")
    return load(write(tmp_path / "ours", {"pack.toml": PACK, **files}))


def test_what_is_not_changed_is_taken_over(tmp_path: Path) -> None:
    ours = extended(tmp_path, {})
    small = load(tmp_path / "small")

    assert (ours.title, ours.source, ours.in_force, ours.id) == ("Ours", "Us", date(2027, 1, 1), "ours")
    assert ours.forms == small.forms
    assert ours.organisations == small.organisations
    assert ours.discovery == small.discovery


def test_an_entry_is_changed_key_by_key(tmp_path: Path) -> None:
    ours = extended(tmp_path, {"cases.toml": '[status.ended]\ntitle = "Over"\n'})

    [opened, ended] = ours.statuses
    assert (ended.title, ended.closes) == ("Over", True)
    assert opened.default


def test_entries_are_added_left_out_and_placed(tmp_path: Path) -> None:
    areas = '[south]\nleft_out = true\n[west]\ntitle = "West"\n[middle]\nafter = "north"\ntitle = "Middle"\n'
    ours = extended(tmp_path, {"areas.toml": areas})

    assert [area.id for area in ours.areas] == ["north", "middle", "west"]


def test_an_entry_left_out_can_be_said_anew(tmp_path: Path) -> None:
    write(tmp_path / "small")
    write(tmp_path / "ours", {"pack.toml": PACK, "areas.toml": "[south]\nleft_out = true\n"})
    again = PACK.replace('"small"', '"ours"')
    third = write(tmp_path / "third", {"pack.toml": again, "areas.toml": '[south]\ntitle = "Far South"\n'})

    assert [area.title for area in load(third).areas] == ["North", "Far South"]


def test_a_question_of_a_form_is_changed_by_its_id(tmp_path: Path) -> None:
    form = (
        '[[section]]\nid = "details"\n'
        '[[section.question]]\nid = "nominator"\nasks = "Who then?"\n'
        'when = { question = "referrer", any_of = ["Someone else"] }\n'
        '[[section.question]]\nid = "heard"\nafter = "area"\nasks = "How did they hear of us?"\nkind = "text"\n'
        '[[section]]\nid = "rest"\nleft_out = true\n'
    )
    [nomination] = extended(tmp_path, {"forms/nomination.toml": form}).forms

    assert [section.id for section in nomination.section] == ["details", "family"]
    questions = {question.id: question for question in nomination.section[0].question}
    assert list(questions) == ["area", "heard", "referral-date", "case-name", "referrer", "nominator"]
    assert questions["nominator"].asks == "Who then?"
    assert questions["nominator"].kind == "user or person outside"
    # A condition is one fact, so it is replaced whole.
    assert questions["nominator"].when is not None
    assert (questions["nominator"].when.is_, questions["nominator"].when.any_of) == (None, ("Someone else",))


def test_choices_and_options_are_replaced_whole(tmp_path: Path) -> None:
    form = (
        '[[section]]\nid = "details"\n[[section.question]]\nid = "referrer"\noptions = ["Me", "Someone else", "Us"]\n'
    )
    ours = extended(tmp_path, {"lists.toml": '[titles]\nchoices = ["Sir", "Dame"]\n', "forms/nomination.toml": form})

    assert ours.choice_list("titles").labels == ("Sir", "Dame")
    assert ours.choice_list("titles").title == "Title"
    assert ours.form("nomination").section[0].question[3].options == ("Me", "Someone else", "Us")


def test_settings_of_the_pack_are_changed_one_by_one(tmp_path: Path) -> None:
    ours = extended(tmp_path, {"pack.toml": PACK + '[discovery]\nreport_titles = "visible"\n[words]\nlog = "diary"\n'})

    assert (ours.discovery.cases, ours.discovery.report_titles) == ("pointer", "visible")
    assert (ours.words.log, ours.words.nomination) == ("diary", "nomination")
