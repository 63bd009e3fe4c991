"""The assumptions that `reconcile` made, and the inputs it did not use."""

from __future__ import annotations

from ..core.credit import Credit
from ..language import tr
from ..render.reconcile import Note
from ..render.words import STATUS
from ..tables.headers import MONTHS
from ..tables.statements import MONEY
from ..tables.vocabulary import vocabulary

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..core.outcome import Reconciliation
    from ..core.person import Person
    from ..tables.statements import Statement
    from .options import ReconcileOptions

_OPTIONAL = ("base", "salary", "pension", "plan", "group", "sex", "paid_years", "average_pension", "average_wage")
"""What is given of a person beside the file, and may have been given in vain."""


def notes(statement: Statement, options: ReconcileOptions, given: Person, result: Reconciliation) -> tuple[Note, ...]:
    """All notes, in the order in which they are shown."""
    return (
        *_of_file(statement, result),
        *_of_status(statement, options, given),
        *_of_age(given, result),
        *_of_options(given, result),
    )


def _of_file(statement: Statement, result: Reconciliation) -> Iterator[Note]:
    """How the file was read, and what it leaves open: the month, one of two columns, whether a year's came at once."""
    yield from (Note(note.code, note.facts) for note in statement.notes)
    if any(row.month_from_posting for row in statement.rows if row.kind in ("credit", "correction")):
        yield Note("month-from-posting")
    if any(_by_month(item.answer) for item in result.outcomes):
        yield Note("by-month")
    fields = vocabulary().fields
    for item in statement.mapping.doubled:
        guessed = statement.mapping.fields[item.field].how != "override"
        if guessed and item.field in (*MONEY, *MONTHS):
            yield Note("column-doubled", {"column": item.column, "kept": item.kept, "field": fields[item.field].shown})


def _by_month(answer: object) -> bool:
    """Whether a credit posted once a year was compared with the file as that of a month."""
    return isinstance(answer, Credit) and answer.period == "year" and answer.account_year is None


def _of_status(statement: Statement, options: ReconcileOptions, given: Person) -> Iterator[Note]:
    """The file says itself who is retired."""
    found = dict.fromkeys(row.status for row in statement.rows if row.status is not None)
    if options.status is not None and set(found) - {given.status}:
        yield Note(
            "status-of-file",
            {"found": tr("、").join(tr(STATUS[status]) for status in found), "given": tr(STATUS[given.status])},
        )
    if options.retire is not None and found:
        yield Note("retire-unused")


def _of_age(given: Person, result: Reconciliation) -> Iterator[Note]:
    """An age is that of one month."""
    credits = [item.answer for item in result.outcomes if isinstance(item.answer, Credit)]
    months = {credit.month for credit in credits if credit.policy.uses_age and credit.person.birth is None}
    if given.age is not None and len(months) > 1:
        yield Note("age-for-all", {"age": str(given.age), "months": str(len(months))})


def _of_options(given: Person, result: Reconciliation) -> Iterator[Note]:
    """Inputs that no rule used."""
    credits = [item.answer for item in result.outcomes if isinstance(item.answer, Credit)]
    for field in _OPTIONAL:
        if credits and getattr(given, field) is not None and not any(_uses(credit, field) for credit in credits):
            yield Note("option-unused", {"field": field})


def _uses(credit: Credit, field: str) -> bool:
    unused = any(item.code == "input-unused" and item.facts["field"] == field for item in credit.warnings)
    return getattr(credit.person, field) is not None and not unused
