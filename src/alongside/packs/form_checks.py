"""That the questions of a form fit each other, the lists of the pack, and the record they fill."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from alongside.packs.bindings import BINDINGS
from alongside.packs.checks import Checked
from alongside.packs.faults import Fault, meant, one_of
from alongside.packs.form_schema import Condition, Form, Question, Section

_CHOSEN = {"choice", "choices"}
_LISTED = {*_CHOSEN, "area", "consent statement", "case type", "site"}
"""The kinds of question whose answers are a list of the pack."""
_TOLD = ("yes", "no", "don't know")


@dataclass(frozen=True)
class _Asked:
    """A question in its place."""

    checked: Checked
    form: Form
    section: Section
    question: Question
    path: tuple[str | int, ...]
    before: Sequence["_Asked"] = ()

    def fault(self, key: str, sentence: str) -> Fault:
        return self.checked.fault((*self.path, key), sentence)


def check_forms(checked: Checked) -> Iterator[Fault]:
    """Every form of the pack."""
    for number, form in enumerate(checked.pack.forms):
        for place, section in enumerate(form.section):
            if not section.question and not checked.dropped:
                says = f'The section "{section.title}" asks nothing. Add a [[section.question]] below it.'
                yield checked.fault(("forms", number, "section", place), says)
        asked = _asked(checked, form, number)
        for each in asked:
            yield from _question(each)
        yield from _fills_twice(asked)
        yield from _needed(checked, form, number, asked)


def _asked(checked: Checked, form: Form, number: int) -> list[_Asked]:
    found: list[_Asked] = []
    for place, section in enumerate(form.section):
        for row, question in enumerate(section.question):
            path = ("forms", number, "section", place, "question", row)
            found.append(_Asked(checked, form, section, question, path, tuple(found)))
    return found


def _question(asked: _Asked) -> Iterator[Fault]:
    yield from _one_id(asked)
    yield from _options(asked)
    yield from _initial(asked)
    yield from _only_where_it_means_something(asked)
    yield from _fills(asked)
    if asked.question.when is not None:
        yield from _when(asked, asked.question.when)


def _one_id(asked: _Asked) -> Iterator[Fault]:
    for other in asked.before:
        if other.question.id == asked.question.id:
            says = f'The form has two questions with the id "{asked.question.id}": the first is in the section '
            yield asked.fault("id", f'{says}"{other.section.title}". Give this one another id.')
            return


def _options(asked: _Asked) -> Iterator[Fault]:
    question = asked.question
    if question.kind not in _CHOSEN:
        if question.options:
            says = f'A question of kind "{question.kind}" has no options. Take them out, or make it a "choice".'
            yield asked.fault("options", says)
        return
    if not question.options:
        yield asked.fault("kind", 'Nothing to choose from. Add options, the id of a list or ["one", "another"].')
    elif isinstance(question.options, str):
        lists = asked.checked.list_ids
        if question.options not in {*lists, *asked.checked.dropped}:
            says = f'There is no list "{question.options}" in lists.toml. {meant(question.options, lists)}'
            yield asked.fault("options", says)
    elif len(set(question.options)) < len(question.options):
        yield asked.fault("options", "An option stands here twice. Take one out.")


def _answers(asked: _Asked) -> tuple[str, ...] | None:
    """The words that can be answered; None where it is not known, or anything can be."""
    question, pack = asked.question, asked.checked.pack
    if question.kind == "yes, no or don't know":
        return _TOLD
    if question.kind not in _LISTED:
        return None
    known = isinstance(question.options, tuple) or question.options in asked.checked.list_ids
    if question.kind in _CHOSEN and not known:
        return None
    return tuple(kept for kept, _ in pack.options(question)) or None


def _initial(asked: _Asked) -> Iterator[Fault]:
    initial, kind = asked.question.initial, asked.question.kind
    if initial is None:
        return
    if kind == "date":
        if initial != "today":
            yield asked.fault("initial", f'A date can start as "today", not as "{initial}".')
        return
    answers = ("yes", "no") if kind == "yes or no" else _answers(asked)
    if answers is not None and initial not in answers:
        yield asked.fault("initial", f'"{initial}" is not one of the answers. {meant(initial, answers)}')


def _only_where_it_means_something(asked: _Asked) -> Iterator[Fault]:
    question = asked.question
    if question.detail and question.kind != "yes, no or don't know":
        says = "Only a question of yes, no or don't know asks for a detail. Ask it as a question of its own."
        yield asked.fault("detail", says)
    if question.not_after_today and question.kind != "date":
        says = f'Only a date can be not_after_today; this is of kind "{question.kind}". Take it out.'
        yield asked.fault("not_after_today", says)
    if question.kind in {"member", "members", "criteria"} and not any(each.section.repeats for each in asked.before):
        says = "There are no members to choose from yet. Put this after the section that repeats for each member."
        yield asked.fault("kind", says)


def _fills(asked: _Asked) -> Iterator[Fault]:
    fills, question = asked.question.fills, asked.question
    if not fills:
        return
    binding = BINDINGS.get(fills)
    if binding is None:
        yield asked.fault("fills", f'Nothing in the record is called "{fills}". {meant(fills, BINDINGS)}')
        return
    if question.kind not in binding.kinds:
        kinds = one_of(sorted(binding.kinds))
        says = f'"{fills}" cannot be filled by a question of kind "{question.kind}". Its kind should be {kinds}.'
        yield asked.fault("kind", says)
    if binding.of_each_member and not asked.section.repeats:
        says = f'"{fills}" is told of each member. Move the question to a section with repeats = true.'
        yield asked.fault("fills", says)
    if not binding.of_each_member and asked.section.repeats:
        says = f'"{fills}" is told once. Move the question to a section that does not repeat.'
        yield asked.fault("fills", says)
    other_list = isinstance(question.options, tuple) or question.options in asked.checked.list_ids
    if binding.list_id and question.kind in binding.kinds and question.options != binding.list_id and other_list:
        yield asked.fault("options", f'"{fills}" comes from a list that rules read. Say options = "{binding.list_id}".')


def _fills_twice(asked: Sequence[_Asked]) -> Iterator[Fault]:
    for each in asked:
        for other in each.before:
            if each.question.fills and each.question.fills == other.question.fills:
                says = f'"{each.question.fills}" is filled by "{other.question.id}" already. Let one question fill it.'
                yield each.fault("fills", says)
                break


def _needed(checked: Checked, form: Form, number: int, asked: Sequence[_Asked]) -> Iterator[Fault]:
    if form.opens != "case" or checked.dropped:
        return
    filled = {each.question.fills for each in asked}
    for name, binding in BINDINGS.items():
        if binding.needed_to_open and name not in filled and binding.instead not in filled:
            says = f'A form that opens a case has to ask for "{name}". Add a question with fills = "{name}".'
            yield checked.fault(("forms", number, "opens"), says)


def _when(asked: _Asked, when: Condition) -> Iterator[Fault]:
    given = [when.is_ is not None, bool(when.any_of), when.answered is not None]
    if sum(given) != 1:
        yield asked.fault("when", "Say one of is, any_of and answered, and only one.")
        return
    ids = [other.question.id for other in asked.before]
    if when.question not in ids:
        yield from _no_question(asked, when, ids)
        return
    other = asked.before[ids.index(when.question)]
    if other.section.repeats and other.section.id != asked.section.id:
        says = f'"{when.question}" is answered once for each member, so it cannot decide here. Name another question.'
        yield asked.fault("when", says)
    elif when.answered is None:
        yield from _wrong_answers(asked, other, when)


def _no_question(asked: _Asked, when: Condition, ids: Sequence[str]) -> Iterator[Fault]:
    if when.question in asked.checked.dropped:
        return
    later = {question.id for section in asked.form.section for question in section.question} - {*ids}
    if when.question in later:
        says = f'"{when.question}" is asked only later. Move this question below it.'
    else:
        says = f'The form has no question "{when.question}". {meant(when.question, ids)}'
    yield asked.fault("when", says)


def _wrong_answers(asked: _Asked, other: _Asked, when: Condition) -> Iterator[Fault]:
    wanted: tuple[str | bool, ...] = when.any_of or ((when.is_,) if when.is_ is not None else ())
    if other.question.kind == "yes or no":
        if any(not isinstance(each, bool) for each in wanted):
            yield asked.fault("when", f'"{when.question}" is answered yes or no. Say is = true or is = false.')
        return
    answers = _answers(other)
    if answers is None:
        if other.question.kind not in _LISTED:
            says = f'"{when.question}" can be answered with anything. Say answered = true or answered = false.'
            yield asked.fault("when", says)
        return
    for each in wanted:
        if each not in answers:
            yield asked.fault("when", f'"{each}" is no answer to "{when.question}". {meant(str(each), answers)}')
