"""The rows of one person, month by month: what each is for, and what is known of the person by then. Pure."""

from __future__ import annotations

from decimal import Decimal

from .credit import Credit
from .errors import InputError
from .frozen import replace
from .money import EXACT, FEN, round_to, total
from .month import Month
from .outcome import Facts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from .credit import Answer
    from .literals import RowKind
    from .outcome import Rules
    from .statement import StatementRow

APART: tuple[RowKind, ...] = ("other-fund", "outflow")
"""Rows that say nothing of the credits of the basic scheme."""
_ONE, _TWELVE = Decimal(1), Decimal(12)


def month_of(row: StatementRow) -> Month:
    """The month the money is for. Raises InputError for a row without one."""
    if row.month is None:
        raise InputError("statement-month", field="month", line=row.line)
    return row.month


def by_month(rows: Sequence[StatementRow], rules: Rules) -> list[StatementRow]:
    """The rows of one person, those for several months as one for each of them."""
    if all(row.last is None or row.last == month_of(row) for row in rows):
        return list(rows)
    parts: list[StatementRow] = []
    facts = Facts()
    for row in sorted(rows, key=month_of):
        facts = learned(facts, row)
        parts += _parts(row, facts, rules)
    return parts


def _parts(row: StatementRow, facts: Facts, rules: Rules) -> Iterator[StatementRow]:
    """A row as one for each of its months."""
    first = month_of(row)
    last = row.last or first
    months = [Month.from_index(index) for index in range(first.index, last.index + 1)]
    if len(months) == 1:
        yield row
        return
    shares = _credited(row, months, facts, rules)
    deductions = _shares(row.deducted, [_ONE] * len(months))
    for month, share, deducted in zip(months, shares, deductions, strict=True):
        yield replace(
            row,
            month=month,
            last=month,
            credited=share,
            deducted=deducted,
            own=None,
            employer=None,
            other=None,
            paid=None,
        )


def _credited(row: StatementRow, months: Sequence[Month], facts: Facts, rules: Rules) -> list[Decimal | None]:
    """What of a row's amount is each month's: what the month is due where that comes to the amount, else in proportion.

    Limits, ages and rules can change within a row. Equal shares where it is not known what is due.
    """
    declared = (rules.declared,) if rules.base_given and facts.base is not None else ()
    proportions = [_ONE] * len(months)
    for ask in (rules.declared, rules.answer) if declared else (rules.answer,):
        answers = _monthly(ask, facts, months)
        for due in ([item.gross for item in answers], [item.net for item in answers]):
            if len(due) == len(months) and total(due):
                proportions = due
                if total(due) == row.credited:
                    return list(due)
    return _shares(row.credited, proportions)


def _monthly(ask: Callable[[Facts, Month], Answer], facts: Facts, months: Sequence[Month]) -> list[Credit]:
    """The credits of months, without those that come once a year or are not known."""
    try:
        answers = [ask(facts, month) for month in months]
    except InputError:
        return []
    return [item for item in answers if isinstance(item, Credit) and item.account_year is None]


def _shares(amount: Decimal | None, proportions: Sequence[Decimal]) -> list[Decimal | None]:
    """Shares of whole fen in proportion, what is left in the last."""
    if amount is None:
        return [None] * len(proportions)
    whole = total(proportions)
    shares = [round_to(EXACT.divide(EXACT.multiply(amount, one), whole), FEN, "down") for one in proportions[:-1]]
    return [*shares, EXACT.subtract(amount, total(shares))]


def learned(facts: Facts, row: StatementRow) -> Facts:
    """The facts known after a row: they hold for the months after it too, until another row says otherwise. Insurance
    as a resident holds for the row alone: every row of residents says so. A base of zero says that nothing was paid,
    not what the base is.
    """
    if row.kind in APART:
        return facts
    found = Facts(
        region=row.region or facts.region,
        status=row.status or (facts.status if facts.status != "resident" else None),
        flexible=row.flexible if row.status else facts.flexible,
        birth=row.birth or facts.birth,
        sex=row.sex or facts.sex,
        base=facts.base if row.difference else row.base or facts.base,
        plan=row.plan or facts.plan,
        group=row.group or facts.group,
    )
    return facts if found == facts else found


def by_the_month(answer: Credit) -> Credit:
    """A credit that is posted once a year as that of a month; its `period` still says that it is a year's."""
    gross = round_to(EXACT.divide(answer.gross, _TWELVE))
    return replace(answer, gross=gross, net=answer.monthly_equivalent, account_year=None)
