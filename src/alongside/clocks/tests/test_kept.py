"""The clocks of a case are kept with what happens, by the application itself, and hold to the rules."""

import json
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alongside.clocks.actions.keeping import keep_case
from alongside.clocks.actions.rebuilding import rebuild
from alongside.clocks.models import Clock
from alongside.clocks.rules.standing import Row, standing
from alongside.clocks.spine import PRACTICE, counting, events_of
from alongside.clocks.tests.framework import works_by_the_framework
from alongside.core.acting import acting_as
from alongside.core.actor import Actor
from alongside.core.rows import rows_of
from alongside.events.actions import record
from alongside.events.models import Event
from tests.borough import NOVEMBER, Borough

pytestmark = [pytest.mark.django_db, pytest.mark.req("CLOK-01")]


def happens(kind: str, actor: Actor, case: int | None, on: date = NOVEMBER, **facts: Any) -> int:
    """Something happens at noon of a day. Returns the event's id."""
    with acting_as(actor):
        record(kind, actor=actor, case=case, facts=facts, happened_at=datetime.combine(on, time(12), UTC))
    return Event.objects.filter(kind=kind).latest("id").pk


def state(clock: Clock, on: date) -> str:
    """How a clock stands at the end of a day."""
    now = datetime.combine(on, time(23), UTC)
    return standing(clock.state, clock.is_a, clock.due_over, clock.paused_since, now)  # type: ignore[arg-type]


def test_what_happens_starts_a_clock_and_stops_it(borough: Borough) -> None:
    case, ade = borough.case(), borough.actor("Ade")
    asked = happens("intervention.asked", ade, case.pk, request=5)
    [clock] = Clock.objects.filter(case=case)

    assert (clock.timescale, clock.started_by, clock.key, clock.state) == ("answer-intervention", asked, "5", "open")
    assert clock.due_on == clock.aim_on == NOVEMBER + timedelta(weeks=2)
    assert clock.release_id == ade.release and clock.whose == "service"
    assert [state(clock, clock.due_on + timedelta(days=late)) for late in (0, 1)] == ["running", "overdue"]

    happens("intervention.accepted", ade, case.pk, NOVEMBER + timedelta(days=3), request=6)
    assert Clock.objects.get(pk=clock.pk).state == "open", "another request was answered"
    happens("intervention.accepted", ade, case.pk, NOVEMBER + timedelta(days=15), request=5)
    after = Clock.objects.get(pk=clock.pk)
    assert (after.state, after.stopped_at) == (
        "met late",
        datetime.combine(NOVEMBER + timedelta(days=15), time(12), UTC),
    )


@pytest.mark.req("CLOK-03")
def test_a_correction_moves_the_clock_and_what_is_taken_back_ends_it(borough: Borough) -> None:
    case, ade = borough.case(), borough.actor("Ade")
    asked = happens("intervention.asked", ade, case.pk, request=5)
    first = Clock.objects.get(case=case)
    happens("intervention.asked", ade, case.pk, NOVEMBER - timedelta(days=4), request=5, corrects=asked)
    moved = Clock.objects.get(case=case)

    assert moved.pk == first.pk and moved.started_by == asked, "whoever has its page open finds it again"
    assert moved.due_on == first.due_on - timedelta(days=4) and moved.corrected

    happens("intervention.asked", ade, case.pk, corrects=asked, takes_back=True)
    assert not Clock.objects.filter(case=case).exists()
    happens("intervention.asked", ade, case.pk, request=7)
    assert Clock.objects.filter(case=case).count() == 1


def test_what_happens_to_something_restricted_starts_nothing(borough: Borough) -> None:
    case, ade = borough.case(), borough.actor("Ade")
    with connection.cursor() as cursor, acting_as(ade):
        cursor.execute(
            "INSERT INTO cases_circle (partnership_id, audience, excluded, made_by_id, made_at)"
            " VALUES (%s, %s, '{}', %s, now()) RETURNING id",
            [ade.partnership_id, [ade.own], ade.user_id],
        )
        [circle] = cursor.fetchone()
    with acting_as(ade):
        record("intervention.asked", actor=ade, case=case.pk, facts={"request": 5}, circle=circle)
    assert not Clock.objects.exists()
    happens("intervention.asked", ade, case.pk, request=5)
    assert Clock.objects.count() == 1


def test_a_contact_has_clocks_before_it_has_a_case_and_takes_them_along(borough: Borough) -> None:
    case, ade = borough.case(), borough.actor("Ade")
    happens("intervention.asked", ade, None, contact=31, request=5)
    [clock] = Clock.objects.all()
    assert (clock.case_id, clock.contact_id) == (None, 31)
    with acting_as(borough.actor("Dev")):
        assert not Clock.objects.exists(), "nobody else may read what happened to that contact"
    happens("intervention.asked", ade, None, contact=32, request=6)
    happens("contact.joined", ade, case.pk, contact=32)
    assert Clock.objects.get(key="6").case_id == case.pk, "at once, though no timescale names that"
    happens("plan.started", ade, case.pk, contact=31, plan=1)
    follow_up = Clock.objects.get(pk=clock.pk)
    assert follow_up.case_id == case.pk
    happens("intervention.declined", ade, case.pk, contact=31, request=5)
    assert Clock.objects.get(pk=clock.pk).state == "met"


def test_a_clock_is_seen_and_kept_with_its_case_alone(borough: Borough) -> None:
    case, ade, dev = borough.case(), borough.actor("Ade"), borough.actor("Dev")
    happens("intervention.asked", ade, case.pk, request=5)
    clock = Clock.objects.get()
    for write in (
        lambda: Clock.objects.filter(pk=clock.pk).update(state="met"),
        lambda: Clock.objects.filter(pk=clock.pk).delete(),
    ):
        with acting_as(dev):
            assert not Clock.objects.exists()
            write()
        assert Clock.objects.get().state == "open"
    told = {column.attname: getattr(clock, column.attname) for column in Clock._meta.concrete_fields}
    with pytest.raises(DatabaseError), acting_as(dev):
        Clock(**told | {"id": None, "key": "9"}).save()
    borough.share(case, "Dev")
    with acting_as(borough.actor("Dev")):
        assert Clock.objects.count() == 1


def test_a_case_costs_three_statements_however_long_its_history(
    borough: Borough, django_assert_num_queries: Any
) -> None:
    case, ade = borough.case(), borough.actor("Ade")
    for number in range(20):
        happens("intervention.asked", ade, case.pk, request=number)
    with acting_as(ade), django_assert_num_queries(3):
        keep_case(case.pk, actor=ade)
    assert Clock.objects.count() == 20


def test_the_rows_hold_to_the_rules_whatever_happens_and_in_whatever_order(borough: Borough) -> None:
    case, ade = borough.case(), borough.actor("Ade")
    kinds = st.sampled_from(["intervention.asked", "intervention.accepted", "outcome.achieved", "outcome.taken-back"])
    told = st.lists(st.tuples(kinds, st.integers(0, 400), st.integers(1, 3)), min_size=1, max_size=8)

    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(told)
    def held(events: list[tuple[str, int, int]]) -> None:
        with transaction.atomic():
            for kind, ago, number in events:
                facts = {"request": number} if kind.startswith("i") else {"achievement": number}
                happens(kind, ade, case.pk, NOVEMBER - timedelta(days=ago), **facts)
            [answer] = rows_of(f"SELECT {PRACTICE.format(pack='%(pack)s', partnership='%(partnership)s')} AS by",
                               {"pack": ade.pack, "partnership": ade.partnership_id})  # fmt: skip
            by = counting(answer["by"])
            assert by is not None
            found = Event.objects.filter(case_id=case.pk, kind__in=by.kinds).order_by("id")
            spine = events_of({**each, "facts": json.dumps(each["facts"])} for each in found.values())
            rows = {(row.started_by, row.timescale, row.key): row for row in Clock.objects.filter(case=case)}
            for late in (0, 30, 800):
                now = datetime.combine(NOVEMBER + timedelta(days=late), time(23, 59), UTC)
                clocks = by.practice.clocks(spine, days=by.days, now=max(now, datetime.now(UTC)))
                assert len(clocks) == len(rows)
                for clock in clocks:
                    row = rows[int(clock.started_by.id), clock.timescale.id, clock.key]
                    stands = standing(row.state, row.is_a, row.due_over, row.paused_since, clock.at)  # type: ignore[arg-type]
                    assert (stands, row.due_on, row.aim_on) == (clock.state, clock.due.on, clock.aim.on)
            transaction.set_rollback(True)

    held()


@pytest.mark.req("CLOK-07")
def test_a_clock_is_judged_by_the_timescale_in_force_when_it_started(borough: Borough) -> None:
    """A release from a later day shortens what starts from then on; what ran already keeps its time."""
    case = borough.case()
    first = works_by_the_framework(borough)
    ade = borough.actor("Ade")
    happens("plan.completed", ade, case.pk, NOVEMBER - timedelta(days=30), plan=1)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO packs_release (pack, version, in_force_from, content)"
            " SELECT pack, md5('shorter') || md5('shorter'), %s, replace(content::text, %s, %s)::jsonb"
            " FROM packs_release WHERE id = %s RETURNING id",
            [NOVEMBER, '"calendar_days": 3,', '"calendar_days": 1,', first.id],
        )
        [second] = cursor.fetchone()
    happens("plan.completed", ade, case.pk, NOVEMBER + timedelta(days=1), plan=2)
    old, new = Clock.objects.filter(timescale="decision-on-plan").order_by("started_at")

    assert (old.release_id, new.release_id) == (first.id, second)
    assert old.due_on == NOVEMBER - timedelta(days=30 - 3)
    assert new.due_on == NOVEMBER + timedelta(days=1 + 1)


@pytest.mark.req("CLOK-03")
def test_made_anew_they_are_the_same_whatever_was_lost(borough: Borough) -> None:
    cases = [borough.case(name=f"Family {number} CH99 2ND") for number in range(3)]
    works_by_the_framework(borough)
    ade = borough.actor("Ade")
    for number, case in enumerate(cases):
        happens("worker.allocated", ade, case.pk, NOVEMBER - timedelta(days=number), role="lead professional")
        happens("family.contacted", ade, case.pk, NOVEMBER - timedelta(days=number), reached=bool(number))
        happens("intervention.asked", ade, case.pk, contact=900 + number, request=number)
    for number in (31, 32, 331):
        happens("contact.received", ade, None, contact=number, source="school")
    happens("contact.received", ade, None, contact=902, source="school")
    columns = list(Row.__slots__)
    before = set(Clock.objects.values_list(*columns))
    keeps = Clock.objects.get(case=cases[0], timescale="plan").pk
    Clock.objects.filter(case=cases[1]).delete()
    Clock.objects.filter(case=cases[2]).update(state="met", due_on=date(2001, 1, 1))
    Clock.objects.filter(contact_id=31, case=None).delete()
    Clock.objects.filter(contact_id=331).update(state="met", due_on=date(2001, 1, 1))
    Clock.objects.filter(contact_id=902, timescale="screen-daily").update(case=None)
    copied = {name: getattr(Clock.objects.get(pk=keeps), name) for name in columns}
    Clock.objects.create(**copied | {"started_by": 1}, partnership=borough.partnership)

    done = rebuild(borough.partnership)

    assert set(Clock.objects.values_list(*columns)) == before
    assert (done.cases, done.clocks, done.contacts) == (3, len(before), 3)
    assert Clock.objects.filter(contact_id=31, case=None).count() == 3, "of a contact that is no case yet"
    assert Clock.objects.filter(pk=keeps).exists(), "what did not change keeps its number"
    assert rebuild(borough.partnership) == done


def test_another_partnerships_spine_is_not_given_away(borough: Borough) -> None:
    happens("intervention.asked", borough.actor("Ade"), borough.case().pk, request=5)
    other = borough.partnership.pk + 999
    for text, values in (
        ("SELECT * FROM clocks_spine(%s, '{}', '{}', 0, 10)", [other]),
        ("SELECT * FROM clocks_spine_of_contacts(%s, '{}', 0, 10)", [other]),
        ("SELECT clocks_replace(%s, '{}', '{}', '[]')", [other]),
    ):
        with pytest.raises(DatabaseError, match="another partnership"), acting_as(borough.actor("Ade")):
            rows_of(text.replace("%s", "%(partnership)s"), {"partnership": values[0]}, keep_plan=False)
    with acting_as(borough.actor("Ade")) as ade:
        found = rows_of("SELECT * FROM clocks_spine(%(partnership)s, '{}', '{}', 0, 10)",
                        {"partnership": ade.partnership_id}, keep_plan=False)  # fmt: skip
    assert len(found) == 1
