"""`yibao batch --engine polars`: whole columns at a time, for tables larger than memory."""

from pathlib import Path

from ..batch.people import MONTHS, REGION, Given
from ..core.errors import InputError
from ..rulebook.book import Rulebook
from ..tables.headers import Mapping, find_headers, read_override
from ..tables.records import open_records
from .exit_codes import ExitCode
from .options import BatchOptions
from .output import say

KINDS = (".csv", ".parquet")
PLAIN = ("status", "base", "salary", "pension", "birth", "sex", "age", "plan", "group", "paid_years")


def run_columns(options: BatchOptions, given: Given, book: Rulebook) -> ExitCode:
    """Answers every row and writes the table. Raises InputError for a file that cannot be read or written so."""
    source, target = Path(options.file), Path(options.output)
    _check_files(options)
    try:
        from ..batch import streaming
    except ImportError:
        raise InputError("polars-missing", field="engine") from None
    mapping = _mapping(options, source)
    hidden = mapping.fields.get("id_number")
    if hidden is not None and "birth" not in mapping.fields:
        raise InputError("columns-identity", value=hidden.name)
    masked = [hidden.name] if hidden is not None and not options.keep_ids else []
    totals = streaming.run(source, target, _fields(mapping), given, book, masked)
    if not options.quiet:
        from ..render.batch import totals_lines

        names = {id: region.name for id, region in book.places.regions.items()}
        regions = {names[id]: count for id, count in totals.regions.items()}
        for line in totals_lines(totals.rows, totals.states, regions, totals.monthly, totals.errors):
            say(line)
    return ExitCode.SOME_ROWS_FAILED if totals.errors else ExitCode.ANSWER


def _check_files(options: BatchOptions) -> None:
    """Refuses what this engine cannot do: raises InputError."""
    for name, text in (("file", options.file), ("output", options.output)):
        if Path(text).suffix.lower() not in KINDS:
            raise InputError("columns-kind", field=name, value=text, choices=KINDS)
    wanted = {"--excel": options.excel, "--errors": options.errors, "--dry-run": options.dry_run}
    wanted |= {"--encoding": options.encoding, "--sheet": options.sheet, "--format": options.format}
    refused = next((name for name, value in wanted.items() if value), None)
    if refused is not None:
        raise InputError("columns-option", value=refused)


def _mapping(options: BatchOptions, source: Path) -> Mapping:
    """The columns. A CSV has to be plain: UTF-8, commas, headings in the first line. Raises InputError."""
    overrides = list(map(read_override, options.map))
    if source.suffix.lower() == ".parquet":
        from ..batch.streaming import headings_of

        return find_headers([(1, headings_of(source))], str(source), overrides)[0]
    records = open_records(source, overrides)
    plain = records.table.encoding == "utf-8" and records.table.delimiter == ","
    if not plain or records.mapping.last_line != 1:
        raise InputError("columns-plain", file=str(source))
    return records.mapping


def _fields(mapping: Mapping) -> dict[str, str]:
    """The column of each field that the engine reads."""
    found = {name: mapping.fields[name].name for name in PLAIN if name in mapping.fields}
    for name, fields in (("region", REGION), ("month", MONTHS)):
        column = next((mapping.fields[field] for field in fields if field in mapping.fields), None)
        if column is not None:
            found[name] = column.name
    return found
