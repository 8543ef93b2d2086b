"""Every kind of page of a case, with its notes, documents, tasks and reports, looked at as test_every_page does."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.looking import OF_A_CASE, Look
from tests.browser.walk import step_in
from tests.conftest import CheckAccess
from tests.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.req("PLAT-02")]


def test_what_a_case_is_made_of(ade: Page, look: Look, marsh: dict[str, int]) -> None:
    case = f"/cases/{marsh['case']}/"
    for part in (
        "", "members/", f"members/{marsh['member']}/group/", "key-information/", "name/", "status/", "details/",
        "assessment-date/", f"flags/{marsh['flag']}/", "flags/early-help/start/", "log/", "log/?time=week",
        "log/?since=31-02-2020", "log/add/", f"log/{marsh['log']}/", f"log/{marsh['log']}/correct/", "access/",
        "access/share/", "access/share/?q=Dev", "access/share/?q=Zzyzx", f"access/share/{marsh['esme']}/",
        f"access/{marsh['share']}/stop/", "history/", "history/?show=looks",
    ):  # fmt: skip
        look.at(ade, case + part)


def test_consent_agencies_people_and_what_stands_around_a_case(
    ade: Page, look: Look, site: Site, marsh: dict[str, int]
) -> None:
    case = f"/cases/{marsh['case']}/"
    [(agency,)] = site.rows(f"SELECT min(id) FROM cases_involvement WHERE case_id = {marsh['case']}")
    [(keyworker,)] = site.rows(f"SELECT min(id) FROM cases_keyworker WHERE case_id = {marsh['case']}")
    [(link, other)] = site.rows("SELECT id, other_id FROM cases_related_case ORDER BY id LIMIT 1")
    [(police,)] = site.rows("SELECT id FROM accounts_organisation WHERE name = 'Calderholt Police'")
    for part in (
        "consent/", "consent/given/", "consent/refused/", "consent/withdrawn/", "consent/another-basis/", "agencies/",
        "agencies/add/", "agencies/add/?q=Zzyzx", f"agencies/add/{police}/", f"agencies/{agency}/",
        f"agencies/{agency}/end/", "members/add/", "members/add/?q=Quillan", "members/add/?q=Zzyzx", "members/add/?q=Q",
        f"members/{marsh['member']}/end/", "keyworkers/add/", "keyworkers/add/?q=Dev", f"keyworkers/{keyworker}/end/",
        "related/", "related/add/", "related/add/?q=Oyelaran", "related/add/?q=Zzyzx", f"related/add/{other}/",
        f"related/{link}/end/", "flags/supporting-families/suggest/",
    ):  # fmt: skip
        look.at(ade, case + part)
    for address in ("/archive/", "/archive/?show=people", "/archive/?show=reports", "/archive/?q=Zzyzx",
                    "/cases/flags-suggested/"):  # fmt: skip
        look.at(ade, address)


def test_a_case_of_a_childrens_centre(second: Page, look: Look, site: Site) -> None:
    [(case,)] = site.rows("SELECT id FROM cases_case WHERE reference = 'BAY-0098'")
    for who in ("Jory Penrose", "Lowen Hart"):
        step_in(second, who)
        for part in ("", "primary-details/", "administration/", "agencies/"):
            look.at(second, f"/cases/{case}/{part}")
    look.at(second, "/cases/")


def test_notes_actions_and_the_chronology(ade: Page, look: Look, site: Site, marsh: dict[str, int]) -> None:
    case, log = f"/cases/{marsh['case']}/", marsh["log"]
    [(action,)] = site.rows("SELECT min(id) FROM casework_action WHERE case_id = %s", [marsh["case"]])
    [(begun, where)] = site.rows(
        "SELECT id, case_id FROM casework_note_draft WHERE ended_at IS NULL ORDER BY kept_at LIMIT 1"
    )
    [(restricted,)] = site.rows(f"SELECT min(id) FROM casework_log WHERE case_id = {marsh['case']} AND circle_id > 0")
    for part in (
        "log/add/?type=visit", "log/add/?type=child-voice", f"log/{log}/delete/", f"log/{restricted}/",
        "log/?words=chart&type=visit", "log/?words=zzyzx", "actions/", "actions/?show=open", "actions/add/",
        f"actions/add/?note={log}",
        f"actions/{action}/", "chronology/", "chronology/?only=significant&order=oldest", "chronology/?show=all",
        "chronology/?since=31-02-2020", f"chronology/log/{log}/mark/",
    ):  # fmt: skip
        look.at(ade, case + part)
    draft = f"/cases/{where}/log/drafts/{begun}/"
    kept = (f"/cases/{where}/log/", f"/cases/{where}/actions/", f"/cases/{where}/needed/")
    for address in (draft, f"{draft}discard/", *kept):
        look.at(ade, address)


def test_documents(ade: Page, look: Look, marsh: dict[str, int]) -> None:
    case, document = f"/cases/{marsh['case']}/documents/", f"/documents/{marsh['document']}/"
    for address in (
        case, f"{case}?type=letter", f"{case}?q=Zzyzx", f"{case}?page=90", f"{case}?show=deleted", f"{case}add/",
        document,
        f"{document}1/read/", f"{document}change/", f"{document}newer/", f"{document}delete/", "/downloads/",
        "/downloads/?q=Zzyzx",
    ):  # fmt: skip
        look.at(ade, address)
    ade.goto(f"{case}add/")
    ade.get_by_role("button", name="Add to the case").click()
    expect(ade).to_have_title(re.compile("^Error: "))
    look.here(ade, titled=False)


def test_tasks(ade: Page, look: Look, site: Site, marsh: dict[str, int]) -> None:
    case, esme = f"/cases/{marsh['case']}/tasks/", marsh["esme"]
    tasks = dict(site.rows("SELECT title, id FROM casework_task WHERE case_id = %s", [marsh["case"]]))
    asked = f"/tasks/{tasks['Places on the parenting course']}/"
    overdue = f"/tasks/{tasks['Consent form for the clinic']}/"
    for address in (
        "/tasks/", "/tasks/?list=team", "/tasks/?list=sent&state=waiting", "/tasks/?state=completed", "/tasks/?page=90",
        "/tasks/?type=health&priority=low&by=zzyzx", case, f"{case}?show=completed", f"{case}add/",
        f"{case}add/?q=Zzyzx", f"{case}add/?q=Hollis", f"{case}add/who-{esme}/",
        f"{case}add/member-{marsh['member']}/", asked, overdue,
        f"/tasks/{tasks['Advice on sleep']}/", f"/tasks/{tasks['Phone call with the school']}/",
        f"{asked}answer-more-time/", f"{asked}hand-on/", f"{asked}hand-on/who-{esme}/", f"{overdue}complete/",
        f"{overdue}more-time/", "/settings/away/",
    ):  # fmt: skip
        look.at(ade, address)
    ade.goto(f"{overdue}more-time/")
    ade.get_by_role("button", name="Ask for more time").click()
    expect(ade).to_have_title(re.compile("^Error: "))
    look.here(ade, titled=False)


def test_reports(ade: Page, look: Look, marsh: dict[str, int]) -> None:
    case, report = f"/cases/{marsh['case']}/reports/", f"/reports/{marsh['report']}/"
    for address in (
        case, f"{case}add/", f"{case}add/?type=observations", "/reports/", "/reports/?mine=yes&show=due",
        "/reports/?q=AB12",
        "/reports/?section=chronology&since=31-2-2020", "/reports/add/", "/reports/add/?type=chronology", report,
        f"{report}change/", f"{report}history/", f"{report}history/?show=looks", f"{report}notes/add/",
        f"{report}documents/add/", f"{report}actions/add/", f"{report}actions/{marsh['report_action']}/",
        f"{report}access/", f"{report}access/add/", f"{report}access/add/?q=Dev", f"{report}access/add/?q=Zzyzx",
        f"{report}access/{marsh['esme']}/", f"{report}access/{marsh['bryony']}/stop/", f"{report}cases/add/",
        f"{report}cases/add/?q=Oyelaran", f"{report}cases/{marsh['case']}/",
    ):  # fmt: skip
        look.at(ade, address)
    for address, button in (
        (f"{case}add/?type=chronology", "Save the report"), (f"{report}notes/add/", "Save the note"),
        (f"{report}access/{marsh['esme']}/", "Let them see it"), (f"{report}documents/add/", "Add to the report"),
    ):  # fmt: skip
        ade.goto(address)
        ade.get_by_role("button", name=button).click()
        expect(ade.locator(".govuk-error-summary")).to_be_focused()
        look.here(ade)


def test_a_known_familys_nomination_opened_again(ade: Page, look: Look, marsh: dict[str, int]) -> None:
    ade.goto(f"/cases/{marsh['case']}/")
    ade.get_by_role("button", name="Open the nomination again").click()
    expect(ade).to_have_url(re.compile("/drafts/"))
    draft = ade.url
    look.at(ade, f"{draft}family/")
    ade.get_by_role("link", name=re.compile("^Change")).first.click()
    look.here(ade)
    ade.goto(f"{draft}assessment/")
    CheckAccess.here(ade)
    ade.goto(f"{draft}check/")
    CheckAccess.here(ade)


def test_faults_in_our_own_small_forms(ade: Page, look: Look, marsh: dict[str, int]) -> None:
    case = f"/cases/{marsh['case']}/"
    for address, button in (
        (f"{case}log/add/", "Save the note"),
        (f"{case}access/share/{marsh['esme']}/", "Share the case"),
        (f"{case}flags/early-help/start/", "Start the flag"),
        (f"/requests/{marsh['request']}/", "Send your answer"),
    ):
        ade.goto(address)
        ade.get_by_role("button", name=button).click()
        expect(ade.locator(".govuk-error-summary")).to_be_focused()
        look.here(ade)


def test_whom_it_is_not_shared_with(second: Page, look: Look, site: Site, marsh: dict[str, int]) -> None:
    step_in(second, "Esme Farrow")
    look.at(second, f"/cases/{marsh['case']}/", 403)
    look.at(second, "/cases/?q=Quillan")
    look.at(second, "/requests/")
    look.at(second, f"/requests/{marsh['request']}/")
    look.at(second, f"/cases/{marsh['case']}/log/", 404)
    step_in(second, "Femi Adisa")
    look.at(second, f"/cases/{marsh['case']}/", 403)
    second.get_by_role("button", name="Ask Ade Bankole for access").click()
    expect(second.locator(".govuk-error-summary")).to_be_focused()
    look.here(second, titled=False)


def test_every_page_of_a_case_was_looked_at(look: Look) -> None:
    """Stands last: a page of a case that is added to Alongside is added here."""
    assert OF_A_CASE - look.visited == set()
