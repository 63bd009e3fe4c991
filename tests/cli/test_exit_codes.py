"""Each exit code, one by one."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from yibao_cli.cli import estimate as estimate_module
from yibao_cli.cli.exit_codes import ExitCode

from ..conftest import ROOT, Runner, write_rules

WUHAN = ("estimate", "-r", "武汉", "-s", "退休", "--month", "2023-03", "-q")


def test_0_an_answer(yibao: Runner) -> None:
    assert yibao(*WUHAN).code == ExitCode.ANSWER


def test_0_no_account_is_an_answer(yibao: Runner) -> None:
    assert yibao("estimate", "-r", "武汉", "-s", "居民").code == ExitCode.ANSWER


def test_1_an_internal_error_is_one_line_without_a_traceback(yibao: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(options: object) -> int:
        raise ZeroDivisionError("boom")

    monkeypatch.setattr(estimate_module, "run", broken)
    run = yibao(*WUHAN)
    assert (run.code, run.out) == (ExitCode.INTERNAL, "")
    assert run.err == "yibao: 内部错误:ZeroDivisionError: boom。请带上所用的命令报告;YIBAO_DEBUG=1 显示细节。\n"


def test_2_usage(yibao: Runner) -> None:
    assert yibao("estimate", "-r", "武汉").code == ExitCode.USAGE
    assert yibao("nonsense").code == ExitCode.USAGE
    assert yibao().code == ExitCode.USAGE


def test_3_no_rule_known(yibao: Runner) -> None:
    assert yibao("estimate", "-r", "拉萨", "-s", "退休").code == ExitCode.NO_RULE


def test_4_evidence_too_weak(yibao: Runner) -> None:
    assert yibao(*WUHAN, "--min-grade", "official").code == ExitCode.WEAK_EVIDENCE


def test_5_the_check_found_something(yibao: Runner, tmp_path: Path) -> None:
    assert yibao("rules", "check", str(write_rules(tmp_path, {"xizang.toml": "x"}))).code == ExitCode.DIFFERENCES


def test_5_nothing_explains_the_amount(yibao: Runner) -> None:
    run = yibao("infer", "-r", "武汉", "-s", "退休", "--credit", "84", "--month", "2023-03")
    assert run.code == ExitCode.DIFFERENCES


def test_5_a_statement_differs(yibao: Runner) -> None:
    run = yibao("reconcile", str(ROOT / "docs/examples/detail.csv"), "-r", "北京", "-s", "在职")
    assert run.code == ExitCode.DIFFERENCES


def test_5_two_months_differ(yibao: Runner) -> None:
    run = yibao("rules", "diff", "--month", "2022-11", "--month", "2022-12", "-r", "广州", "-q")
    assert run.code == ExitCode.DIFFERENCES


def test_6_some_rows_failed(yibao: Runner) -> None:
    run = yibao("reconcile", str(ROOT / "tests/statements/messy.csv"), "-r", "北京", "-s", "在职")
    assert run.code == ExitCode.SOME_ROWS_FAILED


def test_130_interrupted(yibao: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(options: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(estimate_module, "run", interrupted)
    assert yibao(*WUHAN).code == ExitCode.INTERRUPTED


def test_the_process_ends_with_the_code() -> None:
    command = [sys.executable, "-m", "yibao_cli", "estimate", "-r", "拉萨", "-s", "退休", "-q"]
    assert subprocess.run(command, capture_output=True).returncode == 3


def test_help_lists_every_code(yibao: Runner) -> None:
    run = yibao("--help")
    assert run.code == 0
    listed = {
        int(code)
        for code in re.findall(r"(\d+) [\u4e00-\u9fff]", run.out.partition("退出码")[2].partition("Options")[0])
    }
    assert listed == {code for name, code in vars(ExitCode).items() if name.isupper()}
