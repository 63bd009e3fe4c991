"""`yibao reconcile`, from a file to an exit code. Amounts: Beijing 2 % of the base, Wuhan retirees 83.00 a month."""

import csv
import io
import json
import re
from pathlib import Path

import openpyxl
import pytest

from yibao_cli.cli import pages
from yibao_cli.cli.exit_codes import ExitCode

from ..conftest import ROOT, Run, Runner

STATEMENTS = ROOT / "tests" / "statements"
DETAIL = ROOT / "docs" / "examples" / "detail.csv"
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
    assert document["owed"] == "0.00" and not document["differs"] and not document["bad_rows"]
    assert document["counts"]["ok"] + document["counts"]["deduction"] >= 3


def detail(yibao: Runner, *more: str) -> Run:
    return yibao("reconcile", str(DETAIL), "-r", "北京", "-s", "在职", *more)


def test_differences_are_typed_and_end_with_5(yibao: Runner) -> None:
    """170 instead of 180 in March, nothing in April, a back payment for May, another base in June: 10 + 180 owed."""
    run = detail(yibao, "--json")
    document = json.loads(run.out)
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
    assert run.code == ExitCode.SOME_ROWS_FAILED
    assert [item["line"] for item in document["bad_rows"]] == [13, 14, 16, 17, 18, 19, 23]
    assert document["bad_rows"][2][
        "message"
    ] == "第 16 行:「划入账户金额(元)」列:「200.005」多于两位小数,金额到分为止。".removeprefix("第 16 行:")
    assert document["counts"]["ok"] == 3 and document["counts"]["unknown-code"] == 1


def test_nobody_is_named_unless_asked(yibao: Runner) -> None:
    for form in ("text", "json", "csv", "md", "html"):
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


def written(tmp_path: Path, text: str, name: str = "x.csv") -> str:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return str(path)


BEIJING = ("-r", "北京", "-s", "在职")
EVERY_FORM = ("text", "json", "csv", "md", "html")
FREE_TEXT = (
    "姓名,人员编号,月份,缴费基数,划入金额,摘要,缴费类型\n"
    "张三,1100000101,2025-01,9000,180,代张三110101199003070011补收,正常缴费\n"
    "张三,1100000101,2025-02,9000,180,1100000101的利息 １１０１０１19900307001Ｘ,\n"
    "张三,1100000101,2025-03,9000,180,转给张三,怪110101 1990 0307 0011\n"
    "张三,1100000101,2025-04,9000,110101900307001,,\n"
    "张三,1100000101,2025-05,9000,1.10101199003070E+17,,\n"
)


@pytest.mark.parametrize("form", EVERY_FORM)
def test_free_texts_and_the_file_name_show_nobody(yibao: Runner, tmp_path: Path, form: str) -> None:
    """In labels, codes nobody knows, cells that cannot be read, the name of the file, and the letter."""
    path = written(tmp_path, FREE_TEXT, "张三_110101199003070011.csv")
    letter = ("--letter", "12393") if form != "csv" else ()
    run = yibao("reconcile", path, *BEIJING, "--format", form, *letter)
    assert run.code == ExitCode.SOME_ROWS_FAILED and "110101**" in run.out
    assert not re.search(r"9003070|1990 0307|张三|1100000101|199003", run.out + run.err)
    shown = yibao("reconcile", path, "--show-mapping", "--format", form).out
    assert "110101199003070011" not in shown


def test_ids_are_kept_where_asked(yibao: Runner, tmp_path: Path) -> None:
    path = written(tmp_path, FREE_TEXT, "张三_110101199003070011.csv")
    out = yibao("reconcile", path, *BEIJING, "--keep-ids", "--json").out
    assert "张三_110101199003070011.csv" in out and "代张三110101199003070011补收" in out


@pytest.mark.parametrize("form", EVERY_FORM)
def test_people_of_cut_numbers_are_masked(yibao: Runner, tmp_path: Path, form: str) -> None:
    path = written(
        tmp_path,
        "姓名,证件号码,月份,缴费基数,划入金额\n"
        "张三,1.10101E+17,2025-01,9000,170\n李四,110101199003070000,2025-01,9000,170\n欧阳小2,,2025-01,9000,170\n",
    )
    run = yibao("reconcile", path, *BEIJING, "--format", form)
    assert run.code == ExitCode.DIFFERENCES and not re.search("张三|李四|阳小|1990", run.out)


def test_a_column_of_names_taken_for_another_is_masked(yibao: Runner, tmp_path: Path) -> None:
    path = written(tmp_path, "姓名,月份,工号\n张三,2025-01,1100000101\n")
    out = yibao("reconcile", path, *BEIJING, "--map", "姓名=划入", "--map", "工号=缴费基数").out
    assert "「姓名」列:「张*」不是金额" in out and "张三" not in out


def test_a_file_without_amounts_is_not_all_right(yibao: Runner, tmp_path: Path) -> None:
    path = written(tmp_path, "月份,缴费基数\n2025-01,9000\n")
    run = yibao("reconcile", path, *BEIJING)
    assert run.code == ExitCode.NO_RULE and "没法比" in run.out and "明细里没有划入的金额" in run.out
    assert yibao("reconcile", path, *BEIJING, "-q") == Run(ExitCode.NO_RULE, "", "yibao: 没有一个月能与规则相比。\n")


def notes(yibao: Runner, path: str, *words: str) -> dict[str, str]:
    """What was taken for granted, by code; the same is in the text."""
    document = json.loads(yibao("reconcile", path, *words, "--json").out)
    told = {item["code"]: item["message"] for item in document["notes"]}
    text = "".join(yibao("reconcile", path, *words).out.split())
    assert all("".join(message.split()) in text for message in told.values())
    return told


def test_what_was_taken_for_granted_is_said(yibao: Runner, tmp_path: Path) -> None:
    assert notes(yibao, str(DETAIL), *BEIJING) == {}
    ledger = written(tmp_path, "到账日期,划入金额\n2025-01-20,100.00\n2025-02-20,100.00\n")
    assert notes(yibao, ledger, "-r", "北京", "-s", "退休", "--age", "60") == {
        "month-from-posting": "文件没有写钱属于哪个月,按到账的月份算。",
        "age-for-all": "--age 60 用于全部 2 个月,中间过生日的就不准;给 --birth 更稳妥。",
    }
    own = written(tmp_path, "月份,人员类别,缴费基数,划入金额\n2025-01,在职,9000,180.00\n", "own.csv")
    given = ("-s", "退休", "--retire", "2025-01", "--pension", "5000", "--group", "某")
    assert notes(yibao, own, "-r", "北京", *given) == {
        "status-of-file": "文件里有写明状态的行(在职),按文件的算,不按所给的 --status 退休。",
        "retire-unused": "文件里有写明状态的行,对它们 --retire 没有用到。",
        "option-unused": "--group 没有用到:当地规则与它无关,或者不是这种状态的。",
    }
    yearly = written(tmp_path, "月份,缴费基数,划入金额\n2025-03,9000,180.00\n", "yearly.csv")
    assert notes(yibao, yearly, "-r", "杭州", "-s", "在职") == {"by-month": "当地按年划入,文件按月列:用每月的数来比。"}


def test_two_columns_of_one_meaning_are_said(yibao: Runner, tmp_path: Path) -> None:
    path = written(tmp_path, "月份,缴费基数,划入金额,个账划入,划入金额\n2025-01,9000,180,181,182\n")
    document = json.loads(yibao("reconcile", path, *BEIJING, "--json").out)
    assert [item["message"] for item in document["notes"]] == [
        "「划入金额」和「个账划入」都像划入个人账户金额,读的是「划入金额」;要换就写 --map 个账划入=划入个人账户金额。",
        "有几列都叫「划入金额」,读的是前一列。",
    ]
    chosen = json.loads(yibao("reconcile", path, *BEIJING, "--map", "个账划入=划入", "--json").out)
    assert chosen["notes"] == [] and chosen["outcomes"][0]["credited"] == "181.00"


def test_the_mapping_names_columns_that_were_left(yibao: Runner, tmp_path: Path) -> None:
    path = written(tmp_path, "月份,划入金额,划入金额,经办人\n2025-01,180,181,某\n")
    document = json.loads(yibao("reconcile", path, "--show-mapping", "--json").out)
    assert [item["how"] for item in document["columns"]] == ["exact", "exact", "doubled", "unmatched"]
    out = yibao("reconcile", path, "--show-mapping").out
    assert "重复,没有读" in out and "没认出  经办人;不影响核对" in out


def test_an_age_of_no_month_is_not_taken(yibao: Runner, tmp_path: Path) -> None:
    path = written(tmp_path, "姓名,年龄,月份,人员类别,划入金额\n张三,72,2025-01,退休,107\n")
    run = yibao("reconcile", path, "-r", "北京")
    assert run.code == ExitCode.USAGE and "文件里的「年龄」没有说是哪个月的年龄,没有用" in run.err


def test_a_letter_about_several_people_names_the_lines(yibao: Runner, tmp_path: Path) -> None:
    rows = "甲,2025-01,9000,170\n乙,2025-01,9000,170\n"
    path = written(tmp_path, f"姓名,月份,缴费基数,划入金额\n{rows}")
    letter = json.loads(yibao("reconcile", path, *BEIJING, "--letter", "单位", "--json").out)["letter"]
    assert "核对下列人员职工医保" in letter and "乙*(明细第 3 行) 2025-01 少划:到账 170.00 元" in letter


def test_what_cannot_be_compared_is_told_from_what_has_no_rule(yibao: Runner, tmp_path: Path) -> None:
    rows = "甲,北京,在职,9000,180\n乙,拉萨,退休,,100\n丙,火星,在职,9000,180\n丁,深圳,在职,9000,180\n"
    path = written(tmp_path, f"姓名,参保城市,人员类别,缴费基数,月个账划入\n{rows}")
    run = yibao("reconcile", path, "--month", "2025-01")
    assert run.code == ExitCode.ANSWER and "4 人,4 个月:相符 1、未知规则 1、没法比 2" in run.out


def test_a_declared_base_beside_the_one_given_is_named_so(yibao: Runner, tmp_path: Path) -> None:
    path = written(tmp_path, "月份,缴费基数,划入金额\n2025-01,9000,180\n2025-02,9000,180\n")
    out = yibao("reconcile", path, *BEIJING, "--base-change", "2025-02=9500").out
    assert "申报基数 9000.00,所给基数 9500.00" in out


PAYROLL = """姓名,参保城市,人员类别,缴费基数,月个人缴费,月份
甲,北京,在职,10000,200,2025-08
乙,北京,在职,10000,160,2025-08
丙,北京,在职,3000,60,2025-08
"""


def test_contributions_are_checked_where_no_column_says_what_was_credited(yibao: Runner, tmp_path: Path) -> None:
    path = tmp_path / "payroll.csv"
    path.write_text(PAYROLL, encoding="utf-8")
    run = yibao("reconcile", str(path), "--format", "csv")
    assert run.code == ExitCode.DIFFERENCES
    found = [(row["kind"], row["contribution_due"], row["text"]) for row in csv.DictReader(run.out.splitlines())]
    assert found == [
        ("ok", "200.00", "明细里没有划入的金额,个人缴费相符"),
        ("contribution-differs", "200.00", "个人缴费 160.00,应为 200.00"),
        ("contribution-differs", "143.24", "基数 3000.00 低于下限 7162.00;个人缴费 60.00,应为 143.24"),
    ]
    letter = yibao("reconcile", str(path), "--letter", "单位").out
    assert "2025-08 个人缴费不符:个人缴费 160.00 元,应为 200.00 元。" in "".join(letter.split("\n")).replace(
        "      ", ""
    )


def test_a_workbook_has_numbers_sums_and_problems_that_lead_to_their_months(yibao: Runner, tmp_path: Path) -> None:
    out = tmp_path / "核对.xlsx"
    run = detail(yibao, "-o", str(out), "--letter", "单位")
    assert (run.code, run.out) == (ExitCode.DIFFERENCES, "")
    assert run.err.startswith("小结:6 个月:相符 2、没到账 1、少划 1、补划 1、基数变了 1\n")
    book = openpyxl.load_workbook(out)
    assert book.sheetnames == ["核对", "问题", "问询", "来源"]
    heads, *rows, sums = book["核对"].iter_rows(values_only=True)
    shown = [dict(zip(heads, row, strict=True)) for row in rows]
    assert [(row["月份"], row["结果"], row["到账"], row["应划入"], row["少划"]) for row in shown] == [
        ("2024-01", "相符", 180, 180, 0),
        ("2024-02", "相符", 180, 180, 0),
        ("2024-03", "少划", 170, 180, 10),
        ("2024-04", "没到账", 0, 180, 180),
        ("2024-05", "补划", 180, 180, 0),
        ("2024-06", "基数变了", 190, 190, 0),
    ]
    place = heads.index("少划")
    assert (sums[0], sums[place]) == ("合计", "=SUM(H2:H7)")
    assert openpyxl.load_workbook(out, data_only=True)["核对"].cell(8, place + 1).value == 190
    cells = [row[1] for row in book["问题"].iter_rows(min_row=2)]
    assert [(cell.value, cell.hyperlink.location) for cell in cells] == [
        ("2024-03", "'核对'!A4"),
        ("2024-04", "'核对'!A5"),
    ]
    assert book["问询"]["A1"].value == "问询" and "合计少划 190.00 元。" in [row[0].value for row in book["问询"]]
    assert book["来源"]["A2"].value == "beijing.toml"


@pytest.mark.parametrize("suffix", ["csv", "json", "md", "html"])
def test_a_file_has_what_its_suffix_says(yibao: Runner, tmp_path: Path, suffix: str) -> None:
    out = tmp_path / f"out.{suffix}"
    run = detail(yibao, "-o", str(out))
    assert run.code == ExitCode.DIFFERENCES and out.stat().st_mode & 0o777 == 0o600
    assert out.read_text(encoding="utf-8").strip() == detail(yibao, "--format", suffix).out.strip()


@pytest.mark.parametrize(
    ("more", "line"),
    [
        (
            "-o out.pdf",
            "--output:「out.pdf」的后缀认不出是哪种格式。可用:.xlsx、.csv、.json、.md、.html、.docx、.txt。",
        ),
        ("-o out.md --json", "-o 与 --json 不能同时用,留一个。"),
        ("-o out.md -q", "-o 与 -q 不能同时用,留一个。"),
        ("-o out.csv --format csv", "-o 与 --format csv 不能同时用,留一个。"),
        ("-o there.csv", "--output:「there.csv」已经有了。换一个名字,或加 --overwrite。"),
    ],
)
def test_an_output_that_cannot_be_is_refused(
    yibao: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, more: str, line: str
) -> None:
    (tmp_path / "there.csv").write_text("mine", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    run = detail(yibao, *more.split())
    assert (run.code, run.complaint) == (ExitCode.USAGE, line)
    assert [path.name for path in tmp_path.iterdir()] == ["there.csv"]


def test_more_months_than_a_sheet_holds_go_on_another(
    yibao: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "ROWS", 5)
    detail(yibao, "-o", str(tmp_path / "out.xlsx"))
    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    assert book.sheetnames[:2] == ["核对", "问题"] and "核对 2" in book.sheetnames
    *rows, sums = book["核对 2"].iter_rows(min_row=2, values_only=True)
    assert [row[1] for row in rows] == ["2024-05", "2024-06"]
    assert (sums[0], sums[7]) == ("合计", "=SUM('核对'!H2:H5,H2:H3)")
