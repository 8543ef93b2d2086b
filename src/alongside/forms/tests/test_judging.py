"""A whole form: what is asked, what is wrong and where, the submission, and the pages that show it."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.forms import pages
from alongside.forms.answers import Address, Referrer
from alongside.forms.conditions import questions_asked, questions_on_page
from alongside.forms.judging import Judged, Rules, judge
from alongside.forms.tests.example import FORM, against
from alongside.forms.typed import Typed, Where, typed_from

DETAILS = {"area": "north", "referral-date": "28-07-2026", "case-name": "Marsh CH99 2ND", "referrer": "Me"}
MARNIE = {
    "forename": "Marnie",
    "surname": "Marsh",
    "address.line1": "14 Tanner Row",
    "address.postcode": "CH99 2ND",
}
JAY = {"forename": "Jay", "surname": "Quillan", "relationship": "Partner", "same-address": "yes"}
HEAD, SECOND = Where("members", "marnie"), Where("members", "jayjay")


def family() -> Typed:
    """A form that can be submitted."""
    typed = Typed(DETAILS).with_entry(HEAD).with_fields(HEAD, MARNIE)
    return typed.with_entry(SECOND).with_fields(SECOND, JAY)


def judged(typed: Typed, rules: Rules | None = None) -> Judged:
    return judge(FORM, typed, against(), rules=rules, release_id=3)


def faults(typed: Typed, rules: Rules | None = None) -> dict[tuple[str, str], str]:
    return {(fault.entry or fault.section, fault.field): fault.sentence for fault in judged(typed, rules).faults}


@pytest.mark.req("NOM-04", "NOM-05")
def test_a_form_answered_in_full_becomes_a_submission() -> None:
    submission = judged(family()).submission

    assert submission is not None
    assert submission.release_id == 3
    assert submission.filled["case.area"] == submission.answers["area"] == "north"
    head, jay = submission.entries["members"]
    assert (head.id, head.filled["person.surname"]) == ("marnie", "Marsh")
    assert jay.filled["member.relationship"] == "Partner"
    assert jay.filled["person.address"] == Address(("14 Tanner Row",), "CH99 2ND")
    assert typed_from(submission.raw) == family()
    assert submission.as_json()["answers"]["referral-date"] == "2026-07-28"


@pytest.mark.req("NOM-05")
def test_a_missing_head_is_asked_for() -> None:
    empty = Typed(DETAILS)
    assert faults(empty) == {("members", ""): "Add head of the family"}
    assert faults(empty.with_entry(HEAD).with_fields(HEAD, MARNIE)) == {}


@pytest.mark.req("NOM-05")
def test_the_head_is_not_asked_what_they_are_to_the_head() -> None:
    section = FORM.section[1]
    head = {question.id for question in questions_asked(section, {}, {}, first=True)}
    other = {question.id for question in questions_asked(section, {"same-address": "yes"}, {})}
    moved = {question.id for question in questions_asked(section, {"same-address": "no"}, {})}
    assert {"relationship", "same-address"} & head == set()
    assert "address" in head
    assert {"relationship", "same-address"} <= other
    assert "address" not in other
    assert "address" in moved


def test_what_was_typed_for_a_question_not_asked_is_kept_but_not_submitted() -> None:
    outside = {
        "nominator": "outside", "nominator.name": "Pat", "nominator.organisation": "Surgery",
        "nominator.telephone": "01632 960123",
    }  # fmt: skip
    typed = family().with_fields(Where(), {**outside, "referrer": "Other"})
    asked = judged(typed).submission
    assert asked is not None
    assert asked.filled["case.referrer"] == Referrer(None, "Pat", "Surgery", "01632 960123", "")

    unasked = judged(typed.with_fields(Where(), {"referrer": "Me"})).submission
    assert unasked is not None
    assert "case.referrer" not in unasked.filled
    assert unasked.raw["fields"]["nominator.name"] == "Pat"


def test_a_wrong_answer_stands_with_its_section_entry_and_field() -> None:
    typed = family().with_fields(SECOND, {"born": "31-02-2016", "relationship": ""})
    assert set(faults(typed)) == {("jayjay", "born"), ("jayjay", "relationship")}
    assert faults(typed.with_fields(SECOND, {"born": "28-02-2016", "relationship": "Child"})) == {}


def test_an_optional_section_may_be_left_but_once_begun_is_judged() -> None:
    begun = family().with_fields(Where(), {"plan": "yes"})
    assert faults(begun) == {("later", "consent"): "Choose consent"}
    assert faults(begun.with_fields(Where(), {"consent": "given"})) == {}


def test_rules_of_other_rooms_speak_beside_the_question_they_are_about() -> None:
    rules = Rules(
        of_entry=lambda filled: {"person.birth_date": "Too old."} if filled.get("person.forename") == "Jay" else {},
        of_whole=lambda submission: {"case.name": "Add Quillan."},
    )
    assert faults(family(), rules) == {("jayjay", "born"): "Too old."}
    assert faults(family(), Rules(of_whole=rules.of_whole)) == {("details", "case-name"): "Add Quillan."}
    assert judged(family(), Rules()).submission is not None


def test_removing_somebody_takes_their_ticks_away() -> None:
    ticked = family().with_fields(Where(), {"concerns": ["marnie", "jayjay"], "about": "marnie"})
    assert ticked.without_entry(SECOND).fields["concerns"] == ["marnie"]


_fields = st.dictionaries(
    st.sampled_from(["area", "case-name", "story", "needs", "rooms"]), st.text(max_size=5) | st.just(""), max_size=5
)


@given(_fields, st.randoms())
def test_any_order_of_partial_saves_gives_the_same_draft(fields: dict[str, Any], random: Any) -> None:
    orders = [list(fields.items()), list(fields.items())]
    random.shuffle(orders[1])
    drafts = []
    for order in orders:
        typed = family()
        for name, raw in order:
            typed = typed.with_fields(Where(), {name: raw})
        drafts.append(typed)
    assert drafts[0] == drafts[1] == family().with_fields(Where(), fields)
    assert typed_from(drafts[0].as_json()) == drafts[0]


def test_the_form_is_steps_with_progress_in_words() -> None:
    typed = family().with_fields(Where(), {"rooms": "three"})
    steps = pages.steps(FORM, typed, judged(typed), ["details", "members", "information"])
    assert [step.state for step in steps] == ["complete", "complete", "started", "not started"]
    assert steps[1].progress == "2 of 4, Family members"
    assert [(entry.place, entry.name) for entry in steps[1].entries] == [
        ("Head of the family", "Marnie Marsh"),
        ("Family member 2", "Jay Quillan"),
    ]
    following, first = pages.after(FORM, "details"), pages.before(FORM, "details")
    assert following is not None
    assert (following.id, first) == ("members", None)
    assert pages.after(FORM, "later") is None


def test_the_answers_to_check_are_in_words_with_faults_beside_them() -> None:
    typed = family().with_fields(
        Where(),
        {
            "criteria.health.met": "yes",
            "criteria.health.ill.members": ["jayjay"],
            "criteria.health.ill.notes": "Asthma",
            "assessed": "31-02-2016",
            "lead-worker": "7",
        },
    )
    called = pages.Called(users={7: "Bryony Tull"}, entries=pages.entry_names(FORM, typed))
    found = pages.groups(FORM, typed, judged(typed), against(), called)

    rows = {row.asks: row for group in found for row in group.rows if group.entry != "jayjay"}
    assert [group.title for group in found][1:3] == ["Head of the family: Marnie Marsh", "Family member 2: Jay Quillan"]
    assert rows["Area"].lines == ("Calderholt North",)
    assert rows["Date of referral"].lines == ("28 July 2026",)
    assert rows["Home address"].lines == ("14 Tanner Row", "CH99 2ND")
    assert rows["Health"].lines == ("Met: yes", "Who is unwell?", "Jay Quillan", "Asthma")
    assert rows["Lead worker"].lines == ("Bryony Tull",)
    assert rows["Assessment date"].lines == ("31-02-2016",)
    assert "29 days" in rows["Assessment date"].fault
    assert rows["How many rooms?"].lines == ()


def test_a_page_holds_what_its_own_answers_would_make_asked() -> None:
    section = FORM.section[1]
    blank = {question.id for question in questions_on_page(section, {}, {})}
    assert {"same-address", "address"} <= blank
    assert {"born", "age"} <= blank
    assert "person" not in blank
    known = {question.id for question in questions_on_page(section, {"person": "41"}, {}, first=True)}
    assert known & {"person", "born", "age"} == set()
    assert "address" in known
    details = {question.id for question in questions_on_page(FORM.section[0], {"referrer": "Me"}, {})}
    assert "nominator" in details


def test_somebody_known_before_is_called_by_their_name_and_somebody_new_is_not_known() -> None:
    typed = family().with_fields(SECOND, {"person": "41"})
    assert pages.entry_names(FORM, typed, {41: "Jay Known"})["jayjay"] == "Jay Known"
    assert pages.entry_names(FORM, typed.with_fields(SECOND, {"person": "new"}))["jayjay"] == "Jay Quillan"
