"""The rulebook as whole numbers: the runs of months in which one ruling holds, as `core.integer` says it.

Nothing is decided here that the rulebook decides: a run has the ruling that `Rulebook.ruling` gives for its first
month.
"""

from __future__ import annotations

from itertools import pairwise

from ..core.credit import NoRule
from ..core.errors import InputError
from ..core.integer import AGE_DAYS, IN_MONTH, INT64, NO_AGE, NOTHING, Run, besides_of, flatten, to_fen
from ..core.month import Month
from ..core.ruling import evidence_of, is_due
from .book import CARRY_MONTHS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ..core.integer import Cases
    from ..core.person import Person
    from ..core.policy import Deduction, Policy
    from ..core.region import Region
    from ..core.ruling import Ruling
    from .book import Rulebook

FIRST_MONTH, AFTER_LAST = Month(1990, 1).index, Month(2060, 1).index
"""Rules change within these months only. Any later month is answered as that of its name in the last year before."""


def told_apart(month: int) -> int:
    """The month (its index) whose run answers for a month."""
    return month if month < AFTER_LAST else AFTER_LAST - 12 + month % 12


class CaseTable:
    """Cases of a rulebook, made as they are asked for."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook = rulebook
        self._cases: dict[tuple[int, tuple[int, ...], tuple[int, ...]], tuple[Policy, Cases]] = {}

    def runs(self, region: Region, person: Person, begins: int, after_last: int) -> tuple[Run, ...]:
        """The months from one up to another (indexes), in order, for a region and somebody's status, plan and group."""
        known = set(self._breaks(region, person))
        if not all(FIRST_MONTH < at < AFTER_LAST for at in known):
            raise RuntimeError(f"rules of {region.id} change outside the months that runs are told apart in")
        breaks = sorted({begins, *(at for at in known if begins < at < after_last)})
        runs: list[Run] = []
        before: object = None
        for first, after in pairwise((*breaks, after_last)):
            month = Month.from_index(first)
            identity, ruling = self._ruling(region, person, month)
            paid = self.rulebook.contributions(region, "employee", month) if person.status == "employee" else ()
            identity = identity, tuple(map(id, paid))
            if identity != before:
                runs += self._runs(ruling, paid, first, after) if ruling else [Run(first, NOTHING)]
            elif ruling and _months_of_year(ruling):
                runs += self._runs(ruling, paid, first, after)
            before = identity
        return tuple(runs)

    def run(self, ruling: Ruling, month: Month) -> Run:
        """That of `runs` which holds in a month that a ruling answers for."""
        return self._run(ruling, (), told_apart(month.index))

    def _breaks(self, region: Region, person: Person) -> Iterable[int]:
        """Indexes of the months with which something may change."""
        for id in region.layers:
            for policy in self.rulebook.policies(id):
                if policy.status == person.status:
                    yield from _indexes(policy.starts, policy.ends)
            for limits in self.rulebook.limits(id):
                yield from _indexes(limits.starts, limits.ends, limits.ends and limits.ends.plus(CARRY_MONTHS))
            paid = self.rulebook.contributions_of(id) if person.status == "employee" else ()
            for item in (*self.rulebook.deductions_of(id), *paid):
                yield from _indexes(item.starts, item.ends)

    def _ruling(self, region: Region, person: Person, month: Month) -> tuple[object, Ruling | None]:
        """What tells runs apart, and the ruling of a month; None where there is nothing to compute."""
        try:
            ruling = self.rulebook.ruling(region, person, month)
        except InputError as error:
            return (error.code, tuple(error.facts.items())), None
        if isinstance(ruling, NoRule):
            return (ruling.reason, ruling.policy and id(ruling.policy)), None
        limits = ruling.limits and id(ruling.limits)
        return (id(ruling.policy), limits, ruling.limits_carried, ruling.other_plans, ruling.other_groups), ruling

    def _runs(self, ruling: Ruling, paid: Sequence[Deduction], first: int, after: int) -> Iterable[Run]:
        """The months of one ruling; those in which a year's sum is deducted are runs of their own."""
        of_year = _months_of_year(ruling)
        yield self._run(ruling, paid, first)
        if of_year:
            in_turn = [index for index in range(first, after + 1) if index % 12 + 1 in of_year]
            starts = sorted({*in_turn, *(index + 1 for index in in_turn)})
            yield from (self._run(ruling, paid, index) for index in starts if first < index < after)

    def _run(self, ruling: Ruling, paid: Sequence[Deduction], first: int) -> Run:
        policy, limits = ruling.policy, ruling.limits
        month = Month.from_index(first)
        due = [item for item in policy.deductions if is_due(item, policy, month)]
        evidence = evidence_of(ruling, due)
        return Run(
            first,
            self._cases_of(ruling, month, due),
            floor=0 if limits is None or limits.floor is None else to_fen(limits.floor),
            ceiling=INT64 if limits is None or limits.ceiling is None else to_fen(limits.ceiling),
            age_on=AGE_DAYS.get(policy.age_on or "", IN_MONTH) if policy.uses_age else NO_AGE,
            account_year=policy.account_year,
            yearly=policy.account and policy.posting == "year",
            evidence=INT64 if evidence is None else evidence.index,
            besides=besides_of(ruling, paid),
        )

    def _cases_of(self, ruling: Ruling, month: Month, due: Sequence[Deduction]) -> Cases:
        key = id(ruling.policy), tuple(map(id, ruling.figures)), tuple(map(id, due))
        if key not in self._cases:
            self._cases[key] = ruling.policy, flatten(ruling, month)
        return self._cases[key][1]


def _months_of_year(ruling: Ruling) -> set[int]:
    """The calendar months in which a year's sum is deducted out of a monthly credit."""
    policy = ruling.policy
    if policy.posting == "year":
        return set()
    return {item.month for item in policy.deductions if item.yearly and item.optional is None and item.month}


def _indexes(*months: Month | None) -> Iterable[int]:
    return (month.index for month in months if month is not None)
