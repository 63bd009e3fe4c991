"""The employer's check: the contributions, bases and credits of a table compared with the rules."""

from __future__ import annotations

from collections import Counter
from functools import reduce
from itertools import combinations
from operator import add, or_

import polars as pl

from ..core.integer import INT64
from .arithmetic import HIGH, LOW, Sheet, stepped
from .lookup import Tables
from .people import People
from .record import CHECKED, DIFFERENCES

OK = "ok"
CONTRIBUTION, CREDIT = "contribution-differs", "credit-differs"
BASES = {"base-below-floor": LOW, "base-above-ceiling": HIGH}
"""What a base is called that was moved, with the bit that says so."""

_NOTHING = pl.lit(None, pl.Int64)


def checked(
    people: People, case: pl.Series, tables: Tables, amounts: pl.DataFrame, answers: pl.DataFrame, carried: pl.Series
) -> pl.DataFrame:
    """CHECKED for each row of a piece, amounts in fen.

    `amounts` come from the arithmetic, `answers` from the kernel; `carried` marks rows whose limits are those of an
    earlier year, which a base need not stay within.
    """
    sheet = Sheet(case)
    had = {name: sheet.column(column) for name, column in people.had.items()}
    paid, credited = had.get("paid_own", _NOTHING), had.get("credited", _NOTHING)
    base, monthly, *others = (
        sheet.column(answers[name]) for name in ("base_applied", "monthly_equivalent", "credit_net", "credit_gross")
    )
    due = _due(sheet, tables, paid, base)
    is_right = reduce(or_, (credited == one for one in (monthly, *others)))  # before deductions, or a year at once
    judged = base.is_not_null() & ~sheet.column(carried)
    events, floor, ceiling = sheet.column(amounts["events"]), *map(sheet.parameter, (tables.floor, tables.ceiling))
    sheet.settle(
        contribution_due=due,
        contribution_difference=paid - due,
        credit_difference=credited - pl.when(is_right).then(credited).otherwise(monthly),
        limited=judged & ((pl.lit(0) + floor > 0) | (pl.lit(0) + ceiling < INT64)),
        **{code: judged & (events // (1 << bit) % 2 == 1) for code, bit in BASES.items()},
    )
    _, contribution, credit = DIFFERENCES
    off = {code: pl.col(code) for code in BASES}
    off = {CONTRIBUTION: pl.col(contribution) != 0} | off | {CREDIT: pl.col(credit) != 0}
    codes = pl.concat_list(pl.when(is_off).then(pl.lit(code)) for code, is_off in off.items()).list.drop_nulls()
    compared = pl.col("limited") | pl.col(contribution).is_not_null() | pl.col(credit).is_not_null()
    check = pl.when(codes.list.len() > 0).then(codes.list.join(" ")).when(compared).then(pl.lit(OK))
    return sheet.frame.with_columns(check=check).select(CHECKED)


def _due(sheet: Sheet, tables: Tables, paid: pl.Expr, base: pl.Expr) -> pl.Expr:
    """The contribution due from the wage in each month, as `core.contribution.due_contribution`."""
    if not tables.contribution:
        return _NOTHING
    inputs = [pl.lit(0), base]
    (own,) = (stepped(sheet, slot, inputs) for slot in tables.contribution)
    besides = [stepped(sheet, slot, inputs) for slot in tables.besides]
    sums = [reduce(add, some, own) for count in range(len(besides) + 1) for some in combinations(besides, count)]
    known = (pl.lit(0) + sheet.parameter(tables.pays) == 1) & base.is_not_null()
    is_right = reduce(or_, (paid == one for one in sums))
    return pl.when(known & is_right).then(paid).when(known).then(own)


def count_checks(checks: pl.Series) -> Counter[str]:
    """How many rows have each code of a check column; '' counts those that could not be checked."""
    found: Counter[str] = Counter()
    for cell, rows in checks.value_counts().iter_rows():
        for code in (cell or "").split(" "):
            found[code] += rows
    return found
