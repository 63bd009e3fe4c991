"""Pieces of one table -> the same with our columns."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from threading import Lock

import polars as pl

from ..rulebook.book import Rulebook
from .columns import yuan
from .identities import masked
from .kernel import Answers, Kernel
from .layout import Layout
from .people import Given, People
from .pieces import PieceReader
from .reading import ROW, Piece
from .record import AMOUNTS, COLUMNS, Words
from .totals import Totals

TOLD, BASE = "told", "given base"
"""Columns for who writes caveats out: what is said of a row (see `kernel.Answers`), the base it gave (fen)."""
_AGE = "age"
_MISSING = "input-missing:"


@lru_cache(maxsize=2)
def kernel_of(rulebook: Rulebook, words: Words, max_age: int | None = None) -> Kernel:
    """What a kernel has worked out serves for every file of the same rulebook."""
    return Kernel(rulebook, words, max_age)


class Answering:
    """Adds COLUMNS to the pieces of one table; safe to use from several threads."""

    def __init__(self, layout: Layout, given: Given, rulebook: Rulebook, words: Words, detailed: bool = False) -> None:
        """`detailed`: with TOLD and BASE, too."""
        self._reader = PieceReader(layout, given, rulebook, words)
        self.kernel = kernel_of(rulebook, words, given.max_age)
        self.masked = list(map(str, layout.masked))
        self.totals = Totals(assumed_month=self._reader.assumes_month)
        self._detailed = detailed
        self._lock = Lock()

    def schema(self, own: dict[str, pl.DataType]) -> dict[str, pl.DataType]:
        """The columns that come back for those of the table."""
        ours = {name: pl.Decimal(18, 2) if name in AMOUNTS else pl.String() for name in COLUMNS}
        more = {TOLD: pl.Int32(), BASE: pl.Int64()} if self._detailed else {}
        return {ROW: pl.UInt32()} | own | dict.fromkeys(self.masked, pl.String()) | ours | more

    def answer(self, piece: Piece, sums: int = 0) -> pl.DataFrame:
        """The piece with our columns: amounts as decimal numbers of yuan, the rest as text, null for an empty cell.

        It is counted in `totals`, with the rows left out that summed up others.
        """
        frame, people = self._reader.read(piece)
        answers = self._with_identities(frame, self.kernel.answer(people))
        with self._lock:
            self.totals.count(people, answers, frame[ROW])
            self.totals.sums += sums
            if self._detailed:
                self.totals.told.update(dict(answers.told.value_counts().iter_rows()))
        if self.masked:
            frame = frame.with_columns(map(masked, self.masked))
        shown = [yuan(answers.frame[name]) if name in AMOUNTS else answers.frame[name] for name in COLUMNS]
        if self._detailed:
            shown += [answers.told.cast(pl.Int32).alias(TOLD), _given_base(people).alias(BASE)]
        return frame.hstack([column.alias(name) for column, name in zip(shown, [*COLUMNS, TOLD, BASE], strict=False)])

    def _with_identities(self, frame: pl.DataFrame, answers: Answers) -> Answers:
        """Where an age is missing for want of an identity number that can be read, that is the error."""
        codes = {code for _, code in answers.counts if code and _wants_age(code)}
        if not codes:
            return answers
        rows = answers.frame["error"].is_in(list(codes)).arg_true()
        found = self._reader.why_no_birth(frame, rows)
        if not found:
            return answers
        error, reason, counts = answers.frame["error"], answers.frame["reason"], answers.counts.copy()
        for row, problem in found.items():
            state = answers.frame["state"][row]
            counts[state, error[row]] -= 1
            counts[state, problem.code] += 1
        changed = answers.frame.with_columns(
            error.scatter(list(found), [problem.code for problem in found.values()]),
            reason.scatter(list(found), [problem.reason for problem in found.values()]),
        )
        return replace(answers, frame=changed, counts=+counts)


def _wants_age(code: str) -> bool:
    return code.startswith(_MISSING) and _AGE in code.removeprefix(_MISSING).split(",")


def _given_base(people: People) -> pl.Series:
    given = [people.numbers[name] for name in ("base", "salary") if name in people.numbers]
    if not given:
        return pl.repeat(None, len(people.month), dtype=pl.Int64, eager=True)
    return pl.select(pl.coalesce(given)).to_series()
