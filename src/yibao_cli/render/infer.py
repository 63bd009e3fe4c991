"""What explains an amount that arrived, as a report, as JSON and as CSV records."""

from __future__ import annotations

from ..core.money import format_yuan
from ..core.text import masked
from ..language import spoken, tr
from . import words
from .answer_json import evidence_document, input_document, policy_document, region_document, source_documents
from .messages import caveat
from .next_steps import next_steps, why_no_rule
from .report import Cited, Report, without_empty_columns
from .rows import Row, edition_row, notice, overlay_rows

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from ..core.credit import NoRule
    from ..core.infer import Explanation, Inference, Shortfall
    from ..core.month import Month
    from ..core.person import Person
    from ..core.policy import Policy
    from ..core.region import Region
    from ..documents import infer as shapes
    from .rows import Found

UNKNOWN = {
    "base": "缴费基数",
    "pension": "本人养老金",
    "average_pension": "平均养老金",
    "average_wage": "平均工资",
}
HEADINGS = ("档次", "人群", "年龄", "要有", "元", "情形", "依据")
_OURS = (
    "figure-given",
    "age-as-given",
    "years-assumed",
    "base-below-floor",
    "base-above-ceiling",
    "limits-unknown",
    "plan-assumed",
    "group-assumed",
)
"""Caveats about what was put in to solve for, not about what a person gave."""
AT = {"floor": "在下限", "ceiling": "在上限", "between": ""}


def infer_report(
    inference: Inference,
    person: Person,
    place: Region,
    shortfalls: Sequence[Shortfall | None],
    found: Found,
    rules: Sequence[Policy] = (),
) -> Report:
    """A row an explanation, what follows for the wage, what they rest on; or the nearest amounts.

    `shortfalls` go with the explanations where a real wage was given; empty where none was. `rules` are all that may
    hold for the person.
    """
    explanations = inference.explanations
    cited = Cited([item.sample for item in explanations])
    headings, table = without_empty_columns(HEADINGS, [_row(item, cited) for item in explanations])
    title = _title(place, person, inference.month, inference.credited)
    follows = _follows(inference, shortfalls) if explanations else _nothing(inference, rules)
    if explanations and not inference.relaxed and not any(item.unknown for item in explanations):
        follows = [Row("结果", tr("对得上:给出的情况恰好得出这个数。"), strong=True), *follows]
    return Report(
        title=masked(title),
        headings=headings,
        table=table,
        rows=[
            *follows,
            *cited.rows(found.sources),
            *(Row("注意", _left_out(policy, place)) for policy in without_amount(rules)),
            *cited.projections(),
            *_may_have_changed(inference, rules),
            *cited.caveats(_OURS),
            edition_row(found.rulebook),
            *overlay_rows(found),
            notice(),
        ],
        amounts=frozenset(("元",)),
    )


def without_amount(rules: Sequence[Policy]) -> list[Policy]:
    """Rules under which an unknown amount is credited: they explain any amount."""
    return [policy for policy in rules if policy.account and not policy.parts]


def _left_out(policy: Policy, place: Region) -> str:
    whose = "、".join(name for name in (policy.plan, policy.group) if name)
    named = whose and spoken() == "zh"  # the English title says whose rule it is
    return tr(
        "{whose}{title}:金额没有见到,不能用来解释,也不能排除。",
        whose=f"{whose}:" if named else "",
        title=words.rule_title(policy, place),
    )


def unknown_report(answer: NoRule, credited: Decimal) -> Report:
    """The report where no rule is known, so that nothing explains an amount: why, and what to do."""
    title = _title(answer.region, answer.person, answer.month, credited)
    steps = [Row("下一步", step) for step in next_steps(answer)]
    result = Row("结果", why_no_rule(answer), strong=True)
    return Report(masked(title), (), (), [result, *steps, notice()])


def _title(place: Region, person: Person, month: Month, credited: Decimal) -> str:
    return tr(
        "{name} · {status} · {month} · 到账 {credited} 元",
        name=words.place(place),
        status=tr(words.STATUS[person.status]),
        month=month,
        credited=format_yuan(credited),
    )


def _row(item: Explanation, cited: Cited) -> list[str]:
    policy = item.ruling.policy
    what = tr(UNKNOWN[item.unknown]) if item.unknown else ""
    mark = cited.mark(item.sample)
    return [
        words.named(policy.plan or ""),
        words.named(policy.group or ""),
        _ages(item),
        what,
        _interval(item),
        tr(";").join(_case(item)),
        mark,
    ]


def _ages(item: Explanation) -> str:
    if item.ages is None or item.ages.everyone:
        return ""
    if item.ages.below is not None and item.ages.below - item.ages.low == 1:
        return tr("{low} 岁", low=item.ages.low)
    return words.ages(item.ages)


def _interval(item: Explanation) -> str:
    if item.low is None:
        return ""
    low = format_yuan(item.low)
    if item.high is None:
        return f"≥ {low}"
    return low if item.low == item.high else tr("{low} 至 {high}", low=low, high=format_yuan(item.high))


def _case(item: Explanation) -> list[str]:
    """At a limit, after or before deductions, years missing, minimums and maximums that act."""
    case = [tr("基数{at}", at=tr(AT[item.at]))] if item.at is not None and tr(AT[item.at]) else []
    if item.sample.state == "no-account":
        case.append(tr("无个人账户"))
    if item.deducted is not None:
        names = tr("、").join(words.named(line.name) for line in item.sample.deductions)
        case.append(tr("已扣{names}", names=names) if item.deducted else tr("扣{names}以前", names=names))
    if item.missing_years:
        case.append(tr("缺 {missing_years} 年", missing_years=item.missing_years))
    case += [
        tr(
            "按{value} {yuan}",
            value=tr("下限") if _is_minimum(item, limit.yuan) else tr("上限"),
            yuan=format_yuan(limit.yuan),
        )
        for limit in item.limits
    ]
    return case


def _is_minimum(item: Explanation, yuan: Decimal) -> bool:
    return any(limit.yuan == yuan for line in item.sample.parts for limit in line.formula.minimum)


def _nothing(inference: Inference, rules: Sequence[Policy]) -> list[Row]:
    rows = [
        Row(
            "结果",
            tr("规则里没有哪种情形恰好得出 {credited} 元。", credited=format_yuan(inference.credited)),
            strong=True,
        )
    ]
    nearest = [
        tr("{word} {amount} 元", word=word, amount=format_yuan(amount))
        for word, amount in _nearest(inference)
        if amount is not None
    ]
    if nearest:
        rows.append(Row("最近", tr(",").join(nearest)))
    if any(policy.posting == "year" for policy in rules):
        rows.append(Row("注意", tr("当地按年划入:--credit 要写全年的数。")))
    return [
        *rows,
        Row(
            "下一步", tr("看这个月有没有补缴、结息、公务员补助混在里面;打 {hotline} 问经办机构", hotline=words.HOTLINE)
        ),
    ]


def _nearest(inference: Inference) -> tuple[tuple[str, Decimal | None], ...]:
    return (tr("低的是"), inference.below), (tr("高的是"), inference.above)


def _follows(inference: Inference, shortfalls: Sequence[Shortfall | None]) -> list[Row]:
    """What follows from the explanations for the age, the base and the wage."""
    rows = []
    if inference.relaxed:
        rows.append(Row("年龄", tr("按所给的年龄没有哪种情形得出这个数;列出的是别的年龄段的。"), strong=True))
    bases = [item for item in inference.explanations if item.unknown == "base"]
    if bases:
        rows.append(Row("工资", _wage(bases), strong=True))
    pairs = zip(inference.explanations, shortfalls, strict=False)
    found = [_shortfall(item, short) for item, short in pairs if short is not None]
    if shortfalls and not found:
        found = [Row("注意", tr("--salary 没有用到:列出的情形都不看缴费基数。"))]
    return [*rows, *dict.fromkeys(found)]


def _wage(bases: Sequence[Explanation]) -> str:
    """What the wage that the base was taken from must have been."""
    if any(item.at == "floor" for item in bases):
        limits = bases[0].ruling.limits
        floor = format_yuan(limits.floor) if limits and limits.floor is not None else ""
        return tr("可能是按下限 {floor} 申报的,申报工资可以更低;看不出实际工资", floor=floor)
    lowest = min(item.low for item in bases if item.low is not None)
    if any(item.at == "ceiling" for item in bases):
        return tr("申报工资至少 {lowest} 元;在上限以上看不出多少", lowest=format_yuan(lowest))
    highest = max((item.high for item in bases if item.high is not None), default=None)
    upto = tr(",至多 {highest} 元", highest=format_yuan(highest)) if highest is not None else ""
    unknown = (
        tr(";当地基数上下限未见,恰好在上下限的看不出工资") if any(item.ruling.limits is None for item in bases) else ""
    )
    return tr("申报工资至少 {lowest} 元{upto}{unknown}", lowest=format_yuan(lowest), upto=upto, unknown=unknown)


def _shortfall(item: Explanation, short: Shortfall) -> Row:
    wage = short.expected.person.salary
    due = short.expected.gross if item.deducted is False else short.expected.net
    text = tr("按实际工资 {wage:.2f} 申报应划入 {due} 元", wage=wage, due=format_yuan(due))
    if short.monthly > 0:
        return Row(
            "少划",
            tr(
                "{text};每月少 {monthly:.2f},一年少 {yearly:.2f} 元",
                text=text,
                monthly=short.monthly,
                yearly=short.yearly,
            ),
            strong=True,
        )
    return Row("少划", tr("{text};没有少划", text=text))


def _may_have_changed(inference: Inference, rules: Sequence[Policy]) -> list[Row]:
    """Where nothing explains the amount and the month lies after the evidence: that the rule may have changed."""
    evidence = rule_may_have_changed(inference, rules)
    if evidence is None:
        return []
    age = words.duration(inference.month.index - evidence.index)
    text = tr(
        "规则可能变了:依据最后确认于 {evidence},距 {month} {age},之后的标准没有见到。",
        evidence=evidence,
        month=inference.month,
        age=age,
    )
    return [Row("注意", text)]


def rule_may_have_changed(inference: Inference, rules: Sequence[Policy]) -> Month | None:
    """The last month that the evidence of the rules reaches, where a change since then may be the explanation."""
    reached = [policy.evidence for policy in rules if policy.evidence is not None]
    if inference.explanations or not reached or max(reached) >= inference.month:
        return None
    return max(reached)


def infer_document(
    inference: Inference,
    person: Person,
    place: Region,
    shortfalls: Sequence[Shortfall | None],
    found: Found,
    unknown: NoRule | None = None,
    rules: Sequence[Policy] = (),
) -> shapes.Document:
    """The document that `yibao infer --json` prints; `unknown` where no rule is known to explain anything by.

    `rules` are all that may hold for the person.
    """
    explanations = inference.explanations
    policies = list(dict.fromkeys(item.ruling.policy for item in explanations))
    short = [*shortfalls, *[None] * (len(explanations) - len(shortfalls))]
    return {
        "schema": "yibao/infer",
        "version": 1,
        "region": region_document(place),
        "month": str(inference.month),
        "input": input_document(person),
        "credited": format_yuan(inference.credited),
        "state": "no-rule" if unknown else "explained" if explanations else "unexplained",
        "rule_may_have_changed": rule_may_have_changed(inference, rules) is not None,
        "no_rule": why_no_rule(unknown) if unknown else None,
        "next_steps": next_steps(unknown) if unknown else [],
        "other_ages_only": inference.relaxed,
        "explanations": [_document(item, one, policies) for item, one in zip(explanations, short, strict=True)],
        "without_amount": [policy.title for policy in without_amount(rules)],
        "below": None if inference.below is None else format_yuan(inference.below),
        "above": None if inference.above is None else format_yuan(inference.above),
        "policies": [policy_document(policy) for policy in policies],
        "sources": source_documents((id for item in explanations for id in item.sample.sources), found.sources),
        "rulebook": found.rulebook,
        "disclaimer": tr(words.UNOFFICIAL),
    }


def _document(item: Explanation, short: Shortfall | None, policies: Sequence[Policy]) -> shapes.Explanation:
    return {
        "plan": item.ruling.policy.plan,
        "group": item.ruling.policy.group,
        "age_from": item.ages.low if item.ages else None,
        "age_below": item.ages.below if item.ages else None,
        "missing_years": item.missing_years,
        "deducted": item.deducted,
        "unknown": item.unknown,
        "low": None if item.low is None else format_yuan(item.low),
        "high": None if item.high is None else format_yuan(item.high),
        "at": item.at,
        "limits": [format_yuan(limit.yuan) for limit in item.limits],
        "period": item.sample.period,
        "gross": format_yuan(item.sample.gross),
        "net": format_yuan(item.sample.net),
        "grade": item.sample.grade,
        **evidence_document(item.sample),
        "policy": policies.index(item.ruling.policy),
        "warnings": [{"code": note.code, "message": caveat(note)} for note in item.sample.warnings],
        "shortfall": {
            "salary": f"{short.expected.person.salary:.2f}",
            "expected": format_yuan(short.expected.gross if item.deducted is False else short.expected.net),
            "monthly": format_yuan(short.monthly),
            "yearly": format_yuan(short.yearly),
        }
        if short
        else None,
    }


RECORD_COLUMNS = (
    "plan",
    "group",
    "age_from",
    "age_below",
    "missing_years",
    "deducted",
    "unknown",
    "low",
    "high",
    "at",
    "period",
    "gross",
    "net",
    "grade",
    "projected",
    "evidence_age_months",
    "rule",
    "shortfall_monthly",
    "shortfall_yearly",
)


def infer_records(inference: Inference, shortfalls: Sequence[Shortfall | None]) -> list[list[str]]:
    """One CSV record an explanation, under RECORD_COLUMNS."""
    records = []
    for number, item in enumerate(inference.explanations):
        document = _document(item, shortfalls[number] if shortfalls else None, [item.ruling.policy])
        short = document["shortfall"] or {"monthly": "", "yearly": ""}
        known: dict[str, object] = dict(document)
        cells = [known[column] for column in RECORD_COLUMNS[:16]]
        cells += [item.ruling.policy.file, short["monthly"], short["yearly"]]
        records.append(
            ["" if cell is None else str(cell).lower() if isinstance(cell, bool) else str(cell) for cell in cells]
        )
    return records
