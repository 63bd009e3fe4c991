"""Kinds of people that rules tell apart: by status, plan, group and age, and where the base stands. Pure."""

from __future__ import annotations

from decimal import Decimal

from .frozen import dataclass
from .person import WORKING, Person
from .policy import ANY_AGE, AgeRange

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .literals import Position, Status
    from .policy import BaseLimits, Policy
    from .ruling import Ruling

ROUND_BASE = Decimal(10_000)
"""Yuan a month: between floor and ceiling nearly everywhere."""
USUAL_PENSION = Decimal(4_000)
"""Yuan a month, where a rule takes a share of the pension."""
WORKING_AGES, RETIRED_AGES = (30, 40, 50), (60, 70, 80)
"""Ages asked about where the amount grows with each year."""


@dataclass(frozen=True, slots=True)
class Kind:
    """People for whom the same rule gives the same amount.

    `age` is the age that is asked about, one of `ages`; None where the rules do not look at it. `position` and
    `pension` (yuan a month) are None where the amount depends on neither.
    """

    status: Status
    plan: str | None = None
    group: str | None = None
    ages: AgeRange = ANY_AGE
    age: int | None = None
    position: Position | None = None
    pension: Decimal | None = None


def kinds(status: Status, plan: str | None, group: str | None, rulings: Sequence[Ruling]) -> Iterator[Kind]:
    """The kinds that any of some rulings tells apart among the people of a status, plan and group."""
    policies = [ruling.policy for ruling in rulings]
    pension = USUAL_PENSION if any("pension" in policy.bases for policy in policies) else None
    for ages, age in _ages(status, policies):
        for position in _positions(rulings):
            yield Kind(status, plan, group, ages, age, position, pension)


def person_of(kind: Kind, limits: Sequence[BaseLimits | None]) -> Person:
    """Somebody of a kind. `limits`: those that hold for the person, then others to stand in where one is not known."""
    return Person(
        status=kind.status, plan=kind.plan, group=kind.group, age=kind.age, pension=kind.pension,
        base=None if kind.position is None else base_of(kind.position, limits),
    )  # fmt: skip


def base_of(position: Position, limits: Sequence[BaseLimits | None]) -> Decimal | None:
    """The base at a position (yuan a month), see `person_of`; None where the region sets it or no limit is known."""
    match position:
        case "round":
            return ROUND_BASE
        case "floor":
            return next((item.floor for item in limits if item is not None and item.floor is not None), None)
        case "ceiling":
            return next((item.ceiling for item in limits if item is not None and item.ceiling is not None), None)
        case "fixed":
            return None


def _positions(rulings: Sequence[Ruling]) -> list[Position | None]:
    using = [ruling for ruling in rulings if ruling.policy.uses_base]
    if not using:
        return [None]
    limits = [ruling.limits for ruling in using]
    free = [item for item in limits if item is None or not item.fixed]
    if not free:
        return ["fixed"]
    found: list[Position | None] = ["round"]
    if base_of("floor", free) is not None:
        found.insert(0, "floor")
    return [*found, "ceiling"] if base_of("ceiling", free) is not None else found


def _ages(status: Status, policies: Sequence[Policy]) -> list[tuple[AgeRange, int | None]]:
    """Ranges of ages between which no rule makes a difference, each with an age in it."""
    if not any(policy.uses_age for policy in policies):
        return [(ANY_AGE, None)]
    bands = [band for policy in policies for band in policy.all_bands]
    ranges = [band.ages for band in bands]
    ranges += [limit.ages for band in bands for limit in (*band.minimum, *band.maximum)]
    cuts = sorted({edge for item in ranges for edge in (item.low, item.below) if edge})
    if any(band.yuan_per_year_of_age or band.rate_per_year_of_age for band in bands):
        ages = sorted({*cuts, *(WORKING_AGES if status in WORKING else RETIRED_AGES)})
        return [(AgeRange(age, age + 1), age) for age in ages]
    found: list[tuple[AgeRange, int | None]] = [(AgeRange(0, cuts[0]), cuts[0] - 1)]
    return found + [(AgeRange(low, below), low) for low, below in zip(cuts, [*cuts[1:], None], strict=True)]
