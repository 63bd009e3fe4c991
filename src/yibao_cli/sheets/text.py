"""Delimited text: which encoding, which delimiter, and its rows one by one."""

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import islice

from ..core.errors import InputError
from ..core.frozen import dataclass
from .book import Book, Line, Sheet
from .input_file import InputFile

CHUNK = 1 << 16
"""Bytes decoded at a time."""
SAMPLE = 30
"""Lines from which the delimiter is taken."""
DAMAGED = 32
"""Bytes beyond one for each character after which a text that stops being UTF-8 was meant to be UTF-8."""
LONGEST_CELL = 1 << 17
"""Characters of a cell; a longer one is a quote that was never closed."""

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


def read_codec(encoding: str | None) -> str | None:
    """The codec a user named; None where none was. Raises InputError for one that is not of ENCODINGS."""
    if encoding is None:
        return None
    codec = ENCODINGS.get(encoding.strip().lower().replace("_", "-"))
    if codec is None:
        raise InputError("encoding-unknown", value=encoding, choices=ENCODING_CHOICES)
    return codec


def read_book(source: InputFile, codec: str | None) -> Book:
    """A text, in the encoding given or found. Raises InputError naming the first line that is not written in it."""
    codec = _forced(source, codec) if codec else find_codec(source)
    delimiter = _delimiter(source, codec)
    sheet = Sheet(stream=partial(_rows, source, codec, delimiter))
    return Book(source.name, "text", (sheet,), codec, delimiter, source.path)


@dataclass(frozen=True, slots=True)
class _Stop:
    """Where a text stops being what it was taken for: the line, the bytes before, and how many of those were extra."""

    line: int
    offset: int
    extra: int


def find_codec(source: InputFile) -> str:
    """The encoding in which the whole file can be read. Raises InputError naming the first line that cannot."""
    marked = next((codec for mark, codec in _MARKS if _head(source).startswith(mark)), None)
    stop = _stop(source, marked or "utf-8")
    if stop is None:
        return marked or "utf-8"
    if marked is None and stop.extra < DAMAGED:
        other = _stop(source, "gb18030")
        if other is None:
            return "gb18030"
        stop = max(stop, other, key=lambda item: item.offset)
    raise InputError("table-encoding", file=source.name, line=stop.line)


def _head(source: InputFile) -> bytes:
    with source.open() as stream:
        return stream.read(len(codecs.BOM_UTF8))


def _forced(source: InputFile, codec: str) -> str:
    """The encoding the user named. Raises InputError naming the first line that is not written in it."""
    head = _head(source)
    if codec == "utf-16" and not head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        codec = "utf-16-le"
    stop = _stop(source, codec)
    if stop is not None:
        raise InputError("table-encoding-forced", file=source.name, line=stop.line, value=codec)
    return "utf-8-sig" if codec == "utf-8" and head.startswith(codecs.BOM_UTF8) else codec


def _stop(source: InputFile, codec: str) -> _Stop | None:
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


def _delimiter(source: InputFile, codec: str) -> str:
    """The delimiter that makes the most columns in the most rows of the sample."""
    with source.open() as stream:
        text = io.TextIOWrapper(stream, encoding=codec, errors="replace", newline="")
        sample = list(islice(filter(str.strip, text), SAMPLE))
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


def _rows(source: InputFile, codec: str, delimiter: str) -> Iterator[Line]:
    csv.field_size_limit(LONGEST_CELL)
    with source.open() as stream:
        text = io.TextIOWrapper(stream, encoding=codec, newline="")
        reader = csv.reader(text, delimiter=delimiter, strict=True)
        before = 0
        try:
            for row in reader:
                if any(map(str.strip, row)):
                    yield before + 1, row
                before = reader.line_num
        except csv.Error as error:
            code = "cell-too-long" if "limit" in str(error) else "table-quotes"
            raise InputError(code, file=source.name, line=before + 1, most=LONGEST_CELL) from None
        except UnicodeDecodeError:
            raise InputError("table-encoding", file=source.name, line=before + 1) from None
