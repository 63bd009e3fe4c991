"""`yibao rules sql` on the command line."""

import sys

import pytest

from yibao_cli.cli.exit_codes import ExitCode

from ..conftest import Run, Runner

MONTH = ("--month", "2025-08")


def test_a_script_for_the_regions_asked_for(yibao: Runner) -> None:
    run = yibao("rules", "sql", "--dialect", "spark", *MONTH, "-r", "北京", "-r", "武汉")
    head, drop, create, insert, query = run.out.splitlines()
    assert run.code == ExitCode.ANSWER and head.startswith("-- 2025-08 的规则,规则库 ") and "DROP TABLE" in drop
    assert create.startswith("CREATE TABLE yibao_rules_2025_08 (region ") and query.startswith("WITH said AS")
    assert "'hubei/wuhan'" in insert and "'beijing'" in insert and "'shanghai'" not in insert


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (
            ("--dialect", "oracle"),
            "--dialect:不认识「oracle」。可用:spark、duckdb、postgres、mysql、hive、doris、starrocks、databricks。",
        ),
        (
            ("--dialect", "redshift"),
            "--dialect:不写 redshift:它的整数除法会变成浮点数,不能保证逐分相同。"
            "可用:spark、duckdb、postgres、mysql、hive、doris、starrocks、databricks。",
        ),
        (
            ("--dialect", "hive", "-r", "五汉"),
            "--region:不认识「五汉」。是不是:汉中市 (shaanxi/hanzhong)、武汉市 (hubei/wuhan)?",
        ),
        (("--dialect", "hive", "-r", "拉萨", "--month", "1999-01"), "--month:这些地区 1999-01 没有可写成 SQL 的规则。"),
    ],
)
def test_what_cannot_be_written_is_said(yibao: Runner, words: tuple[str, ...], line: str) -> None:
    assert yibao("rules", "sql", *words) == Run(ExitCode.USAGE, "", f"yibao: {line}\n")


def test_without_sqlglot_it_says_what_to_install(yibao: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sqlglot", None)
    run = yibao("rules", "sql", "--dialect", "duckdb", *MONTH, "-r", "北京")
    assert run == Run(ExitCode.USAGE, "", "yibao: 写 SQL 要用 sqlglot,先运行:pip install 'yibao-cli[sql]'。\n")
