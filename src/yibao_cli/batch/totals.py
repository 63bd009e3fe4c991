"""What became of the rows of a large table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import polars as pl

    from .kernel import People


class Example(NamedTuple):
    """A row, and the name of the table it is in where there are several."""

    row: int
    file: str = ""


@dataclass
class Totals:
    """Counts and sums over rows. `credited` adds `credit_net` and `monthly` the monthly equivalents, in fen.

    `regions` counts rows by the id of the region, `errors` by what the column `error` says; `examples` has the number
    of the first row with each error, in the table as it came in, and the name of that where there are several. `sums`
    counts rows that summed up others and were left out.
    """

    rows: int = 0
    states: Counter[str] = field(default_factory=Counter)
    errors: Counter[str] = field(default_factory=Counter)
    regions: Counter[str] = field(default_factory=Counter)
    examples: dict[str, Example] = field(default_factory=dict)
    sums: int = 0
    credited: int = 0
    monthly: int = 0

    def count(
        self,
        people: People,
        answers: pl.DataFrame,
        counts: Mapping[tuple[str | None, str | None], int],
        rows: pl.Series,
    ) -> None:
        """Adds a piece of answers; `rows` are their numbers."""
        self.rows += len(answers)
        for (state, error), count in counts.items():
            if state:
                self.states[state] += count
            if error:
                self.errors[error] += count
                known = self.examples.get(error)
                if known is None or rows[0] < known.row:  # pieces come nearly in order: seldom
                    example = Example(int(rows.filter(answers["error"] == error)[0]))
                    self.examples[error] = example if known is None else min(example, known)
        for code, count in people.region.codes.value_counts().iter_rows():
            region = people.region.values[code]
            if region is not None:
                self.regions[region.id] += count
        self.credited += int(answers["credit_net"].sum())
        self.monthly += int(answers["monthly_equivalent"].sum())

    def add(self, other: Totals, file: str) -> None:
        """Adds what became of the rows of a file."""
        self.rows += other.rows
        self.states.update(other.states)
        self.errors.update(other.errors)
        self.regions.update(other.regions)
        for error, row in other.examples.items():
            self.examples.setdefault(error, Example(row.row, file))
        self.sums += other.sums
        self.credited += other.credited
        self.monthly += other.monthly
