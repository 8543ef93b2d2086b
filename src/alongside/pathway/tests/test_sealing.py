"""A packet is one file in which a change of one byte is found, and a seal is good for one sending, from one, to one."""

import json
import zipfile
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from alongside.pathway.rules.sealing import FRESH, File, Seal, Wrong, digest, opened, packed, sealed, unpacked
from alongside.pathway.rules.transfer import (
    PUBLISHED,
    Answer,
    ContactRecord,
    PacketDocument,
    Person,
    Professional,
    TransferPacket,
    schema,
)

pytestmark = pytest.mark.req("PATH-12")
NOW = datetime(2026, 11, 30, 9, 30, tzinfo=UTC)
OURS, THEIRS = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
SCHEMAS = Path(__file__).resolve().parents[4] / "docs" / "schemas"
LARGEST = 1 << 20


def told(**more: Any) -> TransferPacket:
    return TransferPacket(**{
        "id": "calderholt-early-help-7", "direction": "step-up", "from_system": "calderholt-early-help",
        "to_system": "calderholt-lcs", "made_at": NOW, "transfer_on": date(2026, 11, 30), "comments": "As agreed.",
        "contact": ContactRecord(made_by=Professional(name="Tamsin Okoro")),
        "people": (Person(number=1, forename="Wren", surname="Marsh"),), **more,
    })  # fmt: skip


LETTER = File("documents/01-letter.txt", "Letter", b"Dear all, Wren was in on both mornings.")
WHOLE, MANIFEST = packed(
    told(documents=(PacketDocument(file=LETTER.name, title="Letter"),)),
    [File("packet.pdf", "To read", b"%PDF-1"), LETTER],
)


def test_what_was_packed_is_taken_apart_as_it_was() -> None:
    found = unpacked(BytesIO(WHOLE), largest=LARGEST)

    assert found.packet.people[0].forename == "Wren" and found.files[LETTER.name] == LETTER.content
    assert {part.name: part.sha256 for part in found.manifest.parts} == {
        name: digest(content) for name, content in found.files.items()
    }
    assert packed(found.packet, [File("packet.pdf", "To read", b"%PDF-1"), LETTER])[0] == WHOLE


@settings(max_examples=300, deadline=None)
@given(place=st.integers(0, len(WHOLE) - 1), by=st.integers(1, 255))
def test_a_change_of_any_one_byte_is_found_by_the_seal_and_never_taken_for_the_packet(place: int, by: int) -> None:
    changed = bytearray(WHOLE)
    changed[place] ^= by

    assert digest(bytes(changed)) != digest(WHOLE)  # what the seal says of the body
    try:
        found = unpacked(BytesIO(bytes(changed)), largest=LARGEST)
    except Wrong as wrong:
        assert wrong.status in {413, 422} and wrong.sentence
    else:  # a byte that nothing reads, such as the time of an entry: every part is still what it was
        assert found.files == unpacked(BytesIO(WHOLE), largest=LARGEST).files


@settings(max_examples=300, deadline=None)
@given(content=st.binary(max_size=400))
def test_whatever_is_sent_is_refused_with_a_sentence(content: bytes) -> None:
    with pytest.raises(Wrong) as wrong:
        unpacked(BytesIO(content), largest=LARGEST)
    assert wrong.value.status == 422 and wrong.value.sentence.endswith(".")


def _zip(**parts: bytes) -> BytesIO:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("_", "."), content)
    out.seek(0)
    return out


def _manifest(**parts: bytes) -> bytes:
    said = [
        {"name": name.replace("_", "."), "title": "", "sha256": digest(each), "bytes": len(each)}
        for name, each in parts.items()
    ]
    head = {"format": "alongside-transfer-manifest", "version": 1, "packet": "calderholt-early-help-7"}
    return json.dumps({**head, "parts": said}).encode()


@pytest.mark.parametrize(
    ("change", "status", "says"),
    [
        ({"comments": None}, 422, "comments"),
        ({"people": []}, 422, "people"),
        ({"version": 2}, 422, "version"),
        ({"something": "else"}, 422, "something"),
        ({"id": "another-1"}, 422, "two packets"),
        ({"documents": [{"file": "documents/02-gone.pdf", "title": "Gone"}]}, 422, "names a document"),
        ({"comments": "a\x00b"}, 422, "comments"),
    ],
)
def test_a_packet_that_does_not_follow_the_schema_is_refused_and_says_where(
    change: dict[str, Any], status: int, says: str
) -> None:
    right = json.loads(told().model_dump_json())
    wrong = json.dumps(right | change).encode()
    with pytest.raises(Wrong) as refused:
        unpacked(_zip(manifest_json=_manifest(packet_json=wrong), packet_json=wrong), largest=LARGEST)
    assert refused.value.status == status and says in refused.value.sentence

    good = json.dumps(right).encode()
    found = unpacked(_zip(manifest_json=_manifest(packet_json=good), packet_json=good), largest=LARGEST)
    assert found.packet == told()


def test_a_packet_that_is_too_large_unpacked_is_refused_before_it_is_read_whole() -> None:
    large = b"\0" * (3 << 20)
    with pytest.raises(Wrong) as refused:
        unpacked(_zip(manifest_json=_manifest(packet_json=large), packet_json=large), largest=LARGEST)
    assert refused.value.status == 413


# --- the seal


SEAL = Seal("calderholt-early-help", "calderholt-lcs", "calderholt-early-help-7", digest(WHOLE), NOW, "once-1")
WRITTEN = sealed(SEAL, OURS)


def _open(written: str, key: Any = None, sender: str = SEAL.sender, receiver: str = SEAL.receiver,
          now: datetime = NOW) -> Seal:  # fmt: skip
    return opened(written, key or OURS.public_key(), sender=sender, receiver=receiver, now=now)


def test_a_seal_says_what_was_sealed() -> None:
    assert _open(WRITTEN) == SEAL


@settings(max_examples=300, deadline=None)
@given(place=st.integers(0, len(WRITTEN) - 1), sign=st.sampled_from("ABCxyz012-_.= \n"))
def test_a_seal_changed_in_one_sign_is_no_seal(place: int, sign: str) -> None:
    changed = WRITTEN[:place] + sign + WRITTEN[place + 1 :]
    if changed == WRITTEN:
        return
    with pytest.raises(Wrong) as refused:
        _open(changed)
    assert refused.value.status == 401


def test_a_seal_is_of_one_key_for_one_receiver_and_fresh() -> None:
    for wrong in (
        {"key": THEIRS.public_key()}, {"receiver": "elsewhere-lcs"}, {"sender": "elsewhere"},
        {"now": NOW + FRESH + timedelta(seconds=1)}, {"now": NOW - FRESH - timedelta(seconds=1)},
    ):  # fmt: skip
        with pytest.raises(Wrong) as refused:
            _open(WRITTEN, **wrong)
        assert refused.value.status == 401
    assert _open(WRITTEN, now=NOW + FRESH) == SEAL


def test_a_seal_without_a_signature_is_refused_whatever_it_says_of_itself() -> None:
    head, body, _ = WRITTEN.split(".")
    none = "eyJhbGciOiJub25lIn0"  # {"alg":"none"}
    for written in (f"{none}.{body}.", f"{none}.{body}", f"{head}.{body}.", "", "a.b.c", "é.é.é", "." * 5000):
        with pytest.raises(Wrong) as refused:
            _open(written)
        assert refused.value.status == 401


def test_the_schema_that_is_published_is_the_one_that_is_held_to() -> None:
    for name in PUBLISHED:
        written = json.loads((SCHEMAS / f"{name}.json").read_text(encoding="utf-8"))
        assert written == schema(name), f"docs/schemas/{name}.json is not what is held to: write it anew"


def test_an_answer_says_who_decided_and_when() -> None:
    right = {
        "format": "alongside-transfer-answer", "version": 1, "packet": "calderholt-early-help-7", "answer": "rejected",
        "reasons": "Early help can go on.", "decided_at": "2026-12-01T09:00:00+00:00", "decided_by": "R. Ames",
    }  # fmt: skip
    assert Answer.model_validate(right).answer == "rejected"
