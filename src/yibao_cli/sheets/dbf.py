"""Tables of dBASE and FoxPro. Older Chinese programs name no code page, or a wrong one: texts are read as cp936."""

import struct
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import NamedTuple

from ..core.errors import InputError
from .book import Book, Content, Sheet
from .input_file import InputFile
from .packed import damage
from .values import Cell, content_of

CODE_PAGE = "gb18030"
"""Reads all of code page 936."""
_CODE_PAGES = {0x03: "cp1252", 0x4F: "cp950", 0x78: "cp950", 0x7A: "gb18030", 0x4D: "gb18030"}
"""By language driver; those of other languages are never right in a file from China, so they are not asked."""
_HEADER, _FIELD, _END = 32, 32, 0x0D
_DELETED = b"*"
_SYSTEM = 0x01
_FIRST_DAY = date(1, 1, 1)
_JULIAN_OF_FIRST_DAY = 1_721_426


class _Column(NamedTuple):
    name: str
    kind: str
    start: int
    size: int
    decimals: int


def read_book(source: InputFile, codec: str | None) -> Book:
    """A table. Raises InputError where it is damaged or cut off."""
    content = source.read()
    with damage(source.name):
        count, header, record = struct.unpack_from("<IHH", content, 4)
        codec = codec or _codec(content, header)
        columns = list(_columns(content, header, codec))
    if not columns:
        raise InputError("table-empty", file=source.name)
    if len(content) < header + count * record:
        raise InputError("file-broken", file=source.name)
    sheet = Sheet(load=partial(_load, source.name, content, columns, codec))
    return Book(source.name, "dbf", (sheet,), codec)


def _codec(content: bytes, header: int) -> str:
    """The language driver's code page where it is a Chinese one; a wrong one is found by what cannot be read in it."""
    said = _CODE_PAGES.get(content[29])
    if said == "cp950":
        return said
    try:
        content[header:].decode(CODE_PAGE)
    except UnicodeDecodeError:
        return said or CODE_PAGE
    return CODE_PAGE


def _columns(content: bytes, header: int, codec: str) -> Iterator[_Column]:
    start = 1
    for place in range(_HEADER, header - 1, _FIELD):
        if content[place] == _END:
            return
        name = content[place : place + 11].split(b"\0")[0].decode(codec, "replace").strip()
        kind = chr(content[place + 11])
        size, decimals, flags = content[place + 16], content[place + 17], content[place + 18]
        if kind == "C":
            size += 256 * decimals  # FoxPro keeps long texts so
        if not (flags & _SYSTEM):
            yield _Column(name, kind, start, size, decimals)
        start += size


def _load(file: str, content: bytes, columns: list[_Column], codec: str) -> Content:
    """The names of the columns as row 1; record n is row n + 1, as spreadsheets show it."""
    count, header, record = struct.unpack_from("<IHH", content, 4)
    rows: list[tuple[int, list[Cell]]] = [(1, [column.name for column in columns])]
    deleted = 0
    with damage(file):
        for number in range(count):
            start = header + number * record
            if content[start : start + 1] == _DELETED:
                deleted += 1
                continue
            cells = content[start : start + record]
            rows.append((number + 2, [_cell(cells, column, codec) for column in columns]))
    return content_of(rows, deleted=deleted)


def _cell(record: bytes, column: _Column, codec: str) -> Cell:
    raw = record[column.start : column.start + column.size]
    if column.kind == "I":
        return str(struct.unpack("<i", raw)[0])
    if column.kind == "Y":
        return str(Decimal(struct.unpack("<q", raw)[0]).scaleb(-4))
    if column.kind == "B" and column.size == 8:
        return float(struct.unpack("<d", raw)[0])
    if column.kind == "T":
        day, _ = struct.unpack("<ii", raw)
        return _FIRST_DAY + timedelta(days=day - _JULIAN_OF_FIRST_DAY) if day > _JULIAN_OF_FIRST_DAY else None
    if column.kind in "MGPW":
        return None  # a text in another file
    text = raw.decode(codec, "replace").rstrip("\0").strip()
    if column.kind == "D" and len(text) == 8 and text.isdecimal():
        return f"{text[:4]}-{text[4:6]}-{text[6:]}"
    if column.kind in "NF":
        return text.replace(",", ".").lstrip("*")
    if column.kind == "L":
        return text.replace("?", "")
    return text
