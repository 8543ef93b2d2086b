"""Stepping down from social care in a browser, each version from first step to last, on the days of the scenarios; and
a family that is telephoned in, discussed at the weekly COG and given to a worker (step up and step down processes)."""

from collections.abc import Iterator
from datetime import date, time, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.stepping import Somebody, Walk, typed, walking
from tests.browser.walk import heading, kept, surnames
from tests.conftest import DESKTOP, CheckAccess
from tests.days import Day
from tests.site import Site, open_site

pytestmark = [pytest.mark.browser, pytest.mark.req("PATH-09", "PATH-10", "CLOK-01")]

TAMSIN, NELL, GARETH = "Tamsin Okoro", "Nell Finch", "Gareth Pell"
RECEIVED = "Allocate a family received from social care"
PARENT, OTHER = "07700 900347", "07700 900348"
AGREED = {"Who is the social worker?": "R. Ames", "Who is the team manager?": "T. Orde"}
FROM_PLAN = AGREED | {"What does the family step down from?": "* Child in need plan"}
FROM_ASSESSMENT = AGREED | {
    "What does the family step down from?": "* Single assessment", "At which level?": "* Targeted Service",
}  # fmt: skip
CALLED = {"Who called?": "T. Orde", "Whom of COG did they speak to?": TAMSIN}
ALLOCATED = {"Who goes?": GARETH, "As what?": "* Senior Targeted Family Support Worker"}
VISITED = {
    "Did the social worker bring the DRAFT assessment and plan?": "* Yes",
    "Does the family consent to work with early help?": "* Yes", "Is there a new risk?": "* No",
    "What was said, and which plan was agreed?": "Mornings, with the school.",
}  # fmt: skip
HELD = {"What was decided, and why?": "It worked."}


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Day:
    return Day(tmp_path_factory.mktemp("day"), date(2026, 11, 24))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, day: Day) -> Iterator[Site]:
    """A site of its own, which lives on the day that the test sets, and is closed on bank holidays alone."""
    with open_site(tmp_path_factory.mktemp("site"), **day.settings) as opened:
        opened.rows("DELETE FROM clocks_closed_day")
        yield opened


@pytest.fixture(scope="module")
def new_names(site: Site) -> Iterator[str]:
    return surnames(site)


def family(walk: Walk, surname: str, *, child: date = date(2018, 5, 11)) -> None:
    """A mother, whose number is known, her partner, whose is not, and a child."""
    walk.arrives(
        surname, Somebody("Ottoline", date(1990, 4, 2), telephone=PARENT),
        Somebody("Barnaby", date(1988, 7, 9), "Partner"), Somebody("Pippin", child, "Son"),
    )  # fmt: skip


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


def test_both_targeted_services_versions_without_javascript(browser: Browser, site: Site, day: Day) -> None:
    with walking(browser, site, day, DESKTOP | {"java_script_enabled": False}) as walk:
        first, second = a_case(site, 0), a_case(site, 1)
        walk.case = first
        walk.on(date(2026, 12, 1))
        walk.begin(NELL, "Step down from a CIN plan (targeted services)")
        walk.do(NELL, FROM_PLAN | {"When did they decide?": typed(day.today)})
        walk.do(NELL, {"When is the CIN meeting?": "10-12-2026"})
        walk.not_by(NELL)
        walk.do(TAMSIN, ALLOCATED)
        for who, count in ((TAMSIN, 1), (NELL, 0)):  # restricted to the eCAF group (S063)
            walk.become(who)
            walk.page.goto(f"/cases/{walk.case}/log/")
            note = walk.page.locator(".moj-timeline__item", has_text="CIN Meeting allocation")
            expect(note).to_have_count(count)
        walk.case = second
        walk.begin(NELL, "Step down from a single assessment (targeted services)")
        walk.do(NELL, FROM_ASSESSMENT | {"When did they decide?": typed(day.today)})
        walk.do(TAMSIN, CALLED)
        walk.do(NELL, {"When is the joint visit?": "10-12-2026"})
        walk.do(TAMSIN, ALLOCATED)

        walk.on(date(2026, 12, 10))
        walk.open(GARETH)
        walk.answers(VISITED | {"When was the visit?": typed(day.today), "Is there a new risk?": "* Yes"})
        walk.page.get_by_role("radio", name="COG accepted: the family consents").check()
        walk.refused("With a new risk the step down cannot be completed.")
        walk.answers({"Is there a new risk?": "* No"})
        walk.press()
        walk.do(GARETH, {"When was it written on LCS?": typed(day.today)})
        walk.become(TAMSIN)
        walk.page.goto("/trays/triage-group/")  # the note went to the triage group too (page 8)
        expect(walk.page.locator("main")).to_contain_text("Answer the note “Single Assessment visit – COG Accepted”")
        walk.case = first
        walk.do(GARETH, HELD | {"When was the meeting held?": typed(day.today)}, "Step down to targeted services")
        walk.not_by(GARETH)
        walk.on(day.today, time(11))  # however long it took so far: the 48 hours begin here
        for walk.case, process in ((first, "step-down-cin-ts"), (second, "step-down-sa-ts")):
            walk.do(NELL, {"What came from social care?": "Plan and minutes."})
            assert walk.ended(process) == "allocation"
            expect(walk.clock(RECEIVED, "running")).to_contain_text("Saturday 12 December 2026 at 11:0")
        expect(walk.clock("A family that does not engage", "running")).to_contain_text("Thursday 7 January 2027")


def meeting_of_12_january(walk: Walk) -> None:
    """Ten working days before it is Christmas Eve; on the 29th nine are left, accepted with a reason (S068)."""
    walk.open(NELL, "Social worker tells the Early Help SPOC of the meeting")
    walk.field("When is the CIN meeting?").fill("12-1-2027")
    walk.refused("9 of 10 working days", "The last day for it was 24 December 2026.")
    walk.field("If the notice is short: why?").fill("They move house on the 13th.")
    walk.press()
    line = walk.clock("Tell the Early Help SPOC of the child in need meeting", "met-late")
    expect(line).to_contain_text("Thursday 24 December 2026")
    expect(line).to_contain_text("Done 29 December 2026")


def test_a_child_in_need_plan_ends_in_social_cares_version(
    browser: Browser, site: Site, day: Day, new_names: Iterator[str]
) -> None:
    with walking(browser, site, day) as walk:
        walk.on(date(2026, 12, 29))
        family(walk, next(new_names))
        walk.begin(NELL, "Step down from a CIN plan (social care)")
        walk.open(NELL)
        walk.answers(FROM_PLAN | {"When did they decide?": typed(day.today)})
        walk.answers({"What does the family step down from?": "* Child protection plan"})
        walk.refused("A family does not step down straight from a child protection plan here")
        walk.answers({"What does the family step down from?": "* Child in need plan"})
        walk.press()
        walk.not_by(TAMSIN)
        meeting_of_12_january(walk)
        walk.not_by(NELL, GARETH)
        walk.do(TAMSIN, ALLOCATED, step="Allocate a COG representative")

        walk.on(date(2027, 1, 12))
        walk.not_by(NELL)
        walk.do(GARETH, HELD | {"When was the meeting held?": typed(day.today)}, "Step down to targeted services")
        walk.not_by(GARETH, TAMSIN)
        walk.do(NELL, {"Who updated them?": "R. Ames", "Outcome of the plan": "* Referral to EHM"})
        step = "Team manager authorises the transfer and selects what to step down"
        walk.open(NELL, step)
        authorised = {"Which care management team manager authorised it?": "T. Orde", "The management decision": "Yes."}
        walk.answers(authorised)
        walk.refused("Most recent plan", "CIN minutes", "Key Agency details")
        walk.file("Child in Need Plan", "Minutes of a meeting")
        walk.involve("Harbour Street Primary School")
        walk.do(NELL, authorised, step=step)

        walk.on(date(2027, 1, 13))
        walk.do(NELL, {"What came from social care?": "The plan and the minutes."},
                step="Early help receives what was stepped down")  # fmt: skip
        closed = {"Who closed it?": "T. Orde", "When was it closed on LCS?": typed(day.today)}
        walk.do(NELL, closed, step="Team manager closes the case on LCS")
        walk.allocate("Ade Bankole", "15 January 2027 at 10:0")
        expect(walk.clock(RECEIVED, "met")).to_contain_text("Done 13 January 2027")


def screened(walk: Walk) -> None:
    """The child over ten is screened."""
    page = walk.page
    page.goto(f"/cases/{walk.case}/assessments/add/?tool=cse-screening")
    page.get_by_label("When did it take place?").fill(typed(walk.day.today))
    page.get_by_role("button", name="Start", exact=True).click()
    page.get_by_role("link", name="Begin: What was seen").click()
    page.get_by_label("What was seen or heard?").fill("Nothing.")
    page.get_by_role("button", name="Save and go on").click()
    page.get_by_label("No signs", exact=True).check()
    page.get_by_role("button", name="Save and see the whole").click()
    page.get_by_role("link", name="Check and complete").first.click()
    page.get_by_role("button", name="Complete it").click()
    expect(page.locator("main")).to_contain_text("The assessment is completed.")


def number_known(walk: Walk, of: str) -> None:
    """The checklist leads to the family, whose profile the number is written on."""
    walk.line("Telephone contact numbers").get_by_role("link", name="Put it right").click()
    walk.page.get_by_role("link", name=of).first.click()
    walk.page.get_by_role("button", name="Change the profile").click()
    walk.page.get_by_label("Mobile", exact=True).fill(OTHER)
    walk.page.get_by_role("button", name="Save", exact=True).click()
    expect(walk.page.locator("main")).to_contain_text(OTHER)


def test_a_single_assessment_ends_in_social_cares_version(
    browser: Browser, site: Site, day: Day, new_names: Iterator[str]
) -> None:
    with walking(browser, site, day) as walk:
        walk.on(date(2026, 11, 24))
        family(walk, next(new_names), child=date(2014, 5, 11))
        walk.begin(NELL, "Step down from a single assessment (social care)")
        walk.do(NELL, FROM_ASSESSMENT | {"When did they decide?": typed(day.today)})
        walk.not_by(NELL)
        walk.do(TAMSIN, CALLED | {"Which day was agreed for the joint visit?": "8-12-2026"})
        walk.open(NELL, "Social care tells the Early Help SPOC of the joint visit")
        walk.field("When is the next home visit?").fill("8-12-2026")
        walk.refused("Answer this: Full details")  # the note holds them, and the day of the visit (S070)
        walk.field("Full details").fill("14:00 at home, with both parents.")
        walk.press()
        expect(walk.clock("Tell the Early Help SPOC of the joint visit", "met")).to_contain_text(
            "Tuesday 24 November 2026"
        )
        walk.do(TAMSIN, ALLOCATED)

        walk.on(date(2026, 12, 8))
        visited = VISITED | {"When was the visit?": typed(day.today)}
        walk.do(GARETH, visited, "COG accepted: the family consents", "Joint visit")
        walk.do(GARETH, {"When was it written on LCS?": typed(day.today)})
        walk.open(NELL, "Social worker completes the single assessment with the plan agreed")
        walk.answers({"Who completed it?": "R. Ames", "Outcome of the single assessment": "* Referral to EHM"})
        walk.refused("Written Agreement with the family")
        for line in walk.page.locator(".al-check--missing").all():
            line.get_by_role("checkbox").check()
        walk.press()
        step = "Point of step down: the SAAT team manager authorises the transfer"
        authorised = {"Which SAAT team manager authorised it?": "T. Orde", "The management decision": "Yes."}
        walk.open(NELL, step)
        walk.answers(authorised)
        walk.refused("Genogram", "No number is known of Barnaby", "Still to be completed for Pippin")
        CheckAccess.here(walk.page)
        number_known(walk, "Barnaby")
        walk.file("Genogram")
        screened(walk)
        walk.open(NELL, step)
        walk.answers(authorised)
        for line in walk.page.locator(".al-check--missing").all():
            line.get_by_role("checkbox").check()
        walk.press()
        walk.on(day.today, time(11))  # however long it took so far: the 48 hours begin here
        walk.do(NELL, {"What came from social care?": "The assessment and the chronology."})
        expect(walk.clock("A family that does not engage", "running")).to_contain_text("Tuesday 5 January 2027")
        walk.do(NELL, {"Who closed it?": "T. Orde", "When was it closed on LCS?": typed(day.today)})
        walk.allocate("Hollis Reed", "10 December 2026 at 11:0")


TROUBLED = (
    "Does the child/ YP have any health issues?", "Does any adult in the household have any health issues?",
    "Is a YP in the household a Young Carer?", "Is there current or a history of DV or abuse?",
    "Is there current or a history of offending/ antisocial behaviour?",
)  # fmt: skip


def test_care_management_steps_down_with_explicit_consent_and_five_answers(
    browser: Browser, site: Site, day: Day, new_names: Iterator[str]
) -> None:
    with walking(browser, site, day) as walk:
        walk.on(date(2026, 12, 29))
        family(walk, next(new_names))
        walk.begin(NELL, "Step down from a care management CIN plan")
        walk.not_by(TAMSIN)
        walk.do(NELL, {
            "What does the family step down from?": "* Child in need plan",
            "When is the next home visit with the family?": "6-1-2027", "Full details": "16:00 at home.",
            "Which SPOC BSO is included in the case note?": NELL,
        }, step="SAAT Team Manager tells the MASH managers of the next home visit")  # fmt: skip
        expect(walk.clock("Tell the MASH managers of the next home visit", "met")).to_contain_text(
            "Tuesday 29 December 2026"
        )
        chosen = {"Who is the social worker?": "R. Ames", "Outcome of the plan": "* Referral to EHM (Step Down)"}
        walk.do(NELL, chosen, step="Social worker selects")
        walk.do(NELL, {"Who decided?": "T. Orde", "The management decision": "Step down."})
        walk.file("Child in Need Plan", "Minutes of a meeting")
        walk.involve("Harbour Street Primary School")
        walk.open(NELL, "Manager includes the forms and finalises the Referral to EHM")
        walk.answers({"Which manager finalised it?": "T. Orde"} | dict.fromkeys(TROUBLED[:4], "* No"))
        page = walk.page
        page.get_by_label("Which parent gave consent?").select_option(index=1)
        walk.refused("Say of the consent: how and when", f"Answer this: {TROUBLED[4]}")
        page.get_by_label("How was it given?").select_option(label="In writing")
        page.get_by_label("On which day?").fill("28-12-2026")
        walk.answers({TROUBLED[4]: "* Don’t know"})
        walk.press()
        walk.on(day.today, time(11))  # however long it took so far: the 48 hours begin here
        walk.do(NELL, {"What came from social care?": "Plan, minutes and decision."}, step="Early help receives")
        walk.do(NELL, {"Who closed it?": "T. Orde", "When was it closed on LCS?": typed(day.today)})
        walk.allocate("Hollis Reed", "31 December 2026 at 11:0")


def cog_meets(page: Page, on: date) -> None:
    """The weekly COG sits on this day, which is today; the family on its agenda is allocated."""
    page.goto("/panels/")
    page.get_by_role("link", name="Weekly COG").first.click()
    page.get_by_role("link", name="Set this date").first.click()
    page.get_by_label("Date").fill(typed(on))
    page.get_by_role("button", name="Set the date").click()
    heading(page, "Agenda")
    page.get_by_role("link", name="Into the meeting room").click()
    page.locator("#id_present-group").get_by_label(TAMSIN).check()
    page.get_by_role("button", name="Save who is here").click()
    page.get_by_label("Allocate to a worker").check()
    page.get_by_label("What was said").fill("Somebody near the school.")
    kept(page)
    page.get_by_role("button", name="Save and go on").click()
    expect(page.locator("#part-title")).to_contain_text("Notes of the meeting")
    page.get_by_role("navigation", name="Agenda").get_by_role("link", name="End of the meeting").click()
    page.get_by_role("button", name="The minutes are done").click()
    heading(page, "Minutes")


@pytest.mark.req("PATH-01", "PATH-03", "PATH-04")
def test_a_family_that_is_telephoned_in_goes_by_the_weekly_cog_to_a_worker(
    browser: Browser, site: Site, day: Day, new_names: Iterator[str]
) -> None:
    wednesday = date(2026, 12, 2)
    with walking(browser, site, day) as walk:
        walk.on(wednesday - timedelta(days=2))
        family(walk, next(new_names))
        walk.begin(NELL, "Weekly COG")
        walk.do(NELL, {"What is to be discussed?": "Who is nearest to the school?"})
        walk.on(wednesday)
        walk.become(TAMSIN)
        cog_meets(walk.page, wednesday)
        assert walk.ended("panel") == "allocate"
        walk.allocate("Ade Bankole")
        walk.become("Ade Bankole")
        walk.page.goto(f"/cases/{walk.case}/")
        expect(walk.page.locator("main")).to_contain_text("Ottoline")
