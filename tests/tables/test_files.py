"""Which kind of file it is, how it is written, and its rows with their numbers."""

import io
import os
import sys
import threading
from datetime import date, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest

from yibao_cli.core.errors import InputError
from yibao_cli.render.messages import error
from yibao_cli.tables.files import open_table
from yibao_cli.tables.workbook import cell_text

from .samples import workbook, write

TABLE = "姓名,费款所属期,划入金额\n张三,202507,200.00\n李四,202507,143.24\n"
ROWS = [(1, ["姓名", "费款所属期", "划入金额"]), (2, ["张三", "202507", "200.00"]), (3, ["李四", "202507", "143.24"])]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_the_encoding_is_found(tmp_path: Path, encoding: str) -> None:
    table = open_table(write(tmp_path / "a.csv", TABLE, encoding))
    assert (table.encoding, table.delimiter, list(table.rows())) == (encoding, ",", ROWS)


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
    table = open_table(write(tmp_path / "a.csv", TABLE, written), encoding=given)
    assert (table.encoding, list(table.rows())) == (found, ROWS)


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|", ","])
def test_the_delimiter_is_found(tmp_path: Path, delimiter: str) -> None:
    table = open_table(write(tmp_path / "a.csv", TABLE.replace(",", delimiter)))
    assert (table.delimiter, list(table.rows())) == (delimiter, ROWS)


def test_commas_in_amounts_and_titles_do_not_make_the_delimiter(tmp_path: Path) -> None:
    text = '查询结果,仅供参考\n姓名\t月份\t金额\n张三\t202507\t"1,234.50"\n李四\t202507\t2,234.50\n'
    table = open_table(write(tmp_path / "a.txt", text))
    assert table.delimiter == "\t"
    assert list(table.rows())[2] == (3, ["张三", "202507", "1,234.50"])


def test_full_width_commas_count_only_if_all_rows_have_them(tmp_path: Path) -> None:
    table = open_table(write(tmp_path / "a.csv", "查询结果\n姓名,金额\n张三,1\n"))
    assert table.delimiter == ","


def test_rows_bear_the_line_they_start_on(tmp_path: Path) -> None:
    text = '姓名,"费款\n所属期"\n\n张三,"a\n\nb"\n , \n李四,c\n'
    table = open_table(write(tmp_path / "a.csv", text))
    assert [line for line, _ in table.rows()] == [1, 4, 8]


def test_windows_line_ends_are_line_ends(tmp_path: Path) -> None:
    table = open_table(write(tmp_path / "a.csv", TABLE.replace("\n", "\r\n")))
    assert list(table.rows()) == ROWS


def test_a_file_is_read_in_pieces(tmp_path: Path) -> None:
    text = TABLE + "".join(f"张三{number},202507,200.00\n" for number in range(20_000))
    for encoding in ("utf-8", "gb18030", "utf-16"):
        table = open_table(write(tmp_path / "a.csv", text, encoding))
        assert table.encoding == encoding
        assert sum(1 for _ in table.rows()) == 20_003


def test_standard_input_is_a_minus(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(TABLE.encode("gb18030"))))
    table = open_table("-")
    assert list(table.rows()) == ROWS == list(table.rows())


def test_a_pipe_is_read_once(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_bytes, args=(TABLE.encode(),))
    writer.start()
    table = open_table(pipe)
    writer.join()
    assert list(table.rows()) == ROWS


def test_a_workbook_is_one_whatever_its_name(tmp_path: Path) -> None:
    table = open_table(workbook(tmp_path / "a.csv", {"空": [], "明细": [row for _, row in ROWS]}))
    assert (table.kind, table.sheet, table.encoding, list(table.rows())) == ("xlsx", "明细", None, ROWS)
    assert list(table.rows()) == ROWS


def test_a_sheet_can_be_named(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"一": [["a"]], "二": [["b"]]})
    assert list(open_table(path).rows()) == [(1, ["a"])]
    assert list(open_table(path, sheet="二").rows()) == [(1, ["b"])]


def test_cells_of_a_workbook_are_texts(tmp_path: Path) -> None:
    day = datetime(2025, 7, 20, 8, 30)
    row: list[object] = [143.24, 200.0, 202507, "0012", None, date(2025, 7, 1), day, 716.22]
    table = open_table(workbook(tmp_path / "a.xlsx", {"明细": [[], row]}))
    texts = ["143.24", "200", "202507", "0012", "", "2025-07-01", "2025-07-20 08:30:00", "716.22"]
    assert list(table.rows()) == [(2, texts)]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.1 + 0.2, "0.3"),
        (7162 * 0.02, "143.24"),
        (1e16, "10000000000000000"),
        (1e-7, "0.0000001"),
        (143.245, "143.245"),
    ],
)
def test_the_noise_of_binary_numbers_is_dropped_and_nothing_else(value: float, text: str) -> None:
    assert cell_text(value) == text


def _message(path: Path | str, encoding: str | None = None, sheet: str | None = None) -> str:
    with pytest.raises(InputError) as caught:
        list(open_table(path, encoding, sheet).rows())
    return error(caught.value)


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"", "「a.xls」是空的。"),
        (b"\n\n , ,\n", None),
        (b"\r\n  \n", "「a.xls」是空的。"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512,
            "「a.xls」是旧式或二进制的 Excel 文件(.xls、.xlsb)。在 Excel 或 WPS 里另存为 .xlsx 或 CSV。",
        ),
        (b"%PDF-1.4 ...", "「a.xls」是 PDF,读不出表格。请在网站上导出 Excel 或 CSV。"),
        (b"PK\x03\x04" + b"\0" * 40, "「a.xls」损坏了,打不开。在 Excel 或 WPS 里重新保存一次。"),
        (b"\x1f\x8b\x08\0", "「a.xls」是压缩包或别的程序的文件。先解开,或另存为 .xlsx 或 CSV。"),
        (
            b"\xef\xbb\xbf\r\n<HTML><table>",
            "「a.xls」其实是网页或 XML,不是表格(有的网站这样导出 .xls)。在 Excel 或 WPS 里打开,另存为 .xlsx 或 CSV。",
        ),
        (
            "<html><table>".encode("utf-16"),
            "「a.xls」其实是网页或 XML,不是表格(有的网站这样导出 .xls)。在 Excel 或 WPS 里打开,另存为 .xlsx 或 CSV。",
        ),
        (b"\x89PNG\r\n\x1a\n\0\0\0", "「a.xls」不是文字,也不是 .xlsx。请给 CSV、TSV 或 .xlsx。"),
        (
            "姓名,月份\n张三,".encode() + b"\xff\xff\n",
            "「a.xls」第 2 行既不是 UTF-8 也不是 GB18030,文件可能不完整。知道编码就用 --encoding 指明。",
        ),
        (b'a,b\n1,2\n3,"4\n5,6\n', "「a.xls」第 3 行的双引号没有配对。改正引号再试。"),
    ],
)
def test_what_is_no_table_is_refused_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes, line: str | None
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.xls").write_bytes(content)
    if line is None:
        assert list(open_table("a.xls").rows()) == []
    else:
        assert _message("a.xls") == line


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
    workbook(Path("b.xlsx"), {"一": [["a"]], "二": [], "三": []})
    workbook(Path("c.xlsx"), {"一": [], "二": [[]]})
    Path("d.xlsx").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    assert _message("无.csv") == "没有文件「无.csv」。"
    assert _message("夹") == "「夹」是目录,请给里面的一个文件。"
    assert _message("a" * 5000).startswith("读不了「aaa")
    assert _message("a.csv", "latin-1") == "--encoding:不认识「latin-1」。可用:utf-8、utf-16、gb18030。"
    assert _message("a.csv", "utf-8") == "「a.csv」第 1 行不是 utf-8。去掉 --encoding 可以自动识别。"
    assert _message("a.csv", sheet="一") == "--sheet 只用于工作簿,「a.csv」不是。"
    assert _message("b.xlsx", sheet="四") == "--sheet:「b.xlsx」里没有工作表「四」。有:一、二、三。"
    assert _message("b.xlsx", sheet="二") == "「b.xlsx」是空的。"
    assert _message("c.xlsx") == "「c.xlsx」是空的。"
    assert _message("d.xlsx") == "「d.xlsx」设了打开密码。在 Excel 或 WPS 里去掉密码再保存。"


def test_a_file_that_goes_away_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    table = open_table(write(Path("a.csv"), TABLE))
    Path("a.csv").unlink()
    with pytest.raises(InputError) as caught:
        list(table.rows())
    assert error(caught.value) == "读不了「a.csv」:No such file or directory。"


def test_without_openpyxl_the_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = workbook(tmp_path / "a.xlsx", {"一": [["a"]]})
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    assert _message(path.name) == "读写「a.xlsx」要用 openpyxl 和 XlsxWriter,先运行:pip install 'yibao-cli[xlsx]'。"


def test_a_damaged_workbook_is_refused_wherever_the_damage_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    path = workbook(Path("a.xlsx"), {"一": [[f"{number}" for number in range(10)]] * 20})
    whole = path.read_bytes()
    for start in range(0, len(whole) - 200, 150):
        path.write_bytes(whole[:start] + bytes(100) + whole[start + 100 :])
        try:
            list(open_table(path).rows())
        except InputError as problem:
            assert problem.code in ("xlsx-broken", "table-binary", "table-packed", "table-empty"), problem
