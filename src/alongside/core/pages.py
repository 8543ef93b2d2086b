"""A page of a list, as most lists are read: one row more than it holds says whether there is another."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Row_co = TypeVar("Row_co", covariant=True)


@dataclass(frozen=True)
class Page(Generic[Row_co]):
    """Some rows of a list, the number of their page, and whether more follow."""

    rows: Sequence[Row_co]
    number: int
    more: bool
