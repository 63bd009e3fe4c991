"""The rulebook as whole numbers: the runs of months in which one ruling holds, as `core.integer` says it.

Nothing is decided here that the rulebook decides: a run has the ruling that `Rulebook.ruling` gives for its first
month.
"""

from __future__ import annotations

from collections.abc import Iterable

from ..core.credit import STALE_MONTHS, NoRule, Ruling
from ..core.errors import InputError
from ..core.integer import AGE_DAYS, IN_MONTH, INT64, NO_AGE, NOTHING, Cases, Run, flatten, to_fen
from ..core.month import Month
from ..core.person import Person
from ..core.policy import Policy
from ..core.region import Region
from .book import CARRY_MONTHS, Rulebook


class CaseTable:
    """Cases of a rulebook, made as they are asked for."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook = rulebook
        self._cases: dict[tuple[int, tuple[object, ...]], tuple[Policy, Cases]] = {}

    def runs(self, region: Region, person: Person) -> tuple[Run, ...]:
        """All months, in order, for a region and the status, plan and group of a person."""
        breaks = sorted({0, *self._breaks(region, person)})
        runs: list[Run] = []
        before: object = None
        for first in breaks:
            identity, run = self._run(region, person, first)
            if identity != before:
                runs.append(run)
            before = identity
        return tuple(runs)

    def _breaks(self, region: Region, person: Person) -> Iterable[int]:
        """Indexes of the months with which something may change."""
        for id in region.layers:
            for policy in self.rulebook.policies(id):
                if policy.status == person.status:
                    yield policy.starts.index
                    if policy.ends is not None:
                        yield policy.ends.index
                    if policy.confirmed is not None:
                        yield _stale_from(policy.confirmed.year, policy.confirmed.month)
            for limits in self.rulebook.limits(id):
                yield from (limits.starts.index, limits.ends.index, limits.ends.index + CARRY_MONTHS)

    def _run(self, region: Region, person: Person, first: int) -> tuple[object, Run]:
        """What tells runs apart, and the run that begins with a month."""
        month = Month.from_index(first)
        try:
            ruling = self.rulebook.ruling(region, person, month)
        except InputError as error:
            return (error.code, tuple(error.facts.items())), Run(first, NOTHING)
        if isinstance(ruling, NoRule):
            return (ruling.reason, ruling.policy and id(ruling.policy)), Run(first, NOTHING)
        policy, limits = ruling.policy, ruling.limits
        confirmed = policy.confirmed
        stale = confirmed is not None and first >= _stale_from(confirmed.year, confirmed.month)
        identity = (
            id(policy),
            limits and id(limits),
            ruling.limits_carried,
            ruling.other_plans,
            ruling.other_groups,
            stale,
        )
        return identity, Run(
            first,
            self._cases_of(ruling),
            floor=to_fen(limits.floor) if limits else 0,
            ceiling=to_fen(limits.ceiling) if limits else INT64,
            age_on=AGE_DAYS.get(policy.age_on or "", IN_MONTH) if policy.uses_age else NO_AGE,
            account_year=policy.account_year,
            yearly=policy.account and policy.posting == "year",
        )

    def _cases_of(self, ruling: Ruling) -> Cases:
        key = id(ruling.policy), tuple(id(figure) for figure in ruling.figures)
        if key not in self._cases:
            self._cases[key] = ruling.policy, flatten(ruling)
        return self._cases[key][1]


def _stale_from(year: int, month: int) -> int:
    return Month(year, month).index + STALE_MONTHS + 1
