"""What `--dry-run` shows of a table of people."""

from __future__ import annotations

from ..language import tr
from .mapping import print_mapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..tables.headers import ColumnMapping

SHOWN = 5
"""Rows."""


def print_dry_run(
    mapping: ColumnMapping, name: str, kind: str, columns: Sequence[str], rows: Sequence[Sequence[str]]
) -> None:
    """The columns of a table, and our columns of some answered rows, each with its number before it."""
    from ..render.terminal import print_table

    print_mapping(mapping, name, kind, "text")
    print_table((tr("行"), *columns), rows)
