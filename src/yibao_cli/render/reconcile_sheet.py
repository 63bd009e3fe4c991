"""A statement compared with the rules, as the cells of a workbook: months, what has to be looked at, sources."""

from __future__ import annotations

from ..core.credit import Credit
from ..language import spoken, tr
from . import words
from .batch import source_rows
from .messages import error
from .reconcile import break_text, outcome_text, outcome_word, unpaid_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ..core.outcome import Outcome, Reconciliation
    from .batch import SourcesOf
    from .reconcile import Read

SHEETS = ("核对", "问题", "来源", "问询")
HEADINGS = dict(
    zip(
        (
            *("人", "月份", "统筹区", "状态", "结果", "到账", "应划入", "少划", "多划", "个人缴费", "应缴个人医保"),
            *("行", "依据等级", "依据已过月数", "规则文件", "说明"),
        ),
        (12, 10, 12, 10, 14, 12, 12, 12, 12, 12, 14, 8, 10, 14, 24, 48),
        strict=True,
    )
)
"""The headings of the sheet of months, with the widths of the columns in characters."""
SUMMED = ("到账", "应划入", "少划", "多划", "个人缴费", "应缴个人医保")
LETTER = {"问询": 100}
PROBLEMS = {"行": 8, "月份": 10, "结果": 14, "说明": 60}
SOURCES = {"规则": 24, "标题": 40, "算法": 40, "等级": 10, "最后确认": 12, "来源": 60}

Cell = object
"""Text, a whole number, an amount of yuan (Decimal), or None."""


def heading(name: str) -> str:
    """A heading as it is written; "Posted" alone would be read as a column of days."""
    return tr("到账金额" if name == "到账" and spoken() != "zh" else name)


def month_row(item: Outcome, several: bool) -> list[Cell]:
    """The cells of one month under HEADINGS; `several`: people are told apart."""
    answer = item.answer
    credit = answer if isinstance(answer, Credit) else None
    compared = item.expected is not None and item.kind != "no-rule"
    return [
        f"{item.number} {item.name or item.person}" if several else None,
        str(item.month),
        answer.region.name if answer is not None else None,
        tr(words.STATUS[answer.person.status]) if answer is not None else None,
        outcome_word(item),
        item.credited,
        item.expected,
        item.owed if compared else None,
        item.surplus if compared else None,
        item.paid,
        item.paid_due,
        _lines(item.lines),
        tr(words.GRADE_SHORT[credit.grade]) if credit else None,
        credit.evidence_age if credit else None,
        answer.policy.file if answer is not None and answer.policy is not None else None,
        outcome_text(item),
    ]


def problem_rows(result: Reconciliation, read: Read) -> Iterable[tuple[Cell, ...]]:
    """What has to be looked at beside the months, under PROBLEMS: identities, bills, rows that could not be read."""
    for item in result.breaks:
        yield item.line, None, tr("不合"), break_text(item)
    for row in result.unpaid:
        yield row.line, str(row.month), tr("未缴"), unpaid_text(row)
    for bad in read.bad:
        yield bad.line, None, tr("坏行"), error(bad.why)


def problem_row(item: Outcome) -> tuple[Cell, ...]:
    """A month that differs, under PROBLEMS."""
    return _lines(item.lines), str(item.month), outcome_word(item), outcome_text(item)


def cited_rows(result: Reconciliation, sources_of: SourcesOf) -> Iterable[Sequence[Cell]]:
    """What the amounts rest on, under SOURCES."""
    credits = (item.answer for item in result.outcomes if isinstance(item.answer, Credit))
    return source_rows(dict.fromkeys(credit.policy for credit in credits), sources_of)


def _lines(lines: Sequence[int]) -> Cell:
    return lines[0] if len(lines) == 1 else tr("、").join(map(str, lines)) or None
