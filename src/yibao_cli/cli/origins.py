"""Where an answer's inputs come from that its reader did not write: said behind the answer.

On standard output where the answer is a text for people; on standard error where it is a number, JSON or a table.
"""

from __future__ import annotations

import os
import sys

from ..core.text import one_line
from ..language import tr
from ..render.words import FIELD, area_line
from .estimate import NO_WARNINGS
from .output import complain, put

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from .options import Options


def say_origins(options: Options) -> None:
    """Says which values come from a configuration, and how a place was found."""
    lines = [*_areas(options), *_settings(options)]
    if _is_text(options):
        for line in lines:
            put(one_line(line))
    elif not getattr(options, "quiet_warnings", False) and not os.environ.get(NO_WARNINGS):
        for line in lines:
            complain(line)


def _settings(options: Options) -> Iterator[str]:
    for setting in options.__dict__.get("origins", {}).values():
        yield tr(
            "{field}:{value}(来自 {origin})", field=tr(FIELD[setting.field]), value=setting.value, origin=setting.origin
        )


def _areas(options: Options) -> Iterator[str]:
    areas = sys.modules.get("yibao_cli.rulebook.areas")
    if areas is None:
        return
    written = getattr(options, "region", None) or getattr(options, "word", None) or ()
    for name in [written] if isinstance(written, str) else written:
        if name in areas.found:
            yield area_line(areas.found[name])


def _is_text(options: Options) -> bool:
    if getattr(options, "json", False) or getattr(options, "quiet", False) or hasattr(options, "file"):
        return False
    return getattr(options, "format", None) in (None, "text")
