"""Pictures that were asked for with --plot."""

from __future__ import annotations

from pathlib import Path

from .output import say

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


def draw_to(target: str, draw: Callable[[Path], None]) -> None:
    """Draws to a file and reports it. Raises InputError if it cannot be written."""
    path = Path(target)
    draw(path)
    say(f"图已写到 {path}")
