"""A schedule as a picture: months as bars, what happened as marks, the balance as a line."""

from __future__ import annotations

from itertools import groupby

from ..core.frozen import dataclass
from .picture import (
    BOTTOM,
    FAINT,
    GRID,
    HEIGHT,
    LATIN_WIDTH,
    LEFT,
    NOTHING,
    POINTS,
    RIGHT,
    SMALL,
    TOP,
    WIDTH,
    label_width,
    put_title,
    write_picture,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from typing import Any

    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    Shown = tuple[Artist, str]
    """A handle of the legend, and its label."""

Event = tuple[str, str]
"""Month and label."""

MOST_EVENTS = 6
"""The first so many events are marked."""
LONGEST_LABEL = 24
"""Ems of an event's label; a longer one is cut."""
MOST_BARS = 36
"""More months than this are drawn as one stepped area."""
FEW_BARS = 6
"""Bars of fewer months are as narrow as those of so many."""
MOST_TICKS = 14
TICK_STEPS = (1, 3, 6, 12, 24, 60, 120, 240)
"""Months between two labels of the time axis."""

CREDIT, PROJECTED, BALANCE = "#4487ba", "#b9d5e9", "#b8500f"

EVENT_ROW = 15
"""Points from one row of event labels to the next."""


@dataclass(frozen=True, slots=True)
class PlotMonth:
    """One month of the picture. `month` is 'YYYY-MM'.

    `amount`: yuan credited in that month, None where no rule is known. `balance`: yuan in the account at its end, None
    where no balance is kept or it is not known.
    """

    month: str
    amount: float | None
    projected: bool
    balance: float | None


@dataclass(frozen=True, slots=True)
class PlotText:
    """The labels, as shown; `yuan` is the unit of both axes."""

    title: str
    amount: str
    balance: str
    projected: str
    no_rule: str
    yuan: str


def draw(
    months: Sequence[PlotMonth],
    chinese: PlotText,
    plain: PlotText,
    events: Sequence[tuple[str, str, str]],
    path: Path,
) -> bool:
    """Writes the picture of `months` (at least one, in order of time) to `path`, whole or not at all.

    Whether its labels are Chinese.

    `events` are (month, Chinese label, plain label); the first MOST_EVENTS that lie in the months shown are marked. A
    PNG has the `plain` labels where no font with Chinese glyphs is installed; an SVG leaves the font to the viewer.
    Raises InputError for a suffix that is not in FORMATS, and where matplotlib is missing; OSError where the file
    cannot be written.
    """

    def figure(in_chinese: bool) -> Figure:
        labels = [(month, label if in_chinese else ascii_label) for month, label, ascii_label in events]
        return _figure(months, chinese if in_chinese else plain, labels)

    return write_picture(path, figure)


def _figure(months: Sequence[PlotMonth], text: PlotText, events: Sequence[Event]) -> Figure:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(WIDTH, HEIGHT))
    axes = figure.add_axes((LEFT, BOTTOM, RIGHT - LEFT, TOP - BOTTOM))
    first = _index(months[0].month)
    places = [_index(item.month) - first for item in months]
    marks = _marks([(_index(month) - first, label) for month, label in events], places[-1] + 1)
    shown = _credits(axes, months, places, text)
    axes.set_xlim(-0.5, places[-1] + 0.5)
    _money_axis(axes, [item.amount for item in months], marks)
    _time_axis(axes, first, places[-1] + 1)
    _heading(figure, LEFT, text.amount, text.yuan, "left", CREDIT)
    if any(item.balance is not None for item in months):
        shown.append(_balance(axes, months, places, text, marks))
        _heading(figure, RIGHT, text.balance, text.yuan, "right", BALANCE)
    _draw_marks(axes, marks)
    put_title(figure, text.title)
    _legend(figure, shown)
    return figure


def _index(month: str) -> int:
    """Months since year 0."""
    year, _, number = month.partition("-")
    return int(year) * 12 + int(number) - 1


def _heading(figure: Figure, place: float, name: str, unit: str, side: str, color: str) -> None:
    """The name of a money axis and its unit, above it."""
    label = f"{name} ({unit})" if name.isascii() else f"{name}({unit})"
    figure.text(place, TOP + 0.025, label, fontsize=SMALL, color=color, ha=side, va="bottom")


def _credits(axes: Axes, months: Sequence[PlotMonth], places: Sequence[int], text: PlotText) -> list[Shown]:
    """Draws what is credited, and where no rule is known; gives what the legend explains."""
    shown: list[Shown] = []
    for projected, label in ((False, text.amount), (True, text.projected)):
        known = {
            place: item.amount
            for place, item in zip(places, months, strict=True)
            if item.amount is not None and item.projected == projected
        }
        if known:
            shown.append((_area(axes, known, places[-1] + 1, projected), label))
    bands = []
    for unknown, run in groupby(zip(places, months, strict=True), key=lambda pair: pair[1].amount is None):
        if unknown:
            span = [place for place, _ in run]
            bands.append(axes.axvspan(span[0] - 0.5, span[-1] + 0.5, facecolor=NOTHING, linewidth=0, zorder=0))
    return [*shown, *((band, text.no_rule) for band in bands[:1])]


def _area(axes: Axes, known: dict[int, float], length: int, projected: bool) -> Artist:
    """Bars for few months, one stepped area for many; of money not yet certain, hatched."""
    looks: dict[str, Any] = {
        "facecolor": PROJECTED if projected else CREDIT,
        "edgecolor": "white",
        "hatch": "////" if projected else None,
        "linewidth": 0,
        "zorder": 2,
    }
    if length <= MOST_BARS:
        width = 0.72 * min(1, length / FEW_BARS)
        return axes.bar(list(known), list(known.values()), width=width, **looks).patches[0]
    values = [known.get(place, float("nan")) for place in range(length)]
    edges = [place - 0.5 for place in range(length + 1)]
    return axes.stairs(values, edges, baseline=0, fill=True, **looks)


def _balance(
    axes: Axes, months: Sequence[PlotMonth], places: Sequence[int], text: PlotText, marks: Sequence[_Mark]
) -> Shown:
    """Draws the balance at the end of each month on an axis of its own."""
    from matplotlib.patheffects import withStroke

    twin = axes.twinx()
    values = [float("nan") if item.balance is None else item.balance for item in months]
    halo = [withStroke(linewidth=3.6, foreground="white")]
    few = "o" if len(months) <= MOST_BARS else ""
    line = None
    start = 0
    for projected, run in groupby(months, key=lambda item: item.projected):
        end = start + len(list(run))
        since = max(start - 1, 0)  # joined to the run before
        style = (0, (3, 1.5)) if projected else "-"
        (drawn,) = twin.plot(
            places[since:end],
            values[since:end],
            color=BALANCE,
            linewidth=1.8,
            linestyle=style,
            marker=few,
            markersize=3.5,
            path_effects=halo,
            clip_on=False,
            zorder=3,
        )
        line = line or drawn
        start = end
    _money_axis(twin, [item.balance for item in months], marks)
    twin.grid(False)
    assert line is not None
    return line, text.balance


def _money_axis(axes: Axes, amounts: Sequence[float | None], marks: Sequence[_Mark]) -> None:
    """Yuan from zero (or the lowest, if negative) up, with room above the highest for the rows of event labels."""
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    rows = max((mark.row for mark in marks), default=-1) + 1
    free = 1 - (rows * EVENT_ROW + 8) / (HEIGHT * POINTS * (TOP - BOTTOM))
    known = [amount for amount in amounts if amount is not None]
    lowest, highest = min(known, default=0.0), max(known, default=0.0)
    bottom = min(0.0, lowest)
    axes.set_ylim(bottom, bottom + (max(highest, 0.0) - bottom or 1.0) / free)
    axes.yaxis.set_major_locator(MaxNLocator(5))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: _yuan(value)))
    axes.tick_params(axis="both", colors=FAINT, labelsize=SMALL, length=0)
    axes.grid(axis="y", color=GRID, linewidth=0.7)
    axes.set_axisbelow(True)
    for side in ("top", "left", "right"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(FAINT)


def _yuan(value: float) -> str:
    text = f"{value:,.2f}"
    return text.rstrip("0").rstrip(".")


def _time_axis(axes: Axes, first: int, length: int) -> None:
    """Labels at every month, quarter, half year or at Januaries, as many as fit; `first` is the first month's index."""
    step = next((step for step in TICK_STEPS if length / step <= MOST_TICKS), TICK_STEPS[-1])
    ticks = [place for place in range(length) if (first + place) % step == 0]
    axes.set_xticks(ticks, [_month(first + place, step) for place in ticks])
    if step > 1:
        axes.tick_params(axis="x", length=3)


def _month(index: int, step: int) -> str:
    return f"{index // 12}" if step % 12 == 0 else f"{index // 12}-{index % 12 + 1:02d}"


@dataclass(frozen=True, slots=True)
class _Mark:
    """An event: its place on the time axis, its label, which starts at `left` (points from the axes' left), its row."""

    place: float
    label: str
    left: float
    row: int


def _marks(events: Sequence[tuple[int, str]], length: int) -> list[_Mark]:
    """Finds a row for each label, so that none covers another; a later event lies lower, clear of the lines before."""
    scale = WIDTH * POINTS * (RIGHT - LEFT) / length
    inside = [(place, _cut(label)) for place, label in events if 0 <= place < length][:MOST_EVENTS]
    marks: list[_Mark] = []
    taken: list[tuple[float, float, int]] = []
    for place, label in sorted(inside, reverse=True):
        width = label_width(label) * SMALL + 8
        left = max(0.0, min(place * scale, WIDTH * POINTS * (RIGHT - LEFT) - width))
        row = max((row for start, end, row in taken if start < left + width and left < end), default=-1) + 1
        taken.append((left, left + width, row))
        marks.append(_Mark(place - 0.5, label, left, row))
    return marks


def _cut(label: str) -> str:
    if label_width(label) <= LONGEST_LABEL:
        return label
    ellipsis = "..." if label.isascii() else "…"
    while label_width(label + ellipsis) > LONGEST_LABEL:
        label = label[:-1]
    return label + ellipsis


def _draw_marks(axes: Axes, marks: Sequence[_Mark]) -> None:
    """Each event: a thin line at the start of its month, and its label beside the top of it."""
    front = axes.figure.axes[-1]  # on the balance's axes, if there are any: what lies there is drawn last
    tall, wide = HEIGHT * POINTS * (TOP - BOTTOM), WIDTH * POINTS * (RIGHT - LEFT)
    rows = max((mark.row for mark in marks), default=0) + 1
    for mark in marks:
        middle = 1 - ((rows - 1 - mark.row) + 0.5) * EVENT_ROW / tall
        front.axvline(mark.place, ymax=middle + 5 / tall, color=FAINT, linewidth=0.8, zorder=4)
        front.text(
            (mark.left + 4) / wide,
            middle,
            mark.label,
            transform=front.transAxes,
            fontsize=SMALL,
            ha="left",
            va="center",
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.0},
            zorder=5,
        )


def _legend(figure: Figure, shown: Sequence[Shown]) -> None:
    """One line below the picture, set wide enough for Chinese that no font here can measure."""
    handles, labels = [handle for handle, _ in shown], [label for _, label in shown]
    figure.legend(
        handles,
        labels,
        loc="lower left",
        bbox_to_anchor=(LEFT, 0.015),
        ncols=len(labels),
        frameon=False,
        fontsize=SMALL,
        borderaxespad=0,
        borderpad=0,
        columnspacing=2 + max(label_width(label) - LATIN_WIDTH * len(label) for label in labels),
        handlelength=1.8,
    )
