"""JSON, one object a line."""

from pathlib import Path

import pytest

from yibao_cli.core.errors import InputError
from yibao_cli.render.messages import error
from yibao_cli.sheets import Mark, open_book


def rows(path: Path, text: str) -> list[tuple[int, list[str]]]:
    path.write_text(text, encoding="utf-8")
    return list(open_book(path).sheets[0].rows())


def test_keys_become_headers_and_numbers_keep_their_digits(tmp_path: Path) -> None:
    text = '{"基数": 8000.10, "姓名": "甲"}\n\n{"姓名": null, "月份": 202408, "在岗": true}\n'
    assert rows(tmp_path / "x.jsonl", text) == [
        (0, ["基数", "姓名", "月份", "在岗"]),
        (1, ["8000.10", "甲", "", ""]),
        (3, ["", "", "202408", "true"]),
    ]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('{"a": 1}\n[1]\n', "x.jsonl 第 2 行不是 JSON 对象。JSONL 每行写一个 {…}。"),
        ('{"a": 1}\n{"a": \n', "x.jsonl 第 2 行不是 JSON 对象。JSONL 每行写一个 {…}。"),
        ('{"a": 1}\n' * 31 + '{"b": 1}\n', "x.jsonl 第 32 行有前 30 行没有的字段「b」,各行的字段要一样。"),
    ],
)
def test_a_line_that_does_not_fit_is_named(tmp_path: Path, text: str, line: str) -> None:
    with pytest.raises(InputError) as caught:
        rows(tmp_path / "x.jsonl", text)
    assert error(caught.value).removeprefix(f"{tmp_path}/") == line


def test_half_a_character_spoils_its_own_cell_and_is_told(tmp_path: Path) -> None:
    r"""Only JSON can write one (\ud83d); two halves together are a character (😀)."""
    text = r'{"姓名": "甲", "备注": "a\ud83d"}' "\n" r'{"姓名": "\uD83D\ude00", "备注": "乙"}' "\n"
    path = tmp_path / "x.jsonl"
    assert rows(path, text) == [(0, ["姓名", "备注"]), (1, ["甲", "a\ufffd"]), (2, ["😀", "乙"])]
    (sheet,) = open_book(path).sheets
    assert sheet.marks == (Mark("character-halved", 1, (1,)),)
    assert rows(path, r'{"a\udc00": [1, "\ud83d"]}') == [(0, ["a\ufffd"]), (1, ['["1", "\ufffd"]'])]
