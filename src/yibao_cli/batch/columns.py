"""Columns of a table -> values: the same as the readers of single cells give, with the same error codes.

Anything not in the plainest form goes to the reader of single cells, once for each distinct text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Generic, TypeVar, cast

import polars as pl

from ..core.errors import InputError
from ..core.frozen import dataclass
from ..core.integer import LARGEST_FEN, to_fen
from ..core.money import check_yuan, parse_yuan
from .kinds import local_days
from .record import Problem, Words, problem_of

Value = TypeVar("Value")

KEPT = 1 << 16
"""Different texts of a column that are remembered."""

_FEN_APART = 1 << 17
"""From here on numbers of Float32 are farther apart than fen."""
_PLAIN = b"0123456789."
_LONGEST = 13
"""Characters of 1000000000.00, the longest amount written plainly."""
_LEAST = pl.Series([1.0] * 5 + [10.0 ** (length - 4) for length in range(5, _LONGEST + 1)] + [float("inf")])
"""By its number of characters: what a number of at most two decimals written without leading zeros comes to at least.

A smaller one has more decimals or leading zeros; one below 1 may lack its zero.
"""


@dataclass(frozen=True, slots=True)
class Coded(Generic[Value]):
    """A column as indexes (UInt32) into values; 0 stands for an empty cell. `problems` says what is wrong with a value.

    `lasting`: the same two lists come with every piece of the column, and only grow, maybe in another thread; the
    first `size` values are those of this piece.
    """

    codes: pl.Series
    values: list[Value | None]
    problems: list[Problem | None]
    size: int
    lasting: bool = True

    @property
    def given(self) -> pl.Series:
        """True for each row that has a value, null for the others."""
        return self.gather(lambda value: True, pl.Boolean)

    def gather(self, take: Callable[[Value], object], dtype: type[pl.DataType]) -> pl.Series:
        """What `take` makes of each row's value; null where there is none."""
        taken = [None if value is None else take(value) for value in self.values]
        return pl.Series(taken, dtype=dtype).gather(self.codes)


class Vocabulary(Generic[Value]):
    """The different texts of a column; each is read once. Not safe to use from two threads at a time."""

    def __init__(self, read: Callable[[str], Value | None], words: Words) -> None:
        """`read` raises InputError for a text it cannot read, and returns None for a blank."""
        self._read = read
        self._say = words
        self._texts: list[str] = []
        self._values: list[Value | None] = [None]
        self._problems: list[Problem | None] = [None]
        self._type = pl.Enum([])

    def coded(self, column: pl.Series) -> Coded[Value]:
        """A column of text."""
        codes = column.cast(self._type, strict=False)
        if codes.null_count() > column.null_count():
            new = column.filter(codes.is_null() & column.is_not_null()).unique(maintain_order=True)
            if len(self._texts) + len(new) > KEPT:
                return self._passing(column)
            self._add(new.to_list())
            codes = column.cast(self._type)
        return Coded(
            (codes.to_physical().cast(pl.UInt32) + 1).fill_null(0), self._values, self._problems, len(self._values)
        )

    def _add(self, texts: Iterable[str]) -> None:
        for text in texts:
            value, problem = attempt(self._read, text, self._say)
            self._values.append(value)
            self._problems.append(problem)
            self._texts.append(text)
        self._type = pl.Enum(self._texts)

    def _passing(self, column: pl.Series) -> Coded[Value]:
        """A column with too many distinct texts to remember."""
        texts = column.drop_nulls().unique(maintain_order=True)
        read = [attempt(self._read, text, self._say) for text in texts]
        codes = column.replace_strict(texts, pl.Series(range(1, len(texts) + 1), dtype=pl.UInt32), default=0)
        values: list[Value | None] = [None, *(value for value, _ in read)]
        problems = [None, *(problem for _, problem in read)]
        return Coded(codes.cast(pl.UInt32), values, problems, len(values), lasting=False)


def attempt(read: Callable[[str], Value | None], text: str, words: Words) -> tuple[Value | None, Problem | None]:
    """The value read, or what is wrong."""
    try:
        return read(text), None
    except InputError as error:
        return None, problem_of(error, words)


@dataclass(frozen=True, slots=True)
class Amounts:
    """Fen (Int64), null where there is none. `wrong` indexes `problems`, null for a good cell; None for none at all."""

    fen: pl.Series
    wrong: pl.Series | None = None
    problems: tuple[Problem, ...] = ()


def read_fen(text: str) -> int:
    """Fen of an amount in yuan as people write it. Raises InputError."""
    return to_fen(parse_yuan(text, ""))


def amounts(column: pl.Series, words: Words, read: Callable[[str], int | None] = read_fen) -> Amounts:
    """Yuan in a column of text, whole numbers, decimals or floats.

    A float is an amount where it is the one nearest to some whole number of fen. `read` reads what is not plain.
    """
    if column.null_count() == len(column):
        return Amounts(pl.repeat(None, len(column), dtype=pl.Int64, eager=True))
    if column.dtype.is_float():
        return _of_floats(_widened(column), words)
    if column.dtype.is_integer() and not column.dtype.is_(pl.Int128) and _within(column, LARGEST_FEN // 100):
        return Amounts(column.cast(pl.Int64) * 100)
    if isinstance(column.dtype, pl.Decimal) and column.dtype.scale == 2 and _within(column, LARGEST_FEN // 100):
        return Amounts((column.cast(pl.Decimal(38, 2)) * 100).cast(pl.Int64))
    return _of_text(column.cast(pl.String), words, read)


def _within(column: pl.Series, most: int) -> bool:
    least, greatest = column.min(), column.max()
    return least is None or (cast(int, least) >= 0 and cast(int, greatest) <= most)


def _of_text(column: pl.Series, words: Words, read: Callable[[str], int | None]) -> Amounts:
    if _all_digits(column):
        number = column.cast(pl.Float64, strict=False)
        length = column.str.len_bytes()
        least = _LEAST.gather(length if _within(length, _LONGEST) else length.clip(0, _LONGEST + 1))
        plain = (number >= least) & (number <= LARGEST_FEN // 100)
    else:
        plain = column.str.contains(r"^[0-9]{1,10}(?:\.[0-9]{0,2})?$")
        number = column.cast(pl.Float64, strict=False)
        plain &= number <= LARGEST_FEN // 100
    fen = (number * 100).round().cast(pl.Int64, strict=False)
    return _with_the_rest(column, fen, plain, lambda text: attempt(read, text, words))


def _all_digits(column: pl.Series) -> bool:
    """Whether the column holds nothing but digits and dots."""
    text = column.str.join("").item()
    return not (text or "").encode().translate(None, _PLAIN)


def _widened(column: pl.Series) -> pl.Series:
    """Floats as Float64; those of fewer bits as their shortest text says, where no two amounts share one."""
    wide = column.cast(pl.Float64)
    if column.dtype != pl.Float32:
        return wide
    return column.cast(pl.String).cast(pl.Float64).zip_with(wide.abs() < _FEN_APART, wide)


def _of_floats(column: pl.Series, words: Words) -> Amounts:
    fen = (column * 100).round().cast(pl.Int64, strict=False)
    plain = (fen / 100 == column) & (column >= 0) & (column <= LARGEST_FEN // 100)

    def read(number: float) -> int:
        return to_fen(check_yuan(Decimal(repr(number)), ""))

    return _with_the_rest(column, fen, plain, lambda number: attempt(read, number, words))  # type: ignore[arg-type]


def _with_the_rest(
    column: pl.Series, fen: pl.Series, plain: pl.Series, read: Callable[[str], tuple[int | None, Problem | None]]
) -> Amounts:
    """`fen` where `plain`, elsewhere what `read` makes of each different value."""
    odd = (~plain).fill_null(True) & column.is_not_null()
    if not odd.any():
        return Amounts(fen)
    rows = odd.arg_true()
    values = column.gather(rows).to_list()
    found = {repr(value): read(value) for value in dict.fromkeys(values)}
    different = [found[repr(value)] for value in values]
    problems = list(dict.fromkeys(problem for _, problem in found.values() if problem is not None))
    places = {problem: place for place, problem in enumerate(problems)}
    read_fens = pl.Series([value for value, _ in different], dtype=pl.Int64)
    wrong = pl.repeat(None, len(column), dtype=pl.UInt32, eager=True)
    if problems:
        wrong = wrong.scatter(rows, [None if problem is None else places[problem] for _, problem in different])
    return Amounts(fen.scatter(rows, read_fens), wrong if problems else None, tuple(problems))


def as_text(column: pl.Series) -> pl.Series:
    """A column of any type as the text people would write: moments by their day, whole floats without decimals."""
    if column.dtype == pl.String:
        return column
    if column.dtype == pl.Datetime:
        return local_days(column).cast(pl.String)
    if column.dtype.is_float():
        whole = column.cast(pl.Int64, strict=False)
        return whole.cast(pl.String).zip_with(whole.cast(pl.Float64).eq_missing(column), column.cast(pl.String))
    return column.cast(pl.String)


def yuan(fen: pl.Series) -> pl.Series:
    """A column of fen as decimal numbers of yuan."""
    return fen.cast(pl.Int128).reinterpret(dtype=pl.Decimal(18, 2))
