"""Updates on a plan and its concerns, and its statuses with what follows from them."""

import json
from datetime import date, timedelta

import pytest
from django.db import connection
from pytest_django import Settings

from alongside.accounts.queries import practice
from alongside.cases.models import Flag
from alongside.casework.models import Message
from alongside.core.acting import acting_as
from alongside.core.refusals import Invalid, NotFound, Refused, Stale
from alongside.events.models import Event
from alongside.plans.actions.concerns import close_concern
from alongside.plans.actions.plans import start_plan
from alongside.plans.actions.statuses import Changed, set_status
from alongside.plans.actions.updates import Told, add_update
from alongside.plans.models import Concern, PlanUpdate
from alongside.plans.queries.statuses import statuses_of
from alongside.plans.queries.updates import every_update, updates_of
from alongside.plans.tests.planned import Planned, noon, planned
from tests.borough import Borough

pytestmark = pytest.mark.django_db
STARTED, LATER = date(2026, 9, 1), date(2026, 9, 29)


@pytest.fixture
def family(borough: Borough) -> Planned:
    return planned(borough, STARTED)


@pytest.mark.req("PLAN-04")
def test_an_update_keeps_the_day_it_is_about_and_the_day_it_was_written(borough: Borough, family: Planned) -> None:
    """S135: dated 22-09-2026, entered on 29-09-2026, one user informed."""
    ade, dev = noon(borough, "Ade", LATER), borough.people["dev"]
    with acting_as(ade):
        told = Told("Rang the adviser: an appointment on Friday.", date(2026, 9, 22), "open", [dev.principal_id])
        add_update(family.plan, told=told, actor=ade, concern_id=family.income)
        shown = updates_of(family.plan, actor=ade)

    [update] = shown.of(family.income)
    assert (update.updated_on, update.at, update.by) == (date(2026, 9, 22), ade.now, "Ade Bankole")
    assert update.told == ["Dev Mistry"] and update.type == "Open" and update.number == 1
    assert shown.of_plan == [] and shown.total(family.income) == 1
    event = Event.objects.get(kind="concern.updated")
    assert event.facts["number"] == 1 and event.facts["changes"][0]["to"].startswith("Rang the adviser")


@pytest.mark.req("PLAN-04")
def test_whoever_is_told_gets_a_message_and_an_e_mail_without_a_word_of_the_family(
    borough: Borough, family: Planned, settings: Settings
) -> None:
    settings.EMAIL_HOST = "mail.calderholt.example"
    ade, dev = noon(borough, "Ade", LATER), borough.people["dev"]
    with acting_as(ade):
        told = Told("Nerys has a job at the bakery.", LATER, "progress", [dev.principal_id])
        add_update(family.plan, told=told, actor=ade)

    message = Message.objects.get(recipient_id=dev.principal_id)
    said = f"{message.subject} {message.text}"
    assert "update to the plan" in said and "Nerys" not in said and "bakery" not in said and "Marsh" not in said
    with connection.cursor() as cursor:
        cursor.execute("SELECT args FROM procrastinate_jobs WHERE task_name = 'alongside.accounts.post.send'")
        [args] = [json.loads(row[0]) for row in cursor.fetchall()]
    assert args["user_id"] == dev.pk and args["what"] == "message" and "Nerys" not in json.dumps(args)


@pytest.mark.req("PLAN-04")
def test_only_those_who_see_the_case_can_be_told(borough: Borough, family: Planned) -> None:
    ade, femi = noon(borough, "Ade", LATER), borough.people["femi"]
    team = borough.teams["strengthening-families"].principal_id
    with acting_as(ade):
        with pytest.raises(Invalid) as refused:
            add_update(family.plan, told=Told("Moved.", LATER, "open", [femi.principal_id]), actor=ade)
        assert "Femi Adisa cannot see this case. Share the case" in refused.value.fields["tell"]
        for nobody in (ade.own, 987654321):
            with pytest.raises(Invalid, match="marked below"):
                add_update(family.plan, told=Told("Moved.", LATER, "open", [nobody]), actor=ade)
        assert not PlanUpdate.objects.exists()

        add_update(family.plan, told=Told("Moved.", LATER, "open", [team]), actor=ade)
        assert updates_of(family.plan, actor=ade).of_plan[0].told == ["Strengthening Families Team"]


@pytest.mark.req("PLAN-04")
def test_an_update_dated_tomorrow_or_that_says_nothing_is_refused(borough: Borough, family: Planned) -> None:
    ade = noon(borough, "Ade", LATER)
    right = Told("They said yes.", LATER, "open")
    with acting_as(ade):
        for wrong, field, says in (
            (Told("They said yes.", LATER + timedelta(days=1), "open"), "on", "after today"),
            (Told("They said yes.", None, "open"), "on", "Enter the date"),
            (Told("  ", LATER, "open"), "words", "Say what happened"),
            (Told("x" * 10_001, LATER, "open"), "words", "Use 10,000 characters"),
            (Told("a\x00b", LATER, "open"), "words", "cannot be shown"),
            (Told("They said yes.", LATER, "zzyzx"), "type", "Choose a type"),
        ):
            with pytest.raises(Invalid) as refused:
                add_update(family.plan, told=wrong, actor=ade)
            assert says in refused.value.fields[field]
        add_update(family.plan, told=right, actor=ade)
        with pytest.raises(NotFound):
            add_update(family.plan, told=right, actor=ade, concern_id=987654321)
    esme = noon(borough, "Esme", LATER)
    with acting_as(esme), pytest.raises(NotFound):
        add_update(family.plan, told=right, actor=esme)


@pytest.mark.req("PLAN-04")
def test_updates_stand_newest_first_a_few_on_the_plan_and_all_on_their_pages(borough: Borough, family: Planned) -> None:
    ade = noon(borough, "Ade", LATER)
    with acting_as(ade):
        for days in range(30):
            told = Told(f"Update {days}", LATER - timedelta(days=days % 7), "open")
            add_update(family.plan, told=told, actor=ade, concern_id=family.income if days % 2 else None)
        shown = updates_of(family.plan, actor=ade)
        first, second = (every_update(family.plan, actor=ade, page=page) for page in (1, 2))
        alone = every_update(family.plan, actor=ade, concern_id=family.income)

    assert len(shown.of_plan) == len(shown.of(family.income)) == 3 and shown.total() == 15
    assert (len(first.rows), len(second.rows), first.total) == (25, 5, 30)
    about = [each.updated_on for each in (*first.rows, *second.rows)]
    assert about == sorted(about, reverse=True)
    assert alone.total == 15 and {each.number for each in alone.rows} == {1}


# --- statuses


def change(borough: Borough, family: Planned, status: str, on: date = LATER, by: str = "Ade") -> None:
    actor = noon(borough, by, LATER)
    with acting_as(actor):
        changed = Changed(on, "As we talked about.")
        set_status(family.plan, status=status, changed=changed, version=family.row.version, actor=actor)


@pytest.mark.req("PLAN-04")
def test_all_outcomes_achieved_is_refused_until_they_are(borough: Borough, family: Planned) -> None:
    """S137."""
    ade = noon(borough, "Ade", LATER)
    with acting_as(ade):
        version = Concern.objects.get(pk=family.income).version
        close_concern(family.income, achieved=True, version=version, actor=ade)
    with pytest.raises(Refused, match="concern 2, Jessa wants to feel sure"):
        change(borough, family, "achieved")
    assert family.row.status == "open" and not PlanUpdate.objects.exists()

    with acting_as(ade):
        version = Concern.objects.get(pk=family.confidence).version
        close_concern(family.confidence, achieved=True, version=version, actor=ade)
    change(borough, family, "achieved")
    assert family.row.status == "achieved" and family.row.ended_on == LATER


@pytest.mark.req("PLAN-04")
def test_a_status_brings_what_the_pack_says_and_it_is_told_first(borough: Borough, family: Planned) -> None:
    ade = noon(borough, "Ade", LATER)
    flag = Flag.objects.create(
        partnership_id=ade.partnership_id, case_id=family.case, flag="early-help", starts_on=STARTED,
        start_reason="need-identified",
    )  # fmt: skip
    with acting_as(ade):
        offered = {each.status.id: each for each in statuses_of(family.plan, actor=ade)}
    says = " ".join(offered["stepped-up"].follows.sentences())
    assert "The plan ends" in says and "flag of the case ends" in says and "2 tasks of this plan are" in says
    assert offered["open"].is_now and "Not achieved yet" in offered["achieved"].refusal

    change(borough, family, "stepped-up", on=date(2026, 9, 22))

    flag.refresh_from_db()
    assert (flag.ends_on, flag.end_reason) == (date(2026, 9, 22), "social-care")
    assert family.row.ended_on == date(2026, 9, 22)
    [update] = PlanUpdate.objects.all()
    assert (update.status, update.words, update.updated_on) == ("stepped-up", "As we talked about.", date(2026, 9, 22))
    event = Event.objects.get(kind="plan.status-changed")
    assert event.facts["changes"][0] == {"what": "Status", "from": "Open", "to": "Stepped up to social care"}
    assert Event.objects.filter(kind="flag.changed").exists()


@pytest.mark.req("PLAN-04")
def test_a_status_cannot_be_of_tomorrow_nor_end_a_flag_before_it_began(borough: Borough, family: Planned) -> None:
    ade = noon(borough, "Ade", LATER)
    Flag.objects.create(
        partnership_id=ade.partnership_id, case_id=family.case, flag="early-help", starts_on=STARTED,
        start_reason="need-identified",
    )  # fmt: skip
    for day, says in (
        (LATER + timedelta(days=1), "after today"),
        (STARTED - timedelta(days=9), "cannot end on this day"),
    ):
        with pytest.raises(Invalid) as refused:
            change(borough, family, "stepped-up", on=day)
        assert says in refused.value.fields["on"]
    change(borough, family, "stepped-up", on=STARTED)
    assert family.row.status == "stepped-up"


@pytest.mark.req("PLAN-04")
def test_an_ended_plan_opens_again_unless_a_newer_one_is_in_hand(borough: Borough, family: Planned) -> None:
    ade = noon(borough, "Ade", LATER)
    change(borough, family, "moved")
    with acting_as(ade), pytest.raises(Refused, match="has ended"):
        add_update(family.plan, told=Told("Back.", LATER, "open"), actor=ade)
    change(borough, family, "open", by="Dev")
    assert family.row.ended_on is None
    change(borough, family, "disengaged")
    with acting_as(ade):
        start_plan(family.case, actor=ade)
    with pytest.raises(Refused, match="A newer plan is in hand"):
        change(borough, family, "open")


@pytest.mark.req("PLAN-04")
def test_a_status_changed_meanwhile_is_not_changed_over(borough: Borough, family: Planned) -> None:
    ade = noon(borough, "Ade", LATER)
    before = family.row.version
    change(borough, family, "moved")
    with acting_as(ade):
        with pytest.raises(Stale):
            set_status(family.plan, status="open", changed=Changed(LATER, "No."), version=before, actor=ade)
        with pytest.raises(NotFound):
            set_status(family.plan, status="zzyzx", changed=Changed(LATER, "No."), version=before, actor=ade)
    assert family.row.status == "moved"


def test_every_status_of_the_pack_says_what_it_brings(borough: Borough) -> None:
    with acting_as(borough.actor("Ade")) as ade:
        assert [each.id for each in practice(ade).plan_statuses if each.default] == ["open"]
