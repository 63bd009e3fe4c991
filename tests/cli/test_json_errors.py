"""Failures as JSON: one document on standard error, nothing on standard output, the exit code as in words."""

import json
from pathlib import Path

import pytest

from ..conftest import Runner, write_rules

ESTIMATE = ("estimate", "-r", "武汉", "-s", "退休", "--age", "66", "--month", "2023-03")
HELP = "用法见 yibao estimate --help。"


@pytest.mark.parametrize(
    ("words", "code", "message", "field", "choices"),
    [
        (
            ("estimate", "-r", "武汉", "-s", "在职", "--base", "abc"),
            "money-malformed",
            "--base:「abc」不是金额。写成 8000、8,000.55 或 1.2万。",
            "base",
            [],
        ),
        (("estimate", "-r", "武汉"), "input-missing", "缺少 --status(参保状态)。", "status", []),
        (
            ("estimate", "-r", "武汗", "-s", "退休"),
            "region-unknown",
            "--region:不认识「武汗」。是不是:武汉市 (hubei/wuhan)、武威市 (gansu/wuwei)?",
            "region",
            ["武汉市 (hubei/wuhan)", "武威市 (gansu/wuwei)"],
        ),
        (
            (*ESTIMATE, "--agee", "6"),
            "option-unknown",
            f"没有选项「--agee」。是不是 --age、--agreed、--max-age? {HELP}",
            "agee",
            ["--age", "--agreed", "--max-age"],
        ),
        (
            ("estimate", "--region"),
            "option-value",
            "选项 --region 缺少值,或不带值。 用法见 yibao --help。",
            "region",
            [],
        ),
        (("reconcile", "没有.csv", "-r", "武汉", "-s", "退休"), "table-missing", "没有文件「没有.csv」。", None, []),
    ],
)
def test_each_kind_of_mistake(
    yibao: Runner, words: tuple[str, ...], code: str, message: str, field: str | None, choices: list[str]
) -> None:
    plain = yibao(*words)
    run = yibao(*words, "--json") if words[-1] != "--region" else yibao("estimate", "--json", "--region")
    assert (run.code, run.out) == (2, "") and plain.code == 2
    document = json.loads(run.err)
    assert document == {
        "schema": "yibao/error",
        "version": 1,
        "error": {"code": code, "message": message, "field": field, "choices": choices, "problems": []},
    }
    assert plain.err == f"yibao: {message}\n"


def test_format_json_is_the_same(yibao: Runner) -> None:
    wrong = ("estimate", "-r", "武汉", "-s", "退休", "--age", "x")
    assert yibao(*wrong, "--format", "json").err == yibao(*wrong, "--json").err == yibao(*wrong, "--format=json").err


def test_evidence_below_the_bar_keeps_its_exit_code(yibao: Runner) -> None:
    run = yibao(*ESTIMATE[:-1], "2026-03", "--max-age", "0m", "--json")
    assert (run.code, run.out) == (4, "")
    error = json.loads(run.err)["error"]
    assert (error["code"], error["field"]) == ("evidence-too-old", "max_age")


def test_rule_files_list_their_problems(yibao: Runner, tmp_path: Path) -> None:
    overlay = write_rules(tmp_path, {"hubei/wuhan.toml": "[[retiree]]\nfrom = \n"})
    run = yibao(*ESTIMATE, "--rules", str(overlay), "--json")
    assert (run.code, run.out) == (2, "")
    error = json.loads(run.err)["error"]
    assert (error["code"], error["message"]) == ("rule-files", "规则文件有问题,没有计算。")
    assert [(item["line"], item["code"]) for item in error["problems"]] == [(2, "toml-syntax")]


def test_a_target_that_is_there_already(yibao: Runner, tmp_path: Path) -> None:
    target = tmp_path / "图.svg"
    target.mkdir()
    run = yibao(
        *("schedule", "-r", "武汉", "-s", "退休", "--age", "66", "--from", "2023-03", "--to", "2023-04"),
        *("--plot", str(target), "--json"),
    )
    assert run.code in (1, 2) and run.out == ""
    assert (
        json.loads(run.err)["error"]["message"]
        in yibao(
            *("schedule", "-r", "武汉", "-s", "退休", "--age", "66", "--from", "2023-03", "--to", "2023-04"),
            *("--plot", str(target)),
        ).err
    )


def test_a_fault_of_the_program(yibao: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(options: object) -> int:
        raise ZeroDivisionError("x")

    monkeypatch.setattr("yibao_cli.cli.estimate.run", fail)
    run = yibao(*ESTIMATE, "--json")
    assert (run.code, run.out, json.loads(run.err)["error"]["code"]) == (1, "", "internal")


def test_talk_before_a_failure_is_left_out(yibao: Runner, tmp_path: Path) -> None:
    """`regions` names an overlay before it looks for the place."""
    overlay = write_rules(tmp_path, {})
    run = yibao("regions", "没有这里", "--rules", str(overlay), "--json")
    assert json.loads(run.err)["error"]["code"] == "region-unknown"


def test_no_rule_is_an_answer(yibao: Runner) -> None:
    run = yibao("estimate", "-r", "武汉", "-s", "退休", "--age", "66", "--month", "1999-03", "--json")
    assert (run.code, json.loads(run.out)["state"], run.err) == (3, "no-rule", "")
