"""Tables larger than memory: read, answered and written piece by piece, in the order of the rows."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import polars as pl

from ..core.errors import InputError
from ..core.month import parse_birth
from ..core.person import Person
from ..core.spoken import read_plan, read_sex, read_status, read_years
from ..rulebook.book import Rulebook
from ..tables import cells
from .cases import to_fen
from .columns import Coded, Vocabulary, amounts, as_text, read_fen
from .kernel import AMOUNTS, MONEY, Kernel, People, yuan
from .record import COLUMNS
from .writing import whole_file

if TYPE_CHECKING:
    from .people import Given

Value = TypeVar("Value")

FIELDS = (
    *("region", "status", "base", "salary", "pension", "birth", "sex", "age", "plan", "group", "paid_years", "month"),
)
"""What may have a column; the errors of a row are looked for in this order."""
MASKED_FROM = 6
"""Digits of an identity number that are kept: the area."""
PARQUET = ".parquet"
_PIECE = "POLARS_CSV_CHUNK_SIZE", "4000000"
"""Bytes of CSV in a piece. The engine would take more at a time, which is no faster and doubles the memory."""
_PREFIX = "yibao_"
"""Goes before a heading of ours that the table already has."""


@dataclass
class Totals:
    """What became of the rows. `credited` adds `credit_net` and `monthly` the monthly equivalents, in fen.

    `regions` counts rows by the id of the region, `errors` by what the column `error` says.
    """

    rows: int = 0
    states: Counter[str] = field(default_factory=Counter)
    errors: Counter[str] = field(default_factory=Counter)
    regions: Counter[str] = field(default_factory=Counter)
    credited: int = 0
    monthly: int = 0

    def add(self, people: People, answers: pl.DataFrame, counts: Mapping[tuple[str | None, str | None], int]) -> None:
        """Counts a piece of answers."""
        self.rows += len(answers)
        for (state, error), count in counts.items():
            if state:
                self.states[state] += count
            if error:
                self.errors[error] += count
        for code, count in people.region.codes.value_counts().iter_rows():
            region = people.region.values[code]
            if region is not None:
                self.regions[region.id] += count
        self.credited += int(answers["credit_net"].sum())
        self.monthly += int(answers["monthly_equivalent"].sum())


def headings_of(source: Path) -> list[str]:
    """The headings of a Parquet file. Raises InputError for a file that cannot be read."""
    with _readable(source):
        return list(_scan(source).collect_schema())


def run(
    source: Path,
    target: Path,
    fields: Mapping[str, str],
    given: Given,
    rulebook: Rulebook,
    masked: Collection[str] = (),
) -> Totals:
    """Answers all rows of a CSV (UTF-8, headings in the first row) or Parquet file into a CSV or Parquet file.

    `fields` names the column of each of FIELDS that has one; `given` holds for rows that do not say otherwise, and its
    months for rows without one: a row comes back once for each of its months. Columns of identity numbers in `masked`
    keep their first six digits. The columns of the input come first, as
    they are; in Parquet ours are decimal numbers of yuan and text, null where a cell is empty. The target is there
    complete or not at all. Raises InputError for a file that cannot be read or written, ValueError for a field that
    is none of FIELDS.
    """
    unknown = [name for name in fields if name not in FIELDS]
    if unknown:
        raise ValueError(f"no such fields: {', '.join(unknown)}")
    with _readable(source):
        table = _scan(source)
        own = table.collect_schema()
    os.environ.setdefault(*_PIECE)
    totals = Totals()
    worker = _Worker(fields, given, rulebook, list(own), totals)
    schema = dict(own) | worker.schema
    table = table.with_columns(_hidden(heading) for heading in masked)
    answered = table.map_batches(worker, schema=schema, streamable=True, validate_output_schema=False)
    with whole_file(target) as new, _readable(source):
        if target.suffix.lower() == PARQUET:
            answered.sink_parquet(new, maintain_order=True, engine="streaming")
        else:
            answered.sink_csv(new, maintain_order=True, engine="streaming")
    return totals


def _hidden(heading: str) -> pl.Expr:
    """An identity number that may be shown: as `tables.identity.mask_identity` does."""
    text = pl.col(heading).cast(pl.String)
    stars = pl.lit("*").repeat_by(text.str.len_chars().cast(pl.Int64) - MASKED_FROM).list.join("")
    return (
        pl.when(text.str.len_chars() > MASKED_FROM)
        .then(text.str.head(MASKED_FROM) + stars)
        .otherwise(text)
        .alias(heading)
    )


def _scan(source: Path) -> pl.LazyFrame:
    if source.suffix.lower() == PARQUET:
        return pl.scan_parquet(source, glob=False)
    return pl.scan_csv(source, infer_schema=False, glob=False)


@contextmanager
def _readable(source: Path) -> Iterator[None]:
    """Raises InputError where the engine cannot read the table."""
    try:
        yield
    except (pl.exceptions.PolarsError, FileNotFoundError) as error:
        raise InputError("table-unreadable", file=str(source), why=str(error).splitlines()[0]) from None


class _Worker:
    """Adds our columns to pieces of a table, from several threads."""

    def __init__(
        self, fields: Mapping[str, str], given: Given, rulebook: Rulebook, own: Sequence[str], totals: Totals
    ) -> None:
        self._reader = _Reader(fields, given, rulebook)
        self._kernel = Kernel(rulebook)
        self._totals = totals
        self._lock = Lock()
        self._headings = {name: f"{_PREFIX}{name}" if name in own else name for name in COLUMNS}

    @property
    def schema(self) -> dict[str, pl.DataType]:
        """Our columns, by heading."""
        return {
            heading: pl.Decimal(18, 2) if name in AMOUNTS else pl.String() for name, heading in self._headings.items()
        }

    def __call__(self, piece: pl.DataFrame) -> pl.DataFrame:
        """The piece with our columns."""
        piece, people = self._reader.read(piece)
        answers, counts = self._kernel.counted(people)
        with self._lock:
            self._totals.add(people, answers, counts)
        shown = {name: yuan(answers[name]) if name in AMOUNTS else answers[name] for name in COLUMNS}
        return piece.hstack([column.alias(self._headings[name]) for name, column in shown.items()])


class _Column(Generic[Value]):
    """A column of few different texts; a value for all rows that have none."""

    def __init__(self, heading: str | None, read: Callable[[str], Value], default: Value | None) -> None:
        self.heading = heading
        self.default = default
        self._all = [None, default]
        self._words = Vocabulary(_or_default(read, default))
        self._lock = Lock()

    @property
    def empty(self) -> bool:
        """Whether no row can have a value."""
        return self.heading is None and self.default is None

    def coded(self, piece: pl.DataFrame) -> Coded[Value]:
        """The column in a piece of the table."""
        if self.heading is None:
            ones = pl.repeat(1, len(piece), dtype=pl.UInt32, eager=True)
            return Coded(ones, self._all, [None, None], len(self._all))
        text = as_text(piece[self.heading])
        if self.default is not None and text.null_count():
            text = text.fill_null("")
        with self._lock:
            return self._words.coded(text)


class _Reader:
    """Reads pieces of a table as `people.PeopleReader` reads rows."""

    def __init__(self, fields: Mapping[str, str], given: Given, rulebook: Rulebook) -> None:
        person = given.person or Person("flexible")
        self._fields = fields
        self._given = person
        self._region = _Column(fields.get("region"), rulebook.region_of_area, given.region)
        self._status = _Column(fields.get("status"), read_status, given.status)
        self._plan = _Column(fields.get("plan"), read_plan, person.plan)
        self._group = _Column(fields.get("group"), str, person.group)
        self._sex = _Column(fields.get("sex"), read_sex, person.sex)
        self._birth = _Column(fields.get("birth"), _read_birth, None)
        self._age = _Column(fields.get("age"), _read_age, None)
        paid = _Column(fields.get("paid_years"), _read_paid, person.paid_years)
        self._paid = paid
        months = tuple(month.index for month in given.months) or None
        self._month = _Column(fields.get("month"), _read_months, months)

    def read(self, piece: pl.DataFrame) -> tuple[pl.DataFrame, People]:
        """The piece, a row for each month asked about, and the people in it."""
        months = self._month.coded(piece)
        lists = [list(value or (None,)) for value in months.values]
        first = pl.Series([numbers[0] for numbers in lists], dtype=pl.Int32).gather(months.codes)
        people = self._people(piece, months, first)
        if max(map(len, lists)) == 1:
            return piece, people
        asked = pl.Series(lists, dtype=pl.List(pl.Int32)).gather(months.codes)
        if people.error is not None:  # comes back once
            asked = asked.list.head(1).zip_with(people.error.is_not_null(), asked)
        rows = pl.DataFrame({"month": asked}).with_row_index("row").explode("month")
        return piece[rows["row"]], _repeated(people, rows["row"], rows["month"])

    def _people(self, piece: pl.DataFrame, months: Coded[Any], month: pl.Series) -> People:
        region, status = self._region.coded(piece), self._status.coded(piece)
        plan, group, sex = (
            None if column.empty else column.coded(piece) for column in (self._plan, self._group, self._sex)
        )
        birth = None if self._birth.empty else self._birth.coded(piece)
        age, paid = (None if column.empty else column.coded(piece) for column in (self._age, self._paid))
        money = {name: amounts(piece[self._fields[name]], _read_fen) for name in MONEY if name in self._fields}
        errors = {name: found.errors for name, found in money.items()}
        read: dict[str, Coded[Any] | None]
        read = {"birth": birth, "sex": sex, "age": age, "plan": plan, "paid_years": paid}
        errors |= {name: coded.error for name, coded in read.items() if coded is not None}
        needed: dict[str, Coded[Any]] = {"region": region, "status": status, "month": months}
        errors |= {name: _missing(coded, name) for name, coded in needed.items()}
        columns = {name: found.fen for name, found in money.items()}
        for name, years in {"age": age, "paid_years": paid}.items():
            if years is not None:
                columns[name] = years.gather(int, pl.Int16)
        if birth is not None:
            columns["birth"] = birth.gather(lambda value: value[0], pl.Int32)
            columns["first"] = birth.gather(lambda value: value[1], pl.Boolean)
        columns["working"] = status.gather(lambda value: value in ("employee", "flexible"), pl.Boolean)
        columns["employed"] = status.gather(lambda value: value == "employee", pl.Boolean)
        numbers = pl.DataFrame(columns).select(_whose(self._given, columns))
        found = {column.name: column for column in numbers if column.null_count() < len(column)}
        if sex is not None:  # counts with the years paid only
            nobody = pl.Series([0], dtype=pl.UInt32)
            known = numbers["paid_years"].is_not_null() if "paid_years" in found else pl.Series([False])
            sex = replace(sex, codes=sex.codes.zip_with(known, nobody)) if "paid_years" in found else None
        return People(
            region=region,
            status=status,
            month=month,
            plan=plan,
            group=group,
            sex=sex,
            birth_first=found.pop("first", None),
            numbers=found,
            error=_first(errors),
        )


def _repeated(people: People, rows: pl.Series, month: pl.Series) -> People:
    """Some rows again, with other months."""

    def again(column: Coded[Value]) -> Coded[Value]:
        return replace(column, codes=column.codes.gather(rows))

    return People(
        region=again(people.region),
        status=again(people.status),
        month=month,
        plan=None if people.plan is None else again(people.plan),
        group=None if people.group is None else again(people.group),
        sex=None if people.sex is None else again(people.sex),
        numbers={name: column.gather(rows) for name, column in people.numbers.items()},
        birth_first=None if people.birth_first is None else people.birth_first.gather(rows),
        error=None if people.error is None else people.error.gather(rows),
    )


def _whose(given: Person, columns: Collection[str]) -> list[pl.Expr]:
    """The numbers of the people: what a row says, else what was given for all.

    Wages count of those who work, pensions of those who are not employed; a birth given goes before an age given.
    """

    def row(name: str) -> pl.Expr | None:
        return pl.col(name) if name in columns else None

    base, salary, own = row("base"), row("salary"), pl.lit(False)
    for wage in (base, salary):
        own = own if wage is None else own | wage.is_not_null()
    years, born = row("age"), row("birth")
    nobody = pl.lit(True)
    for known in (years, born):
        nobody = nobody if known is None else nobody & known.is_null()
    birth = given.birth
    found = {
        "base": _when("working", _either(own, base, _fen(given.base))),
        "salary": _when("working", _either(own, salary, _fen(given.salary))),
        "pension": _when(~pl.col("employed"), _first_of(row("pension"), _fen(given.pension))),
        "average_pension": _fen(given.average_pension),
        "average_wage": _fen(given.average_wage),
        "birth": _either(~nobody, born, None if birth is None else pl.lit(birth.in_month.index, pl.Int32)),
        "first": _either(~nobody, row("first"), None if birth is None else pl.lit(birth.day == 1)),
        "age": _either(~nobody, years, None if given.age is None or birth else pl.lit(given.age, pl.Int16)),
        "paid_years": row("paid_years"),
    }
    if base is not None and found["salary"] is not None:
        found["salary"] = pl.when(base.is_null()).then(found["salary"])
    return [value.alias(name) for name, value in found.items() if value is not None]


def _when(condition: str | pl.Expr, value: pl.Expr | None) -> pl.Expr | None:
    return None if value is None else pl.when(condition).then(value)


def _either(condition: pl.Expr, yes: pl.Expr | None, no: pl.Expr | None) -> pl.Expr | None:
    """`yes` where the condition holds, else `no`; None for neither."""
    if no is None:
        return yes
    return pl.when(~condition).then(no) if yes is None else pl.when(condition).then(yes).otherwise(no)


def _first_of(one: pl.Expr | None, other: pl.Expr | None) -> pl.Expr | None:
    found = [value for value in (one, other) if value is not None]
    return pl.coalesce(found) if found else None


def _fen(amount: Decimal | None) -> pl.Expr | None:
    return None if amount is None else pl.lit(to_fen(amount), pl.Int64)


def _missing(coded: Coded[Any], name: str) -> pl.Series | None:
    """The errors of a column that every row must have a value for."""
    words = [
        error or (f"input-missing:{name}" if value is None else None)
        for value, error in zip(coded.values, coded.errors, strict=False)
    ]
    return pl.Series(words, dtype=pl.String).gather(coded.codes) if any(words) else None


def _first(errors: Mapping[str, pl.Series | None]) -> pl.Series | None:
    """The first error of each row."""
    found = [column for name in FIELDS if (column := errors.get(name)) is not None]
    return pl.select(pl.coalesce(found)).to_series() if found else None


def _or_default(read: Callable[[str], Value], default: Value | None) -> Callable[[str], Value | None]:
    """A reader of cells; an empty one means the default."""

    def read_cell(cell: str) -> Value | None:
        written = cells.text(cell)
        return read(written) if written else default

    return read_cell


def _read_fen(cell: str) -> int | None:
    written = cells.text(cell)
    return read_fen(written) if written else None


def _read_age(text: str) -> int:
    return read_years(text, "age-malformed")


def _read_paid(text: str) -> int:
    return read_years(text, "paid-years-malformed")


def _read_birth(text: str) -> tuple[int, bool]:
    birth = parse_birth(text)
    return birth.in_month.index, birth.day == 1


def _read_months(text: str) -> tuple[int, ...]:
    span = cells.months(text, "")
    if span is None:
        return ()
    first, last = span
    return tuple(range(first.index, last.index + 1))
