"""Answers side by side as a report, as JSON and as CSV records."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from ..core.credit import Credit
from ..core.money import EXACT, format_yuan
from ..core.text import masked
from ..language import tr
from . import words
from .answer_json import evidence_document, input_document, policy_document, region_document, source_documents
from .answer_table import COLUMNS, answer_record
from .changes import change_document, changes_text, move_document, move_text
from .messages import caveat
from .report import Cited, Report, without_empty_columns
from .rows import Row, edition_row, notice, overlay_rows

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..core.change import Change
    from ..core.compare import Compared
    from ..core.credit import Answer
    from ..core.person import Person
    from ..core.policy import Policy
    from ..documents import compare as shapes
    from ..documents.compare import AssumedStatus
    from .rows import Found

HEADINGS = ("地区", "状态", "月份", "基数", "每月", "差(元)", "差(%)", "等级", "依据")
AMOUNT_HEADINGS = frozenset(("基数", "每月", "差(元)", "差(%)"))
NO_RULE, NO_AMOUNT = "未知规则", "金额未知"
NO_ACCOUNT = "无账户"
_SAME = ("region", "status", "known", "unknown")


def compare_report(compared: Sequence[Compared], found: Found, assumed: AssumedStatus | None) -> Report:
    """What all have in common in the title, a row each, why each differs from the first, what they rest on.

    `assumed` is the status taken for granted where none was given.
    """
    answers = [item.answer for item in compared]
    cited = Cited(answers)
    title, shown = title_and_facts(tr("比较"), answers)
    table = [[*row, *_amounts(item, item is compared[0], cited)] for row, item in zip(shown, compared, strict=True)]
    headings, table = without_empty_columns(HEADINGS, table)
    labels = [" ".join(filter(None, row)) for row in shown]
    return Report(
        title=title,
        headings=headings,
        table=table,
        rows=[
            *reasons(labels, compared),
            *cited.rows(found.sources),
            *assumed_rows(assumed),
            *cited.projections(labels),
            *cited.caveats(labels=labels),
            edition_row(found.rulebook),
            *overlay_rows(found),
            notice(),
        ],
        amounts=AMOUNT_HEADINGS,
    )


def title_and_facts(what: str, answers: Sequence[Answer]) -> tuple[str, list[list[str]]]:
    """What all answers have in common goes into the title; what differs is left for the first columns of a table."""
    facts = [_facts(answer) for answer in answers]
    columns = list(zip(*facts, strict=True))
    varying = [len(set(column)) > 1 or len(facts) == 1 for column in columns]
    shown = [[fact if vary else "" for fact, vary in zip(row, varying, strict=True)] for row in facts]
    common = " · ".join(
        masked(column[0]) for column, vary in zip(columns, varying, strict=True) if column[0] and not vary
    )
    return f"{what}{tr(':')}{common}" if common else what, shown


def assumed_rows(assumed: AssumedStatus | None) -> list[Row]:
    """That a status was taken for granted, where it was."""
    given = tr("养老金") if assumed == "retiree" else tr("缴费基数或工资")
    return (
        [
            Row(
                "注意",
                tr("没有给 --status,因为给了{given},按{status}计。", given=given, status=tr(words.STATUS[assumed])),
            )
        ]
        if assumed
        else []
    )


def reasons(labels: Sequence[str], compared: Sequence[Compared]) -> list[Row]:
    """Why each answer differs."""
    return [Row("差在", text) for label, item in zip(labels, compared, strict=True) if (text := why(label, item))]


def _facts(answer: Answer) -> list[str]:
    person = answer.person
    return [words.place(answer.region), tr(words.STATUS[person.status]), str(answer.month), _base(person)]


def _base(person: Person) -> str:
    base = person.base if person.base is not None else person.salary
    return "" if base is None else format_yuan(base)


def _amounts(item: Compared, first: bool, cited: Cited) -> list[str]:
    answer = item.answer
    if not isinstance(answer, Credit):
        return [amount_text(answer), "", "", "", cited.mark(answer)]
    amount = amount_text(answer)
    difference = ["", ""] if first else difference_cells(item)
    return [amount, *difference, tr(words.GRADE_SHORT[answer.grade]), cited.mark(answer)]


def amount_text(answer: Answer) -> str:
    """Yuan a month, or why there is no amount."""
    if not isinstance(answer, Credit):
        return tr(NO_AMOUNT if answer.reason in ("amount", "figure") else NO_RULE)
    return tr(NO_ACCOUNT) if answer.state == "no-account" else format_yuan(answer.monthly_equivalent)


def difference_cells(item: Compared) -> list[str]:
    """The difference in yuan and in percent, with its sign; empty where there is none."""
    difference = "" if item.difference is None else f"{item.difference:+.2f}"
    return [difference, "" if item.ratio is None else f"{percent_of(item.ratio):+}"]


def percent_of(ratio: Decimal) -> Decimal:
    """A ratio in percent, one decimal, half up: -33.3."""
    return EXACT.multiply(ratio, Decimal(100)).quantize(Decimal("0.1"), ROUND_HALF_UP, EXACT)


def why(label: str, item: Compared) -> str:
    """What differs from the first and which parts moved; empty where the amount is the same."""
    if item.difference is not None and not item.difference:
        return ""
    elsewhere = any(change.kind == "region" for change in item.changes)
    changes = [change for change in item.changes if not _told(change, elsewhere)]
    reasons = [changes_text(changes)] if changes else []
    reasons += [move_text(move) for move in item.moves]
    return f"{label}{tr(':')}{tr(';').join(reasons)}" if reasons else ""


def _told(change: Change, elsewhere: bool) -> bool:
    """Whether a change needs no mention: the row shows it, or it is a rule of the same title in another place."""
    return change.kind in _SAME or (elsewhere and change.kind == "rule" and change.old == change.new)


def compare_document(compared: Sequence[Compared], found: Found, assumed: AssumedStatus | None) -> shapes.Document:
    """The document that `yibao compare --json` prints; differences are against the first answer."""
    answers = [item.answer for item in compared]
    policies = policies_of(answers)
    return {
        "schema": "yibao/compare",
        "version": 1,
        "status_assumed": assumed,
        "answers": [answer_document(item, policies) for item in compared],
        "after": None,
        "tally": None,
        "regions_new": [],
        "policies": [policy_document(policy) for policy in policies],
        "sources": source_documents(cited_by(answers, policies), found.sources),
        "rulebook": found.rulebook,
        "rulebook_after": None,
        "disclaimer": tr(words.UNOFFICIAL),
    }


def policies_of(answers: Sequence[Answer]) -> list[Policy]:
    """The rules that some answers rest on, each once."""
    return list(dict.fromkeys(answer.policy for answer in answers if answer.policy is not None))


def cited_by(answers: Sequence[Answer], policies: Sequence[Policy]) -> list[str]:
    """Ids of the documents that answers and their rules cite."""
    ids = [id for answer in answers if isinstance(answer, Credit) for id in answer.sources]
    return ids + [id for policy in policies for id in policy.sources]


def answer_document(item: Compared, policies: Sequence[Policy]) -> shapes.Answer:
    """An answer beside another one."""
    answer = item.answer
    credit = answer if isinstance(answer, Credit) else None
    return {
        "region": region_document(answer.region),
        "month": str(answer.month),
        "input": input_document(answer.person),
        "state": answer.state,
        "period": credit.period if credit else None,
        "gross": format_yuan(credit.gross) if credit else None,
        "net": format_yuan(credit.net) if credit else None,
        "monthly_equivalent": format_yuan(credit.monthly_equivalent) if credit else None,
        "base_applied": format_yuan(credit.base.applied) if credit and credit.base else None,
        "difference": None if item.difference is None else format_yuan(item.difference),
        "difference_percent": None if item.ratio is None else str(percent_of(item.ratio)),
        "changes": [change_document(change) for change in item.changes],
        "moves": [move_document(move) for move in item.moves],
        "grade": credit.grade if credit else None,
        **evidence_document(credit),
        "policy": policies.index(answer.policy) if answer.policy is not None else None,
        "warnings": [{"code": note.code, "message": caveat(note)} for note in (credit.warnings if credit else ())],
    }


RECORD_COLUMNS = (*COLUMNS, "difference", "difference_percent", "why")


def compare_records(compared: Sequence[Compared]) -> list[list[str]]:
    """One CSV record an answer, under RECORD_COLUMNS."""
    return [[*answer_record(item.answer).values(), *_more(item)] for item in compared]


def _more(item: Compared) -> list[str]:
    difference = "" if item.difference is None else format_yuan(item.difference)
    percent = "" if item.ratio is None else str(percent_of(item.ratio))
    return [difference, percent, why("", item).removeprefix(tr(":"))]
