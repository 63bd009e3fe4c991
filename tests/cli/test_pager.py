"""Long answers on a terminal go through a pager."""

import sys
from pathlib import Path

import pytest

from tests.cli.test_streams import _on_a_terminal

LONG = "-m yibao_cli claims --lang zh"
SHORT = "-m yibao_cli estimate -r 武汉 -s 退休 --age 66"


def ask(command: str, pager: str, rows: int = 12) -> tuple[int, str]:
    """What a terminal of some rows shows."""
    script = f"stty rows {rows} cols 80; exec {sys.executable} {command}"
    code, shown = _on_a_terminal(["sh", "-c", script], {"PAGER": pager})
    return code, shown.decode().replace("\r\n", "\n")


@pytest.fixture
def pager(tmp_path: Path) -> str:
    """A pager that says that it was asked, and shows all."""
    script = tmp_path / "my pager"
    script.write_text("#!/bin/sh\necho PAGED $LESS $1\ncat\n", encoding="utf-8")
    script.chmod(0o755)
    return f"'{script}' -x"


def test_what_is_longer_than_the_terminal_is_paged_whole(pager: str) -> None:
    code, plain = ask(LONG, "cat")
    assert code == 0 and "PAGED" not in plain and plain.count("\n") > 12
    code, shown = ask(LONG, pager)
    assert (code, shown) == (0, f"PAGED FRX -x\n{plain}")


@pytest.mark.parametrize(("command", "rows"), [(LONG, 5000), (SHORT, 3), (f"{LONG} --json", 5000)])
def test_what_fits_and_what_is_an_answer_is_printed(pager: str, command: str, rows: int) -> None:
    code, shown = ask(command, pager, rows)
    assert code == 0 and "PAGED" not in shown and shown


@pytest.mark.parametrize("command", ["", "cat", "no-such-pager-anywhere", "'unclosed"])
def test_without_a_pager_the_text_is_printed(command: str) -> None:
    code, shown = ask(LONG, command)
    assert code == 0 and shown.count("\n") > 12


def test_a_reader_who_leaves_early_ends_the_command_well(tmp_path: Path) -> None:
    script = tmp_path / "brief"
    script.write_text("#!/bin/sh\nhead -n 1\n", encoding="utf-8")
    script.chmod(0o755)
    code, shown = ask(LONG, str(script))
    assert code == 0 and shown.count("\n") == 1


def test_a_failure_is_told_after_what_was_printed(pager: str) -> None:
    code, shown = ask("-m yibao_cli schema nothing --lang zh", pager)
    assert code == 2 and "PAGED" not in shown and shown.startswith("yibao: ")
