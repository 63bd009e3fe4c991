"""Which kind of file it is, how it is written, and its rows with their numbers."""

import io
import os
import sys
import threading
from pathlib import Path
from types import SimpleNamespace

import pytest

from yibao_cli.core.errors import InputError
from yibao_cli.render.messages import error
from yibao_cli.sheets import Book, Line, open_book

from ..tables.samples import write

TABLE = "姓名,费款所属期,划入金额\n张三,202507,200.00\n李四,202507,143.24\n"
ROWS = [(1, ["姓名", "费款所属期", "划入金额"]), (2, ["张三", "202507", "200.00"]), (3, ["李四", "202507", "143.24"])]


def rows_of(book: Book) -> list[Line]:
    return list(book.sheets[0].rows())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_the_encoding_is_found(tmp_path: Path, encoding: str) -> None:
    table = open_book(write(tmp_path / "a.csv", TABLE, encoding))
    assert (table.encoding, table.delimiter, rows_of(table)) == (encoding, ",", ROWS)


@pytest.mark.parametrize(
    ("written", "given", "found"),
    [
        ("gb18030", "gbk", "gb18030"),
        ("gb18030", "GB2312", "gb18030"),
        ("utf-16-le", "utf-16", "utf-16-le"),
        ("utf-16-be", "utf_16_be", "utf-16-be"),
        ("utf-8-sig", "UTF-8", "utf-8-sig"),
    ],
)
def test_the_encoding_can_be_given(tmp_path: Path, written: str, given: str, found: str) -> None:
    table = open_book(write(tmp_path / "a.csv", TABLE, written), encoding=given)
    assert (table.encoding, rows_of(table)) == (found, ROWS)


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|", ","])
def test_the_delimiter_is_found(tmp_path: Path, delimiter: str) -> None:
    table = open_book(write(tmp_path / "a.csv", TABLE.replace(",", delimiter)))
    assert (table.delimiter, rows_of(table)) == (delimiter, ROWS)


def test_commas_in_amounts_and_titles_do_not_make_the_delimiter(tmp_path: Path) -> None:
    text = '查询结果,仅供参考\n姓名\t月份\t金额\n张三\t202507\t"1,234.50"\n李四\t202507\t2,234.50\n'
    table = open_book(write(tmp_path / "a.txt", text))
    assert table.delimiter == "\t"
    assert rows_of(table)[2] == (3, ["张三", "202507", "1,234.50"])


def test_full_width_commas_count_only_if_all_rows_have_them(tmp_path: Path) -> None:
    table = open_book(write(tmp_path / "a.csv", "查询结果\n姓名,金额\n张三,1\n"))
    assert table.delimiter == ","


def test_rows_bear_the_line_they_start_on(tmp_path: Path) -> None:
    text = '姓名,"费款\n所属期"\n\n张三,"a\n\nb"\n , \n李四,c\n'
    table = open_book(write(tmp_path / "a.csv", text))
    assert [line for line, _ in rows_of(table)] == [1, 4, 8]


def test_windows_line_ends_are_line_ends(tmp_path: Path) -> None:
    table = open_book(write(tmp_path / "a.csv", TABLE.replace("\n", "\r\n")))
    assert rows_of(table) == ROWS


def test_a_file_is_read_in_pieces(tmp_path: Path) -> None:
    text = TABLE + "".join(f"张三{number},202507,200.00\n" for number in range(20_000))
    for encoding in ("utf-8", "gb18030", "utf-16"):
        table = open_book(write(tmp_path / "a.csv", text, encoding))
        assert table.encoding == encoding
        assert sum(1 for _ in rows_of(table)) == 20_003


def test_standard_input_is_a_minus(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(TABLE.encode("gb18030"))))
    table = open_book("-")
    assert rows_of(table) == ROWS == rows_of(table)


def test_a_pipe_is_read_once(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_bytes, args=(TABLE.encode(),))
    writer.start()
    table = open_book(pipe)
    writer.join()
    assert rows_of(table) == ROWS


def _message(path: Path | str, encoding: str | None = None) -> str:
    with pytest.raises(InputError) as caught:
        rows_of(open_book(path, encoding))
    return error(caught.value)


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"", "「a.csv」是空的。"),
        (b"\r\n  \n", "「a.csv」是空的。"),
        (
            "姓名,月份\n张三,".encode() + b"\xff\xff\n",
            "「a.csv」第 2 行既不是 UTF-8 也不是 GB18030,文件可能不完整。知道编码就用 --encoding 指明。",
        ),
        (b'a,b\n1,2\n3,"4\n5,6\n', "「a.csv」第 3 行的双引号没有配对。改正引号再试。"),
        (
            b'a,b\n1,2\n3,"' + b"4" * 140_000 + b'"\n',
            "「a.csv」第 3 行有一格超过 131072 个字,多半是双引号没有配对。",
        ),
    ],
)
def test_a_text_that_cannot_be_read_is_refused_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes, line: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.csv").write_bytes(content)
    assert _message("a.csv") == line


def test_rows_of_blanks_are_none(tmp_path: Path) -> None:
    assert rows_of(open_book(write(tmp_path / "a.csv", "\n\n , ,\n"))) == []


def test_bytes_are_taken_as_they_are() -> None:
    assert rows_of(open_book(TABLE.encode("gb18030"))) == ROWS


def test_a_damaged_utf8_text_is_not_taken_for_gb18030(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    good = "".join("中国,人民,保险\n" for _ in range(40)).encode()
    Path("a.csv").write_bytes(good + "中国".encode()[:-1] + "人\n".encode())
    line = "「a.csv」第 41 行既不是 UTF-8 也不是 GB18030,文件可能不完整。知道编码就用 --encoding 指明。"
    assert _message("a.csv") == line


def test_what_stands_in_the_way_of_opening_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("夹").mkdir()
    write(Path("a.csv"), TABLE, "gb18030")
    assert _message("无.csv") == "没有文件「无.csv」。"
    assert _message("夹") == "「夹」是目录,请给里面的一个文件。"
    assert _message("a" * 5000).startswith("读不了「aaa")
    assert _message("a.csv", "latin-1") == "--encoding:不认识「latin-1」。可用:utf-8、utf-16、gb18030。"
    assert _message("a.csv", "utf-8") == "「a.csv」第 1 行不是 utf-8。去掉 --encoding 可以自动识别。"


def test_a_file_that_goes_away_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    table = open_book(write(Path("a.csv"), TABLE))
    Path("a.csv").unlink()
    with pytest.raises(InputError) as caught:
        rows_of(table)
    assert error(caught.value) == "读不了「a.csv」:No such file or directory。"
