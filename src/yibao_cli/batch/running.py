"""A whole table: read, answered and written, in the order of its rows and in little memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import polars as pl
from polars.io.plugins import register_io_source

from ..core.errors import InputError, MissingInputError
from ..core.frozen import dataclass
from ..outputs import STANDARD_OUTPUT
from ..rulebook.book import Rulebook
from .answering import Answering
from .kinds import check_writable
from .people import HAD, Defaults
from .reading import ROW, InputTable, NotPlainError, Piece, lines_of
from .record import Words
from .row_filter import OutOfOrderError, people_only
from .totals import Totals
from .writing import Problems, Target

Tick = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Span:
    """Some rows of a table: how many, from which one on (0 is the first)."""

    start: int
    rows: int


def run(
    source: InputTable,
    target: Target,
    given: Defaults,
    rulebook: Rulebook,
    words: Words,
    span: Span | None = None,
    tick: Tick | None = None,
    problems: Problems | None = None,
) -> Totals:
    """Answers all rows of a table.

    `given` holds for rows that do not say otherwise, and its months for rows without one: a row comes back once for
    each of its months. The columns of the input come first, as they are but for identity numbers to be masked. `span`
    takes some of the rows of a Parquet file only. `tick` gets the number of rows of each piece, from any thread.
    `problems` get the rows without an answer. The target is there complete or not at all. Raises InputError for a file
    that cannot be read or written, NotPlainError for a range of a text that cannot be read without the rest of it.
    """
    answering = _answering(source, target, given, rulebook, words)
    check_given(source, given)
    cannot_start_over = source.records is not None and target.name == STANDARD_OUTPUT  # what is printed stays
    if source.scannable and not cannot_start_over:
        try:
            return _scanned(source, target, answering, span, tick, problems)
        except NotPlainError:
            if source.rows is not None:
                raise
            answering = _answering(source, target, given, rulebook, words)
            if problems is not None:
                problems.clear()
    schema = answering.schema(dict(source.schema))
    with target.open(source.layout.headings, schema, answering) as writer:
        frames = _in_order(source, answering, tick, problems)
        if target.form == "parquet":
            writer.sink(register_io_source(lambda *_: frames, schema=schema))
        else:
            for frame in frames:
                writer.write(frame)
        answering.totals.sums = source.sums
        writer.finish(answering.totals)
    return answering.totals


def _answering(source: InputTable, target: Target, given: Defaults, rulebook: Rulebook, words: Words) -> Answering:
    if source.records is None:
        check_writable(dict(zip(source.layout.headings, source.schema.values(), strict=True)), target.form)
    separator = target.separator if source.records is not None else None  # all columns are text then
    return Answering(source.layout, given, rulebook, words, target.detailed, separator)


def check_given(source: InputTable, given: Defaults) -> None:
    """Raises MissingInputError where neither a table nor `given` has a region; it names columns not understood.

    Raises InputError where a check is asked for and the table has nothing to hold against the rules.
    """
    if given.check and source.layout.fields.keys().isdisjoint(("base", *HAD)):
        raise InputError("check-columns", field="check")
    if given.region is None and "region" not in source.layout.fields:
        raise MissingInputError(("region",), unmatched=source.layout.mapping.unmatched)


def _in_order(
    source: InputTable, answering: Answering, tick: Tick | None, problems: Problems | None
) -> Iterator[pl.DataFrame]:
    for piece in source.pieces():
        answered = answering.answer(piece)
        if problems is not None:
            problems.add(answered)
        if tick is not None:
            tick(len(piece.frame))
        yield answered


def _scanned(
    source: InputTable,
    target: Target,
    answering: Answering,
    span: Span | None,
    tick: Tick | None,
    problems: Problems | None,
) -> Totals:
    """As `run`, many pieces at a time."""
    names = list(source.schema)
    classifier = None if source.records is None else source.records.classifier()

    def answer(frame: pl.DataFrame) -> pl.DataFrame:
        rows = len(frame)
        people, sums = (Piece(frame), 0) if classifier is None else people_only(frame, names, classifier)
        answered = answering.answer(people, sums)
        if problems is not None:
            problems.add(answered)
        if tick is not None:
            tick(rows)
        return answered

    try:
        table = source.scan()
        if span is not None:
            table = table.slice(span.start, span.rows)
        schema = answering.schema(dict(source.schema))
        answered = table.map_batches(answer, schema=schema, streamable=True, validate_output_schema=False)
        renumber = partial(lines_of, source)
        with target.open(source.layout.headings, schema, answering) as writer:
            writer.sink(answered, renumber)
            totals = answering.totals
            totals.renumber(lambda rows: renumber(pl.Series(rows, dtype=pl.get_index_type())).to_list())
            if problems is not None:
                problems.renumber(renumber)
            writer.finish(totals)
    except OutOfOrderError:
        raise NotPlainError from None
    except (pl.exceptions.PolarsError, OSError) as error:
        if source.records is not None:
            raise NotPlainError from None
        raise InputError("table-unreadable", file=source.name, why=str(error).splitlines()[0]) from None
    return totals


def first_rows(
    source: InputTable, given: Defaults, rulebook: Rulebook, words: Words, rows: int
) -> list[tuple[str, ...]]:
    """The numbers of the first rows of a table and the cells of our columns. Raises InputError as `run` does."""
    if source.records is None:
        frame = source.scan().head(rows).collect()
        piece = Piece(frame)
    else:
        piece = next(source.pieces(rows))
    answering = Answering(source.layout, given, rulebook, words)
    answered = answering.answer(piece).head(rows)
    return answered.select(ROW, *answering.columns).cast(pl.String).fill_null("").rows()
