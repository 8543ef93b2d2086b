"""Pure rules of messages: the words that are filled in, and what an answer is called."""

import re
from collections.abc import Mapping, Sequence

FIRST_NAME, CASE, SENDER, REASON = "first name", "case", "sender", "reason"
WORDS = (FIRST_NAME, CASE, SENDER, REASON)
"""The replacement words there are (E-CINS 8.5, Replacement Vars)."""

_BRACED = re.compile(r"\{([^{}\n]{1,40})\}")
_ANSWER = re.compile(r"^\s*re:\s*", re.IGNORECASE)


def words_in(text: str) -> Sequence[str]:
    """The words in {braces} that a text holds, each once, in their order; case and space around them do not matter."""
    return list(dict.fromkeys(_word(found[1]) for found in _BRACED.finditer(text)))


def unknown_words(text: str, known: Mapping[str, str]) -> Sequence[str]:
    """The words in {braces} that nothing is known for, as they were typed."""
    return list(dict.fromkeys(found[0] for found in _BRACED.finditer(text) if _word(found[1]) not in known))


def filled(text: str, known: Mapping[str, str]) -> str:
    """The text with every known {word} filled in; a word that is not known stays as it was typed.

    What is filled in is never read for words again, so a reason that holds {braces} says just that.
    """
    return _BRACED.sub(lambda found: known.get(_word(found[1]), found[0]), text)


def answer_to(subject: str) -> str:
    """What the answer to a message is called: "Re: ..." once, however often one answers."""
    return f"Re: {_ANSWER.sub('', subject)}"


def first_name(name: str) -> str:
    """How somebody is greeted."""
    return name.split()[0] if name.split() else name


def _word(typed: str) -> str:
    return " ".join(typed.lower().split())
