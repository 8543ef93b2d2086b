"""Cases kept by sites: an owning site, a type, a reference, and the days they were opened and are due (CCM 1.1)."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q

from alongside.accounts.models import Team
from alongside.accounts.queries import practice
from alongside.cases.models import Case, Share
from alongside.cases.rules import due_from
from alongside.core.actor import Actor
from alongside.core.refusals import Invalid
from alongside.forms.answers import Submission as Answers

USED = "Another case has this reference. Give this one another."


def owning_site(answers: Answers, *, actor: Actor) -> Team | None:
    """The team that a new case is kept by, where its form asks."""
    chosen = answers.filled.get("case.team")
    title = next((each.title for each in practice(actor).sites if each.id == chosen), None)
    return Team.objects.filter(partnership_id=actor.partnership_id, name=title).first() if title else None


def case_faults(answers: Answers, *, actor: Actor) -> dict[str, str]:
    """What is wrong with the reference and the days of a new case, by what the answers fill."""
    filled = answers.filled
    faults: dict[str, str] = {}
    reference, opened, due = (filled.get(f"case.{name}") for name in ("reference", "opened_on", "due_on"))
    others = Case.objects.visible_to(actor).exclude(pk=answers.about or 0)
    if reference and others.filter(reference=reference).exists():
        faults["case.reference"] = USED
    if isinstance(opened, date) and isinstance(due, date) and due < opened:
        faults["case.due_on"] = "The due date cannot be before the opened date."
    return faults


def kept_by_site(answers: Answers, *, actor: Actor) -> Mapping[str, Any]:
    """What a case kept by a site has besides: nothing where the form does not ask.

    A due date that was not given is as many weeks after the opened date as the pack says (S156).
    """
    filled, weeks = answers.filled, practice(actor).casework.due_after_weeks
    opened, due, site = filled.get("case.opened_on"), filled.get("case.due_on"), owning_site(answers, actor=actor)
    if not isinstance(opened, date):
        return {}
    return {
        "type": filled.get("case.type") or "",
        "reference": filled.get("case.reference") or "",
        "reason": filled.get("case.reason") or "",
        "opened_on": opened,
        "due_on": due if isinstance(due, date) else due_from(opened, weeks),
    } | ({"team_id": site.pk} if site else {})


def make_case(kept: Mapping[str, Any]) -> Case:
    """Open the case. Raises Invalid beside the reference where a case that the actor may not see has it already."""
    if not kept.get("reference"):
        return Case.objects.create(**kept)
    try:
        with transaction.atomic():
            return Case.objects.create(**kept)
    except IntegrityError:
        raise Invalid("Check the reference.", {"case.reference": USED}) from None


def sites_share(case: Case, *, actor: Actor) -> Sequence[Share]:
    """The accesses of a case kept by a site: its own, and that of the team which looks after every site's cases."""
    if not practice(actor).casework.by_sites:
        return []
    teams = Team.objects.filter(Q(pk=case.team_id) | Q(partnership_id=actor.partnership_id, coordinates=True))
    return [
        share_with_site(case, team, "Owning site" if team.pk == case.team_id else "Looks after every site", actor)
        for team in teams.order_by("pk")
    ]


def share_with_site(case: Case, site: Team, why: str, actor: Actor) -> Share:
    """An access for a site, from now on."""
    return Share(
        partnership_id=actor.partnership_id, case=case, principal_id=site.principal_id, holder_id=site.principal_id,
        why=why, shared_by_id=actor.user_id, shared_at=actor.now,
    )  # fmt: skip
