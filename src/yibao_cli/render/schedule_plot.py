"""What a plot of a schedule shows, in Chinese and, for machines without a Chinese font, in ASCII."""

from __future__ import annotations

from ..language import tr
from .changes import change_text
from .plot import PlotMonth, PlotText
from .schedule import schedule_bars, schedule_title
from .svg import month_chart

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..core.change import Change
    from ..core.literals import ChangeKind
    from ..core.schedule import Entry, Schedule

Events = list[tuple[str, str, str]]
_PLAIN: dict[ChangeKind, str] = {
    "status": "retired",
    "rule": "new rule",
    "age": "age",
    "base": "new base",
    "unknown": "no rule known",
    "known": "rule known",
    "deduction": "deduction",
    "pension": "new pension",
    "figure": "new average",
    "floor": "new floor",
    "ceiling": "new ceiling",
    "years": "years missing",
    "region": "new region",
}
"""Changes in ASCII, the most telling first: a plot has room for a few."""


def schedule_plot(schedule: Schedule) -> tuple[list[PlotMonth], PlotText, PlotText, Events]:
    """Months, labels in Chinese, the same in ASCII, and what happened when."""
    course = schedule.course
    span = f"{course.first} - {course.last}"
    chinese = PlotText(
        title=schedule_title(schedule),
        amount=tr("划入"),
        balance=tr("余额"),
        projected=tr("推算"),
        no_rule=tr("未知规则"),
        yuan=tr("元"),
    )
    plain = PlotText(
        title=f"{schedule.entries[0].answer.region.id}, {course.person.status}, {span}",
        amount="credit",
        balance="balance",
        projected="projected",
        no_rule="no rule known",
        yuan="yuan",
    )
    events = [(str(entry.month), _label(item), _plain(item)) for entry in schedule.entries for item in entry.changes]
    return [_month(entry) for entry in schedule.entries], chinese, plain, events


def schedule_chart(schedule: Schedule) -> str:
    """The months as a chart inside a page; its text alternative has the amounts that the terminal's bars show."""
    months, chinese, _, _ = schedule_plot(schedule)
    return month_chart(
        months,
        chinese,
        tr(";").join(tr("{label} {text} 元", label=label, text=text) for label, _, text in schedule_bars(schedule)),
    )


def _month(entry: Entry) -> PlotMonth:
    return PlotMonth(
        month=str(entry.month),
        amount=None if entry.posted is None else float(entry.posted),
        projected=entry.projected,
        balance=None if entry.balance is None else float(entry.balance),
    )


def _label(change: Change) -> str:
    return change.new if change.kind == "rule" else change_text(change)


def _plain(change: Change) -> str:
    return f"age {change.new}" if change.kind == "age" else _PLAIN[change.kind]
