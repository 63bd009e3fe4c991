"""Which column of a table is what."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from ..core.errors import InputError
from ..core.frozen import dataclass
from ..core.text import masked
from ..tables.headers import ColumnMapping, Override, find_headers
from ..tables.verdicts import StatusVerdicts
from ..tables.vocabulary import vocabulary
from .people import HAD, MONTHS, REGION

FIELDS = (
    *("region", "status", "base", "salary", "pension", "birth", "sex", "id_number", "age", "plan", "group"),
    *("paid_years", "month", *HAD),
)
"""What may have a column; the errors of a row are looked for in this order."""
NUMBERS = ("person_no", "employer_no")
ALIKE = {"region": REGION, "month": MONTHS}
"""Fields that several columns may hold, the better column first."""


@dataclass(frozen=True)
class Layout:
    """The columns of a table, as places in a row: of each of FIELDS but the status, of what says the status together.

    `keep_ids`: personal numbers go out as they are. Else `masked` are the columns whose headings say that they hold
    some, `numbers` those of numbers that an employer or a bureau gave, `typed` those that hold some and are no text.
    """

    mapping: ColumnMapping
    fields: dict[str, int]
    coded: tuple[int, ...]
    keep_ids: bool = False
    typed: tuple[int, ...] = ()

    @property
    def headings(self) -> list[str]:
        """The headings as they go out."""
        names = [column.name for column in self.mapping.columns]
        return names if self.keep_ids else list(map(masked, names))

    @cached_property
    def masked(self) -> tuple[int, ...]:
        """Columns whose headings say that they hold personal numbers, and that do not go out as they are."""
        return () if self.keep_ids else self.mapping.personal

    @cached_property
    def numbers(self) -> tuple[int, ...]:
        """Columns of numbers that an employer or a bureau gave."""
        return tuple(column.index for column in self.mapping.columns if column.field in NUMBERS)

    @cached_property
    def employees(self) -> tuple[int, ...]:
        """Those of them that an employer gave."""
        known = vocabulary()
        return tuple(at for at in self.numbers if known.is_of_employees(self.mapping.columns[at].name))

    @property
    def read(self) -> list[int]:
        """All columns that are looked into."""
        return sorted({*self.fields.values(), *self.coded, *self.masked})


def layout_of(mapping: ColumnMapping, keep_ids: bool = False) -> Layout:
    """Where everything stands in a table."""
    fields = {}
    for name in FIELDS:
        columns = [mapping.fields.get(field) for field in ALIKE.get(name, (name,))]
        column = next((column for column in columns if column is not None), None)
        if column is not None and name != "status":
            fields[name] = column.index
    return Layout(mapping, fields, StatusVerdicts(mapping).places, keep_ids)


def layout_by_name(
    headings: Sequence[str], name: str, overrides: Sequence[Override] = (), keep_ids: bool = False
) -> Layout:
    """The columns of a table by their headings; `name` is for errors. Raises InputError as `find_headers` does."""
    return layout_of(find_headers([(1, list(headings))], name, overrides)[0], keep_ids)


def check_different(headings: Sequence[str], kind: str) -> None:
    """Raises InputError where two columns of a kind of table that cannot have it bear one name."""
    doubled = next((name for name in headings if headings.count(name) > 1), None)
    if doubled is not None:
        raise InputError("columns-doubled", value=doubled, kind=kind)
