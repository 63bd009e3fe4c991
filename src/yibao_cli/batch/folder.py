"""Directories of tables: rows are independent, so each file, or some row groups of one, is a task of its own."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from shutil import rmtree

import polars as pl

from ..core.addresses import refuse_address
from ..core.errors import InputError
from ..core.frozen import dataclass, replace
from ..outputs import blamed, refuse_name, temporary_folder
from ..rulebook.directory import is_folder
from ..rulebook.sealed import SealedRulebook
from ..tables.headers import Override
from ..tables.plans import Asked
from .folder_names import FolderFields, check_said, said_by
from .lake import check_loose, kind_of
from .people import Defaults
from .ranges import Range, head_of, open_range
from .reading import NotPlainError, open_source
from .record import Words
from .running import Span, Tick, run
from .totals import Totals
from .writing import FORMATS, Problems, Target, WorkbookWriter

JOINED = ("csv", "tsv", "jsonl")
"""Outputs that can be put behind each other; those of Parquet stay files of their own."""
KINDS = (".csv", ".tsv", ".txt", ".jsonl", ".xlsx", ".xlsm", ".xls", ".ods", ".dbf", ".pdf", ".ofd", ".parquet")
"""Files that are tables, by suffix."""


@dataclass(frozen=True, slots=True)
class Part:
    """A file, or some of its rows, and the path of its answers below the output directory.

    `said`: what the names of the folders that it lies in say of all its rows; `whole`: of a range, the path of the
    answers of the whole file.
    """

    source: Path
    target: str
    span: Span | Range | None = None
    said: FolderFields = ()
    whole: str = ""


@dataclass(frozen=True, slots=True)
class Job:
    """What holds for all parts, and travels to the workers; the rulebook with its hash. See `running.run`."""

    given: Defaults
    rulebook: SealedRulebook
    words: Words
    overrides: tuple[Override, ...] = ()
    keep_ids: bool = False
    encoding: str | None = None
    sheet: str | None = None
    for_excel: bool = False
    workbook: WorkbookWriter | None = None
    asked: Asked = Asked()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a part. `problems` are its rows without an answer, where they are asked for.

    `error`: why it cannot be answered, however often one tries. The rows of a range are numbered as if it were the
    whole file; `lines` is how many it has, None where it cannot be answered without the rest of the file.
    """

    part: Part
    totals: Totals
    problems: pl.DataFrame | None = None
    error: InputError | None = None
    lines: int | None = None


def parts_of(folder: Path, form: str | None = None) -> list[Part]:
    """A part for each file at or below `folder`; names that begin with . or _ are not data. A folder that is a table is
    one part.

    `form` is the kind of the output, that of each file if None. Raises InputError where there is no file, or anything
    that is no table by its name: nothing is left out silently.
    """
    refuse_address(folder)
    if not is_folder(folder):
        raise InputError("folder-missing", field="file", value=str(folder))
    check_loose(folder)
    parts = []
    for path in sorted(_tables_in(folder)):
        inside = path.relative_to(folder) if path != folder else Path(folder.resolve().name)
        if path.is_dir() and kind_of(path) is not None:
            target = inside.with_name(f"{inside.name}.{form or 'parquet'}")
            parts.append(Part(path, target.as_posix(), said=said_by(inside.parent)))
            continue
        if any(name.startswith((".", "_")) for name in inside.parts) or (path.is_dir() and not path.is_symlink()):
            continue
        if not path.is_file() or path.suffix.lower() not in KINDS:
            raise InputError("folder-kind", field="file", value=str(path), choices=KINDS)
        target = inside.with_suffix(f".{form or form_of(path)}")
        parts.append(Part(path, target.as_posix(), said=said_by(inside.parent)))
    if not parts:
        raise InputError("folder-empty", value=str(folder), choices=KINDS)
    return all_different(parts)


def _tables_in(folder: Path) -> Iterator[Path]:
    """All that is at or below a folder; of a folder that is a table that alone."""
    if kind_of(folder) is not None:
        yield folder
        return
    for path in folder.iterdir():
        if path.is_dir() and not path.is_symlink() and not path.name.startswith((".", "_")):
            yield from _tables_in(path)
        else:
            yield path


def form_of(path: Path | str) -> str:
    """The kind of output that goes with a file: its own, CSV where that is not written.

    >>> form_of("a.parquet"), form_of("a.txt")
    ('parquet', 'csv')
    """
    suffix = Path(path).suffix.lower().removeprefix(".")
    return {"xlsm": "xlsx"}.get(suffix, suffix if suffix in FORMATS else "csv")


def all_different(parts: list[Part]) -> list[Part]:
    """The parts; raises InputError for two that would be written to the same file."""
    target, count = Counter(part.target for part in parts).most_common(1)[0]
    if count > 1:
        raise InputError("folder-doubled", value=target)
    return parts


def answer_part(part: Part, folder: Path, job: Job, tick: Tick | None = None, listed: bool = False) -> Outcome:
    """Answers one part into `folder`; `listed`: with its problems. The same on every machine, as often as it is tried.

    Raises InputError where it cannot be written: elsewhere, or later, it may.
    """
    path = folder / part.target
    path.parent.mkdir(parents=True, exist_ok=True)
    span = part.span if isinstance(part.span, Range) else None
    form = form_of(path)
    piece = span.number if span is not None and form in JOINED else None
    target = Target(str(path), form, job.for_excel, job.workbook, piece)
    given_up = folder / f"{part.whole}.whole"
    """There once a range of the file could not be answered by itself: the others need not be."""
    problems = Problems() if listed else None
    try:
        book = job.rulebook.open()
        asked = replace(job.asked, is_region=book.knows)
        check_said(part.said, job.given, job.overrides, book)
        head = None if span is None else head_of(part.source)
        source = open_source(part.source, job.overrides, job.encoding, job.sheet, job.keep_ids, asked, part.said, head)
        lines = None
        if span is not None:
            if given_up.exists():
                return Outcome(part, Totals())
            source, lines = open_range(source, span)
        rows = part.span if isinstance(part.span, Span) else None
        totals = run(source, target, job.given, book, job.words, rows, tick, problems)
    except NotPlainError:
        given_up.touch()
        return Outcome(part, Totals())
    except InputError as error:
        if error.code == "output-unwritable":
            raise
        return Outcome(part, Totals(), error=error)
    return Outcome(part, totals, None if problems is None else problems.frame(), lines=lines)


def run_here(
    source: Path,
    target: Path,
    job: Job,
    form: str | None = None,
    overwrite: bool = False,
    tick: Tick | None = None,
    problems: Problems | None = None,
) -> Totals:
    """Answers all tables below the directory `source` into the same names below `target`, in turn.

    `form` is the kind of the output, that of each file if None; `tick` gets the number of rows of each piece,
    `problems` the rows without an answer, with the names of their files. The target is there complete or not at all.
    Raises InputError for files that cannot be read or written.
    """
    parts = parts_of(source, form)
    with whole_folder(source, target, overwrite) as folder:
        outcomes = (answer_part(part, folder, job, tick, problems is not None) for part in parts)
        return settle(outcomes, folder, problems)


def settle(outcomes: Iterable[Outcome], folder: Path, problems: Problems | None = None) -> Totals:
    """The totals of a job; what an attempt that was given up left in its folder is removed.

    Raises InputError for the first part that cannot be answered, RuntimeError for one that has no answers.
    """
    totals = Totals()
    wanted = set()
    for outcome in outcomes:
        if outcome.error is not None:
            raise outcome.error
        totals.add(outcome.totals, outcome.part.target)
        if problems is not None and outcome.problems is not None:
            problems.add_file(outcome.part.target, outcome.problems)
        wanted.add(outcome.part.target)
    found = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    if missing := wanted - set(found):
        raise RuntimeError(f"no answers for {sorted(missing)}")
    for name in set(found) - wanted:
        found[name].unlink()
    return totals


@contextmanager
def whole_folder(source: Path, target: Path, overwrite: bool = False) -> Iterator[Path]:
    """A new directory beside `target` that takes its place when all went well; else it is removed.

    Raises InputError if there is something at `target` already, unless it may be overwritten, if one of the two
    directories lies in the other, or if nothing can be written there.
    """
    refuse_name(target)
    one, other = source.resolve(), target.resolve()
    if one.is_relative_to(other) or other.is_relative_to(one):
        raise InputError("folder-overlap", field="output", value=str(target))
    _refuse(target, overwrite)
    old = target.with_name(f".yibao-{os.urandom(6).hex()}.old")
    with ExitStack() as stack:
        with blamed(target):
            target.parent.mkdir(parents=True, exist_ok=True)
            new = stack.enter_context(temporary_folder(target.parent))
        yield new
        _refuse(target, overwrite)
        with blamed(target):
            _replace(target, new, old)


def _replace(target: Path, new: Path, old: Path) -> None:
    """Puts `new` in the place of `target`; what was there is removed last."""
    if not os.path.lexists(target):
        new.replace(target)
        return
    target.replace(old)
    try:
        new.replace(target)
    except OSError:
        old.replace(target)
        raise
    if old.is_dir() and not old.is_symlink():
        rmtree(old, ignore_errors=True)
    else:
        old.unlink()


def _refuse(target: Path, overwrite: bool) -> None:
    if os.path.lexists(target) and not overwrite:
        raise InputError("output-exists", field="output", value=str(target))
