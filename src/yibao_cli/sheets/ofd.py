"""Statements in OFD, the layout format of GB/T 33190: the texts of its pages and the lines between them.

Names of elements are taken without their name space: not every program writes the standard's.
"""

import posixpath
import re
import zipfile
from collections.abc import Iterator
from functools import partial
from xml.etree import ElementTree

from ..core.errors import InputError
from .book import Book, Content, Sheet
from .grid import Piece, by_lines, by_places
from .input_file import InputFile
from .packed import attribute, check_parts, damage, local, open_packed, read_xml
from .values import Cell, content_of

FEWEST = 2
"""Lines each way that make a table; fewer are rules under a title."""
_NUMBERS = re.compile(r"[A-Za-z]|-?\d+(?:\.\d*)?")
_THIN = 1.0
"""Millimetres; a longer and thinner path is a line."""


def read_book(source: InputFile, codec: str | None) -> Book:
    """The tables of all pages, one after the other. Raises InputError where the file is damaged or has no text."""
    packed = open_packed(source)
    check_parts(packed, source.name)
    return Book(source.name, "ofd", (Sheet(load=partial(_load, source.name, packed)),))


def _load(file: str, packed: zipfile.ZipFile) -> Content:
    """The rows are counted from the first one of the first page."""
    rows: list[tuple[int, list[Cell]]] = []
    with damage(file):
        for part in _pages(packed, file):
            table = _table(read_xml(packed, part, file))
            rows.extend(enumerate(map(list, table), len(rows) + 1))
    if not rows:
        raise InputError("ofd-picture", file=file)
    return content_of(rows)


def _pages(packed: zipfile.ZipFile, file: str) -> Iterator[str]:
    """The parts with the pages of every document, in order."""
    for root in _texts(read_xml(packed, "OFD.xml", file), "DocRoot"):
        document = root.strip().lstrip("/")
        for page in read_xml(packed, document, file).iter():
            if local(page) == "Page" and attribute(page, "BaseLoc"):
                yield posixpath.normpath(posixpath.join(posixpath.dirname(document), attribute(page, "BaseLoc")))


def _texts(element: ElementTree.Element, name: str) -> list[str]:
    return [item.text or "" for item in element.iter() if local(item) == name]


def _table(page: ElementTree.Element) -> list[list[str]]:
    pieces: list[Piece] = []
    across: list[float] = []
    down: list[float] = []
    for item in page.iter():
        name = local(item)
        if name == "TextObject":
            pieces.extend(_pieces(item))
        elif name == "PathObject":
            for left, top, right, bottom in _edges(item):
                if right - left <= _THIN < bottom - top:
                    across.append(round(left))
                elif bottom - top <= _THIN < right - left:
                    down.append(round(top))
    if len(set(across)) >= FEWEST and len(set(down)) >= FEWEST:
        return by_lines(pieces, across, down)
    return by_places(pieces)


def _box(item: ElementTree.Element) -> tuple[float, float, float, float]:
    left, top, width, height = map(float, attribute(item, "Boundary").split())
    return left, top, width, height


def _pieces(item: ElementTree.Element) -> Iterator[Piece]:
    """A text object as one text: its parts stand in the order of reading."""
    left, top, width, height = _box(item)
    text = "".join(_texts(item, "TextCode")).strip()
    if text:
        yield Piece(text, left, top, left + width, top + height)


def _edges(item: ElementTree.Element) -> Iterator[tuple[float, float, float, float]]:
    """The boxes of the straight parts of a path: left, top, right, bottom on the page."""
    x, y, _, _ = _box(item)
    for written in _texts(item, "AbbreviatedData"):
        signs = _NUMBERS.findall(written)
        here = start = (0.0, 0.0)
        place = 0
        while place < len(signs):
            sign = signs[place]
            if sign in ("M", "S", "L"):
                there = float(signs[place + 1]), float(signs[place + 2])
                place += 3
            elif sign == "C":
                there, place = start, place + 1
            else:
                place += 1
                continue
            if sign in ("L", "C"):
                yield (
                    x + min(here[0], there[0]),
                    y + min(here[1], there[1]),
                    x + max(here[0], there[0]),
                    y + max(here[1], there[1]),
                )
            else:
                start = there
            here = there
