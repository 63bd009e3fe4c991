"""The rules over whole tables: each column of `record.COLUMNS` for a piece of a table at a time.

Amounts are computed in whole fen. Everything that is no amount (state, grade, rule, warnings, error) depends only on
the case of a row, on which inputs it has and on what they moved: the calculator itself is asked once for every such
combination that occurs, with the first row that shows it, and its amounts are held against those of the kernel.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal
from threading import RLock
from typing import Any

import polars as pl

from ..core.credit import Answer, Credit, NoRule
from ..core.errors import InputError, MissingInputError
from ..core.frozen import dataclass, replace
from ..core.integer import FEN_A_YUAN, NOTHING, Run
from ..core.literals import Status
from ..core.month import Birth, Month
from ..core.person import Person
from ..core.policy import Policy
from ..core.region import Region
from ..rulebook.book import Rulebook
from ..rulebook.runs import FIRST_MONTH, CaseTable
from .arithmetic import CAPPED, amounts_of
from .case_numbers import case_numbers, checks
from .checking import checked
from .columns import Coded
from .lookup import LAST_MONTH, WIDTH, WINDOW, WINDOWS, Number, Tables
from .people import MONEY, NUMBERS, People
from .record import AMOUNTS, COLUMNS, YES_NO, Problem, Words, problem_of, record

_YEAR_0, _MONTHS_SHOWN = 1800, 12 * 401

DENSE = 1 << 22
"""Combinations that are looked up in a plain array; more of them are hashed."""

_CHECK = CAPPED + 1
"""First bit of the check that a row did not pass; below it what happened to it, and one bit for each input it has."""
_FLAG_BITS = 17

CARRIED = "limits-carried"
"""The caveat of a base that was held within the limits of an earlier year."""

CASE = ("state", "grade", "rule", "warnings")
"""What depends on the case of a row alone."""
AGES_OF_EVIDENCE = ("projected", "evidence_age_months")
TEXTS = (*CASE, "error", "reason")
_OF_BASE = ("given", "applied")
"""Facts of a caveat that differ from row to row."""


@dataclass(frozen=True, slots=True)
class _PersonKey:
    """Whom a row asks about, in which window of months; `missing` where it does not say so."""

    window: int
    region: Region | None
    person: Person
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Text:
    """What is said about a row besides its amounts, and which amounts it has.

    Where the reason differs from row to row, `whose` tells those apart whose reasons may, and there is none in `cells`.
    """

    cells: tuple[str | None, ...]
    amounts: bool
    base: bool
    whose: int | None
    caveats: tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Answers:
    """The COLUMNS of a piece: AMOUNTS in fen (Int64), the rest as text; null for an empty cell. `checked` are CHECKED.

    `told` is the number of what is said of each row: `Kernel.example` has an answer like it. `counts` says how many
    rows have each state and error. A brief frame lacks CASE, which stand in `texts` by `told`.
    """

    frame: pl.DataFrame
    told: pl.Series
    counts: Counter[tuple[str | None, str | None]]
    texts: pl.DataFrame
    checked: pl.DataFrame | None = None


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

    def __init__(self, rulebook: Rulebook, words: Words, max_age: int | None = None, check: bool = False) -> None:
        """`max_age`: rows whose evidence is older, in months, are refused. `check`: with CHECKED."""
        self._book = rulebook
        self._check = check
        self._max_age = max_age
        self._say = words
        self._cases = CaseTable(rulebook)
        self._lock = RLock()
        self._keys: dict[_PersonKey, int] = {}
        self._who: list[_PersonKey] = []
        self._runs: list[Sequence[Run]] = []
        self._tables = Tables([[Run(FIRST_MONTH, NOTHING)]])
        self._lookup: _Lookup | None = None
        self._texts: dict[_Text, int] = {}
        self._examples: list[Answer | None] = []
        self._told: dict[int, int] = {}
        self._dense: tuple[pl.Series, int, pl.Series] | None = None
        self._words = pl.DataFrame()

    @property
    def rulebook(self) -> Rulebook:
        """Whose rules they are."""
        return self._book

    def example(self, told: int) -> Answer | None:
        """An answer of which the same is said; None where there was none."""
        return self._examples[told]

    def policies(self, told: Iterable[int]) -> list[Policy]:
        """The rules behind some answers, each once."""
        found = {id(answer.policy): answer.policy for n in told if (answer := self._examples[n]) and answer.policy}
        return list(found.values())

    def answer(self, people: People, brief: bool = False) -> Answers:
        """What becomes of each row; `brief`: in a brief frame, unless some rows have to be worked out by hand."""
        late = people.month > LAST_MONTH
        month = people.month.zip_with(~late.fill_null(False), LAST_MONTH - 11 + people.month % 12)  # see `told_apart`
        month = (month - FIRST_MONTH).clip(0, WIDTH - 1).fill_null(0)
        key = self._key(people, month // WINDOW)
        tables = self._tables
        run = tables.months.gather(key.cast(pl.Int32) * WINDOW + month % WINDOW)
        check = checks(people)
        case = case_numbers(people, run, tables)
        amounts = amounts_of(people, case, tables)
        flags = _flags(people, amounts, check)
        by_hand = tables.by_hand.at(case)
        told = self._told_of(people, key, case, flags, amounts, by_hand, tables.count)
        hand = not isinstance(by_hand, int) or by_hand != 0
        age = (people.month - tables.evidence.at(run)).clip(0)
        frame = self._worded(people, amounts, told, () if brief and not hand else CASE, age)
        frame = self._with_reasons(people, key, told, frame)
        if hand:
            frame = self._by_hand(people, key, by_hand, frame)
        answers = self._young_enough(people, age, Answers(frame, told, self._count(people, told), self._words))
        if not self._check:
            return answers
        carried = self._words["warnings"].str.contains(CARRIED, literal=True).fill_null(False).gather(told)
        return replace(answers, checked=checked(people, case, tables, amounts, answers.frame, carried))

    def _young_enough(self, people: People, age: pl.Series, answers: Answers) -> Answers:
        """The answers without those whose evidence is older than `max_age` months."""
        frame = answers.frame
        if self._max_age is None:
            return answers
        old = ((age > self._max_age) & frame["projected"].is_not_null()).fill_null(False)
        rows = old.arg_true()
        if not len(rows):
            return answers
        problems = []
        for month, months in zip(people.month.gather(rows), age.gather(rows), strict=True):
            facts = {"month": str(Month.from_index(month)), "until": str(Month.from_index(month - months))}
            error = InputError("evidence-too-old", wanted=self._max_age, age=months, **facts)
            problems.append(problem_of(error, self._say))
        emptied = [name for name in (*AMOUNTS, *AGES_OF_EVIDENCE, *CASE) if name in frame.columns]
        changed = frame.with_columns(
            *(pl.when(~pl.lit(old)).then(name).alias(name) for name in emptied),
            frame["error"].scatter(rows, [problem.code for problem in problems]),
            frame["reason"].scatter(rows, [problem.reason for problem in problems]),
        )
        counts = answers.counts.copy()
        for state, count in answers.texts["state"].gather(answers.told.gather(rows)).value_counts().iter_rows():
            counts[state, None] -= count
        counts[None, problems[0].code] += len(rows)
        return replace(answers, frame=changed, counts=+counts)

    def _count(self, people: People, told: pl.Series) -> Counter[tuple[str | None, str | None]]:
        found: Counter[tuple[str | None, str | None]] = Counter()
        if people.wrong is not None:
            for wrong, count in people.wrong.drop_nulls().value_counts().iter_rows():
                found[None, people.problems[wrong].code] += count
            told = told.filter(people.wrong.is_null())
        numbers, counts = told.value_counts().get_columns()
        words = self._words.select(pl.col("state", "error").gather(numbers))
        for state, error, count in zip(words["state"], words["error"], counts, strict=True):
            found[state, error] += count
        return found

    # Whom

    def _key(self, people: People, window: pl.Series) -> pl.Series:
        """The number of each row's window of months, region, status, plan and group."""
        columns = [column for column in (people.region, people.status, people.plan, people.group) if column is not None]
        size, code = WINDOWS, window.cast(pl.Int64)
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
                self._tables = Tables(self._runs)
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
        missing = ("region",) if region is None else ("status",) if said is None else ()
        status: Status = said.status if said is not None else "employee"
        if region is not None and said is not None and said.flexible and status == "retiree" and group is None:
            group = self._book.flexible_group(region)
        who = _PersonKey(code, region, Person(status, plan=plan, group=group), missing)
        if who not in self._keys:
            begins = FIRST_MONTH + code * WINDOW
            runs: Sequence[Run] = (Run(begins, NOTHING),)
            if region is not None and not missing:
                runs = self._cases.runs(region, who.person, begins, begins + WINDOW)
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
                text, answer = self._text(people, key[row], row, None if hand else amounts)
                self._told[told] = self._texts.setdefault(text, len(self._texts))
                if len(self._texts) > len(self._examples):
                    self._examples.append(answer)
            schema: dict[str, Any] = dict.fromkeys(TEXTS, pl.String)
            self._words = pl.DataFrame(
                [(*text.cells, text.amounts, text.base, text.whose is not None) for text in self._texts],
                schema=schema | dict.fromkeys(("amounts", "base", "varies"), pl.Boolean),
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

    def _text(self, people: People, key: int, row: int, amounts: pl.DataFrame | None) -> tuple[_Text, Answer | None]:
        """What is said about a row, by the calculator; its amounts must be those of the kernel."""
        who = self._who[key]
        answer, error = self._asked(people, who, row)
        told = dict(zip(COLUMNS, self._cells(people, who, row, answer, error), strict=True))
        given = {name: told[name] for name in AMOUNTS if told[name]}
        if amounts is not None:
            for name, cell in given.items():
                if int(Decimal(cell) * FEN_A_YUAN) != amounts[name][row]:
                    raise RuntimeError(f"{name} of {who} in row {row}: {cell} is not {amounts[name][row]} fen")
        by_row = error is not None and not isinstance(error, MissingInputError)
        by_month = isinstance(answer, NoRule) and answer.reason in ("month", "group")
        if by_row or by_month:
            told["reason"] = ""
        caveats = answer.warnings if isinstance(answer, Credit) else ()
        return _Text(
            tuple(told[name] or None for name in TEXTS),
            "credit_net" in given,
            "base_applied" in given,
            key if by_row or by_month else None,
            tuple(fact for item in caveats for fact in item.facts.items() if fact[0] not in _OF_BASE),
        ), answer

    def _asked(self, people: People, who: _PersonKey, row: int) -> tuple[Answer | None, InputError | None]:
        """The answer to one row by the calculator, or why it cannot be asked."""
        month = people.month[row]
        missing = who.missing or (("month",) if month is None else ())
        if missing:
            return None, MissingInputError(missing)
        assert who.region is not None
        try:
            return self._book.answer(who.region, _person(people, who, row), Month.from_index(month)), None
        except InputError as error:
            return None, error

    def _cells(
        self, people: People, who: _PersonKey, row: int, answer: Answer | None, error: InputError | None
    ) -> tuple[str, ...]:
        """The cells of one row."""
        if isinstance(answer, Credit):
            return record(answer)
        if answer is not None:
            return (*record(answer)[:-1], self._say(answer))
        assert error is not None
        month = people.month[row]
        when = "" if month is None else str(Month.from_index(month))
        where = who.region.id if who.region is not None else ""
        return (when, where, *[""] * (len(COLUMNS) - 4), *problem_of(error, self._say))

    def _by_hand(self, people: People, key: pl.Series, by_hand: Number, frame: pl.DataFrame) -> pl.DataFrame:
        """The answers with those rows replaced that the calculator has to answer one by one."""
        rows = range(len(key)) if isinstance(by_hand, int) else by_hand.cast(pl.Boolean).arg_true().to_list()
        rows = [row for row in rows if people.wrong is None or people.wrong[row] is None]
        if not rows:
            return frame
        whose = [self._who[key[row]] for row in rows]
        cells = [
            self._cells(people, who, row, *self._asked(people, who, row)) for row, who in zip(rows, whose, strict=True)
        ]
        found = pl.DataFrame(cells, schema=dict.fromkeys(COLUMNS, pl.String), orient="row")
        found = found.with_columns(pl.all().replace("", None))
        found = found.with_columns(
            (pl.col(name).cast(pl.Decimal(38, 2)) * FEN_A_YUAN).cast(pl.Int64) for name in AMOUNTS
        )
        found = found.with_columns(pl.Series("row", rows, dtype=pl.UInt32))
        rest = frame.with_row_index("row").filter(~pl.col("row").is_in(found["row"].implode()))
        return pl.concat([rest.select(*COLUMNS, "row"), found]).sort("row").drop("row")

    def _worded(
        self, people: People, amounts: pl.DataFrame, told: pl.Series, case: Sequence[str], age: pl.Series
    ) -> pl.DataFrame:
        """All columns of the answers (of CASE those asked for), but for reasons that differ from row to row.

        `age`: how old the evidence of each row is, in months.
        """
        ruled = pl.col("grade").is_not_null().alias("ruled")
        words = self._words.select(pl.col(*case, *TEXTS[-2:], "amounts", "base"), ruled).select(pl.all().gather(told))
        frame = pl.concat([amounts, words], how="horizontal")
        readable, base = pl.col("amounts"), pl.col("base")
        texts: list[pl.Expr] = []
        if people.wrong is not None:
            problems = pl.DataFrame(people.problems, schema=dict.fromkeys(Problem._fields, pl.String), orient="row")
            unread = people.wrong.is_not_null()
            readable, base = readable & ~unread, base & ~unread
            texts = [pl.when(~unread).then(name).alias(name) for name in case]
            texts += [
                pl.when(unread).then(problems[own].gather(people.wrong)).otherwise(name).alias(name)
                for own, name in zip(Problem._fields, TEXTS[-2:], strict=True)
            ]
        aged = pl.col("ruled") if people.wrong is None else pl.col("ruled") & ~unread
        frame = frame.with_columns(
            pl.when(aged).then(_PROJECTED.gather((age > 0).cast(pl.UInt8).fill_null(0))).alias("projected"),
            pl.when(aged).then(age.cast(pl.String)).alias("evidence_age_months"),
            *(pl.when(base if name == "base_applied" else readable).then(name).alias(name) for name in AMOUNTS),
            *texts,
            _MONTH_WORDS.gather(people.month - 12 * _YEAR_0).alias("month"),
            _ids(people.region).alias("region_id"),
        )
        return frame.select(name for name in COLUMNS if name in case or name not in CASE)

    def _with_reasons(self, people: People, key: pl.Series, told: pl.Series, frame: pl.DataFrame) -> pl.DataFrame:
        """The answers with the reasons that differ: those for want of a rule from month to month, others by row."""
        words = self._words.select(pl.col("varies", "state").gather(told))
        varies = words["varies"]
        if people.wrong is not None:
            varies &= people.wrong.is_null()
        rows = varies.arg_true()
        if not len(rows):
            return frame
        own = rows.zip_with(words["state"].gather(rows).is_null(), pl.Series([None], dtype=rows.dtype))
        asked = pl.DataFrame({"told": told.gather(rows), "month": people.month.gather(rows), "own": own, "row": rows})
        alike = ["told", "month", "own"]
        firsts = asked.unique(alike, keep="first")
        reasons = [
            self._cells(people, who, row, *self._asked(people, who, row))[-1]
            for row, who in ((row, self._who[key[row]]) for row in firsts["row"])
        ]
        firsts = firsts.select(*alike, pl.Series("reason", reasons, dtype=pl.String))
        found = asked.join(firsts, on=alike, how="left", nulls_equal=True, maintain_order="left")["reason"]
        return frame.with_columns(reason=frame["reason"].scatter(rows, found))


_PROJECTED = pl.Series(YES_NO)
_MONTH_WORDS = pl.Series([str(Month.from_index(12 * _YEAR_0 + number)) for number in range(_MONTHS_SHOWN)])


def _ids(regions: Coded[Region]) -> pl.Series:
    ids = [None if region is None else region.id for region in regions.values]
    return pl.Series(ids, dtype=pl.String).gather(regions.codes)


def _told_key(case: pl.Series, flags: pl.Series) -> pl.Series:
    return case.cast(pl.Int64) * (1 << _FLAG_BITS) + flags


def _person(people: People, who: _PersonKey, row: int) -> Person:
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
