"""Which sheets of a book are read: the first one with headings, with it those of the same shape that complete it."""

import re
from collections.abc import Callable, Iterable, Sequence

from ..core.errors import InputError
from ..core.frozen import dataclass
from ..sheets import Book, Line, Sheet
from .folding import fold
from .headers import SEARCHED, ColumnMapping, Override, find_headers
from .row_classifier import RowClassifier
from .sheet_names import NameFields, said_by

ALL = ("全部", "*")
"""What `--sheet` takes for all sheets."""
_SEPARATORS = re.compile(r"[,,、]")
_NOT_HERE = ("table-no-headers", "map-column", "table-empty")
"""Errors that leave the other sheets to be tried."""


@dataclass(frozen=True)
class Part:
    """A sheet that is read: its columns, what its name says, and the rows above its headings.

    `headings` are its rows of headers as they are written; `named`: whether one of the first rows names somebody.
    """

    sheet: Sheet
    mapping: ColumnMapping
    said: NameFields
    titles: tuple[Line, ...]
    headings: tuple[list[str], ...]
    named: bool

    @property
    def shape(self) -> tuple[str, ...]:
        """The names of its columns."""
        return tuple(fold(column.name) for column in self.mapping.columns if column.name)

    def classifier(self) -> RowClassifier:
        """What tells people from other rows, from the first row of data on."""
        return RowClassifier(self.mapping, _padded(self.headings, len(self.mapping.columns)), self.named)


@dataclass(frozen=True)
class Choice:
    """The sheets that are read, and the names of those that are not: shown ones, and hidden ones."""

    parts: tuple[Part, ...]
    unread: tuple[str, ...]
    hidden: tuple[str, ...]


def choose(book: Book, wanted: str | None, overrides: Sequence[Override], is_region: Callable[[str], bool]) -> Choice:
    """Finds the sheets to read. Raises InputError where none has headings, or those the user named do not fit."""
    if wanted is not None:
        parts = [_part(book, sheet, overrides, is_region) for sheet in _named(book, wanted)]
        for part in parts[1:]:
            if part.shape != parts[0].shape:
                raise InputError("sheets-differ", file=book.name, first=parts[0].sheet.name, second=part.sheet.name)
        return Choice(tuple(parts), (), ())
    shown = [sheet for sheet in book.sheets if sheet.shown and sheet.head(1)]
    if not shown:
        raise InputError("table-empty", file=book.name)
    found: list[Part] = []
    problems: list[InputError] = []
    for sheet in shown:
        try:
            found.append(_part(book, sheet, overrides, is_region))
        except InputError as problem:
            if problem.code not in _NOT_HERE:
                raise
            problems.append(problem)
    if not found:
        raise next((problem for problem in problems if problem.code == "map-column"), problems[0])
    parts = _together(found)
    names = {part.sheet.name for part in parts}
    unread = tuple(sheet.name for sheet in shown if sheet.name not in names)
    return Choice(tuple(parts), unread, tuple(sheet.name for sheet in book.sheets if not sheet.shown))


def _part(book: Book, sheet: Sheet, overrides: Sequence[Override], is_region: Callable[[str], bool]) -> Part:
    first = sheet.head(SEARCHED)
    mapping, used = find_headers(first, book.name, overrides)
    titles = tuple(line for line in first[:used] if line[0] < mapping.first_line)
    headings = tuple(cells for line, cells in first[:used] if line >= mapping.first_line)
    width = len(mapping.columns)
    classifier = RowClassifier(mapping, _padded(headings, width))
    below = _padded((cells for _, cells in first[used:]), width)
    named = bool(classifier.naming) and not all(map(classifier.names_nobody, below))
    return Part(sheet, mapping, said_by(sheet.name, is_region), titles, headings, named)


def _padded(rows: Iterable[list[str]], width: int) -> list[list[str]]:
    """Rows with empty cells behind them where they are not so wide."""
    return [cells + [""] * (width - len(cells)) for cells in rows]


def _named(book: Book, wanted: str) -> list[Sheet]:
    """The sheets that a user named. Raises InputError for a name that is not there."""
    if not any(sheet.name for sheet in book.sheets):
        raise InputError("sheet-of-text", file=book.name, value=wanted)
    names = {sheet.name.strip(): sheet for sheet in book.sheets}
    if wanted.strip() in names:
        return [names[wanted.strip()]]
    if wanted.strip() in ALL:
        return [sheet for sheet in book.sheets if sheet.shown and sheet.head(1)]
    found = []
    for name in filter(None, map(str.strip, _SEPARATORS.split(wanted))):
        if name not in names:
            raise InputError(
                "sheet-unknown", file=book.name, value=name, choices=tuple(sheet.name for sheet in book.sheets)
            )
        found.append(names[name])
    return found


def _together(found: Sequence[Part]) -> list[Part]:
    """The first sheet, and those of its shape whose names say another region, year or month of the same kind."""
    first = found[0]
    parts = [first]
    said = {first.said}
    for part in found[1:] if any(first.said.kinds) else ():
        if part.shape == first.shape and part.said.kinds == first.said.kinds and part.said not in said:
            said.add(part.said)
            parts.append(part)
    return parts
