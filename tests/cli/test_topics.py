"""`yibao help`: commands and topics."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from yibao_cli.cli.exit_codes import ExitCode
from yibao_cli.cli.options import COMMANDS, TOPICS
from yibao_cli.cli.settings import VARIABLES
from yibao_cli.render.topics import OTHER_VARIABLES
from yibao_cli.render.words import GRADE

from ..conftest import ROOT, Runner

SOURCE = ROOT / "src" / "yibao_cli"


@pytest.mark.parametrize("command", ["", "estimate", "rules", "rules show", "profile save", "help"])
def test_help_of_a_command_is_what_its_option_prints(command: str, yibao: Runner) -> None:
    run = yibao("help", *command.split())
    assert run == yibao(*command.split(), "--help") and run.code == 0 and "Usage:" in run.out


def names_read() -> Iterator[str]:
    """The variables that the code reads by a name written in it, or by a constant of a module."""
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in sorted(SOURCE.rglob("*.py"))]
    constants = {
        target.id: node.value.value
        for tree in trees
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name) and target.id.isupper()
    }
    for node in (node for tree in trees for node in ast.walk(tree)):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Attribute(attr="environ"), attr="get"), args=[name, *_]):
                pass
            case ast.Subscript(value=ast.Attribute(attr="environ"), slice=name):
                pass
            case ast.Compare(left=name, ops=[ast.In()], comparators=[ast.Attribute(attr="environ")]):
                pass
            case _:
                continue
        if isinstance(name, ast.Constant):
            yield str(name.value)
        elif isinstance(name, ast.Name) and name.id in constants:
            yield str(constants[name.id])


def test_the_variables_told_of_are_those_that_are_read(yibao: Runner) -> None:
    assert {*names_read(), *VARIABLES.values()} == {*VARIABLES.values(), *OTHER_VARIABLES}
    run = yibao("help", "environment")
    told = [line.split()[0] for line in run.out.splitlines() if line.startswith("  ")]
    assert told == [*VARIABLES.values(), *OTHER_VARIABLES] and run.code == 0
    assert "YIBAO_MIN_GRADE" in run.out and "与 --min-grade 相同" in run.out


def test_every_exit_code_is_told_of(yibao: Runner) -> None:
    lines = yibao("help", "exit-codes").out.splitlines()[1:]
    codes = {value for name, value in vars(ExitCode).items() if name.isupper()}
    assert {int(line.split()[0]) for line in lines} == codes and lines[0] == "0 有答案"


def test_files_are_where_they_lie(yibao: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    out = yibao("help", "files").out
    assert f"  {tmp_path / 'config' / 'yibao' / 'profiles.toml'}\n" in out
    assert f"  {tmp_path / 'data' / 'yibao' / 'pack'}/\n" in out


def test_sources_names_every_grade(yibao: Runner) -> None:
    out = yibao("help", "sources").out
    assert all(text in out for text in GRADE.values()) and "退出码 3" in out


def test_a_topic_that_is_none(yibao: Runner) -> None:
    run = yibao("help", "enviroment")
    assert (run.code, run.out) == (2, "")
    assert run.err == "yibao: 没有命令或话题「enviroment」。是不是 environment? 用法见 yibao help。\n"


def test_no_topic_has_the_name_of_a_command() -> None:
    assert not set(TOPICS) & set(COMMANDS)
