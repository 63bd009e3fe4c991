"""The statutory retirement month, under the stepwise delay that began in 2025."""

from __future__ import annotations

from .frozen import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from .literals import Grade, RetireKind, Sex
    from .month import Birth, Month

RETIRE_KINDS: tuple[RetireKind, ...] = ("men", "women-55", "women-50")


@dataclass(frozen=True, slots=True)
class RetirementAge:
    """The statutory age of one kind of people: delayed from `original` to `final` completed years.

    From `starts` on, by one month for every `months_per_step` months of birth.
    """

    file: str
    kind: RetireKind
    starts: Month
    original: int
    final: int
    months_per_step: int
    grade: Grade
    sources: tuple[str, ...]
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Retirement:
    """The month in which the statutory age is reached, and that age."""

    rule: RetirementAge
    month: Month
    years: int
    months: int


def statutory_retirement(birth: Birth, rule: RetirementAge) -> Retirement:
    """When a person born in `birth` reaches the statutory age of `rule`. Whoever reaches the original age before the
    rule starts keeps it. From then on it is delayed by one month for every `months_per_step` months of birth, up to the
    final age. Source: the decision of 2024-09-13 on delaying the statutory retirement age stepwise, article 1.
    """
    original = birth.in_month.plus(rule.original * 12)
    delay = 0
    if original >= rule.starts:
        steps = (original.index - rule.starts.index) // rule.months_per_step + 1
        delay = min(steps, (rule.final - rule.original) * 12)
    age = rule.original * 12 + delay
    return Retirement(rule, birth.in_month.plus(age), age // 12, age % 12)


_KINDS: dict[Sex | None, tuple[RetireKind, ...]] = {
    "male": ("men",),
    "female": ("women-50", "women-55"),
    None: RETIRE_KINDS,
}


def possible_retirements(
    birth: Birth, rules: Iterable[RetirementAge], sex: Sex | None, kind: RetireKind | None
) -> tuple[Retirement, ...]:
    """The statutory retirements that can be a person's, the earliest first: of one kind, or of those of a sex."""
    wanted = (kind,) if kind else _KINDS[sex]
    found = [statutory_retirement(birth, rule) for rule in rules if rule.kind in wanted]
    return tuple(sorted(found, key=lambda item: item.month))
