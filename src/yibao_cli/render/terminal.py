"""What is printed, on a terminal or in a pipe. Rich is loaded for tables on a terminal, which it fits to the width."""

from __future__ import annotations

import os
import sys

from ..core.text import one_line
from ..language import tr
from .columns import hanging, row_lines, shown, table_lines
from .width import across

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from decimal import Decimal

    from rich.console import Console, RenderableType
    from rich.text import Text

    from .report import Report
    from .rows import Row, Styled

UNFOLDED = 1000
_STYLES = {"bold": "1", "cyan": "36", "bold green": "1;32", "green": "32", "dim": "2", "yellow": "33"}
"""As terminals number them."""


def _forced() -> bool:
    return os.environ.get("CLICOLOR_FORCE", "0") not in ("", "0") or bool(os.environ.get("FORCE_COLOR"))


def _on_terminal() -> bool:
    return _forced() or sys.stdout.isatty()


def _coloured() -> bool:
    """Colours only on a terminal that has them (or CLICOLOR_FORCE)."""
    plain = os.environ.get("CLICOLOR") == "0" or "NO_COLOR" in os.environ
    dumb = os.environ.get("TERM", "").lower() in ("dumb", "unknown")
    return _on_terminal() and not plain and not dumb


def _put(lines: Iterable[Sequence[Styled]]) -> None:
    """Lines of (style, text) pieces, without blanks at their ends."""
    coloured = _coloured()
    for pieces in lines:
        text = "".join(
            f"\x1b[{_STYLES[style]}m{part}\x1b[0m" if coloured and style and part.strip() else part
            for style, part in pieces
        )
        sys.stdout.write(text.rstrip(" ") + "\n")


def print_rows(title: str, rows: Sequence[Row]) -> None:
    """A title, then a label and a text a row; where a row has an amount it stands at the right edge."""
    width = across()
    _put([[("bold", line)] for line in hanging(title, width)])
    _put(row_lines(rows, width))


def print_lines(lines: Sequence[Styled]) -> None:
    """(style, text) lines, wrapped with a hanging indent as deep as the text's own."""
    width = across()
    _put([(style, piece)] for style, line in lines for piece in hanging(line, width))


def print_report(report: Report) -> None:
    """A title, a table, labelled rows. In a pipe every row of the table is one line."""
    width = across()
    _put([[("bold", line)] for line in hanging(report.title, width)])
    if report.table:
        print_table(report.headings, report.table, report.amounts)
    _put(row_lines(report.rows, width))


def print_table(headings: Sequence[str], rows: Sequence[Sequence[str]], amounts: Collection[str] = frozenset()) -> None:
    """Columns without borders, headings first, `amounts` to the right; in a pipe every row is one line."""
    cells = [[one_line(cell) for cell in row] for row in rows]
    if not _on_terminal():
        _put([("", line)] for line in table_lines(headings, cells, amounts))
        return
    from rich.table import Table

    out = _console()
    grid = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for heading in headings:
        right = heading in amounts
        grid.add_column(_text(tr(heading)), overflow="fold", no_wrap=right, justify="right" if right else "left")
    for row in cells:
        grid.add_row(*map(_text, row))
    # Narrower than its longest words and amounts, a column would vanish; the terminal breaks the lines instead.
    out.width = max(out.width, out.measure(grid, options=out.options.update(width=UNFOLDED)).minimum)
    _print(out, grid)


def print_bars(bars: Sequence[tuple[str, Decimal, str]]) -> None:
    """On a terminal that can show them, one bar a row: label, length (its own scale), text after it."""
    longest = max((length for _, length, _ in bars), default=None)
    if not longest or not _on_terminal():
        return
    from rich.bar import Bar
    from rich.table import Table

    out = _console()
    if not out.encoding.startswith("utf"):
        return
    grid = Table.grid(padding=(0, 2), expand=True)
    grid.add_column(no_wrap=True, style="cyan")
    grid.add_column(ratio=1)
    grid.add_column(no_wrap=True, justify="right")
    for label, length, text in bars:
        grid.add_row(_text(label), Bar(float(longest), 0, float(length), color="green"), _text(text))
    _print(out, grid)


def _console() -> Console:
    from rich.console import Console

    return Console(
        highlight=False,
        markup=False,
        emoji=False,
        force_terminal=True,
        color_system="auto" if _coloured() else None,
        legacy_windows=False,
        width=across(),
    )


def _text(text: str, style: str = "") -> Text:
    from rich.text import Text

    return Text(shown(text), style=style, overflow="fold")


def _print(out: Console, *parts: RenderableType) -> None:
    """Prints without the blanks that Rich fills lines with, so that a pipe gets clean lines."""
    with out.capture() as captured:
        for part in parts:
            out.print(part)
    for line in captured.get().splitlines():
        sys.stdout.write(line.rstrip(" ") + "\n")
