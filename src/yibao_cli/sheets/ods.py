"""OpenDocument spreadsheets."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from xml.etree import ElementTree

from .book import Book, Content, Merge, Sheet
from .input_file import InputFile
from .packed import MOST_ROWS, attribute, check_parts, damage, local, open_packed, read_xml, within
from .values import Cell, Formula, content_of, day_shown, number_text

WIDEST = 1 << 14
"""Columns of a sheet; rows are filled up with blank ones beyond every limit."""
_MOST_BLANKS = 1 << 10
_CELLS = ("table-cell", "covered-table-cell")
_NOT_SHOWN = ("collapse", "filter")
_PARAGRAPH, _COMMENT, _BLANKS = "p", "annotation", "s"


def read_book(source: InputFile, codec: str | None) -> Book:
    """A spreadsheet. Raises InputError where it is damaged."""
    packed = open_packed(source)
    check_parts(packed, source.name)
    root = read_xml(packed, "content.xml", source.name)
    hidden = {
        attribute(style, "name")
        for style in root.iter()
        if local(style) == "style" and any(attribute(item, "display") == "false" for item in style)
    }
    return Book(
        source.name,
        "ods",
        tuple(
            Sheet(
                attribute(table, "name"),
                attribute(table, "style-name") not in hidden,
                load=partial(_load, source.name, table),
            )
            for table in root.iter()
            if local(table) == "table"
        ),
    )


def _load(file: str, table: ElementTree.Element) -> Content:
    rows: list[tuple[int, list[Cell]]] = []
    hidden: list[int] = []
    merged: list[Merge] = []
    number = 1
    with damage(file):
        for row in _rows(table):
            cells = _cells(row, number, merged)
            times = int(attribute(row, "number-rows-repeated", "1"))
            for repeated in range(within(number + times - 1, MOST_ROWS) - number + 1 if cells else 0):
                rows.append((number + repeated, list(cells)))
                if attribute(row, "visibility") in _NOT_SHOWN:
                    hidden.append(number + repeated)
            number += times
    return content_of(rows, hidden, merged)


def _rows(parent: ElementTree.Element) -> Iterator[ElementTree.Element]:
    """The rows, also those in groups and among the headings of printed pages."""
    for item in parent:
        name = local(item)
        if name == "table-row":
            yield item
        elif name in ("table-rows", "table-header-rows", "table-row-group"):
            yield from _rows(item)


def _cells(row: ElementTree.Element, number: int, merged: list[Merge]) -> list[Cell]:
    """The cells up to the last one that is not blank."""
    cells: list[Cell] = []
    place = 0
    for item in (item for item in row if local(item) in _CELLS):
        times = int(attribute(item, "number-columns-repeated", "1"))
        value = None if local(item) == "covered-table-cell" else _cell(item)
        down = int(attribute(item, "number-rows-spanned", "1"))
        if down > 1:
            across = int(attribute(item, "number-columns-spanned", "1"))
            merged.append(Merge(number, within(number + down - 1, MOST_ROWS), place, place + across - 1))
        place += times
        if value is not None and value != "" and place <= WIDEST:
            cells.extend([None] * (place - times - len(cells)))
            cells.extend([value] * times)
    return cells


def _cell(item: ElementTree.Element) -> Cell:
    """A value; a number that is shown as a day is that day: SheetJS writes days so."""
    kind = attribute(item, "value-type")
    shown = "\n".join(_text(child) for child in item if local(child) == _PARAGRAPH)
    if not kind and attribute(item, "formula"):
        return Formula("=" + attribute(item, "formula").partition("=")[2])
    if kind == "date":
        return _day(attribute(item, "date-value"))
    if kind in ("float", "currency", "percentage"):
        value = float(attribute(item, "value"))
        return day_shown(value, shown) or number_text(value)
    if kind == "boolean":
        return attribute(item, "boolean-value") == "true"
    return shown or attribute(item, "string-value")


def _day(written: str) -> Cell:
    try:
        return datetime.fromisoformat(written)
    except ValueError:
        return written


def _text(element: ElementTree.Element) -> str:
    """The text of a paragraph; runs of blanks stand as elements, comments are left out."""
    parts = [element.text or ""]
    for child in element:
        if local(child) == _BLANKS:
            parts.append(" " * min(int(attribute(child, "c", "1")), _MOST_BLANKS))
        elif local(child) != _COMMENT:
            parts.append(_text(child))
        parts.append(child.tail or "")
    return "".join(parts)
