"""The form of a concern, in the order of the manual: added to a plan, or changed (E-CINS 5.4)."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from alongside.cases import queries as cases
from alongside.core.refusals import NotFound
from alongside.packs.plan_schema import Framework
from alongside.plans.actions.concerns import NewConcern, add_concern, change_concern
from alongside.plans.queries import plans as queries
from alongside.plans.queries.plans import ConcernShown, PlanPage
from alongside.plans.rules.plans import CodeKind, matching
from alongside.plans.rules.smart import nudges
from alongside.web.middleware import ActingRequest
from alongside.web.pages.fields import Choice, DatedForm, Words
from alongside.web.pages.note_fields import Several
from alongside.web.pages.plan import plan_on
from alongside.web.pages.writing import Changing, Sheet, together, typed_version

_page = require_http_methods(["GET", "HEAD", "POST"])
_SEVERAL = ("members", "measures", "areas")
_PLAIN = ("better", "criterion", "goal", "outcome", "knowing", "contingency")


def _long(rows: int = 4) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class ConcernForm(DatedForm):
    """A concern: what to make better and for whom, what it is to lead to, how one will know, and what if not."""

    better = Words(
        label="What do you want to make better?", widget=_long(),
        help_text="In the family’s own words. Name everybody it is about.",
        error_messages={"required": "Say what to make better."},
    )  # fmt: skip
    members = Several(label="Who is it for?", help_text="One or several members of the family.")
    criterion = Choice(label="Which criterion does this meet?", required=False, widget=forms.RadioSelect)
    goal = Words(
        label="What do you want to achieve?", required=False, widget=_long(),
        help_text="The goal, as the family would say it. What will be different?",
    )  # fmt: skip
    outcome = Choice(label="Which outcome is required?", required=False, widget=forms.RadioSelect)
    knowing = Words(
        label="How will you know that it is being achieved?", required=False, widget=_long(),
        help_text="What the family and the professionals agreed that everybody will see.",
    )  # fmt: skip
    measures = Several(label="How will you measure this?", help_text="Choose all that fit.")
    contingency = Words(
        label="What happens if it is not working?", required=False, widget=_long(3),
        help_text="Who notices, who is told, and what you try next.",
    )  # fmt: skip
    areas = Several(
        label="Which areas of an assessment does it answer?", help_text="Their scores are looked at in each review."
    )

    def __init__(
        self, *args: Any, plan: PlanPage, family: Sequence[cases.MemberCard], concern: ConcernShown | None = None,
        **options: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **options)
        self.framework = plan.framework
        named = {each.id: each.name for each in family if each.left_on is None}
        named |= {each.id: each.name for each in concern.members} if concern else {}
        self._offer("members", [(str(each), name) for each, name in named.items()])
        tools = {f"{tool.id}/{area.id}": (tool, area) for tool in plan.practice.tools for area in tool.area}
        self.tools_scored = [
            (tool, [each for each, (of, _) in tools.items() if of.id == tool.id])
            for tool in plan.practice.tools
            if tool.area
        ]
        self.area_titles = {each: area.title for each, (_, area) in tools.items()}
        self._offer("areas", [*self.area_titles.items()])
        if plan.framework is None:
            for name in ("criterion", "outcome", "measures"):
                del self.fields[name]
            return
        for name, part in (("criterion", "criterion"), ("outcome", "outcome"), ("measures", "measure")):
            codes = [(each.code, f"{each.code} {each.title}") for each in getattr(plan.framework, part)]
            self._offer(name, codes if name == "measures" else [*codes, ("", "None of these")])

    def _offer(self, name: str, offered: Sequence[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = offered

    def unjudged(self) -> "ConcernForm":
        """The same with what was typed, and nothing said of it yet: the person is only looking for a code."""
        self._errors = forms.utils.ErrorDict()
        return self

    @property
    def has_areas(self) -> bool:
        """Whether any area is ticked: then the part of the form that holds them stands open."""
        return bool(self["areas"].value())

    def told(self, opened: Mapping[str, Sequence[str]], stands: Mapping[str, Sequence[str]]) -> NewConcern:
        """What was told, as the actions take it; of several ticked, what two people did to them together."""
        told = self.cleaned_data

        def several(name: str) -> list[str]:
            return together(told[name], stands.get(name, ()), opened.get(name, ())) if name in told else []

        return NewConcern(
            better=told["better"], goal=told["goal"], knowing=told["knowing"], contingency=told["contingency"],
            criterion=told.get("criterion", ""), outcome=told.get("outcome", ""), measures=several("measures"),
            areas=several("areas"), members=[int(each) for each in several("members")],
        )  # fmt: skip


def _stands(concern: ConcernShown) -> dict[str, Sequence[str]]:
    return {"members": [str(each.id) for each in concern.members], "measures": concern.measures, "areas": concern.areas}


@_page
def add(request: ActingRequest, case_id: int, plan_id: int) -> HttpResponse:
    """Add a concern to the plan."""
    head = cases.case_head(case_id, actor=request.actor)
    plan = plan_on(case_id, plan_id, request)
    if request.method != "POST" and not plan.is_in_hand:
        return redirect("plan", case_id, plan_id)
    family = cases.members(case_id, actor=request.actor)

    def made(posted: Any) -> ConcernForm:
        return ConcernForm(posted, plan=plan, family=family, today=request.actor.today)

    def write(form: forms.Form, version: int) -> str:
        assert isinstance(form, ConcernForm)
        number = add_concern(plan_id, concern=form.told({}, {}), actor=request.actor)
        messages.success(request, "The concern is on the plan. Now say who does what, and by when.")
        if request.POST.get("do") == "another":
            return reverse("concern_add", args=[case_id, plan_id])
        return reverse("case_plan", args=[case_id]) + f"#concern-{number}"

    if _looks_for_codes(request):
        return _show(request, head, plan, None, Sheet(made(request.POST).unjudged(), 0))
    return Changing(made, 0, write).answer(request, lambda sheet: _show(request, head, plan, None, sheet))


@_page
def change(request: ActingRequest, case_id: int, concern_id: int) -> HttpResponse:
    """Change what a concern says. Where two people do at once, both are kept."""
    head = cases.case_head(case_id, actor=request.actor)
    plan, concern = concern_on(case_id, concern_id, request)
    back = reverse("concern", args=[case_id, concern_id])
    if request.method != "POST" and not (plan.is_in_hand and concern.is_open):
        return redirect(back)
    family = cases.members(case_id, actor=request.actor)
    initial = {name: getattr(concern, name) for name in _PLAIN} | _stands(concern)

    def made(posted: Any) -> ConcernForm:
        return ConcernForm(
            posted, plan=plan, family=family, concern=concern, today=request.actor.today, initial=dict(initial)
        )

    def write(form: forms.Form, version: int) -> str:
        assert isinstance(form, ConcernForm)
        told = form.told(_opened(request), _stands(concern_on(case_id, concern_id, request)[1]))
        change_concern(concern_id, concern=told, version=version, actor=request.actor)
        messages.success(request, "The concern is saved.")
        return reverse("case_plan", args=[case_id]) + f"#concern-{concern_id}"

    if _looks_for_codes(request):
        sheet = Sheet(made(request.POST).unjudged(), typed_version(request))
        return _show(request, head, plan, concern, sheet)

    def typed(theirs: Mapping[str, Any]) -> Mapping[str, Any]:
        return {name: value for name, value in theirs.items() if name in _PLAIN}

    return Changing(made, concern.version, write, typed).answer(
        request, lambda sheet: _show(request, head, plan, concern, sheet)
    )


def concern_on(case_id: int, concern_id: int, request: ActingRequest) -> tuple[PlanPage, ConcernShown]:
    """A concern of this case with its plan. Raises NotFound for one of another case."""
    plan = queries.plan_of_concern(concern_id, actor=request.actor)
    if plan.case_id != case_id:
        raise NotFound
    return plan, plan.concern(concern_id)


_LISTS: Mapping[str, CodeKind] = {"criterion": "criterion", "outcome": "outcome", "measures": "measure"}


def _looks_for_codes(request: ActingRequest) -> bool:
    """Without JavaScript codes are looked for by a button; nothing is saved by it, and nothing typed is lost."""
    return request.method == "POST" and request.POST.get("do") == "find"


def _found(request: ActingRequest, framework: Framework | None) -> Mapping[str, tuple[str, Sequence[str]]]:
    """What was typed to find codes by, and the codes that it finds, by the field they are for."""
    if framework is None or not _looks_for_codes(request):
        return {}
    chosen, typed = request.POST.get("criterion", ""), {name: request.POST.get(f"find-{name}", "") for name in _LISTS}
    return {
        name: (words[:100], matching(words[:100], framework, _LISTS[name], chosen))
        for name, words in typed.items()
        if words.strip()
    }


def _opened(request: ActingRequest) -> dict[str, Sequence[str]]:
    return {name: request.POST.getlist(f"was-{name}") for name in _SEVERAL}


def _show(
    request: ActingRequest, head: cases.CaseHead, plan: PlanPage, concern: ConcernShown | None, sheet: Sheet
) -> HttpResponse:
    opened = _opened(request) if request.method == "POST" else _stands(concern) if concern else {}
    shown = {
        "case": head, "plan": plan, "concern": concern, "sheet": sheet, "form": sheet.form, "opened": opened,
        "nudges": nudges(concern.judged, coded=plan.framework is not None) if concern else (),
        "groups": _groups(plan.framework), "found": _found(request, plan.framework),
    }  # fmt: skip
    return render(request, "plan/concern_form.jinja", shown, status=sheet.status)


def _groups(framework: Framework | None) -> Sequence[tuple[str, str, Sequence[str], Sequence[str]]]:
    """Each criterion with its title and the codes of its outcomes and of its measures."""
    if framework is None:
        return ()
    return [
        (
            each.code,
            each.title,
            [one.code for one in framework.outcomes_of(each.code)],
            [one.code for one in framework.measures_of(each.code)],
        )
        for each in framework.criterion
    ]
