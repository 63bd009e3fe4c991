"""One formula applied to one person, exactly, with what is needed to show the arithmetic."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from .frozen import dataclass
from .money import EXACT, ZERO, round_to

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .literals import Period
    from .policy import AgeLimit, Formula, Reduction, Rounding

_TWELVE = Decimal(12)
UNROUNDED = Decimal("1e-12")
"""A twelfth may have no end in decimals; it is cut here, far below the fen, before it is rounded."""


@dataclass(frozen=True, slots=True)
class CreditLine:
    """One traced step: a part of the credit or a deduction.

    `basis` is the amount the rate was taken of (yuan a month; None for a sum), `rate` the rate or sum in force at
    `age`, `limit` the least or greatest amount that acted, `exact` the result before rounding, `amount` after it,
    both for `period`, that of the credit.
    """

    name: str
    formula: Formula
    basis: Decimal | None
    rate: Decimal | None
    age: int | None
    limit: AgeLimit | None
    missing_years: int
    exact: Decimal
    amount: Decimal
    period: Period


@dataclass(frozen=True, slots=True)
class Inputs:
    """What formulas may refer to: amounts a month in yuan, the age, the contribution years missing."""

    base: Decimal | None
    pension: Decimal | None
    averages: dict[tuple[str, int | None], Decimal]
    age: int | None
    missing_years: int = 0


def band_for(bands: tuple[Formula, ...], age: int | None) -> Formula | None:
    """The formula for an age; with a single band for everyone no age is needed. None if no band holds the age."""
    for band in bands:
        if band.ages.everyone or (age is not None and age in band.ages):
            return band
    return None


def apply(
    name: str, formula: Formula, inputs: Inputs, posting: Period, rounding: Rounding, reduction: Reduction | None
) -> CreditLine:
    """The amount of `formula` for a month or, where the credit is posted yearly, for a year."""
    basis = _basis(formula, inputs)
    rate, exact = _before_limits(formula, inputs, basis)
    limit = _acting_limit(formula, inputs.age, exact)
    if limit is not None:
        exact = limit.yuan
    if formula.per != posting:
        if posting == "year":
            exact = EXACT.multiply(exact, _TWELVE)
        else:
            exact = EXACT.divide(exact, _TWELVE).quantize(UNROUNDED, ROUND_HALF_UP, EXACT)
    missing = inputs.missing_years if reduction else 0
    if reduction and missing:
        exact = _reduced(exact, missing, reduction, posting)
    amount = round_to(exact, rounding.to, rounding.mode)
    return CreditLine(name, formula, basis, rate, inputs.age, limit, missing, exact, amount, posting)


def _basis(formula: Formula, inputs: Inputs) -> Decimal | None:
    match formula.of:
        case None:
            return None
        case "base":
            amount = inputs.base
        case "pension":
            amount = inputs.pension
        case "employer_contribution":
            assert inputs.base is not None and formula.contribution is not None
            amount = EXACT.multiply(inputs.base, formula.contribution)
        case _:
            amount = inputs.averages[formula.of, formula.of_year]
    assert amount is not None, "inputs are complete before formulas run"
    return amount


def _before_limits(formula: Formula, inputs: Inputs, basis: Decimal | None) -> tuple[Decimal | None, Decimal]:
    start, step = (
        (formula.yuan, formula.yuan_per_year_of_age) if basis is None else (formula.rate, formula.rate_per_year_of_age)
    )
    value = start or ZERO
    if step is not None:
        assert inputs.age is not None
        value = EXACT.add(value, EXACT.multiply(step, Decimal(inputs.age)))
    return (None, value) if basis is None else (value, EXACT.multiply(value, basis))


def _acting_limit(formula: Formula, age: int | None, amount: Decimal) -> AgeLimit | None:
    for limit in formula.minimum:
        if _holds(limit, age) and amount < limit.yuan:
            return limit
    for limit in formula.maximum:
        if _holds(limit, age) and amount > limit.yuan:
            return limit
    return None


def _holds(limit: AgeLimit, age: int | None) -> bool:
    return limit.ages.everyone or (age is not None and age in limit.ages)


def _reduced(amount: Decimal, missing: int, reduction: Reduction, posting: Period) -> Decimal:
    years = Decimal(missing)
    if reduction.rate is not None:
        loss = EXACT.multiply(EXACT.multiply(amount, reduction.rate), years)
    else:
        a_year = EXACT.multiply(reduction.yuan or ZERO, _TWELVE if posting == "year" else Decimal(1))
        loss = EXACT.multiply(a_year, years)
    return max(ZERO, EXACT.subtract(amount, loss))
