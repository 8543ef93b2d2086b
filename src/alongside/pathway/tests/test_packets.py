"""The packet of a step up, with a stand-in for social care: complete or it does not leave, sent once, answered."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from django.core.files.base import ContentFile
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st
from pytest_django import Settings

from alongside.cases.models import Member
from alongside.casework.actions.logs import Contact as WhenAndWhere
from alongside.casework.actions.logs import Note, write_note
from alongside.core.acting import acting_as
from alongside.core.refusals import Invalid, Refused
from alongside.documents.actions import keep, open_document
from alongside.pathway import sending
from alongside.pathway.actions.packets import Content, send_again, send_packet
from alongside.pathway.models import Packet, WorkItem
from alongside.pathway.queries.packets import packets
from alongside.pathway.rules.packets import PATIENCE, Standing, acknowledged, again_in, answered, not_sent
from alongside.pathway.rules.sealing import digest, unpacked
from alongside.pathway.tests.stepping import Way, add_agency, family
from alongside.people.models import Residence
from tests.borough import Borough
from tests.other_system import OtherSystem, other_system
from tests.stepping_up import CONTACT, DECISION, NOTHING_APPLIES

pytestmark = [pytest.mark.django_db, pytest.mark.req("PATH-12", "PATH-07")]
MONDAY = date(2026, 11, 30)
MINE = {each: {"not_applicable": "MASH makes it from this."} for each in ("mash-assessment", "weekly-cog", "cse")}


@pytest.fixture
def lcs(tmp_path: Path, settings: Settings) -> Iterator[OtherSystem]:
    with other_system(tmp_path) as system:
        settings.TRANSFER = str(system.settings_file)
        yield system


def at_the_packet(borough: Borough) -> Way:
    """A family whose contact to social care is finalised: the packet waits in the SPOC's tray."""
    way = family(borough)
    way.begin("step-up", "Ade", on=MONDAY)
    way.do("Ade", on=MONDAY, why="Three incidents in a month.")
    way.do("Tamsin", "step-up", on=MONDAY, **DECISION | {"decided_on": "2026-11-30"})
    add_agency(borough, way.case)
    way.do("Tamsin", on=MONDAY, checked=NOTHING_APPLIES)
    way.do("Tamsin", on=MONDAY, **CONTACT)
    return way


PLAN = {"plan": {"not_applicable": "-"}}


def planned(borough: Borough, case: int) -> None:
    from alongside.plans.models import Plan

    owner = borough.people["ade"]
    at = datetime.combine(MONDAY, time(9), UTC)
    Plan.objects.create(
        partnership=borough.partnership, case_id=case, title="Mornings", status="open",
        release_id=borough.pack.release_id,
        started_by=owner, started_at=at, completed_by=owner, completed_at=at, review_on=date(2027, 1, 11),
    )  # fmt: skip


def everybody(case: int) -> frozenset[int]:
    return frozenset(Member.objects.filter(case=case, left_on=None).values_list("pk", flat=True))


def send(way: Way, **more: Any) -> int:
    item = way.waiting
    content = Content(**{
        "transfer_on": MONDAY, "comments": "As agreed at the weekly COG.", "people": everybody(way.case),
        "documents": (),
        **more,
    })  # fmt: skip
    with acting_as(way.borough.actor("Nell", on=MONDAY)) as nell:
        return send_packet(item.pk, version=item.version, content=content, ticked=MINE, actor=nell)


def deliver(way: Way, packet: int) -> Packet:
    """What the worker does with one sending."""
    found = sending.service_at("calderholt", datetime.now(UTC))
    assert found is not None
    _, actor = found
    with acting_as(actor):
        ready = sending.prepare(packet, "calderholt", actor=actor)
    if ready is not None:
        outcome = sending.deliver(ready, now=datetime.now(UTC))
        with acting_as(actor):
            sending.note(packet, outcome, actor=actor)
    return Packet.objects.get(pk=packet)


def test_a_packet_leaves_complete_or_not_at_all(borough: Borough) -> None:
    way = at_the_packet(borough)
    with pytest.raises(Invalid) as missing:
        send(way)
    assert "Most recent plan" in missing.value.sentence
    planned(borough, way.case)
    for wrong, field in (
        ({"transfer_on": None}, "transfer-on"),
        ({"comments": " "}, "comments"),
        ({"people": frozenset()}, "people"),
    ):
        with pytest.raises(Invalid) as refused:
            send(way, **wrong)
        assert list(refused.value.fields) == [field]
    assert not Packet.objects.exists()
    with pytest.raises(Refused):
        item = way.waiting
        content = Content(MONDAY, "As agreed.", everybody(way.case), ())
        with acting_as(borough.actor("Tamsin", on=MONDAY)) as tamsin:
            send_packet(item.pk, version=item.version, content=content, ticked=MINE, actor=tamsin)

    send(way)
    assert Packet.objects.get().state == "made" and way.waiting.step == "answer"


def test_it_is_one_sealed_file_with_a_readable_pdf_and_a_digest_of_each_part(borough: Borough) -> None:
    way = at_the_packet(borough)
    planned(borough, way.case)
    with acting_as(borough.actor("Ade", on=MONDAY)) as ade:
        letter = keep(
            ContentFile(b"Dear all, Wren was in.", "letter.txt"), actor=ade, case=way.case, name="Letter of the school"
        )
        write_note(Note(WhenAndWhere(ade.now, "", "", "A cold morning."), "log"), case_id=way.case, actor=ade)
    packet = Packet.objects.get(pk=send(way, documents=[letter]))

    with acting_as(borough.actor("Nell", on=MONDAY)) as nell:
        assert packet.document_id is not None
        whole = open_document(packet.document_id, actor=nell).content.read()
    assert digest(whole) == packet.digest
    found = unpacked(BytesIO(whole), largest=50 << 20)
    assert sorted(found.files) == ["documents/01-Letter-of-the-school.txt", "packet.json", "packet.pdf"]
    assert [each["sha256"] for each in packet.contents] == [
        digest(found.files[each["name"]]) for each in packet.contents
    ]
    assert found.packet.contact.reason == "MASH New Contact: Children in Need (C)"
    assert any("A cold morning." in each.words for each in found.packet.chronology)
    assert [each.name for each in found.packet.agencies] == ["Harbour Street Primary School"]
    pdf = pypdfium2.PdfDocument(found.files["packet.pdf"])
    text = "".join(page.get_textpage().get_text_range() for page in pdf)
    assert "Contents" in text and "Family composition" in text and "Chronology" in text and "Marsh" in text
    assert pdf.get_metadata_dict()["Title"].startswith("Step up to social care")


def test_who_does_not_travel_is_named_without_where_they_are(borough: Borough) -> None:
    way = at_the_packet(borough)
    planned(borough, way.case)
    other = Member.objects.filter(case=way.case, is_head=False).order_by("position")[0]
    hidden = Residence.objects.filter(person=other.person_id)
    hidden.delete()
    with acting_as(borough.actor("Ade", on=MONDAY)) as ade:
        write_note(
            Note(WhenAndWhere(ade.now, "", "", "Moved to 9 Lark Rise, ring 07700 900777."), "log"),
            case_id=way.case,
            actor=ade,
        )
    from alongside.people.models import Contact as Reached

    Reached.objects.create(
        partnership=borough.partnership, person_id=other.person_id, kind="mobile", value="07700 900777"
    )
    send(way, people=everybody(way.case) - {other.pk})

    found = _content(borough)
    told = json.dumps(found.packet.model_dump(mode="json"))
    assert "900777" not in told and "Left out: it says where somebody is" in told
    assert [each.travels for each in found.packet.people].count(False) == 1
    assert any("Where somebody is who does not travel" in each for each in found.packet.left_out)


def _content(borough: Borough) -> Any:
    packet = Packet.objects.latest("pk")
    with acting_as(borough.actor("Nell", on=MONDAY)) as nell:
        assert packet.document_id is not None
        return unpacked(open_document(packet.document_id, actor=nell).content, largest=50 << 20)


@pytest.mark.req("REC-08", "SHAR-05")
def test_what_is_restricted_stays_behind_and_is_counted(borough: Borough) -> None:
    way = at_the_packet(borough)
    planned(borough, way.case)
    readers = [borough.teams["spoc"].principal_id]
    with acting_as(borough.actor("Ade", on=MONDAY)) as ade:
        secret = Note(WhenAndWhere(ade.now, "", "", "Only for the SPOC."), "log", readers=readers)
        write_note(secret, case_id=way.case, actor=ade)
    send(way)

    found = _content(borough)
    assert "Only for the SPOC." not in found.packet.model_dump_json()
    assert "1 restricted entry" in found.packet.left_out


def test_a_second_press_sends_nothing_twice(borough: Borough, lcs: OtherSystem) -> None:
    way = at_the_packet(borough)
    planned(borough, way.case)
    packet = send(way)
    for _ in range(3):
        deliver(way, packet)
    with pytest.raises(Refused):
        item = WorkItem.objects.get(journey__case=way.case, step="packet")
        content = Content(MONDAY, "Again.", everybody(way.case), ())
        with acting_as(borough.actor("Nell", on=MONDAY)) as nell:
            send_packet(item.pk, version=item.version, content=content, ticked=MINE, actor=nell)

    row = Packet.objects.get()
    assert lcs.sendings == [f"calderholt-early-help-{packet}"] and (row.state, row.other_id) == ("sent", "LCS-1")
    assert digest(lcs.received[f"calderholt-early-help-{packet}"]) == row.digest


def test_while_the_other_system_is_down_it_is_tried_again_and_arrives_once_it_is_back(
    borough: Borough, lcs: OtherSystem
) -> None:
    way = at_the_packet(borough)
    planned(borough, way.case)
    packet = send(way)
    lcs.down = True
    row = deliver(way, packet)
    assert (row.state, row.attempts) == ("made", 1) and "503" in row.last_fault
    lcs.down = False

    row = deliver(way, packet)
    assert (row.state, row.attempts, row.last_fault) == ("sent", 2, "")


def test_what_the_other_system_refuses_for_good_waits_for_somebody(borough: Borough, lcs: OtherSystem) -> None:
    way = at_the_packet(borough)
    planned(borough, way.case)
    packet = send(way)
    lcs.answers_with = 422
    assert deliver(way, packet).state == "failed"
    lcs.answers_with = 0
    with acting_as(borough.actor("Nell", on=MONDAY)) as nell:
        send_again(packet, actor=nell)

    assert deliver(way, packet).state == "sent"


def test_another_certificate_than_the_one_trusted_is_not_spoken_to(
    borough: Borough, lcs: OtherSystem, tmp_path: Path
) -> None:
    way = at_the_packet(borough)
    planned(borough, way.case)
    packet = send(way)
    right = (lcs.folder / "lcs.pem").read_bytes()
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    with other_system(elsewhere):
        (lcs.folder / "lcs.pem").write_bytes((elsewhere / "lcs.pem").read_bytes())
        row = deliver(way, packet)
    assert row.state == "made" and "certificate" in row.last_fault and not lcs.received
    (lcs.folder / "lcs.pem").write_bytes(right)

    assert deliver(way, packet).state == "sent"


def test_the_list_counts_what_bounced_and_why(borough: Borough) -> None:
    for reasons in ("Early help can go on.", "Early help can go on.\nCall us.", ""):
        way = at_the_packet(borough)
        planned(borough, way.case)
        packet = send(way)
        Packet.objects.filter(pk=packet).update(state="rejected", reasons=reasons)
    with acting_as(borough.actor("Nell", on=MONDAY)) as nell:
        page = packets(actor=nell)
        none = packets(actor=nell, state="accepted")
    with acting_as(borough.actor("Hollis", on=MONDAY)) as hollis:
        assert packets(actor=hollis).total == 0

    assert page.states == {"rejected": 3} and none.total == 0
    assert page.bounces == [("Early help can go on.", 2), ("No reason was given", 1)]


# --- the rules of sending and answering


happenings = st.lists(
    st.sampled_from(["acknowledged", "down", "refused", "accepted", "rejected"]), min_size=1, max_size=12
)


@examples(max_examples=400, deadline=None)
@given(happened=happenings)
def test_whatever_the_order_of_answers_and_retries_there_is_one_state(happened: list[str]) -> None:
    stands = Standing("made")
    for each in happened:
        before = stands
        if each in {"accepted", "rejected"}:
            stands = answered(stands, each, "Because.", "R. Ames") or stands
        elif each == "acknowledged":
            stands = acknowledged(stands)
        else:
            stands = not_sent(stands, "No.", for_good=each == "refused")
        if before.state in {"accepted", "rejected"}:
            assert stands == before  # the first answer stands, whatever comes after it
    said = [each for each in happened if each in {"accepted", "rejected"}]
    if said:
        assert stands.state == said[0]
    elif "acknowledged" in happened:
        assert stands.state == "sent"


def test_it_is_tried_again_ever_later_for_about_a_day() -> None:
    waits = [again_in(each) for each in range(1, len(PATIENCE) + 2)]
    assert waits[-1] is None and all(waits[:-1])
    assert 20 < sum(each.total_seconds() for each in PATIENCE) / 3600 < 28
    assert not_sent(Standing("made", attempts=len(PATIENCE)), "No.", for_good=False).state == "failed"
