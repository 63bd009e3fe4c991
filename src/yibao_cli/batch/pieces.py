"""Pieces of a table -> the people in them: the same as the readers of single cells say, with the same errors."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from decimal import Decimal
from threading import Lock
from typing import Any, Generic, TypeVar

import polars as pl

from ..core.errors import MissingInputError
from ..core.frozen import replace
from ..core.integer import Born, born, to_fen
from ..core.literals import Status
from ..core.month import parse_birth
from ..core.person import WORKING, Person
from ..core.region import Region
from ..core.spoken import read_group, read_plan, read_sex, read_status, read_years
from ..tables import cells
from ..tables.identity import why_no_identity
from ..tables.verdicts import StatusVerdicts
from .columns import Amounts, Coded, Vocabulary, amounts, as_text, read_fen
from .id_numbers import read_id_numbers
from .layout import FIELDS, Layout
from .people import HAD, MONEY, Defaults, People, StatedStatus, named, stated_status, status_columns
from .reading import Piece
from .record import Problem, Words, problem_of

Value = TypeVar("Value")

_BETWEEN = "\0"
"""Stands between the coded cells of a row."""


class _StatusColumn:
    """The status that the coded columns of a table give together."""

    def __init__(self, layout: Layout, otherwise: Status | None, words: Words) -> None:
        self._columns = list(map(str, layout.coded))
        verdicts, names = StatusVerdicts(layout.mapping), status_columns(layout.mapping)

        def read(text: str) -> StatedStatus | None:
            return stated_status(verdicts[tuple(text.split(_BETWEEN))], names, otherwise)

        self._words = Vocabulary(read, words)
        default = None if otherwise is None else StatedStatus(otherwise)
        self._constant = _Column(None, "", lambda text: StatedStatus(read_status(text)), default, words)
        self._lock = Lock()

    def coded(self, piece: pl.DataFrame) -> Coded[StatedStatus]:
        """The status of each row of a piece."""
        if not self._columns:
            return self._constant.coded(piece)
        texts = [as_text(piece[name]).fill_null("") for name in self._columns]
        together = pl.select(pl.concat_str(texts, separator=_BETWEEN)).to_series() if len(texts) > 1 else texts[0]
        with self._lock:
            return self._words.coded(together)


class _Column(Generic[Value]):
    """A column of few distinct texts, with a default for rows without one."""

    def __init__(
        self, name: str | None, heading: str, read: Callable[[str], Value], default: Value | None, words: Words
    ) -> None:
        """`name` is that of the column in pieces, `heading` what errors call it."""
        self.name = name
        self.default = default
        self._all = [None, default]

        def read_cell(cell: str) -> Value | None:
            written = cells.text(cell)
            return named(heading, read, written) if written else default

        self._words = Vocabulary(read_cell, words)
        self._lock = Lock()

    def any(self, piece: pl.DataFrame) -> Coded[Value] | None:
        """As `coded`; None where no row can have a value."""
        return None if self.name is None and self.default is None else self.coded(piece)

    def coded(self, piece: pl.DataFrame) -> Coded[Value]:
        """The column in a piece of the table."""
        if self.name is None:
            ones = pl.repeat(1, len(piece), dtype=pl.UInt32, eager=True)
            return Coded(ones, self._all, [None, None], len(self._all))
        text = as_text(piece[self.name])
        if self.default is not None and text.null_count():
            text = text.fill_null("")
        with self._lock:
            return self._words.coded(text)


class PieceReader:
    """Reads the pieces of one table; safe to use from several threads."""

    def __init__(self, layout: Layout, given: Defaults, region_of: Callable[[str], Region], words: Words) -> None:
        """`region_of` gives the region that a name or a code means, or raises RegionError."""
        person = given.person or Person("flexible")
        self._given = person
        self._money = (*MONEY, *HAD) if given.check else MONEY
        self._say = words
        self._names = {field: str(place) for field, place in layout.fields.items()}
        self._headings = {field: layout.mapping.columns[place].name for field, place in layout.fields.items()}

        def column(field: str, read: Callable[[str], Value], default: Value | None) -> _Column[Value]:
            return _Column(self._names.get(field), self._headings.get(field, ""), read, default, words)

        self._region = column("region", region_of, given.region)
        self._status = _StatusColumn(layout, given.status, words)
        self._plan = column("plan", read_plan, person.plan)
        self._group = column("group", read_group, person.group)
        self._sex = column("sex", read_sex, None)
        self._birth = column("birth", _read_birth, None)
        self._age = column("age", lambda text: read_years(text, "age-malformed"), None)
        self._paid = column("paid_years", lambda text: read_years(text, "paid-years-malformed"), person.paid_years)
        self.assumes_month = not given.months and given.this_month is not None and "month" not in self._names
        asked = (given.this_month,) if self.assumes_month and given.this_month is not None else given.months
        months = tuple(month.index for month in asked) or None
        self._month = column("month", _read_months(self._headings.get("month", "")), months)

    def read(self, piece: Piece) -> tuple[pl.DataFrame, People]:
        """The piece, a row for each month asked about, and the people in it."""
        frame = piece.frame
        months = self._month.coded(frame)
        lists = [list(value or (None,)) for value in months.values]
        first = pl.Series([numbers[0] for numbers in lists], dtype=pl.Int32).gather(months.codes)
        people = self._people(piece, months, first)
        if max(map(len, lists)) == 1:
            return frame, people
        asked = pl.Series(lists, dtype=pl.List(pl.Int32)).gather(months.codes)
        if people.wrong is not None:  # comes back once
            asked = asked.list.head(1).zip_with(people.wrong.is_not_null(), asked)
        rows = pl.DataFrame({"month": asked}).with_row_index("row").explode("month")
        return frame[rows["row"]], _repeated(people, rows["row"], rows["month"])

    def why_no_birth(self, frame: pl.DataFrame, rows: pl.Series) -> dict[int, Problem]:
        """For some rows (by their places in a piece): what is wrong with an identity number without a birth date."""
        name = self._names.get("id_number")
        if name is None:
            return {}
        found = {}
        for row, text in zip(rows, as_text(frame[name].gather(rows)), strict=True):
            problem = why_no_identity(text or "", self._headings["id_number"])
            if problem is not None:
                found[row] = problem_of(problem, self._say)
        return found

    def _amounts(self, piece: pl.DataFrame, field: str) -> Amounts:
        heading = self._headings[field]

        def read(cell: str) -> int | None:
            written = cells.text(cell)
            return named(heading, read_fen, written) if written else None

        return amounts(piece[self._names[field]], self._say, read)

    def _people(self, piece: Piece, months: Coded[Any], month: pl.Series) -> People:
        frame = piece.frame
        region, status = self._region.coded(frame), self._status.coded(frame)
        plan, group, sex = self._plan.any(frame), self._group.any(frame), self._sex.any(frame)
        birth, age, paid = self._birth.any(frame), self._age.any(frame), self._paid.any(frame)
        money = {name: self._amounts(frame, name) for name in self._money if name in self._names}
        wrong = _Wrong(self._say)
        wrong.add_rows(piece)
        needed: dict[str, Coded[Any]] = {"region": region, "status": status, "month": months}
        read: dict[str, Coded[Any] | None] = {"birth": birth, "sex": sex, "age": age, "plan": plan, "paid_years": paid}
        for name in FIELDS:
            if name in money:
                wrong.add(money[name].wrong, money[name].problems)
            elif name in needed:
                wrong.add_coded(needed[name], name)
            elif (coded := read.get(name)) is not None:
                wrong.add_coded(coded)
        had = {name: money.pop(name).fen for name in HAD if name in money}
        columns = {name: found.fen for name, found in money.items()}
        for name, years in {"age": age, "paid_years": paid}.items():
            if years is not None:
                columns[name] = years.gather(int, pl.Int16)
        if birth is not None:
            columns["birth"] = birth.gather(lambda value: value[0], pl.Int32)
            columns["first"] = birth.gather(lambda value: value[1], pl.Boolean)
        if sex is not None:
            columns["male"] = sex.gather(lambda value: value == "male", pl.Boolean)
        cut = 0
        if "id_number" in self._names:
            ids = read_id_numbers(as_text(frame[self._names["id_number"]]))
            columns |= {f"id_{name}": ids[name] for name in ids.columns}
            cut = int(ids["cut"].sum())
        columns["working"] = status.gather(lambda value: value.status in WORKING, pl.Boolean)
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
            wrong=wrong.first,
            problems=wrong.problems,
            cut=cut,
            had=had,
        )


class _Wrong:
    """Collects what is wrong with the rows of a piece; the first problem of each stays."""

    def __init__(self, words: Words) -> None:
        self._say = words
        self.first: pl.Series | None = None
        self.problems: list[Problem] = []

    def add(self, wrong: pl.Series | None, problems: Sequence[Problem]) -> None:
        """For each row which of `problems` it has, null for none."""
        if wrong is None:
            return
        wrong = wrong.cast(pl.UInt32) + len(self.problems)
        self.problems += problems
        self.first = wrong if self.first is None else self.first.zip_with(self.first.is_not_null(), wrong)

    def add_coded(self, coded: Coded[Any], needed: str | None = None) -> None:
        """The problems of a column; those of rows without a value where it is `needed`."""
        missing = None if needed is None else problem_of(MissingInputError((needed,)), self._say)
        problems = [
            problem or (missing if value is None else None)
            for value, problem in zip(coded.values, coded.problems, strict=False)
        ]
        known = [problem for problem in problems if problem is not None]
        if known:
            numbers = iter(range(len(known)))
            places = [None if problem is None else next(numbers) for problem in problems]
            wrong = pl.Series(places, dtype=pl.UInt32).gather(coded.codes)
            if wrong.null_count() < len(wrong):
                self.add(wrong, known)

    def add_rows(self, piece: Piece) -> None:
        """What was found when the rows were read."""
        if piece.refused:
            places = [None] * len(piece.frame)
            wrong = pl.Series(places, dtype=pl.UInt32).scatter(list(piece.refused), range(len(piece.refused)))
            self.add(wrong, [problem_of(error, self._say) for error in piece.refused.values()])


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
        wrong=None if people.wrong is None else people.wrong.gather(rows),
        problems=people.problems,
        cut=people.cut,
        had={name: column.gather(rows) for name, column in people.had.items()},
    )


def _whose(given: Person, columns: Collection[str]) -> dict[str, pl.Expr]:
    """The inputs of the people: from the row, else as given for all rows.

    Wages count for those who work, pensions for those who are not employed. The row's own birth and sex take precedence
    over those of its identity number; an age in the row is then ignored, and a birth given for all rows takes
    precedence over an age given for all.
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


def _read_birth(text: str) -> Born:
    return born(parse_birth(text))


def _read_months(heading: str) -> Callable[[str], tuple[int, ...]]:
    def read(text: str) -> tuple[int, ...]:
        span = cells.months(text, heading)
        if span is None:
            return ()
        first, last = span
        return tuple(range(first.index, last.index + 1))

    return read
