"""How the rows of a sheet are reshaped: appended cells, columns of months, merged cells, years of months."""

import re
from collections.abc import Callable, Sequence
from collections.abc import Mapping as Facts

from ..core.errors import InputError
from ..core.frozen import dataclass, replace
from ..language import tr
from ..sheets import Book
from .cells import clean
from .choosing import Choice, Part
from .headers import MONTHS, Column, ColumnMapping, How
from .months_across import Unfolding, field_in_title
from .sheet_names import read_sheet_name
from .vocabulary import vocabulary

REGIONS = ("region", "region_insured", "region_name")
"""Fields that say the region of a row, the best one first."""
SHEET = "工作表"
"""The column with the name of the sheet, where several are read together."""
BARE_MONTH = re.compile(r"(0?[1-9]|1[0-2])(?:\.0)?\s*(?:月份?)?")


def none_known(text: str) -> bool:
    """Knows no region."""
    return False


@dataclass(frozen=True, slots=True)
class Asked:
    """How the user asks for a table to be read.

    `year`: of months without one. `visible`: hidden rows are left out. `has_region`, `has_month`: a row without them
    has them from elsewhere, so the name of its sheet does not matter. `across`: the field that amounts in columns of
    months hold where neither they nor a title say so. `is_region` knows names of regions. `by_folder`: what
    the names of folders say of every row, by field.
    """

    year: int | None = None
    visible: bool = False
    has_region: bool = False
    has_month: bool = False
    across: str | None = None
    is_region: Callable[[str], bool] = none_known
    by_folder: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Plan:
    """How the rows of one sheet are reshaped. `behind`: cells appended to each row, by their field or SHEET; those of
    `by_folder` come from the names of folders. `year`: that of months without one, as `year_source` says.
    """

    part: Part
    behind: Facts[str, str]
    unfolding: Unfolding | None
    year: int | None
    year_source: str = ""
    by_folder: frozenset[str] = frozenset()

    def months(self) -> list[int]:
        """The places of the months of a row, which may lack their year."""
        if self.year is None:
            return []
        fields = self.part.mapping.fields
        return [fields[name].index for name in (*MONTHS, "month_last") if name in fields]


def plan_of(book: Book, part: Part, choice: Choice, asked: Asked) -> Plan:
    several = len(choice.parts) > 1
    named, mapping = part.sheet_name, part.mapping
    year, source = _year(part, asked, several)
    behind = {SHEET: part.sheet.name} if several else {}
    by_folder = {field: cell for field, cell in asked.by_folder if not mapping.has(*_alike(field))}
    behind |= by_folder
    if (
        named.region is not None
        and not mapping.has(*REGIONS)
        and not set(by_folder) & set(REGIONS)
        and (several or not asked.has_region)
    ):
        behind[REGIONS[0]] = named.region
    wants_month = (
        not mapping.has(*MONTHS)
        and not set(by_folder) & set(MONTHS)
        and not mapping.months
        and (several or not asked.has_month)
    )
    if named.month is not None and year is not None and wants_month:
        behind[MONTHS[0]] = f"{year:04d}-{named.month:02d}"
    unfolding = None
    if mapping.months:
        titles = [cell for _, cells in part.titles for cell in cells]
        held = field_in_title([*titles, part.sheet.name]) or asked.across or ""
        columns = [replace(item, field=item.field or held) for item in mapping.months]
        if not all(item.field for item in columns):
            raise InputError("months-across", file=book.name)
        unfolding = Unfolding(columns, len(mapping.columns), year, book.name)
    return Plan(part, behind, unfolding, year, source, frozenset(by_folder))


def _alike(field: str) -> tuple[str, ...]:
    """The fields with the same meaning as one."""
    return next((fields for fields in (REGIONS, MONTHS) if field in fields), (field,))


def _year(part: Part, asked: Asked, several: bool) -> tuple[int | None, str]:
    """The year of months without one, and its source: for several sheets their names before the user's option."""
    by_user = None if asked.year is None else (asked.year, f"--year {asked.year}")
    by_name = (
        None if part.sheet_name.year is None else (part.sheet_name.year, tr("工作表名「{name}」", name=part.sheet.name))
    )
    found = by_name or by_user if several else by_user or by_name
    if found is not None:
        return found
    titles = [
        read_sheet_name(cell, lambda text: False).year for _, cells in part.titles for cell in cells if cell.strip()
    ]
    years = {year for year in titles if year is not None}
    return (years.pop(), tr("标题")) if len(years) == 1 else (None, "")


def reshaped(plans: Sequence[Plan]) -> ColumnMapping:
    """The columns of the reshaped rows: without columns of months, with the appended cells."""
    own = plans[0].part.mapping
    columns, doubled = list(own.columns), own.doubled
    fields = vocabulary().fields
    if (unfolding := plans[0].unfolding) is not None:
        made = (MONTHS[0], *unfolding.fields)
        columns = [own.columns[place] for place in unfolding.kept]
        columns = [
            replace(column, field=None, how="unmatched") if column.field in made else column for column in columns
        ]
        columns += [Column(0, fields[name].shown, name, "months") for name in made]
        kept = {column.name for column in columns}
        doubled = tuple(item for item in doubled if item.column in kept and item.field not in made)
    for name in dict.fromkeys(name for plan in plans for name in plan.behind):
        how: How = "folder" if any(name in plan.by_folder for plan in plans) else "sheet"
        columns.append(Column(0, SHEET) if name == SHEET else Column(0, fields[name].shown, name, how))
    placed = tuple(replace(column, index=place) for place, column in enumerate(columns))
    return replace(own, columns=placed, doubled=doubled, months=())


def put_behind(cells: list[str], behind: Sequence[str], width: int) -> list[str]:
    """A row with cells appended after its columns; surplus cells of the row stay after them."""
    place = width - len(behind)
    return [*cells[:place], *behind, *cells[place:]]


def merged_in(part: Part) -> dict[int, list[tuple[int, int]]]:
    """By the number of a row of data: the places of cells that are merged downwards, and the row they begin in."""
    found: dict[int, list[tuple[int, int]]] = {}
    merged = [item for item in part.sheet.merged if item.top > part.mapping.last_line]
    last = max((line for line, _ in part.sheet.rows()), default=0) if merged else 0
    for item in merged:
        for line in range(item.top, min(item.bottom, last) + 1):
            found.setdefault(line, []).append((item.left, item.top))
    return found


def filled(
    cells: Sequence[str], merged: Sequence[tuple[int, int]], upper: dict[tuple[int, int], str], line: int
) -> list[str]:
    """A row with the texts of the cells that are merged into it from above; `upper` keeps them."""
    whole = list(cells)
    for place, top in merged:
        if place >= len(whole):
            continue
        if line == top:
            upper[place, top] = whole[place]
        else:
            whole[place] = whole[place] or upper.get((place, top), "")
    return whole


def with_year(cells: Sequence[str], months: Sequence[int], year: int | None) -> list[str]:
    """A row with the year added to months without one."""
    dated = list(cells)
    for place in months:
        match = BARE_MONTH.fullmatch(clean(dated[place]))
        if match is not None:
            dated[place] = f"{year:04d}-{int(match[1]):02d}"
    return dated
