"""Fixtures of the tests in a browser."""

from collections.abc import Iterator

import pytest

from tests.browser import walk
from tests.site import Site


@pytest.fixture(scope="session")
def surnames(site: Site) -> Iterator[str]:
    """Surnames that nobody has yet, each given once: `next(surnames)`."""
    return walk.surnames(site)


@pytest.fixture
def surname(surnames: Iterator[str]) -> str:
    """A surname that nobody has yet."""
    return next(surnames)
