"""The cases of the people met so far as arrays: everything that is looked up by number."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, pairwise
from typing import Any, cast

import polars as pl

from ..core.frozen import dataclass
from ..core.integer import AGES, Case, Run, Step
from ..rulebook.runs import AFTER_LAST, FIRST_MONTH

LAST_MONTH = AFTER_LAST - 1
WIDTH = LAST_MONTH - FIRST_MONTH + 1
WINDOW = 60
"""Months that are worked out together: few tables ask about more."""
WINDOWS = -(-WIDTH // WINDOW)

Number = pl.Series | int


class Array:
    """Whole numbers by index; one number where they are all the same."""

    def __init__(self, values: Sequence[int], dtype: type[pl.DataType] = pl.Int64) -> None:
        self.all = set(values)
        self.one = values[0] if len(self.all) == 1 else None
        self._series = None if self.one is not None else pl.Series(values, dtype=cast(Any, dtype))

    def at(self, index: pl.Series) -> Number:
        """The numbers at some indexes."""
        return self.one if self.one is not None else cast(pl.Series, self._series).gather(index)


@dataclass(frozen=True, slots=True)
class Slot:
    """The n-th step of every case: its fields as arrays by number of the case."""

    arrays: Mapping[str, Array]
    sources: tuple[int, ...]


class Tables:
    """All that is looked up, for the people met so far."""

    def __init__(self, runs_of_keys: Sequence[Sequence[Run]]) -> None:
        runs = list(chain.from_iterable(runs_of_keys))
        first_case, cases = [], list[tuple[Run, Case]]()
        patterns: dict[tuple[int, ...], int] = {}
        for run in runs:
            first_case.append(len(cases))
            cases += [(run, case) for case in run.cases.cases]
            patterns.setdefault(run.cases.lows, len(patterns))
        self.months = _months(runs_of_keys)
        self.first_case = Array(first_case, pl.Int32)
        self.evidence = Array([min(run.evidence, LAST_MONTH) for run in runs])
        self.age_on = Array([run.age_on for run in runs], pl.Int8)
        self.account_year = Array([run.account_year for run in runs], pl.Int32)
        self.pattern = Array([patterns[run.cases.lows] * AGES for run in runs], pl.Int32)
        self.intervals = pl.Series([index for lows in patterns for index in _intervals(lows)], dtype=pl.Int32)
        self.width = Array([len(run.cases.lows) for run in runs], pl.Int32)
        self.men, self.women = (Array([run.cases.years[sex] for run in runs], pl.Int32) for sex in (0, 1))
        self.count = len(cases)
        self.floor = Array([run.floor for run, _ in cases])
        self.ceiling = Array([run.ceiling for run, _ in cases])
        self.sets_base = any(run.floor == run.ceiling for run in runs)
        self.yearly = Array([run.yearly for run, _ in cases], pl.Int8)
        self.by_hand = Array([case.by_hand for _, case in cases], pl.Int8)
        self.fixed = Array([case.fixed for _, case in cases])
        self.taken = Array([case.taken for _, case in cases])
        self.parts = _slots([case.parts for _, case in cases])
        self.deductions = _slots([case.deductions for _, case in cases])
        self.pays = Array([case.contribution is not None for _, case in cases], pl.Int8)
        self.contribution = _slots([(case.contribution,) if case.contribution else () for _, case in cases])
        self.besides = _slots([run.besides for run, _ in cases])


def _months(runs_of_keys: Sequence[Sequence[Run]]) -> pl.Series:
    """The number of the run of every month, WINDOW months for each key: its runs begin with the first of them."""
    found: list[int] = []
    number = 0
    for runs in runs_of_keys:
        for start, end in pairwise([*(run.first for run in runs), runs[0].first + WINDOW]):
            found += [number] * (end - start)
            number += 1
    return pl.Series(found, dtype=pl.Int32)


def _intervals(lows: tuple[int, ...]) -> Iterable[int]:
    """The number of the interval of every age."""
    return (sum(low <= age for low in lows) - 1 for age in range(AGES))


_NO_STEP = Step(0, 0, 0, 1_000_000)


def _slots(steps: Sequence[tuple[Step, ...]]) -> tuple[Slot, ...]:
    slots = []
    for number in range(max(map(len, steps), default=0)):
        nth = [some[number] if len(some) > number else _NO_STEP for some in steps]
        names = ("source", "rate", "add", "per", "unit", "least", "most", "even", "figure")
        arrays = {name: Array([int(getattr(step, name)) for step in nth]) for name in names}
        slots.append(Slot(arrays, tuple(sorted({step.source for step in nth} - {0}))))
    return tuple(slots)


def series(value: Number, like: pl.Series) -> pl.Series:
    """The numbers as a series as long as another."""
    return pl.repeat(value, len(like), dtype=pl.Int32, eager=True) if isinstance(value, int) else value
