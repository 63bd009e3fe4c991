"""The calculator backwards: for which values of one unknown does a credit come to a given amount? All in whole fen.

Wherever no limit acts, a line of a credit that depends on the unknown is a step of `core.integer`, and where it steps
is the inverse of that; everything else does not move, and is what the calculator says. From one bend to the next all
lines together keep close to a straight line, which shows where to look.
"""

from __future__ import annotations

from functools import cached_property
from itertools import pairwise

from .errors import InputError
from .frozen import dataclass, replace
from .integer import to_fen
from .money import round_to

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from .credit import Credit
    from .formula import CreditLine
    from .integer import Step

_ENDLESS = 1 << 80
"""Fen; farther than any level."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Neighbouring values of the unknown, `low` to `high`, that all give `amount` under the same limits.

    `mark` tells stretches apart that are not to be joined.
    """

    low: int
    high: int
    amount: int
    mark: object


@dataclass(frozen=True, slots=True)
class Near:
    """Where a credit comes to an amount, and the nearest amounts that it can come to instead."""

    hits: tuple[Stretch, ...]
    below: int | None
    above: int | None


MOST_STEPS = 200_000
"""Far more than any rule needs where the amount moves with the unknown."""


@dataclass(frozen=True)
class _Segment:
    """Values of the unknown from one bend to the next: what does not move there, and what does, 1 or -1 times."""

    first: int
    last: int
    fixed: int
    moving: Sequence[tuple[int, Step]]
    mark: object

    def level(self, value: int) -> int:
        """All lines together; below zero where the deductions are more than the parts."""
        return self.fixed + sum(sign * step.fen(value) for sign, step in self.moving)

    @cached_property
    def slack(self) -> int:
        """More than the level is ever off the straight line between its ends, for being rounded and cut."""
        return 1 + sum(step.unit for _, step in self.moving)

    @cached_property
    def _ends(self) -> tuple[int, int]:
        return self.level(self.first), self.level(self.last)

    def within(self, least: int = -_ENDLESS, most: int = _ENDLESS) -> tuple[int, int] | None:
        """The first and last value for which the straight line lies from `least` to `most`; None if there is none."""
        start, end = self._ends
        width, rise = self.last - self.first, end - start
        if not rise:
            return (self.first, self.last) if least <= start <= most else None
        if rise < 0:
            start, rise, least, most = -start, -rise, -most, -least
        low, high = max(0, -((start - least) * width // rise)), min(width, (most - start) * width // rise)
        return (self.first + low, self.first + high) if low <= high else None

    def stretches(self, least: int, most: int) -> Iterator[Stretch]:
        """All that may give from `least` to `most`, and some around it, cut wherever a line steps.

        Raises InputError for more than can be listed: what is credited and what is deducted move together.
        """
        if not least and (nothing := self.within(most=-self.slack)):
            yield Stretch(*nothing, 0, self.mark)
        if found := self.within(least - self.slack, most + self.slack):
            low, high = found
            if sum((step.fen(high) - step.fen(low)) // step.unit for _, step in self.moving) > MOST_STEPS:
                raise InputError("infer-endless", field="credit")
            starts = {low}
            for _, step in self.moving:
                starts.update(map(step.reaching, range(step.fen(low) + step.unit, step.fen(high) + 1, step.unit)))
            for first, after in pairwise((*sorted(starts), high + 1)):
                yield Stretch(first, after - 1, max(0, self.level(first)), self.mark)


def solve(
    goal: int,
    credit_at: Callable[[int], Credit],
    steps: Sequence[Step | None],
    bends: Iterable[int],
    low: int,
    high: int,
    marks: Sequence[int] = (),
) -> Near:
    """The stretches from `low` to `high` of the unknown that give exactly `goal`, and the nearest other amounts.

    `credit_at` asks the calculator. `steps` are its lines before limits, first the parts, then, for the net, the
    deductions; None for a line that does not depend on the unknown. `bends`: where a limit begins to act or ceases to;
    `marks`: values of the unknown that stand alone (the floor, the ceiling).
    """
    emptied = (step.reaching(step.unit) for step in steps if step and step.add < 0)
    alone = (value for mark in marks for value in (mark, mark + 1))
    starts = sorted({low, *(value for value in (*bends, *emptied, *alone) if low < value <= high)})
    segments = [
        _segment(first, after - 1, credit_at(first), steps, first in marks)
        for first, after in pairwise((*starts, high + 1))
    ]
    under = (s.level(value) for s in segments for value in s.within(most=goal - s.slack) or ())
    over = (s.level(value) for s in segments for value in s.within(least=goal + s.slack) or ())
    # What is farther from the goal than these is not the nearest.
    least, most = max(0, max(under, default=goal)), min(over, default=goal)
    stretches = [stretch for segment in segments for stretch in segment.stretches(least, most)]
    amounts = {stretch.amount for stretch in stretches}
    return Near(
        _joined(stretch for stretch in stretches if stretch.amount == goal),
        max((amount for amount in amounts if amount < goal), default=None),
        min((amount for amount in amounts if amount > goal), default=None),
    )


def _segment(first: int, last: int, credit: Credit, steps: Sequence[Step | None], alone: bool) -> _Segment:
    """The values from one bend to the next; `credit` is that of the first."""
    signed = (*((1, line) for line in credit.parts), *((-1, line) for line in credit.deductions))
    fixed, moving, limits = 0, [], []
    for (sign, line), step in zip(signed, steps, strict=False):  # the gross has no step for a deduction
        if step and not line.limit:
            moving.append((sign, step))
        else:
            fixed += sign * _rounded(line, credit)
        limits.append(line.limit)
    return _Segment(first, last, fixed, moving, (limits, first if alone else None))


def _rounded(line: CreditLine, credit: Credit) -> int:
    """A line in fen, whole: the amount of a deduction is cut to what is left."""
    rounding = credit.policy.rounding
    return to_fen(round_to(line.exact, rounding.to, rounding.mode))


def _joined(stretches: Iterator[Stretch]) -> tuple[Stretch, ...]:
    """Stretches of the same amount in order, neighbours joined."""
    joined: list[Stretch] = []
    for stretch in sorted(stretches, key=lambda item: item.low):
        last = joined[-1] if joined else None
        if last and stretch.low <= last.high + 1 and stretch.mark == last.mark:
            joined[-1] = replace(last, high=max(last.high, stretch.high))
        else:
            joined.append(stretch)
    return tuple(joined)
