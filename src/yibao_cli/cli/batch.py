"""`yibao batch`: a table of people."""

import csv
import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from itertools import islice
from pathlib import Path

from ..batch.people import Given, PeopleReader
from ..batch.record import AMOUNTS, COLUMNS, ERROR
from ..batch.rows import Done, Engine, Summary, headings
from ..batch.writing import FORMATS, SheetWriter, Writer, open_text, text_writer, workbook
from ..core.errors import InputError
from ..core.month import Month, parse_month
from ..core.spoken import read_status
from ..core.text import harmless
from ..outputs import STANDARD_OUTPUT, check_targets
from ..render.batch import error_text, sheet_cells, sheet_headings, source_rows, summary_lines
from ..rulebook.book import Rulebook
from ..tables.headers import read_override
from ..tables.records import Records, open_records
from .dry_run import SHOWN, print_dry_run
from .engines import read_engine, refuse
from .exit_codes import ExitCode
from .inputs import read_person
from .options import BatchOptions, SheetOptions, as_person
from .output import say
from .progress import progress

MOST_MONTHS = 1200
ENGINES = ("rows", "polars", "spark")


def run(options: BatchOptions) -> ExitCode:
    """Answers every row and writes the table. Raises InputError for a file that cannot be read or written."""
    gc.disable()  # a short process; what it keeps has no cycles
    output = read_output(options)
    book = Rulebook.open(options.rules)
    months = read_months(options.month) if options.month is not None else ()
    given = given_for_all(options, months, book)
    engine = read_engine(options.engine, ENGINES, options.file, output)
    if engine != "rows":
        from .batch_columns import run_columns

        return run_columns(options, engine, output, given, book)
    refuse({"--master": options.master}, "spark-option")
    refuse({"--overwrite": options.overwrite}, "folder-option")
    form = output_format(output, options.format, options.file)
    check_targets({"-o": output, "--errors": options.errors}, options.file)
    records = open_records(options.file, list(map(read_override, options.map)), options.encoding, options.sheet)
    reader = PeopleReader(records.mapping, given, book)
    answering = Engine(records, reader, book, error_text, alike=form != "xlsx")
    if options.dry_run:
        return _dry_run(records, answering)
    summary = Summary()
    with _problems(options.errors) as note, progress() as tick:
        rows = _counted(answering.rows(options.keep_ids), summary, note, tick)
        if form == "xlsx":
            _write_workbook(Path(output), records, rows, summary, book)
        else:
            with text_writer(output, form, headings(records.mapping), options.excel) as writer:
                _write(rows, writer)
    if not options.quiet:
        _tell(summary, len(records.totals))
    return ExitCode.SOME_ROWS_FAILED if summary.failed else ExitCode.ANSWER


def read_output(options: BatchOptions) -> str:
    """Where the output goes. Raises InputError if it is said twice."""
    if options.target is not None and options.output is not None:
        raise InputError("output-twice", field="output", value=options.target)
    return options.target or options.output or STANDARD_OUTPUT


def output_format(output: str, asked: str | None, source: str) -> str:
    """The kind of the output: as asked, as the suffix says, else that of the input. Raises InputError."""
    form = asked or Path(output).suffix.lower().removeprefix(".") or Path(source).suffix.lower().removeprefix(".")
    if form in ("", "txt", "xlsm") and asked is None:
        form = "csv"
    if form not in FORMATS:
        raise InputError("batch-format", field="format", value=form, choices=FORMATS)
    if form == "xlsx" and output == STANDARD_OUTPUT:
        if asked is not None:
            raise InputError("xlsx-to-stdout", field="output")
        form = "csv"
    return form


def given_for_all(options: SheetOptions, months: tuple[Month, ...], book: Rulebook) -> Given:
    """What the command line says of every row."""
    return Given(
        region=book.region(options.region) if options.region is not None else None,
        status=read_status(options.status) if options.status is not None else None,
        person=read_person(as_person(options, "flexible")),
        months=months,
    )


def read_months(text: str) -> tuple[Month, ...]:
    """'2025-08', or '2025-01..2025-12' with both ends. Raises InputError."""
    first_text, dots, last_text = text.partition("..")
    first = parse_month(first_text, "month")
    last = parse_month(last_text, "month") if dots else first
    if last < first:
        raise InputError("month-span", field="month", value=str(last), first=str(first))
    if last.index - first.index >= MOST_MONTHS:
        raise InputError("schedule-too-long", field="month", value=str(last), first=str(first), years=MOST_MONTHS // 12)
    return tuple(first.plus(count) for count in range(last.index - first.index + 1))


def _counted(
    rows: Iterator[Done], summary: Summary, note: Callable[[Done], None], tick: Callable[[int], None]
) -> Iterator[Done]:
    for done in rows:
        summary.add(done)
        if done.failed:
            note(done)
        tick(1)
        yield done


def _write(rows: Iterator[Done], writer: Writer) -> None:
    for done in rows:
        writer.write(done.cells)


def _write_workbook(target: Path, records: Records, rows: Iterator[Done], summary: Summary, book: Rulebook) -> None:
    """The result, the sources it rests on, the problems: three sheets."""
    own = len(records.mapping.columns)
    amounts = frozenset(own + COLUMNS.index(name) for name in AMOUNTS)
    problems: list[tuple[str, str, str]] = []
    with workbook(target) as new:
        result = SheetWriter(new, "结果", sheet_headings(headings(records.mapping), own), amounts)
        for done in rows:
            result.write(sheet_cells(done.cells, own, done.answer))
            if done.failed:
                problems.append(_problem(done))
        sources = SheetWriter(new, "来源", ("规则", "标题", "算法", "等级", "最后确认", "来源"), frozenset())
        for cited in source_rows(summary.policies.values(), book.sources):
            sources.write(cited)
        listed = SheetWriter(new, "问题", ("行", "代码", "原因"), frozenset())
        for problem in problems:
            listed.write(problem)


@contextmanager
def _problems(target: str | None) -> Iterator[Callable[[Done], None]]:
    """Where rows without an answer are written besides: nowhere, or a CSV file."""
    if target is None:
        yield lambda done: None
        return
    with open_text(target, "utf-8-sig") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(("line", "code", "reason"))
        yield lambda done: writer.writerow(map(harmless, _problem(done)))


def _problem(done: Done) -> tuple[str, str, str]:
    """Line, code, reason."""
    return str(done.line), done.code, done.cells[len(done.cells) - len(COLUMNS) + ERROR]


def _tell(summary: Summary, totals: int) -> None:
    """What became of the rows, on standard error."""
    found = [(count, summary.examples[code]) for code, count in summary.problems.most_common()]
    problems = [(count, done.line, done.error or done.answer) for count, done in found]
    lines = summary_lines(
        summary.rows,
        totals,
        summary.states,
        summary.regions,
        f"{Decimal(summary.monthly).scaleb(-2):.2f}",
        [(count, line, why) for count, line, why in problems if why is not None],
    )
    for line in lines:
        say(line)


def _dry_run(records: Records, answering: Engine) -> ExitCode:
    """The columns as they were understood, and the first rows; nothing is written."""
    first = [(str(done.line), *done.cells[-len(COLUMNS) :]) for done in islice(answering.rows(), SHOWN)]
    print_dry_run(records.mapping, records.table.name, records.table.kind, first)
    return ExitCode.ANSWER
