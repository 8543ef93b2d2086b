"""The database's lock on reports: whoever is not in a circle gets no row of it, and puts none into it."""

from collections.abc import Sequence
from dataclasses import dataclass

import pytest
from django.db import Error, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alongside.cases.models import Case, Circle, CircleGrant
from alongside.casework.models import (
    Attachment,
    CaseAction,
    Correction,
    Log,
    Report,
    ReportCase,
    ReportParty,
    ReportPlace,
    ReportVehicle,
)  # fmt: skip
from alongside.core.acting import acting_as
from alongside.documents.models import Document, DocumentVersion
from alongside.events.actions import record
from tests.borough import NOVEMBER, Borough

pytestmark = [pytest.mark.django_db, pytest.mark.req("SHAR-05", "SHAR-06")]
PEOPLE = ("Ade", "Bryony", "Carys", "Dev", "Greta", "Hollis")
TEAMS = ("strengthening-families", "family-support-north", "tenancy-support")
HOLDS = {"Ade": TEAMS[1], "Bryony": TEAMS[1], "Carys": TEAMS[0], "Greta": TEAMS[2]}
"""Which of these teams somebody works in, said apart from the code under test."""
OF_A_REPORT = {
    "casework_report": "id", "casework_report_case": "report_id", "casework_report_party": "report_id",
    "casework_report_vehicle": "report_id", "casework_report_place": "report_id", "casework_log": "report_id",
    "casework_action": "report_id", "casework_attachment": "report_id",
}  # fmt: skip
OF_A_CIRCLE = {
    "cases_circle": "id", "cases_circle_grant": "circle_id", "documents_document": "circle_id",
    "casework_log": "circle_id", "casework_action": "circle_id", "events_event": "(facts->>'circle')::bigint",
    "casework_correction": "(SELECT l.circle_id FROM casework_log l WHERE l.id = log_id)",
    "documents_version": "(SELECT d.circle_id FROM documents_document d WHERE d.id = document_id)",
}  # fmt: skip


@dataclass(frozen=True)
class Written:
    """A report of a generated world: by whom, for whom, whether each of these was stopped, on which cases."""

    author: str
    readers: Sequence[tuple[str, bool]]
    cases: frozenset[int]


@dataclass(frozen=True)
class World:
    """Two cases, who has them, who is excluded from them, and some reports."""

    shares: Sequence[tuple[int, str]]
    excluded: Sequence[tuple[int, str]]
    reports: Sequence[Written]


whom = st.sampled_from(PEOPLE + TEAMS)
a_report = st.builds(
    Written,
    st.sampled_from(PEOPLE),
    st.lists(st.tuples(whom, st.booleans()), max_size=3),
    st.frozensets(st.integers(0, 1), min_size=1),
)
worlds = st.builds(
    World,
    st.lists(st.tuples(st.integers(0, 1), whom), max_size=3),
    st.lists(st.tuples(st.integers(0, 1), whom), max_size=2),
    st.lists(a_report, min_size=1, max_size=3),
)


def _principal(borough: Borough, name: str) -> int:
    return (borough.people.get(name.lower()) or borough.teams[name]).principal_id


def _report(borough: Borough, told: Written, cases: Sequence[Case]) -> Report:
    """A report with one of everything that belongs to it, made behind the actions."""
    author = borough.people[told.author.lower()]
    at, ours = cases[0].created_at, {"partnership": borough.partnership}
    circle = Circle.objects.create(audience=[author.principal_id], made_by=author, made_at=at, **ours)
    holders = {author.principal_id: False} | {_principal(borough, name): stopped for name, stopped in told.readers}
    holders[author.principal_id] = False
    for holder, stopped in holders.items():
        CircleGrant.objects.create(
            circle=circle, principal_id=holder, holder_id=holder, granted_by=author, granted_at=at, **ours
        )
        if stopped:
            CircleGrant.objects.filter(circle=circle, holder_id=holder).update(stopped_at=at)
    report = Report.objects.create(
        circle=circle, type="chronology", title="A", report_on=NOVEMBER, area="north", text="A", author=author,
        team=author.team, written_at=at, **ours,
    )  # fmt: skip
    of = {"report": report, **ours}
    for number in sorted(told.cases):
        ReportCase.objects.create(case=cases[number], linked_by=author, linked_at=at, **of)
    ReportParty.objects.create(part="caller", name="A", **of)
    ReportVehicle.objects.create(registration="A1", **of)
    ReportPlace.objects.create(words="A", **of)
    log = Log.objects.create(circle=circle, contact_at=at, written_at=at, what="A", author=author, **of)
    Correction.objects.create(log=log, author=author, written_at=at, words="A", **ours)
    CaseAction.objects.create(circle=circle, name="A", type="other", created_on=NOVEMBER, author=author, **of)
    document = Document.objects.create(circle=circle, name="A", added_by=author, added_at=at, **ours)
    DocumentVersion.objects.create(
        document=document, number=1, file_name="a", content_type="text/plain", size=1, stored_as="a",
        uploaded_by=author, uploaded_at=at, **ours,
    )  # fmt: skip
    Attachment.objects.create(document=document, **of)
    actor = borough.actor(told.author)
    record("report.added", actor=actor, case=cases[min(told.cases)].pk, facts={"report": report.pk}, circle=circle.pk)
    record("report.changed", actor=actor, facts={"report": report.pk}, circle=circle.pk)
    return report


def _build(borough: Borough, world: World) -> list[Report]:
    cases = [borough.case(name=f"World {number} CH99 9ZZ") for number in range(2)]
    for number, name in world.shares:
        if name != "Ade" and not Case.objects.filter(
            pk=cases[number].pk, audience__contains=[_principal(borough, name)]
        ):
            borough.share(cases[number], name)
    reports = [_report(borough, told, cases) for told in world.reports]
    for number, name in world.excluded:
        kept = Case.objects.get(pk=cases[number].pk).excluded
        Case.objects.filter(pk=cases[number].pk).update(excluded=[*kept, _principal(borough, name)])
    return reports


def _expected(world: World, reports: Sequence[Report], name: str) -> list[Report]:
    """The reports somebody is in the circle of, worked out without the code under test."""
    held = {name, HOLDS.get(name, name)}
    found = []
    for told, report in zip(world.reports, reports, strict=True):
        stopped = dict(told.readers)
        let_in = {told.author, *(reader for reader, gone in stopped.items() if not gone)}
        out = {excluded for number, excluded in world.excluded if number in told.cases}
        if held & let_in and not held & out:
            found.append(report)
    return found


def _ids(column: str, table: str) -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT DISTINCT {column} FROM {table} WHERE {column} IS NOT NULL")
        return {row[0] for row in cursor.fetchall()}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(world=worlds, name=st.sampled_from(PEOPLE))
def test_every_row_of_a_report_is_there_for_its_circle_and_no_row_for_anybody_else(
    borough: Borough, world: World, name: str
) -> None:
    with transaction.atomic():
        reports = _build(borough, world)
        mine = _expected(world, reports, name)
        numbers, circles = {each.pk for each in mine}, {each.circle_id for each in mine}
        with acting_as(borough.actor(name)):
            assert {table: _ids(column, table) for table, column in OF_A_REPORT.items()} == dict.fromkeys(
                OF_A_REPORT, numbers
            )
            assert {table: _ids(column, table) for table, column in OF_A_CIRCLE.items()} == dict.fromkeys(
                OF_A_CIRCLE, circles
            )
            with connection.cursor() as cursor:
                cursor.execute("SELECT casework_reports_found(ARRAY['a1'], 100)")
                assert {row[0] for row in cursor.fetchall()} == numbers
        transaction.set_rollback(True)


def test_another_partnership_gets_no_row_even_holding_the_principals(borough: Borough, elsewhere: Borough) -> None:
    report = _report(borough, Written("Ade", [], frozenset({0})), [borough.case(), borough.case()])
    ines = elsewhere.actor("Ines")
    borrowed = type(ines)(**{**ines.__dict__, "principals": ines.principals | set(report.circle.audience)})
    with acting_as(borrowed):
        for table, column in {**OF_A_REPORT, **OF_A_CIRCLE}.items():
            assert _ids(column, table) == set(), table


INTO = {
    "cases_circle_grant": "(partnership_id, circle_id, principal_id, holder_id, why, granted_by_id, granted_at)"
    " VALUES (%(partnership)s, %(circle)s, %(own)s, %(own)s, '', %(user)s, now())",
    "casework_report_party": "(partnership_id, report_id, part, person_id, name, organisation, telephone, email)"
    " VALUES (%(partnership)s, %(report)s, 'caller', NULL, 'x', '', '', '')",
    "casework_report_vehicle": "(partnership_id, report_id, registration, description)"
    " VALUES (%(partnership)s, %(report)s, 'x', '')",
    "casework_report_place": "(partnership_id, report_id, words) VALUES (%(partnership)s, %(report)s, 'x')",
    "casework_report_case": "(partnership_id, report_id, case_id, linked_by_id, linked_at)"
    " VALUES (%(partnership)s, %(report)s, %(case)s, %(user)s, now())",
    "casework_report": "(partnership_id, circle_id, type, title, report_on, area, text, author_id, team_id, written_at,"
    " version, search_keys) VALUES (%(partnership)s, %(circle)s, 'chronology', 'x', now(), 'north', 'x', %(user)s,"
    " %(team)s, now(), 1, '{}')",
    "casework_action": "(partnership_id, circle_id, name, type, created_on, reason, outcome, participants, author_id,"
    " version) VALUES (%(partnership)s, %(circle)s, 'x', 'other', now(), '', '', '[]', %(user)s, 1)",
    "documents_document": "(partnership_id, circle_id, type, name, description, in_library, added_by_id, added_at,"
    " version, hidden_why) VALUES (%(partnership)s, %(circle)s, '', 'x', '', false, %(user)s, now(), 1, '')",
    "events_event": "(partnership_id, kind, happened_at, user_id, facts) VALUES (%(partnership)s, 'report.changed',"
    " now(), %(user)s, jsonb_build_object('circle', %(circle)s::int, 'report', %(report)s::int))",
}
CHANGED = {
    "casework_report": "title = 'x'", "casework_report_case": "unlinked_at = now()",
    "casework_report_party": "removed_at = now()",
    "casework_report_vehicle": "removed_at = now()", "casework_report_place": "removed_at = now()",
    "casework_log": "hidden_at = now()", "casework_action": "name = 'x'", "documents_document": "name = 'x'",
    "documents_version": "verdict = 'clean'", "cases_circle_grant": "stopped_at = now()",
}  # fmt: skip


def _can_insert(told: dict[str, int], table: str) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO {table} {INTO[table]}", told)
    except Error as refused:
        assert "row-level security" in str(refused) or "duplicate key" in str(refused), refused
        return "duplicate key" in str(refused)
    return True


def test_nothing_is_put_into_a_circle_or_changed_in_it_from_outside(borough: Borough) -> None:
    case = borough.case()
    borough.share(case, "Dev")
    report = _report(borough, Written("Ade", [("Bryony", False)], frozenset({0})), [case, case])

    def told(name: str) -> dict[str, int]:
        user = borough.people[name.lower()]
        return {
            "partnership": borough.partnership.pk, "circle": report.circle_id, "report": report.pk, "case": case.pk,
            "own": user.principal_id, "user": user.pk, "team": user.team_id,
        }  # fmt: skip

    def changed(table: str) -> int:
        with connection.cursor() as cursor:
            cursor.execute(f"UPDATE {table} SET {CHANGED[table]}")
            return cursor.rowcount

    with acting_as(borough.actor("Dev")):
        assert [table for table in INTO if _can_insert(told("Dev"), table)] == []
        assert [table for table in CHANGED if changed(table)] == []
        with connection.cursor() as cursor:
            cursor.execute("SELECT casework_report_at(%s, 'x', '', '')", [report.pk])
            assert cursor.fetchone() == (None,)
    with acting_as(borough.actor("Ade")):
        assert [table for table in INTO if not _can_insert(told("Ade"), table)] == []
        assert [table for table in CHANGED if not changed(table)] == []
