"""A statement against the rules: one typed outcome for each person and month. Pure; what the rules say is asked for."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Literal, Protocol, get_args

from .credit import Answer, Credit
from .errors import InputError, YibaoError
from .identities import Break, breaks
from .money import EXACT, FEN, ZERO, round_to, total
from .month import Birth, Month
from .person import Sex, Status
from .policy import AgeRange, Deduction
from .posting import Posting
from .rule_change import with_rule_changes
from .statement import RowKind, StatementRow

OutcomeKind = Literal[
    "ok",
    "missing",
    "short",
    "over",
    "late",
    "back-payment",
    "not-yet-posted",
    "base-changed",
    "band-changed",
    "deduction",
    "rule-changed?",
    "other-fund",
    "unknown-code",
    "no-rule",
]
OUTCOMES: tuple[OutcomeKind, ...] = get_args(OutcomeKind)

LATE_MONTHS = 2
"""Where no rule says when the money arrives, it is late this many months after the month it is for."""

_APART: tuple[RowKind, ...] = ("other-fund", "outflow")
"""Rows that say nothing of the credits of the basic scheme."""
_COUNTED: tuple[RowKind, ...] = ("credit", "correction")
_ONE, _TWELVE = Decimal(1), Decimal(12)

Course = Literal["at-once", "by-month", "entered"]
"""How a statement shows a credit that is posted once a year: all of it at once, or in monthly amounts; "entered": the
rule came to hold within an account year, for which nobody says what arrives."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What the statement itself says of a person in a month; None where it says nothing. `base` is yuan a month."""

    region: str | None = None
    status: Status | None = None
    flexible: bool = False
    birth: Birth | None = None
    sex: Sex | None = None
    base: Decimal | None = None
    plan: str | None = None
    group: str | None = None


class Rules(Protocol):
    """What the rules say, with what is known besides the statement."""

    @property
    def base_given(self) -> bool:
        """Whether a base or wage is known besides the statement; it goes before the statement's own."""

    def answer(self, facts: Facts, month: Month) -> Answer:
        """The answer for the person and month. Raises InputError where it cannot be asked."""

    def declared(self, facts: Facts, month: Month) -> Answer:
        """The same with the base of the statement, whatever base was given besides."""

    def other_ages(self, facts: Facts, month: Month, credited: Decimal) -> AgeRange | None:
        """Other ages at which exactly `credited` yuan would be due, everything else the same."""

    def other_bases(self, facts: Facts, month: Month, credited: Decimal) -> tuple[Decimal, Decimal] | None:
        """The least and greatest base (yuan) from which exactly `credited` would be due at the person's age."""

    def postings(self, facts: Facts, month: Month) -> Sequence[Posting]:
        """When the credit of the month arrives."""

    def contributions(self, facts: Facts, month: Month) -> Sequence[Deduction]:
        """Fixed payments of which no source says that they come out of the account."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one month of one person.

    `person` is the key of the statement, `number` counts its people from 1 in the order of the file.
    `credited` is what the statement has for the month, `expected` what the rules give, both yuan (of the account
    year, where a year is posted at once); None where there is none. `owed` is what is missing, `surplus` what came
    too much. `differs`: somebody has to look at it. `facts` holds what explains it, as text. `error` says why the
    rules could not be asked.
    """

    person: str
    number: int
    name: str
    month: Month
    kind: OutcomeKind
    differs: bool
    lines: tuple[int, ...] = ()
    credited: Decimal | None = None
    expected: Decimal | None = None
    owed: Decimal = ZERO
    surplus: Decimal = ZERO
    answer: Answer | None = None
    facts: Mapping[str, str] = field(default_factory=dict)
    error: YibaoError | None = None


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """All outcomes in the order of people and months; identities that do not hold; bills that were not paid."""

    outcomes: tuple[Outcome, ...]
    breaks: tuple[Break, ...]
    unpaid: tuple[StatementRow, ...]

    @property
    def owed(self) -> Decimal:
        """Yuan missing in all months together."""
        return total(outcome.owed for outcome in self.outcomes)

    @property
    def surplus(self) -> Decimal:
        """Yuan credited too much in all months together."""
        return total(outcome.surplus for outcome in self.outcomes)

    @property
    def differs(self) -> bool:
        """Whether anything wants a look."""
        return bool(self.breaks) or any(outcome.differs for outcome in self.outcomes)

    @property
    def compared(self) -> int:
        """How many months could be held against a rule."""
        return sum(outcome.expected is not None and outcome.kind != "no-rule" for outcome in self.outcomes)

    def count(self, kind: OutcomeKind) -> int:
        """How many outcomes are of a kind."""
        return sum(outcome.kind == kind for outcome in self.outcomes)


def reconcile(
    rows: Iterable[StatementRow], rules: Rules, today: date, first: Month | None = None, last: Month | None = None
) -> Reconciliation:
    """Holds each month from `first` to `last` (of the statement, where None) against the rules.

    Every row must have a month. Rows of other funds get an outcome of their own and are never counted.
    """
    known = list(rows)
    people: dict[str, list[StatementRow]] = {}
    for row in known:
        people.setdefault(row.person, []).append(row)
    outcomes: list[Outcome] = []
    unpaid: list[StatementRow] = []
    for number, of_one in enumerate(people.values(), 1):
        parts = _by_month(of_one, rules)
        unpaid += (row for row in parts if row.kind == "unpaid")
        outcomes += _Person(number, parts, rules, today, first, last).outcomes()
    unpaid.sort(key=lambda row: row.line)
    return Reconciliation(tuple(with_rule_changes(outcomes)), tuple(breaks(known)), tuple(unpaid))


def _month_of(row: StatementRow) -> Month:
    if row.month is None:
        raise InputError("statement-month", field="month", line=row.line)
    return row.month


def _by_month(rows: Sequence[StatementRow], rules: Rules) -> list[StatementRow]:
    """The rows of one person, those for several months as one for each of them."""
    if all(row.last is None or row.last == _month_of(row) for row in rows):
        return list(rows)
    parts: list[StatementRow] = []
    facts = Facts()
    for row in sorted(rows, key=_month_of):
        facts = _learned(facts, row)
        parts += _parts(row, facts, rules)
    return parts


def _parts(row: StatementRow, facts: Facts, rules: Rules) -> Iterator[StatementRow]:
    """A row as one for each of its months."""
    first = _month_of(row)
    last = row.last or first
    months = [Month.from_index(index) for index in range(first.index, last.index + 1)]
    if len(months) == 1:
        yield row
        return
    shares = _credited(row, months, facts, rules)
    deductions = _shares(row.deducted, [_ONE] * len(months))
    for month, share, deducted in zip(months, shares, deductions, strict=True):
        yield replace(
            row, month=month, last=month, credited=share, deducted=deducted, own=None, employer=None, other=None
        )


def _credited(row: StatementRow, months: Sequence[Month], facts: Facts, rules: Rules) -> list[Decimal | None]:
    """What of a row's amount is each month's: what the month is due where that comes to the amount, else in proportion.

    Limits, ages and rules move within a row. Equal shares where nobody knows what is due.
    """
    declared = (rules.declared,) if rules.base_given and facts.base is not None else ()
    proportions = [_ONE] * len(months)
    for ask in (rules.declared, rules.answer) if declared else (rules.answer,):
        answers = _monthly(ask, facts, months)
        for due in ([item.gross for item in answers], [item.net for item in answers]):
            if len(due) == len(months) and total(due):
                proportions = due
                if total(due) == row.credited:
                    return list(due)
    return _shares(row.credited, proportions)


def _monthly(ask: Callable[[Facts, Month], Answer], facts: Facts, months: Sequence[Month]) -> list[Credit]:
    """The credits of months, without those that come once a year or are not known."""
    try:
        answers = [ask(facts, month) for month in months]
    except InputError:
        return []
    return [item for item in answers if isinstance(item, Credit) and item.account_year is None]


def _shares(amount: Decimal | None, proportions: Sequence[Decimal]) -> list[Decimal | None]:
    """Shares of whole fen in proportion, what is left in the last."""
    if amount is None:
        return [None] * len(proportions)
    whole = total(proportions)
    shares = [round_to(EXACT.divide(EXACT.multiply(amount, one), whole), FEN, "down") for one in proportions[:-1]]
    return [*shares, EXACT.subtract(amount, total(shares))]


def _learned(facts: Facts, row: StatementRow) -> Facts:
    """What is known after a row: what it says holds for the months after it too, until another one says otherwise.

    That somebody is insured as a resident holds for the row alone: every row of residents says so. A base of zero
    says that nothing was paid, not what the base is.
    """
    if row.kind in _APART:
        return facts
    found = Facts(
        region=row.region or facts.region,
        status=row.status or (facts.status if facts.status != "resident" else None),
        flexible=row.flexible if row.status else facts.flexible,
        birth=row.birth or facts.birth,
        sex=row.sex or facts.sex,
        base=facts.base if row.difference else row.base or facts.base,
        plan=row.plan or facts.plan,
        group=row.group or facts.group,
    )
    return facts if found == facts else found


def _by_the_month(answer: Credit) -> Credit:
    """A credit that is posted once a year as that of a month; its `period` still says that it is a year's."""
    gross = round_to(EXACT.divide(answer.gross, _TWELVE))
    return replace(answer, gross=gross, net=answer.monthly_equivalent, account_year=None)


class _Person:
    """The months of one person."""

    def __init__(
        self,
        number: int,
        rows: Sequence[StatementRow],
        rules: Rules,
        today: date,
        first: Month | None,
        last: Month | None,
    ) -> None:
        self.number = number
        self.rules = rules
        self.today = today
        self.key, self.name = rows[0].person, next((row.name for row in rows if row.name), "")
        ordered = sorted(rows, key=_month_of)
        self.rows = {month: list(of_month) for month, of_month in groupby(ordered, key=_month_of)}
        about = [_month_of(row) for row in ordered if row.kind not in _APART]
        self.first = first or (about or list(self.rows))[0]
        self.last = last or (about or list(self.rows))[-1]
        self.asked = not about or first is not None or last is not None
        self.facts = Facts()
        self.matched = False
        self.last_base: Decimal | None = None
        self.year: tuple[Month, Course] | None = None
        self.in_year: set[int] = set()

    def outcomes(self) -> Iterator[Outcome]:
        """One for each month, and one for each month's rows of other funds."""
        for index in range(self.first.index, self.last.index + 1):
            month = Month.from_index(index)
            rows = self.rows.get(month, [])
            for row in rows:
                self.facts = _learned(self.facts, row)
            outcome = self._month(month, rows)
            if outcome is not None:
                self.matched = self.matched or outcome.kind == "ok"
                yield outcome
            yield from self._apart(month, rows)

    def _apart(self, month: Month, rows: Sequence[StatementRow]) -> Iterator[Outcome]:
        for row in rows:
            if row.kind == "other-fund" and row.credited:
                facts = {"label": row.label}
                yield self._outcome(month, [row], None, "other-fund", row.credited, facts=facts)

    def _month(self, month: Month, rows: Sequence[StatementRow]) -> Outcome | None:
        counted = [row for row in rows if row.kind in _COUNTED]
        unknown = [row for row in rows if row.kind == "unknown-code"]
        if unknown:
            return self._unknown(month, [*unknown, *counted], total(row.credited or ZERO for row in counted))
        try:
            answer = self.rules.answer(self.facts, month)
        except InputError as error:
            told = self.asked or any(row.kind not in _APART for row in rows)
            return self._outcome(month, counted, None, "no-rule", error=error) if told else None
        if not isinstance(answer, Credit):
            return self._outcome(month, counted, answer, "no-rule")
        if answer.account_year is not None:
            return self._year(answer, month, counted)
        outcome = self._compared(answer, month, counted)
        unpaid = [row for row in rows if row.kind == "unpaid"]
        if outcome is not None and outcome.kind == "missing" and unpaid:
            lines = sorted((*outcome.lines, *(row.line for row in unpaid)))
            return replace(outcome, lines=tuple(lines), facts={"unpaid": unpaid[0].label})
        return outcome

    def _unknown(self, month: Month, rows: Sequence[StatementRow], credited: Decimal) -> Outcome:
        codes = ";".join(f"{code.field}={code.value}" for row in rows for code in row.unknown)
        return self._outcome(month, rows, None, "unknown-code", credited, differs=True, facts={"codes": codes})

    def _year(self, answer: Credit, month: Month, rows: Sequence[StatementRow]) -> Outcome | None:
        """A rule posted once a year: all rows of the account year together, or month by month as the file has them."""
        start = answer.account_year
        assert start is not None
        begins = self.year is None or self.year[0] != start
        if begins:
            self.year = start, self._course(answer, start, month)
        assert self.year is not None
        if self.year[1] == "by-month":
            return self._compared(_by_the_month(answer), month, rows)
        if self.year[1] == "at-once" and begins:
            return self._at_once(answer, start, month)
        left = [row for row in rows if row.line not in self.in_year]
        entered = _by_the_month(answer)
        return self._outcome(month, left, entered, "no-rule", facts={"why": "entered"}) if left else None

    def _course(self, answer: Credit, start: Month, month: Month) -> Course:
        """How the account year is shown, seen in the first of its months under the yearly rule."""
        amounts = [self._amount(rows) or ZERO for rows in self._of_year(answer, start, month)]
        if total(amounts) and max(amounts) < EXACT.multiply(answer.monthly_equivalent, Decimal(2)):
            return "by-month"
        return "at-once" if month == max(start, self.first) else "entered"

    def _of_year(self, answer: Credit, start: Month, month: Month) -> Iterator[list[StatementRow]]:
        """The counted rows of the months of an account year that the yearly rule has, seen in the first of them.

        What is known ends where a row gives the person another status.
        """
        begins = start if month == max(start, self.first) else month
        for index in range(begins.index, start.index + 12):
            rows = [row for row in self.rows.get(Month.from_index(index), []) if row.kind in _COUNTED]
            if index == month.index or all(row.status in (None, answer.person.status) for row in rows):
                yield rows
            elif index >= month.index:
                return

    def _at_once(self, answer: Credit, start: Month, month: Month) -> Outcome | None:
        counted = [row for rows in self._of_year(answer, start, month) for row in rows]
        self.in_year |= {row.line for row in counted}
        if not counted and start < self.first:
            return None  # it was posted before the statement begins
        return self._compared(answer, start if counted else month, counted)

    def _compared(self, answer: Credit, month: Month, rows: Sequence[StatementRow]) -> Outcome | None:
        if not rows:
            return self._nothing(answer, month)
        credited = self._amount(rows)
        if credited is None:
            return self._outcome(month, rows, answer, "no-rule", facts={"why": "amount"})
        if credited == answer.net:
            kind, facts = self._on_time(answer, month, rows)
            return self._outcome(month, rows, answer, kind, credited, differs=kind == "late", facts=facts)
        return self._different(answer, month, rows, credited)

    def _amount(self, rows: Sequence[StatementRow]) -> Decimal | None:
        amounts = [row.credited for row in rows if row.credited is not None]
        return total(amounts) if amounts else None

    def _nothing(self, answer: Credit, month: Month) -> Outcome | None:
        """No row: nothing is due, it is not time yet, or it is missing."""
        if not answer.net:
            return None
        if not self._due(month):
            return self._outcome(month, (), answer, "not-yet-posted")
        return self._outcome(month, (), answer, "missing", ZERO.quantize(FEN), differs=True)

    def _due(self, month: Month) -> bool:
        """Whether the money for a month should have arrived by today."""
        deadline = _deadline(self.rules.postings(self.facts, month), month)
        now = Month.of(self.today)
        if deadline is None:
            return now > month
        return (now, self.today.day) > deadline if now != deadline[0] else self.today.day > deadline[1]

    def _on_time(
        self, answer: Credit, month: Month, rows: Sequence[StatementRow]
    ) -> tuple[OutcomeKind, dict[str, str]]:
        """The right amount: booked later on purpose, late, on another base than before, or simply right."""
        back = next((row for row in rows if row.back_payment or (row.billed is not None and row.billed > month)), None)
        if back is not None:
            return "back-payment", {"billed": str(back.billed or ""), "label": back.label}
        late = self._late(answer, month, rows)
        if late is not None:
            return "late", late
        if answer.base is None or self.facts.base is None:
            return "ok", {}
        before, self.last_base = self.last_base, self.facts.base
        if before is not None and self._base_moved(answer, before):
            return "base-changed", {"old": f"{before:.2f}", "new": f"{self.facts.base:.2f}"}
        return "ok", {}

    def _base_moved(self, answer: Credit, before: Decimal) -> bool:
        """Whether the base is another one for a reason that no limit and no given base explains."""
        base, now = answer.base, self.facts.base
        if base is None or now == before or self.rules.base_given:
            return False
        return base.limits is None or now not in (base.limits.floor, base.limits.ceiling)

    def _late(self, answer: Credit, month: Month, rows: Sequence[StatementRow]) -> dict[str, str] | None:
        """When it arrived and when it should have, if that was late."""
        start = answer.account_year or month
        deadline = _deadline(self.rules.postings(self.facts, month), start)
        for row in rows:
            if row.posted is None or row.month_from_posting:
                continue
            arrived = Month.of(row.posted) if isinstance(row.posted, date) else row.posted
            too_late = arrived.index - start.index >= LATE_MONTHS
            if deadline is not None:
                too_late = arrived > deadline[0]
                if arrived == deadline[0] and isinstance(row.posted, date):
                    too_late = row.posted.day > deadline[1]
            if too_late:
                lag = "" if deadline is None else str(deadline[0].index - start.index)
                return {"posted": str(row.posted), "day": "" if deadline is None else str(deadline[1]), "lag": lag}
        return None

    def _different(self, answer: Credit, month: Month, rows: Sequence[StatementRow], credited: Decimal) -> Outcome:
        """Another amount than the rule's: the most specific explanation that gives it to the fen."""
        topped_up = self._topped_up(month, rows, credited)
        if topped_up is not None:
            return topped_up
        # The rules know a credit that is posted once a year by the amount of the year.
        by_month = answer.period == "year" and answer.account_year is None
        asked = EXACT.multiply(credited, _TWELVE) if by_month else credited
        kind, differs, facts = (
            self._as_deduction(answer, rows, credited)
            or self._as_named_deduction(answer, credited)
            or self._as_declared(answer, month, credited)
            or self._as_band(month, asked)
            or self._as_base(month, credited, asked)
            or self._unexplained(answer, rows, credited)
        )
        return self._outcome(month, rows, answer, kind, credited, differs, facts)

    def _unexplained(
        self, answer: Credit, rows: Sequence[StatementRow], credited: Decimal
    ) -> tuple[OutcomeKind, bool, dict[str, str]]:
        kind: OutcomeKind = "missing" if not credited else "short" if credited < answer.net else "over"
        short = EXACT.subtract(answer.net, credited)
        paid = next(
            (item for item in self.rules.contributions(self.facts, answer.month) if item.monthly == short), None
        )
        if kind == "short" and paid is not None:
            return kind, True, {"contribution": paid.name, "amount": f"{short:.2f}"}
        corrected = [row.credited for row in rows if row.kind == "correction" and row.credited is not None]
        return kind, True, {"corrected": f"{total(corrected):.2f}"} if corrected else {}

    def _as_deduction(
        self, answer: Credit, rows: Sequence[StatementRow], credited: Decimal
    ) -> tuple[OutcomeKind, bool, dict[str, str]] | None:
        """The amount before deductions, or one less by a deduction that the file shows."""
        rule = EXACT.subtract(answer.gross, answer.net)
        shown = total(row.deducted or ZERO for row in rows)
        facts = {"rule": f"{rule:.2f}", "file": f"{shown:.2f}"}
        if credited == answer.gross and shown in (ZERO, rule):
            return "deduction", False, facts
        if shown and credited == answer.gross:
            return "deduction", True, facts
        if shown and EXACT.add(credited, shown) == answer.gross:
            return "deduction", shown != rule, facts
        return None

    def _as_named_deduction(self, answer: Credit, credited: Decimal) -> tuple[OutcomeKind, bool, dict[str, str]] | None:
        """The amount less what the person may have agreed to, or less a year's sum that is due in another month."""
        for item in answer.optional:
            if item.line is not None and credited == max(ZERO, EXACT.subtract(answer.net, item.line.amount)):
                return "deduction", False, {"name": item.deduction.name, "amount": f"{item.line.amount:.2f}"}
        together = [item.line.amount for item in answer.optional if item.net is not None and item.line is not None]
        if len(together) > 1 and credited == max(ZERO, EXACT.subtract(answer.net, total(together))):
            names = "、".join(item.deduction.name for item in answer.optional)
            return "deduction", False, {"name": names, "amount": f"{total(together):.2f}"}
        other = EXACT.subtract(answer.taken_yearly, answer.taken_here)
        if other and credited == EXACT.subtract(answer.net, other):
            yearly = (item for item in answer.policy.deductions if item.yearly and item.month is not None)
            names = "、".join(item.name for item in yearly if item.month != answer.month.month)
            return "deduction", False, {"name": names, "amount": f"{other:.2f}"}
        return None

    def _topped_up(self, month: Month, rows: Sequence[StatementRow], credited: Decimal) -> Outcome | None:
        """What had been too little, booked later: the row shows the new base, or by how much that is higher."""
        later = next((row for row in rows if row.difference and row.base), None)
        if later is None or later.base is None or self.rules.base_given:
            return None
        for base in (later.base, EXACT.add(later.base, self.facts.base or ZERO)):
            answer = self.rules.answer(replace(self.facts, base=base), month)
            if isinstance(answer, Credit) and answer.net == credited:
                facts = {"billed": str(later.billed or ""), "label": later.label}
                return self._outcome(month, rows, answer, "back-payment", credited, facts=facts)
        return None

    def _as_declared(
        self, answer: Credit, month: Month, credited: Decimal
    ) -> tuple[OutcomeKind, bool, dict[str, str]] | None:
        """What the base in the file gives, where another one was given besides."""
        if self.facts.base is None or not self.rules.base_given or answer.base is None:
            return None
        declared = self.rules.declared(self.facts, month)
        if isinstance(declared, Credit) and answer.account_year is None and declared.account_year is not None:
            declared = _by_the_month(declared)
        if not isinstance(declared, Credit) or declared.net != credited:
            return None
        facts = {"old": f"{answer.base.given:.2f}", "new": f"{self.facts.base:.2f}"}
        if self.matched:
            return "base-changed", True, facts
        return ("short" if credited < answer.net else "over"), True, facts

    def _as_band(self, month: Month, credited: Decimal) -> tuple[OutcomeKind, bool, dict[str, str]] | None:
        ages = self.rules.other_ages(self.facts, month, credited)
        if ages is None:
            return None
        return "band-changed", True, {"from_age": str(ages.low), "below_age": str(ages.below or "")}

    def _as_base(
        self, month: Month, credited: Decimal, asked: Decimal
    ) -> tuple[OutcomeKind, bool, dict[str, str]] | None:
        """Another base, where the file shows none: believed when a month beside it has the same amount."""
        if self.facts.base is not None or not self._repeated(month, credited):
            return None
        bases = self.rules.other_bases(self.facts, month, asked)
        if bases is None:
            return None
        return "base-changed", True, {"low": f"{bases[0]:.2f}", "high": f"{bases[1]:.2f}"}

    def _repeated(self, month: Month, credited: Decimal) -> bool:
        return any(self._booked(month.plus(step)) == credited for step in (-1, 1))

    def _booked(self, month: Month) -> Decimal | None:
        return self._amount([row for row in self.rows.get(month, []) if row.kind in ("credit", "correction")])

    def _outcome(
        self,
        month: Month,
        rows: Sequence[StatementRow],
        answer: Answer | None,
        kind: OutcomeKind,
        credited: Decimal | None = None,
        differs: bool = False,
        facts: Mapping[str, str] | None = None,
        error: YibaoError | None = None,
    ) -> Outcome:
        compared = isinstance(answer, Credit) and credited is not None
        missing = EXACT.subtract(answer.net, credited) if isinstance(answer, Credit) and credited is not None else ZERO
        return Outcome(
            person=self.key,
            number=self.number,
            name=self.name,
            month=month,
            kind=kind,
            differs=differs,
            lines=tuple(sorted(row.line for row in rows)),
            credited=credited if credited is not None else self._amount(rows),
            expected=answer.net if isinstance(answer, Credit) else None,
            owed=max(missing, ZERO) if differs and compared else ZERO,
            surplus=max(-missing, ZERO) if differs and compared else ZERO,
            answer=answer,
            facts=facts or {},
            error=error,
        )


def _deadline(postings: Sequence[Posting], month: Month) -> tuple[Month, int] | None:
    """The month and the day of it by which the money for `month` arrives; None where no rule says."""
    days = [(month.plus(item.lag), item.last_day or item.first_day) for item in postings if item.every == "month"]
    return max(((until, day) for until, day in days if day is not None), default=None)
