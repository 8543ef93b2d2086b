"""Twin worlds: one with a restricted report, with a plan on a case, or with a family's way through trays and panels,
and one without it.

Whoever is not in its circle, or does not see the case, gets the same bytes in both.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from alongside.accounts.models import Partnership
from alongside.assessments.actions.assessments import NewAssessment, start
from alongside.cases.models import Case, Circle
from alongside.casework.actions.case_actions import Told, add_action
from alongside.casework.actions.logs import Contact as Contacted
from alongside.casework.actions.logs import Note, write_note
from alongside.casework.actions.report_parts import Contact, Parts, Vehicle
from alongside.casework.actions.report_sharing import link_case
from alongside.casework.actions.reports import Content, change_report, write_report
from alongside.casework.models import Log, Report
from alongside.core.acting import acting_as
from alongside.documents.actions import keep
from alongside.pathway.actions.contacts import NewContact, NewPerson, Referrer, receive
from alongside.pathway.actions.journeys import begin_by_hand
from alongside.pathway.models import (
    AgendaItem,
    Allocation,
    HandOver,
    Packet,
    PanelMeeting,
    Supervision,
    Waiting,
    WorkItem,
)
from alongside.pathway.models import Contact as Request
from alongside.people.gazetteer import gazetteer
from alongside.people.models import Person
from alongside.plans.actions.concerns import NewConcern, add_concern
from alongside.plans.actions.meetings import NewMeeting, start_meeting
from alongside.plans.actions.outcomes import NewAchievement, record_achievement
from alongside.plans.actions.said import NewSaid, say
from alongside.plans.models import Plan
from alongside.reporting.models import Audited, AuditSample
from tests.borough import Borough
from tests.pdf import Read
from tests.planned import plan_behind
from tests.test_routes import ELSEWHERE, ROUTES, SHARED, STRANGER, said, visitor, world

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
    assert Report.objects.filter(text__contains=SECRET).exists()
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
        if answer["Content-Type"] == "application/pdf":
            found[address] = _set(answer.getvalue())
        else:
            found[address] = answer.getvalue() if answer.streaming else _EACH_TIME.sub(b"", said(answer))
    return found


def _set(pdf: bytes) -> bytes:
    """What a PDF says and draws, without the second it was made in and the marks that follow from it."""
    read = Read(pdf)
    drawn = [page.get_contents() for page in read.reader.pages]
    return repr(read.tags).encode() + b"".join(each.get_data() for each in drawn if each)


def seen(world: Mapping[str, Any], who: str, *, secret: Callable[[], object] | None = None) -> dict[str, bytes]:
    """All that somebody gets in the world with what is secret, or in the one without; either is undone afterwards."""
    mark = transaction.savepoint()
    if secret:
        secret()
    found = pages(visitor(who, world), list(addresses(world, who)))
    transaction.savepoint_rollback(mark)
    return found


@pytest.mark.parametrize("who", [SHARED, STRANGER])
def test_an_outsider_gets_the_same_bytes_with_and_without_a_report(twins: dict[str, Any], who: str) -> None:
    Partnership.objects.update(report_titles="hidden")
    without, having = seen(twins, who), seen(twins, who, secret=partial(write_secret, twins))

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


# --- a plan on a case that one does not see


@pytest.fixture
def planned(twins: dict[str, Any]) -> dict[str, Any]:
    """The same world, with a case of Ade's that nobody else sees."""
    hidden = twins["borough"].case(name="Trevanion CH99 4AA")
    return twins | {"hidden": hidden.pk}


def plan_secret(world: Mapping[str, Any]) -> None:
    """Everything that is assessed, planned and audited, on the hidden case, with a meeting, a decision and an outcome.

    Some of it behind the actions: what waits for a manager, and what an audit drew.
    """
    borough: Borough = world["borough"]
    case = Case.objects.get(pk=world["hidden"])
    plan_behind(case, words=SECRET)
    Audited.objects.filter(assessment__case=case).update(sample_id=world["sample"])
    AuditSample.objects.exclude(pk=world["sample"]).delete()
    Plan.objects.filter(case=case).update(release_id=borough.pack.release_id, status="open")
    plan = Plan.objects.get(case=case)
    with acting_as(borough.actor("Ade")) as ade:
        concern = add_concern(plan.pk, concern=NewConcern(f"{SECRET} is to sleep."), actor=ade)
        record_achievement(concern, achieved=NewAchievement(f"{SECRET} sleeps.", ade.today), actor=ade)
        meeting = start_meeting(plan.pk, meeting=NewMeeting("conversation", SECRET, ade.today), actor=ade)
        say(meeting, said=NewSaid("decision", SECRET), actor=ade)
        start(case.pk, NewAssessment("early-help-assessment", ade.today), actor=ade)
    Plan.objects.filter(pk=plan.pk).update(
        completed_by=case.owner, completed_at=case.created_at, review_on=case.referral_on
    )


@pytest.mark.req("SHAR-05", "SHAR-06", "ASMT-01", "PLAN-01")
@pytest.mark.parametrize("who", [SHARED, STRANGER])
def test_an_outsider_gets_the_same_bytes_with_and_without_a_plan_on_a_case(planned: dict[str, Any], who: str) -> None:
    without, having = seen(planned, who), seen(planned, who, secret=partial(plan_secret, planned))

    assert {"/decisions/", "/interventions/", "/outcomes/"} <= set(without)
    assert [address for address in without if without[address] != having[address]] == []
    assert [address for address, page in having.items() if SECRET.encode() in _without_what_was_asked(page)] == []


@pytest.mark.req("SHAR-05", "SHAR-06", "ASMT-01", "PLAN-01")
@pytest.mark.parametrize("who", [STRANGER, ELSEWHERE])
def test_each_page_of_a_case_that_is_not_theirs_is_the_page_of_one_that_is_not_there(
    planned: dict[str, Any], who: str
) -> None:
    client, wrong = visitor(who, planned), []
    asked = [row for row in ROUTES.items() if row[1].args[:1] == ("case",) and getattr(row[1], who) == 404]
    for name, row in asked:
        theirs = client.get(reverse(name, args=[planned[arg] for arg in row.args]))
        absent = client.get(reverse(name, args=[987654321, *(planned[arg] for arg in row.args[1:])]))
        if (theirs.status_code, said(theirs)) != (404, said(absent)):
            wrong.append(name)
    assert wrong == []
    known = {name for name, _ in asked}
    assert {"concern", "meeting", "assessment", "case_plan", "audit", "intervention_answer"} <= known
    borough: Borough = planned["borough"]
    borough.share(Case.objects.get(pk=planned["case"]), "Dev")
    dev = visitor(STRANGER, planned)
    for name in ("concern", "meeting", "assessment", "case_plan", "intervention"):
        assert dev.get(reverse(name, args=[planned[arg] for arg in ROUTES[name].args])).status_code == 200, name


def test_the_plan_is_there_for_whoever_sees_its_case(planned: dict[str, Any]) -> None:
    """So that the comparison above compares something; and once it is shared, it is there for those who had nothing."""
    plan_secret(planned)
    case = planned["hidden"]
    for who in ("owner", SHARED, STRANGER):
        client = visitor(who, planned)
        if who != "owner":
            assert client.get(f"/cases/{case}/plan/").status_code == 404
            borough: Borough = planned["borough"]
            borough.share(Case.objects.get(pk=case), planned["people"][who].title())
        for page in ("plan/", "meetings/", "outcomes/"):
            assert SECRET in client.get(f"/cases/{case}/{page}").content.decode(), (who, page)
        assert client.get(f"/cases/{case}/assessments/").status_code == 200


# --- a family's way through trays, panels and packets


@pytest.fixture
def on_the_way(planned: dict[str, Any]) -> dict[str, Any]:
    """The same world; the team of the tray for invitations to child in need meetings has the first case too."""
    borough: Borough = planned["borough"]
    borough.share(Case.objects.get(pk=planned["case"]), "cog")
    return planned


def pathway_secret(world: Mapping[str, Any]) -> None:
    """Everything of the pathway on the hidden case, a contact of Ade's, supervision, and a restricted note on the case
    that others see, which waits in a tray for its circle. Some of it behind the actions."""
    borough: Borough = world["borough"]
    case, ours = Case.objects.get(pk=world["hidden"]), {"partnership": borough.partnership}
    ade, by, at = borough.actor("Ade"), case.owner, case.created_at
    with acting_as(ade):
        begin_by_hand("closure", actor=ade, case_id=case.pk)
        person = NewPerson("Tam", SECRET, None, "", f"1 {SECRET} Road")
        told = NewContact("telephone", ade.now, Referrer(f"Nell {SECRET}"), concerns=SECRET, people=[person])
        contact = receive(told, actor=ade)
    # Out of its tray, and seen by Ade alone: it has come to be part of his case.
    WorkItem.objects.filter(journey__contact=contact).update(team=None, tray="", assigned_to=by)
    Request.objects.filter(pk=contact.pk).update(audience=[ade.own], case_id=case.pk)
    item = WorkItem.objects.filter(journey__case=case)[0]
    meeting = PanelMeeting.objects.create(
        panel="weekly-cog", team=case.team, area="north", held_on=ade.today, place=SECRET, notes=SECRET, made_by=by,
        made_at=at, **ours,
    )  # fmt: skip
    AgendaItem.objects.create(meeting=meeting, item=item, position=1, summary=SECRET, discussed=SECRET, **ours)
    Allocation.objects.create(
        case=case, user=borough.people["dev"], role="support", starts_on=ade.today, why=SECRET, allocated_by=by,
        allocated_at=at, **ours,
    )  # fmt: skip
    Waiting.objects.create(case=case, since=at, why=SECRET, **ours)
    Packet.objects.create(
        case=case, transfer_on=ade.today, comments=SECRET, digest="0" * 64, state="rejected", reasons=SECRET,
        made_by=by, made_at=at, **ours,
    )  # fmt: skip
    HandOver.objects.create(
        case=case, from_user=by, to_user=borough.people["carys"], why=SECRET, handed_by=by, handed_at=at, **ours
    )
    Supervision.objects.create(
        worker=by, supervisor=borough.people["bryony"], held_at=at, recorded_at=at, notes=SECRET, agreed=SECRET,
        audience=[ade.own, borough.people["bryony"].principal_id], **ours,
    )  # fmt: skip
    invited = WorkItem.objects.count()
    with acting_as(ade):
        kind = borough.pack.note_type("cin-meeting")
        headings = {each.id: SECRET for each in kind.heading if each.required}
        readers = [borough.teams["cog"].principal_id]
        note = Note(Contacted(ade.now, SECRET, SECRET, "" if headings else SECRET), kind.id, headings, readers=readers)
        write_note(note, case_id=world["case"], actor=ade)
    assert WorkItem.objects.count() == invited + 1 and Log.objects.filter(where=SECRET).count() == 1


@pytest.mark.req("SHAR-05", "SHAR-06", "ORG-06", "REC-07")
@pytest.mark.parametrize("who", [SHARED, STRANGER])
def test_an_outsider_gets_the_same_bytes_with_and_without_a_familys_way_through_the_trays(
    on_the_way: dict[str, Any], who: str
) -> None:
    without, having = seen(on_the_way, who), seen(on_the_way, who, secret=partial(pathway_secret, on_the_way))

    lists = {"/trays/", "/panels/", "/packets/", "/oversight/", "/contacts/", "/screening/", "/waiting/", "/clocks/"}
    assert lists <= set(without), lists - set(without)
    # Demand is counted over the whole partnership, for who coordinates it: figures alone (reporting.queries.demand).
    counted = {address for address in without if address.startswith("/demand/")}
    assert [each for each in without if without[each] != having[each] and each not in counted] == []
    assert [address for address, page in having.items() if SECRET.encode() in _without_what_was_asked(page)] == []


def test_the_way_is_there_for_whoever_is_on_it(on_the_way: dict[str, Any]) -> None:
    """So that the comparison above compares something."""
    pathway_secret(on_the_way)
    ade, case = visitor("owner", on_the_way), on_the_way["hidden"]
    for address in ("/contacts/", f"/cases/{case}/team/", "/panels/", "/supervision/"):
        assert ade.get(address).status_code == 200, address
    contact = Request.objects.get(case_id=case)
    assert SECRET in ade.get(f"/contacts/{contact.pk}/").content.decode()
    assert SECRET in ade.get(f"/supervision/{Supervision.objects.latest('pk').pk}/").content.decode()
    gareth = Client()
    gareth.post("/step-in/", {"user": str(on_the_way["borough"].people["gareth"].pk)})
    assert "Answer the note" in gareth.get("/trays/cog/").content.decode()
