"""Columns in a pipe are broken as Rich breaks them on a terminal."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len, get_character_cell_size
from rich.console import Console
from rich.text import Text

from yibao_cli.render import columns
from yibao_cli.render.columns import fold, hanging, row_lines, table_lines, width
from yibao_cli.render.rows import Row

TEXTS = st.text(alphabet="中文字,。 ab1-（）“”…éx()[]%", max_size=60)


@given(TEXTS, st.integers(8, 40))
def test_lines_are_broken_as_rich_breaks_them(text: str, room: int) -> None:
    """But for an empty line that Rich leaves where a word just fills its line and the next is too long for one."""
    console = Console(file=io.StringIO(), width=80)
    expected = [line.plain.strip() for line in Text(text, overflow="fold").wrap(console, room)]
    lines = [line.strip() for line in fold(text, room)]
    assert [line for line in lines if line] == [line for line in expected if line]


@given(TEXTS, st.integers(8, 40))
def test_nothing_is_lost_and_nothing_is_too_wide(text: str, room: int) -> None:
    lines = fold(text, room)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(width(line) <= room for line in lines)


@pytest.mark.parametrize(("ranges", "cells"), [(columns._WIDE, 2), (columns._NARROW, 1)])
def test_signs_are_as_wide_as_rich_says(ranges: tuple[tuple[int, int], ...], cells: int) -> None:
    assert {get_character_cell_size(chr(code)) for first, last in ranges for code in range(first, last + 1)} == {cells}


@pytest.mark.parametrize("text", ["👩‍👩‍👧 一家", "e\u0301", "☎️ 12393", "𠮷野家", "ｶﾅ"])
def test_other_signs_are_measured_by_rich(text: str) -> None:
    assert width(text) == cell_len(text)


def test_a_table_is_a_line_a_row() -> None:
    assert table_lines(["地区", "元"], [["北京", "1.00"], ["呼和浩特", "12.00"]], {"元"}) == [
        "地区         元",
        "北京       1.00",
        "呼和浩特  12.00",
    ]


def test_rows_keep_their_amounts_at_the_edge() -> None:
    rows = [Row("划入", "基数 × 2%", "200.00 元", strong=True), Row("划入", "又", "1.00 元"), Row("等级", "官方")]
    lines = ["".join(part for _, part in line) for line in row_lines(rows, 32)]
    assert lines == [
        "划入  基数 × 2%        200.00 元",
        "      又                 1.00 元",
        "等级  官方",
    ]


def test_a_line_hangs_as_deep_as_it_begins() -> None:
    assert hanging("  一二三四五六", 10) == ["  一二三四", "  五六"]
