"""Months in which a statement suggests that the rule itself has changed since it was last confirmed. Pure."""

from __future__ import annotations

from itertools import groupby

from .credit import Credit
from .frozen import replace
from .literals import Status
from .money import EXACT, FEN, ZERO
from .month import Month

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from .outcome import Outcome


def with_rule_changes(outcomes: Sequence[Outcome]) -> list[Outcome]:
    """The outcomes of a statement, those that a changed rule would explain marked "rule-changed?".

    A changed rule holds from a month after the last confirmation to the end of a person's months, and gives a constant
    amount (or a constant share of the base); no one is still credited by the old one then. Nothing is owed in such a
    month: nobody knows what is due.
    """
    marked: list[Outcome] = []
    still_held = _still_held(outcomes)
    for _, of_one in groupby(outcomes, lambda item: item.number):
        months = list(of_one)
        changed = {index for run in _runs(months) for index in run if not _held(months[index], still_held)}
        marked += (_changed(item) if index in changed else item for index, item in enumerate(months))
    return marked


def _changed(item: Outcome) -> Outcome:
    assert isinstance(item.answer, Credit)
    facts = {"evidence": str(item.answer.evidence), "grade": item.answer.grade}
    return replace(item, kind="rule-changed?", owed=ZERO, surplus=ZERO, facts=facts)


_Rule = tuple[str, Status, str | None, str | None, Month]


def _rule(answer: Credit) -> _Rule:
    policy = answer.policy
    return policy.file, policy.status, policy.plan, policy.group, policy.starts


def _still_held(outcomes: Sequence[Outcome]) -> dict[_Rule, Month]:
    """The last month in which anybody was credited by each rule."""
    found: dict[_Rule, Month] = {}
    for item in outcomes:
        if item.kind == "ok" and isinstance(item.answer, Credit):
            rule = _rule(item.answer)
            found[rule] = max(item.month, found.get(rule, item.month))
    return found


def _held(item: Outcome, still_held: Mapping[_Rule, Month]) -> bool:
    assert isinstance(item.answer, Credit)
    last = still_held.get(_rule(item.answer))
    return last is not None and item.month <= last


def _runs(outcomes: Sequence[Outcome]) -> Iterator[list[int]]:
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


def _unexplained(item: Outcome) -> bool:
    told = (bool(item.facts) and "contribution" not in item.facts) or item.paid != item.paid_due
    return item.kind in ("short", "over") and not told and isinstance(item.answer, Credit) and item.answer.projected


def _alike(one: Outcome, other: Outcome) -> bool:
    """Whether two months have the same amount, or the same share of the base to the fen."""
    if one.credited == other.credited:
        return True
    bases = [item.answer.base for item in (one, other) if isinstance(item.answer, Credit)]
    if len(bases) < 2 or bases[0] is None or bases[1] is None or one.credited is None or other.credited is None:
        return False
    first, second = bases[0].applied, bases[1].applied
    apart = EXACT.subtract(EXACT.multiply(one.credited, second), EXACT.multiply(other.credited, first))
    return abs(apart) <= EXACT.multiply(FEN, max(first, second))
