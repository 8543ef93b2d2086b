"""What was typed for one question becomes a value, or a sentence beside its field."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.forms.answers import Address, CriterionAnswer, CriterionFinding, Referrer, Told
from alongside.forms.fields import NOT_KEPT, field_names, keepable, seal
from alongside.forms.rules import Wrong, missing, read, read_source
from alongside.forms.tests.example import PACK, QUESTIONS, against, question

OURS = json.loads((Path(__file__).parent / "data" / "hostile_strings.json").read_text(encoding="utf-8"))
THEIRS = Path(__file__).resolve().parents[5] / "shared" / "data" / "hostile" / "strings"
HOME = {"address.line1": "14 Tanner Row", "address.town": "Calderholt", "address.postcode": "ch992nd"}
OUTSIDE = {
    "nominator": "outside",
    "nominator.name": "Pat Lyle",
    "nominator.organisation": "Tanner Row Surgery",
    "nominator.email": "pat@Surgery.Example",
}


def value(question_id: str, fields: dict[str, Any], *members: str, **changed: Any) -> Any:
    return read(question(question_id, **changed), fields, against(*members))


def said(question_id: str, fields: dict[str, Any], *members: str, **changed: Any) -> dict[str, str]:
    with pytest.raises(Wrong) as wrong:
        value(question_id, fields, *members, **changed)
    return wrong.value.fields


@pytest.mark.parametrize(
    ("question_id", "fields", "expected"),
    [
        ("forename", {"forename": "  Marnie  "}, "Marnie"),
        ("forename", {"forename": "مارني"}, "مارني"),
        ("forename", {"forename": "👩‍👧 Wren"}, "👩‍👧 Wren"),
        ("forename", {"forename": ""}, None),
        ("story", {"story": "One\n\ntwo"}, "One\n\ntwo"),
        ("case-name", {"case-name": "Marsh\nCH99 2ND"}, "Marsh CH99 2ND"),
        ("born", {"born": "11/5/92"}, date(1992, 5, 11)),
        ("referral-date", {"referral-date": "28-7-26"}, date(2026, 7, 28)),
        ("rooms", {"rooms": "1,200"}, 1200),
        ("rooms", {"rooms": "2.5"}, Decimal("2.5")),
        ("area", {"area": "north"}, "north"),
        ("needs", {"needs": ["School", "Housing"]}, ("Housing", "School")),
        ("plan", {"plan": "no"}, False),
        ("plan", {}, None),
        ("risk", {"risk": "no", "risk.detail": "left from before"}, Told("no")),
        ("risk", {"risk": "yes", "risk.detail": "A large dog"}, Told("yes", "A large dog")),
        ("consent", {"consent": "given"}, "given"),
        ("email", {"email": "Ade@Calderholt.Example"}, "Ade@calderholt.example"),
        ("telephone", {"telephone": "+44 7700 900123"}, "07700 900123"),
        ("telephone", {"telephone": "+33 1 42 68 53 00"}, "+33 1 42 68 53 00"),
        ("postcode", {"postcode": "ch99-2nd"}, "CH99 2ND"),
        ("nhs", {"nhs": "999 123 4560"}, "9991234560"),
        ("mobiles", {"mobiles": ["07700900123", " ", "07700 900 123"]}, ("07700 900123",)),
        ("person", {"person": "41"}, 41),
        ("person", {"person": "new"}, None),
        ("lead-worker", {"lead-worker": "7"}, 7),
        ("address", HOME, Address(("14 Tanner Row", "Calderholt"), "CH99 2ND")),
        ("address", {"address.abode": "yes"}, Address((), "", no_fixed_abode=True)),
        ("nominator", {"nominator.user": "7"}, Referrer(user_id=7)),
        ("nominator", OUTSIDE, Referrer(None, "Pat Lyle", "Tanner Row Surgery", "", "pat@surgery.example")),
    ],
)
@pytest.mark.req("NOM-04", "NOM-05", "NOM-06")
def test_an_answer_is_read(question_id: str, fields: dict[str, Any], expected: object) -> None:
    assert value(question_id, fields) == expected


@pytest.mark.parametrize(
    ("question_id", "wrong", "field", "says", "right"),
    [
        ("forename", {"forename": "x" * 5000}, "forename", "5,000 characters; 60 fit", {"forename": "x" * 60}),
        ("forename", {"forename": f"a{NOT_KEPT}"}, "forename", "cannot be kept", {"forename": "a"}),
        ("surname", {"surname": " "}, "surname", "Enter last name", {"surname": "Marsh"}),
        ("born", {"born": "31-02-2016"}, "born", "29 days", {"born": "29-02-2016"}),
        ("referral-date", {"referral-date": "29-07-2026"}, "referral-date", "to come", {"referral-date": "1/7/26"}),
        ("rooms", {"rooms": "three"}, "rooms", "in figures", {"rooms": "3"}),
        ("area", {"area": "penwether"}, "area", "Choose one", {"area": "market"}),
        ("needs", {"needs": ["Money"]}, "needs", "Choose from", {"needs": ["Health"]}),
        ("plan", {"plan": "maybe"}, "plan", "yes or no", {"plan": "yes"}),
        ("risk", {"risk": "yes"}, "risk.detail", "Say what they are", {"risk": "yes", "risk.detail": "Stairs"}),
        ("risk", {"risk": "maybe"}, "risk", "don't know", {"risk": "don't know"}),
        ("consent", {}, "consent", "Choose consent", {"consent": "given"}),
        ("email", {"email": "ade@"}, "email", "name@example", {"email": "ade@calderholt.example"}),
        ("telephone", {"telephone": "call me"}, "telephone", "telephone number like", {"telephone": "01632 960123"}),
        ("mobiles", {"mobiles": ["07700"]}, "mobiles", "telephone number like", {"mobiles": ["07700 900123"]}),
        ("postcode", {"postcode": "SY2 6CI"}, "postcode", "postcode like", {"postcode": "SY2 6ND"}),
        ("nhs", {"nhs": "9991234561"}, "nhs", "Check each figure", {"nhs": "9991234560"}),
        ("person", {"person": "0"}, "person", "Choose somebody", {"person": "12"}),
        ("address", {**HOME, "address.line1": ""}, "address.line1", "first line", HOME),
        ("address", {**HOME, "address.postcode": ""}, "address.postcode", "Enter the postcode", HOME),
        ("nominator", {}, "nominator", "Who is it?", OUTSIDE),
        ("nominator", {**OUTSIDE, "nominator.email": ""}, "nominator.telephone", "so that they can", OUTSIDE),
        ("nominator", {**OUTSIDE, "nominator.name": ""}, "nominator.name", "their name", OUTSIDE),
    ],
)  # fmt: skip
@pytest.mark.req("NOM-04", "NOM-05", "NOM-06", "PEOP-03")
def test_a_wrong_answer_is_told_beside_its_field_and_put_right_it_stands(
    question_id: str, wrong: dict[str, Any], field: str, says: str, right: dict[str, Any]
) -> None:
    assert says in said(question_id, wrong)[field]
    assert value(question_id, right) is not None


def test_members_are_those_on_the_form() -> None:
    assert value("concerns", {"concerns": ["jay", "marnie"]}, "marnie", "jay", "wren") == ("marnie", "jay")
    assert "no longer on this form" in said("about", {"about": "jay"}, "marnie")["about"]
    assert value("about", {"about": "marnie"}, "marnie") == "marnie"


@pytest.mark.req("NOM-07")
def test_a_criterion_is_not_applicable_until_somebody_says_otherwise() -> None:
    fields = {
        "criteria.health.ill.members": ["marnie"],
        "criteria.health.ill.notes": "Asthma",
        "criteria.school.met": "no",
    }
    assert value("criteria", {}, "marnie") is None
    assert value("criteria", fields, "marnie") == (
        CriterionAnswer("health", "not applicable", (CriterionFinding("ill", ("marnie",), "Asthma"),)),
        CriterionAnswer("school", "no"),
    )
    faults = said("criteria", {**fields, "criteria.health.met": "perhaps", "criteria.school.met": "never"}, "marnie")
    assert set(faults) == {"criteria.health.met", "criteria.school.met"}


def test_where_a_thing_was_learnt_is_kept_beside_it() -> None:
    assert read_source(question("surname"), {"surname.source": " the school "}) == "the school"
    assert read_source(question("forename"), {"forename.source": "the school"}) == ""


def test_a_missing_answer_is_asked_for_in_its_own_words() -> None:
    assert missing(question("nominator")) == "Answer “Who is it?”"
    assert missing(question("area")) == "Choose area"
    assert missing(question("nhs")) == "Enter NHS number"


def _hostile() -> list[str]:
    strings = list(OURS)
    if THEIRS.is_dir():
        for file in sorted(THEIRS.glob("*.txt")):
            strings += file.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
        for file in sorted(THEIRS.glob("*.json")):
            strings += _texts(json.loads(file.read_text(encoding="utf-8")))
    return strings


def _texts(found: Any) -> list[str]:
    if isinstance(found, str):
        return [found]
    parts = found.values() if isinstance(found, dict) else found
    return [text for part in parts for text in _texts(part)]


def _try(text: str, question_id: str) -> None:
    asked = QUESTIONS[question_id]
    fields = {name: keepable([text], many=many) for name, many in field_names(asked, PACK).items()}
    for raw in fields.values():
        assert b"\x00" not in "".join(raw).encode()  # as the database holds it: no NUL, no half of a pair
        assert keepable([raw] if isinstance(raw, str) else raw, many=isinstance(raw, list)) == raw
        assert len(seal(raw)) == 16
    try:
        read(asked, fields, against("marnie"))
    except Wrong as wrong:
        assert wrong.fields and all(wrong.fields.values())


@pytest.mark.parametrize("question_id", sorted(QUESTIONS))
def test_no_hostile_string_does_more_than_be_refused(question_id: str) -> None:
    for text in _hostile():
        _try(text, question_id)


@given(st.text(alphabet=st.characters(exclude_categories=())), st.sampled_from(sorted(QUESTIONS)))
def test_no_string_at_all_does_more_than_be_refused(text: str, question_id: str) -> None:
    _try(text, question_id)


def test_the_shared_naughty_strings_are_among_those_tried() -> None:
    if not THEIRS.is_dir():
        pytest.skip("The shared lists of hostile strings are not on this machine; our own list was tried.")
    assert len(_hostile()) > len(OURS) + 500


def test_a_character_that_cannot_be_kept_is_shown_and_text_is_otherwise_as_typed() -> None:
    assert keepable(["a\x00b\ud800"], many=False) == f"a{NOT_KEPT}b{NOT_KEPT}"
    assert keepable(["Zoe\u0308\r\n\u202eمارش\u200f 👩‍👧"], many=False) == "Zoë\n\u202eمارش\u200f 👩‍👧"
