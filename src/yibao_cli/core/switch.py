"""From which month a person who retires is credited as a retiree."""

from __future__ import annotations

from .frozen import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .literals import Grade, SwitchMonth
    from .month import Month


@dataclass(frozen=True, slots=True)
class Switch:
    """Which month is the first credited as a retiree: that of the retirement or the one after it.

    Holds for people who retire in the months from `starts` up to, not including, `ends`; None where no source says.
    """

    file: str
    credited: SwitchMonth
    grade: Grade
    sources: tuple[str, ...]
    starts: Month | None = None
    ends: Month | None = None
    note: str | None = None


def credited_from(retirement: Month, switch: Switch | None) -> Month:
    """The first month credited as a retiree, for a retirement in the month `retirement`.

    Without a rule it is the month after: every source that speaks of it says so.
    """
    if switch is not None and switch.credited == "same-month":
        return retirement
    return retirement.plus(1)
