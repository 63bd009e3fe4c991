"""Outputs: whole or not at all, where it was said, and nowhere else."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from yibao_cli.cli.exit_codes import ExitCode
from yibao_cli.core.errors import InputError
from yibao_cli.outputs import check_targets, temporary_folder, whole_file

from .conftest import Run, Runner, needs_spark

HEAD = "工号,城市,状态,年龄,缴费基数\n"
ROW = "1,北京,在职,34,10000\n"
BATCH = ["batch", "people.csv", "--month", "2024-08", "-q"]
YIBAO = [sys.executable, "-m", "yibao_cli"]
ENVIRONMENT = {"PYTHONIOENCODING": "utf-8"}


def write(target: Path, text: str, private: bool = True) -> None:
    with whole_file(target, private) as new:
        new.write_text(text, encoding="utf-8")


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o7777


def batch(folder: Path, *words: str, rows: int = 3) -> subprocess.CompletedProcess[str]:
    (folder / "people.csv").write_text(HEAD + ROW * rows, encoding="utf-8")
    return subprocess.run(
        [*YIBAO, *BATCH, *words], cwd=folder, env=os.environ | ENVIRONMENT, capture_output=True, text=True
    )


def test_a_link_is_written_through_to_its_file(tmp_path: Path) -> None:
    (tmp_path / "far").mkdir()
    (tmp_path / "far" / "real.csv").write_text("old", encoding="utf-8")
    (tmp_path / "one.csv").symlink_to("two.csv")
    (tmp_path / "two.csv").symlink_to(tmp_path / "far" / "real.csv")
    assert batch(tmp_path, "-o", "one.csv", "--overwrite").returncode == 0
    assert (tmp_path / "one.csv").is_symlink() and (tmp_path / "two.csv").is_symlink()
    assert (tmp_path / "far" / "real.csv").read_text(encoding="utf-8").count("200.00") >= 3
    assert [path.name for path in (tmp_path / "far").iterdir()] == ["real.csv"]


def test_a_link_to_nothing_makes_the_file(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("new")
    write(tmp_path / "link", "x")
    assert (tmp_path / "link").is_symlink() and (tmp_path / "new").read_text(encoding="utf-8") == "x"


def test_links_in_a_circle_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")
    with pytest.raises(InputError, match="Too many levels"):
        write(tmp_path / "a", "x")


def test_a_pipe_is_written_into(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    got: list[str] = []
    reader = threading.Thread(target=lambda: got.append(pipe.read_text(encoding="utf-8")))
    reader.start()
    write(pipe, "甲乙")
    reader.join()
    assert got == ["甲乙"] and pipe.is_fifo() and list(tmp_path.iterdir()) == [pipe]


@pytest.mark.parametrize("name", ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"])
def test_a_descriptor_is_written_into(tmp_path: Path, name: str) -> None:
    done = batch(tmp_path, "-o", name)
    assert done.returncode == 0 and done.stdout.count("200.00") >= 3
    assert sorted(path.name for path in tmp_path.iterdir()) == ["people.csv"]
    shell = f"{{ echo before; {' '.join([*YIBAO, *BATCH, '-o', name])}; echo after; }} > out.txt"
    assert subprocess.run(["sh", "-c", shell], cwd=tmp_path, env=os.environ | ENVIRONMENT).returncode == 0
    lines = (tmp_path / "out.txt").read_text(encoding="utf-8").splitlines()
    assert (lines[0], lines[-1], len(lines)) == ("before", "after", 6)


def test_a_device_stays(tmp_path: Path) -> None:
    assert batch(tmp_path, "-o", "/dev/null", "--format", "csv", "--errors", "/dev/null").returncode == 0
    assert Path("/dev/null").is_char_device()


@pytest.mark.parametrize(
    ("words", "line"),
    [
        ("-o .", "写不到「.」:是目录,请写明文件名。"),
        ("-o / --format csv", "写不到「/」:是目录,请写明文件名。"),
        ("-o folder.csv", "写不到「folder.csv」:是目录,请写明文件名。"),
        ("-o x.csv --errors folder.csv", "写不到「folder.csv」:是目录,请写明文件名。"),
        ("-o none/x.csv", "写不到「none/x.csv」:No such file or directory。"),
        ("-o people.csv/x.csv", "写不到「people.csv/x.csv」:Not a directory。"),
        (f"-o {'a' * 256}.csv", f"写不到「{'a' * 199}…」:File name too long。"),
        ("-o x.csv --errors x.csv", "--errors:「x.csv」与 -o 是同一个文件,换一个文件名。"),
        ("-o x.csv --errors ./sub/../x.csv", "--errors:「./sub/../x.csv」与 -o 是同一个文件,换一个文件名。"),
        ("-o link.csv --errors x.csv", "--errors:「x.csv」与 -o 是同一个文件,换一个文件名。"),
        ("--errors /dev/stdout", "--errors:「/dev/stdout」与 -o 是同一个文件,换一个文件名。"),
        ("-o people.csv", "-o:「people.csv」就是要读的文件,换一个文件名。"),
        ("-o x.csv --errors people.csv", "--errors:「people.csv」就是要读的文件,换一个文件名。"),
    ],
)
def test_what_cannot_be_an_output_is_said_before_work_begins(tmp_path: Path, words: str, line: str) -> None:
    (tmp_path / "folder.csv").mkdir()
    (tmp_path / "sub").mkdir()
    (tmp_path / "link.csv").symlink_to("x.csv")
    done = batch(tmp_path, *words.split())
    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"yibao: {line}\n")
    assert not (tmp_path / "x.csv").exists()
    assert (tmp_path / "people.csv").read_text(encoding="utf-8") == HEAD + ROW * 3


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is forbidden to root")
def test_a_folder_that_may_not_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "locked").mkdir(mode=0o500)
    with pytest.raises(InputError, match="Permission denied"):
        check_targets({"-o": str(tmp_path / "locked" / "x.csv")})


def test_the_longest_name_is_no_matter(tmp_path: Path) -> None:
    target = tmp_path / ("a" * 251 + ".csv")
    write(target, "x")
    assert target.read_text(encoding="utf-8") == "x"


def test_modes(tmp_path: Path) -> None:
    """What was there keeps its mode; new files about people are their owner's, others as the mask has it."""
    before = os.umask(0o022)
    try:
        for name, private, old, expected in [
            ("a", True, None, 0o600),
            ("b", False, None, 0o644),
            ("c", True, 0o664, 0o664),
            ("d", False, 0o640, 0o640),
        ]:
            target = tmp_path / name
            if old is not None:
                target.write_text("old", encoding="utf-8")
                target.chmod(old)
            with whole_file(target, private) as new:
                new.write_text("x", encoding="utf-8")
                assert mode(new) == 0o600
            assert mode(target) == expected, name
    finally:
        os.umask(before)


@pytest.mark.parametrize("suffix", ["csv", "xlsx", "parquet", "jsonl"])
def test_tables_of_people_are_their_owners(tmp_path: Path, suffix: str) -> None:
    assert batch(tmp_path, "-o", f"x.{suffix}", "--errors", "e.csv").returncode == 0
    assert (mode(tmp_path / f"x.{suffix}"), mode(tmp_path / "e.csv")) == (0o600, 0o600)


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGHUP])
def test_a_run_that_is_told_to_end_leaves_nothing(tmp_path: Path, how: signal.Signals) -> None:
    process = _halfway(tmp_path)
    process.send_signal(how)
    assert process.wait(60) == 128 + how
    assert not list(tmp_path.glob(".yibao-*"))
    assert (tmp_path / "out.csv").read_text(encoding="utf-8") == "old"


def test_what_a_killed_run_left_goes_at_the_next_one(tmp_path: Path) -> None:
    process = _halfway(tmp_path)
    process.kill()
    process.wait(60)
    (left,) = tmp_path.glob(".yibao-*")
    assert mode(left) == 0o600
    write(tmp_path / "young", "x")
    assert left.exists()  # its maker might be about to lock it
    _aged(left)
    foreign = tmp_path / ".yibao-note.new"
    foreign.write_text("mine", encoding="utf-8")
    _aged(foreign)
    write(tmp_path / "next", "x")
    assert not left.exists() and foreign.exists()


def test_what_another_run_is_writing_stays(tmp_path: Path) -> None:
    with whole_file(tmp_path / "one") as first, temporary_folder(tmp_path) as folder:
        first.write_text("x", encoding="utf-8")
        for path in (first, folder):
            _aged(path)
        done = batch(tmp_path, "-o", "out.csv")
        assert done.returncode == 0 and first.exists() and folder.exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one", "out.csv", "people.csv"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("rows", [3, 20_000])
def test_a_full_disk_is_blamed_on_its_file(tmp_path: Path, rows: int) -> None:
    done = batch(tmp_path, "-o", "/dev/full", "--format", "csv", "--errors", "e.csv", rows=rows)
    assert (done.returncode, done.stderr) == (2, "yibao: 写不到「/dev/full」:No space left on device。\n")
    assert not (tmp_path / "e.csv").exists()
    (tmp_path / "people.csv").write_text(HEAD + ROW * rows, encoding="utf-8")
    with Path("/dev/full").open("wb") as full:
        words = [*YIBAO, *BATCH, "--errors", "e.csv"]
        done = subprocess.run(
            words, cwd=tmp_path, env=os.environ | ENVIRONMENT, stdout=full, stderr=subprocess.PIPE, text=True
        )
    assert (done.returncode, done.stderr) == (1, "yibao: 写不到标准输出:No space left on device。\n")
    assert not (tmp_path / "e.csv").exists()


@pytest.mark.parametrize("rows", [3, 20_000])
def test_a_broken_pipe_on_standard_output_is_not_blamed_on_the_errors(tmp_path: Path, rows: int) -> None:
    (tmp_path / "people.csv").write_text(HEAD + ROW * rows, encoding="utf-8")
    shell = f"set -o pipefail; {' '.join([*YIBAO, *BATCH, '--errors', 'e.csv'])} | true"
    done = subprocess.run(
        ["bash", "-c", shell], cwd=tmp_path, env=os.environ | ENVIRONMENT, capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")


def _aged(path: Path) -> None:
    past = time.time() - 3600
    os.utime(path, (past, past))


def _halfway(folder: Path) -> "subprocess.Popen[bytes]":
    """A run that has begun to write, over an output that was there."""
    (folder / "people.csv").write_text(HEAD + ROW * 2_000_000, encoding="utf-8")
    (folder / "out.csv").write_text("old", encoding="utf-8")
    heard = "import os, signal, sys; signal.signal(signal.SIGHUP, signal.SIG_DFL); os.execv(sys.argv[1], sys.argv[1:])"
    command = [sys.executable, "-c", heard, *YIBAO, *BATCH, "-o", "out.csv", "--overwrite"]  # nohup ignores SIGHUP
    process = subprocess.Popen(command, cwd=folder, env=os.environ | ENVIRONMENT, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and not any(path.stat().st_size for path in folder.glob(".yibao-*")):
        time.sleep(0.01)
    return process


@pytest.mark.parametrize(
    "words",
    [
        ("batch", "s3://b/a.csv"),
        ("batch", "s3://b/a.parquet", "-o", "out.csv"),
        ("batch", "s3://b/folder", "out"),
        pytest.param(("batch", "--engine", "spark", "s3://b/folder", "out"), marks=needs_spark),
        ("batch", "a.csv", "-o", "s3://b/out.csv"),
        ("batch", "a.csv", "-o", "s3://b/out.parquet"),
        ("batch", "a.csv", "-o", "out.csv", "--errors", "s3://b/errors.csv"),
        ("batch", "people", "s3://b/out"),
        ("simulate", "s3://b/a.parquet", "--before", "2024-08", "--after", "2024-09"),
        ("reconcile", "s3://b/a.csv"),
    ],
)
def test_an_address_is_no_file_and_nothing_goes_online(
    yibao: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("people").mkdir()
    for name in ("a.csv", "people/a.csv"):
        Path(name).write_text("地区,状态,缴费基数,月份\n北京,在职,10000,2024-08\n", encoding="utf-8")
    address = next(word for word in words if word.startswith("s3:"))
    line = f"yibao: 「{address}」是网址。本程序不联网:先下载到本机,或挂载成目录,再写路径。\n"
    assert yibao(*words) == Run(ExitCode.USAGE, "", line)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.csv", "people"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("batch", "a\0b"), "没有文件「a\\x00b」。"),
        (("simulate", "a\0b", "--before", "2024-08", "--after", "2024-09"), "没有文件「a\\x00b」。"),
        (("reconcile", "a\0b"), "没有文件「a\\x00b」。"),
        (("batch", "a.csv", "-o", "a\0b"), "写不到「a\\x00b」:Invalid argument。"),
        (("batch", "a.csv", "a\0b"), "写不到「a\\x00b」:Invalid argument。"),
        (("batch", "a.csv", "-o", "o.csv", "--errors", "a\0b"), "写不到「a\\x00b」:Invalid argument。"),
        (("batch", "people", "a\0b"), "写不到「a\\x00b」:Invalid argument。"),
        (("batch", "people", "a\ud800"), "写不到「a\\ud800」:Invalid argument。"),
        (("batch", "a.csv", "-o", "a\ud800.csv"), "写不到「a\\ud800.csv」:Invalid argument。"),
        (("batch", "a\ud800"), "没有文件「a\\ud800」。"),
        (("rules", "export", "拉萨", "-o", "a\0b"), "写不到「a\\x00b」:Invalid argument。"),
        (("rules", "new", "拉萨", "-o", "a\0b"), "写不到「a\\x00b」:Invalid argument。"),
        (("rules", "source", "x", "-o", "a\ud800"), "写不到「a\\ud800」:Invalid argument。"),
        (("rules", "limits", "a.csv", "-o", "a\0b"), "写不到「a\\x00b」:Invalid argument。"),
        (("rules", "pack", "people", "-o", "a\0b"), "写不到「a\\x00b」:Invalid argument。"),
        (("rules", "pack", "a\0b", "-o", "a.zip"), "没有目录「a\\x00b」。"),
        (("rules", "diff", "a\0b"), "没有规则目录或规则包「a\\x00b」。"),
        (("rules", "stale", "--plan", "-o", "a\0b.md"), "写不到「a\\x00b.md」:Invalid argument。"),
        (("rules", "use", "a\0b"), "规则包「a\\x00b」读不了:Invalid argument。"),
        (("rules", "check", "a\0b"), "没有规则文件(.toml)、规则包或目录「a\\x00b」。"),
        (("regions", "--rules", "a\0b"), "--rules:没有目录或规则包「a\\x00b」。"),
        (
            ("compare", "-r", "北京", "-s", "退休", "--age", "66", "--rules-after", "a\0b"),
            "--rules-after:没有目录或规则包「a\\x00b」。",
        ),
        (("rules", "export", "拉萨", "-o", ""), "没有目录「」。"),
        (("rules", "new", "拉萨", "-o", ""), "没有目录「」。"),
        (
            (
                "schedule",
                "-r",
                "北京",
                "-s",
                "在职",
                "--base",
                "10000",
                "--from",
                "2024-01",
                "--to",
                "2024-02",
                "--plot",
                "a\0b.png",
            ),
            "写不到「a\\x00b.png」:Invalid argument。",
        ),
    ],
)
def test_a_name_that_no_system_takes_is_refused(
    yibao: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], said: str
) -> None:
    """A zero or half a character in a name: no shell passes one on, whoever calls the program out of another may."""
    monkeypatch.chdir(tmp_path)
    Path("people").mkdir()
    for name in ("a.csv", "people/a.csv"):
        Path(name).write_text("地区,状态,缴费基数,月份\n北京,在职,10000,2024-08\n", encoding="utf-8")
    assert yibao(*words) == Run(ExitCode.USAGE, "", f"yibao: {said}\n")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.csv", "people"]


def test_a_folder_whose_name_is_too_long_is_refused(yibao: Runner) -> None:
    name = "长" * 2000
    for words in (("rules", "new", "拉萨"), ("rules", "source", "x"), ("rules", "export", "拉萨")):
        run = yibao(*words, "-o", name)
        assert (run.code, run.out) == (ExitCode.USAGE, "") and run.err.endswith("」:File name too long。\n")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("batch",), "读不了「{name}」:File name too long。"),
        (("batch", "-o", "o.csv"), "读不了「{name}」:File name too long。"),
        (("simulate", "--before", "2024-08", "--after", "2024-09"), "读不了「{name}」:File name too long。"),
        (("reconcile",), "读不了「{name}」:File name too long。"),
    ],
)
def test_a_name_that_is_too_long_is_refused_as_one(
    yibao: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    command, *options = words
    name = "a" * 5000
    for more in ((), ("out",)) if words == ("batch",) else ((),):
        run = yibao(command, name, *more, *options)
        assert run == Run(ExitCode.USAGE, "", f"yibao: {said.format(name='a' * 199 + '…')}\n")
    assert not list(tmp_path.iterdir())
