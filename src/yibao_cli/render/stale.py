"""What was confirmed long ago, which base limits have run out, which regions live on the national rule alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ..core.month import Month
from ..core.policy import BaseLimits, Policy, Region
from . import words

VERSION = 1
HEADINGS = ("月数", "地区", "id", "项目", "说明")
WORD = {"limits": "基数限额", "policy": "规则", "national": "只有全国规则"}


@dataclass(frozen=True, slots=True)
class Stale:
    """One thing that wants a look: `months` since it was last known to hold."""

    region: Region
    kind: str
    months: int
    text: str


def stale_limits(region: Region, limits: Sequence[BaseLimits], month: Month) -> list[Stale]:
    """The region's own limits, if the latest year of them is over."""
    if not limits:
        return []
    last = max(limits, key=lambda item: item.starts)
    months = month.index - last.ends.index + 1
    if months <= 0:
        return []
    return [Stale(region, "limits", months, f"最近的年度到 {last.ends.plus(-1)} 为止")]


def stale_policies(region: Region, policies: Sequence[Policy], month: Month, older_than: int) -> list[Stale]:
    """Rules in force that nobody confirmed within `older_than` months; never confirmed counts from the start."""
    found = []
    for policy in policies:
        if policy.ends is not None:
            continue
        last = Month.of(policy.confirmed) if policy.confirmed else policy.starts
        months = month.index - last.index
        if months > older_than:
            who = " ".join(filter(None, (words.STATUS[policy.status], policy.plan, policy.group)))
            when = f"最后确认 {policy.confirmed}" if policy.confirmed else f"没有确认过,{policy.starts} 起"
            found.append(Stale(region, "policy", months, f"{who}:{when}"))
    return found


def only_national(region: Region, start: Month, month: Month) -> Stale:
    """A provincial region without any rule of its own."""
    return Stale(region, "national", month.index - start.index, "没有任何当地规则")


def stale_rows(items: Sequence[Stale]) -> list[tuple[str, ...]]:
    """One line each."""
    return [(str(item.months), item.region.short, item.region.id, WORD[item.kind], item.text) for item in items]


def stale_document(items: Sequence[Stale], month: Month, older_than: int) -> dict[str, Any]:
    """The document that `yibao rules stale --json` prints."""
    return {
        "schema": "yibao/rules-stale",
        "version": VERSION,
        "month": str(month),
        "older_than_months": older_than,
        "items": [
            {"region": item.region.id, "kind": item.kind, "months": item.months, "text": item.text} for item in items
        ],
    }
