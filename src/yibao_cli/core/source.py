"""Cited documents and how much they can support."""

from __future__ import annotations

from typing import Literal, get_args

from .frozen import dataclass

Grade = Literal["official", "press", "secondary", "unverified"]
GRADES: tuple[Grade, ...] = get_args(Grade)
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
