"""`yibao doctor` and `yibao version`."""

import json
from datetime import date
from importlib import metadata
from pathlib import Path

import pytest

from yibao_cli import __version__
from yibao_cli.cli import doctor, self_test
from yibao_cli.rulebook.book import Rulebook

from ..conftest import Runner
from ..test_cases import CASES

pytestmark = pytest.mark.shipped_rules


@pytest.fixture(autouse=True)
def _nothing_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No project and no configuration but what a test writes."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    (tmp_path / "yibao").mkdir()


def test_the_ten_questions_are_worked_out_by_hand_elsewhere() -> None:
    known = {case["ask"]: case.get("net") for case in CASES}
    assert len(self_test.CASES) == 10
    for question, expected in self_test.CASES:
        assert known[question] == expected


def test_all_is_well(yibao: Runner, shipped_book: Rulebook) -> None:
    run = yibao("doctor")
    assert (run.code, run.err) == (0, "")
    assert run.out.startswith("没有发现问题。\n") and f"yibao {__version__}" in run.out
    edition = shipped_book.edition
    assert edition.date is not None
    assert f"{edition.date},校验 {edition.digest},{edition.rules} 条" in run.out
    assert "10 个例题,10 个对" in run.out and "本人的 config.toml:没有" in run.out
    document = json.loads(yibao("doctor", "--json").out)
    assert document["ok"] and document["age_days"] == (date.today() - edition.date).days
    assert [case["ok"] for case in document["self_test"]] == [True] * 10
    assert document["self_test"][9] == {
        "question": "-r 重庆 -s 在职 --base 10000 --month 2023-06",
        "expected": None,
        "found": None,
        "ok": True,
    }


def test_a_wrong_answer_is_named(yibao: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    changed = ("-r 北京 -s 在职 --age 30 --base 10000 --month 2024-08", "201.00")
    monkeypatch.setattr(self_test, "CASES", (changed, *self_test.CASES[1:]))
    run = yibao("doctor")
    assert run.code == 5 and run.out.startswith("发现 1 个问题。\n") and "10 个例题,9 个对" in run.out
    shown = " ".join(run.out.split())
    assert f"yibao estimate {changed[0]}:应是 201.00 元,得到 200.00 元" in shown
    assert not json.loads(yibao("doctor", "--json").out)["ok"]


def test_a_case_that_breaks_is_not_ok(yibao: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(self_test, "estimate", lambda *_, **__: 1 / 0)
    document = json.loads(yibao("doctor", "--json").out)
    assert not document["ok"] and not any(case["ok"] for case in document["self_test"])


def test_configuration_that_cannot_be_read_is_a_problem(yibao: Runner, tmp_path: Path) -> None:
    path = tmp_path / "yibao.toml"
    path.write_text('colour = "red"\n', encoding="utf-8")
    (tmp_path / "yibao" / "profiles.toml").write_text("[", encoding="utf-8")
    document = json.loads(yibao("doctor", "--json").out)
    assert [problem["code"] for problem in document["problems"]] == ["profiles-damaged", "config-key"]
    assert document["files"][0] == {"kind": "project", "path": str(path)}
    assert document["files"][2]["path"] == str(tmp_path / "yibao" / "profiles.toml")
    assert document["rulebook"] is not None and yibao("doctor").code == 5


def test_rules_laid_over_are_named_and_the_test_is_of_the_own_ones(
    yibao: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "yibao.toml").write_text('rules = "mine"\n', encoding="utf-8")
    document = json.loads(yibao("doctor", "--json").out)
    assert document["ok"] and document["rulebook"]["overlay"] == str(tmp_path / "mine")
    monkeypatch.setenv("YIBAO_RULES", "nowhere")
    run = yibao("doctor")
    assert run.code == 5 and "读不了" in run.out and "nowhere" in run.out and "10 个例题,10 个对" in run.out


def test_extras_are_those_of_the_package(monkeypatch: pytest.MonkeyPatch, yibao: Runner) -> None:
    lines = ["typer>=0.28", "polars>=2.1; extra == 'batch'", 'no-such-thing>=1; extra == "odd"', "rich; extra == 'odd'"]
    monkeypatch.setattr(metadata, "requires", lambda _: lines)
    assert doctor.extras() == (doctor.Extra("batch", ()), doctor.Extra("odd", ("no-such-thing",)))
    run = yibao("doctor")
    shown = "".join(line.strip() for line in run.out.splitlines())
    assert "装了:batch" in shown
    assert "没有装:odd(缺 no-such-thing);装一种:pip install 'yibao-cli[名字]'" in shown and run.code == 0


def test_version_is_what_the_option_prints(yibao: Runner) -> None:
    assert yibao("version") == yibao("--version")
