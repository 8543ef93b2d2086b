"""The page of requirements: every id, what it asks, where it comes from, and the tests that prove it."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from alongside.web.documentation.markers import Markers, Proof

PAGE = "requirements.md"
SOURCE = "requirements.yaml"

_STATE = re.compile(r"(<!-- state[^>]*-->\n).*?(<!-- /state -->)", re.DOTALL)

_SEEDS = {
    "E": "E-CINS Shropshire manual",
    "C": "CCM casework guide",
    "S": "step up, step down processes",
    "F": "Family Solutions practice framework",
    "I": "integrated early support",
    "+": "ours, beyond every seed document",
}


@dataclass(frozen=True)
class Requirement:
    """One line of what the product must do. `source` is the seed document and section it comes from."""

    id: str
    group: str
    source: str
    ask: str


def read_requirements(file: Path) -> list[Requirement]:
    """The requirements in the order of the file. Raises ValueError where an id stands twice or a line is incomplete."""
    groups: Mapping[str, Mapping[str, Mapping[str, Any]]] = yaml.safe_load(file.read_text(encoding="utf-8"))
    found: dict[str, Requirement] = {}
    for group, lines in groups.items():
        for id_, line in lines.items():
            if set(line) != {"from", "ask"}:
                raise ValueError(f"{file.name}: {id_} should say from and ask, and nothing else.")
            if id_ in found:
                raise ValueError(f"{file.name}: {id_} stands there twice; an id never changes its meaning.")
            found[id_] = Requirement(id_, group, str(line["from"]), str(line["ask"]))
    return list(found.values())


def faults_of(requirements: Iterable[Requirement], markers: Markers) -> list[str]:
    """What is wrong with the tests' markers, a sentence each: unreadable ones, and ids that no requirement has."""
    known = {requirement.id for requirement in requirements}
    unknown = [
        f"{proof.path}:{proof.line}: {proof.name} names {proof.requirement}, which docs/{SOURCE} does not have."
        for proof in markers.proofs
        if proof.requirement not in known
    ]
    return markers.faults + unknown


def page_of(requirements: Sequence[Requirement], proofs: Iterable[Proof]) -> str:
    """The page in Markdown. It depends on its arguments alone, so the same tests always write the same page."""
    by_id = _by_id(proofs)
    proved = _proved(requirements, by_id)
    lines = [
        "# What Alongside must do, and what proves it",
        "",
        "<!-- Written by `alongside docs` from requirements.yaml and the tests' markers. Change those, not this. -->",
        "",
        f"{proved} of {len(requirements)} requirements are proved by at least one test. *Proved* means that a test",
        "names the id; the test's sentence says how far. *Not yet* means that no test does.",
        "",
        "Where each comes from: " + "; ".join(f"**{letter}** {name}" for letter, name in _SEEDS.items()) + ".",
    ]
    for group, members in _groups(requirements).items():
        lines += ["", f"## {_heading(group, members, by_id)}", ""]
        lines += ["| id | what is asked | from | state | proved by |", "| --- | --- | --- | --- | --- |"]
        lines += [_row(requirement, by_id.get(requirement.id, [])) for requirement in members]
    return "\n".join(lines) + "\n"


def with_state(readme: str, requirements: Sequence[Requirement], proofs: Iterable[Proof]) -> str:
    """The README with its table of how far each part is, between the two marks that it keeps for that.

    Raises ValueError where the marks are not there.
    """
    by_id = _by_id(proofs)
    rows = ["| part | proved | of |", "| --- | ---: | ---: |"]
    for group, members in _groups(requirements).items():
        rows.append(f"| {_title(group)} | {_proved(members, by_id)} | {len(members)} |")
    rows.append(f"| **Together** | **{_proved(requirements, by_id)}** | **{len(requirements)}** |")
    written, times = _STATE.subn(lambda marks: "\n".join([marks[1], *rows, "", marks[2]]), readme)
    if times != 1:
        raise ValueError("README.md must have a line <!-- state --> and after it a line <!-- /state -->, once.")
    return written


def _by_id(proofs: Iterable[Proof]) -> dict[str, list[Proof]]:
    by_id: dict[str, list[Proof]] = {}
    for proof in proofs:
        by_id.setdefault(proof.requirement, []).append(proof)
    return by_id


def _groups(requirements: Iterable[Requirement]) -> dict[str, list[Requirement]]:
    groups: dict[str, list[Requirement]] = {}
    for requirement in requirements:
        groups.setdefault(requirement.group, []).append(requirement)
    return groups


def _proved(members: Iterable[Requirement], by_id: Mapping[str, Sequence[Proof]]) -> int:
    return sum(requirement.id in by_id for requirement in members)


def _title(group: str) -> str:
    return group.replace("_", " ").capitalize()


def _heading(group: str, members: Sequence[Requirement], by_id: Mapping[str, Sequence[Proof]]) -> str:
    return f"{_title(group)}: {_proved(members, by_id)} of {len(members)}"


def _row(requirement: Requirement, proofs: Sequence[Proof]) -> str:
    state = "proved" if proofs else "not yet"
    links = "<br>".join(f"[{_plain(proof.name)}](../{proof.path})" for proof in proofs)
    return f"| {requirement.id} | {_cell(requirement.ask)} | {_cell(requirement.source)} | {state} | {links} |"


def _plain(name: str) -> str:
    return name.split("::")[-1].removeprefix("test_").replace("_", " ")


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
