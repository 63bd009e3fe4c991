"""The kernel of whole tables against the calculator, cell by cell."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from random import Random
from typing import Any

import polars as pl
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from yibao_cli.batch.kernel import Kernel
from yibao_cli.batch.record import COLUMNS, problem_of, record
from yibao_cli.core.credit import NoRule
from yibao_cli.core.errors import InputError
from yibao_cli.core.month import Birth, Month
from yibao_cli.core.person import STATUSES, Person
from yibao_cli.core.policy import (
    AgeLimit,
    AgeRange,
    BaseLimits,
    Deduction,
    Figure,
    Formula,
    Part,
    Policy,
    Reduction,
    Rounding,
)
from yibao_cli.core.region import Region
from yibao_cli.render.batch import error_text
from yibao_cli.rulebook.book import Rulebook
from yibao_cli.rulebook.directory import RuleDirectory
from yibao_cli.rulebook.runs import AFTER_LAST, FIRST_MONTH, CaseTable

from ..conftest import RULES
from ..core.builders import AUGUST, PLACE, band, employer, limits, own, policy, pooled
from .asking import Answerer, answer, kernel

BOOK = Rulebook.from_directory(RuleDirectory(RULES))
KERNEL = kernel(BOOK)
REGIONS = list(BOOK.places.regions.values())
FIRST, LAST = Month(2019, 1).index, Month(2030, 12).index

SCHEMA: dict[str, Any] = {
    "region_id": pl.String,
    "status": pl.String,
    "month": pl.Int32,
    "plan": pl.String,
    "group": pl.String,
    "sex": pl.String,
    "base": pl.Int64,
    "salary": pl.Int64,
    "pension": pl.Int64,
    "average_pension": pl.Int64,
    "average_wage": pl.Int64,
    "age": pl.Int16,
    "birth": pl.Int32,
    "birth_first": pl.Boolean,
    "paid_years": pl.Int16,
}
MONEY = ("base", "salary", "pension", "average_pension", "average_wage")

Row = Mapping[str, Any]


def expected(book: Rulebook, row: Row) -> tuple[str, ...]:
    """What the calculator answers."""
    month = Month.from_index(row["month"])
    values: dict[str, Any] = {name: row.get(name) for name in ("plan", "group", "sex", "age", "paid_years")}
    for name in MONEY:
        values[name] = None if row.get(name) is None else Decimal(row[name]).scaleb(-2)
    if row.get("birth") is not None:
        born = Month.from_index(row["birth"])
        values["birth"] = Birth(born.year, born.month, 1 if row["birth_first"] else None)
    error = InputError("region-unknown", value=row["region_id"])
    region = book.places.regions.get(row["region_id"])
    if region is not None:
        try:
            found = book.answer(region, Person(row["status"], **values), month)
        except InputError as problem:
            error = problem
        else:
            return (*record(found)[:-1], error_text(found) if isinstance(found, NoRule) else "")
    return (str(month), row["region_id"], *[""] * (len(COLUMNS) - 4), *problem_of(error, error_text))


def check(kernel: Kernel, rows: Sequence[Row]) -> None:
    """Every cell of every row is the calculator's."""
    frame = pl.DataFrame(rows, schema={name: SCHEMA[name] for name in SCHEMA if name in rows[0]}, orient="row")
    found = answer(frame.lazy(), kernel).collect(engine="streaming")
    assert tuple(found.columns) == COLUMNS
    for row, cells in zip(rows, found.iter_rows(), strict=True):
        assert (cells, row) == (expected(kernel.rulebook, row), row)


# Every rule there is


def _edges(region: Region, status: str) -> tuple[list[int], list[int], list[int]]:
    """Months, ages and bases (fen) at which something may change."""
    months, ages, bases = [], [0, 130], [0]
    for id in region.layers:
        for rule in BOOK.policies(id):
            if rule.status == status:
                months += [rule.starts.index, *([rule.ends.index] if rule.ends else [])]
                months += [Month.of(rule.confirmed).index + 12] if rule.confirmed else []
                for formula in rule.all_bands:
                    for span in (formula.ages, *(limit.ages for limit in (*formula.minimum, *formula.maximum))):
                        ages += [span.low, *([span.below] if span.below else [])]
        for item in BOOK.limits(id):
            months += [item.starts.index, *([item.ends.index, item.ends.index + 24] if item.ends else [])]
            bases += [int(amount * 100) for amount in (item.floor, item.ceiling) if amount is not None]
    return months or [AUGUST.index], ages, bases


EDGES = {(region.id, status): _edges(region, status) for region in REGIONS for status in STATUSES}
NAMED = {
    (region.id, status): (
        [rule.plan for id in region.layers for rule in BOOK.policies(id) if rule.status == status and rule.plan],
        [rule.group for id in region.layers for rule in BOOK.policies(id) if rule.status == status and rule.group],
    )
    for region in REGIONS
    for status in STATUSES
}
WITH_RULES = [region for region in REGIONS if BOOK.has(region.id, "policies")]


def somebody(draw: Random, odd: bool = True) -> dict[str, Any]:
    """A person, mostly sensible, often at the edge of a band, a limit or a period."""
    region = draw.choice(WITH_RULES if draw.random() < 0.8 else REGIONS)
    status = draw.choice(STATUSES)
    months, ages, bases = EDGES[region.id, status]
    month = draw.choice(months) + draw.randint(-1, 1) if draw.random() < 0.5 else draw.randint(FIRST, LAST)
    plans, groups = NAMED[region.id, status]

    def rarely(value: Any, often: float = 0.1) -> Any:
        return value if draw.random() < often else None

    def fen(most: int = 4_000_000) -> int:
        return draw.choice([draw.randint(0, most), draw.randint(0, most // 100) * 100, draw.randint(0, 2_000)])

    base = max(0, draw.choice(bases) + draw.randint(-1, 1)) if draw.random() < 0.3 else fen()
    age = max(0, min(130, draw.choice(ages) + draw.randint(-1, 1))) if draw.random() < 0.6 else draw.randint(0, 130)
    born = month - 12 * age - draw.randint(0, 11)
    row = {
        "region_id": region.id,
        "status": status,
        "month": month,
        "plan": draw.choice([*plans, "没有这个"][: len(plans) + draw.choice([0, 0, 0, 1])] or [None])
        if draw.random() < 0.6
        else None,
        "group": draw.choice(groups) if groups and draw.random() < 0.5 else rarely("没有这个", 0.02),
        "sex": rarely(draw.choice(["male", "female"]), 0.4),
        "base": rarely(base, 0.8),
        "salary": rarely(base, 0.15),
        "pension": rarely(fen(), 0.5 if status != "employee" else 0.03),
        "average_pension": rarely(fen(), 0.2),
        "average_wage": rarely(fen(), 0.2),
        "age": rarely(age, 0.7),
        "birth": rarely(born, 0.4),
        "birth_first": draw.random() < 0.3,
        "paid_years": rarely(draw.randint(0, 40), 0.5),
    }
    if row["birth"] is not None and draw.random() < 0.8:
        row["age"] = rarely((month - born) // 12, 0.3)
    if row["base"] is not None and draw.random() < 0.9:
        row["salary"] = None
    if odd and draw.random() < 0.05:
        name, value = draw.choice(
            [
                ("base", 10**11 + 1),
                ("pension", -1),
                ("age", 131),
                ("age", -1),
                ("paid_years", 131),
                ("paid_years", -3),
                ("birth", month + 1),
                ("birth", month - 131 * 12),
                ("status", "什么"),
                ("region_id", "nowhere"),
                ("average_wage", 10**11 + 1),
                ("base", 10**11),
            ]
        )
        row[name] = value
    return row


@settings(max_examples=8, deadline=None, phases=[Phase.explicit, Phase.generate])
@given(st.randoms(use_true_random=True))
def test_every_cell_is_the_calculators(draw: Random) -> None:
    check(KERNEL, [somebody(draw) for _ in range(300)])


def test_every_region_and_status_in_many_months() -> None:
    """Each run of months has the ruling it is said to have, all months of it."""
    draw = Random(7)
    rows = []
    for region in WITH_RULES:
        for status in STATUSES:
            for month in range(FIRST, LAST, 5):
                retired = status == "retiree"
                rows.append(
                    {
                        "region_id": region.id,
                        "status": status,
                        "month": month + draw.randint(0, 4),
                        "base": None if retired else draw.randint(0, 4_000_000),
                        "pension": draw.randint(0, 1_000_000) if retired else None,
                        "age": draw.randint(16, 100),
                        "plan": draw.choice([None, *NAMED[region.id, status][0]]),
                        "group": draw.choice([None, *NAMED[region.id, status][1]]),
                    }
                )
    check(kernel(BOOK), draw.sample(rows, 3000))


# The traps of floats


@pytest.mark.parametrize(
    ("rate", "base", "credited"),
    [
        ("0.02", 25, "0.01"),  # 0.005
        ("0.02", 725, "0.15"),  # 0.145, as a float below it
        ("0.02", 7_00, "0.14"),
        ("0.008", 3_277_687, "262.21"),  # 262.21496
        ("0.00125", 10**11, "1250000.00"),
        ("0.000001", 50, "0.00"),
        ("0.01", 49, "0.00"),
        ("0.01", 50, "0.01"),
        ("1", 10**11, "1000000000.00"),
    ],
)
def test_halves_go_up(rate: str, base: int, credited: str) -> None:
    book = OneRule(policy(own(band(rate=rate, of="base"))))
    row = {"region_id": PLACE.id, "status": "employee", "month": AUGUST.index, "base": base}
    check(kernel(book), [row])
    frame = pl.DataFrame([row], schema={name: SCHEMA[name] for name in row})
    assert Answerer(kernel(book))(frame)["credit_net"].item() == credited


# Rules of every kind


class OneRule(Rulebook):
    """A rulebook with the policies and limits given, for one place."""

    def __init__(self, *rules: Policy, base_limits: Sequence[BaseLimits] = (), figures: Sequence[Figure] = ()) -> None:
        super().__init__(_OneRule(rules, base_limits, figures))


class _OneRule:
    digest, file_ids, edition = "0", ["hubei/wuhan"], BOOK.edition
    places = all_places = BOOK.places

    def __init__(self, *sections: Iterable[Any]) -> None:
        self._sections = dict(zip(("policies", "limits", "figures"), map(tuple, sections), strict=True))

    def section(self, id: str, name: str) -> tuple[Any, ...]:
        return self._sections.get(name, ()) if id == PLACE.id else ()


def _formula(draw: Random) -> Formula:
    """Any formula the language has."""

    def sometimes(value: Any, often: float = 0.3) -> Any:
        return value if draw.random() < often else None

    def sum_of(most: int) -> Decimal:
        return Decimal(draw.randint(0, most)).scaleb(-2)

    def limits_of(low: int, high: int) -> tuple[AgeLimit, ...]:
        if draw.random() < 0.6:
            return ()
        if draw.random() < 0.5:
            return tuple(AgeLimit(AgeRange(), sum_of(high) + low) for _ in range(draw.choice([1, 1, 1, 2])))
        edge = draw.randint(1, 100)
        spans = AgeRange(0, edge), AgeRange(edge, None)
        return tuple(AgeLimit(span, sum_of(high) + low) for span in spans)

    per = draw.choice(["month", "month", "year"])
    if draw.random() < 0.3:
        yuan, step = sum_of(40_000), sometimes(sum_of(500))
        return Formula(per=per, yuan=None if step and draw.random() < 0.5 else yuan, yuan_per_year_of_age=step)  # type: ignore[arg-type]
    of = draw.choice(["base", "base", "pension", "average_pension", "average_wage", "employer_contribution"])
    rate = Decimal(draw.randint(0, 100_000)).scaleb(-draw.choice([4, 5, 6, 6, 6, 7, 9]))
    return Formula(
        per=per,  # type: ignore[arg-type]
        rate=min(rate, Decimal(3)),
        rate_per_year_of_age=sometimes(Decimal(draw.randint(1, 1000)).scaleb(-6), 0.2),
        of=of,  # type: ignore[arg-type]
        of_year=2023 if of.startswith("average") else None,
        contribution=Decimal("0.085") if of == "employer_contribution" else None,
        minimum=limits_of(0, 20_000),
        maximum=limits_of(draw.choice([0, 300]), 60_000),
    )


def _bands(draw: Random) -> tuple[Formula, ...]:
    if draw.random() < 0.5:
        return (_formula(draw),)
    edges = sorted(draw.sample(range(1, 100), draw.randint(1, 3)))
    lows, belows = [draw.choice([0, 0, 0, 18]), *edges], [*edges, draw.choice([None, None, 101])]
    spans = [AgeRange(low, below) for low, below in zip(lows, belows, strict=True) if below is None or low < below]
    return tuple(replace(_formula(draw), ages=span) for span in spans)


def _rule(draw: Random) -> Policy:
    reductions = [
        *(None, None, Reduction(20, 15, rate=Decimal("0.07")), Reduction(25, 25, rate=Decimal("0.06666667"))),
        Reduction(30, 30, yuan=Decimal("1.23")),
    ]
    return policy(
        *(Part("own", _bands(draw)) for _ in range(draw.choice([1, 1, 2]))),
        status=draw.choice(STATUSES),
        deductions=tuple(Deduction(str(n), _bands(draw)) for n in range(draw.choice([0, 0, 1, 2]))),
        age_on=draw.choice([None, "month", "next-month", "account-year", "year-end-before"]),
        posting=draw.choice(["month", "month", "year"]),
        account_year=draw.choice([1, 1, 4, 7]),
        reduction=draw.choice(reductions),
        rounding=Rounding(
            draw.choice([Decimal("0.01"), Decimal("0.01"), Decimal("0.1"), Decimal(1)]),
            draw.choice(["half-up", "half-up", "half-even", "down", "up"]),
        ),
    )


def _anyone(draw: Random, rule: Policy) -> dict[str, Any]:
    month = draw.randint(Month(2023, 1).index, Month(2028, 1).index)
    age = draw.randint(0, 110)

    def fen() -> int:
        return draw.choice([draw.randint(0, 3_000_000), draw.randint(0, 1000) * 50, draw.choice([0, 10**11])])

    return {
        "region_id": PLACE.id,
        "status": rule.status,
        "month": month,
        "sex": draw.choice([None, "male", "female"]),
        "base": draw.choice([None, fen(), fen(), fen()]),
        "salary": None if draw.random() < 0.95 else fen(),
        "pension": None if rule.status == "employee" else draw.choice([None, fen(), fen()]),
        "average_pension": draw.choice([None, fen()]),
        "average_wage": draw.choice([None, fen()]),
        "age": draw.choice([None, age, age]),
        "birth": draw.choice([None, None, month - 12 * age - draw.randint(0, 11)]),
        "birth_first": draw.random() < 0.3,
        "paid_years": draw.choice([None, draw.randint(0, 35)]),
    }


@settings(max_examples=40, deadline=None, phases=[Phase.explicit, Phase.generate])
@given(st.randoms(use_true_random=True))
def test_rules_of_every_kind(draw: Random) -> None:
    figure = Figure("average_wage", 2023, Decimal("6543.21"), "hubei/wuhan.toml", "press", ("a",))
    rule = _rule(draw)
    book = OneRule(rule, base_limits=[limits("4000", "20000")], figures=[figure])
    check(kernel(book), [_anyone(draw, rule) for _ in range(60)])


def test_several_parts_and_deductions_that_leave_nothing() -> None:
    rule = policy(
        own(band(rate="0.02", of="base")),
        employer(band(0, 45, rate="0.008", of="base"), band(45, rate="0.01", of="base")),
        pooled(band(yuan="3.50")),
        deductions=(Deduction("a", (band(yuan="40"),)), Deduction("b", (band(rate="0.00125", of="base"),))),
    )
    rows = [
        {"region_id": PLACE.id, "status": "employee", "month": AUGUST.index, "base": base, "age": age}
        for base in (0, 1, 24, 25, 99_999, 100_000, 150_000, 1_234_567, 10**11)
        for age in (44, 45)
    ]
    check(kernel(OneRule(rule)), rows)


def test_no_rule_of_the_rule_base_needs_the_calculator() -> None:
    table = CaseTable(BOOK)
    for region in WITH_RULES:
        for status in STATUSES:
            plans, groups = NAMED[region.id, status]
            for plan in {None, *plans}:
                for group in {None, *groups}:
                    for run in table.runs(region, Person(status, plan=plan, group=group), FIRST_MONTH, AFTER_LAST):
                        assert not any(case.by_hand for case in run.cases.cases)


def test_what_integers_cannot_say_is_asked_of_the_calculator() -> None:
    rule = policy(
        own(band(rate="0.0123456789012", of="base")),
        reduction=Reduction(20, 20, rate=Decimal("0.07")),
    )
    (runs,) = [CaseTable(OneRule(rule)).runs(PLACE, Person("employee"), FIRST_MONTH, AFTER_LAST)]
    assert any(case.by_hand for run in runs for case in run.cases.cases)
    draw = Random(3)
    check(kernel(OneRule(rule)), [_anyone(draw, rule) for _ in range(100)])


def test_rows_without_a_region_a_status_or_a_month() -> None:
    frame = pl.DataFrame(
        {
            "region_id": [None, "beijing", "beijing"],
            "status": ["retiree", None, "retiree"],
            "month": [24000, 24000, None],
        },
        schema_overrides={"month": pl.Int32},
    )
    assert Answerer(KERNEL)(frame)["error"].to_list() == [
        f"input-missing:{name}" for name in ("region", "status", "month")
    ]


def test_a_yearly_rate_says_nothing_of_a_months_contribution() -> None:
    yearly, monthly = (
        policy(own(band(rate=rate, of="base", per=per))) for rate, per in (("0.24", "year"), ("0.02", "month"))
    )
    found = [
        CaseTable(OneRule(rule)).runs(PLACE, Person("employee"), FIRST_MONTH, AFTER_LAST)[-1]
        for rule in (yearly, monthly)
    ]
    steps = [run.cases.cases[0].contribution for run in found]
    assert steps[0] is None and steps[1] is not None and steps[1].fen(1_000_000) == 20_000
