"""What a pack may hold: one partnership's practice, in the words of those who practise it.

Every entry has an `id` by which records and other packs name it, and words for people. What an entry is called may
change from release to release; what its id means may not.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Annotated, Any, Literal, Protocol, TypeVar

from pydantic import BeforeValidator, Field

from alongside.packs.clock_schema import Timescale
from alongside.packs.form_schema import Form, Id, Question, Strict
from alongside.packs.plan_schema import Framework, MeetingKind, Planning, PlanStatus, Progress, Service
from alongside.packs.process_schema import (
    Caseload,
    Checklist,
    Closing,
    ContactSource,
    FrontDoor,
    Oversight,
    Panel,
    Process,
    Role,
    TeamRole,
    Transfer,
    Tray,
)
from alongside.packs.tool_schema import Audit, Needed, Tool

Whom = Literal["everybody", "adults", "children"]
"""Adults are 18 or over on the day of the assessment, children under 18 or unborn; age unknown counts as both."""


class Calendar(Strict):
    """How days are counted here."""

    nation: Literal["england", "wales", "scotland", "northern-ireland"] = "england"
    bank_holidays: Literal["working days", "not working days"] = "not working days"
    extra_holidays: tuple[date, ...] = ()
    """Further days on which nobody works here, such as a bank holiday that was proclaimed late."""


class Discovery(Strict):
    """What somebody without access may learn (SHAR-12).

    `cases`: *listed* shows number, name, team, creator and owner in every search, as E-CINS does; *pointer* says only
    that a family is known to early help and whom to ask; *nothing* gives no sign at all.
    """

    cases: Literal["listed", "pointer", "nothing"] = "pointer"
    report_titles: Literal["visible", "hidden"] = "hidden"
    """Whether whoever sees a case sees that a restricted report stands on it, by its title (E-CINS 5.2)."""


class Consent(Strict):
    """What has to be there before a case is shared with more than its coordinating team (E-CINS 2)."""

    before_sharing: Literal["signed copy", "statement", "not asked"] = "not asked"


class Casework(Strict):
    """How cases are kept: by areas and a status that the owner sets, or by sites and a closing date (CCM 1.1-1.8)."""

    by_sites: bool = False
    closes: Literal["by status", "by date"] = "by status"
    due_after_weeks: int | None = None
    """A case is due for review so many weeks after it was opened; None where nothing is due."""


class Words(Strict):
    """What people here call things, written as inside a sentence ("lead professional")."""

    nomination: str = "nomination"
    head: str = "head of the family"
    lead_worker: str = "lead worker"
    area: str = "area"
    log: str = "log"
    site: str = "team"
    keyworker: str = "keyworker"
    coordinating_team: str = "coordinating team"


class Area(Strict):
    """A part of the place where the partnership works."""

    id: Id
    title: str


class OrganisationType(Strict):
    """A kind of partner: council, health, school. Access can be given to all teams of one kind."""

    id: Id
    title: str


class Team(Strict):
    """A team to start with. `area` is an area's id; a team without one works everywhere."""

    id: Id
    title: str
    area: str = ""
    coordinates: bool = False
    """The one team that is offered on every grant and looks over quality."""


class Organisation(Strict):
    """A partner organisation to start with, and its teams. `type` is the id of an organisation type.

    Staff of a *core* member are pooled and mostly lead; an *associate* is given tasks and shares, and may lead or
    support (integrated early support).
    """

    id: Id
    title: str
    type: str
    standing: Literal["", "core", "associate"] = ""
    team: tuple[Team, ...] = ()


class Choice(Strict):
    """One choice of a list. The label is what is shown and what is recorded.

    The other facts belong to the list they stand in: `census` is the code of the 2021 census group that an ethnicity
    counts as (the codes of the Department for Education); `from_age` and `to_age` are the whole years, both included,
    of an age band; `unborn` marks the band of a child expected; `parent` the relationships of a parent or carer.
    """

    label: str
    census: str = ""
    from_age: int | None = None
    to_age: int | None = None
    unborn: bool = False
    parent: bool = False


def _choice(written: Any) -> Any:
    return {"label": written} if isinstance(written, str) else written


class ChoiceList(Strict):
    """A list to choose from: titles, genders, ethnicities. A plain word is a choice with nothing more to say."""

    id: Id
    title: str
    source: str = ""
    choices: Annotated[tuple[Annotated[Choice, BeforeValidator(_choice)], ...], Field(min_length=1)]

    @property
    def labels(self) -> tuple[str, ...]:
        """The choices as they are shown and recorded, in order."""
        return tuple(choice.label for choice in self.choices)


class CriterionQuestion(Strict):
    """Asked of the family under one criterion; answered by choosing members and writing notes."""

    id: Id
    asks: str
    who: Whom = "everybody"


class Criterion(Strict):
    """One of the criteria a family may meet. Not applicable until somebody says yes or no (E-CINS 2.2.5)."""

    id: Id
    title: str
    source: str = ""
    question: Annotated[tuple[CriterionQuestion, ...], Field(min_length=1)]


class ConsentStatement(Strict):
    """A statement about consent to choose, and whether it says that the family agreed."""

    id: Id
    statement: str
    given: bool


class CaseStatus(Strict):
    """A state a case can be in. `closes` where work with the family has ended."""

    id: Id
    title: str
    hint: str = ""
    closes: bool = False
    default: bool = False


class Label(Strict):
    """A plain value of a case: a priority, a level of intensity, an application status, a group of members."""

    id: Id
    title: str
    hint: str = ""
    default: bool = False


class Reason(Strict):
    """Why a flag starts or ends, as the partnership's rule states it."""

    id: Id
    because: str
    needs: Literal["", "sustained outcomes", "an ended plan"] = ""
    """What has to be there first: the outcome of every need, with evidence and sustained; or a plan that ended."""


class Flag(Strict):
    """A mark on a case for a period, with the stated reasons for its first and its last day."""

    id: Id
    title: str
    source: str = ""
    set_by: Literal["whoever has the case", "coordinating team"] = "whoever has the case"
    starts: Annotated[tuple[Reason, ...], Field(min_length=1)]
    ends: Annotated[tuple[Reason, ...], Field(min_length=1)]


class Heading(Strict):
    """A heading that a note of some type is written under."""

    id: Id
    title: str
    hint: str = ""
    required: bool = True


class NoteType(Strict):
    """A kind of note on the log. Without headings it is plain words.

    `asks_of_children` asks of each child at a visit whether they were seen, seen alone and spoken to. `child_voice`
    marks the one type in which the child's own words count (practice framework 9.2). `makes` says what happened besides
    when such a note is written: the family was visited, or contact with them was tried; then it asks whether they were
    reached. `tray` is where such a note waits until somebody has answered it; `restricted_to` the tray whose team alone
    reads it, besides its author.
    """

    id: Id
    title: str
    hint: str = ""
    source: str = ""
    default: bool = False
    asks_of_children: bool = False
    child_voice: bool = False
    makes: tuple[Literal["visit.made", "family.contacted"], ...] = ()
    tray: str = ""
    restricted_to: str = ""
    heading: tuple[Heading, ...] = ()


class Kind(Strict):
    """A type of action, task, report or case that has a name and nothing more."""

    id: Id
    title: str
    hint: str = ""
    source: str = ""


class ReportType(Kind):
    """A type of report, by the exact name that counts are made by.

    `titled` is what such a report is offered to be called, where that is more than the name: {team} and {lead worker}
    stand for the author's team and for the lead worker of the case.
    """

    titled: str = ""


class Period(Strict):
    """A time within which a task is to be done, from the moment it is set. One of the units is given."""

    id: Id
    title: str
    hours: int = 0
    days: int = 0
    weeks: int = 0
    months: int = 0


class DocumentType(Strict):
    """A type of document. `consent` marks the signed copy of the family's consent."""

    id: Id
    title: str
    source: str = ""
    consent: bool = False


class MessageTemplate(Strict):
    """A message to start from. Its text may hold {first name}, {case}, {sender} and {reason}."""

    id: Id
    title: str
    subject: str
    text: str


class Pack(Strict):
    """The whole practice of one partnership as it stands from `in_force` on, with what it extends already in it."""

    id: Id
    title: str
    source: str
    in_force: date
    extends: str = ""
    only_to_extend: bool = False
    """Nobody works by this pack itself, so it need not say where or with whom."""
    calendar: Calendar = Calendar()
    discovery: Discovery = Discovery()
    consent: Consent = Consent()
    casework: Casework = Casework()
    planning: Planning = Planning()
    words: Words = Words()
    areas: tuple[Area, ...] = ()
    organisation_types: tuple[OrganisationType, ...] = ()
    organisations: tuple[Organisation, ...] = ()
    forms: tuple[Form, ...] = ()
    lists: tuple[ChoiceList, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    consent_statements: tuple[ConsentStatement, ...] = ()
    statuses: tuple[CaseStatus, ...] = ()
    priorities: tuple[Label, ...] = ()
    intensities: tuple[Label, ...] = ()
    application_statuses: tuple[Label, ...] = ()
    member_groups: tuple[Label, ...] = ()
    flags: tuple[Flag, ...] = ()
    case_types: tuple[Kind, ...] = ()
    involvements: tuple[Label, ...] = ()
    note_types: tuple[NoteType, ...] = ()
    action_types: tuple[Kind, ...] = ()
    task_types: tuple[Kind, ...] = ()
    task_priorities: tuple[Label, ...] = ()
    task_periods: tuple[Period, ...] = ()
    report_types: tuple[ReportType, ...] = ()
    document_types: tuple[DocumentType, ...] = ()
    message_templates: tuple[MessageTemplate, ...] = ()
    tools: tuple[Tool, ...] = ()
    needed: tuple[Needed, ...] = ()
    audits: tuple[Audit, ...] = ()
    frameworks: tuple[Framework, ...] = ()
    plan_statuses: tuple[PlanStatus, ...] = ()
    plan_update_types: tuple[Kind, ...] = ()
    meeting_kinds: tuple[MeetingKind, ...] = ()
    progress: tuple[Progress, ...] = ()
    services: tuple[Service, ...] = ()
    timescales: tuple[Timescale, ...] = ()
    front_door: FrontDoor = FrontDoor()
    caseload: Caseload = Caseload()
    closing: Closing = Closing()
    oversight: Oversight = Oversight()
    transfer: Transfer = Transfer()
    roles: tuple[Role, ...] = ()
    trays: tuple[Tray, ...] = ()
    team_roles: tuple[TeamRole, ...] = ()
    contact_sources: tuple[ContactSource, ...] = ()
    contact_outcomes: tuple[Kind, ...] = ()
    panels: tuple[Panel, ...] = ()
    checklists: tuple[Checklist, ...] = ()
    processes: tuple[Process, ...] = ()
    release_id: int | None = Field(default=None, exclude=True)
    """Which stored release this is; None for one read from its folder. A record keeps this number."""

    @cached_property
    def version(self) -> str:
        """The digest of the content: two packs that say the same have the same version."""
        # What is left at its default is left out, so that a later addition to the schema makes no new version.
        said = self.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        content = json.dumps(said, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(content.encode()).hexdigest()

    def form(self, form_id: str) -> Form:
        """The form of this id. Raises KeyError where there is none."""
        return _by_id(self.forms, form_id)

    def choice_list(self, list_id: str) -> ChoiceList:
        """The list of this id. Raises KeyError where there is none."""
        return _by_id(self.lists, list_id)

    def criterion(self, criterion_id: str) -> Criterion:
        """The criterion of this id. Raises KeyError where there is none."""
        return _by_id(self.criteria, criterion_id)

    def consent_statement(self, statement_id: str) -> ConsentStatement:
        """The consent statement of this id. Raises KeyError where there is none."""
        return _by_id(self.consent_statements, statement_id)

    def flag(self, flag_id: str) -> Flag:
        """The flag of this id. Raises KeyError where there is none."""
        return _by_id(self.flags, flag_id)

    def note_type(self, type_id: str) -> NoteType:
        """The note type of this id. Raises KeyError where there is none."""
        return _by_id(self.note_types, type_id)

    def tool(self, tool_id: str) -> Tool:
        """The assessment tool of this id. Raises KeyError where there is none."""
        return _by_id(self.tools, tool_id)

    def framework(self, framework_id: str) -> Framework:
        """The outcomes framework of this id. Raises KeyError where there is none."""
        return _by_id(self.frameworks, framework_id)

    def timescale(self, timescale_id: str) -> Timescale:
        """The timescale of this id. Raises KeyError where there is none."""
        return _by_id(self.timescales, timescale_id)

    def process(self, process_id: str) -> Process:
        """The process of this id. Raises KeyError where there is none."""
        return _by_id(self.processes, process_id)

    def tray(self, tray_id: str) -> Tray:
        """The tray of this id. Raises KeyError where there is none."""
        return _by_id(self.trays, tray_id)

    def role(self, role_id: str) -> Role:
        """The role of this id. Raises KeyError where there is none."""
        return _by_id(self.roles, role_id)

    def checklist(self, checklist_id: str) -> Checklist:
        """The checklist of this id. Raises KeyError where there is none."""
        return _by_id(self.checklists, checklist_id)

    def panel(self, panel_id: str) -> Panel:
        """The panel of this id. Raises KeyError where there is none."""
        return _by_id(self.panels, panel_id)

    def title_of(self, part: str, entry_id: str) -> str:
        """What people call an entry of a part ("report_types"); the id itself where the pack no longer has it."""
        return next((entry.title for entry in getattr(self, part) if entry.id == entry_id), entry_id)

    def area_title(self, area_id: str) -> str:
        """What people call an area; the id itself where the pack no longer has it."""
        return next((area.title for area in self.areas if area.id == area_id), area_id)

    def status_title(self, status_id: str) -> str:
        """What people call a case status; the id itself where the pack no longer has it."""
        return next((status.title for status in self.statuses if status.id == status_id), status_id)

    def options(self, question: Question) -> tuple[tuple[str, str], ...]:
        """What may be answered to a question of choice: (what is recorded, what is shown), in order."""
        if question.kind == "area":
            return tuple((area.id, area.title) for area in self.areas)
        if question.kind == "case type":
            return tuple((each.id, each.title) for each in self.case_types)
        if question.kind == "site":
            return tuple((each.id, each.title) for each in self.sites)
        if question.kind == "consent statement":
            return tuple((each.id, each.statement) for each in self.consent_statements)
        words = question.options
        labels = self.choice_list(words).labels if isinstance(words, str) and words else tuple(words)
        return tuple((label, label) for label in labels)

    @property
    def task_titles(self) -> Mapping[str, str]:
        """What each type of task is called by its id; "service.enhance" asks that service for an intervention."""
        services = {f"service.{each.id}": f"Intervention request for {each.title}" for each in self.services}
        return {each.id: each.title for each in self.task_types} | services

    @property
    def sites(self) -> tuple[Team, ...]:
        """Where cases are kept by sites: every team but the one that coordinates."""
        return tuple(team for each in self.organisations for team in each.team if not team.coordinates)

    @property
    def default_status(self) -> CaseStatus:
        """The state a new case is in."""
        return next(status for status in self.statuses if status.default)

    @property
    def default_priority(self) -> Label:
        """The priority of a new case."""
        return next(priority for priority in self.priorities if priority.default)

    @property
    def forms_that_open_a_case(self) -> tuple[Form, ...]:
        """The form types a new case can start from (NOM-03)."""
        return tuple(form for form in self.forms if form.opens == "case")


class _HasId(Protocol):
    @property
    def id(self) -> str: ...


_Entry = TypeVar("_Entry", bound=_HasId)


def _by_id(entries: tuple[_Entry, ...], wanted: str) -> _Entry:
    for entry in entries:
        if entry.id == wanted:
            return entry
    raise KeyError(wanted)
