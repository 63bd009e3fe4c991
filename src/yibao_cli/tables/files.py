"""Opens a table: which kind of file it is, how its text is written, and its rows one by one."""

import codecs
import csv
import io
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Literal

from ..core.errors import InputError

if TYPE_CHECKING:
    from .json_lines import JsonLines
    from .workbook import Sheet

Line = tuple[int, list[str]]
"""The number of a row in its file, from 1 (of a text: the line it starts on), and its cells."""
TableKind = Literal["text", "xlsx", "jsonl"]

STANDARD_INPUT = "-"
CHUNK = 1 << 16
"""Bytes decoded at a time."""
SAMPLE = 30
"""Lines from which the delimiter is taken."""
DAMAGED = 32
"""Bytes beyond one for each character after which a text that stops being UTF-8 was meant to be UTF-8."""

ENCODINGS = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "utf-8-sig": "utf-8-sig",
    "utf-16": "utf-16",
    "utf16": "utf-16",
    "utf-16-le": "utf-16-le",
    "utf-16-be": "utf-16-be",
    "gb18030": "gb18030",
    "gbk": "gb18030",
    "gb2312": "gb18030",
    "cp936": "gb18030",
}
ENCODING_CHOICES = ("utf-8", "utf-16", "gb18030")
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_DELIMITERS = (",", "\t", ";", "|")
_FULL_WIDTH_COMMA = ","

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_PACKED = (b"PK\x05\x06", b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf\x27\x1c")
_WEB = (
    b"<!",
    b"<?",
    b"<html",
    b"<head",
    b"<meta",
    b"<body",
    b"<table",
    b"<div",
    b"<style",
    b"<script",
    b"mime-version:",
)


@dataclass(frozen=True, slots=True)
class Source:
    """Where the bytes are: a file by its path, or what was read from standard input or a pipe."""

    name: str
    path: Path | None
    content: bytes = b""

    @contextmanager
    def open(self) -> Iterator[BinaryIO]:
        """The bytes from the start. Raises InputError if the file cannot be read."""
        if self.path is None:
            yield io.BytesIO(self.content)
            return
        try:
            stream = self.path.open("rb")
        except OSError as error:
            raise InputError("table-unreadable", file=self.name, why=error.strerror or str(error)) from None
        with stream:
            yield stream


@dataclass(frozen=True, slots=True)
class Table:
    """A table in a file: a text with its `encoding` and `delimiter`, or `book`, a sheet of a workbook or JSON lines."""

    source: Source
    kind: TableKind
    encoding: str | None = None
    delimiter: str | None = None
    book: "Sheet | JsonLines | None" = None

    @property
    def sheet(self) -> str | None:
        """The name of the sheet."""
        return getattr(self.book, "name", None)

    @property
    def name(self) -> str:
        """The file as the user named it."""
        return self.source.name

    def rows(self) -> Iterator[Line]:
        """The rows that are not blank, read as they are asked for, from the start each time."""
        if self.book is not None:
            return self.book.rows()
        assert self.encoding is not None and self.delimiter is not None
        return _text_rows(self.source, self.encoding, self.delimiter)


def open_table(
    path: Path | str, encoding: str | None = None, sheet: str | None = None, look_at: int | None = None
) -> Table:
    """Finds out how the table in `path` is written; '-' is standard input.

    `encoding` forces one of ENCODINGS for a text, `sheet` names a sheet of an XLSX file (else its first one that is
    not empty). `look_at`: of a large file only the lines in so many bytes at its start are taken. Raises InputError
    for anything that is no table.
    """
    codec = _codec(encoding)
    source = _source(path)
    if look_at is not None:
        source = _start(source, look_at)
    with source.open() as stream:
        head = stream.read(CHUNK)
    kind = _kind(source, head, wide=codec is not None and codec.startswith("utf-16"))
    if kind == "jsonl":
        from .json_lines import JsonLines  # only for these

        return Table(source, kind, "utf-8", book=JsonLines(source))
    if kind == "xlsx":
        from .workbook import open_sheet  # only for a workbook

        return Table(source, "xlsx", book=open_sheet(source, sheet))
    if sheet is not None:
        raise InputError("sheet-of-text", file=source.name, value=sheet)
    codec = _forced(source, codec, head) if codec else _found(source, head)
    return Table(source, "text", codec, _delimiter(source, codec))


def _codec(encoding: str | None) -> str | None:
    if encoding is None:
        return None
    codec = ENCODINGS.get(encoding.strip().lower().replace("_", "-"))
    if codec is None:
        raise InputError("encoding-unknown", value=encoding, choices=ENCODING_CHOICES)
    return codec


def _source(path: Path | str) -> Source:
    """A file is opened again for every pass; what cannot be read twice is kept in memory, never on disk."""
    name = str(path)
    if name == STANDARD_INPUT:
        return Source(name, None, sys.stdin.buffer.read())
    file = Path(path)
    try:
        if file.is_file():
            return Source(name, file)
        if file.is_dir():
            raise InputError("table-directory", file=name)
        if not file.exists():
            raise InputError("table-missing", file=name)
        return Source(name, None, file.read_bytes())
    except (OSError, ValueError) as error:
        raise InputError("table-unreadable", file=name, why=getattr(error, "strerror", None) or str(error)) from None


def _start(source: Source, size: int) -> Source:
    """The whole lines at the start of a file; all of a smaller one."""
    with source.open() as stream:
        content = stream.read(size)
        more = bool(stream.read(1))
    end = content.rfind(b"\n") + 1
    return Source(source.name, None, content[:end] if more and end else content)


def _kind(source: Source, head: bytes, wide: bool) -> TableKind:
    """What the first bytes say, whatever the name ends in; `wide`: characters of two bytes are expected.

    Raises InputError for what is no table.
    """
    if not head:
        raise InputError("table-empty", file=source.name)
    if head.startswith(_OLE):
        locked = source.name.lower().endswith((".xlsx", ".xlsm"))
        raise InputError("table-locked" if locked else "table-xls", file=source.name)
    if head.startswith(_ZIP):
        return _zip_kind(source)
    if head.startswith(_PACKED):
        raise InputError("table-packed", file=source.name)
    if head.startswith(b"%PDF"):
        raise InputError("table-pdf", file=source.name)
    wide = wide or head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    start = head.lstrip(codecs.BOM_UTF8 + codecs.BOM_UTF16_LE).replace(b"\0", b"").lstrip().lower()
    if start.startswith(_WEB):
        raise InputError("table-html", file=source.name)
    if start.startswith(b"{"):
        return "jsonl"
    if b"\0" in head and not wide:
        raise InputError("table-binary", file=source.name)
    return "text"


def _zip_kind(source: Source) -> TableKind:
    import zipfile  # only for a workbook

    with source.open() as stream:
        try:
            names = set(zipfile.ZipFile(stream).namelist())
        except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError):
            raise InputError("xlsx-broken", file=source.name) from None
    if "xl/workbook.bin" in names:
        raise InputError("table-xls", file=source.name)
    if "[Content_Types].xml" in names and any(name.startswith("xl/") for name in names):
        return "xlsx"
    raise InputError("table-packed", file=source.name)


@dataclass(frozen=True, slots=True)
class _Stop:
    """Where a text stops being what it was taken for: the line, the bytes before, and how many of those were extra."""

    line: int
    offset: int
    extra: int


def _found(source: Source, head: bytes) -> str:
    """The encoding in which the whole file can be read. Raises InputError naming the first line that cannot."""
    marked = next((codec for mark, codec in _MARKS if head.startswith(mark)), None)
    stop = _stop(source, marked or "utf-8")
    if stop is None:
        return marked or "utf-8"
    if marked is None and stop.extra < DAMAGED:
        other = _stop(source, "gb18030")
        if other is None:
            return "gb18030"
        stop = max(stop, other, key=lambda item: item.offset)
    raise InputError("table-encoding", file=source.name, line=stop.line)


def _forced(source: Source, codec: str, head: bytes) -> str:
    """The encoding the user named. Raises InputError naming the first line that is not written in it."""
    if codec == "utf-16" and not head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        codec = "utf-16-le"
    stop = _stop(source, codec)
    if stop is not None:
        raise InputError("table-encoding-forced", file=source.name, line=stop.line, value=codec)
    return "utf-8-sig" if codec == "utf-8" and head.startswith(codecs.BOM_UTF8) else codec


def _stop(source: Source, codec: str) -> _Stop | None:
    """Decodes the file chunk by chunk; None if all of it can be."""
    decoder = codecs.getincrementaldecoder(codec)()
    line, offset, extra = 1, 0, 0
    with source.open() as stream:
        while True:
            chunk = stream.read(CHUNK)
            try:
                text = decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                readable = error.object[: error.start].decode(codec, "ignore")
                extra += error.start - len(readable)
                return _Stop(line + readable.count("\n"), offset + error.start, extra)
            if not chunk:
                return None
            line += text.count("\n")
            offset += len(chunk)
            extra += len(chunk) - len(text)


def _delimiter(source: Source, codec: str) -> str:
    """The delimiter that makes the most columns in the most rows of the sample."""
    with source.open() as stream:
        text = io.TextIOWrapper(stream, encoding=codec, errors="replace", newline="")
        sample = [line for line in islice(text, 2 * SAMPLE) if line.strip()][:SAMPLE]
    if not sample:
        raise InputError("table-empty", file=source.name)
    tried = (*_DELIMITERS, _FULL_WIDTH_COMMA) if all(_FULL_WIDTH_COMMA in line for line in sample) else _DELIMITERS
    return max(tried, key=lambda delimiter: _score(sample, delimiter))


def _score(sample: Iterable[str], delimiter: str) -> int:
    """How many delimiters stand in the rows of the commonest width; 0 where there are none."""
    widths: Counter[int] = Counter()
    try:
        for row in csv.reader(sample, delimiter=delimiter):
            widths[len(row)] += 1
    except csv.Error:
        return 0
    return max((width - 1) * count for width, count in widths.items())


def _text_rows(source: Source, codec: str, delimiter: str) -> Iterator[Line]:
    with source.open() as stream:
        text = io.TextIOWrapper(stream, encoding=codec, newline="")
        reader = csv.reader(text, delimiter=delimiter, strict=True)
        before = 0
        try:
            for row in reader:
                if any(map(str.strip, row)):
                    yield before + 1, row
                before = reader.line_num
        except csv.Error:
            raise InputError("table-quotes", file=source.name, line=before + 1) from None
        except UnicodeDecodeError:
            raise InputError("table-encoding", file=source.name, line=before + 1) from None
