"""Workbooks of Excel 2007 and later."""

import io
import re
import sys
import zipfile
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from yibao_cli.core.errors import InputError
from yibao_cli.render.messages import error
from yibao_cli.sheets import Mark, Merge, Sheet, open_book
from yibao_cli.sheets.values import is_day_format, number_text

from ..tables.samples import workbook


def made(rows: Sequence[Sequence[object]], *changes: tuple[str, Callable[[str], str]]) -> Sheet:
    """The sheet of a workbook with these rows; `changes` are made to its parts."""
    book = Workbook()
    for row in rows:
        book.active.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    new = io.BytesIO()
    with zipfile.ZipFile(buffer) as old, zipfile.ZipFile(new, "w") as file:
        for name in old.namelist():
            text = old.read(name)
            for part, change in changes:
                text = change(text.decode()).encode() if part == name else text
            file.writestr(name, text)
    return open_book(new.getvalue()).sheets[0]


SHEET = "xl/worksheets/sheet1.xml"


def test_a_workbook_is_one_whatever_its_name(tmp_path: Path) -> None:
    book = open_book(workbook(tmp_path / "a.csv", {"空": [], "明细": [["姓名", "金额"], ["张三", 1.5]]}))
    assert (book.kind, [sheet.name for sheet in book.sheets]) == ("xlsx", ["空", "明细"])
    assert list(book.sheets[1].rows()) == [(1, ["姓名", "金额"]), (2, ["张三", "1.5"])] == list(book.sheets[1].rows())
    assert book.sheets[1].head(1) == [(1, ["姓名", "金额"])]
    assert list(book.sheets[0].rows()) == []


def test_cells_are_texts() -> None:
    day = datetime(2025, 7, 20, 8, 30)
    row = [143.24, 200.0, 202507, "0012", None, date(2025, 7, 1), day, 716.22, True, None]
    texts = ["143.24", "200", "202507", "0012", "", "2025-07-01", "2025-07-20 08:30:00", "716.22", "TRUE"]
    assert list(made([[], row]).rows()) == [(2, texts)]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.1 + 0.2, "0.3"),
        (7162 * 0.02, "143.24"),
        (1e16, "10000000000000000"),
        (1e-7, "0.0000001"),
        (143.245, "143.245"),
        (-16.5, "-16.5"),
        (110101199003071008, "110101199003071000"),
        (110101199003070989, "110101199003070000"),
        (-1234567890123456.0, "-1234567890123450"),
    ],
)
def test_the_noise_of_binary_numbers_is_dropped_and_nothing_else(value: float, text: str) -> None:
    assert number_text(value) == text


def test_digits_beyond_the_fifteenth_are_zeros_and_said() -> None:
    sheet = made([["证件号码", "金额"], [110101199003070011, 1], ["110101199003070011", 2]])
    assert [cells[0] for _, cells in sheet.rows()] == ["证件号码", "110101199003070000", "110101199003070011"]
    assert sheet.marks == (Mark("number-cut", 0, (2,)),)


def day_in_format(number: int) -> list[str]:
    """A day as it is read from a cell with a built-in format."""

    def style(text: str) -> str:
        return re.sub("<numFmts.*</numFmts>", "", text).replace('numFmtId="164"', f'numFmtId="{number}"')

    ((_, cells),) = made([[date(2024, 1, 1)]], ("xl/styles.xml", style)).rows()
    return cells


@pytest.mark.parametrize("number", [27, 31, 36, 50, 52, 57, 58, 14, 17, 22])
def test_built_in_formats_of_days_are_known(number: int) -> None:
    assert day_in_format(number) == ["2024-01-01"]


@pytest.mark.parametrize("number", [18, 32, 35, 45, 49, 55, 56, 4])
def test_other_built_in_formats_are_no_days(number: int) -> None:
    assert day_in_format(number) == ["45292"]


@pytest.mark.parametrize(
    ("code", "is_day"),
    [
        ('yyyy"年"m"月"', True),
        ('[$-804]yyyy"年"m"月"d"日";@', True),
        ("[DBNum1][$-804]yyyy\\年m\\月", True),
        ("mmm-yy", True),
        ('0.00"元/月"', False),
        ('#,##0.00"元/日"', False),
        ("General", False),
        ("[红色]-0.00", False),
        ("h:mm:ss", False),
        ("@", False),
    ],
)
def test_formats_of_days_are_told_by_their_signs(code: str, is_day: bool) -> None:
    assert is_day_format(code) is is_day


def test_signs_that_xml_cannot_hold_are_read() -> None:
    sheet = made([["pay base"]], (SHEET, lambda text: text.replace("pay ", "缴费_x000D_\n")))
    assert list(sheet.rows()) == [(1, ["缴费\r\nbase"])]


def test_readings_of_signs_are_no_text() -> None:
    def inline(text: str) -> str:
        runs = '<r><t>张</t></r><r><t>三</t></r><rPh sb="0" eb="1"><t>ZHANG</t></rPh>'
        return text.replace("<is><t>x</t></is>", f"<is>{runs}</is>")

    assert list(made([["x"]], (SHEET, inline)).rows()) == [(1, ["张三"])]


def test_formulas_that_nobody_calculated_stay_formulas() -> None:
    sheet = made([["基数", "划入"], [8000, "=A2*0.02"]])
    assert list(sheet.rows()) == [(1, ["基数", "划入"]), (2, ["8000", "=A2*0.02"])]
    assert sheet.marks == (Mark("formula", 1, (2,)),)


def test_a_formula_with_a_result_is_its_result_unless_the_workbook_asks_to_be_calculated() -> None:
    def calculated(text: str) -> str:
        return re.sub(r"(<f>A2\*0.02</f>)(<v ?/>|<v></v>)", r"\1<v>160</v>", text)

    def at_rest(text: str) -> str:
        return text.replace('fullCalcOnLoad="1"', "")

    rows: list[list[object]] = [["基数", "划入"], [8000, "=A2*0.02"]]
    asks = made(rows, (SHEET, calculated))
    rests = made(rows, (SHEET, calculated), ("xl/workbook.xml", at_rest))
    silent = made(rows, (SHEET, calculated), ("xl/workbook.xml", lambda text: text.replace("<calcPr", "<x")))
    assert [list(sheet.rows())[1][1][1] for sheet in (asks, rests, silent)] == ["=A2*0.02", "160", "160"]


def test_shared_formulas_are_those_of_the_cell_above() -> None:
    def shared(text: str) -> str:
        first, second = '<f t="shared" ref="A1:A2" si="0">B1*2</f><v/>', '<f t="shared" si="0"/><v/>'
        return text.replace("<v>1</v>", first).replace("<v>2</v>", second)

    assert [cells[0] for _, cells in made([[1], [2]], (SHEET, shared)).rows()] == ["=B1*2", "=B1*2"]


def test_hidden_rows_and_merged_cells_are_told() -> None:
    def change(text: str) -> str:
        return text.replace('<row r="2"', '<row r="2" hidden="1"').replace(
            "</sheetData>", '</sheetData><mergeCells><mergeCell ref="A1:A3"/><mergeCell ref="A4:C4"/></mergeCells>'
        )

    sheet = made([["a", 1], [None, 2], [None, 3], ["b"]], (SHEET, change))
    assert (sheet.hidden, sheet.merged) == (frozenset({2}), (Merge(1, 3, 0, 0),))
    assert [line for line, _ in sheet.rows()] == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("moments", "days"),
    [
        ((datetime(2023, 12, 31, 16), datetime(2024, 1, 31, 16)), ("2024-01-01", "2024-02-01")),
        ((datetime(1990, 6, 30, 15), datetime(1991, 12, 31, 16)), ("1990-07-01", "1992-01-01")),
        ((datetime(2024, 1, 1, 0, 0, 43), datetime(2024, 2, 1)), ("2024-01-01", "2024-02-01")),
        ((datetime(2023, 12, 31, 23, 59, 17), datetime(2024, 2, 1)), ("2024-01-01", "2024-02-01")),
        ((datetime(2023, 12, 31, 15, 54, 17), datetime(2024, 1, 31, 15, 54, 17)), ("2024-01-01", "2024-02-01")),
    ],
)
def test_days_written_in_the_zone_of_china_are_the_days_that_were_meant(
    moments: tuple[datetime, datetime], days: tuple[str, str]
) -> None:
    sheet = made([[moment] for moment in moments])
    assert tuple(cells[0] for _, cells in sheet.rows()) == days
    assert [mark.code for mark in sheet.marks] == ["date-moved"]


def test_times_of_day_are_left_alone() -> None:
    sheet = made([[datetime(2024, 1, 31, 16)], [datetime(2024, 2, 29, 9, 12)]])
    assert [cells[0] for _, cells in sheet.rows()] == ["2024-01-31 16:00:00", "2024-02-29 09:12:00"]
    assert sheet.marks == ()


def test_hidden_sheets_are_told(tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(["a"])
    book.create_sheet("隐藏").sheet_state = "hidden"
    book.save(tmp_path / "a.xlsx")
    assert [(sheet.name, sheet.shown) for sheet in open_book(tmp_path / "a.xlsx").sheets] == [
        ("Sheet", True),
        ("隐藏", False),
    ]


def test_without_openpyxl_the_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = workbook(tmp_path / "a.xlsx", {"一": [["a"]]})
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(InputError) as caught:
        open_book(path.name)
    assert error(caught.value) == "读写「a.xlsx」要用 openpyxl 和 XlsxWriter,先运行:pip install 'yibao-cli[xlsx]'。"


def test_a_damaged_workbook_is_refused_wherever_the_damage_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    path = workbook(Path("a.xlsx"), {"一": [[f"{number}" for number in range(10)]] * 20})
    whole = path.read_bytes()
    for start in range(0, len(whole) - 200, 150):
        path.write_bytes(whole[:start] + bytes(100) + whole[start + 100 :])
        try:
            for sheet in open_book(path).sheets:
                list(sheet.rows())
        except InputError as problem:
            assert problem.code in ("file-broken", "table-binary", "table-other", "table-empty", "xml-doctype"), problem
