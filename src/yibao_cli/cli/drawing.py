"""Pictures that were asked for with --plot."""

from collections.abc import Callable
from pathlib import Path

from ..core.errors import InputError
from .output import say


def draw_to(target: str, draw: Callable[[Path], None]) -> None:
    """Draws to a file and says so. Raises InputError if it cannot be written."""
    path = Path(target)
    try:
        draw(path)
    except OSError as error:
        raise InputError("plot-unwritable", field="plot", value=target, why=error.strerror) from error
    say(f"图已写到 {path}")
