"""Requests for access: those that wait for my answer, those I made, and one of them."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from alongside.cases import access, queries
from alongside.cases.basis import standing
from alongside.core.refusals import Invalid
from alongside.web.middleware import ActingRequest
from alongside.web.pages.fields import Choice, Words
from alongside.web.pages.writing import say_beside, write_once


@require_safe
def every_request(request: ActingRequest) -> HttpResponse:
    """What waits for my answer first, then what I asked for and how it was answered."""
    asked, made = queries.my_access_requests(actor=request.actor)
    return render(request, "requests/requests.jinja", {"asked": asked, "made": made})


class Answer(forms.Form):
    """The owner's answer."""

    answer = Choice(
        label="Your answer",
        widget=forms.RadioSelect,
        choices=[("granted", "Share the case"), ("asked back", "Ask for more"), ("declined", "Decline")],
        hints={
            "granted": "They see the case and the profiles of the family from now on. You can stop it at any time.",
            "asked back": "They answer, and the request waits for you again.",
            "declined": "They see that you declined, and why.",
        },
        error_messages={"required": "Choose whether to share, ask for more or decline."},
    )
    words = Words(
        label="What do you want to tell them?",
        required=False,
        widget=forms.Textarea,
        help_text="They read it. Say why if you decline; ask what you want to know if you need more.",
    )


class More(forms.Form):
    """What the asker adds."""

    why = Words(label="Your answer", widget=forms.Textarea, error_messages={"required": "Answer the owner’s question."})


@require_http_methods(["GET", "HEAD", "POST"])
def one_request(request: ActingRequest, request_id: int) -> HttpResponse:
    """One request: the owner answers it, the asker follows it and adds what was asked back (E-CINS 2.1)."""
    asked = queries.request(request_id, actor=request.actor)
    kind = Answer if asked.is_mine_to_answer else More
    form = kind(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            return write_once(request, lambda: _answered(request, asked, form))
        except Invalid as wrong:
            say_beside(form, wrong)
    stands = standing(asked.case_id, actor=request.actor) if asked.is_mine_to_answer else None
    shown = {"asked": asked, "form": form, "stands": stands}
    return render(request, "requests/request.jinja", shown, status=422 if form.errors else 200)


_SAID = {
    "granted": "The case is shared with {asker}.",
    "asked back": "{asker} is asked for more.",
    "declined": "{asker} is told that you declined, and why.",
}


def _answered(request: ActingRequest, asked: queries.Asked, form: forms.Form) -> str:
    told = form.cleaned_data
    if asked.is_mine_to_answer:
        access.answer_request(asked.id, answer=told["answer"], words=told["words"], actor=request.actor)
        messages.success(request, _SAID[told["answer"]].format(asker=asked.asker))
    else:
        access.add_to_request(asked.id, more=told["why"], actor=request.actor)
        messages.success(request, "Your answer is sent. The request waits for the owner again.")
    return reverse("access_request", args=[asked.id])
