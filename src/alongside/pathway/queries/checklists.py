"""What a checklist asks for and what of it is there, for one step of a family's journey."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from alongside.core.actor import Actor
from alongside.packs.process_schema import Checklist
from alongside.pathway.models import WorkItem


@dataclass(frozen=True)
class Line:
    """One thing that a checklist asks for, how it stands, and what to do where it is missing."""

    id: str
    title: str
    there: bool
    says: str = ""
    not_asked: bool = False
    address: str = ""


@dataclass(frozen=True)
class Checking:
    """A checklist as it stands for a family."""

    checklist: Checklist
    lines: Sequence[Line]

    @property
    def missing(self) -> Sequence[Line]:
        """What is asked for and not there."""
        return [each for each in self.lines if not each.there and not each.not_asked]


def checked(item: WorkItem, checklist: Checklist, answers: Mapping[str, Any], *, actor: Actor) -> Checking:
    """What of a checklist is there for the family of an item, with what was answered on its page.

    Answers are by the id of what is asked: True for a tick, {"not_applicable": why}; a question's answer by its id;
    under "consent" {"who": member id or name, "how": ..., "on": date}.
    """
    raise NotImplementedError  # TODO
