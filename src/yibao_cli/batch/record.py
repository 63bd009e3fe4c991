"""The columns that every engine adds to a row, and how an answer fills them. The engines must agree cell by cell."""

from collections.abc import Collection

from ..core.credit import Answer, Credit
from ..core.errors import InputError, MissingInputError
from ..core.money import format_yuan

COLUMNS = (
    "month",
    "region_id",
    "credit_gross",
    "deductions",
    "credit_net",
    "monthly_equivalent",
    "base_applied",
    "state",
    "grade",
    "rule",
    "warnings",
    "error",
)
"""Amounts are yuan with two decimals, `credit_*` and `deductions` for the period of posting (a month or a year)."""

AMOUNTS = ("credit_gross", "deductions", "credit_net", "monthly_equivalent", "base_applied")
"""The columns of amounts; they stand side by side."""
PREFIX = "yibao_"
"""Goes before a heading of ours that the table already has."""

ERROR = COLUMNS.index("error")
STATE = COLUMNS.index("state")


def code_of(error: InputError) -> str:
    """The code of an input that cannot be answered; of a missing one with its names."""
    return f"{error.code}:{','.join(error.names)}" if isinstance(error, MissingInputError) else error.code


def own_heading(name: str, taken: Collection[str]) -> str:
    """The heading of one of COLUMNS beside the headings that the table has."""
    return f"{PREFIX}{name}" if name in taken else name


def record(answer: Answer) -> tuple[str, ...]:
    """The cells of COLUMNS for an answer; empty where there is no number. `error` says why there is none.

    `warnings` are the codes of the caveats, separated by blanks.
    """
    policy = answer.policy
    where = (str(answer.month), answer.region.id)
    rule = policy.file if policy is not None else ""
    if not isinstance(answer, Credit):
        return (*where, "", "", "", "", "", answer.state, "", rule, "", f"no-rule-{answer.reason}")
    return (
        *where,
        format_yuan(answer.gross),
        format_yuan(answer.gross - answer.net),
        format_yuan(answer.net),
        format_yuan(answer.monthly_equivalent),
        format_yuan(answer.base.applied) if answer.base else "",
        answer.state,
        answer.grade,
        rule,
        " ".join(item.code for item in answer.warnings),
        "",
    )
