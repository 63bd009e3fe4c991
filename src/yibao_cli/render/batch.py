"""A table of people in words: why a row has no answer, and the summary of all."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple, cast

from ..core.credit import NoRule
from ..core.frozen import NOTHING, dataclass
from ..core.literals import Grade
from ..core.region import region_of
from ..core.source import Source
from ..core.text import one_line
from ..language import tr
from . import words
from .messages import caveat, error, not_understood
from .next_steps import why_no_rule

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Sequence

    from ..core.credit import Credit
    from ..core.errors import YibaoError
    from ..core.policy import Policy

LISTED = 20
"""Regions and problems named in the summary."""
HEADINGS = {
    "check": "核对",
    "contribution_due": "应缴个人医保",
    "contribution_difference": "个人缴费差额",
    "credit_difference": "划入差额",
    "month": "划入月份",
    "region_id": "统筹地区代号",
    "credit_gross": "应划入",
    "deductions": "代扣",
    "credit_net": "净划入",
    "monthly_equivalent": "折合每月",
    "base_applied": "计入基数",
    "projected": "是否推算",
    "evidence_age_months": "依据已过月数",
    "state": "划入状态",
    "grade": "依据等级",
    "rule": "规则文件",
    "warnings": "提示",
    "error": "问题代码",
    "reason": "问题",
}
OFF = {
    "contribution-differs": "个人缴费不符",
    "base-below-floor": "基数低于下限",
    "base-above-ceiling": "基数高于上限",
    "credit-differs": "划入不符",
}
"""What the employer's check finds off, by code."""
CHECK = {"ok": "相符", **OFF}
SHEETS = ("结果", "来源", "问题")
"""The sheets of a workbook: answers, what they rest on, rows without an answer."""
SUM = "合计"
STATE = {"in-force": "有规则", "no-account": "无个人账户", "no-rule": "未知规则"}
_OPTION = re.compile(r"--([a-z-]+)")
_WORD = {option: words.FIELD[name] for name, option in words.OPTION.items()}


def error_text(problem: YibaoError | NoRule) -> str:
    """Why a row has no answer, in the words of a sheet: options are named as columns."""
    if isinstance(problem, NoRule):
        return why_no_rule(problem)
    return _as_columns(error(problem))


def _as_columns(text: str) -> str:
    for option, word in _WORD.items():
        text = text.replace(f"{option}{tr('(')}{tr(word)})", tr(word))
    return _OPTION.sub(lambda match: tr(_WORD[match[0]]) if match[0] in _WORD else match[0], text)


def caveat_texts(answer: Credit) -> str:
    """The caveats of an answer in sentences, in the words of a sheet."""
    return _as_columns("".join(map(caveat, answer.warnings)))


def state_word(state: str) -> str:
    """The state of an answer in words."""
    return tr(STATE[state])


def check_words(codes: str) -> str:
    """What the employer's check says of a row, in words."""
    return tr("、").join(tr(CHECK[code]) for code in codes.split(" "))


def grade_word(grade: str) -> str:
    """The grade of an answer in a word."""
    return tr(words.GRADE_SHORT[cast(Grade, grade)])


SourcesOf = Callable[[list[str]], Mapping[str, Source]]
"""Gives the sources that the rules of some regions name, by their ids."""


def source_rows(policies: Iterable[Policy], sources_of: SourcesOf) -> Iterable[list[str]]:
    """What the answers rest on: a row a document of each rule."""
    for policy in policies:
        known = sources_of([region_of(policy.file)])
        for id in policy.sources:
            cited = words.source(known[id]) if id in known else id
            grade = tr(words.GRADE_SHORT[policy.grade])
            confirmed = str(policy.confirmed or "")
            yield [policy.file, policy.title, words.formulas(policy), grade, confirmed, cited]


class Problem(NamedTuple):
    """Rows without an answer for one reason: how many, the number and the file of the first, why; the code."""

    rows: int
    line: int
    file: str
    reason: str
    code: str


@dataclass(frozen=True, slots=True)
class Summary:
    """The summary of a table. `monthly` are fen; `months` the first and the last that were asked about.

    `regions` come in the order of the summary. `cut` counts identity numbers that a spreadsheet has cut, `sums` total
    rows. `projected` counts rows whose month lies after the evidence, `oldest` is its greatest age in months. `checks`
    counts rows by the codes of the employer's check, '' those that could not be checked. `columns` are the fields that
    have a column, `unmatched` the columns that nobody understood.
    """

    rows: int
    sums: int
    cut: int
    states: Mapping[str, int]
    regions: Mapping[str, int]
    monthly: int
    months: Sequence[str]
    assumed_month: bool
    problems: Sequence[Problem]
    projected: int = 0
    oldest: int = 0
    pack: str | None = None
    overlay: str | None = None
    checks: Mapping[str, int] = NOTHING
    columns: Container[str] = ()
    unmatched: Sequence[str] = ()


def summary_lines(found: Summary) -> list[str]:
    """The summary, line by line."""
    counts = tr("、").join(
        f"{tr(word)} {found.states[state]}" for state, word in STATE.items() if found.states.get(state)
    )
    lines = [
        tr("共 {rows} 行:{counts}", rows=found.rows, counts=counts or tr("没有一行有答案"))
        + (tr(";合计行 {sums} 行没有写出", sums=found.sums) if found.sums else "")
    ]
    many = list(found.regions.items())
    shown = tr("、").join(f"{name} {count}" for name, count in many[:LISTED])
    if shown:
        more = tr(" 等 {many} 个地区", many=len(many)) if len(many) > LISTED else ""
        lines.append(tr("地区:{shown}{more}", shown=shown, more=more))
    lines.append(_sum_line(found))
    if found.checks:
        told = [f"{tr(word)} {found.checks[code]}" for code, word in CHECK.items() if found.checks.get(code)]
        told += [tr("没法核对 {value}", value=found.checks[""])] if found.checks.get("") else []
        lines.append(tr("核对:{told}", told=tr("、").join(told)))
    if found.projected:
        lines.append(
            tr(
                "推算 {projected} 行:月份在依据之后,依据最旧的已过 {oldest}。",
                projected=found.projected,
                oldest=words.duration(found.oldest),
            )
        )
    if found.pack:
        lines.append(tr("规则库是装好的规则包({pack}),不是程序自带的。", pack=found.pack))
    if found.overlay:
        lines.append(tr("规则库叠加了 {overlay} 里的规则,不是程序自带的。", overlay=one_line(found.overlay)))
    if found.assumed_month:
        lines.append(tr("表里没有月份,按本月 {months} 算;要别的月份就写 --month。", months=tr("、").join(found.months)))
    if found.cut:
        lines.append(
            tr("{cut} 个证件号码被电子表格截断(第 16 位起是 0):按前 14 位认出生日期,不认性别。", cut=found.cut)
        )
    for problem in found.problems[:LISTED]:
        where = f" {problem.file} " if problem.file else ""
        lines.append(
            tr(
                "问题 {rows} 行,如{where}第 {line} 行:{reason}",
                rows=problem.rows,
                where=where,
                line=problem.line,
                reason=problem.reason,
            )
        )
    missing = _not_understood(found)
    return [*lines, missing] if missing else lines


def _sum_line(found: Summary) -> str:
    """What was summed up: amounts of one month, or of all rows of several."""
    total = tr("{scaleb:.2f} 元(按年划入的折成每月)", scaleb=Decimal(found.monthly).scaleb(-2))
    if len(found.months) < 2:
        return tr("净划入合计每月 {total}", total=total)
    return tr(
        "净划入合计 {total},是 {months} 至 {months_2} 各行每月净划入之和",
        total=total,
        months=found.months[0],
        months_2=found.months[-1],
    )


def _not_understood(found: Summary) -> str:
    """The columns that were not recognised, where a field without a column is missing."""
    codes = [problem.code for problem in found.problems if problem.code.startswith("input-missing:")]
    names = dict.fromkeys(name for code in codes for name in code.partition(":")[2].split(","))
    missing = [name for name in names if name not in found.columns and name in words.FIELD]
    return one_line(not_understood(missing, found.unmatched)) if missing and found.unmatched else ""
