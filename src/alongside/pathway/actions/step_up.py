"""Stepping up to social care: who decides, the contact that is made, and the end of the early help episode.

Source: step up and step down processes, pages 4 to 6; scenarios S053 to S062.
"""

import secrets
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from alongside.accounts.models import User
from alongside.accounts.queries import team_called
from alongside.cases.access import case_to_change
from alongside.cases.actions import Period, change_flag
from alongside.cases.closing import close_case
from alongside.cases.models import Case, Flag, Member
from alongside.cases.programme import may_set
from alongside.core.actor import LONDON, Actor
from alongside.core.days import said
from alongside.core.refusals import Invalid, Refused
from alongside.events.actions import record
from alongside.events.models import Event
from alongside.packs.schema import Pack
from alongside.pathway.actions.closing import end_plan, release
from alongside.pathway.actions.effects import Arriving, Finishing, arrives, does
from alongside.pathway.actions.items import CHECK
from alongside.pathway.actions.journeys import let_in, remember
from alongside.pathway.models import Contact, ContactPerson, Journey, WorkItem
from alongside.pathway.rules.references import code_from
from alongside.pathway.rules.steps import day_in
from alongside.pathway.rules.transfer import ContactRecord, Professional

STEPPED_UP = "step-up"
DE_ESCALATED = "single-assessment.de-escalated"
COMPLETED = "Early Help Episode Completed: the family stepped up to social care"
WINDOW = timedelta(weeks=4)
"""Page 6: in the four weeks following a de-escalation."""


@does("decide step up")
def decide_step_up(doing: Finishing) -> None:
    """Keep the decision, its day and its forum: the contact rests on them (S053)."""
    answers = doing.answers
    decision = {
        "on": str(answers.get("decided-on", "")), "forum": str(answers.get("forum", "")), "by": doing.actor.name,
    }  # fmt: skip
    remember(doing.journey, {"decision": decision})


@does("make contact")
def make_contact(doing: Finishing) -> None:
    """Make the contact to social care with its fixed values, the family's children with it where they work as a family.

    It is finalised with this step: from here the answer is awaited (S054, S055, S062).
    """
    journey, actor, answers = doing.journey, doing.actor, doing.answers
    assert journey.case_id is not None
    case = case_to_change(journey.case_id, actor=actor)
    together = answers.get("family-working") in (True, "yes", "Yes")
    record_ = _contact_record(doing)
    source = "cog" if answers.get("source-type") == "COG" else "other"
    contact = Contact.objects.create(
        partnership_id=actor.partnership_id, reference=code_from(secrets.choice), source=source, received_at=actor.now,
        recorded_by_id=actor.user_id, recorded_at=actor.now, referrer=record_.made_by.model_dump(),
        concerns=record_.details, area=case.area,
        answers={**record_.model_dump(mode="json"), "family_working": together},
        release_id=doing.pack.release_id, case=case, outcome=STEPPED_UP, closed_at=actor.now, audience=[actor.own],
    )  # fmt: skip
    _name_family(contact, case, together)
    made = {"contact_record": record_.model_dump(mode="json"), "step_up": journey.pk, "family_working": together}
    remember(journey, made)
    doing.facts["step_up"] = journey.pk
    doing.facts["contact"] = contact.pk
    facts = {"contact": contact.pk, "journey": journey.pk, "source": source}
    record("contact.made", actor=actor, case=case.pk, facts=facts)


def _contact_record(doing: Finishing) -> ContactRecord:
    answers, decision = doing.answers, doing.journey.facts.get("decision") or {}
    me = User.objects.select_related("team__organisation").get(pk=doing.actor.user_id)
    return ContactRecord(
        made_by=Professional(
            name=me.name, role=me.job_title, organisation=f"{me.team.name}, {me.team.organisation.name}",
            telephone=me.telephone, email=me.email,
        ),
        person_making_contact=str(answers.get("made-by") or "Any other professional"),
        source_type=str(answers.get("source-type") or ""),
        method=str(answers.get("method") or ""),
        reason=str(answers.get("reason") or ""),
        details=str(answers.get("details") or ""),
        decided_on=day_in(decision.get("on")),
        decided_at=str(decision.get("forum") or ""),
        decided_by=str(decision.get("by") or ""),
    )  # fmt: skip


def _name_family(contact: Contact, case: Case, together: bool) -> None:
    """The family on the contact: all of it where they work as a family, else the head alone."""
    rows = Member.objects.filter(case=case, left_on__isnull=True).select_related("person").order_by("position")
    for position, row in enumerate(each for each in rows if together or each.is_head):
        ContactPerson.objects.create(
            partnership_id=contact.partnership_id, contact=contact, position=position, forename=row.person.forename,
            surname=row.person.surname, born_on=row.person.birth_date, relationship=row.relationship,
            person_id=row.person_id,
        )  # fmt: skip


# --- back to social care within four weeks of a de-escalation (page 6)


@does("discuss de-escalation")
def discuss(doing: Finishing) -> None:
    """Check that it is within the four weeks, and note the de-escalation where nothing noted it before (S060)."""
    journey, actor = doing.journey, doing.actor
    on = day_in(doing.answers.get("de-escalated-on"))
    assert on is not None and journey.case_id is not None  # the question is required
    last = on + WINDOW
    if actor.today > last:
        raise Invalid(CHECK, {
            "de-escalated-on": f"The four weeks ended on {said(last)}. Step the family up to social care instead."
        })  # fmt: skip
    forum = "COG Manager and SPOC Manager together"
    decision = {"on": actor.today.isoformat(), "forum": forum, "by": actor.name}
    remember(journey, {"de_escalated_on": on.isoformat(), "decision": decision})
    if not Event.objects.filter(case_id=journey.case_id, kind=DE_ESCALATED).exists():
        at = min(datetime.combine(on, time(12), LONDON), actor.now)
        record(DE_ESCALATED, actor=actor, case=journey.case_id, facts={"journey": journey.pk}, happened_at=at)


@arrives("decide together")
def let_both_in(arriving: Arriving) -> None:
    """Both managers see the family of a joint decision, whichever tray it waits in."""
    role = arriving.pack.role(arriving.step.with_role)
    for team_id in role.teams:
        team = team_called(team_id, arriving.pack, actor=arriving.actor)
        if team is not None:
            let_in(arriving.journey, team, f"“{arriving.step.title}” is decided with them", arriving.actor)


@does("decide together")
def decide_together(doing: Finishing) -> None:
    """Nothing beyond the decision: that both agreed has been checked (items.agree)."""


# --- the end of the early help episode


@does("complete episode")
def complete_episode(doing: Finishing) -> None:
    """Close the case as of the day of social care's decision: “Early Help Episode Completed” (S056).

    Plan and flags end with it, and the worker is released. Raises Refused while a flag is running that only the
    coordinating team ends.
    """
    journey, actor = doing.journey, doing.actor
    assert journey.case_id is not None
    case, on = case_to_change(journey.case_id, actor=actor), _decided_on(journey, actor)
    end_plan(case.pk, doing.way.plan_status if doing.way else "", on, COMPLETED, doing)
    _end_flags(case, on, doing.pack, actor)
    close_case(case.pk, on=on, why=COMPLETED, status=doing.way.case_status if doing.way else "", actor=actor)
    record("involvement.ended", actor=actor, case=case.pk, facts={"on": on, "reason": COMPLETED})
    release(case.pk, COMPLETED, doing)
    doing.words.append(f"Early help ended on {said(on)}, the day of social care’s decision.")


def _decided_on(journey: Journey, actor: Actor) -> date:
    """The day that social care decided: as its answer says it, else the day the answer was recorded."""
    item = WorkItem.objects.filter(journey=journey, way="accepted", done_at__isnull=False).order_by("-id").first()
    told: Mapping[str, Any] = item.answers if item else {}
    day = day_in(told.get("answered-on"))
    if day is None and item is not None and item.done_at is not None:
        day = item.done_at.astimezone(LONDON).date()
    return min(day or actor.today, actor.today)


def _end_flags(case: Case, on: date, pack: Pack, actor: Actor) -> None:
    for flag in Flag.objects.filter(case=case, ends_on__isnull=True):
        kind = pack.flag(flag.flag)
        if not may_set(kind, actor):
            raise Refused(
                f"The {kind.title} flag is running. Ask the {pack.words.coordinating_team} to end it, as the family "
                "has stepped up; then complete the episode."
            )
        reasons = [each.id for each in kind.ends]
        because = "social-care" if "social-care" in reasons else reasons[0]
        period = Period(flag.starts_on, flag.start_reason, max(on, flag.starts_on), because)
        change_flag(case.pk, flag.pk, version=flag.version, period=period, actor=actor)
