"""The pictures of the README and of the user guide, made by walking through the demonstration as its people.

    python -m tools.screenshots                           a demonstration of its own, thrown away afterwards
    python -m tools.screenshots --url http://127.0.0.1:8000    one that runs already; a family is nominated in it
    python -m tools.screenshots --only pathway            those of the pathway alone, and the others stay as they are

Without --url it needs DATABASE_URL and APP_DATABASE_URL of an owner who may make databases, as the tests do.
"""

import argparse
import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright

from tests.browser import walk
from tests.browser.walk import Told, choose, field, heading, save, step_in
from tests.site import CHROMIUM, CHROMIUM_FLAGS, one_demonstration, open_site
from tools import pathway_pictures
from tools.camera import DESK, PHONE, Camera, Walk, case_of

IMAGES = Path(__file__).resolve().parent.parent / "docs" / "images"
TABS = ".al-sub-navigation"
HEAVIEST = 2_000_000
"""All pictures together, in bytes: somebody reads the guide on a phone."""
SURNAMES = ("Lathbury", "Wexcombe", "Thornaby", "Quarrell", "Silverdale", "Marchbanks")
"""The family that is nominated bears the first of these that the demonstration does not know yet."""


def main(words: list[str] | None = None) -> int:
    """Make every picture. Fails where they are heavier than they may be."""
    parser = argparse.ArgumentParser(description="Make the pictures in docs/images.")
    parser.add_argument("--url", help="a demonstration that runs; without it, one is set up and thrown away")
    parser.add_argument("--folder", type=Path, default=IMAGES, help="where the pictures go")
    parser.add_argument("--only", choices=("family", "pathway"), help="the journey of a family, or the pathway's pages")
    told = parser.parse_args(words)
    told.folder.mkdir(parents=True, exist_ok=True)
    with _address(told.url) as url, _windows(url, told.folder) as windows:
        if told.only != "pathway":
            walk_through(windows)
        if told.only != "family":
            pathway_pictures.walk_through(windows)
    weight = sum(picture.stat().st_size for picture in told.folder.glob("*.png"))
    sys.stdout.write(f"{len(list(told.folder.glob('*.png')))} pictures, {weight / 1000:,.0f} kB\n")
    return 0 if weight <= HEAVIEST else 1


@contextmanager
def _address(url: str | None) -> Iterator[str]:
    if url:
        yield url.rstrip("/")
        return
    with tempfile.TemporaryDirectory() as data, one_demonstration(), open_site(Path(data)) as site:
        yield site.url


@contextmanager
def _windows(url: str, folder: Path) -> Iterator[Walk]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_FLAGS)
        desk, other = (_window(chromium, url, folder, DESK) for _ in range(2))
        phone = _window(chromium, url, folder, PHONE, is_mobile=True, has_touch=True, device_scale_factor=2)
        yield Walk(desk, phone, other)
        chromium.close()


def _window(chromium: Browser, url: str, folder: Path, size: ViewportSize, **more: Any) -> Camera:
    context = chromium.new_context(base_url=url, locale="en-GB", timezone_id="Europe/London", viewport=size, **more)
    context.set_default_timeout(20_000)
    return Camera(context.new_page(), folder)


def walk_through(windows: Walk) -> None:
    """The journey of the guide, in its order."""
    desk, page = windows.desk, windows.desk.page
    page.goto("/sign-in/")
    desk.take("sign-in", high=530)
    step_in(page, "Ade Bankole")
    desk.take("home", wide=True)
    surname = look_first(desk)
    known_to_others(windows.other)
    draft = nominate(desk, windows.phone, surname)
    page.goto(f"{draft}check/")
    desk.take("check", high=820)
    case = walk.submit(page)
    desk.take("new-case", high=780)
    write_a_log(desk, windows.phone, case)
    file_the_consent(desk, case)
    share(desk, case)
    outside(windows.other, case)
    answer(desk)
    page.goto(f"{case}history/")
    desk.take("history", high=640, since=TABS)
    known_case(desk)
    days_work(desk, windows.phone)
    assess(desk, windows.phone)
    plan_and_review(desk)
    family_copy(desk)
    service_and_outcomes(windows.other)
    sign_off(windows.other)


def look_first(desk: Camera) -> str:
    """The search: a family that is known, and one that is not. Returns the surname of the second."""
    page = desk.page
    for surname in SURNAMES:
        page.goto(f"/cases/?q={surname}")
        if page.get_by_role("heading", name=f"No family found for “{surname}”").is_visible():
            desk.take("not-known", high=520)
            return surname
    raise SystemExit("Every surname in SURNAMES is known there already: add one, or take a fresh demonstration.")


def known_to_others(other: Camera) -> None:
    """What somebody finds who has no access to the case they look for."""
    step_in(other.page, "Esme Farrow")
    other.page.goto("/cases/?q=Quillan")
    expect(other.page.get_by_role("main")).to_contain_text("Known to early help")
    other.take("known-to-others", high=520)


def nominate(desk: Camera, phone: Camera, surname: str) -> str:
    """The steps of a nomination, up to the last; the draft's address."""
    page = desk.page
    draft = walk.start_nomination(page)
    desk.take("steps", high=800)
    walk.answer_area(page)
    walk.answer_details(page)
    head_of_the_family(desk, Told("Rhoda", surname, more={"Mobile phone 1": "07700 900345"}))
    son(desk, Told("Kit", surname, "Son", "Master", "Male", "14-08-2019"))
    page.goto(f"{draft}family/")
    desk.take("family", high=500)
    page.goto(f"{draft}assessment/")
    field(page, "Assessment date").fill(f"{walk.today():%d-%m-%Y}")
    page.get_by_label("What is the reason for the referral").fill(
        "Kit has stopped sleeping through since the move. Rhoda is on her own with him and very tired."
    )
    page.get_by_label("What additional help do they need?").fill("Somebody to plan the evenings with.")
    choose(page, "Risk assessment", "No")
    save(page)
    criterion(page, f"Rhoda {surname}")
    walk.answer_consent(page)
    phone.page.context.add_cookies(page.context.cookies())  # type: ignore[arg-type]  # what one gives the other takes
    phone.page.goto(f"{draft}assessment/")
    phone.at("What is the reason", above=40)
    phone.take("step-on-a-phone")
    return draft


def head_of_the_family(desk: Camera, told: Told) -> None:
    """Looked for by a name that is spelt otherwise, then added as new."""
    page = desk.page
    page.get_by_role("button", name=re.compile("^Add ")).click()
    walk.look_for(page, "Marnie Marshe")
    desk.take("find-person", high=940)
    page.goto(page.url.partition("?")[0])
    walk.look_for(page, f"{told.forename} {told.surname}")
    page.get_by_role("button", name=re.compile("[Nn]ew profile$")).click()
    expect(field(page, "First name")).to_have_value(told.forename)
    walk.profile(page, told)
    walk.kept(page)
    desk.at("First name", above=30)
    desk.take("profile")
    walk.find_address(page, "17 Harbour Street")
    save(page)


def son(desk: Camera, told: Told) -> None:
    """A child at the same address."""
    walk.new_member(desk.page, told)
    walk.profile(desk.page, told)
    choose(desk.page, "Is the home address the same", "Yes")
    save(desk.page)


def criterion(page: Page, who: str) -> None:
    """One criterion is met."""
    heading(page, "Nomination assessment: criteria")
    page.get_by_role("heading", name="Health").click()
    choose(page, "Who has a mental health problem?", who)
    page.get_by_label("Notes: Who has a mental health problem?").fill("Rhoda has not slept through for two months.")
    choose(page, "Is the criterion met (Health)?", "Yes")
    save(page)
    heading(page, "Nomination: consent")


def write_a_log(desk: Camera, phone: Camera, case: str) -> None:
    """Written on a phone, read at the desk."""
    page = phone.page
    page.goto(f"{case}log/add/")
    page.get_by_label("Where", exact=True).fill("At home")
    page.get_by_label("Who", exact=True).fill("Rhoda and Kit")
    page.get_by_label("What", exact=True).fill(
        "Kit showed me his room. We wrote down what an evening looks like now, and what to change first."
    )
    phone.at("Where", above=70)
    phone.take("log-on-a-phone")
    page.get_by_role("button", name="Save the note").click()
    expect(page.get_by_role("main")).to_contain_text("Kit showed me his room.")
    desk.page.goto(f"{case}log/")
    desk.take("log", high=490, since=TABS)


def file_the_consent(desk: Camera, case: str) -> None:
    """The signed copy, without which the case is shared with the coordinating team alone."""
    page = desk.page
    page.goto(f"{case}consent/")
    desk.take("consent", high=620, since=TABS)
    page.goto(f"{case}documents/add/")
    picture = BytesIO()
    Image.new("RGB", (600, 800), "white").save(picture, "PNG")
    page.get_by_label("Type of document").select_option(label="Consent")
    page.get_by_label("Files", exact=True).set_input_files(
        {"name": "scan 1.png", "mimeType": "image/png", "buffer": picture.getvalue()}
    )
    expect(page.locator(".al-files__one").get_by_label("Name")).to_have_value(re.compile("Consent"))
    desk.take("add-document", high=900)
    page.get_by_role("button", name="Add to the case").click()
    expect(page.get_by_role("main")).to_contain_text("Consent")


def days_work(desk: Camera, phone: Camera) -> None:
    """The pages of the day's work, on the case of the told family."""
    page = desk.page
    case = page.url.removesuffix("/")
    for name, address, high in (
        ("chronology", "/chronology/", 640),
        ("case-tasks", "/tasks/", 560),
        ("documents", "/documents/", 560),
        ("reports", "/reports/", 420),
        ("agencies", "/agencies/", 520),
    ):
        page.goto(f"{case}{address}")
        desk.take(name, high=high, since=TABS)
    page.goto(f"{case}/log/add/?type=visit")
    desk.at("Purpose of the visit", above=60)
    desk.take("visit")
    page.goto("/tasks/")
    desk.take("my-tasks", high=620)
    page.get_by_role("main").locator(".al-task__title a").first.click()
    desk.take("task", high=680)
    page.goto("/messages/")
    desk.take("messages", high=480)
    page.goto("/notifications/")
    desk.take("notifications", high=420)
    page.goto("/gallery/")
    desk.take("gallery", high=560)
    phone.page.goto("/tasks/")
    phone.take("tasks-on-a-phone")


def assess(desk: Camera, phone: Camera) -> None:
    """A score given on a phone, a review beside the last one, and the change."""
    phone.page.goto(f"{case_of(phone.page, 'Oyelaran CH99 2PQ')}assessments/")
    phone.page.get_by_role("main").get_by_role("link", name="Whole Family Webstar").first.click()
    phone.page.get_by_role("main").get_by_role("link", name="Housing").first.click()
    phone.at("Scores", above=20)
    phone.take("score-on-a-phone")
    page = desk.page
    case = case_of(page, "Marsh / Quillan")
    page.goto(f"{case}assessments/")
    page.get_by_role("link", name=re.compile("^See the change: Whole Family Webstar")).click()
    page.get_by_role("link", name=re.compile("^Practitioner")).first.click()
    desk.take("star-change", high=880, since=".al-assess--change")
    page.goto(f"{case}needed/")
    desk.take("needed", high=640, since="main h2:has-text('missing')")


def plan_and_review(desk: Camera) -> None:
    """A concern of the plan, its codes, the meeting room and what is projected of it."""
    page = desk.page
    case = case_of(page, "Marsh / Quillan")
    page.goto(f"{case}plan/")
    desk.take("plan", high=820, since=".al-concern")
    page.get_by_role("link", name=re.compile("^Change concern 1")).click()
    desk.at("Which criterion", above=20)
    desk.take("concern")
    page.goto(f"{case}meetings/")
    desk.take("next-review", high=520, since=".al-log__top")
    page.get_by_role("main").get_by_role("link", name="How the week went").click()
    page.locator(".al-room__link").nth(1).click()
    desk.take("meeting-room", high=680, since=".al-room__head")


def family_copy(desk: Camera) -> None:
    """What is left out, and the copy."""
    page = desk.page
    case = case_of(page, "Marsh / Quillan")
    page.goto(f"{case}family-copy/")
    page.get_by_role("link", name="For Marnie Marsh").first.click()
    page.get_by_role("button", name="See the copy").click()
    heading(page, re.compile("copy"))
    desk.take("left-out", high=640, since=".al-left-out")
    desk.take("family-copy", high=820, since=".al-copy")


def service_and_outcomes(other: Camera) -> None:
    """What Dev asked of a service, and what his family achieved."""
    page = other.page
    step_in(page, "Dev Mistry")
    page.goto("/interventions/")
    page.get_by_role("main").get_by_role("link", name=re.compile("Lockyer|Early Help intervention")).first.click()
    other.take("intervention", high=600)
    page.goto(f"{case_of(page, 'Lockyer / Amadi')}outcomes/")
    other.take("outcomes", high=760, since=".al-claim")


def sign_off(other: Camera) -> None:
    """A manager's decisions; the results of audits."""
    page = other.page
    step_in(page, "Bryony Tull")
    page.goto("/decisions/")
    other.take("decisions", high=620)
    step_in(page, "Carys Penhale")
    page.goto("/outcomes/")
    other.take("programme", high=400, since=".al-filtered__list")
    page.goto("/audits/results/")
    other.take("audit-results", high=720)


def share(desk: Camera, case: str) -> None:
    """With a colleague, and the list of who has access."""
    page = desk.page
    page.goto(f"{case}access/share/?q=Dev")
    page.get_by_role("link", name="Dev Mistry").click()
    page.get_by_label("Why do they need to see this case?").fill("He visits the family with me on Thursday.")
    desk.take("share", high=580)
    page.get_by_role("button", name="Share the case").click()
    expect(page.get_by_role("main")).to_contain_text("He visits the family with me on Thursday.")
    page.goto(f"{case}access/")
    desk.take("access", high=640, since=TABS)


def outside(other: Camera, case: str) -> None:
    """What a colleague without access sees, and how he asks."""
    page = other.page
    step_in(page, "Greta Lund")
    page.goto(case)
    page.get_by_label("Why do you need to see this case?").fill(
        "They are a tenant of ours and behind with the rent. I would like to agree a plan with them and you."
    )
    other.take("no-access", high=580)
    page.get_by_role("button", name="Ask Ade Bankole for access").click()
    heading(page, "You asked for access")


def answer(desk: Camera) -> None:
    """The owner's answer."""
    page = desk.page
    page.goto("/home/")
    waiting = page.get_by_role("listitem").filter(has_text="behind with the rent")
    waiting.get_by_role("link", name=re.compile("^Answer")).or_(waiting.get_by_role("button")).click()
    heading(page, "Greta Lund asks for access")
    choose(page, "Your answer", "Share the case")
    desk.take("answer", high=840)
    page.get_by_role("button", name="Send your answer").click()
    expect(page.get_by_role("button", name="Send your answer")).to_have_count(0)


def known_case(desk: Camera) -> None:
    """A case some weeks old, for the README."""
    desk.page.goto("/cases/?q=Quillan")
    desk.page.get_by_role("main").get_by_role("link", name="Marsh / Quillan").first.click()
    heading(desk.page, "Marsh / Quillan")
    desk.take("case", wide=True)


if __name__ == "__main__":
    raise SystemExit(main())
