"""How much each row comes to, in whole fen, as `core.integer` says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from ..core.integer import INT64, SOURCES
from .lookup import Array, Slot, Tables
from .people import MONEY, People
from .record import AMOUNTS

LOW, HIGH, CAPPED = 9, 10, 11
"""Bits of what happened to a row: the base raised to the floor, cut at the ceiling, a deduction cut short."""


class Sheet:
    """The columns that the arithmetic of a piece works on: inputs gathered on demand, and results."""

    def __init__(self, case: pl.Series) -> None:
        self._case = case
        self.frame = pl.DataFrame({"case": case})
        self._new: list[pl.Series] = []

    def parameter(self, array: Array) -> pl.Expr | int:
        """A parameter of each row's case."""
        found = array.at(self._case)
        return found if isinstance(found, int) else self.column(found)

    def column(self, values: pl.Series) -> pl.Expr:
        """A column of the piece."""
        name = f"c{self.frame.width + len(self._new)}"
        self._new.append(values.alias(name))
        return pl.col(name)

    def settle(self, **results: pl.Expr) -> None:
        """Works out results, so that they are not worked out again wherever they are used."""
        self.frame = self.frame.with_columns(self._new).with_columns(**results)
        self._new = []


def amounts_of(people: People, case: pl.Series, tables: Tables) -> pl.DataFrame:
    """AMOUNTS of each row in fen, whether they count or not; what moved the base; whether a deduction was cut."""
    sheet = Sheet(case)
    numbers = {name: sheet.column(people.numbers[name]) for name in MONEY if name in people.numbers}
    given = _given_base(numbers)
    floor, ceiling = sheet.parameter(tables.floor), sheet.parameter(tables.ceiling)
    if tables.sets_base:
        at_once = pl.lit(0, pl.Int64) + floor
        given = pl.coalesce(given, pl.when(at_once == ceiling).then(at_once))
    sheet.settle(base=given)
    base = pl.col("base")
    sheet.settle(low=(base < floor).fill_null(False), high=(base > ceiling).fill_null(False))
    low, high = pl.col("low"), pl.col("high")
    sheet.settle(base_applied=pl.when(low).then(floor).when(high).then(ceiling).otherwise(base).cast(pl.Int64))
    inputs = [pl.lit(0), pl.col("base_applied"), *(numbers.get(name) for name in SOURCES[2:])]
    gross = _sum(sheet, tables.fixed, tables.parts, inputs)
    taken = _sum(sheet, tables.taken, tables.deductions, inputs)
    sheet.settle(credit_gross=gross, taken=taken)
    sheet.settle(deductions=pl.min_horizontal("credit_gross", "taken"))
    sheet.settle(credit_net=pl.col("credit_gross") - pl.col("deductions"))
    monthly = net = pl.col("credit_net")
    yearly = sheet.parameter(tables.yearly)
    if not isinstance(yearly, int) or yearly:
        monthly = pl.when(pl.lit(0) + yearly == 1).then((net + 6) // 12).otherwise(net)
    sheet.settle(monthly_equivalent=monthly)
    capped = pl.col("taken") > pl.col("credit_gross")
    events = sum((event.cast(pl.Int32) * (1 << bit) for event, bit in ((low, LOW), (high, HIGH), (capped, CAPPED))))
    return sheet.frame.select(*AMOUNTS, events=events)


def _given_base(numbers: Mapping[str, pl.Expr]) -> pl.Expr:
    given = [numbers[name] for name in ("base", "salary") if name in numbers]
    return pl.coalesce(given) if given else pl.lit(None, pl.Int64)


def _sum(sheet: Sheet, fixed: Array, slots: Sequence[Slot], inputs: Sequence[pl.Expr | None]) -> pl.Expr:
    """Fixed sums and steps together."""
    total = pl.lit(0, pl.Int64) + sheet.parameter(fixed)
    for slot in slots:
        total = total + stepped(sheet, slot, inputs)
    return total


def stepped(sheet: Sheet, slot: Slot, inputs: Sequence[pl.Expr | None]) -> pl.Expr:
    """One step of each row, as `core.integer.Step` says; `inputs` are the amounts by the number of their source."""

    def parameter(name: str) -> pl.Expr | int:
        return sheet.parameter(slot.arrays[name])

    per = parameter("per")
    product = parameter("rate") * _amount(sheet, slot, inputs) + parameter("add")
    result = product // per
    if slot.arrays["even"].all != {0}:
        tie = (product % per == 0) & (result % 2 == 1) & (pl.lit(0) + parameter("even") == 1)
        result = result - tie.cast(pl.Int64)
    if slot.arrays["unit"].all != {1}:
        result = result * parameter("unit")
    if slot.arrays["least"].all != {0} or min(slot.arrays["add"].all) < 0:
        result = pl.max_horizontal(result, parameter("least"))
    if slot.arrays["most"].all != {INT64}:
        result = pl.min_horizontal(result, parameter("most"))
    return result


def _amount(sheet: Sheet, slot: Slot, inputs: Sequence[pl.Expr | None]) -> pl.Expr:
    """The amount that the rate of each row is taken of (fen); undefined for rows without one."""
    source = sheet.parameter(slot.arrays["source"])
    amount: pl.Expr | None = None
    for number in slot.sources:
        given = inputs[number]
        if SOURCES[number].startswith("average"):
            figure = pl.lit(0, pl.Int64) + sheet.parameter(slot.arrays["figure"])
            given = figure if given is None else pl.coalesce(given, figure)
        if given is not None:
            amount = given if amount is None else pl.when(pl.lit(0) + source == number).then(given).otherwise(amount)
    return pl.lit(0, pl.Int64) if amount is None else amount.fill_null(0)
