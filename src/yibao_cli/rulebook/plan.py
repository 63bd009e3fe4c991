"""What to look for next: what has run out or will, the last document of its series, the month in which it changes."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Literal

from ..core.frozen import dataclass
from ..core.month import Month
from ..core.policy import BaseLimits, Policy
from ..core.region import Region
from ..core.source import GRADES, Source
from .book import Rulebook
from .survey import stale

AHEAD = 12
"""Months that are looked ahead: most limits hold for a year."""
LEAST_TIMES = 2
"""Periods that must begin in one calendar month before it is called the usual one."""
TaskKind = Literal["limits", "policy", "rule-ends", "national"]


@dataclass(frozen=True, slots=True)
class Usual:
    """The calendar month in which the periods of a series begin: `times` of `periods` that the rule base has."""

    month: int
    times: int
    periods: int


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to look for.

    `due` is the first month that the evidence does not reach (of a rule: in which it counts as old); None for a region
    without a rule of its own. `reach` is how many regions depend on it. `document` is the last of its series, where one
    is cited; `official` the last that is official, where that is another. `usual` is None where no month came twice.
    """

    region: Region
    kind: TaskKind
    due: Month | None
    reach: int
    policy: Policy | None = None
    limits: BaseLimits | None = None
    document: Source | None = None
    official: Source | None = None
    usual: Usual | None = None

    @property
    def file(self) -> str:
        """The file that will have to be edited, under rules/."""
        return "limits.toml" if self.kind == "limits" else f"{self.region.id}.toml"


def plan(book: Rulebook, month: Month, older_than: int, regions: Sequence[Region] = ()) -> list[Task]:
    """Everything that has run out by `month` or will within AHEAD months, the earliest due first, then by how many
    regions depend on it. A rule is due when it was not confirmed for more than `older_than` months. `regions` (a
    province: with its cities) leaves out all others.
    """
    found = [*_stale(book, month, older_than), *_ending(book, month)]
    if regions:
        ids = {region.id for region in regions}
        found = [task for task in found if task.region.id in ids or task.region.province in ids]
    last = month.plus(AHEAD + 1)
    return sorted(found, key=lambda task: (max(task.due or last, month), -task.reach, task.due or last))


def _stale(book: Rulebook, month: Month, older_than: int) -> Iterator[Task]:
    """What will be stale when the months ahead have passed."""
    asked = month.plus(AHEAD)
    for item in stale(book, asked, older_than):
        if item.months is None:
            yield Task(item.region, "national", None, item.reach)
        elif item.limits is not None:
            lines = [
                line
                for line in book.limits(item.region.id)
                if (line.statuses, line.group) == (item.limits.statuses, item.limits.group)
            ]
            due = asked.plus(1 - item.months)
            yield _task(book, item.region, "limits", due, item.reach, lines, limits=item.limits)
        elif item.policy is not None:
            due = asked.plus(older_than + 1 - item.months)
            series = _track(book, item.policy, item.region)
            yield _task(book, item.region, "policy", due, item.reach, series, policy=item.policy)


def _ending(book: Rulebook, month: Month) -> Iterator[Task]:
    """Rules whose end is known, not far ago or ahead, and that no other one follows."""
    for region in book.places.regions.values():
        for policy in book.policies(region.id):
            ends = policy.ends
            if ends is None or abs(ends.index - month.index) > AHEAD:
                continue
            track = _track(book, policy, region)
            if policy is track[-1]:
                yield _task(book, region, "rule-ends", ends, 1, track, policy=policy)


def _track(book: Rulebook, policy: Policy, region: Region) -> list[Policy]:
    """The rules for the same people in the same file, in order of time."""
    names = policy.status, policy.plan, policy.group
    return [item for item in book.policies(region.id) if (item.status, item.plan, item.group) == names]


def _task(
    book: Rulebook,
    region: Region,
    kind: TaskKind,
    due: Month,
    reach: int,
    series: Sequence[Policy] | Sequence[BaseLimits],
    policy: Policy | None = None,
    limits: BaseLimits | None = None,
) -> Task:
    known = book.sources([region.id])
    last = _latest([known[id] for id in series[-1].sources if id in known])
    cited = [known[id] for item in series for id in item.sources if id in known]
    official = _latest([source for source in cited if source.grade == "official"])
    return Task(
        region, kind, due, reach, policy, limits, last,
        official if official != last else None,
        usual_month([item.starts for item in series]),
    )  # fmt: skip


def _latest(sources: Sequence[Source]) -> Source | None:
    """The one of the best grade; of several the last."""
    return max(sources, key=lambda item: (-GRADES.index(item.grade), item.date or ""), default=None)


def usual_month(starts: Sequence[Month]) -> Usual | None:
    """The calendar month in which most periods begin, if more than one does; of two alike the last one."""
    counted = Counter(month.month for month in starts)
    if not counted:
        return None
    latest = {month.month: place for place, month in enumerate(starts)}
    month, times = max(counted.items(), key=lambda item: (item[1], latest[item[0]]))
    return Usual(month, times, len(starts)) if times >= LEAST_TIMES else None
