"""Crowds for the same questions to `batch` and to SQL: people over all regions, and odd ones among them."""

import random
from collections.abc import Mapping
from decimal import Decimal
from typing import TypeVar

import polars as pl

from yibao_cli import credit_frame
from yibao_cli.batch.sql import sql_regions
from yibao_cli.core.month import Month
from yibao_cli.core.person import STATUSES
from yibao_cli.rulebook.book import Rulebook

Value = TypeVar("Value")

SCHEMA: Mapping[str, pl.DataType] = {
    "id": pl.Int64(),
    "region": pl.String(),
    "status": pl.String(),
    "plan": pl.String(),
    "grp": pl.String(),
    "age": pl.Int32(),
    "sex": pl.String(),
    "paid_years": pl.Int32(),
    "base": pl.Decimal(20, 3),
    "pension": pl.Decimal(20, 3),
}
STATES = {None: ("missing-input", "refused"), "no-rule": ("no-rule",)}
"""What the query says where `batch` says nothing, or that there is no rule; the rest alike."""

_REGIONS = (None, "", "-", "nowhere", "北京市那边")
_STATUSES = (None, "", " 退休 ", "在职", "Retiree", "灵活", "居民", "学生")
_PLANS = ("1档", "2档", "1", "Tier-2", "三档", " 一档 ", "nowhere")
_SEXES = ("女", "F", "male", "男", "M", " female ", "x", "", "-", None)
_YEARS = (-12345, -10000, -1, 0, 130, 131, 200, 9999, 10000)
_AMOUNTS = tuple(
    map(Decimal, ("-5000", "-0.01", "0", "0.005", "4812.115", "1000000000", "1000000000.01", "10000000000"))
)


def crowd(book: Rulebook, count: int, odd: float = 0.0, seed: int = 8) -> pl.DataFrame:
    """People over all regions, statuses, plans and groups, amounts at every kind of edge.

    `odd`: the share of values that no program should take as they are.
    """
    draw = random.Random(seed)
    regions = sql_regions(book)
    known = {
        (region.id, status): [
            sorted({getattr(policy, field) or "" for policy in policies} | {""}) for field in ("plan", "group")
        ]
        for region in regions
        for status in STATUSES
        for policies in [[p for id in region.layers for p in book.policies(id) if p.status == status]]
    }

    def either(usual: Value, odd_ones: tuple[Value, ...]) -> Value:
        return draw.choice(odd_ones) if draw.random() < odd else usual

    def amount() -> Decimal:
        fen = draw.choice((draw.randrange(10_000_00), draw.randrange(50_000_00), 25, 725, 3_277_687))
        return either(Decimal(fen).scaleb(-2), _AMOUNTS)

    rows = []
    for number in range(count):
        region, status = draw.choice(regions), draw.choice(STATUSES)
        plans, groups = known[region.id, status]
        rows.append(
            (
                number,
                either(region.id, _REGIONS),
                either(status, _STATUSES),
                either(draw.choice(plans) or None, _PLANS),
                either(draw.choice(groups) or None, ("nobody",)),
                either(draw.randrange(100), _YEARS) if draw.random() < 0.95 else None,
                either(draw.choice(("male", "female", None)), _SEXES),
                either(draw.choice((None, draw.randrange(45))), _YEARS),
                amount() if draw.random() < (0.95 if status in ("employee", "flexible") else 0.05) else None,
                amount() if draw.random() < (0.95 if status in ("retiree", "flexible") else 0.05) else None,
            )
        )
    return pl.DataFrame(rows, schema=dict(SCHEMA), orient="row")


def answered(book: Rulebook, people: pl.DataFrame, month: Month) -> list[tuple[object, ...]]:
    """State, error, gross, deductions and net of each of them by `batch`, in their order."""
    found = credit_frame(people, month=month, columns={"grp": "group"}, rulebook=book)
    names = ("yibao_state", "state")
    state = next(name for name in names if name in found.columns)
    return found.select("id", state, "error", "credit_gross", "deductions", "credit_net").sort("id").rows()


def differing(expected: list[tuple[object, ...]], found: list[tuple[object, ...]]) -> list[str]:
    """The people (by id) who get one thing from `batch` and another from the query: rows of id, state, error, amounts."""
    assert len(found) == len(expected), f"{len(found)} rows of {len(expected)}"
    return [
        f"{theirs} is not {ours}"
        for ours, theirs in zip(expected, sorted(found), strict=True)
        if theirs[0] != ours[0]
        or theirs[1] not in STATES.get(ours[1], (ours[1],))  # type: ignore[call-overload]
        or tuple(theirs[2:]) != tuple(ours[2:])
    ]
