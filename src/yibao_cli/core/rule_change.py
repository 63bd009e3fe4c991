"""Months in which a statement says that the rule itself may have changed since somebody last confirmed it. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from .credit import Credit
from .money import EXACT, FEN, ZERO

if TYPE_CHECKING:
    from .reconcile import Outcome


def with_rule_changes(outcomes: "Sequence[Outcome]") -> "list[Outcome]":
    """The outcomes of one person, those at the end that a changed rule would explain marked "rule-changed?".

    A changed rule holds from a month after the last confirmation to the end of the statement, and gives a constant
    amount (or a constant share of the base). Nothing is owed in such a month: nobody knows what is due.
    """
    marked = list(outcomes)
    for run in _runs(outcomes):
        for index in run:
            item = outcomes[index]
            assert isinstance(item.answer, Credit)
            facts = {"evidence": str(item.answer.evidence), "grade": item.answer.grade}
            marked[index] = replace(item, kind="rule-changed?", owed=ZERO, surplus=ZERO, facts=facts)
    return marked


def _runs(outcomes: "Sequence[Outcome]") -> Iterator[list[int]]:
    """Runs of months with one constant among the last unexplained ones: of two at least, or up to the end."""
    compared = [index for index, item in enumerate(outcomes) if item.credited is not None and item.kind in _COMPARED]
    last: list[int] = []
    for index in reversed(compared):
        if not _unexplained(outcomes[index]):
            break
        last.insert(0, index)
    runs: list[list[int]] = []
    for index in last:
        if runs and _alike(outcomes[runs[-1][0]], outcomes[index]):
            runs[-1].append(index)
        else:
            runs.append([index])
    return (run for run in runs if len(run) > 1 or run is runs[-1])


_COMPARED = ("ok", "short", "over", "late", "back-payment", "base-changed", "band-changed", "deduction")


def _unexplained(item: "Outcome") -> bool:
    return item.kind in ("short", "over") and isinstance(item.answer, Credit) and item.answer.projected


def _alike(one: "Outcome", other: "Outcome") -> bool:
    """Whether two months have the same amount, or the same share of the base to the fen."""
    if one.credited == other.credited:
        return True
    bases = [item.answer.base for item in (one, other) if isinstance(item.answer, Credit)]
    if len(bases) < 2 or bases[0] is None or bases[1] is None or one.credited is None or other.credited is None:
        return False
    first, second = bases[0].applied, bases[1].applied
    apart = EXACT.subtract(EXACT.multiply(one.credited, second), EXACT.multiply(other.credited, first))
    return abs(apart) <= EXACT.multiply(FEN, max(first, second))
