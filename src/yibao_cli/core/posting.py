"""When the credit arrives."""

from __future__ import annotations

from .frozen import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from .literals import Grade, Period, Status
    from .month import Month


@dataclass(frozen=True, slots=True)
class Posting:
    """When the credit arrives: days of the month (1-31; None where not stated), of one calendar month if yearly.

    `lag`: how many months after the month the money is for. `statuses` is empty where it holds for everybody; `starts`
    and `ends` (exclusive) are None where no source says.
    """

    file: str
    starts: Month | None
    ends: Month | None
    every: Period
    grade: Grade
    sources: tuple[str, ...]
    first_day: int | None = None
    last_day: int | None = None
    month: int | None = None
    lag: int = 0
    statuses: tuple[Status, ...] = ()
    note: str | None = None


def deadline(postings: Iterable[Posting], month: Month) -> tuple[Month, int] | None:
    """The month and the day of it by which the money for `month` arrives; None where no rule says."""
    days = [arrival(item, month) for item in postings if item.every == "month"]
    return max((day for day in days if day is not None), default=None)


def arrival(item: Posting, month: Month) -> tuple[Month, int] | None:
    """The month and the day of it by which one rule has the money for `month` there; None where it says no day.

    Where it is posted yearly, `month` is the first of the account year.
    """
    day = item.last_day or item.first_day
    if day is None or (item.every == "year" and item.month is None):
        return None
    wait = (item.month - month.month) % 12 if item.every == "year" and item.month is not None else 0
    return month.plus(wait + item.lag), day
