"""What stands around every page: who is signed in, where they may go, and when they were last here."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject

from alongside.pathway.queries.waiting import Waiting, waiting


@dataclass(frozen=True)
class Place:
    """One entry of the navigation. `counts` is which number of what waits stands beside it."""

    text: str
    address: str
    here: bool
    counts: str = ""


@dataclass(frozen=True)
class Frame:
    """The header's content. `name` is empty where nobody is signed in."""

    demonstration: bool
    now: datetime
    user_id: int = 0
    name: str = ""
    job_title: str = ""
    team: str = ""
    partnership: str = ""
    last_session_at: datetime | None = None
    places: tuple[Place, ...] = ()
    search_at: str = ""
    waiting: Any = None
    """pathway.queries.waiting.Waiting; asked once a page shows it, and None where nobody acts."""


_PLACES = (
    ("Home", "home", "/home/", ""),
    ("Cases", "cases", "/cases/", ""),
    ("People", "people", "/people/", ""),
    ("Tasks", "tasks", "/tasks/", "tasks"),
    ("Trays", "trays", "/trays/", "trays"),
    ("Reports", "reports", "/reports/", ""),
    ("Messages", "messages", "/messages/", "messages"),
)


def frame(request: HttpRequest) -> dict[str, Any]:
    """For every template: `frame`, from the signed-in user that the request already holds; one query for what waits."""
    now = datetime.now(UTC)
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"frame": Frame(settings.DEMONSTRATION, now)}
    actor = getattr(request, "actor", None)
    return {
        "frame": Frame(
            demonstration=settings.DEMONSTRATION,
            now=now,
            user_id=user.pk,
            name=user.name,
            job_title=user.job_title,
            team=user.team.name,
            partnership=user.partnership.name,
            last_session_at=user.last_session_at,
            places=tuple(_places(request.path)),
            search_at=address("cases"),
            waiting=SimpleLazyObject(lambda: what_waits(request)) if actor else None,
        )
    }


def what_waits(request: HttpRequest) -> Waiting:
    """What waits for whoever asks, read once for the page and the header above it."""
    if not hasattr(request, "waits"):
        request.waits = waiting(request.actor)  # type: ignore[attr-defined]
    found: Waiting = request.waits  # type: ignore[attr-defined]
    return found


def _places(path: str) -> list[Place]:
    # A place whose page is not there yet is not shown.
    found = ((text, address(name), path.startswith(prefix), counts) for text, name, prefix, counts in _PLACES)
    return [Place(text, address, here, counts) for text, address, here, counts in found if address]


@lru_cache(maxsize=4096)
def address(name: str, *args: object) -> str:
    """Where the page of this name is; "" where there is none."""
    try:
        return reverse(name, args=args or None)
    except NoReverseMatch:
        return ""
