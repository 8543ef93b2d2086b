"""What is measured: the five things a practitioner does all day, each with its target on two cores."""

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import psycopg
from django.conf import settings
from psycopg.types.json import Jsonb

from alongside.core.actor import LONDON
from alongside.packs.loader import load
from alongside.web.bench.heavy import CONCERNS, DATES, DOCUMENTS, MY_TASKS, NOTES, PLAN_TASKS, TASKS, burden
from alongside.web.bench.pathway import Centre, centre, pages
from alongside.web.bench.visitor import Answer, Visitor, hidden_fields, ticked_fields
from alongside.web.demonstration.families import families, typed_nomination


@dataclass(frozen=True)
class Target:
    """At most so many milliseconds (p50, or p95, of one client) and statements."""

    milliseconds: float
    statements: int | None = None
    p95: bool = False


@dataclass(frozen=True)
class Journey:
    """One thing to measure: its name, its target, and how a visitor does it (its argument counts the times). `who` is
    the user who does it, where that is not the worker of the others."""

    name: str
    target: Target
    do: Callable[[Visitor, int], Answer]
    who: int = 0


@dataclass(frozen=True)
class World:
    """What the measured database holds, to ask for: the visitor's cases, the surnames on them, drafts to submit."""

    user_id: int
    cases: Sequence[int]
    surnames: Sequence[str]
    drafts: Sequence[str]
    heavy: int = 0
    """The case that much was recorded on."""
    head: int = 0
    """The member at the head of its family."""
    assessed: Sequence[int] = ()
    """Its assessments, the earliest first."""
    centre: Centre | None = None
    """The busy family centre of the pathway."""


_WORKER = """
SELECT u.id, array_agg(c.id ORDER BY c.id) FROM accounts_user u JOIN cases_case c ON c.owner_id = u.id
  JOIN accounts_partnership p ON p.id = u.partnership_id WHERE p.slug = 'calderholt'
 GROUP BY u.id ORDER BY abs(count(*) - 40), u.id LIMIT 1
"""
_SURNAMES = """
SELECT DISTINCT p.surname FROM cases_member m JOIN people_person p ON p.id = m.person_id
 WHERE m.case_id = ANY (%s) AND length(p.surname) >= 6 AND p.surname ~ '^[A-Za-z]+$' ORDER BY 1 LIMIT 20
"""


_DRAFTS = """
INSERT INTO forms_draft (id, partnership_id, owner_id, audience, form, release_id, title, answers, opened_with, touched,
                         step, seen, version, started_at, saved_at)
SELECT gen_random_uuid(), u.partnership_id, u.id, ARRAY[u.principal_id], 'nomination', r.id, '', %s, '{}', '{}',
       '', '{}', 1, now(), now()
  FROM accounts_user u JOIN accounts_partnership p ON p.id = u.partnership_id
  JOIN LATERAL (SELECT id FROM packs_release WHERE pack = p.pack ORDER BY in_force_from DESC, id DESC LIMIT 1) r
    ON true, generate_series(1, %s)
 WHERE u.id = %s RETURNING id
"""


_HEAD = "SELECT id FROM cases_member WHERE case_id = %s AND is_head AND left_on IS NULL"
_ASSESSED = "SELECT id FROM assessments_assessment WHERE case_id = %s ORDER BY took_place_on"


def world(owner_url: str, drafts: int) -> World:
    """A worker with some forty cases of their own, the surnames on them, and so many nominations ready to submit."""
    with psycopg.connect(owner_url) as connection:
        worker = connection.execute(_WORKER).fetchone()
        assert worker, "the loaded database has cases"
        surnames = [row[0] for row in connection.execute(_SURNAMES, [worker[1]]).fetchall()]
        today = datetime.now(LONDON).date()
        filled = typed_nomination(_three_people(), pack=load(settings.PACKS_DIR / "calderholt"), today=today)
        ready = connection.execute(_DRAFTS, [Jsonb(filled.as_json()), drafts, worker[0]]).fetchall()
    *others, heavy = worker[1]  # the first are the told families of the demonstration, which have a plan
    burden(owner_url, heavy, worker[0])
    with psycopg.connect(owner_url) as connection:
        [head] = connection.execute(_HEAD, [heavy]).fetchone() or [0]
        assessed = [row[0] for row in connection.execute(_ASSESSED, [heavy]).fetchall()]
    return World(
        worker[0],
        others,
        surnames,
        [str(row[0]) for row in ready],
        heavy,
        head,
        assessed,
        centre(owner_url),
    )


def _three_people() -> Mapping[str, Any]:
    family = families()[1]  # the second family of the demonstration has three members
    # Under another name, so that nobody finds two of each.
    people = [{**each, "surname": "Merrilees"} for each in family["member"]]
    return {**family, "member": people}


def step_in(port: int, user_id: int) -> Visitor:
    """A visitor signed in as this user, as the demonstration lets one."""
    visitor = Visitor("127.0.0.1", port)
    answer = visitor.send_form("/step-in/", {"user": str(user_id)})
    assert answer.status == 302, f"stepping in was answered with {answer.status}"
    return visitor


def misspelt(surname: str) -> str:
    """The surname as somebody might write it who heard it: two letters in the middle exchanged."""
    middle = len(surname) // 2
    return surname[: middle - 1] + surname[middle] + surname[middle - 1] + surname[middle + 1 :]


def journeys(there: World) -> Iterator[Journey]:
    """The five, in the order of the issue, and the misspelt search beside the right one."""
    case = itertools.cycle(there.cases)
    names = itertools.cycle(there.surnames)
    yield Journey("My cases", Target(15, 8), lambda visitor, _: visitor.get("/cases/?mine=yes"))
    yield Journey("Search by surname", Target(10), lambda visitor, _: _search(visitor, next(names)))
    yield Journey(
        "Search by a misspelt surname", Target(15), lambda visitor, _: _search(visitor, misspelt(next(names)))
    )
    yield Journey("A case page", Target(15, 10), lambda visitor, _: visitor.get(f"/cases/{next(case)}/"))
    drafts = iter(there.drafts)
    yield Journey("Submitting a nomination", Target(30, 20), lambda visitor, _: _submit(visitor, next(drafts)))
    yield Journey("Adding a log", Target(15), lambda visitor, n: _add_log(visitor, next(case), n))
    slowest, heavy = Target(100, p95=True), f"/cases/{there.heavy}"
    for name, address in {
        f"A case page with {NOTES:,} notes, {TASKS} tasks, {DOCUMENTS} documents": f"{heavy}/",
        "Its log": f"{heavy}/log/",
        "Its chronology": f"{heavy}/chronology/",
        "Its tasks": f"{heavy}/tasks/",
        "Its documents": f"{heavy}/documents/",
        f"My tasks, of {MY_TASKS:,}": "/tasks/",
        "Home": "/home/",
    }.items():
        yield Journey(name, slowest, _opening(address))
    laid = "&".join(f"with={each}" for each in there.assessed)
    copy = _Copy(heavy, there.head)
    yield Journey(f"A plan with {CONCERNS} concerns and {PLAN_TASKS} tasks", slowest, _opening(f"{heavy}/plan/"))
    yield Journey(f"{DATES} dates on one star", slowest, _opening(f"{heavy}/assessments/compared/?{laid}"))
    yield Journey("What is needed", slowest, _opening(f"{heavy}/needed/"))
    yield Journey("Choosing what is in the family's copy", slowest, _opening(copy.choosing))
    yield Journey("The family's copy", slowest, lambda visitor, _: visitor.get(copy.made(visitor)))
    yield Journey("Its PDF", Target(1000, p95=True), lambda visitor, _: visitor.get(f"{copy.made(visitor)}pdf/"))
    for each in pages(there.centre) if there.centre else ():
        yield Journey(each.name, Target(each.milliseconds, p95=True), each.do, each.who)


class _Copy:
    """The family's copy of the heavy plan, made the first time somebody asks for it."""

    def __init__(self, case: str, head: int) -> None:
        self.choosing = f"{case}/family-copy/for/{head}/"
        self._made = ""

    def made(self, visitor: Visitor) -> str:
        """Its address."""
        if not self._made:
            told = {**ticked_fields(visitor.get(self.choosing).body), "print": "ordinary", "step": "make"}
            answer = visitor.post(self.choosing, {**told, "once": str(uuid4())})
            assert answer.status == 302, f"making the copy was answered with {answer.status}"
            self._made = answer.location
        return self._made


def _opening(address: str) -> Callable[[Visitor, int], Answer]:
    return lambda visitor, _: visitor.get(address)


def _search(visitor: Visitor, typed: str) -> Answer:
    """As it is answered while somebody types."""
    return visitor.post("/cases/", {"look": "yes", "q": typed}, part=True)


def _add_log(visitor: Visitor, case: int, number: int) -> Answer:
    page = visitor.get(f"/cases/{case}/log/add/")
    now = datetime.now(UTC)
    told = {
        "day": f"{now:%d-%m-%Y}",
        "time": "00:01",
        "where": "At home",
        "who": "Everybody",
        "what": f"Measured contact {number}.",
    }
    answer = visitor.post(f"/cases/{case}/log/add/", {**hidden_fields(page.body), "once": str(uuid4()), **told})
    assert "#log-" in answer.location, "the log was added"
    return answer


def _submit(visitor: Visitor, draft: str) -> Answer:
    page = visitor.get(f"/drafts/{draft}/check/")
    answer = visitor.post(f"/drafts/{draft}/submit/", {**hidden_fields(page.body), "once": str(uuid4())})
    assert answer.location.startswith("/cases/"), "the nomination became a case"
    return answer
