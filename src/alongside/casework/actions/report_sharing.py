"""On which cases a report stands, and who may see it."""

from collections.abc import Sequence
from datetime import date

from alongside.accounts.models import User
from alongside.accounts.queries import Colleague, holder_of, practice
from alongside.cases.access import case_to_change
from alongside.cases.circles import let_in, let_out
from alongside.cases.involvements import involve
from alongside.casework.actions.report_readers import check_may_read
from alongside.casework.actions.reports import happened, report_seen, report_to_change
from alongside.casework.models import ReportCase
from alongside.core.actor import Actor
from alongside.core.refusals import Invalid, Refused


def link_case(report_id: int, case_id: int, *, actor: Actor) -> None:
    """Link a report to another case, which gives nobody there the report (E-CINS 5.2). Linked already, nothing changes.

    Raises NotFound where either is not the actor's to see, Refused where the report is not theirs to change.
    """
    report = report_to_change(report_id, actor=actor)
    case = case_to_change(case_id, actor=actor)
    if ReportCase.objects.filter(report=report, case=case, unlinked_at__isnull=True).exists():
        return
    ReportCase.objects.create(
        partnership_id=actor.partnership_id, report=report, case=case, linked_by_id=actor.user_id, linked_at=actor.now
    )
    happened(report, "report.linked", {"case": case.pk}, actor=actor, cases=[case.pk])


def unlink_case(report_id: int, case_id: int, *, actor: Actor) -> None:
    """Take a report off a case; it stays on the others. Raises Refused for the last. Off already, nothing changes."""
    report = report_to_change(report_id, actor=actor)
    case = case_to_change(case_id, actor=actor)
    linked = ReportCase.objects.filter(report=report, unlinked_at__isnull=True)
    if not linked.filter(case=case).exists():
        return
    if linked.count() == 1:
        raise Refused("A report stands on one case at least. Link it to the right one first, then take it off this.")
    happened(report, "report.unlinked", {"case": case.pk}, actor=actor, cases=[case.pk])
    linked.filter(case=case).update(unlinked_at=actor.now)


def let_into_report(report_id: int, holder: int, *, why: str, actor: Actor, ends_on: date | None = None) -> Colleague:
    """Let a user or a team see a report and what belongs to it, and say why; perhaps up to but not including a day.

    Raises NotFound, Refused where the report is not the actor's to change or what the family said does not allow it,
    Invalid beside "why", "ends_on" or "holders".
    """
    report = report_to_change(report_id, actor=actor)
    if not why.strip():
        raise Invalid("Say why.", {"why": "Say why they need to see this report."})
    cases = ReportCase.objects.filter(report=report, unlinked_at__isnull=True).values_list("case_id", flat=True)
    check_may_read([holder], list(cases), actor=actor)
    whom = let_in(report.circle_id, holder, why=why, ends_on=ends_on, actor=actor)
    facts = {"with": whom.name, "why": why.strip(), "to": ends_on, "principal": holder}
    happened(report, "report.shared", facts, actor=actor)
    return whom


def let_out_of_report(report_id: int, holder: int, *, actor: Actor) -> None:
    """End what lets a user or a team see a report. Its author always sees it; whoever else may give up their own.

    Raises NotFound, or Refused where it is neither the actor's to change nor their own access.
    """
    report = report_seen(report_id) if holder == actor.own else report_to_change(report_id, actor=actor)
    if holder == report.author.principal_id:
        raise Refused("Whoever wrote a report always sees it.")
    whom = holder_of(holder, actor=actor)
    # Recorded first: whoever gives up their own access could not write to the report's history afterwards.
    facts = {"with": whom.name if whom else "", "principal": holder}
    happened(report, "report.share-stopped", facts, actor=actor)
    let_out(report.circle_id, holder, actor=actor)


def add_as_agency(case_ids: Sequence[int], *, actor: Actor) -> None:
    """Add the organisation of the actor's team to the agencies involved on these cases (E-CINS 5.2, "Add as agency").

    Involved already, it stays as it is. What the report says is not told: only that the agency works with the family.
    """
    roles = practice(actor).involvements
    organisation = User.objects.values_list("team__organisation_id", flat=True).get(pk=actor.user_id)
    if not roles:
        return
    role = next((each for each in roles if each.default), roles[0])
    for case in sorted(set(case_ids)):
        involve(case, organisation, role.id, actor=actor)
