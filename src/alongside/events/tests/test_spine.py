"""The spine: nobody changes, removes or reorders what happened without it being found."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction

from alongside.core.acting import acting_as
from alongside.core.actor import Actor
from alongside.events import readers
from alongside.events.actions import Happened, record, record_all
from alongside.events.models import Event
from alongside.events.sealing import seal, verify
from tests.borough import Borough

pytestmark = pytest.mark.django_db


@pytest.fixture
def happened(borough: Borough) -> list[int]:
    """Five events on one case of Ade's, as the application wrote them."""
    case = borough.case()
    ade = borough.actor("Ade")
    with acting_as(ade):
        for n in range(5):
            change = {"what": "Key information", "from": str(n), "to": str(n + 1)}
            record("case.key-information-changed", actor=ade, case=case.pk, facts={"changes": [change]})
    return list(Event.objects.filter(case_id=case.pk).order_by("id").values_list("id", flat=True))


def attempt(statement: str, as_application: bool) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        if as_application:
            cursor.execute("SELECT set_config('role', %s, true)", [settings.APP_ROLE])
        cursor.execute(statement)


@pytest.mark.req("INS-05", "INS-06")
@pytest.mark.parametrize("as_application", [True, False], ids=["the application", "the owner"])
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE events_event SET kind = 'log.added'",
        "DELETE FROM events_event",
        "TRUNCATE events_event",
        "UPDATE events_seal SET digest = ''",
        "DELETE FROM events_seal",
        "TRUNCATE events_seal",
    ],
)
def test_what_happened_stands(happened: list[int], tmp_path: Path, statement: str, as_application: bool) -> None:
    seal(tmp_path)
    with pytest.raises(DatabaseError):
        attempt(statement, as_application)
    assert Event.objects.filter(pk__in=happened).count() == 5


@pytest.mark.req("INS-06")
def test_no_partition_can_be_emptied_either(happened: list[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tableoid::regclass::text FROM events_event LIMIT 1")
        row = cursor.fetchone()
    assert row
    with pytest.raises(DatabaseError, match="neither changed nor removed"):
        attempt(f"TRUNCATE {row[0]}", as_application=False)


@pytest.mark.req("INS-06")
def test_sealed_events_hold_and_new_ones_are_sealed_after_them(
    happened: list[int], borough: Borough, tmp_path: Path
) -> None:
    first = seal(tmp_path)
    assert [head.count for head in first if head.partnership == "calderholt"] == [5]
    assert seal(tmp_path) == []

    ade = borough.actor("Ade")
    with acting_as(ade):
        record("case.looked-at", actor=ade, case=None)
    [second] = seal(tmp_path)

    assert (second.number, second.count) == (first[-1].number + 1, 1)
    assert verify(tmp_path) == []
    assert len((tmp_path / "calderholt.jsonl").read_text().splitlines()) == 2


def _tamper(statement: str) -> None:
    """What somebody who owns the database could do: switch the guard off, and change history."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in ("events_event", "events_seal"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(statement)
        for table in ("events_event", "events_seal"):
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


TAMPERINGS: dict[str, tuple[Callable[[list[int]], str], str]] = {
    "an event changed": (lambda ids: f"UPDATE events_event SET facts = '{{}}' WHERE id = {ids[2]}", "changed, removed"),
    "an event removed": (lambda ids: f"DELETE FROM events_event WHERE id = {ids[2]}", "changed, removed"),
    "two events exchanged": (
        lambda ids: (
            f"UPDATE events_event e SET facts = o.facts FROM events_event o"
            f" WHERE (e.id, o.id) IN (({ids[0]}, {ids[1]}), ({ids[1]}, {ids[0]}))"
        ),
        "changed, removed",
    ),
    "a seal removed": (lambda ids: "DELETE FROM events_seal", "not in it any more"),
    "a seal made again": (lambda ids: "UPDATE events_seal SET digest = repeat('a', 64)", "not the one that left"),
}


@pytest.mark.req("INS-06")
@pytest.mark.parametrize("how", TAMPERINGS)
def test_tampering_by_the_owner_is_found(happened: list[int], tmp_path: Path, how: str) -> None:
    statement, said = TAMPERINGS[how]
    seal(tmp_path)
    assert verify(tmp_path) == []

    _tamper(statement(happened))

    assert any(said in fault.what for fault in verify(tmp_path))


@pytest.mark.req("INS-05")
def test_a_stranger_reads_nothing_of_a_case_and_cannot_write_as_somebody_else(
    borough: Borough, happened: list[int]
) -> None:
    with acting_as(borough.actor("Dev")):
        assert not Event.objects.filter(pk__in=happened).exists()
    with acting_as(borough.actor("Ade")):
        assert Event.objects.filter(pk__in=happened).count() == 5

    dev, ade = borough.actor("Dev"), borough.actor("Ade")
    with pytest.raises(DatabaseError, match="row-level security"), acting_as(dev):
        record("log.added", actor=ade)
    with acting_as(dev):
        record("log.added", actor=dev)


@pytest.mark.req("INS-05", "SHAR-06")
def test_nobody_writes_into_the_history_of_a_case_they_cannot_see(borough: Borough) -> None:
    case, dev = borough.case(), borough.actor("Dev")
    with pytest.raises(DatabaseError, match="row-level security"), acting_as(dev):
        record("log.added", actor=dev, case=case.pk)

    borough.share(case, "Dev")
    with acting_as(dev):
        record("log.added", actor=dev, case=case.pk)
    assert Event.objects.filter(case_id=case.pk, user_id=dev.user_id).count() == 1


@pytest.fixture
def no_readers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whom a test lets follow follows for this test alone."""
    monkeypatch.setattr(readers, "_readers", [])
    monkeypatch.setattr(readers, "_followed", set())


@pytest.mark.req("CLOK-01")
@pytest.mark.usefixtures("no_readers")
def test_a_room_is_told_of_what_it_follows_with_its_id_in_the_same_transaction(borough: Borough) -> None:
    case, ade = borough.case(), borough.actor("Ade")
    told: list[readers.Recorded] = []
    stood: list[bool] = []

    def read(recorded: Sequence[readers.Recorded], actor: Actor) -> None:
        assert actor == ade
        told.extend(recorded)
        stood.extend(Event.objects.filter(pk=each.id, kind=each.kind).exists() for each in recorded)

    readers.follow(["case.changed", "flag.started"], read)
    readers.follow(["case.changed", "flag.started"], read)
    with acting_as(ade):
        record_all(
            [
                Happened("case.changed", case=case.pk, facts={"changes": []}),
                Happened("case.looked-at", case=case.pk),
                Happened("flag.started", case=case.pk, facts={"flag": "Early Help"}),
            ],
            actor=ade,
        )
    assert [each.kind for each in told] == ["case.changed", "flag.started"]
    assert stood == [True, True]
    assert [dict(each.facts) for each in told] == [{"changes": []}, {"flag": "Early Help"}]
    assert all(each.happened_at == ade.now and each.case == case.pk for each in told)


@pytest.mark.req("CLOK-01")
@pytest.mark.usefixtures("no_readers")
def test_what_a_reader_cannot_follow_did_not_happen(borough: Borough) -> None:
    case, ade = borough.case(), borough.actor("Ade")
    broken = True

    def read(recorded: Sequence[readers.Recorded], actor: Actor) -> None:
        if broken:
            raise ZeroDivisionError

    readers.follow(["case.changed"], read)
    before = Event.objects.filter(case_id=case.pk).count()
    with pytest.raises(ZeroDivisionError), acting_as(ade):
        record("case.changed", actor=ade, case=case.pk)
    assert Event.objects.filter(case_id=case.pk).count() == before
    broken = False
    with acting_as(ade):
        record("case.changed", actor=ade, case=case.pk)
    assert Event.objects.filter(case_id=case.pk).count() == before + 1


@pytest.mark.req("CLOK-01")
def test_no_room_follows_what_is_never_recorded() -> None:
    with pytest.raises(KeyError):
        readers.follow(["case.imagined"], lambda recorded, actor: None)
