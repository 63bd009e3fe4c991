"""SpreadsheetML of Excel 2003: a workbook in one XML text, often called .xls."""

from collections.abc import Iterator
from functools import partial
from xml.etree import ElementTree

from ..core.errors import InputError
from .book import Book, Content, Merge, Sheet
from .input_file import InputFile
from .packed import MOST_COLUMNS, MOST_ROWS, PROLOG, attribute, check_xml, damage, local, within
from .values import Cell, Formula, content_of, day_of_serial, is_day_format, number_text

_NAMED_DAY_FORMATS = ("General Date", "Short Date", "Medium Date", "Long Date")


def read_book(source: InputFile, codec: str | None) -> Book:
    """A workbook. Raises InputError where it is damaged."""
    content = source.read()
    check_xml(content[:PROLOG], source.name)
    with damage(source.name):
        root = ElementTree.fromstring(content)
    days = frozenset(_day_styles(root))
    tables = [item for item in root if local(item) == "Worksheet"]
    if not tables:
        raise InputError("table-empty", file=source.name)
    return Book(
        source.name,
        "xml",
        tuple(
            Sheet(attribute(item, "Name"), _is_shown(item), load=partial(_load, source.name, item, days))
            for item in tables
        ),
    )


def _day_styles(root: ElementTree.Element) -> Iterator[str]:
    for style in root.iter():
        if local(style) != "Style":
            continue
        shown = "".join(attribute(item, "Format") for item in style if local(item) == "NumberFormat")
        if shown in _NAMED_DAY_FORMATS or is_day_format(shown):
            yield attribute(style, "ID")


def _is_shown(sheet: ElementTree.Element) -> bool:
    return not any(local(item) == "Visible" and "Hidden" in (item.text or "") for item in sheet.iter())


def _load(file: str, sheet: ElementTree.Element, days: frozenset[str]) -> Content:
    rows: list[tuple[int, list[Cell]]] = []
    hidden: list[int] = []
    merged: list[Merge] = []
    number = 0
    with damage(file):
        for row in (item for item in sheet.iter() if local(item) == "Row"):
            number = within(int(attribute(row, "Index") or number + 1), MOST_ROWS)
            if attribute(row, "Hidden") == "1":
                hidden.append(number)
            rows.append((number, _cells(row, number, days, merged)))
            number += int(attribute(row, "Span") or 0)
    return content_of(rows, hidden, merged)


def _cells(row: ElementTree.Element, number: int, days: frozenset[str], merged: list[Merge]) -> list[Cell]:
    cells: list[Cell] = []
    for item in (item for item in row if local(item) == "Cell"):
        place = within(int(attribute(item, "Index") or len(cells) + 1), MOST_COLUMNS) - 1
        cells.extend([None] * (place - len(cells)))
        cells.append(_cell(item, attribute(item, "StyleID") in days))
        across, down = (int(attribute(item, name) or 0) for name in ("MergeAcross", "MergeDown"))
        right, bottom = within(place + 1 + across, MOST_COLUMNS) - 1, within(number + down, MOST_ROWS)
        merged.append(Merge(number, bottom, place, right))
        cells.extend([None] * across)
    return cells


def _cell(item: ElementTree.Element, is_day: bool) -> Cell:
    data = next((child for child in item if local(child) == "Data"), None)
    formula = attribute(item, "Formula")
    text = "" if data is None else "".join(data.itertext())
    if formula and not text:
        return Formula(f"={formula.removeprefix('=')}")
    kind = "" if data is None else attribute(data, "Type")
    if kind == "DateTime":
        return text.replace("T", " ").removesuffix(".000").removesuffix(" 00:00:00")
    if kind == "Boolean":
        return text == "1"
    if kind != "Number" or not text:
        return text
    day = day_of_serial(float(text)) if is_day else None
    return day or number_text(float(text))
