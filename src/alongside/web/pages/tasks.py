"""My tasks, my teams', and those I set, with filters and several done at once; and the tasks of a case."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import cast

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from alongside.accounts.queries import practice
from alongside.cases import queries as cases
from alongside.casework.actions.tasks import Done, do_to_many
from alongside.casework.queries import tasks as queries
from alongside.casework.queries.waiting import waiting
from alongside.packs.schema import Pack
from alongside.plans.queries.plans import concerns_of_tasks
from alongside.web.middleware import ActingRequest
from alongside.web.pages.case import around
from alongside.web.pages.reading import for_page, number, page_number, with_query
from alongside.web.pages.writing import write_once
from alongside.web.words import counted

LISTS = {"mine": "My tasks", "team": "My teams’ tasks", "sent": "Tasks I set"}
STATES = {"open": "Open", "overdue": "Overdue", "waiting": "Waiting for an answer", "completed": "Completed"}
SORTS = {"due": "First due first", "newest": "Newest first"}
DOING = {"accepted": "accepted", "taken": "taken", "completed": "completed"}


@dataclass(frozen=True)
class Shown:
    """Which list is shown and what it is narrowed to, as it stands in the address."""

    list: str = "mine"
    state: str = "open"
    type: str = ""
    priority: str = ""
    case: str = ""
    by: str = ""
    sort: str = "due"

    def at(self, **instead: str) -> str:
        """The address of this list, or of one that differs in some parts."""
        asked = asdict(replace(self, **instead))
        usual = asdict(Shown())
        return with_query(reverse("tasks"), **{name: value for name, value in asked.items() if value != usual[name]})

    @property
    def narrowed(self) -> queries.Narrowed:
        """The same, as the query takes it."""
        return queries.Narrowed(
            cast(queries.State, self.state), self.type, self.priority, number(self.case), self.by, self.sort == "newest"
        )


def _shown(request: ActingRequest, pack: Pack) -> Shown:
    def one(name: str, known: Sequence[str] | Mapping[str, str], usual: str = "") -> str:
        asked = request.GET.get(name, "")
        return asked if asked in known else usual

    asked_case = request.GET.get("case", "").strip()
    return Shown(
        list=one("list", LISTS, "mine"), state=one("state", STATES, "open"), sort=one("sort", SORTS, "due"),
        type=one("type", pack.task_titles),
        priority=one("priority", [each.id for each in pack.task_priorities]),
        case=asked_case if number(asked_case) else "", by=request.GET.get("by", "").replace("\x00", "").strip()[:100],
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def tasks(request: ActingRequest) -> HttpResponse:
    """My tasks by when they are due, overdue ones said in words; several can be done at once (E-CINS 5.4.2)."""
    pack = practice(request.actor)
    shown = _shown(request, pack)
    if request.method == "POST":
        return write_once(request, lambda: _done_at_once(request, shown))
    which = cast(queries.Which, shown.list)
    page = queries.tasks(which, actor=request.actor, narrowed=shown.narrowed, page=page_number(request))
    told = {
        "shown": shown, "page": page, "pack": pack, "waiting": waiting(request.actor),
        "types": list(pack.task_titles.items()),
        "priorities": [(each.id, each.title) for each in pack.task_priorities],
        "lists": LISTS, "states": STATES, "sorts": SORTS, "chosen": _chosen(shown, pack),
        "next_page": for_page(reverse("tasks"), **_parts(shown)),
    }  # fmt: skip
    return render(request, "tasks/list.jinja", told)


def _parts(shown: Shown) -> Mapping[str, str]:
    usual = asdict(Shown())
    return {name: value for name, value in asdict(shown).items() if value != usual[name]}


def _chosen(shown: Shown, pack: Pack) -> Sequence[tuple[str, str, str]]:
    """The filters in force: what, which, and the address without it."""
    types = pack.task_titles
    priorities = {each.id: each.title for each in pack.task_priorities}
    every = [
        ("State", STATES[shown.state] if shown.state != "open" else "", shown.at(state="open")),
        ("Type", types.get(shown.type, ""), shown.at(type="")),
        ("Priority", priorities.get(shown.priority, ""), shown.at(priority="")),
        ("Case", f"Case {shown.case}" if shown.case else "", shown.at(case="")),
        ("Set by", f"Set by {shown.by}" if shown.by else "", shown.at(by="")),
    ]
    return [each for each in every if each[1]]


def _done_at_once(request: ActingRequest, shown: Shown) -> str:
    chosen = [each.partition("-") for each in request.POST.getlist("task")[: queries.PAGE * 4]]
    versions = {number(task): number(version) for task, _, version in chosen}
    wanted = {task: version for task, version in versions.items() if task and version}
    if not wanted:
        messages.warning(request, "Nothing was chosen. Tick the tasks first, then say what to do with them.")
        return shown.at()
    done = do_to_many(request.POST.get("do", ""), wanted, actor=request.actor)
    _say(request, done, DOING[request.POST.get("do", "")])
    return shown.at()


def _say(request: ActingRequest, done: Done, what: str) -> None:
    if done.count:
        messages.success(request, f"{counted(done.count, 'task is', 'tasks are').capitalize()} {what}.")
    for title, why in done.not_done:
        messages.warning(request, f"“{title}” was left as it is. {why}")


@require_safe
def of_case(request: ActingRequest, case_id: int) -> HttpResponse:
    """The open and the completed tasks of a case, whoever set them (TASK-05)."""
    head = cases.case_head(case_id, actor=request.actor)
    completed = request.GET.get("show") == "completed"
    family = cases.members(case_id, actor=request.actor)
    address = reverse("case_tasks", args=[case_id])
    page = queries.tasks_of_case(case_id, actor=request.actor, completed=completed, page=page_number(request))
    more = {
        "page": page,
        "concerns": concerns_of_tasks([each.id for each in page.rows], actor=request.actor),
        "completed": completed,
        "next_page": for_page(address, show="completed" if completed else ""),
    }
    return render(request, "tasks/of_case.jinja", around(request, head, family, "tasks") | more)
