"""Completion: what can be typed next, and real shells that ask for it."""

import os
import pty
import select
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import get_args

import pytest

from yibao_cli.batch.sql import DIALECTS
from yibao_cli.batch.writing import FORMATS as BATCH_FORMATS
from yibao_cli.cli.completion import FILES, OF_COMMAND, SHELLS, STATUSES, VALUES, candidates, split
from yibao_cli.cli.help import FOLDER, summary_files
from yibao_cli.cli.inputs import read_grade, read_retire_kind
from yibao_cli.cli.options import COMMANDS, fields
from yibao_cli.cli.plan import FORMS
from yibao_cli.core.literals import Grade, RetireKind, Status
from yibao_cli.core.spoken import read_sex, read_status
from yibao_cli.render.reconcile import LETTER

from ..conftest import ROOT, Runner

CONFIG = str(ROOT / "tests" / "fixtures" / "config")


def after(line: str) -> list[str] | None:
    """The candidates at the end of a line."""
    _, *before, current = split(line)
    found = candidates(before, current)
    return None if found is None else list(found)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("yibao est", ["estimate"]),
        ("yibao s", ["schedule", "simulate", "schema"]),
        ("yibao rules s", ["show", "stale", "source", "sql"]),
        ("yibao profile ", ["save", "list", "show", "remove"]),
        ("yibao estimate --min", ["--min-grade"]),
        ("yibao estimate --json --j", []),
        ("yibao compare --region 武汉 --reg", ["--region"]),
        ("yibao estimate -r 拉", ["拉萨"]),
        ("yibao estimate -r las", ["lasa"]),
        ("yibao estimate --region=las", ["--region=lasa"]),
        ("yibao estimate -r xizang/las", ["xizang/lasa"]),
        ("yibao las", ["lasa"]),
        ("yibao estimate 武汉 灵", ["灵活就业"]),
        ("yibao estimate 武汉 退休 灵", []),
        ("yibao schedule -s 居", ["居民"]),
        ("yibao estimate --min-grade ", ["官方", "报刊", "第三方", "待证实"]),
        ("yibao batch 名单.csv 结果.csv --format j", ["jsonl"]),
        ("yibao rules stale --plan --format i", ["ics"]),
        ("yibao why --symptom 没", ["没到账"]),
        ("yibao channels --want 余", ["余额"]),
        ("yibao schema est", ["estimate"]),
        ("yibao schema --toml l", ["limits"]),
        ("yibao completion z", ["zsh"]),
        ("yibao help e", ["estimate", "environment", "exit-codes"]),
        ("yibao help rules s", ["show", "stale", "source", "sql"]),
        ("yibao estimate --month ", []),
        ("yibao estimate --nonsense ", None),
        ("yibao batch ", None),
        ("yibao batch 名单.csv -o ", None),
        ("yibao rules check ", None),
        ("yibao estimate --rules ", None),
    ],
)
def test_what_can_come_next(line: str, expected: list[str] | None) -> None:
    if line.endswith("--nonsense "):
        assert "在职" in (after(line) or [])  # an unknown option takes nothing
    else:
        assert after(line) == expected


def test_plans_are_those_of_the_region_on_the_line() -> None:
    assert after("yibao estimate -r 深圳 --plan ") == ["一档", "二档"]
    assert after("yibao estimate --plan 二 -r 深圳 --plan ") == ["一档", "二档"]
    assert after("yibao estimate -r 北京 --plan ") == []
    assert {"一档", "二档"} <= set(after("yibao estimate 深圳 ") or [])


def test_without_one_the_region_of_the_settings_has_its_plans(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    assert after("yibao estimate --plan 一") == []
    (tmp_path / "yibao.toml").write_text('region = "深圳"\n', encoding="utf-8")
    assert after("yibao estimate --plan 一") == ["一档"]
    assert after("yibao estimate -r 拉萨 --plan 一") == []
    (tmp_path / "yibao.toml").write_text("region = 深圳\n", encoding="utf-8")
    assert after("yibao estimate --plan 一") == []
    monkeypatch.setenv("YIBAO_REGION", "shenzhen")
    assert after("yibao estimate --plan 一") == ["一档"]


def test_profiles_come_after_their_sign(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", CONFIG)
    for line in ("yibao @", "yibao estimate @妈", "yibao schedule @", "yibao reconcile 明细.csv @"):
        assert "@妈妈" in (after(line) or [])
    assert "妈妈" in (after("yibao profile show ") or [])
    assert after("yibao profile save ") == []
    assert "武汉" not in (after("yibao compare ") or [])


def test_the_values_are_those_that_the_commands_read() -> None:
    assert {read_status(text) for text in STATUSES} == set(get_args(Status))
    assert {read_grade(text) for text in VALUES["min_grade"]} == set(get_args(Grade))
    assert {read_retire_kind(text, None) for text in VALUES["retire_kind"]} == set(get_args(RetireKind))
    assert [read_sex(text) for text in VALUES["sex"]] == ["male", "female"]
    assert VALUES["dialect"] == DIALECTS
    assert list(VALUES["letter"]) == list(LETTER.values())
    assert OF_COMMAND["batch", "format"] == BATCH_FORMATS
    assert list(OF_COMMAND["rules stale", "format"]) == list(FORMS.values())
    known = {name for _, _, kind in COMMANDS.values() for name in fields(kind)}
    assert set(VALUES) <= known


def test_every_option_and_command_has_something_beside_it() -> None:
    files = summary_files()
    assert files["yibao.tsv"].startswith("estimate\t算一个人一个月应划入多少。\n")
    assert "--want\t只看能查到它的:余额、划入、缴费、消费\n" in files["yibao-channels.tsv"]
    for text in files.values():
        assert all(line.partition("\t")[2] for line in text.splitlines())


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("yibao ", ["yibao", ""]),
        ("yibao 'a b' c", ["yibao", "a b", "c"]),
        ('yibao "a', ["yibao", "a"]),
        ("yibao a\\ b", ["yibao", "a b"]),
    ],
)
def test_a_line_is_split_as_a_shell_would(line: str, words: list[str]) -> None:
    assert split(line) == words


def test_each_shell_has_a_script(yibao: Runner) -> None:
    for shell in SHELLS:
        run = yibao("completion", shell)
        assert run.code == 0 and f"yibao __complete {shell} --" in run.out
    run = yibao("completion", "tcsh")
    assert (run.code, run.err) == (2, "yibao: 没有给「tcsh」的补全。可用:bash、zsh、fish。\n")


def test_nothing_is_said_where_nothing_can_be(yibao: Runner, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A damaged file of profiles is no matter for the middle of a line."""
    (tmp_path / "yibao").mkdir()
    (tmp_path / "yibao" / "profiles.toml").write_text("[", encoding="utf-8")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    run = yibao("__complete", "fish", "--", "estimate", "@")
    assert (run.code, run.out, run.err) == (1, "", "")


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `yibao` as the wheel has it; whatever is not about completion it prints instead of doing it."""
    home = tmp_path_factory.mktemp("program")
    package, source = home / "site" / "yibao_cli", Path(os.environ["PYTHONPATH"]) / "yibao_cli"
    (package / FOLDER / "zh").mkdir(parents=True)
    for path in source.iterdir():
        (package / path.name).symlink_to(path)
    for name, text in summary_files().items():
        (package / FOLDER / "zh" / name).write_text(text, encoding="utf-8", newline="")
    script = home / "yibao"
    script.write_text(
        f"#!/bin/sh\ncase $1 in\n__complete|completion) PYTHONPATH='{home / 'site'}' exec '{sys.executable}' -m yibao_cli"
        ' "$@" ;;\n*) printf "asked:"; printf "<%s>" "$@" ;;\nesac\n',
        encoding="utf-8",
    )
    script.chmod(0o755)
    return home


def surroundings(program: Path) -> dict[str, str]:
    path = os.pathsep.join((str(program), os.environ["PATH"]))
    home = {"HOME": str(program), "XDG_CONFIG_HOME": CONFIG, "XDG_DATA_HOME": str(program)}
    return os.environ | home | {"PATH": path, "LC_ALL": "C.UTF-8", "TERM": "dumb"}


def typed(shell: list[str], lines: list[str], program: Path) -> str:
    """What a shell on a terminal shows of some lines, up to the first answer of the program."""
    if shutil.which(shell[0]) is None:
        pytest.skip(f"{shell[0]} is not installed")
    master, slave = pty.openpty()
    started = subprocess.Popen(
        shell, stdin=slave, stdout=slave, stderr=slave, env=surroundings(program), cwd=program, start_new_session=True
    )
    os.close(slave)
    shown, until = b"", time.monotonic() + 60
    for line in lines:
        os.write(master, line.encode() + b"\r")
    while b"asked:<" not in shown and time.monotonic() < until:
        if select.select([master], [], [], 1)[0]:
            shown += os.read(master, 65536)
    while select.select([master], [], [], 1)[0] and b"@\xe5\xa6\x88\xe5\xa6\x88>" not in shown:
        shown += os.read(master, 65536)
    started.kill()
    started.wait()
    os.close(master)
    return shown.decode(errors="replace")


LINE = "yibao est\t-r shenz\t退\t@妈\t--min-grade 报\t-o"
ASKED = "asked:<estimate><-r><shenzhen><退休><@妈妈><--min-grade><报刊><-o>"


def test_bash_completes(program: Path) -> None:
    shown = typed(["bash", "--norc", "-i"], ['eval "$(yibao completion bash)"', LINE], program)
    assert ASKED in shown


def test_zsh_completes(program: Path) -> None:
    setup = 'autoload -U compinit; compinit -u -D; eval "$(yibao completion zsh)"'
    assert ASKED in typed(["zsh", "-f", "-i"], [setup, LINE], program)


def asked_fish(line: str, program: Path) -> list[str]:
    if shutil.which("fish") is None:
        pytest.skip("fish is not installed")
    done = subprocess.run(
        ["fish", "--no-config", "-c", f'yibao completion fish | source; complete -C "{line}"'],
        env=surroundings(program),
        cwd=program,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert done.stderr == ""
    return done.stdout.splitlines()


def test_fish_shows_what_stands_beside_a_candidate(program: Path) -> None:
    assert asked_fish("yibao est", program) == ["estimate\t算一个人一个月应划入多少。"]
    assert asked_fish("yibao estimate -r shenz", program) == ["shenzhen\t深圳市"]
    assert asked_fish("yibao estimate @妈", program) == ["@妈妈\t武汉 退休 1964-03"]
    assert asked_fish("yibao estimate --format=j", program) == ["--format=json"]
    assert asked_fish("yibao channels --wan", program) == ["--want\t只看能查到它的:余额、划入、缴费、消费"]
    assert asked_fish("yibao batch yib", program) == ["yibao"]


def test_files_are_left_to_the_shell(program: Path) -> None:
    done = subprocess.run(
        [program / "yibao", "__complete", "zsh", "--", "batch", ""],
        env=surroundings(program),
        capture_output=True,
        text=True,
    )
    assert done.stdout == f"{FILES}\n"
    line = "yibao reconcile yib\t"
    shown = typed(["bash", "--norc", "-i"], ['eval "$(yibao completion bash)"', line], program)
    assert "asked:<reconcile><yibao>" in shown


def test_no_key_waits_for_the_calculator(program: Path) -> None:
    """Neither Typer nor what computes nor the models are loaded, whatever is asked."""
    code = (
        "import sys\nfrom yibao_cli.cli.main import main\n"
        "assert main(['__complete', 'fish', '--', *sys.argv[1:]]) == 0\nprint(*sys.modules, file=sys.stderr)"
    )
    for words in (["est"], ["estimate", "-r", ""], ["estimate", "深圳", ""], ["estimate", "-"], ["@"]):
        done = subprocess.run(
            [sys.executable, "-c", code, *words],
            env=surroundings(program) | {"PYTHONPATH": str(program / "site")},
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        slow = {"typer", "pydantic", "rich", "re", "typing", "datetime", "json", "pathlib", "enum", "functools"}
        assert not slow & set(done.stderr.split())
