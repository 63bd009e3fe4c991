"""The help texts as the wheel holds them, a folder a language: written when it is built, so that Typer need not be
loaded to show one."""

from __future__ import annotations

import os

from ..language import spoken
from ..render.width import PIPE_WIDTH, across

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

FOLDER = "help"


def sealed_help(command: Sequence[str]) -> str | None:
    """The help of a command such as ["rules", "check"] ([] is the program's own).

    None where Typer has to write it: there is no such command, the terminal is narrower than the text, or the
    program runs from its source.
    """
    return _sealed(_file(command)) if across() >= PIPE_WIDTH and all(map(str.isalpha, command)) else None


def sealed_summaries(command: Sequence[str]) -> Mapping[str, str]:
    """What is said beside each command or option that can follow a command; nothing where the program runs from its
    source, for Typer would take too long to be asked at every key."""
    text = _sealed(_file(command, ".tsv")) or ""
    return dict(line.split("\t", 1) for line in text.splitlines())


def _sealed(name: str) -> str | None:
    home = os.path.dirname(os.path.dirname(__file__))
    try:
        with open(os.path.join(home, FOLDER, spoken(), name), encoding="utf-8", newline="") as file:
            return file.read()
    except OSError:
        return None


def help_files() -> Mapping[str, str]:
    """The help of every command as Typer writes it at PIPE_WIDTH in the language that is spoken, by its file's name."""
    from .app import help_texts

    return {_file(command): text for command, text in help_texts(PIPE_WIDTH).items()}


def summary_files() -> Mapping[str, str]:
    """What `sealed_summaries` reads, by the name of its file."""
    from .app import summaries

    return {
        _file(command, ".tsv"): "".join(f"{word}\t{text}\n" for word, text in found.items())
        for command, found in summaries().items()
    }


def _file(command: Sequence[str], suffix: str = ".txt") -> str:
    return "-".join(("yibao", *command)) + suffix
