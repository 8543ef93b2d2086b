"""What every test stands on: the test database's name, where documents are kept, and the invented places."""

import atexit
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connections

from alongside.documents.store import make_keys
from tests.borough import PLACES, Borough, Standing, found
from tests.site import one_demonstration


def pytest_configure(config: pytest.Config) -> None:
    """Refuse to run against anything but a test set-up, and give this run its own database."""
    if not settings.TESTING:
        pytest.exit("Run the tests with ./alongside test: it sets ALONGSIDE_TESTING and the database addresses.", 2)
    _documents_of_their_own()
    run = one_demonstration()
    run.__enter__()
    config.add_cleanup(lambda: run.__exit__(None, None, None) and None)
    name = os.environ.get("ALONGSIDE_TEST_DB")
    if name:
        connections.settings["default"]["TEST"]["NAME"] = name


def _documents_of_their_own() -> None:
    """Each run keeps its documents in a folder of its own, under keys of its own."""
    folder = Path(tempfile.mkdtemp(prefix="alongside-documents-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    settings.DOCUMENTS_DIR, settings.PASSING_DIR = folder / "documents", folder / "passing"
    settings.DOCUMENT_KEYS = folder / "document-keys"
    settings.STORAGES["documents"]["OPTIONS"]["location"] = settings.DOCUMENTS_DIR
    make_keys(settings.DOCUMENT_KEYS)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest comes first, so that no process works on alone at the end."""
    items.sort(key=lambda item: _rank(item.nodeid))


_LONG = (
    "tests/launcher/test_running", "tests/browser/test_scenario_days", "tests/browser/test_every_page",
    "tests/browser/", "tests/launcher/", "tests/",
)  # fmt: skip


def _rank(name: str) -> int:
    return next((rank for rank, begins in enumerate(_LONG) if name.startswith(begins)), len(_LONG))


@pytest.fixture(scope="session")
def places(django_db_setup: None, django_db_blocker: Any) -> Mapping[str, Standing]:
    """The places of the tests, set up once in the test database; what a test changes in them is put back after it."""
    with django_db_blocker.unblock():
        return {slug: Standing.of(found(slug)) for slug in PLACES}


@pytest.fixture
def borough(places: Mapping[str, Standing], db: None) -> Borough:
    """Calderholt with its cast."""
    return places["calderholt"].place()


@pytest.fixture
def centres(places: Mapping[str, Standing], db: None) -> Borough:
    """Sandmere, the children's centres."""
    return places["sandmere"].place()


@pytest.fixture
def elsewhere(places: Mapping[str, Standing], db: None) -> Borough:
    """Penwether, the other partnership."""
    return places["penwether"].place()


@pytest.fixture
def brackenshore(places: Mapping[str, Standing], db: None) -> Borough:
    """Brackenshore, which works by the practice framework."""
    return places["brackenshore"].place()


@pytest.fixture
def thornhaven(places: Mapping[str, Standing], db: None) -> Borough:
    """Thornhaven, with its access team and three localities."""
    return places["thornhaven"].place()
