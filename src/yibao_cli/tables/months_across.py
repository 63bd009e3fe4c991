"""Tables with a column a month (1月 … 12月, 2024-01 …): which columns those are, and a row a month made of them."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from ..core.errors import InputError
from ..core.frozen import dataclass
from ..core.text import half_width
from .vocabulary import Vocabulary

FEWEST = 2
"""Different months that make columns of months."""
ACROSS = ("各月", "months")
"""What `--map` calls columns that are named by nothing but their month, in either language."""
AMOUNT_FIELDS = (
    "credited",
    "credited_own",
    "credited_employer",
    "base",
    "salary",
    "pension",
    "income",
    "balance",
    "spent",
)

_FULL = re.compile(r"(?<!\d)((?:19|20)\d{2})\s*[-/.年]?\s*(\d{1,2})(?!\d)(?:\s*月份?|[-/.]0?1(?!\d)(?:\s[\d:]+)?)?")
_BARE = re.compile(r"()(?<![\d\-~—至到])(\d{1,2})\s*月份?(?!\d|日)")
_SEPARATORS = " \t/-_·:()[]"
_MONTHS = range(1, 13)
_TITLES = (
    ("credited", ("划入", "计入", "记入", "到账", "入账", "划拨", "划账")),
    ("base", ("基数",)),
    ("salary", ("工资", "薪")),
    ("pension", ("养老金",)),
)


@dataclass(frozen=True, slots=True)
class MonthColumn:
    """A column of one month: its place, the year if it names one, what it holds ('' where it names only a month)."""

    place: int
    year: int | None
    month: int
    field: str


def read_heading(text: str) -> tuple[int | None, int, str] | None:
    """Year, month and the rest of a heading; None where it names no month.

    >>> read_heading("2024年1月"), read_heading("12月/缴费基数"), read_heading("姓名")
    ((2024, 1, ''), (None, 12, '缴费基数'), None)
    """
    plain = half_width(text)
    match = _FULL.search(plain) or _BARE.search(plain)
    if match is None or int(match[2]) not in _MONTHS:
        return None
    rest = (plain[: match.start()] + " " + plain[match.end() :]).strip(_SEPARATORS)
    return int(match[1]) if match[1] else None, int(match[2]), rest


def month_columns(words: Vocabulary, names: Sequence[str]) -> tuple[MonthColumn, ...]:
    """The columns that hold an amount of one month each; none where they are of fewer than two months."""
    found: list[MonthColumn] = []
    for place, name in enumerate(names):
        heading = read_heading(name) if name else None
        if heading is None:
            continue
        year, month, rest = heading
        field = words.field(rest) if rest else None
        if not rest or (field is not None and field.name in AMOUNT_FIELDS):
            found.append(MonthColumn(place, year, month, field.name if field else ""))
    return tuple(found) if len({(item.year, item.month) for item in found}) >= FEWEST else ()


def names_months(cells: Sequence[str]) -> bool:
    """Whether cells above each other's columns name two months or more and nothing else beside them."""
    months = {heading[:2] for cell in cells if (heading := read_heading(cell)) is not None and not heading[2]}
    return len(months) >= FEWEST


def field_in_title(texts: Sequence[str]) -> str | None:
    """The field of amounts without a name of their own, if a title names it."""
    title = "".join(texts)
    return next((field for field, signs in _TITLES if any(sign in title for sign in signs)), None)


class Unfolding:
    """Makes rows of months out of a row: the cells kept, the month, then each of `fields`."""

    def __init__(self, columns: Sequence[MonthColumn], width: int, year: int | None, file: str) -> None:
        """`width`: columns of the table; `year`: that of months without one. Raises InputError where it is missing."""
        if year is None and any(item.year is None for item in columns):
            raise InputError("months-no-year", file=file)
        taken = {item.place for item in columns}
        self.kept = [place for place in range(width) if place not in taken]
        self.fields = tuple(dict.fromkeys(item.field for item in columns))
        self._width = width
        self._months: dict[str, dict[str, int]] = {}
        for item in columns:
            month = f"{item.year or year:04d}-{item.month:02d}"
            self._months.setdefault(month, {})[item.field] = item.place
        counted = Counter((item.year or year, item.month, item.field) for item in columns)
        (_, month_number, _), times = counted.most_common(1)[0]
        if times > 1:
            raise InputError("months-twice", file=file, month=month_number)

    def rows(self, cells: Sequence[str]) -> Iterator[list[str]]:
        """One row for each month with an amount; a single row without a month where there is none."""
        own = [cells[place] for place in self.kept]
        more = list(cells[self._width :])
        found = False
        for month, places in self._months.items():
            amounts = [cells[places[field]] if field in places else "" for field in self.fields]
            if any(map(str.strip, amounts)):
                found = True
                yield [*own, month, *amounts, *more]
        if not found:
            yield [*own, "", *([""] * len(self.fields)), *more]
