"""Every kind of page, full, empty and faulty, on a desktop and on a phone: nothing for axe to find, nothing wider than
the screen, one heading, a title of its own, a language, a link that skips to the page, no complaint of the browser."""

import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from django.template.loader import render_to_string
from django.urls import Resolver404, URLPattern, get_resolver, resolve
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser import walk
from tests.browser.walk import choose, step_in
from tests.conftest import DESKTOP, CheckAccess, visiting
from tests.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.req("PLAT-02")]

ONLY_LEADS_ON = {
    "health", "start", "document_upload", "document_discard", "document_file", "document_restore", "document_rescan",
    "case_note_keep", "case_log_bring_back", "draft_keep", "draft_submit", "case_nomination", "mfa_list_webauthn",
    "sign_out_everywhere", "workload_put", "meeting_room", "meeting_keep", "meeting_say",
    "meeting_strike", "meeting_concern", "assessment_keep", "family_copy_pdf", "audit_results_csv",
}  # fmt: skip
"""Addresses that never show a page: they answer a program, take a form, or lead on to another page."""
ANOTHER_TEST = {
    "mfa_authenticate", "mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_remove_webauthn",
    "account_reauthenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn", "account_change_password",
}  # fmt: skip
"""Pages of those who sign in with a password: test_second_factor looks at them."""


@dataclass
class Look:
    """Looks at pages and remembers which kinds were seen; `titles` gives the one kind of page that has each title."""

    visited: set[str] = field(default_factory=set)
    titles: dict[str, str] = field(default_factory=dict)

    def at(self, page: Page, address: str, status: int = 200) -> None:
        """Open an address and look at the page."""
        answer = page.goto(address)
        assert answer is not None and answer.status == status, f"{address} answered {answer and answer.status}"
        self.here(page, titled=status == 200)

    def here(self, page: Page, *, titled: bool = True) -> None:
        """Look at the page that is open, at both widths; by axe on a phone the first time for each kind of page."""
        kind = self._kind(page)
        self._frame(page, kind, titled)
        CheckAccess.here(page)
        page.set_viewport_size({"width": 360, "height": 780})
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 360, f"{page.url} is {wide} pixels wide on a phone of 360"
        if kind not in self.visited:
            CheckAccess.here(page)
        page.set_viewport_size({"width": 1280, "height": 900})
        self.visited.add(kind)

    @staticmethod
    def _kind(page: Page) -> str:
        try:
            return resolve(urlsplit(page.url).path).url_name or ""
        except Resolver404:
            return "nowhere"

    def _frame(self, page: Page, kind: str, titled: bool) -> None:
        assert page.locator("h1").count() == 1, f"{page.url} has {page.locator('h1').count()} main headings"
        assert page.locator("html").get_attribute("lang") == "en-GB"
        assert page.locator("main").count() == 1
        title = page.title().removeprefix("Error: ")
        assert title.endswith(" – Alongside") and len(title) > len(" – Alongside"), title
        if not titled:
            return
        assert page.locator("a.govuk-skip-link[href='#main-content']").count() == 1
        assert page.locator("#main-content").count() == 1
        part = resolve(urlsplit(page.url).path).kwargs.get("section_id", "")
        other = self.titles.setdefault(title, f"{kind} {part}")
        assert other == f"{kind} {part}", f"{page.url} has the title of {other}: {title}"


@pytest.fixture(scope="module")
def look() -> Look:
    """What this module has seen so far."""
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


def test_assessments(ade: Page, look: Look, site: Site, marsh: dict[str, int]) -> None:
    case = f"/cases/{marsh['case']}/assessments/"
    [(one,), (two,)] = site.rows(
        "SELECT id FROM assessments_assessment WHERE case_id = %s AND tool = 'whole-family-webstar'"
        " AND completed_at IS NOT NULL ORDER BY id LIMIT 2", [marsh["case"]],
    )  # fmt: skip
    first, review = f"{case}{one}/", f"{case}{two}/"
    [(began, number)] = site.rows(
        "SELECT case_id, id FROM assessments_assessment WHERE completed_at IS NULL AND put_away_at IS NULL"
        " AND tool = 'whole-family-webstar' ORDER BY id LIMIT 1"
    )
    begun = f"/cases/{began}/assessments/{number}/"
    for address in (
        case, f"{case}add/", f"{case}add/?tool=whole-family-webstar", f"{case}add/?tool=own-scale",
        f"{case}add/?tool=individual-webstar&person={marsh['person']}", f"{case}compared/",
        f"{case}compared/?with={one}&with={two}", f"{case}compared/?with={two}&voice=child-1",
        first, review, f"{review}parts/school/", f"{review}scores/", f"{review}agreement/", f"{review}date/", begun,
        f"/cases/{began}/assessments/add/?tool=whole-family-webstar", f"{begun}parts/housing/", f"{begun}scores/",
        f"{begun}agreement/", f"{begun}complete/", f"{begun}put-away/",
    ):  # fmt: skip
        look.at(ade, address)
    look.at(ade, f"{case}add/?tool=nothing", 404)
    ade.goto(f"{case}add/?tool=early-help-assessment")
    ade.get_by_role("button", name="Start").click()
    expect(ade.locator(".govuk-error-summary")).to_be_focused()
    look.here(ade)
    ade.get_by_role("radio", name="Brand new").check()
    ade.get_by_label("When did it take place?").fill("5-10-2016")
    ade.get_by_role("button", name="Start").click()
    ade.get_by_role("link", name=re.compile("^Voice of the child, ")).first.click()
    look.here(ade)
    [(none,)] = site.rows(
        "SELECT max(c.id) FROM cases_case c JOIN accounts_user u ON u.id = c.owner_id WHERE u.name = 'Ade Bankole'"
        " AND NOT EXISTS (SELECT 1 FROM assessments_assessment a WHERE a.case_id = c.id)"
    )
    for part in ("", "compared/"):
        look.at(ade, f"/cases/{none}/assessments/{part}")


def test_the_familys_plan(ade: Page, look: Look, site: Site, marsh: dict[str, int]) -> None:
    case = f"/cases/{marsh['case']}/"
    [(plan,)] = site.rows("SELECT min(id) FROM plans_plan WHERE case_id = %s", [marsh["case"]])
    [(concern, closed)] = site.rows(
        "SELECT min(id), min(id) FILTER (WHERE closed_on IS NOT NULL) FROM plans_concern WHERE plan_id = %s", [plan]
    )
    for part in (
        "plan/", f"plans/{plan}/", f"plans/{plan}/change/", f"plans/{plan}/concerns/add/", f"concerns/{concern}/",
        f"concerns/{concern}/change/", f"concerns/{concern}/close/", f"concerns/{closed}/",
        f"concerns/{closed}/reopen/", f"concerns/{concern}/tasks/add/",
        f"concerns/{concern}/tasks/add/member-{marsh['member']}/",
    ):  # fmt: skip
        look.at(ade, case + part)
    [(draft,)] = site.rows("SELECT case_id FROM plans_plan WHERE completed_at IS NULL ORDER BY id LIMIT 1")
    [(none,)] = site.rows(
        "SELECT max(c.id) FROM cases_case c JOIN accounts_user u ON u.id = c.owner_id WHERE u.name = 'Ade Bankole'"
        " AND NOT EXISTS (SELECT 1 FROM plans_plan p WHERE p.case_id = c.id)"
    )
    for address in (f"/cases/{draft}/plan/", f"/cases/{none}/plan/", f"/cases/{none}/plan/start/"):
        look.at(ade, address)


def test_what_happens_to_a_plan(ade: Page, look: Look, site: Site, marsh: dict[str, int]) -> None:
    case = f"/cases/{marsh['case']}/"
    [(plan, concern)] = site.rows(
        "SELECT k.plan_id, min(k.id) FROM plans_concern k JOIN plans_plan p ON p.id = k.plan_id WHERE p.case_id = %s"
        " AND k.closed_on IS NULL GROUP BY k.plan_id",
        [marsh["case"]],
    )
    [(held, going)] = site.rows(
        "SELECT max(id) FILTER (WHERE ended_at IS NOT NULL), max(id) FILTER (WHERE ended_at IS NULL)"
        " FROM plans_meeting WHERE plan_id = %s", [plan],
    )  # fmt: skip
    room = f"meetings/{going}/room/"
    for part in (
        f"plans/{plan}/updates/", f"plans/{plan}/updates/?concern={concern}", f"plans/{plan}/updates/?page=90",
        f"plans/{plan}/updates/add/", f"plans/{plan}/concerns/{concern}/updates/add/", f"plans/{plan}/status/",
        f"plans/{plan}/status/moved/", f"plans/{plan}/status/achieved/", "meetings/", "meetings/?page=90",
        "meetings/add/", f"meetings/{held}/", f"meetings/{going}/", f"meetings/{going}/change/",
        f"meetings/{held}/projected/", f"meetings/{going}/projected/", f"{room}people/", f"{room}concern-{concern}/",
        f"{room}other/", f"{room}private/", f"{room}end/",
    ):  # fmt: skip
        look.at(ade, case + part)
    for address, button in (
        (f"plans/{plan}/updates/add/", "Add the update"), ("meetings/add/", "Begin the meeting"),
        (f"plans/{plan}/status/moved/", "End the plan: Family moved"),
    ):  # fmt: skip
        ade.goto(case + address)
        ade.get_by_role("button", name=button).click()
        expect(ade.locator(".govuk-error-summary")).to_be_focused()
        look.here(ade, titled=False)


def test_services_asked_and_outcomes(browser: Browser, site: Site, look: Look) -> None:
    [(case, request, concern)] = site.rows("SELECT case_id, id, concern_id FROM plans_request ORDER BY id LIMIT 1")
    [(achieved, missing)] = site.rows(
        "SELECT min(id), max(id) FROM plans_achievement WHERE taken_back_at IS NULL AND recorded_at < now()"
    )
    at = f"/cases/{case}/"
    with visiting(browser, site, **DESKTOP) as context:
        dev = context.new_page()
        step_in(dev, "Dev Mistry")
        for address in (
            f"{at}interventions/{request}/", f"{at}concerns/{concern}/intervention/", f"{at}concerns/{concern}/",
            f"{at}outcomes/", f"{at}concerns/{concern}/outcomes/add/",
            f"{at}concerns/{concern}/outcomes/add/?proof=M3D", f"{at}outcomes/{missing}/evidence/",
            f"{at}outcomes/{missing}/check/", f"{at}outcomes/{achieved}/take-back/", "/interventions/",
            "/interventions/?list=answer", "/interventions/?state=answered", "/interventions/?page=90",
            "/outcomes/", "/outcomes/?of=every&area=north", "/outcomes/?state=ready", "/outcomes/?page=90",
        ):  # fmt: skip
            look.at(dev, address)
        for (waits,) in site.rows("SELECT id FROM plans_request WHERE answer = ''"):
            look.at(dev, f"{at}interventions/{waits}/answer/")


def test_what_is_looked_over(browser: Browser, site: Site, look: Look, marsh: dict[str, int]) -> None:
    [(made,)] = site.rows(
        f"SELECT max(id) FROM assessments_assessment WHERE case_id = {marsh['case']} AND completed_at IS NOT NULL"
    )
    [(sample, audited)] = site.rows("SELECT sample_id, id FROM reporting_audited ORDER BY id LIMIT 1")
    case = f"/cases/{marsh['case']}/"
    looked_over = {
        "Bryony Tull": (
            "/decisions/", "/decisions/?show=asked", "/decisions/?page=90", "/decisions/mine/",
            f"{case}decide/assessment/{made}/", "/audits/", "/audits/results/",
        ),
        "Ade Bankole": (
            f"{case}decide/assessment/{made}/", f"{case}assessments/{made}/", f"{case}needed/", "/decisions/mine/",
        ),
        "Carys Penhale": (
            "/audits/", "/audits/?page=90", "/audits/draw/", f"/audits/{sample}/", f"/audits/{sample}/?again=yes",
            "/audits/results/?first=01-01-2020&last=01-02-2020", f"{case}audits/{audited}/", "/cases/checks/",
            "/cases/checks/?show=programme", "/cases/checks/?page=90", f"{case}programme/", f"{case}check/",
        ),
    }  # fmt: skip
    for name, addresses in looked_over.items():
        with visiting(browser, site, **DESKTOP) as context:
            page = context.new_page()
            step_in(page, name)
            for address in addresses:
                look.at(page, address)


def test_the_familys_copy(ade: Page, look: Look, site: Site, marsh: dict[str, int]) -> None:
    at, member = f"/cases/{marsh['case']}/family-copy/", marsh["member"]
    for part in ("", f"for/{member}/", f"answers/{member}/"):
        look.at(ade, at + part)
    ade.goto(f"{at}for/{member}/")
    ade.get_by_label("Large print, 18 point").check()
    ade.get_by_role("button", name="See the copy").click()
    look.here(ade)
    ade.get_by_role("button", name="Make this copy").click()
    look.here(ade)
    made = ade.url
    ade.goto(f"{at}for/{member}/")
    ade.locator("input[type=checkbox]:checked").evaluate_all("all => all.forEach(each => { each.checked = false })")
    ade.get_by_role("button", name="See the copy").click()
    look.here(ade)
    ade.goto(f"{at}answers/{member}/")
    for words in ("x" * 10_001, "I am not sure yet."):
        ade.get_by_label("In their own words").first.fill(words)
        ade.get_by_role("button", name="Record what they say").click()
        look.here(ade)
    look.at(ade, made)
    expect(ade.get_by_role("heading", name="This copy is out of date")).to_be_visible()


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


def test_messages_notifications_and_colleagues(
    ade: Page, browser: Browser, site: Site, look: Look, marsh: dict[str, int]
) -> None:
    case, esme = f"/cases/{marsh['case']}/", marsh["esme"]
    message = site.rows("SELECT min(id) FROM casework_message WHERE case_id = %s", [marsh["case"]])[0][0]
    for address in (
        "/messages/", "/messages/?show=sent", "/messages/?page=90", "/messages/write/", "/messages/write/?q=Dev",
        "/messages/write/?q=Zzyzx", f"/messages/write/{esme}/", f"/messages/{message}/", f"/messages/{message}/answer/",
        f"/messages/{message}/copy/", f"{case}messages/", f"{case}messages/?page=90", f"{case}messages/write/",
        f"{case}messages/write/{esme}/", f"{case}messages/write/{esme}/?template=invite", "/notifications/",
        "/notifications/?before=1", "/notifications/choices/", f"{case}notify/", f"/people/{marsh['person']}/notify/",
        "/directory/", "/directory/?q=Zzyzx", "/directory/?page=90", "/gallery/", "/gallery/?page=90",
    ):  # fmt: skip
        look.at(ade, address)
    ade.goto(f"{case}messages/write/{esme}/")
    ade.get_by_role("button", name="Send the message").click()
    expect(ade).to_have_title(re.compile("^Error: "))
    look.here(ade, titled=False)
    ade.goto(f"/messages/write/{esme}/")
    ade.get_by_label("Message", exact=True).fill("**Bold**\n\n- one\n\n> quoted")
    ade.get_by_role("button", name="Preview").click()
    expect(ade.get_by_role("heading", name="No subject yet")).to_be_visible()
    look.here(ade)
    with visiting(browser, site, **DESKTOP) as context:
        femi = context.new_page()
        step_in(femi, "Femi Adisa")
        for address in (f"{case}ask/", "/messages/?show=sent", "/notifications/", "/gallery/"):
            look.at(femi, address)


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


def test_downloads_as_those_who_keep_them(browser: Browser, site: Site, look: Look) -> None:
    with visiting(browser, site, **DESKTOP) as context:
        page = context.new_page()
        step_in(page, "Carys")
        for address in ("/downloads/", "/downloads/add/", "/downloads/?show=deleted"):
            look.at(page, address)


def test_home_lists_and_people(ade: Page, look: Look, marsh: dict[str, int]) -> None:
    for address in (
        "/home/", "/workload/", "/cases/", "/cases/?mine=yes&area=moorside&status=every", "/cases/?q=Quillan",
        "/cases/?q=Zzyzx", "/cases/?page=900", "/requests/", f"/requests/{marsh['request']}/", "/people/",
        "/people/?q=Quillan", "/people/?q=Zzyzx", f"/people/{marsh['person']}/", f"/people/{marsh['person']}/change/",
        f"/people/{marsh['person']}/move/", "/guide/", "/guide/nominate-a-family/", "/settings/",
        "/settings/second-factors/", "/sign-out/", "/settings/second-factors/app/",
        "/settings/second-factors/passkeys/add/", "/settings/second-factors/recovery-codes/new/",
    ):  # fmt: skip
        look.at(ade, address)


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


def test_a_nomination_from_its_start_to_its_end(ade: Page, look: Look, surname: str) -> None:
    look.at(ade, "/nominate/")
    ade.get_by_role("button", name="Start", exact=True).click()
    expect(ade.get_by_role("alert")).to_be_visible()
    look.here(ade)
    draft = walk.start_nomination(ade)
    look.here(ade)
    for part in ("application/", "nomination/", "family/", "assessment/", "consent/", "services/", "additional/"):
        look.at(ade, draft + part)
    for part in ("application/?check=1", "assessment/?check=1", "consent/?check=1", "family/?check=1", "discard/"):
        look.at(ade, draft + part)
    look.at(ade, f"{draft}lead-worker/?find=lead-worker&for=Mistry")
    look.at(ade, f"{draft}lead-worker/?find=lead-worker&for=Zzyzx")

    ade.goto(f"{draft}family/")
    ade.get_by_role("button", name=re.compile("^Add ")).click()
    look.here(ade)
    who = ade.url
    look.at(ade, f"{who}?search=1&q=Quillan")
    look.at(ade, f"{who}?search=1&q=x&born=31-02-2020")
    ade.goto(f"{who}?search=1&q=Ottilie+{surname}")
    look.here(ade)
    ade.get_by_role("button", name=re.compile("[Nn]ew profile$")).click()
    expect(walk.field(ade, "Last name")).to_have_value(surname)
    look.here(ade)
    look.at(ade, f"{who}?check=1")
    look.at(ade, f"{who}?find=address&for=CH99+2AB")
    look.at(ade, f"{who}remove/")
    look.at(ade, f"{draft}family/")

    ade.goto(f"{draft}nomination/")
    choose(ade, "Who is making this referral?", "Someone Else")
    choose(ade, "Nominator", "Somebody else")
    walk.save(ade)
    expect(ade.get_by_role("alert").first).to_be_visible()
    look.here(ade)
    ade.goto(f"{draft}criteria/")
    for criterion in ade.locator("summary h2").all():
        criterion.click()
    look.here(ade)
    look.at(ade, f"{draft}check/")
    ade.get_by_role("button", name="Submit", exact=True).click()
    expect(ade).to_have_title(re.compile("^Error: "))
    look.here(ade, titled=False)


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


def test_who_has_nothing_yet(second: Page, look: Look) -> None:
    step_in(second, "Ines Caddow")
    for address in ("/home/", "/workload/", "/cases/", "/cases/?area=nowhere", "/requests/", "/people/", "/nominate/"):
        look.at(second, address)


def test_before_signing_in(page: Page, look: Look) -> None:
    nobody = f"{secrets.token_hex(4)}@calderholt.example"
    for address in ("/step-in/", "/sign-in/", "/sign-in/closed/", "/guide/", "/guide/nominate-a-family/"):
        look.at(page, address)
    look.at(page, "/nowhere/", 404)
    page.goto("/sign-in/")
    page.get_by_role("button", name="Continue").click()
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    look.here(page)
    for _ in range(5):
        page.get_by_label("E-mail address").fill(nobody)
        page.get_by_label("Password", exact=True).fill("not this one")
        with page.expect_navigation():
            page.get_by_role("button", name="Continue").click()
    walk.heading(page, "Wait 15 minutes")
    look.here(page, titled=False)


def test_what_went_wrong(ade: Page, look: Look, marsh: dict[str, int]) -> None:
    look.at(ade, "/nowhere/", 404)
    without_its_key(ade)
    walk.heading(ade, "This was not done")
    look.here(ade, titled=False)
    changed_meanwhile(ade, marsh["case"])
    walk.heading(ade, "Change the key information")
    expect(ade.get_by_role("alert").first).to_contain_text("Nothing of theirs was overwritten")
    look.here(ade)


def without_its_key(page: Page) -> None:
    """Send a form as no page of ours sends it."""
    page.goto("/nominate/")
    page.locator("main form input[name=once]").evaluate("field => field.remove()")
    page.get_by_label("Early Help nomination and referral").check()
    page.get_by_role("button", name="Start", exact=True).click()


def changed_meanwhile(page: Page, case: int) -> None:
    """Save the key information from a page that is older than what stands there."""
    other = page.context.new_page()
    for each in (page, other):
        each.goto(f"/cases/{case}/key-information/")
    for words, each in (("Ring the bell.", other), ("Knock.", page)):
        walk.field(each, "Key information").fill(words)
        each.get_by_role("button", name="Save", exact=True).click()
        expect(each.get_by_role("main")).to_contain_text(words)
    other.close()


def test_a_page_older_than_its_session(page: Page, look: Look) -> None:
    step_in(page, "Hollis Reed")
    page.goto("/nominate/")
    page.locator("main form input[name=csrfmiddlewaretoken]").evaluate("field => { field.value = 'x'.repeat(64); }")
    page.get_by_label("Early Help nomination and referral").check()
    page.get_by_role("button", name="Start", exact=True).click()
    walk.heading(page, "This page was open too long")
    look.here(page, titled=False)


@pytest.mark.parametrize("template", ["errors/500.jinja", "errors/400.jinja"])
def test_the_pages_that_stand_without_a_server(page: Page, look: Look, template: str) -> None:
    def fulfil(route: Route) -> None:
        route.fulfill(status=500, content_type="text/html; charset=utf-8", body=render_to_string(template))

    page.route("**/nowhere/", fulfil)
    look.at(page, "/nowhere/", 500)


def test_every_page_was_looked_at(look: Look) -> None:
    """Stands last: a page that is added to Alongside is added here."""
    names = {each.name for each in get_resolver().url_patterns if isinstance(each, URLPattern)}
    assert names - ONLY_LEADS_ON - ANOTHER_TEST - look.visited == set()
