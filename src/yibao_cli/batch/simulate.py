"""What a change of rules means for a population: the people by region, status and age, before and after."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal, get_args

from ..core.money import EXACT, ZERO
from ..core.month import Month
from ..rulebook.book import Rulebook

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
        """Counts people whose difference is in one `bucket` (None: unknown), with the sums they get."""
        if place is None:
            self.unknown += people
            return
        self.before = EXACT.add(self.before, before)
        self.after = EXACT.add(self.after, after)
        self.spread[place] += people


@dataclass
class Bad:
    """Rows that could not be read for the same reason: how many, the first of them, and why that one could not."""

    rows: int
    line: int
    reason: str


@dataclass
class Alone:
    """The people of a region that only one of two rule bases knows, and what they get there: net yuan a month."""

    people: int = 0
    amount: Decimal = ZERO


@dataclass
class Simulation:
    """The whole population, its groups by what was asked for, and the rows that could not be read, by code.

    `gone` and `new` are the people of regions, by id, that only the first or only the second rule base knows; among
    all others they count as unknown.
    """

    total: Group = field(default_factory=Group)
    groups: dict[Key, Group] = field(default_factory=dict)
    bad: dict[str, Bad] = field(default_factory=dict)
    gone: dict[str, Alone] = field(default_factory=dict)
    new: dict[str, Alone] = field(default_factory=dict)

    def count(self, key: Key, place: int | None, before: Decimal, after: Decimal, people: int = 1) -> None:
        """Counts people of one group; see `Group.add`."""
        for group in (self.total, self.groups.setdefault(key, Group())):
            group.add(place, before, after, people)

    def count_alone(self, side: Literal["gone", "new"], region: str, amount: Decimal, people: int) -> None:
        """Counts people of a region that one of the rule bases does not know, with the sum they get."""
        found = (self.gone if side == "gone" else self.new).setdefault(region, Alone())
        found.people += people
        found.amount = EXACT.add(found.amount, amount)

    def note(self, code: str, line: int, reason: str, rows: int) -> None:
        """Counts rows that could not be read, in the order of the table."""
        self.bad.setdefault(code, Bad(0, line, reason)).rows += rows


def bucket(difference: Decimal) -> int:
    """The place of a difference (yuan a month) in the distribution: twice the STEPS below it, one more on a step.

    So every step is a place of its own, and zero is not mixed with small gains or losses.
    """
    below = sum(step < difference for step in STEPS)
    return 2 * below + (difference in STEPS)
