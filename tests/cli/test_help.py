"""The help texts, as they are written into the wheel."""

from collections.abc import Mapping

import pytest

from yibao_cli.cli.help import help_files, sealed_help
from yibao_cli.cli.main import main
from yibao_cli.cli.options import COMMANDS


@pytest.fixture(scope="module")
def texts() -> Mapping[str, str]:
    return help_files()


@pytest.mark.parametrize("command", ["", "rules", *COMMANDS])
def test_what_is_written_is_what_the_program_prints(
    command: str, texts: Mapping[str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    words = command.split()
    assert sealed_help(words) is None  # from its source the program asks Typer
    assert main([*words, "--help"]) == 0
    assert texts["-".join(("yibao", *words)) + ".txt"] == capsys.readouterr().out


def test_every_command_has_one(texts: Mapping[str, str]) -> None:
    assert len(texts) == len(COMMANDS) + len(("yibao", "rules", "profile"))
