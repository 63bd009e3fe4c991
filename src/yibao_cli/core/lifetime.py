"""Contribution years for lifelong cover, as a rule states them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .frozen import dataclass

if TYPE_CHECKING:
    from .month import Month
    from .source import Grade


@dataclass(frozen=True, slots=True)
class Lifetime:
    """Contribution years after which a retiree is covered for life without paying on.

    `actual`: years really paid (not deemed) among them; `local`: years really paid in this region. `who` names the
    people an entry is for where it is not for everybody.
    """

    file: str
    starts: Month | None
    ends: Month | None
    male: int
    female: int
    grade: Grade
    sources: tuple[str, ...]
    actual: int | None = None
    local: int | None = None
    who: str | None = None
    note: str | None = None
