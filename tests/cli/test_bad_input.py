"""Every bad input ends in one line that says what is wrong, where, and what to do."""

import json
import re
import tomllib
from pathlib import Path
from typing import Any, get_args

import pytest

from yibao_cli.render import messages, problems
from yibao_cli.rulebook.slips import SlipCode

from ..conftest import ROOT, Runner, words_of, write_rules

CASES = tomllib.loads((ROOT / "tests" / "errors" / "inputs.toml").read_text(encoding="utf-8"))["case"]
SOURCE = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "src").rglob("*.py"))


@pytest.mark.parametrize("case", CASES, ids=[case["words"] for case in CASES])
def test_the_line_is_this_one(yibao: Runner, case: dict[str, Any]) -> None:
    run = yibao(*words_of(case["words"]))
    assert run.code == 2
    assert run.out == ""
    if "--json" in words_of(case["words"]):
        assert f"yibao: {json.loads(run.err)['error']['message']}" == case["line"]
    elif case.get("starts"):
        assert run.err.startswith(case["line"])
    else:
        assert run.err == case["line"] + "\n"


def test_a_broken_rule_file_is_shown_with_its_line(
    yibao: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_rules(tmp_path, {"xizang/lasa.toml": "[region]\nname = 5\n"})
    monkeypatch.chdir(tmp_path)
    run = yibao("estimate", "-r", "拉萨", "-s", "退休", "--rules", ".")
    assert (run.code, run.out) == (2, "")
    assert run.err.splitlines() == [
        "yibao: 规则文件有问题,没有计算:",
        "xizang/lasa.toml:1: 缺少 name_en。",
        "xizang/lasa.toml:1: 缺少 adcode。",
        "xizang/lasa.toml:2: name 应为文字(加引号),现为「5」。",
    ]


@pytest.mark.parametrize(
    ("words", "start"),
    [
        (("estimate", "-r", "北京", "-s", "退休", "--rules"), "yibao: --rules:没有目录或规则包「aaa"),
        (("rules", "check"), "yibao: 没有规则文件(.toml)、规则包或目录「aaa"),
    ],
)
def test_a_path_too_long_to_be_one_is_clipped(yibao: Runner, words: tuple[str, ...], start: str) -> None:
    run = yibao(*words, "a" * 5000)
    assert run.code == 2 and run.err.startswith(start) and run.err.endswith("a…」。\n") and len(run.err) < 300


SHEET = "工号,城市,状态,年龄\n1,拉萨,退休,70\n"
STATEMENT = "费款所属期,划入个人账户金额\n2024-01,90\n"
OVERLAPPING = """[region]
name = "拉萨市"
name_en = "Lhasa"
adcode = "540100"

[[retiree]]
from = 2020-01-01
title = "旧"
pooled = { yuan = 50 }
grade = "press"
sources = ["caixin-beijing-2022-08"]

[[retiree]]
from = 2023-01-01
title = "新"
pooled = { yuan = 90 }
grade = "press"
sources = ["caixin-beijing-2022-08"]
"""
PERSON = "-r 拉萨 -s 退休 --age 70"
USING_RULES = [
    f"estimate {PERSON} --month 2024-01",
    f"schedule {PERSON} --from 2024-01 --to 2024-01",
    f"compare {PERSON} -r 北京 --month 2024-01",
    f"infer {PERSON} --credit 90 --month 2024-01",
    f"why {PERSON} --month 2024-01",
    "years -r 拉萨 --paid 10 --sex 男",
    "channels -r 拉萨",
    "regions",
    "rules show 拉萨",
    "rules coverage",
    "rules stale",
    "rules sql --dialect duckdb --month 2024-01",
    "batch FILE --month 2024-01",
    "reconcile FILE -r 拉萨 -s 退休",
    "simulate FILE --before 2023-01 --after 2024-01",
]


@pytest.mark.parametrize("words", USING_RULES)
@pytest.mark.parametrize("by", ["option", "environment"])
def test_every_command_refuses_rules_that_the_checker_refuses(
    yibao: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: str, by: str
) -> None:
    """50 yuan without an end and 90 from 2023 on: neither of them is the answer."""
    write_rules(tmp_path, {"mine/xizang/lasa.toml": OVERLAPPING, "people.csv": SHEET, "statement.csv": STATEMENT})
    monkeypatch.chdir(tmp_path)
    words = words.replace("FILE", "statement.csv" if words.startswith("reconcile") else "people.csv")
    if by == "environment":
        monkeypatch.setenv("YIBAO_RULES", "mine")
    run = yibao(*words.split(), *(("--rules", "mine") if by == "option" else ()))
    assert (run.code, run.out) == (2, "")
    assert run.err.splitlines() == [
        "yibao: 规则文件有问题,没有计算:",
        "mine/xizang/lasa.toml:13: 上一条(从 2020-01 开始)没有写 to,与这一条(从 2023-01 开始)重叠。",
    ]


def test_rules_for_afterwards_are_checked_too(yibao: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_rules(tmp_path, {"mine/xizang/lasa.toml": OVERLAPPING, "people.csv": SHEET})
    monkeypatch.chdir(tmp_path)
    run = yibao("simulate", "people.csv", "--before", "2023-01", "--after", "2024-01", "--rules-after", "mine")
    assert run.code == 2 and run.err.splitlines()[1].startswith("mine/xizang/lasa.toml:13: ")


def test_every_error_code_has_its_words() -> None:
    raised = set(re.findall(r'(?:InputError|RegionError)\(\s*"([a-z0-9-]+)"', SOURCE))
    assert len(raised) > 20
    assert raised <= messages._ERRORS.keys()
    assert set(re.findall(r'Caveat\(\s*"([a-z0-9-]+)"', SOURCE)) <= messages._CAVEATS.keys()


def test_every_problem_code_has_its_words() -> None:
    raised = set(re.findall(r'PydanticCustomError\(\s*"([a-z0-9-]+)"', SOURCE))
    for name in ("check.py", "toml_store.py"):
        text = (ROOT / "src/yibao_cli/rulebook" / name).read_text(encoding="utf-8")
        raised |= set(re.findall(r'"([a-z0-9]+(?:-[a-z0-9]+)+)"', text)) - {"rule-files", "utf-8-sig"}
    raised |= {f"slip-{code}" for code in get_args(SlipCode)}
    assert len(raised) > 40
    assert raised <= problems._PROBLEMS.keys()


def test_no_words_are_kept_for_codes_that_are_gone() -> None:
    unused = {
        code
        for code in messages._ERRORS
        if f'"{code}"' not in SOURCE.replace(f'"{code}": lambda', "").replace(f'"{code}": _', "")
    }
    assert unused == set()
