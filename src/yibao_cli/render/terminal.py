"""Rows on a terminal or in a pipe, aligned by the width of Chinese characters. The only place that needs Rich."""

from __future__ import annotations

import os
import sys
from decimal import Decimal
from itertools import groupby

from ..core.text import one_line, visible
from .rows import labels_once

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from rich.console import Console, RenderableType
    from rich.text import Text

    from .report import Report
    from .rows import Row, Styled

PIPE_WIDTH = 80
NARROWEST = 32
"""Narrower than that, the columns have no room for their texts; the terminal breaks the lines."""
UNFOLDED = 1000


def console() -> Console:
    """Standard output: colours only on a terminal (or CLICOLOR_FORCE), 80 columns in a pipe unless COLUMNS says."""
    from rich.console import Console

    forced = os.environ.get("CLICOLOR_FORCE", "0") not in ("", "0")
    plain = os.environ.get("CLICOLOR") == "0" or "NO_COLOR" in os.environ
    out = Console(
        highlight=False,
        markup=False,
        emoji=False,
        force_terminal=True if forced else None,
        color_system=None if plain else "auto",
        legacy_windows=False,
    )
    columns = os.environ.get("COLUMNS", "")
    if not out.is_terminal and not (columns.isdigit() and int(columns)):
        out.width = PIPE_WIDTH
    out.width = max(out.width, NARROWEST)
    return out


def _text(text: str, style: str = "") -> Text:
    """A text in lines of its own making; nothing else in it steers the terminal."""
    from rich.text import Text

    return Text("\n".join(map(visible, text.split("\n"))), style=style, overflow="fold")


def print_rows(title: str, rows: Sequence[Row]) -> None:
    """A title, then a label and a text a row; where a row has an amount it stands at the right edge."""
    _print(console(), _text(title, "bold"), *_grids(rows))


def _grids(rows: Sequence[Row]) -> list[RenderableType]:
    """The rows as grids, those with amounts as wide as the terminal."""
    from rich.cells import cell_len
    from rich.table import Table

    labels = max((cell_len(row.label) for row in rows), default=0)
    grids: list[RenderableType] = []
    for with_amount, block in groupby(labels_once(rows), key=lambda row: bool(row.amount)):
        grid = Table.grid(padding=(0, 2), expand=with_amount)
        grid.add_column(no_wrap=True, style="cyan", min_width=labels)
        grid.add_column(ratio=1 if with_amount else None, overflow="fold")
        if with_amount:
            grid.add_column(no_wrap=True, justify="right")
        for row in block:
            style = "bold green" if row.strong else "dim" if row.quiet else ""
            amount = [_text(row.amount, style)] if with_amount else []
            grid.add_row(_text(row.label), _text(row.text, style), *amount)
        grids.append(grid)
    return grids


def print_report(report: Report) -> None:
    """A title, a table, labelled rows. In a pipe every row of the table is one line."""
    out = console()
    _print(out, _text(report.title, "bold"))
    if report.table:
        print_table(report.headings, report.table, report.amounts)
    _print(out, *_grids(report.rows))


def print_bars(bars: Sequence[tuple[str, Decimal, str]]) -> None:
    """On a terminal that can show them, one bar a row: label, length (its own scale), text behind it."""
    from rich.bar import Bar
    from rich.table import Table

    out = console()
    longest = max((length for _, length, _ in bars), default=Decimal(0))
    if not out.is_terminal or not longest or not out.encoding.startswith("utf"):
        return
    grid = Table.grid(padding=(0, 2), expand=True)
    grid.add_column(no_wrap=True, style="cyan")
    grid.add_column(ratio=1)
    grid.add_column(no_wrap=True, justify="right")
    for label, length, text in bars:
        grid.add_row(_text(label), Bar(float(longest), 0, float(length), color="green"), _text(text))
    _print(out, grid)


def _print(out: Console, *parts: RenderableType) -> None:
    """Prints without the blanks that Rich fills lines with, so that a pipe gets clean lines."""
    with out.capture() as captured:
        for part in parts:
            out.print(part)
    for line in captured.get().splitlines():
        sys.stdout.write(line.rstrip(" ") + "\n")


def print_table(headings: Sequence[str], rows: Sequence[Sequence[str]], amounts: Collection[str] = frozenset()) -> None:
    """Columns without borders, headings first, `amounts` to the right; in a pipe every row is one line."""
    from rich.table import Table

    out = console()
    if not out.is_terminal:
        out.width = UNFOLDED
    grid = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for heading in headings:
        right = heading in amounts
        grid.add_column(_text(heading), overflow="fold", no_wrap=right, justify="right" if right else "left")
    for row in rows:
        grid.add_row(*(_text(one_line(cell)) for cell in row))
    # Narrower than its longest words and amounts, a column would vanish; the terminal breaks the lines instead.
    out.width = max(out.width, out.measure(grid, options=out.options.update(width=UNFOLDED)).minimum)
    _print(out, grid)


def print_lines(lines: Sequence[Styled]) -> None:
    """(style, text) lines, wrapped with a hanging indent as deep as the text's own."""
    from rich.padding import Padding

    parts = []
    for style, line in lines:
        text = line.lstrip(" ")
        parts.append(Padding(_text(text, style), (0, 0, 0, len(line) - len(text))))
    _print(console(), *parts)
