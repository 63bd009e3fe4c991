"""A table of people in words: why a row has no answer, and what became of all of them."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal

from ..core.credit import Answer, Credit, NoRule
from ..core.errors import YibaoError
from ..core.policy import Policy
from ..core.region import region_of
from ..core.source import Source
from . import words
from .messages import caveat, error
from .next_steps import why_no_rule

LISTED = 20
"""Regions and problems named in the summary."""
HEADINGS = {
    "month": "月份",
    "region_id": "统筹地区代号",
    "credit_gross": "应划入",
    "deductions": "代扣",
    "credit_net": "净划入",
    "monthly_equivalent": "折合每月",
    "base_applied": "计入基数",
    "state": "状态",
    "grade": "依据等级",
    "rule": "规则文件",
    "warnings": "提示",
    "error": "问题",
}
COLUMNS = tuple(HEADINGS)
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


def sheet_headings(headings: Sequence[str], own: int) -> list[str]:
    """The headings of a workbook: the first `own` as they are, ours in Chinese."""
    return [*headings[:own], *(HEADINGS[name.removeprefix("yibao_")] for name in headings[own:])]


def sheet_cells(cells: Sequence[str], own: int, answer: Answer | None) -> list[str]:
    """The cells of a workbook: codes of ours in words, caveats in sentences."""
    shown = list(cells)
    if answer is None:
        return shown
    shown[own + COLUMNS.index("state")] = STATE[answer.state]
    if isinstance(answer, Credit):
        shown[own + COLUMNS.index("grade")] = words.GRADE_SHORT[answer.grade]
        shown[own + COLUMNS.index("warnings")] = _as_columns("".join(map(caveat, answer.warnings)))
    return shown


def source_rows(
    policies: Iterable[Policy], sources_of: Callable[[list[str]], Mapping[str, Source]]
) -> Iterable[list[str]]:
    """What the answers rest on: a row a document of each rule."""
    for policy in policies:
        known = sources_of([region_of(policy.file)])
        for id in policy.sources:
            cited = words.source(known[id]) if id in known else id
            grade = words.GRADE_SHORT[policy.grade]
            confirmed = str(policy.confirmed or "")
            yield [policy.file, policy.title, words.formulas(policy), grade, confirmed, cited]


def summary_lines(
    rows: int,
    totals: int,
    states: Mapping[str, int],
    regions: Mapping[str, int],
    monthly: str,
    problems: Sequence[tuple[int, int, YibaoError | Answer]],
) -> list[str]:
    """What became of the rows. `problems`: how many, the line of an example, what it was."""
    counts = "、".join(f"{STATE[state]} {count}" for state, count in states.items())
    lines = [f"共 {rows} 行:{counts or '没有一行有答案'}" + (f";合计行 {totals} 行没有写出" if totals else "")]
    many = sorted(regions.items(), key=lambda item: -item[1])
    shown = "、".join(f"{name} {count}" for name, count in many[:LISTED])
    if shown:
        more = f" 等 {len(many)} 个地区" if len(many) > LISTED else ""
        lines.append(f"地区:{shown}{more}")
    lines.append(f"净划入合计每月 {monthly} 元(按年划入的折成每月)")
    for count, line, problem in problems[:LISTED]:
        reason = error_text(problem) if isinstance(problem, YibaoError | NoRule) else ""
        lines.append(f"问题 {count} 行,如第 {line} 行:{reason}")
    return lines


def totals_lines(
    rows: int,
    sums: int,
    states: Mapping[str, int],
    regions: Mapping[str, int],
    monthly_fen: int,
    problems: Sequence[tuple[int, int, str, str]],
) -> list[str]:
    """What became of the rows of a large table. `problems`: how many, the number of a row, its file, the code."""
    lines = summary_lines(rows, sums, states, regions, f"{Decimal(monthly_fen).scaleb(-2):.2f}", [])
    for count, row, file, code in problems[:LISTED]:
        where = f" {file} " if file else ""
        lines.append(f"问题 {count} 行,如{where}第 {row} 行数据:{code}")
    return lines
