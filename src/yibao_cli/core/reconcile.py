"""A statement against the rules: one typed outcome for each person and month. Pure; what the rules say is asked for."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
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
from .policy import AgeRange
from .posting import Posting
from .statement import StatementRow

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
    "other-fund",
    "unknown-code",
    "no-rule",
]
OUTCOMES: tuple[OutcomeKind, ...] = get_args(OutcomeKind)

LATE_MONTHS = 2
"""Where no rule says when the money arrives, it is late this many months after the month it is for."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What the statement itself says of a person in a month; None where it says nothing. `base` is yuan a month."""

    region: str | None = None
    status: Status | None = None
    flexible: bool = False
    birth: Birth | None = None
    sex: Sex | None = None
    base: Decimal | None = None


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
        return sum(outcome.expected is not None for outcome in self.outcomes)

    def count(self, kind: OutcomeKind) -> int:
        """How many outcomes are of a kind."""
        return sum(outcome.kind == kind for outcome in self.outcomes)


def reconcile(
    rows: Iterable[StatementRow], rules: Rules, today: date, first: Month | None = None, last: Month | None = None
) -> Reconciliation:
    """Holds each month from `first` to `last` (of the statement, where None) against the rules.

    Every row must have a month. Rows of other funds get an outcome of their own and are never counted.
    """
    known = [part for row in rows for part in _by_month(row)]
    people: dict[str, list[StatementRow]] = {}
    for row in known:
        people.setdefault(row.person, []).append(row)
    outcomes: list[Outcome] = []
    for number, of_one in enumerate(people.values(), 1):
        outcomes += _Person(number, of_one, rules, today, first, last).outcomes()
    unpaid = tuple(row for row in known if row.kind == "unpaid")
    return Reconciliation(tuple(outcomes), tuple(breaks(known)), unpaid)


def _month_of(row: StatementRow) -> Month:
    assert row.month is not None, "rows without a month were refused"
    return row.month


def _by_month(row: StatementRow) -> Iterator[StatementRow]:
    """A row for several months as one for each, the amount in equal shares of whole fen, what is left in the last."""
    if row.month is None:
        raise InputError("statement-month", field="month", line=row.line)
    if row.last is None or row.last == row.month:
        yield row
        return
    count = row.last.index - row.month.index + 1
    shares = _shares(row.credited, count)
    for number, share in enumerate(shares):
        month = row.month.plus(number)
        yield replace(row, month=month, last=month, credited=share, own=None, employer=None, other=None)


def _shares(amount: Decimal | None, count: int) -> list[Decimal | None]:
    if amount is None:
        return [None] * count
    share = round_to(EXACT.divide(amount, Decimal(count)), FEN, "down")
    rest = EXACT.subtract(amount, EXACT.multiply(share, Decimal(count - 1)))
    return [*[share] * (count - 1), rest]


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
        about = [_month_of(row) for row in ordered if row.kind not in ("other-fund", "outflow")] or list(self.rows)
        self.first = first or about[0]
        self.last = last or about[-1]
        self.facts = Facts()
        self.matched = False
        self.last_base: Decimal | None = None

    def outcomes(self) -> Iterator[Outcome]:
        """One for each month, and one for each month's rows of other funds."""
        for index in range(self.first.index, self.last.index + 1):
            month = Month.from_index(index)
            rows = self.rows.get(month, [])
            self._learn(rows)
            outcome = self._month(month, rows)
            if outcome is not None:
                self.matched = self.matched or outcome.kind == "ok"
                yield outcome
            yield from self._apart(month, rows)

    def _learn(self, rows: Sequence[StatementRow]) -> None:
        """What a row says holds for the months after it too, until another one says otherwise."""
        for row in rows:
            if row.kind in ("other-fund", "outflow"):
                continue
            facts = Facts(
                region=row.region or self.facts.region,
                status=row.status or self.facts.status,
                flexible=row.flexible if row.status else self.facts.flexible,
                birth=row.birth or self.facts.birth,
                sex=row.sex or self.facts.sex,
                base=row.base if row.base is not None else self.facts.base,
            )
            if facts != self.facts:
                self.facts = facts

    def _apart(self, month: Month, rows: Sequence[StatementRow]) -> Iterator[Outcome]:
        for row in rows:
            if row.kind == "other-fund" and row.credited:
                facts = {"label": row.label}
                yield self._outcome(month, [row], None, "other-fund", row.credited, facts=facts)

    def _month(self, month: Month, rows: Sequence[StatementRow]) -> Outcome | None:
        counted = [row for row in rows if row.kind in ("credit", "correction")]
        unknown = [row for row in rows if row.kind == "unknown-code"]
        if unknown:
            return self._unknown(month, [*unknown, *counted], total(row.credited or ZERO for row in counted))
        try:
            answer = self.rules.answer(self.facts, month)
        except InputError as error:
            return self._outcome(month, counted, None, "no-rule", error=error) if rows else None
        if not isinstance(answer, Credit):
            return self._outcome(month, counted, answer, "no-rule")
        if answer.account_year is not None:
            return self._year(answer, month)
        outcome = self._compared(answer, month, counted)
        unpaid = [row for row in rows if row.kind == "unpaid"]
        if outcome is not None and outcome.kind == "missing" and unpaid:
            return replace(outcome, lines=tuple(row.line for row in unpaid), facts={"unpaid": unpaid[0].label})
        return outcome

    def _unknown(self, month: Month, rows: Sequence[StatementRow], credited: Decimal) -> Outcome:
        codes = ";".join(f"{code.field}={code.value}" for row in rows for code in row.unknown)
        return self._outcome(month, rows, None, "unknown-code", credited, differs=True, facts={"codes": codes})

    def _year(self, answer: Credit, month: Month) -> Outcome | None:
        """A rule posted once a year: all rows of the account year together, in the year's first month."""
        start = answer.account_year
        assert start is not None
        if month != max(start, self.first):
            return None
        span = [Month.from_index(number) for number in range(start.index, start.index + 12)]
        counted = [row for one in span for row in self.rows.get(one, []) if row.kind in ("credit", "correction")]
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
        now = Month.of(self.today)
        if now != month:
            return now > month
        last = _last_day(self.rules.postings(self.facts, month))
        return last is not None and self.today.day > last

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
        before, self.last_base = self.last_base, self.facts.base
        if before is not None and self.facts.base is not None and self._base_moved(answer, before):
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
        last = _last_day(self.rules.postings(self.facts, month))
        for row in rows:
            if row.posted is None or row.month_from_posting:
                continue
            arrived = Month.of(row.posted) if isinstance(row.posted, date) else row.posted
            too_late = arrived.index - start.index >= LATE_MONTHS
            if last is not None:
                too_late = arrived > start
                if arrived == start and isinstance(row.posted, date):
                    too_late = row.posted.day > last
            if too_late:
                return {"posted": str(row.posted), "day": str(last or "")}
        return None

    def _different(self, answer: Credit, month: Month, rows: Sequence[StatementRow], credited: Decimal) -> Outcome:
        """Another amount than the rule's: the most specific explanation that gives it to the fen."""
        kind, differs, facts = (
            self._as_deduction(answer, rows, credited)
            or self._as_declared(answer, month, credited)
            or self._as_band(month, credited)
            or self._as_base(month, credited)
            or ("missing" if not credited else "short" if credited < answer.net else "over", True, {})
        )
        return self._outcome(month, rows, answer, kind, credited, differs, facts)

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

    def _as_declared(
        self, answer: Credit, month: Month, credited: Decimal
    ) -> tuple[OutcomeKind, bool, dict[str, str]] | None:
        """What the base in the file gives, where another one was given besides."""
        if self.facts.base is None or not self.rules.base_given or answer.base is None:
            return None
        declared = self.rules.declared(self.facts, month)
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

    def _as_base(self, month: Month, credited: Decimal) -> tuple[OutcomeKind, bool, dict[str, str]] | None:
        """Another base, where the file shows none: believed when a month beside it has the same amount."""
        if self.facts.base is not None or not self._repeated(month, credited):
            return None
        bases = self.rules.other_bases(self.facts, month, credited)
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
            lines=tuple(row.line for row in rows),
            credited=credited if credited is not None else self._amount(rows),
            expected=answer.net if isinstance(answer, Credit) else None,
            owed=max(missing, ZERO) if differs and compared else ZERO,
            surplus=max(-missing, ZERO) if differs and compared else ZERO,
            answer=answer,
            facts=facts or {},
            error=error,
        )


def _last_day(postings: Sequence[Posting]) -> int | None:
    """The last day of the month by which the money arrives; None where no rule says."""
    days = [item.last_day or item.first_day for item in postings if item.every == "month"]
    return max((day for day in days if day is not None), default=None)
