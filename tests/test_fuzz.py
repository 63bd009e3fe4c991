"""The fuzzers in small: the inputs that once failed, and a few dozen of each kind, the same ones every time."""

from collections.abc import Iterator
from pathlib import Path

import pytest

import arguments
import rule_files
import tables
from fuzzing import kept_open, shows
from rounds import Rounds

RULE_FILES, TABLES, ARGUMENTS = 600, 40, 60
"""Runs."""


@pytest.fixture
def once() -> Iterator[None]:
    with kept_open():
        yield


@pytest.fixture
def rules(tmp_path: Path) -> Iterator[Rounds[rule_files.Case]]:
    with rule_files.rounds(tmp_path) as found:
        yield found


@pytest.mark.parametrize("case", rule_files.kept(), ids=str)
def test_a_kept_rule_file_is_judged(rules: Rounds[rule_files.Case], case: rule_files.Case) -> None:
    assert rules.judge(case)[0] == "refused"


def test_rule_files(rules: Rounds[rule_files.Case]) -> None:
    found = rules.run(RULE_FILES)
    assert "refused" in found and "answered" in found


def test_a_fault_is_found_and_made_smaller(tmp_path: Path) -> None:
    """What fails is written down with no more than fails."""
    kept: list[str] = []

    def judge(text: str) -> tuple[str, object]:
        assert "[[" not in text
        return "good", None

    rounds = Rounds(
        "texts",
        ["a\nb\n"],
        lambda chance, text: text + chance.choice(("[[x\nc\n", "d\n")),
        judge,
        lambda text: (other for _, other in rule_files.smaller(("", text))),
        kept.append,
    )
    with pytest.raises(AssertionError):
        rounds.run(50)
    assert kept == ["[["]


@pytest.mark.usefixtures("once")
def test_tables(tmp_path: Path) -> None:
    """No personal number in any output, no row lost, nothing half written; those of seeds/ first."""
    assert "batch 6" in tables.rounds(tmp_path).run(TABLES + len(tables.kept()))


@pytest.mark.usefixtures("once")
def test_arguments(tmp_path: Path) -> None:
    assert "exit 2" in arguments.rounds(tmp_path).run(ARGUMENTS + len(arguments.kept()))


def test_a_number_is_found_however_it_is_written() -> None:
    """What the fuzzer of tables looks for is seen where it stands."""
    assert shows("备注１１０１０１19900307 0011。", "110101199003070011") and shows("a,138 0013 8000", "13800138000")
    assert not shows("110101************", "110101199003070011") and not shows("1138001380001", "13800138000")
