"""What changes for whom, for populations larger than memory: two passes of the kernel over each piece of a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path

import polars as pl

from ..core.integer import to_fen
from ..core.month import Month
from ..core.region import Region
from ..rulebook.book import Rulebook
from .kernel import Kernel, People
from .layout import Layout
from .people import Given
from .pieces import PieceReader
from .scanning import ROW, readable, scan
from .simulate import AGES, STEPS, Dimension, Rules, Simulation, plans_in
from .streaming import people_of

_NO_RULE = "no-rule-"


def simulate_file(
    source: Path, layout: Layout, given: Given, before: Rules, after: Rules, by: Sequence[Dimension]
) -> Simulation:
    """The people of a CSV or Parquet file, as `simulate.Simulator` has them; a column of months is not looked at.

    Raises InputError for a file that cannot be read.
    """
    found = Simulation()
    with readable(source):
        table = scan(source, numbered=True)
        names = scan(source).collect_schema().names()
        two = _TwoPasses(layout, names, given, before, after, by)
        schema = dict.fromkeys(by, pl.String()) | _SCHEMA

        def passed(piece: pl.DataFrame) -> pl.DataFrame:
            return two(people_of(source, piece, names)[0])

        people = table.map_batches(passed, schema=schema, streamable=True, validate_output_schema=False)
        sums = pl.len(), pl.col("before", "after").sum(), pl.col(ROW).min()
        groups = people.group_by(*by, "place", "error").agg(*sums).collect(engine="streaming").sort(ROW)
    for row in groups.iter_rows(named=True):
        if row["error"] is not None:
            found.note(row["error"], row[ROW], rows=row["len"])
            continue
        then, now = (Decimal(row[name]).scaleb(-2) for name in ("before", "after"))
        found.count(tuple(row[name] for name in by), row["place"], then, now, row["len"])
    return found


_SCHEMA: dict[str, pl.DataType] = {
    "place": pl.Int32(),
    "error": pl.String(),
    "before": pl.Int64(),
    "after": pl.Int64(),
    ROW: pl.UInt32(),
}


class _TwoPasses:
    """Pieces of a table -> a row a person: what groups it, its bucket, its error, its two amounts in fen."""

    def __init__(
        self,
        layout: Layout,
        headings: Sequence[str],
        given: Given,
        before: Rules,
        after: Rules,
        by: Sequence[Dimension],
    ) -> None:
        fields = {name: place for name, place in layout.fields.items() if name != "month"}
        self._reader = PieceReader(
            replace(layout, fields=fields), headings, replace(given, months=(after[1],)), before[0]
        )
        kernel = Kernel(before[0])
        self._passes = (
            _Pass(kernel, *before),
            _Pass(kernel if after[0] is before[0] else Kernel(after[0]), *after),
        )
        self._by = by

    def __call__(self, piece: pl.DataFrame) -> pl.DataFrame:
        _, people = self._reader.read(piece)
        before, after = (one.answer(people) for one in self._passes)
        month = self._passes[1].month
        keys = {name: _value(name, people, month) for name in self._by}
        answers = pl.DataFrame(
            {
                "before": before["monthly_equivalent"],
                "after": after["monthly_equivalent"],
                "then": before["error"],
                "now": after["error"],
                ROW: piece[ROW],
            }
        )
        errors = [pl.when(~pl.col(name).str.starts_with(_NO_RULE)).then(name) for name in ("then", "now")]
        difference = pl.col("after") - pl.col("before")
        found = answers.select(
            _bucket(difference).alias("place"),
            pl.coalesce(errors).alias("error"),
            *(pl.when(difference.is_not_null()).then(name).alias(name) for name in ("before", "after")),
            pl.col(ROW).cast(pl.UInt32),
        )
        return pl.DataFrame(keys).hstack(found) if keys else found


class _Pass:
    """The kernel in one month."""

    def __init__(self, kernel: Kernel, book: Rulebook, month: Month) -> None:
        self._kernel = kernel
        self.month = month

        @cache
        def plans(region: Region) -> set[str | None]:
            return plans_in(book, region, month)

        self._plans = plans

    def answer(self, people: People) -> pl.DataFrame:
        """The answers for the month."""
        month = pl.repeat(self.month.index, len(people.month), dtype=pl.Int32, eager=True)
        return self._kernel.answer(replace(self._fitting(people), month=month))

    def _fitting(self, people: People) -> People:
        """The people, without a plan where the rules of the month know none."""
        plan, region = people.plan, people.region
        if plan is None:
            return people
        fits = [
            place is not None and name in self._plans(place)
            for place in region.values[: region.size]
            for name in plan.values[: plan.size]
        ]
        fit = pl.Series(fits, dtype=pl.Boolean).gather(region.codes.cast(pl.Int64) * plan.size + plan.codes)
        nothing = pl.Series([0], dtype=pl.UInt32)
        return replace(people, plan=replace(plan, codes=plan.codes.zip_with(fit, nothing)))


def _bucket(difference: pl.Expr) -> pl.Expr:
    """As `simulate.bucket`, of fen."""
    steps = list(map(to_fen, STEPS))
    below = pl.sum_horizontal((difference > step).cast(pl.Int32) for step in steps)
    return pl.when(difference.is_not_null()).then(2 * below + difference.is_in(steps).cast(pl.Int32))


def _value(dimension: Dimension, people: People, month: Month) -> pl.Series:
    """The group of each person, '' where it is not known."""
    if dimension == "region":
        return people.region.gather(lambda region: region.id, pl.String).fill_null("").alias(dimension)
    if dimension == "status":
        return people.status.gather(lambda said: said.status, pl.String).fill_null("").alias(dimension)
    age, birth = (people.numbers.get(name) for name in ("age", "birth"))
    known = [(month.index - birth) // 12] if birth is not None else []
    known += [age] if age is not None else []
    if not known:
        return pl.repeat("", len(people.month), dtype=pl.String, eager=True).alias(dimension)
    years = pl.select(pl.coalesce(known)).to_series().clip(0)
    bands = pl.select(pl.max_horizontal(pl.when(pl.lit(years) >= start).then(start) for start in AGES)).to_series()
    return bands.cast(pl.String).fill_null("").alias(dimension)
