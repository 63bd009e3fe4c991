"""The SQL of a month gives what `batch` gives, in amounts, states and errors, run in DuckDB.

`make engines` asks the same of PostgreSQL, MariaDB and Spark.
"""

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import duckdb
import polars as pl
import pytest
import sqlglot

from yibao_cli.batch.sql import DIALECTS, NOT_RUN, Dialect, rules_sql, sql_regions, statements
from yibao_cli.core.month import Month
from yibao_cli.core.region import Region
from yibao_cli.rulebook.book import Rulebook

from .odd_people import SCHEMA, answered, crowd, differing

FILES = Path(__file__).parent / "files"
MONTH = Month(2025, 8)
AMOUNTS = ("credit_gross", "deductions", "credit_net")


def run(
    base: duckdb.DuckDBPyConnection, book: Rulebook, month: Month = MONTH, regions: Sequence[Region] = ()
) -> list[tuple[object, ...]]:
    """Id, state, error and amounts of all in `people`, by the rules of some regions or of all."""
    for statement in statements(book, regions or sql_regions(book), month, "duckdb"):
        result = base.execute(statement)
        if statement.startswith("WITH"):
            names = [column[0] for column in result.description]
            rows = [dict(zip(names, row, strict=True)) for row in result.fetchall()]
    assert {row["month"] for row in rows} <= {str(month)}
    return sorted(tuple(row[name] for name in ("id", "state", "error", *AMOUNTS)) for row in rows)


def people_in(base: duckdb.DuckDBPyConnection, people: pl.DataFrame, home: Path) -> None:
    people.write_parquet(home / "people.parquet")
    base.execute(f"CREATE TABLE people AS SELECT * FROM '{home / 'people.parquet'}'")


@pytest.mark.parametrize("odd", [0.0, 0.06])
def test_a_crowd_gets_the_same_from_batch_and_from_duckdb(book: Rulebook, tmp_path: Path, odd: float) -> None:
    people = crowd(book, 20_000, odd)
    expected = answered(book, people, MONTH)
    with duckdb.connect() as base:
        people_in(base, people, tmp_path)
        assert differing(expected, run(base, book)) == []
    numbers = sum(row[-1] is not None for row in expected)
    assert numbers > 5000 and len({row[2] for row in expected}) > (15 if odd else 5)


@pytest.mark.shipped_rules
def test_what_batch_refuses_in_a_row_the_query_refuses_in_that_row(shipped_book: Rulebook, tmp_path: Path) -> None:
    people = pl.read_csv(FILES / "edge.csv", schema=dict(SCHEMA))
    with duckdb.connect() as base:
        people_in(base, people, tmp_path)
        found = run(base, shipped_book)
    assert differing(answered(shipped_book, people, MONTH), found) == []
    errors = {row[0]: row[2] for row in found if row[2] is not None}
    assert errors == {
        4: "input-missing:age",
        5: "input-missing:plan",
        6: "money-negative",
        8: "age-range",
        9: "input-missing:sex",
        10: "input-missing:base",
        12: "paid-years-range",
        13: "money-too-large",
        14: "age-range",
        15: "money-negative",
        17: "group-unknown",
    }
    # Hainan: a woman of 60 who paid 25 years lacks none; a man would lack five (51.00).
    assert [row[-1] for row in sorted(found)[:3]] == [Decimal("60.00")] * 3


@pytest.mark.shipped_rules
@pytest.mark.parametrize("kind", ["DOUBLE", "DECIMAL(38, 10)", "DECIMAL(6, 2)"])
def test_a_base_of_any_type_is_cast_to_fen_first(shipped_book: Rulebook, kind: str) -> None:
    """Hangzhou: 24 % of the base a year; 0.24 x 4812.11 = 1154.9064."""
    with duckdb.connect() as base:
        casts = [f"CAST({name} AS {kind}) AS {name}" for name in ("base", "pension")]
        columns = ", ".join([*casts, "CAST(paid_years AS SMALLINT) AS paid_years"])
        base.execute(f"CREATE TABLE people AS SELECT * REPLACE ({columns}) FROM read_csv('{FILES}/double-base.csv')")
        assert run(base, shipped_book, regions=[shipped_book.region("杭州")])[0][2:4] == (None, Decimal("1154.91"))


def test_an_amount_that_no_cast_can_hold_is_refused_in_its_row(book: Rulebook) -> None:
    amounts = {1: "1e300", 2: "'inf'::DOUBLE", 3: "'nan'::DOUBLE", 4: "-1e300", 5: "10000.005", 6: "10000"}
    rows = " UNION ALL ".join(
        f"SELECT {id} AS id, 'beijing' AS region, 'employee' AS status, NULL AS plan, NULL AS grp, NULL::INT AS age, "
        f"NULL AS sex, NULL::INT AS paid_years, {amount}::DOUBLE AS base, NULL::DOUBLE AS pension"
        for id, amount in amounts.items()
    )
    with duckdb.connect() as base:
        base.execute(f"CREATE TABLE people AS {rows}")
        found = {row[0]: row[2] or row[-1] for row in run(base, book, regions=[book.region("北京")])}
    assert found == dict.fromkeys((1, 2, 3), "money-too-large") | {
        4: "money-negative",
        5: "money-decimals",
        6: Decimal("200.00"),
    }


def test_a_script_can_be_run_again_and_months_stand_beside_each_other(book: Rulebook, tmp_path: Path) -> None:
    people = crowd(book, 300)
    with duckdb.connect() as base:
        people_in(base, people, tmp_path)
        some = sql_regions(book)[::20]
        first = run(base, book, regions=some)
        other = run(base, book, Month(2022, 6), some)
        assert run(base, book, regions=some) == first != other and len(other) == len(first) == 300
        tables = base.execute("SELECT table_name FROM duckdb_tables() ORDER BY 1").fetchall()
        assert tables == [("people",), ("yibao_rules_2022_06",), ("yibao_rules_2025_08",)]


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_dialect_is_written_without_floats(book: Rulebook, dialect: Dialect) -> None:
    text = rules_sql(book, [book.region("北京"), book.region("武汉")], MONTH, dialect)
    head, *lines = text.splitlines()
    assert head.startswith("-- 2025-08 的规则") and ("没有在真的库里跑过" in head) == (dialect in NOT_RUN)
    assert "DROP TABLE IF EXISTS yibao_rules_2025_08;" in lines
    (created,) = (line for line in lines if line.startswith("CREATE TABLE"))
    assert "DOUBLE" not in text.upper() and "FLOAT" not in text.upper()
    (query,) = (line for line in lines if line.startswith("WITH"))
    assert {"duckdb": "//", "postgres": "DIV("}.get(dialect, " DIV ") in query
    assert "AS DECIMAL(20, 2)) * 100" in query
    if dialect != "duckdb":  # it has no lengths
        assert "region VARCHAR(64)" in created
    assert len(sqlglot.parse(text, read=dialect)) == len(lines)


def test_mysql_gets_its_charset_and_databases_an_index(book: Rulebook) -> None:
    region = [book.region("北京")]
    mysql = statements(book, region, MONTH, "mysql")
    index = "CREATE INDEX yibao_rules_2025_08_key ON yibao_rules_2025_08 (region, status)"
    assert mysql[:2] == ["SET NAMES utf8mb4", "START TRANSACTION"] and mysql[-1] == "COMMIT" and index in mysql
    assert mysql[3].endswith("DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin")
    postgres = statements(book, region, MONTH, "postgres")
    assert (postgres[0], postgres[-1]) == ("BEGIN", "COMMIT") and index in postgres
