"""Columns as engines and libraries type them -> columns of the types that the readers of cells take."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import cast

import polars as pl

from ..core.errors import InputError

CHINA = "Asia/Shanghai"
_NO_PLACE = frozenset({"UTC", "Etc/UTC", "GMT", "Etc/GMT", "Zulu", "Etc/GMT-8"})
"""Zones that say an instant, not whose day it is: then it is the day in China.

That is right whether midnights of China or midnights of Greenwich were written, eight hours later in the same
day; and, for +08:00, in the summers of 1986 to 1991, when clocks in China stood at +09:00.
"""
DIGITS = 38
"""Of a decimal number, at most."""
_PERIOD = "pandas.period"
_EPOCH_YEAR = 1970
_SPARK_SCHEMA = "org.apache.spark.sql.parquet.row.metadata"
_LISTS = (pl.List, pl.Array, pl.Object)
_NOT_HELD = dict.fromkeys(("csv", "tsv"), (*_LISTS, pl.Struct, pl.Binary)) | {"parquet": (pl.Object,)}
"""What an output of some form cannot hold."""


def local_days(moments: pl.Series) -> pl.Series:
    """The days of moments where their column lies: in its own zone, in China where it names none (see _NO_PLACE)."""
    zone = getattr(moments.dtype, "time_zone", None)
    if zone in _NO_PLACE:
        moments = moments.dt.convert_time_zone(CHINA)
    return moments.dt.date()  # a cast would give the day in Greenwich


def plain(heading: str, kind: pl.DataType, is_read: bool, name: str | None = None) -> pl.Expr:
    """A column, called `name` or as its heading says, as its storage holds it; periods of pandas as months and days.

    `is_read`: that its cells are looked into. Raises InputError naming the column where they cannot be, or where Polars
    cannot read the column at all: decimals of more than DIGITS.
    """
    column = pl.col(heading if name is None else name)
    if isinstance(kind, pl.Decimal) and kind.precision > DIGITS:
        raise InputError("column-decimal", field=heading, value=f"DECIMAL({kind.precision},{kind.scale})", most=DIGITS)
    if isinstance(kind, pl.BaseExtension) and is_read:
        column, kind = _stored(column, heading, kind)
    if is_read and kind == pl.Binary:  # what some engines write of texts; no other bytes pass the cast
        column, kind = column.cast(pl.String), pl.String()
    if is_read and (kind.is_nested() or kind in (pl.Time, pl.Duration, pl.Object)):
        raise InputError("column-kind", field=heading, value=str(kind))
    return column


def _stored(column: pl.Expr, heading: str, kind: pl.BaseExtension) -> tuple[pl.Expr, pl.DataType]:
    storage = column.ext.storage()
    if kind.ext_name() != _PERIOD:
        return storage, cast(pl.DataType, kind.ext_storage())
    unit = json.loads(kind.ext_metadata() or "{}").get("freq")
    if unit == "D":
        return storage.cast(pl.Int32).cast(pl.Date), pl.Date()
    if unit != "M":
        raise InputError("column-kind", field=heading, value=f"Period[{unit}]")
    months = storage + _EPOCH_YEAR * 12
    return pl.date(months // 12, months % 12 + 1, 1).dt.strftime("%Y-%m"), pl.String()


def plainly(table: pl.DataFrame, headings: Sequence[str], places: Sequence[int]) -> pl.DataFrame:
    """A table of columns that are looked into, called by their `places` among `headings`.

    Raises InputError as `plain` does.
    """
    table.columns = list(map(str, places))
    kinds = zip(places, table.dtypes, strict=True)
    return table.select(plain(headings[place], kind, True, str(place)).alias(str(place)) for place, kind in kinds)


def check_writable(headings: Mapping[str, pl.DataType], form: str) -> None:
    """Raises InputError for a column that the form of the output cannot hold."""
    for heading, kind in headings.items():
        stored = kind.ext_storage() if isinstance(kind, pl.BaseExtension) else kind
        if stored in _NOT_HELD.get(form, _LISTS):
            raise InputError("column-no-text", field=heading, value=str(kind), form=form.upper())


def instants_of_spark(name: str) -> frozenset[str]:
    """The columns of a Parquet file that are moments, as Spark says: INT96, its usual type, does not."""
    written = pl.read_parquet_metadata(name).get(_SPARK_SCHEMA)
    fields = json.loads(written).get("fields", []) if written else []
    return frozenset(field["name"] for field in fields if field.get("type") == "timestamp")
