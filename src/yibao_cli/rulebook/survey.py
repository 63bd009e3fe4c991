"""The rule base as a whole: what answers where, what is covered, what has to be confirmed again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, get_args

from ..core.frozen import dataclass, replace
from ..core.month import Month
from ..core.person import STATUSES
from ..core.region import NATIONAL

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from ..core.literals import Status
    from ..core.policy import BaseLimits, Deduction, Policy
    from ..core.region import Region
    from .book import Rulebook


def effective(book: Rulebook, region: Region, month: Month | None) -> list[Policy]:
    """The policies that can answer for a region (in `month`), by status, the most specific file first.

    An outer file's policy is left out where an inner one of the same status, plan and group answers all its months.
    """
    shown: list[Policy] = []
    for status in STATUSES:
        for id in region.layers:
            here = [p for p in book.policies(id) if p.status == status and (month is None or p.covers(month))]
            shown += [p for p in here if not any(_hides(inner, p, month) for inner in shown)]
    return shown


def payments(book: Rulebook, region: Region, month: Month | None) -> tuple[list[Deduction], list[Deduction]]:
    """What is deducted from credits, and what is paid besides, by the rules for a region (in `month`)."""
    found = [
        [item for id in region.layers for item in of_file(id) if month is None or item.holds(month)]
        for of_file in (book.deductions_of, book.contributions_of)
    ]
    return found[0], found[1]


def _hides(inner: Policy, outer: Policy, month: Month | None) -> bool:
    if inner.file == outer.file or (inner.status, inner.plan, inner.group) != (outer.status, outer.plan, outer.group):
        return False
    if month is not None:
        return True
    ends_later = inner.ends is None or (outer.ends is not None and inner.ends >= outer.ends)
    return inner.starts <= outer.starts and ends_later


Extra = Literal["lifetimes", "postings", "switches", "channels"]
EXTRAS: tuple[Extra, ...] = get_args(Extra)


@dataclass(frozen=True, slots=True)
class Covered:
    """What answers now in a region: by its own file (`own`) and, looked up when asked for, by others."""

    book: Rulebook
    region: Region
    own: Mapping[Status, Policy]

    @property
    def outer(self) -> Mapping[Status, Policy]:
        """What files of the province and the country answer."""
        found: dict[Status, Policy] = {}
        for id in reversed(self.region.layers[1:]):
            found |= current(self.book.policies(id))
        return found

    @property
    def limits_until(self) -> Month | None:
        """The last month of the latest base limits, its own or those of its province."""
        return _until(next((found for id in self.region.layers if (found := self.book.limits(id))), ()))

    @property
    def extras(self) -> tuple[Extra, ...]:
        """Further sections that its own file fills."""
        return tuple(name for name in EXTRAS if self.book.has(self.region.id, name))

    @property
    def confirmed(self) -> str | None:
        """The latest confirmation of any policy of its own."""
        days = [policy.confirmed for policy in self.own.values() if policy.confirmed]
        return max(days).isoformat() if days else None


def current(policies: Sequence[Policy]) -> dict[Status, Policy]:
    """The policies still in force, one a status: with an account before without, the main group before a named one."""
    found: dict[Status, Policy] = {}
    for policy in sorted(policies, key=lambda p: (p.group is not None, not p.account, not p.parts)):
        if policy.ends is None:
            found.setdefault(policy.status, policy)
    return found


def covered(book: Rulebook, region: Region) -> Covered:
    """What answers in a region now."""
    return Covered(book, region, current(book.policies(region.id)))


def _until(limits: Sequence[BaseLimits]) -> Month | None:
    """The last month of the latest base limits; of those without end the last that the evidence reaches."""
    months = [item.ends.plus(-1) if item.ends else item.evidence for item in limits]
    return max((month for month in months if month is not None), default=None)


def coverage(book: Rulebook) -> list[Covered]:
    """Every provincial region, and every city with a rule file of its own."""
    files = set(book.file_ids)
    regions = book.places.regions.values()
    return [covered(book, region) for region in regions if region.id == region.province or region.id in files]


LimitsState = Literal["in-force", "carried", "none"]
StaleKind = Literal["limits", "policy", "national"]


def limits_of(book: Rulebook, items: Sequence[Covered], month: Month) -> dict[Region, LimitsState]:
    """Whether base limits are in force in a month, for each region that is covered; of the pool of most people."""
    found: dict[Region, LimitsState] = {}
    for item in items:
        limits, carried = book.limits_for(item.region.layers, month)
        known = limits is not None and limits.known
        found[item.region] = "none" if not known else "carried" if carried else "in-force"
    return found


@dataclass(frozen=True, slots=True)
class Stale:
    """One thing to be confirmed again. `months` since it was last known to hold; None for "national".

    `reach` is how many regions depend on it: the place itself, and for a province its cities without a rule of their
    own.
    """

    region: Region
    kind: StaleKind
    months: int | None
    reach: int = 1
    policy: Policy | None = None
    limits: BaseLimits | None = None


def stale(book: Rulebook, month: Month, older_than: int) -> list[Stale]:
    """Limits that have run out, rules unconfirmed for more than `older_than` months, regions without an employee rule.

    What most regions depend on first, then the longest overdue; regions with the national rule alone come last.
    """
    found: list[Stale] = []
    cities: dict[str, list[Region]] = {}
    for region in book.places.regions.values():
        if region.id != region.province:
            cities.setdefault(region.province, []).append(region)
    for region in book.places.regions.values():
        below = cities.get(region.id, [])
        found += _stale_limits(region, book.limits(region.id), month, _reach(below, lambda id: bool(book.limits(id))))
        for item in _stale_policies(region, book.policies(region.id), month, older_than):
            status = item.policy.status if item.policy else None
            own = _reach(below, lambda id, status=status: any(p.status == status for p in book.policies(id)))  # type: ignore[misc]
            found.append(replace(item, reach=own))
    found.sort(key=lambda item: (-item.reach, -(item.months or 0)))
    for region in book.places.regions.values():
        local = [policy for id in region.layers if id != NATIONAL for policy in book.policies(id)]
        if not any(policy.status == "employee" and policy.ends is None for policy in local):
            found.append(Stale(region, "national", None))
    return found


def _reach(cities: Sequence[Region], has_own: Callable[[str], bool]) -> int:
    """How many regions depend on the entries of a province (or of a city: itself alone)."""
    return 1 + sum(not has_own(city.id) for city in cities)


def _stale_limits(region: Region, limits: Sequence[BaseLimits], month: Month, reach: int) -> list[Stale]:
    if not limits:
        return []
    last = max(limits, key=lambda item: item.starts)
    until = _until([last])
    months = month.index - until.index if until else 0
    return [Stale(region, "limits", months, reach, limits=last)] if months > 0 else []


def _stale_policies(region: Region, policies: Sequence[Policy], month: Month, older_than: int) -> list[Stale]:
    """Never confirmed counts from the start."""
    found = []
    for policy in policies:
        last = Month.of(policy.confirmed) if policy.confirmed else policy.starts
        months = month.index - last.index
        if policy.ends is None and months > older_than:
            found.append(Stale(region, "policy", months, policy=policy))
    return found
