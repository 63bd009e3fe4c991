"""What becomes of each person by other rules, as a file: a line a person, in the order of the table."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from ..outputs import blamed, whole_file
from .columns import yuan
from .reading import ROW
from .simulate import UNCHANGED
from .writing import made_harmless

BEFORE_AND_AFTER = ("was", "is")
"""The two answers of a person in fen, each also where the other is not known."""
COLUMNS = ("line", "region", "status", "before", "after", "difference", "outcome", "reason")


def write_each(people: pl.LazyFrame, target: Path) -> None:
    """Writes a CSV file of people with COLUMNS out of a frame of `simulating`; nothing is held that was written.

    `before`, `after`, `difference` are yuan a month; `outcome` is gainer, loser, same, unknown (no answer on one side)
    or unread (the row could not be read: `reason` says why). Raises InputError if it cannot be written.
    """
    place = pl.col("place")
    outcome = (
        pl.when(pl.col("error").is_not_null())
        .then(pl.lit("unread"))
        .when(place.is_null())
        .then(pl.lit("unknown"))
        .when(place == UNCHANGED)
        .then(pl.lit("same"))
        .when(place > UNCHANGED)
        .then(pl.lit("gainer"))
        .otherwise(pl.lit("loser"))
    )
    fen = {"before": pl.col("was"), "after": pl.col("is"), "difference": pl.col("is") - pl.col("was")}
    shown = people.with_columns(
        line=pl.col(ROW),
        outcome=outcome,
        **{name: column.map_batches(yuan, return_dtype=pl.Decimal(18, 2)) for name, column in fen.items()},
    )
    with whole_file(target) as new, blamed(target):
        table = shown.select(COLUMNS).with_columns(made_harmless("reason"))
        table.sink_csv(new, include_bom=True, maintain_order=True, engine="streaming")
