"""Contribution years for lifelong cover: needed, missing, when reached."""

from dataclasses import dataclass

from .month import Month
from .person import Sex
from .policy import Lifetime
from .retirement import Retirement


@dataclass(frozen=True, slots=True)
class YearsAtRetirement:
    """What will have been paid by a statutory retirement, if paying goes on without a break."""

    retirement: Retirement
    paid: int
    missing: int


@dataclass(frozen=True, slots=True)
class Years:
    """Contribution years of one person in one region.

    `reached_in` is the last month to pay for if paying goes on from `month` without a break; None where nothing is
    missing.
    """

    rule: Lifetime
    month: Month
    sex: Sex
    needed: int
    paid: int
    missing: int
    reached_in: Month | None
    at_retirement: tuple[YearsAtRetirement, ...]


def years(rule: Lifetime, sex: Sex, paid: int, month: Month, retirements: tuple[Retirement, ...] = ()) -> Years:
    """The years missing in `month`, when `paid` whole years lie before it; and at each possible retirement."""
    needed = rule.male if sex == "male" else rule.female
    missing = max(0, needed - paid)
    at_retirement = []
    for retirement in retirements:
        by_then = paid + max(0, retirement.month.index - month.index) // 12
        at_retirement.append(YearsAtRetirement(retirement, by_then, max(0, needed - by_then)))
    reached = month.plus(missing * 12 - 1) if missing else None
    return Years(rule, month, sex, needed, paid, missing, reached, tuple(at_retirement))
