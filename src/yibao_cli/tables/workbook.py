"""XLSX workbooks: the rows of a sheet as text, through openpyxl."""

import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO
from typing import Any

from ..core.errors import InputError
from .files import Line, Source

SHOWN_DIGITS = 15
"""Digits of a number that a spreadsheet shows; what lies beyond is noise of its binary numbers."""


def cell_text(value: object) -> str:
    """A cell as text: a day as YYYY-MM-DD, a number in its shortest decimal form without '.0', nothing as ''.

    >>> cell_text(143.24), cell_text(0.1 + 0.2), cell_text(200.0)
    ('143.24', '0.3', '200')
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "seconds")
    return value.isoformat() if isinstance(value, date | time) else str(value)


def _number(value: float) -> str:
    if value.is_integer():
        return str(int(value))
    written = repr(value)
    if len(written.replace(".", "").replace("-", "").lstrip("0")) > SHOWN_DIGITS or "e" in written:
        written = format(Decimal(f"{value:.{SHOWN_DIGITS}g}"), "f")
    return written


@dataclass(frozen=True)
class Sheet:
    """A sheet of a workbook that was opened once; its rows may be read again and again."""

    file: str
    name: str
    _book: Any

    def rows(self) -> Iterator[Line]:
        """The rows that are not blank, with their numbers. Raises InputError where the workbook is damaged."""
        with _damage(self.file):
            yield from _rows(self._book[self.name])


def open_sheet(source: Source, wanted: str | None) -> Sheet:
    """The sheet by its name, else the first visible one with a row. Raises InputError if there is none."""
    try:
        from openpyxl import load_workbook
    except ImportError:
        raise InputError("xlsx-missing", file=source.name) from None
    with source.open() as stream, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about styles, which nobody asks for
        packed = BytesIO(stream.read())  # small, and nothing is left open
        with _damage(source.name):
            book = load_workbook(packed, read_only=True, data_only=True)
            return Sheet(source.name, _choose(source, book, wanted), book)


def _choose(source: Source, book: Any, wanted: str | None) -> str:
    names: list[str] = [sheet.title for sheet in book.worksheets]
    if wanted is not None:
        found = [name for name in names if name.strip() == wanted.strip()]
        if not found:
            raise InputError("sheet-unknown", file=source.name, value=wanted, choices=tuple(names))
    else:
        found = [sheet.title for sheet in book.worksheets if sheet.sheet_state == "visible"]
    for name in found:
        if next(_rows(book[name]), None) is not None:
            return name
    raise InputError("table-empty", file=source.name)


def _rows(sheet: Any) -> Iterator[Line]:
    sheet.reset_dimensions()  # some programs write a size of one cell
    rows: Iterable[tuple[object, ...]] = sheet.iter_rows(values_only=True)
    for number, row in enumerate(rows, 1):
        cells = [cell_text(value) for value in row]
        if any(map(str.strip, cells)):
            yield number, cells


@contextmanager
def _damage(file: str) -> Iterator[None]:
    """A damaged workbook fails anywhere inside the library, with any error."""
    try:
        yield
    except InputError:
        raise
    except Exception:
        raise InputError("xlsx-broken", file=file) from None
