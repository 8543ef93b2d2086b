"""What is wrong with a pack's processes: steps that cannot be reached or left, and names of what is not there."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

from alongside.packs.checks import Checked, twice
from alongside.packs.clock_schema import UNITS
from alongside.packs.clock_words import WORDS, FactKind
from alongside.packs.faults import Fault, meant, one_of
from alongside.packs.process_schema import Checklist, Made, Process, Required, Step, Way

Path: TypeAlias = tuple[str | int, ...]

_TITLED = (
    "roles", "trays", "team_roles", "contact_sources", "contact_outcomes", "panels", "checklists", "processes",
)  # fmt: skip
_CALLED: Mapping[str, str] = {
    "roles": "role", "trays": "tray", "note_types": "note type", "checklists": "checklist", "timescales": "timescale",
    "contact_outcomes": "outcome of a contact", "statuses": "case status", "plan_statuses": "plan status",
    "processes": "process", "document_types": "document type", "tools": "assessment tool", "forms": "form",
}  # fmt: skip
_AT_PANEL = ("put on panel", "decide at panel")
_BY_STEPS: Mapping[str, tuple[str, ...]] = {
    "contact.screened": ("screen",),
    "referrer.acknowledged": ("acknowledge",),
    "referrer.told": ("tell referrer", "decide at panel"),
    "panel.held": ("decide at panel",),
    "closure.asked": ("ask closure",),
    "involvement.ended": ("sign off closure", "complete episode"),
    "wraparound.asked": (),
    "wraparound.screened": (),
    "wraparound.agreed": ("release worker",),
    "step-up.sent": ("send packet",),
    "step-up.answered": ("answer packet",),
    "step-up.discussed": ("decide together",),
    "cin-meeting.invited": ("give notice",),
    "joint-visit.invited": ("give notice",),
    "home-visit.told": ("give notice",),
}
"""The events that only a step makes, with what such a step does. Others come of what people do anywhere."""


def check_processes(checked: Checked) -> Iterator[Fault]:
    """Every step can be reached and left, what is named is there, and events are those that clocks know."""
    for number, process in enumerate(checked.pack.processes):
        path: Path = ("processes", number)
        yield from _named(checked, (*path, "role"), "roles", process.role)
        yield from _steps(checked, path, process)
        yield from _reached(checked, path, process)
    for number, checklist in enumerate(checked.pack.checklists):
        yield from _checklist(checked, ("checklists", number), checklist)
    yield from _teams(checked)
    yield from _worked(checked)
    yield from _note_types(checked)
    yield from _front_door(checked)
    yield from _stopped(checked)
    for part in _TITLED:
        yield from twice(checked, [((part, n), each.title) for n, each in enumerate(getattr(checked.pack, part))])


def _named(checked: Checked, path: Path, part: str, named: str) -> Iterator[Fault]:
    """Something that has to stand in a part of the pack does."""
    known = [each.id for each in getattr(checked.pack, part)]
    if named and named not in {*known, *checked.dropped}:
        yield checked.fault(path, f'There is no {_CALLED[part]} "{named}". {meant(named, known)}')


# --- steps and ways


def _steps(checked: Checked, path: Path, process: Process) -> Iterator[Fault]:
    for place, step in enumerate(process.step):
        here = (*path, "step", place)
        for key, part in (
            ("role", "roles"), ("with_role", "roles"), ("tray", "trays"), ("writes", "note_types"),
            ("contact_note", "note_types"), ("restricted_to", "trays"), ("checklist", "checklists"),
        ):  # fmt: skip
            yield from _named(checked, (*here, key), part, getattr(step, key))
        for number, clock in enumerate(step.clocks):
            yield from _named(checked, (*here, "clocks", number), "timescales", clock)
        yield from _made(checked, here, step.makes, step, None)
        yield from _ways(checked, here, process, step)
        yield from _panel(checked, here, step)


def _panel(checked: Checked, path: Path, step: Step) -> Iterator[Fault]:
    if step.does in _AT_PANEL and step.tray and step.tray not in [each.tray for each in checked.pack.panels]:
        says = f'No panel keeps its agenda in the tray "{step.tray}". Give this step the tray of a panel.'
        yield checked.fault((*path, "tray"), says)


def _ways(checked: Checked, path: Path, process: Process, step: Step) -> Iterator[Fault]:
    steps, seen = [each.id for each in process.step], set[str]()
    for place, way in enumerate(step.next):
        here = (*path, "next", place)
        given = [name for name in ("to", "starts", "ends") if getattr(way, name)]
        if len(given) != 1:
            yield checked.fault(
                here, "A way leads to a step (to), begins a process (starts) or ends. Give one of the three."
            )
        if way.to and way.to not in {*steps, *checked.dropped}:
            says = f'There is no step "{way.to}" in {process.title}. {meant(way.to, steps)}'
            yield checked.fault((*here, "to"), says)
        yield from _way_starts(checked, here, way)
        yield from _named(checked, (*here, "writes"), "note_types", way.writes)
        yield from _sent(checked, here, step, way)
        yield from _named(checked, (*here, "outcome"), "contact_outcomes", way.outcome)
        yield from _named(checked, (*here, "case_status"), "statuses", way.case_status)
        yield from _named(checked, (*here, "plan_status"), "plan_statuses", way.plan_status)
        yield from _made(checked, here, way.makes, step, way)
        if len(step.next) > 1 and not way.label:
            yield checked.fault(
                here, f"“{step.title}” goes on in {len(step.next)} ways. Say what each is called: label."
            )
        if way.id in seen:
            yield checked.fault(here, f'Two ways of “{step.title}” are "{way.id}". Give one another id.')
        seen.add(way.id)


def _sent(checked: Checked, here: Path, step: Step, way: Way) -> Iterator[Fault]:
    """What a way sends is a note, to trays that are there."""
    for number, tray in enumerate(way.sends_to):
        yield from _named(checked, (*here, "sends_to", number), "trays", tray)
    if way.sends_to and not (way.writes or step.writes):
        yield checked.fault((*here, "sends_to"), "It writes no note that could be sent. Say which it writes: writes.")


def _way_starts(checked: Checked, here: Path, way: Way) -> Iterator[Fault]:
    known = {each.id: each for each in checked.pack.processes}
    if not way.starts or way.starts in checked.dropped:
        return
    if way.starts not in known:
        # A pack only to extend may leave a process to whoever extends it.
        if checked.whole:
            says = f'There is no process "{way.starts}". {meant(way.starts, known)}'
            yield checked.fault((*here, "starts"), says)
    elif not known[way.starts].step:
        says = f"{known[way.starts].title} has no step, so it could not begin. Give it one, or end here."
        yield checked.fault((*here, "starts"), says)


def _reached(checked: Checked, path: Path, process: Process) -> Iterator[Fault]:
    """No step is without a way to it, and from the first step there is a way out."""
    if not process.step:
        return
    reached = _from(process, process.step[0].id)
    for place, step in enumerate(process.step):
        if step.id not in reached:
            says = f"No way leads to “{step.title}”. Name it in the next of another step, or take it out."
            yield checked.fault((*path, "step", place), says)
    out = [step for step in process.step if step.id in reached and (step.ends or any(way.starts for way in step.next))]
    if not out:
        yield checked.fault(path, f"{process.title} has no end: every step leads to another. Let one end: ends = true.")


def _from(process: Process, first: str) -> set[str]:
    steps = {step.id: step for step in process.step}
    reached, waiting = {first}, [first]
    while waiting:
        for way in steps[waiting.pop()].next:
            if way.to in steps and way.to not in reached:
                reached.add(way.to)
                waiting.append(way.to)
    return reached


# --- events


def _made(checked: Checked, path: Path, makes: Sequence[Made], step: Step, way: Way | None) -> Iterator[Fault]:
    asked = [each.id for each in (*step.question, *(way.question if way else ()))]
    for place, made in enumerate(makes):
        here = (*path, "makes", place)
        word = WORDS.get(made.event)
        if word is None:
            yield checked.fault(
                (*here, "event"), f'No clock knows the event "{made.event}". {meant(made.event, WORDS)}'
            )
            continue
        for name, value in made.facts.items():
            at = (*here, "facts", name)
            if name not in word.facts:
                yield checked.fault(at, f'{word.says}: that has no fact "{name}". {meant(name, word.facts)}')
            elif isinstance(value, str) and value.startswith("{"):
                yield from _filled(checked, at, value, asked, step)
            else:
                yield from _value(checked, at, name, value, word.facts[name])


def _filled(checked: Checked, at: Path, value: str, asked: Sequence[str], step: Step) -> Iterator[Fault]:
    named = value.strip("{}")
    if named not in asked:
        says = f'“{step.title}” asks no question "{named}" to take this from. {meant(named, asked)}'
        yield checked.fault(at, says)


def _value(checked: Checked, at: Path, name: str, value: object, kind: FactKind) -> Iterator[Fault]:
    if isinstance(kind, tuple) and value not in kind:
        yield checked.fault(at, f'"{name}" is {one_of(kind)}.')
    if kind == "yes or no" and not isinstance(value, bool):
        yield checked.fault(at, f'"{name}" is true or false.')


# --- checklists


def _checklist(checked: Checked, path: Path, checklist: Checklist) -> Iterator[Fault]:
    yield from _named(checked, (*path, "overridden_by"), "roles", checklist.overridden_by)
    if checklist.overridden_by and not checklist.may_be_overridden:
        says = "Nobody goes past this checklist. Say may_be_overridden = true, or take this line out."
        yield checked.fault((*path, "overridden_by"), says)
    for place, each in enumerate(checklist.required):
        yield from _required(checked, (*path, "required", place), each)
    if not checklist.required and not checklist.question and checklist.consent is None:
        yield checked.fault(path, f"{checklist.title} asks for nothing. Add [[...required]], or take it out.")


def _required(checked: Checked, here: Path, each: Required) -> Iterator[Fault]:
    given = [name for name in ("document", "tool", "note", "has") if getattr(each, name)]
    if len(given) > 1:
        yield checked.fault(here, f"“{each.title}” is one thing: take out all but one of {one_of(given)}.")
    if not given and not each.ticked:
        says = f"“{each.title}” names no document, tool or note to look for. Add one, or say ticked = true."
        yield checked.fault(here, says)
    yield from _named(checked, (*here, "document"), "document_types", each.document)
    yield from _named(checked, (*here, "tool"), "tools", each.tool)
    yield from _named(checked, (*here, "note"), "note_types", each.note)
    if each.each_child_over is not None and not each.tool:
        yield checked.fault((*here, "each_child_over"), "Only an assessment is made of each child. Name its tool.")
    if each.newer_than is not None and len(each.newer_than.given) != 1:
        yield checked.fault((*here, "newer_than"), f"Give one unit: {one_of(UNITS)}.")


# --- teams, notes, the front door


def _teams(checked: Checked) -> Iterator[Fault]:
    """The teams of roles and trays are there; the areas that a tray goes by, too."""
    teams = [team.id for part in checked.pack.organisations for team in part.team]
    areas = [each.id for each in checked.pack.areas]
    for number, role in enumerate(checked.pack.roles):
        for place, team in enumerate(role.teams):
            yield from _team(checked, ("roles", number, "teams", place), team, teams)
    for number, tray in enumerate(checked.pack.trays):
        yield from _team(checked, ("trays", number, "team"), tray.team, teams)
        for area, team in tray.areas.items():
            yield from _team(checked, ("trays", number, "areas", area), team, teams)
            if area not in {*areas, *checked.dropped}:
                says = f'There is no area "{area}". {meant(area, areas)}'
                yield checked.fault(("trays", number, "areas", area), says)
    for number, panel in enumerate(checked.pack.panels):
        yield from _named(checked, ("panels", number, "tray"), "trays", panel.tray)


def _team(checked: Checked, path: Path, team: str, teams: Sequence[str]) -> Iterator[Fault]:
    if team and team not in {*teams, *checked.dropped}:
        yield checked.fault(path, f'There is no team "{team}". {meant(team, teams)}')


def _worked(checked: Checked) -> Iterator[Fault]:
    """Where people work by the pack, somebody works each tray and holds each role that a step names."""
    if not checked.whole:
        return
    steps = [step for process in checked.pack.processes for step in process.step]
    trays = {step.tray for step in steps} | {kind.tray for kind in checked.pack.note_types}
    trays |= {tray for step in steps for way in step.next for tray in way.sends_to}
    roles = {name for step in steps for name in (step.role, step.with_role)}
    for number, tray in enumerate(checked.pack.trays):
        if tray.id in trays and not tray.team:
            says = f'No team works the tray “{tray.title}”, and steps wait in it. Say team = "...".'
            yield checked.fault(("trays", number), says)
    for number, role in enumerate(checked.pack.roles):
        if role.id in roles and not role.teams and not role.elsewhere:
            says = f'Nobody is a {role.title}, and steps ask for one. Say teams = ["..."], or elsewhere = true.'
            yield checked.fault(("roles", number), says)


def _note_types(checked: Checked) -> Iterator[Fault]:
    for number, kind in enumerate(checked.pack.note_types):
        for key in ("tray", "restricted_to"):
            yield from _named(checked, ("note_types", number, key), "trays", getattr(kind, key))


def _front_door(checked: Checked) -> Iterator[Fault]:
    door = checked.pack.front_door
    yield from _named(checked, ("front_door", "form"), "forms", door.form)
    yield from _named(checked, ("front_door", "tray"), "trays", door.tray)
    yield from _named(checked, ("oversight", "note_type"), "note_types", checked.pack.oversight.note_type)
    for number, process in enumerate(checked.pack.closing.not_while):
        yield from _named(checked, ("closing", "not_while", number), "processes", process)


# --- clocks that no event can stop


def _stopped(checked: Checked) -> Iterator[Fault]:
    """Whatever stops a timescale is made by a step of a process, by a type of note, or by what people do anywhere."""
    pack = checked.pack
    if not checked.whole or not pack.processes:
        return
    steps = [step for process in pack.processes for step in process.step]
    made = {each.event for step in steps for each in step.makes}
    made |= {each.event for step in steps for way in step.next for each in way.makes}
    made |= {event for kind in pack.note_types for event in kind.makes}
    does = {step.does for step in steps}
    for number, timescale in enumerate(pack.timescales):
        stops = [each.event for each in timescale.stops]
        if stops and timescale.begins and not any(_can_happen(event, made, does) for event in stops):
            begun = [each.event for each in timescale.begins]
            if any(_can_happen(event, made, does) for event in begun):
                says = f"No step, note or action here makes what stops this clock: {one_of(dict.fromkeys(stops))}."
                yield checked.fault(("timescales", number), says)


def _can_happen(event: str, made: Iterable[str], does: Iterable[str]) -> bool:
    if event in made:
        return True
    word = WORDS.get(event)
    if word is None or event in _BY_STEPS:
        return word is not None and not set(_BY_STEPS[event]).isdisjoint(does)
    return not word.not_yet
