"""The outcome of `simulate` as a report, as JSON and as CSV records."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple, Protocol, cast

from ..core.frozen import dataclass
from ..core.money import EXACT, format_yuan, round_to
from ..core.text import one_line
from ..language import tr
from . import words
from .compare import percent_of
from .report import Report
from .rows import Row, notice

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ..batch.simulate import Dimension
    from ..core.literals import Status
    from ..documents import common
    from ..documents import simulate as shapes

DIMENSION = {"region": "地区", "status": "状态", "age-band": "年龄段"}
FIGURES = ("人数", "原合计", "现合计", "人均差", "差(%)", "增加", "减少", "不变", "不明")
LISTED = 20
"""Reasons of bad rows named in the report."""


class Group(Protocol):
    """Some people of the population; see `batch.simulate.Group`."""

    @property
    def before(self) -> Decimal: ...
    @property
    def after(self) -> Decimal: ...
    @property
    def people(self) -> int: ...
    @property
    def gainers(self) -> int: ...
    @property
    def losers(self) -> int: ...
    @property
    def same(self) -> int: ...
    @property
    def unknown(self) -> int: ...
    @property
    def spread(self) -> Mapping[int, int]: ...


class Bad(Protocol):
    """Rows that could not be read for the same reason; see `batch.simulate.Bad`."""

    @property
    def rows(self) -> int: ...
    @property
    def line(self) -> int: ...
    @property
    def reason(self) -> str: ...


class Alone(Protocol):
    """The people of a region that one of the rule bases does not know; see `batch.simulate.Alone`."""

    @property
    def people(self) -> int: ...
    @property
    def amount(self) -> Decimal: ...


class Simulation(Protocol):
    """The population and its groups; see `batch.simulate.Simulation`."""

    @property
    def total(self) -> Group: ...
    @property
    def groups(self) -> Mapping[tuple[str, ...], Group]: ...
    @property
    def bad(self) -> Mapping[str, Bad]: ...
    @property
    def gone(self) -> Mapping[str, Alone]: ...
    @property
    def new(self) -> Mapping[str, Alone]: ...


@dataclass(frozen=True, slots=True)
class Frame:
    """How the population was asked about: what is compared, by what it is grouped, names of regions.

    `ages` are the first years of the age bands, `steps` the bounds of the distribution in yuan a month.
    """

    before: str
    after: str
    by: Sequence[Dimension]
    regions: Mapping[str, str]
    ages: Sequence[int]
    steps: Sequence[Decimal]


def simulate_report(found: Simulation, frame: Frame) -> Report:
    """A row a group and one for all, the distribution of the differences, the rows that could not be read."""
    headings = [*(tr(DIMENSION[name]) for name in frame.by), *FIGURES]
    table = [[*_labels(key, frame), *_figures(group)] for key, group in sorted(found.groups.items(), key=_order)]
    if frame.by:
        table.append([tr("全部"), *[""] * (len(frame.by) - 1), *_figures(found.total)])
    else:
        table = [_figures(found.total)]
    rows = [
        Row("分布", tr("{label}:{people} 人", label=item.label, people=item.people))
        for item in spread(found.total, frame)
    ]
    for label, regions in ((tr("只在原来"), found.gone), (tr("只在后来"), found.new)):
        rows += [
            Row(
                label,
                tr(
                    "{label}:{people} 人,合计 {amount}(算作不明)",
                    label=_label("region", id, frame),
                    people=alone.people,
                    amount=format_yuan(alone.amount),
                ),
            )
            for id, alone in sorted(regions.items())
        ]
    listed = list(found.bad.values())[:LISTED]
    rows += [
        Row("坏行", tr("{rows} 行没有计入,如第 {line} 行:{reason}", rows=bad.rows, line=bad.line, reason=bad.reason))
        for bad in listed
    ]
    return Report(
        title=title_of(frame),
        headings=headings,
        table=table,
        rows=[*rows, notice()],
        amounts=frozenset(FIGURES),
    )


def title_of(frame: Frame) -> str:
    """What is compared."""
    return one_line(tr("模拟:{before} → {after},每月净额", before=frame.before, after=frame.after))


def _order(item: tuple[tuple[str, ...], Group]) -> tuple[tuple[int, str], ...]:
    """Age bands by number, the rest by code."""
    return tuple((int(value), "") if value.isdigit() else (-1, value) for value in item[0])


def _labels(key: tuple[str, ...], frame: Frame) -> list[str]:
    return [_label(name, value, frame) for name, value in zip(frame.by, key, strict=True)]


def _label(dimension: str, value: str, frame: Frame) -> str:
    if dimension == "region":
        return frame.regions.get(value, value)
    if dimension == "status":
        return tr(words.STATUS[value])
    if not value:
        return tr("不明")
    above = [age for age in frame.ages if age > int(value)]
    return tr("{value}-{above} 岁", value=value, above=above[0] - 1) if above else tr("{value} 岁及以上", value=value)


def _figures(group: Group) -> list[str]:
    people = group.people
    difference = EXACT.subtract(group.after, group.before)
    mean = round_to(EXACT.divide(difference, Decimal(people))) if people else None
    return [
        str(people),
        format_yuan(group.before),
        format_yuan(group.after),
        "" if mean is None else f"{mean:+.2f}",
        f"{percent_of(EXACT.divide(difference, group.before)):+}" if group.before else "",
        str(group.gainers),
        str(group.losers),
        str(group.same),
        str(group.unknown),
    ]


class Range(NamedTuple):
    """A range of differences: its label, its place (see `batch.simulate.bucket`), how many people are in it."""

    label: str
    place: int
    people: int


def spread(group: Group, frame: Frame) -> list[Range]:
    """How many people gain or lose how much a month: the ranges with people in them."""
    labels: dict[int, str] = {}
    for number, step in enumerate(frame.steps):
        low = frame.steps[number - 1] if number else None
        labels[2 * number] = (
            tr("{low:+f} 至 {step:+f} 元之间", low=low, step=step)
            if low is not None
            else tr("少于 {step:+f} 元", step=step)
        )
        labels[2 * number + 1] = tr("恰好 {step:+f} 元", step=step) if step else tr("不变")
    labels[2 * len(frame.steps)] = tr("多于 {steps:+f} 元", steps=frame.steps[-1])
    return [Range(label, place, group.spread[place]) for place, label in labels.items() if group.spread[place]]


RECORD_FIGURES = ("people", "before", "after", "mean_difference", "percent", "gainers", "losers", "same", "unknown")


def simulate_records(found: Simulation, frame: Frame) -> tuple[list[str], list[list[str]]]:
    """CSV headings, and a record a group (codes, not words) with one for all at the end."""
    records = [[*key, *_figures(group)] for key, group in sorted(found.groups.items(), key=_order)] if frame.by else []
    return [*frame.by, *RECORD_FIGURES], [*records, [*[""] * len(frame.by), *_figures(found.total)]]


def simulate_document(
    found: Simulation, frame: Frame, rulebook: common.Rulebook, rulebook_after: common.Rulebook | None
) -> shapes.Document:
    """The document that `yibao simulate --json` prints; `rulebook_after`: of the later month, where it is another."""
    return {
        "schema": "yibao/simulate",
        "version": 1,
        "before": frame.before,
        "after": frame.after,
        "by": list(frame.by),
        "groups": [
            {**_key_document(frame.by, key), **_group_document(group, frame)}
            for key, group in sorted(found.groups.items(), key=_order)
        ],
        "total": _group_document(found.total, frame),
        "regions_gone": _alone(found.gone),
        "regions_new": _alone(found.new),
        "bad_rows": [
            {"code": code, "rows": bad.rows, "first": bad.line, "message": bad.reason}
            for code, bad in found.bad.items()
        ],
        "rulebook": rulebook,
        "rulebook_after": rulebook_after,
        "disclaimer": tr(words.UNOFFICIAL),
    }


def _alone(regions: Mapping[str, Alone]) -> list[shapes.OnlyThere]:
    return [
        {"region": id, "people": alone.people, "amount": format_yuan(alone.amount)}
        for id, alone in sorted(regions.items())
    ]


def _key_document(by: Sequence[Dimension], key: Sequence[str]) -> shapes.GroupKey:
    document: shapes.GroupKey = {}
    for name, value in zip(by, key, strict=True):
        if name == "status":
            document[name] = cast("Status", value)
        else:
            document[name] = value
    return document


def _group_document(group: Group, frame: Frame) -> shapes.Population:
    return {
        "people": group.people,
        "before": format_yuan(group.before),
        "after": format_yuan(group.after),
        "gainers": group.gainers,
        "losers": group.losers,
        "same": group.same,
        "unknown": group.unknown,
        "distribution": [{"range": item.label, "people": item.people} for item in spread(group, frame)],
    }
