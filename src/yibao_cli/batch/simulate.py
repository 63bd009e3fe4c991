"""What changes for whom: a population under the rules of one month and of another."""

from collections import Counter
from collections.abc import Iterator, Sequence
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
from ..tables.records import Records
from .people import PeopleReader

Dimension = Literal["region", "status", "age-band"]
DIMENSIONS: tuple[Dimension, ...] = get_args(Dimension)

AGES = (0, 35, 45, 60, 70, 80)
"""Where age bands begin, in completed years."""
STEPS = tuple(map(Decimal, ("-200", "-100", "-50", "0", "50", "100", "200")))
"""Bounds of the distribution of differences, yuan a month."""

Key = tuple[str, ...]


@dataclass
class Group:
    """Some people of the population. Sums are net yuan a month, over those with an answer both before and after.

    `unknown` counts those without one of the two; `spread` counts differences by `bucket`.
    """

    before: Decimal = ZERO
    after: Decimal = ZERO
    gainers: int = 0
    losers: int = 0
    same: int = 0
    unknown: int = 0
    spread: Counter[int] = field(default_factory=Counter)

    @property
    def people(self) -> int:
        """Those with an answer both before and after."""
        return self.gainers + self.losers + self.same

    def add(self, before: Answer | None, after: Answer | None) -> None:
        """Counts one person."""
        if not isinstance(before, Credit) or not isinstance(after, Credit):
            self.unknown += 1
            return
        self.before = EXACT.add(self.before, before.monthly_equivalent)
        self.after = EXACT.add(self.after, after.monthly_equivalent)
        difference = EXACT.subtract(after.monthly_equivalent, before.monthly_equivalent)
        self.gainers += difference > 0
        self.losers += difference < 0
        self.same += difference == 0
        self.spread[bucket(difference)] += 1


@dataclass
class Simulation:
    """The whole population, its groups by what was asked for, and the rows that could not be read (line, error)."""

    total: Group = field(default_factory=Group)
    groups: dict[Key, Group] = field(default_factory=dict)
    bad: list[tuple[int, InputError]] = field(default_factory=list)


def bucket(difference: Decimal) -> int:
    """The place of a difference (yuan a month) in the distribution: twice the STEPS below it, one more on a step.

    So every step is a place of its own, and zero is not thrown together with small gains or losses.
    """
    below = sum(step < difference for step in STEPS)
    return 2 * below + (difference in STEPS)


class Simulator:
    """Asks about everybody twice. Both rulebooks may be the same."""

    def __init__(
        self, records: Records, reader: PeopleReader, before: tuple[Rulebook, Month], after: tuple[Rulebook, Month]
    ) -> None:
        self._records = records
        self._reader = reader
        self._before = before
        self._after = after

    def run(self, by: Sequence[Dimension]) -> Simulation:
        """The population, grouped by some dimensions."""
        found = Simulation()
        for line, region, person in self._people(found):
            try:
                answers = self._asked(region, person)
            except InputError as error:
                found.bad.append((line, error))
                continue
            key = tuple(_value(dimension, region, person, self._after[1]) for dimension in by)
            found.total.add(*answers)
            found.groups.setdefault(key, Group()).add(*answers)
        return found

    def _people(self, found: Simulation) -> Iterator[tuple[int, Region, Person]]:
        for line, cells in self._records.rows():
            try:
                self._records.fit(cells)
                question = self._reader.questions(cells)[0]
            except InputError as error:
                found.bad.append((line, error))
            else:
                yield line, question.region, question.person

    def _asked(self, region: Region, person: Person) -> tuple[Answer, Answer]:
        """The answers before and after. A fixed age is that of both months: the rules change, not the person."""
        (old, then), (new, now) = self._before, self._after
        return old.answer(region, _fitting(person, old, region, then), then), new.answer(
            region, _fitting(person, new, region, now), now
        )


def _fitting(person: Person, book: Rulebook, region: Region, month: Month) -> Person:
    """The person, without a plan where the rules of the month know none."""
    if person.plan is None:
        return person
    plans = {policy.plan for id in region.layers for policy in book.policies(id) if policy.covers(month)}
    return person if person.plan in plans else replace(person, plan=None)


def _value(dimension: Dimension, region: Region, person: Person, month: Month) -> str:
    if dimension == "region":
        return region.id
    if dimension == "status":
        return person.status
    age = person.age if person.birth is None else completed_years(person.birth, month)
    return "" if age is None else str(max(start for start in AGES if start <= max(age, 0)))
