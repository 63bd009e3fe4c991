"""Typed columns that hold personal numbers: mobile numbers as integers, identity numbers as floats, categories."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from ..core.errors import InputError
from .columns import as_text
from .personal import without_numbers

_TYPED = 10
"""Digits before the point up to which a column of numbers cannot hold a personal number."""
_LEAST = 10**_TYPED


def typed_with_numbers(table: pl.LazyFrame, kinds: Mapping[str, pl.DataType]) -> list[str]:
    """The columns of numbers or categories of a table that hold personal numbers: they have to become text.

    Raises InputError for a column that cannot be looked into.
    """
    closed = next((name for name, kind in kinds.items() if kind.is_nested() or kind in (pl.Binary, pl.Object)), None)
    if closed is not None:
        raise InputError("column-nested", field=closed)
    texts = [name for name, kind in kinds.items() if kind.base_type() in (pl.Categorical, pl.Enum)]
    wide = [name for name, kind in kinds.items() if _is_wide(kind)]
    if wide:
        most = table.select(pl.col(wide).max()).collect(engine="streaming").row(0)
        texts += [name for name, value in zip(wide, most, strict=True) if value is not None and value >= _LEAST]
    if not texts:
        return []

    def found(frame: pl.DataFrame) -> pl.DataFrame:
        columns = [as_text(frame[name]) for name in texts]
        return pl.DataFrame({column.name: [bool((without_numbers(column) != column).any())] for column in columns})

    schema = dict.fromkeys(texts, pl.Boolean())
    passed = table.select(texts).map_batches(found, schema=schema, streamable=True).select(pl.all().any())
    return [name for name, has in zip(texts, passed.collect(engine="streaming").row(0), strict=True) if has]


def _is_wide(kind: pl.DataType) -> bool:
    """Whether numbers of a type may have eleven digits before the point."""
    if isinstance(kind, pl.Decimal):
        return kind.precision is None or kind.precision - kind.scale > _TYPED
    return kind in (pl.Int64, pl.UInt64, pl.Int128, pl.Float64)
