"""A contact goes through the front door as its document tells it: confirmed, screened, told, and opened as a case."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time

import pytest
from pytest_django import Settings

from alongside.cases.models import Case, Member, Share
from alongside.clocks.calendar import calendar_of
from alongside.core.acting import acting_as
from alongside.core.actor import Actor
from alongside.core.refusals import Invalid
from alongside.events.models import Event
from alongside.events.queries import sentence_of
from alongside.pathway.actions.contacts import NewContact, NewPerson, Referrer, correct, receive
from alongside.pathway.actions.items import Done, finish
from alongside.pathway.actions.referrers import tell_desk
from alongside.pathway.models import Contact, WorkItem
from alongside.pathway.queries.contacts import Filter, contact, contacts, history, waiting_for_screening
from alongside.pathway.queries.references import followed
from alongside.pathway.rules.front_door import told_by
from alongside.pathway.rules.references import as_said
from tests.borough import Borough

pytestmark = pytest.mark.django_db

WEDNESDAY = date(2026, 11, 11)
HEAD_TEACHER = Referrer(
    "Ottoline Reed", "Head teacher", "Lantern Lane Primary School", "school", "", "head@example.org"
)
FAMILY = (
    NewPerson("Tansy", "Aldous", None, "Mother", "3 Net Loft Lane", "CH99 2ND"),
    NewPerson("Bram", "Aldous", date(2017, 4, 2), "Son"),
)


def of(borough: Borough, who: str, on: date = WEDNESDAY, at: time = time(12)) -> Actor:
    return borough.actor(who, on=on, at=at)


def told(
    on: date = WEDNESDAY, source: str = "telephone", people: Sequence[NewPerson] = FAMILY, **more: object
) -> NewContact:
    kept: dict[str, object] = {
        "source": source, "received_at": datetime.combine(on, time(9), UTC), "referrer": HEAD_TEACHER,
        "concerns": "Bram has not been in school since September.", "area": "quay", "people": people,
    }  # fmt: skip
    return NewContact(**{**kept, **more})  # type: ignore[arg-type]


def record(borough: Borough, who: str = "Maren", on: date = WEDNESDAY, **more: object) -> int:
    with acting_as(of(borough, who, on)) as actor:
        return receive(told(on, **more), actor=actor).pk  # type: ignore[arg-type]


def waits(contact_id: int) -> list[tuple[str, str]]:
    found = WorkItem.objects.filter(journey__contact=contact_id, done_at__isnull=True).select_related("team")
    return [(each.step, each.team.name if each.team else "") for each in found]


def do(contact_id: int, who: Actor, way: str = "", **answers: object) -> None:
    item = WorkItem.objects.filter(journey__contact=contact_id, done_at__isnull=True).latest("id")
    with acting_as(who):
        finish(item.pk, version=item.version, done=Done(way, answers), actor=who)


def happened(kind: str, contact_id: int) -> list[dict[str, object]]:
    return [event.facts for event in Event.objects.filter(kind=kind, facts__contact=contact_id).order_by("id")]


@pytest.mark.req("PATH-01")
def test_a_contact_waits_with_the_family_centre_of_its_area(brackenshore: Borough) -> None:
    number = record(brackenshore)
    heath = record(brackenshore, area="heath")

    assert waits(number) == [("acknowledge", "Quayside Family Centre")]
    assert waits(heath) == [("acknowledge", "Heathfield Family Centre")]
    with acting_as(of(brackenshore, "Nadir")) as nadir:
        [line] = contacts(Filter(), page=1, actor=nadir).rows
        assert (line.id, line.about, line.step) == (
            number, "Tansy Aldous, Bram Aldous", "Confirm the request to whoever made it",
        )  # fmt: skip
        assert contact(number, actor=nadir).referrer == HEAD_TEACHER


@pytest.mark.req("PATH-01")
def test_what_is_wrong_with_a_contact_is_said_beside_its_field(brackenshore: Borough) -> None:
    with acting_as(of(brackenshore, "Maren")) as maren:
        with pytest.raises(Invalid) as wrong:
            receive(
                NewContact(
                    "carrier pigeon", datetime(2026, 12, 1, tzinfo=UTC), Referrer(email="not an address"), area="sea"
                ),
                actor=maren,
            )
        assert set(wrong.value.fields) == {"source", "received_at", "email", "area", "concerns"}
        with pytest.raises(Invalid) as wrong:
            receive(told(referrer=Referrer()), actor=maren)
        assert set(wrong.value.fields) == {"name"}
        receive(told(), actor=maren)


@pytest.mark.req("PATH-01")
def test_the_head_teacher_is_told_and_telling_the_desk_alone_stops_no_clock(
    brackenshore: Borough, settings: Settings
) -> None:
    settings.EMAIL_HOST = "mail.example.org"
    number = record(brackenshore, sent_on_by="Early Help Desk")
    nadir = of(brackenshore, "Nadir")

    with acting_as(nadir):
        tell_desk(number, of="receipt", actor=nadir)
    assert waits(number)[0][0] == "acknowledge"
    with pytest.raises(Invalid) as named:
        do(number, nadir, how="e-mail", words="We have your request about Bram.")
    assert "Bram" in named.value.fields["words"]
    do(number, nadir, how="e-mail", words="We have your request. You hear from us by 16 November.")

    assert [facts["to"] for facts in happened("referrer.acknowledged", number)] == [
        "early help desk", "original referrer",
    ]  # fmt: skip
    assert waits(number) == [("screen", "Duty and Screening")]


@pytest.mark.req("PATH-01", "PATH-02")
def test_nobody_is_told_of_a_dart_which_is_screened_all_the_same(brackenshore: Borough) -> None:
    number = record(brackenshore, source="DART", referrer=Referrer())

    assert waits(number) == [("screen", "Duty and Screening")]
    do(number, of(brackenshore, "Quentin"), "no-further-action", why="Known and well supported.")

    assert waits(number) == []
    assert happened("referrer.acknowledged", number) == happened("referrer.told", number) == []
    assert len(happened("contact.received", number)) == len(happened("contact.screened", number)) == 1


@pytest.mark.req("PATH-17")
def test_advice_alone_ends_there_with_what_was_advised_and_opens_no_case(brackenshore: Borough) -> None:
    number = record(brackenshore)
    do(number, of(brackenshore, "Nadir"), how="telephone")
    with pytest.raises(Invalid) as missing:
        do(number, of(brackenshore, "Quentin"), "advice")
    assert set(missing.value.fields) == {"advice"}
    do(number, of(brackenshore, "Quentin"), "advice", advice="Ring the attendance service.")
    do(number, of(brackenshore, "Orla"), how="telephone")

    row = Contact.objects.get(pk=number)
    assert (row.outcome, row.advice, row.case_id) == ("advice", "Ring the attendance service.", None)
    assert waits(number) == []
    assert row.closed_at is not None
    assert Case.objects.filter(partnership=brackenshore.partnership).count() == 0
    [screened] = happened("contact.screened", number)
    assert (screened["source"], screened["step_down"]) == ("telephone", False)
    [said] = happened("referrer.told", number)
    assert (said["of"], said["to"]) == ("screening", "original referrer")


@pytest.mark.req("PATH-02")
def test_the_familys_case_is_opened_from_the_contact(brackenshore: Borough) -> None:
    number = record(brackenshore)
    do(number, of(brackenshore, "Nadir"), how="telephone")
    quentin = of(brackenshore, "Quentin")
    do(number, quentin, "open-already")
    do(number, of(brackenshore, "Nadir"), how="letter")
    with acting_as(quentin):
        mother, son = contact(number, actor=quentin).people
    with pytest.raises(Invalid) as missing:
        do(number, quentin, name="", area="", people={})
    assert set(missing.value.fields) == {"people", "name", "area"}
    people = {str(mother.id): None, str(son.id): None}
    do(number, quentin, name="Aldous CH99 2ND", area="quay", people=people, head=mother.id,
       basis="public task", why="A child is out of school.")  # fmt: skip

    case = Case.objects.get(partnership=brackenshore.partnership)
    assert (case.name, case.area, case.owner_id) == ("Aldous CH99 2ND", "quay", quentin.user_id)
    assert case.referral_on == WEDNESDAY
    assert case.referrer["name"] == "Ottoline Reed"
    opened = Event.objects.get(kind="case.opened", case_id=case.pk)
    assert sentence_of(opened.kind, opened.facts) == "opened the case from a contact", "nobody nominated the family"
    members = Member.objects.filter(case=case).select_related("person").order_by("position")
    assert [(each.person.forename, each.is_head, each.relationship) for each in members] == [
        ("Tansy", True, "Mother"), ("Bram", False, "Son"),
    ]  # fmt: skip
    row = Contact.objects.get(pk=number)
    assert row.case_id == case.pk
    assert [each.person_id for each in row.people.order_by("position")] == [each.person_id for each in members]
    assert Share.objects.filter(case=case).count() >= 1
    assert waits(number) == []


@pytest.mark.req("PATH-02", "CLOK-01")
def test_a_corrected_receipt_takes_the_place_of_the_first(brackenshore: Borough) -> None:
    number = record(brackenshore)
    [first] = Event.objects.filter(kind="contact.received", facts__contact=number)
    with acting_as(of(brackenshore, "Maren")) as maren:
        correct(number, told=told(date(2026, 11, 10)), version=1, actor=maren)
        lines = history(number, actor=maren)

    again = Event.objects.filter(kind="contact.received", facts__contact=number).latest("id")
    assert again.facts["corrects"] == first.pk
    assert again.happened_at == datetime(2026, 11, 10, 9, tzinfo=UTC)
    [change] = next(line.changes for line in lines if line.changes)
    assert (change["what"], change["from"], change["to"]) == ("Received", "11-11-2026 09:00", "10-11-2026 09:00")


@pytest.mark.req("PATH-02")
def test_what_waits_for_screening_is_one_list_the_longest_waiting_first(brackenshore: Borough) -> None:
    late, early = record(brackenshore, source="DART"), record(brackenshore, source="DART", on=date(2026, 11, 9))
    with acting_as(of(brackenshore, "Quentin")) as quentin:
        assert [each.id for each in waiting_for_screening(actor=quentin)] == [early, late]
    with acting_as(of(brackenshore, "Nadir")) as nadir:
        assert waiting_for_screening(actor=nadir) == []


@pytest.mark.req("PATH-14")
def test_a_reference_says_how_far_the_request_is_and_nothing_else(brackenshore: Borough) -> None:
    number = record(brackenshore)
    code = Contact.objects.get(pk=number).reference
    first = followed(as_said(code).lower())
    assert first
    assert (first.received_on, first.screened_on, first.outcome) == (WEDNESDAY, None, "")
    do(number, of(brackenshore, "Nadir"), how="telephone")
    do(number, of(brackenshore, "Quentin", date(2026, 11, 12)), "advice", advice="Ring the attendance service.")

    then = followed(code)
    assert then
    assert (then.screened_on, then.outcome) == (date(2026, 11, 12), "Information and advice")
    assert set(vars(then)) == {"reference", "partnership", "received_on", "screened_on", "outcome"}
    assert followed(code[:-1] + ("2" if code[-1] != "2" else "3")) is None


def test_a_day_is_promised_by_the_times_of_the_practice_and_none_where_it_gives_none(
    brackenshore: Borough, thornhaven: Borough
) -> None:  # S009: screened on the next working day, told three days after that
    days, friday = calendar_of(brackenshore.pack.calendar), date(2026, 11, 13)
    assert told_by(brackenshore.pack, friday, friday, days) == date(2026, 11, 19)
    assert told_by(brackenshore.pack, friday, date(2026, 11, 18), days) == date(2026, 11, 21)
    assert told_by(thornhaven.pack, friday, friday, days) is None
