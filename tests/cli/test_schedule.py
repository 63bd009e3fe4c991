"""`yibao schedule`: what it prints, in every form. Amounts by hand: 武汉 credits 2% of the base, retirees 83 a month."""

import csv
import io
import json
import re
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from yibao_cli.render.schedule import RECORD_COLUMNS
from yibao_cli.rulebook.book import Rulebook

from ..conftest import Runner, words_of, write_rules
from .golden import check

WUHAN = "schedule -r 武汉 -s 在职 --birth 1966-08 --base 9000 --from 2025-01 --to 2028-12"
RETIRE = f"{WUHAN} --retire 2026-09"
BALANCE = f"{RETIRE} --base-change 2026-07=9800 --balance 1200 --spend 80"
SHANGHAI = "schedule -r 上海 -s 退休 --birth 1949-12 --from 2025-01 --to 2026-12"
LASA = "schedule -r 拉萨 -s 退休 --from 2025-01 --to 2025-12"
BEIJING_2020 = "schedule -r 北京 -s 在职 --base 9000 --birth 1990-01 --from 2020-08 --to 2020-10"
STATES = {
    "a month of retirement": RETIRE,
    "the statutory month": f"{WUHAN} --retire-kind men",
    "a balance and a new base": BALANCE,
    "a balance that runs out": f"{LASA.replace('拉萨', '武汉')} --balance 0 --spend 500.50",
    "no rule": LASA,
    "no rule in some months": BEIJING_2020,
    "no figure": "schedule -r 宁夏 -s 退休 --from 2024-05 --to 2024-08",
    "a figure of one's own": "schedule -r 宁夏 -s 退休 --from 2024-05 --to 2024-08 --average-pension 3700",
    "posted yearly": SHANGHAI,
    "posted yearly from the middle on": "schedule -r 上海 -s 在职 --base 9000 --from 2024-08 --to 2025-09 --birth 1964-10 --retire 2024-10",
    "no account": "schedule -r 武汉 -s 居民 --from 2025-05 --to 2025-06",
    "no account, then one": "schedule -r 武汉 -s 灵活就业 --group 灵活就业退休人员 --from 2025-05 --to 2025-08 --retire 2025-06",
    "a switch somebody states": "schedule -r 长沙 -s 在职 --salary 9000 --birth 1964-06 --sex 男 --from 2024-05 --to 2025-08",
    "floors, and a birthday": "schedule -r 北京 -s 在职 --base 5000 --birth 1987-08-31 --from 2022-06 --to 2026-12",
    "a plan": "schedule -r 深圳 -s 在职 --plan 一档 --base 9000 --from 2024-05 --to 2025-08",
    "years that are missing": "schedule -r 海口 -s 退休 --sex 男 --paid 20 --birth 1960-01 --from 2024-05 --to 2024-08",
    "one month": "schedule -r 武汉 -s 退休 --age 66 --from 2024-01 --to 2024-01",
    "the day counts": "schedule -r 北京 -s 退休 --birth 1955-03 --from 2025-01 --to 2025-06",
}


@pytest.fixture(autouse=True)
def _rules_read_once(book: Rulebook, monkeypatch: pytest.MonkeyPatch) -> None:
    """The commands share the rule base of the tests, but for rules of one's own."""
    opened = Rulebook.open
    monkeypatch.setattr(Rulebook, "open", lambda overlay=None: opened(overlay) if overlay else book)


def document(yibao: Runner, words: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(yibao(*words_of(words), "--json").out)
    return found


def month(found: dict[str, Any], name: str) -> dict[str, Any]:
    return next(item for item in found["months"] if item["month"] == name)


def years(found: dict[str, Any]) -> dict[int, str | None]:
    return {year["year"]: year["posted"] for year in found["years"]}


def table(out: str) -> list[str]:
    """The rows of the table in a pipe: those that begin with a month."""
    return [line for line in out.splitlines() if re.match(r"\d{4}-\d{2}", line)]


@pytest.mark.parametrize(
    ("name", "words"), [("schedule-wuhan-retire", RETIRE), ("schedule-wuhan-balance", BALANCE)], ids=str
)
def test_the_layout_is_the_golden_one(yibao: Runner, name: str, words: str) -> None:
    check(name, words, yibao(*words_of(words)).out)


def test_the_amounts_of_a_given_retirement(yibao: Runner) -> None:
    """9000 x 2% = 180, 83 from 2026-10: 12 x 180; 9 x 180 + 3 x 83; 12 x 83 twice."""
    found = document(yibao, RETIRE)
    assert years(found) == {2025: "2160.00", 2026: "1869.00", 2027: "996.00", 2028: "996.00"}
    assert (found["posted"], len(found["months"]), found["months_unknown"]) == ("6021.00", 48, 0)
    assert month(found, "2026-09")["status"] == "employee"
    assert month(found, "2026-10")["status"] == "retiree"
    assert [change["text"] for change in month(found, "2026-10")["changes"]] == ["退休"]
    assert [item["month"] for item in found["months"] if item["changes"]] == ["2026-10"]
    assert found["retirement"] == {
        "month": "2026-09",
        "credited_as_retiree_from": "2026-10",
        "retire_kind": None,
        "switch": "next-month",
        "switch_evidenced": False,
        "switch_sources": [],
    }


def test_the_amounts_of_the_statutory_retirement(yibao: Runner) -> None:
    """2027-01 for a man born 1966-08: 180 + 11 x 83 = 1093 in 2027."""
    for given in ("--retire-kind men", "--sex 男"):
        found = document(yibao, f"{WUHAN} {given}")
        assert years(found) == {2025: "2160.00", 2026: "2160.00", 2027: "1093.00", 2028: "996.00"}
        assert found["retirement"]["month"] == "2027-01" and found["retirement"]["retire_kind"] == "men"
    out = yibao(*words_of(f"{WUHAN} --sex 男")).out
    assert "2027-01 满法定退休年龄 60 岁 5" in out and "按次月(2027-02)起计" in out
    assert "--sex 没有用到" not in out  # it decided when he retires


def test_the_amounts_of_a_new_base_and_the_balance(yibao: Runner) -> None:
    """9800 x 2% = 196. 1200 + 12 x 100; + 6 x 100; + 3 x 116; + 3 x 3 …; spent 48 x 80 = 3840."""
    found = document(yibao, BALANCE)
    assert years(found) == {2025: "2160.00", 2026: "1917.00", 2027: "996.00", 2028: "996.00"}
    balances = {name: month(found, name)["balance"] for name in ("2025-12", "2026-06", "2026-09", "2026-12", "2028-12")}
    assert balances == {
        "2025-12": "2400.00",
        "2026-06": "3000.00",
        "2026-09": "3348.00",
        "2026-12": "3357.00",
        "2028-12": "3429.00",
    }
    assert {item["spent"] for item in found["months"]} == {"80.00"}
    assert found["input"]["base_changes"] == [{"from": "2026-07", "base": "9800.00"}]
    assert "共花掉 3840.00 元" in yibao(*words_of(BALANCE)).out


def test_a_balance_that_does_not_last_says_from_when_on(yibao: Runner) -> None:
    """100 + 83 a month, 100 spent: 83, 66, 49, 32, 15 left; in June 98 are there."""
    words = f"{LASA.replace('拉萨', '武汉')} --balance 100 --spend 100"
    assert "2025-06 起不够每月花 100.00 元" in yibao(*words_of(words)).out
    found = document(yibao, words)
    assert (month(found, "2025-06")["spent"], month(found, "2025-06")["balance"]) == ("98.00", "0.00")


def test_limits_and_reforms_are_told_where_they_act(yibao: Runner) -> None:
    """5869 x (2% + 0.8%) = 164.332; 5869 x 2% = 117.38; 6326 x 2% = 126.52."""
    found = document(yibao, "schedule -r 北京 -s 在职 --base 5000 --birth 1990-01 --from 2022-08 --to 2023-07")
    told = {item["month"]: [change["kind"] for change in item["changes"]] for item in found["months"]}
    assert {name: kinds for name, kinds in told.items() if kinds} == {"2022-09": ["rule"], "2023-07": ["floor"]}
    assert [month(found, name)["posted"] for name in ("2022-08", "2022-09", "2023-07")] == [
        "164.33",
        "117.38",
        "126.52",
    ]


def test_a_birthday_moves_the_amount_in_its_month(yibao: Runner) -> None:
    """北京: 100 - 3 below 70, 110 - 3 from 70 on; born 1955-03."""
    out = yibao(*words_of(STATES["the day counts"])).out
    assert [line.split()[0] for line in table(out)] == ["2025-01~02", "2025-03~04", "2025-05~06"]
    assert "107.00" in table(out)[1] and table(out)[1].endswith("满 70 岁")
    assert "推算" not in table(out)[1] and "推算" in table(out)[2]  # last confirmed 2025-04-20


def test_a_yearly_sum_is_posted_once(yibao: Runner) -> None:
    """75 at the end of 2024: 1890 from July 2025."""
    found = document(yibao, SHANGHAI)
    assert years(found) == {2025: "1890.00", 2026: "1890.00"}
    assert [item["month"] for item in found["months"] if item["posted"] != "0.00"] == ["2025-07", "2026-07"]
    assert month(found, "2025-06")["posted_in"] == "2024-07" and month(found, "2025-08")["posted_in"] == "2025-07"
    assert "全年数已于 2025-07 划入" in yibao(*words_of(SHANGHAI)).out


def test_entering_a_yearly_rule_is_said(yibao: Runner) -> None:
    """1680 / 12 = 140 until June."""
    words = STATES["posted yearly from the middle on"]
    found = document(yibao, words)
    spread = [item for item in found["months"] if item["spread"]]
    assert [item["month"] for item in spread] == ["2024-11", "2024-12", *(f"2025-{n:02d}" for n in range(1, 7))]
    assert {item["posted"] for item in spread} == {"140.00"}
    assert month(found, "2025-07")["posted"] == "1680.00"
    assert "年度中途转入,按月折算" in yibao(*words_of(words)).out


def test_from_a_year_at_once_to_month_by_month_is_said(yibao: Runner) -> None:
    """苏州: 1550 a year in January until 2024, 1550 / 12 = 129.17 a month from 2025 on; the same for a month."""
    out = yibao(*words_of("schedule -r 苏州 -s 退休 --birth 1954-11 --from 2024-12 --to 2025-02")).out
    assert table(out)[1].split()[:3] == ["2025-01~02", "退休", "129.17"] and "一年一次 → " in table(out)[1]


def test_what_was_given_for_a_retirement_that_does_not_come_is_said(yibao: Runner) -> None:
    """Retired in 2028-12, credited as a retiree from 2029-01."""
    run = yibao(*words_of(f"{WUHAN} --retire 2028-12 --pension 5000"))
    assert all(f"{name} 没有用到:这几个月里都没有按退休划入。" in run.out for name in ("--retire", "--pension"))
    assert "没有用到" not in yibao(*words_of(RETIRE)).out


@pytest.mark.parametrize(
    ("word", "kind"), [("男", "men"), ("女干部", "women-55"), ("女工人", "women-50"), ("女 ５０", "")]
)
def test_a_kind_of_retirement_may_be_said_in_chinese(yibao: Runner, word: str, kind: str) -> None:
    words = words_of("schedule -r 武汉 -s 在职 --base 9000 --birth 1977-06 --from 2025-01 --to 2041-12")
    run = yibao(*words, "--retire-kind", word, "--json")
    if not kind:
        assert run.complaint == f"--retire-kind:不认识「{word}」。可用:men、women-55、women-50。"
    else:
        assert json.loads(run.out)["retirement"]["retire_kind"] == kind


def test_each_figure_that_is_not_known_is_named(yibao: Runner) -> None:
    """深圳: an average wage until 2023-09, an average pension after it."""
    out = yibao(*words_of("schedule -r 深圳 -s 退休 --plan 一档 --from 2023-09 --to 2023-10 --birth 1950-03")).out
    assert "没有见到 平均工资的公布数" in out and "没有见到 2021年平均养老金的公布数" in "".join(out.split("\n      "))


@pytest.mark.parametrize("words", STATES.values(), ids=STATES.keys())
def test_what_a_document_refers_to_is_in_it(yibao: Runner, words: str) -> None:
    run = yibao(*words_of(words), "--json")
    found = json.loads(run.out)
    assert run.code == (3 if found["posted"] is None else 0) and run.err == ""
    cited = {id for policy in found["policies"] for id in policy["sources"]}
    cited |= set(found["retirement"]["switch_sources"]) if found["retirement"] else set()
    assert cited <= {source["id"] for source in found["sources"]}
    used = {item["policy"] for item in found["months"]} - {None}
    assert used == set(range(len(found["policies"])))


def test_no_rule_has_no_number_anywhere(yibao: Runner) -> None:
    found = document(yibao, LASA)
    assert (found["posted"], found["grade"], years(found)) == (None, None, {2025: None})
    assert {item["posted"] for item in found["months"]} == {None}
    run = yibao(*words_of(LASA))
    assert run.code == 3 and "0.00" not in run.out and "规则库没有收录拉萨市退休人员的个人账户划入规定" in run.out
    quiet = yibao(*words_of(LASA), "-q")
    assert (quiet.code, quiet.out, quiet.err) == (3, "", "yibao: 12 个月都没有数字\n")


def test_months_without_a_rule_are_said_and_not_counted(yibao: Runner) -> None:
    """9000 x 2.8% = 252 in two months of three."""
    run = yibao(*words_of(BEIJING_2020))
    assert run.code == 0
    assert "3 个月,其中 1 个月没有数字,没有计入" in run.out and "504.00 元" in run.out
    assert "未知" in table(run.out)[0] and table(run.out)[1].endswith("开始有规则")
    quiet = yibao(*words_of(BEIJING_2020), "-q")
    assert (quiet.code, quiet.out) == (0, "504.00\n")
    assert quiet.err == "yibao: 3 个月,其中 1 个月没有数字,没有计入\n"


def test_the_number_alone(yibao: Runner) -> None:
    run = yibao(*words_of(RETIRE), "-q")
    assert (run.code, run.out, run.err) == (0, "6021.00\n", "")


def test_csv_has_a_record_a_month(yibao: Runner) -> None:
    rows = list(csv.DictReader(io.StringIO(yibao(*words_of(BALANCE), "--format", "csv").out)))
    assert len(rows) == 48 and list(rows[0]) == list(RECORD_COLUMNS)
    assert [row["month"] for row in rows][:2] == ["2025-01", "2025-02"]
    july = next(row for row in rows if row["month"] == "2026-07")
    assert (july["posted"], july["base_applied"], july["balance"], july["spent"], july["projected"]) == (
        "196.00",
        "9800.00",
        "3116.00",  # 3000 + 196 - 80
        "80.00",
        "yes",
    )
    assert july["changes"] == "缴费基数 9000.00 → 9800.00" and july["evidence_until"] == "2023-05"


def test_csv_leaves_empty_what_is_not_known(yibao: Runner) -> None:
    rows = list(csv.DictReader(io.StringIO(yibao(*words_of(BEIJING_2020), "--format", "csv").out)))
    assert [(row["state"], row["posted"], row["balance"]) for row in rows] == [
        ("no-rule", "", ""),
        ("in-force", "252.00", ""),
        ("in-force", "252.00", ""),
    ]
    rows = list(csv.DictReader(io.StringIO(yibao(*words_of(SHANGHAI), "--format", "csv").out)))
    assert (rows[7]["posted"], rows[7]["posted_in"], rows[7]["net"]) == ("0.00", "2025-07", "1890.00")


def test_markdown_has_the_table_and_what_it_rests_on(yibao: Runner) -> None:
    out = yibao(*words_of(RETIRE), "--format", "md").out
    assert out.startswith("## 武汉市 · 在职 → 退休 · 2025-01 至 2028-12\n\n| 月份 | 状态 | 计入基数 | 划入 |")
    assert "| 2026-10~12 | 退休 |  | 83.00 | 1869.00 | [2] 推算 | 退休 |" in out
    assert "| 合计 | 48 个月 6021.00 元 |" in out
    assert yibao(*words_of(LASA), "--format", "md").code == 3


def test_each_month_can_have_its_row(yibao: Runner) -> None:
    rows = table(yibao(*words_of(RETIRE), "--all").out)
    assert [row.split()[0] for row in rows] == [f"{2025 + n // 12}-{n % 12 + 1:02d}" for n in range(48)]


def test_in_a_pipe_a_row_is_a_line_without_colour_or_boxes(yibao: Runner) -> None:
    out = yibao(*words_of(BALANCE)).out
    assert "\x1b" not in out and not any(sign in out for sign in "│┃─━┏╭█")
    assert all(line == line.rstrip() for line in out.splitlines())
    assert len(table(out)) == 6
    assert table(out)[2].split()[-4:] == ["缴费基数", "9000.00", "→", "9800.00"]


def test_a_terminal_gets_bars_of_the_years(yibao: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    from rich.cells import cell_len

    monkeypatch.setenv("CLICOLOR_FORCE", "1")
    monkeypatch.setenv("COLUMNS", "80")
    out = yibao(*words_of(BALANCE)).out
    assert "\x1b[" in out
    plain = re.sub(r"\x1b\[[0-9;]*m", "", out).splitlines()
    assert all(cell_len(line) <= 80 for line in plain)
    bars = [line for line in plain if "█" in line]
    assert [(line.split()[0], line.split()[-1]) for line in bars] == [
        ("2025", "2160.00"),
        ("2026", "1917.00"),
        ("2027", "996.00"),
        ("2028", "996.00"),
    ]
    lengths = [line.count("█") for line in bars]
    assert lengths[0] > lengths[1] > lengths[2] == lengths[3]
    assert abs(lengths[2] / lengths[0] - 996 / 2160) < 0.03


def test_few_months_have_a_bar_each_and_nothing_known_has_none(yibao: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLICOLOR_FORCE", "1")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "80")
    bars = [line for line in yibao(*words_of(BEIJING_2020)).out.splitlines() if "█" in line]
    assert [line.split()[0] for line in bars] == ["2020-09", "2020-10"]
    assert "█" not in yibao(*words_of(LASA)).out
    long = yibao(*words_of("schedule -r 北京 -s 在职 --base 9000 --birth 1990-01 --from 2018-01 --to 2021-12")).out
    assert [line.split()[0] for line in long.splitlines() if "█" in line] == ["2020", "2021"]  # not 2018, 2019


@pytest.mark.parametrize("name", ["a.svg", "a.png"])
def test_a_plot_is_written_and_said_apart_from_the_answer(yibao: Runner, tmp_path: Path, name: str) -> None:
    plain = yibao(*words_of(BALANCE))
    run = yibao(*words_of(BALANCE), "--plot", str(tmp_path / name))
    assert (run.code, run.out, run.err) == (0, plain.out, f"图已写到 {tmp_path / name}\n")
    if name.endswith("png"):
        assert (tmp_path / name).read_bytes().startswith(b"\x89PNG")
        return
    texts = [item.text or "" for item in ElementTree.parse(tmp_path / name).iter("{http://www.w3.org/2000/svg}text")]
    for expected in ("武汉市 · 在职 → 退休 · 2025-01 至 2028-12", "划入(元)", "余额(元)", "推算", "退休"):
        assert expected in texts
    assert any(text.startswith("缴费基数 9000.00") for text in texts)


def test_a_new_rule_is_named_in_the_plot_by_its_new_title(yibao: Runner, tmp_path: Path) -> None:
    words = "schedule -r 北京 -s 在职 --base 9000 --birth 1990-01 --from 2022-01 --to 2022-12 -q"
    assert yibao(*words_of(words), "--plot", str(tmp_path / "a.svg")).code == 0
    svg = (tmp_path / "a.svg").read_text(encoding="utf-8")
    assert ">改革后:只划本人缴费<" in svg and "改革前" not in svg


def test_a_plot_that_cannot_be_written(yibao: Runner, tmp_path: Path) -> None:
    path = tmp_path / "none" / "a.svg"
    run = yibao(*words_of(RETIRE), "--plot", str(path))
    assert (run.code, run.out) == (2, "")
    assert run.err == f"yibao: 写不到「{path}」:No such file or directory。\n"
    (tmp_path / "folder.svg").mkdir()
    run = yibao(*words_of(RETIRE), "--plot", str(tmp_path / "folder.svg"))
    assert (run.code, run.out) == (2, "") and run.err.startswith("yibao: 写不到「")


def test_without_matplotlib_it_says_how_to_get_it(
    yibao: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    run = yibao(*words_of(RETIRE), "--plot", str(tmp_path / "a.svg"))
    assert (run.code, run.out) == (2, "")
    assert run.err == "yibao: --plot 要用 matplotlib,先运行:pip install 'yibao-cli[plot]'。\n"
    assert yibao(*words_of(RETIRE), "-q").out == "6021.00\n"


@pytest.mark.parametrize(("grade", "code"), [("第三方", 0), ("press", 4), ("官方", 4)])
def test_weak_evidence_can_be_refused(yibao: Runner, tmp_path: Path, grade: str, code: int) -> None:
    """The weakest month counts: 武汉's employees are 第三方, its retirees 报刊."""
    run = yibao(*words_of(RETIRE), "-q", "--min-grade", grade, "--plot", str(tmp_path / "a.svg"))
    assert (run.code, run.out) == ((0, "6021.00\n") if code == 0 else (4, ""))
    assert (tmp_path / "a.svg").exists() == (code == 0)
    retired = yibao(
        "schedule", "-r", "武汉", "-s", "退休", "--from", "2024-01", "--to", "2024-12", "-q", "--min-grade", "press"
    )
    assert (retired.code, retired.out) == (0, "996.00\n")


def test_rules_of_ones_own_are_asked(yibao: Runner, tmp_path: Path) -> None:
    """50 a month until June, 60 from July, retired in the same month: 5 x 2% of 10000, 50, 6 x 60."""
    rules = """[region]
name = "拉萨市"
name_en = "Lhasa"
adcode = "540100"

[[employee]]
from = 2024-01-01
title = "本人缴费"
own = { rate = "2%", of = "base" }
grade = "press"
sources = ["caixin-2023"]

[[retiree]]
from = 2024-01-01
to = 2024-07-01
title = "定额"
pooled = { yuan = 50 }
grade = "press"
sources = ["caixin-2023"]

[[retiree]]
from = 2024-07-01
title = "新定额"
pooled = { yuan = 60 }
grade = "press"
sources = ["caixin-2023"]

[[switch]]
credited = "same-month"
grade = "press"
sources = ["caixin-2023"]
"""
    root = str(write_rules(tmp_path, {"xizang/lasa.toml": rules}))
    words = "schedule -r 拉萨 -s 在职 --base 10000 --from 2024-01 --to 2024-12 --retire 2024-06"
    found = document(yibao, f"{words} --rules {root}")
    assert found["posted"] == "1410.00"
    assert [item["posted"] for item in found["months"]] == [*["200.00"] * 5, "50.00", *["60.00"] * 6]
    assert (found["retirement"]["switch"], found["retirement"]["switch_evidenced"]) == ("same-month", True)
    assert found["retirement"]["switch_sources"] == ["caixin-2023"]
    assert "2024-06 退休;当月起(2024-06)按退休划入(报刊)" in yibao(*words_of(f"{words} --rules {root}")).out


def test_a_broken_rule_file_is_one_for_a_schedule_too(yibao: Runner, tmp_path: Path) -> None:
    run = yibao(*words_of(LASA), "--rules", str(write_rules(tmp_path, {"xizang/lasa.toml": "x"})))
    assert (run.code, run.out) == (2, "") and "规则文件有问题" in run.err
