"""`compare --rules-after` and `simulate --rules-after`: who gains, who loses, and regions that only the draft has.

Beijing's retirees get 97.00 below 70 and 107.00 from 70 (100 and 110, less 3); the draft gives everybody 100.00.
"""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from yibao_cli.cli.exit_codes import ExitCode

from ..conftest import Runner, write_rules

REGIONS = '"hebei/xincheng" = { adcode = "139900", name = "新城市" }\n'
SOURCES = '[draft-page]\ntitle = "征求意见稿"\ngrade = "press"\ndate = "2024-12-01"\n'
RULE = (
    '[[retiree]]\nfrom = 2025-01-01\ntitle = "一律 100 元"\npooled = { yuan = 100 }\ngrade = "press"\n'
    'sources = ["draft-page"]\nconfirmed = 2025-01-02\n'
)


def head(name: str, adcode: str) -> str:
    return f'[region]\nname = "{name}"\nname_en = "Somewhere"\nadcode = "{adcode}"\n\n'


@pytest.fixture
def draft(tmp_path: Path) -> str:
    """A directory laid over the frozen rules: 100 yuan for retirees in Beijing, and in a town that is new."""
    files = {
        "regions.toml": REGIONS,
        "sources.toml": SOURCES,
        "beijing.toml": head("北京市", "110000") + RULE,
        "hebei/xincheng.toml": head("新城市", "139900") + RULE,
    }
    return str(write_rules(tmp_path / "draft", files))


def compared(yibao: Runner, draft: str, *words: str) -> dict[str, Any]:
    asked = ("compare", "-s", "退休", "--month", "2025-01", "--rules-after", draft, *words)
    document: dict[str, Any] = json.loads(yibao(*asked, "--json").out)
    return document


@pytest.mark.parametrize(
    ("age", "before", "difference", "outcome"),
    [("66", "97.00", "3.00", "gainer"), ("72", "107.00", "-7.00", "loser")],
)
def test_one_question_under_both(
    yibao: Runner, draft: str, age: str, before: str, difference: str, outcome: str
) -> None:
    asked = ("compare", "-r", "北京", "-s", "退休", "--age", age, "--month", "2025-01", "--rules-after", draft)
    (row,) = csv.DictReader(io.StringIO(yibao(*asked, "--format", "csv").out))
    assert (row["before"], row["monthly_equivalent"], row["difference"]) == (before, "100.00", difference)
    assert row["outcome"] == outcome
    assert yibao(*asked, "-q").out == f"{difference}\n"


def test_those_for_whom_nothing_changes_and_a_region_only_in_the_draft(yibao: Runner, draft: str) -> None:
    places = ("-r", "北京", "-r", "武汉", "-r", "新城", "--age", "66")
    run = yibao("compare", "-s", "退休", "--month", "2025-01", "--rules-after", draft, *places)
    lines = run.out.splitlines()
    assert run.code == ExitCode.ANSWER
    assert [line.split()[:5] for line in lines if line.startswith(("北京市", "武汉市", "新城市"))] == [
        ["北京市", "97.00", "100.00", "+3.00", "+3.1"],
        ["武汉市", "83.00", "83.00", "+0.00", "+0.0"],
        ["新城市", "未知规则", "100.00", "只在后来有", "报刊"],
    ]
    assert "合计  变多 1,变少 0,不变 1,不明 1" in lines
    document = compared(yibao, draft, *places)
    assert document["tally"] == {"gainers": 1, "losers": 0, "same": 1, "unknown": 1}
    assert document["regions_new"] == ["hebei/xincheng"]


def test_nothing_on_either_side_is_no_answer(yibao: Runner, draft: str) -> None:
    run = yibao("compare", "-r", "拉萨", "-s", "退休", "--age", "66", "--rules-after", draft, "-q")
    assert (run.code, run.out) == (ExitCode.NO_RULE, "\n")


def test_a_weak_answer_on_either_side_is_refused(yibao: Runner, draft: str) -> None:
    asked = ("compare", "-r", "新城", "-s", "退休", "--month", "2025-01", "--rules-after", draft)
    assert yibao(*asked, "--min-grade", "press").code == ExitCode.ANSWER
    assert yibao(*asked, "--min-grade", "official").code == ExitCode.WEAK_EVIDENCE


def test_a_draft_that_is_not_there(yibao: Runner) -> None:
    run = yibao("compare", "-r", "北京", "-s", "退休", "--age", "66", "--rules-after", "没有")
    assert (run.code, run.err) == (ExitCode.USAGE, "yibao: --rules-after:没有目录或规则包「没有」。\n")


def test_a_population(yibao: Runner, draft: str, tmp_path: Path) -> None:
    """Beijing 66: 97 -> 100; Beijing 72: 107 -> 100; Wuhan 66: 83 both times; two in the new town."""
    people = tmp_path / "people.csv"
    lines = ["城市,状态,年龄", "北京,退休,66", "北京,退休,72", "武汉,退休,66", "新城,退休,66", "139900,退休,80"]
    people.write_text("\n".join(lines) + "\n", encoding="utf-8")
    words = ("simulate", str(people), "--before", "2025-01", "--after", "2025-01", "--rules-after", draft)
    document = json.loads(yibao(*words, "--json").out)
    total = document["total"]
    assert (total["people"], total["before"], total["after"]) == (3, "287.00", "283.00")
    assert (total["gainers"], total["losers"], total["same"], total["unknown"]) == (1, 1, 1, 2)
    assert document["regions_new"] == [{"region": "hebei/xincheng", "people": 2, "amount": "200.00"}]
    assert document["regions_gone"] == [] and document["bad_rows"] == []
    text = yibao(*words, "--by", "region").out
    assert "只在后来  新城市:2 人,合计 200.00(算作不明)" in text.splitlines()


def test_a_region_for_all_rows_that_only_the_draft_has(yibao: Runner, draft: str, tmp_path: Path) -> None:
    people = tmp_path / "people.csv"
    people.write_text("状态,年龄\n退休,66\n", encoding="utf-8")
    words = ("simulate", str(people), "-r", "新城", "--before", "2025-01", "--after", "2025-01")
    document = json.loads(yibao(*words, "--rules-after", draft, "--json").out)
    assert document["regions_new"] == [{"region": "hebei/xincheng", "people": 1, "amount": "100.00"}]
    assert yibao(*words).err.startswith("yibao: --region:「新城」不止一个地方")
