"""Starting a nomination: which form, after looking whether the family is known already (E-CINS 2.1, 2.2)."""

from uuid import uuid4

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from alongside.accounts.queries import practice
from alongside.cases.nomination import open_again
from alongside.forms import actions, queries
from alongside.web.middleware import ActingRequest
from alongside.web.pages.writing import write_once


@require_http_methods(["GET", "HEAD", "POST"])
def nominate(request: ActingRequest) -> HttpResponse:
    """Choose which form to start; the forms begun before stand beside it."""
    forms = practice(request.actor).forms_that_open_a_case
    chosen = request.POST.get("form", "")
    if request.method == "POST" and chosen in {form.id for form in forms}:
        return write_once(request, lambda: _start(request, chosen))
    context = {
        "forms": forms,
        "drafts": [draft for draft in queries.my_drafts(request.actor) if draft.about is None],
        "error": "Choose which form to start" if request.method == "POST" else "",
    }
    return render(request, "nominate/choose.jinja", context, status=422 if context["error"] else 200)


def _start(request: ActingRequest, form_id: str) -> str:
    return reverse("draft", args=[actions.start_draft(form_id, draft_id=uuid4(), actor=request.actor)])


@require_POST
def again(request: ActingRequest, case_id: int) -> HttpResponse:
    """Open the nomination of a case again, to bring it up to date (NOM-10); its draft is the answer."""

    def opened() -> str:
        return reverse("draft", args=[open_again(case_id, draft_id=uuid4(), actor=request.actor)])

    return write_once(request, opened)
