"""What a process is in a pack: its steps with their trays, roles, checklists and ways on; and what goes with it."""

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field

from alongside.packs.clock_schema import Fact, Span
from alongside.packs.form_schema import Id, Question, Strict

Does = Literal[
    "acknowledge", "screen", "tell referrer", "put on panel", "decide at panel", "open case", "allocate", "wait",
    "contact family", "record consent", "agree team", "release worker", "ask closure", "sign off closure",
    "send packet", "answer packet", "receive packet", "give notice", "decide together", "decide step up",
    "make contact", "complete episode", "discuss de-escalation", "step down from", "hold meeting", "hold visit",
]  # fmt: skip
"""What finishing a step does beyond its note and its events (pathway/actions/effects).

"put on panel" and "decide at panel" wait on the agenda of the panel whose tray they wait in, and its meeting finishes
them by one of their ways. "wait" puts a family on the pre-allocation list as soon as the step waits.
"""


class Role(Strict):
    """Who may do a step. A partnership says which of its teams; `manages` where only those who manage the team may.

    A role of no team is held by nobody inside: whoever records the step for somebody of another system does it from
    the step's tray.
    """

    id: Id
    title: str
    hint: str = ""
    teams: tuple[str, ...] = ()
    manages: bool = False
    elsewhere: bool = False
    """Works in another system, such as a social worker: whoever has the tray records what they did, and their name."""


class Tray(Strict):
    """A shared queue of a team. `team` is a team's id; `areas` names another for single areas (routing by area)."""

    id: Id
    title: str
    hint: str = ""
    source: str = ""
    team: str = ""
    areas: Mapping[str, str] = {}

    def team_for(self, area: str) -> str:
        """The id of the team that works this tray for an area."""
        return self.areas.get(area, self.team)


class Made(Strict):
    """An event that finishing a step makes, by a word that clocks know, with what it says of itself.

    A fact written in braces, "{meeting-date}", is taken from the answer to that question.
    """

    event: str
    facts: Mapping[str, Fact] = {}


class Way(Strict):
    """A way on from a step. Exactly one of `to` (another step), `starts` (another process) and `ends` is given.

    `outcome` is the word that the referrer's reference and the statistics have for it; `tells` what the referrer is
    told, without a word about the family.
    """

    id: str = ""
    label: str = ""
    to: str = ""
    starts: str = ""
    ends: bool = False
    outcome: str = ""
    hint: str = ""
    tells: str = ""
    writes: str = ""
    """The note type that it writes, in the place of the step's: CSC Accepted or CSC Rejected."""
    sends_to: tuple[str, ...] = ()
    """The trays in which that note waits besides, until somebody of their teams has answered it (step down, page 8)."""
    task: str = ""
    """A task that it sets for the team of the tray."""
    question: tuple[Question, ...] = ()
    makes: tuple[Made, ...] = ()
    undone: bool = False
    """Goes on without what the step does, and without its note: nobody is allocated yet, the family waits."""
    role: str = ""
    """Who alone may go this way, where it is not whoever does the step: a manager allocates, a duty worker rings."""
    no_lead: bool = False
    """A panel decides this without naming an agency that leads: nobody of this partnership works on."""
    case_status: str = ""
    """Closure is asked for by this way: the status that the case has once it is signed off."""
    plan_status: str = ""
    """And the status by which the family's plan ends then."""
    when: Mapping[str, Fact] = {}
    """Only where the contact's or journey's facts are so: {source = "DART"}."""


class Step(Strict):
    """One step of a process, done in a tray or by whoever works with the family."""

    id: Id
    title: str
    hint: str = ""
    clause: str = ""
    role: str = ""
    with_role: str = ""
    """Decided jointly: somebody of this role has to agree too before the step is done (step up, page 6)."""
    tray: str = ""
    does: Does | Literal[""] = ""
    writes: str = ""
    """The note type that it writes on the case."""
    contact_note: str = ""
    """The note type of each contact with a family that waits at this step."""
    restricted_to: str = ""
    """The tray whose team alone sees that note."""
    checklist: str = ""
    question: tuple[Question, ...] = ()
    makes: tuple[Made, ...] = ()
    clocks: tuple[str, ...] = ()
    """The timescales that run while it waits, shown beside it."""
    except_: Annotated[tuple[Mapping[str, Fact], ...], Field(alias="except")] = ()
    """Passed over where the journey's facts are so."""
    next: tuple[Way, ...] = ()

    @property
    def ends(self) -> bool:
        """Whether the process can end with this step."""
        return not self.next or any(way.ends for way in self.next)


class Process(Strict):
    """A way that a contact or a case goes, step by step. The first step is where it begins."""

    id: Id
    title: str
    source: str = ""
    clause: str = ""
    about: Literal["contact", "case"] = "case"
    begins: Literal["with each contact", "by hand", "by another process"] = "by hand"
    """`with each contact`: everything that comes through the front door starts it."""
    role: str = ""
    """Who may begin it by hand; "" for whoever has the case."""
    basis: Literal["", "public task", "legal obligation", "vital interests"] = ""
    """The lawful basis on which the teams of its trays see the case, where that is not the family's consent."""
    step: tuple[Step, ...] = ()

    def step_of(self, step_id: str) -> Step:
        """The step of this id. Raises KeyError where there is none."""
        return self._steps[step_id]

    @cached_property
    def _steps(self) -> Mapping[str, Step]:
        return {each.id: each for each in self.step}


class Required(Strict):
    """A document, a tool's assessment or a note that a checklist asks for, perhaps only for some, perhaps not too old.

    Exactly one of `document`, `tool`, `note` and `has` is given. `has` names a part of the record itself. What has no
    file is ticked by hand with `ticked`.
    """

    id: Id
    title: str
    document: str = ""
    tool: str = ""
    note: str = ""
    has: Literal[
        "", "plan", "open plan actions", "notes in draft", "genogram", "key agencies", "family composition",
        "parents' telephone numbers", "chronology", "consent", "voice of the child", "voice of the child at each stage",
        "closure summary", "tasks", "star", "contact record",
    ] = ""  # fmt: skip
    ticked: bool = False
    newer_than: Span | None = None
    if_exists: bool = False
    """Goes along where there is one; nothing is missing where there is none, or it is too old."""
    if_applicable: bool = False
    """May be answered with not applicable, and why."""
    each_child_over: int | None = None
    hint: str = ""


class ConsentAsked(Strict):
    """Explicit consent: which parent gave it, how, and when, each recorded (step down, page 14)."""

    records: tuple[Literal["which parent", "how", "when"], ...] = ("which parent", "how", "when")


class Checklist(Strict):
    """What has to be there before a step is done. What is missing stops it, or is overridden with a recorded reason."""

    id: Id
    title: str
    source: str = ""
    required: tuple[Required, ...] = ()
    question: tuple[Question, ...] = ()
    consent: ConsentAsked | None = None
    may_be_overridden: bool = False
    overridden_by: str = ""
    """The role that may override; "" for whoever does the step."""


class ContactSource(Strict):
    """Where a contact comes from: telephone, e-form, mailbox, walk-in, DART, step-down."""

    id: Annotated[str, Field(pattern=r"^[A-Za-z0-9]+(-[A-Za-z0-9]+)*$")]
    """The word that events and timescales have for it; capitals where practitioners write it so: DART."""
    title: str
    by: Literal["telephone", "e-form", "mailbox", "in person", "another system"] = "telephone"
    acknowledged: bool = True
    """Whether whoever made the request is told that it came and what became of it (1.2: not for DART)."""
    sent_up: bool = False
    """Made by our own people as a family goes up to social care: nobody asks for support by it, so it is no demand."""
    default: bool = False


class Panel(Strict):
    """A group that meets and decides about families: a multi-agency action meeting, a locality group, a weekly COG."""

    id: Id
    title: str
    source: str = ""
    meets_on: Literal["", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday"] = ""
    tray: str = ""
    """Whose team keeps its agenda and minutes."""
    leads: bool = True
    """Whether each decision names one agency that takes the lead."""


class FrontDoor(Strict):
    """How contacts come in here. `form` is the id of the pack's form for them; `e_form` opens it to the public."""

    form: str = ""
    tray: str = ""
    e_form: bool = False
    open_from: Mapping[str, date] = {}
    """From which day which type of organisation may use it (soft launch): {"school" = 2026-10-01}. "everybody-else" for
    those that are not named; who is named nowhere may use it already."""
    closed_words: str = ""
    """What somebody is told for whom it is not open yet, with the telephone number to ring."""
    telephone: str = ""


class Transfer(Strict):
    """Social care, whose own system families step up to and down from. Where that system is, an operator says."""

    other: str = "Children's social care"
    team: str = ""
    """The team by which that system's answers and step-downs come in."""
    note_types: tuple[str, ...] = ()
    """The notes that go along in a packet, whole; of the others the chronology has the beginning."""
    from_child_protection: bool = False
    """Whether a family may step down straight from a child protection plan (not allowed unless a partnership says)."""


class Caseload(Strict):
    """How many families a practitioner should have (practice framework 11.3)."""

    full_time: int = Field(default=20, ge=1, le=200)
    part_time: int = Field(default=10, ge=1, le=200)
    source: str = ""


class Closing(Strict):
    """What goes with the closure of a case: who still sees it, and what has to be settled before."""

    shares: Literal["stay", "end"] = "stay"
    """Whether those whom the case was shared with keep it; the owner, and who signs it off, always do."""
    not_while: tuple[str, ...] = ()
    """The processes that have to be over before closure is asked for: an escalation (framework 7.2)."""


class Oversight(Strict):
    """What managers look at. `ages` are the calendar months after which an open case surfaces (11.4)."""

    ages: tuple[int, ...] = ()
    supervision_weeks: int | None = None
    note_type: str = ""
    """The type of note that a case discussion in supervision stands in on the case."""


class TeamRole(Strict):
    """A part in the team around the family: lead professional, key worker, support, wraparound."""

    id: Id
    title: str
    leads: bool = False
    one: bool = False
    """Held by one at a time."""
    counts: bool = True
    """Whether the family counts in the caseload of whoever holds it."""
    held_by: str = ""
    """The role whose teams' workers are allocated to it; "" where whoever works here may be."""
    told_as: Literal["", "lead professional", "worker", "wraparound"] = ""
    """What an allocation to it is to the clocks; "": the lead professional's where it leads, else a worker's."""
