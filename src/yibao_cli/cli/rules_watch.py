"""`yibao rules check --watch`: checked again whenever a rule file changes."""

import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NoReturn

from ..core.errors import YibaoError
from ..language import tr
from ..rulebook.directory import rule_paths
from .output import say

SECONDS = 0.5
"""Between two looks at the files; a look costs a few milliseconds."""


def watch_rules(check: Callable[[], int], roots: Callable[[], Iterable[Path]]) -> NoReturn:
    """Calls `check`, which prints problems and returns how many there are, at once and after each change.

    Ends with KeyboardInterrupt.
    """
    seen: object = None
    while True:
        state = _state(roots)
        if state is not None and state != seen:
            seen = state
            count = check()
            found = tr("{count} 个问题", count=count) if count else tr("没有问题")
            say(tr("{time} {found},等待改动(Ctrl-C 结束)", time=time.strftime("%H:%M:%S"), found=found))
        time.sleep(SECONDS)


def _state(roots: Callable[[], Iterable[Path]]) -> dict[Path, tuple[int, int]] | None:
    """When each file was last changed; None while an editor is replacing one."""
    try:
        found = {path: path.stat() for root in roots() for path in rule_paths(root)}
    except (OSError, YibaoError):
        return None
    return {path: (file.st_mtime_ns, file.st_size) for path, file in found.items()}
