"""Where the rows go: a file, written completely or not at all, or standard output."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Literal, Protocol

import polars as pl

from ..core.errors import InputError
from ..core.frozen import dataclass
from ..core.text import masked
from ..outputs import STANDARD_OUTPUT, standard_output, whole_file
from .answering import FRAGMENT, Answering
from .layout import check_different
from .reading import ROW
from .record import own_headings
from .totals import Totals

if TYPE_CHECKING:
    from .kernel import Kernel

FORMATS = ("csv", "tsv", "jsonl", "xlsx", "parquet")
_FORMULA = r"^(\s*[=+\-@]|[\t\r])"
"""What makes a spreadsheet take a text for a formula; as `core.text.harmless` has it."""
_NUMBER = r"^[+-][0-9]*\.?[0-9]*$"
_TOGETHER = 1 << 16
"""Rows that are written to standard output or a workbook at a time."""

Renumber = Callable[[pl.Series], pl.Series]
"""Numbers of rows of a scanned text -> the lines they begin on."""


class Writer(Protocol):
    """Takes an answered table: its own columns, by place, between ROW and ours."""

    def write(self, frame: pl.DataFrame) -> None:
        """A piece, in order."""

    def sink(self, table: pl.LazyFrame, renumber: Renumber | None = None) -> None:
        """All pieces, many at a time; `renumber` turns the numbers of scanned rows into lines."""

    def finish(self, totals: Totals) -> None:
        """Called last, with the totals of all rows."""


WorkbookWriter = Callable[[Path, Sequence[str], Sequence[str], "Kernel"], Writer]
"""Makes the writer of a workbook: for a path, the headings of the table, the names of our columns, and its kernel."""


@dataclass(frozen=True)
class Target:
    """A place for the answers. `form` is one of FORMATS; `for_excel`: a text that Excel opens rightly.

    `piece`: its number in a text that is joined afterwards; only the first (0) has headings.
    """

    name: str
    form: str
    for_excel: bool = False
    workbook: WorkbookWriter | None = None
    piece: int | None = None

    @property
    def detailed(self) -> bool:
        """Whether caveats are written out."""
        return self.form == "xlsx"

    @property
    def separator(self) -> str | None:
        """The separator of cells that are ready to be written; None where they are not."""
        return None if self.for_excel else {"csv": ",", "tsv": "\t"}.get(self.form)

    @contextmanager
    def open(self, own: Sequence[str], schema: Mapping[str, pl.DataType], answering: Answering) -> Iterator[Writer]:
        """A writer of a table with some headings of its own and our columns after them."""
        ours = answering.columns
        headings = [*own, *own_headings(own, ours)]
        if self.name == STANDARD_OUTPUT:
            yield _Text(self, headings, None, FRAGMENT in schema)
            sys.stdout.flush()
            return
        if self.form in ("parquet", "jsonl"):
            check_different(headings, self.form)
        with whole_file(Path(self.name), durable=self.piece is None) as new:
            if self.form == "xlsx":
                if self.workbook is None:
                    raise InputError("xlsx-missing", file=self.name)
                yield self.workbook(new, own, ours, answering.kernel)  # it has to be saved by `finish`
            elif self.form == "parquet":
                yield _Parquet(new, headings, schema)
            else:
                with new.open("wb") as stream:
                    yield _Text(self, headings, stream, FRAGMENT in schema)


class _Text:
    """CSV, TSV or a JSON object a line; to a file, or to standard output where that is None."""

    def __init__(self, target: Target, headings: Sequence[str], stream: BinaryIO | None, ready: bool) -> None:
        """`ready`: the cells of the frames can be written as they are; see `answering.Answering`."""
        self._quotes: Literal["never", "necessary"] = "necessary"
        self._headings = headings
        self._stream = stream
        self._json = target.form == "jsonl"
        self._harmless = target.for_excel and not self._json
        self._separator = "\t" if target.form == "tsv" else ","
        self._end = "\r\n" if target.for_excel else "\n"
        if not target.piece and not self._json:
            head = pl.DataFrame({str(place): [heading] for place, heading in enumerate(headings)})
            mark = "\ufeff" if target.for_excel else ""
            self._put(mark + self._csv(self._shown(head.lazy()).collect()))
        if ready:
            self._quotes = "never"

    def _shown(self, table: pl.LazyFrame) -> pl.LazyFrame:
        """The columns that are written."""
        if self._json:
            names = [name for name in table.collect_schema().names() if name != ROW]
            text = table.select(names).cast(pl.String)
            text = text.with_columns(pl.when(pl.all() != "").then(pl.all()).name.keep())
            return text.rename(dict(zip(names, self._headings, strict=True)))
        shown = table.select(pl.exclude(ROW, *(("error", "reason") if self._quotes == "never" else ())))
        return shown.with_columns(map(made_harmless, _texts(shown))) if self._harmless else shown

    def _csv(self, frame: pl.DataFrame) -> str:
        return frame.write_csv(
            include_header=False, separator=self._separator, line_terminator=self._end, quote_style=self._quotes
        )

    def _put(self, text: str) -> None:
        if self._stream is None:
            standard_output().write(text)
        else:
            self._stream.write(text.encode())

    def write(self, frame: pl.DataFrame) -> None:
        """A piece."""
        shown = self._shown(frame.lazy()).collect()
        self._put(shown.write_ndjson() if self._json else self._csv(shown))

    def sink(self, table: pl.LazyFrame, renumber: Renumber | None = None) -> None:
        """All pieces."""
        if self._stream is None:
            for frame in table.collect_batches(chunk_size=_TOGETHER, maintain_order=True, engine="streaming"):
                self.write(frame)
            return
        self._stream.flush()
        shown = self._shown(table)
        if self._json:
            shown.sink_ndjson(self._stream, maintain_order=True, engine="streaming")
        else:
            shown.sink_csv(
                self._stream,
                include_header=False,
                separator=self._separator,
                line_terminator=self._end,
                quote_style=self._quotes,
                maintain_order=True,
                engine="streaming",
            )

    def finish(self, totals: Totals) -> None:
        """Nothing more."""


class _Parquet:
    """Amounts as decimal numbers, the rest as it came and text."""

    def __init__(self, target: Path, headings: Sequence[str], schema: Mapping[str, pl.DataType]) -> None:
        self._target = target
        self._names = dict(zip((name for name in schema if name != ROW), headings, strict=True))

    def write(self, frame: pl.DataFrame) -> None:
        """Pieces cannot be appended to this kind of file."""
        raise NotImplementedError

    def sink(self, table: pl.LazyFrame, renumber: Renumber | None = None) -> None:
        """All pieces."""
        shown = table.drop(ROW).rename(self._names)
        shown.sink_parquet(self._target, maintain_order=True, engine="streaming")

    def finish(self, totals: Totals) -> None:
        """Nothing more."""


class Problems:
    """The rows without an answer, for a CSV of their numbers and why."""

    def __init__(self) -> None:
        self._found: list[pl.DataFrame] = []

    def add(self, answered: pl.DataFrame) -> None:
        """Those of a piece, from any thread."""
        bad = answered.filter(pl.col("error").is_not_null())
        if len(bad):
            self._found.append(bad.select(line=pl.col(ROW), code=pl.col("error"), reason=pl.col("reason")))

    def add_file(self, name: str, found: pl.DataFrame) -> None:
        """Those of one of several files."""
        self._found.append(found.select(pl.lit(masked(name)).alias("file"), pl.all()))

    def clear(self) -> None:
        """Forgets them."""
        self._found.clear()

    def renumber(self, renumber: Renumber) -> None:
        """Gives the rows their lines, in order."""
        if self._found:
            together = pl.concat(self._found).sort("line", maintain_order=True)
            self._found = [together.with_columns(renumber(together["line"]))]

    def frame(self) -> pl.DataFrame:
        """All of them."""
        schema = {"line": pl.UInt32, "code": pl.String, "reason": pl.String}
        return pl.concat(self._found) if self._found else pl.DataFrame(schema=schema)


def write_problems(frame: pl.DataFrame, path: Path) -> None:
    """Writes a table of problems, for a spreadsheet, too. Raises InputError if it cannot be written."""
    with whole_file(path) as new:
        frame.with_columns(map(made_harmless, _texts(frame.lazy()))).write_csv(new, include_bom=True)


def _texts(table: pl.LazyFrame) -> list[str]:
    return [name for name, kind in table.collect_schema().items() if kind == pl.String]


def made_harmless(name: str) -> pl.Expr:
    """A column whose cells are not taken for formulas by spreadsheets; numbers stay numbers."""
    cell = pl.col(name)
    dangerous = cell.str.contains(_FORMULA) & ~cell.str.contains(_NUMBER)
    return pl.when(dangerous).then("'" + cell).otherwise(cell).alias(name)
