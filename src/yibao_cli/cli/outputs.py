"""Files that are written: never in the place of what was read, and in that of others only where it is allowed."""

import os
from contextlib import suppress
from pathlib import Path

from ..core.errors import InputError
from ..outputs import STANDARD_OUTPUT, Target


def check_output(output: str | None, overwrite: bool, *others: str) -> None:
    """Raises InputError for an output that is one of `others`, by whatever path, or that may not be replaced."""
    if output is None or output == STANDARD_OUTPUT:
        return
    for other in others:
        if other != STANDARD_OUTPUT and _same(output, other):
            raise InputError("output-is-input", field="output", value=output)
    target = Target(Path(output))
    if os.path.lexists(output) and not target.in_place and not overwrite:
        raise InputError("output-exists", field="output", value=output)


def _same(one: str, other: str) -> bool:
    with suppress(OSError):
        return Path(one).samefile(other)
    return Path(one).resolve() == Path(other).resolve()
