"""A table of people from any file, as pieces of columns of text: large plain ones are scanned, others read in order."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

import polars as pl

from ..core.errors import InputError
from ..tables.headers import Override
from ..tables.plans import Asked
from ..tables.records import Records, open_records
from .layout import Layout, check_different, layout_by_name, layout_of
from .typed import typed_with_numbers

PARQUET = ".parquet"
ROW = "row"
"""The column of the numbers of rows, while a table passes: lines of a text, rows of a sheet, rows of data of Parquet.

The columns of the table are called by their places, "0" the first.
"""
ROWS_A_PIECE = 25_000
SCANNED = 1 << 19
"""Bytes from which on a plain text is scanned."""
_UTF8 = ("utf-8", "utf-8-sig")


MARKS = (",", "\t", '"', "\n", "\r")
"""Signs that a cell of a text needs quotes for."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Some rows of a table, and why some of them (by their places in the piece) are nobody's.

    `marked`: columns in which a text has signs that it needs quotes for, `digits` those in which one has digits; None
    where nobody looked.
    """

    frame: pl.DataFrame
    refused: Mapping[int, InputError] = field(default_factory=dict)
    marked: Collection[str] | None = None
    digits: Collection[str] | None = None


@dataclass(frozen=True)
class Source:
    """A table that was opened: its columns, and how to read it. `records` is None for Parquet."""

    name: str
    layout: Layout
    records: Records | None
    schema: Mapping[str, pl.DataType]

    @property
    def kind(self) -> str:
        """The kind of file: as `sheets.Book` names it, or parquet."""
        return "parquet" if self.records is None else self.records.book.kind

    @cached_property
    def scannable(self) -> bool:
        """Whether Polars can read it as it is: Parquet, or a large text in UTF-8 with headings in its first line."""
        if self.records is None:
            return True
        book, mapping = self.records.book, self.records.mapping
        if book.path is None or self.records.reshaped or book.encoding not in _UTF8:
            return False
        if (mapping.first_line, mapping.last_line) != (1, 1) or any("\n" in cell for cell in self.records.headings[0]):
            return False
        return book.path.stat().st_size >= SCANNED

    def scan(self) -> pl.LazyFrame:
        """The table as Polars reads it. Rows of a text are numbered as if no cell had a line end in it."""
        names = list(self.schema)
        if self.records is None:
            frame = pl.scan_parquet(self.name, glob=False, row_index_name="\0row", row_index_offset=1)
            own = frame.collect_schema().names()[1:]
            return frame.select(
                pl.col("\0row").alias(ROW), *(pl.col(old).alias(new) for old, new in zip(own, names, strict=True))
            )
        delimiter = self.records.book.delimiter
        assert delimiter is not None
        return pl.scan_csv(
            self.name,
            separator=delimiter,
            infer_schema=False,
            glob=False,
            new_columns=names,
            row_index_name=ROW,
            row_index_offset=2,
        )

    def pieces(self, size: int = ROWS_A_PIECE) -> Iterator[Piece]:
        """The rows of any table but Parquet, in order, so many at a time."""
        assert self.records is not None
        rows: list[Sequence[str]] = []
        lines: list[int] = []
        refused: dict[int, InputError] = {}
        width, nobody = len(self.schema), self.records.nobody
        for line, cells in self.records.rows():
            if len(cells) != width or line in nobody:
                problem = self.records.refusal(line, cells)
                if problem is not None:
                    refused[len(rows)] = problem
            rows.append(cells)
            lines.append(line)
            if len(rows) == size:
                yield Piece(_frame(lines, rows, len(self.schema)), refused)
                rows, lines, refused = [], [], {}
        if rows:
            yield Piece(_frame(lines, rows, len(self.schema)), refused)

    @property
    def sums(self) -> int:
        """How many rows summed up others and were left out of `pieces`."""
        return 0 if self.records is None else len(self.records.totals)


def open_source(
    file: Path | str,
    overrides: Sequence[Override] = (),
    encoding: str | None = None,
    sheet: str | None = None,
    keep_ids: bool = False,
    asked: Asked | None = None,
) -> Source:
    """Opens a table; raises InputError as `tables.records.open_records` does."""
    if is_parquet(file):
        name = str(file)
        if sheet is not None:
            raise InputError("sheet-of-text", file=name, value=sheet)
        with readable(name):
            table = pl.scan_parquet(name, glob=False)
            schema = table.collect_schema()
        check_different(list(schema), "parquet")
        layout = layout_by_name(list(schema), name, overrides, keep_ids)
        if not keep_ids:
            with readable(name):
                typed = typed_with_numbers(table, schema)
            layout = replace(layout, typed=tuple(map(list(schema).index, typed)))
        return Source(name, layout, None, {str(place): kind for place, kind in enumerate(schema.values())})
    records = open_records(file, overrides, encoding, sheet, asked)
    width = len(records.mapping.columns)
    return Source(
        str(file), layout_of(records.mapping, keep_ids), records, dict.fromkeys(map(str, range(width)), pl.String())
    )


def is_parquet(file: Path | str) -> bool:
    """Whether a file is Parquet: its content says so, or for one that cannot be opened its name."""
    path = Path(file)
    try:
        with path.open("rb") as stream:
            return path.is_file() and stream.read(4) == b"PAR1"
    except OSError:
        return path.suffix.lower() == PARQUET


def _frame(lines: Sequence[int], rows: Sequence[Sequence[str]], width: int) -> pl.DataFrame:
    columns = list(zip(*rows, strict=False))[:width]
    data = [pl.Series(str(place), cells, dtype=pl.String) for place, cells in enumerate(columns)]
    frame = pl.DataFrame([pl.Series(ROW, lines, dtype=pl.UInt32), *data])
    return frame.with_columns(pl.when(pl.col(pl.String) != "").then(pl.col(pl.String)).name.keep())


@contextmanager
def readable(name: str) -> Iterator[None]:
    """Raises InputError where Polars cannot read a table."""
    try:
        yield
    except (pl.exceptions.PolarsError, OSError) as error:
        raise InputError("table-unreadable", file=name, why=str(error).splitlines()[0]) from None


def lines_of(source: Source, rows: pl.Series) -> pl.Series:
    """The lines on which rows of a scanned text begin, by the numbers that `scan` gives them."""
    if source.records is None or not len(rows):
        return rows
    names = list(source.schema)
    ends = sum((pl.col(name).str.count_matches(r"\r\n|\r|\n").fill_null(0) for name in names), pl.lit(0))
    found = source.scan().select(ROW, ends=ends).filter(pl.col("ends") > 0).collect(engine="streaming")
    if not len(found):
        return rows
    before = (
        found["ends"]
        .cum_sum()
        .shift(1, fill_value=0)
        .append(pl.Series([int(found["ends"].sum())], dtype=found["ends"].dtype))
    )
    return rows + before.gather(found[ROW].search_sorted(rows, side="left")).cast(rows.dtype)
