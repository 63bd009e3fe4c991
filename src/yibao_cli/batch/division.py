"""Large files in parts that can be worked on in parallel: Parquet by row groups, plain text by lines."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from itertools import groupby
from pathlib import Path
from shutil import copyfileobj

import polars as pl

from ..core.errors import InputError
from ..core.frozen import replace
from ..outputs import blamed
from .folder import JOINED, Job, Outcome, Part, all_different, form_of
from .ranges import can_be_divided, head_of, ranges_of
from .reading import is_parquet, open_table
from .running import Span
from .totals import Totals

ROWS_A_PART = 2_000_000
"""A Parquet file is divided, between row groups, into parts of at least this many rows."""
BYTES_A_PART = 1 << 26
"""A text is divided, between lines, into parts of about this many bytes."""


def divided(parts: Iterable[Part], job: Job, rows: int | None = None, size: int | None = None) -> list[Part]:
    """The parts, large Parquet files cut into at least `rows` rows each, large texts into about `size` bytes each.

    Needs pyarrow. Raises InputError for two parts that would be written to the same file.
    """
    rows, size = rows or ROWS_A_PART, size or BYTES_A_PART
    found = [piece for part in parts for piece in (_row_groups(part, rows) or _ranges(part, job, size) or [part])]
    return all_different(found)


def _row_groups(part: Part, rows: int) -> list[Part]:
    """The parts of a large Parquet file; none for any other file."""
    if not is_parquet(part.source):
        return []
    from pyarrow import ArrowException
    from pyarrow.parquet import read_metadata

    try:
        metadata = read_metadata(part.source)
    except (ArrowException, OSError):
        return []  # whoever reads it says what is wrong with it
    spans, start, end = [], 0, 0
    for number in range(metadata.num_row_groups):
        end += metadata.row_group(number).num_rows
        if end - start >= rows or number == metadata.num_row_groups - 1:
            spans.append(Span(start, end - start))
            start = end
    if len(spans) < 2:
        return []
    return [replace(part, target=_numbered(part.target, number), span=span) for number, span in enumerate(spans)]


def _ranges(part: Part, job: Job, size: int) -> list[Part]:
    """The ranges of a large text; none for any other file, or one that cannot be read in ranges."""
    form = form_of(part.target)
    if part.folders or not part.source.is_file() or form not in (*JOINED, "parquet"):
        return []
    if part.source.stat().st_size <= size:
        return []
    try:
        asked = replace(job.asked, is_region=job.rulebook.open().knows)
        head = open_table(
            part.source, job.overrides, job.encoding, job.sheet, job.keep_ids, asked, head=head_of(part.source)
        )
        ranges = ranges_of(part.source, size) if can_be_divided(head) else []
    except (InputError, OSError):
        return []  # as above
    if len(ranges) < 2:
        return []
    hidden = "." if form in JOINED else ""  # no table of anybody is called so
    return [
        replace(part, target=_numbered(part.target, span.number, hidden), span=span, whole=part.target)
        for span in ranges
    ]


def _numbered(target: str, number: int, before: str = "") -> str:
    name = Path(target)
    return name.with_name(f"{before}{name.stem}-{number:05d}{name.suffix}").as_posix()


def joined(
    outcomes: Iterable[Outcome], folder: Path, answer: Callable[[Sequence[Part]], Sequence[Outcome]]
) -> list[Outcome]:
    """The outcomes of parts in their order, with the ranges of a text as one file that has the lines of all of it.

    Where a range could not be answered without the rest, `answer` is asked for the whole file. Raises InputError where
    the file cannot be written.
    """
    groups = [list(group) for _, group in groupby(outcomes, lambda outcome: outcome.part.whole or outcome.part.target)]
    apart = [group[0].part for group in groups if not _complete(group)]
    again = answer([replace(part, target=part.whole, span=None, whole="") for part in apart]) if apart else []
    wholes = {outcome.part.target: outcome for outcome in again}
    found: list[Outcome] = []
    for group in groups:
        whole = group[0].part.whole
        if whole in wholes:
            found.append(wholes[whole])
        elif not whole:
            found += group
        elif form_of(whole) in JOINED:
            found.append(_together(_counted_through(group), folder))
        else:
            found += _counted_through(group)
    return found


def _complete(group: Sequence[Outcome]) -> bool:
    """Whether there are answers of a whole file, or of all its ranges."""
    return not group[0].part.whole or all(outcome.lines is not None for outcome in group)


def _counted_through(ranges: Iterable[Outcome]) -> list[Outcome]:
    """The ranges of a text with the numbers of the lines of all of it."""
    found, above = [], 0
    for outcome in ranges:
        outcome.totals.renumber(partial(_moved, by=above))
        problems = outcome.problems
        if problems is not None:
            problems = problems.with_columns(pl.col("line") + pl.lit(above, pl.UInt32))
        found.append(replace(outcome, problems=problems))
        above += outcome.lines or 0
    return found


def _moved(lines: Sequence[int], by: int) -> list[int]:
    return [line + by for line in lines]


def _together(ranges: Sequence[Outcome], folder: Path) -> Outcome:
    """The ranges of a text as one, and their answers in one file.

    An abandoned attempt may still write its range, so the joined file has a name that no attempt uses.
    """
    part = ranges[0].part
    totals, path = Totals(), folder / part.whole
    with blamed(path):
        (folder / part.target).replace(path)
        with path.open("r+b") as stream:
            stream.seek(0, os.SEEK_END)
            for outcome in ranges[1:]:
                behind = folder / outcome.part.target
                with behind.open("rb") as answers:
                    copyfileobj(answers, stream, 1 << 20)
                behind.unlink()
            stream.flush()
            os.fsync(stream.fileno())
    for outcome in ranges:
        totals.add(outcome.totals, "")
    problems = [outcome.problems for outcome in ranges if outcome.problems is not None]
    return Outcome(
        replace(part, target=part.whole, span=None, whole=""), totals, pl.concat(problems) if problems else None
    )
