"""Counts and sums over the rows of a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from .checking import count_checks
from .record import YES_NO

if TYPE_CHECKING:
    from .kernel import Answers
    from .people import People


class Example(NamedTuple):
    """A row by its number, why it has no answer, and the name of the table it is in where there are several."""

    row: int
    reason: str
    file: str = ""


@dataclass
class Totals:
    """Counts and sums over rows. `credited` adds `credit_net` and `monthly` the monthly equivalents, in fen.

    `regions` counts rows by the id of the region, `errors` by what the column `error` says; `examples` has the first
    row with each error. `sums` counts total rows, which were left out, `cut` identity numbers that a
    spreadsheet has cut, `told` rows by the number of their texts (see `kernel.Answers`). `months` are all months that
    were asked about; `projected` counts rows whose month lies after the evidence, `oldest` is the age of the oldest
    evidence in months; `assumed_month`: that a table has no months, and was answered for this one. `checks` counts rows
    by the codes of the employer's check.
    """

    rows: int = 0
    states: Counter[str] = field(default_factory=Counter)
    errors: Counter[str] = field(default_factory=Counter)
    regions: Counter[str] = field(default_factory=Counter)
    examples: dict[str, Example] = field(default_factory=dict)
    months: set[int] = field(default_factory=set)
    assumed_month: bool = False
    told: Counter[int] = field(default_factory=Counter)
    sums: int = 0
    cut: int = 0
    credited: int = 0
    monthly: int = 0
    projected: int = 0
    oldest: int = 0
    checks: Counter[str] = field(default_factory=Counter)

    def count(self, people: People, answers: Answers, rows: pl.Series) -> None:
        """Adds a piece of answers; `rows` are their numbers."""
        frame = answers.frame
        self.rows += len(frame)
        self.cut += people.cut
        for (state, error), count in answers.counts.items():
            if state:
                self.states[state] += count
            if error:
                self.errors[error] += count
                known = self.examples.get(error)
                if known is None or rows[0] < known.row:  # pieces come nearly in order: seldom
                    place = (frame["error"] == error).arg_true()[0]
                    example = Example(int(rows[place]), frame["reason"][place] or "")
                    self.examples[error] = example if known is None else min(example, known)
        for code, count in people.region.codes.value_counts().iter_rows():
            region = people.region.values[code]
            if region is not None:
                self.regions[region.id] += count
        if answers.checked is not None:
            self.checks += count_checks(answers.checked["check"])
        self.months.update(people.month.unique().drop_nulls())
        self.credited += int(frame["credit_net"].sum())
        self.monthly += int(frame["monthly_equivalent"].sum())
        self.projected += int((frame["projected"] == YES_NO[True]).sum())
        self.oldest = max(self.oldest, *frame["evidence_age_months"].cast(pl.Int64).drop_nulls().unique(), 0)

    def add(self, other: Totals, file: str) -> None:
        """Adds what became of the rows of a file."""
        self.rows += other.rows
        self.states.update(other.states)
        self.errors.update(other.errors)
        self.regions.update(other.regions)
        for error, example in other.examples.items():
            self.examples.setdefault(error, example._replace(file=file))
        self.months |= other.months
        self.assumed_month |= other.assumed_month
        self.sums += other.sums
        self.cut += other.cut
        self.credited += other.credited
        self.monthly += other.monthly
        self.projected += other.projected
        self.oldest = max(self.oldest, other.oldest)
        self.checks.update(other.checks)

    def renumber(self, lines: Callable[[list[int]], list[int]]) -> None:
        """Gives the examples other numbers."""
        codes = list(self.examples)
        for code, line in zip(codes, lines([self.examples[code].row for code in codes]), strict=True):
            self.examples[code] = self.examples[code]._replace(row=line)
