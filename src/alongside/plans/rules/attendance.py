"""Who was at a meeting and who sent apologies, of those who are known and of others by name. Pure; a panel's too."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, ClassVar, Generic, Protocol, TypeVar

LONGEST_NAME = 120
MOST_OUTSIDE = 40
Key = TypeVar("Key", int, str)


@dataclass(frozen=True)
class WhoWasThere(Generic[Key]):
    """Who was at a meeting and who sent apologies: those who are known by their keys, and the names of others."""

    present: Sequence[Key] = ()
    others_present: Sequence[str] = ()
    apologies: Sequence[Key] = ()
    others_apologies: Sequence[str] = ()


class Somebody(Protocol):
    """Somebody at a meeting, as they are kept."""

    __dataclass_fields__: ClassVar[dict[str, Any]]

    @property
    def name(self) -> str:
        """What they are called."""


One = TypeVar("One", bound=Somebody)


def attendance(
    who: WhoWasThere[Key], known: Mapping[Key, One], outside: Callable[[str], One], *, choose: str
) -> tuple[Mapping[str, list[dict[str, Any]]], Mapping[str, str]]:
    """Who is kept as "present" and as "apologies", and what is wrong beside each field.

    `outside` makes somebody of a name that was typed; `choose` is said of a key that is nobody's.
    """
    values, faults = dict[str, list[dict[str, Any]]](), dict[str, str]()
    for field, chosen, typed in (
        ("present", who.present, who.others_present), ("apologies", who.apologies, who.others_apologies)
    ):  # fmt: skip
        if not set(chosen) <= set(known):
            faults[field] = choose
        names: list[str] = [each.strip() for each in typed if each.strip()]
        faults |= _faults_of_names(f"others_{field}", names)
        here: list[One] = [known[each] for each in dict.fromkeys(chosen) if each in known]
        values[field] = [asdict(each) for each in (*here, *(outside(name) for name in names))]
    if both := set(who.present) & set(who.apologies):
        name = known[min(both)].name if min(both) in known else "Somebody"
        faults.setdefault("apologies", f"{name} cannot be there and send apologies. Choose one of the two.")
    return values, faults


def _faults_of_names(field: str, names: Sequence[str]) -> Mapping[str, str]:
    if len(names) > MOST_OUTSIDE:
        return {field: f"Name {MOST_OUTSIDE} people or fewer, one on each line."}
    if any(len(name) > LONGEST_NAME for name in names):
        return {field: f"Use {LONGEST_NAME} characters or fewer for each name."}
    if any("\x00" in name for name in names):
        return {field: "Take out the characters that cannot be shown, then save again."}
    return {}
