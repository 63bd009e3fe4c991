"""Cited documents and how much they can support."""

from __future__ import annotations

from .frozen import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .literals import Grade

GRADES: tuple[Grade, ...] = ("official", "press", "secondary", "unverified")
"""From the strongest to the weakest."""


def weakest(grades: list[Grade]) -> Grade:
    """The weakest of some grades (at least one)."""
    return max(grades, key=GRADES.index)


@dataclass(frozen=True, slots=True)
class Source:
    """A cited document. `date` is 'YYYY', 'YYYY-MM' or 'YYYY-MM-DD'; `grade` the best it can support."""

    id: str
    title: str
    grade: Grade
    publisher: str | None = None
    date: str | None = None
    url: str | None = None
    note: str | None = None
