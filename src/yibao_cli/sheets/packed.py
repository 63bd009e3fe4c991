"""Packed documents (ZIP) and the XML in them, held within bounds before any library sees them."""

import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from xml.etree import ElementTree

from ..core.errors import InputError
from .input_file import InputFile

LARGEST = 2 << 30
"""Bytes that a document may have when unpacked; a full sheet of a million rows has less."""
SWOLLEN = 200
"""Times that a part of LIGHT bytes or more may grow when it is unpacked; real sheets grow ten to sixty times."""
LIGHT = 64 << 20
MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384
"""Of a sheet, whichever program wrote it."""
MOST_STRINGS = 10_000_000
"""Texts that the cells of a workbook may share; each takes some hundred bytes when it is read."""
PROLOG = 1 << 16
"""Bytes at the start of an XML text in which its first element must begin."""

_NO_ELEMENT = re.compile(rb"<!--.*?-->|<\?.*?\?>", re.DOTALL)
_STRING = re.compile(rb"<(?:\w+:)?si[\s/>]")
_LEAST_STRING = len("<si/>")
_FIRST_ELEMENT = re.compile(rb"<[A-Za-z_\x80-\xff]")


@contextmanager
def damage(file: str) -> Iterator[None]:
    """A damaged document fails anywhere inside a library, with any error: raises InputError instead."""
    try:
        yield
    except InputError:
        raise
    except Exception:
        raise InputError("file-broken", file=file) from None


def open_packed(source: InputFile) -> zipfile.ZipFile:
    """The parts of a document, in memory. Raises InputError for one that is damaged or that is swollen."""
    try:
        packed = zipfile.ZipFile(BytesIO(source.read()))
        parts = packed.infolist()
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError):
        raise InputError("file-broken", file=source.name) from None
    swollen = any(part.file_size > max(LIGHT, SWOLLEN * part.compress_size) for part in parts)
    if swollen or sum(part.file_size for part in parts) > LARGEST:
        raise InputError("file-swollen", file=source.name)
    return packed


def check_parts(packed: zipfile.ZipFile, file: str) -> None:
    """Raises InputError where a part in XML declares a document type: no program that writes tables does."""
    for part in packed.infolist():
        if part.filename.lower().endswith((".xml", ".rels")):
            with damage(file), packed.open(part) as stream:
                check_xml(stream.read(PROLOG), file)


def check_xml(start: bytes, file: str) -> None:
    """Raises InputError where an XML text (its start is enough) declares a document type."""
    plain = _NO_ELEMENT.sub(b"", start.replace(b"\0", b""))  # UTF-16, too
    first = _FIRST_ELEMENT.search(plain)
    if b"<!DOCTYPE" in plain[: first.start() if first else None] or (first is None and len(start) == PROLOG):
        raise InputError("xml-doctype", file=file)


def check_strings(packed: zipfile.ZipFile, file: str) -> None:
    """Raises InputError for a workbook whose cells share more than MOST_STRINGS texts; nothing is kept meanwhile."""
    found = 0
    for part in packed.infolist():
        if part.filename.lower().endswith("sharedstrings.xml") and part.file_size > MOST_STRINGS * _LEAST_STRING:
            before = b""
            with damage(file), packed.open(part) as stream:
                while chunk := stream.read(PROLOG):
                    plain = before + chunk.replace(b"\0", b"")  # UTF-16, too
                    end = plain.rfind(b"<") if b"<" in plain else len(plain)
                    found += len(_STRING.findall(plain, 0, end))
                    before = plain[end:][:PROLOG]
                    if found > MOST_STRINGS:
                        raise InputError("file-swollen", file=file)


def within(number: int, most: int) -> int:
    """The number of a row or a column, from 1. Raises ValueError for one that no sheet has; `damage` says the rest."""
    if not 1 <= number <= most:
        raise ValueError(number)
    return number


def read_xml(packed: zipfile.ZipFile, part: str, file: str) -> ElementTree.Element:
    """A part of a document that `check_parts` has seen. Raises InputError where it is missing or damaged."""
    with damage(file):
        return ElementTree.fromstring(packed.read(part))


def local(element: ElementTree.Element) -> str:
    """The name of an element without its name space; some programs write another one."""
    return element.tag.rpartition("}")[2]


def attribute(element: ElementTree.Element, name: str, otherwise: str = "") -> str:
    """An attribute by its name without its name space."""
    found = (value for key, value in element.attrib.items() if key.rpartition("}")[2] == name)
    return next(found, otherwise)
