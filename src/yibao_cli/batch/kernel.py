"""The rules over whole tables: each column of `record.COLUMNS` for a piece of a table at a time.

Amounts are computed in whole fen. Everything that is no amount (state, grade, rule, warnings, error) depends only on
the case of a row, on which inputs it has and on what they moved: the calculator itself is asked once for every such
combination that occurs, with the first row that shows it, and its amounts are held against those of the kernel.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import chain, pairwise
from threading import RLock
from typing import Any, cast

import polars as pl

from ..core.errors import InputError
from ..core.integer import (
    ACCOUNT_YEAR,
    AGES,
    FEN_A_YUAN,
    IN_MONTH,
    INT64,
    LARGEST_FEN,
    NEXT_MONTH,
    NO_AGE,
    NOTHING,
    SOURCES,
    YEAR_END_BEFORE,
    Case,
    Run,
    Step,
)
from ..core.month import Birth, Month
from ..core.person import OLDEST, Person, Status
from ..core.region import Region
from ..rulebook.book import Rulebook
from ..rulebook.runs import CaseTable
from .columns import Coded, Vocabulary
from .people import Said
from .record import AMOUNTS, COLUMNS, code_of, record

NUMBERS = ("base", "salary", "pension", "average_pension", "average_wage", "age", "birth", "paid_years")
"""Columns of numbers: five amounts in fen, years, the index of a month, years."""
MONEY = NUMBERS[:5]
TEXTS = ("state", "grade", "rule", "warnings", "error")

FIRST_MONTH, LAST_MONTH = Month(1990, 1).index, Month(2059, 12).index
"""Rules change within these months only; a rulebook where that is not so is refused."""
_WIDTH = LAST_MONTH - FIRST_MONTH + 1
_YEAR_0, _MONTHS_SHOWN = 1800, 12 * 401

DENSE = 1 << 22
"""Combinations that are looked up in a plain array; more of them are hashed."""

_LOW, _HIGH, _CAPPED, _CHECK = 9, 10, 11, 12
"""First bits of what happened to a row, above one bit for each input it has."""
_FLAG_BITS = 17

Number = pl.Series | int


@dataclass(frozen=True, slots=True)
class People:
    """A piece of a table, read. `numbers` lacks the columns that are empty throughout; see NUMBERS for units.

    `month` holds indexes of months; `birth_first` whether the birth was on the first of its month; `error` what could
    not be read in a row: such a row gets the error and no amounts.
    """

    region: Coded[Region]
    status: Coded[Said]
    month: pl.Series
    plan: Coded[str] | None = None
    group: Coded[str] | None = None
    sex: Coded[str] | None = None
    numbers: Mapping[str, pl.Series] = field(default_factory=dict)
    birth_first: pl.Series | None = None
    error: pl.Series | None = None


@dataclass(frozen=True, slots=True)
class _Who:
    """Whom a row asks about; `error` where it does not say so properly."""

    region: Region | None
    person: Person
    error: str | None


@dataclass(frozen=True, slots=True)
class _Text:
    """What is said about a row besides its amounts, and which amounts it has."""

    cells: tuple[str | None, ...]
    amounts: bool
    base: bool


class _Array:
    """Whole numbers by index; one number where they are all the same."""

    def __init__(self, values: Sequence[int], dtype: type[pl.DataType] = pl.Int64) -> None:
        self.all = set(values)
        self.one = values[0] if len(self.all) == 1 else None
        self._series = None if self.one is not None else pl.Series(values, dtype=cast(Any, dtype))

    def at(self, index: pl.Series) -> Number:
        """The numbers at some indexes."""
        return self.one if self.one is not None else cast(pl.Series, self._series).gather(index)


@dataclass(frozen=True, slots=True)
class _Slot:
    """The n-th step of every case: its fields as arrays by number of the case."""

    arrays: Mapping[str, _Array]
    sources: tuple[int, ...]


class _Tables:
    """All that is looked up, for the people met so far."""

    def __init__(self, runs_of_keys: Sequence[Sequence[Run]]) -> None:
        runs = list(chain.from_iterable(runs_of_keys))
        first_case, cases = [], list[tuple[Run, Case]]()
        patterns: dict[tuple[int, ...], int] = {}
        for run in runs:
            first_case.append(len(cases))
            cases += [(run, case) for case in run.cases.cases]
            patterns.setdefault(run.cases.lows, len(patterns))
        self.months = _months(runs_of_keys)
        self.first_case = _Array(first_case, pl.Int32)
        self.age_on = _Array([run.age_on for run in runs], pl.Int8)
        self.account_year = _Array([run.account_year for run in runs], pl.Int32)
        self.pattern = _Array([patterns[run.cases.lows] * AGES for run in runs], pl.Int32)
        self.intervals = pl.Series([index for lows in patterns for index in _intervals(lows)], dtype=pl.Int32)
        self.width = _Array([len(run.cases.lows) for run in runs], pl.Int32)
        self.men, self.women = (_Array([run.cases.years[sex] for run in runs], pl.Int32) for sex in (0, 1))
        self.count = len(cases)
        self.floor = _Array([run.floor for run, _ in cases])
        self.ceiling = _Array([run.ceiling for run, _ in cases])
        self.yearly = _Array([run.yearly for run, _ in cases], pl.Int8)
        self.by_hand = _Array([case.by_hand for _, case in cases], pl.Int8)
        self.fixed = _Array([case.fixed for _, case in cases])
        self.taken = _Array([case.taken for _, case in cases])
        self.parts = _slots([case.parts for _, case in cases])
        self.deductions = _slots([case.deductions for _, case in cases])


def _months(runs_of_keys: Sequence[Sequence[Run]]) -> pl.Series:
    """The number of the run of every month, _WIDTH months for each key."""
    found: list[int] = []
    number = 0
    for runs in runs_of_keys:
        starts = [max(run.first, FIRST_MONTH) for run in runs] + [LAST_MONTH + 1]
        for start, end in pairwise(starts):
            found += [number] * (end - start)
            number += 1
    return pl.Series(found, dtype=pl.Int32)


def _intervals(lows: tuple[int, ...]) -> Iterable[int]:
    """The number of the interval of every age."""
    return (sum(low <= age for low in lows) - 1 for age in range(AGES))


_NO_STEP = Step(0, 0, 0, 1_000_000)


def _slots(steps: Sequence[tuple[Step, ...]]) -> tuple[_Slot, ...]:
    slots = []
    for number in range(max(map(len, steps), default=0)):
        nth = [some[number] if len(some) > number else _NO_STEP for some in steps]
        names = ("source", "rate", "add", "per", "unit", "least", "most", "even", "figure")
        arrays = {name: _Array([int(getattr(step, name)) for step in nth]) for name in names}
        slots.append(_Slot(arrays, tuple(sorted({step.source for step in nth} - {0}))))
    return tuple(slots)


@dataclass(frozen=True, slots=True)
class _Lookup:
    """The number of whom every combination of codes means, -1 where it has not been met, for some columns."""

    values: tuple[list[Any], ...]
    sizes: tuple[int, ...]
    keys: pl.Series

    def fits(self, columns: Sequence[Coded[Any]]) -> bool:
        """Whether it is for these columns."""
        return self.sizes == tuple(column.size for column in columns) and all(
            mine is column.values for mine, column in zip(self.values, columns, strict=True)
        )


class Kernel:
    """Answers for pieces of tables; safe to use from several threads."""

    def __init__(self, rulebook: Rulebook) -> None:
        self._book = rulebook
        self._cases = CaseTable(rulebook)
        self._lock = RLock()
        self._keys: dict[_Who, int] = {}
        self._who: list[_Who] = []
        self._runs: list[Sequence[Run]] = []
        self._tables = _Tables([[Run(0, NOTHING)]])
        self._lookup: _Lookup | None = None
        self._texts: dict[_Text, int] = {}
        self._told: dict[int, int] = {}
        self._dense: tuple[pl.Series, int, pl.Series] | None = None
        self._words = pl.DataFrame()

    def answer(self, people: People) -> pl.DataFrame:
        """The COLUMNS for each row: AMOUNTS in fen (Int64), the rest as text; null for an empty cell."""
        return self.counted(people)[0]

    def counted(self, people: People) -> tuple[pl.DataFrame, Counter[tuple[str | None, str | None]]]:
        """As `answer`, and how many rows have each state and error."""
        key = self._key(people)
        tables = self._tables
        month = (people.month - FIRST_MONTH).clip(0, _WIDTH - 1).fill_null(0)
        run = tables.months.gather(key.cast(pl.Int32) * _WIDTH + month)
        check = _checks(people)
        case = _case_numbers(people, run, tables)
        amounts = _amounts(people, case, tables)
        flags = _flags(people, amounts, check)
        by_hand = tables.by_hand.at(case)
        told = self._told_of(people, key, case, flags, amounts, by_hand, tables.count)
        frame = self._worded(people, amounts, told)
        if not isinstance(by_hand, int) or by_hand:
            frame = self._by_hand(people, key, by_hand, frame)
        return frame, self._count(people, told)

    def _count(self, people: People, told: pl.Series) -> Counter[tuple[str | None, str | None]]:
        found: Counter[tuple[str | None, str | None]] = Counter()
        if people.error is not None:
            found.update((None, error) for error in people.error.drop_nulls())
            told = told.filter(people.error.is_null())
        numbers, counts = told.value_counts().get_columns()
        words = self._words.select(pl.col("state", "error").gather(numbers))
        for state, error, count in zip(words["state"], words["error"], counts, strict=True):
            found[state, error] += count
        return found

    @property
    def rulebook(self) -> Rulebook:
        """Whose rules they are."""
        return self._book

    # Whom

    def _key(self, people: People) -> pl.Series:
        """The number of each row's region, status, plan and group."""
        columns = [column for column in (people.region, people.status, people.plan, people.group) if column is not None]
        size, code = 1, pl.Series([0], dtype=pl.Int64).new_from_index(0, len(people.month))
        for column in columns:
            code = code * column.size + column.codes.cast(pl.Int64)
            size *= column.size
        if size > DENSE or not all(column.lasting for column in columns):
            different = code.unique()
            keys = self._numbers(people, columns, different)
            return code.replace_strict(different, keys, return_dtype=pl.Int32)
        lookup = self._lookup
        if lookup is None or not lookup.fits(columns):
            values, sizes = tuple(column.values for column in columns), tuple(column.size for column in columns)
            lookup = _Lookup(values, sizes, pl.repeat(-1, size, dtype=pl.Int32, eager=True))
        found = lookup.keys.gather(code)
        if found.min() == -1:
            different = code.filter(found == -1).unique()
            listed = lookup.keys.to_list()
            for number, key in zip(different, self._numbers(people, columns, different), strict=True):
                listed[number] = key
            lookup = replace(lookup, keys=pl.Series(listed, dtype=pl.Int32))
            found = lookup.keys.gather(code)
        self._lookup = lookup
        return found

    def _numbers(self, people: People, columns: Sequence[Coded[Any]], codes: pl.Series) -> pl.Series:
        """The numbers of whom some combinations of codes mean; the tables have all of them then."""
        with self._lock:
            before = len(self._who)
            keys = [self._known(people, columns, code) for code in codes]
            if len(self._who) > before:
                self._tables = _Tables(self._runs)
        return pl.Series(keys, dtype=pl.Int32)

    def _known(self, people: People, columns: Sequence[Coded[Any]], code: int) -> int:
        """The number of whom a combination of codes means."""
        values = {}
        for column in reversed(columns):
            code, index = divmod(code, column.size)
            values[id(column)] = column.values[index]
        region, said, plan, group = (
            None if column is None else values[id(column)]
            for column in (people.region, people.status, people.plan, people.group)
        )
        missing = "region" if region is None else "status" if said is None else None
        error = None if missing is None else f"input-missing:{missing}"
        status: Status = said.status if said is not None else "employee"
        if region is not None and said is not None and said.flexible and status == "retiree" and group is None:
            group = self._book.flexible_group(region)
        who = _Who(region, Person(status, plan=plan, group=group), error)
        if who not in self._keys:
            runs = (Run(0, NOTHING),) if region is None or error else self._cases.runs(region, who.person)
            if any(not FIRST_MONTH < run.first <= LAST_MONTH for run in runs[1:]):
                raise RuntimeError(f"rules of {region and region.id} change outside the months the batch kernel knows")
            self._keys[who] = len(self._who)
            self._who.append(who)
            self._runs.append(runs)
        return self._keys[who]

    # What is said

    def _told_of(
        self,
        people: People,
        key: pl.Series,
        case: pl.Series,
        flags: pl.Series,
        amounts: pl.DataFrame,
        by_hand: Number,
        count: int,
    ) -> pl.Series:
        """The number of the text of each row."""
        found = self._look_up(case, flags, count)
        unknown = found == -1
        if not unknown.any():
            return found
        rows = pl.DataFrame({"told": _told_key(case, flags), "row": pl.int_range(len(case), eager=True)})
        firsts = rows.filter(unknown).unique("told", keep="first", maintain_order=True)
        with self._lock:
            for told, row in firsts.iter_rows():
                hand = by_hand if isinstance(by_hand, int) else by_hand[row]
                text = self._text(people, self._who[key[row]], row, None if hand else amounts)
                self._told[told] = self._texts.setdefault(text, len(self._texts))
            self._words = pl.DataFrame(
                [(*text.cells, text.amounts, text.base) for text in self._texts],
                schema=dict.fromkeys(TEXTS, pl.String) | {"amounts": pl.Boolean, "base": pl.Boolean},
                orient="row",
            )
            self._refresh(self._tables.count)
        return self._look_up(case, flags, count)

    def _look_up(self, case: pl.Series, flags: pl.Series, count: int) -> pl.Series:
        """The number of the text of each row, -1 where it is not known yet."""
        dense = self._dense
        if dense is not None and len(dense[2]) >= count * dense[1]:
            short, width, table = dense
            flag = short.gather(flags)
            return table.gather(case * width + flag)
        with self._lock:
            if not self._told:
                return pl.repeat(-1, len(case), dtype=pl.Int32, eager=True)
            told = _told_key(case, flags)
            return told.replace_strict(
                pl.Series(list(self._told), dtype=pl.Int64),
                pl.Series(list(self._told.values()), dtype=pl.Int32),
                default=-1,
                return_dtype=pl.Int32,
            )

    def _refresh(self, count: int) -> None:
        """Puts what is told into a plain array, if it fits: cases down, flags across; flags not met are column 0."""
        mask = (1 << _FLAG_BITS) - 1
        flags = {flag: number for number, flag in enumerate(dict.fromkeys(told & mask for told in self._told), 1)}
        width = len(flags) + 1
        if width * count > DENSE:
            self._dense = None
            return
        table = [-1] * (width * count)
        for told, text in self._told.items():
            table[(told >> _FLAG_BITS) * width + flags[told & mask]] = text
        short = [0] * (1 << _FLAG_BITS)
        for flag, number in flags.items():
            short[flag] = number
        self._dense = pl.Series(short, dtype=pl.Int32), width, pl.Series(table, dtype=pl.Int32)

    def _text(self, people: People, who: _Who, row: int, amounts: pl.DataFrame | None) -> _Text:
        """What is said about a row, by the calculator; its amounts must be those of the kernel."""
        cells = self._record(people, who, row)
        told = dict(zip(COLUMNS, cells, strict=True))
        given = {name: told[name] for name in AMOUNTS if told[name]}
        if amounts is not None:
            for name, cell in given.items():
                if int(Decimal(cell) * FEN_A_YUAN) != amounts[name][row]:
                    raise RuntimeError(f"{name} of {who} in row {row}: {cell} is not {amounts[name][row]} fen")
        return _Text(tuple(told[name] or None for name in TEXTS), "credit_net" in given, "base_applied" in given)

    def _record(self, people: People, who: _Who, row: int) -> tuple[str, ...]:
        """The cells of one row, by the calculator."""
        month = people.month[row]
        error = who.error or ("input-missing:month" if month is None else None)
        where = (
            "" if month is None else str(Month.from_index(month)),
            who.region.id if who.region is not None else "",
        )
        if error is None:
            assert who.region is not None
            try:
                return record(self._book.answer(who.region, _person(people, who, row), Month.from_index(month)))
            except InputError as problem:
                error = code_of(problem)
        return (*where, *[""] * (len(COLUMNS) - 3), error)

    def _by_hand(self, people: People, key: pl.Series, by_hand: Number, frame: pl.DataFrame) -> pl.DataFrame:
        """The answers with those rows replaced that the calculator has to answer one by one."""
        rows = range(len(key)) if isinstance(by_hand, int) else by_hand.cast(pl.Boolean).arg_true().to_list()
        rows = [row for row in rows if people.error is None or people.error[row] is None]
        if not rows:
            return frame
        cells = [self._record(people, self._who[key[row]], row) for row in rows]
        found = pl.DataFrame(cells, schema=dict.fromkeys(COLUMNS, pl.String), orient="row")
        found = found.with_columns(pl.all().replace("", None))
        found = found.with_columns(
            (pl.col(name).cast(pl.Decimal(38, 2)) * FEN_A_YUAN).cast(pl.Int64) for name in AMOUNTS
        )
        found = found.with_columns(pl.Series("row", rows, dtype=pl.UInt32))
        rest = frame.with_row_index("row").filter(~pl.col("row").is_in(found["row"].implode()))
        return pl.concat([rest.select(*COLUMNS, "row"), found]).sort("row").drop("row")

    def _worded(self, people: People, amounts: pl.DataFrame, told: pl.Series) -> pl.DataFrame:
        """All columns of the answers."""
        words = self._words.select(pl.all().gather(told))
        frame = pl.concat([amounts, words], how="horizontal")
        readable, base = pl.col("amounts"), pl.col("base")
        error: pl.Expr = pl.col("error")
        blanks: list[pl.Expr] = []
        if people.error is not None:
            unread = people.error.is_not_null()
            readable, base = readable & ~unread, base & ~unread
            error = pl.when(unread).then(people.error).otherwise(error)
            blanks = [pl.when(~unread).then(name).alias(name) for name in TEXTS[:-1]]
        frame = frame.with_columns(
            *(pl.when(base if name == "base_applied" else readable).then(name).alias(name) for name in AMOUNTS),
            *blanks,
            error.alias("error"),
            _MONTH_WORDS.gather(people.month - 12 * _YEAR_0).alias("month"),
            _ids(people.region).alias("region_id"),
        )
        return frame.select(COLUMNS)


_MONTH_WORDS = pl.Series([str(Month.from_index(12 * _YEAR_0 + number)) for number in range(_MONTHS_SHOWN)])


def _ids(regions: Coded[Region]) -> pl.Series:
    ids = [None if region is None else region.id for region in regions.values]
    return pl.Series(ids, dtype=pl.String).gather(regions.codes)


def _told_key(case: pl.Series, flags: pl.Series) -> pl.Series:
    return case.cast(pl.Int64) * (1 << _FLAG_BITS) + flags


def _person(people: People, who: _Who, row: int) -> Person:
    """The person of a row."""
    values: dict[str, Any] = {name: column[row] for name, column in people.numbers.items()}
    for name in MONEY:
        if values.get(name) is not None:
            values[name] = Decimal(values[name]).scaleb(-2)
    if values.get("birth") is not None:
        month = Month.from_index(values["birth"])
        first = people.birth_first is not None and people.birth_first[row]
        values["birth"] = Birth(month.year, month.month, 1 if first else None)
    if people.sex is not None:
        values["sex"] = people.sex.values[people.sex.codes[row]]
    person = who.person
    return Person(status=person.status, plan=person.plan, group=person.group, **values)


# Rows that cannot be


def _checks(people: People) -> pl.Series | None:
    """The number of the first thing in each row that `core.person.check_person` may object to; None if in none."""
    found: dict[int, pl.Series] = {}
    numbers, month = people.numbers, people.month
    if month.null_count():
        found[1] = month.is_null()
    limits = dict.fromkeys(MONEY, LARGEST_FEN) | {"age": OLDEST, "paid_years": OLDEST}
    for number, (name, most) in enumerate(limits.items(), 1):
        if name in numbers:
            found[2 * number] = numbers[name] < 0
            found[2 * number + 1] = numbers[name] > most
    if "birth" in numbers:
        birth = numbers["birth"]
        reached = (month - birth) // 12
        found[20] = birth > month
        found[21] = reached > OLDEST
        if "age" in numbers:
            before = ((month - 1 - birth) // 12).clip(0)
            found[22] = (numbers["age"] != before) & (numbers["age"] != reached)
    violated = {str(number): one.fill_null(False) for number, one in found.items() if one.any()}
    if not violated:
        return None
    first = pl.coalesce(pl.when(pl.col(name)).then(int(name)) for name in violated)
    return pl.DataFrame(violated).select(first.fill_null(0).cast(pl.Int32).alias("check"))["check"]


# Which case


def _case_numbers(people: People, run: pl.Series, tables: _Tables) -> pl.Series:
    """The number of the case of each row. Where the person cannot be, any case of the run."""
    case = _series(tables.first_case.at(run), run)
    age = _age(people, run, tables)
    if age is not None:
        index = tables.pattern.at(run) + age.clip(0, AGES - 1).fill_null(0)
        case = case + tables.intervals.gather(index)
    if "paid_years" in people.numbers and (tables.men.all | tables.women.all) != {0}:
        case = case + _missing_years(people, run, tables) * tables.width.at(run)
    return case


def _series(value: Number, like: pl.Series) -> pl.Series:
    return pl.repeat(value, len(like), dtype=pl.Int32, eager=True) if isinstance(value, int) else value


def _missing_years(people: People, run: pl.Series, tables: _Tables) -> pl.Series:
    """How many contribution years each row lacks of those required."""
    men, women = (_series(years.at(run), run) for years in (tables.men, tables.women))
    required = men
    if people.sex is not None:
        female = pl.Series([sex == "female" for sex in people.sex.values]).gather(people.sex.codes)
        required = women.zip_with(female, men)
    missing = (required - people.numbers["paid_years"].cast(pl.Int32)).clip(0).fill_null(0)
    return missing.zip_with(missing <= required, required)


def _age(people: People, run: pl.Series, tables: _Tables) -> pl.Series | None:
    """The completed years that count in each row, not yet held within 0 and AGES; None where they never count."""
    if tables.age_on.all == {NO_AGE}:
        return None
    age = people.numbers.get("age")
    given = None if age is None else age.cast(pl.Int32)
    birth = people.numbers.get("birth")
    if birth is None:
        return given
    until = people.month.cast(pl.Int32)
    if not tables.age_on.all <= {NO_AGE, IN_MONTH}:
        until = _deciding_month(people, run, tables)
    counted = ((until - birth.cast(pl.Int32)) // 12).clip(0)
    return counted if given is None else counted.zip_with(birth.is_not_null(), given)


def _deciding_month(people: People, run: pl.Series, tables: _Tables) -> pl.Series:
    """The month whose distance from the birth gives the age."""
    first = people.birth_first
    frame = pl.DataFrame(
        {
            "month": people.month.cast(pl.Int32),
            "on": _series(tables.age_on.at(run), run),
            "starts": _series(tables.account_year.at(run), run) - 1,
            "first": False if first is None else first.fill_null(False),
        }
    )
    on, month = pl.col("on"), pl.col("month")
    start = month - (month - pl.col("starts")) % 12
    deciding = (
        pl.when(on == NEXT_MONTH)
        .then(month - 1)
        .when(on == ACCOUNT_YEAR)
        .then(start - (~pl.col("first")).cast(pl.Int32))
        .when(on == YEAR_END_BEFORE)
        .then(start // 12 * 12 - 1)
        .otherwise(month)
    )
    return frame.select(deciding.alias("month"))["month"]


# How much


class _Sheet:
    """The columns that the arithmetic of a piece works on: those gathered as they are asked for, and results."""

    def __init__(self, case: pl.Series) -> None:
        self._case = case
        self.frame = pl.DataFrame({"case": case})
        self._new: list[pl.Series] = []

    def parameter(self, array: _Array) -> pl.Expr | int:
        """A parameter of each row's case."""
        found = array.at(self._case)
        return found if isinstance(found, int) else self.column(found)

    def column(self, values: pl.Series) -> pl.Expr:
        """A column of the piece."""
        name = f"c{self.frame.width + len(self._new)}"
        self._new.append(values.alias(name))
        return pl.col(name)

    def settle(self, **results: pl.Expr) -> None:
        """Works out results, so that they are not worked out again wherever they are used."""
        self.frame = self.frame.with_columns(self._new).with_columns(**results)
        self._new = []


def _amounts(people: People, case: pl.Series, tables: _Tables) -> pl.DataFrame:
    """AMOUNTS of each row in fen, whether they count or not; what moved the base; whether a deduction was cut."""
    sheet = _Sheet(case)
    numbers = {name: sheet.column(people.numbers[name]) for name in MONEY if name in people.numbers}
    given = _given_base(numbers)
    floor, ceiling = sheet.parameter(tables.floor), sheet.parameter(tables.ceiling)
    sheet.settle(base=given)
    base = pl.col("base")
    sheet.settle(low=(base < floor).fill_null(False), high=(base > ceiling).fill_null(False))
    low, high = pl.col("low"), pl.col("high")
    sheet.settle(base_applied=pl.when(low).then(floor).when(high).then(ceiling).otherwise(base).cast(pl.Int64))
    inputs = [pl.lit(0), pl.col("base_applied"), *(numbers.get(name) for name in SOURCES[2:])]
    gross = _sum(sheet, tables.fixed, tables.parts, inputs)
    taken = _sum(sheet, tables.taken, tables.deductions, inputs)
    sheet.settle(credit_gross=gross, taken=taken)
    sheet.settle(deductions=pl.min_horizontal("credit_gross", "taken"))
    sheet.settle(credit_net=pl.col("credit_gross") - pl.col("deductions"))
    monthly = net = pl.col("credit_net")
    yearly = sheet.parameter(tables.yearly)
    if not isinstance(yearly, int) or yearly:
        monthly = pl.when(pl.lit(0) + yearly == 1).then((net + 6) // 12).otherwise(net)
    sheet.settle(monthly_equivalent=monthly)
    capped = pl.col("taken") > pl.col("credit_gross")
    events = sum((event.cast(pl.Int32) * (1 << bit) for event, bit in ((low, _LOW), (high, _HIGH), (capped, _CAPPED))))
    return sheet.frame.select(*AMOUNTS, events=events)


def _given_base(numbers: Mapping[str, pl.Expr]) -> pl.Expr:
    given = [numbers[name] for name in ("base", "salary") if name in numbers]
    return pl.coalesce(given) if given else pl.lit(None, pl.Int64)


def _sum(sheet: _Sheet, fixed: _Array, slots: Sequence[_Slot], inputs: Sequence[pl.Expr | None]) -> pl.Expr:
    """Fixed sums and steps together."""
    total = pl.lit(0, pl.Int64) + sheet.parameter(fixed)
    for slot in slots:
        total = total + _stepped(sheet, slot, inputs)
    return total


def _stepped(sheet: _Sheet, slot: _Slot, inputs: Sequence[pl.Expr | None]) -> pl.Expr:
    """One step of each row, as `core.integer.Step` says."""

    def parameter(name: str) -> pl.Expr | int:
        return sheet.parameter(slot.arrays[name])

    per = parameter("per")
    product = parameter("rate") * _amount(sheet, slot, inputs) + parameter("add")
    result = product // per
    if slot.arrays["even"].all != {0}:
        tie = (product % per == 0) & (result % 2 == 1) & (pl.lit(0) + parameter("even") == 1)
        result = result - tie.cast(pl.Int64)
    if slot.arrays["unit"].all != {1}:
        result = result * parameter("unit")
    if slot.arrays["least"].all != {0} or min(slot.arrays["add"].all) < 0:
        result = pl.max_horizontal(result, parameter("least"))
    if slot.arrays["most"].all != {INT64}:
        result = pl.min_horizontal(result, parameter("most"))
    return result


def _amount(sheet: _Sheet, slot: _Slot, inputs: Sequence[pl.Expr | None]) -> pl.Expr:
    """What the rate of each row is taken of (fen); anything where it has no such amount."""
    source = sheet.parameter(slot.arrays["source"])
    amount: pl.Expr | None = None
    for number in slot.sources:
        given = inputs[number]
        if SOURCES[number].startswith("average"):
            figure = pl.lit(0, pl.Int64) + sheet.parameter(slot.arrays["figure"])
            given = figure if given is None else pl.coalesce(given, figure)
        if given is not None:
            amount = given if amount is None else pl.when(pl.lit(0) + source == number).then(given).otherwise(amount)
    return pl.lit(0, pl.Int64) if amount is None else amount.fill_null(0)


def _flags(people: People, amounts: pl.DataFrame, check: pl.Series | None) -> pl.Series:
    """What the text about a row depends on besides its case: inputs there are, what they moved, what is refused."""
    flags = amounts["events"]
    columns: dict[str, pl.Series | None] = {name: people.numbers.get(name) for name in NUMBERS}
    columns["sex"] = None if people.sex is None else people.sex.given
    for bit, column in enumerate(columns.values()):
        if column is None or column.null_count() == len(column):
            continue
        there: Number = column.is_not_null().cast(pl.Int32) if column.null_count() else 1
        flags = flags + there * (1 << bit)
    return flags if check is None else flags + check * (1 << _CHECK)


# Over lazy frames of values already read

INPUTS = ("region_id", "status", "month", "plan", "group", "sex", *NUMBERS, "birth_first")


class Answerer:
    """Answers pieces of frames that have the columns INPUTS (the first three at least)."""

    def __init__(self, kernel: Kernel) -> None:
        self._kernel = kernel
        self._lock = RLock()
        self._regions = Vocabulary(self._region)
        self._statuses = Vocabulary(lambda text: Said(cast(Status, text)))
        self._names = {name: Vocabulary(str) for name in ("plan", "group", "sex")}

    def _region(self, id: str) -> Region:
        region = self._kernel.rulebook.places.regions.get(id)
        if region is None:
            raise InputError("region-unknown", value=id)
        return region

    def __call__(self, piece: pl.DataFrame) -> pl.DataFrame:
        """The COLUMNS of a piece as text, '' for an empty cell."""
        with self._lock:
            regions = self._regions.coded(piece["region_id"])
            status = self._statuses.coded(piece["status"])
            names = {name: words.coded(piece[name]) for name, words in self._names.items() if name in piece.columns}
        numbers = {
            name: piece[name] for name in NUMBERS if name in piece.columns and piece[name].null_count() < len(piece)
        }
        first = piece["birth_first"] if "birth_first" in piece.columns else None
        month, error = piece["month"], regions.error
        people = People(regions, status, month, numbers=numbers, birth_first=first, error=error, **names)
        return as_cells(self._kernel.answer(people).with_columns(piece["region_id"]))


def as_cells(frame: pl.DataFrame) -> pl.DataFrame:
    """Answers with amounts as text: two decimals, '' for an empty cell."""
    return frame.with_columns(yuan(frame[name]).cast(pl.String) for name in AMOUNTS).with_columns(
        pl.all().fill_null("")
    )


def yuan(fen: pl.Series) -> pl.Series:
    """A column of fen as decimal numbers of yuan."""
    return fen.cast(pl.Int128).reinterpret(dtype=pl.Decimal(18, 2))


def answer(frame: pl.LazyFrame, kernel: Kernel) -> pl.LazyFrame:
    """The COLUMNS for each row of a frame with the columns INPUTS (the first three at least), as text."""
    return frame.map_batches(
        Answerer(kernel), schema=dict.fromkeys(COLUMNS, pl.String()), streamable=True, validate_output_schema=True
    )
