"""The pages for those who do not sign in: asking for help for a family, and following a request by its reference.

Nothing of what is typed stands in an address, a cookie or a log; what is shown says nothing of any family.
"""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from allauth.core import ratelimit
from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from alongside.accounts.queries import PublicForm, practice, public_form
from alongside.core.acting import acting_as
from alongside.core.actor import Actor
from alongside.core.days import said
from alongside.core.once import claim, lead_to
from alongside.core.refusals import Invalid, Refused
from alongside.packs.schema import Pack
from alongside.pathway.actions.contacts import NewContact, receive
from alongside.pathway.queries.references import followed
from alongside.pathway.rules.front_door import is_open_to, opens_on
from alongside.pathway.rules.references import as_said
from alongside.web.pages.contact_form import FamilyForm, area_of
from alongside.web.pages.fields import Choice
from alongside.web.pages.writing import say_beside

HONEY = "website"
"""A field that no person sees: whoever fills it in is a program."""


class RequestForm(FamilyForm):
    """A request as somebody outside makes it."""

    agree = forms.BooleanField(
        label="I have the right to give this information", required=True,
        error_messages={"required": "Tick this to send the request."},
    )  # fmt: skip

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["name"].label = "Your name"
        self.fields["name"].error_messages["required"] = "Enter your name."
        self.fields["role"].label = "Your job, or what you are to the family"
        self.fields["organisation"].label = "Your organisation"
        self.fields["telephone"].label = "Your telephone number"
        self.fields["email"].label = "Your e-mail address"
        self.fields["email"].help_text = "We confirm your request and tell you the outcome by e-mail where we can."
        self.fields["concerns"].label = "What worries you?"
        self.fields["concerns"].help_text = "Say what you have seen and heard. If a child is in danger now, ring 999."
        kinds = self.fields["kind"]
        assert isinstance(kinds, Choice)
        kinds.label, kinds.blank = "Kind of organisation", "I write for myself or my family"
        offered: Any = kinds.choices
        kinds.choices = [("", kinds.blank), *list(offered)[1:]]

    def clean(self) -> dict[str, Any]:
        """Before the day on which the form opens to a kind of organisation, say which day that is (S181)."""
        cleaned = super().clean()
        front_door, kind = self.pack.front_door, str(cleaned.get("kind") or "")
        if not is_open_to(front_door, kind, self.today):
            day = opens_on(front_door, kind)
            self.add_error("kind", f"This form opens to your organisation on {said(day) if day else 'a later day'}.")
        if not cleaned.get("email") and not cleaned.get("telephone"):
            self.add_error("email", "Give an e-mail address or a telephone number, so that we can reach you.")
        return cleaned

    def contact(self, now: datetime) -> NewContact:
        """What was typed, as the actions take it."""
        people = self.people()
        source = next((each.id for each in self.pack.contact_sources if each.by == "e-form"), "")
        return NewContact(
            source=source, received_at=now, referrer=self.referrer(), concerns=self.cleaned_data["concerns"],
            area=area_of(people, self.pack), people=people, answers=self.questions.answers,
        )  # fmt: skip


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def request_form(request: HttpRequest, slug: str) -> HttpResponse:
    """The form of one partnership. 404 where it has none."""
    asked = public_form(slug, datetime.now(UTC))
    if asked is None:
        raise Http404
    if request.method == "POST" and not ratelimit.consume(request, action="public_request"):
        return render(request, "429.jinja", status=429)
    with acting_as(asked.actor):
        pack = practice(asked.actor)
        if not pack.front_door.e_form:
            raise Http404
        return _answer(request, asked, pack)


def _answer(request: HttpRequest, asked: PublicForm, pack: Pack) -> HttpResponse:
    today = asked.actor.today
    if request.method != "POST":
        return _form(request, asked, pack, RequestForm(pack=pack, today=today))
    form = RequestForm(request.POST, pack=pack, today=today)
    if not form.is_valid():
        return _form(request, asked, pack, form, 422)
    if request.POST.get(HONEY):
        # A program: it is thanked, and nothing is kept.
        return _sent(request, asked, pack, "")
    try:
        return _sent(request, asked, pack, _once(request, form, asked.actor))
    except Invalid as wrong:
        say_beside(form, wrong)
    except Refused as refused:
        form.add_error(None, refused.sentence)
    return _form(request, asked, pack, form, 422)


def _once(request: HttpRequest, form: RequestForm, actor: Actor) -> str:
    """The reference of the request, recorded once however often the form is sent. Raises Invalid."""
    try:
        key = UUID(request.POST.get("once", ""))
    except ValueError:
        raise Invalid("This page is not complete. Load it again, then send it.") from None
    reference = claim(key, actor=actor)
    if reference is None:
        reference = receive(form.contact(actor.now), actor=actor).reference
        lead_to(key, reference, actor=actor)
    return reference


def _form(request: HttpRequest, asked: PublicForm, pack: Pack, form: RequestForm, status: int = 200) -> HttpResponse:
    closed = bool(form.errors.get("kind")) if form.is_bound else False
    own = next((each for each in pack.forms if each.id == pack.front_door.form), None)
    shown = {
        "asked": asked, "pack": pack, "form": form, "closed": closed, "own": own, "honey": HONEY,
        "days": _days(pack, asked.actor.today),
    }  # fmt: skip
    return render(request, "request/form.jinja", shown, status=status)


def _days(pack: Pack, today: date) -> list[tuple[str, date]]:
    """The kinds of organisation to which the form is not open yet, each with its day."""
    found = ((each.title, each.id) for each in pack.organisation_types)
    return [
        (title, day)
        for title, kind in found
        if (day := opens_on(pack.front_door, kind)) is not None and not is_open_to(pack.front_door, kind, today)
    ]


def _sent(request: HttpRequest, asked: PublicForm, pack: Pack, reference: str) -> HttpResponse:
    shown = {"asked": asked, "pack": pack, "reference": as_said(reference) if reference else ""}
    return render(request, "request/sent.jinja", shown)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def reference(request: HttpRequest) -> HttpResponse:
    """How far a request is, by its reference: received, screened, outcome. A wrong code and none look the same."""
    if request.method != "POST":
        return render(request, "request/reference.jinja", {"found": None, "typed": "", "asked": False})
    if not ratelimit.consume(request, action="public_reference"):
        return render(request, "429.jinja", status=429)
    typed = request.POST.get("code", "")[:100].replace("\x00", "")
    found = followed(typed)
    shown = {"found": found, "typed": "" if found else typed, "asked": True}
    return render(request, "request/reference.jinja", shown, status=200 if found else 422)
