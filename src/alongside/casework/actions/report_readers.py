"""Who may be let into a report: what the families said holds it, as it holds the sharing of their cases."""

from collections.abc import Sequence

from django.db import connection

from alongside.accounts.queries import Colleague, holder_of
from alongside.cases.basis import check_may_be_shared_with
from alongside.cases.models import Case
from alongside.core.actor import Actor
from alongside.core.refusals import Invalid, Refused


def check_may_read(holders: Sequence[int], cases: Sequence[int], *, actor: Actor) -> None:
    """Hold the readers of a report to what the families said, as sharing their cases is held (E-CINS 2).

    Who has a case already is let through. Raises Invalid beside "holders" with what is missing.
    """
    seen = Case.objects.visible_to(actor).filter(pk__in=cases)
    for case in seen:
        for holder in holders:
            whom = holder_of(holder, actor=actor)
            if whom is None or holder == actor.own or _has(whom, case, actor):
                continue
            try:
                check_may_be_shared_with(whom, case.pk, actor=actor)
            except Refused as refused:
                sentence = f"{whom.name} does not have case {case.pk}. {refused.sentence}"
                raise Invalid(sentence, {"holders": sentence}) from None


def _has(whom: Colleague, case: Case, actor: Actor) -> bool:
    if whom.user_id is None:
        return whom.principal in case.audience
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM accounts_held(%s, %s) h WHERE h.principal = ANY (%s))",
            [whom.user_id, actor.today, case.audience],
        )
        return bool(cursor.fetchone()[0])
