"""What is served at /assets/: exactly these files of the installed packages, and our own. Nothing else of them leaves.

GOV.UK's typeface and crown are GOV.UK's alone, so they are not among them.
"""

from collections.abc import Iterable, Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder, find
from django.core.files.storage import FileSystemStorage

_FONT = "@fontsource/atkinson-hyperlegible-next/files/atkinson-hyperlegible-next-{}.woff2"
_MOJ = "@ministryofjustice/frontend/moj"
_ICONS = (
    "icon-close-cross-black", "icon-document", "icon-progress-tick", "icon-tag-remove-cross",
    "icon-tag-remove-cross-white", "icon-toggle-plus-minus",
)  # fmt: skip

SERVED: dict[str, str] = {
    "govuk/govuk-frontend.min.css": "govuk-frontend/dist/govuk/govuk-frontend.min.css",
    "govuk/govuk-frontend.min.js": "govuk-frontend/dist/govuk/govuk-frontend.min.js",
    "moj/moj-frontend.min.css": f"{_MOJ}/moj-frontend.min.css",
    "moj/moj-frontend.min.js": f"{_MOJ}/moj-frontend.min.js",
    "htmx/htmx.min.js": "htmx.org/dist/htmx.min.js",
    **{f"images/{icon}.svg": f"{_MOJ}/assets/images/{icon}.svg" for icon in _ICONS},
    **{
        f"fonts/atkinson-{script}-{weight}.woff2": _FONT.format(f"{script}-{weight}-normal")
        for script in ("latin", "latin-ext")
        for weight in (400, 700)
    },
}
"""The address under /assets/, and where the file lies among the installed packages."""


class Packages(BaseFinder):
    """Finds the files of `SERVED` where npm put them, without a build."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.storage = _Installed()

    def check(self, **kwargs: Any) -> list[Any]:
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        source = _source(path)
        return ([source] if source else []) if find_all else source

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Any]]:
        return ((path, self.storage) for path in SERVED if _source(path))


class _Installed(FileSystemStorage):
    """The installed packages, seen under the addresses that their files are served at."""

    prefix = None

    def path(self, name: str) -> str:
        return str(Path(settings.ASSETS_DIR) / SERVED[name])


def _source(path: str) -> str | None:
    if path not in SERVED:
        return None
    source = Path(settings.ASSETS_DIR) / SERVED[path]
    return str(source) if source.is_file() else None


def address(path: str) -> str:
    """Where a file is served, with a mark of its content, so that a browser fetches it again only when it changed."""
    return f"{settings.STATIC_URL}{path}?{_mark(path)}"


@cache
def _mark(path: str) -> str:
    source = find(path)
    if not isinstance(source, str):
        raise LookupError(f"There is no file to serve at {settings.STATIC_URL}{path}. Run ./alongside run to fetch it.")
    return sha256(Path(source).read_bytes()).hexdigest()[:12]
