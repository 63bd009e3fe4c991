"""Days of a schedule that are worth a note in a calendar. Pure."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

from .credit import Credit
from .frozen import dataclass
from .posting import arrival

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from decimal import Decimal

    from .literals import OccasionKind, Status
    from .month import Birth, Month
    from .posting import Posting
    from .schedule import Entry, Schedule

    PostingsFor = Callable[[Status, Month], Sequence[Posting]]


@dataclass(frozen=True, slots=True)
class Occasion:
    """A day and the month of the schedule that it is about.

    "posting": the money of the month is there by this day, as `posting` says. "band": a birthday that changes the
    amount from that month on. "retirement": the first of the month of retirement; the month is the first one credited
    as a retiree's. "limits": the first of the first month for which no base limits are known. `was` is the amount of
    the month before in yuan; None where there is none.
    """

    kind: OccasionKind
    day: date
    entry: Entry
    was: Decimal | None = None
    posting: Posting | None = None


@dataclass(frozen=True, slots=True)
class Occasions:
    """The occasions in order of time; `undated` are the months with money for which no rule says a day."""

    found: tuple[Occasion, ...]
    undated: tuple[Month, ...]


def occasions(months: Schedule, postings_for: PostingsFor, first: Month) -> Occasions:
    """What there is in the months of a schedule from `first` on; months before it only say what was there before.

    `postings_for` has when the credit of a month arrives for people of a status.
    """
    found: list[Occasion] = []
    undated: list[Month] = []
    before: Entry | None = None
    for entry in months.entries:
        if entry.month >= first:
            posting = _posting(entry, postings_for)
            if posting is not None:
                found.append(posting)
            elif entry.posted:
                undated.append(entry.month)
            found += _turns(months, entry, before)
        before = entry
    return Occasions(tuple(sorted(found, key=lambda item: item.day)), tuple(undated))


def _posting(entry: Entry, postings_for: PostingsFor) -> Occasion | None:
    """The last day that a rule has for the money of the month."""
    answer = entry.answer
    if not entry.posted or entry.spread or not isinstance(answer, Credit):
        return None
    rules = [item for item in postings_for(answer.person.status, entry.month) if item.every == answer.period]
    dated = [(day, item) for item in rules if (day := arrival(item, entry.month)) is not None]
    if not dated:
        return None
    (month, number), rule = max(dated, key=lambda pair: pair[0])
    return Occasion("posting", _day(month, number), entry, posting=rule)


def _turns(months: Schedule, entry: Entry, before: Entry | None) -> Iterator[Occasion]:
    was = before.posted if before is not None else None
    course = months.course
    if any(change.kind == "age" for change in entry.changes):
        yield Occasion("band", _birthday(course.person.birth, entry.month), entry, was)
    if course.retirement is not None and entry.month == course.retired_from:
        yield Occasion("retirement", _day(course.retirement, 1), entry, was)
    if _carried(entry) and before is not None and not _carried(before):
        yield Occasion("limits", _day(entry.month, 1), entry, was)


def _birthday(birth: Birth | None, month: Month) -> date:
    """The birthday in the month or the one before; the first of the month where the day is not known, or it is neither:
    there the rule counts the age at another time."""
    if birth is not None and birth.day is not None:
        for when in (month, month.plus(-1)):
            if when.month == birth.month:
                return _day(when, birth.day)
    return _day(month, 1)


def _carried(entry: Entry) -> bool:
    """Whether the base is held against limits of a time before."""
    answer = entry.answer
    return isinstance(answer, Credit) and answer.base is not None and answer.base.carried


def _day(month: Month, day: int) -> date:
    """A day of a month; its last where it has no such day."""
    return date(month.year, month.month, min(day, monthrange(month.year, month.month)[1]))
