"""Where the rows go: a file that is there complete or not at all, or standard output."""

import csv
import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TextIO

from ..core.errors import InputError
from ..core.text import harmless
from ..outputs import STANDARD_OUTPUT, standard_output, text_file, whole_file

if TYPE_CHECKING:
    from openpyxl import Workbook

FORMATS = ("csv", "tsv", "jsonl", "xlsx")


class Writer(Protocol):
    """Takes the rows one by one."""

    def write(self, cells: Sequence[str]) -> None:
        """One row, as wide as the headings."""


class TextWriter:
    """CSV or TSV; for a spreadsheet with cells made harmless."""

    def __init__(self, stream: TextIO, headings: Sequence[str], delimiter: str, for_excel: bool) -> None:
        self._writer = csv.writer(stream, delimiter=delimiter, lineterminator="\r\n" if for_excel else "\n")
        self._harmless = for_excel
        self.write(headings)

    def write(self, cells: Sequence[str]) -> None:
        """One row."""
        self._writer.writerow(map(harmless, cells) if self._harmless else cells)


class JsonLinesWriter:
    """A JSON object a line; everything is text, empty cells are null."""

    def __init__(self, stream: TextIO, headings: Sequence[str]) -> None:
        self._stream = stream
        self._headings = headings

    def write(self, cells: Sequence[str]) -> None:
        """One row."""
        row = {heading: cell or None for heading, cell in zip(self._headings, cells, strict=True)}
        self._stream.write(json.dumps(row, ensure_ascii=False) + "\n")


class SheetWriter:
    """An XLSX sheet; `amounts` are the places of the columns that become numbers."""

    def __init__(self, book: "Workbook", title: str, headings: Sequence[str], amounts: frozenset[int]) -> None:
        from openpyxl.styles import Font
        from openpyxl.utils import get_column_letter

        self._sheet: Any = book.create_sheet(title)
        self._amounts = amounts
        self._sheet.freeze_panes = "A2"
        for number, heading in enumerate(headings, 1):
            self._sheet.column_dimensions[get_column_letter(number)].width = max(10, min(40, 2 * len(heading) + 2))
        self._sheet.append([self._text(heading, font=Font(bold=True)) for heading in headings])

    def _cell(self, value: object, **style: object) -> Any:
        from openpyxl.cell import WriteOnlyCell

        cell: Any = WriteOnlyCell(self._sheet, value=value)
        for name, item in style.items():
            setattr(cell, name, item)
        return cell

    def write(self, cells: Sequence[str]) -> None:
        """One row; texts stay texts, whatever they begin with."""
        self._sheet.append(
            [self._amount(cell) if n in self._amounts else self._text(cell) for n, cell in enumerate(cells)]
        )

    def _text(self, cell: str, **style: object) -> Any:
        if harmless(cell) == cell and not style:
            return cell or None
        text = self._cell(cell, **style)
        text.data_type = "s"
        return text

    def _amount(self, cell: str) -> Any:
        if not cell:
            return None
        return self._cell(Decimal(cell), number_format="0.00")


@contextmanager
def open_text(target: str, encoding: str) -> Iterator[TextIO]:
    """A text stream to a file that appears complete or not at all, or to standard output."""
    if target == STANDARD_OUTPUT:
        yield standard_output()
        sys.stdout.flush()
        return
    with text_file(Path(target), encoding) as stream:
        yield stream


@contextmanager
def text_writer(target: str, form: str, headings: Sequence[str], for_excel: bool) -> Iterator[Writer]:
    """A writer of CSV, TSV or JSONL rows to `target`."""
    with open_text(target, "utf-8-sig" if for_excel else "utf-8") as stream:
        if form == "jsonl":
            yield JsonLinesWriter(stream, headings)
        else:
            yield TextWriter(stream, headings, "\t" if form == "tsv" else ",", for_excel)


@contextmanager
def workbook(target: Path) -> Iterator["Workbook"]:
    """A workbook that is saved whole or not at all. Raises InputError where openpyxl is missing."""
    try:
        from openpyxl import Workbook
    except ImportError:
        raise InputError("xlsx-missing", file=str(target)) from None
    book = Workbook(write_only=True)
    with whole_file(target) as new:
        yield book
        book.save(new)
