"""The quick reading of a plain estimate knows the same options as Typer, and does the same with them."""

import pytest
import typer.core
import typer.main

from yibao_cli.cli import app as app_module
from yibao_cli.cli import estimate as estimate_module
from yibao_cli.cli.options import FLAGS, LONG, SHORT, EstimateOptions, read_plainly

from ..conftest import words_of


def _declared() -> list[typer.core.TyperOption]:
    command = typer.main.get_command(app_module.app)
    assert isinstance(command, typer.core.TyperGroup)
    options = [param for param in command.commands["estimate"].params if isinstance(param, typer.core.TyperOption)]
    return [option for option in options if option.name != "help"]


def test_both_know_the_same_options() -> None:
    assert {written: option.name for option in _declared() for written in option.opts} == LONG | SHORT
    assert {option.name for option in _declared() if option.is_flag} == set(FLAGS)


@pytest.mark.parametrize(
    "line",
    [
        "-r 武汉 -s 退休 --age 66 -q",
        "--region=武汉 --status=退休 --age=66 --quiet",
        "--json --explain -r 北京 -s 在职 --base 8,000.55 --month 2024-08 --plan 一档 --group x --sex 女 --paid 17",
        "--birth 1958-03 --salary 1 --pension 2 --average-pension 3 --average-wage 4 --min-grade press --format md --rules d",
        "",
        "-r 甲 -r 乙",
    ],
)
def test_both_read_the_same(line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[EstimateOptions] = []
    monkeypatch.setattr(estimate_module, "run", seen.append)
    plain = read_plainly(words_of(line))
    assert plain is not None
    app_module.run_app(["estimate", *words_of(line)])
    assert [vars(options) for options in seen] == [vars(plain)]


@pytest.mark.parametrize(
    "line",
    [
        "--help",
        "-h",
        "-r武汉",
        "--base -100",
        "--base",
        "--bse 1",
        "stray",
        "--json=1",
        "--",
        "-qr 武汉",
        "--region",
        "-r -s",
    ],
)
def test_anything_unusual_is_left_to_typer(line: str) -> None:
    assert read_plainly(words_of(line)) is None
