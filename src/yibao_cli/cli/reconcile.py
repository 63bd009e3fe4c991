"""`yibao reconcile`: a statement against the rules."""

from __future__ import annotations

import gc
from contextlib import suppress
from datetime import date
from importlib.util import find_spec
from pathlib import Path

from ..api import reconcile
from ..core.credit import Credit
from ..core.errors import InputError, MissingInputError, RegionError
from ..core.frozen import replace
from ..core.month import parse_month
from ..core.person import check_birth
from ..core.spoken import read_status
from ..language import spoken, tr
from ..outputs import check_targets, whole_file
from ..render.reconcile import FOR_THE_OFFICE, LETTER, NOTHING_COMPARED, NOTHING_TO_ASK, BadLine, Read, letter
from ..render.words import place as named_place
from ..rulebook.book import Rulebook
from ..tables.headers import read_override
from ..tables.statements import read_statement
from .course import read_base_changes
from .evidence import evidence_of, read_bar
from .exit_codes import ExitCode
from .forms import Forms, form_text, put_form
from .inputs import read_choice, read_form, read_person
from .kept import say_kept
from .mapping import print_mapping
from .masking import mask_read, mask_result
from .output import complain, say
from .outputs import check_output
from .reading import asked_of
from .reconcile_notes import notes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..core.month import Month
    from ..core.outcome import Reconciliation
    from ..core.person import Person
    from ..core.region import Region
    from ..core.statement import StatementRow
    from ..render.rows import Found
    from ..tables.statements import Statement
    from .options import ReconcileOptions

LETTERS = (".docx", ".txt")
FILES = (".xlsx", ".csv", ".json", ".md", ".html", *LETTERS)
"""What `-o` writes, by the suffix of the file; LETTERS hold the letter alone."""


def run(options: ReconcileOptions) -> int:
    """Answers and prints. Raises InputError for a file or a question that cannot be read."""
    gc.disable()  # a short process that keeps nearly all it makes: collecting is a third of its time
    form = read_form(options)
    output = _output(options, form)
    bar = read_bar(options)
    to = _letter_to(options.letter, form)
    given = _given(options)
    first, last = _span(options)
    book = Rulebook.open(options.rules)
    asked = asked_of(options, book, has_region=options.region is not None, has_month=options.month is not None)
    statement = read_statement(
        options.file, list(map(read_override, options.map)), options.encoding, options.sheet, asked
    )
    if options.show_mapping:
        print_mapping(statement.mapping, statement.file, statement.form, form)
        return ExitCode.ANSWER
    place = book.region(options.region) if options.region is not None else None
    rows = _with_month(statement.rows, options.month)
    _check_age(given, rows)
    result = reconcile(
        rows,
        given,
        today=date.today(),
        status=read_status(options.status) if options.status is not None else None,
        region=place,
        retirement=_month(options.retire, "retire"),
        base_changes=read_base_changes(options.base_change),
        first=first,
        last=last,
        rulebook=book,
    )
    _check_asked(result, options, statement)
    bar.hold([item.answer for item in result.outcomes if isinstance(item.answer, Credit)])
    read = Read(
        Path(statement.file).name,
        statement.form,
        [BadLine(item.line, item.why) for item in statement.bad],
        _other_regions(statement, place, book),
        notes(statement, options, given, result),
    )
    if options.keep_ids:
        say_kept()
    else:
        read, result = mask_read(read, result), mask_result(result)
    draft = letter(result, to) if to else None
    if draft and spoken() != "zh":
        say(tr(FOR_THE_OFFICE))
    if output is None:
        _print(result, read, draft, form, book)
    else:
        _write(output, result, read, draft, book)
    return _exit_code(result, read)


def _output(options: ReconcileOptions, form: str) -> Path | None:
    """The file to write. Raises InputError where it cannot be written, and for a form that files do not have."""
    if options.output is None:
        return None
    said = "-q" if form == "number" else "--json" if options.json else f"--format {form}"
    if form != "text" or options.format is not None:
        raise InputError("formats-conflict", first="-o", second=said)
    output = Path(options.output)
    if output.suffix.lower() not in FILES:
        raise InputError("output-form", value=options.output, choices=FILES)
    if output.suffix.lower() == ".xlsx" and find_spec("xlsxwriter") is None:
        raise InputError("xlsx-missing", file=output.name)
    if output.suffix.lower() in LETTERS and options.letter is None:
        raise InputError("letter-needed", field="letter", value=output.name)
    if output.suffix.lower() == ".docx" and find_spec("docx") is None:
        raise InputError("docx-missing", field="output")
    check_targets({"-o": options.output}, options.file)
    check_output(options.output, options.overwrite)
    return output


def _given(options: ReconcileOptions) -> Person:
    """What was given of the person; without a status, a placeholder stands in that `reconcile` ignores."""
    return read_person(options if options.status is not None else options.but(status="flexible"))


def _letter_to(text: str | None, form: str) -> str | None:
    """The recipient of the letter. Raises InputError in a form that has no room for one."""
    if text is None:
        return None
    to = read_choice(text, LETTER, "letter")
    if form in ("number", "csv"):
        raise InputError("letter-form", field="letter", value="-q" if form == "number" else "--format csv")
    return to


def _span(options: ReconcileOptions) -> tuple[Month | None, Month | None]:
    """The months asked about. Raises InputError where they are in the wrong order."""
    first, last = _month(options.from_, "from"), _month(options.to, "to")
    if first is not None and last is not None and last < first:
        raise InputError("months-order", field="to", value=str(last), first=str(first))
    return first, last


def _check_age(given: Person, rows: Sequence[StatementRow]) -> None:
    """Rejects an age that does not fit the birth in any month of the statement: raises InputError."""
    if given.birth is None or given.age is None:
        return
    problem: InputError | None = None
    for month in sorted({row.month for row in rows if row.month is not None}):
        try:
            check_birth(given.birth, given.age, month)
        except InputError as error:
            problem = error
        else:
            return
    if problem is not None:
        raise problem


def _month(text: str | None, field: str) -> Month | None:
    return parse_month(text, field) if text is not None else None


def _with_month(rows: Sequence[StatementRow], text: str | None) -> Sequence[StatementRow]:
    """The rows, those without a month of their own for the month given.

    Raises MissingInputError without one, InputError where no row needs it.
    """
    month = _month(text, "month")
    if all(row.month is not None for row in rows):
        if month is not None and rows:
            raise InputError("month-not-needed", field="month")
        return rows
    if month is None:
        raise MissingInputError(("month",))
    return [row if row.month is not None else replace(row, month=month) for row in rows]


def _check_asked(result: Reconciliation, options: ReconcileOptions, statement: Statement) -> None:
    """Raises the error if no month could be answered because an input is missing or wrong."""
    problem = next((item.error for item in result.outcomes if item.error is not None), None)
    if problem is None or result.compared:
        return
    if isinstance(problem, MissingInputError):
        if "age" in problem.names and statement.mapping.has("age"):
            raise InputError("statement-age", field=statement.mapping.name("age"))
        raise problem
    if getattr(options, str(problem.facts.get("field")), None) is not None:
        raise problem


def _other_regions(statement: Statement, place: Region | None, book: Rulebook) -> list[str]:
    """Names of regions in the file that are not the one given."""
    if place is None:
        return []
    named = {}
    for written in {row.region for row in statement.rows if row.region}:
        with suppress(RegionError):
            region = book.region_of_area(written)
            named[region.id] = named_place(region)
    return sorted(name for id, name in named.items() if id != place.id)


def _exit_code(result: Reconciliation, read: Read) -> int:
    if read.bad:
        return ExitCode.SOME_ROWS_FAILED
    if result.differs:
        return ExitCode.DIFFERENCES
    return ExitCode.ANSWER if result.compared else ExitCode.NO_RULE


def _write(output: Path, result: Reconciliation, read: Read, draft: str | None, book: Rulebook) -> None:
    """Writes the file; a summary of the months goes to standard error."""
    from ..render.reconcile import summary
    from ..render.rows import label_of

    if output.suffix.lower() in LETTERS and not draft:
        complain(tr(NOTHING_TO_ASK))
    else:
        _write_file(output, result, read, draft, book)
    for row in summary(result, read):
        say(f"{label_of(row)}{tr(':')}{row.text} {row.amount}".rstrip())


def _write_file(output: Path, result: Reconciliation, read: Read, draft: str | None, book: Rulebook) -> None:
    with whole_file(output) as new:
        if output.suffix.lower() == ".xlsx":
            from .reconcile_workbook import write_workbook

            write_workbook(new, result, read, draft, book)
        elif output.suffix.lower() == ".docx":
            from .reconcile_letter import write_letter

            assert draft
            write_letter(new, result, draft, date.today())
        elif output.suffix.lower() == ".txt":
            from ..render.reconcile import letter_text

            assert draft
            new.write_text(letter_text(result, draft, date.today()), encoding="utf-8")
        else:
            text = form_text(output.suffix.lower().removeprefix("."), _forms(result, read, draft, book))
            new.write_text(text.rstrip("\n") + "\n", encoding="utf-8")


def _forms(result: Reconciliation, read: Read, draft: str | None, book: Rulebook) -> Forms:
    from ..render import reconcile as words

    def found() -> Found:
        return evidence_of([item.answer for item in result.outcomes if item.answer is not None], book)

    return Forms(
        numbers=lambda: [f"{result.owed:.2f}"] if result.compared else [],
        records=lambda: (words.RECORD_COLUMNS, words.reconcile_records(result)),
        document=lambda: words.reconcile_document(result, read, found(), draft),
        report=lambda: words.reconcile_report(result, read, found(), draft),
    )


def _print(result: Reconciliation, read: Read, draft: str | None, form: str, book: Rulebook) -> None:
    put_form(form, _forms(result, read, draft, book))
    if form == "number" and not result.compared:
        complain(tr(NOTHING_COMPARED))
