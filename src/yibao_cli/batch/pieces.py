"""Pieces of a table -> the people in them, as `people.PeopleReader` reads rows."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from threading import Lock
from typing import Any, Generic, TypeVar

import polars as pl

from ..core.integer import Born, born, to_fen
from ..core.month import parse_birth
from ..core.person import Person, Status
from ..core.spoken import read_plan, read_sex, read_status, read_years
from ..rulebook.book import Rulebook
from ..tables import cells
from ..tables.verdicts import Judge
from .columns import Coded, Vocabulary, amounts, as_text, read_fen
from .identities import identities
from .kernel import MONEY, People
from .layout import FIELDS, Layout
from .people import Given, Said, check_given, said_of, status_columns

Value = TypeVar("Value")

_BETWEEN = "\0"
"""Stands between the coded cells of a row."""


class _StatusColumn:
    """What the coded columns of a table say together."""

    def __init__(self, layout: Layout, headings: Sequence[str], otherwise: Status | None) -> None:
        self._headings = headings
        judge, names = Judge(layout.mapping), status_columns(layout.mapping)

        def read(text: str) -> Said | None:
            return said_of(judge[tuple(text.split(_BETWEEN))], names, otherwise)

        self._words = Vocabulary(read)
        said = None if otherwise is None else Said(otherwise)
        self._constant = _Column(None, lambda text: Said(read_status(text)), said)
        self._lock = Lock()

    def coded(self, piece: pl.DataFrame) -> Coded[Said]:
        """The status of each row of a piece."""
        if not self._headings:
            return self._constant.coded(piece)
        texts = [as_text(piece[heading]).fill_null("") for heading in self._headings]
        together = pl.select(pl.concat_str(texts, separator=_BETWEEN)).to_series() if len(texts) > 1 else texts[0]
        with self._lock:
            return self._words.coded(together)


class _Column(Generic[Value]):
    """A column of few different texts; a value for all rows that have none."""

    def __init__(self, heading: str | None, read: Callable[[str], Value], default: Value | None) -> None:
        self.heading = heading
        self.default = default
        self._all = [None, default]
        self._words = Vocabulary(_or_default(read, default))
        self._lock = Lock()

    def any(self, piece: pl.DataFrame) -> Coded[Value] | None:
        """As `coded`; None where no row can have a value."""
        return None if self.heading is None and self.default is None else self.coded(piece)

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


class PieceReader:
    """Reads the pieces of one table; safe to use from several threads."""

    def __init__(self, layout: Layout, headings: Sequence[str], given: Given, rulebook: Rulebook) -> None:
        """`headings` are those of the table, in its order.

        Raises MissingInputError where neither the table nor `given` has a region or a month.
        """
        check_given(layout.fields, given)
        person = given.person or Person("flexible")
        names = {field: headings[place] for field, place in layout.fields.items()}
        self._names = names
        self._given = person
        self._region = _Column(names.get("region"), rulebook.region_of_area, given.region)
        self._status = _StatusColumn(layout, [headings[place] for place in layout.coded], given.status)
        self._plan = _Column(names.get("plan"), read_plan, person.plan)
        self._group = _Column(names.get("group"), str, person.group)
        self._sex = _Column(names.get("sex"), read_sex, None)
        self._birth = _Column(names.get("birth"), _read_birth, None)
        self._age = _Column(names.get("age"), _read_age, None)
        self._paid = _Column(names.get("paid_years"), _read_paid, person.paid_years)
        months = tuple(month.index for month in given.months) or None
        self._month = _Column(names.get("month"), _read_months, months)

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
        plan, group, sex = self._plan.any(piece), self._group.any(piece), self._sex.any(piece)
        birth, age, paid = self._birth.any(piece), self._age.any(piece), self._paid.any(piece)
        money = {name: amounts(piece[self._names[name]], _read_fen) for name in MONEY if name in self._names}
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
        if sex is not None:
            columns["male"] = sex.gather(lambda value: value == "male", pl.Boolean)
        if "id_number" in self._names:
            said = identities(as_text(piece[self._names["id_number"]]))
            columns |= {f"id_{name}": said[name] for name in said.columns}
        columns["working"] = status.gather(lambda value: value.status in ("employee", "flexible"), pl.Boolean)
        columns["employed"] = status.gather(lambda value: value.status == "employee", pl.Boolean)
        whose = _whose(self._given, columns)
        numbers = pl.DataFrame(columns).with_columns(**whose).select(list(whose))
        found = {column.name: column for column in numbers if column.null_count() < len(column)}
        return People(
            region=region,
            status=status,
            month=month,
            plan=plan,
            group=group,
            sex=_sexes(found.pop("male", None), found.get("paid_years")),
            birth_first=found.pop("first", None),
            numbers=found,
            error=_first(errors),
        )


def _sexes(male: pl.Series | None, paid: pl.Series | None) -> Coded[str] | None:
    """The sex where the years paid are known: it counts with them only."""
    if male is None or paid is None:
        return None
    codes = pl.select(
        pl.when(paid.is_null() | male.is_null()).then(0).when(male).then(1).otherwise(2).cast(pl.UInt32)
    ).to_series()
    return Coded(codes, [None, "male", "female"], [None] * 3, 3)


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


def _whose(given: Person, columns: Collection[str]) -> dict[str, pl.Expr]:
    """The numbers of the people: what a row says, else what was given for all.

    Wages count of those who work, pensions of those who are not employed. The row's own birth and sex go before those
    of its identity number; then an age of the row is not looked at, and a birth given for all goes before an age given.
    """

    def row(name: str) -> pl.Expr | None:
        return pl.col(name) if name in columns else None

    base, salary, own = row("base"), row("salary"), pl.lit(False)
    for wage in (base, salary):
        own = own if wage is None else own | wage.is_not_null()
    years, own_birth, identified = row("age"), row("birth"), row("id_birth")
    born = _first_of(own_birth, identified)
    if years is not None and identified is not None:
        no_own = pl.lit(True) if own_birth is None else own_birth.is_null()
        years = pl.when(no_own & identified.is_not_null()).then(None).otherwise(years)
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
        "first": _either(
            ~nobody, _first_of(row("first"), row("id_first")), None if birth is None else pl.lit(birth.day == 1)
        ),
        "age": _either(~nobody, years, None if given.age is None or birth else pl.lit(given.age, pl.Int16)),
        "paid_years": row("paid_years"),
        "male": _first_of(row("male"), row("id_male"), None if given.sex is None else pl.lit(given.sex == "male")),
    }
    if base is not None and found["salary"] is not None:
        found["salary"] = pl.when(base.is_null()).then(found["salary"])
    return {name: value for name, value in found.items() if value is not None}


def _when(condition: str | pl.Expr, value: pl.Expr | None) -> pl.Expr | None:
    return None if value is None else pl.when(condition).then(value)


def _either(condition: pl.Expr, yes: pl.Expr | None, no: pl.Expr | None) -> pl.Expr | None:
    """`yes` where the condition holds, else `no`; None for neither."""
    if no is None:
        return yes
    return pl.when(~condition).then(no) if yes is None else pl.when(condition).then(yes).otherwise(no)


def _first_of(*values: pl.Expr | None) -> pl.Expr | None:
    found = [value for value in values if value is not None]
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


def _read_birth(text: str) -> Born:
    return born(parse_birth(text))


def _read_months(text: str) -> tuple[int, ...]:
    span = cells.months(text, "")
    if span is None:
        return ()
    first, last = span
    return tuple(range(first.index, last.index + 1))
