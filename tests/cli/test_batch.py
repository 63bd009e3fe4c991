"""`yibao batch`, from a payroll sheet to a spreadsheet. Amounts: Beijing 2 % of the base, Wuhan retirees 83.00."""

import csv
import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from yibao_cli.cli.exit_codes import ExitCode

from ..conftest import Run, Runner

HEAD = "工号,姓名,身份证号,城市,状态,年龄,缴费基数,养老金,月份,备注"
GOOD = "1,张三,110101199003070011,北京,在职,,10000,,2024-08,甲"
RETIRED = "2,李四,,武汉,退休,66,,,2024-08,乙"
BROKEN = [
    ("缴费基数", "3,王五,,北京,在职,30,1e3,,2024-08,", "money-malformed"),
    ("缴费基数", "3,王五,,北京,在职,30,NaN,,2024-08,", "money-malformed"),
    ("缴费基数", "3,王五,,北京,在职,30,-5,,2024-08,", "money-negative"),
    ("缴费基数", "3,王五,,北京,在职,30,8000.545,,2024-08,", "money-decimals"),
    ("缴费基数", "3,王五,,北京,在职,30,,,2024-08,", "input-missing"),
    ("统筹地区", "3,王五,,五汉,在职,30,8000,,2024-08,", "region-unknown"),
    ("状态", "3,王五,,北京,学生,30,8000,,2024-08,", "status-unknown"),
    ("月份", "3,王五,,北京,在职,30,8000,,2024-13,", "cell-month"),
    ("年龄", "3,王五,,北京,退休,200,,,2024-08,", "age-range"),
    ("险种档次", "3,王五,,深圳,在职,30,8000,,2024-08,", "input-missing"),
]
"""Ten kinds of broken rows: what the reason names, the row, its code."""


def sheet(path: Path, *rows: str, encoding: str = "utf-8") -> str:
    path.write_text("\n".join([HEAD, *rows]) + "\n", encoding=encoding)
    return str(path)


def table(run: Run) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(run.out)))


def test_a_row_keeps_its_cells_and_gets_its_answer(yibao: Runner, tmp_path: Path) -> None:
    run = yibao("batch", sheet(tmp_path / "x.csv", GOOD, RETIRED))
    one, two = table(run)
    assert run.code == ExitCode.ANSWER
    assert list(one)[:10] == HEAD.split(",") and one["备注"] == "甲" and one["姓名"] == "张三"
    assert one["身份证号"] == "110101************"
    got = ("credit_gross", "deductions", "credit_net", "monthly_equivalent", "base_applied", "state", "rule", "error")
    assert [one[name] for name in got] == [
        "200.00",
        "0.00",
        "200.00",
        "200.00",
        "10000.00",
        "in-force",
        "beijing.toml",
        "",
    ]
    assert [two[name] for name in got] == ["83.00", "0.00", "83.00", "83.00", "", "in-force", "hubei/wuhan.toml", ""]
    assert run.err.splitlines() == [
        "共 2 行:有规则 2",
        "地区:北京市 1、武汉市 1",
        "净划入合计每月 283.00 元(按年划入的折成每月)",
        "推算 1 行:月份在依据之后,依据最旧的已过 1 年 6 个月。",
    ]
    # Beijing's rule is confirmed to 2025-12, Wuhan's of retirees to 2023-02
    ages = [(row["month"], row["projected"], row["evidence_age_months"]) for row in (one, two)]
    assert ages == [("2024-08", "no", "0"), ("2024-08", "yes", "18")]


def test_a_row_whose_evidence_is_too_old_is_refused(yibao: Runner, tmp_path: Path) -> None:
    path = sheet(tmp_path / "x.csv", GOOD, RETIRED)
    run = yibao("batch", path, "--max-age", "17m")
    one, two = table(run)
    assert run.code == ExitCode.WEAK_EVIDENCE
    assert (one["credit_net"], two["credit_net"], two["state"], two["error"]) == ("200.00", "", "", "evidence-too-old")
    assert two["reason"] == "2024-08 的依据最后确认于 2023-02,已过 1 年 6 个月,超过所要求的 1 年 5 个月,不作答。"
    assert yibao("batch", path, "--max-age", "18").code == ExitCode.ANSWER


@pytest.mark.parametrize(("what", "row", "code"), BROKEN)
def test_a_broken_row_keeps_its_place_with_the_reason(
    yibao: Runner, tmp_path: Path, what: str, row: str, code: str
) -> None:
    errors = tmp_path / "errors.csv"
    run = yibao("batch", sheet(tmp_path / "x.csv", GOOD, row, RETIRED), "--errors", str(errors))
    found = table(run)
    assert run.code == ExitCode.SOME_ROWS_FAILED
    assert [item["工号"] for item in found] == ["1", "3", "2"]
    assert found[1]["error"].startswith(code) and found[1]["credit_net"] == ""
    assert what in found[1]["reason"] and "--" not in found[1]["reason"]
    listed = list(csv.DictReader(io.StringIO(errors.read_text(encoding="utf-8-sig"))))
    assert listed == [{"line": "3", "code": found[1]["error"], "reason": found[1]["reason"]}]


def test_a_missing_input_is_named_once(yibao: Runner, tmp_path: Path) -> None:
    source = tmp_path / "x.csv"
    source.write_text("地区,状态,月份\n北京,在职,2024-08\n", encoding="utf-8")
    (row,) = table(yibao("batch", str(source)))
    assert (row["error"], row["reason"]) == ("input-missing:base", "缺少 缴费基数(元/月):北京市在职的规则要用到。")


def test_three_hundred_rows_with_twenty_broken_ones_come_back_usable(yibao: Runner, tmp_path: Path) -> None:
    """GB18030 in, a workbook out: 280 answers, 20 problems of 10 kinds, each named once in the summary."""
    rows = [f"{n},员工{n},,北京,在职,30,{7162 + n},,2025-08,=1+{n}" for n in range(280)]
    for number, (_, row, _) in enumerate([*BROKEN, *BROKEN]):
        rows.insert(number * 14, row)
    source = sheet(tmp_path / "花名册.csv", *rows, encoding="gb18030")
    target = tmp_path / "结果.xlsx"
    run = yibao("batch", source, "-o", str(target))
    assert run.code == ExitCode.SOME_ROWS_FAILED and run.out == ""
    book = load_workbook(target)
    assert book.sheetnames == ["结果", "来源", "问题"]
    result = list(book["结果"].iter_rows(values_only=True))
    head = result[0]
    assert len(result) == 302 and book["结果"].freeze_panes == "A2" and head[-2:] == ("问题代码", "问题")
    assert sum(row[-1] is None for row in result[1:-1]) == 280
    net = head.index("净划入")
    assert float(str(result[2][net])) == 143.24  # 7162 x 2 %
    formula = book["结果"].cell(row=3, column=head.index("备注") + 1)
    assert (formula.value, formula.data_type) == ("=1+0", "s")
    assert len(list(book["问题"].iter_rows())) == 21 and len(list(book["来源"].iter_rows())) > 1
    assert sum(line.startswith("问题 ") for line in run.err.splitlines()) == 9  # one kind is there twice


@pytest.mark.parametrize("suffix", [".csv", ".tsv", ".jsonl", ".xlsx"])
def test_the_output_is_of_the_kind_of_the_input(yibao: Runner, tmp_path: Path, suffix: str) -> None:
    rows = [line.split(",") for line in (HEAD, GOOD, RETIRED)]
    source, target = tmp_path / f"in{suffix}", tmp_path / f"out{suffix}"
    if suffix == ".xlsx":
        book = Workbook()
        assert book.active is not None
        for row in rows:
            book.active.append(row)
        book.save(source)
    elif suffix == ".jsonl":
        lines = (json.dumps(dict(zip(rows[0], row, strict=True)), ensure_ascii=False) for row in rows[1:])
        source.write_text("\n".join(lines), encoding="utf-8")
    else:
        source.write_text("\n".join(("\t" if suffix == ".tsv" else ",").join(row) for row in rows), encoding="utf-8")
    assert yibao("batch", str(source), "-o", str(target)).code == ExitCode.ANSWER
    again = yibao("batch", str(target), "--format", "csv", "-q")
    if suffix == ".xlsx":
        assert load_workbook(target)["结果"].max_row == 4  # with the sums
        return
    first = table(again)[0]
    assert first["credit_net"] == "200.00" and first["yibao_credit_net"] == "200.00"


def test_numbers_in_json_keep_their_digits(yibao: Runner, tmp_path: Path) -> None:
    """32776.87 x 2 % = 655.5374 -> 655.54; a float would do, 8000.545 must not be rounded away."""
    source = tmp_path / "x.jsonl"
    source.write_text(
        '{"region": "北京", "status": "在职", "base": 32776.87, "month": "2024-08"}\n'
        '{"region": "北京", "status": "在职", "base": 8000.545, "month": "2024-08"}\n',
        encoding="utf-8",
    )
    run = yibao("batch", str(source))
    one, two = [json.loads(line) for line in run.out.splitlines()]
    assert one["credit_net"] == "655.54" and two["credit_net"] is None and "8000.545" in two["reason"]


def test_a_span_of_months_gives_a_row_a_month(yibao: Runner, tmp_path: Path) -> None:
    source = tmp_path / "x.csv"
    source.write_text("姓名,缴费基数\n张三,10000\n李四,8000\n", encoding="utf-8")
    run = yibao("batch", str(source), "-r", "北京", "-s", "在职", "--month", "2024-07..2024-09", "-q")
    assert [(row["姓名"], row["month"], row["credit_net"]) for row in table(run)] == [
        ("张三", "2024-07", "200.00"),
        ("张三", "2024-08", "200.00"),
        ("张三", "2024-09", "200.00"),
        ("李四", "2024-07", "160.00"),
        ("李四", "2024-08", "160.00"),
        ("李四", "2024-09", "160.00"),
    ]


def test_the_birth_comes_from_the_identity_number_and_a_wrong_check_digit_does_not(
    yibao: Runner, tmp_path: Path
) -> None:
    """Chongqing retirees: 115 - 5 - 5.25 from 70, 105 - 10.25 below. Born 1955-06: 69 in 2024-08."""
    source = tmp_path / "x.csv"
    number = "50010119550614001"
    right = number + "10X98765432"[sum(int(d) * w for d, w in zip(number, WEIGHTS, strict=True)) % 11]
    wrong = number + "10X98765432"[(sum(int(d) * w for d, w in zip(number, WEIGHTS, strict=True)) + 1) % 11]
    source.write_text(f"姓名,身份证号\n甲,{right}\n乙,{wrong}\n", encoding="utf-8")
    one, two = table(yibao("batch", str(source), "-r", "重庆", "-s", "退休", "--month", "2024-08"))
    assert one["credit_net"] == "94.75"
    assert (two["credit_net"], two["error"]) == ("", "identity-check")
    assert two["reason"] == "「身份证号」的 500101************ 校验码不对,请核对;或加一列出生年月。"


WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def test_for_a_spreadsheet_it_has_a_mark_and_no_formulas(yibao: Runner, tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    source = sheet(tmp_path / "x.csv", GOOD.replace("甲", "=HYPERLINK(1)"), RETIRED.replace("乙", "-16.00"))
    assert yibao("batch", source, "-o", str(target), "--excel").code == ExitCode.ANSWER
    content = target.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf") and b"\r\n" in content
    notes = [row["备注"] for row in csv.DictReader(io.StringIO(content.decode("utf-8-sig")))]
    assert notes == ["'=HYPERLINK(1)", "-16.00"]


def test_without_it_unknown_columns_pass_unchanged(yibao: Runner, tmp_path: Path) -> None:
    run = yibao("batch", sheet(tmp_path / "x.csv", GOOD.replace("甲", "=1+1")))
    assert table(run)[0]["备注"] == "=1+1"


def test_a_dry_run_shows_the_columns_and_writes_nothing(yibao: Runner, tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    run = yibao("batch", sheet(tmp_path / "x.csv", GOOD), "-o", str(target), "--dry-run")
    assert run.code == 0 and not target.exists()
    assert "缴费基数(base)" in run.out and "200.00" in run.out


def test_standard_input_to_standard_output(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "yibao_cli", "batch", "-", "-q"]
    done = subprocess.run(command, input=f"{HEAD}\n{GOOD}\n".encode("gb18030"), capture_output=True)
    assert done.returncode == 0 and ",200.00,0.00,200.00," in done.stdout.decode()


def test_names_can_be_kept(yibao: Runner, tmp_path: Path) -> None:
    run = yibao("batch", sheet(tmp_path / "x.csv", GOOD), "--keep-ids")
    assert table(run)[0]["身份证号"] == "110101199003070011"


@pytest.mark.parametrize(
    ("words", "line"),
    [
        ("", "yibao: 缺少 --region(统筹地区)。"),
        ("-r 北京 --month 2024-08..2024-07", "yibao: --month:2024-07 早于 2024-08。写成 2025-01..2025-12。"),
        (
            "-r 北京 --month 2024-08 --format pdf",
            "yibao: --format:不会写「pdf」。可用:csv、tsv、jsonl、xlsx、parquet。",
        ),
        ("-r 北京 --month 2024-08 --format xlsx", "yibao: XLSX 不能写到标准输出,请用 -o 指明文件。"),
        ("-r 北京 --month 2024-08 -o /nowhere/x.csv", "yibao: 写不到「/nowhere/x.csv」:No such file or directory。"),
    ],
)
def test_what_cannot_be_done_is_said(yibao: Runner, tmp_path: Path, words: str, line: str) -> None:
    source = tmp_path / "x.csv"
    source.write_text("姓名,缴费基数\n张三,10000\n", encoding="utf-8")
    assert yibao("batch", str(source), *words.split()) == Run(ExitCode.USAGE, "", line + "\n")


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_a_run_that_is_cut_off_leaves_the_old_output(tmp_path: Path, how: signal.Signals) -> None:
    source, target = tmp_path / "x.csv", tmp_path / "out.csv"
    sheet(source, *[GOOD] * 400_000)
    target.write_text("old", encoding="utf-8")
    command = [sys.executable, "-m", "yibao_cli", "batch", str(source), "-o", str(target), "-q", "--overwrite"]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and not any(p.stat().st_size for p in tmp_path.glob(".yibao-*.new")):
        time.sleep(0.02)
    os.kill(process.pid, how)
    assert process.wait() != 0
    assert target.read_text(encoding="utf-8") == "old"
    if how == signal.SIGINT:
        assert not list(tmp_path.glob(".yibao-*"))


def test_the_state_of_insurance_is_a_term_of_its_own_and_may_say_the_status(yibao: Runner, tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    lines = ["姓名,城市,参保状态,人员性质,年龄"]
    lines += ["甲,武汉,退休,,66", "乙,武汉,1,退休,66", "丙,武汉,正常参保,退休,66", "丁,武汉,暂停参保,退休,66"]
    lines += ["戊,武汉,3-终止参保,,66", "己,武汉,在册,退休,66", "庚,武汉,,已离职,66"]
    path.write_text("\n".join(lines), encoding="utf-8")
    run = yibao("batch", str(path), "--month", "2024-08")
    found = [(row["credit_net"], row["error"], row["reason"]) for row in csv.DictReader(run.out.splitlines())]
    right = ("83.00", "", "")
    assert found == [
        right,
        right,
        right,
        ("", "status-left", "「参保状态」是「暂停参保」:不再缴费,没有划入。"),
        ("", "status-left", "「参保状态」是「3-终止参保」:不再缴费,没有划入。"),
        right,
        ("", "status-left", "「人员性质」是「已离职」:不再缴费,没有划入。"),
    ]
