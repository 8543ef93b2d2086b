"""The numbers services know people by: right ones are kept in one form, wrong ones refused with a sentence."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from alongside.people.identifiers import CHECKS, same_national_insurance, shown, warning

EXAMPLES: dict[str, dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parents[4] / "tests" / "data" / "people_identifiers.yaml").read_text(encoding="utf-8")
)
pytestmark = pytest.mark.req("PEOP-03")


def each(part: str) -> list[tuple[str, str, str]]:
    return [(kind, typed, said) for kind, known in EXAMPLES.items() for typed, said in known[part].items()]


def test_every_kind_that_is_checked_has_examples() -> None:
    assert set(EXAMPLES) == set(CHECKS)


@pytest.mark.parametrize(("kind", "typed", "kept"), each("kept"))
def test_a_right_number_is_kept_in_one_form(kind: str, typed: str, kept: str) -> None:
    assert CHECKS[kind](typed) == kept
    assert CHECKS[kind](kept) == kept


@pytest.mark.parametrize(("kind", "typed", "because"), each("refused"))
def test_a_wrong_number_is_refused_and_the_sentence_says_what_to_do(kind: str, typed: str, because: str) -> None:
    with pytest.raises(ValueError, match=because) as refused:
        CHECKS[kind](typed)
    assert str(refused.value).endswith("or leave it blank.")


@pytest.mark.parametrize(("kind", "kept", "display"), each("shown"))
def test_a_number_is_shown_as_people_write_it(kind: str, kept: str, display: str) -> None:
    assert shown(kind, kept) == display
    assert CHECKS[kind](display) == kept


def test_one_wrong_digit_of_an_nhs_number_never_passes() -> None:
    for place in range(10):
        for digit in "0123456789":
            typed = "9434765870"[:place] + digit + "9434765870"[place + 1 :]
            if typed != "9434765870":
                with pytest.raises(ValueError, match=r"wrong digit|never given"):
                    CHECKS["nhs number"](typed)


def test_the_example_of_hmrc_is_kept_and_warned_of() -> None:
    assert "QQ" in warning("national insurance number", "QQ123456A")
    assert warning("national insurance number", "AB123456C") == ""


def test_the_last_letter_of_a_national_insurance_number_may_be_missing_where_numbers_are_compared() -> None:
    assert same_national_insurance("AB123456", "AB123456C")
    assert same_national_insurance("AB123456C", "AB123456C")
    assert not same_national_insurance("AB123456D", "AB123456C")
    assert not same_national_insurance("AB123457", "AB123456C")


@given(kind=st.sampled_from(sorted(CHECKS)), typed=st.text(max_size=40))
def test_whatever_is_typed_is_kept_or_refused(kind: str, typed: str) -> None:
    try:
        kept = CHECKS[kind](typed)
    except ValueError as refused:
        assert str(refused)
    else:
        assert CHECKS[kind](kept) == kept
