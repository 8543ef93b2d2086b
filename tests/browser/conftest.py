"""Fixtures of the tests in a browser."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import walk
from tests.browser.looking import Look
from tests.browser.walk import step_in
from tests.conftest import DESKTOP, visiting
from tests.site import Site


@pytest.fixture(scope="session")
def surnames(site: Site) -> Iterator[str]:
    """Surnames that nobody has yet, each given once: `next(surnames)`."""
    return walk.surnames(site)


@pytest.fixture
def surname(surnames: Iterator[str]) -> str:
    """A surname that nobody has yet."""
    return next(surnames)


@pytest.fixture(scope="module")
def look() -> Look:
    """What a module has seen so far of the pages it looks at."""
    return Look()


@pytest.fixture(scope="module")
def ade(browser: Browser, site: Site) -> Iterator[Page]:
    """Ade's window, for every page of hers."""
    with visiting(browser, site, **DESKTOP) as context:
        page = context.new_page()
        step_in(page, "Ade Bankole")
        yield page


@pytest.fixture(scope="module")
def marsh(site: Site) -> dict[str, int]:
    """The numbers of the Marsh family's case and of what stands on it."""

    def one(sql: str) -> int:
        return int(site.rows(sql)[0][0])

    case = one("SELECT min(id) FROM cases_case WHERE name LIKE 'Marsh / Quillan%%'")
    return {
        "case": case,
        "member": one(f"SELECT min(id) FROM cases_member WHERE case_id = {case}"),
        "person": one(f"SELECT min(person_id) FROM cases_member WHERE case_id = {case}"),
        "flag": one(f"SELECT min(id) FROM cases_flag WHERE case_id = {case}"),
        "log": one(f"SELECT min(id) FROM casework_log WHERE case_id = {case}"),
        "share": one(f"SELECT max(id) FROM cases_share WHERE case_id = {case} AND stopped_at IS NULL"),
        "esme": one("SELECT principal_id FROM accounts_user WHERE name = 'Esme Farrow'"),
        "report": one("SELECT min(id) FROM casework_report"),
        "bryony": one("SELECT principal_id FROM accounts_user WHERE name = 'Bryony Tull'"),
        "report_action": one("SELECT min(id) FROM casework_action WHERE report_id IS NOT NULL"),
        "request": one(f"SELECT min(id) FROM cases_access_request WHERE case_id = {case}"),
        "document": one(f"SELECT min(id) FROM documents_document WHERE case_id = {case}"),
    }
