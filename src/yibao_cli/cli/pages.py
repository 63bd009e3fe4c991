"""Rows of a workbook under headings, on as many sheets as they need: 结果, 结果 2, …; each but the last is full."""

from __future__ import annotations

from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

from ..language import tr
from ..render.batch import SUM
from ..sheets.limits import ROWS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from decimal import Decimal
    from typing import Any


class Formats:
    """The formats of a workbook."""

    def __init__(self, book: Any) -> None:
        self.bold = book.add_format({"bold": True})
        self.money = book.add_format({"num_format": "0.00"})
        self.bold_money = book.add_format({"bold": True, "num_format": "0.00"})
        self.day = book.add_format({"num_format": "yyyy-mm-dd"})


class Pages:
    """The sheets of one name; `columns` are the headings, with the widths of their columns in characters."""

    def __init__(self, book: Any, formats: Formats, name: str, columns: Iterable[tuple[str, int]]) -> None:
        self._book, self._formats, self._name, self._columns = book, formats, name, list(columns)
        self._sheets: list[Any] = []
        self._add()

    def _add(self) -> None:
        name = f"{self._name} {len(self._sheets) + 1}" if self._sheets else self._name
        sheet = self._book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        for place, (heading, width) in enumerate(self._columns):
            sheet.set_column(place, place, width)
            sheet.write_string(0, place, heading, self._formats.bold)
        self._sheets.append(sheet)
        self._next = 1

    def place(self) -> tuple[Any, int]:
        """The sheet and the number (from 0) of the next row."""
        if self._next == ROWS:
            self._add()
        self._next += 1
        return self._sheets[-1], self._next - 1

    def add_sums(self, sums: Mapping[int, Decimal]) -> None:
        """A filter on each sheet, and a row of sums by formula under some columns.

        The sums (yuan) are stored with the formulas, for programs that do not calculate.
        """
        lasts = [ROWS - 1] * (len(self._sheets) - 1) + [self._next - 1]
        spans = [(sheet, last) for sheet, last in zip(self._sheets, lasts, strict=True) if last > 0]
        if not spans:
            return
        for sheet, last in spans:
            sheet.autofilter(0, 0, last, len(self._columns) - 1)
        sheet, row = self.place()
        sheet.write_string(row, 0, tr(SUM), self._formats.bold)
        for place, amount in sums.items():
            column = xl_col_to_name(place)
            parts = [(item, f"{column}2:{column}{last + 1}") for item, last in spans]
            cells = [part if item is sheet else f"'{item.get_name()}'!{part}" for item, part in parts]
            sheet.write_formula(row, place, f"=SUM({','.join(cells)})", self._formats.bold_money, float(amount))


def link_to(sheet: Any, row: int) -> str:
    """A link to a row of a sheet."""
    return f"internal:'{sheet.get_name()}'!{xl_rowcol_to_cell(row, 0)}"
