"""The agencies and services around a family: in a role, from a day to a day; never taken off the record."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction

from alongside.accounts.models import Organisation
from alongside.accounts.queries import practice
from alongside.cases.access import case_to_change
from alongside.cases.models import Case, Involvement
from alongside.core.actor import Actor
from alongside.core.refusals import Invalid, NotFound, Stale
from alongside.events.actions import record

LONGEST = 200
LONGEST_REASON = 2000


@dataclass(frozen=True)
class Terms:
    """In what the agency is involved: the service it gives, whom to speak to there, and since when."""

    service: str = ""
    contact: str = ""
    telephone: str = ""
    email: str = ""
    starts_on: date | None = None


@dataclass(frozen=True)
class Involved:
    """An agency as it is or was involved with the family. `role` is an involvement of the pack, `title` its words."""

    id: int
    organisation_id: int
    name: str
    role: str
    title: str
    service: str
    contact: str
    telephone: str
    email: str
    starts_on: date
    ends_on: date | None
    end_reason: str
    version: int


def involvements(case_id: int, *, actor: Actor) -> Sequence[Involved]:
    """The agencies involved with a family: those involved now by name, then those before, the latest first.

    Two queries. NotFound like the case.
    """
    if not Case.objects.visible_to(actor).filter(pk=case_id).exists():
        raise NotFound
    rows = list(Involvement.objects.filter(case_id=case_id).select_related("organisation"))
    now = sorted((row for row in rows if row.ends_on is None), key=lambda row: (row.organisation.name, row.pk))
    past = sorted((row for row in rows if row.ends_on), key=lambda row: (row.ends_on or date.min, row.pk), reverse=True)
    pack = practice(actor)
    return [
        Involved(
            row.pk, row.organisation_id, row.organisation.name, row.role, pack.title_of("involvements", row.role),
            row.service, row.contact, row.telephone, row.email, row.starts_on, row.ends_on, row.end_reason, row.version,
        )
        for row in [*now, *past]
    ]  # fmt: skip


def involve(case_id: int, organisation_id: int, role: str, *, actor: Actor, terms: Terms | None = None) -> int:
    """Involve a registered agency with the family, in a role of the pack, from today or another day. Returns its id.

    Whoever sees the case may. Involved already in that role and service, it stays as it is. Raises Invalid beside
    "organisation" for one that is not registered here. Source: E-CINS 6.8; CCM 1.2 and 1.3.
    """
    case = case_to_change(case_id, actor=actor)
    agency = Organisation.objects.filter(partnership_id=actor.partnership_id, pk=organisation_id).first()
    if agency is None:
        sentence = "Choose an agency that is registered here. Ask your administrator to register another."
        raise Invalid("Choose an agency.", {"organisation": sentence})
    terms = terms or Terms()
    faults = _faults(terms, actor)
    roles = {each.id: each.title for each in practice(actor).involvements}
    if role not in roles:
        faults["role"] = "Choose in which role."
    _raise(faults)
    running = Involvement.objects.filter(
        case=case, organisation=agency, role=role, service=terms.service.strip(), ends_on__isnull=True
    )
    found = running.values_list("pk", flat=True).first()
    if found is not None:
        return found
    number = _involved(case, agency, role, terms, actor)
    facts = {"agency": agency.name, "organisation": agency.pk, "role": roles[role], "as": role, "involvement": number}
    change = {"what": roles[role], "from": "", "to": agency.name}
    record("agency.involved", actor=actor, case=case.pk, facts=facts | {"changes": [change]})
    return number


def _involved(case: Case, agency: Organisation, role: str, terms: Terms, actor: Actor) -> int:
    try:
        with transaction.atomic():
            return Involvement.objects.create(
                partnership_id=actor.partnership_id, case=case, organisation=agency, role=role,
                service=terms.service.strip(), contact=terms.contact.strip(), telephone=terms.telephone.strip(),
                email=terms.email.strip(), starts_on=terms.starts_on or actor.today,
            ).pk  # fmt: skip
    except IntegrityError:
        raise Invalid("It is involved already.", {"organisation": "This agency is involved already."}) from None


def change_involvement(case_id: int, involvement_id: int, *, version: int, terms: Terms, actor: Actor) -> None:
    """Put right whom to speak to at an agency, how, and since when it is involved. Its service stays what it is.

    Raises Stale where somebody changed it since `version`.
    """
    case, row = _to_change(case_id, involvement_id, actor)
    faults = _faults(terms, actor)
    if row.ends_on and terms.starts_on and terms.starts_on > row.ends_on:
        faults["starts_on"] = "It cannot start after it ended."
    _raise(faults)
    new = {
        "contact": terms.contact.strip(), "telephone": terms.telephone.strip(), "email": terms.email.strip(),
        "starts_on": terms.starts_on or row.starts_on,
    }  # fmt: skip
    changed = {name: value for name, value in new.items() if getattr(row, name) != value}
    if not changed:
        return
    _check_version(row, version, {name: getattr(row, name) for name in new})
    changes = [
        {"what": _SAID[name], "from": str(getattr(row, name)), "to": str(value)} for name, value in changed.items()
    ]
    for name, value in changed.items():
        setattr(row, name, value)
    _save(row, list(changed))
    facts = {"agency": row.organisation.name, "as": row.role, "involvement": row.pk, "changes": changes}
    record("agency.changed", actor=actor, case=case.pk, facts=facts)


_SAID = {"contact": "Contact", "telephone": "Telephone", "email": "E-mail", "starts_on": "Involved from"}


def end_involvement(
    case_id: int, involvement_id: int, *, version: int, ends_on: date, reason: str, actor: Actor
) -> None:
    """End an agency's part on a day, with the reason; it stays in the list with its dates. Source: E-CINS 6.8."""
    case, row = _to_change(case_id, involvement_id, actor)
    if row.ends_on is not None:
        return
    faults: dict[str, str] = {}
    if ends_on < row.starts_on:
        faults["ends_on"] = "It cannot end before it started."
    elif ends_on > actor.today:
        faults["ends_on"] = "The day cannot be after today. Come back on the day it ends."
    if not reason.strip():
        faults["reason"] = "Say why it ends."
    elif len(reason) > LONGEST_REASON:
        faults["reason"] = f"Use {LONGEST_REASON} characters or fewer. You have {len(reason)}."
    _raise(faults)
    _check_version(row, version, {"ends_on": row.ends_on})
    row.ends_on, row.end_reason = ends_on, reason.strip()
    _save(row, ["ends_on", "end_reason"])
    facts = {
        "agency": row.organisation.name, "organisation": row.organisation_id, "as": row.role, "involvement": row.pk,
        "reason": reason.strip(), "on": ends_on,
        "changes": [{"what": "Involved until", "from": "", "to": f"{ends_on:%-d %B %Y}"}],
    }  # fmt: skip
    record("agency.ended", actor=actor, case=case.pk, facts=facts)


def _to_change(case_id: int, involvement_id: int, actor: Actor) -> tuple[Case, Involvement]:
    case = case_to_change(case_id, actor=actor)
    row = Involvement.objects.filter(case=case, pk=involvement_id).select_related("organisation").first()
    if row is None:
        raise NotFound
    return case, row


def _check_version(row: Involvement, version: int, theirs: Mapping[str, object]) -> None:
    if row.version != version:
        raise Stale("Somebody changed this agency’s part while you had it open.", theirs, row.version)


def _save(row: Involvement, fields: list[str]) -> None:
    row.version += 1
    row.save(update_fields=[*fields, "version"])


def _faults(terms: Terms, actor: Actor) -> dict[str, str]:
    faults = {
        name: f"Use {LONGEST} characters or fewer. You have {len(getattr(terms, name))}."
        for name in ("service", "contact", "telephone", "email")
        if len(getattr(terms, name)) > LONGEST
    }
    if terms.starts_on and terms.starts_on > actor.today:
        faults["starts_on"] = "The day cannot be after today."
    if terms.email.strip() and "email" not in faults:
        try:
            validate_email(terms.email.strip())
        except ValidationError:
            faults["email"] = "Write the e-mail address with an @, as in name@example.org."
    return faults


def _raise(faults: Mapping[str, str]) -> None:
    if faults:
        raise Invalid("Check what is marked below.", faults)
