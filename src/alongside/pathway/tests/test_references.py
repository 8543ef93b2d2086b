"""The code by which a request is followed."""

import secrets
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.pathway.rules.references import ALPHABET, SIGNS, as_said, code_from, read_code

pytestmark = pytest.mark.req("PATH-14")


def _one_after_the_other(drawn: str) -> Callable[[str], str]:
    signs = iter(drawn)
    return lambda alphabet: next(signs)


codes = st.text(ALPHABET, min_size=SIGNS - 1, max_size=SIGNS - 1).map(
    lambda drawn: code_from(_one_after_the_other(drawn))
)


@given(codes)
def test_a_code_is_read_however_it_is_typed(code: str) -> None:
    assert len(code) == SIGNS
    for typed in (code, as_said(code), code.lower(), f"  {' '.join(code)} ", as_said(code).replace("-", "–")):
        assert read_code(typed) == code


@given(codes, st.integers(0, SIGNS - 1), st.sampled_from(ALPHABET))
def test_a_single_slip_is_never_another_code(code: str, place: int, sign: str) -> None:
    slipped = code[:place] + sign + code[place + 1 :]
    assert read_code(slipped) == ("" if slipped != code else code)


@given(codes, st.integers(0, SIGNS - 2))
def test_two_signs_in_the_wrong_order_are_found_but_for_the_first_and_last_of_the_alphabet(code: str, at: int) -> None:
    swapped = code[:at] + code[at + 1] + code[at] + code[at + 2 :]
    if swapped != code and {code[at], code[at + 1]} != {ALPHABET[0], ALPHABET[-1]}:
        assert read_code(swapped) == ""


@given(st.text(max_size=200))
def test_nothing_that_somebody_types_breaks_it(typed: str) -> None:
    assert read_code(typed) == "" or read_code(read_code(typed)) == read_code(typed)


def test_codes_are_drawn_by_chance_and_spell_nothing() -> None:
    drawn = {code_from(secrets.choice) for _ in range(1_000)}
    assert len(drawn) == 1_000
    assert not set("AEIOU015SB") & set("".join(drawn))
