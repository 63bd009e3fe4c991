"""Which case each row falls into, and which rows contradict themselves."""

from __future__ import annotations

import polars as pl

from ..core.integer import ACCOUNT_YEAR, AGES, IN_MONTH, LARGEST_FEN, NEXT_MONTH, NO_AGE, YEAR_END_BEFORE
from ..core.person import OLDEST
from .lookup import Tables, series
from .people import MONEY, People


def checks(people: People) -> pl.Series | None:
    """The number of the first check of `core.person.check_person` that each row fails; None if all rows pass."""
    found: dict[int, pl.Series] = {}
    numbers, month = people.numbers, people.month
    if month.null_count():
        found[1] = month.is_null()
    limits = dict.fromkeys(MONEY, LARGEST_FEN) | {"age": OLDEST, "paid_years": OLDEST}
    for number, (name, most) in enumerate(limits.items(), 1):
        if name in numbers:
            found[2 * number] = numbers[name] < 0
            found[2 * number + 1] = numbers[name] > most
    if "birth" in numbers:
        birth = numbers["birth"]
        reached = (month - birth) // 12
        found[20] = birth > month
        found[21] = reached > OLDEST
        if "age" in numbers:
            before = ((month - 1 - birth) // 12).clip(0)
            found[22] = (numbers["age"] != before) & (numbers["age"] != reached)
    violated = {str(number): one.fill_null(False) for number, one in found.items() if one.any()}
    if not violated:
        return None
    first = pl.coalesce(pl.when(pl.col(name)).then(int(name)) for name in violated)
    return pl.DataFrame(violated).select(first.fill_null(0).cast(pl.Int32).alias("check"))["check"]


def case_numbers(people: People, run: pl.Series, tables: Tables) -> pl.Series:
    """The number of the case of each row; any case of the run where `checks` rejects the person."""
    case = series(tables.first_case.at(run), run)
    age = _age(people, run, tables)
    if age is not None:
        index = tables.pattern.at(run) + age.clip(0, AGES - 1).fill_null(0)
        case = case + tables.intervals.gather(index)
    if "paid_years" in people.numbers and (tables.men.all | tables.women.all) != {0}:
        case = case + _missing_years(people, run, tables) * tables.width.at(run)
    return case


def _missing_years(people: People, run: pl.Series, tables: Tables) -> pl.Series:
    """How many contribution years each row lacks of those required."""
    men, women = (series(years.at(run), run) for years in (tables.men, tables.women))
    required = men
    if people.sex is not None:
        female = pl.Series([sex == "female" for sex in people.sex.values]).gather(people.sex.codes)
        required = women.zip_with(female, men)
    missing = (required - people.numbers["paid_years"].cast(pl.Int32)).clip(0).fill_null(0)
    return missing.zip_with(missing <= required, required)


def _age(people: People, run: pl.Series, tables: Tables) -> pl.Series | None:
    """The completed years that count in each row, not yet clamped to 0..AGES; None where they never count."""
    if tables.age_on.all == {NO_AGE}:
        return None
    age = people.numbers.get("age")
    given = None if age is None else age.cast(pl.Int32)
    birth = people.numbers.get("birth")
    if birth is None:
        return given
    until = people.month.cast(pl.Int32)
    if not tables.age_on.all <= {NO_AGE, IN_MONTH}:
        until = _deciding_month(people, run, tables)
    counted = ((until - birth.cast(pl.Int32)) // 12).clip(0)
    return counted if given is None else counted.zip_with(birth.is_not_null(), given)


def _deciding_month(people: People, run: pl.Series, tables: Tables) -> pl.Series:
    """The month whose distance from the birth gives the age."""
    first = people.birth_first
    frame = pl.DataFrame(
        {
            "month": people.month.cast(pl.Int32),
            "on": series(tables.age_on.at(run), run),
            "starts": series(tables.account_year.at(run), run) - 1,
            "first": False if first is None else first.fill_null(False),
        }
    )
    on, month = pl.col("on"), pl.col("month")
    start = month - (month - pl.col("starts")) % 12
    deciding = (
        pl.when(on == NEXT_MONTH)
        .then(month - 1)
        .when(on == ACCOUNT_YEAR)
        .then(start - (~pl.col("first")).cast(pl.Int32))
        .when(on == YEAR_END_BEFORE)
        .then(start // 12 * 12 - 1)
        .otherwise(month)
    )
    return frame.select(deciding.alias("month"))["month"]
