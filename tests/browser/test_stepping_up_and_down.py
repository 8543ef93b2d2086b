"""Stepping up to social care and down again in a browser, with a stand-in for social care's system."""

import re
import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.walk import heading, step_in, today
from tests.conftest import DESKTOP, PHONE, CheckAccess, visiting
from tests.other_system import US, OtherSystem, other_system, step_down
from tests.site import Site, alongside, environment, open_site

pytestmark = [pytest.mark.browser, pytest.mark.req("PATH-07", "PATH-09", "PATH-12")]


@pytest.fixture(scope="module")
def lcs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OtherSystem]:
    with other_system(tmp_path_factory.mktemp("lcs")) as system:
        yield system


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, lcs: OtherSystem) -> Iterator[Site]:
    """A site of its own, which knows where social care's system is."""
    with open_site(tmp_path_factory.mktemp("site"), ALONGSIDE_TRANSFER=str(lcs.settings_file)) as opened:
        yield opened


def work(site: Site, lcs: OtherSystem) -> None:
    """The worker does what waits for it."""
    env = environment(None, site.app_url, site.data) | {"ALONGSIDE_TRANSFER": str(lcs.settings_file)}
    alongside(["procrastinate", "worker", "--one-shot", "--queues", "default"], env)


class Walk:
    """One family's way, each step done in the browser by whoever's it is."""

    def __init__(self, page: Page, site: Site, case: int) -> None:
        self.page, self.site, self.case, self.who = page, site, case, ""

    def begin(self, who: str, process: str) -> None:
        self.become(who)
        self.page.goto(f"/cases/{self.case}/processes/")
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=f"Begin {process}", exact=True).click()

    def become(self, who: str) -> None:
        if who != self.who:
            self.page.context.clear_cookies()
            step_in(self.page, who)
            self.who = who

    @property
    def waiting(self) -> int:
        sql = (
            "SELECT w.id FROM pathway_work_item w JOIN pathway_journey j ON j.id = w.journey_id"
            " WHERE j.case_id = %s AND w.done_at IS NULL AND j.process LIKE 'step-%%' ORDER BY w.id DESC LIMIT 1"
        )
        return int(self.site.rows(sql, [self.case])[0][0])

    def open(self, who: str) -> None:
        self.become(who)
        self.page.goto(f"/items/{self.waiting}/")

    def not_by(self, who: str) -> None:
        """Somebody else finds who does this step, or nothing where the family is not theirs; and no form."""
        self.open(who)
        expect(self.page.locator("main")).to_contain_text(re.compile("This step is done by:|There is nothing here"))
        expect(self.page.locator(".al-step__form")).to_have_count(0)

    def do(self, who: str, says: dict[str, str], way: str = "") -> None:
        """Answer what the step asks, by its labels, choose the way on, and finish it."""
        self.open(who)
        for label, value in says.items():
            self.answer(label, value)
        if way:
            self.page.get_by_role("radio", name=way).check()
        self.press()

    def press(self) -> None:
        """Finish the step that is open, and wait until it is done."""
        item = int(self.page.url.split("/items/")[1].split("/")[0])
        with self.page.expect_navigation():
            self.page.locator(".al-step__form button[type=submit]").last.click()
        expect(self.page.locator(".govuk-error-summary")).to_have_count(0)
        done = "SELECT done_at IS NOT NULL OR agreed_by_id IS NOT NULL OR proposed_by_id IS NOT NULL"
        until = time.monotonic() + 30
        while not self.site.rows(f"{done} FROM pathway_work_item WHERE id = %s", [item])[0][0]:
            assert time.monotonic() < until, f"{self.page.url} is open and step {item} is not done"
            time.sleep(0.1)

    def answer(self, label: str, value: str) -> None:
        group = self.page.locator("fieldset", has=self.page.locator("legend", has_text=label)).last
        if value.startswith("* "):
            (group if group.count() else self.page).get_by_role("radio", name=value[2:], exact=True).check()
        else:
            self.field(label).fill(value)

    def field(self, label: str) -> Locator:
        return self.page.get_by_label(label, exact=True)


def typed(days: int = 0) -> str:
    return f"{today() + timedelta(days):%-d-%-m-%Y}"


def packed_case(site: Site) -> int:
    """A family of Ade's with a completed plan, shared with nobody on this way yet: the Marsh family."""
    [(case,)] = site.rows("SELECT min(id) FROM cases_case WHERE name LIKE 'Marsh / Quillan%%'")
    return int(case)


def not_applicable(page: Page) -> None:
    """Say of everything that is missing and may be so that it is not applicable."""
    for line in page.locator(".al-check--missing").all():
        line.get_by_role("checkbox").check()
        line.get_by_label("Why is it not applicable?").fill("There is none for this family.")


def stepped_up(walk: Walk) -> str:
    """From asking to sending. Returns the packet's id."""
    walk.begin("Ade Bankole", "Step up to social care")
    walk.do("Ade Bankole", {"What has happened, and why does the family need social care?": "Three incidents."})
    for who in ("Ade Bankole", "Nell Finch", "Gareth Pell"):
        walk.not_by(who)
    walk.do("Tamsin Okoro", {
        "When was it decided?": typed(), "Where was it decided?": "* Weekly COG",
        "What was decided, and why?": "Early help is not enough.",
    }, "Step up to social care")  # fmt: skip
    walk.open("Tamsin Okoro")
    not_applicable(walk.page)
    walk.press()
    walk.do("Tamsin Okoro", {
        "Family working: include the brothers and sisters?": "* Yes",
        "Person making the contact": "* Any other professional",
        "Source type": "* COG", "Contact method": "* Weekly COG Discussion",
        "Reason": "* MASH New Contact: Children in Need (C)", "Why the family steps up": "Three incidents in a month.",
    })  # fmt: skip
    walk.open("Nell Finch")
    walk.page.get_by_role("button", name="Do this step").click()
    press = walk.page.get_by_role("button", name="Save and finalise to send to LCS")
    press.click()
    expect(walk.page.locator(".govuk-error-summary")).to_contain_text("Enter the date of transfer")
    walk.field("Date of transfer").fill(typed())
    walk.field("Comments").fill("As agreed at the weekly COG.")
    not_applicable(walk.page)
    CheckAccess.here(walk.page)
    assert walk.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    press.click()
    expect(walk.page.locator("h2", has_text="to social care")).to_be_visible()
    [(number,)] = walk.site.rows("SELECT max(id) FROM pathway_packet WHERE case_id = %s", [walk.case])
    return f"{US}-{number}"


def test_step_up_rejected_and_then_accepted(browser: Browser, site: Site, lcs: OtherSystem) -> None:
    with visiting(browser, site, **DESKTOP) as context:
        walk = Walk(context.new_page(), site, packed_case(site))
        packet = stepped_up(walk)
        work(site, lcs)
        assert lcs.sendings.count(packet) == 1
        walk.page.reload()
        expect(walk.page.get_by_text("Received by social care").first).to_be_visible()
        said = lcs.answer(packet, "rejected", "Early help has not been tried for long enough.")
        assert lcs.post(f"{site.url}/transfer/calderholt/answers/", said, lcs.seal(packet, said))[0] == 200
        walk.page.reload()
        expect(walk.page.get_by_text("Early help has not been tried for long enough.")).to_be_visible()
        walk.do("Tamsin Okoro", {})
        [(closed,)] = site.rows("SELECT closed_on FROM cases_case WHERE id = %s", [walk.case])
        assert closed is None
        walk.become("Nell Finch")
        walk.page.goto("/packets/")
        expect(walk.page.get_by_role("table", name="Why packets were rejected")).to_contain_text("long enough")


def test_step_up_accepted_closes_the_episode_on_a_phone(browser: Browser, site: Site, lcs: OtherSystem) -> None:
    [(case, number)] = site.rows(
        "SELECT case_id, id FROM pathway_packet WHERE state = 'made' ORDER BY id LIMIT 1"
    )  # the demonstration's: it waits for its answer
    packet = f"{US}-{number}"
    said = lcs.answer(packet, "accepted")
    assert lcs.post(f"{site.url}/transfer/calderholt/answers/", said, lcs.seal(packet, said))[0] == 200
    with visiting(browser, site, **PHONE) as context:
        walk = Walk(context.new_page(), site, int(case))
        walk.not_by("Nell Finch")
        walk.do("Tamsin Okoro", {})
    [(closed,)] = site.rows("SELECT closed_on FROM cases_case WHERE id = %s", [case])
    assert closed == today()


STEP_DOWN = {
    "What does the family step down from?": "* Child in need plan", "Who is the social worker?": "R. Ames",
    "Who is the team manager?": "T. Orde",
}  # fmt: skip
ALLOCATED = {"Who goes?": "Gareth Pell", "As what?": "* Senior Targeted Family Support Worker"}
VISITED = {
    "Did the social worker bring the DRAFT assessment and plan?": "* Yes",
    "Does the family consent to work with early help?": "* Yes", "Is there a new risk?": "* No",
    "What was said, and which plan was agreed?": "Mornings, with the school.",
}  # fmt: skip


def a_case(site: Site, place: int) -> int:
    """A family of Ade's on no way yet, seen by the SPOC."""
    [(case, holder)] = site.rows(
        "SELECT c.id, t.principal_id FROM cases_case c JOIN accounts_user u ON u.id = c.owner_id, accounts_team t"
        " WHERE u.name = 'Ade Bankole' AND t.name = 'Early Help SPOC' AND c.closed_on IS NULL AND NOT EXISTS ("
        " SELECT 1 FROM pathway_journey j WHERE j.case_id = c.id) ORDER BY c.id DESC OFFSET %s LIMIT 1", [place],
    )  # fmt: skip
    site.rows(
        "INSERT INTO cases_share (partnership_id, case_id, principal_id, holder_id, why, basis, shared_by_id,"
        " shared_at) SELECT partnership_id, id, %s, %s, 'steps down', '', owner_id, now() FROM cases_case"
        " WHERE id = %s",
        [holder, holder, case],
    )
    return int(case)


def test_step_down_in_the_targeted_services_versions(browser: Browser, site: Site) -> None:
    with visiting(browser, site, java_script_enabled=False, **DESKTOP) as context:
        walk = Walk(context.new_page(), site, a_case(site, 0))
        walk.begin("Nell Finch", "Step down from a CIN plan (targeted services)")
        walk.do("Nell Finch", STEP_DOWN | {"When did they decide?": typed()})
        walk.do("Nell Finch", {"When is the CIN meeting?": typed(5)})
        walk.not_by("Nell Finch")
        walk.do("Tamsin Okoro", ALLOCATED)
        walk.do("Gareth Pell", {"When was the meeting held?": typed(), "What was decided, and why?": "It worked."},
                "Step down to targeted services")  # fmt: skip
        walk.not_by("Gareth Pell")
        walk.do("Nell Finch", {"What came from social care?": "Plan and minutes."})
        assert ended(walk, "step-down-cin-ts") == "allocation"

        walk = Walk(walk.page, site, a_case(site, 1))
        walk.begin("Nell Finch", "Step down from a single assessment (targeted services)")
        walk.do("Nell Finch", {
            "What does the family step down from?": "* Single assessment", "Who is the social worker?": "R. Ames",
            "Who is the team manager?": "T. Orde", "When did they decide?": typed(),
            "At which level?": "* Targeted Service",
        })  # fmt: skip
        walk.do("Tamsin Okoro", {"Who called?": "T. Orde", "Whom of COG did they speak to?": "Tamsin Okoro"})
        walk.do("Nell Finch", {"When is the joint visit?": typed(5)})
        walk.do("Tamsin Okoro", ALLOCATED)
        walk.open("Gareth Pell")
        walk.do("Gareth Pell", VISITED | {"When was the visit?": typed()}, "COG accepted: the family consents")
        walk.do("Gareth Pell", {"When was it written on LCS?": typed()})
        walk.do("Nell Finch", {"What came from social care?": "The assessment."})
        assert ended(walk, "step-down-sa-ts") == "allocation"


def ended(walk: Walk, process: str) -> str:
    """By which way a process ended for the family."""
    sql = "SELECT ended_by_way FROM pathway_journey WHERE case_id = %s AND process = %s"
    [(way,)] = walk.site.rows(sql, [walk.case, process])
    return str(way)


def test_a_step_down_that_social_care_sends_waits_in_the_spoc_tray(
    browser: Browser, site: Site, lcs: OtherSystem
) -> None:
    number, whole = step_down()
    address = f"{site.url}/transfer/calderholt/packets/"
    status, receipt = lcs.post(address, whole, lcs.seal(number, whole), "application/zip")
    assert status == 201
    with visiting(browser, site, **DESKTOP) as context:
        page = context.new_page()
        step_in(page, "Nell Finch")
        page.goto("/trays/spoc/")
        expect(page.locator("main")).to_contain_text("Tarrant")
        [(item,)] = site.rows(
            "SELECT w.id FROM pathway_work_item w JOIN pathway_journey j ON j.id = w.journey_id"
            " JOIN pathway_contact k ON k.id = j.contact_id WHERE k.reference = %s", [receipt["reference"]],
        )  # fmt: skip
        page.goto(f"/items/{item}/")
        heading(page, "Read what social care sent, and open the case")
        expect(page.get_by_text("Allocate a family received from social care").first).to_be_visible()


def test_every_page_of_packets_is_right(browser: Browser, site: Site) -> None:
    [(case, packet)] = site.rows("SELECT case_id, id FROM pathway_packet ORDER BY id LIMIT 1")
    for size in (DESKTOP, PHONE):
        with visiting(browser, site, bypass_csp=True, **size) as context:
            page = context.new_page()
            step_in(page, "Nell Finch")
            for path in ("/packets/", "/packets/?state=rejected", f"/cases/{case}/packets/{packet}/"):
                page.goto(path)
                CheckAccess.here(page)
                assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
