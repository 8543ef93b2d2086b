"""What is missing before a case may be shared, as a pure rule over every order in which things can be said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.cases.rules import CONSENT_STATES, GIVEN, OTHER_BASIS, REFUSED, WITHDRAWN, Said, missing_to_share

pytestmark = pytest.mark.req("SHAR-03")
ASKS = st.sampled_from(["signed copy", "statement", "not asked"])
ONE = st.builds(Said, st.sampled_from(CONSENT_STATES), st.booleans(), st.booleans())
HISTORY = st.lists(ONE, max_size=6)


@pytest.mark.parametrize(
    ("asks", "said", "missing"),
    [
        ("signed copy", [], "consent"),
        ("signed copy", [Said(GIVEN)], "signed copy"),
        ("signed copy", [Said(GIVEN, signed=True)], ""),
        ("signed copy", [Said(GIVEN, signed=True), Said(GIVEN)], ""),
        ("signed copy", [Said(OTHER_BASIS)], "consent"),
        ("signed copy", [Said(OTHER_BASIS, reason=True)], ""),
        ("signed copy", [Said(GIVEN, signed=True), Said(WITHDRAWN)], "withdrawn"),
        ("signed copy", [Said(GIVEN, signed=True), Said(WITHDRAWN), Said(GIVEN)], "signed copy"),
        ("signed copy", [Said(REFUSED), Said(OTHER_BASIS, reason=True)], ""),
        ("statement", [], "consent"),
        ("statement", [Said(GIVEN)], ""),
        ("statement", [Said(REFUSED)], "refused"),
        ("not asked", [], ""),
        ("not asked", [Said(GIVEN), Said(WITHDRAWN)], "withdrawn"),
    ],
)
def test_what_is_missing(asks: str, said: list[Said], missing: str) -> None:
    assert missing_to_share(asks, said) == missing


@given(ASKS, HISTORY, st.sampled_from([REFUSED, WITHDRAWN]))
def test_a_no_that_was_said_last_closes_sharing_whatever_stood_before_and_whatever_is_asked(
    asks: str, said: list[Said], no: str
) -> None:
    assert missing_to_share(asks, [*said, Said(no)]) == no


@given(ASKS, HISTORY)
def test_a_signed_consent_or_a_reasoned_basis_said_last_opens_it(asks: str, said: list[Said]) -> None:
    assert missing_to_share(asks, [*said, Said(GIVEN, signed=True)]) == ""
    assert missing_to_share(asks, [*said, Said(OTHER_BASIS, reason=True)]) == ""


@given(HISTORY)
def test_who_asks_for_more_never_opens_what_who_asks_for_less_keeps_closed(said: list[Said]) -> None:
    shut = [bool(missing_to_share(asks, said)) for asks in ("not asked", "statement", "signed copy")]
    assert shut == sorted(shut)


@given(ASKS, HISTORY, HISTORY, st.sampled_from([REFUSED, WITHDRAWN]))
def test_nothing_from_before_a_no_counts_after_it(asks: str, before: list[Said], after: list[Said], no: str) -> None:
    assert missing_to_share(asks, [*before, Said(no), *after]) == missing_to_share(asks, [Said(no), *after])
