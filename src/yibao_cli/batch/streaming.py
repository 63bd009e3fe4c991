"""Tables larger than memory: read, answered and written piece by piece, in the order of the rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import Lock

import polars as pl

from ..outputs import whole_file
from ..rulebook.book import Rulebook
from .identities import masked
from .kernel import Kernel, yuan
from .kinds import PARQUET
from .layout import Layout
from .people import Given
from .pieces import PieceReader
from .record import AMOUNTS, COLUMNS, ERROR, own_heading
from .scanning import ROW, readable, scan
from .strays import without_strays
from .totals import Totals


@dataclass(frozen=True, slots=True)
class Span:
    """Some rows of a table: how many, from which one on (0 is the first)."""

    start: int
    rows: int


def run(
    source: Path,
    target: Path,
    layout: Layout,
    given: Given,
    rulebook: Rulebook,
    span: Span | None = None,
    tick: Callable[[int], None] | None = None,
    problems: Path | None = None,
) -> Totals:
    """Answers all rows of a CSV (UTF-8, headings in the first row) or Parquet file into a CSV or Parquet file.

    `given` holds for rows that do not say otherwise, and its months for rows without one: a row comes back once for
    each of its months. The columns of the input come first, as they are but for identity numbers to be masked; in
    Parquet ours are decimal numbers of yuan and text, null where a cell is empty. `span` takes some of the rows only.
    `tick` gets the number of rows of each piece, from any thread. `problems` is a CSV of the rows without an answer:
    their numbers in the input, and why. Rows of a CSV that are no people (see `strays`) are left out. The target is
    there complete or not at all. Raises InputError for a file that cannot be read or written.
    """
    totals = Totals()
    with whole_file(target) as new, readable(source):
        table = scan(source, numbered=True)
        if span is not None:
            table = table.slice(span.start, span.rows)
        own = scan(source).collect_schema()
        columns = Answering(layout, own, given, rulebook)
        bad = [pl.DataFrame(schema={"row": pl.get_index_type(), "code": pl.String})]

        def answer(piece: pl.DataFrame) -> pl.DataFrame:
            people, sums = people_of(source, piece, own.names())
            answered = columns.answer(people, totals, sums)
            if problems is not None:
                error = pl.col(columns.headings[ERROR])
                bad.append(answered.filter(error.is_not_null()).select(pl.col(ROW).alias("row"), error.alias("code")))
            if tick is not None:
                tick(len(piece))
            return answered.drop(ROW)

        answered = table.map_batches(answer, schema=columns.schema, streamable=True, validate_output_schema=False)
        if target.suffix.lower() == PARQUET:
            answered.sink_parquet(new, maintain_order=True, engine="streaming")
        else:
            answered.sink_csv(new, maintain_order=True, engine="streaming")
    if problems is not None:
        with whole_file(problems) as new:
            pl.concat(bad).sort("row", maintain_order=True).write_csv(new)
    return totals


def people_of(source: Path, piece: pl.DataFrame, headings: Sequence[str]) -> tuple[pl.DataFrame, int]:
    """The rows of a piece that are people, and how many summed up others; in Parquet all are people."""
    return (piece, 0) if source.suffix.lower() == PARQUET else without_strays(piece, headings)


def first_rows(source: Path, layout: Layout, given: Given, rulebook: Rulebook, rows: int) -> list[tuple[str, ...]]:
    """The numbers of the first rows of a file and the cells of COLUMNS. Raises InputError as `run` does."""
    with readable(source):
        table = scan(source, numbered=True).head(2 * rows).collect()
        columns = Answering(layout, table.drop(ROW).schema, given, rulebook)
    people, _ = people_of(source, table, table.columns[1:])
    answered = columns.answer(people.head(rows))
    return answered.select(ROW, *columns.headings).cast(pl.String).fill_null("").rows()


@lru_cache(maxsize=2)
def _kernel(rulebook: Rulebook) -> Kernel:
    """What a kernel has worked out serves for every file of the same rulebook."""
    return Kernel(rulebook)


class Answering:
    """Adds our columns to the pieces of one table; safe to use from several threads."""

    def __init__(self, layout: Layout, own: pl.Schema, given: Given, rulebook: Rulebook) -> None:
        """`own` are the columns of the table; of them, identity numbers in `masked` are masked."""
        names = list(own)
        self._reader = PieceReader(layout, names, given, rulebook)
        self._kernel = _kernel(rulebook)
        self.masked = [names[place] for place in layout.masked]
        self._headings = {name: own_heading(name, names) for name in COLUMNS}
        self._own = own
        self._lock = Lock()

    @property
    def schema(self) -> dict[str, pl.DataType]:
        """The columns that come back."""
        ours = {
            heading: pl.Decimal(18, 2) if name in AMOUNTS else pl.String() for name, heading in self._headings.items()
        }
        return dict(self._own) | dict.fromkeys(self.masked, pl.String()) | ours

    @property
    def headings(self) -> Sequence[str]:
        """Those of our columns."""
        return list(self._headings.values())

    def answer(self, piece: pl.DataFrame, totals: Totals | None = None, sums: int = 0) -> pl.DataFrame:
        """The piece with our columns.

        Where it is counted in `totals`, with the rows left out that summed up others, its column ROW has the numbers.
        """
        piece, people = self._reader.read(piece)
        answers, counts = self._kernel.counted(people)
        if totals is not None:
            with self._lock:
                totals.count(people, answers, counts, piece[ROW])
                totals.sums += sums
        if self.masked:
            piece = piece.with_columns(map(masked, self.masked))
        shown = {name: yuan(answers[name]) if name in AMOUNTS else answers[name] for name in COLUMNS}
        return piece.hstack([column.alias(self._headings[name]) for name, column in shown.items()])
