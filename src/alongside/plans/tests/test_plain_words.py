"""The words of the family's copy that are ours: short sentences of short words."""

import re

import pytest

from alongside.plans.rules.plain_words import OURS, Scale, say, score_told

pytestmark = pytest.mark.req("PLAN-07")
SAID = [re.sub(r"\{\w+\}", "five", each) for each in OURS.values()]
_VOWELS = re.compile(r"[aeiouy]+")
JARGON = {
    "concern", "outcome", "criterion", "criteria", "measure", "contingency", "intervention", "assessment", "agency",
    "practitioner", "professional", "stakeholder", "engage", "support", "review", "sustained", "objective", "parenting",
}  # fmt: skip


def words(sentence: str) -> list[str]:
    return re.findall(r"[a-z’']+", sentence.lower())


def syllables(word: str) -> int:
    """Roughly: groups of vowels, a silent e at the end left out."""
    found = len(_VOWELS.findall(word.removesuffix("e") if not word.endswith("le") else word))
    return max(1, found)


def sentences(text: str) -> list[str]:
    return [each for each in re.split(r"[.?!:]\s*", text) if words(each)]


def test_a_child_of_ten_can_read_every_sentence_of_ours() -> None:
    every = [sentence for each in SAID for sentence in sentences(each)]
    number = sum(len(words(each)) for each in every)
    long = sum(syllables(word) for each in every for word in words(each))
    grade = 0.39 * number / len(every) + 11.8 * long / number - 15.59  # Flesch and Kincaid, a school year
    assert grade < 4, f"the copy reads at school year {grade + 1:.1f}"


@pytest.mark.parametrize("said", SAID)
def test_no_sentence_of_ours_is_long_or_in_our_own_language(said: str) -> None:
    assert all(len(words(each)) <= 14 for each in sentences(said))
    assert not JARGON & set(words(said))
    assert all(syllables(word) <= 3 for word in words(said))


def test_a_score_is_told_with_what_it_means_and_how_it_changed() -> None:
    scale = Scale([(4, "Significant issues", "Things are bad."), (10, "No concerns", "")])
    risen = score_told("School", 4, 2, scale)
    assert (risen.now, risen.before, risen.change, risen.means) == ("4", "2", "Up by 2", "Things are bad.")
    assert score_told("School", 7, None, scale).means == "No concerns"
    assert score_told("School", 3, 5, scale).change == "Down by 2"
    assert score_told("School", 3, 3, scale).change == "The same"
    assert score_told("School", None, 5, scale).now == say("not scored")
    assert score_told("School", None, 5, scale).change == ""


def test_words_of_a_family_are_never_read_as_ours() -> None:
    assert say("about", names="{day} {0}") == "This is for {day} {0}."
