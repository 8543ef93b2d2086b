"""Packets to social care: putting one together, reading one that was sent, and the list with its bounces."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alongside.cases import queries as cases
from alongside.core.refusals import Invalid, NotFound
from alongside.events.actions import record
from alongside.pathway.actions.packets import LONGEST_WORDS, Content, send_again, send_packet
from alongside.pathway.queries import packets as queries
from alongside.pathway.queries.at_item import AtItem, at_item, checklist_of, row_of
from alongside.pathway.rules.packets import STATES
from alongside.web.middleware import ActingRequest
from alongside.web.pages.case import around
from alongside.web.pages.fields import Day, Ticks, Words
from alongside.web.pages.item import mended_at
from alongside.web.pages.item_fields import Doing
from alongside.web.pages.reading import for_page, page_number
from alongside.web.pages.writing import Sheet, answered, write_once

_BESIDE = {"transfer-on": "transfer_on"}


class Packing(Doing):
    """What goes into a packet, besides what the step's checklist asks."""

    def __init__(self, *args: Any, found: queries.Choosing, today: date, **options: Any) -> None:
        super().__init__(*args, today=today, **options)
        day = Day(label="Date of transfer", required=False)
        day.today = today
        self.fields["transfer_on"] = day
        self.fields["comments"] = Words(
            label="Comments", required=False, widget=forms.Textarea, max_length=LONGEST_WORDS,
            help_text="What social care should read first.",
        )  # fmt: skip
        self.fields["people"] = Ticks(
            label="Who travels together", required=False,
            choices=[(str(each.member.id), each.member.name) for each in found.people],
            hints={str(each.member.id): _about(each) for each in found.people},
            initial=[str(each.member.id) for each in found.people if each.offered],
            help_text="The others are named in the family composition, without where they are or how to reach them.",
        )  # fmt: skip
        self.fields["documents"] = Ticks(
            label="Documents that go along", required=False,
            choices=[(str(each.document.id), each.document.name) for each in found.documents],
            initial=[str(each.document.id) for each in found.documents if each.asked],
        )  # fmt: skip

    def content(self) -> Content:
        """What was chosen."""
        told = self.cleaned_data
        return Content(
            told["transfer_on"], told["comments"], frozenset(map(int, told["people"])), [*map(int, told["documents"])]
        )

    def beside(self, wrong: str) -> str:
        """The field beside which something is said."""
        wrong = _BESIDE.get(wrong, wrong)
        return wrong if wrong in self.fields else super().beside(wrong)


def _about(offered: queries.Offered) -> str:
    member = offered.member
    return ", ".join(filter(None, [offered.why or member.relationship, member.how_old]))


@require_http_methods(["GET", "HEAD", "POST"])
def packing(request: ActingRequest, item_id: int) -> HttpResponse:
    """Put a packet together and send it: complete, or what is missing."""
    at = at_item(item_id, actor=request.actor)
    if at.item.step.does != "send packet" or at.item.case_id is None:
        raise NotFound
    found = queries.choosing(row_of(at), at.checklist, actor=request.actor)

    def made(posted: Any) -> Packing:
        form = Packing(posted, at=at, family=(), today=request.actor.today, found=found)
        form.now = request.actor.now
        return form

    def write(form: Any, version: int) -> str:
        try:
            packet = send_packet(
                item_id, version=version, content=form.content(), ticked=form.done().checked, actor=request.actor
            )
        except Invalid as wrong:
            placed = {form.beside(name): sentence for name, sentence in wrong.fields.items()}
            raise Invalid(wrong.sentence, {name: said for name, said in placed.items() if name}) from None
        messages.success(request, "The packet is complete and on its way. It stands unchanged from now on.")
        return reverse("packet", args=[at.item.case_id, packet])

    def show(sheet: Sheet) -> HttpResponse:
        return _packing(request, at, found, sheet)

    return answered(request, made, at.item.version, write, show)


def _packing(request: ActingRequest, at: AtItem, found: queries.Choosing, sheet: Sheet) -> HttpResponse:
    form = sheet.form
    answers = form.so_far() if form.is_bound else at.item.checked
    told = {
        "at": at, "item": at.item, "found": found, "sheet": sheet, "form": form, "mended_at": mended_at,
        "checking": checklist_of(at, answers, actor=request.actor),
    }  # fmt: skip
    return render(request, "packets/packing.jinja", told, status=sheet.status)


@require_safe
def packet(request: ActingRequest, case_id: int, packet_id: int) -> HttpResponse:
    """One packet as it was sent: nobody can change it; what became of it, what is in it."""
    head = cases.case_head(case_id, actor=request.actor)
    found = queries.packet(packet_id, actor=request.actor)
    if found.case_id != case_id:
        raise NotFound
    record("packet.looked-at", actor=request.actor, case=case_id, facts={"packet": packet_id})
    family = cases.members(case_id, actor=request.actor)
    more = {"packet": found, "items": queries.items_of(found, actor=request.actor)}
    return render(request, "packets/packet.jinja", around(request, head, family, "processes") | more)


@require_POST
def again(request: ActingRequest, case_id: int, packet_id: int) -> HttpResponse:
    """Have a packet that could not be sent tried again."""
    if queries.packet(packet_id, actor=request.actor).case_id != case_id:
        raise NotFound

    def write() -> str:
        send_again(packet_id, actor=request.actor)
        messages.success(request, "It is sent again.")
        return reverse("packet", args=[case_id, packet_id])

    return write_once(request, write)


@require_safe
def packets(request: ActingRequest) -> HttpResponse:
    """The packets of the families that the reader sees, how many are in each state, and why they bounced."""
    asked = request.GET.get("state", "")
    state = asked if asked in STATES else ""
    page = queries.packets(actor=request.actor, page=page_number(request), state=state)
    told = {
        "page": page, "state": state, "states": _states(page), "next_page": for_page(reverse("packets"), state=state),
    }  # fmt: skip
    return render(request, "packets/list.jinja", told)


def _states(page: queries.PacketPage) -> Sequence[tuple[str, str, int]]:
    """(state, words, how many) of each state that there is."""
    return [(state, title, page.states.get(state, 0)) for state, title in STATES.items()]
