"""Contribution years for lifelong cover: needed, missing, when reached."""

from __future__ import annotations

from .frozen import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from .lifetime import Lifetime
    from .literals import Sex
    from .month import Month
    from .retirement import Retirement

LONGEST = 60 * 12
"""How many months to look ahead: no one pays longer."""


@dataclass(frozen=True, slots=True)
class Years:
    """Contribution years of one person in one region, under the rule for those who retire in `retiring`.

    `retirement` is the statutory retirement that this is about; None where only the month asked about counts.
    `paid_then` and `missing_then` are whole years in `retiring` if paying goes on until then. `reached_in` is the last
    month to pay for, from `month` on without a break, until enough is paid; None if it is already.
    """

    rule: Lifetime
    month: Month
    sex: Sex
    retiring: Month
    retirement: Retirement | None
    paid: int
    needed: int
    missing: int
    paid_then: int
    missing_then: int
    reached_in: Month | None


def years(
    rule_for: Callable[[Month], Lifetime | None],
    sex: Sex,
    paid: int,
    month: Month,
    retirement: Retirement | None = None,
) -> Years | None:
    """The years missing when `paid` whole years lie before `month`; None where no rule is known.

    `rule_for` gives the rule for those who retire in a month: what is needed can rise from year to year.
    """
    retiring = retirement.month if retirement else month
    rule = rule_for(retiring)
    if rule is None:
        return None
    needed = _needed(rule, sex)
    paid_then = paid + max(0, retiring.index - month.index) // 12
    return Years(
        rule=rule,
        month=month,
        sex=sex,
        retiring=retiring,
        retirement=retirement,
        paid=paid,
        needed=needed,
        missing=max(0, needed - paid),
        paid_then=paid_then,
        missing_then=max(0, needed - paid_then),
        reached_in=_reached(rule_for, rule, sex, paid, month, retirement is not None),
    )


def _needed(rule: Lifetime, sex: Sex) -> int:
    return rule.male if sex == "male" else rule.female


def _reached(
    rule_for: Callable[[Month], Lifetime | None], rule: Lifetime, sex: Sex, paid: int, month: Month, retired: bool
) -> Month | None:
    """The first month after which enough is paid: by the rule of a known retirement, else by that of the month."""
    if paid >= _needed(rule, sex):
        return None
    for count in range(1, LONGEST + 1):
        last = month.plus(count - 1)
        then = rule if retired else rule_for(last) or rule
        if paid * 12 + count >= _needed(then, sex) * 12:
            return last
    return None
