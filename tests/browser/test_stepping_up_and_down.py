"""Stepping up to social care in a browser, and what comes back from there, on the days of the scenarios.

A stand-in for social care's system answers, and sends a family down (step up and step down processes, pages 4 to 8).
"""

import re
from collections.abc import Iterator
from datetime import date, datetime, time

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.stepping import Somebody, Walk, not_applicable, typed, walking
from tests.browser.walk import heading, step_in, surnames
from tests.conftest import DESKTOP, PHONE, CheckAccess, visiting
from tests.days import LONDON, Day
from tests.other_system import US, OtherSystem, other_system, step_down
from tests.site import Site, alongside, environment, open_site

pytestmark = [pytest.mark.browser, pytest.mark.req("PATH-07", "PATH-08", "PATH-09", "PATH-12", "CLOK-01")]

ANSWER = "Social care accepts or rejects the contact"
ADE, TAMSIN, NELL, GARETH, PIERS = "Ade Bankole", "Tamsin Okoro", "Nell Finch", "Gareth Pell", "Piers Dunmore"


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Day:
    return Day(tmp_path_factory.mktemp("day"), date(2026, 11, 30))


@pytest.fixture(scope="module")
def lcs(tmp_path_factory: pytest.TempPathFactory, day: Day) -> Iterator[OtherSystem]:
    with other_system(tmp_path_factory.mktemp("lcs")) as system:
        system.now = lambda: day.now
        yield system


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, lcs: OtherSystem, day: Day) -> Iterator[Site]:
    """A site of its own, which knows where social care's system is, and lives on the day that the test sets."""
    more = {"ALONGSIDE_TRANSFER": str(lcs.settings_file)} | day.settings
    with open_site(tmp_path_factory.mktemp("site"), **more) as opened:
        yield opened


def work(site: Site, lcs: OtherSystem, day: Day) -> None:
    """The worker does what waits for it."""
    env = environment(None, site.app_url, site.data) | {"ALONGSIDE_TRANSFER": str(lcs.settings_file)}
    alongside(["procrastinate", "worker", "--one-shot", "--queues", "default"], env | day.settings)


def said(lcs: OtherSystem, site: Site, packet: str, answer: str, reasons: str = "", at: datetime | None = None) -> None:
    """Social care's system answers a packet."""
    told = lcs.answer(packet, answer, reasons, at)
    assert lcs.post(f"{site.url}/transfer/calderholt/answers/", told, lcs.seal(packet, told))[0] == 200


def wide(page: Page) -> None:
    """The page is right for everybody, and as wide as the window."""
    CheckAccess.here(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def with_plan(site: Site) -> int:
    """A family of Ade's with a completed plan, shared with nobody on this way yet: the Marsh family. Its assessment is
    of 29 August, its star of the 31st (S058)."""
    [(case,)] = site.rows("SELECT min(id) FROM cases_case WHERE name LIKE 'Marsh / Quillan%%'")
    for tool, on in (("early-help-assessment", "2026-08-29"), ("whole-family-webstar", "2026-08-31")):
        site.rows("UPDATE assessments_assessment SET took_place_on = %s WHERE case_id = %s AND tool = %s",
                  [on, case, tool])  # fmt: skip
    return int(case)


def to_the_contact(walk: Walk) -> None:
    """A key worker asks, and a COG manager alone decides; key agencies are brought up to date (S053)."""
    walk.begin(ADE, "Step up to social care")
    walk.do(ADE, {"What has happened, and why does the family need social care?": "Three incidents."})
    walk.not_by(ADE, NELL, GARETH)
    walk.do(TAMSIN, {
        "When was it decided?": typed(walk.day.today), "Where was it decided?": "* Weekly COG",
        "What was decided, and why?": "Early help is not enough.",
    }, "Step up to social care")  # fmt: skip
    walk.open(TAMSIN, "Complete the documents and bring the key agencies up to date")
    expect(walk.line("Key agencies")).to_contain_text("there")
    not_applicable(walk.page)
    walk.press()


CONTACT = {
    "Family working: include the brothers and sisters?": "* Yes",
    "Person making the contact": "* Any other professional", "Source type": "* COG",
}  # fmt: skip
FIXED = {"Contact method": "* Weekly COG Discussion", "Reason": "* MASH New Contact: Children in Need (C)"}


def sent(walk: Walk, lcs: OtherSystem, due: str) -> str:
    """The packet is put together and leaves, once; the answer is due from when the contact was finalised. Its id."""
    walk.open(NELL)
    walk.page.get_by_role("button", name="Do this step").click()
    expect(walk.page.locator("aside .al-facts")).to_contain_text(f"{ANSWER}: by {due}")
    press = walk.page.get_by_role("button", name="Save and finalise to send to LCS")
    press.click()
    expect(walk.page.locator(".govuk-error-summary")).to_contain_text("Enter the date of transfer")
    walk.field("Date of transfer").fill(typed(walk.day.today))
    walk.field("Comments").fill("As agreed at the weekly COG.")
    not_applicable(walk.page)
    wide(walk.page)
    press.click()
    expect(walk.page.locator("h2", has_text="to social care")).to_be_visible()
    [(number,)] = walk.site.rows("SELECT max(id) FROM pathway_packet WHERE case_id = %s", [walk.case])
    for _ in range(2):  # the second time nothing is left to send (S059)
        work(walk.site, lcs, walk.day)
    assert lcs.sendings.count(f"{US}-{number}") == 1
    walk.page.reload()
    expect(walk.page.get_by_text("Received by social care").first).to_be_visible()
    return f"{US}-{number}"


def test_a_step_up_is_rejected_in_time_and_the_next_accepted_late(
    browser: Browser, site: Site, lcs: OtherSystem, day: Day
) -> None:
    case = with_plan(site)
    with walking(browser, site, day, PHONE, case) as walk:
        walk.on(date(2026, 11, 30))
        to_the_contact(walk)
        walk.on(date(2026, 11, 30), time(11))
        walk.do(TAMSIN, CONTACT | FIXED | {"Why the family steps up": "Three incidents in a month."})
        walk.open(NELL)
        walk.page.get_by_role("button", name="Do this step").click()
        expect(walk.line("Early Help assessment")).to_contain_text("Of 29 August 2026: older than 3 months, not")
        expect(walk.line("Outcomes Star")).to_contain_text("Of 31 August 2026.")
        packet = sent(walk, lcs, "1 December 2026 at 11:00, tomorrow")
        walk.on(date(2026, 12, 1), time(9, 30))
        said(lcs, site, packet, "rejected", "Early help has not been tried for long enough.")
        walk.open(TAMSIN, "Read why, and go on with the family")
        walk.press()
        expect(walk.clock(ANSWER, "met")).to_contain_text("Done 1 December 2026 at 09:30")
        assert site.rows("SELECT u.name, c.closed_on FROM cases_case c JOIN accounts_user u ON u.id = c.owner_id"
                         " WHERE c.id = %s", [case]) == [(ADE, None)]  # fmt: skip
        walk.page.goto(f"/cases/{case}/chronology/")
        expect(walk.page.locator("main")).to_contain_text("Early help has not been tried for long enough.")
        walk.become(NELL)
        walk.page.goto("/packets/")
        expect(walk.page.get_by_role("table", name="Why packets were rejected")).to_contain_text("long enough")

    with walking(browser, site, day, DESKTOP, case) as walk:
        walk.on(date(2026, 12, 18), time(16, 20))
        to_the_contact(walk)
        walk.on(date(2026, 12, 18), time(16, 30))
        walk.do(TAMSIN, CONTACT | FIXED | {"Why the family steps up": "Two more incidents."})
        packet = sent(walk, lcs, "19 December 2026 at 16:30, tomorrow")
        walk.on(date(2026, 12, 21), time(9))
        walk.open(NELL, "Social care accepts or rejects the contact")
        walk.due(ANSWER, "19 December 2026 at 16:30, 2 days ago")
        expect(walk.page.locator(".al-step__facts")).to_contain_text("overdue")
        expect(walk.clock(ANSWER, "overdue")).to_contain_text("40 hours overdue")
        said(lcs, site, packet, "accepted", at=datetime(2026, 12, 20, 15, tzinfo=LONDON))
        walk.not_by(NELL)
        walk.open(TAMSIN, "Complete the early help episode")
        walk.press()
        expect(walk.clock(ANSWER, "met-late")).to_contain_text("Done 20 December 2026 at 15:00, late")
    # Early help ends on the day that social care decided (S056).
    assert site.rows("SELECT closed_on FROM cases_case WHERE id = %s", [case]) == [(date(2026, 12, 20),)]


def test_a_family_that_withdrew_goes_back_within_four_weeks_by_a_decision_of_two(
    browser: Browser, site: Site, lcs: OtherSystem, day: Day
) -> None:
    back = "A family that does not engage goes back to the SPOC manager"
    with walking(browser, site, day, DESKTOP) as walk:
        walk.on(date(2026, 11, 30))
        walk.arrives(next(surnames(site)), Somebody("Ottoline", date(1990, 4, 2), telephone="07700 900346"))
        walk.begin(NELL, "Weekly COG")  # so the COG manager has the family: it was to be allocated
        walk.do(NELL, {"What is to be discussed?": "Who takes it on?"})
        walk.on(date(2026, 12, 16))
        for who in (NELL, GARETH):
            walk.become(who)
            walk.page.goto(f"/cases/{walk.case}/processes/")
            expect(walk.page.get_by_role("button", name="Begin Step up from single assessment")).to_have_count(0)
        walk.begin(TAMSIN, "Step up from single assessment")
        told = {
            "What happened?": "* The family withdrew consent and refused support",
            "How often was contact tried?": "3", "What has happened since the de-escalation?": "Three calls in vain.",
            "When was the copy of the single assessment e-mailed to the SPOC Manager?": typed(day.today),
        }  # fmt: skip
        walk.open(TAMSIN)
        walk.answers(told | {"When was the single assessment de-escalated?": "17-11-2026"})
        walk.refused("The four weeks ended on 15 December 2026")
        walk.answers({"When was the single assessment de-escalated?": "27-11-2026"})
        walk.press()
        walk.open(TAMSIN, "Decide together: COG Manager and SPOC Manager")
        walk.due(back, "Friday 25 December 2026, in 9 days")
        walk.do(TAMSIN, {"What was decided, and why?": "They will not let us in."}, "Escalate at once")
        walk.open(TAMSIN)  # neither alone: what she proposed she cannot agree to
        expect(walk.page.get_by_role("button", name="Agree")).to_have_count(0)
        walk.open(NELL)
        expect(walk.page.get_by_role("button", name="Agree")).to_have_count(0)
        walk.open(PIERS)
        walk.page.get_by_role("button", name="Agree", exact=True).click()
        expect(walk.page.locator("main")).to_contain_text("is decided: you both agree")
        expect(walk.clock(back, "met")).to_contain_text("Friday 25 December 2026")
        again = {"Request": "* Single Assessment team to review", "Why the family goes back": "They refuse."}
        walk.on(date(2026, 12, 16), time(11))
        walk.do(TAMSIN, CONTACT | again, step="Put a contact onto the system")
        sent(walk, lcs, "17 December 2026 at 11:00, tomorrow")
        walk.on(date(2026, 12, 17), time(9))
        walk.not_by(TAMSIN)
        walk.do(NELL, {  # told by telephone: who has the tray of the MASH managers writes it down
            "Who of social care answered?": "R. Ames", "Which day did they decide?": typed(day.today),
        }, "CSC Accepted")  # fmt: skip
        walk.do(TAMSIN, {}, step="Complete the early help episode")
        expect(walk.clock(ANSWER, "met")).to_contain_text("17 December 2026 at 11:00")
    assert site.rows("SELECT closed_on FROM cases_case WHERE id = %s", [walk.case]) == [(date(2026, 12, 17),)]


def test_a_step_down_that_social_care_sends_becomes_a_case_and_is_allocated_in_48_hours(
    browser: Browser, site: Site, lcs: OtherSystem, day: Day
) -> None:
    due = "Allocate a family received from social care"
    with walking(browser, site, day, DESKTOP) as walk:
        page = walk.page
        walk.on(date(2026, 12, 18), time(15))
        number, whole = step_down()
        address = f"{site.url}/transfer/calderholt/packets/"
        status, receipt = lcs.post(address, whole, lcs.seal(number, whole), "application/zip")
        assert status == 201
        walk.become(NELL)
        page.goto("/trays/spoc/?order=newest")
        line = page.locator(".al-item", has_text="Tarrant")
        expect(line).to_contain_text(f"{due}: by 20 December 2026 at 15:00")
        line.get_by_role("link", name=re.compile("^Open")).click()
        heading(page, "Read what social care sent, and open the case")
        page.get_by_role("button", name="Do this step").click()
        expect(page.locator("aside")).to_contain_text("Two years of neglect; mornings go well now.")
        page.get_by_label("Area").select_option(label="Market")
        page.get_by_label("A task in the public interest").check()
        page.get_by_label("Without consent: why is it necessary and fair?").fill("Social care’s plan has ended.")
        page.get_by_role("button", name="Open the case").click()
        page.get_by_role("link", name="The family’s case").click()
        expect(page.locator("main")).to_contain_text("Tarrant")
        [(walk.case,)] = site.rows("SELECT case_id FROM pathway_contact WHERE reference = %s", [receipt["reference"]])
        page.goto(f"/cases/{walk.case}/documents/")
        expect(page.locator("main")).to_contain_text("CIN minutes")
        walk.allocate("Hollis Reed", "20 December 2026 at 15:00")
        expect(walk.clock(due, "met")).to_contain_text("Done 18 December 2026 at 15:0")
        walk.become("Hollis Reed")
        page.goto(f"/cases/{walk.case}/")
        expect(page.locator("main")).to_contain_text("Tarrant")


def test_every_page_of_packets_is_right(browser: Browser, site: Site) -> None:
    [(case, packet)] = site.rows("SELECT case_id, id FROM pathway_packet ORDER BY id LIMIT 1")
    for size in (DESKTOP, PHONE):
        with visiting(browser, site, bypass_csp=True, **size) as context:
            page = context.new_page()
            step_in(page, NELL)
            for path in ("/packets/", "/packets/?state=rejected", f"/cases/{case}/packets/{packet}/"):
                page.goto(path)
                wide(page)
