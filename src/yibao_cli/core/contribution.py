"""What an employee pays of the wage: the own part of the credit, and what is paid besides it. Pure.

The whole of an employee's own contribution is credited (国办发〔2021〕14号), so the rule's own part is what is due.
"""

from __future__ import annotations

from itertools import combinations

from .credit import counted_age
from .formula import Inputs, apply, band_for
from .money import EXACT, total

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from decimal import Decimal

    from .credit import Credit
    from .policy import Deduction, Formula, Part, Policy


def own_part(policy: Policy) -> Part | None:
    """The part of a rule that is an employee's own contribution, a monthly rate of the base; None where it has none."""
    if policy.status != "employee":
        return None
    return next((part for part in policy.parts if part.origin == "own" and _is_monthly_rate(part.bands)), None)


def _is_monthly_rate(bands: Iterable[Formula]) -> bool:
    return all(band.of == "base" and band.per == "month" for band in bands)


def own_contribution(answer: Credit) -> Decimal | None:
    """What is due of the wage in a month (yuan), by the base applied; None where the rule does not say."""
    part = own_part(answer.policy)
    if part is None or answer.base is None:
        return None
    return _amount(part.bands, answer, counted_age(answer.person, answer.policy, answer.month))


def paid_besides(items: Iterable[Deduction], answer: Credit) -> list[Decimal]:
    """What fixed payments come to (yuan): those for all ages, a year's sum at once."""
    found = (_amount(item.bands, answer, None) for item in items)
    return [amount for amount in found if amount is not None]


def due_contribution(own: Decimal, besides: Sequence[Decimal], paid: Decimal) -> Decimal:
    """What is due (yuan): the own contribution; together with some of what is paid besides where `paid` is that sum."""
    for count in range(1, len(besides) + 1):
        if any(EXACT.add(own, total(some)) == paid for some in combinations(besides, count)):
            return paid
    return own


def _amount(bands: tuple[Formula, ...], answer: Credit, age: int | None) -> Decimal | None:
    """What a payment of its own period comes to; None where it is a rate of something else than the base."""
    band = band_for(bands, age)
    if band is None or band.of not in (None, "base") or (band.of is not None and answer.base is None):
        return None
    base = None if answer.base is None else answer.base.applied
    inputs = Inputs(base, None, {}, age)
    return apply("", band, inputs, band.per, answer.policy.rounding, None).amount
