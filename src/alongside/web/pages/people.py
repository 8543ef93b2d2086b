"""People: the search, a person's profile with the cases one may see, changing it, and recording a move."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from alongside.accounts.queries import practice
from alongside.assessments.queries.assessments import assessments_of_person
from alongside.cases.of_person import cases_of
from alongside.casework.queries.reports import reports_about_person
from alongside.casework.queries.workload import is_on_workload
from alongside.core.refusals import Invalid
from alongside.forms.dates import read_date
from alongside.packs.schema import Pack
from alongside.people import actions, queries
from alongside.people.gazetteer import gazetteer
from alongside.people.identifiers import shown, warning
from alongside.people.profile import NewAddress, PersonProfile
from alongside.people.telling import LABELS
from alongside.web.middleware import ActingRequest
from alongside.web.pages.profile_form import IDENTIFIERS, MoveForm, ProfileForm, typed_in
from alongside.web.pages.reading import for_page, page_number, words
from alongside.web.pages.writing import Changing, Sheet, say_beside, write_once

_page = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def people(request: ActingRequest) -> HttpResponse:
    """Persons by any spelling of any of their names, or by birth date, as one types (PEOP-01)."""
    typed, born = words(request), words(request, "born")
    shown_on_page: dict[str, Any] = {"q": typed, "born": born, "found": None, "fault": "", "born_fault": ""}
    try:
        day = read_date(born, today=request.actor.today, born=True) if born else None
    except ValueError as wrong:
        shown_on_page["born_fault"] = str(wrong)
    else:
        shown_on_page |= _searched(request, typed, day) if typed or day else {}
    shown_on_page["next_page"] = for_page(reverse("people"), q=typed, born=born)
    shown_on_page["pack"] = practice(request.actor)
    return render(request, "people/list.jinja", shown_on_page)


def _searched(request: ActingRequest, typed: str, day: Any) -> dict[str, Any]:
    page = page_number(request)
    try:
        found = queries.search(typed, day, actor=request.actor, page=page)
    except Invalid as refused:
        return {"fault": refused.sentence}
    if page == 1 and request.headers.get("HX-Request") != "true":
        actions.note_search(
            " ".join(part for part in (typed, str(day or "")) if part), found.total, actor=request.actor
        )
    return {"found": found}


@dataclass(frozen=True)
class Told:
    """One line of a profile: what it is, what was told, where it was learnt, and what to say beside it."""

    label: str
    value: str
    source: str = ""
    warns: str = ""


@require_safe
def person(request: ActingRequest, person_id: int) -> HttpResponse:
    """A profile, with the cases the person is on as far as one may see them."""
    known = queries.person(person_id, actor=request.actor)
    actions.note_look(person_id, actor=request.actor)
    pack = practice(request.actor)
    shown_on_page = {
        "person": known, "pack": pack, "cases": cases_of(person_id, actor=request.actor),
        "about": list(_about(known.profile, pack)), "reached": list(_reached(known.profile)),
        "numbers": list(_numbers(known.profile)), "today": request.actor.today,
        "reports": reports_about_person(person_id, actor=request.actor),
        "on_workload": is_on_workload("person", person_id, actor=request.actor),
        "assessments": assessments_of_person(person_id, actor=request.actor),
    }  # fmt: skip
    return render(request, "people/person.jinja", shown_on_page)


def _about(profile: PersonProfile, pack: Pack) -> Iterator[Told]:
    yield Told("Name", " ".join(filter(None, (profile.title, profile.forename, profile.middle_names, profile.surname))))
    for name in ("aliases", "former_names"):
        yield from _each(profile, name)
    for name in ("gender", "ethnicity"):
        yield Told(LABELS[name], getattr(profile, name), profile.sources.get(name, ""))
    disabled = profile.disabled.capitalize() + (f": {profile.disability}" if profile.disability else "")
    yield Told(LABELS["disabled"], disabled, profile.sources.get("disability") or profile.sources.get("disabled", ""))
    yield Told(LABELS["area"], pack.area_title(profile.area), profile.sources.get("area", ""))


def _reached(profile: PersonProfile) -> Iterator[Told]:
    for name in ("telephones", "mobiles", "emails"):
        yield from _each(profile, name)


def _each(profile: PersonProfile, name: str) -> Iterator[Told]:
    for value in getattr(profile, name):
        yield Told(LABELS[name], value, profile.sources.get(value, ""))


def _numbers(profile: PersonProfile) -> Iterator[Told]:
    for name, kind in IDENTIFIERS.items():
        kept = getattr(profile, name)
        if kept:
            yield Told(LABELS[name], shown(kind, kept), profile.sources.get(name, ""), warning(kind, kept))


@_page
def change(request: ActingRequest, person_id: int) -> HttpResponse:
    """Change a profile. Two who change it at once are each shown both."""
    known = queries.person(person_id, actor=request.actor)
    pack, back = practice(request.actor), reverse("person", args=[person_id])

    def made(posted: Any) -> ProfileForm:
        return ProfileForm(posted, pack=pack, stands=known.profile, today=request.actor.today)

    def write(form: forms.Form, version: int) -> str:
        assert isinstance(form, ProfileForm)
        if actions.change_person(person_id, form.profile(), version=version, actor=request.actor):
            messages.success(request, "The profile is changed.")
        return back

    def show(sheet: Sheet) -> HttpResponse:
        shown_on_page = {"person": known, "sheet": sheet, "form": sheet.form, "back": back}
        return render(request, "people/change.jinja", shown_on_page, status=sheet.status)

    return Changing(made, known.version, write, lambda theirs: typed_in(theirs, pack)).answer(request, show)


@_page
def move(request: ActingRequest, person_id: int) -> HttpResponse:
    """Record where somebody lives now, from the gazetteer or typed (E-CINS 6.1.1)."""
    known = queries.person(person_id, actor=request.actor)
    sought, chosen = words(request, "find"), gazetteer().by_uprn(words(request, "uprn"))
    initial: dict[str, Any] = {"is_main": "yes"}
    if chosen:
        initial |= {"lines": "\n".join(chosen.lines.split(", ")), "postcode": chosen.postcode}
    posted = request.POST if request.method == "POST" else None
    form = MoveForm(posted, pack=practice(request.actor), initial=initial, today=request.actor.today)
    if posted is not None and form.is_valid():
        try:
            return write_once(request, lambda: _moved(request, person_id, form))
        except Invalid as wrong:
            say_beside(form, _beside_lines(wrong))
    shown_on_page = {
        "person": known, "form": form, "find": sought, "chosen": chosen, "back": reverse("person", args=[person_id]),
        "places": gazetteer().find(sought) if sought else (),
    }  # fmt: skip
    return render(request, "people/move.jinja", shown_on_page, status=422 if form.errors else 200)


def _moved(request: ActingRequest, person_id: int, form: MoveForm) -> str:
    told = form.cleaned_data
    parts = [line.strip(" ,") for line in told["lines"].split("\n")]
    address = NewAddress(
        lines=", ".join(part for part in parts if part),
        postcode=told["postcode"],
        uprn=_uprn(request, told["postcode"]),
        no_fixed_abode=told["no_fixed_abode"],
        from_month=told["from_month"],
        is_main=told["is_main"] == "yes",
        tenancy=told["tenancy"],
        link=told["link"],
        source=told["source"],
    )
    actions.move([person_id], address, actor=request.actor)
    messages.success(request, "The address is recorded.")
    return reverse("person", args=[person_id])


def _uprn(request: ActingRequest, postcode: str) -> str:
    """The number of the address chosen, unless another was typed over it."""
    chosen = gazetteer().by_uprn(words(request, "uprn"))
    return chosen.uprn if chosen and chosen.postcode == postcode else ""


def _beside_lines(wrong: Invalid) -> Invalid:
    beside = {"lines" if field == "address" else field: sentence for field, sentence in wrong.fields.items()}
    return Invalid(wrong.sentence, beside)
