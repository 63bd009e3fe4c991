"""Command lines that nobody would write, through the program.

    make fuzz                                 a bounded run (RUNS=200000)
    python fuzz/arguments.py --runs 1000000   by hand; the figures stand in docs/reliability.md

Each run takes a good command line, changes some of its words or puts others in, and asks: does it end, with a code of
its own and no internal error; is a line that is refused one line that says so, with nothing written; are only the
files written that were named, and complete. Of an installed pack nothing may be half there, and nobody may write into
the rules that came with the program. A line that fails is made smaller and left in failing-arguments.json; it belongs
into seeds/, which a unit test replays.
"""

import json
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path
from random import Random
from unittest.mock import patch

import typer.main

from fuzzing import HERE, is_complaint, kept_open, memory, run
from rounds import Rounds
from yibao_cli.cli import rules_writing
from yibao_cli.cli.app import app
from yibao_cli.cli.options import COMMANDS, FLAG, Options, command_in, fields, option_of
from yibao_cli.rulebook.directory import packaged_rules
from yibao_cli.rulebook.pack import pack_rules

RULE_SOURCES = (
    '[paper]\ntitle = "报"\npublisher = "报社"\ndate = "2022-08"\nurl = "https://example.com/"\ngrade = "press"\n'
)
RULES = """[region]
name = "拉萨市"
name_en = "Lhasa"
adcode = "540100"

[[retiree]]
from = 2023-01-01
title = "退休"
pooled = { yuan = 100 }
grade = "press"
sources = ["paper"]
"""
TEXTS = {
    "people.csv": "姓名,地区,状态,缴费基数,月份\n甲,北京,在职,10000,2024-08\n乙,武汗,退休,,2024-08\n",
    "statement.csv": "姓名,费款所属期,划入个人账户金额\n甲,2024-01,200\n甲,2024-02,\n",
    "empty.csv": "",
    "rules/x.toml": "[region]\nname = 1\n",
    "folder/a.csv": "地区,状态,年龄,月份\n拉萨,退休,70,2024-01\n",
    "limits.csv": "地区,执行日期,下限,上限,来源\n拉萨,2029-07-01,5000,25000,paper\n",
    "mine/sources.toml": RULE_SOURCES,
    "mine/xizang/lasa.toml": RULES,
}
OUTPUTS = (
    *("out.csv", "out.jsonl", "out.xlsx", "out.parquet", "out", "errors.csv", "chart.png", "chart.svg", "people.jsonl"),
    *("todo.md", "todo.ics", "out.zip"),
)
PACK = "mine.zip"


@cache
def files() -> dict[str, bytes]:
    """What lies in the directory before a line runs: tables, rules to be laid over the program's, a pack of them."""
    found = {name: text.encode() for name, text in TEXTS.items()}
    with tempfile.TemporaryDirectory() as folder:
        for name in ("sources.toml", "xizang/lasa.toml"):
            path = Path(folder, name)
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(found[f"mine/{name}"])
        return found | {PACK: pack_rules(Path(folder))}


GOOD = (
    "estimate -r 北京 -s 在职 --base 10000 --month 2024-08",
    "estimate -r 拉萨 -s 退休 --age 70 --json",
    "schedule -r 武汉 -s 退休 --birth 1955-03 --from 2023-01 --to 2024-12",
    "schedule -r 北京 -s 在职 --base 10000 --birth 1965-05 --sex 男 --from 2024-01 --to 2026-12",
    "compare -r 北京 -r 武汉 -s 退休 --age 66",
    "infer -r 北京 -s 在职 --credit 200",
    "why -r 北京 -s 在职 --was 200 --now 150",
    "years -r 北京 --sex 女",
    "channels -r 上海 --want credits",
    "regions --all",
    "claims",
    "rules check rules",
    "rules coverage --json",
    "rules stale --older-than 12m",
    "rules show -r 北京",
    "schema estimate",
    "reconcile statement.csv -r 北京 -s 在职 --base 10000",
    "reconcile statement.csv --show-mapping",
    "batch people.csv -o out.csv --errors errors.csv",
    "batch people.csv -o out.xlsx",
    "batch folder -o out --format jsonl",
    "batch people.csv --dry-run",
    "simulate people.csv --before 2024-01 --after 2025-01 --by region",
    "simulate people.csv --before 2024-01 --after 2024-01 --rules-after mine --people people.jsonl",
    "simulate people.csv --before 2024-01 --after 2025-01 --people out.csv --overwrite",
    "compare -r 拉萨 -s 退休 --age 66 --month 2024-01 --rules-after mine",
    "compare -r 北京 -s 在职 --base 10000 --month 2024-01 --rules-after mine.zip --json",
    "estimate -r 拉萨 -s 退休 --age 70 --month 2024-01 --rules mine",
    "rules diff mine",
    "rules diff mine mine.zip --month 2024-01 --region 拉萨 --format md",
    "rules diff rules mine --json",
    "rules pack mine -o out.zip",
    "rules pack mine -o out.zip --overwrite --quiet",
    "rules use mine.zip",
    f"rules use mine.zip --digest {'0' * 64}",
    "rules use --none",
    "rules use",
    "rules new 拉萨 -o mine --status 退休 --from 2026-01-01 --pooled <70:100 --pooled >=70:110 --source paper",
    "rules new 武汉 -o out --status 在职 --own 2% --employer 0.5% --posting 10-15 --title 新 --grade press",
    "rules new xizang/mou -o mine --name 某市 --adcode 540900 --status 居民 --no-account 没有",
    "rules new 北京 -o -",
    "rules source paper-2 -o mine --title 通知 --publisher 医保局 --date 2024-01 --grade official",
    "rules limits limits.csv -o mine --yes",
    "rules limits limits.csv -o out --kind medical --grade press --yes",
    "rules export 拉萨 -o out",
    "rules export 武汉 --output mine --rules mine",
    "rules stale --plan --month 2026-08",
    "rules stale --plan --output todo.md --region 拉萨",
    "rules stale --plan --format ics --output todo.ics --overwrite",
    "rules sql duckdb --region 拉萨 --month 2024-01",
)
VALUES = (
    *("", " ", "-", "--", "-1", "0", "1", "66", "131", "1e400", "nan", "9" * 60, "10000", "8,000.555", "1.2万", "²"),
    *("2024-08", "2024-13", "0000-00", "9999-12", "1900-01", "2024-01..2024-12", "2024-12..2024-01", "24m", "0m", "1y"),
    *(
        "北京",
        "武汗",
        "beijing",
        "420100",
        "全国",
        "在职",
        "退休",
        "居民",
        "男",
        "女",
        "官方",
        "csv",
        "json",
        "text",
        "md",
    ),
    *("region", "region,status", "缴费基数=工资", "=", "a=b", "2026-07=9800", "[", "\x00", "\x1b[31m", "\ud800", "\n"),
    *("a" * 5000, "110101199003070011", "13800138000", *TEXTS, *OUTPUTS, "folder", "rules", ".", "no/such", "*.csv"),
    *(
        PACK,
        "mine",
        "mine/new",
        "<70:100",
        ">=70:2% 养老金",
        "2%",
        "101%",
        "10-15",
        "每月31日前",
        "0" * 64,
        "2024-02-30",
    ),
    *("2024年1月1日", "paper", "paper-2022", "xizang/mou", "540900", "duckdb", "ics", "official", "HEAD", "HEAD~1"),
)
_LEFT_OUT = ("--engine", "--master", "--install-completion", "--show-completion", "--watch", "mcp")
"""Spark takes seconds; the next write into the settings of a shell; the last two wait for Ctrl-C, or an assistant."""

UNCONFIRMED = "yibao: 没有写。改动如上"
"""`rules limits` shows what it would write, and refuses where nobody can be asked."""
KEPT = "--keep-ids:"
"""What is let through is said before the table is read."""


def _options() -> list[str]:
    """Every option of every command."""
    found: set[str] = set()

    def walk(command: object) -> None:
        for parameter in getattr(command, "params", ()):
            found.update(getattr(parameter, "opts", ()))
        for other in getattr(command, "commands", {}).values():
            walk(other)

    walk(typer.main.get_command(app))
    return sorted(name for name in found if name.startswith("-") and name not in _LEFT_OUT)


WORDS = [*_options(), *VALUES, *sorted({word for line in GOOD for word in line.split()[:2] if word.isalpha()})]
KINDS = ("give", "give", "give", "insert", "insert", "replace", "delete", "double", "join", "cut")


def changed(chance: Random, words: list[str]) -> list[str]:
    """The words of a line after a change."""
    words = list(words)
    kind = chance.choice(KINDS)
    word = chance.choice(WORDS) if chance.random() < 0.8 else _text(chance)
    place = chance.randrange(len(words)) if words else 0
    if kind == "give" and (known := command_in(words)) is not None:
        words += _given(chance, COMMANDS[known[0]][2])
    elif kind in ("give", "insert") or not words:
        words.insert(place + 1, word)
    elif kind == "replace":
        words[place] = word
    elif kind == "delete":
        del words[place]
    elif kind == "double":
        words.insert(place, words[place])
    elif kind == "join":
        words[place] += f"={word}"
    else:
        words[place] = words[place][: len(words[place]) // 2]
    return words


def _given(chance: Random, kind: type[Options]) -> list[str]:
    """An option that a command has, and what it may take."""
    options = [item for item in fields(kind).items() if item[0] not in kind.ARGUMENTS]
    if not options:
        return ["--help"]
    field, taken = chance.choice(options)
    return [option_of(field)] if taken == FLAG else [option_of(field), chance.choice(VALUES)]


def _text(chance: Random) -> str:
    signs = (chance.randrange(32, 127), chance.randrange(0xD800))
    return "".join(chr(chance.choice(signs)) for _ in range(chance.randint(0, 6)))


MOST_WORDS = 25


def drawn(chance: Random, words: list[str]) -> list[str]:
    """A line out of one of before, after a few changes."""
    for _ in range(chance.choice((1, 1, 2, 3))):
        words = changed(chance, words)
    return words[:MOST_WORDS]


def smaller(words: list[str]) -> Iterator[list[str]]:
    """The line without a word, with a shorter one."""
    for place in range(len(words)):
        yield words[:place] + words[place + 1 :]
    for place, word in enumerate(words):
        if len(word) > 1:
            yield [*words[:place], word[: len(word) // 2], *words[place + 1 :]]


def _all(home: Path) -> dict[str, bytes]:
    return {path.relative_to(home).as_posix(): path.read_bytes() for path in home.rglob("*") if path.is_file()}


@contextmanager
def inside(folder: Path) -> Iterator[None]:
    """Runs with a folder as the working directory."""
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


@contextmanager
def beside(home: Path) -> Iterator[None]:
    """As somebody who installed the program: with folders of its own beside `home`, rules that are not a checkout's.

    A command that writes rules is told where to, or refuses; what came with the program is seen through a link.
    """
    rules = home.parent / "yibao_cli" / "rules"
    if not rules.is_symlink():
        rules.parent.mkdir()
        rules.symlink_to(packaged_rules(), target_is_directory=True)
    with ExitStack() as stack:
        folders = {name: str(home.parent / name.lower()) for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME")}
        stack.enter_context(patch.dict(os.environ, folders))
        stack.enter_context(patch.object(rules_writing, "packaged_rules", lambda: rules))
        stack.enter_context(inside(home))
        yield


def judge(home: Path, words: list[str]) -> tuple[str, object]:
    """Runs a command line in `home`; its outcome. AssertionError for what is not as promised."""
    if any(word.startswith(_LEFT_OUT) for word in words) or any(_leads_out(word) for word in words):
        return "left out", None
    if "--fix" in words and not any(_named(name, words) for name in ("mine", "rules")):
        return "left out", None  # would mend the rules that came with the program
    _tidy(home)
    with beside(home):
        done = run(words)
    assert done.code in (0, 2, 3, 4, 5, 6), (words, done)
    found = _all(home)
    new = {name for name in found if name not in files()}
    changed = [name for name, text in files().items() if found.get(name) != text]
    lost = [name for name in changed if not _named(name, words)]
    assert not lost, (words, lost, done)
    assert all(_named(name, words) for name in new), (words, new, done)
    assert not list(home.rglob(".yibao-*")), (words, done)
    data = sorted(path.suffix for path in _kept(home))
    assert data in ([], [".bin", ".zip"]), (words, data, done)
    if done.code == 2:
        assert not new and not changed and not data, (words, new, changed, data, done)
        complaint = is_complaint(done.err) or done.err.startswith(KEPT)
        refused = complaint and (not done.out or done.err.startswith(UNCONFIRMED))
        assert done.out.startswith("Usage: ") or refused, (words, done)
    return f"exit {done.code}", (*words[:2], done.code, re.sub(r"\d+|「[^」]*」", "", done.err))


def _kept(home: Path) -> list[Path]:
    """What lies in the data folder: an installed pack, or nothing."""
    return [path for path in (home.parent / "xdg_data_home").rglob("*") if path.is_file()]


def _leads_out(word: str) -> bool:
    """Whether a word may name a file outside of the directory."""
    value = word.partition("=")[2] or word
    return any(part.startswith(("/", "~")) or ".." in Path(part.replace("\0", "")).parts for part in (word, value))


def _named(name: str, words: list[str]) -> bool:
    """Whether a file, or a folder it is in, is named by a word."""
    parts = name.split("/")
    return any(
        Path(value.replace("\0", "")).parts[:1] in ((parts[0],), ()) or Path(value.replace("\0", "")).as_posix() == "."
        for word in words
        for value in (word, word.partition("=")[2], word[2:])
        if value
    )


def _tidy(home: Path) -> None:
    """Puts back what the last line changed."""
    for path in (*_kept(home), *(home.parent / "xdg_config_home").rglob("*.*")):
        path.unlink()
    for path in sorted(home.rglob("*"), reverse=True):
        name = path.relative_to(home).as_posix()
        if path.is_dir() and not path.is_symlink():
            if not any(file.startswith(f"{name}/") for file in files()):
                path.rmdir()
        elif name not in files():
            path.unlink()
    for name, text in files().items():
        path = home / name
        if not path.is_file() or path.read_bytes() != text:
            path.parent.mkdir(exist_ok=True, parents=True)
            path.write_bytes(text)


def kept() -> list[list[str]]:
    """The command lines of seeds/."""
    return [json.loads(path.read_text("utf-8")) for path in sorted((HERE / "seeds").glob("*.words"))]


def _keep(words: list[str]) -> None:
    (HERE / "failing-arguments.json").write_text(json.dumps(words), "utf-8")


def rounds(home: Path) -> Rounds[list[str]]:
    """The fuzzer, with an empty directory of its own."""
    good = [line.split() for line in GOOD]
    inner = home / "here"
    inner.mkdir()
    return Rounds("arguments", good, drawn, lambda words: judge(inner, words), smaller, _keep, kept())


if __name__ == "__main__":
    with kept_open(), tempfile.TemporaryDirectory(dir=memory()) as folder:
        raise SystemExit(rounds(Path(folder)).main())
