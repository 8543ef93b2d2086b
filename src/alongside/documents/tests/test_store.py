"""The store: what uploads that were cut off left behind is swept up, and what a document names stays."""

import os
import time
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages

from alongside.core.acting import acting_as
from alongside.core.stored import names_in
from alongside.documents import actions, store
from alongside.documents.actions import keep
from alongside.documents.folder import Folder
from alongside.documents.tasks import sweep
from alongside.documents.tests.test_documents import PDF, file
from tests.borough import Borough

pytestmark = [pytest.mark.django_db, pytest.mark.req("DOC-02")]


def older(path: Path) -> None:
    then = time.time() - 2 * 24 * 3600
    os.utime(path, (then, then))


def test_what_was_cut_off_is_swept_up_a_day_later_and_nothing_else(borough: Borough, settings: object) -> None:
    folder: Path = settings.DOCUMENTS_DIR  # type: ignore[attr-defined]
    ade, case = borough.actor("Ade"), borough.case()
    with acting_as(ade):
        number = keep(file(content=PDF + b"% one that stays"), actor=ade, case=case.pk)
    old, new = (store.put(ContentFile(PDF + each), partnership=ade.partnership_id) for each in (b"% old", b"% new"))
    half = folder / Path(old).parent / ".half-cut"
    half.write_bytes(b"half of a file")
    for path in folder.rglob("*"):
        if path.is_file() and path != folder / new:
            older(path)

    with acting_as(ade):
        sweep(0)
        with actions.open_document(number, actor=ade).content as content:
            assert content.read() == PDF + b"% one that stays"
    assert not (folder / old).exists() and not half.exists()
    assert (folder / new).exists()
    assert old not in set(names_in(storages["documents"]))


def test_a_file_that_cannot_be_written_whole_is_not_there_at_all(tmp_path: Path) -> None:
    class Torn(ContentFile):  # type: ignore[type-arg]
        def chunks(self, chunk_size=None):  # type: ignore[no-untyped-def]
            yield b"the first half"
            raise OSError("No space left on device")

    folder = Folder(location=tmp_path)
    with pytest.raises(OSError, match="No space"):
        folder.save("1/ab/cd", Torn(b"x"))
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []

    folder.save("1/ab/cd", ContentFile(b"the whole of it"))
    folder.save("1/ab/cd", ContentFile(b"the whole of it"))
    assert [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()] == [b"the whole of it"]


def test_the_key_file_is_made_once_and_is_for_its_owner_alone(tmp_path: Path) -> None:
    keys = tmp_path / "keys"
    store.make_keys(keys)
    before = keys.read_text()
    store.make_keys(keys)
    assert keys.read_text() == before and keys.stat().st_mode & 0o077 == 0
    assert [path.name for path in tmp_path.iterdir()] == ["keys"]
