"""A stand-in for social care's own system: a small server that speaks the interface of docs/transfer.md, no more.

It shows a certificate of its own, checks seals and schemas as the real one must, keeps what it is sent, and does what a
test tells it: acknowledges, is down for a while, answers late, accepts, rejects, and sends step-downs. It shares with
Alongside the published schema alone, and the classes that are drawn from it.
"""

import hashlib
import json
import ssl
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.x509.oid import NameOID

from alongside.pathway.rules.sealing import HEADER, File, Seal, Wrong, opened, packed, sealed, unpacked
from alongside.pathway.rules.transfer import ContactRecord, PacketDocument, Person, Professional, TransferPacket

US, THEM = "calderholt-early-help", "calderholt-lcs"


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass
class OtherSystem:
    """The stand-in while it runs. `received` are the packets it has, by their id; `sendings` how often each came.

    `now` is its clock: a test that sets the day of a site sets this with it.
    """

    folder: Path
    key: Ed25519PrivateKey
    our_key: Ed25519PrivateKey
    url: str = ""
    down: bool = False
    answers_with: int = 0
    received: dict[str, bytes] = field(default_factory=dict)
    sendings: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    now: Callable[[], datetime] = _now

    @property
    def settings_file(self) -> Path:
        """The file for ALONGSIDE_TRANSFER."""
        return self.folder / "transfer.toml"

    # --- what it is sent

    def take(self, written: str, body: bytes) -> tuple[int, dict[str, Any]]:
        """Take a packet in as the interface says: the same one again gets the same receipt."""
        if self.down:
            return 503, {"error": "Down for maintenance."}
        if self.answers_with:
            return self.answers_with, {"error": "No."}
        try:
            seal = opened(written, self.our_key.public_key(), sender=US, receiver=THEM, now=self.now())
            if seal.sha256 != hashlib.sha256(body).hexdigest():
                raise Wrong(422, "The body is not what was sealed.")
            unpacked(BytesIO(body), largest=100 << 20)
        except Wrong as wrong:
            self.refused.append(wrong.sentence)
            return wrong.status, {"error": wrong.sentence}
        self.sendings.append(seal.packet)
        if self.received.setdefault(seal.packet, body) != body:
            return 409, {"error": "Another content came under this id."}
        return 201, {
            "format": "alongside-transfer-receipt", "version": 1, "packet": seal.packet, "sha256": seal.sha256,
            "received_at": self.now().isoformat(), "reference": f"LCS-{len(self.received)}",
        }  # fmt: skip

    # --- what it sends

    def seal(self, packet: str, body: bytes, *, at: datetime | None = None, once: str = "", to: str = US) -> str:
        """The seal of something it sends."""
        digest = hashlib.sha256(body).hexdigest()
        return sealed(Seal(THEM, to, packet, digest, at or self.now(), once or uuid4().hex), self.key)

    def answer(self, packet: str, answer: str, reasons: str = "", decided_at: datetime | None = None) -> bytes:
        """What it says to a packet, as it stands in a body."""
        return json.dumps({
            "format": "alongside-transfer-answer", "version": 1, "packet": packet, "answer": answer, "reasons": reasons,
            "decided_at": (decided_at or self.now()).isoformat(), "decided_by": "R. Ames, MASH Manager",
            "reference": "LCS-1",
        }).encode()  # fmt: skip

    def post(self, address: str, body: bytes, seal: str, kind: str = "application/json") -> tuple[int, dict[str, Any]]:
        """Post something to Alongside; returns the status and what it says."""
        asked = urllib.request.Request(address, body, {"Content-Type": kind, HEADER: seal})  # ours
        try:
            with urllib.request.urlopen(asked, timeout=30) as answer:  # ours
                return answer.status, json.loads(answer.read())
        except urllib.error.HTTPError as fault:
            return fault.code, json.loads(fault.read())


def step_down(number: str = "LCS-77", **more: Any) -> tuple[str, bytes]:
    """A family that steps down, as the other system packs it: its id and the file."""
    letter = File("documents/01-cin-minutes.txt", "CIN minutes", b"The plan has worked. Targeted services go on.")
    packet = TransferPacket(**{
        "id": number, "direction": "step-down", "from_system": THEM, "to_system": US, "made_at": datetime.now(UTC),
        "transfer_on": datetime.now(UTC).date(), "comments": "The family knows and agrees.",
        "step_down_from": "Child in need plan",
        "contact": ContactRecord(
            made_by=Professional(name="R. Ames", role="Social worker", organisation="Children's social care"),
            details="Two years of neglect; mornings go well now.",
        ),
        "people": (
            Person(number=1, forename="Oona", surname="Tarrant", born_on=date(1990, 4, 2), is_head=True,
                   address="3 Sluice Row", postcode="CH99 3RT", telephones=("07700 900345",)),
            Person(number=2, forename="Rafe", surname="Tarrant", born_on=date(2017, 9, 9), relationship="Son"),
        ),
        "documents": (PacketDocument(file=letter.name, title=letter.title, type="Minutes"),), **more,
    })  # fmt: skip
    whole, _ = packed(packet, [letter])
    return packet.id, whole


@contextmanager
def other_system(folder: Path, partnership: str = "calderholt") -> Iterator[OtherSystem]:
    """The stand-in, served on this machine until the block ends; its settings file is written."""
    system = OtherSystem(folder, Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate())
    certificate, key = _certificate(folder)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(system))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    system.url = f"https://localhost:{server.server_address[1]}/alongside"
    _write_settings(system, certificate, partnership)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield system
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


def _handler(system: OtherSystem) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            found = self.path == "/alongside/packets/"
            status, told = system.take(self.headers.get(HEADER, ""), body) if found else (404, {"error": "Nothing."})
            said = json.dumps(told).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *_: Any) -> None:
            """Nothing."""

    return Handler


def _write_settings(system: OtherSystem, certificate: Path, partnership: str) -> None:
    private = system.our_key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    public = system.key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    (system.folder / "our.key").write_bytes(private)
    (system.folder / "their.pub").write_bytes(public)
    system.settings_file.write_text(
        f'[{partnership}]\nname = "{US}"\nother = "{THEM}"\naddress = "{system.url}"\n'
        f'certificate = "{certificate.name}"\nkey = "our.key"\ntheir_key = "their.pub"\n',
        encoding="utf-8",
    )


def _certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate for localhost that signs itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    certificate, private = folder / "lcs.pem", folder / "lcs.key"
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ))  # fmt: skip
    return certificate, private
