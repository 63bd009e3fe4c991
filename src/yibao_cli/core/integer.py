"""A rule as whole numbers: which case a person falls into, and the arithmetic of that case in fen.

Nothing is decided here that the calculator decides: a fixed sum is what `formula.apply` makes of it.
"""

from __future__ import annotations

from bisect import bisect_right
from fractions import Fraction
from functools import lru_cache
from math import ceil, floor, lcm
from typing import TYPE_CHECKING, NamedTuple

from .contribution import own_part
from .credit import policy_of
from .formula import UNROUNDED, Inputs, apply, band_for
from .frozen import dataclass, replace
from .money import EXACT, LARGEST
from .person import OLDEST
from .policy import Formula
from .ruling import is_due

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from decimal import Decimal
    from typing import Self

    from .literals import Period, RoundingMode
    from .month import Birth, Month
    from .policy import AgeLimit, Deduction, Part, Policy, Reduction, Rounding
    from .ruling import Ruling

FEN_A_YUAN = 100
LARGEST_FEN = int(LARGEST) * FEN_A_YUAN
INT64 = 2**63 - 1
PARTS_PER = 1_000_000
"""What rates are counted in wherever that is exact."""

SOURCES = ("", "base", "pension", "average_pension", "average_wage")
"""What the rate of a step is taken of, by its number; 0 for nothing."""
_SOURCE = {"employer_contribution": 1} | {name: number for number, name in enumerate(SOURCES) if name}

_MONTHS: dict[Period, int] = {"month": 1, "year": 12}

AGES = OLDEST + 1
NO_AGE, IN_MONTH, NEXT_MONTH, ACCOUNT_YEAR, YEAR_END_BEFORE = range(5)
AGE_DAYS = {"next-month": NEXT_MONTH, "account-year": ACCOUNT_YEAR, "year-end-before": YEAR_END_BEFORE}


@dataclass(frozen=True, slots=True)
class Step:
    """A part or a deduction that depends on an amount of the person (x fen):

    fen = unit x floor((rate x x + add) / per), held between `least` and `most`; `add` holds what rounds. Where `even`,
    a half goes to the even neighbour. `figure` is the published average (fen) that x is where the person gives none.
    `cut`: the step that x goes through first, where a twelfth is cut (`formula.UNROUNDED`) and that tells.
    """

    source: int
    rate: int
    add: int
    per: int
    unit: int = 1
    least: int = 0
    most: int = INT64
    even: bool = False
    figure: int = 0
    cut: Step | None = None

    def fen(self, given: int | None) -> int:
        """What it comes to for an amount of the person; for its figure where there is none."""
        units = self._units(self.figure if given is None else given)
        return min(max(units * self.unit, self.least), self.most)

    def reaching(self, fen: int) -> int:
        """The least amount of the person that comes to `fen`, a multiple of `unit`, were it not held.

        The rate is not 0.
        """
        units = fen // self.unit
        reached = -((self.add - units * self.per - (self.even and units % 2)) // self.rate)
        return self.cut.reaching(reached) if self.cut else reached

    def _units(self, given: int) -> int:
        result, rest = divmod(self.rate * (self.cut._units(given) if self.cut else given) + self.add, self.per)
        return result - 1 if self.even and not rest and result % 2 else result


@dataclass(frozen=True, slots=True)
class Case:
    """What is credited and what is taken out, in fen for one posting: fixed sums, and steps.

    `by_hand`: whole numbers of 64 bits cannot say it exactly; `credit` has to be asked row by row. `contribution` is
    what an employee pays of the wage in a month, as `core.contribution` says; None where the rule does not say.
    """

    fixed: int = 0
    parts: tuple[Step, ...] = ()
    taken: int = 0
    deductions: tuple[Step, ...] = ()
    by_hand: bool = False
    contribution: Step | None = None


@dataclass(frozen=True, slots=True)
class Cases:
    """The cases of one policy. That of the i-th age interval and n missing contribution years is number
    n x len(lows) + i. `lows` are the first ages of the intervals; `years` what is required of men and women."""

    lows: tuple[int, ...]
    years: tuple[int, int]
    cases: tuple[Case, ...]

    def number(self, age: int | None, missing: int) -> int:
        """The number of the case of an age (None where it is not known) and of missing contribution years."""
        return missing * len(self.lows) + bisect_right(self.lows, age or 0) - 1


@dataclass(frozen=True, slots=True)
class Run:
    """Months with one ruling: from index `first` to the next run. `floor`, `ceiling` hold the base (fen).

    `evidence` is the index of the last month that the evidence reaches, INT64 where every end is known. `age_on` says
    which day decides the age, `account_year` with which calendar month that year begins; `yearly`
    whether the credit is posted once a year. `besides` are the fixed payments beside the contribution, by `besides_of`.
    """

    first: int
    cases: Cases
    floor: int = 0
    ceiling: int = INT64
    age_on: int = NO_AGE
    account_year: int = 1
    yearly: bool = False
    evidence: int = INT64
    besides: tuple[Step, ...] = ()


NOTHING = Cases((0,), (0, 0), (Case(),))
"""Where there is nothing to compute: no account, no rule, or an error."""


Born = tuple[int, bool]
"""The index of the month of birth, and whether it was on the first."""


def born(birth: Birth) -> Born:
    """What the age depends on."""
    return birth.in_month.index, birth.day == 1


def to_fen(amount: Decimal) -> int:
    """Yuan -> fen. Raises ValueError where that is no whole number."""
    fen = amount.scaleb(2, EXACT)
    if fen != int(fen):
        raise ValueError(f"{amount} yuan is no whole number of fen")
    return int(fen)


def flatten(ruling: Ruling, month: Month) -> Cases:
    """All cases of a ruling in a month: which deductions are taken depends on it."""
    policy = ruling.policy
    if not policy.account or not policy.parts:
        return NOTHING
    due = tuple(item for item in policy.deductions if is_due(item, policy, month))
    lows = first_ages(policy)
    reduction = policy.reduction
    years = (reduction.male_years, reduction.female_years) if reduction else (0, 0)
    ages: tuple[int | None, ...] = lows if policy.uses_age else (None,)
    contributions = _contributions(ruling, ages)
    cases = (
        _case(ruling, due, age, missing, contribution)
        for missing in range(max(years) + 1)
        for age, contribution in zip(ages, contributions, strict=True)
    )
    return Cases(lows, years, tuple(cases))


def first_ages(policy: Policy) -> tuple[int, ...]:
    """The first ages of the intervals within which the age changes nothing."""
    lows = {0}
    for band in policy.all_bands:
        if band.yuan_per_year_of_age is not None or band.rate_per_year_of_age is not None:
            lows |= set(range(band.ages.low, band.ages.below or AGES))
        for ages in (band.ages, *(limit.ages for limit in (*band.minimum, *band.maximum))):
            lows |= {ages.low, ages.below or 0}
    return tuple(sorted(low for low in lows if low < AGES))


def _case(ruling: Ruling, due: tuple[Deduction, ...], age: int | None, missing: int, contribution: Step | None) -> Case:
    """The case of an age and of missing contribution years, with the deductions due."""
    policy = ruling.policy
    try:
        fixed, parts = _steps(policy.parts, ruling, age, missing)
        taken = 0
        deductions: tuple[Step, ...] = ()
        for item in due:
            sum_, steps = _steps((item,), replace(ruling, policy=policy_of(item, policy)), age, 0)
            taken, deductions = taken + sum_, (*deductions, *steps)
    except _TooFineError:
        return Case(by_hand=True)
    return Case(fixed, parts, taken, deductions, contribution=contribution)


def _contributions(ruling: Ruling, ages: Sequence[int | None]) -> list[Step | None]:
    """What an employee pays of the wage in a month, for each age."""
    part = own_part(ruling.policy)
    if part is None:
        return [None] * len(ages)
    monthly = _alone(ruling, "month")
    return [next(iter(_paid(part, monthly, age)), None) for age in ages]


def besides_of(ruling: Ruling, items: Iterable[Deduction]) -> tuple[Step, ...]:
    """What fixed payments come to (fen): those for all ages, a year's sum at once, as `contribution.paid_besides`."""
    return tuple(step for item in items for step in _paid(item, _alone(ruling, item.bands[0].per), None))


def _alone(ruling: Ruling, period: Period) -> Ruling:
    """The ruling as it holds for a payment out of the wage: of its own period, and missing years reduce nothing."""
    return replace(ruling, policy=replace(ruling.policy, reduction=None, posting=period))


def _paid(item: Part | Deduction, alone: Ruling, age: int | None) -> tuple[Step, ...]:
    """A payment out of the wage; nothing where it is a rate of something else than the base."""
    band = band_for(item.bands, age)
    if band is None or band.of not in (None, "base"):
        return ()
    try:
        fixed, steps = _steps((item,), alone, age, 0)
    except _TooFineError:
        return ()
    return steps or (Step(0, 0, fixed, 1),)


class _TooFineError(Exception):
    """A formula that 64-bit integers cannot compute exactly."""


def _steps(
    items: Sequence[Part | Deduction], ruling: Ruling, age: int | None, missing: int
) -> tuple[int, tuple[Step, ...]]:
    """The fixed sums (fen) and the steps of some parts or deductions. Ages outside all bands are an error anyway."""
    fixed, steps = 0, []
    for item in items:
        formula = band_for(item.bands, age)
        if formula is None:
            continue
        if formula.of is None:
            fixed += _fixed(formula, ruling.policy, age, missing)
        else:
            steps.append(_step(formula, ruling, age, missing))
    return fixed, tuple(steps)


def _fixed(formula: Formula, policy: Policy, age: int | None, missing: int) -> int:
    """A sum, in fen."""
    inputs = Inputs(None, None, {}, age, missing)
    amount = apply("", formula, inputs, policy.posting, policy.rounding, policy.reduction).amount
    return _bounded(to_fen(amount))


def _bounded(fen: int) -> int:
    if not 0 <= fen <= LARGEST_FEN * 12:
        raise _TooFineError
    return fen


def _step(formula: Formula, ruling: Ruling, age: int | None, missing: int) -> Step:
    """A rate of an amount of the person, held between its limits."""
    policy = ruling.policy
    step = step_of(formula, policy, age, missing)
    if step.cut is not None or step.rate < 0 or step.rate * LARGEST_FEN + abs(step.add) > INT64:
        raise _TooFineError
    low, high = _acting(formula.minimum, age, least=True), _acting(formula.maximum, age, least=False)
    if low is not None and high is not None and low.yuan > high.yuan:
        raise _TooFineError

    def at(limit: AgeLimit) -> int:
        """What a limit comes to once it acts: a fixed sum like any other."""
        return _fixed(Formula(per=formula.per, yuan=limit.yuan), policy, age, missing)

    return replace(
        step,
        least=step.least if low is None else at(low),
        most=step.most if high is None else at(high),
        figure=_figure(formula, ruling),
    )


def step_of(formula: Formula, policy: Policy, age: int | None, missing: int) -> Step:
    """A rate of an amount of the person before its limits, exact whatever it takes: more than 64 bits, or a cut."""
    assert formula.of is not None
    source, rate = _SOURCE[formula.of], _Rate.of(formula)
    counted = age if formula.rate_per_year_of_age is not None else 0
    reduction = policy.reduction if missing else None
    return _free(source, rate, counted, formula.per, policy.posting, policy.rounding, reduction, missing)


def bends(formula: Formula, age: int | None) -> Iterator[int]:
    """The amounts of the person (fen) from which on a limit of a rate acts, or acts no longer."""
    rate = _Rate.of(formula).at(age)
    if rate:
        yield from (ceil(Fraction(limit.yuan) * FEN_A_YUAN / rate) for limit in formula.minimum)
        yield from (floor(Fraction(limit.yuan) * FEN_A_YUAN / rate) + 1 for limit in formula.maximum)


class _Rate(NamedTuple):
    """What a formula takes of the amount of the person, as it is written."""

    rate: Decimal | None
    per_year_of_age: Decimal | None
    contribution: Decimal | None

    @classmethod
    def of(cls, formula: Formula) -> Self:
        return cls(formula.rate, formula.rate_per_year_of_age, formula.contribution)

    def at(self, age: int | None) -> Fraction:
        """The ratio of the amount that is credited, before limits."""
        return (Fraction(self.rate or 0) + Fraction(self.per_year_of_age or 0) * (age or 0)) * self._whole

    @property
    def _whole(self) -> Fraction:
        return Fraction(1 if self.contribution is None else self.contribution)

    @property
    def finest(self) -> int:
        """What every amount is a whole number of, as a part of a yuan: a twelfth of a tenth of a fen times that."""
        parts = lcm(*(Fraction(rate or 0).denominator for rate in (self.rate, self.per_year_of_age)))
        return parts * self._whole.denominator * 12 * FEN_A_YUAN * 10


@lru_cache(1 << 12)  # most rules write the same few rates
def _free(
    source: int,
    rate: _Rate,
    age: int | None,
    period: Period,
    posting: Period,
    rounding: Rounding,
    reduction: Reduction | None,
    missing: int,
) -> Step:
    """A step before its limits."""
    unit, loss, cut = to_fen(rounding.to), Fraction(0), None
    slope = rate.at(age) * Fraction(_MONTHS[posting], _MONTHS[period])
    # The calculator cuts a twelfth at UNROUNDED: that tells only where it is reduced, or may come so near to a half.
    tells = reduction is not None or Fraction(1, rate.finest) <= Fraction(UNROUNDED)
    if slope and period == "year" and posting == "month" and tells:
        finest = Fraction(UNROUNDED) * FEN_A_YUAN
        cut, slope = Step(0, *_whole(slope / finest, Fraction(0), "half-up")), finest
    if reduction is not None and reduction.rate is not None:
        slope *= max(Fraction(0), 1 - Fraction(reduction.rate) * missing)
    elif reduction is not None:
        loss = Fraction(reduction.yuan or 0) * missing * _MONTHS[posting] * FEN_A_YUAN
    line = _whole(slope / unit, -loss / unit, rounding.mode)
    return Step(source, *line, unit, even=rounding.mode == "half-even", cut=cut)


def _whole(slope: Fraction, offset: Fraction, mode: RoundingMode) -> tuple[int, int, int]:
    """`rate`, `add` and `per` of a step."""
    per = lcm(slope.denominator, offset.denominator, 2)
    if PARTS_PER % per == 0:
        per = PARTS_PER
    add = {"half-up": per // 2, "half-even": per // 2, "down": 0, "up": per - 1}[mode]
    return int(slope * per), int(offset * per) + add, per


def _acting(limits: tuple[AgeLimit, ...], age: int | None, *, least: bool) -> AgeLimit | None:
    """The limit of an age. Where several hold, the first counts, and must be the narrowest."""
    holding = [limit for limit in limits if limit.ages.everyone or (age is not None and age in limit.ages)]
    if not holding:
        return None
    first = holding[0]
    if any((limit.yuan > first.yuan) if least else (limit.yuan < first.yuan) for limit in holding):
        raise _TooFineError
    return first


def _figure(formula: Formula, ruling: Ruling) -> int:
    """The published average a formula refers to, in fen; 0 where there is none."""
    found = (item for item in ruling.figures if item.kind == formula.of and item.year == formula.of_year)
    figure = next(found, None)
    return 0 if figure is None else to_fen(figure.yuan)
