"""Columns of text and numbers against the readers of single cells."""

from decimal import Decimal
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yibao_cli.batch.columns import KEPT, Vocabulary, amounts, as_text
from yibao_cli.core.errors import InputError
from yibao_cli.core.money import check_yuan, parse_yuan
from yibao_cli.core.month import parse_month
from yibao_cli.core.spoken import read_years
from yibao_cli.render.batch import error_text

ODD = [
    *(
        "8,000.55",
        "８０００．５５",
        "1.2万",
        "8000元",
        "1e3",
        "NaN",
        "-5",
        "8000.545",
        "+1",
        " ",
        "",
        "0",
        "-0",
        "-0.00",
    ),
    *("1e2", "1.e1", "1.e0", "12e2", "1E2", ".5", "5.", "0.5", "00.5", "01.55", "001.234", "1.234", "1.2.3", "."),
    *("8000.5500", "8000.001", "1000000000", "1000000000.00", "1000000000.01", "1000000001", "999999999.99", "inf"),
    *(
        "0000000000012",
        "0000000000001.00",
        "1_000",
        "８，０００",
        "3 000",
        "12。5",
        "②",
        "١٢",
        "3千5",
        "0x10",
        "１２ｅ３",
    ),
    *("4.35", "1.10", "2.675", "1.005", "0.29", "32776.87", "70.07", "1" * 12, "1" * 13, "99999999999999999999"),
]
written = st.text(alphabet="0123456789.,-+eE万千元 ０１．", max_size=14) | st.from_regex(
    r"[0-9]{1,11}(\.[0-9]{0,4})?", fullmatch=True
)


def expected(text: str | None) -> tuple[int | None, str | None]:
    """What the reader of one cell says."""
    if text is None:
        return None, None
    try:
        return int(parse_yuan(text, "base") * 100), None
    except InputError as error:
        return None, error.code


def found(column: pl.Series) -> list[tuple[int | None, str | None]]:
    read = amounts(column, error_text)
    wrong = [None] * len(column) if read.wrong is None else read.wrong.to_list()
    errors = [None if place is None else read.problems[place].code for place in wrong]
    return list(zip(read.fen.to_list(), errors, strict=True))


def test_every_way_to_write_an_amount() -> None:
    texts = [*ODD, None, "8000.55"]
    assert found(pl.Series(texts, dtype=pl.String)) == [expected(text) for text in texts]


@pytest.mark.parametrize("text", ODD)
def test_each_alone_among_plain_numbers(text: str) -> None:
    texts = ["8000.55", text, "12", None]
    assert found(pl.Series(texts)) == [expected(item) for item in texts]


@settings(max_examples=150, deadline=None)
@given(st.lists(written | st.text(max_size=6) | st.none(), max_size=40))
def test_text_is_read_as_by_the_reader_of_cells(texts: list[str | None]) -> None:
    assert found(pl.Series(texts, dtype=pl.String)) == [expected(text) for text in texts]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 10**11 + 3), min_size=1, max_size=200))
def test_plain_text_decimals_and_floats_give_the_same_fen(fens: list[int]) -> None:
    yuan = [Decimal(fen).scaleb(-2) for fen in fens]
    answers = [(fen, None) if fen <= 10**11 else (None, "money-too-large") for fen in fens]
    assert found(pl.Series([str(item) for item in yuan])) == answers
    assert found(pl.Series(yuan, dtype=pl.Decimal(20, 2))) == answers
    assert found(pl.Series(yuan, dtype=pl.Decimal(20, 5))) == answers
    assert found(pl.Series([float(item) for item in yuan])) == answers


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.floats() | st.floats(0, 10**6) | st.sampled_from([8000.545, 0.1 + 0.2, -0.0, 1e9, 0.005]), min_size=1)
)
def test_a_float_is_an_amount_where_it_is_the_nearest_to_one(numbers: list[float]) -> None:
    def one(number: float) -> tuple[int | None, str | None]:
        try:
            return int(check_yuan(Decimal(repr(number)), "") * 100), None
        except InputError as error:
            return None, error.code

    assert found(pl.Series(numbers, dtype=pl.Float64)) == [one(number) for number in numbers]


@pytest.mark.parametrize(
    ("column", "answers"),
    [
        (pl.Series([5, None, 0], dtype=pl.Int32), [(500, None), (None, None), (0, None)]),
        (pl.Series([5, -1, 2_000_000_000]), [(500, None), (None, "money-negative"), (None, "money-too-large")]),
        (pl.Series([None, None]), [(None, None), (None, None)]),
        (pl.Series([Decimal("1.005"), Decimal("1.500")]), [(None, "money-decimals"), (150, None)]),
        (pl.Series([0.1, 131071.99, 8000.25], dtype=pl.Float32), [(10, None), (13107199, None), (800025, None)]),
        (pl.Series([200000.01, 200000.0], dtype=pl.Float32), [(None, "money-decimals"), (20000000, None)]),
        (pl.Series([], dtype=pl.String), []),
    ],
)
def test_columns_of_numbers(column: pl.Series, answers: list[Any]) -> None:
    assert found(column) == answers


def _read_age(text: str) -> int:
    return read_years(text, "age-malformed")


AGES = ["66", "66岁", "６６周岁", "-1", " 7 ", "66.0", "", "六十", None, "66", "12345", "9999"]


@pytest.mark.parametrize("read", [_read_age, lambda text: parse_month(text).index])
def test_a_vocabulary_reads_each_text_as_the_reader_does(read: Any) -> None:
    texts = [*AGES, "2024-08", "2024/8", "202413", "２０２４年８月"]

    def one(text: str | None) -> tuple[int | None, str | None]:
        try:
            return (None, None) if text is None else (read(text), None)
        except InputError as error:
            return None, error.code

    words = Vocabulary[int](read, error_text)
    for piece in (texts[:5], texts[3:], texts, texts[::-1]):
        coded = words.coded(pl.Series(piece, dtype=pl.String))
        problems = [coded.problems[code] for code in coded.codes]
        errors = [None if problem is None else problem.code for problem in problems]
        values = [coded.values[code] for code in coded.codes]
        assert list(zip(values, errors, strict=True)) == [one(text) for text in piece]


def test_more_texts_than_are_remembered() -> None:
    words = Vocabulary[int](int, error_text)
    texts = [str(number) for number in range(KEPT + 5)]
    coded = words.coded(pl.Series([*texts, None]))
    assert [coded.values[code] for code in coded.codes] == [*range(KEPT + 5), None]
    assert not coded.lasting and coded.size == len(coded.values)


@pytest.mark.parametrize(
    ("column", "texts"),
    [
        (pl.Series([66.0, None]), ["66", None]),
        (pl.Series([66.5]), ["66.5"]),
        (pl.Series(["1958-03-05"]).str.to_date(), ["1958-03-05"]),
        (pl.Series(["1958-03-05 12:00"]).str.to_datetime("%Y-%m-%d %H:%M"), ["1958-03-05"]),
        (pl.Series([202408], dtype=pl.Int32), ["202408"]),
    ],
)
def test_typed_columns_as_text(column: pl.Series, texts: list[str | None]) -> None:
    assert as_text(column).to_list() == texts
