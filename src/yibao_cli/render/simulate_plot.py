"""The distribution of a simulation as a picture: a bar for each range, how many people are in it."""

from __future__ import annotations

from ..core.money import ZERO
from ..language import tr
from .picture import BOTTOM, FAINT, GRID, HEIGHT, INK, POINTS, SMALL, TOP, WIDTH, label_width, put_title, write_picture
from .simulate import spread, title_of
from .svg import range_chart

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from matplotlib.figure import Figure

    from .simulate import Frame, Group, Range

MORE, LESS, SAME = "#4487ba", "#b8500f", "#b5b5b5"
"""Bars of those who get more, less, the same."""
RIGHT_EDGE = 0.9
GAP = 8
"""Points between a bar and its number."""


def draw_spread(group: Group, frame: Frame, path: Path) -> bool:
    """Writes the distribution of a group to `path`, whole or not at all; what it says and errors as
    `picture.write_picture`."""

    def figure(in_chinese: bool) -> Figure:
        unchanged = 2 * list(frame.steps).index(ZERO) + 1  # the place of zero
        ranges = spread(group, frame)
        if in_chinese:
            return _figure(title_of(frame), tr("人数"), ranges, unchanged)
        plain = [item._replace(label=_plain(item.place, frame)) for item in ranges]
        return _figure(f"{frame.before} - {frame.after}, net yuan a month", "people", plain, unchanged)

    return write_picture(path, figure)


def spread_chart(group: Group, frame: Frame) -> str:
    """The distribution of a group as a chart inside a page; empty where nobody is in it."""
    ranges = [(item.label, item.people) for item in spread(group, frame)]
    told = tr(";").join(tr("{label}:{people} 人", label=label, people=people) for label, people in ranges)
    return range_chart(title_of(frame), ranges, told) if ranges else ""


def _plain(place: int, frame: Frame) -> str:
    """The label of a range in ASCII."""
    steps, number = frame.steps, place // 2
    if place % 2:
        return f"exactly {steps[number]:+f}" if steps[number] else "unchanged"
    if not number:
        return f"below {steps[0]:+f}"
    return f"{steps[number - 1]:+f} to {steps[number]:+f}" if number < len(steps) else f"above {steps[-1]:+f}"


def _figure(title: str, unit: str, ranges: Sequence[Range], unchanged: int) -> Figure:
    from matplotlib.figure import Figure
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    figure = Figure(figsize=(WIDTH, HEIGHT))
    widest = max((label_width(item.label) for item in ranges), default=1.0) * SMALL
    left = (widest + 3 * GAP) / (WIDTH * POINTS)
    axes = figure.add_axes((left, BOTTOM, RIGHT_EDGE - left, TOP - BOTTOM))
    places = range(len(ranges))
    counts = [item.people for item in ranges]
    colors = [SAME if item.place == unchanged else MORE if item.place > unchanged else LESS for item in ranges]
    axes.barh(places, counts, color=colors, height=0.7)
    for place, count in zip(places, counts, strict=True):
        axes.annotate(f"{count:,}", (count, place), (GAP / 2, 0), textcoords="offset points", va="center", size=SMALL)
    axes.set_yticks(places, [item.label for item in ranges], color=INK, size=SMALL)
    axes.invert_yaxis()
    axes.set_xlabel(unit, color=FAINT, size=SMALL)
    axes.xaxis.set_major_locator(MaxNLocator(5, integer=True))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
    axes.tick_params(axis="x", colors=FAINT, labelsize=SMALL, length=0)
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="x", color=GRID, linewidth=0.7)
    axes.set_axisbelow(True)
    for side in ("top", "right", "bottom"):
        axes.spines[side].set_visible(False)
    axes.spines["left"].set_color(FAINT)
    put_title(figure, title)
    return figure
