"""The other system of each partnership: where it is, what it calls itself, and the keys of both (docs/transfer.md).

An operator says so in a file (ALONGSIDE_TRANSFER); a pack holds no address and no key.
"""

import http.client
import ssl
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlsplit
from uuid import uuid4

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key
from django.conf import settings

from alongside.core.env import Misconfigured
from alongside.pathway.rules.sealing import HEADER, Seal, Wrong, parsed, sealed
from alongside.pathway.rules.transfer import Receipt

PATIENCE = 30
LONGEST_ANSWER = 64 * 1024
_SAID = ("name", "other", "address", "certificate", "key", "their_key")


@dataclass(frozen=True)
class Link:
    """How a partnership and social care's system reach and know each other.

    `name` and `other` are what they call themselves; `certificate` is the file of the certificate, or of the authority,
    that the other system's address has to show; no other is trusted.
    """

    name: str
    other: str
    address: str
    certificate: Path
    key_file: Path
    their_key_file: Path

    @cached_property
    def key(self) -> Ed25519PrivateKey:
        """Our own key, which seals what we send."""
        key = load_pem_private_key(self.key_file.read_bytes(), None)
        if not isinstance(key, Ed25519PrivateKey):
            raise Misconfigured(f"{self.key_file} holds no Ed25519 key.")
        return key

    @cached_property
    def their_key(self) -> Ed25519PublicKey:
        """The other system's public key, by which we know what it sends."""
        key = load_pem_public_key(self.their_key_file.read_bytes())
        if not isinstance(key, Ed25519PublicKey):
            raise Misconfigured(f"{self.their_key_file} holds no Ed25519 public key.")
        return key


def link_of(slug: str) -> Link | None:
    """The other system of a partnership; None where none is set up. Raises Misconfigured where it is set up wrongly."""
    if not settings.TRANSFER:
        return None
    file = Path(settings.TRANSFER)
    try:
        told: Mapping[str, Any] = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as fault:
        raise Misconfigured(f"ALONGSIDE_TRANSFER: {file} cannot be read: {type(fault).__name__}.") from None
    said = told.get(slug)
    if said is None:
        return None
    if missing := [name for name in _SAID if not isinstance(said.get(name), str) or not said[name]]:
        raise Misconfigured(f"{file}: [{slug}] says no {missing[0]}.")
    if urlsplit(said["address"]).scheme != "https":
        raise Misconfigured(f"{file}: the address of [{slug}] has to begin with https://.")
    paths = [file.parent / said[name] for name in ("certificate", "key", "their_key")]
    if lost := [each for each in paths if not each.is_file()]:
        raise Misconfigured(f"{file}: there is no file {lost[0]}.")
    return Link(said["name"], said["other"], said["address"].rstrip("/"), *paths)


class NotSent(Exception):
    """The other system did not take it: why, and whether trying again is of no use."""

    def __init__(self, why: str, *, for_good: bool = False) -> None:
        super().__init__(why)
        self.why = why
        self.for_good = for_good


def send(link: Link, packet: str, content: IO[bytes], sha256: str, size: int, *, now: datetime) -> Receipt:
    """Send a packet, sealed, to the other system. Returns its receipt. Raises NotSent."""
    at = urlsplit(link.address)
    seal = sealed(Seal(link.name, link.other, packet, sha256, now, uuid4().hex), link.key)
    headers = {
        "Content-Type": "application/zip", "Content-Length": str(size), HEADER: seal, "Accept": "application/json",
    }  # fmt: skip
    try:
        connection = http.client.HTTPSConnection(
            at.hostname or "", at.port, timeout=PATIENCE, context=_trusting(link.certificate)
        )
        try:
            connection.request("POST", f"{at.path}/packets/", content, headers)
            answer = connection.getresponse()
            body = answer.read(LONGEST_ANSWER + 1)
        finally:
            connection.close()
    except ssl.SSLCertVerificationError:
        raise NotSent("The other system does not show the certificate that is trusted here.") from None
    except (OSError, http.client.HTTPException) as fault:
        raise NotSent(f"The other system does not answer ({type(fault).__name__}).") from None
    return _receipt(answer.status, body, packet, sha256)


def _trusting(certificate: Path) -> ssl.SSLContext:
    """A context that trusts this certificate or authority, and no other."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_verify_locations(cafile=str(certificate))
    return context


def _receipt(status: int, body: bytes, packet: str, sha256: str) -> Receipt:
    if status in {408, 425, 429} or status >= 500 or status < 200 or 300 <= status < 400:
        raise NotSent(f"The other system cannot take it now (it answered {status}).")
    if status >= 400:
        # What it says may repeat what was sent; the status alone is kept.
        raise NotSent(f"The other system refuses it (it answered {status}).", for_good=status not in {401, 403, 404})
    try:
        receipt: Receipt = parsed(Receipt, body[:LONGEST_ANSWER], "the receipt")
    except Wrong:
        raise NotSent("The other system answered, but gave no receipt that follows the schema.") from None
    if (receipt.packet, receipt.sha256) != (packet, sha256):
        raise NotSent("The receipt is of another packet, or of another content.")
    return receipt
