"""Which causes of a missing or smaller credit the rules themselves confirm for a person."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

from .change import changes
from .credit import Credit
from .frozen import dataclass
from .month import Month

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from .credit import Answer
    from .literals import ChangeKind, Symptom
    from .posting import Posting

CONFIRMABLE = (
    "no-account",
    "rule-changed",
    "retired",
    "base-limits",
    "age-band",
    "deduction",
    "not-posted",
    "yearly",
)
"""Ids of causes that can be confirmed here; the others need a look at the person's own records."""

_CAUSES: dict[ChangeKind, str] = {
    "deduction": "deduction",
    "rule": "rule-changed",
    "base": "base-limits",
    "floor": "base-limits",
    "ceiling": "base-limits",
}
"""The cause that a change between two months of one person is; anything else comes with age."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A cause the rules confirm, with facts as text: amounts in yuan a month, months, days."""

    cause: str
    facts: Mapping[str, str]


def findings(
    history: Sequence[Answer | None],
    postings: Sequence[Posting],
    today: date,
    working: Credit | None = None,
    symptom: Symptom | None = None,
) -> tuple[Finding, ...]:
    """What the rules confirm about the last month of `history`.

    `history` holds the answers of consecutive months, the month asked about last; None where no answer was possible.
    `working` is the last credit as an employee, for a person who has retired since. Under the symptoms "less" and
    "stopped" only falls count as causes.
    """
    now = history[-1] if history else None
    if not isinstance(now, Credit):
        return ()
    if now.state == "no-account":
        return (Finding("no-account", {"reason": now.policy.reason or ""}),)
    found = _changes([answer for answer in history if isinstance(answer, Credit)])
    if working is not None:
        found.append(_change("retired", working, now))
    if symptom in ("less", "stopped"):
        found = [item for item in found if _fell(item)]
    if now.period == "year" and now.account_year is not None:
        found.append(Finding("yearly", {"month": str(now.account_year), "amount": f"{now.net:.2f}"}))
    late = max((item.last_day or item.first_day or 0 for item in postings if item.every == "month"), default=0)
    if Month.of(today) == now.month and today.day <= late:
        found.append(Finding("not-posted", {"day": str(late), "today": str(today.day)}))
    return tuple(found)


def _changes(credits: Sequence[Credit]) -> list[Finding]:
    """The latest change of each kind between one month and the next."""
    latest: dict[str, Finding] = {}
    for before, after in pairwise(credits):
        if before.monthly_equivalent != after.monthly_equivalent:
            moved = next(iter(changes(before, after)), None)
            cause = _CAUSES.get(moved.kind, "age-band") if moved else "age-band"
            latest[cause] = _change(cause, before, after)
    return list(latest.values())


def _change(cause: str, before: Credit, after: Credit) -> Finding:
    facts = {
        "before": str(before.month),
        "after": str(after.month),
        "was": f"{before.monthly_equivalent:.2f}",
        "is": f"{after.monthly_equivalent:.2f}",
        "old": before.policy.title,
        "new": after.policy.title,
    }
    return Finding(cause, facts)


def _fell(item: Finding) -> bool:
    return Decimal(item.facts["is"]) < Decimal(item.facts["was"])
