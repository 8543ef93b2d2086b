"""What is wrong with what a pack says of plans: its outcomes frameworks, the statuses of a plan, meetings, services."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

from alongside.packs.checks import Checked, twice
from alongside.packs.faults import Fault, Where, meant
from alongside.packs.plan_schema import Framework, Measure, PlanStatus

Path: TypeAlias = tuple[str | int, ...]

_TITLED = ("plan_update_types", "meeting_kinds", "progress", "services", "frameworks")


def check_plans(checked: Checked) -> Iterator[Fault]:
    """Codes of a framework are there once and stand under what is there; what follows from a status can follow."""
    for number, framework in enumerate(checked.pack.frameworks):
        yield from _codes(checked, ("frameworks", number), framework)
        yield from _crosswalk(checked, ("frameworks", number), framework)
    yield from _planning(checked)
    for number, status in enumerate(checked.pack.plan_statuses):
        yield from _status(checked, ("plan_statuses", number), status)
    yield from _meetings(checked)
    yield from _services(checked)
    for part in _TITLED:
        yield from twice(
            checked, [((part, place), each.title) for place, each in enumerate(getattr(checked.pack, part))]
        )


# --- frameworks


def _codes(checked: Checked, path: Path, framework: Framework) -> Iterator[Fault]:
    seen: dict[str, Where] = {}
    criteria = [each.code for each in framework.criterion]
    for part in ("criterion", "outcome", "measure"):
        for place, each in enumerate(getattr(framework, part)):
            here = (*path, part, place, "code")
            if each.code in seen:
                first = f"{seen[each.code].file.name}, line {seen[each.code].line}"
                yield checked.fault(here, f'"{each.code}" stands twice: the first is in {first}. Take one out.')
            seen.setdefault(each.code, checked.at(*here))
            if part != "criterion" and each.criterion not in criteria:
                says = (
                    f'There is no criterion "{each.criterion}" in {framework.title}. {meant(each.criterion, criteria)}'
                )
                yield checked.fault((*path, part, place, "criterion"), says)
    for place, measure in enumerate(framework.measure):
        yield from _by_score(checked, (*path, "measure", place, "by_score"), measure)
    if not framework.criterion and checked.whole:
        yield checked.fault(
            path, f"{framework.title} has no criterion. Add one: [[criterion]] with a code and a title."
        )


def _by_score(checked: Checked, path: Path, measure: Measure) -> Iterator[Fault]:
    rule = measure.by_score
    if rule is None:
        return
    tools = {each.id: each for each in checked.pack.tools}
    if rule.tool not in tools:
        if rule.tool not in checked.dropped:
            says = f'There is no assessment tool "{rule.tool}". {meant(rule.tool, tools)}'
            yield checked.fault((*path, "tool"), says)
        return
    scale = tools[rule.tool].scale
    if scale is None:
        yield checked.fault(
            (*path, "tool"), f"{tools[rule.tool].title} has no scale, so no score of it decides anything."
        )
        return
    if not scale.lowest < rule.under <= scale.highest:
        says = f"Scores go from {scale.lowest} to {scale.highest}: none is ever under {rule.under} and can still rise."
        yield checked.fault((*path, "under"), says)
    elif not 1 <= rule.by <= scale.highest - scale.lowest:
        yield checked.fault(
            (*path, "by"), f"No score can rise by {rule.by}. Scores go from {scale.lowest} to {scale.highest}."
        )


def _crosswalk(checked: Checked, path: Path, framework: Framework) -> Iterator[Fault]:
    own = [each.code for part in (framework.criterion, framework.outcome, framework.measure) for each in part]
    others: Mapping[str, Sequence[str]] = {
        each.id: [criterion.code for criterion in each.criterion] for each in checked.pack.frameworks
    }
    for place, crossed in enumerate(framework.crosswalk):
        here = (*path, "crosswalk", place)
        if crossed.code not in own:
            says = f'There is no code "{crossed.code}" in {framework.title}. {meant(crossed.code, own)}'
            yield checked.fault((*here, "code"), says)
        if crossed.framework not in others:
            if crossed.framework not in checked.dropped:
                says = f'There is no framework "{crossed.framework}". {meant(crossed.framework, others)}'
                yield checked.fault((*here, "framework"), says)
        elif crossed.framework == framework.id:
            yield checked.fault((*here, "framework"), "A crosswalk leads to another framework. Name that one.")
        elif crossed.to not in others[crossed.framework]:
            known = others[crossed.framework]
            says = f'There is no criterion "{crossed.to}" in {crossed.framework}. {meant(crossed.to, known)}'
            yield checked.fault((*here, "to"), says)


def _planning(checked: Checked) -> Iterator[Fault]:
    named, known = checked.pack.planning.framework, [each.id for each in checked.pack.frameworks]
    if named and named not in {*known, *checked.dropped}:
        says = f'There is no framework "{named}". {meant(named, known)}'
        yield checked.fault(("planning", "framework"), says)


# --- what follows from a status, meetings, services


def _status(checked: Checked, path: Path, status: PlanStatus) -> Iterator[Fault]:
    statuses = [each.id for each in checked.pack.statuses]
    if status.case_status and status.case_status not in {*statuses, *checked.dropped}:
        says = f'There is no case status "{status.case_status}". {meant(status.case_status, statuses)}'
        yield checked.fault((*path, "case_status"), says)
    if status.default and status.ends:
        says = f'A new plan would end at once: "{status.title}" is the default and ends. Take one away.'
        yield checked.fault((*path, "ends"), says)
    if status.ends_flags and not status.because:
        yield checked.fault(
            (*path, "ends_flags"), "Say why the flags end: because, a reason for which each of them ends."
        )
    if status.because and not status.ends_flags:
        yield checked.fault(
            (*path, "because"), "No flag ends here, so there is no reason to state. Take this line out."
        )
    flags = {each.id: each for each in checked.pack.flags}
    for place, flag in enumerate(status.ends_flags):
        if flag not in flags:
            if flag not in checked.dropped:
                yield checked.fault((*path, "ends_flags", place), f'There is no flag "{flag}". {meant(flag, flags)}')
        elif status.because and status.because not in [each.id for each in flags[flag].ends]:
            known = [each.id for each in flags[flag].ends]
            says = f'{flags[flag].title} does not end because of "{status.because}". {meant(status.because, known)}'
            yield checked.fault((*path, "because"), says)


def _meetings(checked: Checked) -> Iterator[Fault]:
    kinds = checked.pack.meeting_kinds
    if kinds and not any(each.reviews for each in kinds) and checked.whole:
        yield checked.fault(("meeting_kinds",), "No kind of meeting reviews the plan. Say reviews = true of one.")


def _services(checked: Checked) -> Iterator[Fault]:
    teams = [team.id for each in checked.pack.organisations for team in each.team]
    for number, service in enumerate(checked.pack.services):
        if service.team and service.team not in {*teams, *checked.dropped}:
            says = f'There is no team "{service.team}". {meant(service.team, teams)}'
            yield checked.fault(("services", number, "team"), says)
