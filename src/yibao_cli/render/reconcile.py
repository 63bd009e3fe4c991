"""A statement compared with the rules, as a report, a letter, JSON and CSV records."""

from __future__ import annotations

from collections import Counter
from itertools import groupby

from ..core.credit import Credit
from ..core.frozen import NOTHING, dataclass
from ..core.money import format_yuan
from ..core.outcome import OUTCOMES
from ..core.policy import AgeRange
from ..core.text import one_line, visible
from ..language import tr
from . import words
from .answer_json import evidence_document, policy_document, source_documents
from .columns import table_lines
from .messages import error
from .next_steps import why_no_rule
from .report import Cited, Report, without_empty_columns
from .rows import Row, edition_row, notice, overlay_rows
from .table_messages import TABLE_NOTES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date
    from decimal import Decimal

    from ..core.balance_checks import Break
    from ..core.errors import YibaoError
    from ..core.literals import BreakKind, OutcomeKind
    from ..core.outcome import Outcome, Reconciliation
    from ..core.statement import StatementRow
    from ..documents import reconcile as shapes
    from .rows import Found

LISTED = 100
"""Rows of the table of text; more are left to CSV and JSON."""
OUTCOME: dict[OutcomeKind, str] = {
    "ok": "相符",
    "missing": "没到账",
    "short": "少划",
    "over": "多划",
    "late": "晚到",
    "back-payment": "补划",
    "not-yet-posted": "还没到时候",
    "base-changed": "基数变了",
    "band-changed": "年龄段不符",
    "deduction": "代扣",
    "contribution-differs": "个人缴费不符",
    "rule-changed?": "规则可能变了",
    "other-fund": "别的资金",
    "unknown-code": "代码不明",
    "no-rule": "未知规则",
}
BREAK: dict[BreakKind, str] = {
    "rate": "基数 × 划入比例",
    "own-rate": "基数 × 个人划入比例",
    "employer-rate": "基数 × 单位划入比例",
    "paid-rate": "基数 × 个人缴费比例",
    "parts": "各部分相加",
    "balance": "上一笔余额加减这一笔",
}
NOTHING_COMPARED = "没有一个月能与规则相比。"
NOT_COMPARED = "没法比"
"""A rule is known, or was not asked for, but what is needed to compare the month with it is missing."""
HEADINGS = ("人", "月份", "结果", "到账", "应划入", "差额", "行", "依据", "说明")
AMOUNT_HEADINGS = frozenset(("到账", "应划入", "差额"))


@dataclass(frozen=True, slots=True)
class BadLine:
    """A row that could not be read: its number, and why."""

    line: int
    why: YibaoError


@dataclass(frozen=True, slots=True)
class Note:
    """Something that was taken for granted, or not used: a code of NOTE, and facts as text."""

    code: str
    facts: Mapping[str, str] = NOTHING


def _doubled(facts: Mapping[str, str]) -> str:
    column, kept, field = facts["column"], facts["kept"], facts["field"]
    if column == kept:
        return tr("有几列都叫「{kept}」,读的是前一列。", kept=kept)
    return tr(
        "「{kept}」和「{column}」都像{field},读的是「{kept}」;要换就写 --map {column}={field}。",
        kept=kept,
        column=column,
        field=field,
    )


NOTE: dict[str, Callable[[Mapping[str, str]], str]] = {
    "month-from-posting": lambda f: tr("文件没有写钱属于哪个月,按到账的月份算。"),
    "by-month": lambda f: tr("当地按年划入,文件按月列:用每月的数来比。"),
    "status-of-file": lambda f: tr(
        "文件里有写明状态的行({found}),按文件的算,不按所给的 --status {given}。", found=f["found"], given=f["given"]
    ),
    "retire-unused": lambda f: tr("文件里有写明状态的行,对它们 --retire 没有用到。"),
    "option-unused": lambda f: tr(
        "{option} 没有用到:当地规则与它无关,或者不是这种状态的。", option=words.OPTION[f["field"]]
    ),
    "age-for-all": lambda f: tr(
        "--age {age} 用于全部 {months} 个月,中间过生日的就不准;给 --birth 更稳妥。", age=f["age"], months=f["months"]
    ),
    "column-doubled": _doubled,
    **TABLE_NOTES,
}


@dataclass(frozen=True, slots=True)
class Read:
    """What was read: how to call the file, how it was understood, the rows that could not be.

    `other_regions`: regions that the file names although another one was given. `notes`: what was taken for granted.
    """

    name: str
    form: str
    bad: Sequence[BadLine]
    other_regions: Sequence[str] = ()
    notes: Sequence[Note] = ()


def reconcile_report(result: Reconciliation, read: Read, found: Found, letter: str | None) -> Report:
    """The months that matter in a table, then identities, bad rows, the summary, and what the amounts rest on."""
    several = len({outcome.number for outcome in result.outcomes}) > 1
    shown = [item for item in result.outcomes if not several or item.kind != "ok"]
    cited = Cited([item.answer for item in shown[:LISTED] if item.answer is not None])
    table = [_row(item, several, cited.mark(item.answer) if item.answer is not None else "") for item in shown[:LISTED]]
    headings, table = without_empty_columns(HEADINGS, table)
    rows = (
        [Row("其余", tr("还有 {shown} 行没有列出,--format csv 列出全部", shown=len(shown) - LISTED))]
        if len(shown) > LISTED
        else []
    )
    rows += [Row("不合", break_text(item)) for item in result.breaks[:LISTED]]
    rows += [Row("未缴", unpaid_text(item)) for item in result.unpaid[:LISTED]]
    rows += [
        Row("坏行", tr("第 {line} 行:{error}", line=item.line, error=error(item.why))) for item in read.bad[:LISTED]
    ]
    rows += summary(result, read)
    rows += [Row("问询", line) for line in (letter or "").splitlines()]
    return Report(
        title=one_line(tr("核对 {name}({form})", name=read.name, form=read.form)),
        headings=headings,
        table=table,
        rows=[
            *rows,
            *cited.rows(found.sources),
            *cited.projections(),
            *cited.caveats(("input-unused",)),
            edition_row(found.rulebook),
            *overlay_rows(found),
            notice(),
        ],
        amounts=AMOUNT_HEADINGS,
    )


def _row(item: Outcome, several: bool, mark: str) -> list[str]:
    difference = ""
    if item.kind != "no-rule" and item.credited is not None and item.expected is not None:
        difference = f"{item.credited - item.expected:+.2f}" if item.credited != item.expected else ""
    return [
        f"{item.number} {item.name or item.person}" if several else "",
        str(item.month),
        outcome_word(item),
        _yuan(item.credited),
        _yuan(item.expected),
        difference,
        tr("、").join(map(str, item.lines)),
        mark,
        outcome_text(item),
    ]


def outcome_word(item: Outcome) -> str:
    """The word for an outcome; it says that no rule is known only where that is so."""
    return tr(NOT_COMPARED) if item.error is not None or "why" in item.facts else tr(OUTCOME[item.kind])


def _yuan(amount: Decimal | None) -> str:
    return "" if amount is None else format_yuan(amount)


def outcome_text(item: Outcome) -> str:
    """What explains an outcome, and what else is off, in a few words; empty where there is nothing to add."""
    return tr(";").join(filter(None, (_explanation(item), _base_off(item), _contribution_off(item))))


def _base_off(item: Outcome) -> str:
    """That the base lies outside the limits in force."""
    base = item.answer.base if isinstance(item.answer, Credit) else None
    if base is None or base.moved is None or base.carried or (item.credited is None and item.paid is None):
        return ""
    word = tr("低于下限") if base.moved == "floor" else tr("高于上限")
    return tr("基数 {given:.2f} {word} {applied:.2f}", given=base.given, word=word, applied=base.applied)


def _contribution_off(item: Outcome) -> str:
    """That the contribution paid is not the one due; where nothing else could be compared, that it is right."""
    if item.paid is None:
        return ""
    if item.paid != item.paid_due:
        return tr("个人缴费 {paid:.2f},应为 {paid_due:.2f}", paid=item.paid, paid_due=item.paid_due)
    return tr("明细里没有划入的金额,个人缴费相符") if item.credited is None else ""


def _explanation(item: Outcome) -> str:
    facts = item.facts
    match item.kind:
        case "late":
            month = {"0": "", "": "", "1": tr("次月 ")}.get(facts["lag"], tr("{lag} 个月后 ", lag=facts["lag"]))
            day = tr(",应在 {month}{day} 日前", month=month, day=facts["day"]) if facts["day"] else ""
            return tr("{posted} 到账{day}", posted=facts["posted"], day=day)
        case "back-payment":
            return " ".join(
                filter(None, (facts["label"], tr("账期 {billed}", billed=facts["billed"]) if facts["billed"] else ""))
            )
        case "base-changed" if "old" in facts and not item.differs:
            return tr("基数 {old} → {new}", old=facts["old"], new=facts["new"])
        case "base-changed" if "low" in facts:
            low, high = facts["low"], facts["high"]
            return tr("合基数 {low}", low=low) if low == high else tr("合基数 {low} 至 {high}", low=low, high=high)
        case "band-changed":
            below = int(facts["below_age"]) if facts["below_age"] else None
            return tr("合「{ages}」的标准", ages=words.ages(AgeRange(int(facts["from_age"]), below)))
        case "deduction" if "name" in facts:
            return tr("扣了{name} {amount}", name=words.named(facts["name"]), amount=facts["amount"])
        case "rule-changed?":
            return tr(
                "依据({grade_short})最后确认于 {evidence},之后的标准没有见到",
                grade_short=tr(words.GRADE_SHORT[facts["grade"]]),
                evidence=facts["evidence"],
            )
        case "short" if "contribution" in facts:
            return tr(
                "差额等于{contribution} {amount};是否从个人账户扣没有见到",
                contribution=words.named(facts["contribution"]),
                amount=facts["amount"],
            )
        case "deduction":
            shown = tr("明细里扣 {file},", file=facts["file"]) if facts["file"] != "0.00" else tr("明细是代扣以前的数,")
            return tr("{shown}规则里扣 {rule}", shown=shown, rule=facts["rule"])
        case "base-changed" | "short" | "over" if "new" in facts:
            return tr("申报基数 {new},所给基数 {old}", new=facts["new"], old=facts["old"])
        case "missing" | "short" | "over" if "corrected" in facts:
            return tr("其中退收、调整 {corrected}", corrected=facts["corrected"])
        case "missing" if "unpaid" in facts:
            return tr("账单未缴 {unpaid}", unpaid=facts["unpaid"]).strip()
        case "other-fund":
            return tr("{label}:不算作划入", label=facts["label"]).removeprefix(tr(":"))
        case "unknown-code":
            return tr("{codes}:请向经办机构问清,没有计入", codes=facts["codes"])
        case "no-rule":
            return _why_not(item)
    return ""


def _why_not(item: Outcome) -> str:
    if item.error is not None:
        return error(item.error)
    match item.facts.get("why"):
        case "amount":
            return tr("明细里没有划入的金额")
        case "entered":
            return tr("年度中途才按年划入,当年划多少没有见到(应划入栏是每月折算的数)")
    return why_no_rule(item.answer) if item.answer is not None and not isinstance(item.answer, Credit) else ""


def break_text(item: Break) -> str:
    """An identity that does not hold, in words."""
    return tr(
        "第 {line} 行:{break_}应为 {expected},写的是 {found}",
        line=item.line,
        break_=tr(BREAK[item.kind]),
        expected=format_yuan(item.expected),
        found=format_yuan(item.found),
    )


def unpaid_text(row: StatementRow) -> str:
    """A bill that was not paid, in words."""
    return tr(
        "第 {line} 行:{month} {label} 未缴或已撤销,没有计入", line=row.line, month=row.month, label=row.label
    ).replace("  ", " ")


def summary(result: Reconciliation, read: Read) -> list[Row]:
    """How many of each kind, and what is owed altogether."""
    counted = Counter(map(outcome_word, result.outcomes))
    counts = [f"{word} {counted[word]}" for word in map(tr, (*OUTCOME.values(), NOT_COMPARED)) if counted[word]]
    months = sum(outcome.kind != "other-fund" for outcome in result.outcomes)
    people = len({outcome.number for outcome in result.outcomes})
    who = tr("{people} 人,", people=people) if people > 1 else ""
    more = [
        tr("{word} {found} 处", word=word, found=len(found))
        for word, found in ((tr("不合"), result.breaks), (tr("坏行"), read.bad))
        if found
    ]
    text = (
        tr("{who}{months} 个月:{value}", who=who, months=months, value=tr("、").join([*counts, *more]))
        if counts or more
        else tr("没有可以核对的月份")
    )
    rows = [Row("小结", text, strong=True)]
    if read.bad and result.count("missing"):
        rows.append(Row("注意", tr("坏行没有计入,没到账的月份也许就在里面。")))
    rows += [Row("注意", NOTE[note.code](note.facts)) for note in read.notes]
    if read.other_regions:
        rows.append(
            Row(
                "注意",
                tr(
                    "文件里写的统筹区是{other_regions},按所给的 --region 核对。",
                    other_regions=tr("、").join(read.other_regions),
                ),
            )
        )
    if result.owed:
        rows.append(
            Row(
                "少划",
                tr("合计(没到账、少划,以及基数、年龄段、代扣不符少划的)"),
                tr("{owed:.2f} 元", owed=result.owed),
                strong=True,
            )
        )
    if result.surplus:
        rows.append(Row("多划", tr("合计"), tr("{surplus:.2f} 元", surplus=result.surplus)))
    if result.compared == 0 and result.outcomes:
        rows.append(Row("结果", tr(NOTHING_COMPARED), strong=True))
    return rows


LETTER = {"employer": "单位", "12393": "12393"}
_ASKED: Mapping[str, tuple[str, str]] = {
    "employer": (
        "您好:核对{who}职工医保个人账户的划入时,发现下列月份与当地规则算出的不一致,请协助核实申报的缴费基数和缴费情况:",
        "请告知这些月份申报的缴费基数、是否按时足额缴费,以及是否需要补缴或补划。谢谢。",
    ),
    "12393": (
        "您好:咨询职工医保个人账户的划入。下列月份的到账与当地规则算出的不一致,请帮助查明原因:",
        "请告知这些月份的缴费基数、适用的年龄段和划入标准、代扣项目、划拨日期,以及少划的部分何时补划。谢谢。",
    ),
}


def letter(result: Reconciliation, to: str) -> str:
    """A draft question to the employer or to the hotline, with the facts in it; empty where nothing differs.

    Where the rule itself may have changed it asks whether it did, and demands nothing.
    """
    differing = [item for item in result.outcomes if item.differs and item.kind != "rule-changed?"]
    changed = [item for item in result.outcomes if item.kind == "rule-changed?"]
    several = len({item.number for item in result.outcomes}) > 1
    known = dict.fromkeys(words.place(item.answer.region) for item in (*differing, *changed) if item.answer is not None)
    where = [tr("统筹地区:{known}。", known=tr("、").join(known))] if known else []
    parts = [_demand(result, differing, to, several, where)] if differing else []
    if changed:
        parts.append(_question(changed, several, where if not differing else []))
    return "\n".join(parts)


LETTER_TITLE = "关于职工医保个人账户划入的问询"
NOTHING_TO_ASK = "没有不一致的月份,没有写问询。"
FOR_THE_OFFICE = "问询要给单位或经办机构看,用中文写:--lang zh。"
"""Said to those who read another language than the office."""


def letter_table(result: Reconciliation) -> tuple[list[str], list[list[str]]]:
    """The months that a letter is about, under their headings, as the report has them."""
    several = len({item.number for item in result.outcomes}) > 1
    asked = [item for item in result.outcomes if item.differs or item.kind == "rule-changed?"]
    return without_empty_columns(HEADINGS, [_row(item, several, "") for item in asked])


def letter_day(day: date) -> str:
    """The day of a letter, as letters have it."""
    return tr("{year} 年 {month} 月 {day} 日", year=day.year, month=day.month, day=day.day)


def letter_text(result: Reconciliation, draft: str, day: date) -> str:
    """A letter as a text: its heading, its sentences, the table of its months, the day."""
    table = map(str.rstrip, table_lines(*letter_table(result), AMOUNT_HEADINGS))
    return "\n".join([tr(LETTER_TITLE), "", *map(visible, draft.splitlines()), "", *table, "", letter_day(day)]) + "\n"


def _demand(result: Reconciliation, differing: Sequence[Outcome], to: str, several: bool, where: list[str]) -> str:
    opening, closing = map(tr, _ASKED[to])
    lines = [opening.format(who=tr("下列人员") if several else tr("本人")), *where]
    for item in differing[:LISTED]:
        amounts = tr(
            "到账 {credited} 元,应为 {expected} 元",
            credited=_yuan(item.credited) or tr("无"),
            expected=_yuan(item.expected) or tr("未知"),
        )
        if item.kind == "contribution-differs":
            amounts = tr("个人缴费 {paid} 元,应为 {paid_due} 元", paid=_yuan(item.paid), paid_due=_yuan(item.paid_due))
        what = tr(";").join(filter(None, (_explanation(item), _base_off(item))))
        lines.append(
            tr(
                "{whom}{month} {outcome}:{amounts}{value}。",
                whom=_whom(item, several),
                month=item.month,
                outcome=tr(OUTCOME[item.kind]),
                amounts=amounts,
                value=f"{tr('(')}{what})" if what else "",
            )
        )
    if len(differing) > LISTED:
        lines.append(tr("另有 {differing} 个月,见所附明细。", differing=len(differing) - LISTED))
    if result.owed:
        lines.append(tr("合计少划 {owed:.2f} 元。", owed=result.owed))
    rules = dict.fromkeys(
        words.rule_title(item.answer.policy, item.answer.region)
        for item in differing
        if isinstance(item.answer, Credit)
    )
    if rules:
        lines.append(tr("计算依据:{rules}(非官方估算)。", rules=tr(";").join(rules)))
    return "\n".join([*lines, closing])


def _question(changed: Sequence[Outcome], several: bool, where: list[str]) -> str:
    """Asks whether the standard changed, with the months, the amounts, and how old and how good the evidence is."""
    lines = [tr("您好:想请教职工医保个人账户的划入标准是否有调整。"), *where]
    for (_, credited, expected), months in groupby(changed, lambda item: (item.number, item.credited, item.expected)):
        run = list(months)
        answer = run[0].answer
        assert isinstance(answer, Credit)
        span = (
            str(run[0].month)
            if len(run) == 1
            else tr("{month} 至 {month_2} 每月", month=run[0].month, month_2=run[-1].month)
        )
        evidence = tr(
            "依据等级为{grade_short},最后确认于 {evidence}",
            grade_short=tr(words.GRADE_SHORT[answer.grade]),
            evidence=answer.evidence,
        )
        lines.append(
            tr(
                "{whom}{span}到账 {credited} 元;我查到的标准是 {expected} 元({evidence})。",
                whom=_whom(run[0], several),
                span=span,
                credited=_yuan(credited),
                expected=_yuan(expected),
                evidence=evidence,
            )
        )
    return "\n".join([*lines, tr("请问标准是否变了,从哪个月起,依据哪份文件?谢谢。")])


def _whom(item: Outcome, several: bool) -> str:
    """The person of a month: among several people also the lines of the file, as names may be masked."""
    name = item.name or (item.person if several else "")
    lines = tr("(明细第 {lines} 行)", lines=tr("、").join(map(str, item.lines))) if several and item.lines else ""
    return f"{name}{lines} " if name or lines else ""


def reconcile_document(result: Reconciliation, read: Read, found: Found, letter: str | None) -> shapes.Document:
    """The document that `yibao reconcile --json` prints."""
    answers = [item.answer for item in result.outcomes if item.answer is not None]
    policies = {id(answer.policy): answer.policy for answer in answers if answer.policy is not None}
    numbers = {key: number for number, key in enumerate(policies)}
    cited = dict.fromkeys(id for answer in answers if isinstance(answer, Credit) for id in answer.sources)
    return {
        "schema": "yibao/reconcile",
        "version": 1,
        "file": read.name,
        "read_as": read.form,
        "other_regions": list(read.other_regions),
        "notes": [{"code": note.code, "message": NOTE[note.code](note.facts)} for note in read.notes],
        "outcomes": [_outcome_document(item, numbers) for item in result.outcomes],
        "identities_broken": [
            {
                "line": item.line,
                "kind": item.kind,
                "found": format_yuan(item.found),
                "expected": format_yuan(item.expected),
            }
            for item in result.breaks
        ],
        "unpaid": [{"line": row.line, "month": str(row.month), "label": row.label} for row in result.unpaid],
        "bad_rows": [{"line": item.line, "code": item.why.code, "message": error(item.why)} for item in read.bad],
        "counts": {kind: result.count(kind) for kind in OUTCOMES},
        "owed": format_yuan(result.owed),
        "surplus": format_yuan(result.surplus),
        "differs": result.differs,
        "letter": letter,
        "policies": [policy_document(policy) for policy in policies.values()],
        "sources": source_documents(cited, found.sources),
        "rulebook": found.rulebook,
        "disclaimer": tr(words.UNOFFICIAL),
    }


def _outcome_document(item: Outcome, numbers: Mapping[int, int]) -> shapes.Outcome:
    answer = item.answer
    credit = answer if isinstance(answer, Credit) else None
    return {
        "number": item.number,
        "person": item.person,
        "name": item.name,
        "region": answer.region.id if answer is not None else None,
        "status": answer.person.status if answer is not None else None,
        "month": str(item.month),
        "kind": item.kind,
        "differs": item.differs,
        "lines": list(item.lines),
        "credited": _yuan(item.credited) or None,
        "expected": _yuan(item.expected) or None,
        "expected_gross": format_yuan(credit.gross) if credit else None,
        "owed": format_yuan(item.owed),
        "surplus": format_yuan(item.surplus),
        "contribution_paid": _yuan(item.paid) or None,
        "contribution_due": _yuan(item.paid_due) or None,
        "facts": dict(item.facts),
        "text": outcome_text(item),
        "grade": credit.grade if credit else None,
        **evidence_document(credit),
        "policy": numbers[id(answer.policy)] if answer is not None and answer.policy is not None else None,
    }


RECORD_COLUMNS = (
    "number",
    "person",
    "name",
    "region",
    "status",
    "month",
    "kind",
    "differs",
    "credited",
    "expected",
    "owed",
    "surplus",
    "contribution_paid",
    "contribution_due",
    "lines",
    "grade",
    "projected",
    "evidence_age_months",
    "rule",
    "text",
)


def reconcile_records(result: Reconciliation) -> list[list[str]]:
    """One CSV record an outcome, under RECORD_COLUMNS."""
    return [_record(item) for item in result.outcomes]


def _record(item: Outcome) -> list[str]:
    answer = item.answer
    return [
        str(item.number),
        item.person,
        item.name,
        answer.region.id if answer is not None else "",
        answer.person.status if answer is not None else "",
        str(item.month),
        item.kind,
        "yes" if item.differs else "no",
        _yuan(item.credited),
        _yuan(item.expected),
        format_yuan(item.owed),
        format_yuan(item.surplus),
        _yuan(item.paid),
        _yuan(item.paid_due),
        " ".join(map(str, item.lines)),
        answer.grade if isinstance(answer, Credit) else "",
        ("yes" if answer.projected else "no") if isinstance(answer, Credit) else "",
        str(answer.evidence_age) if isinstance(answer, Credit) else "",
        answer.policy.file if answer is not None and answer.policy is not None else "",
        one_line(outcome_text(item)),
    ]
