"""Fixtures of the tests that cross rooms: the real site in its own process, and browsers that visit it."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

from tests.site import CHROMIUM, CHROMIUM_FLAGS, Site, open_site

DESKTOP = {"viewport": {"width": 1280, "height": 900}}
PHONE = {
    "viewport": {"width": 360, "height": 780},
    "device_scale_factor": 3,
    "is_mobile": True,
    "has_touch": True,
}


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The production set-up: own database, migrated, demonstration loaded, served as the application's role."""
    with open_site(tmp_path_factory.mktemp("site")) as opened:
        yield opened


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, once for all browser tests."""
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Playwright's synchronous interface keeps an event loop in this thread; Django would refuse queries beside it.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        expect.set_options(timeout=20_000)
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_FLAGS)
        yield chromium
        chromium.close()


@contextmanager
def visiting(browser: Browser, site: Site, **options: object) -> Iterator[BrowserContext]:
    """A window at the site, of its own. Fails at its end where the browser complained of a script or of the policy."""
    context = browser.new_context(base_url=site.url, locale="en-GB", timezone_id="Europe/London", **options)  # type: ignore[arg-type]
    context.set_default_timeout(30_000)  # two processes may share one busy core
    faults: list[str] = []
    context.on("weberror", lambda fault: faults.append(str(fault.error)))
    context.on("console", lambda said: faults.append(said.text) if _is_fault(said) else None)
    try:
        yield context
    finally:
        context.close()
    assert not faults, faults


def _is_fault(said: ConsoleMessage) -> bool:
    """What the browser complains of, save that an answer was a refusal, which a test expects, and that somebody left a
    page which was still asking for a part of itself. A request that fails says `htmx:sendError` besides."""
    return said.type == "error" and not said.text.startswith(_NO_FAULTS)


_NO_FAULTS = ("Failed to load resource: ", "htmx:sendAbort", "htmx:afterRequest")


@pytest.fixture
def page(browser: Browser, site: Site) -> Iterator[Page]:
    """A desktop window at the site; `page.goto("/")` opens its front page."""
    with visiting(browser, site, **DESKTOP) as context:
        yield context.new_page()


@pytest.fixture
def phone(browser: Browser, site: Site) -> Iterator[Page]:
    """A phone: 360 pixels wide, touched."""
    with visiting(browser, site, **PHONE) as context:
        yield context.new_page()


@pytest.fixture
def plain(browser: Browser, site: Site) -> Iterator[Page]:
    """A desktop window without JavaScript."""
    with visiting(browser, site, java_script_enabled=False, **DESKTOP) as context:
        yield context.new_page()


@pytest.fixture
def second(browser: Browser, site: Site) -> Iterator[Page]:
    """Another person at another machine, beside `page`."""
    with visiting(browser, site, **DESKTOP) as context:
        yield context.new_page()


_ASKED = "{resultTypes: ['violations'], selectors: false}"
"""Every rule. The HTML says where a fault is; to work out a selector for each part of each page takes long."""


@cache
def _axe() -> str:
    return str(Axe().axe_script)


class CheckAccess:
    """`axe(page)` fails with the list of what is wrong for people who use assistive technology."""

    def __call__(self, page: Page, ignoring: tuple[str, ...] = ()) -> None:
        """Check what `page` shows now, as it stands."""
        self.here(page, ignoring)

    @staticmethod
    def here(page: Page, ignoring: tuple[str, ...] = ()) -> None:
        """Check what `page` shows now. The driver puts axe in, past the policy that stops the site's own pages."""
        if page.evaluate("typeof axe") == "undefined":
            page.evaluate(_axe())
        found = page.evaluate(f"axe.run({_ASKED}).then(found => found.violations)")
        wrong = [
            f"{fault['id']}: {fault['help']}\n    " + "\n    ".join(node["html"][:200] for node in fault["nodes"][:5])
            for fault in found
            if fault["id"] not in ignoring
        ]
        assert not wrong, f"{page.url}:\n" + "\n".join(wrong)


@pytest.fixture
def axe() -> CheckAccess:
    """The accessibility check."""
    return CheckAccess()
