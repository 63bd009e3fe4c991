"""What a statement says, row by row, before any rule is asked. Pure values; the file formats are in `tables`."""

from __future__ import annotations

from .frozen import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from .literals import RowKind, Sex, Status
    from .month import Birth, Month


@dataclass(frozen=True, slots=True)
class UnknownCode:
    """A coded field whose value is not in the tables: shown as it is, never guessed."""

    field: str
    value: str


@dataclass(frozen=True, slots=True)
class StatementRow:
    """One row of a statement. Amounts in yuan; None where the file does not say.

    `line` counts the lines (of a sheet: the rows) of the file from 1. `person` tells people of one file apart (''
    where the file names nobody), `name` is what to call them. The money is for `month` up to and including `last`
    (the same month, as a rule); `billed` is the period of the bill it came under, `posted` the day it arrived, or its
    month. `month_from_posting`: the file does not say what the money is for, the month of arrival stands in.

    `credited` is the total booked into the account; `own`, `employer` and `other` its parts. `own_rate` and
    `employer_rate` are the rates or sums of credit as written (0.02, 2 for 2 %, or yuan), `rate` that of the whole
    credit; `fixed` says that they are sums. `paid` is what the person paid of the wage, `paid_rate` at which rate or
    sum, as written. `deducted` was taken out of the credit, `spent` out of the account.
    `balance` is what was left afterwards. `back_payment`: booked later on purpose, `difference`: what had been too
    little, so that `base` is not the person's. `label` is the file's own word for the kind of row. `plan` and `group`
    are the region's own names; `region` is an area code or a name as written.
    """

    line: int
    kind: RowKind
    person: str = ""
    name: str = ""
    month: Month | None = None
    last: Month | None = None
    month_from_posting: bool = False
    billed: Month | None = None
    posted: date | Month | None = None
    credited: Decimal | None = None
    own: Decimal | None = None
    employer: Decimal | None = None
    other: Decimal | None = None
    base: Decimal | None = None
    own_rate: Decimal | None = None
    employer_rate: Decimal | None = None
    rate: Decimal | None = None
    fixed: bool = False
    paid: Decimal | None = None
    paid_rate: Decimal | None = None
    deducted: Decimal | None = None
    spent: Decimal | None = None
    balance: Decimal | None = None
    back_payment: bool = False
    difference: bool = False
    status: Status | None = None
    flexible: bool = False
    birth: Birth | None = None
    sex: Sex | None = None
    plan: str | None = None
    group: str | None = None
    region: str | None = None
    label: str = ""
    unknown: tuple[UnknownCode, ...] = ()
