"""Why nothing came, or less: causes in words and as JSON."""

from collections.abc import Mapping, Sequence
from typing import Any

from ..core.cause import Cause, Symptom
from ..core.diagnosis import Finding
from ..core.month import Month
from ..core.person import Person
from ..core.region import Region
from ..core.source import Source
from . import words
from .answer_json import region_document, source_documents
from .rows import Styled

VERSION = 1
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


def causes_title(region: Region | None, person: Person | None, month: Month, symptom: Symptom | None) -> str:
    """Region, status, month, symptom."""
    whose = [words.STATUS[person.status], str(month)] if person else []
    what = SYMPTOM[symptom] if symptom else "、".join(SYMPTOM.values())
    return " · ".join([region.name if region else "全国", *whose, what])


def cause_lines(
    title: str, causes: Sequence[Cause], findings: Mapping[str, Finding], unknown: str | None
) -> list[Styled]:
    """Each cause with how to check it and whom to ask; those the rules confirm come first.

    `unknown` says why the rules confirm nothing, where there is none for the person.
    """
    lines: list[Styled] = [("bold", title)]
    if unknown:
        lines += [("", ""), ("yellow", unknown)]
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
) -> dict[str, Any]:
    """The document that `yibao why --json` prints."""
    return {
        "schema": "yibao/why",
        "version": VERSION,
        "region": region_document(region) if region else None,
        "unknown": unknown,
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
