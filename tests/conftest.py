"""What all tests share: the rule base, and a way to run the command line in this process."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from yibao_cli.cli.main import main
from yibao_cli.rulebook.book import Rulebook
from yibao_cli.rulebook.directory import OVERLAY_VARIABLE, RuleDirectory

ROOT = Path(__file__).resolve().parents[1]
RULES = ROOT / "rules"


@dataclass(frozen=True)
class Run:
    """What a command left behind."""

    code: int
    out: str
    err: str


Runner = Callable[..., Run]


@pytest.fixture(autouse=True)
def _plain_surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test depends on the terminal or the settings of whoever runs it."""
    for name in (OVERLAY_VARIABLE, "NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "FORCE_COLOR", "COLUMNS", "YIBAO_DEBUG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm")


@pytest.fixture
def yibao(capsys: pytest.CaptureFixture[str]) -> Runner:
    """Runs a command line in this process."""

    def run(*words: str) -> Run:
        code = main(words)
        captured = capsys.readouterr()
        return Run(int(code), captured.out, captured.err)

    return run


@pytest.fixture(scope="session")
def book() -> Rulebook:
    """The rule base of the checkout, through the models."""
    return Rulebook.from_directory(RuleDirectory(RULES))


def write_rules(folder: Path, files: dict[str, str]) -> Path:
    """Writes rule files, by name, into `folder`."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def words_of(line: str) -> Sequence[str]:
    """The words of a command line, as a shell splits them."""
    import shlex

    return shlex.split(line)
