"""Taking pictures of windows: small, sharp, and from where the page begins to matter."""

import re
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import FloatRect, Page, ViewportSize

WIDE = ViewportSize(width=1280, height=1000)
DESK = ViewportSize(width=800, height=720)
PHONE = ViewportSize(width=390, height=780)
COLOURS = 128


@dataclass(frozen=True)
class Camera:
    """Takes pictures of one window."""

    page: Page
    folder: Path

    def take(self, name: str, *, high: int = 0, since: str = "", wide: bool = False) -> None:
        """`high` pixels of the page, from under the header or from the part `since` on; or the window as it stands.

        `wide` is for the README: a wider window, with the header.
        """
        if wide:
            self.page.set_viewport_size(WIDE)
        self.page.evaluate("document.activeElement?.blur()")
        self.page.wait_for_timeout(300)  # whatever fades or folds has done so
        clip = self._part(high, since) if high else None
        taken = self.page.screenshot(clip=clip, full_page=bool(high), animations="disabled")
        with Image.open(BytesIO(taken)) as picture:
            few = picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
            few.save(self.folder / f"{name}.png", optimize=True)
        if wide:
            self.page.set_viewport_size(DESK)

    def _part(self, high: int, since: str) -> FloatRect:
        header = self.page.locator("header").first.bounding_box()
        begins = self.page.locator(since).first.bounding_box() if since else None
        size = self.page.viewport_size
        assert header and size
        top = begins["y"] - 16 if begins else header["y"] + header["height"]
        scrolled = int(self.page.evaluate("scrollY"))  # boxes are told from the window's edge, a clip from the page's
        return {"x": 0, "y": top + scrolled, "width": size["width"], "height": high}

    def at(self, words: str, *, above: int = 16) -> None:
        """Scroll until the first of these words stands `above` pixels below the window's upper edge."""
        there = self.page.get_by_role("main").get_by_text(words).first
        there.evaluate("(at, above) => window.scrollTo(0, at.getBoundingClientRect().top + scrollY - above)", above)


@dataclass(frozen=True)
class Walk:
    """Somebody at a desk and on a phone, and a colleague at another desk."""

    desk: Camera
    phone: Camera
    other: Camera


def case_of(page: Page, name: str) -> str:
    """The address of the case with this name, as the demonstration tells it."""
    page.goto(f"/cases/?q={name.split()[0]}")
    page.get_by_role("main").get_by_role("link", name=name).first.click()
    page.wait_for_url(re.compile(r"/cases/\d+/$"))
    return page.url
