"""`simulate` over a table: two passes of the kernel over each piece of it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Literal

import polars as pl

from ..core.errors import InputError
from ..core.frozen import replace
from ..core.integer import to_fen
from ..core.month import Month
from ..core.region import Region
from ..rulebook.book import Rulebook
from .answering import kernel_of
from .columns import Coded
from .each import BEFORE_AND_AFTER, write_each
from .kernel import Kernel
from .layout import Layout
from .people import Defaults, People
from .pieces import PieceReader
from .reading import ROW, InputTable, Piece, line_numbers, lines_of
from .record import Words
from .row_filter import OutOfOrderError, people_only
from .running import check_given
from .simulate import AGES, STEPS, Dimension, Rules, Simulation

_NO_RULE = "no-rule-"
SIDES: tuple[Literal["gone", "new"], ...] = ("gone", "new")
"""Regions that only the first, or only the second rule base knows."""
_NAMED: tuple[Dimension, ...] = ("region", "status")
"""What a line about a person says of whom it is about."""
_SCHEMA: dict[str, pl.DataType] = {
    "place": pl.Int32(),
    "error": pl.String(),
    "reason": pl.String(),
    "before": pl.Int64(),
    "after": pl.Int64(),
    "gone": pl.String(),
    "new": pl.String(),
    "alone": pl.Int64(),
    ROW: pl.UInt32(),
}


def simulate_table(
    source: InputTable,
    given: Defaults,
    before: Rules,
    after: Rules,
    by: Sequence[Dimension],
    words: Words,
    each: Path | None = None,
) -> Simulation:
    """The people of a table; a column of months is not looked at. With `each` a file gets a line a person, see `each`.

    Raises InputError for a file that cannot be read, or written.
    """
    check_given(source, given)
    known = by if each is None else tuple(dict.fromkeys((*by, *_NAMED)))
    two = _TwoPasses(source.layout, given, before, after, known, words, each is not None)
    groups = _scanned(source, two, by) if source.scannable else None
    if groups is None:
        people = pl.concat([two(piece) for piece in source.pieces()]).lazy()
        groups = _summed(people, by).collect()
        if each is not None:
            write_each(people, each)
    else:
        groups = groups.with_columns(lines_of(source, groups[ROW]))
        if each is not None:
            lines = line_numbers(source)
            people = _scan(source, two)
            write_each(people.with_columns(pl.col(ROW).map_batches(lines, return_dtype=pl.UInt32)), each)
    found = Simulation()
    for row in groups.sort(ROW).iter_rows(named=True):
        if row["error"] is not None:
            found.note(row["error"], row[ROW], row["reason"] or "", row["len"])
            continue
        then, now, alone = (Decimal(row[name]).scaleb(-2) for name in ("before", "after", "alone"))
        for side in SIDES:
            if row[side] is not None:
                found.count_alone(side, row[side], alone, row["len"])
        found.count(tuple(row[name] for name in by), row["place"], then, now, row["len"])
    return found


def _summed(people: pl.LazyFrame, by: Sequence[Dimension]) -> pl.LazyFrame:
    first = pl.col("reason").sort_by(ROW).first()
    return people.group_by(*by, "place", "error", *SIDES).agg(
        pl.len(), pl.col("before", "after", "alone").sum(), pl.col(ROW).min(), first
    )


def _scanned(source: InputTable, two: _TwoPasses, by: Sequence[Dimension]) -> pl.DataFrame | None:
    """The groups of a table that Polars reads by itself; None for a text that has to be read in order after all."""
    try:
        return _summed(_scan(source, two), by).collect(engine="streaming")
    except OutOfOrderError:
        return None
    except (pl.exceptions.PolarsError, OSError) as error:
        if source.records is not None:
            return None
        raise InputError("table-unreadable", file=source.name, why=str(error).splitlines()[0]) from None


def _scan(source: InputTable, two: _TwoPasses) -> pl.LazyFrame:
    """The people of a table that Polars reads by itself, a row each."""
    names = list(source.schema)
    classifier = None if source.records is None else source.records.classifier()

    def passed(frame: pl.DataFrame) -> pl.DataFrame:
        return two(Piece(frame) if classifier is None else people_only(frame, names, classifier)[0])

    return source.scan().map_batches(passed, schema=two.schema, streamable=True, validate_output_schema=False)


def plans_in(book: Rulebook, region: Region, month: Month) -> set[str | None]:
    """The plans that a region has rules for in a month, None for rules without one."""
    return {policy.plan for id in region.layers for policy in book.policies(id) if policy.covers(month)}


class _TwoPasses:
    """Pieces of a table -> a row a person: what groups it, its bucket, its error, its two amounts in fen."""

    def __init__(
        self,
        layout: Layout,
        given: Defaults,
        before: Rules,
        after: Rules,
        by: Sequence[Dimension],
        words: Words,
        each: bool = False,
    ) -> None:
        """`each`: the rows bear both amounts, too, each also where the other is not known."""
        self._each = each
        fields = {name: place for name, place in layout.fields.items() if name != "month"}
        self._books = [book for book, _ in (before, after)]
        given = replace(given, months=(after[1],))
        self._reader = PieceReader(replace(layout, fields=fields), given, self._region_of, words)
        self._passes = tuple(_Pass(kernel_of(book, words), book, month) for book, month in (before, after))
        self._by = by

    @property
    def schema(self) -> dict[str, pl.DataType]:
        """The columns of the rows."""
        amounts = dict.fromkeys(BEFORE_AND_AFTER if self._each else (), pl.Int64())
        return {name: pl.String() for name in self._by} | _SCHEMA | amounts

    def _region_of(self, written: str) -> Region:
        """The region that a name or a code means before, or else after."""
        before, after = self._books
        if before is not after and not before.knows(written) and after.knows(written):
            return after.region(written)  # its code may look like that of a county of some other place
        return before.region_of_area(written)

    def __call__(self, piece: Piece) -> pl.DataFrame:
        frame, people = self._reader.read(piece)
        before, after = (one.answer(people) for one in self._passes)
        month = self._passes[1].month
        keys = {name: _value(name, people, month) for name in self._by}
        answers = pl.DataFrame(
            {
                "before": before["monthly_equivalent"],
                "after": after["monthly_equivalent"],
                "then": before["error"],
                "now": after["error"],
                "why then": before["reason"],
                "why now": after["reason"],
                "gone": self._passes[1].unknown(people.region),
                "new": self._passes[0].unknown(people.region),
                ROW: frame[ROW],
            }
        )
        unread = {name: ~pl.col(name).str.starts_with(_NO_RULE) for name in ("then", "now")}
        errors = [pl.when(bad).then(name) for name, bad in unread.items()]
        reasons = [pl.when(bad).then(f"why {name}") for name, bad in unread.items()]
        difference = pl.col("after") - pl.col("before")
        amounts = zip(BEFORE_AND_AFTER, ("before", "after"), strict=True) if self._each else ()
        found = answers.select(
            _bucket(difference).alias("place"),
            pl.coalesce(errors).alias("error"),
            pl.coalesce(reasons).alias("reason"),
            *(pl.when(difference.is_not_null()).then(name).alias(name) for name in ("before", "after")),
            *SIDES,
            pl.when(pl.any_horizontal(pl.col(SIDES).is_not_null())).then(pl.coalesce("before", "after")).alias("alone"),
            pl.col(ROW).cast(pl.UInt32),
            *(pl.col(name).alias(shown) for shown, name in amounts),
        )
        return pl.DataFrame(keys).hstack(found) if keys else found


class _Pass:
    """The kernel in one month."""

    def __init__(self, kernel: Kernel, book: Rulebook, month: Month) -> None:
        self._kernel = kernel
        self._regions = book.places.regions
        self.month = month

        @cache
        def plans(region: Region) -> set[str | None]:
            return plans_in(book, region, month)

        self._plans = plans

    def answer(self, people: People) -> pl.DataFrame:
        """The answers for the month."""
        month = pl.repeat(self.month.index, len(people.month), dtype=pl.Int32, eager=True)
        frame = self._kernel.answer(replace(self._fitting(people), month=month)).frame
        unknown = self.unknown(people.region)
        if unknown.null_count() == len(unknown):
            return frame
        # What cannot be read of such a row is told by the rules that do know its region.
        return frame.with_columns(
            pl.when(unknown.is_null()).then("monthly_equivalent").alias("monthly_equivalent"),
            pl.when(unknown.is_null()).then("error").otherwise(pl.lit(f"{_NO_RULE}never")).alias("error"),
        )

    def unknown(self, region: Coded[Region]) -> pl.Series:
        """The id of the region of each row that the rules do not know at all, null for all others."""
        return region.gather(lambda place: None if place.id in self._regions else place.id, pl.String)

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
