"""Releasing a pack: from then on it is in force from its day, and stands as it is. Done at set-up, as the owner."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from alongside.packs.loader import load, load_all
from alongside.packs.schema import Pack


@dataclass(frozen=True)
class Released:
    """What came of releasing a pack. `new` is False where it says what its last release for that day says."""

    id: int
    pack: str
    version: str
    in_force_from: date
    new: bool


def release(folder: Path) -> Released:
    """Release the pack in this folder. Raises Faulty where it has a fault, ValueError where it is only to extend.

    Where its last release with the same day in force says just the same, that release stands and no other is made.
    """
    return _release([load(folder)])[0]


def release_pack(pack: Pack) -> Released:
    """Release a pack that was put together elsewhere than in a folder. Raises ValueError where it is only to extend."""
    return _release([pack])[0]


def release_all(packs: Path) -> Sequence[Released]:
    """Release every pack of a folder of packs that people work by; all of them, or none where one has a fault."""
    return _release([pack for pack in load_all(packs) if not pack.only_to_extend])


def _release(packs: Sequence[Pack]) -> Sequence[Released]:
    for pack in packs:
        if pack.only_to_extend:
            raise ValueError(f"Nobody works by {pack.id} itself. Release a pack that extends it.")
    with transaction.atomic(), connection.cursor() as cursor:
        # Two set-ups at once would both find nothing and release the same twice.
        cursor.execute("LOCK TABLE packs_release IN SHARE ROW EXCLUSIVE MODE")
        return [_release_one(pack, cursor) for pack in packs]


_LAST = """
SELECT id, version FROM packs_release WHERE pack = %s AND in_force_from = %s ORDER BY id DESC LIMIT 1
"""
_RECORD = """
INSERT INTO packs_release (pack, version, in_force_from, content) VALUES (%s, %s, %s, %s) RETURNING id
"""


def _release_one(pack: Pack, cursor: CursorWrapper) -> Released:
    cursor.execute(_LAST, [pack.id, pack.in_force])
    last = cursor.fetchone()
    if last and last[1] == pack.version:
        return Released(last[0], pack.id, pack.version, pack.in_force, new=False)
    cursor.execute(_RECORD, [pack.id, pack.version, pack.in_force, pack.model_dump_json(by_alias=True)])
    [made] = cursor.fetchone()
    return Released(made, pack.id, pack.version, pack.in_force, new=True)
