"""A contribution detail, an account ledger or a payroll sheet -> rows of a statement."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from ..core.errors import InputError
from ..core.frozen import dataclass, replace
from ..core.literals import RowKind
from ..core.money import EXACT
from ..core.month import Month
from ..core.statement import StatementRow
from ..sheets.book import Kind
from . import cells as read
from .cells import Memo
from .headers import MONTHS, ColumnMapping, Override
from .identity import CUT, LENGTH, Identity, read_identity
from .notes import Note
from .plans import REGIONS, Asked
from .records import Records, open_records
from .verdicts import StatusVerdicts, Verdict, read_sex

BASES = ("base", "base_employer")
"""The contribution base in yuan a month, the better column first; both are the same as a rule."""
MONEY = (
    "credited",
    "credited_own",
    "credited_employer",
    "credited_other",
    "credited_subsidy",
    "income",
    "amount",
    "spent",
    "balance",
    *BASES,
    "deducted_large",
    "deducted_pooled",
    "paid_own",
)
"""Columns of yuan that a statement is made of; others are matched, and not read."""
POSTINGS = ("posted", "paid_on", "booked")
"""When it arrived, the best column first."""
LONGEST = 1200
"""Months of the longest row."""
PERSON = ("person_no", "id_number", "name")
"""What tells people apart, the best column first."""

KINDS = ("plan", "group")
"""The region's own names for schemes and people."""

TAB = "\t"
_SPREADSHEET_NUMBER = "E+"
"""In 1.10101E+17, what a spreadsheet left of an identity number."""


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that cannot be used: its line in the file, and the code and facts of the error."""

    line: int
    code: str
    facts: Mapping[str, object]

    @property
    def why(self) -> InputError:
        """The same as an error."""
        return InputError(self.code, **self.facts)


@dataclass(frozen=True)
class Statement:
    """A file that was read. Every row of data is in `rows` or in `bad`; `totals` are the lines of sums.

    `encoding` and `delimiter` as found in a text, `sheet` in a workbook. `notes` say how it was read.
    """

    file: str
    mapping: ColumnMapping
    rows: tuple[StatementRow, ...]
    bad: tuple[BadRow, ...]
    totals: tuple[int, ...]
    encoding: str | None
    delimiter: str | None
    sheet: str | None
    kind: Kind
    notes: tuple[Note, ...] = ()

    @property
    def form(self) -> str:
        """How the file is written: 'XLSX Sheet1', 'CSV utf-8', 'TSV gb18030', 'PDF'."""
        if self.kind == "text":
            return f"{'TSV' if self.delimiter == TAB else 'CSV'} {self.encoding}"
        return f"{self.kind.upper()} {self.sheet or ''}".strip()


def read_statement(
    path: Path | str,
    overrides: Sequence[Override] = (),
    encoding: str | None = None,
    sheet: str | None = None,
    asked: Asked | None = None,
) -> Statement:
    """Reads a file a person holds; '-' is standard input. Rows that cannot be used are listed, the rest is done.

    `overrides` say which column holds which field, `asked` more of how to read it. Raises InputError where the file as
    a whole cannot be used.
    """
    records = open_records(path, overrides, encoding, sheet, asked=replace(asked or Asked(), across="credited"))
    if not records.mapping.has(*MONEY, *MONTHS):
        raise InputError("statement-columns", file=records.name)
    reader = _RowReader(records)
    rows: list[StatementRow] = []
    bad: list[BadRow] = []
    for line, cells in records.rows():
        try:
            rows.append(reader.row(line, cells))
        except InputError as problem:
            bad.append(BadRow(line, problem.code, problem.facts))
    return Statement(
        file=records.name,
        mapping=records.mapping,
        rows=tuple(rows),
        bad=tuple(bad),
        totals=tuple(records.totals),
        encoding=records.book.encoding,
        delimiter=records.book.delimiter,
        sheet=records.sheet,
        kind=records.book.kind,
        notes=records.notes,
    )


def _identity(cell: str, column: str) -> tuple[str, Identity | None]:
    return read.text(cell, column), read_identity(cell)


_READERS: dict[str, Callable[[str, str], Any]] = {
    **dict.fromkeys(MONEY, read.money),
    **dict.fromkeys(MONTHS, read.months),
    **dict.fromkeys((*PERSON, *REGIONS, *KINDS), read.text),
    "id_number": _identity,
    "month_last": read.month,
    "month_count": read.count,
    "credit_rate": read.rate,
    "paid_rate_own": read.rate,
    "credit_rate_own": read.rate,
    "credit_rate_employer": read.rate,
    "birth": read.birth,
    "sex": read_sex,
}

Values = dict[str, Any]
"""What the cells of a row say, by field; each as its reader in _READERS returns it."""


class _RowReader:
    """Turns rows of one file into statement rows; remembers what it has read before."""

    def __init__(self, records: Records) -> None:
        mapping = records.mapping
        self._records = records
        self._columns = mapping
        self._width = len(mapping.columns)
        self._verdicts = StatusVerdicts(mapping)
        self._base = "base" if mapping.has("base") else "base_employer"
        unread = {*POSTINGS, *BASES} - {self._base}
        self._cells = [
            (column.field, column.index, Memo(_READERS[column.field], column.name))
            for column in mapping.matched
            if column.field in _READERS and column.field not in unread
        ]
        self._postings = [
            (column.index, Memo(read.moment, column.name))
            for field in POSTINGS
            if (column := mapping.fields.get(field))
        ]
        self._month = next((field for field in MONTHS if mapping.has(field)), None)
        self._has_person = mapping.has(*PERSON)

    def row(self, line: int, cells: Sequence[str]) -> StatementRow:
        """One row. Raises InputError naming the column if it cannot be used."""
        if len(cells) > self._width and (problem := self._records.refusal(line, cells)) is not None:
            raise problem
        values: Values = {field: memo[cells[index]] for field, index, memo in self._cells}
        get = values.get
        verdict = self._verdicts.verdict(cells)
        money = _money(values, verdict)
        posted = None
        for index, memo in self._postings:
            posted = memo[cells[index]]
            if posted is not None:
                break
        self._check_said(values, posted)
        base = self._base_of(values)
        month, last, from_posting = self._months(values, money.kind, posted)
        number, identity = get("id_number") or ("", None)
        person = _person(get("person_no"), number, get("name"))
        if self._has_person and not person:
            raise InputError("row-no-person", field=next(map(self._columns.name, filter(self._columns.has, PERSON))))
        billed = get("billed")
        return StatementRow(
            line=line,
            kind=money.kind,
            person=person,
            name=get("name") or "",
            month=month,
            last=last,
            month_from_posting=from_posting,
            billed=billed[0] if billed else None,
            posted=posted,
            credited=money.credited,
            own=money.own,
            employer=money.employer,
            other=money.other,
            base=base,
            own_rate=get("credit_rate_own"),
            employer_rate=get("credit_rate_employer"),
            rate=get("credit_rate"),
            fixed=verdict.fixed,
            paid=get("paid_own"),
            paid_rate=get("paid_rate_own"),
            deducted=_sum(get("deducted_large"), get("deducted_pooled")),
            spent=money.spent,
            balance=get("balance"),
            back_payment=verdict.back_payment,
            difference=verdict.difference,
            status=verdict.status,
            flexible=verdict.flexible,
            birth=get("birth") or (identity.birth if identity else None),
            sex=get("sex") or (identity.sex if identity else None),
            plan=get("plan") or None,
            group=get("group") or None,
            region=get("region") or get("region_insured") or get("region_name") or None,
            label=verdict.label,
            unknown=verdict.unknown,
        )

    def _months(
        self, values: Values, kind: RowKind, posted: date | Month | None
    ) -> tuple[Month | None, Month | None, bool]:
        """First and last month the money is for, and whether the month of arrival stands in."""
        span = values.get(self._month) if self._month else None
        if span is not None:
            first, last = span
            if self._month == "month":
                last = self._last(first, last, values)
            return first, last, False
        if self._month and kind in ("credit", "correction"):
            raise InputError("row-no-month", field=self._columns.name(self._month))
        if posted is None:
            return None, None, False
        arrived = Month.of(posted) if isinstance(posted, date) else posted
        return arrived, arrived, True

    def _last(self, first: Month, last: Month, values: Values) -> Month:
        """The last month: the one named, or so many months on. A number of months that says otherwise is refused."""
        end: Month | None = values.get("month_last") or (last if last != first else None)
        count: int | None = values.get("month_count") or None
        if end is None and count is None:
            return first
        if end is not None and end < first:
            raise InputError(
                "row-month-order", field=self._columns.name("month_last"), value=str(end), first=str(first)
            )
        found = end or first.plus((count or 1) - 1)
        spanned = found.index - first.index + 1
        if spanned > LONGEST or count not in (None, spanned):
            raise InputError("row-month-count", value=count or spanned, first=str(first), last=str(found))
        return found

    def _base_of(self, values: Values) -> Decimal | None:
        """The contribution base, which cannot be negative. Raises InputError."""
        base: Decimal | None = values.get(self._base)
        if base is not None and base < 0:
            raise InputError("cell-negative", field=self._columns.name(self._base), value=str(base))
        return base

    def _check_said(self, values: Values, posted: date | Month | None) -> None:
        """Refuses a row that says neither when nor how much, a signature at the end for one."""
        if posted is None and all(values.get(field) is None for field in (*MONTHS, *MONEY)):
            raise InputError("row-empty")


class _Money(NamedTuple):
    """The amounts of a row in yuan, signed, and the kind that the amounts leave it."""

    kind: RowKind
    credited: Decimal | None
    own: Decimal | None
    employer: Decimal | None
    other: Decimal | None
    spent: Decimal | None


def _money(values: Values, verdict: Verdict) -> _Money:
    get = values.get
    kind = verdict.kind
    own, employer = get("credited_own"), get("credited_employer")
    other = _sum(get("credited_other"), get("credited_subsidy"))
    credited, spent = get("credited"), get("spent")
    if credited is None:
        credited = _sum(_sum(own, employer), other)
    if credited is None:
        credited = get("income")
    amount = get("amount")
    if amount is not None and credited is None and spent is None:
        if kind == "outflow":
            spent = abs(amount)
        else:
            credited = amount
    if verdict.negative:
        credited, own, employer, other = (_taken_back(item) for item in (credited, own, employer, other))
    if kind == "credit":
        if credited is not None and credited < 0:
            kind = "correction"
        elif spent and not credited:
            kind = "outflow"
    return _Money(kind, credited, own, employer, other, spent)


def _sum(one: Decimal | None, two: Decimal | None) -> Decimal | None:
    """The sum of two amounts, or the one that is there; None if neither is."""
    if one is None or two is None:
        return two if one is None else one
    return EXACT.add(one, two)


def _taken_back(amount: Decimal | None) -> Decimal | None:
    return -amount if amount is not None and amount > 0 else amount


def _person(person_no: str | None, id_number: str, name: str | None) -> str:
    """What tells a person apart: the person number, else the identity number, else the name.

    A number that a spreadsheet has shortened is the same for many people: the name is put behind it.
    """
    if person_no:
        return f"{person_no} {name}" if name and _SPREADSHEET_NUMBER in person_no else person_no
    if not id_number:
        return name or ""
    cut = (len(id_number) == LENGTH and id_number.endswith(CUT)) or _SPREADSHEET_NUMBER in id_number
    return f"{id_number} {name}" if name and cut else id_number
