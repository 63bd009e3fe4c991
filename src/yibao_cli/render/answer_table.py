"""An answer as one CSV record, or as a Markdown table."""

from __future__ import annotations

from ..core.credit import Credit
from ..core.money import format_yuan
from ..core.text import harmless, one_line
from ..language import tr
from .rows import answer_rows, label_of, labels_once, title
from .words import GRADE_SHORT, heading

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..core.credit import Answer
    from .rows import Found

COLUMNS = (
    "region",
    "region_name",
    "status",
    "month",
    "state",
    "period",
    "gross",
    "deductions",
    "net",
    "monthly_equivalent",
    "base_given",
    "base_applied",
    "grade",
    "rule",
    "confirmed",
    "projected",
    "evidence_age_months",
    "warnings",
)


def answer_record(answer: Answer) -> dict[str, str]:
    """The answer by column; amounts as text with two decimals, empty where there is no number."""
    record = dict.fromkeys(COLUMNS, "")
    record |= {
        "region": answer.region.id,
        "region_name": answer.region.name,
        "status": answer.person.status,
        "month": str(answer.month),
        "state": answer.state,
    }
    if answer.policy is not None:
        record["rule"] = answer.policy.file
        record["confirmed"] = answer.policy.confirmed.isoformat() if answer.policy.confirmed else ""
    if isinstance(answer, Credit):
        record |= {
            "period": answer.period,
            "gross": format_yuan(answer.gross),
            "deductions": format_yuan(answer.gross - answer.net),
            "net": format_yuan(answer.net),
            "monthly_equivalent": format_yuan(answer.monthly_equivalent),
            "base_given": format_yuan(answer.base.given) if answer.base and answer.base.given is not None else "",
            "base_applied": format_yuan(answer.base.applied) if answer.base else "",
            "grade": answer.grade,
            "projected": "yes" if answer.projected else "no",
            "evidence_age_months": str(answer.evidence_age),
            "warnings": " ".join(item.code for item in answer.warnings),
        }
    return record


_MARKUP = str.maketrans({"&": "&amp;", "<": "&lt;", **{sign: f"\\{sign}" for sign in "\\`|"}})


def answer_csv(answer: Answer) -> str:
    """A heading line and one record."""
    return csv_text(COLUMNS, [list(answer_record(answer).values())])


def csv_text(columns: Sequence[str], records: Sequence[Sequence[str]]) -> str:
    """CSV with \\n line ends; no cell is a formula to a spreadsheet."""
    import csv
    import io

    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerows(map(harmless, line) for line in (columns, *records))
    return out.getvalue()


def answer_markdown(answer: Answer, found: Found, explain: bool) -> str:
    """A heading and a table of three columns."""
    rows = answer_rows(answer, found, explain)
    grade = f"{tr('(')}{tr(GRADE_SHORT[answer.grade])})" if isinstance(answer, Credit) else ""
    body = markdown_table(
        (tr("项目"), tr("内容"), tr("金额")), [(label_of(row), row.text, row.amount) for row in labels_once(rows)]
    )
    return f"## {markdown_text(title(answer))}{grade}\n\n{body}"


def markdown_table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table of texts that are no markup."""
    lines = [
        map(markdown_text, map(heading, headings)),
        ["---"] * len(headings),
        *(map(markdown_text, row) for row in rows),
    ]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def markdown_text(text: str) -> str:
    """A text in one line that Markdown shows as it is: no tags, links, pictures, code or bars."""
    return one_line(text).translate(_MARKUP).replace("](", "]\\(")
