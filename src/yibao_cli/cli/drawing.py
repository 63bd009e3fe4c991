"""Pictures that were asked for with --plot."""

from __future__ import annotations

from pathlib import Path

from ..language import spoken, tr
from .output import complain, say

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


def draw_to(target: str, draw: Callable[[Path], bool]) -> None:
    """Draws to a file and reports it; `draw` says whether the labels are Chinese.

    Raises InputError if it cannot be written.
    """
    path = Path(target)
    if not draw(path) and spoken() == "zh":
        from ..render.picture import NO_FONT

        complain(tr(NO_FONT))
    say(tr("图已写到 {path}", path=path))
