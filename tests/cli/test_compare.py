"""`yibao compare`: what it prints, in every form. Amounts by hand, from the rule files."""

import csv
import io
import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from yibao_cli.cli.compare import MOST
from yibao_cli.render.compare import RECORD_COLUMNS
from yibao_cli.rulebook.book import Rulebook

from ..conftest import Runner, words_of, write_rules
from .golden import check

RETIREES = "compare -r 北京 -r 上海 -r 广州 -s 退休 --age 72 --pension 5000 --month 2025-08"
GUANGZHOU = "compare -r 广州 --age 40 --base 10000 --month 2022-11 --month 2022-12"
STATUSES = (
    "compare -r 广州 -r 北京 --age 40 --base 10000 --base 50000 -s 在职 -s 退休 -s 灵活就业 -s 居民 --month 2025-08"
)
LASA = "compare -r 拉萨 -s 退休 --month 2025-08"
STATES = {
    "three cities": RETIREES,
    "a reform, the status assumed": GUANGZHOU,
    "a pension, the status assumed": "compare -r 武汉 -r 北京 --age 72 --pension 5000 --month 2023-01",
    "statuses and bases": STATUSES,
    "no rule": LASA,
    "no rule first": "compare -r 拉萨 -r 武汉 -s 退休 --month 2025-08",
    "no account first": "compare -r 武汉 -r 广州 -s 灵活就业 --base 8000 --month 2025-08",
    "no figure": "compare -r 宁夏 -r 武汉 -s 退休 --month 2024-05",
    "one alone": "compare -r 武汉 -s 退休 --month 2025-08",
    "a group": "compare -r 武汉 -s 退休 -s 在职 --base 9000 --group 灵活就业退休人员 --month 2025-08",
    "a floor": "compare -r 北京 --salary 5000 -s 在职 --month 2024-06 --month 2024-07",
}


@pytest.fixture(autouse=True)
def _rules_read_once(book: Rulebook, monkeypatch: pytest.MonkeyPatch) -> None:
    """The commands share the rule base of the tests, but for rules of one's own."""
    opened = Rulebook.open
    monkeypatch.setattr(Rulebook, "open", lambda overlay=None: opened(overlay) if overlay else book)


def answers(yibao: Runner, words: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(yibao(*words_of(words), "--json").out)["answers"]
    return found


@pytest.mark.parametrize(("name", "words"), [("compare-retirees", RETIREES), ("compare-guangzhou", GUANGZHOU)], ids=str)
def test_the_layout_is_the_golden_one(yibao: Runner, name: str, words: str) -> None:
    check(name, words, yibao(*words_of(words)).out)


def test_three_cities(yibao: Runner) -> None:
    """110 - 3 = 107; 1680 / 12 = 140, 33 more, 33 / 107 = 30.8 %; 169.08 - 8.66 = 160.42, 53.42 more, 49.9 %."""
    found = answers(yibao, RETIREES)
    assert [item["region"]["id"] for item in found] == ["beijing", "shanghai", "guangdong/guangzhou"]
    assert [item["monthly_equivalent"] for item in found] == ["107.00", "140.00", "160.42"]
    assert [item["difference"] for item in found] == ["0.00", "33.00", "53.42"]
    assert [item["difference_percent"] for item in found] == ["0.0", "30.8", "49.9"]
    assert found[1]["period"] == "year" and found[1]["net"] == "1680.00"
    assert found[2]["moves"] == [
        {"kind": "part", "name": "pooled", "was": "110.00", "now": "169.08"},
        {"kind": "deduction", "name": "大额医疗互助", "was": "3.00", "now": None},
        {"kind": "deduction", "name": "长期护理保险", "was": None, "now": "8.66"},
    ]
    out = yibao(*words_of(RETIREES)).out
    assert out.startswith("比较:退休 · 2025-08\n")
    assert [line.split()[:4] for line in out.splitlines()[2:5]] == [
        ["北京市", "107.00", "第三方", "[1]"],
        ["上海市", "140.00", "+33.00", "+30.8"],
        ["广州市", "160.42", "+53.42", "+49.9"],
    ]


def test_two_months_around_a_reform(yibao: Runner) -> None:
    """10000 x (2% + 1%) = 300 and 200: a third less; the status follows from the base."""
    run = yibao(*words_of(GUANGZHOU))
    assert run.out.startswith("比较:广州市 · 在职 · 10000.00\n")
    assert "没有给 --status,因为给了缴费基数或工资,按在职计。" in run.out
    assert "单位缴费 100.00 → 无" in run.out
    document = json.loads(yibao(*words_of(GUANGZHOU), "--json").out)
    assert document["status_assumed"] == "employee"
    assert [(item["difference"], item["difference_percent"]) for item in document["answers"]] == [
        ("0.00", "0.0"),
        ("-100.00", "-33.3"),
    ]
    assert [change["kind"] for change in document["answers"][1]["changes"]] == ["rule"]


def test_a_pension_alone_means_a_retiree(yibao: Runner) -> None:
    """武汉 before 2023-02: 5000 x 5.1% = 255; 北京 110 - 3."""
    words = STATES["a pension, the status assumed"]
    assert "因为给了养老金,按退休计" in yibao(*words_of(words)).out
    assert [item["net"] for item in answers(yibao, words)] == ["255.00", "107.00"]


def test_every_status_and_base_side_by_side(yibao: Runner) -> None:
    """Who has no base is there once. 31179 x 2% = 623.58 and 35811 x 2% = 716.22 are the ceilings."""
    found = answers(yibao, STATUSES)
    shown = [(item["region"]["id"], item["input"]["status"], item["input"]["base"], item["net"]) for item in found]
    assert shown == [
        ("guangdong/guangzhou", "employee", "10000.00", "200.00"),
        ("guangdong/guangzhou", "retiree", None, "160.42"),
        ("guangdong/guangzhou", "flexible", "10000.00", "200.00"),
        ("guangdong/guangzhou", "resident", None, "0.00"),
        ("guangdong/guangzhou", "employee", "50000.00", "623.58"),
        ("guangdong/guangzhou", "flexible", "50000.00", "623.58"),
        ("beijing", "employee", "10000.00", "200.00"),
        ("beijing", "retiree", None, "97.00"),
        ("beijing", "flexible", "10000.00", "0.00"),
        ("beijing", "resident", None, "0.00"),
        ("beijing", "employee", "50000.00", "716.22"),
        ("beijing", "flexible", "50000.00", "0.00"),
    ]
    assert found[4]["base_applied"] == "31179.00"
    assert "无账户" in yibao(*words_of(STATUSES)).out


def test_a_group_is_not_lost_where_several_statuses_are_asked_about(yibao: Runner) -> None:
    words = STATES["a group"]
    assert [item["net"] for item in answers(yibao, words)] == ["66.00", "180.00"]
    assert "--group 没有用到" in yibao(*words_of(words)).out  # by the employee


@pytest.mark.parametrize("words", STATES.values(), ids=STATES.keys())
def test_what_a_document_refers_to_is_in_it(yibao: Runner, words: str) -> None:
    run = yibao(*words_of(words), "--json")
    found = json.loads(run.out)
    known = [item for item in found["answers"] if item["monthly_equivalent"] is not None]
    assert run.code == (0 if known else 3) and run.err == ""
    assert {id for policy in found["policies"] for id in policy["sources"]} <= {item["id"] for item in found["sources"]}
    assert {item["policy"] for item in found["answers"]} - {None} == set(range(len(found["policies"])))


def test_no_rule_beside_a_rule(yibao: Runner) -> None:
    run = yibao(*words_of(STATES["no rule first"]))
    assert run.code == 0
    lines = run.out.splitlines()
    assert lines[2].split() == ["拉萨市", "未知规则"]
    assert lines[3].split() == ["武汉市", "83.00", "报刊", "[1]"]  # no difference from nothing
    first, second = answers(yibao, STATES["no rule first"])
    assert (first["state"], first["difference"], second["difference"]) == ("no-rule", None, None)
    assert [change["kind"] for change in second["changes"]] == ["region", "known"]


def test_a_place_without_a_rule_first_does_not_begin_anything(yibao: Runner) -> None:
    out = yibao(*words_of("compare -r 拉萨 -r 北京 -s 退休 --age 72 --month 2025-08")).out
    assert "差在" not in out and "107.00" in out


def test_no_rule_at_all(yibao: Runner) -> None:
    run = yibao(*words_of(LASA))
    assert run.code == 3 and "未知规则:规则库没有收录拉萨市退休人员的个人账户划入规定。" in run.out
    for form in ("--format=csv", "--format=md", "-q"):
        assert yibao(*words_of(LASA), form).code == 3


def test_the_numbers_alone_keep_their_lines(yibao: Runner) -> None:
    assert yibao(*words_of(RETIREES), "-q").out == "107.00\n140.00\n160.42\n"
    assert yibao(*words_of(STATES["no rule first"]), "-q").out == "\n83.00\n"


def test_csv_has_a_record_an_answer(yibao: Runner) -> None:
    rows = list(csv.DictReader(io.StringIO(yibao(*words_of(STATUSES), "--format", "csv").out)))
    assert len(rows) == 12 and list(rows[0]) == list(RECORD_COLUMNS)
    assert (rows[0]["difference"], rows[0]["difference_percent"], rows[0]["why"]) == ("0.00", "0.0", "")
    assert (rows[4]["difference"], rows[4]["difference_percent"]) == ("423.58", "211.8")  # 423.58 / 200 = 211.79 %
    assert rows[4]["why"] == "缴费基数 10000.00 → 50000.00;本人缴费 200.00 → 623.58"
    rows = list(csv.DictReader(io.StringIO(yibao(*words_of(LASA), "--format", "csv").out)))
    assert [(row["state"], row["net"], row["difference"]) for row in rows] == [("no-rule", "", "")]


def test_markdown_has_the_table_and_what_it_rests_on(yibao: Runner) -> None:
    out = yibao(*words_of(GUANGZHOU), "--format", "md").out
    assert out.startswith("## 比较:广州市 · 在职 · 10000.00\n\n| 月份 | 每月 | 差(元) | 差(%) | 等级 | 依据 |\n")
    assert "| 2022-12 | 200.00 | -100.00 | -33.3 | 第三方 | [2] |" in out


def test_the_same_in_other_words_is_there_once(yibao: Runner) -> None:
    words = "compare -r 武汉 -r wuhan -r 420100 -s 退休 -s retiree --month 2025-08 --month 2025/8"
    assert yibao(*words_of(words), "-q").out == "83.00\n"


def test_percents_are_rounded_half_up(yibao: Runner) -> None:
    """200 and 212.50 differ by 6.25 %."""
    words = "compare -r 武汉 --base 10000 --base 10625 --month 2025-11"
    assert [item["difference_percent"] for item in answers(yibao, words)] == ["0.0", "6.3"]


def test_in_a_pipe_a_row_is_a_line_without_colour_or_boxes(yibao: Runner) -> None:
    out = yibao(*words_of(STATUSES)).out
    assert "\x1b" not in out and not any(sign in out for sign in "│┃─━┏╭█")
    assert all(line == line.rstrip() for line in out.splitlines())
    assert [line.split()[0] for line in out.splitlines()[2:14]] == ["广州市"] * 6 + ["北京市"] * 6


def test_a_terminal_of_eighty_columns_is_wide_enough(yibao: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    from rich.cells import cell_len

    monkeypatch.setenv("CLICOLOR_FORCE", "1")
    monkeypatch.setenv("COLUMNS", "80")
    for words in (RETIREES, STATUSES):
        out = yibao(*words_of(words)).out
        assert "\x1b[" in out
        assert all(cell_len(line) <= 80 for line in re.sub(r"\x1b\[[0-9;]*m", "", out).splitlines())


@pytest.mark.parametrize(("grade", "code"), [("待证实", 0), ("secondary", 4), ("官方", 4)])
def test_weak_evidence_can_be_refused(yibao: Runner, grade: str, code: int) -> None:
    """The weakest answer counts: 上海's is 待证实."""
    run = yibao(*words_of(RETIREES), "-q", "--min-grade", grade)
    assert run.code == code and bool(run.out) == (code == 0) == (not run.err)


def test_too_many_answers_are_no_comparison(yibao: Runner) -> None:
    months = [f"--month=20{year}-{number:02d}" for year in range(20, 26) for number in range(1, 8)]
    bases = [f"--base={base}" for base in range(8000, 8012)]
    run = yibao("compare", "-r", "武汉", "-s", "在职", *months, *bases)
    assert (run.code, run.out) == (2, "") and len(months) * len(bases) == 504 > MOST
    assert run.err == "yibao: 这样要比 504 个,一次最多 500 个;请少给几个地区、状态、基数或月份。\n"


def test_the_month_is_this_month_unless_said(yibao: Runner) -> None:
    (found,) = answers(yibao, "compare -r 武汉 -s 退休")
    assert found["month"] == date.today().strftime("%Y-%m")


def test_rules_of_ones_own_are_asked(yibao: Runner, tmp_path: Path) -> None:
    rules = """[region]
name = "拉萨市"
name_en = "Lhasa"
adcode = "540100"

[[retiree]]
from = 2024-01-01
title = "定额"
pooled = { yuan = 50 }
grade = "press"
sources = ["caixin-2023"]
"""
    root = str(write_rules(tmp_path, {"xizang/lasa.toml": rules}))
    run = yibao(*words_of("compare -r 拉萨 -r 武汉 -s 退休 --month 2025-08 -q"), "--rules", root)
    assert run.out == "50.00\n83.00\n"
