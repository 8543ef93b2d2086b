"""Writing and scoring an assessment part by part, kept as it is typed, by several people at once."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from alongside.accounts.queries import practice
from alongside.assessments.actions.keeping import Kept, keep_part, question_field, score_field
from alongside.assessments.queries.assessments import AssessmentPage, Speaker, assessment, children_of, speakers
from alongside.assessments.rules.tools import Part, area_of, asked_in, is_of_each_child, section_of, title_of
from alongside.cases import queries as cases
from alongside.core.refusals import Invalid, NotFound, Refused
from alongside.forms.actions import Posted
from alongside.forms.fields import seal
from alongside.web.middleware import ActingRequest, keeping
from alongside.web.pages.asked import was_read
from alongside.web.pages.assess_shown import beside, part_lines, star_shown
from alongside.web.pages.reading import number
from alongside.web.pages.writing import Both, Sheet
from alongside.web.words import clock

_page = require_http_methods(["GET", "HEAD", "POST"])


@dataclass(frozen=True)
class WordsAsked:
    """A place to write at: its field, what stands in it, what stood there last time, and what is wrong."""

    field: str
    asks: str
    hint: str
    kind: str
    options: Sequence[str]
    value: str
    before: str
    error: str = ""

    @property
    def same(self) -> bool:
        """Whether it says what it said last time."""
        return bool(self.before) and self.before.strip() == self.value.strip()


@dataclass(frozen=True)
class ScoreAsked:
    """A score to give: of which area, in whose voice; what stands, what it was last time, and what is wrong."""

    field: str
    area: str
    title: str
    key: str
    name: str
    whose: str
    value: str
    before: int | None
    error: str = ""
    hint: str = ""


@dataclass(frozen=True)
class Doing:
    """An assessment being written: its case, what stands in it, who scores, and the part that is open (none: all)."""

    head: cases.CaseHead
    page: AssessmentPage
    speakers: Sequence[Speaker]
    children: Mapping[int, str]
    part: Part | None

    def words(self) -> list[WordsAsked]:
        """The places of the part, as they stand."""
        part = self.part
        if part is None:
            return []
        before = self.page.before
        found = []
        for asked in asked_in(self.page.tool, part.id):
            now = self.page.answers.get((part, asked.id))
            was = before.answers.get((part, asked.id)) if before else None
            found.append(
                WordsAsked(
                    question_field(asked.id), asked.asks, asked.hint, asked.kind, asked.options,
                    now.words if now else "", was.words if was else "",
                )
            )  # fmt: skip
        return found

    def scores(self, only: str = "") -> list[ScoreAsked]:
        """The scores to give: of the part's area by everybody, or of every area by one (`only`, their key)."""
        if self.part is not None:
            area = area_of(self.page.tool, self.part.id)
            return [self._score(each, area.id, area.title, False) for each in self.speakers] if area else []
        who = next((each for each in self.speakers if each.key == only), None)
        return [self._score(who, area.id, area.title, True) for area in self.page.tool.area] if who else []

    def _score(self, who: Speaker, area: str, title: str, named: bool) -> ScoreAsked:
        now = self.page.scores.get((area, who.voice))
        was = self.page.before.scores.get((area, who.voice)) if self.page.before else None
        value = "" if now is None or now.score is None else str(now.score)
        field = score_field(who.key, area if named else "")
        hint = next((each.hint for each in self.page.tool.area if each.id == area), "")
        return ScoreAsked(
            field, area, title, who.key, who.name, who.voice.voice, value, was.score if was else None, hint=hint
        )

    @property
    def address(self) -> str:
        """Where this is written."""
        if self.part is None:
            return reverse("assessment_scores", args=[self.head.id, self.page.id])
        if self.part.member is None:
            return reverse("assessment_part", args=[self.head.id, self.page.id, self.part.id])
        return reverse("assessment_part_of", args=[self.head.id, self.page.id, self.part.id, self.part.member])


def _doing(request: ActingRequest, case_id: int, assessment_id: int, part: Part | None) -> Doing:
    head = cases.case_head(case_id, actor=request.actor)
    page = assessment(assessment_id, actor=request.actor, case_id=case_id)
    family, pack = cases.members(case_id, actor=request.actor), practice(request.actor)
    children = {each.id: each.name for each in children_of(family, pack)}
    if part is not None:
        known = area_of(page.tool, part.id) or section_of(page.tool, part.id)
        if not known or (part.member is not None) != is_of_each_child(page.tool, part.id):
            raise NotFound
        if part.member is not None and part.member not in page.names:
            raise NotFound
    about = page.person_id if page.tool.on in ("member", "child") else None
    found = speakers(page.tool, family, pack, page.scores, about=about)
    return Doing(head, page, found, children, part)


# --- a part


@_page
def part(
    request: ActingRequest, case_id: int, assessment_id: int, part_id: str, member: int | None = None
) -> HttpResponse:
    """A part as a page: what to talk about, then the score. A section of each child is a page for each child."""
    doing = _doing(request, case_id, assessment_id, Part(part_id, member))
    if request.method != "POST":
        return _show_part(request, doing, Sheet(None, 0))
    posted, was = _posted(request, [*(each.field for each in doing.words()), *(each.field for each in doing.scores())])
    kept = keep_part(assessment_id, doing.part, posted, page=was, actor=request.actor)
    if kept.conflicts or kept.refused:
        return _not_all_kept(request, doing, kept)
    if not doing.page.in_progress:
        messages.success(request, "The change is saved. What it said before stands in the history.")
        return redirect("assessment", case_id, assessment_id)
    if request.POST.get("do") == "next":
        after = beside(part_lines(doing.page, doing.children), Part(part_id, member))[1]
        if after:
            return redirect(replace(doing, part=after.part).address)
    messages.success(request, f"Kept at {clock(kept.at)}. You can go on with it here on any machine.")
    return redirect("assessment", case_id, assessment_id)


def _posted(request: ActingRequest, names: Sequence[str]) -> tuple[dict[str, Posted], str]:
    """The fields of the page as they were posted, each with the seal of what the page was made with; and its mark."""
    was = was_read(request.POST.get("was", ""))
    if was is None:
        raise Invalid("This page is not complete. Load it again, then press the button.")
    given = {name: was.posted(name, request.POST.getlist(name)) for name in names if name in request.POST}
    return given, was.page


def _not_all_kept(request: ActingRequest, doing: Doing, kept: Kept) -> HttpResponse:
    """The page again with what was typed here; beside it what somebody else wrote, and what cannot be kept."""
    labels = {each.field: each.asks for each in doing.words()}
    scored = doing.scores(request.GET.get("as", ""))
    labels |= {each.field: f"{each.title}, scored by {each.name}" for each in scored}
    both = tuple(Both(labels[name], str(each.theirs), str(each.mine)) for name, each in kept.conflicts.items())
    sheet = Sheet(None, 0, both, 409 if both else 422, "Somebody else wrote here while you had it open.")
    again = replace(doing, page=assessment(doing.page.id, actor=request.actor))
    show = _show_part if doing.part else _show_scores
    return keeping(show(request, again, sheet, kept))


def _show_part(request: ActingRequest, doing: Doing, sheet: Sheet, kept: Kept | None = None) -> HttpResponse:
    assert doing.part is not None
    words, scores = _as_typed(request, doing.words(), kept), _scores_as_typed(doing.scores(), kept)
    lines = part_lines(doing.page, doing.children)
    before, after, at = beside(lines, doing.part)
    section = section_of(doing.page.tool, doing.part.id)
    shown = _shown(request, doing, sheet, [*doing.words(), *doing.scores()], kept) | {
        "words": words, "scores": scores, "title": title_of(doing.page.tool, doing.part.id),
        "about": doing.page.names.get(doing.part.member or 0, ""), "before": before, "after": after, "at": at,
        "of": len(lines), "section": section, "area": area_of(doing.page.tool, doing.part.id),
        "faults": [*_faults(words), *_faults(scores)],
    }  # fmt: skip
    return render(request, "assessments/part.jinja", shown, status=sheet.status)


def _faults(fields: Sequence[WordsAsked] | Sequence[ScoreAsked]) -> list[tuple[str, str]]:
    return [(each.field, each.error) for each in fields if each.error]


def _as_typed(request: ActingRequest, words: Sequence[WordsAsked], kept: Kept | None) -> list[WordsAsked]:
    """The places with what was typed here, where it could not be kept."""
    if kept is None:
        return list(words)
    return [
        replace(each, value=request.POST.get(each.field, each.value), error=kept.refused.get(each.field, ""))
        for each in words
    ]


def _scores_as_typed(scores: Sequence[ScoreAsked], kept: Kept | None) -> list[ScoreAsked]:
    """The scores; of a conflict mine is chosen, to be saved over theirs, and one off the scale is said to be."""
    if kept is None:
        return list(scores)
    mine = {name: str(each.mine) for name, each in kept.conflicts.items()}
    return [
        replace(each, value=mine.get(each.field, each.value), error=kept.refused.get(each.field, "")) for each in scores
    ]


def _shown(
    request: ActingRequest, doing: Doing, sheet: Sheet, fields: Sequence[WordsAsked | ScoreAsked], kept: Kept | None
) -> dict[str, Any]:
    stood = {each.field: seal(each.value) for each in fields} | dict(kept.seals if kept else {})
    keep_at = reverse("assessment_keep", args=[doing.head.id, doing.page.id])
    asked = {"part": doing.part.id, "member": doing.part.member} if doing.part else {}
    query = "&".join(f"{name}={value}" for name, value in asked.items() if value)
    return {
        "case": doing.head, "page": doing.page, "sheet": sheet, "star": star_shown(doing.page),
        "keep_url": f"{keep_at}?{query}" if doing.page.in_progress else "", "address": doing.address,
        "was": json.dumps({"page": uuid4().hex, "seals": stood}), "scale": doing.page.scale,
        "bands": doing.page.tool.band, "kept_at": kept.at if kept else None,
    }  # fmt: skip


# --- every area in one voice


@_page
def scores(request: ActingRequest, case_id: int, assessment_id: int) -> HttpResponse:
    """Every area scored in one voice on one page, beside the star: with radio buttons, a tap on it, or arrow keys."""
    doing = _doing(request, case_id, assessment_id, None)
    if not doing.page.tool.area or not doing.speakers:
        raise NotFound
    if request.method != "POST":
        return _show_scores(request, doing, Sheet(None, 0))
    who = _who(request, doing)
    posted, was = _posted(request, [each.field for each in doing.scores(who.key)])
    kept = keep_part(assessment_id, None, posted, page=was, actor=request.actor)
    if kept.conflicts or kept.refused:
        return _not_all_kept(request, doing, kept)
    messages.success(request, f"Kept at {clock(kept.at)}: the scores of {who.name}.")
    return redirect("assessment", case_id, assessment_id)


def _who(request: ActingRequest, doing: Doing) -> Speaker:
    """Whose scores are given: the one named in the address, else the first."""
    asked = request.GET.get("as", "")
    return next((each for each in doing.speakers if each.key == asked), doing.speakers[0])


def _show_scores(request: ActingRequest, doing: Doing, sheet: Sheet, kept: Kept | None = None) -> HttpResponse:
    who = _who(request, doing)
    asked = doing.scores(who.key)
    given = _scores_as_typed(asked, kept)
    at = f"{doing.address}?as="
    shown = _shown(request, doing, sheet, asked, kept) | {
        "scores": given, "who": who, "tabs": [(each, at + each.key, each == who) for each in doing.speakers],
        "action": at + who.key, "faults": _faults(given),
    }  # fmt: skip
    return render(request, "assessments/scores.jinja", shown, status=sheet.status)


# --- one field as it is typed


@require_POST
def keep(request: ActingRequest, case_id: int, assessment_id: int) -> HttpResponse:
    """One field as it is typed. Answers in data: kept at, and after a score the star as it is now; or a sentence."""
    name, was = request.POST.get("field", ""), was_read(request.POST.get("was", ""))
    if was is None:
        return JsonResponse({"sentence": "Not kept. Load this page again."}, status=400)
    part_id = request.GET.get("part", "")
    where = Part(part_id, number(request.GET.get("member", ""))) if part_id else None
    try:
        page = assessment(assessment_id, actor=request.actor, case_id=case_id)
        if not page.in_progress:
            return JsonResponse({"sentence": "Completed meanwhile. Save this page to change it."}, status=409)
        posted = {name: was.posted(name, request.POST.getlist(name))}
        kept = keep_part(assessment_id, where, posted, page=was.page, actor=request.actor)
    except Refused as refused:
        return JsonResponse({"sentence": f"Not kept. {refused.sentence}"}, status=refused.status)
    if kept.conflicts:
        sentence = "Somebody else wrote here meanwhile. Save this page to see both."
        return JsonResponse({"sentence": sentence}, status=409)
    if kept.refused:
        return JsonResponse({"sentence": kept.refused[name], "fields": kept.refused}, status=422)
    told = {"kept": clock(kept.at), "was": was.renewed(kept.seals)}
    if name.startswith("score-"):
        told["star"] = _star(request, assessment_id)
    return JsonResponse(told)


def _star(request: ActingRequest, assessment_id: int) -> str:
    page = assessment(assessment_id, actor=request.actor)
    return render_to_string("assessments/star_alone.jinja", {"star": star_shown(page)}, request)
