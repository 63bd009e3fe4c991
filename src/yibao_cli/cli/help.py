"""The help texts as the wheel holds them: written when it is built, so that Typer need not be loaded to show one."""

from __future__ import annotations

import os

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
    if across() < PIPE_WIDTH or not all(map(str.isalpha, command)):
        return None
    home = os.path.dirname(os.path.dirname(__file__))
    try:
        with open(os.path.join(home, FOLDER, _file(command)), encoding="utf-8", newline="") as file:
            return file.read()
    except OSError:
        return None


def help_files() -> Mapping[str, str]:
    """The help of every command as Typer writes it at PIPE_WIDTH, by the name of its file."""
    from .app import help_texts

    return {_file(command): text for command, text in help_texts(PIPE_WIDTH).items()}


def _file(command: Sequence[str]) -> str:
    return "-".join(("yibao", *command)) + ".txt"
