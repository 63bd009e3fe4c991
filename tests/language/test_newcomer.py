"""The path of a newcomer who reads English: from the README to answers without a Chinese word but names and titles."""

import re
import shlex
from collections.abc import Callable, Iterator

import pytest

from yibao_cli.language import speak

from ..conftest import ROOT, Runner

README = (ROOT / "README.en.md").read_text(encoding="utf-8")
PATH = README[README.index("## From nothing") : README.index("## Other forms")]
COMMANDS = [
    *(command.partition(" 2>&1")[0] for command in re.findall(r"^\$ yibao (.*)$", PATH, re.MULTILINE)),
    *re.findall(r"`yibao (help [a-z]+|wuhan [^`]*)`", PATH),
    *("--help", "estimate --help", "channels -r wuhan --want credits", "regions wuhan", "version", "doctor"),
]

pytestmark = pytest.mark.shipped_rules


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    yield
    speak("zh")


def test_the_path_has_commands() -> None:
    assert len(COMMANDS) >= 12 and "help glossary" in COMMANDS


@pytest.mark.parametrize("command", COMMANDS)
def test_only_names_and_titles_are_chinese(
    command: str, yibao: Runner, chinese_left: Callable[[str], list[str]]
) -> None:
    run = yibao(*shlex.split(command))
    left = chinese_left(run.out + run.err)
    assert left == [] or command == "help glossary"


def test_the_readme_itself_is_english(chinese_left: Callable[[str], list[str]]) -> None:
    assert chinese_left(re.sub(r"```.*?```", "", PATH, flags=re.DOTALL)) == []
