"""The progress of a long piece of work."""

from __future__ import annotations

import sys
from contextlib import contextmanager

from ..language import tr

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rich.progress import Progress

_TELL_AFTER = 1000
"""Rows between two looks at the clock."""


@contextmanager
def progress() -> Iterator[Callable[[int], None]]:
    """A count of rows on a terminal's standard error, for work that takes longer than a second.

    What it gives is called with the number of rows done since the last time, from any thread.
    """
    if sys.stderr is None or not sys.stderr.isatty():
        yield lambda rows: None
        return
    import time
    from threading import Lock

    started, count, told, lock = time.monotonic(), 0, 0, Lock()
    shown: Progress | None = None
    task = None

    def tick(rows: int) -> None:
        nonlocal shown, task, count, told
        with lock:
            count += rows
            if count - told < _TELL_AFTER:
                return
            told = count
            if shown is None and time.monotonic() - started > 1:
                from rich.console import Console
                from rich.progress import Progress, SpinnerColumn, TextColumn

                count_of = TextColumn(tr("已算 {task.completed} 行"))
                shown = Progress(SpinnerColumn(), count_of, console=Console(stderr=True), transient=True)
                shown.start()
                task = shown.add_task("")
            if shown is not None and task is not None:
                shown.update(task, completed=count)

    try:
        yield tick
    finally:
        if shown is not None:
            shown.stop()
