"""Files as Polars reads them, piece by piece."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import polars as pl

from ..core.errors import InputError
from .kinds import PARQUET

ROW = "yibao row"
"""Heading of the numbers of rows, while a table passes; the first row of data is 1."""


def headings_of(source: Path) -> list[str]:
    """The headings of a Parquet file. Raises InputError for a file that cannot be read."""
    with readable(source):
        return list(scan(source).collect_schema())


def scan(source: Path, numbered: bool = False) -> pl.LazyFrame:
    """A CSV (UTF-8, all columns text) or Parquet file; `numbered`: with ROW before its columns."""
    row = ROW if numbered else None
    if source.suffix.lower() == PARQUET:
        return pl.scan_parquet(source, glob=False, row_index_name=row, row_index_offset=1)
    return pl.scan_csv(source, infer_schema=False, glob=False, row_index_name=row, row_index_offset=1)


@contextmanager
def readable(source: Path) -> Iterator[None]:
    """Raises InputError where the engine cannot read the table."""
    try:
        yield
    except (pl.exceptions.PolarsError, FileNotFoundError, PermissionError) as error:
        why = str(error).splitlines()[0]
        code = "columns-plain" if "utf-8" in why else "table-unreadable"
        raise InputError(code, file=str(source), why=why) from None
