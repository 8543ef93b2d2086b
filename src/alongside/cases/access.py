"""Who sees a case: giving access, ending it, asking for it. The shares are the truth; a trigger keeps the audience."""

from datetime import date

from django.db import IntegrityError, connection, transaction

from alongside.accounts.models import Partnership, Principal, User
from alongside.accounts.queries import COORDINATING, Colleague, holder_of
from alongside.cases.basis import check_may_be_shared_with
from alongside.cases.models import AccessRequest, Case, Share
from alongside.core.actor import Actor
from alongside.core.refusals import Invalid, NotFound, Refused
from alongside.events.actions import record

LONGEST_REASON = 2000


def case_to_change(case_id: int, *, actor: Actor) -> Case:
    """The case, locked for this transaction. Raises NotFound where it is absent or not the actor's to see."""
    case = Case.objects.visible_to(actor).select_for_update(of=("self",)).filter(pk=case_id).first()
    if case is None:
        raise NotFound
    return case


def may_share(case: Case, actor: Actor) -> bool:
    """The owner shares the case, and so does the coordinating team where it has the case (E-CINS 2.5)."""
    return case.owner_id == actor.user_id or COORDINATING in actor.roles


def share(
    case_id: int,
    *,
    holder: int,
    why: str,
    actor: Actor,
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> None:
    """Give a user or a team access to a case and the profiles on it, from a day up to but not including another.

    `holder` is the principal of the user or team. Sharing again with the same holder changes nothing. Raises Refused
    where the actor may not share, or what the family said does not allow it (cases.basis); Invalid where the reason or
    the dates cannot be right. Source: E-CINS 2.5, and 2 for consent.
    """
    case = case_to_change(case_id, actor=actor)
    if not may_share(case, actor):
        raise Refused("Only the owner of the case or the coordinating team can share it. Ask the owner to.")
    whom = holder_of(holder, actor=actor)
    if whom is None:
        raise Invalid("Choose who to share with.", {"holder": "Choose a user or a team of this partnership."})
    rests_on = check_may_be_shared_with(whom, case.pk, actor=actor).basis
    _check_reason(why, "Say why they need to see this case.")
    if starts_on and ends_on and ends_on <= starts_on:
        raise Invalid("Check the dates.", {"ends_on": "The last day must be after the first day."})
    if ends_on and ends_on <= actor.today:
        raise Invalid("Check the dates.", {"ends_on": "The day access ends must be after today."})
    held = _principal_held(holder, starts_on, ends_on, actor)
    running = Share.objects.filter(case=case, holder_id=holder, stopped_at__isnull=True)
    if any(each.principal_id == held or not each.ends_on for each in running):
        return
    Share.objects.create(
        partnership_id=actor.partnership_id, case=case, principal_id=held, holder_id=holder, why=why.strip(),
        starts_on=starts_on, ends_on=ends_on, shared_by_id=actor.user_id, shared_at=actor.now, basis=rests_on,
    )  # fmt: skip
    facts = {"with": whom.name, "why": why.strip(), "from": starts_on, "to": ends_on, "principal": holder}
    facts |= {"basis": rests_on} if rests_on else {}
    record("case.shared", actor=actor, case=case.pk, facts=facts)


def share_by_process(
    case_id: int, *, holder: int, why: str, actor: Actor, basis: str = "", ends_on: date | None = None
) -> None:
    """Give the team that does the next step of a process access to the case, as the partnership's process says.

    Whoever does the step before has the case and need not own it. Where the team has it already nothing changes. What
    the family said is asked as for any share (cases.basis), unless the process states another lawful `basis`. With
    `ends_on` it is for a time, as after a hand-over. Raises Refused, NotFound.
    """
    case = case_to_change(case_id, actor=actor)
    if Share.objects.filter(case=case, principal_id=holder, stopped_at__isnull=True).exists():
        return
    whom = holder_of(holder, actor=actor)
    if whom is None:
        raise NotFound
    rests_on = basis or check_may_be_shared_with(whom, case.pk, actor=actor).basis
    held = _principal_held(holder, None, ends_on, actor)
    Share.objects.create(
        partnership_id=actor.partnership_id, case=case, principal_id=held, holder_id=holder, why=why, ends_on=ends_on,
        shared_by_id=actor.user_id, shared_at=actor.now, basis=rests_on,
    )  # fmt: skip
    facts = {"with": whom.name, "why": why, "from": None, "to": ends_on, "principal": holder, "basis": rests_on}
    record("case.shared", actor=actor, case=case.pk, facts=facts)


def _principal_held(holder: int, starts_on: date | None, ends_on: date | None, actor: Actor) -> int:
    """The holder's own principal, or one for the period, which nobody holds before it starts or after it ends."""
    if ends_on is None and (starts_on is None or starts_on <= actor.today):
        return holder
    period = Principal.objects.create(
        partnership_id=actor.partnership_id, kind=Principal.Kind.PERIOD, target_id=holder,
        starts_on=starts_on, ends_on=ends_on,
    )  # fmt: skip
    return period.pk


def stop_sharing(case_id: int, share_id: int, *, actor: Actor, by_process: bool = False) -> None:
    """End an access; it is gone with this transaction. Stopped before, nothing changes. The owner's own cannot be.

    `by_process` where a process ends it, and whoever does its step need not own the case: a closure, a hand-over.
    """
    case = case_to_change(case_id, actor=actor)
    each = Share.objects.filter(case=case, pk=share_id).first()
    if each is None:
        raise NotFound
    whom = holder_of(each.holder_id, actor=actor)
    if not (by_process or may_share(case, actor) or each.holder_id == actor.own):
        raise Refused("Only the owner of the case or the coordinating team can stop sharing it. Ask the owner to.")
    if each.holder_id == case.owner.principal_id:
        raise Refused("The owner always sees the case. Change the owner first.")
    if each.stopped_at is None:
        # Recorded first: whoever gives up their own access could not write to the case's history afterwards.
        record(
            "case.share-stopped",
            actor=actor,
            case=case.pk,
            facts={"with": whom.name if whom else "", "principal": each.holder_id},
        )
        Share.objects.filter(pk=each.pk).update(stopped_at=actor.now, stopped_by_id=actor.user_id)


def ask_for_access(case_id: int, *, reason: str, actor: Actor) -> int:
    """Ask the owner of a case one may not see for access, with a reason. Returns the request's id.

    Asking twice while the first waits adds nothing. Raises NotFound where the partnership lets nobody learn of cases,
    or there is no such case: the two look the same. Source: E-CINS 2.1.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM cases_pointers(%s)", [[case_id]])
        if cursor.fetchone() is None:
            raise NotFound
    if Case.objects.visible_to(actor).filter(pk=case_id).exists():
        raise Refused("You can already see this case.")
    _check_reason(reason, "Say why you need to see this case. The owner reads it.")
    waiting = AccessRequest.objects.filter(case_id=case_id, asker_id=actor.user_id, state__in=["asked", "asked back"])
    found = waiting.values_list("pk", flat=True).first()
    if found is not None:
        return found
    try:
        with transaction.atomic():
            request = AccessRequest.objects.create(
                partnership_id=actor.partnership_id, case_id=case_id, asker_id=actor.user_id,
                reason=reason.strip(), asked_at=actor.now,
            )  # fmt: skip
    except IntegrityError:  # asked in another tab at the same moment
        return waiting.values_list("pk", flat=True)[0]
    record("case.access-asked", actor=actor, case=case_id, facts={"reason": reason.strip()})
    return request.pk


def add_to_request(request_id: int, *, more: str, actor: Actor) -> None:
    """Answer what the owner asked back; the request waits for the owner again."""
    request = AccessRequest.objects.select_for_update().filter(pk=request_id, asker_id=actor.user_id).first()
    if request is None:
        raise NotFound
    if request.state != AccessRequest.State.ASKED_BACK:
        raise Refused("The owner has not asked you anything more about this request.")
    _check_reason(more, "Answer the owner's question.")
    request.reason = f"{request.reason}\n\n{more.strip()}"
    request.state = AccessRequest.State.ASKED
    request.version += 1
    request.save(update_fields=["reason", "state", "version"])
    record("case.access-asked", actor=actor, case=request.case_id, facts={"reason": more.strip()})


def answer_request(request_id: int, *, answer: str, words: str, actor: Actor) -> None:
    """The owner grants, declines or asks back ("granted", "declined", "asked back"); both see the outcome.

    Granting shares the case, and is refused where what the family said does not allow it. Declining and asking back
    need words, which the asker reads.
    """
    request = AccessRequest.objects.select_for_update(of=("self",)).filter(pk=request_id).first()
    if request is None:
        raise NotFound
    case = Case.objects.visible_to(actor).filter(pk=request.case_id, owner_id=actor.user_id).first()
    if case is None:
        raise NotFound
    if request.state not in {"asked", "asked back"}:
        raise Refused("This request has been answered already.")
    if answer not in {"granted", "declined", "asked back"}:
        raise Invalid("Choose an answer.", {"answer": "Choose whether to grant, decline or ask back."})
    if answer == "granted":
        _check_consent(request.asker, case, actor)
    else:
        _check_reason(words, "Say why, or what you want to know. The person who asked reads it.", field="words")
    request.state, request.answer = answer, words.strip()
    request.answered_by_id, request.answered_at = actor.user_id, actor.now
    request.version += 1
    request.save(update_fields=["state", "answer", "answered_by", "answered_at", "version"])
    record("case.access-answered", actor=actor, case=case.pk, facts={"answer": answer, "words": words.strip()})
    if answer == "granted":
        share(case.pk, holder=request.asker.principal_id, why=request.reason, actor=actor)


def _check_consent(asker: User, case: Case, actor: Actor) -> None:
    """Say beside the answer that it cannot be yes yet."""
    try:
        check_may_be_shared_with(Colleague(asker.principal_id, "user", asker.name, ""), case.pk, actor=actor)
    except Refused as refused:
        raise Invalid(refused.sentence, {"answer": refused.sentence}) from None


def _check_reason(reason: str, ask: str, field: str = "why") -> None:
    if not reason.strip():
        raise Invalid(ask, {field: ask})
    if len(reason) > LONGEST_REASON:
        raise Invalid("Make it shorter.", {field: f"Use {LONGEST_REASON} characters or fewer. You have {len(reason)}."})


def discovery(actor: Actor) -> str:
    """What outsiders may learn of a case in the actor's partnership: listed, pointer or nothing."""
    return Partnership.objects.values_list("discovery", flat=True).get(pk=actor.partnership_id)
