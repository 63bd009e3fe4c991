"""Pictures that were asked for with --plot."""

from collections.abc import Callable
from pathlib import Path

from .output import say


def draw_to(target: str, draw: Callable[[Path], None]) -> None:
    """Draws to a file and says so. Raises InputError if it cannot be written."""
    path = Path(target)
    draw(path)
    say(f"图已写到 {path}")
