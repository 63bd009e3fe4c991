"""Columns lose the numbers that single texts lose."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from yibao_cli.batch.personal import under_heading, without_numbers
from yibao_cli.core.personal import OF_NUMBERS, masked

NUMBERS = (
    *("110101199003070011", "11010119900307001X", "110101 19900307 0011", "110101900307001", "1.10101199003070E+17"),
    *("１１０１０１199003070011", "13800138000", "138 0013 8000", "+86-13900139000", "１３８００１３８０００"),
    *("6222021234567890128", "6222 0212 3456 7890 128", "4111111111111111", "4111-1111-1111-1111", "378282246310005"),
    *("E12345678", "ea1234567", "H12345678", "Ｇ12345678"),
)
PIECES = st.one_of(
    st.sampled_from(NUMBERS),
    st.sampled_from((",", " ", ".", "-", "。", "备注", "a", "0", "+", ".0", ".00", "，", "　", "\n", "1", "9")),
    st.text("0123456789Xx .-E+", max_size=20),
)
CELLS = st.lists(PIECES, max_size=5).map("".join)


@given(st.lists(CELLS, min_size=1, max_size=8))
def test_a_column_loses_what_each_of_its_cells_loses(cells: list[str]) -> None:
    column = pl.Series("x", cells)
    assert without_numbers(column).to_list() == [masked(cell) for cell in cells]
    assert without_numbers(column, OF_NUMBERS).to_list() == [masked(cell, OF_NUMBERS) for cell in cells]


@pytest.mark.parametrize("number", NUMBERS)
def test_each_alone(number: str) -> None:
    assert without_numbers(pl.Series("x", [number])).name == "x"
    assert without_numbers(pl.Series([None, number, ""])).to_list() == [None, masked(number), ""]
    assert masked(number) != number


def test_a_heading_that_says_so_hides_whatever_stands_below() -> None:
    cells = ["110101199003070011", "E12345678", "A1234", "123", "7", "", None, "待补"]
    shown = ["110101************", "*****5678", "*1234", "**3", "*", "", None, "*补"]
    assert under_heading(pl.Series("x", cells)).to_list() == shown
