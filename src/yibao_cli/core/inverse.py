"""The calculator backwards: for which values of one unknown does a credit come to a given amount?

Every line of a credit is a step function of the unknown: a rate, held between limits, put on the period, reduced and
rounded. Where it steps follows from undoing these one after the other, in exact fractions. Between two steps nothing
moves, so the calculator is asked once for each stretch near the amount, and what it says there holds for all of it.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from itertools import chain, pairwise
from math import ceil, floor

from .credit import Credit
from .formula import UNROUNDED, Line
from .money import round_to
from .policy import AgeLimit, Formula, Period, Policy, Rounding

_CUT = Fraction(UNROUNDED)
_HALF = Fraction(1, 2)
_MONTHS: dict[Period, int] = {"month": 1, "year": 12}


@dataclass(frozen=True, slots=True)
class Rise:
    """A line of a credit that grows with the unknown.

    `per_fen` yuan for each fen of the unknown, held by `limits`, `times` 12, 1 or 1/12 for the period of the credit; of
    that the ratio `keep` is left, and `loss` yuan are taken off it.
    """

    per_fen: Fraction
    limits: tuple[AgeLimit, ...]
    times: Fraction
    keep: Fraction
    loss: Fraction
    rounding: Rounding

    def bends(self) -> Iterator[int]:
        """The fen of the unknown from which on another limit may act, or something is left."""
        for limit in self.limits:
            at = Fraction(limit.yuan) / self.per_fen
            yield ceil(at)
            yield floor(at) + 1
        if self.loss:
            yield self._reaching(Fraction(0), beyond=True)

    def steps(self, first: Decimal, last: Decimal) -> Iterator[int]:
        """The fen of the unknown where the line, which no limit holds, takes each value after `first` up to `last`."""
        unit = Fraction(self.rounding.to)
        for multiple in range(int(Fraction(first) / unit) + 1, int(Fraction(last) / unit) + 1):
            match self.rounding.mode:
                case "half-up":
                    yield self._reaching((multiple - _HALF) * unit)
                case "half-even":
                    yield self._reaching((multiple - _HALF) * unit, beyond=multiple % 2 == 1)
                case "down":
                    yield self._reaching(multiple * unit)
                case _:
                    yield self._reaching((multiple - 1) * unit, beyond=True)

    def _reaching(self, yuan: Fraction, beyond: bool = False) -> int:
        """The least fen of the unknown that gives `yuan` before rounding (`beyond`: more than that)."""
        yuan = (yuan + self.loss) / self.keep
        if self.times < 1:  # a twelfth is cut, half up, before it is reduced
            cuts = yuan / _CUT
            yuan, beyond = ((floor(cuts) + 1 if beyond else ceil(cuts)) - _HALF) * _CUT, False
        fen = yuan / self.times / self.per_fen
        return floor(fen) + 1 if beyond else ceil(fen)


def rise_of(formula: Formula, age: int, missing_years: int, policy: Policy) -> Rise | None:
    """How a rate of the unknown grows with it at an age; None if nothing of it ever arrives.

    `missing_years`: the contribution years for which a reduction of the policy acts on it.
    """
    rate = Fraction(formula.rate or 0) + Fraction(formula.rate_per_year_of_age or 0) * age
    per_fen = rate * Fraction(1 if formula.contribution is None else formula.contribution) / 100
    times = Fraction(_MONTHS[policy.posting], _MONTHS[formula.per])
    keep, loss = Fraction(1), Fraction(0)
    if policy.reduction and missing_years:
        keep -= Fraction(policy.reduction.rate or 0) * missing_years
        if policy.reduction.rate is None:
            loss = Fraction(policy.reduction.yuan or 0) * _MONTHS[policy.posting] * missing_years
    if per_fen <= 0 or keep <= 0:
        return None
    return Rise(per_fen, (*formula.minimum, *formula.maximum), times, keep, loss, policy.rounding)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Neighbouring values of the unknown, `low` to `high` fen, that all give `amount` yuan under the same limits.

    `credit` is the one at `low`; `mark` tells stretches apart that are not to be joined.
    """

    low: int
    high: int
    amount: Decimal
    mark: object
    credit: Credit


@dataclass(frozen=True, slots=True)
class Near:
    """Where a credit comes to an amount, and the nearest amounts, in yuan, that it can come to instead."""

    hits: tuple[Stretch, ...]
    below: Decimal | None
    above: Decimal | None


@dataclass(frozen=True, slots=True)
class _Segment:
    """Values of the unknown in fen between which the level (yuan before rounding) is a straight line."""

    first: int
    last: int
    start: Fraction
    end: Fraction

    def level(self, fen: int) -> Fraction:
        if fen == self.first:
            return self.start
        return self.start + (self.end - self.start) * (fen - self.first) / (self.last - self.first)

    def within(self, least: Fraction | None, most: Fraction | None) -> tuple[int, int] | None:
        """The first and last fen whose level lies from `least` to `most`; None if there is none."""
        least = min(self.start, self.end) if least is None else least
        most = max(self.start, self.end) if most is None else most
        if self.start == self.end:
            return (self.first, self.last) if least <= self.start <= most else None
        slope = (self.end - self.start) / (self.last - self.first)
        ends = sorted(self.first + (level - self.start) / slope for level in (least, most))
        low, high = max(self.first, ceil(ends[0])), min(self.last, floor(ends[1]))
        return (low, high) if low <= high and least <= most else None


class Curve:
    """The gross or the net of one person's credit as a function of one unknown, from `low` to `high` fen.

    `credit_at` asks the calculator; `rises` has one item for each part and deduction of the credit, None for those
    that do not depend on the unknown; all are rounded to multiples of `unit` yuan. `marks` are values of the unknown
    that stand alone (the floor, the ceiling).
    """

    def __init__(
        self,
        credit_at: Callable[[int], Credit],
        rises: Sequence[Rise | None],
        unit: Decimal,
        low: int,
        high: int,
        net: bool,
        marks: Sequence[int] = (),
    ) -> None:
        self._credit_at = credit_at
        self._rises = rises
        self._net = net
        self._marks = marks
        # More than all lines together may lose or gain by being rounded, and a twelfth by being cut.
        self._slack = len(rises) * (Fraction(unit) + 4 * _CUT)
        self._segments = self._straight(low, high)

    def near(self, yuan: Decimal) -> Near:
        """The stretches that give exactly `yuan`, and the nearest other amounts."""
        goal = Fraction(yuan)
        least, most = goal - self._slack, goal + self._slack
        under = [(s.level(fen), fen) for s in self._segments for fen in s.within(None, least) or ()]
        over = [(s.level(fen), fen) for s in self._segments for fen in s.within(most, None) or ()]
        # Amounts outside these levels are farther from the goal than the amount of a value found below or above it.
        if under:
            least = Fraction(self._amount(max(under)[1])) - self._slack
        if over:
            most = Fraction(self._amount(min(over)[1])) + self._slack
        stretches = list(self._stretches(least, most))
        amounts = {stretch.amount for stretch in stretches}
        return Near(
            _joined(stretch for stretch in stretches if stretch.amount == yuan),
            max((amount for amount in amounts if amount < yuan), default=None),
            min((amount for amount in amounts if amount > yuan), default=None),
        )

    def _lines(self, fen: int) -> tuple[Line, ...]:
        credit = self._credit_at(fen)
        return (*credit.parts, *credit.deductions) if self._net else credit.parts

    def _amount(self, fen: int) -> Decimal:
        credit = self._credit_at(fen)
        return credit.net if self._net else credit.gross

    def _level(self, fen: int) -> Fraction:
        """Yuan before rounding; below zero where the deductions are more than the parts."""
        credit = self._credit_at(fen)
        level = sum((Fraction(line.exact) for line in credit.parts), Fraction(0))
        return level - sum(Fraction(line.exact) for line in credit.deductions) if self._net else level

    def _straight(self, low: int, high: int) -> tuple[_Segment, ...]:
        """The straight pieces of the level; a mark is one by itself."""
        bends = chain.from_iterable(rise.bends() for rise in self._rises if rise)
        alone = chain.from_iterable((fen, fen + 1) for fen in self._marks)
        starts = sorted({low, *(fen for fen in chain(bends, alone) if low < fen <= high)})
        return tuple(
            _Segment(first, after - 1, self._level(first), self._level(after - 1))
            for first, after in pairwise((*starts, high + 1))
        )

    def _stretches(self, least: Fraction, most: Fraction) -> Iterator[Stretch]:
        """What lies, before rounding, between `least` and `most` yuan, cut where anything steps."""
        nothing_left = -self._slack
        for segment in self._segments:
            if least <= 0 and (nothing := segment.within(None, nothing_left)):
                yield self._stretch(*nothing)
            if found := segment.within(least if least > 0 else nothing_left, most):
                low, high = found
                for first, after in pairwise((*sorted({low, *self._steps(low, high)}), high + 1)):
                    yield self._stretch(first, after - 1)

    def _steps(self, low: int, high: int) -> Iterator[int]:
        """Where a line steps after `low`, up to `high`, on a straight piece."""
        for rise, *lines in zip(self._rises, self._lines(low), self._lines(high), strict=True):
            if rise:
                # Not `line.amount`: a deduction is cut to what is left.
                first, last = (round_to(line.exact, rise.rounding.to, rise.rounding.mode) for line in lines)
                yield from rise.steps(first, last)

    def _stretch(self, low: int, high: int) -> Stretch:
        limits = tuple(line.limit for line in self._lines(low))
        alone = low if low in self._marks else None
        return Stretch(low, high, self._amount(low), (limits, alone), self._credit_at(low))


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
