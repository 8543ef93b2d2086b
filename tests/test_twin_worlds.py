"""Twin worlds: one with a restricted report, one without. Whoever is not in its circle gets the same bytes in both."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from alongside.accounts.models import Partnership
from alongside.cases.models import Case, Circle
from alongside.casework.actions.case_actions import Told, add_action
from alongside.casework.actions.logs import Contact as Contacted
from alongside.casework.actions.logs import Note, write_note
from alongside.casework.actions.report_parts import Contact, Parts, Vehicle
from alongside.casework.actions.report_sharing import link_case
from alongside.casework.actions.reports import Content, change_report, write_report
from alongside.casework.models import Report
from alongside.core.acting import acting_as
from alongside.documents.actions import keep
from alongside.people.gazetteer import gazetteer
from alongside.people.models import Person
from tests.borough import Borough
from tests.test_routes import ROUTES, SHARED, STRANGER, said, visitor, world

__all__ = ["world"]
pytestmark = [pytest.mark.django_db, pytest.mark.req("SHAR-05", "SHAR-06", "SHAR-12", "REP-03")]
SECRET = "Quinceworthy"
"""A word that stands in the report and what belongs to it, and nowhere else."""
_EACH_TIME = re.compile(
    rb"\d+ (second|minute)s? ago|just now|\d\d:\d\d(:[\d.]+\+00:00)?|\bs=[\w%=-]{40,}"
    rb"|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}|[0-9a-f]{32}"
)
"""What is another in every answer: the time, words as they are sealed anew for an address, and fresh keys."""
SEARCHES = (
    "/reports/?q={}", "/cases/?q={}", "/people/?q={}", "/documents/?q={}", "/messages/?q={}", "/archive/?q={}",
    "/colleagues/?q={}", "/downloads/?q={}", "/gallery/?q={}",
)  # fmt: skip


def write_secret(world: Mapping[str, Any]) -> int:
    """A report of Ade's on the case and on another, about a member, with everything that a report can hold."""
    borough: Borough = world["borough"]
    case = Case.objects.get(pk=world["case"])
    place = gazetteer().find("CH99 2ND")[0].uprn
    parts = Parts(
        callers=[Contact(f"Nell {SECRET}", SECRET, "01632 960001")], witnesses=[Contact(f"Tam {SECRET}")],
        vehicles=[Vehicle("QU12 NCE", SECRET)], places=[f"{SECRET} Park"], addresses=[place],
        persons=[world["person"]],
    )  # fmt: skip
    with acting_as(borough.actor("Ade")) as ade:
        told = Content("letters-confidential", f"Letter of Dr {SECRET}", ade.today, "north", SECRET, ade.today)
        report = write_report(told, cases=[case.pk], parts=parts, actor=ade)
        circle = Report.objects.get(pk=report).circle_id
        write_note(Note(Contacted(ade.now, "Clinic", SECRET, SECRET)), report_id=report, actor=ade)
        add_action(Told(f"Write to Dr {SECRET}", "other", ade.today, ade.today), report_id=report, actor=ade)
        keep(ContentFile(SECRET.encode(), f"{SECRET}.txt"), actor=ade, circle=circle, facts={"report": report})
        change_report(report, version=1, changes={"text": f"{SECRET} again"}, actor=ade)
    with acting_as(borough.actor("Ade")) as ade:
        link_case(report, world["second"], actor=ade)
    return report


@pytest.fixture
def twins(world: dict[str, Any]) -> dict[str, Any]:
    """The world of the census, with a second case that Dev and Carys see too."""
    borough: Borough = world["borough"]
    second = borough.case(name="Ockley CH99 1AA")
    for name in ("strengthening-families", "Dev"):
        borough.share(second, name)
    return world | {"second": second.pk}


def addresses(world: Mapping[str, Any], who: str) -> Iterator[str]:
    """Every address of the census that somebody can reach, and searches for what the report holds."""
    for name, row in ROUTES.items():
        if getattr(row, who) == 200 and not name.startswith("mfa_"):  # those hand out a new secret each time
            yield reverse(name, args=[world[arg] for arg in row.args])
    second = world["second"]
    for part in ("", "log/", "reports/", "history/", "history/?show=looks", "actions/", "documents/", "chronology/",
                 "tasks/", "messages/", "members/", "access/"):  # fmt: skip
        yield f"/cases/{second}/{part}"
    yield from (f"/cases/{world['case']}/{part}" for part in ("history/?show=looks", "documents/?show=deleted"))
    for search in SEARCHES:
        yield from (search.format(word) for word in (SECRET, "QU12NCE", "CH99+2ND"))


def pages(client: Client, asked: list[str]) -> dict[str, bytes]:
    """What each address answers, without what is new in every answer."""
    found = {}
    for address in asked:
        answer = client.get(address)
        assert answer.status_code == 200 or "?" in address, (address, answer.status_code)
        found[address] = answer.getvalue() if answer.streaming else _EACH_TIME.sub(b"", said(answer))
    return found


def seen(world: Mapping[str, Any], who: str, *, secret: bool) -> dict[str, bytes]:
    """All that somebody gets in the world with the report, or in the one without; either is undone afterwards."""
    mark = transaction.savepoint()
    if secret:
        write_secret(world)
        assert Report.objects.filter(text__contains=SECRET).exists()
    found = pages(visitor(who, world), list(addresses(world, who)))
    transaction.savepoint_rollback(mark)
    return found


@pytest.mark.parametrize("who", [SHARED, STRANGER])
def test_an_outsider_gets_the_same_bytes_with_and_without_a_report(twins: dict[str, Any], who: str) -> None:
    Partnership.objects.update(report_titles="hidden")
    without, having = seen(twins, who, secret=False), seen(twins, who, secret=True)

    assert len(without) > 30
    assert [address for address in without if without[address] != having[address]] == []
    assert [address for address, page in having.items() if SECRET.encode() in _without_what_was_asked(page)] == []


def _without_what_was_asked(page: bytes) -> bytes:
    """A page without its search box and the sentences that repeat the words looked for."""
    return re.sub(r'value="[^"]*"|“[^”]*”', "", page.decode()).encode()


@pytest.mark.parametrize("who", [SHARED, STRANGER])
def test_what_belongs_to_a_report_is_not_there_by_its_number_either(twins: dict[str, Any], who: str) -> None:
    report = write_secret(twins)
    client, numbers = visitor(who, twins), dict[str, int]()
    with connection.cursor() as cursor:
        for name, table in (("log", "casework_log"), ("action", "casework_action"), ("document", "documents_document")):
            cursor.execute(f"SELECT max(id) FROM {table}")
            numbers[name] = cursor.fetchone()[0]
    case = twins["case"]
    pairs = [
        (f"/reports/{report}/", "/reports/987654/"),
        (f"/reports/{report}/history/", "/reports/987654/history/"),
        (f"/reports/{report}/actions/{numbers['action']}/", f"/reports/987654/actions/{numbers['action']}/"),
        (f"/cases/{case}/log/{numbers['log']}/", f"/cases/{case}/log/987654/"),
        (f"/cases/{case}/actions/{numbers['action']}/", f"/cases/{case}/actions/987654/"),
        (f"/documents/{numbers['document']}/", "/documents/987654/"),
        (f"/documents/{numbers['document']}/1/file/", "/documents/987654/1/file/"),
    ]
    for theirs, nothing in pairs:
        answer, absent = client.get(theirs), client.get(nothing)
        assert (answer.status_code, said(answer)) == (404, said(absent)), theirs


def test_the_report_is_there_for_its_author_in_each_place_where_it_is_not_for_others(twins: dict[str, Any]) -> None:
    """So that the comparison above compares something."""
    report = write_secret(twins)
    ade = visitor("owner", twins)
    for address in (
        f"/reports/{report}/", f"/reports/?q={SECRET}", f"/cases/{twins['case']}/reports/",
        f"/cases/{twins['second']}/reports/", f"/people/{twins['person']}/",
    ):  # fmt: skip
        assert SECRET in ade.get(address).content.decode(), address
    assert "linked a report" in ade.get(f"/cases/{twins['second']}/history/").content.decode()
    assert Circle.objects.count() >= 1 and Person.objects.filter(pk=twins["person"]).exists()
