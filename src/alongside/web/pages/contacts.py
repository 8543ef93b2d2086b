"""Contacts: the list by what must be done next, recording one, one with everything about it, the daily screening."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alongside.accounts.queries import practice
from alongside.clocks.queries.closed_days import working_days
from alongside.core.actor import LONDON
from alongside.core.refusals import Invalid, Refused
from alongside.forms.dates import as_typed, read_date
from alongside.forms.fields import keepable_text
from alongside.packs.schema import Pack
from alongside.pathway.actions import contacts as actions
from alongside.pathway.queries import contacts as queries
from alongside.pathway.queries.front_door import at_step
from alongside.pathway.queries.likeness import Known, Sought, known
from alongside.pathway.rules.front_door import screen_by
from alongside.pathway.rules.references import as_said
from alongside.web.middleware import ActingRequest
from alongside.web.pages import contact_form
from alongside.web.pages.contact_form import ContactForm, OwnQuestions
from alongside.web.pages.reading import for_page, page_number, with_query
from alongside.web.pages.writing import Changing, Sheet

_page = require_http_methods(["GET", "HEAD", "POST"])
_LOOKED_BY = ("forename", "surname", "born_on", "postcode")


# --- the list


@require_safe
def contacts(request: ActingRequest) -> HttpResponse:
    """The contacts that one sees, what must be done next first."""
    pack = practice(request.actor)
    narrowed, since = _narrowed(request, pack)
    page = queries.contacts(narrowed, page=page_number(request), actor=request.actor)
    asked = {"by": narrowed.source, "state": narrowed.state, "area": narrowed.area, "since": since}
    shown = {
        "page": page, "pack": pack, "narrowed": narrowed, "since": since, "chosen": _chosen(asked, pack),
        "takes": queries.takes_contacts(actor=request.actor), "next_page": for_page(reverse("contacts"), **asked),
    }  # fmt: skip
    return render(request, "contacts/list.jinja", shown)


def _narrowed(request: ActingRequest, pack: Pack) -> tuple[queries.Filter, str]:
    """What the list is narrowed to; anything that is none of the pack's is as if it were not there."""
    source, area, state = (request.GET.get(name, "") for name in ("by", "area", "state"))
    typed = request.GET.get("since", "")[:40]
    try:
        since = read_date(typed, today=request.actor.today) if typed.strip() else None
    except ValueError:
        since = None
    return queries.Filter(
        source if source in {each.id for each in pack.contact_sources} else "",
        state if state in (queries.WAITING, queries.DONE) else "",
        area if area in {each.id for each in pack.areas} else "", since,
    ), as_typed(since) if since else ""  # fmt: skip


def _chosen(asked: Mapping[str, str], pack: Pack) -> list[tuple[str, str, str]]:
    called = {
        "by": ("Source", pack.title_of("contact_sources", asked["by"])),
        "state": ("State", {"waiting": "Something waits", "done": "Done"}.get(asked["state"], "")),
        "area": ("Area", pack.area_title(asked["area"])),
        "since": ("Since", f"Since {asked['since']}"),
    }
    return [
        (*called[name], with_query(reverse("contacts"), **{**asked, name: ""}))
        for name, value in asked.items()
        if value
    ]


@require_safe
def screening(request: ActingRequest) -> HttpResponse:
    """What waits for screening today, the longest waiting first; what is late is marked (2.1)."""
    pack = practice(request.actor)
    rows = queries.waiting_for_screening(actor=request.actor)
    days = working_days(actor=request.actor)
    late = {each.id for each in rows if screen_by(_day(each.received_at), days) < request.actor.today}
    shown = {"rows": rows, "late": late, "pack": pack, "today": request.actor.today}
    return render(request, "contacts/screening.jinja", shown)


def _day(at: datetime) -> date:
    return at.astimezone(LONDON).date()


# --- recording one


@_page
def contact_add(request: ActingRequest) -> HttpResponse:
    """Record a contact, on one page; who is known already is shown as the family is typed, and again on saving."""
    return adding(request, {})


def adding(request: ActingRequest, read: Mapping[str, Any], *, opens: bool = False) -> HttpResponse:
    """The page on which a contact is recorded, perhaps opened with what was read from a message already in it."""
    pack, actor = practice(request.actor), request.actor
    check_may_record(request)
    now = actor.now.astimezone(LONDON)
    usual = next((each.id for each in pack.contact_sources if each.default), "")
    initial = {"source": usual, "received_on": now.date(), "received_at": now.time(), **read}
    found = Known()

    def made(typed: Any) -> ContactForm:
        return ContactForm(typed, pack=pack, today=actor.today, initial=dict(initial))

    def write(form: forms.Form, version: int) -> str:
        nonlocal found
        assert isinstance(form, ContactForm)
        found = known(form.sought(), actor=actor)
        if _is_here_already(found) and not form.cleaned_data["sure"]:
            raise Invalid("Look at who is known already.", {"sure": "Look at who is known already, then tick this."})
        contact = actions.receive(form.contact(), actor=actor)
        messages.success(request, f"The contact is recorded. Its reference is {as_said(contact.reference)}.")
        return reverse("contact", args=[contact.pk])

    def show(sheet: Sheet) -> HttpResponse:
        shown = {"form": sheet.form, "sheet": sheet, "pack": pack, "known": found, "contact": None, "read": read,
                 "asking": True}  # fmt: skip
        return render(request, "contacts/form.jinja", shown, status=sheet.status)

    if opens:
        return show(Sheet(made(None), 0))
    return Changing(made, 0, write).answer(request, show)


def check_may_record(request: ActingRequest) -> None:
    """Raises Refused for whoever does not work at the front door, with what they can do instead."""
    if not queries.takes_contacts(actor=request.actor):
        raise Refused(
            "Contacts are recorded by those who work at the front door. Use the request form instead: it reaches them."
        )


def _is_here_already(found: Known) -> bool:
    """Whether saving waits for a look: the same child in an open contact, or somebody on an open case."""
    return bool(found.contacts or found.pointers or any(each.cases for each in found.persons))


@require_POST
def contact_known(request: ActingRequest) -> HttpResponse:
    """Who is known already, of what stands in the form at this moment. A part of the page."""
    check_may_record(request)
    sought = []
    for row in range(contact_form.PEOPLE):
        typed = {part: keepable_text(request.POST.get(f"p{row}_{part}", ""))[:100] for part in _LOOKED_BY}
        try:
            born = read_date(typed["born_on"], today=request.actor.today, born=True)
        except ValueError:
            born = None
        sought.append(Sought(typed["forename"], typed["surname"], born, typed["postcode"]))
    found = known(sought, actor=request.actor)
    return render(request, "contacts/known.jinja", {"known": found, "asking": True})


# --- one


@require_safe
def contact(request: ActingRequest, contact_id: int) -> HttpResponse:
    """One contact: what must be done next, whom it is about, who is known already, what was done."""
    found = queries.contact(contact_id, actor=request.actor)
    actions.look_at(contact_id, actor=request.actor)
    sought = [Sought(each.forename, each.surname, each.born_on, each.postcode) for each in found.people]
    shown = {
        "contact": found, "pack": found.pack, "reference": as_said(found.reference), "today": request.actor.today,
        "known": known(sought, actor=request.actor, but=found.id, note=False) if found.waiting else Known(),
        "answered": OwnQuestions(found.pack, found.answers, request.actor.today).answered(),
        "history": queries.history(contact_id, actor=request.actor), "me": request.actor.user_id,
        "mine": {each.id for each in found.waiting if at_step(each.id, actor=request.actor).may},
    }  # fmt: skip
    return render(request, "contacts/contact.jinja", shown)


@_page
def contact_change(request: ActingRequest, contact_id: int) -> HttpResponse:
    """Put right what was recorded; a corrected time of receipt moves the clocks, and the history keeps what stood."""
    found = queries.contact(contact_id, actor=request.actor)
    pack, back = found.pack, reverse("contact", args=[contact_id])

    def made(typed: Any) -> ContactForm:
        return ContactForm(typed, pack=pack, today=request.actor.today, initial=contact_form.as_typed(found))

    def write(form: forms.Form, version: int) -> str:
        assert isinstance(form, ContactForm)
        actions.correct(contact_id, told=form.contact(), version=version, actor=request.actor)
        messages.success(request, "The contact is put right.")
        return back

    def show(sheet: Sheet) -> HttpResponse:
        shown = {"form": sheet.form, "sheet": sheet, "pack": pack, "known": Known(), "contact": found, "read": {}}
        return render(request, "contacts/form.jinja", shown, status=sheet.status)

    return Changing(made, found.version, write).answer(request, show)
