"""A person's profile as a form: what stands on it, typed into its fields, and what was typed, as a profile again."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.forms import BoundField

from alongside.forms import checks
from alongside.packs.schema import Pack
from alongside.people.identifiers import shown
from alongside.people.profile import PersonProfile
from alongside.people.telling import LABELS
from alongside.web.pages.fields import Choice, DatedForm, Day, Words

LISTS = ("aliases", "former_names", "telephones", "mobiles", "emails")
IDENTIFIERS = {
    "national_insurance": "national insurance number",
    "nhs_number": "nhs number",
    "upn": "upn",
    "pnc_id": "pnc id",
}
_GROUPS: Sequence[tuple[str, Sequence[str]]] = (
    ("Names", ("title", "forename", "middle_names", "surname", "aliases", "former_names")),
    ("Age", ("birth_date", "age_band", "expected_on")),
    ("About them", ("gender", "ethnicity", "disabled", "disability", "area")),
    ("Ways to reach them", ("telephones", "mobiles", "emails")),
    ("Numbers", ("national_insurance", "nhs_number", "upn", "pnc_id")),
)
_WITHOUT_SOURCE = {"title", "middle_names", "former_names", "age_band", "expected_on", "disability", "unborn"}
"""The rest of a name, an age or a disability is learnt where its first part was."""

_FROM_THE_PACK = {"title": "titles", "age_band": "age-bands", "gender": "genders", "ethnicity": "ethnicities"}
_CHECKS: Mapping[str, Callable[[str], str]] = {
    "telephones": checks.telephone,
    "mobiles": checks.telephone,
    "emails": checks.email,
}
_HINTS = {
    "aliases": "One on each line. Search finds them by each.",
    "former_names": "One on each line, such as a name before marriage.",
    "birth_date": "For example, 11-5-1992. Leave it blank where nobody knows it.",
    "age_band": "Only where the date of birth is not known.",
    "expected_on": "Only for a child who is not born yet.",
    "ethnicity": "As they say it themselves. Do not guess: choose Unknown until you have asked.",
    "telephones": "One on each line.",
    "mobiles": "One on each line.",
    "emails": "One on each line.",
    "nhs_number": "Leave these blank where you do not know them.",
}


def _words(name: str, **options: Any) -> Words:
    return Words(label=LABELS[name], required=False, help_text=_HINTS.get(name, ""), **options)


def _lines(name: str) -> Words:
    return _words(name, widget=forms.Textarea(attrs={"rows": 2}))


def _choice(name: str, blank: str) -> Choice:
    return Choice(label=LABELS[name], required=False, help_text=_HINTS.get(name, ""), widget=forms.Select, blank=blank)


class ProfileForm(DatedForm):
    """Everything a profile holds (PEOP-02), each value with where it was learnt."""

    title = _choice("title", "Not said")
    forename = _words("forename")
    middle_names = _words("middle_names")
    surname = _words("surname")
    aliases = _lines("aliases")
    former_names = _lines("former_names")
    birth_date = Day(label=LABELS["birth_date"], required=False, help_text=_HINTS["birth_date"])
    age_band = _choice("age_band", "Known from the date of birth")
    expected_on = Day(label=LABELS["expected_on"], required=False, help_text=_HINTS["expected_on"])
    gender = _choice("gender", "Not said")
    ethnicity = _choice("ethnicity", "Not asked yet")
    disabled = Choice(label=LABELS["disabled"], widget=forms.RadioSelect)
    disability = _words("disability")
    area = _choice("area", "Not said")
    telephones = _lines("telephones")
    mobiles = _lines("mobiles")
    emails = _lines("emails")
    national_insurance = _words("national_insurance")
    nhs_number = _words("nhs_number")
    upn = _words("upn")
    pnc_id = _words("pnc_id")

    def __init__(self, *args: Any, pack: Pack, stands: PersonProfile, **options: Any) -> None:
        for_fields = {name: stands.sources.get(name, "") for name in LABELS if name not in _WITHOUT_SOURCE}
        initial = typed_in({name: getattr(stands, name) for name in LABELS}, pack)
        initial |= {f"source_{name}": said for name, said in for_fields.items()}
        super().__init__(*args, initial=initial, **options)
        self.stands, self.pack = stands, pack
        for name in for_fields:
            self.fields[f"source_{name}"] = Words(label=f"Where “{LABELS[name]}” was learnt", required=False)
        for name, offered in _offered(pack).items():
            self._offer(name, offered, str(initial[name]))

    def _offer(self, name: str, offered: Sequence[tuple[str, str]], stands: str) -> None:
        """The choices of the pack; what stands on the record stays a choice where the pack no longer has it."""
        field = self.fields[name]
        assert isinstance(field, Choice)
        blank = [("", field.blank)] if field.blank else []
        gone = [(stands, stands)] if stands and stands not in dict(offered) else []
        field.choices = [*blank, *offered, *gone]

    def groups(self) -> Iterable[tuple[str, Sequence[tuple[BoundField, BoundField | None]]]]:
        """The fields under their headings, each with the field for its source where it has one of its own."""
        for heading, names in _GROUPS:
            yield heading, [(self[name], None if name in _WITHOUT_SOURCE else self[f"source_{name}"]) for name in names]

    def clean(self) -> dict[str, Any]:
        """Each telephone number and e-mail address in the form it is kept in, or a sentence beside its field."""
        told = super().clean() or {}
        for name, check in _CHECKS.items():
            try:
                told[name] = "\n".join(check(line) for line in _several(told.get(name, "")))
            except ValueError as wrong:
                self.add_error(name, str(wrong))
        return told

    def profile(self) -> PersonProfile:
        """What was typed, as a profile. The form has to be valid."""
        told = self.cleaned_data
        unborn = told["age_band"] in _unborn(self.pack)
        values: dict[str, Any] = {name: told[name] for name in LABELS if name in self.fields}
        values |= {name: tuple(_several(told[name])) for name in LISTS}
        values["unborn"], values["age_band"] = unborn, "" if unborn else told["age_band"]
        asked = {name for name in LABELS if name not in _WITHOUT_SOURCE}
        sources = {name: said for name, said in self.stands.sources.items() if name not in asked}
        return PersonProfile(
            **values,
            ethnicity_code=_census(told["ethnicity"], self.pack, self.stands),
            sources=sources | {name: said for name in values if (said := told.get(f"source_{name}", ""))},
        )


def typed_in(values: Mapping[str, Any], pack: Pack) -> dict[str, Any]:
    """Values of a profile, by its names for them, as they are typed into the fields of the form."""
    typed = {name: "\n".join(value) if name in LISTS else value for name, value in values.items() if name != "unborn"}
    if values.get("unborn"):
        typed["age_band"] = next(iter(_unborn(pack)), "")
    for name, kind in IDENTIFIERS.items():
        typed[name] = shown(kind, typed[name])
    return typed


def _offered(pack: Pack) -> Mapping[str, Sequence[tuple[str, str]]]:
    offered = {name: [(each, each) for each in pack.choice_list(of).labels] for name, of in _FROM_THE_PACK.items()}
    disabled = [(each.lower(), each) for each in pack.choice_list("disabled").labels]
    return {**offered, "disabled": disabled, "area": [(area.id, area.title) for area in pack.areas]}


def _unborn(pack: Pack) -> Sequence[str]:
    return [each.label for each in pack.choice_list("age-bands").choices if each.unborn]


def _census(ethnicity: str, pack: Pack, stands: PersonProfile) -> str:
    if ethnicity == stands.ethnicity:
        return stands.ethnicity_code
    choices = pack.choice_list("ethnicities").choices
    return next((each.census for each in choices if each.label == ethnicity), "")


def _several(typed: str) -> list[str]:
    return [line.strip() for line in typed.split("\n") if line.strip()]


class MoveForm(DatedForm):
    """Where somebody lives now, or also lives."""

    no_fixed_abode = forms.BooleanField(label="No fixed abode", required=False)
    lines = Words(
        label="Address",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Everything but the postcode, each part on a line of its own.",
    )
    postcode = Words(label="Postcode", required=False)
    from_month = Day(
        label="Since", required=False, help_text="Any day of the month they came, for example 1-9-2026, if it is known."
    )
    is_main = Choice(label="Is it where they mainly live?", widget=forms.RadioSelect)
    tenancy = Choice(label="Tenancy", required=False, widget=forms.Select, blank="Not said")
    link = Choice(label="What they are to the address", required=False, widget=forms.Select, blank="Not said")
    source = Words(label="Where this was learnt", required=False)

    def __init__(self, *args: Any, pack: Pack, **options: Any) -> None:
        super().__init__(*args, **options)
        self._offer("tenancy", pack.choice_list("tenancies").labels)
        self._offer("link", pack.choice_list("address-links").labels)
        main = self.fields["is_main"]
        assert isinstance(main, Choice)
        main.choices = [("yes", "Yes: they have moved here"), ("no", "No: they are here as well")]

    def _offer(self, name: str, labels: Sequence[str]) -> None:
        field = self.fields[name]
        assert isinstance(field, Choice)
        field.choices = [("", field.blank), *((each, each) for each in labels)]

    def clean_postcode(self) -> str:
        """The postcode as the Post Office writes it."""
        typed = str(self.cleaned_data["postcode"])
        try:
            return checks.postcode(typed) if typed else ""
        except ValueError as wrong:
            raise forms.ValidationError(str(wrong)) from None

    def clean_from_month(self) -> date | None:
        """Nobody has moved in the future."""
        day: date | None = self.cleaned_data["from_month"]
        if day and day > self.fields["from_month"].today:  # type: ignore[attr-defined]  # a Day
            raise forms.ValidationError("This is in the future. Enter it once they have moved.")
        return day
