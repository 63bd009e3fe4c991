"""Rows like one that was answered before: the same cells but for their amounts, which are worked out in whole fen."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple, TypeVar

from ..core.credit import Answer, Credit
from ..core.integer import AGES, FEN_A_YUAN, LARGEST_FEN, NO_AGE, Born, Run, age_in, born, to_fen
from ..core.month import parse_birth
from ..core.person import Person, Status
from ..core.spoken import read_years
from ..rulebook.book import Rulebook
from ..rulebook.runs import CaseTable
from ..tables import headers
from ..tables.cells import text
from ..tables.identity import read_identity
from ..tables.verdicts import Judge, picker
from .people import AMOUNTS, MONTHS, REGION, Given, Question
from .record import AMOUNTS as AMOUNT_CELLS
from .record import COLUMNS

KEPT = 1 << 16
"""Kinds of rows that are remembered."""
_LONGEST = 10
_SAID = (*REGION, "sex", "plan", "group", "paid_years")
_AFTER = COLUMNS.index(AMOUNT_CELLS[-1]) + 1


def plain_fen(written: str) -> int | None:
    """Fen of an amount in yuan written in the plainest way; None for any other text.

    >>> plain_fen("8000.55"), plain_fen("8000"), plain_fen("8,000"), plain_fen("007"), plain_fen("0.005")
    (800055, 800000, None, None, None)
    """
    whole, dot, decimals = written.partition(".")
    if not written.isascii() or not whole.isdigit() or len(whole) > _LONGEST or (whole[0] == "0" and whole != "0"):
        return None
    if dot:
        if len(decimals) != 2:
            decimals = f"{decimals}0" if len(decimals) == 1 else ""
        if not decimals.isdigit():
            return None
        fen = int(whole) * FEN_A_YUAN + int(decimals)
    else:
        fen = int(whole) * FEN_A_YUAN
    return fen if fen <= LARGEST_FEN else None


def yuan(fen: int) -> str:
    """Fen as yuan with two decimals."""
    return f"{fen // FEN_A_YUAN}.{fen % FEN_A_YUAN:02d}"


class _Found(NamedTuple):
    """What a row comes to: fen; `key` says which run and case it is, and what else the text about it depends on."""

    key: tuple[int, int, int]
    gross: int
    deductions: int
    net: int
    monthly: int
    base: int | None


class _Told(NamedTuple):
    """What is said of a row besides its amounts: an answer like it, the cells after them, whether a base is shown."""

    answer: Credit
    cells: tuple[str, ...]
    base: bool


Who = tuple[int | None, Born | None]
"""An age in completed years, or a birth, or neither."""
Source = tuple[int | None, int | None]
"""The place of a cell, or fen."""
Value = TypeVar("Value")


class _Unknown:
    """Of a cell that was not met in a row that could be answered."""


_UNKNOWN = _Unknown()
_FLOOR, _CEILING, _CAPPED, _AGE, _BIRTH = 1, 2, 4, 8, 16
"""Bits of what a text depends on: what moved the base, a deduction cut short, whether there is an age, a birth."""


@dataclass(slots=True)
class _Kind:
    """Rows that say the same but for amounts, ages and months, and have the same of these amounts.

    `first` are the first months of `runs`. `base`, `pension`: the place of the cell they come from, or the fen they
    all have, or neither. `missing` contribution years for each run; `told` by what `_Found.key` says.
    """

    runs: tuple[Run, ...]
    first: tuple[int, ...]
    base: Source
    pension: Source
    averages: tuple[int | None, int | None]
    missing: tuple[int, ...]
    region: str
    told: dict[tuple[int, int, int], _Told] = field(default_factory=dict)

    def answer(self, month: int, age: int | None, birth: Born | None, fen: Mapping[int, int]) -> _Found | None:
        """What a row comes to in a month; None where the person cannot be, or integers cannot say it."""
        place = bisect_right(self.first, month) - 1
        run = self.runs[place]
        known = _AGE
        if birth is not None:
            if not 0 <= month - birth[0] < 12 * AGES:
                return None
            age, known = age_in(run, *birth, month), _BIRTH
        elif age is None:
            if run.age_on != NO_AGE:
                return None
            known = 0
        number = run.cases.number(age, self.missing[place])
        case = run.cases.cases[number]
        if case.by_hand:
            return None
        base, moved = _held(_of(self.base, fen), run)
        of = (0, base, _of(self.pension, fen), *self.averages)
        gross = case.fixed + sum(step.fen(of[step.source]) for step in case.parts)
        taken = case.taken + sum(step.fen(of[step.source]) for step in case.deductions)
        if taken > gross:
            taken, moved = gross, moved + _CAPPED
        net = gross - taken
        monthly = (net + 6) // 12 if run.yearly else net
        return _Found((place, number, moved + known), gross, taken, net, monthly, base)


def _held(base: int | None, run: Run) -> tuple[int | None, int]:
    """The base held between its limits, and what moved it."""
    if base is None or run.floor <= base <= run.ceiling:
        return base, 0
    return (run.floor, _FLOOR) if base < run.floor else (run.ceiling, _CEILING)


def _of(source: Source, fen: Mapping[int, int]) -> int | None:
    place, given = source
    return given if place is None else fen[place]


Answered = tuple[tuple[str, ...], Credit, int]
"""The cells of COLUMNS, an answer like it, and the net a month in fen."""
Asked = tuple[Question, Answer, Sequence[str]]
"""A question, its answer, the cells of COLUMNS."""


class Quick:
    """Answers the rows of one sheet that are like one before, and learns from those that are not."""

    def __init__(self, mapping: headers.Mapping, given: Given, book: Rulebook) -> None:
        person = given.person or Person("flexible")
        self._given: Who = (person.age, None) if person.birth is None else (None, born(person.birth))
        self._all_paid = person.paid_years is not None
        self._table = CaseTable(book)
        self._width = len(mapping.columns)
        place = {name: column.index for name, column in mapping.fields.items()}
        self._pick = picker(sorted({place[name] for name in _SAID if name in place}.union(Judge(mapping).places)))
        self._amounts = {name: place[name] for name in AMOUNTS if name in place}
        self._age, self._birth, self._identity = (place.get(name) for name in ("age", "birth", "id_number"))
        self._month = next((place[name] for name in MONTHS if name in place), None)
        self._paid = place.get("paid_years")
        self._kinds: dict[tuple[str, ...], _Kind] = {}
        self._ages: dict[str, int | None] = {}
        self._births: dict[str, Born | None] = {}
        self._months: dict[str, tuple[tuple[int, str], ...]] = {}
        self._runs: dict[tuple[str, Status, str | None, str | None], tuple[Run, ...]] = {}

    def rows(self, cells: Sequence[str]) -> list[Answered] | None:
        """The answers to a row; None where it has to be asked as if it were the first."""
        if len(cells) != self._width:
            return None
        kind = self._kinds.get(self._key(cells))
        months = self._months.get("" if self._month is None else cells[self._month])
        who = self._who(cells)
        if kind is None or months is None or who is None:
            return None
        fen = self._fen(cells)
        if fen is None:
            return None
        answered = []
        for month, written in months:
            found = kind.answer(month, *who, fen)
            told = None if found is None else kind.told.get(found.key)
            if found is None or told is None:
                return None
            answered.append(_answered(told, found, written, kind.region))
        return answered

    def learn(self, cells: Sequence[str], asked: Sequence[Asked]) -> None:
        """Takes a row that was asked. Raises RuntimeError if an amount is not what it works out."""
        if len(cells) != self._width or not asked:
            return
        self._remember(cells, asked)
        who, fen = self._who(cells), self._fen(cells)
        if who is None or fen is None:
            return
        key = self._key(cells)
        kind = self._kinds.get(key)
        if kind is None:
            if len(self._kinds) >= KEPT:
                self._kinds.clear()
            kind = self._kinds[key] = self._kind(cells, asked[0][0])
        for question, answer, told in asked:
            found = kind.answer(question.month.index, *who, fen)
            if found is not None and isinstance(answer, Credit):
                kind.told[found.key] = _Told(answer, tuple(told[_AFTER:]), bool(told[_AFTER - 1]))
                mine = _answered(kind.told[found.key], found, str(question.month), kind.region)[0]
                if mine != tuple(told):
                    raise RuntimeError(f"{question}: {told} is not {mine}")

    def _key(self, cells: Sequence[str]) -> tuple[str, ...]:
        """What makes rows alike: what they say, and which amounts they have."""
        return *self._pick(cells), *("1" if cells[place] else "" for place in self._amounts.values())

    def _fen(self, cells: Sequence[str]) -> dict[int, int] | None:
        """The amounts of a row by place; None where one is not written plainly."""
        found = {}
        for place in self._amounts.values():
            if cells[place]:
                fen = plain_fen(cells[place])
                if fen is None:
                    return None
                found[place] = fen
        return found

    def _who(self, cells: Sequence[str]) -> Who | None:
        """The age or birth of a row, else what was given for all; None where it does not simply say one of them."""
        age, birth = self._meaning(self._ages, self._age, cells), self._meaning(self._births, self._birth, cells)
        if isinstance(age, _Unknown) or isinstance(birth, _Unknown):
            return None
        identity = None if self._identity is None or not cells[self._identity] else self._identified(cells)
        if identity is not None:
            if self._all_paid or (self._paid is not None and cells[self._paid]):
                return None  # then its sex may count
            if birth is None:
                return None, identity
        if birth is not None:
            return None if age is not None else (None, birth)
        return self._given if age is None else (age, None)

    def _meaning(
        self, memo: Mapping[str, Value | None], place: int | None, cells: Sequence[str]
    ) -> Value | _Unknown | None:
        """What a cell was found to mean; None where it says nothing."""
        return None if place is None or not cells[place] else memo.get(cells[place], _UNKNOWN)

    def _identified(self, cells: Sequence[str]) -> Born | None:
        assert self._identity is not None
        identity = read_identity(text(cells[self._identity]))
        return None if identity is None else born(identity.birth)

    def _remember(self, cells: Sequence[str], asked: Sequence[Asked]) -> None:
        """What the texts of ages, births and months mean; all of them could be read."""
        for memo in (self._ages, self._births, self._months):
            if len(memo) >= KEPT:
                memo.clear()
        if self._age is not None:
            written = text(cells[self._age])
            self._ages[cells[self._age]] = read_years(written, "age-malformed") if written else None
        if self._birth is not None:
            written = text(cells[self._birth])
            self._births[cells[self._birth]] = born(parse_birth(written)) if written else None
        months = tuple((question.month.index, str(question.month)) for question, _, _ in asked)
        self._months["" if self._month is None else cells[self._month]] = months

    def _kind(self, cells: Sequence[str], question: Question) -> _Kind:
        person = question.person
        there = {name: place for name, place in self._amounts.items() if cells[place]}
        runs = self._runs_of(question)
        wage = "base" if person.base is not None else "salary"
        return _Kind(
            runs=runs,
            first=tuple(run.first for run in runs),
            base=_where(there.get(wage), getattr(person, wage)),
            pension=_where(there.get("pension"), person.pension),
            averages=(_given_fen(person.average_pension), _given_fen(person.average_wage)),
            missing=tuple(_missing(person, run) for run in runs),
            region=question.region.id,
        )

    def _runs_of(self, question: Question) -> tuple[Run, ...]:
        person = question.person
        key = question.region.id, person.status, person.plan, person.group
        if key not in self._runs:
            if len(self._runs) >= KEPT:
                self._runs.clear()
            self._runs[key] = self._table.runs(question.region, person)
        return self._runs[key]


def _missing(person: Person, run: Run) -> int:
    """The contribution years that the person lacks of those a run requires."""
    men, women = run.cases.years
    required = women if person.sex == "female" else men
    return 0 if person.paid_years is None else max(0, required - person.paid_years)


def _answered(told: _Told, found: _Found, month: str, region: str) -> Answered:
    """The cells of a row: those of one like it, with a month and amounts of its own."""
    net = yuan(found.net)
    gross = net if found.net == found.gross else yuan(found.gross)
    monthly = net if found.net == found.monthly else yuan(found.monthly)
    base = yuan(found.base) if told.base and found.base is not None else ""
    cells = (month, region, gross, yuan(found.deductions), net, monthly, base, *told.cells)
    return cells, told.answer, found.monthly


def _where(place: int | None, given: Decimal | None) -> Source:
    """Where an amount of a person comes from: a cell of the row, or the command line; neither where there is none."""
    if given is None:
        return None, None
    return (place, None) if place is not None else (None, to_fen(given))


def _given_fen(amount: Decimal | None) -> int | None:
    return None if amount is None else to_fen(amount)
