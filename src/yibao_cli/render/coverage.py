"""What the rulebook covers: `yibao regions` and `yibao rules show`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..core.person import STATUSES, Status
from ..core.policy import NATIONAL, BaseLimits, Grade, Policy, Region, Source, weakest
from . import words
from .answer_json import policy_document, source_document
from .answer_table import markdown_table
from .messages import months
from .rows import Row

VERSION = 1
REGION_HEADINGS = ("地区", "id", "在职", "退休", "灵活就业", "等级", "最后确认")
NONE = "-"
NOTHING = Row("结果", "规则库没有收录这里的规则。")


@dataclass(frozen=True, slots=True)
class Covered:
    """What a region's own rule file answers now: the current policy of each status, if any."""

    region: Region
    policies: Mapping[Status, Policy]

    @property
    def confirmed(self) -> str | None:
        """The latest confirmation of any of them."""
        days = [policy.confirmed for policy in self.policies.values() if policy.confirmed]
        return max(days).isoformat() if days else None


def covered(region: Region, policies: Sequence[Policy]) -> Covered:
    """The policies of a rule file that are still in force, the main group's before a named one's."""
    current: dict[Status, Policy] = {}
    for policy in sorted(policies, key=lambda policy: policy.group is not None):
        if policy.ends is None:
            current.setdefault(policy.status, policy)
    return Covered(region, current)


def region_row(item: Covered) -> tuple[str, ...]:
    """One line of `yibao regions`."""
    cells = [item.region.short, item.region.id]
    for status in STATUSES[:3]:
        policy = item.policies.get(status)
        cells.append(NONE if policy is None else str(policy.starts) if policy.account else "无账户")
    grades: list[Grade] = [policy.grade for policy in item.policies.values()]
    cells.append(words.GRADE_SHORT[weakest(grades)] if grades else NONE)
    cells.append(item.confirmed or NONE)
    return tuple(cells)


COVERAGE_HEADINGS = ("地区", "id", "在职", "退休", "灵活就业", "基数限额到", "其他")
EXTRAS = {"lifetimes": "缴费年限", "postings": "到账日", "channels": "渠道"}


def coverage_row(
    item: Covered, outer: Mapping[Status, Policy], limits: Sequence[BaseLimits], extras: Sequence[str]
) -> tuple[str, ...]:
    """One line of the coverage table: since when, grade, last confirmed; in brackets what an outer file answers.

    `extras` names the further sections (keys of EXTRAS) that the region's own file fills.
    """
    cells = [item.region.name, item.region.id]
    for status in STATUSES[:3]:
        policy = item.policies.get(status) or outer.get(status)
        text = _coverage_cell(policy) if policy else NONE
        cells.append(text if status in item.policies or policy is None else f"({text})")
    last = max((entry.ends for entry in limits), default=None)
    cells.append(str(last.plus(-1)) if last else NONE)
    cells.append("、".join(EXTRAS[name] for name in extras) or NONE)
    return tuple(cells)


def _coverage_cell(policy: Policy) -> str:
    if not policy.account:
        what = "无账户 "
    elif not policy.parts:
        what = "金额未知 "
    else:
        what = ""
    confirmed = f" {policy.confirmed}" if policy.confirmed else ""
    if policy.group:
        what = f"{policy.group} {what}"
    return f"{what}{policy.starts} {words.GRADE_SHORT[policy.grade]}{confirmed}"


def coverage_document(rows: Sequence[tuple[str, ...]]) -> dict[str, Any]:
    """The document that `yibao rules coverage --json` prints."""
    keys = ("name", "id", "employee", "retiree", "flexible", "limits_until", "other")
    return {
        "schema": "yibao/rules-coverage",
        "version": VERSION,
        "regions": [dict(zip(keys, row, strict=True)) for row in rows],
    }


def coverage_markdown(rows: Sequence[tuple[str, ...]]) -> str:
    """docs/coverage.md."""
    provinces = sum("/" not in row[1] for row in rows)
    head = (
        "# 收录情况\n\n由程序生成(`make docs`),不要手改;`yibao rules coverage` 印出同样的表。\n\n"
        f"{provinces} 个省级地区,{len(rows) - provinces} 个有自己规则文件的市。"
        "各格:从哪个月起回答、依据等级、最后确认的日子;括号里是由省级或全国规则回答的。\n\n"
    )
    return head + markdown_table(COVERAGE_HEADINGS, rows)


def regions_document(items: Sequence[Covered]) -> dict[str, Any]:
    """The document that `yibao regions --json` prints."""
    return {
        "schema": "yibao/regions",
        "version": VERSION,
        "regions": [
            {
                "id": item.region.id,
                "name": item.region.name,
                "adcode": item.region.adcode,
                "statuses": {
                    status: {
                        "since": str(policy.starts),
                        "start": policy.start_kind,
                        "account": policy.account,
                        "grade": policy.grade,
                        "confirmed": policy.confirmed.isoformat() if policy.confirmed else None,
                    }
                    for status, policy in item.policies.items()
                },
                "confirmed": item.confirmed,
            }
            for item in items
        ],
    }


def policy_rows(policies: Sequence[Policy], sources: Mapping[str, Source]) -> list[Row]:
    """The rules that are in effect, one block each."""
    rows = []
    for policy in policies:
        kind = "".join(f"[{name}] " for name in (policy.plan, policy.group) if name)
        rows += [
            Row(words.STATUS[policy.status], kind + words.formulas(policy), strong=True),
            Row("", f"{months(policy.starts, policy.ends)};{words.period(policy)}"),
            Row("", f"{_origin(policy.file)};{words.GRADE_SHORT[policy.grade]}" + _confirmed(policy)),
            *(Row("", words.source(sources[id]), quiet=True) for id in policy.sources if id in sources),
        ]
    return rows


def _confirmed(policy: Policy) -> str:
    return f";最后确认 {policy.confirmed}" if policy.confirmed else ""


def _origin(file: str) -> str:
    layer = "全国规则 " if file == f"{NATIONAL}.toml" else "" if "/" in file else "省级规则 "
    return f"{layer}rules/{file}"


def limits_rows(limits: Sequence[BaseLimits]) -> list[Row]:
    """Base limits, one line each."""
    return [
        Row(
            "基数上下限" if index == 0 else "",
            f"{item.starts} 至 {item.ends.plus(-1)}:{item.floor:.2f} 至 {item.ceiling:.2f};"
            f"rules/{item.file};{words.GRADE_SHORT[item.grade]}",
        )
        for index, item in enumerate(limits)
    ]


def rules_document(
    region: Region, policies: Sequence[Policy], limits: Sequence[BaseLimits], sources: Mapping[str, Source]
) -> dict[str, Any]:
    """The document that `yibao rules show --json` prints."""
    items: list[Policy | BaseLimits] = [*policies, *limits]
    cited = dict.fromkeys(id for item in items for id in item.sources)
    return {
        "schema": "yibao/rules",
        "version": VERSION,
        "region": {"id": region.id, "name": region.name, "adcode": region.adcode},
        "policies": [policy_document(policy) for policy in policies],
        "limits": [
            {
                "from": str(item.starts),
                "to": str(item.ends.plus(-1)),
                "floor": f"{item.floor:.2f}",
                "ceiling": f"{item.ceiling:.2f}",
                "file": item.file,
                "grade": item.grade,
                "sources": list(item.sources),
                "note": item.note,
            }
            for item in limits
        ],
        "sources": [source_document(sources[id]) for id in cited if id in sources],
    }
