"""Pieces of one table -> the same with our columns."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import lru_cache
from threading import Lock

import polars as pl

from ..core.frozen import replace
from ..rulebook.book import Rulebook
from .columns import yuan
from .kernel import CASE, TEXTS, Answers, Kernel
from .layout import Layout
from .people import Defaults, People
from .personal import Masking
from .pieces import PieceReader
from .reading import ROW, Piece
from .record import AMOUNTS, COLUMNS, DIFFERENCES, Words, our_columns
from .totals import Totals

TOLD, BASE = "told", "given base"
"""Columns for who writes caveats out: what is said of a row (see `kernel.Answers`), the base it gave (fen)."""
FRAGMENT = "fragment"
"""In a text, the cells of TEXTS with what stands between them."""
_AGE = "age"
_MISSING = "input-missing:"
_MONEY = (*DIFFERENCES, *AMOUNTS)


@lru_cache(maxsize=2)
def kernel_of(rulebook: Rulebook, words: Words, max_age: int | None = None, check: bool = False) -> Kernel:
    """What a kernel has worked out serves for every file of the same rulebook."""
    return Kernel(rulebook, words, max_age, check)


class Answering:
    """Adds our columns to the pieces of one table: `columns`. Safe to use from several threads."""

    def __init__(
        self,
        layout: Layout,
        given: Defaults,
        rulebook: Rulebook,
        words: Words,
        detailed: bool = False,
        separator: str | None = None,
    ) -> None:
        """`detailed`: with TOLD and BASE, too. `separator`: for a text, in cells that are written as they are."""
        self._reader = PieceReader(layout, given, rulebook.region_of_area, words)
        self.kernel = kernel_of(rulebook, words, given.max_age, given.check)
        self.columns = our_columns(given.check)
        self._masking = Masking(layout)
        self.totals = Totals(assumed_month=self._reader.assumes_month)
        self._detailed = detailed
        self._separator = separator
        self._fragments: tuple[pl.DataFrame, pl.Series] | None = None
        self._lock = Lock()

    def schema(self, own: dict[str, pl.DataType]) -> dict[str, pl.DataType]:
        """The columns that come back for those of the table."""
        names = self.columns
        if self._separator:
            names = (*(name for name in names if name not in CASE), FRAGMENT)
        ours = {name: pl.Decimal(18, 2) if name in _MONEY else pl.String() for name in names}
        more = {TOLD: pl.Int32(), BASE: pl.Int64()} if self._detailed else {}
        return {ROW: pl.UInt32()} | own | dict.fromkeys(self._masking.columns, pl.String()) | ours | more

    def answer(self, piece: Piece, sums: int = 0) -> pl.DataFrame:
        """The piece with `columns`: amounts as decimal numbers of yuan, the rest as text, null for an empty cell.

        It is counted in `totals`, with the rows left out that summed up others.
        """
        frame, people = self._reader.read(piece)
        answers = self._with_identities(frame, self.kernel.answer(people, brief=self._separator is not None))
        with self._lock:
            self.totals.count(people, answers, frame[ROW])
            self.totals.sums += sums
            if self._detailed:
                self.totals.told.update(dict(answers.told.value_counts().iter_rows()))
        frame = self._masking(frame, piece.digits)
        if self._separator is not None:
            return self._as_text(frame, piece.marked, answers, self._separator)
        shown = self._shown(answers, COLUMNS)
        if self._detailed:
            shown += [answers.told.cast(pl.Int32).alias(TOLD), _given_base(people).alias(BASE)]
        return frame.hstack(shown)

    def _shown(self, answers: Answers, names: Sequence[str]) -> list[pl.Series]:
        """CHECKED and some of COLUMNS as they go out."""
        columns = [*([] if answers.checked is None else answers.checked), *(answers.frame[name] for name in names)]
        return [(yuan(column) if column.name in _MONEY else column).alias(column.name) for column in columns]

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
            state = answers.texts["state"][answers.told[row]]
            counts[state, error[row]] -= 1
            counts[state, problem.code] += 1
        changed = answers.frame.with_columns(
            error.scatter(list(found), [problem.code for problem in found.values()]),
            reason.scatter(list(found), [problem.reason for problem in found.values()]),
        )
        return replace(answers, frame=changed, counts=+counts)

    def _as_text(
        self, frame: pl.DataFrame, marked: Collection[str] | None, answers: Answers, separator: str
    ) -> pl.DataFrame:
        """The piece with cells that can be written as they are, and those of TEXTS in one, ready-made by case."""
        special = (separator, '"', "\n", "\r")
        odd = marked
        if odd is None:
            odd = [name for name in frame.columns if name != ROW and _has_any(frame[name], special)]
        own = frame.with_columns(_quoted(pl.col(name), special).alias(name) for name in odd)
        fragments = self._fragments
        if fragments is None or fragments[0] is not answers.texts:
            fragments = self._fragments = answers.texts, _together(answers.texts, separator, special)
        fragment = fragments[1].gather(answers.told)
        rows = answers.frame["error"].is_not_null().arg_true()
        if len(rows) or CASE[0] in answers.frame.columns:
            bad = answers.frame if CASE[0] in answers.frame.columns else self._with_cases(answers, rows)
            rows = rows if bad is not answers.frame else pl.int_range(len(bad), dtype=pl.UInt32, eager=True)
            fragment = fragment.scatter(rows, _together(bad, separator, special))
        shown = self._shown(answers, [name for name in COLUMNS if name not in CASE])
        return own.hstack([*shown, fragment.alias(FRAGMENT)])

    def _with_cases(self, answers: Answers, rows: pl.Series) -> pl.DataFrame:
        """TEXTS of some rows without an answer; only for want of a rule something is said of their case."""
        some = answers.frame.select(pl.col(*TEXTS[-2:]).gather(rows))
        cases = answers.texts.select(pl.col(*CASE).gather(answers.told.gather(rows)))
        unruled = pl.col("error").str.starts_with("no-rule-")
        return some.hstack(cases).with_columns(pl.when(unruled).then(name).alias(name) for name in CASE)


def _has_any(column: pl.Series, special: tuple[str, ...]) -> bool:
    """Whether a column of text has any of some signs."""
    if column.dtype != pl.String:
        return False
    text = column.str.join("").item() or ""
    return any(sign in text for sign in special)


def _quoted(cell: pl.Expr, special: tuple[str, ...]) -> pl.Expr:
    """A cell as it stands in a text: between quotes where it has special signs."""
    inner = cell.str.replace_all('"', '""', literal=True)
    return pl.when(cell.str.contains_any(list(special))).then('"' + inner + '"').otherwise(cell)


def _together(texts: pl.DataFrame, separator: str, special: tuple[str, ...]) -> pl.Series:
    """TEXTS in one cell."""
    cells = [_quoted(pl.col(name).fill_null(""), special) for name in TEXTS]
    return texts.select(pl.concat_str(cells, separator=separator)).to_series()


def _wants_age(code: str) -> bool:
    return code.startswith(_MISSING) and _AGE in code.removeprefix(_MISSING).split(",")


def _given_base(people: People) -> pl.Series:
    given = [people.numbers[name] for name in ("base", "salary") if name in people.numbers]
    if not given:
        return pl.repeat(None, len(people.month), dtype=pl.Int64, eager=True)
    return pl.select(pl.coalesce(given)).to_series()
