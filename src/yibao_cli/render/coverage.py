"""What the rulebook covers: `yibao regions` and `yibao rules show`."""

from __future__ import annotations

from ..core.region import NATIONAL
from ..core.source import weakest
from ..language import tr
from . import words
from .answer_json import orientation_document, policy_document, region_document, source_documents, withheld_document
from .answer_table import markdown_table
from .messages import months
from .rows import Row

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ..core.literals import Grade, Status
    from ..core.month import Month
    from ..core.policy import BaseLimits, Deduction, Policy
    from ..core.region import Region
    from ..core.source import Source
    from ..core.withheld import Withheld
    from ..documents import common, regions, rules, rules_coverage
    from ..rulebook.orientation import Orientation
    from ..rulebook.survey import Covered, LimitsState

SURVEYED: tuple[Status, ...] = ("employee", "retiree", "flexible")
EXTRAS = {"lifetimes": "缴费年限", "postings": "到账日", "switches": "转退休", "channels": "渠道"}
COVERAGE_HEADINGS = ("地区", "id", "在职", "退休", "灵活就业", "基数限额到", "其他")
REGION_HEADINGS = ("地区", "id", "在职", "退休", "灵活就业", "等级", "最后确认")
NONE = "-"
NOTHING = "规则库没有收录这里的规则。"


def region_row(item: Covered) -> tuple[str, ...]:
    """One line of `yibao regions`."""
    cells = [words.short_place(item.region), item.region.id]
    for status in SURVEYED:
        policy = item.own.get(status)
        cells.append(NONE if policy is None else _what(policy) or str(policy.starts))
    grades: list[Grade] = [policy.grade for policy in item.own.values()]
    cells.append(tr(words.GRADE_SHORT[weakest(grades)]) if grades else NONE)
    cells.append(item.confirmed or NONE)
    return tuple(cells)


def _what(policy: Policy) -> str:
    """What is odd about a policy: no account, or no amount; empty if it answers with one."""
    if not policy.account:
        return tr("无账户")
    return "" if policy.parts else tr("金额未知")


def coverage_row(item: Covered) -> tuple[str, ...]:
    """One line of the coverage table: since when, grade, last confirmed; in brackets what an outer file answers."""
    cells = [words.place(item.region), item.region.id]
    outer, limits_until = item.outer, item.limits_until
    for status in SURVEYED:
        if status in item.own:
            cells.append(_cell(item.own[status]))
        else:
            cells.append(f"({_cell(outer[status])})" if status in outer else NONE)
    cells.append(str(limits_until) if limits_until else NONE)
    cells.append(tr("、").join(tr(EXTRAS[name]) for name in item.extras) or NONE)
    return tuple(cells)


def _cell(policy: Policy) -> str:
    confirmed = policy.confirmed.isoformat() if policy.confirmed else ""
    group = words.named(policy.group) if policy.group else ""
    parts = (group, _what(policy), str(policy.starts), tr(words.GRADE_SHORT[policy.grade]), confirmed)
    return " ".join(part for part in parts if part)


_PAGE_HEAD = (
    "# 收录情况\n\n由程序生成(`make docs`),不要手改;`yibao rules coverage` 印出同样的表。"
    "\n\n{provinces} 个省级地区,"
    "{cities} 个有自己规则文件的市。各格:从哪个月起回答、依据等级、最后确认的日子;"
    "括号里是由省级或全国规则回答的。点地区名看它的每条规则、限额、来源和存疑。\n\n"
)


def coverage_markdown(items: Sequence[Covered]) -> str:
    """docs/coverage.md."""
    provinces = sum(item.region.id == item.region.province for item in items)
    head = _PAGE_HEAD.format(provinces=provinces, cities=len(items) - provinces)

    rows = [coverage_row(item) for item in items]
    lines = markdown_table(COVERAGE_HEADINGS, rows).splitlines()
    for place, item in enumerate(items, 2):
        link = f"| [{item.region.name}]({page_of(item.region)}#{item.region.name}) |"
        lines[place] = lines[place].replace(f"| {item.region.name} |", link, 1)
    return head + "\n".join(lines) + "\n"


def page_of(region: Region) -> str:
    """The page under docs/ with all that is known of a region."""
    return f"regions/{region.province}.md"


LIMITS_STATE: dict[LimitsState, str] = {"in-force": "有效", "carried": "沿用旧年", "none": "没有"}


def limits_lines(limits: Mapping[Region, LimitsState], month: Month) -> list[str]:
    """How many regions have base limits in force in a month, or an earlier year's, or none, and in which provinces."""
    names = {region.id: words.short_place(region) for region in limits}
    lines = []
    for state, word in LIMITS_STATE.items():
        regions = [region for region, found in limits.items() if found == state]
        provinces = dict.fromkeys(names.get(region.province, region.province) for region in regions)
        named = tr(
            "在 {provinces} 个省级地区:{names}", provinces=len(provinces), names=tr("、").join(provinces) or NONE
        )
        lines.append(
            tr(
                "{month} 基数上下限{word}:{regions} 个地区,{named}",
                month=month,
                word=tr(word),
                regions=len(regions),
                named=named,
            )
        )
    return lines


def limits_document(limits: Mapping[Region, LimitsState], month: Month) -> rules_coverage.LimitsOfMonth:
    """The same for JSON: ids of regions by state."""
    states = {state: [region.id for region, found in limits.items() if found == state] for state in LIMITS_STATE}
    return {"month": str(month), "states": states}


def regions_document(
    items: Sequence[Covered], around: Mapping[str, Orientation], rulebook: common.Rulebook
) -> regions.Document:
    """The document that `yibao regions --json` prints; `around`: what is usual near a region, by its id."""
    return {
        "schema": "yibao/regions",
        "version": 1,
        "regions": [
            {
                **_covered(item),
                "orientation": orientation_document(around[item.region.id]) if item.region.id in around else None,
            }
            for item in items
        ],
        "rulebook": rulebook,
    }


def coverage_document(
    items: Sequence[Covered], limits: rules_coverage.LimitsOfMonth, rulebook: common.Rulebook
) -> rules_coverage.Document:
    """The document that `yibao rules coverage --json` prints; `limits` see `limits_document`."""
    return {
        "schema": "yibao/rules-coverage",
        "version": 1,
        "limits": limits,
        "regions": [_covered(item) for item in items],
        "rulebook": rulebook,
    }


def _covered(item: Covered) -> regions.Covered:
    return {
        **region_document(item.region),
        "statuses": {
            status: _status(policy, own=status in item.own) for status, policy in {**item.outer, **item.own}.items()
        },
        "confirmed": item.confirmed,
        "limits_until": str(item.limits_until) if item.limits_until else None,
        "extras": list(item.extras),
    }


def _status(policy: Policy, own: bool) -> regions.CoveredStatus:
    return {
        "since": str(policy.starts),
        "start": policy.start_kind,
        "account": policy.account,
        "amount_known": not policy.account or bool(policy.parts),
        "plan": policy.plan,
        "group": policy.group,
        "grade": policy.grade,
        "confirmed": policy.confirmed.isoformat() if policy.confirmed else None,
        "own": own,
        "file": policy.file,
    }


def policy_rows(policies: Sequence[Policy], sources: Mapping[str, Source]) -> list[Row]:
    """The rules that are in effect, one block each."""
    rows = []
    for policy in policies:
        kind = "".join(f"[{words.named(name)}] " for name in (policy.plan, policy.group) if name)
        rows += [
            Row(tr(words.STATUS[policy.status]), kind + words.formulas(policy), strong=True),
            Row("", f"{months(policy.starts, policy.ends)}{tr(';')}{words.period(policy)}"),
            Row("", f"{_origin(policy.file)}{tr(';')}{tr(words.GRADE_SHORT[policy.grade])}" + _confirmed(policy)),
            *(Row("", words.source(sources[id]), quiet=True) for id in policy.sources if id in sources),
        ]
    return rows


def _confirmed(item: Policy | Deduction) -> str:
    return tr(";最后确认 {confirmed}", confirmed=item.confirmed) if item.confirmed else ""


def _origin(file: str) -> str:
    layer = tr("全国规则 ") if file == f"{NATIONAL}.toml" else "" if "/" in file else tr("省级规则 ")
    return f"{layer}rules/{file}"


def limits_rows(limits: Sequence[BaseLimits]) -> list[Row]:
    """Base limits, one line each."""
    return [
        Row(
            tr("基数上下限") if index == 0 else "",
            months(item.starts, item.ends)
            + tr(":")
            + tr(";").join((words.limits(item), item.region, tr(words.GRADE_SHORT[item.grade]))),
        )
        for index, item in enumerate(limits)
    ]


def payment_rows(label: str, items: Sequence[Deduction]) -> list[Row]:
    """What is deducted or paid besides, one block each."""
    rows = []
    for item in items:
        whom = tr("、").join(
            [*(tr(words.STATUS[status]) for status in item.statuses), *map(words.named, item.groups)]
        ) or tr("所有人")
        grade = f"{tr(';')}{tr(words.GRADE_SHORT[item.grade])}" if item.grade else ""
        rows.append(Row(tr("可{label}", label=label) if item.optional else label, words.payment(item), strong=True))
        rows.append(Row("", f"{whom}{tr(';')}{_since(item)}{grade}{_confirmed(item)}{tr('(')}rules/{item.file})"))
    return rows


def _since(item: Deduction) -> str:
    return months(item.starts, item.ends) if item.starts is not None else tr("起始未知")


def rules_document(
    region: Region,
    policies: Sequence[Policy],
    limits: Sequence[BaseLimits],
    deductions: Sequence[Deduction],
    contributions: Sequence[Deduction],
    withheld: Sequence[Withheld],
    sources: Mapping[str, Source],
    rulebook: common.Rulebook,
) -> rules.Document:
    """The document that `yibao rules show --json` prints."""
    items: list[Policy | BaseLimits | Deduction | Withheld] = [*policies, *limits, *deductions, *contributions]
    items += withheld
    cited = [id for item in items for id in item.sources]
    return {
        "schema": "yibao/rules",
        "version": 1,
        "region": region_document(region),
        "policies": [policy_document(policy) for policy in policies],
        "limits": [base_limits_document(item) for item in limits],
        "deductions": [payment_document(item) for item in deductions],
        "contributions": [payment_document(item) for item in contributions],
        "withheld": [withheld_document(item) for item in withheld],
        "sources": source_documents(cited, sources),
        "rulebook": rulebook,
    }


def base_limits_document(item: BaseLimits) -> rules.Limits:
    """Limits of the base with their provenance."""
    return {
        "from": str(item.starts),
        "to": str(item.ends.plus(-1)) if item.ends else None,
        "floor": f"{item.floor:.2f}" if item.floor is not None else None,
        "ceiling": f"{item.ceiling:.2f}" if item.ceiling is not None else None,
        "kind": item.kind,
        "provisional": item.provisional,
        "region": item.region,
        "grade": item.grade,
        "confirmed": item.confirmed.isoformat() if item.confirmed else None,
        "sources": list(item.sources),
        "note": item.note,
    }


def payment_document(item: Deduction) -> rules.Payment:
    """What is deducted, or paid besides, with its provenance."""
    return {
        "name": item.name,
        "text": words.payment(item),
        "statuses": list(item.statuses),
        "groups": list(item.groups),
        "per": "year" if item.yearly else "month",
        "month": item.month,
        "condition": item.optional,
        "from": str(item.starts) if item.starts else None,
        "to": str(item.ends.plus(-1)) if item.ends else None,
        "file": item.file,
        "grade": item.grade,
        "confirmed": item.confirmed.isoformat() if item.confirmed else None,
        "sources": list(item.sources),
        "note": item.note,
    }
