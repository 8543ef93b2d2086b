"""Whether a question is asked, given what was answered so far."""

from collections.abc import Mapping, Sequence

from alongside.forms.fields import Raw, given
from alongside.packs.form_schema import Condition, Question, Section

Fields = Mapping[str, Raw]
NOT_KNOWN = "new"
OF_OTHERS = {"member.relationship", "member.same_address"}


def asked(question: Question, among: Sequence[Question], fields: Fields) -> bool:
    """True where nothing stands in the way of asking. `among` are the questions that a condition can name.

    A question that hangs on one which is itself not asked is not asked either, whatever was once typed there.
    """
    by_id = {each.id: each for each in among}
    passed = set()
    while question.when is not None:
        if question.id in passed or not holds(question.when, fields):
            return False
        passed.add(question.id)
        earlier = by_id.get(question.when.question)
        if earlier is None:
            return True
        question = earlier
    return True


def holds(condition: Condition, fields: Fields) -> bool:
    """True where the answer given to the question that the condition names is one that it waits for."""
    raw = fields.get(condition.question, "")
    answers = {raw} if isinstance(raw, str) else set(raw)
    if condition.answered is not None and _answered(condition.question, fields) is not condition.answered:
        return False
    if condition.is_ is not None and written(condition.is_) not in answers:
        return False
    return not condition.any_of or bool(answers & set(condition.any_of))


def _answered(question: str, fields: Fields) -> bool:
    # In any of its fields: an address has several.
    return any(given(raw) for name, raw in fields.items() if name == question or name.startswith(f"{question}."))


def written(wanted: str | bool) -> str:
    """An answer that a condition waits for, as a page posts it: a yes-or-no question is answered in words."""
    if isinstance(wanted, bool):
        return "yes" if wanted else "no"
    return wanted


def questions_asked(
    section: Section, fields: Fields, elsewhere: Fields, *, first: bool = False
) -> tuple[Question, ...]:
    """The questions of a section that are asked, of its `first` entry or of another, given what was answered.

    `elsewhere` are the fields of the form's other sections, which a condition may name as well. The head of a family is
    not asked what they are to the head, nor whether they live with the head.
    """
    seen = _seen(section, fields, elsewhere, first=first)
    return tuple(question for question in _askable(section, first=first) if asked(question, section.question, seen))


def questions_on_page(
    section: Section, fields: Fields, elsewhere: Fields, *, first: bool = False
) -> tuple[Question, ...]:
    """The questions of a section's page: those asked, and those that an answer on the same page would make asked.

    Who the person is, is settled on a page before; so what hangs on that is on the page or is not.
    """
    seen = _seen(section, fields, elsewhere, first=first)
    by_id = {question.id: question for question in section.question}
    askable = {question.id for question in _askable(section, first=first)} - _persons_asked(section)

    def may_be_asked(question: Question, passed: frozenset[str] = frozenset()) -> bool:
        when = question.when
        if when is None:
            return True
        earlier = by_id.get(when.question)
        if question.id in passed or (when.question not in askable and not holds(when, seen)):
            return False
        return earlier is None or may_be_asked(earlier, passed | {question.id})

    return tuple(question for question in section.question if question.id in askable and may_be_asked(question))


def _askable(section: Section, *, first: bool) -> tuple[Question, ...]:
    others_alone = OF_OTHERS if section.repeats and first else set()
    return tuple(question for question in section.question if question.fills not in others_alone)


def _seen(section: Section, fields: Fields, elsewhere: Fields, *, first: bool) -> dict[str, Raw]:
    own = {question.id for question in section.question}
    seen = {name: raw for name, raw in elsewhere.items() if name.split(".")[0] not in own} | dict(fields)
    if section.repeats and first:
        seen |= {question.id: "no" for question in section.question if question.fills == "member.same_address"}
    # Somebody not known before is nobody in the record: what asks for a known person has no answer.
    persons = _persons_asked(section)
    return {name: raw for name, raw in seen.items() if raw != NOT_KNOWN or name not in persons}


def _persons_asked(section: Section) -> set[str]:
    return {question.id for question in section.question if question.kind == "person"}
