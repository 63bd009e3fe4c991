"""Texts in columns, by the width of Chinese characters: lines as Rich would break them, without loading Rich."""

from __future__ import annotations

from itertools import groupby

from ..core.text import visible
from . import words
from .rows import label_of, labels_once

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from .rows import Row, Styled

GAP = 2
"""Blanks between columns."""
LEAST = 8
"""Cells that a text has at least, however narrow the output: nothing of it may be lost."""
_WIDE = ((0x3000, 0x3029), (0x3041, 0x3096), (0x30A1, 0x30FF), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xFF01, 0xFF60))
_NARROW = (
    (0x20, 0x7E),
    (0xA0, 0xAC),
    (0xAE, 0x2FF),
    (0x370, 0x482),
    (0x2010, 0x2027),
    (0x2190, 0x22FF),
    (0x2460, 0x24FF),
)


class _Cells(dict[str, int]):
    """How many cells a character takes on a terminal."""

    def __missing__(self, sign: str) -> int:
        code = ord(sign)
        if any(first <= code <= last for first, last in _WIDE):
            self[sign] = 2
        elif any(first <= code <= last for first, last in _NARROW):
            self[sign] = 1
        else:
            from rich.cells import get_character_cell_size  # knows the rest

            self[sign] = get_character_cell_size(sign)
        return self[sign]


_CELLS = _Cells()


def width(text: str) -> int:
    """The cells that a text takes on a terminal: two for a Chinese character."""
    if text.isascii() and text.isprintable():
        return len(text)
    if "\u200d" in text or "\ufe0f" in text:
        from rich.cells import cell_len  # signs that change the one before

        return cell_len(text)
    return sum(_CELLS[sign] for sign in text)


def fold(text: str, room: int) -> list[str]:
    """The lines of a text, none wider than `room` cells: broken between words, and within those that are longer."""
    lines: list[str] = []
    for line in text.split("\n"):
        if width(line) <= room:
            lines.append(line.rstrip())
            continue
        held = ""
        for word in _words(line):
            if width(held) + width(word.rstrip()) <= room:
                held += word
            elif width(word.rstrip()) <= room:
                lines.append(held.rstrip())
                held = word
            else:
                if held:
                    lines.append(held.rstrip())
                *full, held = _chopped(word.rstrip(), room)
                lines += full
                held += word[len(word.rstrip()) :]
        lines.append(held.rstrip())
    return lines


def _words(line: str) -> Iterator[str]:
    """The words of a line, each with the blanks after it; those at its beginning belong to the first."""
    start = place = 0
    while start < len(line):
        while place < len(line) and line[place].isspace():
            place += 1
        while place < len(line) and not line[place].isspace():
            place += 1
        while place < len(line) and line[place].isspace():
            place += 1
        yield line[start:place]
        start = place


def _chopped(word: str, room: int) -> list[str]:
    pieces, taken = [""], 0
    for sign in word:
        cells = _CELLS[sign]
        if taken + cells > room:
            pieces.append("")
            taken = 0
        pieces[-1] += sign
        taken += cells
    return pieces


def padded(text: str, cells: int, right: bool = False) -> str:
    """A text padded with blanks after it (or before it) to a number of cells."""
    blanks = " " * (cells - width(text))
    return blanks + text if right else text + blanks


def shown(text: str) -> str:
    """A text in lines of its own making; nothing else in it steers the terminal."""
    return "\n".join(map(visible, text.split("\n")))


def row_lines(rows: Sequence[Row], across: int) -> list[list[Styled]]:
    """A label and a text a row, and its amount at the right edge of `across` cells; lines of (style, text) pieces."""
    labels = max((width(shown(label_of(row))) for row in rows), default=0)
    lines: list[list[Styled]] = []
    for with_amount, block in groupby(labels_once(rows), key=lambda row: bool(row.amount)):
        held = list(block)
        amounts = max(width(shown(row.amount)) for row in held) if with_amount else 0
        behind = amounts + GAP if with_amount else 0
        room = max(across - labels - GAP - behind, LEAST)
        for row in held:
            style = "bold green" if row.strong else "dim" if row.quiet else ""
            label, amount = shown(label_of(row)), shown(row.amount)
            for text in fold(shown(row.text), room):
                line = [
                    ("cyan", padded(label, labels + GAP)),
                    (style, padded(text, room + GAP) if with_amount else text),
                ]
                if with_amount:
                    line.append((style, padded(amount, amounts, right=True)))
                lines.append(line)
                label = amount = ""
    return lines


def table_lines(headings: Sequence[str], rows: Sequence[Sequence[str]], amounts: Collection[str]) -> list[str]:
    """Columns without borders, headings first, `amounts` to the right; every row is one line, however wide."""
    table = [list(map(words.heading, headings)), *rows]
    widths = [max(map(width, column)) for column in zip(*table, strict=True)]
    rights = [heading in amounts for heading in headings]
    return [(" " * GAP).join(map(padded, row, widths, rights)) for row in table]


def hanging(line: str, across: int) -> list[str]:
    """A line folded to `across` cells, the following lines indented like the first."""
    text = line.lstrip(" ")
    deep = " " * (len(line) - len(text))
    return [deep + piece for piece in fold(shown(text), max(across - len(deep), LEAST))]
