"""Invented families, nominated the way a practitioner does it: a draft is filled in, submitted, and becomes a case."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from alongside.accounts.queries import practice
from alongside.cases import access, actions, queries, rules
from alongside.cases.consent import note_signed_copy
from alongside.cases.nomination import submit_nomination
from alongside.casework.actions.logs import Contact, add_log
from alongside.core.acting import acting_as
from alongside.core.actor import LONDON, Actor
from alongside.forms.actions import start_draft
from alongside.forms.fields import Raw
from alongside.forms.typed import EntryTyped, Typed
from alongside.packs.schema import Pack

FAMILIES = Path(__file__).with_name("families.toml")
FORM = "nomination"
Told = Mapping[str, Any]


def families() -> Sequence[Told]:
    """The families as they are told in families.toml."""
    found: Sequence[Told] = tomllib.loads(FAMILIES.read_text(encoding="utf-8"))["family"]
    return found


def nominate(family: Told, *, actors: Mapping[str, Actor], holders: Mapping[str, int]) -> int:
    """Nominate one family as its owner, on the day it says, and do on its case what it tells. Returns the number.

    `actors` are the cast by forename; `holders` the principals that a case can be shared with, by name.
    """
    owner = _days_ago(actors[family["owner"]], family["days"], time(10))
    with acting_as(owner):
        draft = start_draft(
            FORM, draft_id=uuid4(), actor=owner, typed=typed_nomination(family, pack=practice(owner), today=owner.today)
        )
        case = submit_nomination(draft, actor=owner)
        _set_up_case(case, family, owner, holders)
    for log in family["logs"]:
        author = _days_ago(actors[log["by"]], log["days"], time.fromisoformat(log["time"]))
        contact = Contact(author.now, log["where"], log["who"], log["what"])
        author = author.at(author.now + timedelta(hours=1))
        with acting_as(author):
            add_log(case, contact=contact, actor=author)
    return case


def _set_up_case(case: int, family: Told, owner: Actor, holders: Mapping[str, int]) -> None:
    if family["consent"] == "received" and not family.get("copy_to_come"):
        note_signed_copy(case, actor=owner)
    for name in family["shared_with"]:
        access.share(case, holder=holders[name], why="Working with the family", actor=owner)
    if family["key_information"]:
        version = queries.case_head(case, actor=owner).version
        actions.change_key_information(case, version=version, words=family["key_information"], actor=owner)
    if flag := family.get("flag"):
        period = actions.Period(owner.today, flag["reason"])
        actions.start_flag(case, flag="early-help", period=period, actor=owner)


def _days_ago(actor: Actor, days: int, at: time) -> Actor:
    moment = datetime.combine(actor.today - timedelta(days), at, LONDON)
    return actor.at(min(moment, actor.now))


def typed_nomination(family: Told, *, pack: Pack, today: date) -> Typed:
    """The family as somebody would type it into the nomination form on that day."""
    entries = tuple(
        EntryTyped(_entry(n), _member(member, n, family, today)) for n, member in enumerate(family["member"])
    )
    fields: dict[str, Raw] = {
        "area": family["area"],
        "referral-date": _day(today),
        "case-name": rules.case_name([member["surname"] for member in family["member"]], family["postcode"]),
        "referrer": "Me",
        "assessment-date": _day(today),
        "reason": family["reason"],
        "help-needed": family["help"],
        "risk": family["risk"],
        "risk.detail": family.get("risk_detail", ""),
        "statement": family["consent"],
        **dict(_criteria(family, pack)),
    }
    if family["consent"] == "received":
        fields["signed-copy"] = "yes"
    return Typed({name: raw for name, raw in fields.items() if raw}, {"family": entries})


def _member(member: Told, number: int, family: Told, today: date) -> Mapping[str, Raw]:
    fields: dict[str, Raw] = {
        "relationship": member.get("relationship", ""),
        "title": member["title"],
        "forename": member["forename"],
        "surname": member["surname"],
        "person-area": family["area"],
        "gender": member["gender"],
        "birth-date": _day(member["born"]) if "born" in member else "",
        "age": "Unborn" if member.get("unborn") else member.get("band", ""),
        "expected-on": _day(today + timedelta(member["expected_in"])) if member.get("unborn") else "",
        "ethnicity": member["ethnicity"],
        "mobiles": [member["mobile"]] if "mobile" in member else [],
    }
    if number == 0:
        line, town = family["address"]
        fields |= {"address.line1": line, "address.town": town, "address.postcode": family["postcode"]}
    else:
        fields["same-address"] = "yes"
    return {name: raw for name, raw in fields.items() if raw}


def _criteria(family: Told, pack: Pack) -> Iterator[tuple[str, Raw]]:
    for found in family["criteria"]:
        question = pack.criterion(found["code"]).question[0].id
        name = f"criteria.{found['code']}"
        yield f"{name}.met", found["met"]
        yield f"{name}.{question}.members", [_entry(n) for n in found["members"]]
        yield f"{name}.{question}.notes", found["notes"]


def _entry(number: int) -> str:
    return f"member{number:02}"


def _day(day: date) -> str:
    return f"{day:%d-%m-%Y}"
