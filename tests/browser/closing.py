"""A case that is closed in one step, where the document names no second: by its date, or by an archived status."""

from playwright.sync_api import expect

from tests.browser import walk
from tests.browser.dated import Office, done
from tests.browser.walk import choose, field, heading, save


def of_somebody(office: Office, who: str) -> int:
    """An open case of theirs."""
    sql = (
        "SELECT max(c.id) FROM cases_case c JOIN accounts_user u ON u.id = c.owner_id"
        " WHERE u.name = %s AND c.closed_on IS NULL AND NOT c.is_archived"
    )
    return int(office.one(sql, who))


def asked_for_help(office: Office, who: str, surname: str) -> int:
    """A family of one that Penwether's form asks help for."""
    page = office.who(who)
    page.goto("/nominate/")
    page.get_by_label("Request for help").check()
    page.get_by_role("button", name="Start", exact=True).click()
    page.wait_for_url("**/drafts/*/")
    draft = page.url
    page.goto(f"{draft}application/")
    choose(page, "Patch", "The Coast")
    save(page)
    page.goto(f"{draft}nomination/")
    save(page)
    page.goto(f"{draft}family/")
    walk.new_member(page, walk.Told("Ottoline", surname))
    field(page, "Title").select_option("Ms")
    choose(page, "Area", "The Coast")
    choose(page, "Gender", "Female")
    field(page, "Ethnicity").select_option("Unknown")
    field(page, "Date of birth").fill("11-05-1992")
    walk.find_address(page)
    save(page)
    page.goto(f"{draft}assessment/")
    field(page, "Assessment date").fill(f"{office.day.today:%d-%m-%Y}")
    choose(page, "Risk assessment", "No")
    save(page)
    page.goto(f"{draft}consent/")
    choose(page, "Consent statement", "The family agreed, and signed")
    save(page)
    page.goto(f"{draft}check/")
    return int(walk.submit(page).split("/")[2])


def in_one_step(office: Office, who: str, case: int, way: str, status: str) -> None:
    """Begun by hand by whoever answers for the family, and done on its one page. What is closed waits for nothing."""
    page = office.who(who)
    page.goto(f"/cases/{case}/processes/")
    page.get_by_role("button", name="Begin Closing the case").click()
    heading(page, "Close the case")
    done(page, way, ends_on=f"{office.day.today:%d-%m-%Y}")
    page.goto(f"/cases/{case}/")
    expect(page.get_by_role("main")).to_contain_text(status)
    expect(page.get_by_role("main")).to_contain_text("26 March 2027")
    page.goto(f"/cases/{case}/clocks/")
    expect(page.locator(".al-clock--running, .al-clock--overdue")).to_have_count(0)
