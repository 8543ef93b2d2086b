"""The whole journey: a family is looked for, nominated, becomes a case, is recorded, shared, and kept from others."""

import re
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser import walk
from tests.browser.walk import HEAD, PARTNER, UNBORN, Told, add, choose, field, heading, save, step_in, today

pytestmark = pytest.mark.browser
KNOWN = "Tunde Oyelaran"
"""Somebody of another family of Ade's, whose profile Dev and Greta cannot see."""
KEY = "Ring the bell twice: there is a large and friendly dog."
FIRST_LOG = "Drank tea together and wrote down what the week is like."


@dataclass(frozen=True)
class Window:
    """The window in which Ade works. `scripts` is False where JavaScript is switched off."""

    page: Page
    scripts: bool


@pytest.fixture(params=["page", "phone", "plain"], ids=["desktop", "phone", "without JavaScript"])
def window(request: pytest.FixtureRequest) -> Window:
    """A desktop, a phone, and a desktop without JavaScript."""
    return Window(request.getfixturevalue(request.param), request.param != "plain")


@pytest.mark.req(
    "NOM-01", "NOM-02", "NOM-03", "NOM-04", "NOM-05", "NOM-06", "NOM-07", "NOM-08", "CASE-01", "CASE-02", "CASE-08",
    "PEOP-02", "PEOP-08", "REC-01", "SHAR-01", "SHAR-12", "HOME-01", "PLAT-02",
)  # fmt: skip
def test_a_family_is_nominated_recorded_shared_and_kept_from_others(window: Window, second: Page, surname: str) -> None:
    page = window.page
    step_in(page, "Ade Bankole")
    not_known_yet(window, surname)

    walk.start_nomination(page)
    walk.answer_area(page)
    nomination_details(window)
    family(window, surname)
    assessment(page)
    criteria(page, surname)
    consent(page)
    skip_the_family_profile(page)
    check(page, surname)
    case = walk.submit(page)

    everything_stands_on_the_case(page, case, surname)
    write_the_first_log(page, case)
    change_what_must_be_known(page, case)
    start_the_flag(page, case)
    share_with_dev_and_stop(page, second, case, surname)
    an_outsider_learns_whom_to_ask_and_no_more(second, case, surname)
    the_owner_declines_then_grants(page, second, case)
    history_tells_it_all(page, case)


def not_known_yet(window: Window, surname: str) -> None:
    """Search before adding; with JavaScript the answer comes while typing."""
    page = window.page
    page.get_by_role("main").get_by_role("link", name="Cases", exact=True).click()
    heading(page, "Cases")
    page.get_by_label("Search by surname or postcode").fill(surname)
    if not window.scripts:
        page.get_by_label("Search by surname or postcode").press("Enter")
    expect(page.get_by_role("heading", name=f"No family found for “{surname}”")).to_be_visible()
    expect(page).to_have_url(re.compile(r"/cases/\?s="))
    assert surname not in page.url


def nomination_details(window: Window) -> None:
    """Somebody outside makes the referral; the case name is left for later."""
    page = window.page
    expect(field(page, "Date of referral")).to_have_value(f"{today():%d-%m-%Y}")
    expect(field(page, "Case name")).to_have_value("")
    choose(page, "Who is making this referral?", "Someone Else")
    choose(page, "Nominator", "Somebody else")
    page.get_by_label("Name", exact=True).fill("Orla Finch")
    page.get_by_label("Organisation", exact=True).fill("Quayside Surgery")
    page.get_by_label("Telephone", exact=True).fill("01632 960555")
    save(page)
    heading(page, "Family members")


def family(window: Window, surname: str) -> None:
    """The head, a partner at the same address, an unborn child, and a boy who is known already."""
    page, scripts = window.page, window.scripts
    head = Told(HEAD, surname, more={"Mobile phone 1": "07700 900321", "NHS number": "999 000 0018"})
    walk.new_member(page, head, scripts=scripts)
    walk.profile(page, head)
    walk.find_address(page)
    save(page)

    partner = Told(PARTNER, surname, "Partner", "Mr", "Male", "1 March 1990")
    walk.new_member(page, partner, scripts=scripts)
    walk.profile(page, partner)
    choose(page, "Is the home address the same", "Yes")
    save(page)

    unborn = Told(UNBORN, surname, "Unborn child", "Not known", "Not known", "")
    walk.new_member(page, unborn, scripts=scripts)
    walk.profile(page, unborn)
    choose(page, "Is the home address the same", "Yes")
    field(page, "Age").select_option("Unborn")
    field(page, "Expected date of delivery").fill(f"{today() + timedelta(100):%d-%m-%Y}")
    save(page)

    page.get_by_role("button", name="Add another family member").click()
    walk.look_for(page, "Toonde Oyelarran", scripts=scripts)
    known = page.get_by_role("listitem").filter(has_text=KNOWN).filter(has_text="Kiln Street")
    expect(known).to_contain_text("Born")
    known.get_by_role("button", name="This is the person").click()
    expect(page.get_by_text("Known already: their profile is used as it is.")).to_be_visible()
    field(page, "Relationship to head of the family").select_option("Nephew")
    save(page)
    expect(page.get_by_role("main").get_by_text("Complete")).to_have_count(4)
    page.get_by_role("button", name="Continue: Nomination assessment: information").click()


def assessment(page: Page) -> None:
    """What the family said, in several lines."""
    heading(page, "Nomination assessment: information")
    field(page, "Assessment date").fill(f"{today():%d-%m-%Y}")
    page.get_by_label("What is the reason for the referral").fill("The mornings are hard.\nSo are the evenings.")
    page.get_by_label("What additional help do they need?").fill("A routine that holds.")
    choose(page, "Risk assessment", "Yes")
    page.get_by_label("What are the risks?").fill("A large dog, friendly.")
    save(page)


def criteria(page: Page, surname: str) -> None:
    """One criterion met, with whom and why; one asked about and not met."""
    heading(page, "Nomination assessment: criteria")
    page.get_by_role("heading", name="Health").click()
    choose(page, "Who has a mental health problem?", f"{HEAD} {surname}")
    page.get_by_label("Notes: Who has a mental health problem?").fill("Sleeps three hours a night.")
    choose(page, "Is the criterion met (Health)?", "Yes")
    page.get_by_role("heading", name="Education").click()
    choose(page, "Is the criterion met (Education)?", "No")
    save(page)


def consent(page: Page) -> None:
    """The family agrees, with a note."""
    heading(page, "Nomination: consent")
    choose(page, "Consent statement", "Family Consent Received")
    field(page, "Notes").fill("Both agreed, at the kitchen table.")
    choose(page, "Will you upload a signed copy", "Yes")
    save(page)


def skip_the_family_profile(page: Page) -> None:
    """The steps that may wait are left as they are."""
    for title in ("lead worker", "existing service involvement", "additional information"):
        heading(page, f"Family profile: {title}")
        save(page)


def check(page: Page, surname: str) -> None:
    """Everything told is read through; the case name was made from the surnames and the postcode."""
    heading(page, "Check your answers")
    expect(page.get_by_text("Before you can submit")).to_have_count(0)
    told = page.get_by_role("main")
    for words in (
        f"{surname} / Oyelaran CH99 2AB", "Orla Finch", "Quayside Surgery", f"{HEAD} {surname}", f"{PARTNER} {surname}",
        "15 Harbour Street", re.compile("999 ?000 ?0018"), "Unborn", KNOWN, "Nephew", "So are the evenings.",
        "A large dog, friendly.",
        "Sleeps three hours a night.", "Family Consent Received",
    ):  # fmt: skip
        expect(told).to_contain_text(words)


def everything_stands_on_the_case(page: Page, case: str, surname: str) -> None:
    """The case page: CASE-01."""
    heading(page, f"{surname} / Oyelaran CH99 2AB")
    shown = page.get_by_role("main")
    for words in (
        f"Case {case.split('/')[2]}", "Ade Bankole (you)", "Riverside", "Open", "Low", "Referral Stage",
        "Orla Finch, Quayside Surgery", "Health", "Sleeps three hours a night.", "Education",
        "Both agreed, at the kitchen table.", "signed copy to come", "Nothing in the log yet", "Nobody yet",
    ):  # fmt: skip
        expect(shown).to_contain_text(words)
    members = page.get_by_role("region", name=re.compile("^Family")).get_by_role("listitem")
    lived = today().year - 1992 - ((today().month, today().day) < (5, 11))
    expect(members).to_have_text(
        [
            re.compile(f"{HEAD} {surname} {lived} years, head of family"),
            re.compile(f"{PARTNER} {surname} \\d+ years, partner"),
            re.compile(f"{UNBORN} {surname} Unborn.*, unborn child"),
            re.compile(rf"{KNOWN} \d+ years, nephew"),
        ]
    )


def write_the_first_log(page: Page, case: str) -> None:
    """Add a log in one step from the case; it stands in the log, with its line breaks."""
    add(page, "Note")
    expect(page.get_by_label("Date of contact")).to_have_value(re.compile(str(today().year)))
    page.get_by_label("Where", exact=True).fill("At home")
    page.get_by_label("Who", exact=True).fill(f"{HEAD} and the dog")
    page.get_by_label("What", exact=True).fill(f"{FIRST_LOG}\nNext time, the dentist.")
    page.get_by_role("button", name="Save the note").click()
    expect(page).to_have_url(re.compile(f"{case}log/#log-\\d+$"))
    entry = page.locator(urlsplit(page.url).fragment and f"#{urlsplit(page.url).fragment}")
    expect(entry).to_contain_text(FIRST_LOG)
    expect(entry).to_contain_text("Next time, the dentist.")
    expect(entry).to_contain_text("At home")
    expect(entry).to_contain_text("by Ade Bankole, Family Support North")


def change_what_must_be_known(page: Page, case: str) -> None:
    """Key information is written on the case page and stays in sight on each of its pages."""
    page.goto(case)
    page.get_by_role("link", name=re.compile("key information$")).click()
    page.get_by_label("Key information", exact=True).fill(KEY)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("status").filter(has_text="The key information is changed.")).to_be_visible()
    page.goto(f"{case}log/")
    expect(page.locator("#key-information")).to_contain_text(KEY)


def start_the_flag(page: Page, case: str) -> None:
    """The early help flag, for a reason that the pack gives."""
    page.goto(case)
    page.get_by_role("link", name=re.compile("^Start the Early Help flag")).click()
    page.get_by_role("radio", name=re.compile("the family agreed to share information")).check()
    page.get_by_role("button", name="Start the flag").click()
    flags = page.get_by_role("region", name="Flags")
    expect(flags).to_contain_text("Early Help")
    expect(flags).to_contain_text("since")


def share_with_dev_and_stop(page: Page, second: Page, case: str, surname: str) -> None:
    """Dev sees the case while it is shared with him, and nothing before or after."""
    step_in(second, "Dev Mistry")
    sees_nothing(second, case, surname)

    page.goto(f"{case}access/share/")
    expect(page.get_by_role("main")).to_contain_text("its signed copy is not filed yet")
    page.get_by_role("link", name="Go to consent").click()
    page.get_by_role("link", name="Share on another lawful basis").click()
    page.get_by_label("A task in the public interest, or official authority").check()
    page.get_by_label("Why is it necessary and fair to share without consent?").fill("The visit is tomorrow.")
    page.get_by_role("button", name="Record the basis").click()
    expect(page.get_by_role("main")).to_contain_text("The case can be shared with whoever needs to see it.")

    page.goto(f"{case}access/")
    page.get_by_role("link", name="Share this case").or_(page.get_by_role("button", name="Share this case")).click()
    page.get_by_label("Find a colleague").fill("Mistry")
    page.get_by_label("Find a colleague").press("Enter")
    page.get_by_role("link", name="Dev Mistry").click()
    page.get_by_label("Why do they need to see this case?").fill("He visits the family with me.")
    page.get_by_role("button", name="Share the case").click()
    expect(page.get_by_role("listitem").filter(has_text="Dev Mistry")).to_contain_text("He visits the family with me.")

    second.goto(f"/cases/?q={surname}")
    second.get_by_role("main").get_by_role("link", name=re.compile(surname)).click()
    heading(second, surname)
    for words in (HEAD, PARTNER, UNBORN, KNOWN, KEY, FIRST_LOG, "Sleeps three hours a night."):
        expect(second.get_by_role("main")).to_contain_text(words)

    page.get_by_role("link", name="Stop sharing with Dev Mistry").click()
    page.get_by_role("button", name="Stop sharing").click()
    expect(page.get_by_role("status").filter(has_text="Dev Mistry can no longer see")).to_be_visible()
    sees_nothing(second, case, surname)


def sees_nothing(page: Page, case: str, surname: str) -> None:
    """By no address of the case, nor by search, does anything of the family reach this person."""
    for part in ("", "members/", "log/", "log/add/", "access/", "history/", "key-information/", "name/", "details/"):
        answer = page.request.get(f"{case}{part}")
        assert answer.status in (403, 404), (part, answer.status)
        says_nothing(answer.text())
        assert surname not in answer.text()
    for words in (surname, f"{HEAD} {surname}", "CH99 2AB"):
        answer = page.request.get("/cases/", params={"q": words})
        says_nothing(answer.text().replace(words, ""))


def says_nothing(text: str) -> None:
    """No forename of the family, and nothing written about it."""
    found = [w for w in (HEAD, PARTNER, UNBORN, KEY, FIRST_LOG, "Sleeps three hours") if w.lower() in text.lower()]
    assert not found, f"{found} in {text}"


def an_outsider_learns_whom_to_ask_and_no_more(page: Page, case: str, surname: str) -> None:
    """Greta finds out that the family is known, and asks for access with a reason."""
    step_in(page, "Greta Lund")
    sees_nothing(page, case, surname)
    page.goto("/cases/")
    page.get_by_label("Search by surname or postcode").fill(surname)
    row = page.get_by_role("row").filter(has_text="Known to early help")
    expect(row).to_have_count(1)
    expect(row).to_contain_text("Ade Bankole")
    says_nothing(page.content())
    row.get_by_role("link", name=re.compile("^Ask Ade Bankole for access")).click()
    ask(page, case, "They are a tenant of ours and behind with the rent.")


def ask(page: Page, case: str, why: str) -> None:
    """Ask for access, first without saying why: that is refused beside the field."""
    page.goto(case)
    heading(page, "is not shared with you")
    expect(page.get_by_role("main")).to_contain_text("Ade Bankole, Family Support North")
    says_nothing(page.content())
    page.get_by_role("button", name="Ask Ade Bankole for access").click()
    expect(page.get_by_role("alert")).to_contain_text("Say why you need to see this case.")
    page.get_by_label("Why do you need to see this case?").fill(why)
    page.get_by_role("button", name="Ask Ade Bankole for access").click()
    heading(page, "You asked for access to case")
    expect(page.get_by_role("main")).to_contain_text("not answered yet")
    says_nothing(page.content())


def the_owner_declines_then_grants(page: Page, second: Page, case: str) -> None:
    """The request waits on Ade's home page; Greta sees each answer on hers."""
    answer(page, "behind with the rent", "Decline", "Please say what you would do with it.")
    second.goto("/home/")
    expect(second.get_by_role("main")).to_contain_text("Please say what you would do with it.")
    says_nothing(second.content())
    ask(second, case, "I would agree a payment plan with them, with you beside me.")
    answer(page, "agree a payment plan", "Share the case", "")
    second.goto("/home/")
    number = case.split("/")[2]
    second.get_by_role("main").get_by_role("link", name=f"Open case {number}").click()
    expect(second.get_by_role("main")).to_contain_text(HEAD)


def answer(page: Page, reason: str, choice: str, words: str) -> None:
    """Answer the request that waits on the home page."""
    page.goto("/home/")
    waiting = page.get_by_role("listitem").filter(has_text=reason)
    expect(waiting).to_contain_text("Greta Lund")
    waiting.get_by_role("link", name=re.compile("^Answer")).or_(waiting.get_by_role("button")).click()
    heading(page, "Greta Lund asks for access")
    expect(page.get_by_role("main")).to_contain_text(reason)
    choose(page, "Your answer", choice)
    page.get_by_label("What do you want to tell them?").fill(words)
    page.get_by_role("button", name="Send your answer").click()
    expect(page.get_by_role("button", name="Send your answer")).to_have_count(0)


def history_tells_it_all(page: Page, case: str) -> None:
    """Who changed what, to what; and, apart from that, who looked."""
    page.goto(case)
    page.get_by_role("link", name="History", exact=True).click()
    lines = page.get_by_role("main").get_by_role("list").locator("li.al-history__line")
    for words in (
        "opened the case", "wrote a note", KEY, "flag", "He visits the family with me.", "stopped sharing",
        "behind with the rent", "declined", "Please say what you would do with it.", "agree a payment plan",
    ):  # fmt: skip
        expect(lines.filter(has_text=words).first).to_be_visible()
    page.get_by_role("link", name="Who looked").click()
    expect(lines.filter(has_text="Dev Mistry").first).to_be_visible()
