"""Text that acts, from data, headings, file names and rules: it reaches no terminal, no spreadsheet, no page."""

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from yibao_cli.render.answer_table import csv_text, markdown_text

from ..conftest import Runner, write_rules

EVIL = "\x1b[31mEVIL\x1b]0;pwn\x07\x9b5m\u202e"
ENVIRONMENT = {"PYTHONIOENCODING": "utf-8", "NO_COLOR": "1"}
PEOPLE = f"工号,姓名,城市,状态,年龄,缴费基数,备注{EVIL}\n1,{EVIL},北京,在职,34,10000,{EVIL}\n2,x,{EVIL},在职,34,1,\n"
STATEMENT = (
    f"姓名,费款所属期,缴费人员类别,缴费基数,划入个人账户金额,缴费类型,备注{EVIL}\n"
    f"{EVIL},2024-01,在职,9000,180,{EVIL}类,{EVIL}\n张三,2024-0{EVIL},在职,9000,180,正常,\n"
)
RULE = """[region]
name = "拉萨市"
name_en = "Lhasa"
adcode = "540100"

[[retiree]]
from = 2023-01-01
title = "EVIL"
plan = "EVIL"
pooled = { yuan = 90 }
grade = "press"
sources = ["caixin-beijing-2022-08"]
note = "EVIL"
""".replace("EVIL", "".join(f"\\u{ord(sign):04x}" for sign in EVIL))
COMMANDS = [
    f"batch\tp{EVIL}.csv\t--month\t2024-08",
    f"batch\tp{EVIL}.csv\t--month\t2024-08\t--format\tjsonl",
    f"batch\tp{EVIL}.csv\t--month\t2024-08\t--dry-run",
    f"batch\tp{EVIL}.csv",
    *(f"reconcile\ts{EVIL}.csv\t-r\t北京{form}" for form in ("", "\t--json", "\t--format\tcsv", "\t--format\tmd")),
    f"reconcile\ts{EVIL}.csv\t-r\t北京\t--show-mapping",
    f"reconcile\ts{EVIL}.csv\t-r\t北京\t--letter\t单位",
    f"estimate\t-r\t{EVIL}\t-s\t退休",
    *(
        f"estimate\t-r\t拉萨\t-s\t退休\t--plan\t{EVIL}\t--month\t2024-01\t--rules\tmine{form}"
        for form in ("\t--explain", "\t--json", "\t--format\tcsv", "\t--format\tmd")
    ),
    "rules\tshow\t拉萨\t--rules\tmine",
    "rules\tshow\t拉萨\t--rules\tmine\t--json",
    f"rules\tcheck\tbad{EVIL}",
]


def on_a_terminal(words: list[str], folder: Path) -> str:
    """Everything a command shows on a terminal."""
    leader, follower = pty.openpty()
    command = [sys.executable, "-m", "yibao_cli", *words]
    process = subprocess.Popen(
        command, cwd=folder, env=os.environ | ENVIRONMENT, stdin=subprocess.DEVNULL, stdout=follower, stderr=follower
    )
    os.close(follower)
    shown = b""
    while True:
        try:
            piece = os.read(leader, 65536)
        except OSError:
            break
        if not piece:
            break
        shown += piece
    os.close(leader)
    assert process.wait() in (0, 2, 3, 5, 6)
    return shown.decode("utf-8")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_rules(
        tmp_path_factory.mktemp("evil"),
        {
            f"p{EVIL}.csv": PEOPLE,
            f"s{EVIL}.csv": STATEMENT,
            "mine/xizang/lasa.toml": RULE,
            f"bad{EVIL}/xizang/lasa.toml": RULE.replace('grade = "press"', 'grade = "\\u001b[31m"'),
        },
    )


@pytest.mark.parametrize(
    "words", COMMANDS, ids=lambda words: words.replace("\t", " ").encode("unicode_escape").decode()
)
def test_no_escape_sequence_reaches_a_terminal(folder: Path, words: str) -> None:
    shown = on_a_terminal(words.split("\t"), folder).replace("\r\n", "\n")
    assert shown
    odd = {sign for sign in shown if not sign.isprintable()} - {"\n", "\t", "\u3000"}
    assert odd == set(), shown


def test_data_in_a_pipe_stay_as_they_are(folder: Path) -> None:
    command = [sys.executable, "-m", "yibao_cli", "batch", f"p{EVIL}.csv", "--month", "2024-08", "-q"]
    done = subprocess.run(command, cwd=folder, env=os.environ | ENVIRONMENT, capture_output=True)
    assert f"1,{EVIL},北京" in done.stdout.decode("utf-8")


def test_half_a_character_on_the_command_line_is_shown_as_its_escape(yibao: Runner) -> None:
    run = yibao("estimate", "-r", "北\ud83d", "-s", "退休")
    assert run.code == 2 and r"「北\ud83d」" in run.err


@pytest.mark.parametrize("output", ["-", "o.csv", "o.xlsx", "o.parquet", "o.jsonl"])
def test_half_a_character_in_a_file_spoils_its_own_cell(
    yibao: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, output: str
) -> None:
    monkeypatch.chdir(tmp_path)
    line = r'{"工号":"%s","地区":"北京","状态":"在职","缴费基数":"10000","月份":"2024-08","备注":"%s"}'
    Path("x.jsonl").write_text(f"{line % (1, 'a')}\n{line % (2, chr(92) + 'ud83d')}\n", encoding="utf-8")
    run = yibao("batch", "x.jsonl", *(() if output == "-" else ("-o", output)))
    assert run.code == 0
    assert "「备注」列有 1 格(第 2 行)里有半个字符,换成了「\ufffd」。" in run.err
    assert (
        output != "-"
        or '"工号":"2","地区":"北京","状态":"在职","缴费基数":"10000","月份":"2024-08","备注":"\ufffd"' in run.out
    )


def test_no_cell_of_a_csv_is_a_formula() -> None:
    lines = csv_text(("a", "=b"), [("=1+1", "-16.00"), ("\n@x", "+5")]).splitlines()
    assert lines == ["a,'=b", "'=1+1,-16.00", "\"'", '@x",+5']


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("<img src=x>&amp;", "&lt;img src=x>&amp;amp;"),
        ("[a](javascript:b) ![c](d)", r"[a]\(javascript:b) ![c]\(d)"),
        ("`x` | y \\ z", r"\`x\` \| y \\ z"),
        ("a\nb\x1b[1m", r"a b\\x1b[1m"),
        ("[1] 2024-01~12", "[1] 2024-01~12"),
    ],
)
def test_markdown_shows_a_text_as_it_is(text: str, shown: str) -> None:
    assert markdown_text(text) == shown
