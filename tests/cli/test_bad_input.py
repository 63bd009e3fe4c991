"""Every bad input ends in one line that says what is wrong, where, and what to do."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from yibao_cli.render import messages, problems

from ..conftest import ROOT, Runner, words_of, write_rules

CASES = tomllib.loads((ROOT / "tests" / "errors" / "inputs.toml").read_text(encoding="utf-8"))["case"]
SOURCE = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "src").rglob("*.py"))


@pytest.mark.parametrize("case", CASES, ids=[case["words"] for case in CASES])
def test_the_line_is_this_one(yibao: Runner, case: dict[str, Any]) -> None:
    run = yibao(*words_of(case["words"]))
    assert run.code == 2
    assert run.out == ""
    if case.get("starts"):
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
        "xizang/lasa.toml:2: name 应为文字(加引号),现为「5」。",
        "xizang/lasa.toml:1: 缺少 name_en。",
        "xizang/lasa.toml:1: 缺少 adcode。",
    ]


@pytest.mark.parametrize(
    ("words", "start"),
    [
        (("estimate", "-r", "北京", "-s", "退休", "--rules"), "yibao: --rules:没有目录「aaa"),
        (("rules", "check"), "yibao: 没有规则文件(.toml)或目录「aaa"),
    ],
)
def test_a_path_too_long_to_be_one_is_clipped(yibao: Runner, words: tuple[str, ...], start: str) -> None:
    run = yibao(*words, "a" * 5000)
    assert run.code == 2 and run.err.startswith(start) and run.err.endswith("a…」。\n") and len(run.err) < 300


def test_every_error_code_has_its_words() -> None:
    raised = set(re.findall(r'(?:InputError|RegionError)\(\s*"([a-z0-9-]+)"', SOURCE))
    assert len(raised) > 20
    assert raised <= messages._ERRORS.keys()
    assert set(re.findall(r'Caveat\(\s*"([a-z0-9-]+)"', SOURCE)) <= messages._CAVEATS.keys()


def test_every_problem_code_has_its_words() -> None:
    raised = set(re.findall(r'PydanticCustomError\(\s*"([a-z0-9-]+)"', SOURCE))
    for name in ("check.py", "toml_store.py"):
        text = (ROOT / "src/yibao_cli/rulebook" / name).read_text(encoding="utf-8")
        raised |= set(re.findall(r'"([a-z0-9]+(?:-[a-z0-9]+)+)"', text)) - {"rule-files", "utf-8"}
    assert len(raised) > 40
    assert raised <= problems._PROBLEMS.keys()


def test_no_words_are_kept_for_codes_that_are_gone() -> None:
    unused = {
        code
        for code in messages._ERRORS
        if f'"{code}"' not in SOURCE.replace(f'"{code}": lambda', "").replace(f'"{code}": _', "")
    }
    assert unused == set()
