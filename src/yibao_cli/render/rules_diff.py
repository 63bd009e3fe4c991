"""What differs between two rule bases, or two months of one: as a report, as JSON and as CSV records."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from ..core.credit import Credit
from ..core.frozen import dataclass
from ..core.money import format_yuan
from ..core.month import Month
from ..core.policy import BaseLimits, Deduction, Figure, Policy
from ..core.region import NATIONAL
from ..core.source import Source
from ..core.text import one_line
from ..language import tr
from . import words
from .answer_json import policy_document, region_document, source_documents
from .coverage import base_limits_document, payment_document
from .kinds import kind_document, kind_text
from .messages import months
from .report import Report, without_empty_columns
from .rows import Row, notice

if TYPE_CHECKING:
    from ..documents import common
    from ..documents import rules_diff as shapes
    from ..rulebook.difference import Changed, ChangedAmount, ChangedLimits, Difference

HEADINGS = ("地区", "谁", "月份", "原来", "后来", "差(元)", "等级")
AMOUNT_HEADINGS = frozenset(("原来", "后来", "差(元)"))
NOTHING = "没有答案"
NO_ACCOUNT = "无账户"
IN_USE = "现用的规则"
NONE = "没有"
SHOWN_REGIONS = 3
SHOWN_SOURCES = 1
SECTION = {
    "postings": "到账日",
    "switches": "转退休",
    "lifetimes": "缴费年限",
    "channels": "渠道",
    "tips": "提示",
    "retirement_ages": "法定退休年龄",
    "causes": "原因",
    "withheld": "未采用的数",
    "research": "查找经过",
}
FIELD = {
    "title": "标题",
    "starts": "起止",
    "ends": "起止",
    "start_kind": "起止",
    "from_day": "起止",
    "to_day": "起止",
    "grade": "等级",
    "sources": "来源",
    "account": "有无账户",
    "reason": "原因",
    "parts": "算法",
    "bands": "金额",
    "yuan": "金额",
    "age_on": "算满岁的日子",
    "posting": "按月还是按年",
    "account_year": "账户年度",
    "rounding": "取整",
    "reduction": "缺缴扣减",
    "confirmed": "最后确认",
    "note": "说明",
    "doubt": "存疑",
    "month": "扣的月份",
    "optional": "要不要同意",
}
Cited = Policy | BaseLimits | Deduction | Figure


@dataclass(frozen=True, slots=True)
class Side:
    """How a side is named: what was written (None: the rules in use), its month, the documents it cites."""

    name: str | None
    month: Month | None
    sources: Mapping[str, Source]


@dataclass(frozen=True, slots=True)
class Frame:
    """The two sides, and the names of regions by id."""

    before: Side
    after: Side
    names: Mapping[str, str]

    def place(self, id: str) -> str:
        """The name of a region, or of the file over all of them."""
        return tr("全国") if id == NATIONAL else self.names.get(id, id)


def diff_report(found: "Difference", frame: Frame) -> Report:
    """Amounts of kinds of people in a table; under it rules, limits and the rest, each with its word on both sides."""
    headings, table = without_empty_columns(HEADINGS, [_cells(item, frame) for item in found.amounts])
    rows = [Row("概况", text, strong=True) for text in _summary(found)]
    for item in found.rules:
        rows += _entry(tr("规则"), _rule_text(item, frame), item, frame)
    for line in found.limits:
        rows += _cited(tr("限额"), _limits_text(line, frame), line.before, line.after, frame)
    for label, changes in ((tr("代扣"), found.deductions), (tr("另缴"), found.contributions)):
        for paid in changes:
            rows += _entry(label, _payment_text(paid, frame), paid, frame)
    for figure in found.figures:
        rows += _entry(tr("平均数"), _figure_text(figure, frame), figure, frame)
    rows += [
        Row(
            "其他",
            words.together(frame.place(item.region), tr(SECTION[item.section])) + tr(":") + _came(item.gone, item.new),
        )
        for item in found.others
    ]
    for label, regions in ((tr("只在原来"), found.only_before), (tr("只在后来"), found.only_after)):
        if regions:
            rows.append(Row(label, tr("、").join(words.place(region, region.id) for region in regions)))
    if found.amounts:
        rows.append(Row("说明", tr("没有自己规则和限额的市随省,不另列;金额是每月的,不算一年只扣一次的。"), quiet=True))
    return Report(diff_title(frame), headings, table, [*rows, notice()], AMOUNT_HEADINGS)


def diff_title(frame: Frame) -> str:
    """The two sides: '规则差别:2026-06 → 2026-07', '规则差别:现用的规则 → 草案'."""
    sides = (frame.before, frame.after)
    names = [one_line(side.name or tr(IN_USE)) for side in sides]
    dates = [str(side.month) if side.month else "" for side in sides]
    if names[0] == names[1] and all(dates):
        return tr("规则差别:{before} → {after}({name})", before=dates[0], after=dates[1], name=names[0])
    first, second = (" ".join(filter(None, pair)) for pair in zip(names, dates, strict=True))
    return tr("规则差别:{before} → {after}", before=first, after=second)


def _summary(found: "Difference") -> list[str]:
    if not found:
        return [tr("没有差别。")]
    counted = (
        ("{count} 条规则", found.rules),
        ("{count} 条限额", found.limits),
        ("{count} 项代扣", found.deductions),
        ("{count} 项另缴", found.contributions),
        ("{count} 个平均数", found.figures),
        ("{count} 处其他内容", found.others),
    )
    changed = [tr(what, count=len(items)) for what, items in counted if items]
    lines = [tr("变了 {changed}。", changed=tr("、").join(changed))] if changed else []
    more = sum(len(item.regions) for item in found.amounts if item.difference is not None and item.difference > 0)
    less = sum(len(item.regions) for item in found.amounts if item.difference is not None and item.difference < 0)
    total = sum(len(item.regions) for item in found.amounts)
    if not found.amounts:
        return [*lines, tr("问了 {compared} 种人(按地区分),金额都没有变。", compared=found.compared)]
    rest = tr(",{total} 种有无答案变了或只有全年的数变了", total=total - more - less) if total > more + less else ""
    return [
        *lines,
        tr(
            "问了 {compared} 种人(按地区分):{more} 种变多,{less} 种变少{rest}。",
            compared=found.compared,
            more=more,
            less=less,
            rest=rest,
        ),
    ]


def _came(gone: int, new: int) -> str:
    parts = [tr("少了 {gone} 条", gone=gone)] if gone else []
    parts += [tr("多了 {new} 条", new=new)] if new else []
    return tr(",").join(parts)


def _cells(item: "ChangedAmount", frame: Frame) -> list[str]:
    span = months(item.starts, item.ends) if item.starts is not None else ""
    monthly = item.was != item.now
    difference = item.difference
    return [
        _regions(item, frame),
        kind_text(item.kind),
        span,
        _amount(item.before, item.was, monthly),
        _amount(item.after, item.now, monthly),
        "" if difference is None or not monthly else f"{difference:+.2f}",
        _grades(item.before, item.after),
    ]


def _regions(item: "ChangedAmount", frame: Frame) -> str:
    names = [frame.place(region.id) for region in item.regions]
    shown = tr("、").join(names[:SHOWN_REGIONS])
    return tr("{shown} 等 {regions} 个", shown=shown, regions=len(names)) if len(names) > SHOWN_REGIONS else shown


def _amount(answer: Credit | None, monthly: object, differs: bool) -> str:
    if answer is None:
        return tr(NOTHING)
    if answer.state == "no-account":
        return tr(NO_ACCOUNT)
    return f"{monthly:.2f}" if differs else tr("全年 {amount}", amount=format_yuan(answer.yearly_equivalent))


def _grades(before: Credit | None, after: Credit | None) -> str:
    both = [tr(words.GRADE_SHORT[answer.grade]) for answer in (before, after) if answer is not None]
    return " → ".join(dict.fromkeys(both))


def _either(item: "Changed[Policy] | Changed[Deduction] | Changed[Figure]") -> "Policy | Deduction | Figure":
    found = item.after if item.after is not None else item.before
    assert found is not None
    return found


def _rule_text(item: "Changed[Policy]", frame: Frame) -> str:
    policy = _either(item)
    assert isinstance(policy, Policy)
    names = policy.plan or "", policy.group or ""
    who = words.together(frame.place(item.region), tr(words.STATUS[policy.status]), *map(words.named, names))
    if item.before is None or item.after is None:
        who = words.together(who, tr("新增") if item.before is None else tr("没有了"))
        return f"{who}{tr('(')}{words.period(policy)}){tr(':')}{words.formulas(policy)}"
    old, new = map(words.formulas, (item.before, item.after))
    span = words.period(item.after)
    return f"{who}{tr('(')}{span}){tr(':')}{f'{old} → {new}' if old != new else new}{_names(item.fields, ('parts',))}"


def _names(fields: Sequence[str], told: Sequence[str]) -> str:
    """What differs besides what the text says itself."""
    named = dict.fromkeys(tr(FIELD[name]).lower() for name in fields if name in FIELD and name not in told)
    return tr(";{named}不同", named=tr("、").join(named)) if named else ""


def _payment_text(item: "Changed[Deduction]", frame: Frame) -> str:
    paid = _either(item)
    assert isinstance(paid, Deduction)
    whom = tr("、").join([*(tr(words.STATUS[status]) for status in paid.statuses), *map(words.named, paid.groups)])
    who = words.together(frame.place(item.region), whom)
    if item.before is None or item.after is None:
        who = words.together(who, tr("新增") if item.before is None else tr("没有了"))
        return f"{who}{tr(':')}{words.payment(paid)}"
    old, new = map(words.payment, (item.before, item.after))
    told = ("bands", "month", "optional")
    return f"{who}{tr(':')}{f'{old} → {new}' if old != new else new}{_names(item.fields, told)}"


def _figure_text(item: "Changed[Figure]", frame: Frame) -> str:
    figure = _either(item)
    assert isinstance(figure, Figure)
    old, new = (tr(NONE) if one is None else format_yuan(one.yuan) for one in (item.before, item.after))
    change = f"{old} → {new}" if old != new else new
    place = frame.place(item.region)
    return tr(
        "{place} {year} 年{basis}:{change}{names}",
        place=place,
        year=figure.year,
        basis=tr(words.BASIS[figure.kind]),
        change=change,
        names=_names(item.fields, ("yuan",)),
    )


def _limits_text(item: "ChangedLimits", frame: Frame) -> str:
    line = item.after if item.after is not None else item.before
    assert line is not None
    whom = [tr(words.STATUS[status]) for status in line.statuses]
    who = words.together(frame.place(item.region), *whom, words.named(line.group or ""))
    if item.before == item.after:
        what = words.limits(line)
        until = line.ends.plus(-1) if line.ends else None
        return (
            tr("{who}:{what} 用到 {until},以后的没有见到,沿用", who=who, what=what, until=until)
            if item.state_after == "carried"
            else f"{who}{tr(':')}{what}"
        )
    old, new = _limits(item.before, item.state_before), _limits(item.after, item.state_after)
    if item.before is not None and item.after is not None and words.limits(item.before) == words.limits(item.after):
        spans = [months(one.starts, one.ends) for one in (item.before, item.after)]
        return tr(
            "{who}:{limits}(数没有变;{spans})",
            who=who,
            limits=words.limits(item.after),
            spans=" → ".join(dict.fromkeys(spans)),
        )
    span = months(line.starts, line.ends)
    return f"{who}{tr(':')}{old} → {new}{tr('(')}{span})"


def _limits(line: BaseLimits | None, state: str | None) -> str:
    if line is None:
        return tr(NONE)
    return words.limits(line) + (tr("(沿用)") if state == "carried" else "")


def _entry(
    label: str, text: str, item: "Changed[Policy] | Changed[Deduction] | Changed[Figure]", frame: Frame
) -> list[Row]:
    return _cited(label, text, item.before, item.after, frame)


def _cited(label: str, text: str, before: Cited | None, after: Cited | None, frame: Frame) -> list[Row]:
    """A change, and the evidence of each side."""
    rows = [Row(label, text, strong=True)]
    sides = [(before, frame.before.sources), (after, frame.after.sources)]
    said = [_word(item, sources) if item is not None else "" for item, sources in sides]
    if said[0] == said[1]:
        return [*rows, Row(label, tr("  依据 {said}", said=said[0]), quiet=True)]
    sides_said = zip(("  原来 {said}", "  后来 {said}"), said, strict=True)
    return [*rows, *(Row(label, tr(side, said=one), quiet=True) for side, one in sides_said if one)]


def _word(item: Cited, sources: Mapping[str, Source]) -> str:
    """Grade, last confirmation and the weightiest source of an entry."""
    cited = words.by_weight(sources[id] for id in item.sources if id in sources)
    confirmed = getattr(item, "confirmed", None)
    parts = [tr(words.GRADE_SHORT[item.grade])] if item.grade else []
    parts += [tr("最后确认 {confirmed}", confirmed=confirmed)] if confirmed else []
    parts += [words.source(one) for one in cited[:SHOWN_SOURCES]]
    said = tr(";").join(parts)
    return tr("{said} 等 {sources} 件", said=said, sources=len(cited)) if len(cited) > SHOWN_SOURCES else said


def diff_document(
    found: "Difference", frame: Frame, rulebook: "common.Rulebook", rulebook_after: "common.Rulebook | None"
) -> "shapes.Document":
    """The document that `yibao rules diff --json` prints; `rulebook_after`: of the second side, if it is another."""
    cited: tuple[list[str], list[str]] = ([], [])
    payments = (*found.deductions, *found.contributions)
    pairs: list[tuple[Cited | None, Cited | None]] = [
        *((rule.before, rule.after) for rule in found.rules),
        *((line.before, line.after) for line in found.limits),
        *((paid.before, paid.after) for paid in payments),
        *((figure.before, figure.after) for figure in found.figures),
    ]
    for pair in pairs:
        for ids, entry in zip(cited, pair, strict=True):
            ids += entry.sources if entry is not None else ()
    for amount in found.amounts:
        for ids, answer in zip(cited, (amount.before, amount.after), strict=True):
            ids += answer.sources if answer is not None else ()
    return {
        "schema": "yibao/rules-diff",
        "version": 1,
        "before": {"name": frame.before.name or "", "month": _month(frame.before.month)},
        "after": {"name": frame.after.name or "", "month": _month(frame.after.month)},
        "regions_gone": [region_document(region) for region in found.only_before],
        "regions_new": [region_document(region) for region in found.only_after],
        "rules": [
            {
                "region": item.region,
                "before": None if item.before is None else policy_document(item.before),
                "after": None if item.after is None else policy_document(item.after),
                "changed": list(item.fields),
                "text": _rule_text(item, frame),
            }
            for item in found.rules
        ],
        "limits": [
            {
                "region": line.region,
                "before": None if line.before is None else base_limits_document(line.before),
                "after": None if line.after is None else base_limits_document(line.after),
                "state_before": line.state_before,
                "state_after": line.state_after,
                "text": _limits_text(line, frame),
            }
            for line in found.limits
        ],
        "deductions": [_payment_document(item, frame) for item in found.deductions],
        "contributions": [_payment_document(item, frame) for item in found.contributions],
        "averages": [
            {
                "region": figure.region,
                "before": _average(figure.before),
                "after": _average(figure.after),
                "text": _figure_text(figure, frame),
            }
            for figure in found.figures
        ],
        "others": [
            {"region": other.region, "section": other.section, "gone": other.gone, "new": other.new}
            for other in found.others
        ],
        "amounts": [
            {
                "regions": [region.id for region in amount.regions],
                "who": kind_document(amount.kind),
                "from": _month(amount.starts),
                "to": str(amount.ends.plus(-1)) if amount.ends else None,
                "before": _amount_document(amount.before, amount.was),
                "after": _amount_document(amount.after, amount.now),
                "difference": None if amount.difference is None else format_yuan(amount.difference),
            }
            for amount in found.amounts
        ],
        "compared": found.compared,
        "sources_before": source_documents(cited[0], frame.before.sources),
        "sources_after": source_documents(cited[1], frame.after.sources),
        "rulebook": rulebook,
        "rulebook_after": rulebook_after,
        "disclaimer": tr(words.UNOFFICIAL),
    }


def _month(month: Month | None) -> str | None:
    return None if month is None else str(month)


def _payment_document(item: "Changed[Deduction]", frame: Frame) -> "shapes.PaymentChange":
    return {
        "region": item.region,
        "before": None if item.before is None else payment_document(item.before),
        "after": None if item.after is None else payment_document(item.after),
        "changed": list(item.fields),
        "text": _payment_text(item, frame),
    }


def _average(figure: Figure | None) -> "shapes.Average | None":
    if figure is None:
        return None
    return {
        "kind": figure.kind,
        "year": figure.year,
        "yuan": format_yuan(figure.yuan),
        "grade": figure.grade,
        "sources": list(figure.sources),
    }


def _amount_document(answer: Credit | None, monthly: object) -> "shapes.Amount | None":
    if answer is None:
        return None
    return {
        "state": answer.state,
        "monthly": f"{monthly:.2f}",
        "yearly": format_yuan(answer.yearly_equivalent),
        "base_applied": format_yuan(answer.base.applied) if answer.base else None,
        "grade": answer.grade,
        "sources": list(answer.sources),
    }


RECORD_COLUMNS = (
    "regions", "status", "plan", "group", "age_from", "age_to", "base", "pension", "from", "to",
    "before", "after", "difference", "grade_before", "grade_after",
)  # fmt: skip


def diff_records(found: "Difference") -> list[list[str]]:
    """One CSV record a change of an amount, under RECORD_COLUMNS; ids of regions are separated by spaces."""
    return [_record(item) for item in found.amounts]


def _record(item: "ChangedAmount") -> list[str]:
    who = kind_document(item.kind)
    cells = [
        " ".join(region.id for region in item.regions),
        *(who[key] for key in ("status", "plan", "group", "age_from", "age_to", "base", "pension")),
        item.starts,
        item.ends.plus(-1) if item.ends else None,
        *(None if amount is None else format_yuan(amount) for amount in (item.was, item.now, item.difference)),
        *(answer and answer.grade for answer in (item.before, item.after)),
    ]
    return ["" if cell is None else str(cell) for cell in cells]
