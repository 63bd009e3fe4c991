"""JSON, one object a line: the rows as text, the keys of the first lines as headers."""

import json
import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from ..core.errors import InputError
from ..core.frozen import dataclass
from .book import Book, Line, Mark, Sheet
from .input_file import InputFile

_CHUNK = 1 << 20
_HALF = re.compile("[\ud800-\udfff]")
_HALF_WRITTEN = re.compile(rb"\\u[dD][89a-fA-F]")
SAMPLE = 30
"""Lines from which the keys are taken."""


def read_book(source: InputFile, codec: str | None) -> Book:
    """A file of JSON lines; they are UTF-8, whatever `codec` says."""
    lines = _JsonLines(source)
    return Book(source.name, "jsonl", (Sheet(stream=lines.rows, look=lines.marks),), "utf-8")


@dataclass(frozen=True)
class _JsonLines:
    """A file of JSON lines; its rows may be read again and again."""

    source: InputFile

    def rows(self) -> Iterator[Line]:
        """The keys of the first lines as a row 0, then a row a line. Raises InputError for a line that is no object."""
        keys = self._keys()
        yield 0, list(map(_whole, keys))
        known = set(keys)
        for line, row in self._objects():
            new = next((key for key in row if key not in known), None)
            if new is not None:
                raise InputError("json-new-key", file=self.source.name, line=line, value=new)
            yield line, [_text(row.get(key)) for key in keys]

    def marks(self) -> tuple[Mark, ...]:
        """The cells with halves of characters."""
        if not self._may_have_halves():
            return ()
        found: dict[int, list[int]] = {}
        keys = self._keys()
        for line, row in self._objects():
            for place, key in enumerate(keys):
                if _HALF.search(_as_text(row.get(key))):
                    found.setdefault(place, []).append(line)
        return tuple(Mark("character-halved", place, tuple(lines)) for place, lines in sorted(found.items()))

    def _may_have_halves(self) -> bool:
        """Whether any character is written as one or two halves; few files have those."""
        with self.source.open() as stream:
            end = b""
            while chunk := stream.read(_CHUNK):
                if _HALF_WRITTEN.search(end + chunk):
                    return True
                end = chunk[-5:]
        return False

    def _keys(self) -> list[str]:
        return list(dict.fromkeys(key for _, row in islice(self._objects(), SAMPLE) for key in row))

    def _objects(self) -> Iterator[tuple[int, dict[str, Any]]]:
        with self.source.open() as stream:
            for line, written in enumerate(stream, 1):
                if not written.strip():
                    continue
                try:
                    row = json.loads(written, parse_float=str, parse_int=str, parse_constant=str)
                except (ValueError, RecursionError):
                    raise InputError("json-malformed", file=self.source.name, line=line) from None
                if not isinstance(row, dict):
                    raise InputError("json-malformed", file=self.source.name, line=line)
                yield line, row


def _text(value: object) -> str:
    """A value as text that can be written, numbers as they were written."""
    return _whole(_as_text(value))


def _whole(text: str) -> str:
    """The text without halves of characters, which only an escape in JSON can make."""
    return text if text.isascii() else _HALF.sub("\ufffd", text)


def _as_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)
