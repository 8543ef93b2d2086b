"""The store of documents: each content once, under a keyed digest, encrypted with keys that the database never holds.

The format is age (https://age-encryption.org): whoever holds the key file can read a stored file with the `age` program
alone. Nothing is ever held in memory whole.
"""

import hashlib
import hmac
import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO, Any

import pyrage
from django.conf import settings
from django.core.files import File
from django.core.files.storage import Storage, storages
from pyrage.x25519 import Identity

from alongside.core.env import Misconfigured

PIECE = 1 << 20
FRESH = timedelta(hours=12)
"""What was stored longer ago than this is stored anew: the same content under the same name."""


class Lost(Exception):
    """A stored file is not there, or is not what was stored: someone has to look, so it is a fault and no refusal."""


@dataclass(frozen=True)
class Keys:
    """The keys of an installation, the newest first: new files are encrypted under it, old ones read with any."""

    identities: Sequence[Identity]

    def digest(self, sha256: bytes, *, partnership: int, key: Identity | None = None) -> str:
        """What content of this SHA-256 is called in a partnership. Without the key nobody can tell what it would be."""
        secret = hashlib.sha256(f"digest of documents {key or self.identities[0]}".encode()).digest()
        found = hmac.new(secret, f"{partnership} ".encode() + sha256, "sha256").hexdigest()
        return f"{partnership}/{found[:2]}/{found[2:]}"


def keys() -> Keys:
    """The keys in the key file, which is one of the program `age`: a key a line. Raises Misconfigured without any."""
    try:
        lines = settings.DOCUMENT_KEYS.read_text(encoding="ascii").splitlines()
        found = [Identity.from_str(line.strip()) for line in lines if line.strip() and not line.startswith("#")]
    except (OSError, ValueError, pyrage.IdentityError) as fault:
        raise Misconfigured(f"{settings.DOCUMENT_KEYS} holds no keys of documents: {fault}") from None
    if not found:
        raise Misconfigured(f"{settings.DOCUMENT_KEYS} holds no keys of documents. See docs/operators.md.")
    return Keys(found)


def make_keys(file: Path) -> None:
    """Write a key file with one new key, readable by its owner alone, where there is none."""
    if file.exists():
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    half = file.with_name(f"{file.name}.{os.getpid()}")
    key = Identity.generate()
    with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as out:
        out.write(
            f"# Keys of documents. Without this file no document can be read.\n# public key: {key.to_public()}\n{key}\n"
        )
        out.flush()
        os.fsync(out.fileno())
    try:
        os.link(half, file)  # whoever is first has made it
    except FileExistsError:
        pass
    finally:
        half.unlink()


def passing() -> IO[bytes]:
    """A file without a name, for what is only on its way: it goes with whoever holds it, however that ends."""
    settings.PASSING_DIR.mkdir(parents=True, exist_ok=True, mode=0o700)
    return tempfile.TemporaryFile(dir=settings.PASSING_DIR)


def put(content: "IO[bytes] | File[Any]", *, partnership: int) -> str:
    """Keep this content; returns what it is stored as. Whole before this returns; what is there already stays."""
    held = keys()
    name = held.digest(_sha256(content), partnership=partnership)
    if not _is_there(name):
        content.seek(0)
        with passing() as sealed:
            pyrage.encrypt_io(content, sealed, [held.identities[0].to_public()])
            sealed.seek(0)
            _storage().save(name, File(sealed, name))
    return name


def _is_there(name: str) -> bool:
    """Whether it is stored, and not about to be swept up as what an upload left behind (documents.tasks.sweep)."""
    if not _storage().exists(name):
        return False
    return datetime.now(UTC) - _storage().get_modified_time(name) < FRESH


def opened(stored_as: str) -> IO[bytes]:
    """What is stored under this name, in a file of its own without a name. Close it when done.

    Raises Lost where it is not there, cannot be decrypted, or is not the content that was stored under that name.
    """
    held, plain = keys(), passing()
    try:
        with _storage().open(stored_as) as sealed:
            pyrage.decrypt_io(sealed, plain, list(held.identities))
        found, partnership = _sha256(plain), int(stored_as.partition("/")[0])
    except (OSError, ValueError, pyrage.DecryptError) as fault:
        plain.close()
        raise Lost(f"{stored_as}: {type(fault).__name__}") from fault
    if stored_as not in {held.digest(found, partnership=partnership, key=each) for each in held.identities}:
        plain.close()
        raise Lost(f"{stored_as} holds something else.")
    plain.seek(0)
    return plain


def _sha256(content: Any) -> bytes:
    """The SHA-256 of a file, read piece by piece from its beginning."""
    content.seek(0)
    digest = hashlib.sha256()
    while piece := content.read(PIECE):
        digest.update(piece)
    return digest.digest()


def _storage() -> Storage:
    return storages["documents"]
