"""Asking one service, from a concern, to work with the family; and the service's answer (E-CINS 5.4.2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from alongside.accounts.models import User
from alongside.accounts.queries import practice
from alongside.cases.access import case_to_change, share
from alongside.casework.actions.tasks import NAMED, Asked, To, complete, set_task
from alongside.casework.models import LONGEST_LINE, LONGEST_WHAT, Task
from alongside.casework.rules.tasks import OF_SERVICE
from alongside.core.actor import Actor
from alongside.core.refusals import Invalid, NotFound, Refused
from alongside.events.actions import record
from alongside.plans.actions.concerns import CLOSED, concern_to_change
from alongside.plans.actions.tasks import put_task_on
from alongside.plans.models import Concern, InterventionRequest, Plan
from alongside.plans.queries.interventions import Offered, in_place_for, offered, open_request
from alongside.plans.queries.plans import plan as plan_page
from alongside.plans.rules.interventions import ACCEPTED, DECLINED, answer_in_words, missing_to_ask, title_of

CHECK = "Check what is marked below."
SAYS = {
    "consent": "the family’s consent",
    "assessment": "a completed assessment",
    "risk": "the answer about risk at a home visit, on the nomination",
    "plan": "the plan",
    "outcome": "the outcome on this concern",
    "measure": "a measure on this concern",
}
"""What can be missing, in words that fit a sentence."""


@dataclass(frozen=True)
class NewRequest:
    """What is asked of a service. `also` are the ids of other concerns of the plan that it relates to; `share` gives
    the service's team the case in the same step, where it does not see it yet."""

    service: str
    words: str
    also: Sequence[int] = ()
    priority: str = ""
    share: bool = False


def ask_for_intervention(concern_id: int, *, asked: NewRequest, actor: Actor) -> int:
    """Ask one service to work with the family, as a task on the concern due in `planning.request_days`. Returns its id.

    Raises Refused with what is missing until consent, assessment, risk and plan are there (S131), and where another
    service was asked and has not answered (S132); Invalid where the service's team does not see the case and `share`
    does not say to give it to them.
    """
    plan, concern = concern_to_change(concern_id, actor=actor)
    if concern.closed_on is not None:
        raise Refused(CLOSED)
    _check_ready(plan, concern, actor)
    _check_none_open(plan.case_id, actor)
    service = next((each for each in offered(plan.case_id, actor=actor) if each.id == asked.service), None)
    if service is None:
        raise Invalid(CHECK, {"service": "Choose the service that you ask."})
    words = _with_others(plan, concern, asked)
    if not service.sees:
        _share_with(service, plan.case_id, asked, actor)
    assert service.team.team_id is not None  # a service is answered by a team
    due_on = actor.today + timedelta(days=practice(actor).planning.request_days)
    task = set_task(
        plan.case_id, to=To("team", service.team.team_id), of_service=True, confirmed=[NAMED], actor=actor,
        asked=Asked(
            title_of(plan.case_id), words, f"{OF_SERVICE}{service.id}", asked.priority, due_on=due_on,
            wants_receipt=True,
        ),
    )  # fmt: skip
    put_task_on(concern_id, task, actor=actor)
    request = InterventionRequest.objects.create(
        partnership_id=actor.partnership_id, concern=concern, case_id=plan.case_id, task_id=task, service=service.id,
        asked_by_id=actor.user_id, asked_at=actor.now,
    )  # fmt: skip
    _record("asked", request, concern, service.title, actor)
    return request.pk


def _check_ready(plan: Plan, concern: Concern, actor: Actor) -> None:
    page = plan_page(plan.pk, actor=actor)
    there = in_place_for(page, page.concern(concern.pk), actor=actor)
    missing = missing_to_ask(practice(actor).planning.request_needs, there)
    if missing:
        listed = [SAYS[each] for each in missing]
        said = listed[0] if len(listed) == 1 else f"{', '.join(listed[:-1])} and {listed[-1]}"
        raise Refused(f"A service can be asked once everything is there. Still missing: {said}.")


def _check_none_open(case_id: int, actor: Actor) -> None:
    waits = open_request(case_id, actor=actor)
    if waits is not None:
        raise Refused(
            f"{waits.service} was asked on {waits.asked_at:%-d %B %Y} and has not answered yet. One service is asked "
            "at a time: wait for the answer, or record it if they told you."
        )


def _with_others(plan: Plan, concern: Concern, asked: NewRequest) -> str:
    """What is asked, with the other concerns that it relates to (E-CINS: "please also see concerns 2 and 4")."""
    words = asked.words.strip()
    if not words:
        raise Invalid(CHECK, {"words": "Say what you ask the service to do."})
    others = Concern.objects.filter(plan=plan, pk__in=asked.also).exclude(pk=concern.pk).order_by("number")
    numbers = [str(each) for each in others.values_list("number", flat=True)]
    if len(numbers) != len(set(asked.also)):
        raise Invalid(CHECK, {"also": "Choose other concerns of this plan."})
    if numbers:
        named = numbers[0] if len(numbers) == 1 else f"{', '.join(numbers[:-1])} and {numbers[-1]}"
        words = f"{words}\n\nPlease also see concern{'s' if len(numbers) > 1 else ''} {named}."
    if len(words) > LONGEST_WHAT:
        raise Invalid(CHECK, {"words": f"Use {LONGEST_WHAT:,} characters or fewer. You have {len(words):,}."})
    if "\x00" in words:
        raise Invalid(CHECK, {"words": "Take out the characters that cannot be shown, then send it again."})
    return words


def _share_with(service: Offered, case_id: int, asked: NewRequest, actor: Actor) -> None:
    """Give the service's team the case, where whoever asks says so: nothing is granted by itself (S134)."""
    if not asked.share:
        says = f"{service.team.name} cannot see this case yet. Tick this to share it with them, then send it."
        raise Invalid(CHECK, {"share": says})
    why = f"Asked for an intervention by {service.title}"
    share(case_id, holder=service.team.principal, why=why, actor=actor)


# --- the answer


@dataclass(frozen=True)
class Answer:
    """A service's answer. Accepted: by whom (`worker`, a user, or `who`, typed with how to reach them) and when it
    begins, and perhaps more in `why`. Declined: why, in `why`."""

    answer: str
    worker: int | None = None
    who: str = ""
    begins: str = ""
    why: str = ""


def answer_request(request_id: int, *, answer: Answer, version: int, actor: Actor) -> None:
    """Accept or decline a request: its task is completed with a note on the case, and whoever asked is told.

    Accepting shares nothing by itself (S134). `version` is that of the task. Raises Invalid beside what is missing,
    Refused where the answer is not the actor's to give, Stale where somebody did something with the task meanwhile.
    Source: E-CINS 5.4.2, S133.
    """
    request = _request(request_id, actor)
    if request.answer:
        raise Refused("This request has been answered already.")
    service = practice(actor).title_of("services", request.service)
    worker = _checked(answer, actor)
    who = ", ".join(each for each in (_contact(worker) if worker else "", answer.who.strip()) if each)
    said = {"who": who, "begins": answer.begins.strip().rstrip(".")} if answer.answer == ACCEPTED else {}
    words = answer_in_words(service, answer.answer, why=answer.why.strip(), **said)
    complete(request.task_id, version=version, words=words, note=True, answering=True, actor=actor)
    request.answer, request.why = answer.answer, answer.why.strip()
    if answer.answer == ACCEPTED:
        request.worker_id, request.who = worker.pk if worker else None, answer.who.strip()
        request.begins = answer.begins.strip()
    request.log_id = Task.objects.values_list("log_id", flat=True).get(pk=request.task_id)
    request.answered_by_id, request.answered_at = actor.user_id, actor.now
    request.save(
        update_fields=["answer", "worker", "who", "begins", "why", "log", "answered_by", "answered_at"]
    )  # fmt: skip
    _record(answer.answer, request, request.concern, service, actor)


def _request(request_id: int, actor: Actor) -> InterventionRequest:
    case_id = InterventionRequest.objects.filter(pk=request_id).values_list("case_id", flat=True).first()
    if case_id is None:
        raise NotFound
    case_to_change(case_id, actor=actor)
    return InterventionRequest.objects.select_for_update(of=("self",)).select_related("concern").get(pk=request_id)


def _checked(answer: Answer, actor: Actor) -> User | None:
    """The colleague it is given to, where one is named. Raises Invalid beside what is missing or cannot be right."""
    faults: dict[str, str] = {}
    worker = None
    if answer.answer not in {ACCEPTED, DECLINED}:
        faults["answer"] = "Choose whether the service accepts or declines."
    elif answer.answer == DECLINED and not answer.why.strip():
        faults["why"] = "Say why, and what could help instead. Whoever asked reads it."
    elif answer.answer == ACCEPTED:
        if answer.worker is not None:
            found = User.objects.filter(partnership_id=actor.partnership_id, pk=answer.worker, is_active=True)
            worker = found.select_related("team").first()
            if worker is None:
                faults["worker"] = "Choose one from the list."
        elif not answer.who.strip():
            faults["who"] = "Say who will work with the family, and how to reach them."
        if not answer.begins.strip():
            faults["begins"] = "Say when it is to begin."
    for name, longest in (("who", LONGEST_LINE), ("begins", LONGEST_LINE), ("why", LONGEST_WHAT - 2 * LONGEST_LINE)):
        faults |= _too_long(name, getattr(answer, name), longest)
    if faults:
        raise Invalid(CHECK, faults)
    return worker


def _too_long(name: str, words: str, longest: int) -> dict[str, str]:
    if len(words) > longest:
        return {name: f"Use {longest:,} characters or fewer. You have {len(words):,}."}
    return {name: "Take out the characters that cannot be shown, then send it again."} if "\x00" in words else {}


def _contact(worker: User) -> str:
    team = worker.team.name if worker.team else ""
    return ", ".join(each for each in (worker.name, team, worker.telephone, worker.email) if each)


def _record(what: str, request: InterventionRequest, concern: Concern, service: str, actor: Actor) -> None:
    facts = {
        "request": request.pk, "concern": concern.pk, "number": concern.number, "service": service,
        "task": request.task_id,
    } | ({"log": request.log_id} if request.log_id else {})  # fmt: skip
    record(f"intervention.{what}", actor=actor, case=request.case_id, facts=facts)
