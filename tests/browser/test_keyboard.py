"""Everything by keyboard alone, seeing at each press where one is."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import walk
from tests.browser.walk import heading, step_in

pytestmark = pytest.mark.browser
MOST_PRESSES = 80

SEEN = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return {name: "", seen: true, free: true};
  const shows = (part, pseudo) => { const s = getComputedStyle(part, pseudo);
    return (s.outlineStyle !== "none" && parseFloat(s.outlineWidth) > 0) || s.boxShadow !== "none"; };
  const label = at.labels && at.labels[0];
  const seen = shows(at) || (label && (shows(label, "::before") || shows(label)));
  const box = (parseFloat(getComputedStyle(at).opacity) < 1 && label ? label : at).getBoundingClientRect();
  const top = document.elementFromPoint(box.x + Math.min(box.width / 2, 40), box.y + Math.min(box.height / 2, 12));
  const free = !top || at.contains(top) || top.contains(at) || (label && label.contains(top));
  const words = [at.getAttribute("aria-label"), label && label.innerText, at.innerText, at.value, at.id];
  const name = words.filter(Boolean).join(" ");
  return {name, seen: Boolean(seen), free: Boolean(free)};
}"""
"""Where the cursor is: what it is called, whether one sees that it is there, and whether nothing lies over it."""


def press_until(page: Page, words: str, key: str = "Tab") -> None:
    """Press a key until the cursor is on something called so. Each time the cursor is seen, and nothing hides it."""
    passed = []
    for _ in range(MOST_PRESSES):
        page.keyboard.press(key)
        at = page.evaluate(SEEN)
        assert at["seen"], f"Nobody sees that the cursor is on “{at['name']}”"
        assert at["free"], f"Something lies over “{at['name']}” while the cursor is on it"
        passed.append(at["name"])
        if re.search(words, at["name"]):
            return
    pytest.fail(f"No “{words}” among {passed}")


@pytest.mark.req("PLAT-02")
def test_from_signing_in_to_a_log_without_a_mouse(page: Page, surname: str) -> None:
    page.goto("/step-in/")
    press_until(page, "Ade Bankole")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/home/$"))

    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    expect(page.get_by_role("link", name="Skip to main content")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")

    page.goto("/home/")
    press_until(page, "^Find a case by surname")
    page.keyboard.type("Oyelaran CH99 2PQ")
    page.keyboard.press("Enter")
    heading(page, "Cases")
    press_until(page, "^Oyelaran CH99 2PQ")
    page.keyboard.press("Enter")
    heading(page, "Oyelaran CH99 2PQ")

    press_until(page, "^Add$")
    page.keyboard.press("Space")
    press_until(page, "^Note$")
    page.keyboard.press("Enter")
    what = page.get_by_label("What", exact=True)
    expect(what).to_be_focused()
    page.keyboard.type(f"Met the {surname} at the gate.")
    press_until(page, "^Where", "Shift+Tab")
    page.keyboard.type("At the gate")
    press_until(page, "Save the note")
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_contain_text("The note is saved.")
    expect(page.get_by_role("main")).to_contain_text(f"Met the {surname} at the gate.")


@pytest.mark.req("PLAT-02")
def test_every_field_of_a_profile_is_reached_and_seen_by_keyboard(page: Page, surname: str) -> None:
    step_in(page, "Ade Bankole")
    draft = walk.start_nomination(page)
    page.goto(f"{draft}family/")
    walk.new_member(page, walk.Told(walk.HEAD, surname))
    press_until(page, "^Title")
    page.keyboard.type("Ms")
    press_until(page, "^Calderholt North")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("radio", name="Riverside")).to_be_checked()
    press_until(page, "^Date of birth")
    page.keyboard.type("11-05-1992")
    press_until(page, "^PNC ID")
    press_until(page, "^Save and continue")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Enter address")
    expect(page.get_by_role("alert")).not_to_contain_text("Choose title")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_label("First line", exact=True)).to_be_focused()


@pytest.mark.req("PLAT-02", "SIGN-05")
def test_the_menu_of_the_person_closes_by_escape_and_signs_out(page: Page) -> None:
    step_in(page, "Ade Bankole")
    press_until(page, "Ade Bankole")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Sign out")).to_be_hidden()
    expect(page.locator("summary", has_text="Ade Bankole")).to_be_focused()
    page.keyboard.press("Enter")
    press_until(page, "^Sign out$")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/step-in/$"))
