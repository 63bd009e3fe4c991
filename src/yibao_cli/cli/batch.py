"""`yibao batch`: a table of people."""

import csv
import gc
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from ..batch.people import Given, PeopleReader
from ..batch.record import COLUMNS, ERROR
from ..batch.rows import Done, Engine, Summary, headings
from ..batch.writing import FORMATS, STANDARD_OUTPUT, SheetWriter, Writer, open_text, text_writer, workbook
from ..core.errors import InputError
from ..core.month import Month, parse_month
from ..core.spoken import read_status
from ..render.batch import error_text, sheet_cells, sheet_headings, source_rows, summary_lines
from ..rulebook.book import Rulebook
from ..tables.headers import read_override
from ..tables.records import Records, open_records
from .exit_codes import ExitCode
from .inputs import read_person
from .mapping import print_mapping
from .options import BatchOptions, SheetOptions, as_person
from .output import say

if TYPE_CHECKING:
    from rich.progress import Progress

SHOWN = 5
"""Rows of a dry run."""
AMOUNTS = ("credit_gross", "deductions", "credit_net", "monthly_equivalent", "base_applied")
MOST_MONTHS = 1200
ENGINES = ("rows", "polars")


def run(options: BatchOptions) -> ExitCode:
    """Answers every row and writes the table. Raises InputError for a file that cannot be read or written."""
    gc.disable()  # a short process; what it keeps has no cycles
    book = Rulebook.open(options.rules)
    months = read_months(options.month) if options.month is not None else ()
    given = given_for_all(options, months, book)
    if read_engine(options) == "polars":
        from .batch_columns import run_columns

        return run_columns(options, given, book)
    form = output_format(options.output, options.format, options.file)
    records = open_records(options.file, list(map(read_override, options.map)), options.encoding, options.sheet)
    reader = PeopleReader(records.mapping, given, book)
    engine = Engine(records, reader, book, error_text)
    if options.dry_run:
        return _dry_run(records, engine, options)
    summary = Summary()
    with _problems(options.errors) as note, _progress() as tick:
        rows = _counted(engine.rows(options.keep_ids), summary, note, tick)
        if form == "xlsx":
            _write_workbook(Path(options.output), records, rows, summary, book)
        else:
            with text_writer(options.output, form, headings(records.mapping), options.excel) as writer:
                _write(rows, writer)
    if not options.quiet:
        _tell(summary, len(records.totals))
    return ExitCode.SOME_ROWS_FAILED if summary.failed else ExitCode.ANSWER


def read_engine(options: BatchOptions) -> str:
    """Rows, or whole columns: as asked, else columns for Parquet. Raises InputError for another word."""
    if options.engine is not None and options.engine not in ENGINES:
        raise InputError("choice-unknown", field="engine", value=options.engine, choices=ENGINES)
    parquet = any(text.lower().endswith(".parquet") for text in (options.file, options.output))
    return options.engine or ("polars" if parquet else "rows")


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
    rows: Iterator[Done], summary: Summary, note: Callable[[Done], None], tick: Callable[[], None]
) -> Iterator[Done]:
    for done in rows:
        summary.add(done)
        if done.failed:
            note(done)
        tick()
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
        for cited in source_rows(summary.policies, book.sources):
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
        yield lambda done: writer.writerow(_problem(done))


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
        f"{summary.monthly:.2f}",
        [(count, line, why) for count, line, why in problems if why is not None],
    )
    for line in lines:
        say(line)


@contextmanager
def _progress() -> Iterator[Callable[[], None]]:
    """A count of rows on a terminal's standard error, for work that takes longer than a second."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield lambda: None
        return
    import time

    started, count = time.monotonic(), 0
    shown: Progress | None = None
    task = None

    def tick() -> None:
        nonlocal shown, task, count
        count += 1
        if count % 1000:
            return
        if shown is None and time.monotonic() - started > 1:
            from rich.console import Console
            from rich.progress import Progress, SpinnerColumn, TextColumn

            count_of = TextColumn("已算 {task.completed} 行")
            shown = Progress(SpinnerColumn(), count_of, console=Console(stderr=True), transient=True)
            shown.start()
            task = shown.add_task("")
        if shown is not None and task is not None:
            shown.update(task, completed=count)

    try:
        yield tick
    finally:
        if shown is not None:
            shown.stop()


def _dry_run(records: Records, engine: Engine, options: BatchOptions) -> ExitCode:
    """The columns as they were understood, and the first rows; nothing is written."""
    from ..render.terminal import print_table

    print_mapping(records.mapping, records.table.name, records.table.kind, "text")
    first = islice(engine.rows(), SHOWN)
    print_table(("行", *COLUMNS), [(str(done.line), *done.cells[-len(COLUMNS) :]) for done in first])
    return ExitCode.ANSWER
