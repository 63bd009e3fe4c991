"""How wide the output may be."""

from __future__ import annotations

import os
import sys

PIPE_WIDTH = 80
NARROWEST = 32
"""Narrower than that, the columns have no room for their texts; the terminal breaks the lines."""


def across() -> int:
    """The width of the terminal; 80 columns in a pipe; COLUMNS goes before both."""
    columns = os.environ.get("COLUMNS", "")
    if columns.isdecimal() and int(columns):
        return max(int(columns), NARROWEST)
    try:
        found = os.get_terminal_size(sys.stdout.fileno()).columns if sys.stdout.isatty() else PIPE_WIDTH
    except (OSError, ValueError):
        found = PIPE_WIDTH
    return max(found or PIPE_WIDTH, NARROWEST)
