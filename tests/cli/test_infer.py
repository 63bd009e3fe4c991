"""`yibao infer`: what it prints, in every form. The solving itself is tested in tests/core."""

import csv
import io
import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from yibao_cli.render.infer import RECORD_COLUMNS
from yibao_cli.rulebook.book import Rulebook

from ..conftest import Runner, words_of, write_rules
from .golden import check

FLOOR = "infer -r 北京 -s 在职 --age 30 --credit 143.24 --month 2025-08"
WAGE = f"{FLOOR} --salary 12000"
NOTHING = "infer -r 北京 -s 退休 --age 60 --credit 108 --month 2025-08"
LASA = "infer -r 拉萨 -s 退休 --credit 108 --month 2025-08"
STATES = {
    "at the floor": FLOOR,
    "a wage": WAGE,
    "at the ceiling": "infer -r 北京 -s 在职 --credit 716.22 --month 2025-08 --salary 8000.50",
    "bands of age": "infer -r 武汉 -s 退休 --credit 240 --month 2023-01",
    "an age alone": "infer -r 北京 -s 退休 --credit 107 --month 2025-08",
    "before the deduction": "infer -r 北京 -s 退休 --credit 110 --month 2025-08",
    "other ages": "infer -r 北京 -s 退休 --age 60 --credit 107 --month 2025-08",
    "nothing": NOTHING,
    "posted yearly": "infer -r 上海 -s 退休 --credit 1680 --month 2025-08",
    "no account": "infer -r 武汉 -s 灵活就业 --credit 0 --month 2025-08",
    "a plan": "infer -r 深圳 -s 在职 --credit 160 --month 2024-08 --salary 9000",
    "a group": "infer -r 武汉 -s 退休 --credit 66 --month 2024-08",
    "an average": "infer -r 宁夏 -s 退休 --credit 103.60 --month 2024-05",
    "a base that is known": "infer -r 武汉 -s 在职 --base 9000 --credit 180 --month 2025-08 ",
}


@pytest.fixture(autouse=True)
def _rules_read_once(book: Rulebook, monkeypatch: pytest.MonkeyPatch) -> None:
    """The commands share the rule base of the tests, but for rules of one's own."""
    opened = Rulebook.open
    monkeypatch.setattr(Rulebook, "open", lambda overlay=None: opened(overlay) if overlay else book)


def document(yibao: Runner, words: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(yibao(*words_of(words), "--json").out)
    return found


def test_the_layout_is_the_golden_one(yibao: Runner) -> None:
    check("infer-beijing-wage", WAGE, yibao(*words_of(WAGE)).out)


def test_a_base_at_the_floor(yibao: Runner) -> None:
    """7162 x 2% = 143.24; so is 7162.24 x 2% = 143.2448, while 7162.25 x 2% = 143.245 rounds up."""
    run = yibao(*words_of(FLOOR))
    assert run.code == 0
    assert "可能是按下限 7162.00 申报的,申报工资可以更低;看不出实际工资" in run.out
    assert "少划" not in run.out
    found = document(yibao, FLOOR)["explanations"]
    assert [(item["low"], item["high"], item["at"]) for item in found] == [
        ("7162.00", "7162.00", "floor"),
        ("7162.01", "7162.24", "between"),
    ]
    assert {(item["unknown"], item["net"], item["shortfall"]) for item in found} == {("base", "143.24", None)}


def test_a_wage_shows_what_is_missing(yibao: Runner) -> None:
    """12000 x 2% = 240.00; 240.00 - 143.24 = 96.76 a month, 12 x 96.76 = 1161.12 a year."""
    run = yibao(*words_of(WAGE))
    assert run.out.count("按实际工资 12000.00 申报应划入 240.00 元;每月少 96.76,一年少 1161.12 元") == 1
    found = document(yibao, WAGE)
    assert found["input"]["salary"] is None  # the wage is not what the credit was taken from
    assert {tuple(item["shortfall"].items()) for item in found["explanations"]} == {
        (("salary", "12000.00"), ("expected", "240.00"), ("monthly", "96.76"), ("yearly", "1161.12"))
    }


def test_a_wage_below_the_ceiling_is_no_loss(yibao: Runner) -> None:
    """35811 x 2% = 716.22; 8000.50 x 2% = 160.01, 556.21 less."""
    words = STATES["at the ceiling"]
    out = yibao(*words_of(words)).out
    assert "在上限以上看不出多少" in out and "没有少划" in out
    assert {item["shortfall"]["monthly"] for item in document(yibao, words)["explanations"]} == {"-556.21"}


def test_ages_and_pensions_that_fit(yibao: Runner) -> None:
    """5000 x 4.8% = 240 below 70; 4705.88 x 5.1% = 239.99988 from 70 on."""
    found = document(yibao, STATES["bands of age"])["explanations"]
    assert [(item["age_from"], item["age_below"], item["unknown"]) for item in found] == [
        (0, 70, "pension"),
        (70, None, "pension"),
    ]
    assert float(found[0]["low"]) < 5000 < float(found[0]["high"])
    assert float(found[1]["low"]) <= 4705.88 <= float(found[1]["high"])
    out = yibao(*words_of(STATES["bands of age"])).out
    assert "不满 70 岁" in out and "70 岁及以上" in out and "本人养老金" in out


def test_deductions_are_looked_at_from_both_sides(yibao: Runner) -> None:
    """北京 from 70 on: 110, less 3 is 107."""
    after, before = (document(yibao, STATES[name])["explanations"] for name in ("an age alone", "before the deduction"))
    assert [(item["age_from"], item["deducted"]) for item in (*after, *before)] == [(70, True), (70, False)]
    assert "已扣大额医疗互助" in yibao(*words_of(STATES["an age alone"])).out
    assert "扣大额医疗互助以前" in yibao(*words_of(STATES["before the deduction"])).out


def test_an_age_that_does_not_fit_is_said(yibao: Runner) -> None:
    run = yibao(*words_of(STATES["other ages"]))
    assert run.code == 0 and "按所给的年龄没有哪种情形得出这个数;列出的是别的年龄段的。" in run.out
    assert document(yibao, STATES["other ages"])["other_ages_only"] is True


def test_an_age_that_does_not_fit_is_not_said_to_fit(yibao: Runner) -> None:
    assert "对得上" not in yibao(*words_of("infer -r 北京 -s 退休 --age 60 --credit 107 --month 2025-08")).out


def test_a_rule_whose_amount_nobody_knows_is_not_ruled_out(yibao: Runner) -> None:
    """南京 2023: most retirees keep what they had in 2022; 5.4 % is for those who retired in 2023."""
    words = "infer -r 南京 -s 退休 --credit 98 --month 2023-05"
    assert "金额没有见到,不能用来解释,也不能排除。" in yibao(*words_of(words)).out
    found = document(yibao, words)
    assert found["without_amount"] == ["2023 年过渡期:保留 2022 年 12 月的划入额"]
    assert document(yibao, FLOOR)["without_amount"] == []


def test_groups_that_were_tried_are_not_said_to_be_assumed(yibao: Runner) -> None:
    assert "没有给 --group" not in yibao(*words_of("infer -r 武汉 -s 退休 --credit 83 --month 2024-08")).out


def test_the_amount_of_a_month_where_a_year_is_posted_is_told_so(yibao: Runner) -> None:
    run = yibao(*words_of("infer -r 上海 -s 退休 --credit 140 --month 2025-08"))
    assert run.code == 5 and "当地按年划入:--credit 要写全年的数。" in run.out
    assert "按年划入" not in yibao(*words_of(NOTHING)).out


def test_a_wage_that_explains_nothing_is_said(yibao: Runner) -> None:
    words = "infer -r 北京 -s 退休 --credit 107 --month 2025-08"
    note = "--salary 没有用到:列出的情形都不看缴费基数。"
    assert note in yibao(*words_of(f"{words} --salary 5000")).out and note not in yibao(*words_of(WAGE)).out


def test_where_limits_are_not_known_a_base_may_be_one(yibao: Runner) -> None:
    """5237.50 x 2 % = 104.75; no floor of 重庆 in 2024 is known, so it may be just that."""
    out = yibao(*words_of("infer -r 重庆 -s 在职 --credit 104.75 --month 2024-06")).out
    assert "当地基数上下限未见,恰好在上下限的看不出工资" in "".join(out.split("\n      ")) and "按所给基数计" not in out


def test_nothing_fits(yibao: Runner) -> None:
    """At 60 there are 100 before the deduction and 97 after it."""
    run = yibao(*words_of(NOTHING))
    assert run.code == 5
    assert "规则里没有哪种情形恰好得出 108.00 元。" in run.out and "低的是 100.00 元" in run.out and "12393" in run.out
    found = document(yibao, NOTHING)
    assert (found["state"], found["explanations"], found["below"], found["above"]) == (
        "unexplained",
        [],
        "100.00",
        None,
    )
    assert yibao(*words_of(NOTHING), "-q").out == ""
    rows = list(csv.DictReader(io.StringIO(yibao(*words_of(NOTHING), "--format", "csv").out)))
    assert rows == []


def test_no_rule_is_no_explanation(yibao: Runner) -> None:
    why = "未知规则:规则库没有收录拉萨市退休人员的个人账户划入规定。"
    quiet = yibao(*words_of(LASA), "-q")
    assert (quiet.code, quiet.out, quiet.err) == (3, "", f"yibao: {why}\n")
    text = yibao(*words_of(LASA))
    assert text.code == 3 and why in text.out and "yibao channels --region 拉萨市" in text.out and text.err == ""
    run = yibao(*words_of(LASA), "--json")
    found = json.loads(run.out)
    assert (run.code, found["state"], found["no_rule"], found["explanations"]) == (3, "no-rule", why, [])


def test_everything_known_and_right_is_said(yibao: Runner) -> None:
    run = yibao("infer", "-r", "北京", "-s", "在职", "--base", "7162", "--credit", "143.24", "--month", "2025-08")
    assert run.code == 0 and "对得上:给出的情况恰好得出这个数。" in run.out


@pytest.mark.parametrize("words", STATES.values(), ids=STATES.keys())
def test_what_a_document_refers_to_is_in_it(yibao: Runner, words: str) -> None:
    run = yibao(*words_of(words), "--json")
    found = json.loads(run.out)
    assert run.code == (0 if found["state"] == "explained" else 5) and run.err == ""
    assert {id for policy in found["policies"] for id in policy["sources"]} <= {item["id"] for item in found["sources"]}
    assert {item["policy"] for item in found["explanations"]} == set(range(len(found["policies"])))


def test_the_least_values_alone(yibao: Runner) -> None:
    assert yibao(*words_of(WAGE), "-q").out == "7162.00\n7162.01\n"
    assert yibao(*words_of(STATES["an age alone"]), "-q").out == "\n"  # nothing was solved for


def test_csv_has_a_record_an_explanation(yibao: Runner) -> None:
    rows = list(csv.DictReader(io.StringIO(yibao(*words_of(WAGE), "--format", "csv").out)))
    assert len(rows) == 2 and list(rows[0]) == list(RECORD_COLUMNS)
    assert (rows[0]["low"], rows[0]["high"], rows[0]["at"], rows[0]["deducted"], rows[0]["age_from"]) == (
        "7162.00",
        "7162.00",
        "floor",
        "",
        "",
    )
    assert (rows[1]["rule"], rows[1]["shortfall_monthly"], rows[1]["shortfall_yearly"]) == (
        "beijing.toml",
        "96.76",
        "1161.12",
    )
    rows = list(csv.DictReader(io.StringIO(yibao(*words_of(STATES["an age alone"]), "--format", "csv").out)))
    assert [(row["age_from"], row["age_below"], row["deducted"], row["low"]) for row in rows] == [
        ("70", "", "true", "")
    ]


def test_markdown_has_the_table_and_what_it_rests_on(yibao: Runner) -> None:
    out = yibao(*words_of(WAGE), "--format", "md").out
    assert out.startswith("## 北京市 · 在职 · 2025-08 · 到账 143.24 元\n\n| 要有 | 元 | 情形 | 依据 |\n")
    assert "| 缴费基数 | 7162.00 | 基数在下限 | [1] |" in out


def test_in_a_pipe_a_row_is_a_line_without_colour_or_boxes(yibao: Runner) -> None:
    out = yibao(*words_of(WAGE)).out
    assert "\x1b" not in out and not any(sign in out for sign in "│┃─━┏╭█")
    assert all(line == line.rstrip() for line in out.splitlines())
    assert [line.split()[0] for line in out.splitlines()[1:4]] == ["要有", "缴费基数", "缴费基数"]


def test_a_terminal_of_eighty_columns_is_wide_enough(yibao: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    from rich.cells import cell_len

    monkeypatch.setenv("CLICOLOR_FORCE", "1")
    monkeypatch.setenv("COLUMNS", "80")
    out = yibao(*words_of(WAGE)).out
    assert "\x1b[" in out
    assert all(cell_len(line) <= 80 for line in re.sub(r"\x1b\[[0-9;]*m", "", out).splitlines())


@pytest.mark.parametrize(("grade", "code"), [("第三方", 0), ("press", 4), ("官方", 4)])
def test_weak_evidence_can_be_refused(yibao: Runner, grade: str, code: int) -> None:
    run = yibao(*words_of(FLOOR), "-q", "--min-grade", grade)
    assert run.code == code and bool(run.out) == (code == 0) == (not run.err)


def test_the_month_is_this_month_unless_said(yibao: Runner) -> None:
    assert document(yibao, "infer -r 武汉 -s 退休 --credit 83")["month"] == date.today().strftime("%Y-%m")


def test_rules_of_ones_own_are_asked(yibao: Runner, tmp_path: Path) -> None:
    rules = """[region]
name = "拉萨市"
name_en = "Lhasa"
adcode = "540100"

[[retiree]]
from = 2024-01-01
title = "定额"
pooled = { yuan = 108 }
grade = "press"
sources = ["caixin-2023"]
"""
    root = str(write_rules(tmp_path, {"xizang/lasa.toml": rules}))
    assert document(yibao, f"{LASA} --rules {root}")["policies"][0]["title"] == "定额"
