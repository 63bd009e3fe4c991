"""Texts on a page -> rows of a table, by the lines around them, or by where they stand."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from statistics import median

from ..core.frozen import dataclass


@dataclass(frozen=True, slots=True)
class Piece:
    """A text on a page: its box, in any unit; `top` is above `bottom`."""

    text: str
    left: float
    top: float
    right: float
    bottom: float

    @property
    def centre(self) -> tuple[float, float]:
        """Across and down."""
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2


def by_lines(pieces: Sequence[Piece], across: Iterable[float], down: Iterable[float]) -> list[list[str]]:
    """Rows of a ruled table: `across` are where upright lines stand, `down` where level ones do.

    Texts outside of the lines make rows of their own, above and below.
    """
    columns, rows = sorted(set(across)), sorted(set(down))
    placed: dict[tuple[int, int], list[Piece]] = {}
    for piece in pieces:
        x, y = piece.centre
        placed.setdefault((bisect_right(rows, y), bisect_right(columns, x)), []).append(piece)
    numbers = sorted({row for row, _ in placed})
    inside = [row for row in numbers if 0 < row < len(rows)]
    table = [[_joined(placed.get((row, column), [])) for column in range(1, len(columns))] for row in inside]
    above = [piece for (row, _), found in placed.items() if row == 0 for piece in found]
    below = [piece for (row, _), found in placed.items() if row >= len(rows) for piece in found]
    return [*([[_joined(above)]] if above else []), *table, *([[_joined(below)]] if below else [])]


def by_places(pieces: Sequence[Piece]) -> list[list[str]]:
    """Rows of a table without lines: texts at one height make a row, those of the fullest rows make the columns."""
    rows = _levels(pieces)
    if not rows:
        return []
    width = max(map(len, rows))
    columns = _bands([piece for row in rows if len(row) == width for piece in row])
    table = []
    for row in rows:
        cells: list[list[Piece]] = [[] for _ in columns]
        for piece in row:
            cells[_nearest(columns, piece)].append(piece)
        table.append(list(map(_joined, cells)))
    return table


def _levels(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """The texts by height, from the top; in a row from the left."""
    if not pieces:
        return []
    near = median(piece.bottom - piece.top for piece in pieces) / 2
    rows: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda piece: piece.centre[1]):
        if rows and piece.centre[1] - rows[-1][0].centre[1] <= near:
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return [sorted(row, key=lambda piece: piece.left) for row in rows]


def _bands(pieces: Iterable[Piece]) -> list[tuple[float, float]]:
    """Where columns lie: boxes that overlap, taken together."""
    bands: list[tuple[float, float]] = []
    for piece in sorted(pieces, key=lambda piece: piece.left):
        if bands and piece.left < bands[-1][1]:
            bands[-1] = bands[-1][0], max(bands[-1][1], piece.right)
        else:
            bands.append((piece.left, piece.right))
    return bands


def _nearest(bands: Sequence[tuple[float, float]], piece: Piece) -> int:
    """The column with which a text overlaps most, else the nearest one."""

    def fit(place: int) -> float:
        left, right = bands[place]
        return min(right, piece.right) - max(left, piece.left)

    return max(range(len(bands)), key=fit)


def _joined(pieces: Sequence[Piece]) -> str:
    """The texts of a cell, line by line; Chinese texts and numbers that were broken are put together again."""
    return "".join(piece.text.strip() for row in _levels(pieces) for piece in row)
