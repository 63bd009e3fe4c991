"""`yibao batch --engine polars` and `--engine spark`: whole columns at a time, for tables larger than memory."""

import logging
from pathlib import Path
from typing import TYPE_CHECKING

from ..batch.kinds import CSV, KINDS
from ..batch.layout import find_layout
from ..batch.memory import hold_little
from ..batch.people import Given
from ..core.errors import InputError
from ..outputs import check_targets
from ..rulebook.book import Rulebook
from ..tables.headers import read_override
from .dry_run import SHOWN, print_dry_run
from .engines import extra, refuse
from .exit_codes import ExitCode
from .options import BatchOptions
from .output import say
from .progress import progress

if TYPE_CHECKING:
    from ..batch.folder import Job
    from ..batch.totals import Totals


def run_columns(options: BatchOptions, engine: str, output: str, given: Given, book: Rulebook) -> ExitCode:
    """Answers every row and writes the table, or the directory of tables. Raises InputError for what it cannot do."""
    refuse({"--excel": options.excel, "--encoding": options.encoding, "--sheet": options.sheet}, "columns-option")
    if engine != "spark":
        refuse({"--master": options.master}, "spark-option")
    source, target = Path(options.file), Path(output)
    hold_little(source)
    with extra("polars-missing"):
        from ..batch import streaming  # noqa: F401
    if engine == "spark" or source.is_dir():
        refuse({"--dry-run": options.dry_run}, "columns-option")
        totals = _run_folder(options, engine, source, target, _job(options, given, book))
    elif options.dry_run:
        return _dry_run(options, source, given, book)
    else:
        totals = _run_file(options, source, target, given, book)
    if not options.quiet:
        _tell(totals, book)
    return ExitCode.SOME_ROWS_FAILED if totals.errors else ExitCode.ANSWER


def _run_file(options: BatchOptions, source: Path, target: Path, given: Given, book: Rulebook) -> "Totals":
    from ..batch.streaming import run

    refuse({"--overwrite": options.overwrite, "--format": options.format}, "folder-option")
    for name, path in (("file", source), ("output", target)):
        if path.suffix.lower() not in KINDS:
            raise InputError("columns-kind", field=name, value=str(path), choices=KINDS)
    check_targets({"-o": str(target), "--errors": options.errors}, options.file)
    layout = find_layout(source, list(map(read_override, options.map)), options.keep_ids)
    with progress() as tick:
        problems = None if options.errors is None else Path(options.errors)
        return run(source, target, layout, given, book, tick=tick, problems=problems)


def _job(options: BatchOptions, given: Given, book: Rulebook) -> "Job":
    from ..batch.folder import Job
    from ..rulebook.sealed import seal

    return Job(given, seal(book), tuple(map(read_override, options.map)), options.keep_ids)


def _run_folder(options: BatchOptions, engine: str, source: Path, target: Path, job: "Job") -> "Totals":
    refuse({"--errors": options.errors}, "columns-option")
    forms = tuple(kind.removeprefix(".") for kind in KINDS)
    if options.format is not None and options.format not in forms:
        raise InputError("batch-format", field="format", value=options.format, choices=forms)
    if options.target is None and options.output is None:
        raise InputError("folder-no-output", field="output")
    if engine == "spark":
        with extra("spark-missing"):
            from ..batch import spark
        logging.disable()  # what went wrong is raised; the rest are pages about Java
        return spark.run(source, target, job, options.master, options.format, options.overwrite)
    from ..batch.folder import run_here

    with progress() as tick:
        return run_here(source, target, job, options.format, options.overwrite, tick)


def _dry_run(options: BatchOptions, source: Path, given: Given, book: Rulebook) -> ExitCode:
    from ..batch.streaming import first_rows

    layout = find_layout(source, list(map(read_override, options.map)), options.keep_ids)
    rows = first_rows(source, layout, given, book, SHOWN)
    print_dry_run(layout.mapping, str(source), "text" if source.suffix.lower() == CSV else "parquet", rows)
    return ExitCode.ANSWER


def _tell(totals: "Totals", book: Rulebook) -> None:
    """What became of the rows, on standard error."""
    from ..render.batch import totals_lines

    names = {id: region.name for id, region in book.places.regions.items()}
    regions = {names[id]: count for id, count in totals.regions.items()}
    problems = [(count, *totals.examples[code], code) for code, count in totals.errors.most_common()]
    for line in totals_lines(totals.rows, totals.sums, totals.states, regions, totals.monthly, problems):
        say(line)
