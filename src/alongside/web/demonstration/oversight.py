"""Brackenshore's families of every age, with closures that wait, supervision that is due, and a hand-over to read."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

from alongside.accounts.queries import practice
from alongside.cases import actions, queries, rules
from alongside.cases.access import share
from alongside.cases.consent import note_signed_copy
from alongside.cases.nomination import submit_nomination
from alongside.casework.actions.logs import Contact, Note, write_note
from alongside.casework.actions.tasks import Asked, To, set_task
from alongside.casework.rules.logs import ChildSeen
from alongside.core.acting import acting_as
from alongside.core.actor import Actor
from alongside.forms.actions import start_draft
from alongside.forms.typed import EntryTyped, Typed
from alongside.pathway.actions.handing_over import Move, hand_over
from alongside.pathway.actions.items import Done, finish
from alongside.pathway.actions.journeys import begin_by_hand
from alongside.pathway.actions.supervisions import Discussed, Session, record_supervision
from alongside.pathway.actions.team import Joining, join_team
from alongside.web.demonstration.moments import earlier

FORM = "family"
NOT_SAID = "Prefer not to say"


@dataclass(frozen=True)
class Told:
    """An invented family: its worker, how many days ago it came and they took it over, where, who, what is known."""

    worker: str
    days: int
    taken: int
    address: str
    postcode: str
    parent: tuple[str, str]
    child: tuple[str, str]
    key_information: str = ""
    changes: tuple[tuple[str, str], ...] = ()
    closure: int = 0
    """Closure was asked for so many days ago."""


FAMILIES = (
    Told(
        "nadir", 400, 27, "3 Eelpie Stairs", "CH96 1AB", ("Corin", "Vasey"), ("Tamsin", "Vasey"),
        "Two people visit together. Corin's former partner may be there: ring first and ask.",
        (("intensity", "intensive"),),
    ),
    Told("rosalind", 290, 31, "18 Ropewalk", "CH96 2DE", ("Delphine", "Oake"), ("Rufus", "Oake")),
    Told(
        "nadir", 200, 20, "7 Lantern Lane", "CH96 1EF", ("Ishbel", "Crane"), ("Malachy", "Crane"),
        "Ishbel cannot read English: telephone, do not write.", (("priority", "high"),),
    ),
    Told("nadir", 110, 24, "22 Gull Rise", "CH96 3GH", ("Osric", "Penn"), ("Linnet", "Penn")),
    Told("nadir", 80, 26, "5 Saltings Court", "CH96 4JL", ("Honor", "Tidey"), ("Jory", "Tidey"), closure=4),
    Told("rosalind", 60, 25, "11 Marram Way", "CH96 2LN", ("Brannock", "Hale"), ("Elowen", "Hale"), closure=1),
)  # fmt: skip


def tell(actors: Mapping[str, Actor]) -> None:
    """The families with their workers, what a supervisor said of them, what waits for a manager, and a hand-over."""
    cases = [_family(told, actors) for told in FAMILIES]
    for told, case in zip(FAMILIES, cases, strict=True):
        if told.closure:
            _ask_for_closure(earlier(actors[told.worker], told.closure, 11), case, told)
    _supervised(actors, cases)
    _looked_over(actors["orla"], cases)
    orla = actors["orla"]
    with acting_as(orla):
        move = Move(cases[3], actors["rosalind"].user_id)
        why = "Nadir takes on the intensive families; Rosalind knows Linnet from school."
        hand_over(actors["nadir"].user_id, [move], why=why, access="four weeks", actor=orla)


def _family(told: Told, actors: Mapping[str, Actor]) -> int:
    worker = earlier(actors[told.worker], told.days, 10)
    with acting_as(worker):
        draft = start_draft(FORM, draft_id=uuid4(), actor=worker, typed=_typed(told, worker))
        case = submit_nomination(draft, actor=worker)
        if practice(worker).consent.before_sharing == "signed copy":
            note_signed_copy(case, actor=worker)
        share(case, holder=actors["orla"].own, why="Manages our team.", actor=worker)
        if told.key_information:
            version = queries.case_head(case, actor=worker).version
            actions.change_key_information(case, version=version, words=told.key_information, actor=worker)
        if told.changes:
            version = queries.case_head(case, actor=worker).version
            actions.change_details(case, version=version, changes=dict(told.changes), actor=worker)
        due = worker.today + timedelta(days=told.days + 9)
        asked = Asked("Ring the school about the mornings", "How did the week go?", due_on=due)
        if not told.closure:
            set_task(case, to=To("user", worker.user_id), asked=asked, actor=worker)
    orla = earlier(actors["orla"], told.taken, 9)
    with acting_as(orla):
        join_team(case, joining=Joining("lead-professional", worker.user_id), actor=orla)
    _met(case, earlier(actors[told.worker], told.taken - 1, 15), earlier(actors[told.worker], told.taken - 4, 16), told)
    return case


def _met(case: int, rang: Actor, visited: Actor, told: Told) -> None:
    """The new worker rings, and sees the child at home within the time of the practice."""
    parent, child = told.parent[0], told.child[0]
    with acting_as(rang):
        call = f"Rang {parent}: who I am, and when I can come."
        write_note(Note(Contact(rang.now, "", parent, call), "telephone-call"), case_id=case, actor=rang)
    with acting_as(visited):
        members = queries.members(case, actor=visited)
        seen = [ChildSeen(each.id, True, True, True) for each in members if each.name.startswith(child)]
        said = {
            "purpose": "To meet, and to hear what the week is like.", "who-was-there": f"{parent} and {child}.",
            "details": f"{child} showed me where the school bag lives. {parent} made tea.",
            "actions": "I ring the school about the mornings.", "analysis": f"{child} is at ease with {parent}.",
            "views-of-the-child": f"{child} would like to be early once.",
        }  # fmt: skip
        note = Note(Contact(visited.now, "At home", ""), "visit", said, [each.id for each in members], seen)
        write_note(note, case_id=case, actor=visited)


def _typed(told: Told, worker: Actor) -> Typed:
    parent: dict[str, str | list[str]] = {
        "title": "Mx", "forename": told.parent[0], "surname": told.parent[1], "person-area": "quay",
        "gender": "Not known", "age": "25 to 64", "ethnicity": NOT_SAID,
        "address.line1": told.address, "address.town": "Brackenshore",
        "address.postcode": told.postcode, "mobiles": ["07700 900321"],
    }  # fmt: skip
    child: dict[str, str | list[str]] = {
        "relationship": "Child", "title": "Mx", "forename": told.child[0], "surname": told.child[1],
        "person-area": "quay", "gender": "Not known", "age": "5 to 10", "ethnicity": NOT_SAID, "same-address": "yes",
    }  # fmt: skip
    fields = {
        "area": "quay", "case-name": rules.case_name([told.parent[1]], told.postcode), "referrer": "Me",
        "referral-date": f"{worker.today:%d-%m-%Y}", "statement": "received",
    }  # fmt: skip
    return Typed(dict(fields), {"family": (EntryTyped("member00", dict(parent)), EntryTyped("member01", dict(child)))})


def _ask_for_closure(worker: Actor, case: int, told: Told) -> None:
    """Everything is ready: the child was heard, the summary is written, and the managers have three days."""
    said = {
        "achieved": f"{told.child[0]} is at school every morning, and bedtimes hold without us.",
        "goes-on": "The school's family worker, once a fortnight.",
        "family": f"{told.parent[0]}: “We know what to do now when a week goes wrong.”",
    }
    with acting_as(worker):
        child = next(each for each in queries.members(case, actor=worker) if each.name.startswith(told.child[0]))
        heard = ChildSeen(child.id, True, True, True, own_words="I do my own alarm now.")
        voice = {"direct-work": "We drew the week together.", "own-words": "I do my own alarm now."}
        note = Note(Contact(worker.now, "At school", ""), "child-voice", voice, [child.id], [heard])
        write_note(note, case_id=case, actor=worker)
        write_note(Note(Contact(worker.now, "", ""), "closure-summary", said), case_id=case, actor=worker)
        journey = begin_by_hand("closure", actor=worker, case_id=case)
        item = journey.items.get(done_at__isnull=True)
        done = Done("needs-met", checked={"documents": True})
        finish(item.pk, version=item.version, done=done, actor=worker)


def _supervised(actors: Mapping[str, Actor], cases: list[int]) -> None:
    for name, days, about in (
        ("nadir", 33, [Discussed(cases[0], "Safety on visits.", "Two workers at each visit until the new year.")]),
        ("rosalind", 12, [Discussed(cases[1], "Nine months on.", "A last review in January, then close.")]),
    ):
        orla = earlier(actors["orla"], days, 14)
        agreed = "A morning a week without visits for recording."
        held = Session(orla.now, "The caseload, leave over Christmas, the course on direct work.", agreed, None, about)
        with acting_as(orla):
            record_supervision(actors[name].user_id, held, actor=orla)


def _looked_over(orla: Actor, cases: list[int]) -> None:
    """What the manager wrote on the others: on one more than a month ago, on one so that it slips this week."""
    for case, days in zip(cases[2:], (25, 34, 15, 15), strict=True):
        writer = earlier(orla, days, 16)
        said = {
            "discussed": "The record, with its last visits.",
            "decision": "Goes on as planned. I read it again in a month.",
        }
        with acting_as(writer):
            write_note(Note(Contact(writer.now, "", ""), "managers-decision", said), case_id=case, actor=writer)
