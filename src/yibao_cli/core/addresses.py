"""Addresses in the place of files: nothing here goes to the network, whatever the libraries below could do."""

from __future__ import annotations

import re

from .errors import InputError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path

_ADDRESS = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+):/{1,2}(?=[^/])(.*)", re.DOTALL)
"""A scheme of at least two letters: C:/ is a disk. A path keeps one of two strokes."""


def refuse_address(file: Path | str) -> None:
    """Raises InputError for s3://…, https://… and the like."""
    match = _ADDRESS.fullmatch(str(file))
    if match is not None:
        raise InputError("file-address", file=f"{match[1]}://{match[2]}")
