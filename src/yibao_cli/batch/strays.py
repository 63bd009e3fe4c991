"""Rows of a table that are no people: blank ones, those that sum up others, headings again on a printed page."""

from collections.abc import Sequence

import polars as pl

from ..tables.records import LOOKED_AT, is_total, may_say_total


def without_strays(piece: pl.DataFrame, headings: Sequence[str]) -> tuple[pl.DataFrame, int]:
    """A piece of a CSV without them, as `tables.records.Records.rows` leaves them out; how many summed up others.

    Only rows that may be strays are looked at one by one: those with a word of totals in them, without a single
    cell, or that begin like the headings.
    """
    suspects = _suspects(piece, headings)
    if suspects is None:
        return piece, 0
    rows = suspects.arg_true()
    strays, totals = [], 0
    names = list(headings)
    for row, cells in zip(rows, piece[rows].select(names).rows(), strict=True):
        written = ["" if cell is None else cell for cell in cells]
        total = is_total(written)
        totals += total
        if total or written == names or not any(map(str.strip, written)):
            strays.append(row)
    if not strays:
        return piece, 0
    kept = pl.Series([True]).new_from_index(0, len(piece)).scatter(strays, False)
    return piece.filter(kept), totals


def _suspects(piece: pl.DataFrame, headings: Sequence[str]) -> pl.Series | None:
    """Which rows may be strays; None where none may."""
    columns = [piece[heading] for heading in headings]
    found = [columns[0] == headings[0]]
    blank = _blank(columns[0])
    if blank.any():
        for column in columns[1:]:
            blank &= _blank(column)
        found.append(blank)
    full = 0
    for column in columns:
        if may_say_total(column.str.join("").item() or ""):
            found.append(pl.Series([may_say_total(cell or "") for cell in column], dtype=pl.Boolean))
        full += not column.null_count()
        if full == LOOKED_AT:
            break
    together = pl.select(pl.any_horizontal(found).fill_null(False)).to_series()
    return together if together.any() else None


def _blank(column: pl.Series) -> pl.Series:
    return column.is_null() | (column.str.strip_chars() == "")
