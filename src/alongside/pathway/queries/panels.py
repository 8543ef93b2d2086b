"""Meetings of panels as their pages show them: when they meet, who waits for which meeting, the agenda, the minutes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from alongside.accounts.models import Team
from alongside.accounts.queries import practice
from alongside.clocks.calendar import days_with
from alongside.clocks.models import Clock, ClosedDay
from alongside.clocks.rules.days import Days
from alongside.core.actor import LONDON, Actor
from alongside.core.refusals import NotFound
from alongside.packs.process_schema import Panel, Step
from alongside.pathway.models import AgendaItem, PanelMeeting, WorkItem
from alongside.pathway.queries.at_panel import Family, families_of, names_of
from alongside.pathway.queries.steps import step_of
from alongside.pathway.rules.panels import CARRIED, OFTEN, Proposed, last_in_time, meeting_for, proposed, wanting
from alongside.pathway.rules.steps import ways_on

PANEL_DOES = ("put on panel", "decide at panel")
MEETINGS = 20
"""How many meetings that were held stand on a page of them."""
PROPOSED = 3


@dataclass(frozen=True)
class Sitting:
    """A panel as one team keeps it: each locality has a group of its own."""

    panel: Panel
    team_id: int
    team: str
    area: str

    @property
    def title(self) -> str:
        """What it is called: the panel, and where several teams hold one, which."""
        if self.team.startswith(self.panel.title):
            return self.team
        return f"{self.panel.title}, {self.team}" if self.area else self.panel.title


@dataclass(frozen=True)
class Attending:
    """Somebody at a meeting of a panel: a user, or somebody outside with where they are from."""

    kind: str
    id: int | None
    name: str
    organisation: str = ""


@dataclass(frozen=True)
class MeetingShown:
    """A meeting of a panel, to be held or held."""

    id: int
    panel: Panel
    title: str
    team_id: int
    team: str
    area: str
    held_on: date
    place: str
    present: Sequence[Attending]
    apologies: Sequence[Attending]
    notes: str
    ended_at: datetime | None
    ended_by: str
    version: int


@dataclass(frozen=True)
class AtPanel:
    """A family on an agenda: what waits, its summary, what was said of it here, and what can be decided.

    `ways` are (id, label, hint). `carried` is how often it was carried over before; `due_on` the day by which it is to
    be presented, where a clock says so; `leads` whether the panel names one agency that leads.
    """

    item_id: int
    position: int
    name: str
    contact_id: int | None
    case_id: int | None
    step: Step
    facts: Mapping[str, Any]
    family: Family
    discussed: str = ""
    decision: str = ""
    decision_title: str = ""
    lead_agency_id: int | None = None
    lead_agency: str = ""
    carried: int = 0
    carried_from: int | None = None
    due_on: date | None = None
    leads: bool = True
    version: int = 0

    @property
    def wants(self) -> str:
        """What its decision still wants before the minutes are done; "" where it is whole."""
        way = next((each for each in self.step.next if each.id == self.decision), None)
        found = wanting(
            self.decision, self.discussed, has_lead=self.lead_agency_id is not None,
            leads=self.leads and not (way and way.no_lead),
        )  # fmt: skip
        return found[1] if found else ""

    @property
    def ways(self) -> Sequence[tuple[str, str, str]]:
        """What can be decided: the ways on of the step for this family."""
        return [(way.id, way.label, way.hint) for way in ways_on(self.step, self.facts)]

    @property
    def is_flagged(self) -> bool:
        """Carried over so often that it is flagged (S173)."""
        return self.carried >= OFTEN


@dataclass(frozen=True)
class PanelPage:
    """A sitting: its meetings to come, the days proposed for more, who waits and for which day."""

    sitting: Sitting
    coming: Sequence[MeetingShown]
    proposed: Sequence[Proposed]
    waiting: Sequence["Waits"]

    @property
    def next_on(self) -> date | None:
        """The day of the next meeting: one that is set, else the first proposed."""
        days = [each.held_on for each in self.coming] or [each.on for each in self.proposed]
        return min(days, default=None)


@dataclass(frozen=True)
class Waits:
    """A family that waits for a panel: since when, the meeting it comes to, and the last one in time (S002)."""

    item_id: int
    name: str
    since: datetime
    on: date | None
    carried: int
    due_on: date | None = None
    last_in_time: date | None = None

    @property
    def is_late(self) -> bool:
        """Whether the meeting it comes to is after the day by which it is to be presented."""
        return self.due_on is not None and (self.on is None or self.on > self.due_on)

    @property
    def is_last(self) -> bool:
        """Whether the meeting it comes to is the last in time."""
        return self.on is not None and self.on == self.last_in_time and not self.is_late


def sittings(*, actor: Actor) -> Sequence[Sitting]:
    """The panels that a team of the actor's keeps. One query."""
    pack = practice(actor)
    titles = {each.id: each.title for part in pack.organisations for each in part.team}
    kept: dict[str, list[tuple[Panel, str]]] = {}
    for panel in pack.panels:
        if not panel.tray:
            continue
        tray = pack.tray(panel.tray)
        several = {tray.team, *tray.areas.values()} - {""}
        for team in several:
            area = next((area for area, each in tray.areas.items() if each == team), "") if len(several) > 1 else ""
            kept.setdefault(titles.get(team, ""), []).append((panel, area))
    found = Team.objects.filter(
        partnership=actor.partnership_id, name__in=list(kept), principal_id__in=actor.principals
    ).order_by("name")
    return [Sitting(panel, team.pk, team.name, area) for team in found for panel, area in kept[team.name]]


def panel_pages(*, actor: Actor) -> Sequence[PanelPage]:
    """Every sitting of the actor's panels, each with what is next. The same number of queries whatever waits."""
    every = sittings(actor=actor)
    if not every:
        return []
    days = _days(actor)
    coming = _meetings(Q(ended_at__isnull=True, team__in=[each.team_id for each in every]), actor)
    waiting = _waiting([each.team_id for each in every], actor)
    carried, due = _carried([each.pk for each in waiting]), _due(waiting, actor)
    names = names_of(waiting)
    pages = []
    for sitting in every:
        mine = [each for each in coming if each.team_id == sitting.team_id and each.panel.id == sitting.panel.id]
        after = max([actor.today, *(each.held_on for each in mine)])
        more = proposed(sitting.panel.meets_on, after=after, days=days, many=PROPOSED)
        theirs = [
            each for each in waiting if each.team_id == sitting.team_id and each.tray == sitting.panel.tray
        ]  # fmt: skip
        dates = [*(each.held_on for each in mine), *(each.on for each in more)]
        pages.append(
            PanelPage(sitting, mine, more, [_waits(each, names[each.pk], dates, carried, due) for each in theirs])
        )
    return pages


def panel_page(panel_id: str, team_id: int, *, actor: Actor) -> PanelPage:
    """One sitting. Raises NotFound where it is not of the actor's panels."""
    found = next(
        (
            each
            for each in panel_pages(actor=actor)
            if each.sitting.panel.id == panel_id and each.sitting.team_id == team_id
        ),
        None,
    )
    if found is None:
        raise NotFound
    return found


def held(panel_id: str, team_id: int, *, page: int, actor: Actor) -> tuple[Sequence[MeetingShown], bool]:
    """The meetings whose minutes are done, the latest first, a page at a time; and whether there are more."""
    wanted = Q(ended_at__isnull=False, panel=panel_id, team=team_id)
    first = (page - 1) * MEETINGS
    rows = _meetings(wanted, actor, newest_first=True, first=first, most=MEETINGS + 1)
    return rows[:MEETINGS], len(rows) > MEETINGS


def meeting(meeting_id: int, *, actor: Actor) -> MeetingShown:
    """A meeting of one of the actor's panels. Raises NotFound."""
    found = _meetings(Q(pk=meeting_id), actor)
    if not found:
        raise NotFound
    return found[0]


def agenda(meeting_id: int, *, actor: Actor) -> Sequence[AtPanel]:
    """The families on a meeting's agenda, those that wait longest first; of a meeting that was held, as it was held."""
    row = PanelMeeting.objects.filter(pk=meeting_id).first()
    if row is None:
        raise NotFound
    return agenda_of(row, actor=actor)


def agenda_of(row: PanelMeeting, *, actor: Actor) -> Sequence[AtPanel]:
    """The same for a meeting that was found. The same number of queries however many families."""
    stands = {
        each.item_id: each
        for each in AgendaItem.objects.filter(meeting=row).select_related("lead_agency").order_by("position", "id")
    }
    items = {each.pk: each for each in _items(Q(pk__in=list(stands)))}
    if row.ended_at is None:
        items |= {each.pk: each for each in _come_to(row, actor)}
    ordered = sorted(items.values(), key=lambda each: (each.entered_at, each.pk))
    carried, due = _carried([*items]), _due(ordered, actor)
    known, leads = families_of(ordered, actor=actor), _leads(row.panel, actor)
    shown = [
        _at_panel(
            place, each, stands.get(each.pk), known[each.pk], carried.get(each.pk, _NEVER), due.get(each.pk), row, leads
        )
        for place, each in enumerate(ordered, start=1)
    ]
    return [each for each in shown if each is not None]


@dataclass(frozen=True)
class _Carried:
    """How often an item was carried over at meetings that were held, and the last one of them."""

    times: int = 0
    last: int | None = None
    on: date | None = None
    at: Sequence[date] = field(default_factory=tuple)


_NEVER = _Carried()


def _at_panel(
    place: int, item: WorkItem, stands: AgendaItem | None, family: Family, carried: _Carried, due_on: date | None,
    row: PanelMeeting, leads: bool,
) -> AtPanel | None:  # fmt: skip
    _, step = step_of(item)
    if step is None:
        return None
    before = [on for on in carried.at if on < row.held_on]
    labels = {way.id: way.label for way in step.next} | {CARRIED: "Carried over to the next meeting"}
    said = stands.decision if stands else ""
    lead = stands.lead_agency if stands and said != CARRIED else None
    return AtPanel(
        item.pk, place, family.name, item.journey.contact_id, item.journey.case_id, step, item.journey.facts,
        family, stands.discussed if stands else "", said, labels.get(said, said),
        stands.lead_agency_id if stands else None, lead.name if lead else "",
        len(before), stands.carried_from_id if stands else carried.last, due_on, leads,
        stands.version if stands else 0,
    )  # fmt: skip


def _leads(panel_id: str, actor: Actor) -> bool:
    return next((each.leads for each in practice(actor).panels if each.id == panel_id), True)


def _items(wanted: Q) -> Sequence[WorkItem]:
    return list(WorkItem.objects.filter(wanted).select_related("journey__contact", "journey__case__lead_worker"))


def _waiting(teams: Sequence[int], actor: Actor) -> Sequence[WorkItem]:
    """What waits for the panels of these teams."""
    trays = [each.tray for each in practice(actor).panels if each.tray]
    found = _items(Q(team__in=teams, tray__in=trays, done_at__isnull=True))
    return [each for each in found if (step := step_of(each)[1]) is not None and step.does in PANEL_DOES]


def _come_to(row: PanelMeeting, actor: Actor) -> Sequence[WorkItem]:
    """What waits and comes to this meeting: the first one that is open for it."""
    panel = practice(actor).panel(row.panel)
    others = PanelMeeting.objects.filter(panel=row.panel, team=row.team_id, ended_at__isnull=True)
    open_on = list(others.values_list("held_on", flat=True))
    waiting = [each for each in _waiting([row.team_id], actor) if each.tray == panel.tray]
    carried = _carried([each.pk for each in waiting])
    return [
        each
        for each in waiting
        if meeting_for(_on(each.entered_at), open_on, carried_on=carried.get(each.pk, _NEVER).on) == row.held_on
    ]


def _waits(
    item: WorkItem, name: str, dates: Sequence[date], carried: Mapping[int, _Carried], due: Mapping[int, date]
) -> Waits:
    before, due_on = carried.get(item.pk, _NEVER), due.get(item.pk)
    on = meeting_for(_on(item.entered_at), dates, carried_on=before.on)
    return Waits(item.pk, name, item.entered_at, on, before.times, due_on, last_in_time(due_on, dates))


def _carried(item_ids: Sequence[int]) -> Mapping[int, _Carried]:
    rows = (
        AgendaItem.objects.filter(item__in=item_ids, decision=CARRIED, meeting__ended_at__isnull=False)
        .select_related("meeting")
        .order_by("meeting__held_on", "id")
    )
    found: dict[int, list[AgendaItem]] = {}
    for row in rows:
        found.setdefault(row.item_id, []).append(row)
    return {
        item: _Carried(len(each), each[-1].pk, each[-1].meeting.held_on, [row.meeting.held_on for row in each])
        for item, each in found.items()
    }


def _due(items: Sequence[WorkItem], actor: Actor) -> Mapping[int, date]:
    """By when each family is to be presented: the earliest open clock that a panel's meeting stops."""
    stopped = [
        each.id for each in practice(actor).timescales if any(stop.event == "panel.held" for stop in each.stops)
    ]  # fmt: skip
    if not stopped or not items:
        return {}
    contacts = {each.journey.contact_id for each in items} - {None}
    cases = {each.journey.case_id for each in items} - {None}
    rows = Clock.objects.filter(
        Q(contact_id__in=contacts) | Q(case__in=cases), timescale__in=stopped, state=Clock.State.OPEN
    )
    days = [(row.contact_id, row.case_id, row.due_on) for row in rows]
    found = {
        each.pk: [
            on
            for contact, case, on in days
            if contact == each.journey.contact_id or (case and case == each.journey.case_id)
        ]
        for each in items
    }
    return {item: min(each) for item, each in found.items() if each}


def _meetings(
    wanted: Q, actor: Actor, *, newest_first: bool = False, first: int = 0, most: int = 200
) -> Sequence[MeetingShown]:
    order = ("-held_on", "-pk") if newest_first else ("held_on", "pk")
    rows = PanelMeeting.objects.filter(wanted).select_related("team", "ended_by").order_by(*order)
    pack = practice(actor)
    panels = {each.id: each for each in pack.panels}
    return [
        _shown(row, panels.get(row.panel) or Panel(id=row.panel, title=row.panel)) for row in rows[first : first + most]
    ]


def _shown(row: PanelMeeting, panel: Panel) -> MeetingShown:
    sitting = Sitting(panel, row.team_id, row.team.name, row.area)
    return MeetingShown(
        row.pk, panel, sitting.title, row.team_id, row.team.name, row.area, row.held_on, row.place,
        [Attending(**each) for each in row.present], [Attending(**each) for each in row.apologies], row.notes,
        row.ended_at, row.ended_by.name if row.ended_by else "", row.version,
    )  # fmt: skip


def _days(actor: Actor) -> Days:
    closed = ClosedDay.objects.filter(removed_at__isnull=True).values_list("on", "reason")
    return days_with(practice(actor).calendar, tuple(closed))


def _on(moment: datetime) -> date:
    return moment.astimezone(LONDON).date()
