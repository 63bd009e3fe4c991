"""A table of people from any file, as pieces of columns of text: large plain ones are scanned, others read in order."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path

import polars as pl

from ..core.addresses import refuse_address
from ..core.errors import InputError
from ..core.frozen import NOTHING, dataclass, replace
from ..tables.headers import Override
from ..tables.plans import Asked
from ..tables.records import Records, open_records
from .folder_names import FolderFields, fields_of, of_columns
from .kinds import instants_of_spark, plain
from .lake import check_loose, kind_of, scan
from .layout import Layout, check_different, layout_by_name, layout_of
from .typed import typed_with_numbers

PARQUET = ".parquet"
ROW = "row"
"""The column of the numbers of rows, while a table passes: lines of a text, rows of a sheet, rows of data of Parquet.

The columns of the table are called by their places, "0" the first.
"""
_OWN_ROW = "\0row"
"""The same, while the columns still have their own names."""
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
    refused: Mapping[int, InputError] = NOTHING
    marked: Collection[str] | None = None
    digits: Collection[str] | None = None


@dataclass(frozen=True)
class InputTable:
    """A table that was opened: its columns, and how to read it. `records` is None for Parquet and tables of folders.

    `rows`: those, or a range of a text (see `ranges`), with the columns called by their places.
    """

    name: str
    layout: Layout
    records: Records | None
    schema: Mapping[str, pl.DataType]
    rows: pl.LazyFrame | None = None

    @property
    def kind(self) -> str:
        """The kind of file: as `sheets.Book` names it, or parquet."""
        return "parquet" if self.records is None else self.records.book.kind

    @cached_property
    def scannable(self) -> bool:
        """Whether Polars reads it: Parquet, a range of a text, or a large plain text."""
        if self.rows is not None:
            return True
        path = None if self.records is None else self.records.book.path
        return path is not None and self.plain and path.stat().st_size >= SCANNED and _ends_lines_plainly(path)

    @property
    def plain(self) -> bool:
        """Whether it is a text that Polars can read as it is: in UTF-8, with headings in its first line."""
        if self.records is None or self.records.book.delimiter is None:
            return False
        book, mapping = self.records.book, self.records.mapping
        if self.records.reshaped or book.encoding not in _UTF8:
            return False
        first = (mapping.first_line, mapping.last_line) == (1, 1)
        return first and not any("\n" in cell for cell in self.records.headings[0])

    def scan(self) -> pl.LazyFrame:
        """The table as Polars reads it. Rows of a text are numbered as if no cell had a line end in it."""
        return self.scan_text(self.name) if self.rows is None else self.rows

    def scan_text(self, text: str | bytes) -> pl.LazyFrame:
        """A text by the name of its file, or what stands in one, with the headings of this table in its first line."""
        assert self.records is not None and self.records.book.delimiter is not None
        return pl.scan_csv(
            text,
            separator=self.records.book.delimiter,
            infer_schema=False,
            glob=False,
            new_columns=list(self.schema),
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
    said: FolderFields = (),
    head: bytes | None = None,
) -> InputTable:
    """Opens a table; raises InputError as `tables.records.open_records` does. `said`: by the names of its folders.

    `head`: the first lines of a text, to be taken for all of it.
    """
    refuse_address(file)
    is_table = head is None and kind_of(Path(file)) is not None
    if is_table or (head is None and is_parquet(file)):
        if sheet is not None:
            raise InputError("sheet-of-text", file=str(file), value=sheet)
        return _open_typed(str(file), is_table, overrides, keep_ids, said)
    if said:
        asked = replace(asked or Asked(), by_folder=fields_of(said, overrides))
        overrides = of_columns(overrides, said)
    records = open_records(file if head is None else head, overrides, encoding, sheet, asked)
    width = len(records.mapping.columns)
    return InputTable(
        str(file), layout_of(records.mapping, keep_ids), records, dict.fromkeys(map(str, range(width)), pl.String())
    )


def _open_typed(
    name: str, is_table: bool, overrides: Sequence[Override], keep_ids: bool, said: FolderFields
) -> InputTable:
    """Parquet, or a table that is a folder: columns with types, as `kinds` makes them fit to be read."""
    if not is_table:
        check_loose(Path(name))
    with readable(name):
        if is_table:
            frame = scan(Path(name)).with_row_index(_OWN_ROW, offset=1)
        else:
            frame = pl.scan_parquet(name, glob=False, row_index_name=_OWN_ROW, row_index_offset=1)
        schema = {heading: kind for heading, kind in frame.collect_schema().items() if heading != _OWN_ROW}
        instants = frozenset() if is_table else instants_of_spark(name)
    check_different(list(schema), "parquet")
    behind = {heading: cell or None for heading, cell in said if heading not in schema}
    layout = layout_by_name([*schema, *behind], name, overrides, keep_ids)
    columns = [plain(heading, kind, place in layout.read) for place, (heading, kind) in enumerate(schema.items())]
    columns = [
        column.dt.replace_time_zone("UTC") if heading in instants and kind == pl.Datetime("ns") else column
        for column, (heading, kind) in zip(columns, schema.items(), strict=True)
    ]
    columns += [pl.lit(cell, pl.String) for cell in behind.values()]
    if not keep_ids:
        layout = replace(layout, typed=_with_numbers(name, frame, columns, [*schema, *behind]))
    placed = [column.alias(str(place)) for place, column in enumerate(columns)]
    rows = frame.select(pl.col(_OWN_ROW).alias(ROW), *placed)
    found = rows.collect_schema()
    return InputTable(name, layout, None, {name: kind for name, kind in found.items() if name != ROW}, rows)


def _with_numbers(
    name: str, frame: pl.LazyFrame, columns: Sequence[pl.Expr], headings: Sequence[str]
) -> tuple[int, ...]:
    """The places of typed columns that hold personal numbers."""
    table = frame.select(column.alias(heading) for column, heading in zip(columns, headings, strict=True))
    with readable(name):
        typed = typed_with_numbers(table, table.collect_schema())
    return tuple(map(headings.index, typed))


def _ends_lines_plainly(path: Path) -> bool:
    """Whether no line ends with a carriage return alone: for Polars it is a part of the cell."""
    with path.open("rb") as stream:
        while chunk := stream.read(1 << 20):
            if chunk.endswith(b"\r"):
                chunk += stream.read(1)
            if chunk.count(b"\r") != chunk.count(b"\r\n"):
                return False
    return True


def is_parquet(file: Path | str) -> bool:
    """Whether a file is Parquet: its content says so, or for one that cannot be opened its name."""
    path = Path(file)
    try:
        with path.open("rb") as stream:
            return path.is_file() and stream.read(4) == b"PAR1"
    except (OSError, ValueError):  # a sign of no width in its name, too
        return path.suffix.lower() == PARQUET


def _frame(lines: Sequence[int], rows: Sequence[Sequence[str]], width: int) -> pl.DataFrame:
    columns = list(zip(*rows, strict=False))[:width]
    data = [pl.Series(str(place), cells, dtype=pl.String) for place, cells in enumerate(columns)]
    frame = pl.DataFrame([pl.Series(ROW, lines, dtype=pl.UInt32), *data])
    return frame.with_columns(pl.when(pl.col(pl.String) != "").then(pl.col(pl.String)).name.keep())


class NotPlainError(Exception):
    """A text that has to be read in order after all: Polars reads it otherwise than people, or not at all."""


@contextmanager
def readable(name: str) -> Iterator[None]:
    """Raises InputError where Polars cannot read a table."""
    try:
        yield
    except (pl.exceptions.PolarsError, OSError) as error:
        raise InputError("table-unreadable", file=name, why=str(error).splitlines()[0]) from None


def lines_of(source: InputTable, rows: pl.Series) -> pl.Series:
    """The lines on which rows of a scanned text begin, by the numbers that `scan` gives them."""
    return line_numbers(source)(rows) if len(rows) else rows


def line_numbers(source: InputTable) -> Callable[[pl.Series], pl.Series]:
    """As `lines_of`, for rows that come piece by piece: the text is looked through once."""
    if source.rows is not None:
        return lambda rows: rows
    names = list(source.schema)
    ends = sum((pl.col(name).str.count_matches(r"\r\n|\r|\n").fill_null(0) for name in names), pl.lit(0))
    found = source.scan().select(ROW, ends=ends).filter(pl.col("ends") > 0).collect(engine="streaming")
    if not len(found):
        return lambda rows: rows
    before = (
        found["ends"]
        .cum_sum()
        .shift(1, fill_value=0)
        .append(pl.Series([int(found["ends"].sum())], dtype=found["ends"].dtype))
    )
    return lambda rows: rows + before.gather(found[ROW].search_sorted(rows, side="left")).cast(rows.dtype)
