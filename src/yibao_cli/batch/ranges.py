"""One large text as ranges of bytes that end at line ends, each read as if it were the whole file.

That holds as long as no line depends on those before it: no cell has a line end in it, no row sums up others without
saying so. Who reads a range finds out, and raises NotPlainError where it does not hold.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from ..core.frozen import dataclass, replace
from ..tables.headers import SEARCHED
from .reading import InputTable, NotPlainError

_HEAD = 1 << 20
"""Bytes that are more than enough for the rows in which the columns are looked for."""
_LONGEST_LINE = 1 << 20


@dataclass(frozen=True, slots=True)
class Range:
    """Bytes of a text, from the start of a line to the end of one. `number`: which of its ranges, 0 the first."""

    start: int
    end: int
    number: int


def head_of(file: Path) -> bytes:
    """The first lines of a text. Raises OSError."""
    with file.open("rb") as stream:
        head = stream.read(_HEAD)
    return head if len(head) < _HEAD else head[: head.rfind(b"\n") + 1]


def can_be_divided(head: InputTable) -> bool:
    """Whether a text, opened by its first lines, may be read in ranges: the columns are those that all of it shows."""
    return head.plain and head.records is not None and len(head.records.book.sheets[0].head(SEARCHED)) == SEARCHED


def ranges_of(file: Path, size: int) -> list[Range]:
    """The lines below the first in ranges of about `size` bytes; none where a line has no end. Raises OSError."""
    total = file.stat().st_size
    found: list[Range] = []
    with file.open("rb") as stream:
        line, start = stream.readline(_LONGEST_LINE), stream.tell()
        while line.endswith(b"\n") and start < total:
            stream.seek(start + size - 1)
            line, end = stream.readline(_LONGEST_LINE), min(stream.tell(), total)
            found.append(Range(start, end, len(found)))
            start = end
    return found if start >= total else []


def open_range(head: InputTable, span: Range) -> tuple[InputTable, int]:
    """A range of a text that was opened by its first lines, and how many lines it has.

    Its rows are numbered as if it began below the headings. Raises NotPlainError where a line may not be a row.
    """
    try:
        with Path(head.name).open("rb") as stream:
            headings = stream.readline()
            stream.seek(span.start)
            lines = stream.read(span.end - span.start)
    except OSError:
        raise NotPlainError from None  # whoever reads all of it says what is wrong with it
    assert head.records is not None and head.records.book.delimiter is not None
    if not _are_rows(lines, head.records.book.delimiter):
        raise NotPlainError
    count = lines.count(b"\n") + (not lines.endswith(b"\n"))
    return replace(head, rows=head.scan_text(headings + lines)), count


def _are_rows(lines: bytes, delimiter: str) -> bool:
    """Whether each line is a row: quotes are around whole cells only, and what ends a line stands nowhere else."""
    if lines.count(b"\r") != lines.count(b"\r\n"):
        return False
    if b'"' not in lines:
        return True
    try:
        text = lines.decode()
    except UnicodeDecodeError:
        return False
    rows = pl.Series([text]).str.split("\n").explode()
    quoted = rows.filter(rows.str.contains('"', literal=True))
    cell = f'(?:[^"{delimiter}]*|"(?:[^"]|"")*")'
    return bool(quoted.str.contains(f"^{cell}(?:[{delimiter}]{cell})*\r?$").all())
