"""Checks on output files: an existing one is replaced only where that is allowed."""

from __future__ import annotations

import os
from pathlib import Path

from ..core.errors import InputError
from ..outputs import STANDARD_OUTPUT, Target


def check_output(output: str | None, overwrite: bool) -> None:
    """Raises InputError for an output that is there already and may not be replaced, or that cannot be written."""
    if output is None or output == STANDARD_OUTPUT:
        return
    target = Target(Path(output))
    if os.path.lexists(output) and not target.in_place and not overwrite:
        raise InputError("output-exists", field="output", value=output)
