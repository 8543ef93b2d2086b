"""Every partnership's families on the days of the scenarios, first to last in a browser: one site that lives on the day
that is set. What each step is stands in framework.py, front_door.py, harrys_journey.py and closing.py."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser import closing, framework, harrys_journey
from tests.browser.dated import at_work
from tests.browser.walk import surnames
from tests.days import Day
from tests.site import Site, open_site

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Day:
    return Day(tmp_path_factory.mktemp("day"), date(2026, 11, 11))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, day: Day) -> Iterator[Site]:
    """One site for every place, on the day that is set; nobody else waits for the panel."""
    with open_site(tmp_path_factory.mktemp("site"), **day.settings) as opened:
        opened.rows("DELETE FROM pathway_panel_meeting WHERE ended_at IS NULL")
        opened.rows("UPDATE pathway_panel_meeting SET held_on = held_on - 4000")
        opened.rows("UPDATE pathway_work_item SET done_at = now() WHERE step = 'decide' AND done_at IS NULL")
        yield opened


@pytest.fixture(scope="module")
def names(site: Site) -> Iterator[str]:
    return surnames(site)


@pytest.mark.req("PATH-01", "PATH-02", "PATH-03", "PATH-04", "PATH-05", "PATH-06", "CLOK-01", "CLOK-02", "CLOK-03")
def test_a_family_goes_from_a_telephone_call_to_its_closure_without_javascript(
    browser: Browser, site: Site, day: Day, names: Iterator[str]
) -> None:
    with at_work(browser, site, day, "plain") as office:
        framework.a_year_with(office, next(names))


@pytest.mark.req("PATH-01", "PATH-02", "PATH-03", "PATH-04", "CLOK-01", "CLOK-02")
def test_a_request_before_christmas_is_late_at_the_panel_and_the_family_waits_for_a_worker(
    browser: Browser, site: Site, day: Day, names: Iterator[str]
) -> None:
    with at_work(browser, site, day) as office:
        framework.before_christmas(office, next(names), next(names))


@pytest.mark.req("PATH-02", "PATH-11", "CLOK-01", "CLOK-02")
def test_a_family_steps_down_is_escalated_and_closed_as_the_social_worker_confirms_on_a_phone(
    browser: Browser, site: Site, day: Day, names: Iterator[str], tmp_path: Path
) -> None:
    with at_work(browser, site, day, "phone") as office:
        framework.from_social_care_and_back(office, next(names), tmp_path)


@pytest.mark.req("PATH-03", "PATH-04", "PATH-05", "ORG-05")
def test_a_boys_family_comes_from_a_telephone_call_to_a_team_around_it(browser: Browser, site: Site, day: Day) -> None:
    with at_work(browser, site, day) as office:
        harrys_journey.to_a_team_around_the_family(office)


@pytest.mark.req("PATH-06", "CASE-13")
def test_a_case_is_closed_in_one_step_by_its_date_or_by_an_archived_status(
    browser: Browser, site: Site, day: Day, names: Iterator[str]
) -> None:
    """CCM guide 1.1 and 1.2; E-CINS 7.1, S147: whoever answers for the family closes it, and no manager signs."""
    with at_work(browser, site, day) as office:
        office.on(date(2027, 3, 26))
        closing.in_one_step(
            office, "Jory Penrose", closing.of_somebody(office, "Jory Penrose"), "The aims are met", "Closed"
        )
        family = closing.asked_for_help(office, "Ines Caddow", next(names))
        closing.in_one_step(office, "Ines Caddow", family, "Family disengaged", "Ended, goals not reached")
