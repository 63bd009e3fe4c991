"""The workbook of `yibao batch` can be sent on. Beijing: 2 % of the base."""

from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from yibao_cli.batch import reading
from yibao_cli.cli import pages, workbook
from yibao_cli.cli.exit_codes import ExitCode

from ..conftest import Runner

HEAD = ["工号", "姓名", "=1+1", "入职", "缴费基数", "城市", "状态"]
ROWS = [
    ["00012", "甲", "x", "2020-03-01", 10000, "北京", "在职"],
    ["00013", "乙", "=SUM(A1)", "2021-04-01", 1000.5, "北京", "在职"],
    ["00014", "丙", "y", "2022-05-01", 8000, "武汗", "在职"],
]


@pytest.fixture
def source(tmp_path: Path) -> Path:
    book = Workbook()
    assert book.active is not None
    for row in (HEAD, *ROWS):
        book.active.append(row)
    for cells in book.active.iter_rows():
        for cell in cells:
            if str(cell.value).startswith("="):
                cell.data_type = "s"
    book.save(tmp_path / "x.xlsx")
    return tmp_path / "x.xlsx"


def test_numbers_stay_numbers_and_days_days(yibao: Runner, source: Path, tmp_path: Path) -> None:
    target = tmp_path / "y.xlsx"
    assert yibao("batch", str(source), "--month", "2024-08", "-o", str(target)).code == ExitCode.SOME_ROWS_FAILED
    sheet = load_workbook(target)["结果"]
    one = [sheet.cell(2, place) for place in range(1, 9)]
    assert [cell.value for cell in one[:6]] == ["00012", "甲", "x", datetime(2020, 3, 1), 10000, "北京"]
    assert one[3].number_format == "yyyy-mm-dd"
    assert [(sheet.cell(row, 3).value, sheet.cell(row, 3).data_type) for row in (1, 3)] == [
        ("=1+1", "s"),
        ("=SUM(A1)", "s"),
    ]
    head = [cell.value for cell in sheet[1]]
    net = head.index("净划入") + 1
    assert (sheet.cell(2, net).value, sheet.cell(2, net).number_format) == (200, "0.00")
    assert sheet.auto_filter.ref == f"A1:{sheet.cell(1, len(head)).column_letter}4"


def test_sums_are_formulas_and_are_no_people_when_read_again(yibao: Runner, source: Path, tmp_path: Path) -> None:
    target = tmp_path / "y.xlsx"
    first = yibao("batch", str(source), "--month", "2024-08", "-o", str(target))
    sheet = load_workbook(target)["结果"]
    head = [cell.value for cell in sheet[1]]
    net = head.index("净划入") + 1
    letter = sheet.cell(1, net).column_letter
    assert sheet.cell(5, 1).value == "合计" and sheet.cell(5, net).value == f"=SUM({letter}2:{letter}4)"
    # The base of 1000.50 is below the floor of that year, 6821 (2024-07 to 2025-06): 136.42.
    assert load_workbook(target, data_only=True)["结果"].cell(5, net).value == pytest.approx(336.42)
    again = yibao("batch", str(target), "--month", "2024-08", "--format", "csv")
    assert again.err.splitlines()[:2] == [
        "没有读工作表「来源」、「问题」;要读就写 --sheet 来源。",
        first.err.splitlines()[0] + ";合计行 1 行没有写出",
    ]


def test_problems_lead_to_their_rows(yibao: Runner, source: Path, tmp_path: Path) -> None:
    target = tmp_path / "y.xlsx"
    yibao("batch", str(source), "--month", "2024-08", "-o", str(target), "-q")
    listed = load_workbook(target)["问题"]
    assert [cell.value for cell in listed[2]][:2] == ["4", "region-unknown"]
    link = listed.cell(2, 1).hyperlink
    assert link is not None and link.location == "'结果'!A4"


def test_caveats_are_sentences_with_the_row_s_own_amounts(yibao: Runner, tmp_path: Path) -> None:
    source, target = tmp_path / "x.csv", tmp_path / "y.xlsx"
    source.write_text("姓名,缴费基数\n甲,1000\n乙,2000\n", encoding="utf-8")
    yibao("batch", str(source), "-r", "北京", "-s", "在职", "--month", "2024-08", "-o", str(target), "-q")
    sheet = load_workbook(target)["结果"]
    place = [cell.value for cell in sheet[1]].index("提示") + 1
    for row, base in ((2, "1000.00"), (3, "2000.00")):
        assert f"基数 {base} 低于下限,按 6821.00 计。" in str(sheet.cell(row, place).value)


def test_more_than_a_sheet_holds_is_divided(yibao: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sheets of four rows, headings among them: three people, two and the sum of all; three problems, one."""
    monkeypatch.setattr(pages, "ROWS", 4)
    monkeypatch.setattr(reading, "ROWS_A_PIECE", 2)
    source, target = tmp_path / "x.csv", tmp_path / "y.xlsx"
    source.write_text(
        "姓名,城市,缴费基数\n甲,武汗,1\n乙,北京,10000\n丙,武汗,1\n丁,武汗,1\n戊,武汗,1\n", encoding="utf-8"
    )
    words = ("-s", "在职", "--month", "2024-08", "-o", str(target))
    assert yibao("batch", str(source), *words).code == ExitCode.SOME_ROWS_FAILED
    book = load_workbook(target)
    assert book.sheetnames == ["结果", "结果 2", "来源", "问题", "问题 2"]
    columns = [[cell.value for cell in sheet["A"]] for sheet in book]
    assert columns[:2] == [["姓名", "甲", "乙", "丙"], ["姓名", "丁", "戊", "合计"]]
    assert columns[3:] == [["行", "2", "4", "5"], ["行", "6"]]
    link = book["问题 2"]["A2"].hyperlink
    assert link is not None and link.location == "'结果 2'!A3"
    place = [cell.value for cell in book["结果"][1]].index("净划入")
    letter = book["结果"].cell(1, place + 1).column_letter
    assert book["结果 2"].cell(4, place + 1).value == f"=SUM('结果'!{letter}2:{letter}4,{letter}2:{letter}3)"
    assert load_workbook(target, data_only=True)["结果 2"].cell(4, place + 1).value == 200


def test_a_full_last_sheet_has_the_sum_on_the_next(
    yibao: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "ROWS", 3)
    source, target = tmp_path / "x.csv", tmp_path / "y.xlsx"
    source.write_text("姓名,城市,缴费基数\n甲,北京,10000\n乙,北京,10000\n", encoding="utf-8")
    yibao("batch", str(source), "-s", "在职", "--month", "2024-08", "-o", str(target), "-q")
    book = load_workbook(target, data_only=True)
    assert book.sheetnames[:2] == ["结果", "结果 2"]
    assert [cell.value for cell in book["结果 2"]["A"]] == ["姓名", "合计"]
    assert 400 in [cell.value for cell in book["结果 2"][2]]


def test_more_columns_than_a_sheet_holds_are_refused(
    yibao: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "COLUMNS_OF_SHEET", 16)
    source, target = tmp_path / "x.csv", tmp_path / "y.xlsx"
    source.write_text("姓名,城市,缴费基数\n甲,北京,10000\n", encoding="utf-8")
    run = yibao("batch", str(source), "-s", "在职", "--month", "2024-08", "-o", str(target))
    assert (run.code, run.err) == (ExitCode.USAGE, "yibao: 一张工作表最多 16 列,写不下。用 -o 写成 .csv。\n")
    assert [path.name for path in tmp_path.iterdir()] == ["x.csv"]
