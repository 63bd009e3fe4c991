"""A table with its columns matched: the rows of data, without headers and totals. For statements and payroll sheets."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path

from ..core.errors import InputError
from .cells import clean
from .files import Line, Table, open_table
from .headers import SEARCHED, Mapping, Override, find_headers
from .vocabulary import vocabulary

LOOKED_AT = 4
"""Cells at the start of a row, blank ones aside, in which a row of totals says so."""


@dataclass(frozen=True)
class Records:
    """A table and its columns. `totals` fills, while the rows are read, with the numbers of rows that sum up others."""

    table: Table
    mapping: Mapping
    totals: list[int] = field(default_factory=list)

    def rows(self) -> Iterator[Line]:
        """The rows of data, each as wide as the headers or wider, read as they are asked for."""
        self.totals.clear()
        width = len(self.mapping.columns)
        headers: list[list[str]] = []
        for line, cells in self.table.rows():
            if line <= self.mapping.last_line:
                if line >= self.mapping.first_line:
                    headers.append(cells)
            elif cells in headers:  # a printed page begins with the headers again
                continue
            elif is_total(cells):
                self.totals.append(line)
            else:
                yield line, cells + [""] * (width - len(cells)) if len(cells) < width else cells

    def fit(self, cells: Sequence[str]) -> None:
        """Refuses a row of a text with more cells than there are headers: a comma inside an amount moves the rest.

        Raises InputError.
        """
        width = len(self.mapping.columns)
        if len(cells) > width and self.table.kind == "text" and any(map(str.strip, cells[width:])):
            raise InputError("row-too-long", cells=len(cells), columns=width)


def open_records(
    path: Path | str,
    overrides: Sequence[Override] = (),
    encoding: str | None = None,
    sheet: str | None = None,
    look_at: int | None = None,
) -> Records:
    """Opens a table and matches its columns; see `open_table` and `find_headers` for what raises InputError.

    So does a table without a row under its headers.
    """
    table = open_table(path, encoding, sheet, look_at)
    rows = table.rows()
    first = list(islice(rows, SEARCHED))
    mapping, used = find_headers(first, table.name, overrides)
    if not any(not is_total(cells) for _, cells in chain(first[used:], rows)):
        raise InputError("table-no-rows", file=table.name, line=mapping.last_line)
    return Records(table, mapping)


def may_say_total(text: str) -> bool:
    """Whether a text has a part of every word of totals."""
    return "计" in text or "otal" in text or "OTAL" in text


def is_total(cells: Sequence[str]) -> bool:
    """Whether the row sums up others. Only cells that can be one of the words are looked at closely."""
    words = vocabulary()
    seen = 0
    for cell in cells:
        if not cell:
            continue
        seen += 1
        if may_say_total(cell) and words.is_total(clean(cell)):
            return True
        if seen == LOOKED_AT:
            return False
    return False
