"""Starting an assessment: the tool, whose profile it stands on, the day it took place, brand new or a review."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from alongside.accounts.queries import practice
from alongside.assessments.actions.assessments import NewAssessment, start
from alongside.assessments.queries.assessments import AssessmentLine, assessments_of_case, children_of
from alongside.assessments.rules.tools import Own, is_nothing_to_fill
from alongside.cases import queries as cases
from alongside.packs.tool_schema import Tool
from alongside.web.middleware import ActingRequest
from alongside.web.pages.fields import Choice, DatedForm, Day, Words
from alongside.web.pages.reading import number
from alongside.web.pages.writing import Changing, Sheet
from alongside.web.words import day_short

NEW = "new"


@dataclass(frozen=True)
class Beginning:
    """What an assessment is started from: the case, its family, the tool, those done before and one in progress."""

    head: cases.CaseHead
    family: Sequence[cases.MemberCard]
    tool: Tool
    before: Sequence[AssessmentLine]
    open: Sequence[AssessmentLine]
    children: Sequence[cases.MemberCard]
    wanted: int | None

    @property
    def one_of(self) -> Sequence[cases.MemberCard]:
        """On whose profile it can stand."""
        present = [each for each in self.family if each.left_on is None]
        return self.children if self.tool.on == "child" else present

    @property
    def stands_on(self) -> int | None:
        """Whom the page was opened for; else the head, where it is done on the head."""
        here = [each.person_id for each in self.one_of]
        if self.wanted in here and self.tool.on != "head of the family":
            return self.wanted
        head = next((each.person_id for each in self.one_of if each.is_head), None)
        return head if self.tool.on == "head of the family" else here[0] if len(here) == 1 else None

    @property
    def blocks(self) -> AssessmentLine | None:
        """The one in progress that has to be finished first, where there is one at a time for the family."""
        if self.tool.own_areas or self.tool.on in ("member", "child"):
            return None
        return next(iter(self.open), None)


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: ActingRequest, case_id: int) -> HttpResponse:
    """Choose a tool, then say when and on whom; the tool and the person stand in the address by their ids."""
    head = cases.case_head(case_id, actor=request.actor)
    family = cases.members(case_id, actor=request.actor)
    pack, lines = practice(request.actor), assessments_of_case(case_id, actor=request.actor)
    wanted, person = request.GET.get("tool", ""), number(request.GET.get("person", ""))
    tool = next((each for each in pack.tools if each.id == wanted), None)
    if tool is None:
        shown = {"case": head, "tools": _in_order(pack.tools), "person": person, "lines": lines, "wanted": wanted}
        about = next((each for each in family if each.person_id == person), None)
        status = 404 if wanted else 200
        return render(request, "assessments/choose.jinja", shown | {"about": about}, status=status)
    mine = [each for each in lines if each.tool == tool.id]
    done = [each for each in mine if not each.in_progress]
    beginning = Beginning(
        head,
        family,
        tool,
        _latest(done),
        [each for each in mine if each.in_progress],
        children_of(family, pack),
        person,
    )
    return _begin(request, beginning)


def _in_order(tools: Sequence[Tool]) -> Sequence[Tool]:
    """Those of today first, those for what was on paper or made elsewhere after them."""
    return sorted(tools, key=lambda each: (each.historic, each.elsewhere, each.own_areas))


def _latest(done: Sequence[AssessmentLine]) -> Sequence[AssessmentLine]:
    """Those a review can be based on: the latest, of each star of one's own and of each person its latest."""
    found: dict[tuple[str, int | None], AssessmentLine] = {}
    for each in done:
        found.setdefault((str(each.own.get("title", "")), each.person_id), each)
    return list(found.values())


class Starting(DatedForm):
    """When it took place, on whom, brand new or based on one before, and the scale of one's own."""

    based_on = Choice(label="Is this a first assessment or a review?", required=False, widget=forms.RadioSelect)
    took_place_on = Day(
        label="When did it take place?", error_messages={"required": "Enter the day the assessment took place."}
    )
    person = Choice(label="Whose profile does it stand on?", required=False, widget=forms.RadioSelect)
    sure = forms.BooleanField(label="I am sure that it stands on somebody who is not the head", required=False)
    title = Words(label="Which tool is it?", required=False, help_text="Its name, for example Outcomes Star.")
    lowest = forms.CharField(label="Lowest score", required=False, help_text="0 or 1.")
    highest = forms.CharField(label="Highest score", required=False, help_text="From 2 to 20; the highest is the best.")
    areas = Words(
        label="Its areas", required=False, widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Each on a line of its own, at most 20.",
    )  # fmt: skip

    def __init__(self, *args: Any, beginning: Beginning, **options: Any) -> None:
        super().__init__(*args, **options)
        self.beginning, tool = beginning, beginning.tool
        self._offer_before()
        people = self.fields["person"]
        assert isinstance(people, Choice)
        people.choices = [(str(each.person_id), each.name) for each in beginning.one_of]
        people.hints = {str(each.person_id): _place(each) for each in beginning.one_of}
        if tool.elsewhere:
            self.fields["took_place_on"].label = "When was it completed?"
        gone = [] if beginning.before else ["based_on"]
        gone += ["person"] if tool.on == "family" else []
        gone += [] if tool.own_areas else ["title", "lowest", "highest", "areas"]
        posted = self.data.get("person")
        head = next((str(each.person_id) for each in beginning.one_of if each.is_head), None)
        gone += [] if tool.on == "head of the family" and posted and posted != head else ["sure"]
        for name in gone:
            del self.fields[name]

    def _offer_before(self) -> None:
        field = self.fields["based_on"]
        assert isinstance(field, Choice)
        several = len(self.beginning.before) > 1
        field.choices = [
            (NEW, "Brand new"),
            *((str(each.id), _review(each, several)) for each in self.beginning.before),
        ]
        field.hints = {NEW: "The first at the start of work with the family, or one that begins afresh."}
        field.hints |= {
            str(each.id): "What was written then is there to change, and the last scores stand beside the new ones."
            for each in self.beginning.before
        }
        field.error_messages["required"] = "Choose whether it is brand new or a review."

    def clean_based_on(self) -> int | None:
        """The one it reviews; none for a brand new one."""
        chosen = self.cleaned_data["based_on"]
        if not chosen:
            raise forms.ValidationError("Choose whether it is brand new or a review.")
        return None if chosen == NEW else int(chosen)

    def new(self) -> NewAssessment:
        """What was told, as the action takes it."""
        told = self.cleaned_data
        based_on = told.get("based_on")
        own = None
        if "areas" in self.fields and based_on is None:
            areas = [line.strip() for line in told["areas"].split("\n") if line.strip()]
            own = Own(told["title"].strip(), _whole(told["lowest"]), _whole(told["highest"]), areas)
        person = number(told.get("person") or "")
        return NewAssessment(
            self.beginning.tool.id, told["took_place_on"], person, based_on, own, bool(told.get("sure"))
        )


def _place(member: cases.MemberCard) -> str:
    return ", ".join(part for part in (member.how_old, "head of the family" if member.is_head else "") if part)


def _review(line: AssessmentLine, several: bool) -> str:
    named = ", ".join(part for part in (line.title if line.own else "", line.person_name if several else "") if part)
    return f"Based on {named or 'the previous one'}, of {day_short(line.took_place_on)}: a review"


def _whole(typed: str) -> int:
    """A whole number as it was typed; one that fits no scale for anything else."""
    text = typed.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else -1


def _begin(request: ActingRequest, beginning: Beginning) -> HttpResponse:
    tool, head = beginning.tool, beginning.head
    initial: dict[str, Any] = {"person": str(beginning.stands_on or ""), "lowest": "1", "highest": "10"}

    def made(posted: Any) -> Starting:
        return Starting(posted, beginning=beginning, today=request.actor.today, initial=initial)

    def write(form: forms.Form, version: int) -> str:
        assert isinstance(form, Starting)
        found = start(head.id, form.new(), actor=request.actor)
        said = (
            "The assessment is kept."
            if is_nothing_to_fill(tool) and not tool.own_areas
            else "The assessment is started."
        )
        messages.success(request, said)
        return reverse("assessment", args=[head.id, found])

    def show(sheet: Sheet) -> HttpResponse:
        shown: Mapping[str, Any] = {
            "case": head, "tool": tool, "beginning": beginning, "sheet": sheet, "form": sheet.form,
        }  # fmt: skip
        return render(request, "assessments/start.jinja", shown, status=sheet.status)

    return Changing(made, 0, write).answer(request, show)
