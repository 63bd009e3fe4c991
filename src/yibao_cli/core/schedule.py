"""Month by month: what is credited to one person from one month to another. Pure; every month resolves on its own."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby

from .change import changes
from .credit import Answer, Credit
from .errors import InputError, MissingInputError
from .frozen import dataclass, replace
from .money import EXACT, FEN, ZERO, check_yuan, total
from .month import Month
from .person import Person, check_person
from .source import weakest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from decimal import Decimal

    from .change import Change
    from .literals import Grade, Period
    from .retirement import Retirement
    from .switch import Switch

LONGEST = 100 * 12
"""Months of the longest schedule."""

AnswerFor = Callable[[Person, Month], Answer]
"""The answer for a person and a month."""


@dataclass(frozen=True, slots=True)
class Course:
    """What is assumed of a person over the months from `first` to `last`, both included.

    `person` as in the first month. `retired` is the same person as a retiree, credited as one from `retired_from` on,
    because of a retirement in the month `retirement` (`statutory` where that is the statutory one; `switch` is the
    region's word on which month that is, None where the default holds); all None where nobody retires meanwhile.
    `base_changes`: the base (yuan a month) from a month on. `balance` is in the account before the first month (None:
    no balance is kept), `spend` leaves it every month, both in yuan.
    """

    person: Person
    first: Month
    last: Month
    retirement: Month | None = None
    retired_from: Month | None = None
    retired: Person | None = None
    statutory: Retirement | None = None
    switch: Switch | None = None
    base_changes: tuple[tuple[Month, Decimal], ...] = ()
    balance: Decimal | None = None
    spend: Decimal = ZERO

    def person_in(self, month: Month) -> Person:
        """The person of the question for `month`; an age given beside a birth is that of the first month."""
        person = self._in_service_or_retired(month)
        return replace(person, age=None) if month > self.first and person.birth is not None else person

    def _in_service_or_retired(self, month: Month) -> Person:
        if self.retired is not None and self.retired_from is not None and month >= self.retired_from:
            return self.retired
        begun = [change for change in self.base_changes if change[0] <= month]
        return replace(self.person, base=max(begun)[1], salary=None) if begun else self.person


@dataclass(frozen=True, slots=True)
class Entry:
    """One month of a schedule.

    `posted`: yuan that arrive for the month; None where no rule or no figure is known. Where a whole account year is
    posted at once they arrive in its first month, and `posted_in` names that month in the others, whose `posted` is
    zero; `spread`: the rule was entered in the middle of an account year, so each month counts its own share.
    `projected`: no evidence reaches this month; `evidence` is the last month it reaches, None where the rule's end is
    known. `changes` says why the amount of the month is not that of the month before. `balance` and `spent` only where
    a balance is kept.
    """

    month: Month
    answer: Answer
    posted: Decimal | None
    posted_in: Month | None
    spread: bool
    evidence: Month | None
    projected: bool
    changes: tuple[Change, ...]
    spent: Decimal | None = None
    balance: Decimal | None = None


@dataclass(frozen=True, slots=True)
class YearTotal:
    """A calendar year of a schedule: yuan posted, how many months have a number, how many have no rule known."""

    year: int
    posted: Decimal
    known: int
    unknown: int
    projected: int
    balance: Decimal | None


@dataclass(frozen=True, slots=True)
class Schedule:
    """The months of a course, its calendar years, and their sum in yuan. `grade` is the weakest; None without rule."""

    course: Course
    entries: tuple[Entry, ...]
    years: tuple[YearTotal, ...]
    posted: Decimal
    grade: Grade | None

    @property
    def unknown(self) -> int:
        """How many months have no number."""
        return sum(entry.posted is None for entry in self.entries)


def schedule(course: Course, answer_for: AnswerFor) -> Schedule:
    """Asks for every month of the course on its own and lets the balance run along.

    Raises InputError for an invalid course (see `check_course`) and whatever `answer_for` raises.
    """
    check_course(course)
    count = course.last.index - course.first.index + 1
    months = [course.first.plus(number) for number in range(count)]
    entries = list(_entries(_answers(course, months, answer_for)))
    if course.balance is not None:
        entries = list(_with_balance(entries, course.balance, course.spend))
    credits = [entry.answer for entry in entries if isinstance(entry.answer, Credit)]
    return Schedule(
        course=course,
        entries=tuple(entries),
        years=tuple(_year(year, list(group)) for year, group in groupby(entries, lambda entry: entry.month.year)),
        posted=total(entry.posted for entry in entries if entry.posted is not None),
        grade=weakest([credit.grade for credit in credits]) if credits else None,
    )


def _answers(course: Course, months: Sequence[Month], answer_for: AnswerFor) -> list[Answer]:
    """Raises what `answer_for` raises; over several months it is the birth that is missing, not an age."""
    try:
        return [answer_for(course.person_in(month), month) for month in months]
    except MissingInputError as missing:
        if len(months) == 1 or "age" not in missing.names:
            raise
        names = tuple("birth" if name == "age" else name for name in missing.names)
        facts = {name: missing.facts[name] for name in ("status", "region") if name in missing.facts}
        raise MissingInputError(names, missing.choices, **facts) from None


def check_course(course: Course) -> None:
    """Rejects an invalid course: raises InputError naming the field.

    The months must be in order and at most LONGEST; more than one month needs a birth where an age is given; bases
    change inside the course, once a month; money is spent only from a balance; neither is negative.
    """
    first, last = course.first, course.last
    if last < first:
        raise InputError("months-order", field="to", value=str(last), first=str(first))
    if last.index - first.index >= LONGEST:
        raise InputError("schedule-too-long", field="to", value=str(last), first=str(first), years=LONGEST // 12)
    if first != last and course.person.age is not None and course.person.birth is None:
        raise InputError("schedule-needs-birth", field="age")
    seen: set[Month] = set()
    for month, _ in course.base_changes:
        if not first <= month <= last:
            raise InputError(
                "base-change-outside", field="base_change", value=str(month), first=str(first), last=str(last)
            )
        if month in seen:
            raise InputError("base-change-twice", field="base_change", value=str(month))
        seen.add(month)
    if course.balance is None and course.spend:
        raise InputError("spend-without-balance", field="spend")
    check_yuan(course.balance or ZERO, "balance")
    check_yuan(course.spend, "spend")
    check_person(course.person, first)


def _entries(answers: Sequence[Answer]) -> Iterator[Entry]:
    before: Entry | None = None
    for answer in answers:
        posted, posted_in, spread = _posted(answer, before)
        evidence = answer.evidence if isinstance(answer, Credit) else None
        entry = Entry(
            month=answer.month,
            answer=answer,
            posted=posted,
            posted_in=posted_in,
            spread=spread,
            evidence=evidence,
            projected=isinstance(answer, Credit) and answer.projected,
            changes=_reasons(before.answer, answer) if before else (),
        )
        yield entry
        before = entry


def _posted(answer: Answer, before: Entry | None) -> tuple[Decimal | None, Month | None, bool]:
    """What arrives for the month, the month in which the year's sum arrived, whether the year is counted by month."""
    if not isinstance(answer, Credit):
        return None, None, False
    if answer.account_year is None:
        return answer.net, None, False
    if answer.month == answer.account_year:
        return answer.net, None, False
    if before is not None and (before.spread or _enters_yearly(before.answer)):
        return answer.monthly_equivalent, None, True
    return ZERO.quantize(FEN), answer.account_year, False


def _enters_yearly(before: Answer) -> bool:
    """Whether the month before a month of a yearly rule had its own credit, so that the year's sum has not come."""
    return isinstance(before, Credit) and before.account_year is None


def _reasons(before: Answer, after: Answer) -> tuple[Change, ...]:
    """Why the amount changed; a new status alone explains all that follows from it."""
    if _amount(before) == _amount(after):
        return ()
    found = changes(before, after)
    return tuple(item for item in found if item.kind == "status") or found


def _amount(answer: Answer) -> tuple[Period, Decimal] | None:
    """The period and the amount by which months are compared: the same sum posted yearly is another one."""
    return (answer.period, answer.monthly_equivalent) if isinstance(answer, Credit) else None


def _with_balance(entries: Sequence[Entry], balance: Decimal, spend: Decimal) -> Iterator[Entry]:
    """The entries with a running balance, never below zero. Months without a number add nothing."""
    for entry in entries:
        available = EXACT.add(balance, entry.posted or ZERO)
        spent = min(spend, available)
        balance = EXACT.subtract(available, spent)
        yield replace(entry, spent=spent.quantize(FEN), balance=balance.quantize(FEN))


def _year(year: int, entries: Sequence[Entry]) -> YearTotal:
    known = [entry.posted for entry in entries if entry.posted is not None]
    return YearTotal(
        year=year,
        posted=total(known),
        known=len(known),
        unknown=len(entries) - len(known),
        projected=sum(entry.projected for entry in entries),
        balance=entries[-1].balance,
    )
