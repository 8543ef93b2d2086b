"""The key worker is released to wraparound support while social care leads (practice framework 7.3)."""

from alongside.cases.access import case_to_change
from alongside.core.actor import Actor
from alongside.core.refusals import Refused
from alongside.packs.schema import Pack
from alongside.pathway.actions.effects import Finishing, does
from alongside.pathway.actions.team import Joining, end_parts, join_team
from alongside.pathway.models import Allocation

WRAPAROUND = "wraparound"
"""The part by its agreed id, in every pack that has one."""


@does("release worker")
def release_to_wraparound(doing: Finishing) -> None:
    """The key worker's part ends today, and the wraparound part begins the same day (S034)."""
    if doing.journey.case_id is None:
        raise Refused("Open the family’s case first.")
    released = to_wraparound(doing.journey.case_id, doing.pack, actor=doing.actor)
    doing.journey.refresh_from_db(fields=["case"])  # nobody leads it any more
    doing.words.append(f"Released from their part: {released}. Wraparound begins today.")


def to_wraparound(case_id: int, pack: Pack, *, actor: Actor) -> str:
    """End the parts of whoever works with the family and begin wraparound, both today. Returns who was released.

    So there is no moment with no worker, and none in which early help and the social worker both hold the key role.
    Raises Refused where nobody of this partnership works with the family yet. Source: practice framework 7.3.
    """
    case = case_to_change(case_id, actor=actor)
    lead = case.lead_worker
    roles = [each.id for each in pack.team_roles if each.counts and each.id != WRAPAROUND]
    ended = end_parts(case, reason="Released to wraparound support", actor=actor, roles=roles)
    workers = [row.user for row in ended if row.user] + ([lead] if lead else [])
    stands = Allocation.objects.filter(case=case, role=WRAPAROUND, ends_on__isnull=True).exists()
    if not (workers or stands):
        raise Refused("Nobody works with the family yet. Allocate it first, as wraparound.")
    if workers and not stands:
        worker = lead if lead in workers else workers[0]
        why = "Wraparound support while social care leads"
        # The same family for the same worker: it is no further one in their caseload.
        joining = Joining(WRAPAROUND, user=worker.pk if worker else None, why=why, over_reason=why)
        join_team(case.pk, joining=joining, actor=actor)
    if case.lead_worker_id is not None:
        case.refresh_from_db(fields=["version"])
        case.lead_worker, case.version = None, case.version + 1
        case.save(update_fields=["lead_worker", "version"])
    return ", ".join(dict.fromkeys(each.name for each in workers)) or "nobody"
