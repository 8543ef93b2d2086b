"""The steps of the practice framework as people take them in a browser, on the days of the scenarios (by their
numbers): each due date is read off the page. Brackenshore's people do what is theirs."""

import re
from datetime import date, time, timedelta
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.dated import Office, clock, done, due, finish, press, requested, stands
from tests.browser.front_door import (
    CONFIRM,
    allocated,
    discussed,
    note,
    opened,
    recorded,
    screened,
    set_for,
    told,
    waiting,
)
from tests.browser.walk import heading

CALL, VISIT = "Contact the family", "First visit: every child seen and spoken to"
BOTH = "Complete the Early Help Assessment and start the plan"
VISITED = ("purpose", "who-was-there", "details", "actions", "analysis", "views-of-the-child")


# --- the front door


# --- a year's work with one family


def a_year_with(office: Office, family: str) -> None:
    """From the telephone call to a signed-off closure."""
    contact = from_the_desk(office, family)
    case = to_the_meeting(office, contact, family)
    to_a_worker(office, contact, case, family)
    seen(office, case)
    in_a_team(office, case)
    assessed(office, case)
    planned(office, case)
    closed(office, case)


def from_the_desk(office: Office, family: str) -> int:
    """S006: the head teacher is the one who has to be told; the desk alone stops no clock."""
    office.on(date(2026, 11, 11))
    maren, nadir = office.who("Maren Holt"), office.who("Nadir Osei")
    contact = recorded(maren, family, "Telephone", by="Early Help Desk")
    due(requested(maren, contact, "present-to-panel"), "Thursday 26 November 2026")
    due(requested(maren, contact, "screen-daily"), "Thursday 12 November 2026")
    due(
        requested(maren, contact, "acknowledge-referrer"), "Thursday 12 November 2026",
        "at the latest Saturday 14 November 2026",
    )  # fmt: skip
    waiting(nadir, contact, CONFIRM)
    press(nadir, "Only Early Help Desk was told so far")
    stands(requested(maren, contact, "acknowledge-referrer"), "running")
    told(nadir, contact, CONFIRM, "You will be told by 15 November 2026 what becomes of it.")
    expect(requested(maren, contact, "acknowledge-referrer")).to_have_count(0)
    return contact


def to_the_meeting(office: Office, contact: int, family: str) -> int:
    """Screened the day after (2.1), told the same day (2.2), on the agenda of the last meeting in time (1.1)."""
    office.on(date(2026, 11, 12))
    quentin, nadir, petra = office.who("Quentin Amos"), office.who("Nadir Osei"), office.who("Petra Lindqvist")
    quentin.goto("/screening/")
    expect(quentin.get_by_role("listitem").filter(has_text=family)).not_to_contain_text("Not screened in time")
    screened(quentin, contact, "Multi Agency Action Meeting")
    due(
        requested(quentin, contact, "tell-screening-outcome"), "Friday 13 November 2026",
        "at the latest Sunday 15 November 2026",
    )  # fmt: skip
    told(nadir, contact, "Tell them", "It goes to the next Multi Agency Action Meeting")
    case = opened(quentin, contact, office)
    petra.goto("/panels/")
    petra.get_by_role("link", name="Multi Agency Action Meeting").first.click()
    row = petra.get_by_role("row").filter(has_text=family)
    expect(row).to_contain_text("Thursday 26 November 2026")
    set_for(petra, date(2026, 11, 26))
    petra.get_by_role("link", name="Multi Agency Action Meeting").first.click()
    expect(row).to_contain_text("the last in time")
    return case


def to_a_worker(office: Office, contact: int, case: int, family: str) -> None:
    """Decided (3), told what (3.1), and given to a worker of whose caseload half is recommended (3.2, 11.3; S001)."""
    office.on(date(2026, 11, 26))
    discussed(office, family, "Allocate to a Family Solutions Practitioner")
    nadir, orla = office.who("Nadir Osei"), office.who("Orla Fenwick")
    line = clock(orla, case, "Tell whoever made the request the outcome of the meeting")
    due(line, "Friday 27 November 2026", "at the latest Sunday 29 November 2026")
    stands(clock(orla, case, "Present the request to a multi-agency action meeting"), "met")
    told(nadir, contact, "Tell them", "Family Solutions will work with the family")
    line = clock(orla, case, "Allocate the family to a practitioner")
    due(line, "Monday 30 November 2026", "at the latest Tuesday 1 December 2026")

    office.on(date(2026, 11, 30))
    page = allocated(office, case, "Rosalind Tey")
    stands(clock(page, case, "Allocate the family to a practitioner"), "met")
    rosalind = office.who("Rosalind Tey")
    due(clock(rosalind, case, CALL), "Wednesday 2 December 2026")
    line = clock(rosalind, case, BOTH)
    due(line, "Monday 28 December 2026", "do it by Thursday 24 December 2026")  # S023
    due(clock(rosalind, case, "Complete the plan"), "Monday 11 January 2027")  # S027


def visit(page: Page, case: int, *, spoken_to: bool) -> None:
    """A visit to the family, at which the child was awake or asleep."""
    page.goto(f"/cases/{case}/log/add/?type=visit")
    child = page.get_by_role("group", name=re.compile("^Bram"))
    answers = {"Seen?": "Yes", "Seen alone?": "Yes" if spoken_to else "No", "Spoken to?": "Yes" if spoken_to else "No"}
    for question, answer in answers.items():
        child.get_by_role("group", name=question).get_by_label(answer, exact=True).check()
    for each in VISITED:
        page.locator(f"[name='h-{each}']").fill("As agreed on the telephone.")
    press(page, "Save the note")


def seen(office: Office, case: int) -> None:
    """Rung within two days, visited within five working days; a child asleep is not seen and spoken to (S020)."""
    office.on(date(2026, 12, 1))
    page = office.who("Rosalind Tey")
    note(page, case, "telephone-call", what="A first visit on Monday.")
    stands(clock(page, case, CALL), "met")
    due(clock(page, case, VISIT), "Tuesday 8 December 2026")
    office.on(date(2026, 12, 7), time(17))
    page = office.who("Rosalind Tey")
    visit(page, case, spoken_to=False)
    stands(clock(page, case, VISIT), "running")
    office.on(date(2026, 12, 8), time(17))
    page = office.who("Rosalind Tey")
    visit(page, case, spoken_to=True)
    stands(clock(page, case, VISIT), "met")


def in_a_team(office: Office, case: int) -> None:
    """The family agrees, school supports, and the team is agreed (4.3, 5.1)."""
    page = office.who("Rosalind Tey")
    page.goto(f"/cases/{case}/processes/")
    page.get_by_role("button", name="Begin Team around the family").click()
    done(
        page, who="Tansy", how="in person", on=f"{office.day.today:%d-%m-%Y}", shared_with="School, for his lessons"
    )  # fmt: skip
    page.goto(f"/cases/{case}/team/add/?q=Silas")
    page.get_by_role("link", name="Choose Silas Brandreth").click()
    page.get_by_label("Support", exact=True).check()
    page.get_by_label("What they do for the family").fill("Keeps a place at breakfast club.")
    press(page, "Add to the team")
    office.step("Rosalind Tey", case, "team-around-the-family")
    done(page, foci="School\nMornings", children="Bram draws his day with Silas.", meets_on="15-12-2026")
    page.goto(f"/cases/{case}/team/")
    for words in ("Rosalind Tey Lead Professional", "Silas Brandreth Support", "Bram draws his day with Silas."):
        expect(page.get_by_role("main")).to_contain_text(words)


def assessed(office: Office, case: int) -> None:
    """S042: completed on 23 December, to be decided about by Boxing Day; S023: not met before the plan is started."""
    office.on(date(2026, 12, 23))
    page = office.who("Rosalind Tey")
    page.goto(f"/cases/{case}/assessments/add/?tool=early-help-assessment")
    page.get_by_label("When did it take place?").fill("23-12-2026")
    press(page, "Start")
    while (go_on := page.get_by_role("link", name=re.compile("^(Begin|Go on): "))).count():
        go_on.first.click()
        for box in page.locator("main textarea").all():
            box.fill("He likes drawing, and sleeps badly.")
        for group in page.locator("main .govuk-radios").all():
            group.get_by_role("radio").first.check()
        press(page, "Save and see the whole")
    page.get_by_role("link", name="Check and complete").first.click()
    press(page, "Complete it")
    expect(page.get_by_role("main")).to_contain_text("The assessment is completed.")
    line = clock(page, case, "Manager's decision on the assessment")
    due(line, "Saturday 26 December 2026", "do it by Thursday 24 December 2026")
    stands(clock(page, case, BOTH), "running")
    page.goto(f"/cases/{case}/plan/")
    page.get_by_role("link", name="Start the plan").click()
    page.get_by_role("radio", name=re.compile("^No")).check()
    press(page, "Start the plan")
    stands(clock(page, case, BOTH), "met")
    decided(office, case, "assessment", "assessment")


def decided(office: Office, case: int, about: str, of: str) -> None:
    """The manager signs it off from the list of what waits for her."""
    page = office.who("Orla Fenwick")
    page.goto("/decisions/")
    page.locator(f"a[href^='/cases/{case}/decide/{about}/']").click()
    page.get_by_label("Sign it off").check()
    page.get_by_label("Why, and what happens next").fill("It says what to do next.")
    press(page, "Record the decision")
    stands(clock(page, case, f"Manager's decision on the {of}"), "met")


def planned(office: Office, case: int) -> None:
    """S027, S028: completed on 6 January; reviewed on 17 February and 15 March; each runs from what happened."""
    office.on(date(2027, 1, 6))
    page = office.who("Rosalind Tey")
    heard(page, case)
    page.goto(f"/cases/{case}/plan/")
    page.get_by_role("link", name="Add a concern").click()
    page.get_by_label("What do you want to make better?").fill("Mornings are calmer.")
    page.get_by_label("What do you want to achieve?").fill("Bram is at school by nine.")
    page.get_by_label("How will you know that it is being achieved?").fill("The register.")
    page.get_by_label("What happens if it is not working?").fill("We meet the school nurse.")
    page.get_by_label(re.compile("^Bram")).check()
    press(page, "Save the concern")
    page.get_by_role("link", name="Add a task").click()
    page.get_by_role("heading", name="The family").locator("+ ul").get_by_role("link").first.click()
    page.get_by_label("Title").fill("Lay out the uniform")
    page.get_by_label("What do you ask for?").fill("Each evening before bed.")
    page.get_by_label("Or within").select_option("1-week")
    press(page, "Record the task")
    page.goto(f"/cases/{case}/plan/")
    press(page, "Complete the plan")
    stands(clock(page, case, "Complete the plan"), "met")
    due(clock(page, case, "Review the plan"), "Wednesday 17 February 2027")
    due(clock(page, case, "Manager's decision on the plan"), "Saturday 9 January 2027", "by Friday 8 January 2027")
    decided(office, case, "plan", "plan")
    for held, following, decision in (
        (date(2027, 2, 17), "Wednesday 31 March 2027", "Saturday 20 February 2027"),
        (date(2027, 3, 15), "Monday 26 April 2027", "Thursday 18 March 2027"),
    ):
        office.on(held)
        page = office.who("Rosalind Tey")
        reviewed(page, case, held)
        due(clock(page, case, "Review the plan"), following)
        due(clock(page, case, "Manager's decision on the review"), decision)
        decided(office, case, "review", "review")


def reviewed(page: Page, case: int, held: date) -> None:
    """A review of the plan, at which every concern is spoken of."""
    page.goto(f"/cases/{case}/meetings/")
    page.get_by_role("link", name="Begin a meeting").click()
    page.get_by_label("Support Plan review meeting", exact=True).check()
    page.get_by_label("Title").fill("Review")
    press(page, "Begin the meeting")
    page.locator("#id_present-group").get_by_role("checkbox").first.check()
    press(page, "Save who is here")
    room = page.url
    page.goto(str(page.locator(".al-room__link", has_text="Concern 1").get_attribute("href")))
    page.get_by_label("Good progress", exact=True).check()
    page.get_by_label("In words").fill("Four mornings of five.")
    press(page, "Save how far it has come")
    page.goto(re.sub(r"room/.*", "room/end/", room))
    page.get_by_label("The next review").fill(f"{held + timedelta(days=42):%d-%m-%Y}")
    press(page, "The minutes are done")


def heard(page: Page, case: int) -> None:
    """Direct work with the child, in the note that has this name (9.2)."""
    page.goto(f"/cases/{case}/log/add/?type=child-voice")
    child = page.get_by_role("group", name=re.compile("^Bram"))
    for question in ("Seen?", "Seen alone?", "Spoken to?"):
        child.get_by_role("group", name=question).get_by_label("Yes", exact=True).check()
    child.get_by_label("In their own words").fill("I like it when it is quiet.")
    page.locator("[name='h-direct-work']").fill("We drew the morning.")
    page.locator("[name='h-own-words']").fill("I like it when it is quiet.")
    press(page, "Save the note")


def closed(office: Office, case: int) -> None:
    """What is missing is named (S037, S038); then a manager signs off in three days, over Easter (as in S014)."""
    office.on(date(2027, 3, 25), time(16))
    page = office.who("Rosalind Tey")
    page.goto(f"/cases/{case}/processes/")
    page.get_by_role("button", name="Begin Closure").click()
    page.get_by_role("radio", name="The family's needs are met").check()
    finish(page).click()
    for words in ("1 task of the plan still to be done: Lay out the uniform", "Case closure summary", "closure no"):
        expect(page.get_by_role("main")).to_contain_text(words)
    page.goto(f"/cases/{case}/tasks/")
    page.get_by_role("link", name="Lay out the uniform").first.click()
    page.get_by_role("button", name="Complete the task").first.click()
    page.locator("#turn button[type=submit]").click()
    page.goto(f"/cases/{case}/plan/")
    page.get_by_role("article").get_by_role("link", name="Close").click()
    page.get_by_label("It is achieved").check()
    press(page, "Close the concern")
    heard(page, case)
    note(page, case, "closure-summary", h_achieved="Calm mornings.", h_goes_on="School.", h_family="We manage.")
    page = office.step("Rosalind Tey", case, "closure")
    page.get_by_label("Done: Relevant documents are uploaded").check()
    done(page, "The family's needs are met")
    signed_off(office, case, "Sunday 28 March 2027", "by Thursday 25 March 2027", on=date(2027, 3, 28))
    expect(page.get_by_role("main")).to_be_visible()


def signed_off(office: Office, case: int, *when: str, on: date) -> None:
    """The manager closes the case on the last day: the end date, the worker released and the decision in one act."""
    page = office.who("Orla Fenwick")
    for title in ("Sign off the closure", "Manager's decision on the closure"):
        due(clock(page, case, title), *when)
    office.on(on, time(22))
    page = office.step("Orla Fenwick", case, "closure")
    done(page, "Close the case", ends_on=f"{on:%d-%m-%Y}", release="yes", decision="It holds. Close.")
    for title in ("Sign off the closure", "Manager's decision on the closure"):
        stands(clock(page, case, title), "met")
    page.goto(f"/cases/{case}/")
    expect(page.get_by_text("Work with the family has ended")).to_be_visible()
    assert office.one("SELECT count(*) FROM pathway_allocation WHERE case_id = %s AND ends_on IS NULL", case) == 0


# --- Christmas


def before_christmas(office: Office, family: str, other: str) -> None:
    """S002, S004, S010: a request in the mailbox a week before Christmas, and another that nobody confirms in time."""
    office.on(date(2026, 12, 18), time(15))
    maren = office.who("Maren Holt")
    contact, late = (recorded(maren, name, "Family Centre group mailbox") for name in (family, other))
    line = requested(maren, contact, "present-to-panel")
    due(line, "Saturday 2 January 2027", "do it by Thursday 31 December 2026")
    line = requested(maren, contact, "acknowledge-referrer")
    due(line, "Monday 21 December 2026")
    expect(line).not_to_contain_text("at the latest")  # the expectation is the maximum here
    office.on(date(2026, 12, 21), time(23, 50))
    told(office.who("Nadir Osei"), contact, CONFIRM, "You will be told by 24 December 2026")
    office.on(date(2026, 12, 22), time(0, 5))
    stands(requested(office.who("Maren Holt"), late, "acknowledge-referrer"), "overdue")

    office.on(date(2026, 12, 23), time(9))
    quentin = office.who("Quentin Amos")
    quentin.goto("/screening/")
    expect(quentin.get_by_role("listitem").filter(has_text=family)).to_contain_text("Not screened in time")
    screened(quentin, contact, "Multi Agency Action Meeting")
    line = requested(quentin, contact, "tell-screening-outcome")
    due(
        line, "Thursday 24 December 2026", "at the latest Saturday 26 December 2026",
    )  # fmt: skip
    told(office.who("Nadir Osei"), contact, "Tell them", "It goes to the next Multi Agency Action Meeting")
    case = opened(quentin, contact, office)
    stands(clock(quentin, case, "Acknowledge the request to whoever made it"), "met")
    too_late(office, case, family)
    on_the_list(office, contact, case)


def too_late(office: Office, case: int, family: str) -> None:
    """S002: the last meeting in time is on 31 December; presented on 5 January, it is three days late."""
    petra = office.who("Petra Lindqvist")
    petra.goto("/panels/")
    petra.get_by_role("link", name="Multi Agency Action Meeting").first.click()
    set_for(petra, date(2026, 12, 31))
    meeting = petra.url
    petra.goto("/panels/")
    petra.get_by_role("link", name="Multi Agency Action Meeting").first.click()
    row = petra.get_by_role("row").filter(has_text=family)
    for words in ("Thursday 31 December 2026", "the last in time", "Saturday 2 January 2027"):
        expect(row).to_contain_text(words)
    petra.goto(f"{meeting}change/")
    petra.get_by_label("Date", exact=True).fill("5-1-2027")
    press(petra, "Save")
    petra.goto("/panels/")
    petra.get_by_role("link", name="Multi Agency Action Meeting").first.click()
    expect(row).to_contain_text("too late")
    office.on(date(2027, 1, 5))
    discussed(office, family, "Allocate to a Family Solutions Practitioner")
    stands(clock(office.who("Orla Fenwick"), case, "Present the request to a multi-agency action meeting"), "met late")


def on_the_list(office: Office, contact: int, case: int) -> None:
    """3.3: never more than a week apart; the duty worker's call is no initial contact, and starts no first visit."""
    orla = office.who("Orla Fenwick")
    due(
        clock(orla, case, "Tell whoever made the request the outcome of the meeting"), "Wednesday 6 January 2027",
        "at the latest Friday 8 January 2027",
    )  # fmt: skip
    told(office.who("Nadir Osei"), contact, "Tell them", "Family Solutions will work with the family")
    line = clock(orla, case, "Allocate the family to a practitioner")
    due(line, "Thursday 7 January 2027", "at the latest Sunday 10 January 2027")
    orla = office.step("Orla Fenwick", case)
    orla.get_by_role("button", name="Do this step").click()
    press(orla, "Put the family on the pre-allocation list")
    quentin = office.who("Quentin Amos")
    quentin.goto("/waiting/")
    row = quentin.get_by_role("row").filter(has=quentin.locator(f"a[href='/cases/{case}/']"))
    expect(row).to_contain_text("Tuesday 12 January 2027")
    for on, reached, following in (
        (date(2027, 1, 8), "No, nobody answered", "Tuesday 12 January 2027"),
        (date(2027, 1, 11), "Yes, I spoke with the family", "Monday 18 January 2027"),
    ):
        office.on(on)
        quentin = office.who("Quentin Amos")
        quentin.goto("/waiting/")
        row.get_by_role("link", name=re.compile("^Record a contact")).click()
        quentin.get_by_label(reached).check()
        quentin.get_by_label("What was said, or what you tried").fill("They look forward to somebody.")
        press(quentin, "Save the contact")
        expect(row).to_contain_text(following)
    stands(clock(quentin, case, VISIT), "not needed")


# --- from social care and back


def from_social_care_and_back(office: Office, family: str, folder: Path) -> None:
    """S031 to S036."""
    case = stepped_down(office, family)
    wrapped_around(office, case, folder)
    nothing_further(office, case)


def stepped_down(office: Office, family: str) -> int:
    """S031: 48 hours from social care, and 24 from screening (S011): allocated the same Friday."""
    office.on(date(2026, 11, 20), time(16))
    maren, quentin = office.who("Maren Holt"), office.who("Quentin Amos")
    contact = recorded(maren, family, "Stepped down from social care")
    due(requested(maren, contact, "allocate-received"), "Sunday 22 November 2026 at 16:0")
    told(office.who("Nadir Osei"), contact, CONFIRM, "You will be told by")
    screened(quentin, contact, "Stepped down to Early Help: allocate within 24 hours")
    due(requested(quentin, contact, "allocate-step-down-screened"), "Saturday 21 November 2026 at 16:")
    expect(requested(quentin, contact, "present-to-panel")).to_have_count(0)
    told(office.who("Nadir Osei"), contact, "Tell them", "It is allocated to a worker within 24 hours.")
    case = opened(quentin, contact, office)
    page = allocated(office, case, "Nadir Osei")
    for title in ("Allocate a family received from social care", "Allocate a step-down that was screened"):
        stands(clock(page, case, title), "met")
    return case


def wrapped_around(office: Office, case: int, folder: Path) -> None:
    """S033, S034: the papers first; nothing else closes; the key worker is released and is wraparound the same day."""
    office.on(date(2026, 12, 14))
    page = office.who("Nadir Osei")
    page.goto(f"/cases/{case}/processes/")
    page.get_by_role("button", name="Begin Escalation to social care").click()
    why = page.get_by_label(re.compile("What has happened"))
    why.fill("A new injury.")
    finish(page).click()
    expect(page.get_by_role("main")).to_contain_text("A copy of the Request for Support form")
    paper = folder / "request.txt"
    paper.write_text("We ask social care to come in.", encoding="utf-8")
    page.goto(f"/cases/{case}/documents/add/")
    page.get_by_label("Type of document").select_option(label="Request for Support form")
    page.get_by_label("Files", exact=True).set_input_files(paper)
    expect(page.locator(".al-files__one").get_by_label("Name")).to_be_visible()  # it has arrived
    press(page, "Add to the case")
    page = office.step("Nadir Osei", case, "escalation")
    done(page, why="A new injury.")
    office.on(date(2026, 12, 15))
    page = office.step("Nadir Osei", case, "escalation")
    done(
        page, "Social care confirms that the case meets the level 4 threshold", answered_on="15-12-2026",
        social_worker="Bo Tarn",
    )  # fmt: skip
    page = office.step("Nadir Osei", case, "escalation")
    heading(page, "EH Stepped Up to Social Care")
    done(page, "Wraparound support is required")
    page = office.step("Orla Fenwick", case, "escalation")
    done(page, decision="Nadir stays beside Bo Tarn.")
    page.goto(f"/cases/{case}/team/")
    expect(page.get_by_role("main")).to_contain_text("Nadir Osei Wraparound")
    assert office.site.rows(
        "SELECT role, starts_on, ends_on FROM pathway_allocation WHERE case_id = %s ORDER BY id", [case]
    ) == [
        ("lead-professional", date(2026, 11, 20), date(2026, 12, 15)), ("wraparound", date(2026, 12, 15), None),
    ]  # fmt: skip
    for title in (BOTH, "Complete the plan"):
        stands(clock(page, case, title), "not needed")


def nothing_further(office: Office, case: int) -> None:
    """S032 on the way; S035: closure is asked for by itself, with who confirmed it; S036: signed off by the 27th."""
    office.on(date(2026, 12, 23), time(9))
    page = office.who("Nadir Osei")
    page.goto(f"/cases/{case}/processes/")
    page.get_by_role("button", name="Begin Request for wraparound support").click()
    done(page, social_worker="Bo Tarn, 01632 960999", asked_for="Mornings until the new year.")
    line = clock(office.who("Orla Fenwick"), case, "Screen and allocate the request for wraparound support")
    due(line, "Monday 28 December 2026", "do it by Thursday 24 December 2026")
    page = office.step("Orla Fenwick", case, "wraparound")
    done(page, "No wraparound support", decision="It is given already.")
    stands(clock(page, case, "Screen and allocate the request for wraparound support"), "not needed")

    office.on(date(2026, 12, 24), time(17))
    page = office.step("Nadir Osei", case, "no-further-support")
    done(
        page, "No further early help support is required", social_worker="Bo Tarn", confirmed_on="24-12-2026",
    )  # fmt: skip
    orla = office.step("Orla Fenwick", case, "closure")
    heading(orla, "Sign off the closure")
    signed_off(office, case, "Sunday 27 December 2026", on=date(2026, 12, 27))
