"""The files that stand beside the database (settings.BACKED_UP): saved with it, put back with it, and compared."""

import os
import tarfile
from collections.abc import Iterator, Mapping
from io import BufferedIOBase
from pathlib import Path
from typing import cast

from django.conf import settings
from django.core.files import File
from django.core.files.storage import Storage, storages


def names_in(storage: Storage, folder: str = "") -> Iterator[str]:
    """The names of everything in a store, in order; what is being written is left out."""
    try:
        folders, files = storage.listdir(folder)
    except FileNotFoundError:
        return
    yield from (f"{folder}{name}" for name in sorted(files) if not name.startswith("."))
    for each in sorted(folders):
        yield from names_in(storage, f"{folder}{each}/")


def files_file(file: Path) -> Path:
    """The files that belong to a backup of the database."""
    return file.with_name(file.name + ".files.tar")


def save_files(file: Path) -> Mapping[str, int]:
    """Write every stored file, as it is stored, to one archive beside a backup; returns their names and sizes.

    What a row of the database names was stored before the row was written, and stays: so an archive made after the rows
    were read holds all that they name.
    """
    to, half = files_file(file), files_file(file).with_suffix(".part")
    half.unlink(missing_ok=True)
    saved: dict[str, int] = {}
    try:
        with os.fdopen(os.open(half, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as out:
            with tarfile.open(fileobj=out, mode="w|") as archive:
                for alias in settings.BACKED_UP:
                    for name in names_in(storages[alias]):
                        saved[f"{alias}/{name}"] = _save(archive, alias, name)
            out.flush()
            os.fsync(out.fileno())
        half.rename(to)
    finally:
        half.unlink(missing_ok=True)
    return saved


def _save(archive: tarfile.TarFile, alias: str, name: str) -> int:
    storage = storages[alias]
    told = tarfile.TarInfo(f"{alias}/{name}")
    told.size = storage.size(name)
    with storage.open(name) as content:
        archive.addfile(told, cast(BufferedIOBase, content))
    return told.size


def load_files(file: Path) -> None:
    """Put the stored files of a backup back where this installation keeps them; one that is there already stays."""
    with tarfile.open(files_file(file), mode="r:") as archive:
        for told in archive:
            alias, _, name = told.name.partition("/")
            content = archive.extractfile(told)
            if alias in settings.BACKED_UP and content and not storages[alias].exists(name):
                storages[alias].save(name, File(content, name))


def files_missing(expected: Mapping[str, int]) -> list[str]:
    """Which of these files are not there, or are of another size, a phrase each."""
    wrong = []
    for each, size in expected.items():
        alias, _, name = each.partition("/")
        if not storages[alias].exists(name):
            wrong.append(f"missing: the file {each}")
        elif storages[alias].size(name) != size:
            wrong.append(f"the file {each} has another size")
    return wrong
