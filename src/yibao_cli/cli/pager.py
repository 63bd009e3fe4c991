"""Long answers on a terminal go through the pager of whoever reads them, as with git and man."""

from __future__ import annotations

import io
import os
import sys
from contextlib import contextmanager

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import TextIO

PAGED = frozenset(
    (
        *("schedule", "compare", "infer", "regions", "channels", "why", "claims", "schema", "help", "rules show"),
        *("rules coverage", "rules stale", "rules diff", "rules export", "rules sql"),
    )
)
"""Commands that print a text as long as it gets, and ask nothing while they print."""


def is_watched() -> bool:
    """Whether standard output is a terminal on which a pager can work."""
    dumb = os.environ.get("TERM", "").lower() in ("dumb", "unknown")
    return sys.stdout.isatty() and sys.stdin is not None and sys.stdin.isatty() and not dumb


class _Kept(io.StringIO):
    """What would be written to a terminal, and what those who write ask the terminal."""

    def __init__(self, terminal: TextIO) -> None:
        super().__init__()
        self._terminal = terminal

    @property
    def encoding(self) -> str:  # type: ignore[override]
        return self._terminal.encoding

    def isatty(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._terminal.fileno()


@contextmanager
def paged() -> Iterator[None]:
    """What is printed meanwhile is shown at the end: by the pager where it is longer than the terminal.

    It is shown, too, where something fails on the way.
    """
    terminal = sys.stdout
    kept = _Kept(terminal)
    sys.stdout = kept
    try:
        yield
    finally:
        sys.stdout = terminal
        text = kept.getvalue()
        command = _pager() if _is_long(text, terminal) else []
        if not command or not _show(command, text):
            terminal.write(text)


def _is_long(text: str, terminal: TextIO) -> bool:
    try:
        size = os.get_terminal_size(terminal.fileno())
    except (OSError, ValueError):
        return False
    return 0 < size.lines <= text.count("\n")


def _pager() -> list[str]:
    """The command of the pager; none where PAGER is empty or `cat`, or there is none."""
    import shlex
    from shutil import which

    written = os.environ.get("PAGER", "less")
    try:
        command = shlex.split(written)
    except ValueError:
        return []
    return command if command and command != ["cat"] and which(command[0]) else []


def _show(command: Sequence[str], text: str) -> bool:
    """Whether the pager took the text. A reader who leaves before its end has seen enough."""
    import signal
    import subprocess

    surroundings = {"LESS": "FRX", "LESSCHARSET": "utf-8"} | dict(os.environ)
    try:
        reader = subprocess.Popen(command, stdin=subprocess.PIPE, env=surroundings)
    except OSError:
        return False
    assert reader.stdin is not None
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the pager's
    try:
        with reader.stdin as pipe:
            pipe.write(text.encode("utf-8", "backslashreplace"))
    except BrokenPipeError:
        pass
    finally:
        reader.wait()
        signal.signal(signal.SIGINT, before)
    return True
