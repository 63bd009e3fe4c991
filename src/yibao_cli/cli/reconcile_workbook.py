"""The workbook of `yibao reconcile -o 核对.xlsx`: every month, what has to be looked at, what the amounts rest on."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from ..core.errors import InputError
from ..core.money import ZERO
from ..core.outcome import Reconciliation
from ..core.text import clipped
from ..render import reconcile_sheet as words
from ..render.batch import SUM
from ..render.reconcile import Read
from ..rulebook.book import Rulebook
from ..sheets.limits import CELL, LINKS, ROWS


def write_workbook(path: Path, result: Reconciliation, read: Read, letter: str | None, book: Rulebook) -> None:
    """Writes the workbook, the letter on a sheet of its own. Raises InputError where it cannot be, or has no room."""
    if len(result.outcomes) + len(read.bad) + 2 > ROWS:
        raise InputError("xlsx-rows", value=str(ROWS - 2))
    made: Any = xlsxwriter.Workbook(str(path), {"strings_to_urls": False})
    formats = _Formats(made)
    several = len({item.number for item in result.outcomes}) > 1
    months = _Sheet(made, formats, words.SHEETS[0], words.HEADINGS)
    problems = _Sheet(made, formats, words.SHEETS[1], words.PROBLEMS)
    for item in result.outcomes:
        row = months.add(words.month_row(item, several))
        if item.differs:
            at = problems.add(words.problem_row(item))
            if at <= LINKS:
                target = f"internal:'{words.SHEETS[0]}'!A{row + 1}"
                problems.sheet.write_url(at, 1, target, string=str(item.month))
    for cells in words.problem_rows(result, read):
        problems.add(cells)
    months.add_sums(words.SUMMED)
    if letter:
        sheet = _Sheet(made, formats, words.SHEETS[3], words.LETTER)
        for line in letter.splitlines():
            sheet.add((line,))
    sources = _Sheet(made, formats, words.SHEETS[2], words.SOURCES)
    for cited in words.cited_rows(result, book.sources):
        sources.add(cited)
    try:
        made.close()
    except xlsxwriter.exceptions.XlsxWriterException as error:
        raise InputError("output-unwritable", file=path.name, why=str(error)) from None


class _Formats:
    """The formats of a workbook."""

    def __init__(self, book: Any) -> None:
        self.bold = book.add_format({"bold": True})
        self.money = book.add_format({"num_format": "0.00"})
        self.bold_money = book.add_format({"bold": True, "num_format": "0.00"})


class _Sheet:
    """A sheet with headings that stay in sight, filled from the top."""

    def __init__(self, book: Any, formats: _Formats, name: str, widths: Mapping[str, int]) -> None:
        self.sheet = book.add_worksheet(name)
        self._formats = formats
        self._headings = list(widths)
        self._next = 1
        self._sums: dict[int, Decimal] = {}
        self.sheet.freeze_panes(1, 0)
        for place, (heading, width) in enumerate(widths.items()):
            self.sheet.set_column(place, place, width)
            self.sheet.write_string(0, place, heading, formats.bold)

    def add(self, cells: Iterable[words.Cell]) -> int:
        """A row of cells; its number, from 0."""
        for place, cell in enumerate(cells):
            if isinstance(cell, str):
                self.sheet.write_string(self._next, place, clipped(cell, CELL))
            elif isinstance(cell, Decimal):
                self.sheet.write_number(self._next, place, cell, self._formats.money)
                self._sums[place] = self._sums.get(place, ZERO) + cell
            elif cell is not None:
                self.sheet.write_number(self._next, place, cell)
        self._next += 1
        return self._next - 1

    def add_sums(self, names: Iterable[str]) -> None:
        """A row of sums by formula under the columns of some headings, and a filter on all of them."""
        if self._next == 1:
            return
        self.sheet.autofilter(0, 0, self._next - 1, len(self._headings) - 1)
        self.sheet.write_string(self._next, 0, SUM, self._formats.bold)
        for name in names:
            place = self._headings.index(name)
            formula = f"=SUM({xl_col_to_name(place)}2:{xl_col_to_name(place)}{self._next})"
            value = float(self._sums.get(place, ZERO))  # what a reader that calculates nothing shows
            self.sheet.write_formula(self._next, place, formula, self._formats.bold_money, value)
