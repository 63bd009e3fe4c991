"""No personal number comes through unless --keep-ids is given, whatever the heading, the format and the message."""

from pathlib import Path

import polars as pl
import pytest

from yibao_cli.cli.exit_codes import ExitCode

from ..conftest import Runner
from ..tables.samples import workbook

HEAD = "工号,备注,社会保障卡号,护照号,ID,地区,状态,缴费基数,月份"
ROW = "13800138000,身份证110101199003070011的人,A12345678,护照待补,110101900307001,北京,在职,10000,2024-08"
SHOWN = "138****8000,身份证110101************的人,*****5678,***补,110101*********,北京,在职,10000,2024-08"


def test_cells_are_masked_by_what_they_are_and_by_their_headings(yibao: Runner, tmp_path: Path) -> None:
    source = tmp_path / "x.csv"
    source.write_text(f"{HEAD}\n{ROW}\n", encoding="utf-8")
    run = yibao("batch", str(source), "-q")
    assert (run.code, run.err) == (ExitCode.ANSWER, "")
    assert run.out.splitlines()[1].startswith(f"{SHOWN},2024-08,beijing,200.00,")


@pytest.mark.parametrize(
    ("heading", "shown"),
    [
        *(
            (name, "E20230001")
            for name in ("工号", "员工编号", " 员工号 ", "职工编号", "employee_id", "Employee ID", "staff_no")
        ),
        *((name, "*****0001") for name in ("人员编号", "编号", "ID", "备注", "护照号")),
    ],
)
def test_the_number_of_an_employee_is_no_passport(yibao: Runner, tmp_path: Path, heading: str, shown: str) -> None:
    """It may begin with a letter and a year; identity numbers, cards and mobile numbers are masked even there."""
    source = tmp_path / "x.csv"
    rows = "".join(f"{number},北京,在职,10000,2024-08\n" for number in ("E20230001", "110101199003070011"))
    source.write_text(f"{heading},地区,状态,缴费基数,月份\n{rows}", encoding="utf-8")
    lines = yibao("batch", str(source), "-q").out.splitlines()
    assert lines[1].split(",")[0] == shown and lines[2].split(",")[0] == "110101************"


def test_what_is_kept_is_said_once(yibao: Runner, tmp_path: Path) -> None:
    source = tmp_path / "x.csv"
    source.write_text(f"{HEAD}\n{ROW}\n", encoding="utf-8")
    run = yibao("batch", str(source), "-q", "--keep-ids")
    assert run.out.splitlines()[1].startswith(f"{ROW},2024-08,beijing,200.00,")
    what = "证件、手机、银行卡、护照等号码(「社会保障卡号」、「护照号」列和别处的)"
    assert run.err == f"--keep-ids:{what}照原样写出,输出里有个人信息,请收好。\n"
    statement = tmp_path / "s.csv"
    statement.write_text("姓名,费款所属期,划入个人账户金额\n张三,2024-08,200\n", encoding="utf-8")
    words = ("-r", "北京", "-s", "在职", "--base", "10000", "--keep-ids", "--format", "csv")
    run = yibao("reconcile", str(statement), *words)
    assert "张三" in run.out
    assert run.err == "--keep-ids:姓名、编号和证件、手机、银行卡、护照等号码照原样写出,输出里有个人信息,请收好。\n"


def test_typed_columns_that_hold_numbers_become_text(yibao: Runner, tmp_path: Path) -> None:
    """Mobile numbers as integers and floats; amounts and years stay what they are."""
    source, target = tmp_path / "x.parquet", tmp_path / "y.parquet"
    columns: dict[str, list[object]] = {
        "地区": ["北京", "北京"],
        "缴费基数": [10000, 20000],
        "甲": [13800138000, 7],
        "乙": [13800138000.0, None],
        "丙": [13800138000.25, 0.5],
        "丁": [99999999999, 1],
        "手机": [1, 2],
        "银行卡号": [6222021234567890128, None],
        "身份证号": [110101199003070011, 7],
    }
    pl.DataFrame(columns).write_parquet(source)
    assert yibao("batch", str(source), str(target), "-s", "在职", "--month", "2024-08", "-q").code == ExitCode.ANSWER
    found = pl.read_parquet(target)
    assert found["甲"].to_list() == ["138****8000", "7"] and found["乙"].to_list() == ["138****8000", None]
    assert found["丙"].to_list() == columns["丙"] and found["丁"].to_list() == columns["丁"]
    assert found["银行卡号"].to_list() == ["622202*************", None]
    assert found["身份证号"].to_list() == ["110101************", "*"]
    assert found["手机"].to_list() == ["*", "*"] and found["缴费基数"].dtype == pl.Int64


def test_a_column_that_cannot_be_looked_into_is_refused(yibao: Runner, tmp_path: Path) -> None:
    source, target = tmp_path / "x.parquet", tmp_path / "y.parquet"
    pl.DataFrame({"地区": ["北京"], "缴费基数": [10000], "别的": [["13800138000"]]}).write_parquet(source)
    words = ("batch", str(source), str(target), "-s", "在职", "--month", "2024-08", "-q")
    run = yibao(*words)
    line = "「别的」列的格子里是列表或字节,看不出有没有证件号码。去掉这一列,或加 --keep-ids 原样写出。"
    assert (run.code, run.err) == (ExitCode.USAGE, f"yibao: {line}\n")
    assert yibao(*words, "--keep-ids").code == ExitCode.ANSWER


@pytest.mark.parametrize("words", ["--json", "", "--format csv", "--letter 12393", "--show-mapping", "--format md"])
def test_neither_sheets_nor_headings_nor_remarks_of_a_statement_show_any(
    yibao: Runner, tmp_path: Path, words: str
) -> None:
    head = ["姓名", "费款所属期", "划入个人账户金额", "摘要", "110101199003070011"]
    rows = [["张三", "2024-08", "150", "手机13800138000", ""], ["张三", "13900139000", "200", "", "E12345678"]]
    sheets = {"110101199003070011": [head, *rows], "13700137000": [["a"]]}
    run = yibao(
        "reconcile",
        str(workbook(tmp_path / "13600136000.xlsx", sheets)),
        "-r",
        "北京",
        "-s",
        "在职",
        *words.split(),
        *(() if "map" in words else ("--base", "10000")),
    )
    said = run.out + run.err
    numbers = ("110101199003070011", "13800138000", "13900139000", "13700137000", "13600136000", "E12345678")
    assert run.out and not [number for number in numbers if number in said]
    assert "张三" not in said


def test_an_error_does_not_cut_a_number_in_two(yibao: Runner) -> None:
    run = yibao("estimate", "-r", "a" * 190 + "110101199003070011", "-s", "退休")
    assert run.code == ExitCode.USAGE and "110101***…" in run.err and "19900307" not in run.err
