"""`yibao reconcile`: a statement against the rules."""

import gc
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path

from ..api import reconcile
from ..core.errors import MissingInputError, RegionError
from ..core.month import Month, parse_month
from ..core.person import Person
from ..core.reconcile import Outcome, Reconciliation
from ..core.region import Region
from ..core.spoken import read_status
from ..core.statement import StatementRow
from ..render.reconcile import LETTER, BadLine, Read, letter
from ..render.rows import Found
from ..rulebook.book import Rulebook
from ..tables.headers import read_override
from ..tables.identity import mask, mask_name
from ..tables.statements import Statement, read_statement
from .evidence import found_behind
from .exit_codes import ExitCode
from .forms import Forms, put_form
from .inputs import read_choice, read_form, read_person
from .mapping import print_mapping
from .options import ReconcileOptions
from .schedule import read_base_changes


def run(options: ReconcileOptions) -> ExitCode:
    """Answers and prints. Raises InputError for a file or a question that cannot be read."""
    gc.disable()  # a short process that keeps nearly all it makes: collecting is a third of its time
    form = read_form(options)
    to = read_choice(options.letter, LETTER, "letter") if options.letter is not None else None
    given = _given(options)
    statement = read_statement(options.file, list(map(read_override, options.map)), options.encoding, options.sheet)
    if options.show_mapping:
        print_mapping(statement.mapping, statement.file, statement.form, form)
        return ExitCode.ANSWER
    book = Rulebook.open(options.rules)
    place = book.region(options.region) if options.region is not None else None
    result = reconcile(
        _with_month(statement.rows, options.month),
        given,
        today=date.today(),
        status=read_status(options.status) if options.status is not None else None,
        region=place,
        retirement=_month(options.retire, "retire"),
        base_changes=read_base_changes(options.base_change),
        first=_month(options.from_, "from"),
        last=_month(options.to, "to"),
        rulebook=book,
    )
    _check_asked(result)
    if not options.keep_ids:
        result = _masked(result)
    bad = [BadLine(item.line, item.why) for item in statement.bad]
    read = Read(Path(statement.file).name, statement.form, bad, _other_regions(statement, place, book))
    _print(result, read, letter(result, to) if to else None, form, book)
    return _exit_code(result, read)


def _given(options: ReconcileOptions) -> Person:
    """What was said of the person; where the status is not among it, another stands in that `reconcile` ignores."""
    return read_person(options if options.status is not None else replace(options, status="flexible"))


def _month(text: str | None, field: str) -> Month | None:
    return parse_month(text, field) if text is not None else None


def _with_month(rows: Sequence[StatementRow], text: str | None) -> Sequence[StatementRow]:
    """The rows, those without a month of their own for the month given. Raises MissingInputError without one."""
    month = _month(text, "month")
    if all(row.month is not None for row in rows):
        return rows
    if month is None:
        raise MissingInputError(("month",))
    return [row if row.month is not None else replace(row, month=month) for row in rows]


def _check_asked(result: Reconciliation) -> None:
    """Where no month could be asked about for want of the same input, that input is asked for. Raises the error."""
    errors = [item.error for item in result.outcomes if item.error is not None]
    if errors and result.compared == 0 and isinstance(errors[0], MissingInputError):
        raise errors[0]


def _other_regions(statement: Statement, place: Region | None, book: Rulebook) -> list[str]:
    """Names of regions in the file that are not the one given."""
    if place is None:
        return []
    named = {}
    for written in {row.region for row in statement.rows if row.region}:
        with suppress(RegionError):
            region = book.region_of_area(written)
            named[region.id] = region.name
    return sorted(name for id, name in named.items() if id != place.id)


def _masked(result: Reconciliation) -> Reconciliation:
    """The result without numbers and names of people."""
    return replace(result, outcomes=tuple(_masked_outcome(item) for item in result.outcomes))


def _masked_outcome(item: Outcome) -> Outcome:
    return replace(item, person=mask(item.person), name=mask_name(item.name))


def _exit_code(result: Reconciliation, read: Read) -> ExitCode:
    if read.bad:
        return ExitCode.SOME_ROWS_FAILED
    if result.differs:
        return ExitCode.DIFFERENCES
    return ExitCode.ANSWER if result.compared else ExitCode.NO_RULE


def _print(result: Reconciliation, read: Read, draft: str | None, form: str, book: Rulebook) -> None:
    from ..render import reconcile as words

    def found() -> Found:
        return found_behind([item.answer for item in result.outcomes if item.answer is not None], book)

    forms = Forms(
        numbers=lambda: [f"{result.owed:.2f}"],
        records=lambda: (words.RECORD_COLUMNS, words.reconcile_records(result)),
        document=lambda: words.reconcile_document(result, read, found(), draft),
        report=lambda: words.reconcile_report(result, read, found(), draft),
    )
    put_form(form, forms)
