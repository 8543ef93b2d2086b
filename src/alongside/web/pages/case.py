"""The case page: what everybody with the case sees first, the overview, and the members of the family."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from alongside.accounts.queries import practice
from alongside.cases import actions, queries
from alongside.cases.family import keyworkers
from alongside.casework.queries.children import child_seen
from alongside.casework.queries.logs import by_day, logs
from alongside.casework.queries.workload import is_on_workload
from alongside.core.refusals import NotFound
from alongside.packs.schema import CriterionQuestion, Label, Pack
from alongside.plans.queries.needed import needed_of_case
from alongside.plans.queries.reviews import reviews_due
from alongside.plans.rules.eligibility import programme_of
from alongside.web.frame import address
from alongside.web.middleware import ActingRequest
from alongside.web.pages.case_tabs import tabs
from alongside.web.pages.cases import without_access
from alongside.web.pages.missing import missing_of

LATEST = 5
"""How many logs stand on the overview."""


@require_http_methods(["GET", "HEAD", "POST"])
def case(request: ActingRequest, case_id: int) -> HttpResponse:
    """The overview of a case; for somebody without access, whom to ask for it and asking."""
    try:
        page = queries.case_page(case_id, actor=request.actor)
    except NotFound:
        return without_access(request, case_id)
    latest = logs(case_id, actor=request.actor, size=LATEST)
    shown = around(request, page.head, page.members, "overview")
    names = {member.person_id: member.name for member in page.members}
    running = {flag.flag for flag in page.head.flags if flag.ends_on is None}
    more = {
        "days": by_day(latest.entries),
        "more": latest.more,
        "since_seen": child_seen([case_id], actor=request.actor),
        "startable": [flag for flag in shown["pack"].flags if flag.id not in running],
        "nominated_at": address("case_nomination", case_id),
        "criteria": [_criterion(found, shown["pack"], names) for found in page.criteria if found.met != NOT_ASKED],
        "consent": page.consent,
        "missing": missing_of(needed_of_case(case_id, actor=request.actor), case_id, shown["pack"]),
        "checks": page.checks,
        "programme": programme_of(shown["pack"]),
        "on_workload": is_on_workload("case", case_id, actor=request.actor),
        "reviews": reviews_due(actor=request.actor, today=request.actor.today, within=None, case_id=case_id, most=1),
    }
    return render(request, "case/overview.jinja", shown | more)


NOT_ASKED = "not applicable"


@dataclass(frozen=True)
class CriterionShown:
    """A criterion in words: met or not, and for each question who is concerned and what was noted."""

    title: str
    met: bool
    findings: Sequence[tuple[str, Sequence[str], str]]


def _criterion(found: queries.CriterionFound, pack: Pack, names: Mapping[int, str]) -> CriterionShown:
    known = next((each for each in pack.criteria if each.id == found.code), None)
    findings = [
        (
            _asks(known.question if known else (), finding["question"]),
            [names[person] for person in finding["persons"] if person in names],
            finding["notes"],
        )
        for finding in found.findings
    ]
    return CriterionShown(known.title if known else found.code, found.met == "yes", findings)


def _asks(questions: Sequence[CriterionQuestion], question: str) -> str:
    return next((each.asks for each in questions if each.id == question), question)


def around(
    request: ActingRequest, head: queries.CaseHead, family: Sequence[queries.MemberCard], here: str
) -> dict[str, Any]:
    """What stands on every page of a case, for case/frame.jinja; reading a page of a case is a look at it."""
    if request.method != "POST":
        actions.look_at(head.id, actor=request.actor, page=here)
    pack = practice(request.actor)
    groups = {each.id: each for each in pack.member_groups}
    hidden = frozenset() if pack.casework.by_sites else frozenset({"administration"})
    return {
        "case": head,
        "members": family,
        "here": here,
        "tabs": tabs(head.id, here, waiting=head.waiting, hidden=hidden),
        "pack": pack,
        "groups": groups,
        "today": request.actor.today,
    }


@require_safe
def members(request: ActingRequest, case_id: int) -> HttpResponse:
    """The members of the family by group: perpetrator, victim, vulnerable, family, other (E-CINS 3)."""
    head = queries.case_head(case_id, actor=request.actor)
    family = queries.members(case_id, actor=request.actor)
    shown = around(request, head, family, "members")
    more = {
        "grouped": _grouped(family, shown["pack"]),
        "since_seen": child_seen([case_id], actor=request.actor),
        "keyworkers": keyworkers(case_id, actor=request.actor),
    }
    return render(request, "case/members.jinja", shown | more)


def _grouped(family: Sequence[queries.MemberCard], pack: Pack) -> list[tuple[Label, list[queries.MemberCard]]]:
    """Every group of the pack that somebody is in, in the pack's order; a group it no longer has comes last."""
    known = {each.id: each for each in pack.member_groups}
    known |= {m.group: Label(id=m.group, title=m.group.capitalize()) for m in family if m.group not in known}
    by_group = [(group, [member for member in family if member.group == group.id]) for group in known.values()]
    return [(group, found) for group, found in by_group if found]
