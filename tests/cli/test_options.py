"""The quick reading of a plain command line knows the same options as Typer, and does the same with them."""

import importlib

import pytest
import typer.core
import typer.main

from yibao_cli.cli import app as app_module
from yibao_cli.cli.options import COMMANDS, FLAG, SEVERAL, SHORT, Options, command_in, fields, option_of, read_plainly
from yibao_cli.cli.settings import settle

from ..conftest import words_of


def _declared(command: typer.core.TyperGroup, names: tuple[str, ...] = ()) -> dict[str, typer.core.TyperCommand]:
    found: dict[str, typer.core.TyperCommand] = {}
    for name, below in command.commands.items():
        if isinstance(below, typer.core.TyperGroup):
            found |= _declared(below, (*names, name))
        else:
            assert isinstance(below, typer.core.TyperCommand)
            found[" ".join((*names, name))] = below
    return found


GROUP = typer.main.get_command(app_module.app)
assert isinstance(GROUP, typer.core.TyperGroup)
DECLARED = _declared(GROUP)


def test_both_know_the_same_commands() -> None:
    assert set(DECLARED) == set(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_both_know_the_same_options(command: str) -> None:
    _, _, kind = COMMANDS[command]
    params = [param for param in DECLARED[command].params if param.name != "help"]
    options = [param for param in params if isinstance(param, typer.core.TyperOption)]
    known = {name: value for name, value in fields(kind).items() if name not in kind.ARGUMENTS}
    short = {option: name for option, name in SHORT.items() if name in known}
    assert {written: option.name for option in options for written in option.opts} == {
        **{option_of(name): name for name in known},
        **short,
    }
    assert {option.name for option in options if option.is_flag} == {n for n, value in known.items() if value == FLAG}
    arguments = [param for param in params if isinstance(param, typer.core.TyperArgument)]
    assert tuple(param.name for param in arguments) == kind.ARGUMENTS
    several = {param.name for param in params if param.multiple or param.nargs != 1}
    assert several == {name for name, value in fields(kind).items() if value == SEVERAL}
    required = {param.name for param in params if param.required}
    assert required == {name for name in fields(kind) if not hasattr(kind, name)}


LINES = [
    "estimate -r 武汉 -s 退休 --age 66 -q",
    "estimate --region=武汉 --status=退休 --age=66 --quiet",
    "estimate --json --explain -r 北京 -s 在职 --base 8,000.55 --month 2024-08 --plan 一档 --group x --sex 女 --paid 17",
    "estimate --birth 1958-03 --salary 1 --pension 2 --average-pension 3 --average-wage 4 --min-grade press --format md --rules d",
    "estimate",
    "estimate 武汉 退休 62 -n",
    "estimate -r 武汉 66岁 2026-07 --json",
    "estimate --region=",
    "calendar -r 武汉 --from 2026-01 --to 2026-12 -o 到账.ics --overwrite",
    "schedule -r 武汉 --from 2024-01 --to=2024-12 --base-change 2024-05=1 --base-change 2024-06=2 --all",
    "compare -r 甲 -r 乙 -s 在职 --month 2024-01 --month 2024-02",
    "infer --credit 3 -r 甲",
    "reconcile 明细.csv -r 甲 --map 甲=乙 --map 丙=丁 --show-mapping -o -",
    "reconcile - --keep-ids",
    "report 明细.csv -r 甲 -s 在职 --map 甲=乙 --letter 12393 -o 报告.html --overwrite",
    "batch 甲.csv 乙.csv --month 2025-08 -q",
    "batch --month 2025-08 甲.csv -o 乙.csv --map 甲=乙",
    "simulate 甲.csv --before 2022-11 --after 2022-12 --by region",
    "channels",
    "channels -r 上海 --all --want 余额",
    "regions 武汉 --json",
    "years -r 北京 --sex 女 --paid 17 --retire-kind women-50",
    "why --symptom 没到账 --was 1 --now 2",
    "claims --topic 划入",
    "mcp",
    "completion bash",
    "doctor --json",
    "version",
    "help rules show",
    "schema estimate",
    "schema --all",
    "schema --toml rules",
    "rules check",
    "rules check 甲 乙 --json",
    "rules check --fix 甲",
    "rules show 武汉 --month 2022-06",
    "rules coverage --json",
    "rules new hubei/moushi --status 退休 --from 2026-07-01 --pooled 不满70:100 --pooled 70以上:110 -o -",
    "rules source moushi-2026 --title 某市通知 --date 2026-06-20",
    "rules limits 限额.csv --yes -o 我的规则",
    "rules export 武汉",
    "rules stale",
    "rules stale --older-than 6m",
    "rules stale --plan -r 甲 -o 乙.md --overwrite",
    "rules diff",
    "rules diff 甲 乙 --month 2026-06 --month 2026-07 -r 丙 -q",
    "rules pack 甲 -o 乙.zip --overwrite -q",
    "rules use 甲.zip --digest 乙",
    "rules use --none",
    "rules sql --dialect spark -r 甲 -r 乙",
    "profile save 妈妈 -r 武汉 -s 退休 --birth 1964-03 --overwrite",
    "profile list --json",
    "profile show 妈妈",
    "profile remove 妈妈",
    "config -n --json",
]


@pytest.mark.parametrize("line", LINES)
def test_both_read_the_same(line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    words = words_of(line)
    found = command_in(words)
    assert found is not None
    home, function, kind = COMMANDS[found[0]]
    seen: list[Options] = []
    module = importlib.import_module(f"yibao_cli.cli.{home}")
    monkeypatch.setattr(module, function, seen.append)
    plain = read_plainly(kind, found[1])
    assert plain is not None
    app_module.run_app(words)
    settle(plain)
    assert [_values(options) for options in seen] == [_values(plain)]
    assert type(seen[0]) is type(plain)


def _values(options: Options) -> dict[str, object]:
    values = {name: getattr(options, name) for name in fields(type(options))}
    return {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}


def test_every_command_is_read_both_ways() -> None:
    assert {command_in(words_of(line))[0] for line in LINES} == set(COMMANDS)  # type: ignore[index]


@pytest.mark.parametrize(
    "line",
    [
        "estimate --help",
        "estimate -h",
        "estimate -r武汉",
        "estimate --base -100",
        "estimate --base",
        "estimate --bse 1",
        "estimate --min_grade press",
        "regions 甲 乙",
        "estimate --json=1",
        "estimate --",
        "estimate -qr 武汉",
        "estimate --region",
        "estimate -r -s",
        "batch",
        "batch 甲 乙 丙",
        "batch --file 甲",
        "rules show",
        "rules sql",
    ],
)
def test_anything_unusual_is_left_to_typer(line: str) -> None:
    found = command_in(words_of(line))
    assert found is not None
    assert read_plainly(COMMANDS[found[0]][2], found[1]) is None


@pytest.mark.parametrize("line", ["", "--version", "--help", "rules", "rules --help", "estimat", "-q estimate"])
def test_what_begins_with_no_command_is_left_to_typer(line: str) -> None:
    assert command_in(words_of(line)) is None
