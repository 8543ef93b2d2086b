"""The door for social care's own system: what it sends comes in, once; whatever is wrong is 4xx and leaves nothing."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from pytest_django import Settings

from alongside.documents.models import Document
from alongside.events.models import Event
from alongside.pathway.models import Contact, Packet, WorkItem
from alongside.pathway.rules.sealing import HEADER, Seal, sealed
from alongside.pathway.tests.test_packets import at_the_packet, planned, send
from tests.borough import Borough
from tests.other_system import THEM, US, OtherSystem, other_system, step_down

pytestmark = [pytest.mark.django_db, pytest.mark.req("PATH-12", "PATH-09")]
PACKETS, ANSWERS = "/transfer/calderholt/packets/", "/transfer/calderholt/answers/"


@pytest.fixture
def lcs(tmp_path: Path, settings: Settings) -> Iterator[OtherSystem]:
    with other_system(tmp_path) as system:
        settings.TRANSFER = str(system.settings_file)
        yield system


def post(address: str, body: bytes, seal: str, kind: str = "application/zip") -> Any:
    return Client().post(address, body, content_type=kind, headers={HEADER: seal})


def test_a_step_down_becomes_a_contact_with_its_people_and_documents_in_the_spoc_tray(
    borough: Borough, lcs: OtherSystem
) -> None:
    number, whole = step_down()
    answer = post(PACKETS, whole, lcs.seal(number, whole))

    assert answer.status_code == 201, answer.json()
    contact = Contact.objects.get()
    assert contact.source == "step-down" and contact.referrer["name"] == "R. Ames"
    assert [each.forename for each in contact.people.order_by("position")] == ["Oona", "Rafe"]
    assert sorted(Document.objects.filter(received_with=contact.pk).values_list("name", flat=True)) == [
        "CIN minutes", "Step-down packet LCS-77",
    ]  # fmt: skip
    item = WorkItem.objects.get(journey__contact=contact)
    assert (item.tray, item.step) == ("spoc", "open") and item.team == borough.teams["spoc"]
    assert Event.objects.filter(kind="case.received", facts__contact=contact.pk).exists()
    assert answer.json()["reference"] == contact.reference


def test_the_same_packet_again_is_the_same_contact_and_another_content_is_refused(
    borough: Borough, lcs: OtherSystem
) -> None:
    number, whole = step_down()
    first = post(PACKETS, whole, lcs.seal(number, whole))
    again = post(PACKETS, whole, lcs.seal(number, whole))
    _, other = step_down(comments="Something else.")
    changed = post(PACKETS, other, lcs.seal(number, other))

    assert (first.status_code, again.status_code, changed.status_code) == (201, 200, 409)
    assert first.json()["reference"] == again.json()["reference"] and Contact.objects.count() == 1


def test_whatever_is_wrong_is_said_in_a_sentence_and_nothing_of_it_is_kept(
    borough: Borough, lcs: OtherSystem, settings: Settings
) -> None:
    number, whole = step_down()
    right, stranger, now = lcs.seal(number, whole), Ed25519PrivateKey.generate(), datetime.now(UTC)
    import hashlib

    of = Seal(THEM, US, number, hashlib.sha256(whole).hexdigest(), now, "once")
    _, up = step_down(direction="step-up")
    wrong = [
        (PACKETS, whole, "", 401), (PACKETS, whole, "a.b.c", 401), (PACKETS, whole, sealed(of, stranger), 401),
        (PACKETS, whole, lcs.seal(number, whole, to="elsewhere"), 401),
        (PACKETS, whole, lcs.seal(number, whole, at=now - timedelta(minutes=11)), 401),
        (PACKETS, whole[:-1] + b"!", right, 422), (PACKETS, b"", lcs.seal(number, b""), 422),
        (PACKETS, b"{", lcs.seal(number, b"{"), 422), (PACKETS, up, lcs.seal(number, up), 422),
        (PACKETS, whole, lcs.seal("LCS-78", whole), 422),
        ("/transfer/nowhere/packets/", whole, right, 404), ("/transfer/penwether/packets/", whole, right, 404),
        (ANSWERS, b"[" * 100_000, lcs.seal(number, b"[" * 100_000), 422),
        (ANSWERS, b"null", lcs.seal(number, b"null"), 422),
        (ANSWERS, lcs.answer(f"{US}-999999", "accepted"), None, 404),
        (ANSWERS, lcs.answer("LCS-77", "accepted"), None, 404),
    ]  # fmt: skip
    for address, body, seal, status in wrong:
        packet = f"{US}-999999" if b"999999" in body else number
        answer = post(address, body, lcs.seal(packet, body) if seal is None else seal)
        assert answer.status_code == status, (address, body[:40], answer.content)
        assert answer.json()["error"].strip()
    settings.LARGEST_PACKET = 100
    assert post(PACKETS, whole, right).status_code == 413
    assert Client().get(PACKETS).status_code == 405
    settings.LARGEST_PACKET = 50 << 20
    assert not Contact.objects.exists() and not Document.objects.filter(received_with__isnull=False).exists()

    assert post(PACKETS, whole, right).status_code == 201
    assert post(PACKETS, whole, right).status_code == 409  # the very same request, played again


@examples(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.binary(max_size=300), sealed_right=st.booleans(), to=st.sampled_from([PACKETS, ANSWERS]))
def test_nothing_that_is_sent_is_ever_a_fault_of_ours(
    borough: Borough, lcs: OtherSystem, body: bytes, sealed_right: bool, to: str
) -> None:
    seal = lcs.seal("LCS-1", body) if sealed_right else body.decode("latin-1").replace("\n", "").replace("\r", "")
    answer = post(to, body, seal)
    assert 400 <= answer.status_code < 500 and answer.json()["error"]


def test_an_answer_finishes_the_step_that_waits_for_it_and_said_twice_counts_once(
    borough: Borough, lcs: OtherSystem
) -> None:
    way = at_the_packet(borough)
    planned(borough, way.case)
    packet = f"{US}-{send(way)}"
    before = datetime.now(UTC)
    long_ago = datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14)))  # before there is a time in London
    body = lcs.answer(packet, "rejected", "Early help can go on.", decided_at=long_ago)

    assert post(ANSWERS, body, lcs.seal(packet, body)).status_code == 200
    assert post(ANSWERS, body, lcs.seal(packet, body)).status_code == 200
    other = lcs.answer(packet, "accepted")
    assert post(ANSWERS, other, lcs.seal(packet, other)).status_code == 409

    row = Packet.objects.get()
    assert (row.state, row.reasons, row.other_id) == ("rejected", "Early help can go on.", "LCS-1")
    assert way.waiting.step == "rejected" and way.waiting.tray == "cog"
    said = Event.objects.get(kind="step-up.answered")
    assert said.happened_at >= min(row.made_at, before)
    assert (
        said.facts["answer"] == "CSC Rejected"
        and said.facts["step_up"] == Event.objects.get(kind="step-up.sent").facts["step_up"]
    )


def test_an_answer_from_another_key_changes_nothing(borough: Borough, lcs: OtherSystem) -> None:
    way = at_the_packet(borough)
    planned(borough, way.case)
    packet = f"{US}-{send(way)}"
    body = lcs.answer(packet, "accepted")
    stranger = OtherSystem(lcs.folder, Ed25519PrivateKey.generate(), lcs.our_key)

    assert post(ANSWERS, body, stranger.seal(packet, body)).status_code == 401
    assert Packet.objects.get().state == "made" and way.waiting.step == "answer"
    assert post(ANSWERS, body, lcs.seal(packet, body)).status_code == 200
