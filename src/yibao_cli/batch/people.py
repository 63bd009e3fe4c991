"""Whom a table asks about: what is given for all, what the status columns say, and the people of a piece."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from collections.abc import Mapping as Columns
from typing import TYPE_CHECKING, TypeVar

from ..core.errors import InputError
from ..core.frozen import NOTHING, dataclass
from ..core.literals import Status
from ..core.month import Month
from ..core.person import Person
from ..core.region import Region
from ..core.spoken import read_status
from ..tables.headers import ColumnMapping
from ..tables.verdicts import Verdict

if TYPE_CHECKING:
    import polars as pl

    from .columns import Coded
    from .record import Problem

REGION = ("region", "region_insured", "region_name")
MONTHS = ("month", "billed", "month_listed")
"""The better column first."""
STATUS = ("status", "person_type", "retired")

NUMBERS = ("base", "salary", "pension", "average_pension", "average_wage", "age", "birth", "paid_years")
"""Columns of numbers: five amounts in fen, years, the index of a month, years."""
MONEY = NUMBERS[:5]
HAD = ("paid_own", "credited")
"""What a table may have of what the rules say: paid of the wage, credited."""

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Defaults:
    """What holds for every row that does not say otherwise.

    `months` are for rows without one; without them, `this_month` is for tables that have no column of months. Rows
    whose evidence is older than `max_age` months are refused. `check`: what the table has of contributions and credits
    is held against the rules.
    """

    region: Region | None = None
    status: Status | None = None
    person: Person | None = None
    months: tuple[Month, ...] = ()
    this_month: Month | None = None
    max_age: int | None = None
    check: bool = False


@dataclass(frozen=True, slots=True)
class StatedStatus:
    """A status; `flexible`: and that the person is, or was, a flexible worker."""

    status: Status
    flexible: bool = False


def status_columns(mapping: ColumnMapping) -> set[str]:
    """The names of the columns that have to say a status we know."""
    return {mapping.fields[field].name for field in STATUS if field in mapping.fields}


def said_of(verdict: Verdict, columns: Collection[str], otherwise: Status | None) -> StatedStatus | None:
    """The status that a row says, else `otherwise`.

    Raises InputError for a word in `columns` that is none, and for somebody who is no longer insured.
    """
    if verdict.left is not None:
        raise InputError("status-left", field=verdict.left[0], value=verdict.left[1])
    status = verdict.status
    if status is None:
        said = next((code for code in verdict.unknown if code.field in columns), None)
        status = otherwise if said is None else named(said.field, read_status, said.value)
    if status is None:
        return None
    return StatedStatus("flexible" if verdict.flexible and status == "employee" else status, verdict.flexible)


def named(column: str, reader: Callable[[str], Value], written: str) -> Value:
    """The value read; an error names the column."""
    try:
        return reader(written)
    except InputError as error:
        raise InputError(error.code, **(error.facts | {"field": column})) from None


@dataclass(frozen=True, slots=True)
class People:
    """A piece of a table, read. `numbers` lacks the columns that are empty throughout; see NUMBERS for units.

    `month` holds indexes of months; `birth_first` whether the birth was on the first of its month; `wrong` which of
    `problems` stands in the way of reading a row (null for none): such a row gets no amounts. `cut` counts identity
    numbers that a spreadsheet has cut. `had` is what the table has of the columns of HAD, in fen.
    """

    region: Coded[Region]
    status: Coded[StatedStatus]
    month: pl.Series
    plan: Coded[str] | None = None
    group: Coded[str] | None = None
    sex: Coded[str] | None = None
    numbers: Columns[str, pl.Series] = NOTHING
    birth_first: pl.Series | None = None
    wrong: pl.Series | None = None
    problems: Sequence[Problem] = ()
    cut: int = 0
    had: Columns[str, pl.Series] = NOTHING
