"""What changes for whom: a population under the rules of one month and of another."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Literal, get_args

from ..core.credit import Answer, Credit
from ..core.errors import InputError
from ..core.money import EXACT, ZERO
from ..core.month import Month, completed_years
from ..core.person import Person
from ..core.region import Region
from ..rulebook.book import Rulebook
from ..rulebook.crowd import Crowd
from ..tables.headers import Mapping
from ..tables.records import Records
from .people import MONTHS, Given, PeopleReader, Question
from .record import code_of

Dimension = Literal["region", "status", "age-band"]
DIMENSIONS: tuple[Dimension, ...] = get_args(Dimension)

AGES = (0, 35, 45, 60, 70, 80)
"""Where age bands begin, in completed years."""
STEPS = tuple(map(Decimal, ("-200", "-100", "-50", "0", "50", "100", "200")))
"""Bounds of the distribution of differences, yuan a month."""

UNCHANGED = 2 * STEPS.index(ZERO) + 1
"""The `bucket` of those for whom nothing changes."""

Key = tuple[str, ...]
Rules = tuple[Rulebook, Month]
"""The rules of a month."""


@dataclass
class Group:
    """Some people of the population. Sums are net yuan a month, over those with an answer both before and after.

    `unknown` counts those without one of the two; `spread` counts differences by `bucket`.
    """

    before: Decimal = ZERO
    after: Decimal = ZERO
    unknown: int = 0
    spread: Counter[int] = field(default_factory=Counter)

    @property
    def people(self) -> int:
        """Those with an answer both before and after."""
        return self.spread.total()

    @property
    def gainers(self) -> int:
        """Those who get more."""
        return sum(count for place, count in self.spread.items() if place > UNCHANGED)

    @property
    def losers(self) -> int:
        """Those who get less."""
        return sum(count for place, count in self.spread.items() if place < UNCHANGED)

    @property
    def same(self) -> int:
        """Those for whom nothing changes."""
        return self.spread[UNCHANGED]

    def add(self, place: int | None, before: Decimal, after: Decimal, people: int = 1) -> None:
        """Counts people whose difference is in one `bucket` (None: unknown) and who get so much together."""
        if place is None:
            self.unknown += people
            return
        self.before = EXACT.add(self.before, before)
        self.after = EXACT.add(self.after, after)
        self.spread[place] += people


@dataclass
class Bad:
    """Rows that could not be read for the same reason: how many, the first of them, and the error there.

    The engine of whole columns has no error, and counts rows of data instead of lines.
    """

    rows: int
    line: int
    error: InputError | None


@dataclass
class Simulation:
    """The whole population, its groups by what was asked for, and the rows that could not be read, by code."""

    total: Group = field(default_factory=Group)
    groups: dict[Key, Group] = field(default_factory=dict)
    bad: dict[str, Bad] = field(default_factory=dict)

    def count(self, key: Key, place: int | None, before: Decimal, after: Decimal, people: int = 1) -> None:
        """Counts people of one group; see `Group.add`."""
        for group in (self.total, self.groups.setdefault(key, Group())):
            group.add(place, before, after, people)

    def note(self, code: str, line: int, error: InputError | None = None, rows: int = 1) -> None:
        """Counts rows that could not be read, in the order of the table."""
        self.bad.setdefault(code, Bad(0, line, error)).rows += rows


def bucket(difference: Decimal) -> int:
    """The place of a difference (yuan a month) in the distribution: twice the STEPS below it, one more on a step.

    So every step is a place of its own, and zero is not thrown together with small gains or losses.
    """
    below = sum(step < difference for step in STEPS)
    return 2 * below + (difference in STEPS)


class Simulator:
    """Asks about everybody twice. Both rulebooks may be the same. A column of months is not looked at."""

    def __init__(self, records: Records, given: Given, before: Rules, after: Rules) -> None:
        """Raises MissingInputError as `people.PeopleReader` does."""
        self._records = records
        columns = tuple(
            replace(column, field=None) if column.field in MONTHS else column for column in records.mapping.columns
        )
        mapping = replace(records.mapping, columns=columns)
        self._before, self._after = (_Side(mapping, given, *rules) for rules in (before, after))
        self._one_book = before[0] is after[0]

    def run(self, by: Sequence[Dimension]) -> Simulation:
        """The population, grouped by some dimensions."""
        found = Simulation()
        for line, cells in self._records.rows():
            try:
                self._records.fit(cells)
                then = self._before.question(cells)
                now = then if self._one_book else self._after.question(cells)
                before, after = self._before.answer(then), self._after.answer(now)
            except InputError as error:
                found.note(code_of(error), line, error)
                continue
            key = tuple(_value(dimension, now.region, now.person, self._after.month) for dimension in by)
            if isinstance(before, Credit) and isinstance(after, Credit):
                amounts = before.monthly_equivalent, after.monthly_equivalent
                found.count(key, bucket(EXACT.subtract(amounts[1], amounts[0])), *amounts)
            else:
                found.count(key, None, ZERO, ZERO)
        return found


class _Side:
    """The rules of one month, for the rows of a sheet."""

    def __init__(self, mapping: Mapping, given: Given, book: Rulebook, month: Month) -> None:
        self.month = month
        self._book = book
        self._reader = PeopleReader(mapping, replace(given, months=(month,)), book)
        self._crowd = Crowd(book)

    def question(self, cells: Sequence[str]) -> Question:
        """Whom a row is about, and where. Raises InputError for one that cannot be read."""
        return self._reader.questions(cells)[0]

    def answer(self, question: Question) -> Answer:
        """The answer in this month. A fixed age is that of both sides: the rules change, not the person."""
        region = question.region
        return self._crowd.answer(region, _fitting(question.person, self._book, region, self.month), self.month)


def _fitting(person: Person, book: Rulebook, region: Region, month: Month) -> Person:
    """The person, without a plan where the rules of the month know none."""
    return person if person.plan is None or person.plan in plans_in(book, region, month) else replace(person, plan=None)


def plans_in(book: Rulebook, region: Region, month: Month) -> set[str | None]:
    """The plans that a region has rules for in a month, None for rules without one."""
    return {policy.plan for id in region.layers for policy in book.policies(id) if policy.covers(month)}


def _value(dimension: Dimension, region: Region, person: Person, month: Month) -> str:
    if dimension == "region":
        return region.id
    if dimension == "status":
        return person.status
    age = person.age if person.birth is None else completed_years(person.birth, month)
    return "" if age is None else str(max(start for start in AGES if start <= max(age, 0)))
