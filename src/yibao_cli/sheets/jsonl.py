"""JSON, one object a line: the rows as text, the keys of the first lines as headers."""

import json
from collections.abc import Iterator
from itertools import islice
from typing import Any

from ..core.errors import InputError
from ..core.frozen import dataclass
from .book import Book, Line, Sheet
from .source import Source

SAMPLE = 30
"""Lines from which the keys are taken."""


def read_book(source: Source, codec: str | None) -> Book:
    """A file of JSON lines; they are UTF-8, whatever `codec` says."""
    return Book(source.name, "jsonl", (Sheet(stream=_JsonLines(source).rows),), "utf-8")


@dataclass(frozen=True)
class _JsonLines:
    """A file of JSON lines; its rows may be read again and again."""

    source: Source

    def rows(self) -> Iterator[Line]:
        """The keys of the first lines as a row 0, then a row a line. Raises InputError for a line that is no object."""
        keys = list(dict.fromkeys(key for _, row in islice(self._objects(), SAMPLE) for key in row))
        yield 0, keys
        known = set(keys)
        for line, row in self._objects():
            new = next((key for key in row if key not in known), None)
            if new is not None:
                raise InputError("json-new-key", file=self.source.name, line=line, value=new)
            yield line, [_text(row.get(key)) for key in keys]

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
    """A value as text, numbers as they were written."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)
