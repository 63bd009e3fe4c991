"""Rows of a scanned table that are no people, found for whole pieces; see `tables.row_classifier` for what they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from ..tables.row_classifier import RowClassifier, may_say_total
from .personal import has_digits
from .reading import MARKS, Piece


class OutOfOrderError(Exception):
    """Only who reads the rows in their order can tell whether one sums up others."""


def people_only(piece: pl.DataFrame, names: Sequence[str], classifier: RowClassifier) -> tuple[Piece, int]:
    """A piece without rows that are no people, and how many of them summed up others; `names` are its columns.

    Only rows that may be classifier are looked at one by one. Raises OutOfOrderError for one that names nobody.
    """
    texts = {name: piece[name].str.join("").item() or "" for name in names}
    marked = [name for name, text in texts.items() if any(mark in text for mark in MARKS)]
    digits = [name for name, text in texts.items() if has_digits(text)]
    suspects = _suspects(piece, texts, classifier)
    if suspects is None:
        return Piece(piece, marked=marked, digits=digits), 0
    rows = suspects.arg_true()
    found, sums = [], 0
    for row, cells in zip(rows, piece[rows].select(names).rows(), strict=True):
        written = ["" if cell is None else cell for cell in cells]
        if any(map(str.strip, written)):
            kind = classifier.alone(written)
            if kind is None:
                raise OutOfOrderError
            if kind == "person":
                continue
            sums += kind == "sum"
        found.append(row)
    if found:
        piece = piece.filter(pl.Series([True]).new_from_index(0, len(piece)).scatter(found, False))
    return Piece(piece, marked=marked, digits=digits), sums


def _suspects(piece: pl.DataFrame, texts: Mapping[str, str], classifier: RowClassifier) -> pl.Series | None:
    """Which rows may be classifier; None where none may. `texts` has all that each column says."""
    columns = [piece[name] for name in texts]
    found = [columns[0] == heading[0] for heading in classifier.headings]
    nobody = _all_blank([columns[place] for place in classifier.naming] or columns)
    if nobody is not None:
        found.append(nobody)
    found += [
        pl.Series([may_say_total(cell or "") for cell in column], dtype=pl.Boolean)
        for column in columns
        if may_say_total(texts[column.name])
    ]
    found = [some for some in found if some.any()]
    return pl.select(pl.any_horizontal(found).fill_null(False)).to_series() if found else None


def _all_blank(columns: Sequence[pl.Series]) -> pl.Series | None:
    """The rows in which some columns are blank; None where there are none."""
    blank = _blank(columns[0])
    for column in columns[1:]:
        if not blank.any():
            return None
        blank &= _blank(column)
    return blank if blank.any() else None


def _blank(column: pl.Series) -> pl.Series:
    return column.is_null() | (column.str.strip_chars() == "")
