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
        text = text.replace(f"{option}({word})", word)
    return _OPTION.sub(lambda match: _WORD.get(match[0], match[0]), text)


def caveat_texts(answer: Credit) -> str:
    """The caveats of an answer in sentences, in the words of a sheet."""
    return _as_columns("".join(map(caveat, answer.warnings)))


def state_word(state: str) -> str:
    """The state of an answer in words."""
    return STATE[state]


def check_words(codes: str) -> str:
    """What the employer's check says of a row, in words."""
    return "、".join(CHECK[code] for code in codes.split(" "))


def grade_word(grade: str) -> str:
    """The grade of an answer in a word."""
    return words.GRADE_SHORT[cast(Grade, grade)]


SourcesOf = Callable[[list[str]], Mapping[str, Source]]
"""Gives the sources that the rules of some regions name, by their ids."""


def source_rows(policies: Iterable[Policy], sources_of: SourcesOf) -> Iterable[list[str]]:
    """What the answers rest on: a row a document of each rule."""
    for policy in policies:
        known = sources_of([region_of(policy.file)])
        for id in policy.sources:
            cited = words.source(known[id]) if id in known else id
            grade = words.GRADE_SHORT[policy.grade]
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
    counts = "、".join(f"{word} {found.states[state]}" for state, word in STATE.items() if found.states.get(state))
    lines = [
        f"共 {found.rows} 行:{counts or '没有一行有答案'}" + (f";合计行 {found.sums} 行没有写出" if found.sums else "")
    ]
    many = list(found.regions.items())
    shown = "、".join(f"{name} {count}" for name, count in many[:LISTED])
    if shown:
        more = f" 等 {len(many)} 个地区" if len(many) > LISTED else ""
        lines.append(f"地区:{shown}{more}")
    lines.append(_sum_line(found))
    if found.checks:
        told = [f"{word} {found.checks[code]}" for code, word in CHECK.items() if found.checks.get(code)]
        told += [f"没法核对 {found.checks['']}"] if found.checks.get("") else []
        lines.append(f"核对:{'、'.join(told)}")
    if found.projected:
        lines.append(f"推算 {found.projected} 行:月份在依据之后,依据最旧的已过 {words.duration(found.oldest)}。")
    if found.pack:
        lines.append(f"规则库是装好的规则包({found.pack}),不是程序自带的。")
    if found.overlay:
        lines.append(f"规则库叠加了 {one_line(found.overlay)} 里的规则,不是程序自带的。")
    if found.assumed_month:
        lines.append(f"表里没有月份,按本月 {'、'.join(found.months)} 算;要别的月份就写 --month。")
    if found.cut:
        lines.append(f"{found.cut} 个证件号码被电子表格截断(第 16 位起是 0):按前 14 位认出生日期,不认性别。")
    for problem in found.problems[:LISTED]:
        where = f" {problem.file} " if problem.file else ""
        lines.append(f"问题 {problem.rows} 行,如{where}第 {problem.line} 行:{problem.reason}")
    missing = _not_understood(found)
    return [*lines, missing] if missing else lines


def _sum_line(found: Summary) -> str:
    """What was summed up: amounts of one month, or of all rows of several."""
    total = f"{Decimal(found.monthly).scaleb(-2):.2f} 元(按年划入的折成每月)"
    if len(found.months) < 2:
        return f"净划入合计每月 {total}"
    return f"净划入合计 {total},是 {found.months[0]} 至 {found.months[-1]} 各行每月净划入之和"


def _not_understood(found: Summary) -> str:
    """The columns that were not recognised, where a field without a column is missing."""
    codes = [problem.code for problem in found.problems if problem.code.startswith("input-missing:")]
    names = dict.fromkeys(name for code in codes for name in code.partition(":")[2].split(","))
    missing = [words.FIELD[name] for name in names if name not in found.columns and name in words.FIELD]
    return one_line(not_understood(missing, found.unmatched)) if missing and found.unmatched else ""
