"""A table of people from Python: a Polars or pandas frame in, the same with the answers out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from .core.literals import Status
from .core.month import Month, parse_month
from .core.person import Person
from .core.region import Region
from .core.spoken import read_status
from .rulebook.book import Rulebook

if TYPE_CHECKING:
    import polars as pl

Frame = TypeVar("Frame")
"""A frame of Polars or of pandas."""


def credit_frame(
    frame: Frame,
    *,
    region: str | Region | None = None,
    status: Status | str | None = None,
    month: str | Month | None = None,
    person: Person | None = None,
    columns: Mapping[str, str] | None = None,
    keep_ids: bool = True,
    check: bool = False,
    rulebook: Rulebook | None = None,
) -> Frame:
    """What should be credited to each person of a frame: its rows with our columns behind its own.

    Moments count by the day in the zone of their column, in China where that is UTC.

    The columns are recognised by name, as `yibao batch` does; `columns` says by name which field one holds
    ({"核定数": "缴费基数"}). `region`, `status`, `month` (YYYY-MM), `person` hold for rows that do not say otherwise;
    a row that names several months comes back once for each. Amounts are decimal numbers of yuan, the rest text;
    where there is no answer `error` has a code and `reason` a sentence. Every row is somebody: none is taken for a sum.
    `keep_ids=False` masks personal numbers in columns of text, and whole columns whose headings say that they hold
    some; `check` adds the employer's check (see `yibao batch --check`). Raises InputError for columns that cannot be
    told, MissingInputError where neither the frame nor the call has a region or a month. Needs Polars
    (`pip install 'yibao-cli[batch]'`).
    """
    import polars as pl

    from .batch.answering import Answering
    from .batch.kinds import plainly
    from .batch.layout import check_different, layout_by_name
    from .batch.people import Defaults
    from .batch.reading import ROW, Piece
    from .batch.record import own_headings
    from .core.errors import MissingInputError
    from .render.batch import error_text

    book = rulebook or Rulebook.open()
    table = cast(Any, frame)
    names = list(map(str, table.columns))
    check_different(names, "DataFrame")
    layout = layout_by_name(names, "DataFrame", list((columns or {}).items()), keep_ids)
    when = parse_month(month) if isinstance(month, str) else month
    given = Defaults(
        region=book.region(region) if isinstance(region, str) else region,
        status=read_status(status) if status is not None else None,
        person=person,
        months=() if when is None else (when,),
        check=check,
    )
    known = {"region": given.region is not None, "month": bool(given.months)}
    missing = tuple(name for name, there in known.items() if name not in layout.fields and not there)
    if missing:
        raise MissingInputError(missing, unmatched=layout.mapping.unmatched)
    is_polars = isinstance(frame, pl.DataFrame)
    texts = [] if keep_ids else [place for place in range(len(names)) if _is_text(table, place)]
    places = sorted({*layout.read, *texts}) or [0]
    read = plainly(table[:, places] if is_polars else _from_pandas(table.iloc[:, places]), names, places)
    answering = Answering(layout, given, book, error_text)
    answered = answering.answer(Piece(read.with_row_index(ROW)))
    shown = {names[place]: answered[str(place)] for place in {*layout.masked, *texts}}
    ours = answering.columns
    shown |= {heading: answered[name] for name, heading in zip(ours, own_headings(names, ours), strict=True)}
    rows = answered[ROW].to_list()
    if is_polars:
        return cast(Frame, table[rows].with_columns(**shown))
    result = table.iloc[rows].copy()
    for heading, column in shown.items():
        result[heading] = column.to_list()
    return cast(Frame, result)


def _is_text(table: Any, place: int) -> bool:
    """Whether a column of a frame of Polars or pandas is text."""
    import polars as pl

    if isinstance(table, pl.DataFrame):
        return table.dtypes[place] == pl.String
    from pandas.api.types import is_string_dtype

    return bool(is_string_dtype(table.iloc[:, place].dropna()))


def _from_pandas(table: Any) -> pl.DataFrame:
    """A frame of pandas as one of Polars. Raises InputError for decimals that Polars cannot take."""
    import polars as pl

    from .batch.kinds import DIGITS
    from .core.errors import InputError

    for name, kind in table.dtypes.items():
        if str(kind).startswith("decimal256"):  # Polars would not raise an exception of its own
            raise InputError("column-decimal", field=str(name), value=str(kind).upper(), most=DIGITS)
    return pl.DataFrame(pl.from_pandas(table))
