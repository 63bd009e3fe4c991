"""Every text on a terminal with colours: the same answer as without."""

import re

import pytest

from ..conftest import Runner

COMMANDS = [
    "estimate -r 武汉 -s 退休 --age 66 --month 2023-03 --explain",
    "schedule -r 武汉 -s 退休 --birth 1955-03 --from 2024-01 --to 2026-12",
    "compare -r 北京 -r 武汉 -s 退休 --age 72 --month 2023-03",
    "infer -r 北京 -s 在职 --age 30 --credit 143.24 --month 2025-08",
    "years -r 北京 --sex 女 --paid 17",
    "why",
    "why -r 武汉 -s 退休 --age 66 --pension 5000 --month 2023-02 --symptom 变少",
    "why -r 北京 -s 退休 --birth 1956-07 --was 97 --now 107 --since 2026-07",
    "channels -r 上海",
    "channels --all",
    "regions",
    "regions 武汉",
    "claims",
    "config",
    "doctor",
    "rules show 武汉",
    "rules coverage",
    "rules stale",
    "rules diff --month 2022-11 --month 2023-03",
]


@pytest.mark.parametrize("command", COMMANDS)
def test_colours_change_no_word(command: str, yibao: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tables are laid out otherwise on a terminal: the words count, not the blanks."""
    plain = yibao(*command.split())
    monkeypatch.setenv("CLICOLOR_FORCE", "1")
    monkeypatch.setenv("COLUMNS", "400")
    coloured = yibao(*command.split())
    assert (coloured.code, coloured.err) == (plain.code, plain.err)
    assert "\x1b[" in coloured.out
    words = "".join(re.sub(r"\x1b\[[0-9;]*m", "", coloured.out).split())
    assert words.startswith("".join(plain.out.split()))  # a schedule has bars, too
