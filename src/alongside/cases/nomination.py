"""Opening a case from a submitted nomination, and bringing the case up to date when the nomination is opened again."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any, TypeVar
from uuid import UUID

from alongside.accounts.models import User
from alongside.accounts.queries import practice
from alongside.cases import rules
from alongside.cases.access import case_to_change
from alongside.cases.consent import consent_of_a_nomination
from alongside.cases.models import Case, Criterion, Member, Share, Submission
from alongside.cases.profiles import profile_from
from alongside.cases.sites import case_faults, kept_by_site, make_case, owning_site, sites_share
from alongside.core.actor import Actor
from alongside.core.refusals import Invalid, NotFound
from alongside.events.actions import Happened, record_all
from alongside.forms import actions as forms
from alongside.forms import queries as drafts
from alongside.forms.answers import Address, CriterionAnswer, Entry, Referrer, Value
from alongside.forms.answers import Submission as Answers
from alongside.forms.judging import Rules
from alongside.forms.typed import EntryTyped, typed_from
from alongside.packs.form_schema import Form
from alongside.packs.schema import Pack
from alongside.people import actions as people
from alongside.people import queries as profiles
from alongside.people.identifiers import CHECKS

_T = TypeVar("_T")


def submit_nomination(draft_id: UUID, *, actor: Actor) -> int:
    """Make the family's case from a draft that is ready, or bring the case it was opened again for up to date.

    Returns the case number; submitted again, the same one. Raises Invalid with each fault by its field where something
    is missing or wrong. Nobody but the owner sees a new case. Source: E-CINS 2.2, 6.4.
    """
    read = drafts.draft(draft_id, actor=actor, hold=True)
    if read.became is not None:
        return read.became
    answers = drafts.ready(read, actor=actor, checks=CHECKS, rules=nomination_rules(actor=actor))
    case_id, persons = _update(answers, actor) if answers.about else open_case(answers, actor=actor)
    forms.mark_submitted(draft_id, became=case_id, actor=actor)
    _keep_submission(case_id, draft_id, answers, persons, actor)
    return case_id


def nomination_rules(*, actor: Actor) -> Rules:
    """What this room holds a nomination to, for the form to show while it is filled in."""
    return Rules(of_entry=partial(_member_faults, today=actor.today), of_whole=partial(_whole_faults, actor=actor))


def _member_faults(filled: Mapping[str, Value], today: date) -> Mapping[str, str]:
    expected = filled.get("person.expected_on")
    if isinstance(expected, date) and expected < today:
        sentence = "This date is past. If the child is born, enter the date of birth; if not, the date expected now."
        return {"person.expected_on": sentence}
    return {}


def _whole_faults(answers: Answers, actor: Actor) -> Mapping[str, str]:
    faults = case_faults(answers, actor=actor)
    family, named = _Family(answers, actor), str(answers.filled["case.name"])
    missing = rules.missing_from_name(named, family.surnames, family.postcode) if _names_all(answers, actor) else ()
    if missing:
        faults["case.name"] = f"Add {' and '.join(missing)} to the case name, so that others can find the family."
    if len(family.persons) != len(set(family.persons)):
        faults["member.person"] = "The same person is on this form twice. Remove one of them."
    return faults


def _names_all(answers: Answers, actor: Actor) -> bool:
    """Whether the form asks for a name that holds every surname and the postcode."""
    asked = (each for section in practice(actor).form(answers.form_id).section for each in section.question)
    return any(each.fills == "case.name" and each.kind == "case name" for each in asked)


class _Family:
    """The surnames and the postcode of the family: of the profiles chosen, and of those typed."""

    def __init__(self, answers: Answers, actor: Actor) -> None:
        entries = list(_entries(answers))
        self.persons = [entry.filled["member.person"] for entry in entries if entry.filled.get("member.person")]
        found = {each.id: each for each in profiles.persons([_id(p) for p in self.persons], actor=actor)}
        chosen = [found.get(_id(e.filled["member.person"])) if e.filled.get("member.person") else None for e in entries]
        self.surnames = [
            person.surname if person else str(entry.filled.get("person.surname") or "")
            for person, entry in zip(chosen, entries, strict=True)
        ]
        self.postcode = next(iter(self._postcodes(entries, chosen)), "")

    @staticmethod
    def _postcodes(entries: Sequence[Entry], chosen: Sequence[Any]) -> Iterator[str]:
        for entry, person in zip(entries, chosen, strict=True):
            address = entry.filled.get("person.address")
            postcode = person.postcode if person else getattr(address, "postcode", "")
            if postcode:
                yield str(postcode)


def open_case(answers: Answers, *, actor: Actor, contact: int | None = None) -> tuple[int, Mapping[str, int]]:
    """Open a case from a nomination that is right in every part. Returns its number and the person of each entry.

    `contact` is what it came of, where nobody nominated the family. The actor becomes its owner, and sees it alone
    until it is shared.
    """
    pack = practice(actor)
    kept = {
        "partnership_id": actor.partnership_id,
        "owner_id": actor.user_id,
        "team_id": _id(actor.team_id),
        "created_by_id": actor.user_id,
        "created_at": actor.now,
        "audience": [actor.own],
        "form": answers.form_id,
        "status": pack.default_status.id,
        "priority": pack.default_priority.id,
        "application_status": next((each.id for each in pack.application_statuses if each.default), ""),
    }
    case = make_case({**kept, **_details(answers, actor), **kept_by_site(answers, actor=actor)})
    Share.objects.bulk_create([_owners_share(case, actor), *sites_share(case, actor=actor)])
    facts = {"form": answers.form_id, "referral_on": case.referral_on}
    opened = Happened("case.opened", case.pk, facts=facts | ({"contact": contact} if contact else {}))
    persons, joined = _add_members(case, answers, {}, pack, actor, new=True)
    found = _record_criteria(case, answers, persons, pack, actor, new=True)
    said = _record_consent(case, answers, actor, new=True)
    record_all([opened, *joined, *found, *said], actor=actor)
    return case.pk, persons


def _owners_share(case: Case, actor: Actor) -> Share:
    return Share(
        partnership_id=actor.partnership_id, case=case, principal_id=actor.own, holder_id=actor.own,
        why="Owner of the case", shared_by_id=actor.user_id, shared_at=actor.now,
    )  # fmt: skip


def _details(answers: Answers, actor: Actor) -> dict[str, Any]:
    """What of the answers stands on the case itself."""
    filled = answers.filled
    site = owning_site(answers, actor=actor)
    referrer = filled.get("case.referrer")
    outside = isinstance(referrer, Referrer) and not referrer.user_id
    return {
        "name": _as(str, filled["case.name"]),
        "area": _as(str, filled.get("case.area") or (site.area if site else "")),
        "referral_on": _as(date, filled.get("case.referral_date") or filled.get("case.opened_on")),
        "referred_by_id": None if outside else getattr(referrer, "user_id", None) or actor.user_id,
        "referrer": _outsider(referrer) if isinstance(referrer, Referrer) and outside else {},
        "assessed_on": filled.get("case.assessed_on"),
        "lead_worker_id": _user(filled.get("case.lead_worker"), actor),
    } | ({"key_information": filled["case.key_information"]} if filled.get("case.key_information") else {})


def _outsider(referrer: Referrer) -> Mapping[str, str]:
    return {
        "name": referrer.name,
        "organisation": referrer.organisation,
        "telephone": referrer.telephone,
        "email": referrer.email,
    }


def _user(value: Value, actor: Actor) -> int | None:
    if not isinstance(value, int):
        return None
    return User.objects.filter(partnership_id=actor.partnership_id, pk=value).values_list("pk", flat=True).first()


def _update(answers: Answers, actor: Actor) -> tuple[int, Mapping[str, int]]:
    """Bring a case up to date with its nomination, opened again: every change is in the history (NOM-10)."""
    case = case_to_change(_id(answers.about), actor=actor)
    if answers.filled.get("case.assessed_on") != case.assessed_on:
        sentence = "The assessment date stands once it is saved. Correct it from the case page, with a reason."
        raise Invalid("The assessment date cannot be changed here.", {"case.assessed_on": sentence})
    pack = practice(actor)
    new = _details(answers, actor)
    if not isinstance(answers.filled.get("case.referrer"), Referrer):
        new["referred_by_id"] = case.referred_by_id  # "me" means whoever nominated, not whoever updates
    if "lead_worker_id" in new and new["lead_worker_id"] is None:
        del new["lead_worker_id"]
    changes = [
        {"what": what, "from": str(getattr(case, field) or ""), "to": str(new[field] or "")}
        for field, what in _SAID.items()
        if field in new and getattr(case, field) != new[field]
    ]
    for field, value in new.items():
        setattr(case, field, value)
    case.version += 1
    case.save(update_fields=[*new, "version"])
    updated = Happened("nomination.updated", case.pk, facts={"changes": changes})
    persons, joined = _add_members(case, answers, _persons_so_far(case), pack, actor)
    found = _record_criteria(case, answers, persons, pack, actor)
    said = _record_consent(case, answers, actor)
    record_all([updated, *joined, *found, *said], actor=actor)
    return case.pk, persons


_SAID = {
    "name": "Case name",
    "area": "Area",
    "referral_on": "Referral date",
    "lead_worker_id": "Lead worker",
    "referrer": "Referrer",
}


def _persons_so_far(case: Case) -> Mapping[str, int]:
    latest = Submission.objects.filter(case=case).order_by("-id").first()
    return latest.persons if latest else {}


def _add_members(
    case: Case, answers: Answers, before: Mapping[str, int], pack: Pack, actor: Actor, *, new: bool = False
) -> tuple[Mapping[str, int], list[Happened]]:
    """Put every entry's person on the case, the head first; whoever is on it already has their relationship brought up
    to date. Returns entry id -> person id, and what happened."""
    entries = list(_entries(answers))
    persons = {entry.id: before.get(entry.id) or entry.filled.get("member.person") for entry in entries}
    unknown = [entry for entry in entries if persons[entry.id] is None]
    homes = dict(_addresses(entries))
    profiles = [profile_from(entry, homes[entry.id], form_id=answers.form_id, pack=pack) for entry in unknown]
    added = people.add_people(profiles, actor=actor)
    placed = {entry.id: _id(persons[entry.id]) for entry in entries if entry not in unknown}
    placed |= {entry.id: person for entry, person in zip(unknown, added, strict=True)}
    stand = {} if new else {member.person_id: member for member in Member.objects.filter(case=case)}
    return {**before, **placed}, _place_members(case, entries, placed, stand, pack, actor)


def _addresses(entries: Sequence[Entry]) -> Iterator[tuple[str, Address | None]]:
    """Where each lives, by entry: the first address told is the head's, and of whoever lives at the same."""
    heads: Address | None = None
    for entry in entries:
        told = entry.filled.get("person.address")
        heads = heads or (told if isinstance(told, Address) else None)
        same = heads if entry.filled.get("member.same_address") else None
        yield entry.id, told if isinstance(told, Address) else same


def _place_members(
    case: Case,
    entries: Sequence[Entry],
    persons: Mapping[str, int],
    stand: Mapping[int, Member],
    pack: Pack,
    actor: Actor,
) -> list[Happened]:
    group = next(each.id for each in pack.member_groups if each.default)
    joining: list[Member] = []
    happened: list[Happened] = []
    for position, entry in enumerate(entries, start=1):
        person, related = persons[entry.id], str(entry.filled.get("member.relationship") or "")
        if member := stand.get(person):
            happened += _relate(member, related)
            continue
        joining.append(
            Member(
                partnership_id=actor.partnership_id, case=case, person_id=person, position=position,
                is_head=position == 1, relationship=related, group=group, joined_on=actor.today,
            )
        )  # fmt: skip
        happened.append(Happened("member.added", case.pk, person))
    Member.objects.bulk_create(joining)
    return happened


def _relate(member: Member, related: str) -> list[Happened]:
    if member.relationship == related:
        return []
    change = {"what": "Relationship to the head of the family", "from": member.relationship, "to": related}
    member.relationship = related
    member.version += 1
    member.save(update_fields=["relationship", "version"])
    return [Happened("member.changed", member.case_id, member.person_id, {"changes": [change]})]


def _record_criteria(
    case: Case, answers: Answers, persons: Mapping[str, int], pack: Pack, actor: Actor, *, new: bool = False
) -> list[Happened]:
    """Keep what was found on each criterion. One that was met is never taken back, only added to (E-CINS 6.4)."""
    told = answers.filled.get("criteria")
    stand = {} if new else {row.code: row for row in Criterion.objects.filter(case=case)}
    found: list[Criterion] = []
    happened: list[Happened] = []
    for answer in told if isinstance(told, tuple) else ():
        if not isinstance(answer, CriterionAnswer):
            continue
        row = stand.get(answer.criterion) or Criterion(
            partnership_id=actor.partnership_id, case=case, code=answer.criterion, met="", version=0
        )
        met, findings = _found(row, answer, persons)
        if (row.met, row.findings) == (met, findings):
            continue
        change = {"what": "Met", "from": row.met, "to": met}
        facts = {"criterion": pack.criterion(row.code).title, "code": row.code, "findings": findings}
        happened.append(Happened("criterion.recorded", case.pk, facts=facts | {"changes": [change]}))
        row.met, row.findings, row.version = met, findings, row.version + 1
        if row.pk is None:
            found.append(row)
        else:
            row.save(update_fields=["met", "findings", "version"])
    Criterion.objects.bulk_create(found)
    return happened


def _found(row: Criterion, answer: CriterionAnswer, persons: Mapping[str, int]) -> tuple[str, list[dict[str, Any]]]:
    """What a criterion comes to with this answer. Raises Invalid where one that was met would be taken back."""
    findings = [
        {"question": each.question, "persons": [persons[m] for m in each.members if m in persons], "notes": each.notes}
        for each in answer.findings
    ]
    if row.met != "yes":
        return answer.met, findings
    if answer.met != "yes":
        sentence = "A criterion that was met stays met. Add notes instead."
        raise Invalid("A met criterion cannot be taken back.", {"criteria": sentence})
    return "yes", rules.added_to(row.findings, findings)


def _record_consent(case: Case, answers: Answers, actor: Actor, *, new: bool = False) -> list[Happened]:
    statement = answers.filled.get("consent.statement")
    if not isinstance(statement, str):
        return []
    notes = str(answers.filled.get("consent.notes") or "")
    to_come = bool(answers.filled.get("consent.signed_copy"))
    return consent_of_a_nomination(case, statement, notes, to_come, actor, new=new)


def _keep_submission(case_id: int, draft_id: UUID, answers: Answers, persons: Mapping[str, int], actor: Actor) -> None:
    Submission.objects.create(
        partnership_id=actor.partnership_id, case_id=case_id, form=answers.form_id, release_id=answers.release_id,
        draft_id=draft_id, answers=answers.raw, persons=persons, submitted_by_id=actor.user_id, submitted_at=actor.now,
    )  # fmt: skip


def open_again(case_id: int, *, draft_id: UUID, actor: Actor) -> UUID:
    """Open the nomination of a case again, to bring it up to date: a draft that holds what was submitted last.

    Family members stand in it as the people they became; their details are changed on their profiles. Raises NotFound
    where the case is not there for the actor. Source: E-CINS 6.4.
    """
    case = case_to_change(case_id, actor=actor)
    latest = Submission.objects.filter(case=case).order_by("-id").first()
    if latest is None:
        raise NotFound
    form = practice(actor).form(latest.form)
    typed = typed_from(latest.answers)
    entries = {
        section: tuple(_as_known(entry, latest.persons, form) for entry in each)
        for section, each in typed.entries.items()
    }
    typed = replace(typed, entries=entries)
    return forms.start_draft(latest.form, draft_id=draft_id, actor=actor, typed=typed, about=case.pk)


def _as_known(entry: EntryTyped, persons: Mapping[str, int], form: Form) -> EntryTyped:
    """An entry as the person it became, with their place in the family and nothing else."""
    asked = {question.fills: question.id for section in form.section for question in section.question}
    kept = {
        asked[name]: entry.fields[asked[name]] for name in ("member.relationship",) if asked.get(name) in entry.fields
    }
    return replace(entry, fields={asked["member.person"]: str(persons[entry.id]), **kept})


def _entries(answers: Answers) -> Iterator[Entry]:
    for entries in answers.entries.values():
        yield from entries


def _as(kind: type[_T], value: object) -> _T:
    assert isinstance(value, kind), "the pack's checks hold a form to the kinds that its bindings take"
    return value


def _id(value: object) -> int:
    return _as(int, value)
