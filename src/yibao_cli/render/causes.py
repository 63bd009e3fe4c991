"""Why nothing came, or less: causes in words and as JSON."""

from __future__ import annotations

from ..core.text import one_line
from ..language import spoken, tr
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
            return words.in_chinese(facts["reason"])
        case "yearly":
            return tr(
                "全年的 {amount} 元在 {month} 一次划入,其余月份没有。", amount=facts["amount"], month=facts["month"]
            )
        case "not-posted":
            return tr("当地一般到 {day} 日划入,今天才 {today} 日。", day=facts["day"], today=facts["today"])
    change = tr(
        "{before} 每月 {was} 元,{after} 每月 {is_} 元。",
        before=facts["before"],
        was=facts["was"],
        after=facts["after"],
        is_=facts["is"],
    )
    if facts["old"] != facts["new"] and spoken() == "zh":  # titles of rules are Chinese
        return tr("{change}原来:{old};后来:{new}。", change=change, old=facts["old"], new=facts["new"])
    return change


def causes_title(
    region: Region | None, person: Person | None, month: Month, symptom: Symptom | None, amounts: str | None = None
) -> str:
    """Region, status, month, symptom or the two amounts."""
    whose = [tr(words.STATUS[person.status]), str(month)] if person else []
    what = (
        one_line(amounts) if amounts else tr(SYMPTOM[symptom]) if symptom else tr("、").join(map(tr, SYMPTOM.values()))
    )
    return " · ".join([words.place(region) if region else tr("全国"), *whose, what])


FIT = {"amounts": "两个数都对得上", "difference": "差额对得上", "possible": "有可能"}


def reason_text(reason: Reason) -> str:
    """What explains two amounts, with its arithmetic."""
    facts = reason.facts
    match reason.kind:
        case "deduction" if "less" in facts:
            return tr(
                "扣了{name} {less} 元:{was} − {less} = {now}",
                name=words.named(facts["name"]),
                less=facts["less"],
                was=facts["was"],
                now=facts["now"],
            )
        case "optional" | "contribution":
            taken = f"{facts['was']} − {facts['less']} = {facts['now']}"
            why = tr("要本人同意,或何时起扣没有见到") if reason.kind == "optional" else tr("是否从个人账户扣没有见到")
            return tr(
                "扣了{name} {less} 元:{taken}({why})", name=facts["name"], less=facts["less"], taken=taken, why=why
            )
        case "yearly":
            taken = f"{facts['was']} − {facts['less']} = {facts['now']}"
            return tr("{name}每年 {month} 月扣一次:{taken}", name=facts["name"], month=facts["month"], taken=taken)
        case "age":
            when = tr("{month} 起", month=facts["month"]) if facts.get("month") else ""
            return tr(
                "{when}满 {age} 岁:{old} → {new}",
                when=when,
                age=facts.get("age") or facts["to"],
                old=facts["old"],
                new=facts["new"],
            )
        case "pension":
            old = tr("原来合养老金 {from_} 元", from_=facts["from"])
            return tr(
                "{month} 起不再按本人养老金划:{old};现在{rule} {now}",
                month=facts["month"],
                old=old,
                rule=facts["rule"],
                now=facts["now"],
            )
        case "floor" | "ceiling" | "base" if "to" in facts:
            what = {"floor": tr("基数下限"), "ceiling": tr("基数上限"), "base": tr("缴费基数")}[reason.kind]
            return tr("{what}变了:{from_} → {to} 元", what=what, from_=facts["from"], to=facts["to"])
        case "rule-changed?":
            return tr(
                "规则可能变了:依据最后确认于 {evidence},之后的标准没有见到;问当地医保经办机构",
                evidence=facts["evidence"],
            )
    what = tr("代扣变了") if reason.kind == "deduction" else tr("规则变了")
    named = (
        f"{tr('(')}{facts['from']} → {facts['to']})"
        if facts.get("from") and reason.kind == "rule" and spoken() == "zh"
        else ""
    )
    return tr(
        "{month} 起{what}{named}:{old} → {new}",
        month=facts["month"],
        what=what,
        named=named,
        old=facts["old"],
        new=facts["new"],
    )


def _reason_lines(reasons: Sequence[Reason]) -> list[Styled]:
    if not reasons:
        return [("", ""), ("yellow", tr("规则里没有什么恰好说明这个变化;下面是要看记录才知道的原因。"))]
    return [
        ("", ""),
        *(
            ("cyan", f"{number}. {reason_text(item)}{tr('(')}{tr(FIT[item.fit])})")
            for number, item in enumerate(reasons, 1)
        ),
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
        lines.append(("yellow", tr("规则库叠加了 {overlay} 里的规则,不是程序自带的", overlay=one_line(overlay))))
    if unknown:
        lines += [("", ""), ("yellow", unknown)]
    if reasons is not None:
        lines += _reason_lines(reasons)
    for number, cause in enumerate(causes, 1):
        finding = findings.get(cause.id)
        lines += [("", ""), ("cyan", f"{number}. {tr(cause.title)}" + (tr("(规则证实)") if finding else ""))]
        if finding:
            lines.append(("bold green", tr("   规则:{finding}", finding=finding_text(finding))))
        lines += [
            ("", tr("   核对:{check}", check=tr(cause.check))),
            ("", tr("   问谁:{ask}", ask=tr(cause.ask))),
            ("dim", tr("   依据:{grade_short}", grade_short=tr(words.GRADE_SHORT[cause.grade]))),
        ]
    return [*lines, ("", ""), ("dim", tr(words.UNOFFICIAL))]


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
                "title": tr(cause.title),
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
        "disclaimer": tr(words.UNOFFICIAL),
    }
