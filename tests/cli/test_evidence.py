"""How old the evidence is, in every command; what is known around an answer; whose rules they are."""

import json
from pathlib import Path

import pytest

from yibao_cli.cli.exit_codes import ExitCode
from yibao_cli.core.month import Month
from yibao_cli.rulebook.book import Rulebook
from yibao_cli.rulebook.survey import coverage, limits_of

from ..conftest import Run, Runner, write_rules

WUHAN = ("-r", "武汉", "-s", "退休")
"""Confirmed to 2023-02 in the frozen rules."""
STATEMENT = "月份,划入金额\n2026-05,83.00\n2026-06,83.00\n2026-07,78.50\n2026-08,78.50\n"
LASA = """[region]
name = "拉萨市"
name_en = "Lhasa"
adcode = "540100"

[[retiree]]
from = 2023-01-01
title = "定额"
pooled = { yuan = 50 }
grade = "press"
sources = ["caixin-2023"]
"""


def test_a_bare_number_says_on_standard_error_that_it_is_a_projection(
    yibao: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    question = ("estimate", *WUHAN, "--month", "2024-02", "-q")
    line = "yibao: 推算:依据最后确认于 2023-02,距 2024-02 1 年。\n"
    assert yibao(*question) == Run(ExitCode.ANSWER, "83.00\n", line)
    assert yibao(*question, "--quiet-warnings").err == ""
    monkeypatch.setenv("YIBAO_NO_WARNINGS", "1")
    assert yibao(*question).err == ""
    assert yibao("estimate", *WUHAN, "--month", "2023-02", "-q").err == ""


def test_json_and_csv_say_how_far_the_evidence_reaches(yibao: Runner) -> None:
    question = ("estimate", *WUHAN, "--month", "2023-05")
    document = json.loads(yibao(*question, "--json").out)
    found = document["projected"], document["evidence_until"], document["evidence_age_months"]
    assert found == (True, "2023-02", 3)
    heading, record = (line.split(",") for line in yibao(*question, "--format", "csv").out.splitlines())
    cells = dict(zip(heading, record, strict=True))
    assert (cells["projected"], cells["evidence_age_months"]) == ("yes", "3")


@pytest.mark.parametrize(
    "words",
    [
        ("estimate", *WUHAN, "--month", "2024-03"),
        ("schedule", *WUHAN, "--from", "2024-03", "--to", "2024-03"),
        ("compare", *WUHAN, "--month", "2024-03"),
        ("infer", *WUHAN, "--month", "2024-03", "--credit", "83"),
    ],
)
def test_older_evidence_than_asked_for_is_refused(yibao: Runner, words: tuple[str, ...]) -> None:
    run = yibao(*words, "--max-age", "12m")
    line = "yibao: 2024-03 的依据最后确认于 2023-02,已过 1 年 1 个月,超过所要求的 1 年,不作答。\n"
    assert run == Run(ExitCode.WEAK_EVIDENCE, "", line)
    assert yibao(*words, "--max-age", "13").code == ExitCode.ANSWER
    assert yibao(*words, "--max-age", "2年").code == ExitCode.ANSWER


def test_a_statement_whose_rule_may_have_changed_accuses_nobody(yibao: Runner, tmp_path: Path) -> None:
    path = tmp_path / "s.csv"
    path.write_text(STATEMENT, encoding="utf-8")
    run = yibao("reconcile", str(path), *WUHAN, "--letter", "12393", "--json")
    document = json.loads(run.out)
    assert run.code == ExitCode.DIFFERENCES
    assert [item["kind"] for item in document["outcomes"]] == ["ok", "ok", "rule-changed?", "rule-changed?"]
    assert (document["owed"], document["surplus"]) == ("0.00", "0.00")
    assert document["letter"].splitlines() == [
        "您好:想请教职工医保个人账户的划入标准是否有调整。",
        "统筹地区:武汉市。",
        "2026-07 至 2026-08 每月到账 78.50 元;我查到的标准是 83.00 元(依据等级为报刊,最后确认于 2023-02)。",
        "请问标准是否变了,从哪个月起,依据哪份文件?谢谢。",
    ]
    assert yibao("reconcile", str(path), *WUHAN, "--max-age", "2y").code == ExitCode.WEAK_EVIDENCE


def test_before_the_last_confirmation_too_little_stays_too_little(yibao: Runner, tmp_path: Path) -> None:
    path = tmp_path / "s.csv"
    path.write_text("月份,划入金额\n2023-02,78.50\n", encoding="utf-8")
    (outcome,) = json.loads(yibao("reconcile", str(path), *WUHAN, "--json").out)["outcomes"]
    assert (outcome["kind"], outcome["owed"]) == ("short", "4.50")


def test_others_still_credited_by_the_rule_speak_against_a_change(yibao: Runner, tmp_path: Path) -> None:
    path = tmp_path / "s.csv"
    path.write_text("姓名,月份,划入金额\n甲,2026-07,83.00\n乙,2026-07,78.50\n", encoding="utf-8")
    kinds = [item["kind"] for item in json.loads(yibao("reconcile", str(path), *WUHAN, "--json").out)["outcomes"]]
    assert kinds == ["ok", "short"]


def test_what_nothing_explains_may_come_of_a_changed_rule(yibao: Runner) -> None:
    run = yibao("infer", *WUHAN, "--month", "2024-02", "--credit", "78.5")
    assert "规则可能变了:依据最后确认于 2023-02,距 2024-02 1 年,之后的标准没有见到。" in run.out.replace("\n      ", "")


def test_neighbours_are_orientation_and_no_answer(yibao: Runner, tmp_path: Path) -> None:
    naqu = LASA.replace("拉萨", "那曲").replace("Lhasa", "Nagqu").replace("540100", "540600").replace("50 }", "60.5 }")
    rules = str(write_rules(tmp_path, {"xizang/lasa.toml": LASA, "xizang/naqu.toml": naqu}))
    question = ("estimate", "-r", "日喀则", "-s", "退休", "--month", "2024-08", "--rules", rules)
    run = yibao(*question)
    assert run.code == ExitCode.NO_RULE
    known = "同省 2 个已知统筹区:50.00 至 60.50 元,中位数 55.25 元"
    assert known.replace(" ", "") in "".join(run.out.split())
    assert json.loads(yibao(*question, "--json").out)["orientation"] == {
        "lowest": "50.00",
        "median": "55.25",
        "highest": "60.50",
        "regions": ["xizang/lasa", "xizang/naqu"],
    }


def test_rules_laid_over_are_named_in_every_output(yibao: Runner, tmp_path: Path) -> None:
    rules = str(write_rules(tmp_path, {"xizang/lasa.toml": LASA}))
    question = ("estimate", "-r", "拉萨", "-s", "退休", "--month", "2024-08", "--rules", rules)
    assert json.loads(yibao(*question, "--json").out)["rulebook"]["overlay"] == rules
    for words in (question, (*question, "--format", "md"), ("compare", *question[1:])):
        assert "不是程序自带的" in yibao(*words).out
    for command in (("regions", "拉萨"), ("channels", "-r", "拉萨"), ("rules", "show", "拉萨"), ("rules", "stale")):
        assert "不是程序自带的" in yibao(*command, "--rules", rules).err, command


def test_channels_come_by_grade_and_unverified_ones_only_when_asked_for(yibao: Runner) -> None:
    some = json.loads(yibao("channels", "-r", "武汉", "--json").out)["channels"]
    every = json.loads(yibao("channels", "-r", "武汉", "--all", "--json").out)["channels"]
    order = ["official", "press", "secondary", "unverified"]
    grades = [order.index(item["grade"]) for item in every]
    assert grades == sorted(grades) and len(every) > len(some)
    assert all(item["grade"] != "unverified" for item in some)
    assert f"另有 {len(every) - len(some)} 种待证实" in yibao("channels", "-r", "武汉").out


@pytest.mark.parametrize(
    ("words", "line"),
    [
        ("--was 106", "缺少 --now(后来的金额)。"),
        ("--was 83 --now 83", "--was 与 --now 都是 83.00,没有变化。"),
        ("--since 2026-07", "缺少 --was(原来的金额)、--now(后来的金额)。"),
    ],
)
def test_two_amounts_belong_together(yibao: Runner, words: str, line: str) -> None:
    assert yibao("why", *WUHAN, *words.split()) == Run(ExitCode.USAGE, "", f"yibao: {line}\n")


def test_why_puts_what_fits_first(yibao: Runner) -> None:
    out = yibao("why", *WUHAN, "--age", "66", "--was", "120", "--now", "83", "--since", "2023-02").out
    assert "1. 2023-02 起不再按本人养老金划:原来合养老金 2499.90 至 2500.10" in out and "(两个数都对得上)" in out
    none = yibao("why", *WUHAN, "--month", "2024-02", "--symptom", "变少").out
    assert "换了年龄段" not in none and "缴费基数调整了" not in none and "不用问" not in none


def test_base_limits_of_november_2026_are_known_in_most_provinces(shipped_book: Rulebook) -> None:
    states = limits_of(shipped_book, coverage(shipped_book), Month(2026, 11))
    known = {region.province for region, state in states.items() if state == "in-force"}
    assert len(known) >= 25


@pytest.mark.shipped_rules
def test_a_doubt_is_told_where_no_amount_is_known(yibao: Runner) -> None:
    """南京's 2.5 % stands on one page alone, and no average pension is published."""
    run = yibao("estimate", "-r", "南京", "-s", "退休", "--age", "70", "--month", "2026-11")
    assert run.code == ExitCode.NO_RULE and "存疑:南京的 2.5% 只见于 2025 年 1 月的一页" in run.out


@pytest.mark.shipped_rules
def test_limits_that_are_provisional_do_not_hide_what_was_seen_and_not_used(yibao: Runner) -> None:
    run = yibao("estimate", "-r", "南京", "-s", "在职", "--base", "9000", "--age", "30", "--month", "2026-11")
    assert "基数上下限:见到过 2026 年度的新限额" in run.out


@pytest.mark.shipped_rules
def test_that_there_is_no_ceiling_is_no_ignorance(yibao: Runner) -> None:
    run = yibao("estimate", "-r", "沧州", "-s", "在职", "--base", "90000", "--age", "30", "--month", "2026-11")
    assert "当地的缴费基数不设上限。" in run.out and "没有见到当地的缴费基数上下限" not in run.out


@pytest.mark.shipped_rules
def test_regions_under_one_rule_of_the_province_are_one_orientation(yibao: Runner) -> None:
    document = json.loads(
        yibao("estimate", "-r", "石河子", "-s", "退休", "--age", "66", "--month", "2026-11", "--json").out
    )
    known = document["orientation"]
    assert len(known["regions"]) < 5 and known["lowest"] == known["highest"] == "80.00"


@pytest.mark.shipped_rules
def test_a_fixed_sum_is_not_set_equal_to_itself(yibao: Runner) -> None:
    run = yibao("estimate", "-r", "重庆", "-s", "在职", "--base", "5000", "--age", "40", "--month", "2025-06")
    assert "每月定额 5.00 元;扣了到账" in run.out.replace("\n        ", "") and "5.00 = 5.00" not in run.out


@pytest.mark.shipped_rules
def test_a_comparison_tells_no_amount_from_no_rule(yibao: Runner) -> None:
    run = yibao("compare", "-r", "南京", "-r", "北京", "-s", "退休", "--age", "70", "--month", "2026-11")
    assert "金额未知" in run.out and "未知规则" not in run.out.split("依据")[0].replace("开始有规则", "")
