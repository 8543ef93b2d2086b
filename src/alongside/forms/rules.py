"""Reading what was typed for one question into a value, or saying beside the field what would be right."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Literal, cast

from alongside.forms.answers import Address, CriterionAnswer, CriterionFinding, Referrer, Told, Value
from alongside.forms.conditions import NOT_KNOWN, Fields
from alongside.forms.dates import in_words, read_date
from alongside.forms.fields import ADDRESS, NOT_KEPT, PERSON_OUTSIDE, Raw, given
from alongside.packs.form_schema import Question
from alongside.packs.schema import Criterion, Pack

Check = Callable[[str], str]
"""Gives the one written form of what was typed, or raises ValueError with a sentence."""

ADDRESS_LINE = 200
NAME = 200


@dataclass(frozen=True)
class Against:
    """What answers are judged against: the pack, the day, the rules of identifiers by kind of question.

    `members` are the ids of the entries that a question can point to.
    """

    pack: Pack
    today: date
    checks: Mapping[str, Check] = field(default_factory=dict)
    members: tuple[str, ...] = ()


class Wrong(Exception):
    """An answer that cannot stand: a sentence for each field it concerns."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__("; ".join(fields.values()))
        self.fields = dict(fields)


def read(question: Question, fields: Fields, against: Against) -> Value:
    """The value answered to a question, None where it was left empty. Raises Wrong.

    What kind of value it is says answers.type_of_answer. That an answer is required is judged here too.
    """
    value = _READERS[question.kind](question, fields, against)
    if value is None or value == ():
        if question.required:
            raise Wrong({first_field(question): missing(question)})
        return None
    return value


def read_source(question: Question, fields: Fields) -> str:
    """Where the answer was learnt, as typed; empty where nothing was said. Raises Wrong."""
    return _text(f"{question.id}.source", fields, "Where this was learnt", NAME) if question.source else ""


def first_field(question: Question) -> str:
    """The name of the field that a message about the whole question leads to."""
    return f"{question.id}.line1" if question.kind == "address" else question.id


def missing(question: Question) -> str:
    """What to say where a question that must be answered was not."""
    if question.asks.endswith("?"):
        return f"Answer “{question.asks}”"
    chosen = question.kind in _CHOSEN
    words = question.asks
    if not words[1:2].isupper():
        words = words[:1].lower() + words[1:]
    return f"{'Choose' if chosen else 'Enter'} {words}"


# --- text


def _text(name: str, fields: Fields, called: str, longest: int, *, one_line: bool = True) -> str:
    """The text of one field: trimmed, on one line unless it may have several, and no longer than fits."""
    raw = fields.get(name, "")
    text = (raw if isinstance(raw, str) else "\n".join(raw)).strip()
    if one_line:
        text = " ".join(text.split("\n"))
    if NOT_KEPT in text:
        raise Wrong({name: f"Take out each {NOT_KEPT}: it stands for a character that cannot be kept."})
    if len(text) > longest:
        over = len(text) - longest
        raise Wrong({name: f"{called} has {len(text):,} characters; {longest:,} fit. Shorten it by {over:,}."})
    return text


def _read_text(question: Question, fields: Fields, against: Against) -> Value:
    one_line = question.kind != "long text"
    return _text(question.id, fields, question.asks, question.longest, one_line=one_line) or None


def _read_several_texts(question: Question, fields: Fields, against: Against) -> Value:
    kind = _CONTACTS.get(question.fills)
    read = []
    for text in _several(question.id, fields):
        one = {question.id: text}
        read.append(
            _checked(kind, question.id, one, question.asks, against)
            if kind
            else _text(question.id, one, question.asks, question.longest)
        )
    return tuple(dict.fromkeys(read))


def _read_checked(question: Question, fields: Fields, against: Against) -> Value:
    """E-mail, telephone, postcode and the identifiers: one line, then the rule of its kind."""
    return _checked(question.kind, question.id, fields, question.asks, against) or None


def _checked(kind: str, name: str, fields: Fields, called: str, against: Against) -> str:
    text = _text(name, fields, called, NAME)
    if not text:
        return ""
    try:
        return against.checks[kind](text)
    except ValueError as fault:
        raise Wrong({name: str(fault)}) from None


# --- dates and numbers


def _read_date(question: Question, fields: Fields, against: Against) -> Value:
    text = _text(question.id, fields, question.asks, NAME)
    if not text:
        return None
    try:
        found = read_date(text, today=against.today, born=is_birth(question))
    except ValueError as fault:
        raise Wrong({question.id: str(fault)}) from None
    if question.not_after_today and found > against.today:
        raise Wrong({question.id: f"{in_words(found)} is still to come. This date must be today or earlier."})
    return found


def is_birth(question: Question) -> bool:
    """True for the date somebody was born on, whose two-digit year always lies in the past."""
    return question.fills.endswith((".birth_date", ".born_on"))


def _read_number(question: Question, fields: Fields, against: Against) -> Value:
    text = _text(question.id, fields, question.asks, NAME)
    if not text:
        return None
    plain = text.replace(",", "").replace(" ", "")
    try:
        number = Decimal(plain) if re.fullmatch(r"-?\d{1,12}(\.\d{1,6})?", plain) else None
    except InvalidOperation:  # digits of another script, which the pattern lets through and Decimal may not
        number = None
    if number is None:
        raise Wrong({question.id: "Write a number in figures, for example 3."})
    return int(number) if "." not in plain else number


# --- choices


def _read_choice(question: Question, fields: Fields, against: Against) -> Value:
    text = _text(question.id, fields, question.asks, question.longest)
    if text and text not in {option for option, _ in against.pack.options(question)}:
        raise Wrong({question.id: "Choose one of the answers in the list."})
    return text or None


def _read_choices(question: Question, fields: Fields, against: Against) -> Value:
    chosen = set(_several(question.id, fields))
    options = [option for option, _ in against.pack.options(question)]
    if chosen - set(options):
        raise Wrong({question.id: "Choose from the answers in the list."})
    return tuple(option for option in options if option in chosen)


def _read_yes_or_no(question: Question, fields: Fields, against: Against) -> Value:
    answer = fields.get(question.id, "")
    if answer not in ("", "yes", "no"):
        raise Wrong({question.id: "Choose yes or no."})
    return None if answer == "" else answer == "yes"


def _read_told(question: Question, fields: Fields, against: Against) -> Value:
    answer = fields.get(question.id, "")
    if answer == "":
        return None
    if answer not in ("yes", "no", "don't know"):
        raise Wrong({question.id: "Choose yes, no or don't know."})
    name = f"{question.id}.detail"
    if answer != "yes" or not question.detail:
        return Told(cast(Literal["yes", "no", "don't know"], answer))
    detail = _text(name, fields, question.detail, question.longest, one_line=False)
    if not detail:
        raise Wrong({name: f"You answered yes. {question.detail}"})
    return Told("yes", detail)


def _several(name: str, fields: Fields) -> list[str]:
    raw = fields.get(name, [])
    texts = [raw] if isinstance(raw, str) else raw
    return [text.strip() for text in texts if text.strip()]


# --- people and places


def _read_member(question: Question, fields: Fields, against: Against) -> Value:
    chosen = _several(question.id, fields)
    return _members(question.id, chosen, against)[0] if chosen else None


def _read_members(question: Question, fields: Fields, against: Against) -> Value:
    return _members(question.id, _several(question.id, fields), against)


def _members(name: str, chosen: list[str], against: Against) -> tuple[str, ...]:
    if set(chosen) - set(against.members):
        raise Wrong({name: "Somebody chosen here is no longer on this form. Choose again."})
    return tuple(member for member in against.members if member in chosen)


def _read_person(question: Question, fields: Fields, against: Against) -> Value:
    """Somebody known before, by id; "new", or nothing, is somebody who was not."""
    text = _text(question.id, fields, question.asks, NAME)
    return None if text == NOT_KNOWN else _id(text, "person", question.id, against)


def _read_user(question: Question, fields: Fields, against: Against) -> Value:
    return _id(_text(question.id, fields, question.asks, NAME), "user", question.id, against)


def _id(text: str, kind: str, name: str, against: Against) -> int | None:
    if not text:
        return None
    if not re.fullmatch(r"[1-9][0-9]{0,17}", text):
        raise Wrong({name: "Choose somebody from the list."})
    check = against.checks.get(kind)
    try:
        return int(check(text)) if check else int(text)
    except ValueError as fault:
        raise Wrong({name: str(fault)}) from None


def _read_referrer(question: Question, fields: Fields, against: Against) -> Value:
    if fields.get(question.id, "") != "outside":
        user = _id(_text(f"{question.id}.user", fields, question.asks, NAME), "user", f"{question.id}.user", against)
        if user is not None:
            return Referrer(user_id=user)
    names = {part: f"{question.id}.{part}" for part in PERSON_OUTSIDE}
    if not any(given(fields.get(name)) for name in names.values()) and fields.get(question.id, "") != "outside":
        return None
    return _person_outside(names, fields, against)


def _person_outside(names: Mapping[str, str], fields: Fields, against: Against) -> Referrer:
    wrong: dict[str, str] = {}
    read = {part: _gather(wrong, _outside_part, part, names[part], fields, against) for part in PERSON_OUTSIDE}
    if not wrong and not (read["telephone"] or read["email"]):
        wrong[names["telephone"]] = "Enter a telephone number or an email address, so that they can be answered"
    if wrong:
        raise Wrong(wrong)
    return Referrer(None, read["name"], read["organisation"], read["telephone"], read["email"])


def _outside_part(part: str, name: str, fields: Fields, against: Against) -> str:
    if part in ("telephone", "email"):
        return _checked(part, name, fields, part.capitalize(), against)
    text = _text(name, fields, f"Their {part}", NAME)
    if not text:
        raise Wrong({name: "Enter their name" if part == "name" else "Enter the organisation they work for"})
    return text


def _gather(wrong: dict[str, str], reader: Callable[..., str], *arguments: object) -> str:
    try:
        return reader(*arguments)
    except Wrong as fault:
        wrong.update(fault.fields)
        return ""


def _read_address(question: Question, fields: Fields, against: Against) -> Value:
    names = {part: f"{question.id}.{part}" for part in ADDRESS}
    if fields.get(names["abode"]) == "yes":
        return Address((), "", no_fixed_abode=True)
    typed = [names[part] for part in ("line1", "line2", "town", "postcode")]
    if not any(given(fields.get(name)) for name in typed):
        return None
    return _typed_address(names, fields, against)


def _typed_address(names: Mapping[str, str], fields: Fields, against: Against) -> Address:
    wrong: dict[str, str] = {}
    called = {"line1": "The first line", "line2": "The second line", "town": "The town"}
    lines = [_gather(wrong, _text, names[part], fields, words, ADDRESS_LINE) for part, words in called.items()]
    postcode = _gather(wrong, _checked, "postcode", names["postcode"], fields, "The postcode", against)
    if not given(fields.get(names["line1"])):
        wrong[names["line1"]] = "Enter the first line of the address"
    if not given(fields.get(names["postcode"])):
        wrong[names["postcode"]] = "Enter the postcode"
    if wrong:
        raise Wrong(wrong)
    uprn = _text(names["uprn"], fields, "The property number", 20)
    return Address(tuple(line for line in lines if line), postcode, uprn)


# --- criteria


def _read_criteria(question: Question, fields: Fields, against: Against) -> Value:
    wrong: dict[str, str] = {}
    answers = []
    for criterion in against.pack.criteria:
        try:
            answers.append(_criterion(f"{question.id}.{criterion.id}", criterion, question, fields, against))
        except Wrong as fault:
            wrong.update(fault.fields)
    if wrong:
        raise Wrong(wrong)
    return tuple(answer for answer in answers if answer.met != "not applicable" or answer.findings)


def _criterion(
    name: str, criterion: Criterion, question: Question, fields: Fields, against: Against
) -> CriterionAnswer:
    findings = []
    for asked in criterion.question:
        notes = _text(f"{name}.{asked.id}.notes", fields, "These notes", question.longest, one_line=False)
        who = f"{name}.{asked.id}.members"
        members = _members(who, _several(who, fields), against)
        if members or notes:
            findings.append(CriterionFinding(asked.id, members, notes))
    met = fields.get(f"{name}.met") or "not applicable"
    if met not in ("not applicable", "yes", "no"):
        raise Wrong({f"{name}.met": f"Choose whether “{criterion.title}” is met."})
    return CriterionAnswer(criterion.id, cast(Literal["not applicable", "yes", "no"], met), tuple(findings))


_CONTACTS = {"person.telephones": "telephone", "person.mobiles": "telephone", "person.emails": "email"}
_CHOSEN = {"choice", "choices", "area", "user", "member", "members", "person", "consent statement", "case type", "site"}

_READERS: Mapping[str, Callable[[Question, Mapping[str, Raw], Against], Value]] = {
    "text": _read_text,
    "long text": _read_text,
    "case name": _read_text,
    "several texts": _read_several_texts,
    "email": _read_checked,
    "telephone": _read_checked,
    "postcode": _read_checked,
    "nhs number": _read_checked,
    "national insurance number": _read_checked,
    "upn": _read_checked,
    "pnc id": _read_checked,
    "date": _read_date,
    "number": _read_number,
    "choice": _read_choice,
    "area": _read_choice,
    "case type": _read_choice,
    "site": _read_choice,
    "consent statement": _read_choice,
    "choices": _read_choices,
    "yes or no": _read_yes_or_no,
    "yes, no or don't know": _read_told,
    "member": _read_member,
    "members": _read_members,
    "person": _read_person,
    "user": _read_user,
    "user or person outside": _read_referrer,
    "address": _read_address,
    "criteria": _read_criteria,
}
