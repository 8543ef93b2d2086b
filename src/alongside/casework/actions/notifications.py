"""Choosing what to be told of, marking it as read, and the daily e-mail that says how much there is."""

from collections.abc import Sequence

from alongside.accounts.post import tell
from alongside.cases.models import Case
from alongside.casework.models import Noticed, NotifyMe
from alongside.casework.queries.notifications import chosen_row, newest, unread
from alongside.casework.rules.notifications import AS_FOR_ALL, IDS, chosen
from alongside.clocks.queries.running import running_out_ids
from alongside.core.actor import Actor
from alongside.core.refusals import Invalid, NotFound
from alongside.events.actions import record
from alongside.events.queries import latest_own
from alongside.people.models import Person

REMINDED = 3
"""The daily e-mail reminds of what runs out in so many days, or is overdue."""
MAILED = 1000
"""The daily e-mail counts so far and no further."""


def choose(kinds: Sequence[str], *, actor: Actor, case_id: int | None = None, person_id: int | None = None) -> None:
    """Choose what to be told of on a case, about a person, or, without either, on all one's own cases (E-CINS 6.6).

    From now on: what happened before is not told. Raises NotFound for a case or a person that is not the actor's to
    see, Invalid for a kind there is none of.
    """
    if case_id is not None and not Case.objects.visible_to(actor).filter(pk=case_id).exists():
        raise NotFound
    if person_id is not None and not Person.objects.filter(pk=person_id).exists():
        raise NotFound
    if unknown := set(kinds) - {*IDS}:
        raise Invalid("Choose from the list.", {"kinds": f"There is no {', '.join(sorted(unknown))}."})
    _keep(list(chosen(kinds)), actor, case_id, person_id)


def choose_as_for_all(case_id: int, *, actor: Actor) -> None:
    """Let a case go by what the actor chose for all their cases again."""
    if not Case.objects.visible_to(actor).filter(pk=case_id).exists():
        raise NotFound
    _keep([AS_FOR_ALL], actor, case_id, None)


def mark_read(up_to: int, *, actor: Actor) -> None:
    """Mark the notifications up to this event as read; what came meanwhile stays new. Never goes back."""
    noticed = _noticed(actor)
    read_to = max(noticed.read_to, min(up_to, newest(actor=actor)))
    if read_to > noticed.read_to:
        noticed.read_to = read_to
        noticed.save(update_fields=["read_to"])


def choose_mail(wanted: bool, *, actor: Actor) -> None:
    """Have the daily e-mail, or not."""
    noticed = _noticed(actor)
    if noticed.by_mail != wanted:
        noticed.by_mail = wanted
        noticed.save(update_fields=["by_mail"])
        record("notifications.chosen", actor=actor, facts={"by_mail": wanted})


def mail_digest(*, actor: Actor) -> bool:
    """Send the actor the daily e-mail, where something is new that no e-mail told of yet. Whether one went.

    It says how many notifications wait, how many times of their families run out in the next days, and where to sign
    in, and nothing else; of each clock once, one e-mail a day at most, however often this runs. Source: E-CINS 6.6,
    S144; CLOK-06.
    """
    found, clocks = unread(actor=actor, at_most=MAILED), running_out_ids(actor=actor, ahead=REMINDED)
    if not found and not clocks:
        return False
    noticed, last = _noticed(actor), newest(actor=actor)
    untold = len(set(clocks) - set(noticed.clocks_told))
    is_new = found and last > noticed.mailed_to
    if not noticed.by_mail or noticed.mailed_on == actor.today or not (is_new or untold):
        return False
    noticed.mailed_to, noticed.mailed_on, noticed.clocks_told = max(last, noticed.mailed_to), actor.today, clocks
    noticed.save(update_fields=["mailed_to", "mailed_on", "clocks_told"])
    tell([actor.user_id], what="digest", address="/notifications/", count=found, clocks=untold)
    return True


def _keep(kinds: list[str], actor: Actor, case_id: int | None, person_id: int | None) -> None:
    facts = {"case": case_id, "person": person_id, "kinds": kinds}
    record("notifications.chosen", actor=actor, facts=facts)
    since = latest_own("notifications.chosen", actor=actor)
    # Beside another window of the same user the first stays, and this one then says what stands.
    NotifyMe.objects.bulk_create(
        [NotifyMe(partnership_id=actor.partnership_id, user_id=actor.user_id, case_id=case_id, person_id=person_id,
                  kinds=kinds, since=since)],
        ignore_conflicts=True,
    )  # fmt: skip
    row = chosen_row(actor, case_id, person_id)
    if row is None or row.kinds == kinds:
        return
    if not row.kinds or AS_FOR_ALL in row.kinds:
        row.since = since  # nothing was chosen until now: what happened meanwhile is not told
    row.kinds = kinds
    row.save(update_fields=["kinds", "since"])


def _noticed(actor: Actor) -> Noticed:
    row, _ = Noticed.objects.get_or_create(user_id=actor.user_id, defaults={"partnership_id": actor.partnership_id})
    return Noticed.objects.select_for_update().get(pk=row.pk)
