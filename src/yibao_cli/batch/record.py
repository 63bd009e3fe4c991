"""The columns that are added to a row, and how an answer fills them. Kernel and calculator must agree cell by cell."""

from collections.abc import Callable, Collection, Sequence
from typing import NamedTuple

from ..core.credit import Answer, Credit, NoRule
from ..core.errors import InputError, MissingInputError, YibaoError
from ..core.money import format_yuan

COLUMNS = (
    "month",
    "region_id",
    "credit_gross",
    "deductions",
    "credit_net",
    "monthly_equivalent",
    "base_applied",
    "projected",
    "evidence_age_months",
    "state",
    "grade",
    "rule",
    "warnings",
    "error",
    "reason",
)
"""Amounts are yuan with two decimals, `credit_*` and `deductions` for the period of posting (a month or a year).

`projected` ("yes", "no") says whether the month lies after the evidence of the rule, `evidence_age_months` by how many
months. `error` is the code of why there is no answer, `reason` the same in a sentence.
"""

CHECKED = ("check", "contribution_due", "contribution_difference", "credit_difference")
"""What the employer's check adds before COLUMNS.

`check` is "ok", or says by code what is off; it is empty where nothing could be compared. The others are yuan: the
contribution due in the month, how much more the table has than is due, and than is credited.
"""

DIFFERENCES = CHECKED[1:]
AMOUNTS = ("credit_gross", "deductions", "credit_net", "monthly_equivalent", "base_applied")
"""The columns of amounts; they stand side by side."""
YES_NO = ("no", "yes")
PREFIX = "yibao_"
"""Goes before a heading of ours that the table already has."""

Words = Callable[[YibaoError | NoRule], str]
"""Turns why there is no answer into a sentence."""


class Problem(NamedTuple):
    """Why a row has no answer: the cells `error` and `reason`."""

    code: str
    reason: str


def problem_of(error: InputError | NoRule, words: Words) -> Problem:
    """The problem of a row that cannot be answered."""
    code = code_of(error) if isinstance(error, InputError) else f"no-rule-{error.reason}"
    return Problem(code, words(error))


def code_of(error: InputError) -> str:
    """The code of an input that cannot be answered; of a missing one with its names."""
    return f"{error.code}:{','.join(error.names)}" if isinstance(error, MissingInputError) else error.code


def our_columns(check: bool) -> tuple[str, ...]:
    """The names of our columns: those of the employer's check first, where it is asked for."""
    return (*CHECKED, *COLUMNS) if check else COLUMNS


def own_headings(taken: Collection[str], ours: Sequence[str] = COLUMNS) -> list[str]:
    """Our headings, renamed where the table has the same.

    >>> own_headings(["month", "yibao_month"])[:2]
    ['yibao_yibao_month', 'region_id']
    """
    found = []
    for name in ours:
        while name in taken:
            name = PREFIX + name
        found.append(name)
    return found


def record(answer: Answer) -> tuple[str, ...]:
    """The cells of COLUMNS for an answer, `reason` left empty; empty where there is no number.

    `warnings` are the codes of the caveats, separated by blanks.
    """
    policy = answer.policy
    where = (str(answer.month), answer.region.id)
    rule = policy.file if policy is not None else ""
    if not isinstance(answer, Credit):
        return (*where, *[""] * 7, answer.state, "", rule, "", f"no-rule-{answer.reason}", "")
    return (
        *where,
        format_yuan(answer.gross),
        format_yuan(answer.gross - answer.net),
        format_yuan(answer.net),
        format_yuan(answer.monthly_equivalent),
        format_yuan(answer.base.applied) if answer.base else "",
        YES_NO[answer.projected],
        str(answer.evidence_age),
        answer.state,
        answer.grade,
        rule,
        " ".join(item.code for item in answer.warnings),
        "",
        "",
    )
