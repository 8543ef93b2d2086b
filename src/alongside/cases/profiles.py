"""From a family member as they were told on a nomination to the profile that the people room keeps."""

from collections.abc import Mapping
from datetime import date

from alongside.forms.answers import Address, Entry, Value
from alongside.packs.schema import Pack
from alongside.people.profile import NewAddress, PersonProfile


def profile_from(entry: Entry, address: Address | None, *, form_id: str, pack: Pack) -> PersonProfile:
    """The profile of a member who is not known yet. `address` is theirs, or the head's where it is the same."""
    told = {name.removeprefix("person."): value for name, value in entry.filled.items() if name.startswith("person.")}
    born, expected, disability = (told.get(name) for name in ("birth_date", "expected_on", "disability"))
    sources = _sources(entry, form_id, pack)
    band = _text(told.get("age_band"))
    unborn = born is None and any(each.unborn and each.label == band for each in pack.choice_list("age-bands").choices)
    ethnicity = _text(told.get("ethnicity"))
    return PersonProfile(
        title=_text(told.get("title")),
        forename=_text(told.get("forename")),
        middle_names=_text(told.get("middle_names")),
        surname=_text(told.get("surname")),
        aliases=_several(told.get("aliases")),
        birth_date=born if isinstance(born, date) else None,
        age_band="" if unborn or born else band,
        unborn=unborn,
        expected_on=expected if unborn and isinstance(expected, date) else None,
        gender=_text(told.get("gender")),
        ethnicity=ethnicity,
        ethnicity_code=_census(ethnicity, pack),
        disabled=_text(told.get("disabled")).lower() or "not disclosed",
        disability=", ".join(_several(disability)),
        area=_text(told.get("area")),
        telephones=_several(told.get("telephones")),
        mobiles=_several(told.get("mobiles")),
        emails=_several(told.get("emails")),
        national_insurance=_text(told.get("national_insurance")),
        nhs_number=_text(told.get("nhs_number")),
        upn=_text(told.get("upn")),
        pnc_id=_text(told.get("pnc_id")),
        address=_address(address, sources.get("address", "")),
        sources={name: said for name, said in sources.items() if name != "address"},
    )


def _text(value: Value) -> str:
    return value if isinstance(value, str) else ""


def _several(value: Value) -> tuple[str, ...]:
    if isinstance(value, tuple):
        return tuple(str(each) for each in value)
    return (str(value),) if value else ()


def _census(ethnicity: str, pack: Pack) -> str:
    choices = pack.choice_list("ethnicities").choices
    return next((choice.census for choice in choices if choice.label == ethnicity), "")


def _address(address: Address | None, source: str) -> NewAddress | None:
    if address is None:
        return None
    return NewAddress(
        lines=", ".join(line for line in address.lines if line),
        postcode=address.postcode,
        uprn=address.uprn,
        no_fixed_abode=address.no_fixed_abode,
        source=source,
    )


def _sources(entry: Entry, form_id: str, pack: Pack) -> Mapping[str, str]:
    """Where each value was learnt, by the profile's name for it."""
    fills = {question.id: question.fills for section in pack.form(form_id).section for question in section.question}
    return {fills[asked].removeprefix("person."): said for asked, said in entry.sources.items() if fills.get(asked)}
