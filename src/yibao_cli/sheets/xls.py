"""Workbooks of Excel 5.0 to 2003 through xlrd."""

import struct
from collections.abc import Iterator
from functools import partial
from io import StringIO
from typing import Any

from ..core.errors import InputError
from .book import Book, Content, Merge, Sheet
from .input_file import InputFile
from .packed import damage
from .values import Cell, Formula, cell_text, content_of, day_of_serial

CODE_PAGE = "cp936"
"""Of a file that names none, or names ASCII."""
_UNICODE_VERSION = 80
_ASCII = 367
_EMPTY, _TEXT, _NUMBER, _DATE, _BOOLEAN, _ERROR, _BLANK = range(7)
_FORMULA_RECORD, _END_RECORD = 0x0006, 0x000A
_BEGIN_RECORDS = (0x0009, 0x0209, 0x0409, 0x0809)
_CALCULATE_ON_LOAD = 0x0002
_ZERO, _EMPTY_TEXT = bytes(8), b"\3\0\0\0\0\0\xff\xff"
"""What a formula came to, as it stands in its record."""
_STREAMS = ("workbook", "book")


def read_book(source: InputFile, codec: str | None) -> Book:
    """A workbook. Raises InputError where it is locked or damaged, or xlrd is missing."""
    try:
        import xlrd
    except ImportError:
        raise InputError("xls-missing", file=source.name) from None
    content = source.read()
    with damage(source.name):
        _check_chain(content)
        try:
            book = _opened(content)
            if book.biff_version < _UNICODE_VERSION and book.codepage in (None, _ASCII):
                book = _opened(content, CODE_PAGE)
        except xlrd.XLRDError as error:
            if "encrypted" in str(error):
                raise InputError("table-locked", file=source.name) from None
            raise
        sheets = zip(book.sheet_names(), book._sheet_visibility, strict=True)
        return Book(
            source.name,
            "xls",
            tuple(
                Sheet(name, state == 0, load=partial(_load, source.name, book, place))
                for place, (name, state) in enumerate(sheets)
            ),
        )


def _check_chain(content: bytes) -> None:
    """Raises ValueError where a damaged workbook has no end; xlrd 2.0.2 would go on reading."""
    from xlrd.compdoc import SIGNATURE, CompDoc

    if not content.startswith(SIGNATURE):
        return
    packed = CompDoc(content, StringIO())
    for entry in packed.dirlist:
        if entry.name.lower() in _STREAMS and entry.tot_size < packed.min_size_std_stream:
            sector = entry.first_SID
            for _ in range(len(packed.SSAT) + 1):
                if not 0 <= sector < len(packed.SSAT):
                    break
                sector = packed.SSAT[sector]
            else:
                raise ValueError("a chain of sectors has no end")


def _opened(content: bytes, code_page: str | None = None) -> Any:
    """The workbook; its sheets are read when they are asked for."""
    import xlrd

    return xlrd.open_workbook(
        file_contents=content,
        formatting_info=True,
        on_demand=True,
        logfile=StringIO(),  # what it says is for programmers
        encoding_override=code_page,
    )


def _load(file: str, book: Any, number: int) -> Content:
    with damage(file):
        sheet = book.sheet_by_index(number)
        formulas = _uncalculated(book, number)
        rows = [
            (row + 1, [_cell(book, cell, (row, place) in formulas) for place, cell in enumerate(sheet.row(row))])
            for row in range(sheet.nrows)
        ]
        hidden = [row + 1 for row, info in sheet.rowinfo_map.items() if info.hidden]
        merged = [Merge(top + 1, bottom, left, right - 1) for top, bottom, left, right in sheet.merged_cells]
    return content_of(rows, hidden, merged)


def _cell(book: Any, cell: Any, uncalculated: bool) -> Cell:
    if uncalculated:
        return Formula("=…")
    if cell.ctype == _DATE:
        return day_of_serial(cell.value, bool(book.datemode)) or cell_text(cell.value)
    if cell.ctype == _BOOLEAN:
        return bool(cell.value)
    if cell.ctype == _ERROR:
        from xlrd.biffh import error_text_from_code

        return str(error_text_from_code.get(cell.value, "#N/A"))
    return None if cell.ctype in (_EMPTY, _BLANK) else cell_text(cell.value)


def _uncalculated(book: Any, place: int) -> set[tuple[int, int]]:
    """Cells whose formula has come to nothing yet, of which xlrd says 0 or ''.

    Those that ask to be calculated when the file is opened, and all of them where all came to an empty text: xlwt
    writes them so.
    """
    results = {
        struct.unpack_from("<HH", record): (record[6:14], struct.unpack_from("<H", record, 14)[0])
        for kind, record in _records(book.mem, book._sh_abs_posn[place])
        if kind == _FORMULA_RECORD
    }
    if all(result == _EMPTY_TEXT for result, _ in results.values()):
        return set(results)
    return {cell for cell, (result, flags) in results.items() if result == _ZERO and flags & _CALCULATE_ON_LOAD}


def _records(content: Any, position: int) -> Iterator[tuple[int, bytes]]:
    """The records of a sheet: kind and data. Sheets and charts within it have an end of their own."""
    depth = 0
    while position + 4 <= len(content):
        kind, size = struct.unpack_from("<HH", content, position)
        position += 4
        depth += kind in _BEGIN_RECORDS
        depth -= kind == _END_RECORD
        if depth == 0:
            return
        yield kind, bytes(content[position : position + size])
        position += size
