"""Which column of a table holds which field: finds the row (or two rows) of headers and matches its cells."""

import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Literal

from ..core.errors import InputError
from ..core.frozen import dataclass, replace
from ..sheets import Line
from .cells import clean
from .folding import fold, without_units
from .months_across import ACROSS, MonthColumn, month_columns, names_months, read_heading
from .vocabulary import IGNORE, TWIN, Match, Vocabulary, vocabulary

SEARCHED = 30
"""Rows among which the headers are looked for."""
FEWEST = 2
"""Fields that make a row one of headers; one is enough if the user named its column."""

MONTHS = ("month", "billed", "month_listed")
"""Fields that say the month of a row, the best one first."""
Override = tuple[str, str]
"""The name of a column as the file writes it, and the field it holds: canonical name, Chinese label or alias."""
Wanted = dict[str, str]
"""Overrides: the canonical field by the name of the column as the user wrote it."""
How = Literal["exact", "folded", "override", "sheet", "folder", "months", "unmatched"]
"""`sheet`, `folder`: the name of the sheet, of a folder says it. `months`: made of the columns of months."""

_VALUE = re.compile(r"[-+(]?[¥\uffe5]?\d[\d,]*(?:\.\d+)?%?\)?|\d{4}[-/.年]\d{1,2}(?:[-/.月]\d{1,2}日?|月)?(?:\s.*)?")
_LABELLED = re.compile(r".*[::]\s*\S.*", re.DOTALL)
_LONGEST_GROUP = 16
"""Characters; a longer upper header is a sentence."""
_RANK_OF_OVERRIDE = -1


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its place from 0, its name as the file writes it (of two rows: 'upper/lower'), the field it holds."""

    index: int
    name: str
    field: str | None = None
    how: How = "unmatched"


@dataclass(frozen=True, slots=True)
class Doubled:
    """A column that names a field which another column, `kept`, already holds; it is not read."""

    column: str
    field: str
    kept: str


@dataclass(frozen=True)
class ColumnMapping:
    """The columns of a table. `first_line` and `last_line` are those of its headers.

    `months` are columns that hold an amount of one month each.
    """

    columns: tuple[Column, ...]
    doubled: tuple[Doubled, ...]
    first_line: int
    last_line: int
    months: tuple[MonthColumn, ...] = ()

    @cached_property
    def fields(self) -> dict[str, Column]:
        """The column that holds each field."""
        return {column.field: column for column in self.columns if column.field is not None}

    @property
    def matched(self) -> tuple[Column, ...]:
        """Columns that hold a field."""
        return tuple(column for column in self.columns if column.field is not None)

    @property
    def unmatched(self) -> tuple[str, ...]:
        """Names of the columns that match no field; nameless ones and doubled ones are left out."""
        doubled = {item.column for item in self.doubled}
        return tuple(
            item.name for item in self.columns if item.field is None and item.name and item.name not in doubled
        )

    @cached_property
    def personal(self) -> tuple[int, ...]:
        """Columns that by their names, or as the user says, hold numbers that name people."""
        words = vocabulary()
        doubled = {item.column for item in self.doubled if words.fields[item.field].personal}
        return tuple(
            item.index
            for item in self.columns
            if item.name in doubled
            or words.is_personal(item.name)
            or (item.field is not None and words.fields[item.field].personal)
        )

    def has(self, *fields: str) -> bool:
        """Whether a column holds one of `fields`."""
        return any(field in self.fields for field in fields)

    def name(self, field: str) -> str:
        """The name of the column that holds `field`; '' if none does."""
        column = self.fields.get(field)
        return column.name if column else ""


def read_override(text: str) -> Override:
    """'列名=字段' -> (列名, 字段). Raises InputError if either is missing."""
    column, sign, field = text.rpartition("=")
    if not (sign and column.strip() and field.strip()):
        raise InputError("map-malformed", value=text)
    return column.strip(), field.strip()


def field_of(heading: str, overrides: Sequence[Override] = ()) -> str | None:
    """The field that a column of that name holds; None where it matches none."""
    words = vocabulary()
    given = _wanted(words, overrides).get(heading)
    match = words.match(heading)
    field = given or (match.field if match else None)
    return None if field == IGNORE else field


def find_headers(rows: Sequence[Line], file: str, overrides: Sequence[Override] = ()) -> tuple[ColumnMapping, int]:
    """The columns, and how many of `rows` (the first ones of the file) stand before the data.

    Raises InputError if no row names two fields, or if an override names a column or a field that is not there.
    """
    words = vocabulary()
    wanted = _wanted(words, overrides)
    rows = rows[:SEARCHED]
    if not rows:
        raise InputError("table-empty", file=file)
    best = max(range(len(rows)), key=lambda place: (_hits(words, rows[place][1], wanted), -place))
    names, used = _names(words, rows, best, wanted)
    mapping = _mapping(words, names, wanted, rows[used[0]][0], rows[used[-1]][0])
    if len(mapping.matched) + bool(mapping.months) < (1 if wanted else FEWEST):
        raise InputError("table-no-headers", file=file, searched=len(rows))
    return mapping, used[-1] + 1


def _wanted(words: Vocabulary, overrides: Sequence[Override]) -> Wanted:
    wanted: Wanted = {}
    taken: dict[str, str] = {}
    for column, text in overrides:
        field = words.field(text)
        if field is None:
            raise InputError("map-field", value=text, choices=_labels(words, text))
        if field.name != IGNORE and taken.setdefault(field.name, column) != column:
            raise InputError("map-twice", value=field.shown, first=taken[field.name], second=column)
        wanted[column] = field.name
    return wanted


def _labels(words: Vocabulary, text: str) -> tuple[str, ...]:
    """The labels of the fields, those first that share most characters with `text`."""
    labels = [field.shown for field in words.fields.values() if field.type != "code" or TWIN not in field.name]
    return tuple(sorted(labels, key=lambda label: -len(set(label) & set(text))))


def _hits(words: Vocabulary, cells: Sequence[str], wanted: Wanted) -> tuple[int, float]:
    """How many different fields a row names, and the share of its cells that name one."""
    given = {fold(column): field for column, field in wanted.items()}
    fields = set()
    filled = 0
    for cell in cells:
        if not cell.strip():
            continue
        filled += 1
        match = words.match(cell)
        field = given.get(fold(cell)) or (match.field if match else None)
        if field:
            fields.add(field)
    if names_months(cells):
        fields.add("month")
    return len(fields), len(fields) / (filled or 1)


@dataclass(frozen=True, slots=True)
class _Name:
    """A column's name and what it matches, if anything."""

    text: str
    lower: str
    match: Match | None


def _names(words: Vocabulary, rows: Sequence[Line], best: int, wanted: Wanted) -> tuple[list[_Name], tuple[int, ...]]:
    """The names of the columns, and the rows they are in: the best one, with the one above or below it."""
    single = [_Name(_shown(cell), _shown(cell), words.match(cell)) for cell in rows[best][1]]
    if best + 1 < len(rows) and _is_group_row(words, rows[best][1], rows[best + 1][1]):
        pair = _pair(words, rows[best][1], rows[best + 1][1])
        if _fields(pair, wanted) > _fields(single, wanted):
            return pair, (best, best + 1)
    if best and _is_group_row(words, rows[best - 1][1], rows[best][1]):
        return _pair(words, rows[best - 1][1], rows[best][1]), (best - 1, best)
    return single, (best,)


def _shown(cell: str) -> str:
    return " ".join(clean(cell).split())


def _fields(names: Sequence[_Name], wanted: Wanted) -> int:
    """How many different fields the names stand for."""
    lower = {fold(name.lower) for name in names}
    given = {field for column, field in wanted.items() if fold(column) in lower}
    columns = month_columns(vocabulary(), [name.text for name in names])
    months = {"month", *(item.field for item in columns)} if columns else set()
    return len(given | months | {name.match.field for name in names if name.match})


def _is_group_row(words: Vocabulary, upper: Sequence[str], lower: Sequence[str]) -> bool:
    """Whether `upper` and `lower` are headers together: at least two names each, no values, and `upper` no title."""
    filled = [without_units(_shown(cell)) for cell in upper if cell.strip()]
    below = [_shown(cell) for cell in lower if cell.strip()]
    if len(filled) < FEWEST or len(below) < FEWEST:
        return False
    if _hold_values(filled) or _hold_values(below):
        return False
    if names_months(below) and any(read_heading(cell) is None and not words.is_total(cell) for cell in below):
        return False  # a person, and months among what is said of him
    both = list(zip(upper, lower, strict=False))
    if any(_disagree(words, *pair) for pair in both):
        return False
    merged = any(words.match(above) and not under.strip() for above, under in both)
    return merged or not any(_is_title(words, cell) for cell in filled)


def _hold_values(cells: Sequence[str]) -> bool:
    """Whether a cell holds a value; several months may be headings."""
    of_months = names_months(cells)
    return any(
        _VALUE.fullmatch(cell) and not (of_months and (heading := read_heading(cell)) and not heading[2])
        for cell in cells
    )


def _is_title(words: Vocabulary, cell: str) -> bool:
    """Whether a cell above the headers is a title or a sentence rather than the name of a group."""
    return len(cell) > _LONGEST_GROUP or cell.endswith(words.titles) or _LABELLED.fullmatch(cell) is not None


def _disagree(words: Vocabulary, upper: str, lower: str) -> bool:
    """Whether both name a field, and the upper one no amount: then it is a line of its own above the headers."""
    above, below = words.match(upper), words.match(lower)
    if above is None or below is None or above.field == below.field:
        return False
    return words.fields[above.field].type not in ("money", "rate")


def _pair(words: Vocabulary, upper: Sequence[str], lower: Sequence[str]) -> list[_Name]:
    """Two rows of headers as one: a cell merged to the right names the group of the columns under it."""
    names: list[_Name] = []
    group = ""
    of_months = names_months(list(map(_shown, upper)))
    for place in range(max(len(upper), len(lower))):
        above = _shown(upper[place]) if place < len(upper) else ""
        below = _shown(lower[place]) if place < len(lower) else ""
        if above:
            group = above if below else ""
        if not below:
            names.append(_Name(above, above, words.match(above)))
        elif not group:
            names.append(_Name(below, below, words.match(below)))
        else:
            match = _match_in_group(words, group, below)
            alone = match is not None and match == words.match(below) and not of_months
            names.append(_Name(below if alone else f"{group}/{below}", below, match))
    return names


def _match_in_group(words: Vocabulary, group: str, name: str) -> Match | None:
    match = words.joined(group, name)
    if match is None and words.is_total(name):
        match = words.match(group)
    if match is not None:
        return match
    match = words.match(name)
    if match is None:
        return None
    field = words.moved(match.field, group)
    return Match(field, match.rank) if field else None


def _mapping(words: Vocabulary, names: Sequence[_Name], wanted: Wanted, first: int, last: int) -> ColumnMapping:
    given = _given(names, wanted)
    ranked: list[tuple[int, str, int]] = []
    for place, name in enumerate(names):
        if place in given:
            ranked.append((_RANK_OF_OVERRIDE, given[place], place))
        elif name.match is not None:
            ranked.append((name.match.rank, name.match.field, place))
    kept: dict[str, int] = {}
    for _, field, place in sorted(ranked, key=lambda item: (item[0], item[2])):
        kept.setdefault(field, place)
    columns: list[Column] = []
    doubled: list[Doubled] = []
    fields = {place: field for _, field, place in ranked if field != IGNORE}
    for place, name in enumerate(names):
        held = fields.get(place)
        if held is None:
            columns.append(Column(place, name.text))
        elif kept[held] == place:
            columns.append(Column(place, name.text, held, _how(place in given, name.match)))
        else:
            columns.append(Column(place, name.text))
            doubled.append(Doubled(name.text, held, names[kept[held]].text))
    return ColumnMapping(tuple(columns), tuple(doubled), first, last, _months(words, names, columns, wanted))


def _months(
    words: Vocabulary, names: Sequence[_Name], columns: Sequence[Column], wanted: Wanted
) -> tuple[MonthColumn, ...]:
    """Columns of months, where no column says the month of a row. Those named by an override are taken as it says."""
    if any(column.field in MONTHS for column in columns):
        return ()
    given = {column.name for column in columns if column.how == "override"}
    found = month_columns(words, ["" if name.text in given else name.text for name in names])
    across = next((wanted[word] for word in ACROSS if word in wanted and word not in given), "")
    return tuple(replace(item, field=item.field or across) for item in found)


def _how(given: bool, match: Match | None) -> How:
    if given:
        return "override"
    return "folded" if match is not None and match.rank % 2 else "exact"


def _given(names: Sequence[_Name], wanted: Wanted) -> dict[int, str]:
    """By place: the field the user gave the column. Raises InputError for a column that is not there."""
    given: dict[int, str] = {}
    for column, field in wanted.items():
        place = next(_places(names, column), None)
        if place is None and column in ACROSS:
            continue
        if place is None:
            choices = tuple(name.text for name in names if name.text)
            raise InputError("map-column", value=column, choices=choices)
        given[place] = field
    return given


def _places(names: Sequence[_Name], column: str) -> Iterator[int]:
    """Where a column of that name is: the name as written first, then folded, then the lower of two names."""
    yield from (place for place, name in enumerate(names) if name.text == column)
    folded = fold(column)
    yield from (place for place, name in enumerate(names) if name.text and fold(name.text) == folded)
    yield from (place for place, name in enumerate(names) if name.lower and fold(name.lower) == folded)
