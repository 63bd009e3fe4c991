"""Contribution years for lifelong cover, as rows and as JSON."""

from __future__ import annotations

from ..language import tr
from . import words
from .answer_json import region_document, source_document
from .rows import Row, edition_row, notice

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ..core.lifetime import Lifetime
    from ..core.region import Region
    from ..core.retirement import Retirement
    from ..core.source import Source
    from ..core.years import Years
    from ..documents import common
    from ..documents import years as shapes

SEX = {"male": "男", "female": "女"}
NOTHING_KNOWN = "未知规则:规则库没有收录{place}一般参保人终身医保的缴费年限。"


def years_title(region: Region, sex: str) -> str:
    """Region and sex."""
    return tr("{name} · 终身医保缴费年限 · {sex}", name=words.place(region), sex=tr(SEX[sex]))


def years_rows(
    answers: Sequence[Years], named: Sequence[Lifetime], sources: Mapping[str, Source], rulebook: common.Rulebook
) -> list[Row]:
    """What is needed, what is missing, when it is reached, and on whose word; one block a possible retirement."""
    rows = [Row("已缴", tr("{paid} 年({month} 以前)", paid=answers[0].paid, month=answers[0].month))]
    for answer in answers:
        if answer.retirement is None:
            rows += [
                Row(
                    "需要",
                    tr(
                        "{needed} 年{parts},按 {month} 退休的人算",
                        needed=answer.needed,
                        parts=_parts(answer.rule),
                        month=answer.month,
                    ),
                    strong=True,
                ),
                Row("还差", _missing(answer)),
            ]
        else:
            then = tr("到时缴满 {paid_then} 年,", paid_then=answer.paid_then) if answer.retiring > answer.month else ""
            short = (
                tr("还差 {missing_then} 年", missing_then=answer.missing_then) if answer.missing_then else tr("够了")
            )
            rows += [
                Row("退休", _retirement(answer.retirement), strong=True),
                Row(
                    "需要",
                    tr(
                        "{needed} 年{parts};{then}{short}",
                        needed=answer.needed,
                        parts=_parts(answer.rule),
                        then=then,
                        short=short,
                    ),
                ),
                Row("还差", _missing(answer)),
            ]
    rules = list(dict.fromkeys(answer.rule for answer in answers))
    for rule in rules:
        if rule.note:
            rows.append(Row("说明", words.in_chinese(rule.note)))
    rows += _named_rows(named)
    for rule in rules:
        rows.append(Row("依据", f"rules/{rule.file}{tr(';')}{tr(words.GRADE[rule.grade])}"))
    cited = [id for rule in rules for id in rule.sources]
    cited += [id for answer in answers if answer.retirement for id in answer.retirement.rule.sources]
    rows += [Row("依据", words.source(sources[id])) for id in dict.fromkeys(cited) if id in sources]
    return [*rows, edition_row(rulebook), notice()]


def _missing(answer: Years) -> str:
    if not answer.missing:
        return tr("现在就够了")
    reached = tr(",不断缴的话缴到 {reached_in} 满", reached_in=answer.reached_in) if answer.reached_in else ""
    return tr("现在差 {missing} 年{reached}", missing=answer.missing, reached=reached)


def no_years_rows(region: Region, named: Sequence[Lifetime]) -> list[Row]:
    """Nothing is known for people in general: what is known for some, and what to do."""
    return [
        Row("结果", tr(NOTHING_KNOWN).format(place=words.place(region)), strong=True),
        *_named_rows(named),
        Row("下一步", tr("打 {hotline}(医保服务热线)问经办机构", hotline=words.HOTLINE)),
        notice(),
    ]


def _named_rows(named: Sequence[Lifetime]) -> list[Row]:
    rows = []
    for item in named:
        who, grade = words.in_chinese(item.who or ""), tr(words.GRADE_SHORT[item.grade])
        text = f"{who}{tr(':')}{lifetime_text(item)}{tr('(')}{grade})"
        rows.append(
            Row("另有", tr("{text}。{note}", text=text, note=words.in_chinese(item.note)) if item.note else text)
        )
    return rows


def lifetime_text(item: Lifetime) -> str:
    """'男 25 年、女 20 年(其中实际缴费至少 10 年)'."""
    return tr("男 {male} 年、女 {female} 年{parts}", male=item.male, female=item.female, parts=_parts(item))


def _parts(rule: Lifetime) -> str:
    parts = []
    if rule.actual:
        parts.append(tr("实际缴费至少 {actual} 年", actual=rule.actual))
    if rule.local:
        parts.append(tr("本地实际缴费至少 {local} 年", local=rule.local))
    return tr("(其中{parts})", parts=tr("、").join(parts)) if parts else ""


def _retirement(item: Retirement) -> str:
    age = tr("{years} 岁", years=item.years) + (tr(" {months} 个月", months=item.months) if item.months else "")
    return tr(
        "{month} 满 {age}({retire_kind})", month=item.month, age=age, retire_kind=tr(words.RETIRE_KIND[item.rule.kind])
    )


def years_document(
    region: Region,
    answers: Sequence[Years],
    named: Sequence[Lifetime],
    sources: Mapping[str, Source],
    rulebook: common.Rulebook,
) -> shapes.Document:
    """The document that `yibao years --json` prints; `years` has an entry for each possible retirement."""
    return {
        "schema": "yibao/years",
        "version": 1,
        "region": region_document(region),
        "state": "in-force" if answers else "no-rule",
        "years": [_years(answer) for answer in answers],
        "other_people": [_lifetime(item) for item in named],
        "sources": [source_document(source) for source in sources.values()],
        "rulebook": rulebook,
        "disclaimer": tr(words.UNOFFICIAL),
    }


def _years(answer: Years) -> shapes.PossibleRetirement:
    retirement = answer.retirement
    return {
        "month": str(answer.month),
        "sex": answer.sex,
        "retiring": str(answer.retiring),
        "retire_kind": retirement.rule.kind if retirement else None,
        "age_years": retirement.years if retirement else None,
        "age_months": retirement.months if retirement else None,
        "paid": answer.paid,
        "needed": answer.needed,
        "missing": answer.missing,
        "reached_in": str(answer.reached_in) if answer.reached_in else None,
        "paid_then": answer.paid_then,
        "missing_then": answer.missing_then,
        "rule": _lifetime(answer.rule),
    }


def _lifetime(item: Lifetime) -> shapes.Lifetime:
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
