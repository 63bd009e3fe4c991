"""An answer as labelled rows: the basis of both text and Markdown."""

from __future__ import annotations

from ..core.credit import Credit, NoRule
from ..core.frozen import dataclass, replace
from ..core.money import format_yuan
from ..core.ruling import Caveat
from ..core.text import masked, one_line
from ..language import tr
from . import words
from .links import printable
from .messages import caveat, months
from .next_steps import next_steps, why_no_rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ..core.credit import Answer
    from ..core.formula import CreditLine
    from ..core.month import Month
    from ..core.policy import Policy
    from ..core.posting import Posting
    from ..core.source import Source
    from ..core.withheld import Withheld
    from ..documents.common import Rulebook
    from ..rulebook.orientation import Orientation

SOURCES_SHOWN = 2
_SHOWN_WITH_THE_BASE = ("base-below-floor", "base-above-ceiling")


Styled = tuple[str, str]
"""A style of Rich and a text."""


@dataclass(frozen=True, slots=True)
class Footnote:
    """What answers rest on: its number from 1, the rule in a few lines, every document cited (the weightiest first).

    `remarks`: what was noted about the documents is asked for too.
    """

    number: int
    lines: tuple[str, ...]
    sources: tuple[Source, ...]
    remarks: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A label, a text, an amount at the right edge. `strong` marks the answer itself, `quiet` what can be skipped.

    `footnote`: the row says what this says, as far as there is room in a text.
    """

    label: str
    text: str
    amount: str = ""
    strong: bool = False
    quiet: bool = False
    footnote: Footnote | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What the rulebook holds about an answer beside its amounts.

    Documents by id; version, hash and overlay of the rules; this month; when the money arrives; figures that were
    seen and are not used; what was looked for; the amounts of neighbours.
    """

    sources: Mapping[str, Source]
    rulebook: Rulebook
    today: Month | None = None
    postings: Sequence[Posting] = ()
    withheld: Sequence[Withheld] = ()
    research: Sequence[str] = ()
    orientation: Orientation | None = None


def title(answer: Answer) -> str:
    """Region, status, month."""
    policy = answer.policy
    person = answer.person
    extras = [
        words.named(extra)
        for extra in ((policy.plan, policy.group) if policy else (person.plan, person.group))
        if extra
    ]
    return masked(
        " · ".join([words.place(answer.region), tr(words.STATUS[answer.person.status]), *extras, str(answer.month)])
    )


def answer_rows(answer: Answer, found: Found, explain: bool) -> list[Row]:
    """The rows of the text answer; with `explain` the full trace, sources and notes."""
    rows = _result(answer, found)
    if answer.policy is not None:
        note = _footnote(answer, answer.policy, found.sources, explain)
        rows += _basis(answer.policy, note, found.sources, explain)
        rows.append(Row("等级", tr(words.GRADE[answer.grade if isinstance(answer, Credit) else answer.policy.grade])))
    if isinstance(answer, Credit):
        rows += [Row("注意", caveat(item)) for item in answer.warnings if item.code not in _SHOWN_WITH_THE_BASE]
    elif answer.policy is not None and answer.policy.doubt is not None:
        rows.append(Row("注意", caveat(Caveat("doubt", {"text": answer.policy.doubt}))))
    rows += [Row("未用", words.withheld(item)) for item in found.withheld]
    if explain:
        rows += _steps(answer) if isinstance(answer, Credit) else []
        rows += _evidence(answer.policy, note) if answer.policy is not None else []
        rows += [Row("查找", words.in_chinese(text)) for text in found.research]
        rows.append(edition_row(found.rulebook))
    rows += overlay_rows(found)
    if isinstance(answer, NoRule):
        rows += [Row("下一步", step) for step in next_steps(answer)]
    else:
        rows.append(
            Row(
                "查询",
                tr(
                    "yibao channels --region {name};热线 {hotline}",
                    name=words.region_word(answer.region),
                    hotline=words.HOTLINE,
                ),
                quiet=True,
            )
        )
    return [*rows, notice()]


def label_of(row: Row) -> str:
    """The label as it is printed."""
    return capital(tr(row.label))


def capital(text: str) -> str:
    """A label or a heading as it begins a line or a column."""
    return text[:1].upper() + text[1:]


def notice() -> Row:
    """What stands at the end of every answer."""
    return Row("声明", tr(words.UNOFFICIAL), quiet=True)


def edition_row(rulebook: Rulebook) -> Row:
    """Which edition of the rules it is."""
    return Row("版本", tr("规则库 {edition}", edition=edition_text(rulebook)), quiet=True)


def edition_text(rulebook: Rulebook) -> str:
    """'2026-10-06,校验 0123456789ab,801 条'."""
    return tr(
        "{date},校验 {hash},{rules} 条",
        date=rulebook["date"] or tr("日期未见"),
        hash=rulebook["hash"],
        rules=rulebook["rules"],
    )


def overlay_rows(found: Found) -> list[Row]:
    """Whose rules answer beside the program's own, where any do."""
    rulebook = found.rulebook
    pack, overlay = rulebook["pack"], rulebook["overlay"]
    rows = (
        [Row("规则库", tr("是装好的规则包({edition}),不是程序自带的", edition=edition_text(rulebook)))] if pack else []
    )
    return [
        *rows,
        *(
            [Row("规则库", tr("叠加了 {overlay} 里的规则,不是程序自带的", overlay=one_line(overlay)))]
            if overlay
            else []
        ),
    ]


def _result(answer: Answer, found: Found) -> list[Row]:
    if isinstance(answer, NoRule):
        return [Row("结果", why_no_rule(answer), strong=True), *_around(found.orientation)]
    projected = [Row("推算", words.evidence_age(answer, found.today), strong=True)] if answer.projected else []
    if answer.state == "no-account":
        return [
            Row("结果", tr("无个人账户,不划入。"), tr("0.00 元"), strong=True),
            *projected,
            Row("原因", words.in_chinese(answer.policy.reason or "")),
        ]
    amount, *others = _amounts(answer)
    return [amount, *projected, *others, *_optional(answer), *_posting(found.postings), *_age(answer), *_base(answer)]


def _around(known: Orientation | None) -> list[Row]:
    """What is credited elsewhere in the province, as orientation."""
    return (
        []
        if known is None
        else [Row("参考", tr("{orientation};只供参考,不是当地的答案。", orientation=orientation_text(known)))]
    )


def orientation_text(known: Orientation) -> str:
    """The amounts of neighbours: '同省 9 个已知统筹区:62.00 至 103.00 元,中位数 80.00 元'."""
    span = tr(
        "{lowest:.2f} 至 {highest:.2f} 元,中位数 {median:.2f} 元",
        lowest=known.lowest,
        highest=known.highest,
        median=known.median,
    )
    if known.lowest == known.highest:
        span = (
            tr("都是 {lowest:.2f} 元", lowest=known.lowest)
            if len(known.regions) > 1
            else tr("{lowest:.2f} 元", lowest=known.lowest)
        )
    return tr("同省 {regions} 个已知统筹区:{span}", regions=len(known.regions), span=span)


def _optional(credit: Credit) -> list[Row]:
    """What is not taken without the person's word, and what it would leave."""
    rows = []
    for item in credit.optional:
        deduction = item.deduction
        text = tr(
            "没有扣{name}({optional})",
            name=words.named(deduction.name),
            optional=words.in_chinese(deduction.optional or ""),
        )
        if item.line is not None:
            text += f"{tr(':')}{words.arithmetic(item.line)}"
            text = f"{text} = {_yuan(item.line.amount)}" if words.is_computed(item.line) else tr("{sum} 元", sum=text)
        if item.net is not None:
            rows.append(Row("可代扣", tr("{text};扣了到账", text=text), _yuan(item.net)))
        else:
            rows.append(Row("可代扣", text))
    return rows


def labels_once(rows: Sequence[Row]) -> list[Row]:
    """The rows with repeated labels left blank."""
    shown: list[Row] = []
    last = ""
    for row in rows:
        repeated = row.label == last
        last = row.label
        shown.append(replace(row, label="") if repeated else row)
    return shown


def _amounts(credit: Credit) -> list[Row]:
    yearly = credit.period == "year"
    guess = tr("(推算)") if credit.projected else ""
    if yearly:
        rows = [
            Row(
                "应划入",
                tr("每年一次,{account_year} 划入{guess}", account_year=credit.account_year, guess=guess),
                _yuan(credit.net),
                strong=True,
            ),
            Row("折合", tr("每月"), _yuan(credit.monthly_equivalent)),
        ]
    else:
        rows = [
            Row("应划入", f"{tr('本月') if credit.taken_here else tr('每月')}{guess}", _yuan(credit.net), strong=True),
            Row("折合", tr("每年(12 个月)"), _yuan(credit.yearly_equivalent)),
        ]
    rows += [
        Row("算法", f"{tr(words.ORIGIN[line.name])}{tr(':')}{words.arithmetic(line)}", _yuan(line.amount))
        for line in credit.parts
    ]
    if credit.deductions:
        rows.append(Row("算法", tr("划入合计"), _yuan(credit.gross)))
        rows += [
            Row("代扣", f"{words.named(line.name)}{tr(':')}{words.arithmetic(line)}", "-" + _yuan(line.amount))
            for line in credit.deductions
        ]
    return rows


def _yuan(amount: object) -> str:
    return tr("{amount:.2f} 元", amount=amount)


def _posting(postings: Sequence[Posting]) -> list[Row]:
    rows = []
    for item in postings:
        who = tr("、").join(tr(words.STATUS[status]) for status in item.statuses)
        rows.append(
            Row(
                "到账",
                f"{who}{tr(':') if who else ''}{words.posting(item)}{tr('(')}{tr(words.GRADE_SHORT[item.grade])})",
            )
        )
    return rows


def _age(credit: Credit) -> list[Row]:
    """The age that counted, where it is not simply the age in that month."""
    policy = credit.policy
    if not policy.uses_age or policy.age_on in (None, "month") or credit.person.birth is None:
        return []
    return [Row("年龄", tr("{age} 岁({age_on})", age=credit.parts[0].age, age_on=tr(words.AGE_ON[policy.age_on])))]


def _base(credit: Credit) -> list[Row]:
    base = credit.base
    if base is None or base.limits is None or base.moved is None:
        return []
    word = tr("低于下限") if base.moved == "floor" else tr("高于上限")
    limits = base.limits
    span = months(limits.starts, limits.ends)
    return [
        Row(
            "基数",
            tr(
                "{given:.2f} {word} {applied}({span}),按后者计。",
                given=base.given,
                word=word,
                applied=format_yuan(base.applied),
                span=span,
            ),
        )
    ]


def _footnote(answer: Answer, policy: Policy, sources: Mapping[str, Source], explain: bool) -> Footnote:
    """The rule of an answer with every document that the answer cites."""
    confirmed = (tr("最后确认 {confirmed}", confirmed=policy.confirmed),) if policy.confirmed else ()
    cited = answer.sources if isinstance(answer, Credit) else policy.sources
    documents = words.by_weight(sources[id] for id in cited if id in sources)
    return Footnote(
        1,
        (tr(";").join((words.rule_title(policy, answer.region), words.period(policy))), *confirmed),
        tuple(documents),
        explain,
    )


def _basis(policy: Policy, note: Footnote, sources: Mapping[str, Source], explain: bool) -> list[Row]:
    rows = [Row("依据", line, footnote=note) for line in note.lines]
    if explain:
        return [*rows, Row("规则", f"{words.formulas(policy)}{tr('(')}rules/{policy.file})")]
    cited = words.by_weight(sources[id] for id in policy.sources if id in sources)
    rows += [Row("依据", words.source(item), footnote=note) for item in cited[:SOURCES_SHOWN]]
    if len(cited) > SOURCES_SHOWN:
        rows.append(Row("依据", tr("等 {cited} 件,--explain 列出全部", cited=len(cited)), footnote=note))
    return rows


def _steps(credit: Credit) -> list[Row]:
    rows = [Row("步骤", _step(line), _yuan(line.amount)) for line in (*credit.parts, *credit.deductions)]
    policy = credit.policy
    if credit.parts:
        rows.append(
            Row(
                "步骤",
                tr(
                    "每部分按 {to} 元{rounding}",
                    to=format_yuan(policy.rounding.to),
                    rounding=tr(_ROUNDING[policy.rounding.mode]),
                ),
            )
        )
    if policy.uses_age:
        rows.append(Row("步骤", tr("年龄:{age_on}", age_on=tr(words.AGE_ON[policy.age_on or "month"]))))
    if credit.base and credit.base.limits:
        limits = credit.base.limits
        text = f"{words.limits(limits)}{tr(',')}{months(limits.starts, limits.ends)}"
        rows.append(
            Row(
                "上下限",
                f"{text}{tr(',')}{tr(words.GRADE_SHORT[limits.grade])}{tr('(')}rules/limits.toml{tr(',')}{limits.region})",
            )
        )
        rows += [Row("上下限", words.in_chinese(limits.note))] if limits.note else []
    return rows


def _evidence(policy: Policy, note: Footnote) -> list[Row]:
    """Every document the answer rests on, and the rule's note."""
    rows = []
    for item in note.sources:
        rows.append(Row("来源", words.graded_source(item), footnote=note))
        rows += [
            Row("来源", extra, footnote=note)
            for extra in (printable(item.url), words.in_chinese(item.note or ""))
            if extra
        ]
    return [*rows, Row("说明", words.in_chinese(policy.note))] if policy.note else rows


_ROUNDING = {"half-up": "四舍五入", "half-even": "四舍六入五成双", "down": "舍去尾数", "up": "进位"}


def _step(line: CreditLine) -> str:
    name = tr(words.ORIGIN[line.name]) if line.name in words.ORIGIN else words.named(line.name)
    return f"{name} = {words.arithmetic(line)} = {line.exact.normalize():f}"
