"""A statement against the rules: one typed outcome for each person and month. Pure; what the rules say is asked for."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import groupby

from .balance_checks import breaks
from .contribution import due_contribution, own_contribution, paid_besides
from .credit import Credit
from .differences import Difference, explain_difference
from .errors import InputError
from .frozen import replace
from .money import EXACT, FEN, ZERO, total
from .month import Month
from .outcome import Facts, Outcome, Reconciliation
from .posting import deadline
from .rule_change import with_rule_changes
from .statement_months import APART, by_month, by_the_month, learned, month_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from .credit import Answer
    from .errors import YibaoError
    from .literals import Course, OutcomeKind, RowKind
    from .outcome import Rules
    from .statement import StatementRow

LATE_MONTHS = 2
"""Where no rule says when the money arrives, it is late this many months after the month it is for."""

_COUNTED: tuple[RowKind, ...] = ("credit", "correction")


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
        parts = by_month(of_one, rules)
        unpaid += (row for row in parts if row.kind == "unpaid")
        outcomes += _Person(number, parts, rules, today, first, last).outcomes()
    unpaid.sort(key=lambda row: row.line)
    return Reconciliation(tuple(with_rule_changes(outcomes)), tuple(breaks(known)), tuple(unpaid))


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
        ordered = sorted(rows, key=month_of)
        self.rows = {month: list(of_month) for month, of_month in groupby(ordered, key=month_of)}
        about = [month_of(row) for row in ordered if row.kind not in APART]
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
                self.facts = learned(self.facts, row)
            outcome = self._month(month, rows)
            if outcome is not None:
                outcome = self._with_contribution(outcome, rows)
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
            told = self.asked or any(row.kind not in APART for row in rows)
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

    def _with_contribution(self, found: Outcome, rows: Sequence[StatementRow]) -> Outcome:
        """What was paid of the wage held against the base: alone, where the file has no credits."""
        counted = [row for row in rows if row.kind in _COUNTED]
        if any(row.kind == "correction" or row.difference for row in counted):
            return found  # what was given back or topped up is of more than this month's base
        paid = [row.paid for row in counted if row.paid is not None]
        if not paid or not isinstance(found.answer, Credit):
            return found
        own = own_contribution(found.answer)
        if own is None:
            return found
        besides = paid_besides(self.rules.contributions(self.facts, found.month), found.answer)
        due = due_contribution(own, besides, total(paid))
        found = replace(found, paid=total(paid), paid_due=due)
        alone = found.kind == "no-rule" and found.facts.get("why") == "amount"
        right = found.kind in ("ok", "deduction", "base-changed") and not found.differs
        if found.paid != due and (alone or right):
            return replace(found, kind="contribution-differs", differs=True, facts={})
        return replace(found, kind="ok", facts={}) if alone else found

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
            return self._compared(by_the_month(answer), month, rows)
        if self.year[1] == "at-once" and begins:
            return self._at_once(answer, start, month)
        left = [row for row in rows if row.line not in self.in_year]
        entered = by_the_month(answer)
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
        until = deadline(self.rules.postings(self.facts, month), month)
        now = Month.of(self.today)
        return now > month if until is None else (now, self.today.day) > until

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
        arrivals = [row.posted for row in rows if row.posted is not None and not row.month_from_posting]
        if not arrivals:
            return None
        start = answer.account_year or month
        until = deadline(self.rules.postings(self.facts, month), start)
        for posted in arrivals:
            after = 12 * (posted.year - start.year) + posted.month - start.month
            if until is None:
                if after >= LATE_MONTHS:
                    return {"posted": str(posted), "day": "", "lag": ""}
                continue
            lag = until[0].index - start.index
            if after > lag or (after == lag and isinstance(posted, date) and posted.day > until[1]):
                return {"posted": str(posted), "day": str(until[1]), "lag": str(lag)}
        return None

    def _different(self, answer: Credit, month: Month, rows: Sequence[StatementRow], credited: Decimal) -> Outcome:
        """Another amount than the rule's."""
        nearby = [self._booked(month.plus(step)) for step in (-1, 1)]
        found = Difference(self.rules, self.facts, answer, month, rows, credited, nearby, self.matched)
        kind, differs, facts, other = explain_difference(found)
        return self._outcome(month, rows, other or answer, kind, credited, differs, facts)

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
