"""Charts inside a page, as SVG of our own: bars a month with the balance, bars a range. The page's style colours them.

Each is an image with a title and, for those who do not see it, the numbers in words.
"""

from __future__ import annotations

from html import escape
from itertools import groupby
from math import floor, log10

from ..core.text import one_line
from ..language import tr
from .plot import FEW_BARS, MOST_BARS, month_index, tick_label, tick_yuan, ticks_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from .plot import PlotMonth, PlotText

WIDTH, HEIGHT = 480, 230
LEFT, RIGHT, TOP, BOTTOM = 52, 470, 28, 178
"""Edges of the plot; with a balance the right edge leaves room for its axis."""
BALANCE_ROOM = 52
MOST_TICKS = 6
STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
MONEY_TICKS = 4

ROW, LABELS, BARS = 24, 160, 420
"""Of bars for ranges: the height of a row, where labels end, where the longest bar ends."""


def month_chart(months: Sequence[PlotMonth], text: PlotText, told: str) -> str:
    """A bar a month (at least one, in order of time) and the balance as a line; `told` is the same in words."""
    first = month_index(months[0].month)
    length = month_index(months[-1].month) - first + 1
    right = RIGHT - BALANCE_ROOM if any(item.balance is not None for item in months) else RIGHT
    amounts = _Axis([item.amount for item in months])
    wide = (right - LEFT) / length
    parts = [
        f'<path class="grid" d="M{LEFT} {amounts.at(value):.1f}H{right}"/>'
        f'<text class="end" x="{LEFT - 6}" y="{amounts.at(value) + 4:.1f}">{tick_yuan(value)}</text>'
        for value in amounts.ticks
    ]
    drawn: dict[str, list[str]] = {"credit": [], "projected": [], "unknown": []}
    for kind, amount, start, end in _fields(months, length):
        left, long = LEFT + wide * (start - first), wide * (end - start)
        top = TOP if kind == "unknown" else amounts.at(amount)
        bottom = BOTTOM if kind == "unknown" else amounts.at(0)
        if top != bottom:
            drawn[kind].append(f"M{left:.1f} {bottom:.1f}V{top:.1f}h{long:.1f}V{bottom:.1f}z")
    parts += [f'<path class="{kind}" d="{"".join(path)}"/>' for kind, path in reversed(drawn.items()) if path]
    parts.append(f'<path class="axis" d="M{LEFT} {amounts.at(0):.1f}H{right}"/>')
    ticks, step = ticks_of(first, length, MOST_TICKS)
    parts += [
        f'<text class="mid" x="{LEFT + wide * (place + 0.5):.1f}" y="{BOTTOM + 16}">'
        f"{tick_label(first + place, step)}</text>"
        for place in ticks
    ]
    parts.append(f'<text x="0" y="14">{_text(text.amount)}{tr("(")}{_text(text.yuan)})</text>')
    shown = [("credit", text.amount), ("projected", text.projected), ("unknown", text.no_rule)]
    legend = [(kind, label) for kind, label in shown if drawn[kind]]
    if right < RIGHT:
        parts += _balance(months, first, wide, right)
        parts.append(f'<text class="end" x="{WIDTH}" y="14">{_text(text.balance)}{tr("(")}{_text(text.yuan)})</text>')
        legend.append(("balance", text.balance))
    return _image(text.title, told, HEIGHT, [*parts, *_legend(legend)])


def range_chart(title: str, ranges: Sequence[tuple[str, int]], told: str) -> str:
    """A bar a range: its label and how many are in it (at least one range)."""
    most = max(count for _, count in ranges) or 1
    parts = []
    for place, (label, count) in enumerate(ranges):
        top = place * ROW
        long = (BARS - LABELS) * count / most
        parts.append(f'<text class="end" x="{LABELS - 8}" y="{top + 16}">{_text(label)}</text>')
        parts.append(f'<path class="credit" d="M{LABELS} {top + 4}h{long:.1f}v{ROW - 8}H{LABELS}z"/>')
        parts.append(f'<text x="{LABELS + long + 6:.1f}" y="{top + 16}">{count:,}</text>')
    return _image(title, told, ROW * len(ranges), parts)


def _fields(months: Sequence[PlotMonth], length: int) -> Iterator[tuple[str, float, float, float]]:
    """What is drawn: kind, yuan, where it starts and ends, in months. Of many months those alike are one field."""
    width = 0.76 * min(1, length / FEW_BARS) if length <= MOST_BARS else 1.0
    for (known, amount, projected), run in groupby(
        months, key=lambda item: (item.amount is not None, item.amount or 0.0, item.projected)
    ):
        places = [month_index(item.month) for item in run]
        if not known or width == 1:
            yield (
                "projected" if known and projected else "credit" if known else "unknown",
                amount,
                places[0],
                places[-1] + 1,
            )
        else:
            for place in places:
                start = place + (1 - width) / 2
                yield "projected" if projected else "credit", amount, start, start + width


class _Axis:
    """Yuan from zero (or the lowest, if negative) to the highest, as heights in the plot."""

    def __init__(self, amounts: Iterable[float | None]) -> None:
        known = [amount for amount in amounts if amount is not None]
        low, high = min(0.0, *known, 0.0), max(0.0, *known, 0.0)
        rough = (high - low or 1.0) / MONEY_TICKS
        power = 10.0 ** floor(log10(rough))
        step = next(power * step for step in STEPS if power * step >= rough * 0.999)
        first, last = floor(low / step), -floor(-(high or 1.0) / step)
        self.ticks = [number * step for number in range(first, last + 1)]
        self._low, self._span = first * step, (last - first) * step

    def at(self, amount: float) -> float:
        return BOTTOM - (BOTTOM - TOP) * (amount - self._low) / self._span


def _balance(months: Sequence[PlotMonth], first: int, wide: float, right: int) -> list[str]:
    """The balance at the end of each month, on an axis of its own at the right."""
    axis = _Axis([item.balance for item in months])
    parts = [f'<text x="{right + 6}" y="{axis.at(value) + 4:.1f}">{tick_yuan(value)}</text>' for value in axis.ticks]
    for known, run in groupby(months, key=lambda item: item.balance is not None):
        if known:
            places = [
                (LEFT + wide * (month_index(item.month) - first + 0.5), axis.at(item.balance or 0)) for item in run
            ]
            points = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
            parts += [f'<polyline class="{kind}" points="{points}"/>' for kind in ("halo", "balance")]
    return parts


def _legend(shown: Sequence[tuple[str, str]]) -> list[str]:
    parts, left = [], LEFT
    for kind, label in shown:
        mark = f"M{left} {HEIGHT - 14}h14" if kind == "balance" else f"M{left} {HEIGHT - 19}h14v10h-14z"
        parts.append(f'<path class="{kind}" d="{mark}"/><text x="{left + 20}" y="{HEIGHT - 10}">{_text(label)}</text>')
        left += 44 + 13 * len(label)
    return parts


def _image(title: str, told: str, height: int, parts: Sequence[str]) -> str:
    return (
        f'<svg role="img" aria-labelledby="chart-title chart-told" viewBox="0 0 {WIDTH} {height}">'
        f'<title id="chart-title">{_text(title)}</title><desc id="chart-told">{_text(told)}</desc>\n'
        + "\n".join(parts)
        + "\n</svg>\n"
    )


def _text(text: str) -> str:
    return escape(one_line(text))
