"""Which column of a plain table is what, for the engine of whole columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ..core.errors import InputError
from ..tables.headers import Mapping, Override, find_headers
from ..tables.records import open_records
from ..tables.verdicts import Judge
from .kinds import PARQUET
from .people import MONTHS, REGION

FIELDS = (
    *("region", "status", "base", "salary", "pension", "birth", "sex", "id_number", "age", "plan", "group"),
    *("paid_years", "month"),
)
"""What may have a column; the errors of a row are looked for in this order."""
LOOKED_AT = 1 << 20
"""Bytes at the start of a CSV that tell how it is written; the engine checks the rest itself."""
_ALIKE = {"region": REGION, "month": MONTHS}
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
    def read(self) -> list[int]:
        """All columns that are looked into."""
        return sorted({*self.fields.values(), *self.coded, *self.masked})

    def moved(self, places: dict[int, int]) -> Layout:
        """The same for a table whose columns stand elsewhere: old place -> new place."""
        fields = {name: places[place] for name, place in self.fields.items()}
        coded, masked = (tuple(places[place] for place in some) for some in (self.coded, self.masked))
        return Layout(self.mapping, fields, coded, masked)


def find_layout(source: Path, overrides: Sequence[Override] = (), keep_ids: bool = False) -> Layout:
    """The columns of a CSV or Parquet file. A CSV has to be plain: UTF-8, commas, headings in the first line.

    Raises InputError for one that is not, and as `tables.records.open_records` does.
    """
    if source.suffix.lower() == PARQUET:
        from .scanning import headings_of

        return layout_of(headings_of(source), str(source), overrides, keep_ids)
    records = open_records(source, overrides, look_at=LOOKED_AT)
    plain = records.table.encoding == "utf-8" and records.table.delimiter == ","
    if not plain or records.mapping.last_line != 1:
        raise InputError("columns-plain", file=str(source))
    return _layout(records.mapping, keep_ids)


def layout_of(headings: Sequence[str], name: str, overrides: Sequence[Override] = (), keep_ids: bool = False) -> Layout:
    """The columns of a table by their headings; `name` is for errors. Raises InputError as `find_headers` does."""
    return _layout(find_headers([(1, list(headings))], name, overrides)[0], keep_ids)


def _layout(mapping: Mapping, keep_ids: bool) -> Layout:
    names = [column.name for column in mapping.columns]
    doubled = next((name for name in names if names.count(name) > 1), None)
    if doubled is not None:
        raise InputError("columns-doubled", value=doubled)
    fields = {}
    for name in FIELDS:
        columns = [mapping.fields.get(field) for field in _ALIKE.get(name, (name,))]
        column = next((column for column in columns if column is not None), None)
        if column is not None and name != "status":
            fields[name] = column.index
    masked = () if keep_ids or "id_number" not in fields else (fields["id_number"],)
    return Layout(mapping, fields, Judge(mapping).places, masked)
