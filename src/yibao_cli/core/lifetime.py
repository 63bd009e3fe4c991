"""Contribution years for lifelong cover, as a rule states them."""

from __future__ import annotations

from .frozen import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .literals import Grade
    from .month import Month


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
