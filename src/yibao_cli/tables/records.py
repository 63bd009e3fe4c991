"""A table with its columns matched: the rows of data, without headers and sums. For statements and payroll sheets."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path

from ..core.errors import InputError
from .files import Line, Table, open_table
from .headers import SEARCHED, Mapping, Override, find_headers
from .strays import Strays


@dataclass(frozen=True)
class Records:
    """A table and its columns. `totals` fills, while the rows are read, with the numbers of rows that sum up others.

    `headings` are the rows of headers as they are written; `named`: whether one of the first rows names somebody.
    """

    table: Table
    mapping: Mapping
    headings: tuple[list[str], ...] = ()
    named: bool = False
    totals: list[int] = field(default_factory=list)
    nobody: set[int] = field(default_factory=set)

    def rows(self) -> Iterator[Line]:
        """The rows of data, each as wide as the headers or wider, read as they are asked for.

        Those in a table of people that name nobody are in `nobody` from then on.
        """
        self.totals.clear()
        self.nobody.clear()
        width = len(self.mapping.columns)
        strays = self.strays()
        for line, cells in self.table.rows():
            if line <= self.mapping.last_line:
                continue
            if len(cells) < width:
                cells = cells + [""] * (width - len(cells))
            kind = strays.kind(cells)
            if kind == "sum":
                self.totals.append(line)
            elif kind != "headings":
                if kind == "nobody":
                    self.nobody.add(line)
                yield line, cells

    def strays(self) -> Strays:
        """What tells people from other rows."""
        width = len(self.mapping.columns)
        padded = [cells + [""] * (width - len(cells)) for cells in self.headings]
        return Strays(self.mapping, padded, self.named)

    def refusal(self, line: int, cells: Sequence[str]) -> InputError | None:
        """Why a row cannot be anybody's: it names nobody, or is longer than the headers.

        In a text a comma inside an amount moves the rest of a row.
        """
        width = len(self.mapping.columns)
        if len(cells) > width and self.table.kind == "text" and any(map(str.strip, cells[width:])):
            return InputError("row-too-long", cells=len(cells), columns=width)
        if line in self.nobody:
            names = (self.mapping.name(name) for name in ("name", "id_number", "person_no"))
            return InputError("row-no-name", field=next(filter(None, names)))
        return None


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
    headings = tuple(cells for line, cells in first[:used] if line >= mapping.first_line)
    records = Records(table, mapping, headings)
    strays = records.strays()
    width = len(mapping.columns)
    kinds = (strays.kind(cells + [""] * (width - len(cells))) for _, cells in chain(first[used:], rows))
    if not any(kind in ("person", "nobody") for kind in kinds):
        raise InputError("table-no-rows", file=table.name, line=mapping.last_line)
    below = [cells + [""] * (width - len(cells)) for _, cells in first[used:]]
    named = bool(strays.naming) and not all(map(strays.names_nobody, below))
    return Records(table, mapping, headings, named)
