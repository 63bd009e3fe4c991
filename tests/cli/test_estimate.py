"""`yibao estimate`: what it prints, in every form."""

import csv
import io
import json
import os
from typing import Any

import pytest

from yibao_cli.render.answer_table import markdown_table

from ..conftest import ROOT, Runner, words_of

GOLDEN = ROOT / "tests" / "golden"
WUHAN = ("-r", "武汉", "-s", "退休", "--age", "66", "--month", "2023-03")
BEIJING = ("-r", "北京", "-s", "在职", "--age", "30", "--month", "2024-08")

QUESTIONS = {
    "beijing-employee": "-r 北京 -s 在职 --age 30 --base 10000 --month 2024-08",
    "beijing-ceiling": "-r 北京 -s 在职 --age 30 --base 50000 --month 2024-08",
    "wuhan-retiree": "-r 武汉 -s 退休 --age 66 --month 2023-03",
    "wuhan-before": "-r 武汉 -s 退休 --age 70 --pension 5000 --month 2023-01",
    "shanghai-retiree": "-r 上海 -s 退休 --birth 1949-12 --month 2025-08",
    "chongqing-retiree": "-r 重庆 -s 退休 --age 69 --month 2024-06",
    "ningxia-retiree": "-r 宁夏 -s 退休 --month 2024-05",
    "lasa-retiree": "-r 拉萨 -s 退休 --age 66 --month 2024-08",
    "lasa-resident": "-r 拉萨 -s 居民 --month 2026-10",
    "beijing-too-early": "-r 北京 -s 在职 --base 10000 --month 2019-01",
}


def test_the_number_alone(yibao: Runner) -> None:
    run = yibao("estimate", *BEIJING, "--base", "10000", "-q")
    assert (run.code, run.out, run.err) == (0, "200.00\n", "")


def test_the_ceiling_moves_the_base_and_is_said(yibao: Runner) -> None:
    run = yibao("estimate", *BEIJING, "--base", "50000")
    assert run.code == 0
    assert "705.66 元" in run.out
    assert "50000.00 高于上限 35283.00(2024-07 至 2025-06),按后者计。" in run.out


def test_a_resident_has_no_account(yibao: Runner) -> None:
    run = yibao("estimate", "-r", "拉萨", "-s", "居民", "-q")
    assert (run.code, run.out) == (0, "0.00\n")


def test_no_rule_gives_no_number_and_says_what_to_do(yibao: Runner) -> None:
    run = yibao("estimate", "-r", "拉萨", "-s", "退休", "--age", "66", "--month", "2024-08")
    assert run.code == 3
    assert "元" not in run.out.replace("个人账户", "")
    assert "yibao channels --region 拉萨市" in run.out and "12393" in run.out
    quiet = yibao("estimate", "-r", "拉萨", "-s", "退休", "--age", "66", "--month", "2024-08", "-q")
    assert (quiet.code, quiet.out) == (3, "")
    assert quiet.err == "yibao: 未知规则:规则库没有收录拉萨市退休人员的个人账户划入规定。\n"


@pytest.mark.parametrize(
    ("grade", "code"), [("第三方", 0), ("unverified", 0), ("press", 0), ("报刊", 0), ("official", 4)]
)
def test_weak_evidence_can_be_refused(yibao: Runner, grade: str, code: int) -> None:
    run = yibao("estimate", *WUHAN, "-q", "--min-grade", grade)
    assert run.code == code
    assert run.out == ("83.00\n" if code == 0 else "")
    if code:
        assert run.err == "yibao: 依据等级是「报刊」,低于 --min-grade 要求的「官方」,不作答。\n"


@pytest.mark.parametrize("words", QUESTIONS.values(), ids=QUESTIONS.keys())
def test_the_exit_code_goes_with_the_state(yibao: Runner, words: str) -> None:
    run = yibao("estimate", *words_of(words), "--json")
    document = json.loads(run.out)
    assert run.code == (3 if document["state"] == "no-rule" else 0)


def test_json_carries_policy_sources_grade_and_trace(yibao: Runner) -> None:
    document = json.loads(yibao("estimate", *WUHAN, "--json").out)
    assert document["credit"]["net"] == "83.00"
    assert document["policy"]["file"] == "hubei/wuhan.toml"
    assert document["policy"]["from"] == "2023-02-01"
    assert document["grade"] == "press"
    assert [line["amount"] for line in document["trace"]] == ["83.00"]
    assert {source["id"] for source in document["sources"]} == set(document["policy"]["sources"])
    assert document["sources"][0]["title"].startswith("Chinese retirees take to streets")


def test_addresses_of_copies_are_not_given_out(yibao: Runner) -> None:
    document = json.loads(yibao("estimate", *WUHAN, "--json").out)
    shown = [source["url"] for source in document["sources"] if source["url"]]
    assert shown and all("scmp.com" in url or "saltwire.com" in url for url in shown)


def test_csv_is_one_record_by_name(yibao: Runner) -> None:
    rows = list(csv.DictReader(io.StringIO(yibao("estimate", *BEIJING, "--base", "50000", "--format", "csv").out)))
    assert len(rows) == 1
    row: dict[str, Any] = rows[0]
    assert (row["region"], row["net"], row["base_given"], row["base_applied"]) == (
        "beijing",
        "705.66",
        "50000.00",
        "35283.00",
    )
    assert "base-above-ceiling" in row["warnings"].split()


def test_csv_of_no_rule_has_no_number(yibao: Runner) -> None:
    run = yibao("estimate", "-r", "拉萨", "-s", "退休", "--month", "2024-08", "--format", "csv")
    row = next(csv.DictReader(io.StringIO(run.out)))
    assert (run.code, row["state"], row["net"], row["gross"]) == (3, "no-rule", "", "")


def test_a_cell_of_markdown_stays_on_its_line() -> None:
    assert markdown_table(("项目", "内容"), [("说明", "一\n二|三")]) == (
        "| 项目 | 内容 |\n| --- | --- |\n| 说明 | 一 二\\|三 |\n"
    )


def test_markdown_is_a_table(yibao: Runner) -> None:
    out = yibao("estimate", *WUHAN, "--format", "md").out
    assert out.startswith("## 武汉市 · 退休 · 2023-03(报刊)\n\n| 项目 | 内容 | 金额 |\n| --- | --- | --- |\n")
    assert "| 应划入 | 每月(推算) | 83.00 元 |" in out


def test_explain_adds_trace_sources_and_notes(yibao: Runner) -> None:
    out = yibao("estimate", *BEIJING, "--base", "50000", "--explain").out
    for expected in ("步骤", "705.66", "四舍五入", "上下限", "来源", "说明", "规则库", "rules/beijing.toml"):
        assert expected in out


@pytest.mark.parametrize("status", ["退休", "retiree", "退休人员", "RETIREE"])
@pytest.mark.parametrize("region", ["武汉", "wuhan", "420100", "hubei/wuhan", "湖北武汉"])
def test_chinese_and_english_words_mean_the_same(yibao: Runner, region: str, status: str) -> None:
    assert yibao("estimate", "-r", region, "-s", status, "--month", "2024-01", "-q").out == "83.00\n"


def test_the_month_is_this_month_unless_said(yibao: Runner) -> None:
    from datetime import date

    document = json.loads(yibao("estimate", "-r", "武汉", "-s", "退休", "--json").out)
    assert document["month"] == date.today().strftime("%Y-%m")


@pytest.mark.parametrize("name", QUESTIONS)
def test_the_layout_is_the_golden_one(yibao: Runner, name: str) -> None:
    """Layout only: the amounts are judged by tests/cases. `YIBAO_GOLDEN=write` rewrites; read the difference."""
    text = f"$ yibao estimate {QUESTIONS[name]}\n" + yibao("estimate", *words_of(QUESTIONS[name])).out
    path = GOLDEN / f"{name}.txt"
    if os.environ.get("YIBAO_GOLDEN") == "write":
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", QUESTIONS)
@pytest.mark.parametrize("columns", [40, 80, 120])
def test_no_line_is_wider_than_the_terminal(
    yibao: Runner, name: str, columns: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    from rich.cells import cell_len

    monkeypatch.setenv("COLUMNS", str(columns))
    out = yibao("estimate", *words_of(QUESTIONS[name]), "--explain").out
    assert all(cell_len(line) <= columns for line in out.splitlines())


def test_in_a_pipe_there_is_no_colour_no_box_and_no_trailing_blank(yibao: Runner) -> None:
    out = yibao("estimate", *WUHAN, "--explain").out
    assert "\x1b" not in out
    assert not any(char in out for char in "│┃─━┏╭")
    assert all(line == line.rstrip() for line in out.splitlines())


def test_colour_can_be_forced_and_forbidden(yibao: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLICOLOR_FORCE", "1")
    assert "\x1b[" in yibao("estimate", *WUHAN).out
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in yibao("estimate", *WUHAN).out
