"""The rules of one month as SQL: a table of whole numbers and a query that joins people to it. Exact, no floats.

What `batch` refuses in a row the query refuses in that row, with the same code, from the same declarations.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Literal, get_args

from ..core.errors import InputError, MissingInputError
from ..core.integer import AGES, FEN_A_YUAN, INT64, LARGEST_FEN, Step
from ..core.month import Month
from ..core.person import OLDEST, WORKING
from ..core.region import Region
from ..core.spoken import GROUP_WORDS, LONGEST_YEARS, PLAN_WORDS, SEX_WORDS, STATUS_WORDS
from ..language import tr
from ..rulebook.book import Rulebook
from ..tables.cells import ABSENT
from .record import code_of
from .sql_lines import AFTER_NEEDS, AFTER_PERSON, AT_LAST, BEFORE_PERSON, NEEDS, NO_AGE, SqlLine, lines_of

Dialect = Literal["spark", "duckdb", "postgres", "mysql", "hive", "doris", "starrocks", "databricks"]
DIALECTS: tuple[Dialect, ...] = get_args(Dialect)
NOT_RUN: tuple[Dialect, ...] = ("doris", "starrocks", "databricks")
"""Dialects whose text was parsed and never run; `make engines` runs the others."""
REFUSED = ("clickhouse", "trino", "presto", "redshift", "tsql")
"""Dialects in which the whole division becomes one of floating numbers."""
_OPENED = {"postgres": "BEGIN", "duckdb": "BEGIN", "mysql": "START TRANSACTION"}
_KEPT = {"postgres": ("MATERIALIZED ", ""), "mysql": ("", f"LIMIT {INT64}")}
"""What keeps an engine from writing a step into the next, over and over: PostgreSQL took a hundred times longer."""
_INDEXED = ("postgres", "mysql")

STEP = ("source", "rate", "plus", "per", "unit", "least", "most")
KEY = (
    ("region", "VARCHAR(64)"),
    ("status", "VARCHAR(16)"),
    ("plan", "VARCHAR(64)"),
    ("any_plan", "SMALLINT"),
    ("grp", "VARCHAR(64)"),
    ("any_grp", "SMALLINT"),
    ("age_from", "SMALLINT"),
    ("age_below", "SMALLINT"),
    ("male_years", "SMALLINT"),
    ("female_years", "SMALLINT"),
    ("missing_years", "SMALLINT"),
    *((f"needs_{name}", "SMALLINT") for name in NEEDS),
    ("refusal", "VARCHAR(64)"),
    ("refused_at", "SMALLINT"),
    ("rule_file", "VARCHAR(64)"),
    ("account", "SMALLINT"),
    ("yearly", "SMALLINT"),
    ("base_floor", "BIGINT"),
    ("base_ceiling", "BIGINT"),
    ("fixed", "BIGINT"),
    ("taken", "BIGINT"),
)
"""Columns of the table of rules that are not those of steps; amounts are fen, codes as in `sql_lines.SqlLine`."""
_UNKNOWN = "?"


def rules_sql(book: Rulebook, regions: Sequence[Region], month: Month, dialect: Dialect) -> str:
    """The script of `statements`, with a line on what it is before it."""
    head = tr("{month} 的规则,规则库 {digest}。可以重跑。", month=month, digest=book.digest)
    if dialect in NOT_RUN:
        head += tr("{dialect}:只用 sqlglot 核对了语法,没有在真的库里跑过。", dialect=dialect)
    return f"-- {head}\n" + "".join(f"{statement};\n" for statement in statements(book, regions, month, dialect))


def statements(book: Rulebook, regions: Sequence[Region], month: Month, dialect: Dialect) -> list[str]:
    """The table of rules of a month for some regions, and the query over a table `people`, for a dialect.

    One transaction where the dialect has them, and the same result however often it is run. Raises InputError where
    sqlglot is not installed, no region has a rule, or a rule needs more than 64-bit integers.
    """
    try:
        from sqlglot import transpile
    except ImportError:
        raise InputError("sql-missing", field="dialect") from None
    lines = list(lines_of(book, regions, month))
    if not any(line.file for line in lines):
        raise InputError("sql-no-rule", field="month", value=str(month))
    parts = max(len(line.case.parts) for line in lines)
    deductions = max(len(line.case.deductions) for line in lines)
    steps = [f"p{n}" for n in range(parts)] + [f"d{n}" for n in range(deductions)]
    table = table_name(month)

    def written(text: str, read: str) -> str:
        return str(transpile(text, read=read, write=dialect)[0])

    # Only the reader of PostgreSQL keeps the lengths of VARCHAR, only that of DuckDB knows the whole division.
    created = written(_create(table, steps), "postgres")
    opened, closed = ([_OPENED[dialect]], ["COMMIT"]) if dialect in _OPENED else ([], [])
    if dialect == "mysql":
        opened = ["SET NAMES utf8mb4", *opened]
        created += " DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin"
    indexed = [f"CREATE INDEX {table}_key ON {table} (region, status)"] if dialect in _INDEXED else []
    return [
        *opened,
        f"DROP TABLE IF EXISTS {table}",
        created,
        _insert(table, lines, parts, deductions, lambda text: written(_literal(text), "duckdb")),
        *indexed,
        written(_query(table, steps, month, *_KEPT.get(dialect, ("", ""))), "duckdb"),
        *closed,
    ]


def table_name(month: Month) -> str:
    """The name of the table for a month: the tables of several months can coexist."""
    return f"yibao_rules_{month.year:04d}_{month.month:02d}"


def sql_regions(book: Rulebook) -> list[Region]:
    """All regions, those that have only the rules of their province, too."""
    return list(book.places.regions.values())


def _create(table: str, steps: Sequence[str]) -> str:
    columns = [f"{name} {kind}" for name, kind in KEY]
    columns += [f"{step}_{name} BIGINT" for step in steps for name in STEP]
    return f"CREATE TABLE {table} ({', '.join(columns)})"


def _insert(table: str, lines: Sequence[SqlLine], parts: int, deductions: int, literal: Callable[[str], str]) -> str:
    """Written without sqlglot except for special characters (`literal`): it takes seconds over so many rows."""
    texts = {cell: "" for line in lines for cell in _cells(line) if isinstance(cell, str)}
    texts = {cell: literal(cell) if "'" in cell or "\\" in cell else f"'{cell}'" for cell in texts}
    rows = (
        [
            *(texts[cell] if isinstance(cell, str) else str(cell) for cell in _cells(line)),
            *_numbers(line.case.parts, parts),
            *_numbers(line.case.deductions, deductions),
        ]
        for line in lines
    )
    return f"INSERT INTO {table} VALUES " + ", ".join(f"({', '.join(row)})" for row in rows)


def _cells(line: SqlLine) -> tuple[str | int, ...]:
    """Those of KEY."""
    key, run = line.key, line.run
    ages = line.ages or (NO_AGE, AGES)
    sums = (run.floor, run.ceiling, line.case.fixed, line.case.taken)
    return (
        *(key.region, key.status, key.plan, int(key.any_plan), key.group, int(key.any_group)),
        *ages,
        *line.years,
        line.missing,
        *line.needs,
        *(line.refusal, line.refused_at, line.file, int(line.account), int(run.yearly)),
        *sums,
    )


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _numbers(steps: Sequence[Step], count: int) -> Iterator[str]:
    """The columns of some steps; a step that is not there adds nothing."""
    for step in (*steps, *[Step(0, 0, 0, 1)] * (count - len(steps))):
        most = step.most if step.source else 0
        yield from map(str, (step.source, step.rate, step.add, step.per, step.unit, step.least, most))


def _query(table: str, steps: Sequence[str], month: Month, kept: str, end: str) -> str:
    """Over people(id, region, status, plan, grp, age, sex, paid_years, base, pension), amounts in yuan.

    `kept` and `end` surround each step, see _KEPT.
    """
    gross = " + ".join(["fixed", *(_step(step) for step in steps if step.startswith("p"))])
    out = " + ".join(["taken", *(_step(step) for step in steps if step.startswith("d"))])
    required = "CASE WHEN s.sex = 'female' THEN r.female_years ELSE r.male_years END"
    columns = [name for name, _ in KEY if name not in ("region", "status", "plan", "grp", "any_plan", "any_grp")]
    columns += [f"{step}_{name}" for step in steps for name in STEP]
    return f"""
WITH said AS {kept}(
  SELECT p.id, {_text("p.region")} AS region, {_word("p.status", STATUS_WORDS)} AS status,
    COALESCE({_full_name("p.plan", PLAN_WORDS)}, '') AS plan, COALESCE({_full_name("p.grp", GROUP_WORDS)}, '') AS grp,
    {_word("p.sex", SEX_WORDS)} AS sex, p.age AS age, p.paid_years AS paid_years,
    {_fen("p.base")} AS given_base, {_fen("p.pension")} AS given_pension,
    CASE {_amount("p.base")} {_amount("p.pension")} END AS bad_amount
  FROM people AS p {end}
), found AS {kept}(
  SELECT s.id, s.sex, s.age, s.paid_years, {", ".join(f"r.{name} AS {name}" for name in columns)},
    CASE WHEN s.status IN ({_texts(WORKING)}) THEN s.given_base END AS own_base,
    CASE WHEN s.status <> 'employee' THEN s.given_pension END AS pension_fen,
    CASE WHEN s.region IS NULL THEN '{_missing("region")}' WHEN k.known IS NULL THEN 'region-unknown'
      WHEN s.status IS NULL THEN '{_missing("status")}' WHEN s.status = '{_UNKNOWN}' THEN 'status-unknown'
      WHEN NOT s.bad_amount IS NULL THEN s.bad_amount WHEN s.sex = '{_UNKNOWN}' THEN 'sex-unknown'
      WHEN {_not_years("s.age")} THEN 'age-malformed' WHEN {_not_years("s.paid_years")} THEN 'paid-years-malformed'
      WHEN g.known IS NULL THEN 'group-unknown' WHEN r.region IS NULL THEN 'plan-unknown'
      WHEN r.refused_at = {BEFORE_PERSON} THEN r.refusal
      WHEN s.age < 0 OR s.age > {OLDEST} THEN 'age-range'
      WHEN s.paid_years < 0 OR s.paid_years > {OLDEST} THEN 'paid-years-range'
      WHEN r.refused_at = {AFTER_PERSON} THEN r.refusal END AS refused
  FROM said AS s
  LEFT JOIN (SELECT DISTINCT region AS known FROM {table}) AS k ON k.known = s.region
  LEFT JOIN (SELECT DISTINCT region AS known, status, grp, any_grp FROM {table}) AS g
    ON g.known = s.region AND g.status = s.status AND (g.any_grp = 1 OR g.grp = s.grp)
  LEFT JOIN {table} AS r ON r.region = s.region AND r.status = s.status
    AND (r.any_plan = 1 OR r.plan = s.plan) AND (r.any_grp = 1 OR r.grp = s.grp)
    AND {_age("s.age")} >= r.age_from AND {_age("s.age")} < r.age_below
    AND r.missing_years = CASE WHEN s.paid_years IS NULL OR s.paid_years >= {required} THEN 0
      WHEN s.paid_years < 0 THEN {required} ELSE {required} - s.paid_years END {end}
), lacking AS {kept}(
  SELECT f.*,
    CASE WHEN own_base IS NULL THEN CASE WHEN base_floor = base_ceiling THEN base_floor END
      WHEN own_base < base_floor THEN base_floor WHEN own_base > base_ceiling THEN base_ceiling
      ELSE own_base END AS base_fen,
    {_lacks(1)} AS lacks_for_parts, {_lacks(2)} AS lacks
  FROM found AS f {end}
), summed AS {kept}(
  SELECT id, rule_file, account, yearly, {gross} AS gross_fen, {out} AS taken_fen,
    CASE WHEN NOT refused IS NULL THEN refused WHEN account = 0 THEN NULL
      {_named("lacks_for_parts")} WHEN refused_at = {AFTER_NEEDS} THEN refusal
      {_named("lacks")} WHEN refused_at = {AT_LAST} THEN refusal END AS error
  FROM lacking {end}
)
SELECT id, '{month}' AS month, rule_file, yearly,
  CASE WHEN error LIKE 'no-rule-%' THEN 'no-rule' WHEN error LIKE 'input-missing:%' THEN 'missing-input'
    WHEN NOT error IS NULL THEN 'refused' WHEN account = 0 THEN 'no-account' ELSE 'in-force' END AS state,
  error,
  CASE WHEN error IS NULL THEN {_yuan("gross_fen")} END AS credit_gross,
  CASE WHEN error IS NULL THEN {_yuan(_less("taken_fen", "gross_fen"))} END AS deductions,
  CASE WHEN error IS NULL THEN {_yuan(f"gross_fen - {_less('taken_fen', 'gross_fen')}")} END AS credit_net
FROM summed
"""


def _texts(words: Iterable[str]) -> str:
    return ", ".join(map(_literal, words))


def _text(cell: str) -> str:
    """A cell; NULL where it is blank."""
    return f"CASE WHEN LOWER(TRIM({cell})) IN ({_texts(sorted(ABSENT))}) THEN NULL ELSE TRIM({cell}) END"


def _word(cell: str, words: Mapping[str, str]) -> str:
    """What a word stands for; NULL for an empty cell, _UNKNOWN for any other word."""
    said = {one: _texts(word for word, meaning in words.items() if meaning == one) for one in words.values()}
    meant = (f"WHEN LOWER(TRIM({cell})) IN ({texts}) THEN '{one}'" for one, texts in said.items())
    empty = f"{cell} IS NULL OR LOWER(TRIM({cell})) IN ({_texts(sorted(ABSENT))})"
    return f"CASE WHEN {empty} THEN NULL {' '.join(meant)} ELSE '{_UNKNOWN}' END"


def _full_name(cell: str, words: Mapping[str, str]) -> str:
    """What an id or another short word for a plan or a group stands for; the cell's text where it is none."""
    renamed = " ".join(
        f"WHEN LOWER(TRIM({cell})) = {_literal(name)} THEN {_literal(plan)}" for name, plan in words.items()
    )
    return f"CASE {renamed} ELSE {_text(cell)} END"


def _fen(amount: str) -> str:
    """An amount of yuan in fen; NULL for one that is refused, which no cast may meet."""
    fen = f"CAST(CAST({amount} AS DECIMAL(20, 2)) * {FEN_A_YUAN} AS BIGINT)"
    return f"CASE WHEN {amount} >= 0 AND {amount} <= {LARGEST_FEN // FEN_A_YUAN} THEN {fen} END"


def _amount(amount: str) -> str:
    """Why an amount is refused."""
    return (
        f"WHEN {amount} < 0 THEN 'money-negative' WHEN {amount} > {LARGEST_FEN // FEN_A_YUAN} THEN 'money-too-large' "
        f"WHEN CAST({amount} AS DECIMAL(20, 2)) <> {amount} THEN 'money-decimals'"
    )


def _not_years(years: str) -> str:
    most = 10**LONGEST_YEARS
    return f"{years} <= -{most} OR {years} >= {most} OR {years} <> FLOOR({years})"


def _age(age: str) -> str:
    """An age held within those of the table, NO_AGE where it is not known."""
    return f"CASE WHEN {age} IS NULL OR {age} < 0 THEN {NO_AGE} WHEN {age} > {OLDEST} THEN {OLDEST} ELSE {age} END"


def _missing(*names: str) -> str:
    return code_of(MissingInputError(names))


_LACKED = {"base": 1, "pension": 2, "age": 4, "sex": 8}
"""In the order in which they are named, as `core.credit` does."""


def _lacks(stage: int) -> str:
    """The sum of what a row lacks of what is needed up to a stage."""
    there = {"base": "own_base IS NULL", "pension": "pension_fen IS NULL", "age": "age IS NULL"}
    lacks = [
        f"CASE WHEN needs_{name} > 0 AND needs_{name} <= {stage} AND {there[name]} THEN {_LACKED[name]} ELSE 0 END"
        for name in NEEDS
    ]
    no_sex = "male_years <> female_years AND NOT paid_years IS NULL AND sex IS NULL"
    lacks.append(f"CASE WHEN {no_sex} THEN {_LACKED['sex']} ELSE 0 END")
    return " + ".join(lacks)


def _named(lacks: str) -> str:
    """The codes of what a row lacks."""
    some = (names for count in range(1, len(_LACKED) + 1) for names in combinations(_LACKED, count))
    codes = ((sum(map(_LACKED.__getitem__, names)), _missing(*names)) for names in some)
    return " ".join(f"WHEN {lacks} = {number} THEN '{code}'" for number, code in codes)


def _less(one: str, other: str) -> str:
    return f"CASE WHEN {one} < {other} THEN {one} ELSE {other} END"


def _step(step: str) -> str:
    """What one step comes to; 0 where it has no amount: then the row has an error."""
    amount = f"CASE {step}_source WHEN 1 THEN base_fen WHEN 2 THEN pension_fen ELSE 0 END"
    value = f"{step}_unit * (({step}_rate * {amount} + {step}_plus) // {step}_per)"
    return (
        f"CASE WHEN {amount} IS NULL THEN 0 WHEN {value} < {step}_least THEN {step}_least "
        f"WHEN {value} > {step}_most THEN {step}_most ELSE {value} END"
    )


def _yuan(fen: str) -> str:
    return f"CAST(CAST({fen} AS DECIMAL(20, 2)) * 0.01 AS DECIMAL(20, 2))"
