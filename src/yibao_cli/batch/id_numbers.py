"""Columns of identity numbers -> births and sexes, as `tables.identity.read_identity` reads single numbers."""

import polars as pl

from ..tables import cells
from ..tables.identity import CUT, LENGTH, read_identity

_PLAIN = r"^[0-9]{17}[0-9X]$"
_WEIGHTS = tuple(2 ** (LENGTH - 1 - place) % 11 for place in range(LENGTH - 1))
"""Of the digits before the check digit, by the standard GB 11643."""
_FIRST_YEAR, _LAST_YEAR = 1900, 2100
"""Other years are left to the reader of single numbers."""
_SCHEMA = {"birth": pl.Int32, "first": pl.Boolean, "male": pl.Boolean, "cut": pl.Boolean}


def read_id_numbers(column: pl.Series) -> pl.DataFrame:
    """What each identity number in a column of text says: null where it is none.

    `birth`: the index of the month of birth; `first`: whether the birth was on the first of it; `male`: the sex;
    `cut`: that a spreadsheet has cut it.
    """
    text = column.str.strip_chars().str.to_uppercase()
    plain = text.str.contains(_PLAIN).fill_null(False)
    number = pl.when(plain).then(text.str.head(LENGTH - 1)).cast(pl.Int64)
    day = pl.when(plain).then(text.str.slice(6, 8)).str.to_date("%Y%m%d", strict=False)
    digits = [number // 10 ** (LENGTH - 2 - place) % 10 for place in range(LENGTH - 1)]
    total = sum((digit * weight for digit, weight in zip(digits, _WEIGHTS, strict=True)), pl.lit(0))
    check = (12 - total % 11) % 11
    last = text.str.tail(1).replace("X", "10").cast(pl.Int64, strict=False)
    known = day.dt.year().is_between(_FIRST_YEAR, _LAST_YEAR)
    good = (check == last) & known
    found = pl.select(
        pl.when(good).then(day.dt.year() * 12 + day.dt.month() - 1).cast(pl.Int32).alias("birth"),
        pl.when(good).then(day.dt.day() == 1).alias("first"),
        pl.when(good).then(number % 2 == 1).alias("male"),
        pl.lit(False).alias("cut"),
        odd=(~plain & (column.fill_null("") != "")) | ~known.fill_null(True) | (~good & text.str.ends_with(CUT)),
    )
    odd = found["odd"].arg_true()
    return _with_the_odd(found.drop("odd"), odd, column.gather(odd))


def _with_the_odd(found: pl.DataFrame, rows: pl.Series, texts: pl.Series) -> pl.DataFrame:
    """The frame, with some rows read one by one: those not written plainly."""
    if not len(rows):
        return found
    pairs = zip(rows, map(cells.text, texts), strict=True)
    read = [(row, identity) for row, text in pairs if (identity := read_identity(text))]
    values = {
        "row": [row for row, _ in read],
        "birth": [identity.birth.in_month.index for _, identity in read],
        "first": [identity.birth.day == 1 for _, identity in read],
        "male": [None if identity.sex is None else identity.sex == "male" for _, identity in read],
        "cut": [identity.cut for _, identity in read],
    }
    changed = pl.DataFrame(values, schema={"row": pl.UInt32, **_SCHEMA})
    return found.with_row_index("row").update(changed, on="row", how="left").drop("row")
