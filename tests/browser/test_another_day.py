"""A test sets the day of a site; the journeys of the scenarios stand on this."""

from datetime import date

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.walk import step_in
from tests.conftest import DESKTOP, visiting
from tests.days import Day
from tests.site import open_site


@pytest.mark.browser
def test_a_site_lives_on_the_day_that_a_test_sets(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> None:
    day = Day(tmp_path_factory.mktemp("day"), date(2027, 3, 26))
    with (
        open_site(tmp_path_factory.mktemp("site"), **day.settings) as site,
        visiting(browser, site, **DESKTOP) as window,
    ):
        page = window.new_page()
        for today, said in ((date(2027, 3, 26), "26 March 2027"), (date(2026, 12, 24), "24 December 2026")):
            day.becomes(today)
            step_in(page, "Ade Bankole")
            expect(page.locator("main")).to_contain_text(said)
            window.clear_cookies()
