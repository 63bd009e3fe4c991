"""The SQL of a month gives the same fen as the calculator, for a crowd over all regions, in DuckDB."""

import random
from decimal import Decimal
from pathlib import Path

import duckdb
import polars as pl
import pytest

from yibao_cli.batch.sql import DIALECTS, rules_sql, sql_regions
from yibao_cli.core.credit import Answer, NoRule, credit
from yibao_cli.core.errors import InputError
from yibao_cli.core.month import Month
from yibao_cli.core.person import STATUSES, Person
from yibao_cli.rulebook.book import Rulebook

MONTH = Month(2025, 8)
CROWD = 100_000


def crowd(book: Rulebook) -> list[tuple[str, Person]]:
    """People over all regions, statuses, plans and groups, amounts at every kind of edge."""
    draw = random.Random(8)
    regions = sql_regions(book)
    known = {
        (region.id, status): [
            sorted(
                {
                    getattr(policy, field) or ""
                    for id in region.layers
                    for policy in book.policies(id)
                    if policy.status == status
                }
                | {""}
            )
            for field in ("plan", "group")
        ]
        for region in regions
        for status in STATUSES
    }
    people = []
    for _ in range(CROWD):
        region, status = draw.choice(regions), draw.choice(STATUSES)
        plans, groups = known[region.id, status]
        amount = Decimal(
            draw.choice((draw.randrange(10_000_00), draw.randrange(50_000_00), 25, 725, 3_277_687))
        ).scaleb(-2)
        person = Person(
            status,
            age=draw.randrange(0, 100) if draw.random() < 0.95 else None,
            base=amount if status in ("employee", "flexible") and draw.random() < 0.95 else None,
            pension=amount if status in ("retiree", "flexible") and draw.random() < 0.95 else None,
            plan=draw.choice(plans) or None,
            group=draw.choice(groups) or None,
            sex=draw.choice(("male", "female", None)),
            paid_years=draw.choice((None, draw.randrange(0, 45))),
        )
        people.append((region.id, person))
    return people


def expected(book: Rulebook, people: list[tuple[str, Person]]) -> list[Answer | None]:
    rulings: dict[object, object] = {}
    answers: list[Answer | None] = []
    for id, person in people:
        region = book.places.regions[id]
        key = id, person.status, person.plan, person.group
        try:
            if key not in rulings:
                rulings[key] = book.ruling(region, person, MONTH)
            ruling = rulings[key]
            answers.append(ruling if isinstance(ruling, NoRule) else credit(person, ruling, MONTH))  # type: ignore[arg-type]
        except InputError:
            answers.append(None)
    return answers


def test_a_hundred_thousand_people_get_the_same_fen_in_duckdb(book: Rulebook, tmp_path: Path) -> None:
    people = crowd(book)
    frame = pl.DataFrame(
        {
            "id": list(range(CROWD)),
            "region": [id for id, _ in people],
            "status": [person.status for _, person in people],
            "plan": [person.plan for _, person in people],
            "grp": [person.group for _, person in people],
            "age": [person.age for _, person in people],
            "sex": [person.sex for _, person in people],
            "paid_years": [person.paid_years for _, person in people],
            "base": pl.Series([person.base for _, person in people], dtype=pl.Decimal(20, 2)),
            "pension": pl.Series([person.pension for _, person in people], dtype=pl.Decimal(20, 2)),
        }
    )
    statements = rules_sql(book, sql_regions(book), MONTH, "duckdb").splitlines()
    with duckdb.connect() as base:
        frame.write_parquet(tmp_path / "people.parquet")
        base.execute(f"CREATE VIEW people AS SELECT * FROM '{tmp_path / 'people.parquet'}'")
        for statement in statements[:2]:
            base.execute(statement)
        rows = {row[0]: row[1:] for row in base.execute(statements[2]).fetchall()}
    assert len(rows) == CROWD
    numbers = 0
    for number, answer in enumerate(expected(book, people)):
        _, _, state, gross, deductions, net = rows[number]
        if answer is None or isinstance(answer, NoRule):
            assert state in ("no-rule", "missing-input") and net is None, (people[number], rows[number])
            continue
        numbers += 1
        assert (state, gross, deductions, net) == (
            answer.state,
            answer.gross,
            answer.gross - answer.net,
            answer.net,
        ), people[number]
    assert numbers > CROWD / 2


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_dialect_is_written_without_floats(book: Rulebook, dialect: str) -> None:
    text = rules_sql(book, [book.region("北京"), book.region("武汉")], MONTH, dialect)  # type: ignore[arg-type]
    assert len(text.splitlines()) == 3 and "CREATE TABLE yibao_rules" in text
    assert "DOUBLE" not in text.upper() and "FLOAT" not in text.upper()
    assert {"duckdb": "//", "postgres": "DIV("}.get(dialect, " DIV ") in text
