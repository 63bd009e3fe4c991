"""Web pages with tables, as portals export them under the name .xls; also web archives (MHTML)."""

import re
from collections.abc import Iterator
from functools import partial
from html.parser import HTMLParser
from typing import NamedTuple

from ..core.errors import InputError
from .book import Book, Content, Merge, Sheet
from .input_file import InputFile
from .text import find_codec
from .values import Cell, content_of, day_of_serial, day_shown, is_day_format, number_text

_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_CHINESE = ("gb2312", "gbk", "gb18030", "cp936", "x-gbk")
_ARCHIVE = (b"mime-version:", b"from: <saved by", b"content-type: multipart/related")
_WIDEST = 1 << 14


class _Cell(NamedTuple):
    """A cell of a row: its text, its attributes, how many columns and rows it covers."""

    text: str
    facts: dict[str, str]
    across: int
    down: int


class _Row(NamedTuple):
    cells: list[_Cell]
    hidden: bool


def read_book(source: InputFile, codec: str | None) -> Book:
    """A page: the rows of all its tables one after the other. Raises InputError where it has none."""
    content = source.read()
    pages = list(_parts(content)) if content.lstrip().lower().startswith(_ARCHIVE) else [content]
    found = [rows for page in pages if (rows := _rows(_decoded(source, page, codec)))]
    if not found:
        raise InputError("html-no-table", file=source.name)
    return Book(source.name, "html", tuple(Sheet(load=partial(_load, rows)) for rows in found))


def _parts(content: bytes) -> Iterator[bytes]:
    """The pages of a web archive."""
    from email import message_from_bytes

    for part in message_from_bytes(content.lstrip()).walk():
        page = part.get_payload(decode=True)
        if part.get_content_type() == "text/html" and isinstance(page, bytes):
            yield page


def _decoded(source: InputFile, page: bytes, codec: str | None) -> str:
    """The text of a page: in the encoding given, as it says itself, else as it can be read."""
    said = _CHARSET.search(page[:4096])
    name = said[1].decode().lower() if said else ""
    if codec is None and name and not page.startswith(_MARKS):
        codec = "gb18030" if name in _CHINESE else name
    try:
        return page.decode(codec or find_codec(InputFile(source.name, None, page)))
    except (LookupError, UnicodeDecodeError):
        return page.decode(find_codec(InputFile(source.name, None, page)))


class _Tables(HTMLParser):
    """Collects the rows of tables; those of a table within a cell come before the row around it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[_Row] = []
        self._open: list[_Row] = []
        self._texts: list[list[str]] = []
        self._facts: list[dict[str, str]] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A row or a cell begins; what was not closed before it ends."""
        facts = {name: value or "" for name, value in attrs}
        if tag == "table":
            self._open.append(_Row([], True))  # nothing is in a row yet
        elif tag == "tr" and self._open:
            self._end_row()
            self._open[-1] = _Row([], _HIDDEN.search(facts.get("style", "")) is not None)
        elif tag in ("td", "th") and self._open:
            self._end_cell()
            self._texts.append([])
            self._facts.append(facts)
        elif tag in ("style", "script"):
            self._silent += 1
        elif tag in ("br", "p", "div") and self._texts and self._texts[-1]:
            self._texts[-1].append(" ")

    def handle_endtag(self, tag: str) -> None:
        """A row or a cell ends."""
        if tag in ("td", "th"):
            self._end_cell()
        elif tag in ("tr", "table") and self._open:
            self._end_row()
            if tag == "table":
                self._open.pop()
        elif tag in ("style", "script"):
            self._silent = max(0, self._silent - 1)

    def handle_data(self, data: str) -> None:
        """Text of the innermost cell."""
        if self._texts and not self._silent:
            self._texts[-1].append(data)

    def _end_cell(self) -> None:
        if len(self._texts) < len(self._open) or not self._texts:
            return
        text = " ".join("".join(self._texts.pop()).split())
        facts = self._facts.pop()
        self._open[-1].cells.append(_Cell(text, facts, _span(facts, "colspan"), _span(facts, "rowspan")))

    def _end_row(self) -> None:
        self._end_cell()
        row = self._open[-1]
        if row.cells:
            self.rows.append(row)
        self._open[-1] = _Row([], False)


def _span(facts: dict[str, str], name: str) -> int:
    written = facts.get(name, "1").strip()
    return min(max(1, int(written)), _WIDEST) if written.isdecimal() else 1


def _rows(page: str) -> list[_Row]:
    parser = _Tables()
    parser.feed(page)
    parser.close()
    return parser.rows


def _load(rows: list[_Row]) -> Content:
    """The rows by number, cells moved to where cells that span columns and rows leave room for them."""
    merged: list[Merge] = []
    taken: dict[int, int] = {}
    placed: list[tuple[int, list[Cell]]] = []
    for number, row in enumerate(rows, 1):
        cells: list[Cell] = []
        for item in row.cells:
            while taken.get(len(cells), 0) >= number:
                cells.append(None)
            place = len(cells)
            cells.append(_value(item))
            cells.extend([None] * (item.across - 1))
            if item.down > 1:
                merged.append(Merge(number, number + item.down - 1, place, place + item.across - 1))
                taken |= dict.fromkeys(range(place, place + item.across), number + item.down - 1)
        placed.append((number, cells))
    hidden = [number for number, row in enumerate(rows, 1) if row.hidden]
    return content_of(placed, hidden, merged)


def _value(item: _Cell) -> Cell:
    """The text; the number behind a shown day or amount where the page keeps it (Excel: x:num, SheetJS: data-v)."""
    written = item.facts.get("x:num") or (item.facts.get("data-v") if item.facts.get("data-t") == "n" else None)
    try:
        number = float(written or "")
    except ValueError:
        return item.text
    if is_day_format(item.facts.get("data-z", "general")):
        return day_of_serial(number) or item.text
    return day_shown(number, item.text) or number_text(number)
