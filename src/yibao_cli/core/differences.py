"""Explains an amount in a statement that is not the rule's, by the most specific cause that gives it. Pure."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from .credit import Credit
from .frozen import dataclass, replace
from .money import EXACT, ZERO, total
from .statement_months import by_the_month

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from .literals import OutcomeKind
    from .month import Month
    from .outcome import Facts, Rules
    from .statement import StatementRow

_TWELVE = Decimal(12)


@dataclass(frozen=True, slots=True)
class Difference:
    """A month of a person in which `credited` yuan arrived, and `answer` says another amount.

    `rows` are those of the month, `nearby` what arrived in the months beside it. `matched`: an earlier month followed
    the rule.
    """

    rules: Rules
    facts: Facts
    answer: Credit
    month: Month
    rows: Sequence[StatementRow]
    credited: Decimal
    nearby: Collection[Decimal | None] = ()
    matched: bool = False


class Explained(NamedTuple):
    """What explains a difference; `differs`: it needs a look. `answer` is set where another one is right."""

    kind: OutcomeKind
    differs: bool
    facts: Mapping[str, str]
    answer: Credit | None = None


def explain_difference(found: Difference) -> Explained:
    """The first explanation that holds."""
    for explanation in _EXPLANATIONS:
        explained = explanation(found)
        if explained is not None:
            return explained
    return _unexplained(found)


def _topped_up(found: Difference) -> Explained | None:
    """A shortfall booked later: the row shows the new base, or by how much that is higher."""
    later = next((row for row in found.rows if row.difference and row.base), None)
    if later is None or later.base is None or found.rules.base_given:
        return None
    for base in (later.base, EXACT.add(later.base, found.facts.base or ZERO)):
        answer = found.rules.answer(replace(found.facts, base=base), found.month)
        if isinstance(answer, Credit) and answer.net == found.credited:
            facts = {"billed": str(later.billed or ""), "label": later.label}
            return Explained("back-payment", False, facts, answer)
    return None


def _as_deduction(found: Difference) -> Explained | None:
    """The amount before deductions, or one less by a deduction that the file shows."""
    answer, credited = found.answer, found.credited
    rule = EXACT.subtract(answer.gross, answer.net)
    shown = total(row.deducted or ZERO for row in found.rows)
    facts = {"rule": f"{rule:.2f}", "file": f"{shown:.2f}"}
    if credited == answer.gross and shown in (ZERO, rule):
        return Explained("deduction", False, facts)
    if shown and credited == answer.gross:
        return Explained("deduction", True, facts)
    if shown and EXACT.add(credited, shown) == answer.gross:
        return Explained("deduction", shown != rule, facts)
    return None


def _as_named_deduction(found: Difference) -> Explained | None:
    """The amount less what the person may have agreed to, or less a year's sum that is due in another month."""
    answer, credited = found.answer, found.credited

    def named(names: str, amount: Decimal) -> Explained:
        return Explained("deduction", False, {"name": names, "amount": f"{amount:.2f}"})

    for item in answer.optional:
        if item.line is not None and credited == max(ZERO, EXACT.subtract(answer.net, item.line.amount)):
            return named(item.deduction.name, item.line.amount)
    together = [item.line.amount for item in answer.optional if item.net is not None and item.line is not None]
    if len(together) > 1 and credited == max(ZERO, EXACT.subtract(answer.net, total(together))):
        return named("、".join(item.deduction.name for item in answer.optional), total(together))
    other = EXACT.subtract(answer.taken_yearly, answer.taken_here)
    if other and credited == EXACT.subtract(answer.net, other):
        yearly = (item for item in answer.policy.deductions if item.yearly and item.month is not None)
        return named("、".join(item.name for item in yearly if item.month != answer.month.month), other)
    return None


def _as_declared(found: Difference) -> Explained | None:
    """What the base in the file gives, where another one was given besides."""
    answer, facts = found.answer, found.facts
    if facts.base is None or not found.rules.base_given or answer.base is None:
        return None
    declared = found.rules.declared(facts, found.month)
    if isinstance(declared, Credit) and answer.account_year is None and declared.account_year is not None:
        declared = by_the_month(declared)
    if not isinstance(declared, Credit) or declared.net != found.credited:
        return None
    bases = {"old": f"{answer.base.given:.2f}", "new": f"{facts.base:.2f}"}
    if found.matched:
        return Explained("base-changed", True, bases)
    return Explained("short" if found.credited < answer.net else "over", True, bases)


def _as_band(found: Difference) -> Explained | None:
    """The amount of another age."""
    ages = found.rules.other_ages(found.facts, found.month, _asked(found))
    if ages is None:
        return None
    return Explained("band-changed", True, {"from_age": str(ages.low), "below_age": str(ages.below or "")})


def _as_base(found: Difference) -> Explained | None:
    """Another base, where the file shows none: believed when a month beside it has the same amount."""
    if found.facts.base is not None or found.credited not in found.nearby:
        return None
    bases = found.rules.other_bases(found.facts, found.month, _asked(found))
    if bases is None:
        return None
    return Explained("base-changed", True, {"low": f"{bases[0]:.2f}", "high": f"{bases[1]:.2f}"})


def _asked(found: Difference) -> Decimal:
    """The amount as the rules know it: a credit that is posted once a year by that of the year."""
    by_month = found.answer.period == "year" and found.answer.account_year is None
    return EXACT.multiply(found.credited, _TWELVE) if by_month else found.credited


def _unexplained(found: Difference) -> Explained:
    answer, credited = found.answer, found.credited
    kind: OutcomeKind = "missing" if not credited else "short" if credited < answer.net else "over"
    short = EXACT.subtract(answer.net, credited)
    paid = next((item for item in found.rules.contributions(found.facts, answer.month) if item.fixed == short), None)
    if kind == "short" and paid is not None:
        return Explained(kind, True, {"contribution": paid.name, "amount": f"{short:.2f}"})
    corrected = [row.credited for row in found.rows if row.kind == "correction" and row.credited is not None]
    return Explained(kind, True, {"corrected": f"{total(corrected):.2f}"} if corrected else {})


_EXPLANATIONS: tuple[Callable[[Difference], Explained | None], ...] = (
    *(_topped_up, _as_deduction, _as_named_deduction, _as_declared, _as_band, _as_base),
)
