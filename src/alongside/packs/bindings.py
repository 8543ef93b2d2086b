"""What the answers to a form's questions become: the closed list of parts of the record that `fills` may name."""

from dataclasses import dataclass

from alongside.packs.form_schema import Kind


@dataclass(frozen=True)
class Binding:
    """A part of the record, the kinds of question that can fill it, and whether it is told of each member apart."""

    kinds: frozenset[Kind]
    of_each_member: bool = False
    needed_to_open: bool = False
    """A form that opens a case has to ask for it, or for `instead`, which it then follows from."""
    instead: str = ""
    list_id: str = ""
    """The pack's list that the answer has to come from, because rules read it."""


def _case(*kinds: Kind, needed: bool = False, instead: str = "") -> Binding:
    return Binding(frozenset(kinds), needed_to_open=needed, instead=instead)


def _each(*kinds: Kind, needed: bool = False, list_id: str = "") -> Binding:
    return Binding(frozenset(kinds), of_each_member=True, needed_to_open=needed, list_id=list_id)


BINDINGS: dict[str, Binding] = {
    "case.area": _case("area", needed=True, instead="case.team"),
    "case.referral_date": _case("date", needed=True, instead="case.opened_on"),
    # A case name holds every surname and the postcode; plain text is whatever the partnership calls the family.
    "case.name": _case("case name", "text", needed=True),
    # Not answered: whoever fills in the form made the referral.
    "case.referrer": _case("user or person outside"),
    "case.assessed_on": _case("date"),
    "case.risk_at_home_visit": _case("yes, no or don't know"),
    "case.lead_worker": _case("user"),
    "case.key_information": _case("text", "long text"),
    # Where cases are kept by sites (CCM 1.1). Not answered, the due date is as many weeks on as the pack says.
    "case.type": _case("case type"),
    "case.reference": _case("text"),
    "case.reason": _case("text", "long text"),
    "case.opened_on": _case("date"),
    "case.due_on": _case("date"),
    "case.team": _case("site"),
    "criteria": _case("criteria"),
    "consent.statement": _case("consent statement"),
    "consent.notes": _case("text", "long text"),
    "consent.signed_copy": _case("yes or no"),
    "member.person": _each("person"),
    # These two are not asked of the head of the family, the first entry.
    "member.relationship": _each("choice", list_id="relationships"),
    "member.same_address": _each("yes or no"),
    "person.title": _each("choice", list_id="titles"),
    "person.forename": _each("text", needed=True),
    "person.middle_names": _each("text"),
    "person.surname": _each("text", needed=True),
    "person.aliases": _each("text", "several texts"),
    "person.gender": _each("choice", list_id="genders"),
    "person.birth_date": _each("date"),
    "person.age_band": _each("choice", list_id="age-bands"),
    "person.expected_on": _each("date"),
    "person.ethnicity": _each("choice", list_id="ethnicities"),
    "person.disabled": _each("choice", list_id="disabled"),
    "person.disability": _each("choice", "choices", "text", "long text"),
    "person.area": _each("area"),
    "person.address": _each("address"),
    "person.telephones": _each("telephone", "several texts"),
    "person.mobiles": _each("telephone", "several texts"),
    "person.emails": _each("email", "several texts"),
    "person.national_insurance": _each("national insurance number"),
    "person.nhs_number": _each("nhs number"),
    "person.upn": _each("upn"),
    "person.pnc_id": _each("pnc id"),
}
