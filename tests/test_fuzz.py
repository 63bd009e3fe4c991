"""The fuzzers in small: the inputs that once failed, and a few dozen of each kind, the same ones every time."""

from collections.abc import Iterator
from pathlib import Path

import pytest

import arguments
import rule_files
import tables
from fuzzing import HERE, kept_open, shows

RULE_FILES, TABLES, ARGUMENTS = 60, 40, 60
"""Runs."""


@pytest.fixture
def once() -> Iterator[None]:
    with kept_open():
        yield


@pytest.mark.parametrize("path", sorted((HERE / "seeds").glob("*.toml")), ids=lambda path: path.stem)
def test_a_kept_rule_file_is_judged(tmp_path: Path, path: Path) -> None:
    assert rule_files.fuzzer(tmp_path).judge(path.read_text(encoding="utf-8")) == "refused"


def test_rule_files(tmp_path: Path) -> None:
    assert "refused" in rule_files.fuzzer(tmp_path).run(RULE_FILES)


@pytest.mark.usefixtures("once")
def test_tables(tmp_path: Path) -> None:
    """No personal number in any output, no row lost, nothing half written; those of seeds/ first."""
    assert "batch 6" in tables.fuzzer(tmp_path).run(TABLES + len(tables.kept()))


@pytest.mark.usefixtures("once")
def test_arguments(tmp_path: Path) -> None:
    assert "exit 2" in arguments.fuzzer(tmp_path).run(ARGUMENTS + len(arguments.kept()))


def test_a_number_is_found_however_it_is_written() -> None:
    """What the fuzzer of tables looks for is seen where it stands."""
    assert shows("备注１１０１０１19900307 0011。", "110101199003070011") and shows("a,138 0013 8000", "13800138000")
    assert not shows("110101************", "110101199003070011") and not shows("1138001380001", "13800138000")
