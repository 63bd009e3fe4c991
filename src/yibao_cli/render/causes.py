"""Why nothing came, or less: causes in words and as JSON."""

from __future__ import annotations

from ..core.text import one_line
from . import words
from .answer_json import region_document, source_documents

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ..core.cause import Cause
    from ..core.diagnosis import Finding
    from ..core.explain import Reason
    from ..core.literals import Symptom
    from ..core.month import Month
    from ..core.person import Person
    from ..core.region import Region
    from ..core.source import Source
    from ..documents import common
    from ..documents import why as shapes
    from .rows import Styled

SYMPTOM = {"nothing": "没到账", "less": "变少", "zero": "余额为零", "stopped": "停了"}


def finding_text(finding: Finding) -> str:
    """What the rules show, in one sentence."""
    facts = finding.facts
    match finding.cause:
        case "no-account":
            return facts["reason"]
        case "yearly":
            return f"全年的 {facts['amount']} 元在 {facts['month']} 一次划入,其余月份没有。"
        case "not-posted":
            return f"当地一般到 {facts['day']} 日划入,今天才 {facts['today']} 日。"
    change = f"{facts['before']} 每月 {facts['was']} 元,{facts['after']} 每月 {facts['is']} 元。"
    if facts["old"] != facts["new"]:
        return f"{change}原来:{facts['old']};后来:{facts['new']}。"
    return change


def causes_title(
    region: Region | None, person: Person | None, month: Month, symptom: Symptom | None, amounts: str | None = None
) -> str:
    """Region, status, month, symptom or the two amounts."""
    whose = [words.STATUS[person.status], str(month)] if person else []
    what = one_line(amounts) if amounts else SYMPTOM[symptom] if symptom else "、".join(SYMPTOM.values())
    return " · ".join([region.name if region else "全国", *whose, what])


FIT = {"amounts": "两个数都对得上", "difference": "差额对得上", "possible": "有可能"}


def reason_text(reason: Reason) -> str:
    """What explains two amounts, with its arithmetic."""
    facts = reason.facts
    match reason.kind:
        case "deduction" if "less" in facts:
            return f"扣了{facts['name']} {facts['less']} 元:{facts['was']} − {facts['less']} = {facts['now']}"
        case "optional" | "contribution":
            taken = f"{facts['was']} − {facts['less']} = {facts['now']}"
            why = "要本人同意,或何时起扣没有见到" if reason.kind == "optional" else "是否从个人账户扣没有见到"
            return f"扣了{facts['name']} {facts['less']} 元:{taken}({why})"
        case "yearly":
            taken = f"{facts['was']} − {facts['less']} = {facts['now']}"
            return f"{facts['name']}每年 {facts['month']} 月扣一次:{taken}"
        case "age":
            when = f"{facts['month']} 起" if facts.get("month") else ""
            return f"{when}满 {facts.get('age') or facts['to']} 岁:{facts['old']} → {facts['new']}"
        case "pension":
            old = f"原来合养老金 {facts['from']} 元"
            return f"{facts['month']} 起不再按本人养老金划:{old};现在{facts['rule']} {facts['now']}"
        case "floor" | "ceiling" | "base" if "to" in facts:
            what = {"floor": "基数下限", "ceiling": "基数上限", "base": "缴费基数"}[reason.kind]
            return f"{what}变了:{facts['from']} → {facts['to']} 元"
        case "rule-changed?":
            return f"规则可能变了:依据最后确认于 {facts['evidence']},之后的标准没有见到;问当地医保经办机构"
    what = "代扣变了" if reason.kind == "deduction" else "规则变了"
    named = f"({facts['from']} → {facts['to']})" if facts.get("from") and reason.kind == "rule" else ""
    return f"{facts['month']} 起{what}{named}:{facts['old']} → {facts['new']}"


def _reason_lines(reasons: Sequence[Reason]) -> list[Styled]:
    if not reasons:
        return [("", ""), ("yellow", "规则里没有什么恰好说明这个变化;下面是要看记录才知道的原因。")]
    return [
        ("", ""),
        *(("cyan", f"{number}. {reason_text(item)}({FIT[item.fit]})") for number, item in enumerate(reasons, 1)),
    ]


def cause_lines(
    title: str,
    causes: Sequence[Cause],
    findings: Mapping[str, Finding],
    unknown: str | None,
    reasons: Sequence[Reason] | None = None,
    overlay: str | None = None,
) -> list[Styled]:
    """Each cause with how to check it and whom to ask; those the rules confirm come first.

    `unknown` says why the rules confirm nothing, where there is none for the person. `reasons` explain two amounts
    that were given. `overlay` is the directory of rules laid over the program's own.
    """
    lines: list[Styled] = [("bold", title)]
    if overlay:
        lines.append(("yellow", f"规则库叠加了 {one_line(overlay)} 里的规则,不是程序自带的"))
    if unknown:
        lines += [("", ""), ("yellow", unknown)]
    if reasons is not None:
        lines += _reason_lines(reasons)
    for number, cause in enumerate(causes, 1):
        finding = findings.get(cause.id)
        lines += [("", ""), ("cyan", f"{number}. {cause.title}" + ("(规则证实)" if finding else ""))]
        if finding:
            lines.append(("bold green", f"   规则:{finding_text(finding)}"))
        lines += [
            ("", f"   核对:{cause.check}"),
            ("", f"   问谁:{cause.ask}"),
            ("dim", f"   依据:{words.GRADE_SHORT[cause.grade]}"),
        ]
    return [*lines, ("", ""), ("dim", words.UNOFFICIAL)]


def causes_document(
    region: Region | None,
    causes: Sequence[Cause],
    findings: Mapping[str, Finding],
    unknown: str | None,
    sources: Mapping[str, Source],
    reasons: Sequence[Reason] | None,
    rulebook: common.Rulebook,
) -> shapes.Document:
    """The document that `yibao why --json` prints."""
    return {
        "schema": "yibao/why",
        "version": 1,
        "region": region_document(region) if region else None,
        "unknown": unknown,
        "rulebook": rulebook,
        "reasons": None
        if reasons is None
        else [
            {"kind": item.kind, "fit": item.fit, "text": reason_text(item), "facts": dict(item.facts)}
            for item in reasons
        ],
        "causes": [
            {
                "id": cause.id,
                "title": cause.title,
                "symptoms": list(cause.symptoms),
                "confirmed_by_rules": cause.id in findings,
                "finding": {"text": finding_text(findings[cause.id]), "facts": dict(findings[cause.id].facts)}
                if cause.id in findings
                else None,
                "check": cause.check,
                "ask": cause.ask,
                "grade": cause.grade,
                "sources": list(cause.sources),
            }
            for cause in causes
        ],
        "sources": source_documents((id for cause in causes for id in cause.sources), sources),
        "disclaimer": words.UNOFFICIAL,
    }
