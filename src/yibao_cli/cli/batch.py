"""`yibao batch`: a table of people, or a directory of them."""

from __future__ import annotations

import gc
from pathlib import Path

from ..batch.memory import hold_little
from ..core.errors import InputError
from ..core.frozen import replace
from ..core.month import Month, parse_month
from ..core.spoken import read_status
from ..outputs import STANDARD_OUTPUT, check_targets
from ..render import words
from ..render.batch import OFF, Problem, Summary, error_text, summary_lines
from ..rulebook.book import Rulebook
from ..rulebook.directory import is_folder
from ..tables.headers import read_override
from ..tables.plans import none_known
from .dry_run import SHOWN, print_dry_run
from .engines import extra, refuse
from .exit_codes import ExitCode
from .inputs import read_person, read_span
from .kept import say_kept
from .options import as_person
from .output import say, this_month
from .outputs import check_output
from .progress import progress
from .reading import asked_of, tell

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..batch.folder import Job
    from ..batch.people import Defaults
    from ..batch.reading import InputTable
    from ..batch.totals import Totals
    from .options import BatchOptions, SheetOptions

MOST_MONTHS = 1200
SPARK = "spark"


def run(options: BatchOptions) -> int:
    """Answers every row and writes the table. Raises InputError for a file that cannot be read or written."""
    gc.disable()  # a short process; what it keeps has no cycles
    output = read_output(options)
    if options.engine not in (None, SPARK):
        raise InputError("choice-unknown", field="engine", value=options.engine, choices=(SPARK,))
    if options.engine is None:
        refuse({"--master": options.master}, "spark-option")
    hold_little(Path(options.file))
    with extra("polars-missing"):
        import polars  # noqa: F401
    book = Rulebook.open(options.rules)
    months = read_months(options.month) if options.month is not None else ()
    given = row_defaults(options, months, book)
    if options.engine == SPARK or _is_folder(options.file, output):
        return _run_folder(options, output, given, book)
    return _run_file(options, output, given, book)


def _is_folder(file: str, output: str) -> bool:
    """Whether to write a folder of tables: one was given, or a table that is a folder and not to become one file."""
    from ..batch.folder import KINDS
    from ..batch.lake import kind_of

    folder = Path(file)
    if not is_folder(folder):
        return False
    if kind_of(folder) is None or not (output == STANDARD_OUTPUT or Path(output).suffix.lower() in KINDS):
        return True
    if output != STANDARD_OUTPUT and Path(output).resolve().is_relative_to(folder.resolve()):
        raise InputError("folder-overlap", field="output", value=output)
    return False


def _run_file(options: BatchOptions, output: str, given: Defaults, book: Rulebook) -> int:
    from ..batch.reading import open_table
    from ..batch.running import run as answer
    from ..batch.writing import Problems, Target, write_problems

    form = output_format(output, options.format, options.file)
    overrides = list(map(read_override, options.map))
    asked = asked_of(options, book, given.region is not None, bool(given.months))
    source = open_table(options.file, overrides, options.encoding, options.sheet, options.keep_ids, asked)
    if options.dry_run:
        return _dry_run(source, given, book)
    if options.keep_ids:
        say_kept([source.layout.headings[place] for place in source.layout.mapping.personal])
    check_targets({"-o": output, "--errors": options.errors}, options.file)
    check_output(output, options.overwrite)
    check_output(options.errors, options.overwrite)
    problems = Problems() if options.errors is not None else None
    with progress() as tick:
        target = Target(output, form, options.excel, _workbook(form))
        totals = answer(source, target, given, book, error_text, tick=tick, problems=problems)
    if options.errors is not None and problems is not None:
        write_problems(problems.frame(), Path(options.errors))
    return _told(options, totals, book, source)


def _run_folder(options: BatchOptions, output: str, given: Defaults, book: Rulebook) -> int:
    from ..batch.folder import parts_of, run_here
    from ..batch.reading import open_table
    from ..batch.writing import FORMATS, Problems, write_problems

    source = Path(options.file)
    if options.format is not None and options.format not in FORMATS:
        raise InputError("batch-format", field="format", value=options.format, choices=FORMATS)
    if options.dry_run:
        first = parts_of(source, options.format)[0]
        overrides = list(map(read_override, options.map))
        asked = asked_of(options, book, given.region is not None, bool(given.months))
        table = open_table(first.source, overrides, options.encoding, options.sheet, asked=asked, folders=first.folders)
        return _dry_run(table, given, book)
    if output == STANDARD_OUTPUT:
        raise InputError("folder-no-output", field="output")
    check_targets({"--errors": options.errors})
    check_output(options.errors, options.overwrite)
    problems = Problems() if options.errors is not None else None
    if options.keep_ids:
        say_kept([])
    job = _job(options, given, book)
    if options.engine == SPARK:
        with extra("spark-missing"):
            from ..batch import spark
        import logging

        logging.disable()  # what went wrong is raised; the rest are pages about Java
        totals = spark.run(source, Path(output), job, options.master, options.format, options.overwrite, problems)
    else:
        with progress() as tick:
            totals = run_here(source, Path(output), job, options.format, options.overwrite, tick, problems)
    if options.errors is not None and problems is not None:
        write_problems(problems.frame(), Path(options.errors))
    return _told(options, totals, book)


def _job(options: BatchOptions, given: Defaults, book: Rulebook) -> Job:
    from ..batch.folder import Job
    from ..rulebook.sealed import seal

    return Job(
        given,
        seal(book),
        error_text,
        tuple(map(read_override, options.map)),
        options.keep_ids,
        options.encoding,
        options.sheet,
        options.excel,
        _workbook("xlsx", there=False),
        replace(asked_of(options, book, given.region is not None, bool(given.months)), is_region=none_known),
    )


def _workbook(form: str, there: bool = True) -> Any:
    """What writes workbooks. Raises InputError where one is asked for and the library is missing."""
    if form != "xlsx":
        return None
    try:
        from .workbook import ResultBook
    except ImportError:
        if there:
            raise InputError("xlsx-missing", file="--output") from None
        return None
    return ResultBook


def read_output(options: BatchOptions) -> str:
    """Where the output goes. Raises InputError if it is given twice."""
    if options.target is not None and options.output is not None:
        raise InputError("output-twice", field="output", value=options.target)
    return options.target or options.output or STANDARD_OUTPUT


def output_format(output: str, asked: str | None, source: str) -> str:
    """The kind of the output: as asked, as the suffix says, else that of the input. Raises InputError."""
    from ..batch.folder import form_of
    from ..batch.writing import FORMATS

    suffix = Path(output).suffix.lower().removeprefix(".")
    form = asked or (form_of(source) if not suffix else form_of(output) if suffix in ("txt", "xlsm") else suffix)
    if form not in FORMATS:
        raise InputError("batch-format", field="format", value=form, choices=FORMATS)
    if output == STANDARD_OUTPUT and form in ("xlsx", "parquet"):
        if asked is not None:
            raise InputError("binary-to-stdout", field="output", value=form.upper())
        form = "csv"
    return form


def row_defaults(options: SheetOptions, months: tuple[Month, ...], book: Rulebook) -> Defaults:
    """What the command line gives for every row."""
    from ..batch.people import Defaults

    return Defaults(
        region=book.region(options.region) if options.region is not None else None,
        status=read_status(options.status) if options.status is not None else None,
        person=read_person(as_person(options, "flexible")),
        months=months,
        this_month=this_month(),
        max_age=read_span(getattr(options, "max_age", None)),
        check=getattr(options, "check", False),
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


def _dry_run(source: InputTable, given: Defaults, book: Rulebook) -> int:
    """The columns as they were understood, and the first rows; nothing is written, nothing asked for."""
    from ..batch.record import our_columns
    from ..batch.running import first_rows

    rows = first_rows(source, given, book, error_text, SHOWN)
    print_dry_run(source.layout.mapping, source.name, source.kind, our_columns(given.check), rows)
    if source.records is not None:
        tell(source.records.notes)
    return ExitCode.ANSWER


def _told(options: BatchOptions, totals: Totals, book: Rulebook, source: InputTable | None = None) -> int:
    """Prints a summary of the rows on standard error."""
    if not options.quiet:
        if source is not None and source.records is not None:
            cut = "number-cut" if totals.cut else ""  # the summary says it
            tell(note for note in source.records.notes if note.code != cut)
        for line in summary_lines(summary_of(totals, book, source)):
            say(line)
    if set(totals.errors) == {"evidence-too-old"}:
        return ExitCode.WEAK_EVIDENCE
    if totals.errors:
        return ExitCode.SOME_ROWS_FAILED
    return ExitCode.DIFFERENCES if any(code in totals.checks for code in OFF) else ExitCode.ANSWER


def summary_of(totals: Totals, book: Rulebook, source: InputTable | None) -> Summary:
    """The summary of the rows, ready to be put into words."""
    names = {id: words.place(region) for id, region in book.places.regions.items()}
    problems = [(totals.examples[code], code, count) for code, count in totals.errors.most_common()]
    months = sorted(totals.months)
    regions = sorted(totals.regions.items(), key=lambda item: (-item[1], item[0]))
    return Summary(
        rows=totals.rows,
        sums=totals.sums,
        cut=totals.cut,
        states=totals.states,
        regions={names[id]: count for id, count in regions},
        monthly=totals.monthly,
        projected=totals.projected,
        oldest=totals.oldest,
        pack=book.digest if book.pack else None,
        overlay=book.overlay,
        months=[str(Month.from_index(month)) for month in months[:1] + months[1:][-1:]],
        assumed_month=totals.assumed_month,
        problems=[Problem(count, item.row, item.file, item.reason, code) for item, code, count in problems],
        checks=totals.checks,
        columns=source.layout.fields if source is not None else {},
        unmatched=source.layout.mapping.unmatched if source is not None else (),
    )
