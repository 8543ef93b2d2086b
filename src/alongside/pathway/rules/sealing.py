"""Packing a packet into one file, sealing it with a key, and taking one apart that somebody sent. Pure.

A seal is a JSON Web Signature (RFC 7515, compact, EdDSA after RFC 8037) over who sends what to whom, with the SHA-256
of the file. So a file of any size is sealed by a few lines, a change of one byte is found, and a seal is good for one
sending alone.
"""

import base64
import hashlib
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import IO, Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from pydantic import ValidationError

from alongside.pathway.rules.transfer import Manifest, Part, TransferPacket

HEADER = "Alongside-Seal"
"""The header of a request that holds the seal of its body."""
FRESH = timedelta(minutes=10)
"""A seal is good for so long on either side of when it was made: two clocks may differ."""
PIECE = 1 << 20
MANIFEST, PACKET, READABLE = "manifest.json", "packet.json", "packet.pdf"
MOST_PARTS = 302


class Wrong(Exception):
    """What was sent cannot be taken: why, in a sentence for who looks after the other system, and as which status."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status
        self.sentence = sentence


# --- the file


@dataclass(frozen=True)
class File:
    """A part to be packed: what it is called, what people call it, and what is in it."""

    name: str
    title: str
    content: bytes


def packed(packet: TransferPacket, files: Sequence[File]) -> tuple[bytes, Manifest]:
    """A packet as one ZIP with its manifest. The same packet and files make the same bytes."""
    told = packet.model_dump_json(indent=1).encode()
    every = [File(PACKET, "The packet, for a program to read", told), *files]
    manifest = Manifest(packet=packet.id, parts=tuple(map(_part, every)))
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for each in [File(MANIFEST, "", manifest.model_dump_json(indent=1).encode()), *every]:
            archive.writestr(_entry(each.name, packet.made_at), each.content)
    return out.getvalue(), manifest


def _part(file: File) -> Part:
    return Part(name=file.name, title=file.title, sha256=digest(file.content), bytes=len(file.content))


def _entry(name: str, at: datetime) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, at.astimezone(UTC).timetuple()[:6])
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o600 << 16
    return entry


def digest(content: bytes) -> str:
    """SHA-256 in hexadecimal figures."""
    return hashlib.sha256(content).hexdigest()


@dataclass(frozen=True)
class Unpacked:
    """A packet taken apart: what it says, and its parts by name."""

    packet: TransferPacket
    manifest: Manifest
    files: Mapping[str, bytes]


def unpacked(file: IO[bytes], *, largest: int) -> Unpacked:
    """Take a packet apart that somebody sent, of at most so many bytes unpacked. Raises Wrong with what is wrong."""
    try:
        with zipfile.ZipFile(file) as archive:
            files = _read(archive, largest)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError, OverflowError):
        raise Wrong(422, "The packet is not a ZIP file that can be read. Make it again.") from None
    except Exception as fault:
        if type(fault).__module__ == "zlib":
            raise Wrong(422, "The packet is not a ZIP file that can be read. Make it again.") from None
        raise
    manifest = parsed(Manifest, files.pop(MANIFEST, b""), MANIFEST)
    _check_parts(manifest, files)
    packet = parsed(TransferPacket, files.get(PACKET, b""), PACKET)
    if packet.id != manifest.packet:
        raise Wrong(422, f"{PACKET} and {MANIFEST} name two packets. Make it again.")
    if missing := [each.file for each in packet.documents if each.file not in files]:
        raise Wrong(422, f"{PACKET} names a document that is not in the packet: {missing[0]}.")
    return Unpacked(packet, manifest, files)


def _read(archive: zipfile.ZipFile, largest: int) -> dict[str, bytes]:
    entries = archive.infolist()
    if len(entries) > MOST_PARTS:
        raise Wrong(413, f"The packet has more than {MOST_PARTS} parts.")
    if len({each.filename for each in entries}) != len(entries):
        raise Wrong(422, "Two parts of the packet have the same name.")
    files: dict[str, bytes] = {}
    left = largest
    for each in entries:
        with archive.open(each) as part:
            files[each.filename] = part.read(left + 1)
        left -= len(files[each.filename])
        if left < 0:
            raise Wrong(413, f"The packet is larger than {largest // 2**20} MB unpacked.")
    return files


def _check_parts(manifest: Manifest, files: Mapping[str, bytes]) -> None:
    named = {each.name: each for each in manifest.parts}
    if len(named) != len(manifest.parts):
        raise Wrong(422, f"{MANIFEST} names a part twice.")
    if differ := sorted(named.keys() ^ files.keys()):
        raise Wrong(422, f"{MANIFEST} and the packet differ in their parts: {differ[0][:200]}.")
    for name, part in named.items():
        if part.sha256 != digest(files[name]) or part.bytes != len(files[name]):
            raise Wrong(422, f"{name} is not what {MANIFEST} says: its SHA-256 differs. Make the packet again.")


def parsed(kind: Any, content: bytes, name: str) -> Any:
    """What a JSON file says, after the schema. Raises Wrong, which says where it differs and repeats nothing of it."""
    try:
        return kind.model_validate_json(content)
    except ValidationError as wrong:
        first = wrong.errors(include_url=False, include_input=False, include_context=False)[0]
        where = ".".join(str(each)[:60] for each in first["loc"][:6]) or "the file"
        raise Wrong(422, f"{name} does not follow the schema, at {where}: {_short(first)}.") from None
    except (RecursionError, ValueError):
        raise Wrong(422, f"{name} cannot be read as JSON.") from None


def _short(error: Mapping[str, Any]) -> str:
    # Our own word for the kind of fault: pydantic's message may repeat what was sent.
    return str(error["type"]).replace("_", " ")


# --- the seal


@dataclass(frozen=True)
class Seal:
    """What a seal says: who sends what to whom, when, and with which body. `once` is good for one sending."""

    sender: str
    receiver: str
    packet: str
    sha256: str
    at: datetime
    once: str


def sealed(seal: Seal, key: Ed25519PrivateKey) -> str:
    """The seal as it stands in a header."""
    told = {
        "iss": seal.sender, "aud": seal.receiver, "packet": seal.packet, "sha256": seal.sha256,
        "iat": int(seal.at.timestamp()), "jti": seal.once,
    }  # fmt: skip
    head = _b64(json.dumps({"alg": "EdDSA", "typ": "JOSE"}, separators=(",", ":")).encode())
    body = _b64(json.dumps(told, separators=(",", ":")).encode())
    return f"{head}.{body}.{_b64(key.sign(f'{head}.{body}'.encode()))}"


def opened(written: str, key: Ed25519PublicKey, *, sender: str, receiver: str, now: datetime) -> Seal:
    """What a seal says, once it is known to be the sender's, for this receiver, and fresh. Raises Wrong."""
    head, body, signature = _parts(written)
    told, said = _json(head), _json(body)
    if told.get("alg") != "EdDSA" or "crit" in told:
        raise Wrong(401, "The seal is not signed with EdDSA (Ed25519).")
    try:
        key.verify(_raw(signature), f"{head}.{body}".encode("ascii"))
    except (InvalidSignature, ValueError):
        raise Wrong(401, "The signature of the seal is not right, or of a key that is not known here.") from None
    seal = _seal(said)
    if (seal.sender, seal.receiver) != (sender, receiver):
        raise Wrong(401, f"The seal is not from {sender} to {receiver}.")
    if abs(seal.at - now) > FRESH:
        raise Wrong(401, "The seal is too old, or the clocks differ by more than ten minutes. Seal it again.")
    return seal


def _parts(written: str) -> tuple[str, str, str]:
    parts = written.split(".")
    if len(parts) != 3 or len(written) > 4000 or not written.isascii():
        raise Wrong(401, f"The request has no seal in its header {HEADER}.")
    return parts[0], parts[1], parts[2]


def _seal(said: Mapping[str, Any]) -> Seal:
    words = [said.get(name) for name in ("iss", "aud", "packet", "sha256", "jti")]
    if not all(isinstance(each, str) and 0 < len(each) <= 200 for each in words):
        raise Wrong(401, "The seal does not say who sends what to whom.")
    at = said.get("iat")
    if not isinstance(at, int) or not 0 < at < 1 << 36:
        raise Wrong(401, "The seal does not say when it was made.")
    sender, receiver, packet, sha256, once = map(str, words)
    return Seal(sender, receiver, packet, sha256, datetime.fromtimestamp(at, UTC), once)


def _json(part: str) -> Mapping[str, Any]:
    try:
        found = json.loads(_raw(part))
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise Wrong(401, "The seal cannot be read.")
    return found


def _b64(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def _raw(part: str) -> bytes:
    raw = base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
    if _b64(raw) != part:
        raise ValueError(part)  # one writing of a seal, or changing a byte of it could stay unseen
    return raw
