"""Asks `batch` and every engine the same: python -m tests.engines [--people 100000] [--only DuckDB,…] [--write].

Prints how many people get another amount, state or error; exits with 1 where there is one. What cannot be run is said.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path

import polars as pl

from yibao_cli.batch.sql import sql_regions, statements
from yibao_cli.core.month import Month
from yibao_cli.rulebook.book import Rulebook

from ..batch.odd_people import STATES, answered, crowd
from . import databases
from .databases import Engine, SkippedError

MONTHS = (Month(2022, 6), Month(2024, 7), Month(2025, 8))
ODD = 0.03
EXACT, FLOAT = "DECIMAL(20, 3)", "DOUBLE"
FLOATS = {"postgres": "DOUBLE PRECISION"}
ENGINES: Mapping[str, Callable[[Path], AbstractContextManager[Engine]]] = {
    "duckdb": databases.duckdb,
    "postgres": databases.postgres,
    "mariadb": databases.mariadb,
    "seekdb": databases.seekdb,
    "spark": databases.spark,
    "spark-legacy": partial(databases.spark, ansi=False),
    "hive": partial(databases.spark, dialect="hive"),
}
AMOUNTS = ("credit_gross", "deductions", "credit_net")
PAGE = Path(__file__).parents[2] / "docs" / "scale.md"
MARKS = ("<!-- engines -->", "<!-- /engines -->")
HEAD = ("引擎", "版本", "金额", "状态", "错误", "DOUBLE 基数", "秒(三个月)")


def expected(book: Rulebook, people: pl.DataFrame, month: Month) -> pl.DataFrame:
    """What `batch` says, as text."""
    names = ("id", "state", "error", *AMOUNTS)
    return pl.DataFrame(answered(book, people, month), schema=names, orient="row", infer_schema_length=None).cast(
        pl.String
    )


def differences(ours: pl.DataFrame, theirs: pl.DataFrame) -> tuple[int, int, int]:
    """How many people differ in amounts, in the state, in the error. Raises ValueError for other people."""
    both = ours.join(theirs, on="id", suffix=" there", validate="1:1")
    if not len(both) == len(ours) == len(theirs):
        raise ValueError(f"{len(theirs)} rows of {len(ours)}")
    amounts = pl.any_horizontal(pl.col(name).ne_missing(pl.col(f"{name} there")) for name in AMOUNTS)
    named = {state: there for state, there in STATES.items() if state is not None}
    said = pl.col("state").replace({state: there[0] for state, there in named.items()})
    state = (
        pl.when(said.is_null())
        .then(~pl.col("state there").is_in(STATES[None]))
        .otherwise(said != pl.col("state there"))
    )
    error = pl.col("error").ne_missing(pl.col("error there"))
    return both.select(amounts.sum().alias("a"), state.sum().alias("s"), error.sum().alias("e")).row(0)


def asked(engine: Engine, book: Rulebook, people: Mapping[str, pl.DataFrame]) -> tuple[list[str], int]:
    """A row of the table, and how many differences there are."""
    found = [0, 0, 0]
    regions = sql_regions(book)
    engine.load(people[EXACT], EXACT)
    start = time.perf_counter()
    for month in MONTHS:
        script = statements(book, regions, month, engine.dialect)
        theirs = engine.run(script)
        found = [a + b for a, b in zip(found, differences(EXPECTED[EXACT, month], theirs), strict=True)]
    seconds = time.perf_counter() - start
    if not engine.run(script).sort("id").equals(theirs.sort("id")):
        raise ValueError("another result when run again")
    engine.load(people[FLOAT], FLOATS.get(engine.dialect, FLOAT))
    floats = sum(differences(EXPECTED[FLOAT, MONTHS[-1]], engine.run(script)))
    cells = [engine.name, engine.version, *map(str, found), str(floats), f"{seconds:.0f}"]
    return cells, sum(found) + floats


EXPECTED: dict[tuple[str, Month], pl.DataFrame] = {}


def main() -> int:
    """Asks them all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--only", default=",".join(ENGINES))
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    book = Rulebook.open()
    exact = crowd(book, options.people, ODD)
    people = {EXACT: exact, FLOAT: exact.with_columns(pl.col("base", "pension").cast(pl.Float64))}
    for month in MONTHS:
        EXPECTED[EXACT, month] = expected(book, exact, month)
    EXPECTED[FLOAT, MONTHS[-1]] = expected(book, people[FLOAT], MONTHS[-1])
    lines = [f"| {' | '.join(HEAD)} |", "| --- | --- | ---: | ---: | ---: | ---: | ---: |"]
    bad = 0
    for name in options.only.split(","):
        with tempfile.TemporaryDirectory(prefix="engines-") as folder:
            Path(folder).chmod(0o711)
            try:
                with ENGINES[name](Path(folder)) as engine:
                    cells, count = asked(engine, book, people)
            except SkippedError as reason:
                print(f"{name}:跳过,{reason}", file=sys.stderr)
                continue
        bad += count
        lines.append(f"| {' | '.join(cells)} |")
        print(lines[-1], flush=True)
    table = "\n".join(lines)
    answers = EXPECTED[EXACT, MONTHS[-1]]
    note = (
        f"{options.people:,} 人,{len(sql_regions(book))} 个地区,{'、'.join(map(str, MONTHS))} 三个月,"
        f"其中一个月有数的 {answers['credit_net'].count():,} 人、{answers['error'].n_unique() - 1} 种错误。"
        "格里是与 `yibao batch` 不同的人数。"
    )
    print(note)
    if options.write:
        text = PAGE.read_text(encoding="utf-8")
        before, rest = text.split(MARKS[0])
        after = rest.split(MARKS[1])[1]
        PAGE.write_text(f"{before}{MARKS[0]}\n\n{note}\n\n{table}\n\n{MARKS[1]}{after}", encoding="utf-8")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
