"""What every reader gives: a book of sheets, a sheet of rows, and what a person who looks at it does not see."""

from collections.abc import Callable, Iterator
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Literal, NamedTuple

from ..core.frozen import dataclass

Line = tuple[int, list[str]]
"""The number of a row in its file, from 1 (of a text: the line it starts on), and its cells."""
Kind = Literal["text", "jsonl", "xlsx", "xls", "html", "xml", "ods", "dbf", "pdf", "ofd"]
MarkCode = Literal["number-cut", "date-moved", "formula", "character-halved"]


class Merge(NamedTuple):
    """Cells merged downwards: first and last row by number, first and last column from 0. The text is in the first."""

    top: int
    bottom: int
    left: int
    right: int


@dataclass(frozen=True, slots=True)
class Mark:
    """Cells of one column (from 0) that are not what their writer put there, by the numbers of their rows.

    `number-cut`: a spreadsheet kept 15 digits of a longer number, zeros stand for the rest. `date-moved`: the day
    before at 16:00, or some seconds off midnight, is the day the writer meant. `formula`: never calculated by any
    program; the cell is the formula, beginning with '='. `character-halved`: a half of a character, which is no text,
    stands there as a replacement character.
    """

    code: MarkCode
    column: int
    lines: tuple[int, ...]


@dataclass(frozen=True)
class Content:
    """The rows of a sheet that is read at once, without blank ones, and notes about them.

    `deleted`: records that are marked as deleted and were not read.
    """

    rows: list[Line]
    hidden: frozenset[int] = frozenset()
    merged: tuple[Merge, ...] = ()
    marks: tuple[Mark, ...] = ()
    deleted: int = 0


def _no_content() -> Content:
    return Content([])


@dataclass(frozen=True)
class Sheet:
    """A sheet of a book. `name` is '' where the format has none; `shown` is False for a hidden sheet.

    Either `stream` gives the rows one by one and `look` finds the marks in them, or `load` gives all at once, when
    they are first asked for; `peek` may then give the first ones sooner, before dates are looked at as a column.
    """

    name: str = ""
    shown: bool = True
    stream: Callable[[], Iterator[Line]] | None = None
    look: Callable[[], tuple[Mark, ...]] = tuple
    load: Callable[[], Content] = _no_content
    peek: Callable[[], Iterator[Line]] | None = None

    @cached_property
    def _content(self) -> Content:
        return self.load()

    def head(self, count: int) -> list[Line]:
        """The first rows that are not blank. Raises InputError where the file is damaged."""
        if self.peek is not None and "_content" not in self.__dict__:
            return list(islice(self.peek(), count))
        return list(islice(self.rows(), count))

    def rows(self) -> Iterator[Line]:
        """The rows that are not blank, from the start each time. Raises InputError where the file is damaged."""
        return self.stream() if self.stream is not None else iter(self._content.rows)

    @property
    def hidden(self) -> frozenset[int]:
        """Numbers of the rows that are filtered out or hidden; they are among the rows."""
        return frozenset() if self.stream is not None else self._content.hidden

    @property
    def merged(self) -> tuple[Merge, ...]:
        """Cells merged downwards; the rows below the first are blank there."""
        return () if self.stream is not None else self._content.merged

    @property
    def marks(self) -> tuple[Mark, ...]:
        """Cells that are not what their writer put there."""
        return self.look() if self.stream is not None else self._content.marks

    @property
    def deleted(self) -> int:
        """Records marked as deleted, which were not read."""
        return 0 if self.stream is not None else self._content.deleted


@dataclass(frozen=True)
class Book:
    """A file that was opened: its name as the user wrote it, what it is, and its sheets in order.

    `encoding` and `delimiter` as found in a text, `path` where it can be read from again.
    """

    name: str
    kind: Kind
    sheets: tuple[Sheet, ...]
    encoding: str | None = None
    delimiter: str | None = None
    path: Path | None = None
