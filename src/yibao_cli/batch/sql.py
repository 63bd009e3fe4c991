"""The rules of one month as SQL: a table of whole numbers and a query that joins people to it. Exact, no floats."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal, get_args

from ..core.errors import InputError
from ..core.integer import AGES, SOURCES, Case, Step
from ..core.month import Month
from ..core.person import STATUSES, Person
from ..core.region import NATIONAL, Region
from ..rulebook.book import Rulebook
from ..rulebook.runs import CaseTable, told_apart

Dialect = Literal["spark", "duckdb", "postgres", "mysql", "hive"]
DIALECTS: tuple[Dialect, ...] = get_args(Dialect)

OWN = SOURCES.index("pension")
"""Sources up to this one are amounts of the person; the others are published figures, constants of the month."""
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
    ("any_age", "SMALLINT"),
    ("male_years", "SMALLINT"),
    ("female_years", "SMALLINT"),
    ("missing_years", "SMALLINT"),
    ("rule_file", "VARCHAR(64)"),
    ("account", "SMALLINT"),
    ("yearly", "SMALLINT"),
    ("base_floor", "BIGINT"),
    ("base_ceiling", "BIGINT"),
    ("fixed", "BIGINT"),
    ("taken", "BIGINT"),
)
"""Columns of the table of rules that are not those of steps; amounts are fen."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the table of rules."""

    key: tuple[str | int, ...]
    parts: tuple[Step, ...]
    deductions: tuple[Step, ...]


def rules_sql(book: Rulebook, regions: Sequence[Region], month: Month, dialect: Dialect) -> str:
    """The table of rules of a month for some regions, and the query over a table `people`, for a dialect.

    Raises InputError where sqlglot is not installed, or a rule needs more than 64-bit integers.
    """
    try:
        from sqlglot import transpile
    except ImportError:
        raise InputError("sql-missing", field="dialect") from None
    lines = list(_lines(book, regions, month))
    if not lines:
        raise InputError("sql-no-rule", field="month", value=str(month))
    parts = max(len(line.parts) for line in lines)
    deductions = max(len(line.deductions) for line in lines)
    steps = [f"p{n}" for n in range(parts)] + [f"d{n}" for n in range(deductions)]
    texts = (_create(steps), _insert(lines, parts, deductions), _query(steps))
    written = (transpile(text, read="duckdb", write=dialect)[0] for text in texts)
    return "".join(f"{statement};\n" for statement in written)


def _lines(book: Rulebook, regions: Sequence[Region], month: Month) -> Iterator[Line]:
    """A row for each region, status, plan, group, missing year and age interval that has a number in the month."""
    table = CaseTable(book)
    for region in regions:
        for status in STATUSES:
            policies = [p for id in region.layers for p in book.policies(id) if p.status == status]
            plans = list(dict.fromkeys(policy.plan for policy in policies if policy.plan))
            groups = list(dict.fromkeys(policy.group for policy in policies if policy.group))
            for plan in (None, *plans):
                for group in (None, *groups):
                    person = Person(status, plan=plan, group=group)
                    key = (region.id, status, plan or "", int(not plans), group or "", int(not groups))
                    yield from _of_one(book, table, region, person, month, key)


def _of_one(
    book: Rulebook, table: CaseTable, region: Region, person: Person, month: Month, key: tuple[str | int, ...]
) -> Iterator[Line]:
    try:
        found = book.rulings(region, person, month)
        answering = [one for one in found if (one.policy.plan, one.policy.group) == (person.plan, person.group)]
    except InputError:
        return
    if not answering:
        return
    policy = answering[0].policy
    if policy.account and not policy.parts:
        return
    asked = told_apart(month.index)
    (run,) = table.runs(region, person, asked, asked + 1)
    lows = run.cases.lows
    for number, case in enumerate(run.cases.cases):
        missing, place = divmod(number, len(lows))
        below = lows[place + 1] if place + 1 < len(lows) else AGES
        settled = _settled(case)
        if settled is None:
            continue
        ages = (lows[place], below, int(not policy.uses_age))
        facts = (*run.cases.years, missing, policy.file, int(policy.account), int(run.yearly))
        sums = (run.floor, run.ceiling, settled.fixed, settled.taken)
        yield Line((*key, *ages, *facts, *sums), settled.parts, settled.deductions)


def _settled(case: Case) -> Case | None:
    """The case with what is taken of published figures added to its sums; None where a figure is not known.

    Raises InputError for a case that whole numbers cannot say.
    """
    if case.by_hand or any(step.even for step in (*case.parts, *case.deductions)):
        raise InputError("sql-by-hand", field="dialect")
    fixed, parts = _constants(case.fixed, case.parts)
    taken, deductions = _constants(case.taken, case.deductions)
    if fixed is None or taken is None:
        return None
    return replace(case, fixed=fixed, parts=parts, taken=taken, deductions=deductions)


def _constants(total: int, steps: tuple[Step, ...]) -> tuple[int | None, tuple[Step, ...]]:
    left = []
    for step in steps:
        if step.source <= OWN:
            left.append(step)
        elif not step.figure:
            return None, ()
        else:
            total += step.fen(None)
    return total, tuple(left)


def _create(steps: Sequence[str]) -> str:
    columns = [f"{name} {kind}" for name, kind in KEY]
    columns += [f"{step}_{name} BIGINT" for step in steps for name in STEP]
    return f"CREATE TABLE yibao_rules ({', '.join(columns)})"


def _insert(lines: Sequence[Line], parts: int, deductions: int) -> str:
    rows = [
        [*map(_literal, line.key), *_numbers(line.parts, parts), *_numbers(line.deductions, deductions)]
        for line in lines
    ]
    return "INSERT INTO yibao_rules VALUES " + ", ".join(f"({', '.join(row)})" for row in rows)


def _literal(value: str | int) -> str:
    return str(value) if isinstance(value, int) else "'" + value.replace("'", "''") + "'"


def _numbers(steps: Sequence[Step], count: int) -> Iterator[str]:
    """The columns of some steps; a step that is not there adds nothing."""
    for step in (*steps, *[Step(0, 0, 0, 1)] * (count - len(steps))):
        most = step.most if step.source else 0
        yield from map(str, (step.source, step.rate, step.add, step.per, step.unit, step.least, most))


def _query(steps: Sequence[str]) -> str:
    """Over people(id, region, status, plan, grp, age, sex, paid_years, base, pension), amounts in yuan."""
    gross = " + ".join(["fixed", *(_step(step) for step in steps if step.startswith("p"))])
    out = " + ".join(["taken", *(_step(step) for step in steps if step.startswith("d"))])
    known = "NOT gross_fen IS NULL AND NOT taken_fen IS NULL"  # LEAST and GREATEST pass over a NULL
    required = "CASE WHEN p.sex = 'female' THEN r.female_years ELSE r.male_years END"
    return f"""
WITH asked AS (
  SELECT p.id, r.*,
    CASE WHEN NOT p.base IS NULL
      THEN LEAST(GREATEST(CAST(p.base * 100 AS BIGINT), r.base_floor), r.base_ceiling)
      WHEN r.base_floor = r.base_ceiling THEN r.base_floor END AS base_fen,
    CAST(p.pension * 100 AS BIGINT) AS pension_fen
  FROM people AS p LEFT JOIN yibao_rules AS r ON r.region = p.region AND r.status = p.status
    AND (r.any_plan = 1 OR r.plan = COALESCE(p.plan, ''))
    AND (r.any_grp = 1 OR r.grp = COALESCE(p.grp, ''))
    AND (r.any_age = 1 OR (p.age >= r.age_from AND p.age < r.age_below))
    AND (r.male_years = r.female_years OR NOT p.sex IS NULL OR p.paid_years IS NULL)
    AND r.missing_years = GREATEST({required} - COALESCE(p.paid_years, {required}), 0)
), summed AS (
  SELECT id, rule_file, account, yearly, {gross} AS gross_fen, {out} AS taken_fen FROM asked
)
SELECT id, rule_file, yearly,
  CASE WHEN rule_file IS NULL THEN 'no-rule' WHEN NOT ({known}) THEN 'missing-input'
    WHEN account = 0 THEN 'no-account' ELSE 'in-force' END AS state,
  CASE WHEN {known} THEN {_yuan("gross_fen")} END AS credit_gross,
  CASE WHEN {known} THEN {_yuan("LEAST(taken_fen, gross_fen)")} END AS deductions,
  CASE WHEN {known} THEN {_yuan("gross_fen - LEAST(taken_fen, gross_fen)")} END AS credit_net
FROM summed
"""


def _step(step: str) -> str:
    amount = f"CASE {step}_source WHEN 1 THEN base_fen WHEN 2 THEN pension_fen ELSE 0 END"
    value = f"{step}_unit * (({step}_rate * {amount} + {step}_plus) // {step}_per)"
    return f"CASE WHEN NOT ({amount}) IS NULL THEN LEAST(GREATEST({value}, {step}_least), {step}_most) END"


def _yuan(fen: str) -> str:
    return f"CAST(CAST({fen} AS DECIMAL(20, 2)) * 0.01 AS DECIMAL(20, 2))"


def sql_regions(book: Rulebook) -> list[Region]:
    """All regions that have a rule file of their own."""
    return [book.places.regions[id] for id in book.file_ids if id != NATIONAL]
