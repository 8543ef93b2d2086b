"""Home and My workload: what waits for me, my cases, and everything one can do here."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from alongside.accounts.queries import COORDINATING, manages, practice
from alongside.assessments.queries.assessments import assessments_in_progress
from alongside.cases import queries as cases
from alongside.cases.basis import copies_to_file
from alongside.cases.checking import count_to_check
from alongside.casework.queries import messages, notifications
from alongside.casework.queries.children import child_seen
from alongside.casework.queries.note_drafts import note_drafts
from alongside.casework.queries.tasks import tasks
from alongside.core.actor import Actor
from alongside.forms.queries import my_drafts
from alongside.packs.schema import Pack
from alongside.pathway.queries.hand_overs import to_read
from alongside.pathway.queries.items import my_trays
from alongside.pathway.queries.oversight import count_slipping
from alongside.pathway.queries.panels import PANEL_DOES
from alongside.pathway.queries.waiting import Waiting
from alongside.plans.queries.decisions import count_waiting_for_me
from alongside.plans.queries.interventions import waiting as waiting_requests
from alongside.plans.queries.reviews import reviews_due
from alongside.web.frame import address, what_waits
from alongside.web.middleware import ActingRequest
from alongside.web.pages.clocks import clocks_for_home

SHOWN = 5
"""How many of each kind of waiting thing stand on the home page; the others are on My workload."""


@dataclass(frozen=True)
class Function:
    """Something one can do here, by its name in E-CINS 1.3. `count` is None where there is nothing to count."""

    name: str
    what: str
    address: str
    count: int | None = None


@login_not_required
def start(request: HttpRequest) -> HttpResponse:
    """The address without a path: home for who is signed in, otherwise the way in."""
    return redirect("home" if request.user.is_authenticated else settings.LOGIN_URL)


def home(request: ActingRequest) -> HttpResponse:
    """What waits first, what is new, my families, then every function by its name (E-CINS 1.3)."""
    assert request.user.is_authenticated  # the doors let nobody else through
    actor = request.actor
    mine = cases.home(actor=actor)
    drafts = my_drafts(actor)
    asked, made = cases.my_access_requests(actor=actor)
    managed = manages(actor)
    decides = _decides(managed, actor)
    children = child_seen([case.id for case in mine.latest], actor=actor)
    told_of = notifications.unread(actor=actor)
    waits, pack = what_waits(request), practice(actor)
    shown = {
        "pack": pack,
        "tasks": tasks("mine", actor=actor, size=SHOWN).rows,
        "waits": waits,
        "letters": [each for each in messages.inbox(actor=actor).rows if each.unread] if waits.messages else [],
        "notes": note_drafts(actor=actor, most=SHOWN),
        "assessments": assessments_in_progress(actor=actor, most=SHOWN),
        "reviews": reviews_due(actor=actor, today=actor.today, most=SHOWN),
        "clocks": clocks_for_home(actor, SHOWN),
        "decides": decides,
        "trays": [each for each in my_trays(actor=actor) if each.untaken] if waits.untaken else [],
        "panel_trays": _panel_trays(pack),
        "slipping": count_slipping(teams=managed, actor=actor),
        "briefs": to_read(actor=actor, most=SHOWN),
        "services": waiting_requests(actor=actor),
        "copies": copies_to_file(actor=actor, limit=SHOWN),
        "told_of": told_of,
        "children": {
            case.id: [child for child in children.values() if child.case_id == case.id] for case in mine.latest
        },
        "asked": asked,
        "asked_back": [each for each in made if each.state == "asked back"],
        "news": [each for each in made if _is_news(each, request.user.last_session_at)],
        "drafts": drafts,
        "mine": mine,
        "functions": list(_functions(mine.my_cases, len(drafts), waits, told_of, decides, pack)),
        "shown": SHOWN,
    }
    return render(request, "home/home.jinja", shown)


def _is_news(request: cases.Asked, since: datetime | None) -> bool:
    # Answered after the session before this one began: not seen yet, or seen a moment ago.
    return request.state in ("granted", "declined") and bool(
        request.answered_at and (since is None or request.answered_at > since)
    )


def _panel_trays(pack: Pack) -> frozenset[str]:
    """The trays in which families wait for a panel and nothing else does: nobody takes from them, the panel meets."""
    taken_from = {step.tray for process in pack.processes for step in process.step if step.does not in PANEL_DOES}
    return frozenset(each.tray for each in pack.panels) - taken_from


@dataclass(frozen=True)
class Decides:
    """What waits for the actor to decide: as a manager, and in the coordinating team the nominations to check."""

    decisions: int
    coordinates: bool
    to_check: int


def _decides(managed: frozenset[int], actor: Actor) -> Decides:
    waiting = count_waiting_for_me(teams=managed, actor=actor)
    return Decides(waiting, COORDINATING in actor.roles, count_to_check(actor=actor))


def _functions(
    my_cases: int, drafts: int, waits: Waiting, told_of: int, decides: Decides, pack: Pack
) -> Iterator[Function]:
    # A function whose page is not there yet is not offered.
    every: tuple[tuple[str, str, str, int | None], ...] = (
        ("Cases", "Search the cases you can see, and find out whether a family is known.", "cases", my_cases),
        ("Nominate a family", "Start a case for a family that is not yet known.", "nominate", drafts),
        ("People", "Search people, and see their profiles.", "people", None),
        ("My workload", "Your nominations in progress, your requests and your cases.", "workload", my_cases + drafts),
        ("Tasks", "What colleagues ask of you, and what you ask of them.", "tasks", waits.tasks),
        ("What runs out next", "Every time that is running, the first first, and why.", "clocks_next", None),
        ("Contacts", "What came to the front door, what becomes of it, and the daily screening.", "contacts", None),
        ("Trays", "What waits for you and your teams, step by step.", "trays", waits.trays),
        ("Panels", "When your panels meet, who waits for them, and their minutes.", "panels", None),
        ("Pre-allocation list", "Families that wait for a worker, and when each is rung next.", "waiting", None),
        ("Caseloads", "How many families everybody in your teams has.", "caseloads", None),
        ("Decisions", "What waits for yours, and what was decided about your work.", "decisions", decides.decisions),
        ("Oversight", "What is late or slipping in your teams, and the cases to look over.", "oversight", None),
        ("Supervision", "Whose is due, and what you agreed in your own.", "supervisions", None),
        ("Hand-over", "Families from one worker to others, and the briefs to read.", "hand_over_choose", None),
        ("Requests for interventions", "Services you asked, and those that ask your team.", "interventions", None),
        ("Outcomes", "What families achieved, what evidence is missing, what is ready to claim.", "outcomes", None),
        ("Messages", "Write to a colleague or a team, and read what they wrote.", "messages", waits.messages),
        ("Notifications", "What happened on the cases you chose to be told about.", "notifications", told_of),
        ("Reports", "Records that only those you choose may read.", "reports", None),
        ("My gallery", "The people you work with, and when you last had contact.", "gallery", None),
        ("Downloads", "Templates and guidance.", "downloads", None),
        ("Archive", "Cases, profiles and reports where work has ended.", "archive", None),
        ("User directory", "Find a colleague, and whether they are a user.", "directory", None),
        ("User guide", "How to do each thing, step by step.", "guide", None),
        ("Settings", "Your password and second factors; sign out everywhere.", "settings", None),
    )
    if pack.transfer.team:
        sent = "What went along when a family stepped up, and what social care answered."
        every = (*every, ("Packets to social care", sent, "packets", None))
    if decides.coordinates:
        suggested = "Cases that colleagues suggest for a programme; only your team can start its flag."
        every = (
            *every, ("Flags suggested", suggested, "flags_suggested", None),
            ("Nominations to check", "New cases for your advice, and who is eligible for the programme.", "checks",
             decides.to_check),
            ("Demand and capacity", "What comes in, what becomes of it, how long each stage takes.", "demand", None),
            ("Audits", "Assessments drawn by lot, judged point by point, and the results by team.", "audits", None),
        )  # fmt: skip
    for name, what, page, count in every:
        if found := address(page):
            yield Function(name, what, found, count or None)
