"""Consoles, pipes and terminals of all kinds: no crash, no noise. Real processes."""

import json
import os
import pty
import select
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from yibao_cli.cli import main

YIBAO = [sys.executable, "-m", "yibao_cli"]
WUHAN = ["estimate", "-r", "武汉", "-s", "退休", "--month", "2023-02"]
BEIJING = ["estimate", "-r", "北京", "-s", "在职", "--base", "10000", "--month", "2024-08"]
UNICODE = {"PYTHONIOENCODING": "utf-8"}


def run(words: list[str], **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([*YIBAO, *words], capture_output=True, env=os.environ | environment, stdin=subprocess.DEVNULL)


@pytest.mark.parametrize(
    "words",
    [
        WUHAN,
        ["channels", "-r", "上海"],
        ["--help"],
        ["estimate", "-r", "五汉", "-s", "退休"],
        ["rules", "show", "武汉"],
    ],
)
@pytest.mark.parametrize("encoding", ["ascii", "gbk", "latin-1", "utf-8"])
def test_any_console_encoding_works(words: list[str], encoding: str) -> None:
    done = run(words, PYTHONIOENCODING=encoding)
    assert b"Traceback" not in done.stderr and b"UnicodeEncodeError" not in done.stderr
    assert done.returncode in (0, 2)


def test_gbk_shows_chinese() -> None:
    assert "武汉市 · 退休 · 2023-02" in run(WUHAN, PYTHONIOENCODING="gbk").stdout.decode("gbk")


def test_json_is_json_on_an_ascii_console() -> None:
    document = json.loads(run([*WUHAN, "--json"], PYTHONIOENCODING="ascii").stdout.decode("ascii"))
    assert document["region"]["name"] == "武汉市"


@pytest.mark.parametrize("variables", [{"NO_COLOR": "1"}, {"TERM": "dumb"}, {"CLICOLOR": "0"}], ids=str)
def test_no_colour_where_none_is_wanted(variables: dict[str, str]) -> None:
    assert b"\x1b" not in _on_a_terminal([*YIBAO, *WUHAN], UNICODE | variables)[1]


@pytest.mark.parametrize(
    "words", ["channels -r 上海", "channels", "why", "rules show 武汉", "claims --number 89", "regions"]
)
def test_every_colour_is_known_to_a_terminal(words: str) -> None:
    code, shown = _on_a_terminal([*YIBAO, *words.split()], UNICODE | {"TERM": "xterm-256color"})
    assert code == 0 and "内部错误" not in shown.decode()


def test_colour_on_a_terminal() -> None:
    assert b"\x1b[" in _on_a_terminal([*YIBAO, *WUHAN], UNICODE | {"TERM": "xterm-256color"})[1]


@pytest.mark.parametrize(
    "words", ["regions --all", "channels -r 上海", "--help", "estimate -r 武汉 -s 退休 --month 2024-01"]
)
@pytest.mark.parametrize("reader", ["head -1", "true"])
def test_a_closed_pipe_makes_no_noise(words: str, reader: str) -> None:
    command = f"set -o pipefail; {sys.executable} -m yibao_cli {words} | {reader}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, env=os.environ | UNICODE)
    assert done.stderr == b"" and done.returncode == 0
    assert done.stdout.count(b"\n") == (1 if reader == "head -1" else 0)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_is_said_in_one_line() -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run([*YIBAO, *WUHAN], stdout=full, stderr=subprocess.PIPE, env=os.environ | UNICODE)
    assert done.returncode == 1
    assert done.stderr.decode() == "yibao: 写不到标准输出:No space left on device。\n"


def test_a_file_that_fails_is_not_taken_for_standard_output(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(words: list[str]) -> int:
        raise PermissionError(13, "Permission denied", "some\x1b[31m/file")

    monkeypatch.setattr(main, "run_words", fail)
    assert main.main(["estimate"]) == 1
    assert capsys.readouterr().err == "yibao: 用不了「some\\x1b[31m/file」:Permission denied。\n"


def test_control_c_at_a_prompt_ends_with_130() -> None:
    code, shown = _on_a_terminal([*YIBAO, "estimate"], UNICODE, answers=["\x03"])
    assert code == 130 and "内部错误" not in shown.decode()


def test_a_plan_or_an_age_that_cannot_be_is_asked_for_again() -> None:
    question = [*YIBAO, "estimate", "-r", "深圳", "-s", "在职", "--base", "8000", "--month", "2024-08"]
    code, shown = _on_a_terminal(question, UNICODE, answers=["三档", "1档"])
    assert code == 0 and "没有名为「三档」的档次" in shown.decode() and "160.00 元" in shown.decode()
    question = [*YIBAO, "estimate", "-r", "北京", "-s", "退休", "--month", "2024-08"]
    code, shown = _on_a_terminal(question, UNICODE, answers=["300", "70"])
    assert code == 0 and "300 不在 0 到 130 之间" in shown.decode() and "107.00 元" in shown.decode()


def _with_closed(closed: str, *words: str) -> subprocess.CompletedProcess[str]:
    """Runs a command through a shell that closes a stream first, as some daemons do."""
    shell = ["sh", "-c", f'exec "$@" {closed}', "sh", *YIBAO, *words]
    return subprocess.run(shell, capture_output=True, text=True, env=os.environ | UNICODE)


@pytest.mark.parametrize("form", [[], ["-q"], ["--json"]])
def test_no_standard_input_is_no_matter(form: list[str]) -> None:
    done = _with_closed("<&-", *WUHAN, *form)
    assert done.returncode == 0 and "76.00" in done.stdout and done.stderr == ""


@pytest.mark.parametrize("words", [[*WUHAN, "-q"], [*WUHAN, "--json"], ["--help"], ["regions"]])
def test_no_standard_output_is_said(words: list[str]) -> None:
    done = _with_closed(">&-", *words)
    message = "写不到标准输出:已关闭。"
    said = json.loads(done.stderr)["error"]["message"] if "--json" in words else done.stderr
    assert (done.returncode, said) == (1, message if "--json" in words else f"yibao: {message}\n")


def test_no_standard_error_leaves_the_answer_and_the_exit_code() -> None:
    assert _with_closed("2>&-", *WUHAN, "-q").stdout == "76.00\n"
    refused = _with_closed("2>&-", "estimate", "-r", "五汉", "-s", "退休")
    assert (refused.returncode, refused.stdout) == (2, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
def test_a_full_standard_error_keeps_the_exit_code() -> None:
    assert _with_closed("2>/dev/full", "estimate", "-r", "五汉", "-s", "退休").returncode == 2


@pytest.mark.parametrize("columns", ["0", "", "many"])
def test_columns_that_are_no_number_count_as_none(columns: str) -> None:
    assert run(WUHAN, **UNICODE, COLUMNS=columns).stdout == run(WUHAN, **UNICODE, COLUMNS="80").stdout


@pytest.mark.parametrize("columns", ["1", "20", "32", "40"])
def test_a_narrow_terminal_loses_nothing(columns: str) -> None:
    narrow, wide = (run(BEIJING, **UNICODE, COLUMNS=width).stdout.decode() for width in (columns, "80"))
    assert sorted(narrow.replace(" ", "").replace("\n", "")) == sorted(wide.replace(" ", "").replace("\n", ""))


def test_a_pipe_is_never_asked() -> None:
    done = run(["estimate", "-r", "北京", "-s", "在职"], **UNICODE)
    assert done.returncode == 2 and "缺少 --base" in done.stderr.decode()


def test_a_person_at_a_terminal_is_asked_for_what_is_missing() -> None:
    code, shown = _on_a_terminal(
        [*YIBAO, "estimate", "--month", "2024-08"], UNICODE, answers=["五汉", "北京", "在职", "很多", "10000"]
    )
    text = shown.decode()
    assert code == 0
    assert text.index("统筹地区") < text.index("不认识「五汉」") < text.index("参保状态") < text.index("缴费基数")
    assert "「很多」不是金额" in text and "200.00 元" in text


def test_only_what_the_rule_needs_is_asked() -> None:
    code, shown = _on_a_terminal([*YIBAO, "estimate", "-r", "武汉", "-s", "退休", "--month", "2024-08"], UNICODE)
    assert code == 0 and "76.00 元" in shown.decode()


QUESTIONS = [
    ("schedule -s 退休 --birth 1951-03 --to 2023-03", ["武汉", "2023-13", "2023-02"], ["--from", "2023-02"]),
    ("compare --month 2024-08", ["北京", "2", "70"], ["1 在职", "2 退休", "--age", "107.00"]),
    ("infer -r 武汉 -s 退休 --month 2024-08", ["很多", "76.00"], ["--credit", "不是金额"]),
    ("years -r 北京 --month 2024-08", ["2", "17"], ["1 男", "2 女", "--paid", "北京市"]),
    ("why --was 80 --now 76 -s 退休 -r 武汉 --since 2023-02 --month 2024-08", [], ["80 → 76"]),
    ("channels 上海", [], ["上海市"]),
    ("武汉 8000元 2024-08", ["1"], ["1 在职", "160.00"]),
    ("武汉 在职 2005-03 8000元", ["3", "1"], ["1 出生年月(--birth)", "没有「3」这一项", "160.00"]),
    ("rules show --month 2023-02", ["武汉"], ["武汉市"]),
    ("北京 退休 2024-08", ["1952-03-05"], ["--age", "107.00"]),
    ("北京 退休 2024-08", ["五十", "72"], ["不是周岁,也不是出生年月", "107.00"]),
]


@pytest.mark.parametrize(("words", "answers", "shown"), QUESTIONS, ids=[words for words, _, _ in QUESTIONS])
def test_every_command_asks_for_what_it_needs(words: str, answers: list[str], shown: list[str]) -> None:
    _, text = _on_a_terminal([*YIBAO, *words.split()], UNICODE, answers=list(answers))
    assert "缺少" not in text.decode() and "内部错误" not in text.decode()
    assert [part for part in shown if part not in text.decode()] == []


@pytest.mark.parametrize("words", ["estimate", "compare", "schedule -r 武汉", "武汉 在职 2005-03", "rules show"])
@pytest.mark.parametrize("key", ["\x03", "\x04"], ids=["control-c", "control-d"])
def test_whoever_breaks_off_a_question_gets_130(words: str, key: str) -> None:
    code, shown = _on_a_terminal([*YIBAO, *words.split()], UNICODE, answers=[key])
    assert code == 130 and "内部错误" not in shown.decode()


@pytest.mark.parametrize(
    ("words", "variables"), [("estimate", {"CI": "true"}), ("estimate --json", {}), ("schedule -q", {})], ids=str
)
def test_robots_are_asked_nothing(words: str, variables: dict[str, str]) -> None:
    code, shown = _on_a_terminal([*YIBAO, *words.split()], UNICODE | variables)
    assert code == 2 and "缺少 --region" in shown.decode()


def test_an_overlay_may_come_from_the_environment(tmp_path: Path) -> None:
    done = run([*WUHAN, "-q"], YIBAO_RULES=str(tmp_path / "none"))
    assert done.returncode == 2


def _on_a_terminal(
    command: list[str], variables: dict[str, str], answers: list[str] | None = None
) -> tuple[int, bytes]:
    """Runs a command on a pseudo-terminal, typing one answer at each prompt; returns the exit code and all it showed.

    A key may get lost while the command is only just turning to its prompt: the last answer is typed again where
    nothing happens for a while.
    """
    environment = {key: value for key, value in os.environ.items() if key not in ("NO_COLOR", "CLICOLOR", "CI")}
    pid, terminal = pty.fork()
    if pid == 0:
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # tests that run in the background ignore it
        os.execvpe(command[0], command, environment | {"TERM": "xterm"} | variables)
    shown = b""
    waiting, typed, patience = list(answers or []), b"", 5
    while True:
        if not select.select([terminal], [], [], 10)[0]:
            patience -= 1
            if patience:
                os.write(terminal, typed)
            else:
                os.kill(pid, signal.SIGKILL)
            continue
        try:
            piece = os.read(terminal, 4096)
        except OSError:
            break
        if not piece:
            break
        shown += piece
        if waiting and shown.rstrip().endswith(b":"):
            typed = waiting.pop(0).encode() + b"\n"
            os.write(terminal, typed)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), shown
