"""Why one amount became another: what the rules, the deductions and the person's own figures can say of it. Pure."""

from __future__ import annotations

from itertools import pairwise

from .change import changes
from .credit import Credit, NoRule, credit, policy_of
from .errors import InputError
from .frozen import dataclass, replace
from .infer import infer
from .money import EXACT, ZERO, check_yuan

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from decimal import Decimal

    from .credit import Answer
    from .infer import Explanation
    from .literals import ChangeKind, Fit, ReasonKind
    from .month import Month
    from .person import Person
    from .policy import Deduction, Policy
    from .ruling import Ruling

_ORDER: tuple[Fit, ...] = ("amounts", "difference", "possible")
_KINDS: dict[ChangeKind, ReasonKind] = {
    "deduction": "deduction",
    "base": "base",
    "floor": "floor",
    "ceiling": "ceiling",
    "age": "age",
    "pension": "pension",
}


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that explains the change, with facts as text: amounts in yuan a month, months, names."""

    kind: ReasonKind
    fit: Fit
    facts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Step:
    """Two months that follow each other: what was credited, and the rule, in each; None where there is none."""

    before: Answer | None
    after: Answer | None
    old: Ruling | None
    new: Ruling | None
    month: Month
    """The later of the two."""


def reasons(
    person: Person, steps: Sequence[Step], was: Decimal, now: Decimal, contributions: Sequence[Deduction] = ()
) -> tuple[Reason, ...]:
    """What explains that `was` yuan a month became `now`, in the months of `steps`; the best fit first.

    `contributions`: fixed payments of which nobody says whether they come out of the account. Raises InputError for
    amounts that cannot be, or that are the same.
    """
    check_yuan(was, "was")
    check_yuan(now, "now")
    if was == now:
        raise InputError("was-is-now", field="now", value=f"{now:.2f}")
    found = [*_of_history(steps, was, now), *_of_names(steps, was, now, contributions)]
    found += [*_of_age(person, steps, was, now), *_of_amounts(person, steps, was, now)]
    if not any(item.fit == "amounts" for item in found):
        found += _of_time(steps, now)
    told: dict[tuple[str | None, ...], Reason] = {}
    for item in sorted(found, key=lambda item: _ORDER.index(item.fit)):
        told.setdefault((item.kind, item.facts.get("month"), item.facts.get("name")), item)
    return tuple(told.values())


def _of_history(steps: Sequence[Step], was: Decimal, now: Decimal) -> Iterator[Reason]:
    """A month in which the rules themselves move the amount."""
    for step in steps:
        before, after = step.before, step.after
        if not isinstance(before, Credit) or not isinstance(after, Credit):
            continue
        old, new = before.monthly_equivalent, after.monthly_equivalent
        fits = (old, new) == (was, now)
        if old == new or (not fits and EXACT.subtract(new, old) != EXACT.subtract(now, was)):
            continue
        change = next(iter(changes(before, after)), None)
        kind = _KINDS.get(change.kind, "rule") if change else "rule"
        facts = {"month": str(step.month), "old": f"{old:.2f}", "new": f"{new:.2f}"}
        facts |= {"from": change.old, "to": change.new} if change else {}
        yield Reason(kind, "amounts" if fits else "difference", facts)


def _of_names(
    steps: Sequence[Step], was: Decimal, now: Decimal, contributions: Sequence[Deduction]
) -> Iterator[Reason]:
    """Something with a name that comes to the difference."""
    less = EXACT.subtract(was, now)
    answer = next((step.after for step in reversed(steps) if isinstance(step.after, Credit)), None)
    if less <= 0 or answer is None:
        return
    amounts = {"was": f"{was:.2f}", "less": f"{less:.2f}", "now": f"{now:.2f}"}
    for line in answer.deductions:
        if line.amount == less:
            yield Reason("deduction", "difference", {"name": line.name, **amounts})
    for item in answer.optional:
        if item.line is not None and item.line.amount == less:
            yield Reason("optional", "difference", {"name": item.deduction.name, **amounts})
    for deduction in answer.policy.deductions:
        if deduction.month is None or deduction.optional is not None:
            continue
        band = deduction.bands[0]
        if policy_of(deduction, answer.policy).posting == "year" and band.yuan == less:
            yield Reason("yearly", "difference", {"name": deduction.name, "month": str(deduction.month), **amounts})
    for paid in contributions:
        if paid.fixed == less:
            yield Reason("contribution", "difference", {"name": paid.name, **amounts})


def _of_age(person: Person, steps: Sequence[Step], was: Decimal, now: Decimal) -> Iterator[Reason]:
    """A birthday that leads from one age band to the next; not for somebody of whom another age is known."""
    for step in steps:
        if step.new is None or not step.new.policy.uses_age or step.old is None:
            continue
        lows = sorted({band.ages.low for band in step.new.policy.all_bands})
        for younger, older in pairwise(lows):
            if not _turns(person, older, step.month):
                continue
            amounts = [
                _at(person, ruling, age, month)
                for ruling, age, month in (
                    (step.old, max(younger, older - 1), step.month.plus(-1)),
                    (step.new, older, step.month),
                )
            ]
            if amounts == [was, now]:
                facts = {"age": str(older), "month": str(step.month) if person.birth else ""}
                yield Reason("age", "amounts", {**facts, "old": f"{was:.2f}", "new": f"{now:.2f}"})


def _turns(person: Person, age: int, month: Month) -> bool:
    """Whether the person may reach an age about that month."""
    if person.birth is not None:
        return 0 <= month.index - person.birth.in_month.index - age * 12 <= 12
    return person.age is None or person.age == age


def _at(person: Person, ruling: Ruling, age: int, month: Month) -> Decimal | None:
    try:
        answer = credit(replace(person, age=age, birth=None), ruling, month)
    except InputError:
        return None
    return answer.monthly_equivalent if isinstance(answer, Credit) else None


def _of_amounts(person: Person, steps: Sequence[Step], was: Decimal, now: Decimal) -> Iterator[Reason]:
    """A base or a pension that would give each amount, under the rules of the two months."""
    asked = replace(person, base=None, salary=None, pension=None)
    for step in steps:
        if step.old is None or step.new is None:
            continue
        same = step.old.policy is step.new.policy and step.old.limits is step.new.limits
        if same and step is not steps[-1]:
            continue  # the last of the months under one rule speaks for all
        old = _solved(asked, step.old, was, step.month.plus(-1))
        new = _solved(asked, step.new, now, step.month)
        if old is None:
            continue
        facts = {"month": str(step.month), "from": _range(old)}
        if old.unknown == "pension" and "pension" not in step.new.policy.bases and _fixed_now(step.after, now):
            yield Reason("pension", "amounts", {**facts, "rule": step.new.policy.title, "now": f"{now:.2f}"})
        elif new is not None and old.unknown == new.unknown == "base" and _may_be(person, old, new):
            kind: ReasonKind = "floor" if old.at == new.at == "floor" else "base"
            yield Reason(kind, "amounts" if kind == "floor" else "possible", {**facts, "to": _range(new)})


def _solved(person: Person, ruling: Ruling, amount: Decimal, month: Month) -> Explanation | None:
    """The base or pension that gives an amount, after what is deducted or else before."""
    try:
        found = infer(person, [ruling], amount, month).explanations
    except InputError:
        return None
    return next((item for item in found if item.unknown in ("base", "pension")), None)


def _may_be(person: Person, old: Explanation, new: Explanation) -> bool:
    """Whether a base that was given does not speak against it."""
    given = person.base if person.base is not None else person.salary
    if given is None or new.low is None:
        return True
    return new.low <= given and (new.high is None or given <= new.high)


def _range(item: Explanation) -> str:
    assert item.low is not None
    return f"{item.low:.2f}" if item.low == item.high else f"{item.low:.2f} 至 {item.high or item.low:.2f}"


def _fixed_now(after: Answer | None, now: Decimal) -> bool:
    return isinstance(after, Credit) and now in (after.monthly_equivalent, after.gross)


def _of_time(steps: Sequence[Step], now: Decimal) -> Iterator[Reason]:
    """The rule may be another one since somebody last confirmed it."""
    answer = next((step.after for step in reversed(steps) if step.after is not None), None)
    policy: Policy | None = answer.policy if answer is not None else None
    if isinstance(answer, NoRule) and policy is None:
        return
    evidence = answer.evidence if isinstance(answer, Credit) else policy.evidence if policy else None
    known = answer.monthly_equivalent if isinstance(answer, Credit) else ZERO
    if answer is not None and evidence is not None and evidence < answer.month and known != now:
        yield Reason("rule-changed?", "possible", {"evidence": str(evidence), "month": str(answer.month)})
