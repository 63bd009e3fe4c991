"""Why one answer differs from another: which rule, limit, age or input moved."""

from __future__ import annotations

from decimal import Decimal

from .credit import NoRule
from .frozen import dataclass, replace
from .money import EXACT, round_to

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from .credit import Answer, BaseUse, Credit
    from .formula import CreditLine
    from .literals import ChangeKind, LineKind
    from .policy import Deduction, Policy


_TWELVE = Decimal(12)


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that differs between two answers; `old` and `new` say what it was and is, as text or code."""

    kind: ChangeKind
    old: str = ""
    new: str = ""


@dataclass(frozen=True, slots=True)
class PartMove:
    """A part of the credit or a deduction in two answers, yuan a month; None where it is not in one of them."""

    kind: LineKind
    name: str
    was: Decimal | None
    now: Decimal | None


def changes(before: Answer, after: Answer) -> tuple[Change, ...]:
    """What differs between two answers and can move the amount, the widest first.

    A new deduction that leaves the gross as it was counts as "deduction", not as a new "rule".
    """
    return tuple(_changes(before, after))


def _changes(before: Answer, after: Answer) -> Iterator[Change]:
    if before.region != after.region:
        yield Change("region", before.region.name, after.region.name)
    if before.person.status != after.person.status:
        yield Change("status", before.person.status, after.person.status)
    if isinstance(before, NoRule) or isinstance(after, NoRule):
        if before.state != after.state:
            yield Change("unknown" if isinstance(after, NoRule) else "known")
        return
    same = _entry(before) == _entry(after)
    if not same:
        yield _new_rule(before, after)
    elif _taken(before) != _taken(after):
        yield Change("deduction", f"{_deducted(before):.2f}", f"{_deducted(after):.2f}")
    yield from _base_change(before.base, after.base)
    if same:
        yield from _personal(before, after)


def _taken(credit: Credit) -> list[Deduction]:
    """The deductions behind the amounts taken."""
    names = {line.name for line in credit.deductions}
    return [item for item in credit.policy.deductions if item.name in names]


def _entry(credit: Credit) -> Policy:
    """The rule without the deductions, which come and go by themselves."""
    return replace(credit.policy, deductions=())


def _new_rule(before: Credit, after: Credit) -> Change:
    old, new = (_deducted(credit) for credit in (before, after))
    if old != new and before.gross == after.gross and before.period == after.period:
        return Change("deduction", f"{old:.2f}", f"{new:.2f}")
    return Change("rule", before.policy.title, after.policy.title)


def _deducted(credit: Credit) -> Decimal:
    return EXACT.subtract(credit.gross, credit.net)


def _base_change(before: BaseUse | None, after: BaseUse | None) -> Iterator[Change]:
    """A base that counts differently: because another one was given, or because a limit holds or moved."""
    if before is None or after is None or before.applied == after.applied:
        return
    moved = after.moved or before.moved
    if before.given != after.given and not (moved and before.moved == after.moved):
        yield Change("base", f"{before.given or before.applied:.2f}", f"{after.given or after.applied:.2f}")
    elif moved:
        yield Change(moved, f"{before.applied:.2f}", f"{after.applied:.2f}")


def _personal(before: Credit, after: Credit) -> Iterator[Change]:
    """Under one rule: the age, the pension, a published figure, the years paid."""
    named = {line.name: line for line in after.deductions}
    taken = [(line, named[line.name]) for line in before.deductions if line.name in named]
    lines = [*zip(before.parts, after.parts, strict=True), *taken]
    if any(old.age != new.age and _depends_on_age(old, new) for old, new in lines):
        old, new = lines[0]
        yield Change("age", str(old.age), str(new.age))
    if before.person.pension != after.person.pension and "pension" in after.policy.bases:
        yield Change("pension", *(_given(credit.person.pension) for credit in (before, after)))
    if before.figures != after.figures:
        old_figures, new_figures = ("、".join(f"{f.yuan:.2f}" for f in c.figures) for c in (before, after))
        yield Change("figure", old_figures, new_figures)
    for old, new in lines[:1]:
        if old.missing_years != new.missing_years:
            yield Change("years", str(old.missing_years), str(new.missing_years))


def _given(amount: Decimal | None) -> str:
    return "" if amount is None else f"{amount:.2f}"


def _depends_on_age(old: CreditLine, new: CreditLine) -> bool:
    return old.formula != new.formula or old.formula.uses_age


def part_moves(before: Answer, after: Answer) -> tuple[PartMove, ...]:
    """The parts and deductions whose monthly amount differs between two answers with numbers, as `before` has them."""
    if isinstance(before, NoRule) or isinstance(after, NoRule):
        return ()
    was, now = _monthly(before), _monthly(after)
    names = dict.fromkeys((*was, *now))
    return tuple(PartMove(*name, was.get(name), now.get(name)) for name in names if was.get(name) != now.get(name))


def _monthly(answer: Credit) -> dict[tuple[LineKind, str], Decimal]:
    """Yuan a month by kind and name; parts of the same origin are added."""
    amounts: dict[tuple[LineKind, str], Decimal] = {}
    for line in answer.parts:
        amounts["part", line.name] = EXACT.add(amounts.get(("part", line.name), Decimal(0)), line.amount)
    for line in answer.deductions:
        amounts["deduction", line.name] = line.amount
    if answer.period == "month":
        return amounts
    return {name: round_to(EXACT.divide(amount, _TWELVE)) for name, amount in amounts.items()}
