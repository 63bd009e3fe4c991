"""Which column of a table is what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..core.errors import InputError
from ..tables.headers import Mapping, Override, find_headers
from ..tables.verdicts import Judge
from .people import MONTHS, REGION

FIELDS = (
    *("region", "status", "base", "salary", "pension", "birth", "sex", "id_number", "age", "plan", "group"),
    *("paid_years", "month", "paid_own"),
)
"""What may have a column; the errors of a row are looked for in this order."""
ALIKE = {"region": REGION, "month": MONTHS}
"""Fields that several columns may hold, the better column first."""


@dataclass(frozen=True)
class Layout:
    """The columns of a table, as places in a row: of each of FIELDS but the status, of what says the status together.

    `masked` are those of identity numbers that are masked in the output.
    """

    mapping: Mapping
    fields: dict[str, int]
    coded: tuple[int, ...]
    masked: tuple[int, ...] = ()

    @property
    def headings(self) -> list[str]:
        """The headings as they go out."""
        return [column.name for column in self.mapping.columns]

    @property
    def read(self) -> list[int]:
        """All columns that are looked into."""
        return sorted({*self.fields.values(), *self.coded, *self.masked})


def layout_of(mapping: Mapping, keep_ids: bool = False) -> Layout:
    """Where everything stands in a table."""
    fields = {}
    for name in FIELDS:
        columns = [mapping.fields.get(field) for field in ALIKE.get(name, (name,))]
        column = next((column for column in columns if column is not None), None)
        if column is not None and name != "status":
            fields[name] = column.index
    masked = () if keep_ids or "id_number" not in fields else (fields["id_number"],)
    return Layout(mapping, fields, Judge(mapping).places, masked)


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
