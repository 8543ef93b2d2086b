"""The words of a message that are filled in, and what an answer is called."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.casework.rules.messages import WORDS, answer_to, filled, first_name, unknown_words, words_in

pytestmark = pytest.mark.req("MSG-03")
KNOWN = {"first name": "Esme", "case": "1042", "sender": "Ade Bankole", "reason": "She is in my year group."}


def test_every_word_is_filled_in_however_it_was_typed() -> None:
    text = "Dear {first name}, about {Case} and {  CASE }: {reason} {sender}"

    assert filled(text, KNOWN) == "Dear Esme, about 1042 and 1042: She is in my year group. Ade Bankole"


def test_what_is_not_a_word_stays_as_it_was_typed() -> None:
    assert filled("{} {a{case}b} { \n } {nickname}", KNOWN) == "{} {a1042b} { \n } {nickname}"
    assert unknown_words("{nickname} {case} {Sur Name} {nickname}", KNOWN) == ["{nickname}", "{Sur Name}"]


def test_what_is_filled_in_is_not_read_for_words_again() -> None:
    assert filled("{reason}", {**KNOWN, "reason": "{sender} {case}"}) == "{sender} {case}"


@given(st.text(st.characters(exclude_characters="{}"), max_size=60), st.sampled_from(WORDS))
def test_a_text_is_kept_around_its_words(text: str, word: str) -> None:
    assert filled(f"{text}{{{word}}}{text}", KNOWN) == f"{text}{KNOWN[word]}{text}"
    assert words_in(f"{text}{{{word}}}{text}") == [word]
    assert filled(text, KNOWN) == text


@pytest.mark.parametrize("subject", ["Mornings", "Re: Mornings", "re:  Mornings", "RE: Mornings"])
def test_an_answer_is_called_so_once(subject: str) -> None:
    assert answer_to(subject) == "Re: Mornings"


def test_somebody_is_greeted_by_the_first_of_their_names() -> None:
    assert first_name("Ade Bankole") == "Ade"
    assert first_name("Ade") == "Ade"
    assert first_name("") == ""
