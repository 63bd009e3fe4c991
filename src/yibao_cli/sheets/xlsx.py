"""XLSX workbooks. openpyxl unpacks them and knows strings and styles; their sheets are read here, with what it drops.

Those are hidden rows, merged cells, formulas without a result, and the formats for days of Chinese systems.
"""

import re
import warnings
import zipfile
from collections.abc import Iterator
from functools import cache
from typing import Any
from xml.etree import ElementTree

from ..core.errors import InputError
from .book import Book, Content, Line, Merge, Sheet
from .input_file import InputFile
from .packed import (
    MOST_COLUMNS,
    MOST_ROWS,
    attribute,
    check_parts,
    check_strings,
    damage,
    local,
    open_packed,
    read_xml,
    within,
)
from .values import (
    BUILT_IN_DATES,
    SHOWN_DIGITS,
    Cell,
    Formula,
    cell_text,
    content_of,
    day_of_serial,
    is_day_format,
    number_text,
)

_NAMESPACE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_ROW, _VALUE, _INLINE, _FORMULA, _MERGE, _TEXT, _RUBY = (
    f"{_NAMESPACE}{name}" for name in ("row", "v", "is", "f", "mergeCell", "t", "rPh")
)
_DIGITS, _LETTERS = "0123456789", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_PLAIN_NUMBER = re.compile(r"(?:0|-?[1-9]\d*)(?:\.\d{0,5}[1-9])?")
"""A number that is its own shortest form."""
_FIRST_CUSTOM = 164
"""Number of the first format that a workbook defines itself."""


def read_book(source: InputFile, codec: str | None) -> Book:
    """A workbook. Raises InputError where it is damaged, or openpyxl is missing."""
    try:
        import openpyxl  # noqa: F401
    except ImportError:
        raise InputError("xlsx-missing", file=source.name) from None
    from .workbook_parts import read_parts

    packed = open_packed(source)
    check_parts(packed, source.name)
    check_strings(packed, source.name)
    assert packed.fp is not None
    with warnings.catch_warnings(), damage(source.name):
        warnings.simplefilter("ignore")  # about styles, which nobody asks for
        book = read_parts(packed.fp)
        styles = _day_styles(book)
        recalculate = _wants_calculation(packed, source.name)
        sheets = [_Reader(source.name, sheet, styles, recalculate) for sheet in book.worksheets]
    return Book(
        source.name,
        "xlsx",
        tuple(
            Sheet(item.sheet.title, item.sheet.sheet_state == "visible", load=item.load, peek=item.peek)
            for item in sheets
        ),
    )


def _wants_calculation(packed: zipfile.ZipFile, file: str) -> bool:
    """Whether the workbook asks to be calculated when it is opened: what its formulas came to is not in it, then.

    openpyxl says so of every workbook that does not say otherwise.
    """
    if "xl/workbook.xml" not in packed.namelist():
        return False
    root = read_xml(packed, "xl/workbook.xml", file)
    found = next((item for item in root if local(item) == "calcPr"), None)
    return found is not None and attribute(found, "fullCalcOnLoad") in ("1", "true")


def _day_styles(book: Any) -> frozenset[str]:
    """The styles, as cells name them, that show days."""
    formats = book._number_formats

    def shows_day(number: int) -> bool:
        if number < _FIRST_CUSTOM:
            return number in BUILT_IN_DATES
        place = number - _FIRST_CUSTOM
        return place < len(formats) and is_day_format(formats[place])

    return frozenset(str(place) for place, style in enumerate(book._cell_styles) if shows_day(style.numFmtId))


class _Reader:
    """Reads one sheet; `days` are the styles that show days, `recalculate`: what formulas came to is not known."""

    def __init__(self, file: str, sheet: Any, days: frozenset[str], recalculate: bool) -> None:
        self.sheet = sheet
        self._file = file
        self._days = days
        self._recalculate = recalculate
        self._from_1904 = sheet.parent.epoch.year == 1904
        self._strings: list[str] = sheet._shared_strings
        self._texts: dict[str, str] = {}
        self._formulas: dict[str, str] = {}

    def load(self) -> Content:
        """All rows."""
        hidden: list[int] = []
        merged: list[Merge] = []
        return content_of(self._rows(hidden, merged), hidden, merged)

    def peek(self) -> Iterator[Line]:
        """The rows as they are asked for, days as they stand."""
        for number, cells in self._rows([], []):
            texts = list(map(cell_text, cells))
            if any(map(str.strip, texts)):
                yield number, texts

    def _rows(self, hidden: list[int], merged: list[Merge]) -> Iterator[tuple[int, list[Cell]]]:
        """Every row with cells in it; fills the numbers of the hidden ones, and the merged cells."""
        number = 0
        with damage(self._file), self.sheet._get_source() as stream:
            for _, element in ElementTree.iterparse(stream):
                tag = element.tag
                if tag == _ROW:
                    written = element.get("r")
                    number = within(int(written) if written else number + 1, MOST_ROWS)
                    if element.get("hidden") in ("1", "true"):
                        hidden.append(number)
                    yield number, self._cells(element)
                    element.clear()
                elif tag == _MERGE:
                    merged.append(_merge(element.get("ref", "")))

    def _cells(self, row: ElementTree.Element) -> list[Cell]:
        cells: list[Cell] = []
        texts, strings, days = self._texts, self._strings, self._days
        for element in row:
            attributes = element.attrib
            value: Cell = None
            if len(element) == 1 and (child := element[0]).tag == _VALUE:  # nearly always
                written = child.text
                kind = attributes.get("t")
                if written is not None and kind == "s":
                    value = strings[int(written)]
                    if "_x" in value:
                        value = _unescaped(value)
                elif written is not None and kind is None and attributes.get("s") not in days:
                    value = texts.get(written)
            if value is None:
                value = self._cell(element)
            name = attributes.get("r")
            if value is None:
                if not name:
                    cells.append("")
                continue
            place = _column(name.rstrip(_DIGITS)) if name else len(cells)
            width = len(cells)
            if place == width:
                cells.append(value)
            elif place > width:
                cells += [""] * (place - width)
                cells.append(value)
            else:
                cells[place] = value
        return cells

    def _cell(self, element: ElementTree.Element) -> Cell:
        """What a cell holds: text ready to be used, or a day or a formula that is looked at with its column."""
        written = formula = None
        for child in element:
            if child.tag == _VALUE:
                written = child.text
            elif child.tag == _FORMULA:
                formula = child
            elif child.tag == _INLINE:
                return _unescaped(_inline(child))
        if formula is not None and (self._recalculate or written is None):
            return self._formula(formula)
        if written is None:
            return None
        kind = element.get("t")
        if kind == "s":
            return _unescaped(self._strings[int(written)])
        if kind is None or kind == "n":
            if element.get("s") in self._days:
                day = day_of_serial(float(written), self._from_1904)
                return day if day is not None else written
            text = self._texts.get(written)
            if text is None:
                plain = len(written) <= SHOWN_DIGITS and _PLAIN_NUMBER.fullmatch(written)
                text = self._texts[written] = written if plain else number_text(_number(written))
            return text
        if kind == "b":
            return written == "1"
        if kind == "d":
            return written.removesuffix("T00:00:00")
        return _unescaped(written)

    def _formula(self, element: ElementTree.Element) -> Formula:
        """A formula; one that is shared with the cell above stands there."""
        shared = element.get("si", "")
        text = element.text or self._formulas.get(shared, "")
        if shared and element.text:
            self._formulas[shared] = element.text
        return Formula(f"={text}")


def _number(written: str) -> float:
    """A number as a spreadsheet keeps it; long whole ones stay exact until they are cut."""
    return int(written) if written.isdigit() else float(written)


def _unescaped(text: str) -> str:
    """A text in which signs such as CR stand as _x000D_, as they have to in XML."""
    if "_x" not in text:
        return text
    from openpyxl.utils.escape import unescape

    plain: str = unescape(text)
    return plain


def _inline(element: ElementTree.Element) -> str:
    """The text of a cell that keeps it itself, without the readings of its signs."""
    if len(element) == 1 and not len(element[0]):
        return element[0].text or ""
    parts = [child for child in element if child.tag != _RUBY]
    return "".join(part.text or "" for child in parts for part in child.iter(_TEXT))


@cache
def _column(letters: str) -> int:
    """The column of cells like B7 by its letters, from 0."""
    place = 0
    for letter in letters:
        place = within(26 * place + ord(letter) - 64, MOST_COLUMNS)
    return place - 1


def _merge(written: str) -> Merge:
    first, _, last = written.partition(":")
    last = last or first

    (left, top), (right, bottom) = ((cell.rstrip(_DIGITS), cell.lstrip(_LETTERS)) for cell in (first, last))
    return Merge(within(int(top), MOST_ROWS), within(int(bottom), MOST_ROWS), _column(left), _column(right))
