"""What there is to do about what is missing for a family: each once, with why and the address of the one step."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse

from alongside.assessments.rules.needed import Do, Need, Row
from alongside.packs.schema import Pack
from alongside.web.frame import address
from alongside.web.pages.reading import with_query

_STEPS: Mapping[Do, str] = {
    "start": "Start the assessment",
    "go on": "Go on with the assessment",
    "write": "Write a note of direct work",
    "birth date": "Say when they were born",
}


@dataclass(frozen=True)
class Missing:
    """Something to do something about: for the family or for one of it, with why, the clause, and the one step."""

    title: str
    name: str
    because: str
    why: str
    source: str
    step: str
    at: str


def missing_of(rows: Sequence[Row], case_id: int, pack: Pack) -> Sequence[Missing]:
    """What there is something to do about, each once for the family or for a member of it, in order."""
    return [_missing(row, needs, case_id, pack) for row in rows for needs in _by_member(row.open)]


def _by_member(needs: Sequence[Need]) -> list[list[Need]]:
    members = list(dict.fromkeys(need.about.member if need.about else None for need in needs))
    return [[need for need in needs if (need.about.member if need.about else None) == each] for each in members]


def _missing(row: Row, needs: Sequence[Need], case_id: int, pack: Pack) -> Missing:
    first = needs[0]
    stages = [need.stage for need in needs if need.stage]
    because = f"{first.name_of_child} has not been heard at {_at(stages)}." if stages else first.because
    at = _address(first, case_id, pack)
    step = _STEPS[first.do] if at and first.do else ""
    return Missing(row.title, first.about.name if first.about else "", because, row.why, row.source, step, at)


def _at(stages: Sequence[str]) -> str:
    if len(stages) == 1:
        return f"the {stages[0]} stage"
    return f"the stages {', '.join(stages[:-1])} and {stages[-1]}"


def _address(need: Need, case_id: int, pack: Pack) -> str:
    """Where the one step is taken; "" where that page is not part of this installation."""
    if need.do == "go on":
        return address("assessment", case_id, need.assessment)
    if need.do == "birth date" and need.about:
        return reverse("person_change", args=[need.about.person])
    if need.do == "write":
        voice = next((each.id for each in pack.note_types if each.child_voice), "")
        return with_query(reverse("case_log_add", args=[case_id]), type=voice)
    adding = address("case_assessment_add", case_id)
    person = need.about.person if need.about else None
    return with_query(adding, tool=need.tool, person=person) if adding else ""
