"""What has to be there before a service is asked, as a pure rule."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.plans.rules.interventions import (
    InPlace,
    answer_in_words,
    missing_to_ask,
    says_measure,
    says_outcome,
    title_of,
)

pytestmark = pytest.mark.req("TASK-06")
NEEDS = ("consent", "assessment", "risk", "plan")
THERE = st.builds(InPlace, *[st.booleans()] * 6)


def test_consent_and_assessment_without_a_plan_are_refused_naming_the_plan() -> None:
    there = InPlace(consent=True, assessment=True, risk=True, plan=False, outcome=False, measure=False)
    assert missing_to_ask(NEEDS, there) == ["plan", "outcome", "measure"]


@given(st.sets(st.sampled_from(NEEDS)), THERE)
def test_nothing_is_missing_that_the_partnership_does_not_ask_for(needs: set[str], there: InPlace) -> None:
    missing = missing_to_ask(tuple(needs), there)
    assert ("consent" in missing) == ("consent" in needs and not there.consent)
    assert ("assessment" in missing) == ("assessment" in needs and not there.assessment)
    assert ("risk" in missing) == ("risk" in needs and not there.risk)
    assert ("measure" in missing) == ("plan" in needs and not there.measure)
    assert missing_to_ask((), there) == []


def test_a_criterion_without_printed_codes_is_said_in_words() -> None:
    assert says_outcome(outcome="O3C", goal="", known=True)
    assert not says_outcome(outcome="", goal="More confident", known=True)
    assert says_outcome(outcome="", goal="More confident", known=False)
    assert not says_measure(measures=[], knowing=" ", known=False)
    assert says_measure(measures=["M3D"], knowing="", known=True)


def test_the_title_is_always_the_same_sentence() -> None:
    assert title_of(77220) == "Early Help intervention request for case ID 77220"


def test_the_note_says_who_and_when_or_why() -> None:
    said = answer_in_words("EnHance", "accepted", who="Hollis Reed, 01632 960108", begins="next week")
    assert said.splitlines() == [
        "Request for an intervention by EnHance: accepted.", "Who: Hollis Reed, 01632 960108.",
        "When it begins: next week.",
    ]  # fmt: skip
    assert answer_in_words("EnHance", "declined", why="She is too young.").endswith("Why: She is too young.")
