"""What has to be confirmed again in the rule base."""

from __future__ import annotations

from ..language import tr
from . import words

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..core.month import Month
    from ..documents import common
    from ..documents import rules_stale as shapes
    from ..rulebook.survey import Stale

HEADINGS = ("地区数", "月数", "地区", "id", "项目", "说明")
WORD = {"limits": "基数限额", "policy": "规则", "national": "在职只有全国规则"}


def stale_text(item: Stale) -> str:
    """What is overdue, and since when."""
    if item.limits is not None:
        ends = item.limits.ends
        return (
            tr("最近的年度到 {plus} 为止", plus=ends.plus(-1))
            if ends
            else tr("用到下一次公布,最后确认 {confirmed}", confirmed=item.limits.confirmed)
        )
    if item.policy is None:
        return tr("没有当地或省里的在职规则")
    policy = item.policy
    names = policy.plan or "", policy.group or ""
    who = words.together(tr(words.STATUS[policy.status]), *map(words.named, names))
    when = (
        tr("最后确认 {confirmed}", confirmed=policy.confirmed)
        if policy.confirmed
        else tr("没有确认过,{starts} 起", starts=policy.starts)
    )
    return f"{who}{tr(':')}{when}"


def stale_rows(items: Sequence[Stale]) -> list[tuple[str, ...]]:
    """One line each."""
    return [
        (
            str(item.reach),
            "-" if item.months is None else str(item.months),
            words.short_place(item.region),
            item.region.id,
            tr(WORD[item.kind]),
            stale_text(item),
        )
        for item in items
    ]


def stale_document(items: Sequence[Stale], month: Month, older_than: int, rulebook: common.Rulebook) -> shapes.Document:
    """The document that `yibao rules stale --json` prints."""
    return {
        "schema": "yibao/rules-stale",
        "version": 1,
        "month": str(month),
        "older_than_months": older_than,
        "items": [
            {
                "region": item.region.id,
                "kind": item.kind,
                "reach": item.reach,
                "months": item.months,
                "text": stale_text(item),
            }
            for item in items
        ],
        "rulebook": rulebook,
    }
