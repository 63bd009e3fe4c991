"""Contribution years for lifelong cover, as rows and as JSON."""

from collections.abc import Mapping, Sequence
from typing import Any

from ..core.policy import Lifetime, Region, Source
from ..core.retirement import Retirement
from ..core.years import Years
from . import words
from .answer_json import source_document
from .rows import Row

VERSION = 1
SEX = {"male": "男", "female": "女"}
KIND = {"men": "男职工", "women-55": "原定 55 周岁的女职工", "women-50": "原定 50 周岁的女职工"}
NOTHING_KNOWN = "未知规则:规则库没有收录{place}一般参保人终身医保的缴费年限。"


def years_title(region: Region, sex: str) -> str:
    """Region and sex."""
    return f"{region.name} · 终身医保缴费年限 · {SEX[sex]}"


def years_rows(
    answer: Years, named: Sequence[Lifetime], sources: Mapping[str, Source], ages: Mapping[str, Source]
) -> list[Row]:
    """What is needed, what is missing, when it is reached, and on whose word."""
    rule = answer.rule
    rows = [
        Row("需要", f"{answer.needed} 年{_parts(rule)}", strong=True),
        Row("已缴", f"{answer.paid} 年"),
        Row("还差", f"{answer.missing} 年,不断缴的话缴到 {answer.reached_in} 满" if answer.missing else "不差"),
    ]
    for item in answer.at_retirement:
        retirement = item.retirement
        there = f"到时缴满 {item.paid} 年," + (f"还差 {item.missing} 年" if item.missing else "够了")
        rows.append(Row("退休", f"{_retirement(retirement)}:{there}"))
    if rule.note:
        rows.append(Row("说明", rule.note))
    rows += _named_rows(named)
    rows.append(Row("依据", f"rules/{rule.file};{words.GRADE[rule.grade]}"))
    rows += [Row("依据", words.source(sources[id])) for id in rule.sources if id in sources]
    if answer.at_retirement:
        rows += [Row("依据", f"退休年龄:{words.source(item)}") for item in ages.values()]
    return [*rows, Row("声明", words.UNOFFICIAL, quiet=True)]


def no_years_rows(region: Region, named: Sequence[Lifetime]) -> list[Row]:
    """Nothing is known for people in general: what is known for some, and what to do."""
    return [
        Row("结果", NOTHING_KNOWN.format(place=region.name), strong=True),
        *_named_rows(named),
        Row("下一步", f"打 {words.HOTLINE}(医保服务热线)问经办机构"),
        Row("声明", words.UNOFFICIAL, quiet=True),
    ]


def _named_rows(named: Sequence[Lifetime]) -> list[Row]:
    rows = []
    for item in named:
        text = f"{item.who}:男 {item.male} 年、女 {item.female} 年{_parts(item)}({words.GRADE_SHORT[item.grade]})"
        rows.append(Row("另有", f"{text}。{item.note}" if item.note else text))
    return rows


def _parts(rule: Lifetime) -> str:
    parts = []
    if rule.actual:
        parts.append(f"实际缴费至少 {rule.actual} 年")
    if rule.local:
        parts.append(f"本地实际缴费至少 {rule.local} 年")
    return f"(其中{'、'.join(parts)})" if parts else ""


def _retirement(item: Retirement) -> str:
    age = f"{item.years} 岁" + (f" {item.months} 个月" if item.months else "")
    return f"{item.month} 满 {age}({KIND[item.rule.kind]})"


def years_document(
    region: Region, answer: Years | None, named: Sequence[Lifetime], sources: Mapping[str, Source]
) -> dict[str, Any]:
    """The document that `yibao years --json` prints."""
    return {
        "schema": "yibao/years",
        "version": VERSION,
        "region": {"id": region.id, "name": region.name, "adcode": region.adcode},
        "state": "no-rule" if answer is None else "in-force",
        "years": answer
        and {
            "month": str(answer.month),
            "sex": answer.sex,
            "needed": answer.needed,
            "paid": answer.paid,
            "missing": answer.missing,
            "reached_in": str(answer.reached_in) if answer.reached_in else None,
            "actual_at_least": answer.rule.actual,
            "local_at_least": answer.rule.local,
            "retirement": [
                {
                    "kind": item.retirement.rule.kind,
                    "month": str(item.retirement.month),
                    "age_years": item.retirement.years,
                    "age_months": item.retirement.months,
                    "paid_by_then": item.paid,
                    "missing_then": item.missing,
                }
                for item in answer.at_retirement
            ],
        },
        "rule": answer and _lifetime(answer.rule),
        "other_people": [_lifetime(item) for item in named],
        "sources": [source_document(source) for source in sources.values()],
        "disclaimer": words.UNOFFICIAL,
    }


def _lifetime(item: Lifetime) -> dict[str, Any]:
    return {
        "who": item.who,
        "male": item.male,
        "female": item.female,
        "actual": item.actual,
        "local": item.local,
        "from": str(item.starts) if item.starts else None,
        "to": str(item.ends.plus(-1)) if item.ends else None,
        "file": item.file,
        "grade": item.grade,
        "sources": list(item.sources),
        "note": item.note,
    }
