"""Columns -> the same without personal numbers, as `core.personal.masked` shows single texts.

By content whatever the heading; under a heading that names such numbers, whatever the content. A column that has none,
as nearly all, costs a look at the lengths of its cells.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import polars as pl

from ..core.personal import OF_EMPLOYEES, OF_NUMBERS, RULES, SHORTEST, SUSPECT, Rule, masked
from .columns import as_text
from .layout import Layout

_DIGITS = "0123456789"
_WIDE_DIGITS = "".join(chr(ord(digit) + 0xFEE0) for digit in _DIGITS)
_WIDE = r"[\x{FF0B}\x{FF0D}\x{FF0E}\x{FF10}-\x{FF19}\x{FF21}-\x{FF3A}\x{FF41}-\x{FF5A}\x{3000}]"
"""Full-width signs that stand for parts of a number: such cells are read one by one."""
_WHOLE_CARD = "^[0-9]{15,19}$"
_KEPT_FIRST, _KEPT_LAST, _LONG = 6, 4, 15
"""Signs that are shown under a heading of personal numbers: the first of a long text, else the last."""


class Masking:
    """Takes personal numbers out of the pieces of one table."""

    def __init__(self, layout: Layout) -> None:
        self._keep = layout.keep_ids
        self._named = list(map(str, layout.masked))
        self._typed = [str(at) for at in layout.typed if at not in layout.masked]
        self._rules: dict[str, tuple[Rule, ...]] = dict.fromkeys(map(str, layout.numbers), OF_NUMBERS)
        self._rules |= dict.fromkeys(map(str, layout.employees), OF_EMPLOYEES)

    @property
    def columns(self) -> list[str]:
        """Those that are text from then on, whatever they were."""
        return [] if self._keep else [*self._named, *self._typed]

    def __call__(self, frame: pl.DataFrame, digits: Collection[str] | None = None) -> pl.DataFrame:
        """A piece; its columns of text are looked at. `digits`: those that have any, where somebody knows."""
        if self._keep:
            return frame
        changed = [under_heading(as_text(frame[name])) for name in self._named]
        changed += [without_numbers(as_text(frame[name])) for name in self._typed]
        done = {*self._named, *self._typed}
        texts = [name for name, kind in frame.schema.items() if kind == pl.String and name not in done]
        for name in _long_enough(frame, texts if digits is None else [name for name in texts if name in digits]):
            rules = self._rules.get(name, RULES)
            if digits is not None or has_digits(frame[name].str.join("").item()):
                changed.append(without_numbers(frame[name], rules))
        return frame.with_columns(changed) if changed else frame


def _long_enough(frame: pl.DataFrame, names: Sequence[str]) -> list[str]:
    """The columns that have a cell as long as a personal number."""
    if not names or not len(frame):
        return []
    lengths = frame.select(pl.col(names).str.len_bytes().max()).row(0)
    return [name for name, length in zip(names, lengths, strict=True) if length is not None and length >= SHORTEST]


def has_digits(text: str) -> bool:
    """Whether there is any digit in a text, plain or full-width; faster than a pattern."""
    if any(digit in text for digit in _DIGITS):
        return True
    return not text.isascii() and any(digit in text for digit in _WIDE_DIGITS)


def without_numbers(column: pl.Series, rules: Sequence[Rule] = RULES) -> pl.Series:
    """A column of text without personal numbers."""
    rows = column.str.contains(SUSPECT).fill_null(False).arg_true()
    if not len(rows):
        return column
    if len(rows) == len(column):
        return _masked(column, rules).alias(column.name)
    return column.clone().scatter(rows, _masked(column.gather(rows), rules))


def _masked(cells: pl.Series, rules: Sequence[Rule]) -> pl.Series:
    """Cells that may have personal numbers, without them."""
    odd = cells.str.contains(_WIDE)
    shown = cells
    for rule in rules:
        if not rule.checked and shown.str.contains(rule.bounded).any():
            for _ in range(2):  # the second time for those that stood one sign behind another
                shown = shown.str.replace_all(rule.bounded, f"${{1}}${{2}}{rule.mask}${{3}}${{4}}")
    for rule in rules:
        if rule.checked and (found := shown.str.contains(rule.bounded)).any():
            whole = found & cells.str.contains(_WHOLE_CARD)
            odd |= _may_be_cards(cells, found & ~whole)
            if whole.any():
                cards = whole & _pass_check(cells.set(~whole, None))
                shown = (rule.mask + cells.str.tail(_KEPT_LAST)).zip_with(cards, shown)
    if not odd.any():
        return shown
    rows = odd.arg_true()
    read = {text: masked(text, rules) for text in cells.gather(rows).unique()}
    return shown.clone().scatter(rows, [read[text] for text in cells.gather(rows)])  # it changes what it is called on


def _may_be_cards(cells: pl.Series, within: pl.Series) -> pl.Series:
    """Which of some cells have a number within a text that passes Luhn's check, or one in fours."""
    rows = within.arg_true()
    texts = cells.gather(rows)
    runs = pl.DataFrame({"row": rows, "run": texts.str.extract_all("[0-9]{15,19}")}).explode("run")
    passing = runs.filter(_pass_check(runs["run"]))["row"].unique()
    fours = rows.filter(texts.str.contains("[0-9][ -][0-9]{4}"))
    return pl.repeat(False, len(cells), dtype=pl.Boolean, eager=True).scatter(passing.append(fours), True)


def _pass_check(numbers: pl.Series) -> pl.Series:
    """Whether whole numbers of at most twenty digits pass Luhn's check; false for null."""
    padded = numbers.str.zfill(20)
    halves = [padded.str.slice(start, 10).cast(pl.Int64) for start in (10, 0)]
    total = pl.lit(0)
    for place in range(20):
        digit = pl.lit(halves[place // 10]) // 10 ** (place % 10) % 10
        total += digit if place % 2 == 0 else digit * 2 - 9 * (digit > 4)
    return pl.select((total % 10 == 0).fill_null(False)).to_series()


def under_heading(column: pl.Series) -> pl.Series:
    """A column whose heading says that it holds personal numbers: whatever they are, a few signs are shown.

    Of a text as long as an identity number the first six (the area), of a shorter one the last four, or the last.
    """
    cell = pl.lit(column)
    length = cell.str.len_chars()
    hidden = cell.str.replace_all("(?s).", "*")
    kept = pl.when(length > _KEPT_LAST).then(_KEPT_LAST).otherwise((length - 1).clip(0, 1))
    long = cell.str.head(_KEPT_FIRST) + hidden.str.slice(_KEPT_FIRST)
    short = hidden.str.slice(kept) + cell.str.tail(kept)
    return pl.select(pl.when(length >= _LONG).then(long).otherwise(short).alias(column.name)).to_series()
