"""Whether the practitioner, and a parent or carer, agree with the scores (E-CINS 5.3)."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from alongside.accounts.queries import practice
from alongside.assessments.actions.assessments import Said, agree
from alongside.assessments.queries.assessments import assessment, speakers
from alongside.assessments.rules.tools import PARENT, PRACTITIONER
from alongside.cases import queries as cases
from alongside.core.actor import Actor
from alongside.core.refusals import Invalid
from alongside.web.middleware import ActingRequest
from alongside.web.pages.assess_shown import laid_of, star_shown, table_of
from alongside.web.pages.away import one_colleague
from alongside.web.pages.fields import Choice, DatedForm, Words
from alongside.web.pages.reading import number
from alongside.web.pages.writing import Changing, Sheet

YES_NO = (("yes", "Yes"), ("no", "No"))
ME, COLLEAGUE, OUTSIDE = "me", "colleague", "outside"


class Agreeing(DatedForm):
    """What the practitioner says, and, where somebody asked, a parent or carer."""

    who = Choice(
        label="Who is the practitioner?", widget=forms.RadioSelect,
        error_messages={"required": "Choose who the practitioner is."},
    )  # fmt: skip
    user = Words(label="Which colleague?", required=False, help_text="Their name or e-mail address.")
    name = Words(label="Name", required=False)
    organisation = Words(label="Organisation", required=False)
    telephone = Words(label="Telephone", required=False)
    email = Words(label="E-mail address", required=False)
    agrees = Choice(
        label="Does the practitioner agree with the scores?", choices=YES_NO, widget=forms.RadioSelect,
        error_messages={"required": "Choose yes or no."},
    )  # fmt: skip
    reason = Words(
        label="Why not?", required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Needed where the answer is no. It is shown with the scores.",
    )  # fmt: skip
    member = Choice(label="Parent or carer", required=False, widget=forms.Select, blank="Nobody was asked")
    parent_agrees = Choice(
        label="Do they agree with the scores?", choices=YES_NO, widget=forms.RadioSelect, required=False
    )
    parent_reason = Words(
        label="Why not, in their words?", required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Needed where the answer is no. It is shown with the scores.",
    )  # fmt: skip

    def offer(self, actor: Actor, parents: Sequence[tuple[str, str]], again: bool) -> None:
        """Say who there is to choose. Where the practitioner has agreed before, a parent alone may be added."""
        who, member = self.fields["who"], self.fields["member"]
        assert isinstance(who, Choice) and isinstance(member, Choice)
        who.choices = [(ME, f"I am: {actor.name}"), (COLLEAGUE, "A colleague who uses Alongside"),
                       (OUTSIDE, "Somebody who does not use Alongside")]  # fmt: skip
        member.choices = [("", member.blank), *parents]
        if again:
            who.choices = [("", "Nothing new from the practitioner"), *who.choices]
            who.required = self.fields["agrees"].required = False

    def said(self, actor: Actor) -> list[tuple[Mapping[str, str], Said]]:
        """What was said, each with the names that its fields have on this page."""
        told = self.cleaned_data
        found: list[tuple[Mapping[str, str], Said]] = []
        if told["who"]:
            found.append(({"user": "user"}, self._practitioner(told, actor)))
        if told["member"] or told["parent_agrees"] or told["parent_reason"]:
            yes = {"yes": True, "no": False}.get(told["parent_agrees"])
            names = {"agrees": "parent_agrees", "reason": "parent_reason"}
            found.append((names, Said(PARENT, yes, told["parent_reason"], member=number(told["member"]))))
        return found

    def _practitioner(self, told: Mapping[str, Any], actor: Actor) -> Said:
        yes = {"yes": True, "no": False}.get(told["agrees"])
        if told["who"] == OUTSIDE:
            typed = {name: told[name] for name in ("name", "organisation", "telephone", "email")}
            return Said(PRACTITIONER, yes, told["reason"], **typed)
        user = actor.user_id if told["who"] == ME else one_colleague(told["user"], actor, "user")
        if user is None:
            raise Invalid("Check what is marked below.", {"user": "Enter the colleague’s name or e-mail address."})
        return Said(PRACTITIONER, yes, told["reason"], user=user)


@require_http_methods(["GET", "HEAD", "POST"])
def agreement(request: ActingRequest, case_id: int, assessment_id: int) -> HttpResponse:
    """Record who agrees with the scores, and who does not and why (S125). What is said later stands beside it."""
    head = cases.case_head(case_id, actor=request.actor)
    page = assessment(assessment_id, actor=request.actor, case_id=case_id)
    here = reverse("assessment", args=[case_id, assessment_id])
    if not page.tool.agreement:
        return redirect(here)
    family = cases.members(case_id, actor=request.actor)
    found = speakers(page.tool, family, practice(request.actor), page.scores)
    parents = [(str(each.voice.member), each.name) for each in found if each.voice.voice == PARENT]
    again = any(each.whose == PRACTITIONER for each in page.agreements)

    def made(posted: Any) -> Agreeing:
        form = Agreeing(posted, today=request.actor.today, initial={"who": "" if again else ME})
        form.offer(request.actor, parents, again)
        return form

    def write(form: forms.Form, version: int) -> str:
        assert isinstance(form, Agreeing)
        said = form.said(request.actor)
        if not said:
            raise Invalid("Check what is marked below.", {"who": "Choose who says something new."})
        for names, each in said:
            _record(assessment_id, each, names, request.actor)
        messages.success(request, "It is recorded.")
        return here

    def show(sheet: Sheet) -> HttpResponse:
        heads, rows = table_of(page, laid_of(page))
        shown = {"case": head, "page": page, "sheet": sheet, "form": sheet.form, "back": here, "heads": heads}
        more = {"rows": rows, "star": star_shown(page), "again": again}
        return render(request, "assessments/agree.jinja", shown | more, status=sheet.status)

    return Changing(made, 0, write).answer(request, show)


def _record(assessment_id: int, said: Said, names: Mapping[str, str], actor: Actor) -> None:
    try:
        agree(assessment_id, said, actor=actor)
    except Invalid as wrong:
        beside = {names.get(field, field): sentence for field, sentence in wrong.fields.items()}
        raise Invalid(wrong.sentence, beside) from None
