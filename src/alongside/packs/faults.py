"""What is wrong with a pack: where it stands, what is wrong, and what would be right."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path


@dataclass(frozen=True, order=True)
class Where:
    """A line of a file, counted from 1."""

    file: Path
    line: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, order=True)
class Fault:
    """One thing that is wrong, in a sentence or two that say what would be right."""

    where: Where
    sentence: str

    def __str__(self) -> str:
        return f"{self.where}: {self.sentence}"


class Faulty(Exception):
    """A pack that cannot be used. `faults` holds every fault found, in the order of files and lines."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults: Sequence[Fault] = sorted(set(faults))
        super().__init__("\n".join(str(fault) for fault in self.faults))


def one_of(words: Iterable[str]) -> str:
    """Words to choose from as they stand in a sentence: "a", "b" or "c"."""
    quoted = [f'"{word}"' for word in words]
    return " or ".join([", ".join(quoted[:-1]), quoted[-1]] if len(quoted) > 1 else quoted)


def meant(word: str, known: Iterable[str], nothing: str = "There is none to name yet.") -> str:
    """What would be right in place of `word`: the nearest known one, or all of them."""
    words = list(dict.fromkeys(known))
    near = get_close_matches(word.casefold(), [each.casefold() for each in words], n=1, cutoff=0.6)
    if near:
        return f'Did you mean "{next(each for each in words if each.casefold() == near[0])}"?'
    return f"It should be {one_of(words)}." if words else nothing
