"""`yibao reconcile`, from a file to an exit code. Amounts: Beijing 2 % of the base, Wuhan retirees 83.00 a month."""

import csv
import io
import json
import re
from pathlib import Path

import jsonschema
import pytest

from yibao_cli.cli.exit_codes import ExitCode

from ..conftest import ROOT, Run, Runner

STATEMENTS = ROOT / "tests" / "statements"
DETAIL = ROOT / "docs" / "examples" / "detail.csv"
SCHEMA = json.loads((ROOT / "src/yibao_cli/render/schemas/reconcile.json").read_text(encoding="utf-8"))
RIGHT = {
    "national-detail.csv": "",
    "national-chinese.csv": "",
    "account-ledger.csv": "-s 退休",
    "old-names.csv": "-r 北京 --base 10000",
    "portal-suffix.csv": "-r 北京 -s 在职",
    "portal-range.csv": "-r 北京 -s 在职",
    "portal-ledger.csv": "-r 武汉 -s 退休",
    "portal-deduction.csv": "-r 北京",
    "hr-sheet.csv": "--month 2026-03",
}
"""Each sample, with what it does not say itself."""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("name", RIGHT)
def test_every_sample_is_all_right_in_every_encoding(yibao: Runner, tmp_path: Path, name: str, encoding: str) -> None:
    text = (STATEMENTS / name).read_text(encoding="utf-8-sig")
    path = tmp_path / name
    path.write_text(text, encoding=encoding)
    run = yibao("reconcile", str(path), *RIGHT[name].split(), "--json")
    assert run.code == ExitCode.ANSWER, run
    document = json.loads(run.out)
    jsonschema.validate(document, SCHEMA)
    assert document["owed"] == "0.00" and not document["differs"] and not document["bad_rows"]
    assert document["counts"]["ok"] + document["counts"]["deduction"] >= 3


def detail(yibao: Runner, *more: str) -> Run:
    return yibao("reconcile", str(DETAIL), "-r", "北京", "-s", "在职", *more)


def test_differences_are_typed_and_end_with_5(yibao: Runner) -> None:
    """170 instead of 180 in March, nothing in April, a back payment for May, another base in June: 10 + 180 owed."""
    run = detail(yibao, "--json")
    document = json.loads(run.out)
    jsonschema.validate(document, SCHEMA)
    assert run.code == ExitCode.DIFFERENCES
    assert {item["month"]: item["kind"] for item in document["outcomes"]} == {
        "2024-01": "ok",
        "2024-02": "ok",
        "2024-03": "short",
        "2024-04": "missing",
        "2024-05": "back-payment",
        "2024-06": "base-changed",
    }
    assert document["owed"] == "190.00" and document["outcomes"][2]["owed"] == "10.00"


def test_quiet_prints_what_is_owed(yibao: Runner) -> None:
    assert detail(yibao, "-q") == Run(ExitCode.DIFFERENCES, "190.00\n", "")


def test_csv_has_a_record_a_month_and_markdown_a_table(yibao: Runner) -> None:
    records = list(csv.DictReader(io.StringIO(detail(yibao, "--format", "csv").out)))
    assert [record["kind"] for record in records][2:4] == ["short", "missing"]
    assert records[3]["owed"] == "180.00" and records[3]["rule"] == "beijing.toml"
    assert detail(yibao, "--format", "md").out.startswith("## 核对 detail.csv(CSV utf-8)\n\n| 月份 | 结果 |")


def test_a_span_can_be_asked_about(yibao: Runner) -> None:
    run = detail(yibao, "--from", "2024-05", "--to", "2024-06", "--json")
    assert run.code == ExitCode.ANSWER
    assert [item["month"] for item in json.loads(run.out)["outcomes"]] == ["2024-05", "2024-06"]


def test_a_month_beyond_the_statement_is_missing(yibao: Runner) -> None:
    document = json.loads(detail(yibao, "--to", "2024-07", "--json").out)
    assert document["outcomes"][-1]["kind"] == "missing" and document["outcomes"][-1]["credited"] == "0.00"


@pytest.mark.parametrize(("to", "opening"), [("单位", "请协助核实申报的缴费基数"), ("12393", "请帮助查明原因")])
def test_a_letter_carries_the_facts(yibao: Runner, to: str, opening: str) -> None:
    letter = json.loads(detail(yibao, "--letter", to, "--json").out)["letter"]
    assert opening in letter and "2024-04 没到账:到账 0.00 元,应为 180.00 元。" in letter
    assert "合计少划 190.00 元。" in letter and "非官方估算" in letter


def test_no_letter_where_nothing_differs(yibao: Runner) -> None:
    run = yibao(
        "reconcile", str(STATEMENTS / "portal-suffix.csv"), "-r", "北京", "-s", "在职", "--letter", "单位", "--json"
    )
    assert json.loads(run.out)["letter"] == ""


def test_bad_rows_are_listed_the_rest_is_done_and_it_ends_with_6(yibao: Runner) -> None:
    run = yibao("reconcile", str(STATEMENTS / "messy.csv"), "-r", "北京", "-s", "在职", "--json")
    document = json.loads(run.out)
    jsonschema.validate(document, SCHEMA)
    assert run.code == ExitCode.SOME_ROWS_FAILED
    assert [item["line"] for item in document["bad_rows"]] == [13, 14, 16, 17, 18, 19, 23]
    assert document["bad_rows"][2][
        "message"
    ] == "第 16 行:「划入账户金额(元)」列:「200.005」多于两位小数,金额到分为止。".removeprefix("第 16 行:")
    assert document["counts"]["ok"] == 3 and document["counts"]["unknown-code"] == 1


def test_nobody_is_named_unless_asked(yibao: Runner) -> None:
    for form in ("text", "json", "csv", "md"):
        run = yibao("reconcile", str(STATEMENTS / "national-detail.csv"), "--format", form)
        assert not re.search(r"\d{17}[\dX]|张三|李四|11000001\d\d", run.out)
    run = yibao("reconcile", str(STATEMENTS / "national-detail.csv"), "--keep-ids", "--json")
    assert {(item["person"], item["name"]) for item in json.loads(run.out)["outcomes"]} == {
        ("1100000101", "张三"),
        ("1100000102", "李四"),
    }


def test_an_identity_number_in_a_bad_row_is_masked(yibao: Runner, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("月份,划入个人账户金额\n2024-01,110101199003070011\n2024-02,160.00\n", encoding="utf-8")
    run = yibao("reconcile", str(path), "-r", "北京", "-s", "在职", "--base", "8000")
    assert "110101************" in run.out and "199003" not in run.out
    assert run.code == ExitCode.SOME_ROWS_FAILED


def test_identities_inside_the_file_come_first(yibao: Runner, tmp_path: Path) -> None:
    """9000 x 2 % is 180, the file has 170; own 170 and employer 0 do not make 175."""
    path = tmp_path / "x.csv"
    path.write_text(
        "accrym,psn_clctstd,psn_into_paraval,psn_clct_into_acct_amt,emp_clct_into_acct_amt,traf_sumamt\n"
        "202401,9000,0.02,170.00,0.00,175.00\n",
        encoding="utf-8",
    )
    run = yibao("reconcile", str(path), "-r", "北京", "-s", "在职", "--json")
    assert json.loads(run.out)["identities_broken"] == [
        {"line": 2, "kind": "parts", "found": "175.00", "expected": "170.00"},
        {"line": 2, "kind": "own-rate", "found": "170.00", "expected": "180.00"},
    ]
    text = yibao("reconcile", str(path), "-r", "北京", "-s", "在职").out
    assert "第 2 行:基数 × 个人划入比例应为 180.00,写的是 170.00" in text


def test_another_region_in_the_file_is_said(yibao: Runner) -> None:
    run = yibao("reconcile", str(STATEMENTS / "national-chinese.csv"), "-r", "北京")
    assert "文件里写的统筹区是武汉市,按所给的 --region 核对。" in run.out


def test_the_mapping_can_be_shown_and_changed(yibao: Runner) -> None:
    shown = json.loads(yibao("reconcile", str(DETAIL), "--show-mapping", "--json").out)
    assert [item["field"] for item in shown["columns"]] == [
        "sequence",
        "month_listed",
        "base",
        "credited",
        "paid_kind",
        "paid",
        "posted",
    ]
    changed = yibao("reconcile", str(DETAIL), "--show-mapping", "--map", "序号=备注", "--json")
    assert json.loads(changed.out)["columns"][0]["how"] == "override"
    assert "划入个人账户金额(credited)" in yibao("reconcile", str(DETAIL), "--show-mapping").out


def test_a_workbook_is_read(yibao: Runner, tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in csv.reader(DETAIL.read_text(encoding="utf-8").splitlines()):
        sheet.append(row)
    path = tmp_path / "明细.xlsx"
    book.save(path)
    run = yibao("reconcile", str(path), "-r", "北京", "-s", "在职", "-q")
    assert (run.code, run.out) == (ExitCode.DIFFERENCES, "190.00\n")


def test_what_nobody_says_is_asked_for(yibao: Runner, tmp_path: Path) -> None:
    run = yibao("reconcile", str(STATEMENTS / "hr-sheet.csv"))
    assert run == Run(ExitCode.USAGE, "", "yibao: 缺少 --month(月份)。\n")
    assert yibao("reconcile", str(DETAIL)).err == "yibao: 缺少 --region(统筹地区)。\n"
    assert yibao("reconcile", str(DETAIL), "-r", "北京").err == "yibao: 缺少 --status(参保状态)。\n"


def test_no_month_that_can_be_compared_ends_with_3(yibao: Runner, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("月份,划入个人账户金额\n2024-01,83.00\n", encoding="utf-8")
    run = yibao("reconcile", str(path), "-r", "拉萨", "-s", "退休")
    assert run.code == ExitCode.NO_RULE and "没有一个月能与规则相比。" in run.out


def test_a_retirement_in_the_middle(yibao: Runner, tmp_path: Path) -> None:
    """Wuhan: 2 % of 9000 until the month of retirement, 83.00 from the next one on."""
    path = tmp_path / "x.csv"
    rows = "".join(f"2024-{month:02d},{'180.00' if month <= 3 else '83.00'}\n" for month in range(1, 7))
    path.write_text("月份,划入个人账户金额\n" + rows, encoding="utf-8")
    run = yibao("reconcile", str(path), "-r", "武汉", "-s", "在职", "--base", "9000", "--retire", "2024-03")
    assert run.code == ExitCode.ANSWER, run.out


def test_many_people_are_told_apart_by_number_and_only_what_differs_is_shown(yibao: Runner, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    rows = [f"{100 + who},王五,2024-01,9000,{'180.00' if who else '100.00'}\n" for who in range(3)]
    path.write_text("人员编号,姓名,月份,缴费基数,划入个人账户金额\n" + "".join(rows), encoding="utf-8")
    run = yibao("reconcile", str(path), "-r", "北京", "-s", "在职")
    assert [line.split()[:5] for line in run.out.splitlines()[2:3]] == [["1", "王*", "2024-01", "少划", "100.00"]]
    assert "小结  3 人,3 个月:相符 2、少划 1" in run.out
