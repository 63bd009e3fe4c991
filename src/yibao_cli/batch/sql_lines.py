"""The rules of one month as rows of whole numbers: a row for each kind of person that is answered alike."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from ..core.credit import Credit, NoRule
from ..core.errors import InputError, MissingInputError
from ..core.frozen import dataclass, replace
from ..core.integer import AGES, NOTHING, SOURCES, Case, Run, Step
from ..core.month import Month
from ..core.person import STATUSES, WORKING, Person
from ..core.region import Region
from ..rulebook.book import Rulebook
from ..rulebook.runs import CaseTable
from .record import code_of

OWN = SOURCES.index("pension")
"""Sources up to this one are amounts of the person; the others are published figures, constants of the month."""
NOT_REFUSED, BEFORE_PERSON, AFTER_PERSON, AFTER_NEEDS, AT_LAST = range(5)
"""When a row is refused: never, before who it is about is checked, after that, after what the parts need, at last."""
NEEDS = ("base", "pension", "age")
"""What a person may lack; the sex besides, where it decides how many years are missing."""
NO_AGE = -1
"""Stands for an age that is not known."""
_SAMPLE = Decimal("1000.00")
_NO_RUN, _NO_CASE = Run(0, NOTHING), Case()


@dataclass(frozen=True, slots=True)
class Key:
    """Whom a line is about, beside age and missing years. `any_plan`: of whatever plan, as no plan is known there."""

    region: str
    status: str
    plan: str
    any_plan: bool
    group: str
    any_group: bool


@dataclass(frozen=True, slots=True)
class SqlLine:
    """Some people and what is computed for them; amounts are fen.

    `ages`: from and below which one they are; None for all. `needs`: 1 for what the parts need of NEEDS, 2 for what
    only the deductions need, 0 for the rest. `refusal` is the code of why there is no answer, given at `refused_at`.
    """

    key: Key
    ages: tuple[int, int] | None = None
    years: tuple[int, int] = (0, 0)
    missing: int = 0
    file: str = ""
    account: bool = True
    run: Run = _NO_RUN
    case: Case = _NO_CASE
    needs: tuple[int, ...] = (0,) * len(NEEDS)
    refusal: str = ""
    refused_at: int = NOT_REFUSED


def lines_of(book: Rulebook, regions: Sequence[Region], month: Month) -> Iterator[SqlLine]:
    """The lines of a month for some regions: every region, status, known plan and group has at least one.

    Raises InputError for a case that whole numbers cannot say.
    """
    table = CaseTable(book)
    for region in regions:
        for status in STATUSES:
            policies = [p for id in region.layers for p in book.policies(id) if p.status == status]
            plans = list(dict.fromkeys(policy.plan for policy in policies if policy.plan))
            groups = list(dict.fromkeys(policy.group for policy in policies if policy.group))
            for plan in (None, *plans):
                for group in (None, *groups):
                    key = Key(region.id, status, plan or "", not plans, group or "", not groups)
                    yield from _of_one(book, table, region, Person(status, plan=plan, group=group), month, key)


def _of_one(
    book: Rulebook, table: CaseTable, region: Region, person: Person, month: Month, key: Key
) -> Iterator[SqlLine]:
    try:
        ruling = book.ruling(region, person, month)
    except InputError as error:
        yield SqlLine(key, refusal=code_of(error), refused_at=BEFORE_PERSON)
        return
    if isinstance(ruling, NoRule):
        yield _without_rule(key, ruling)
        return
    policy = ruling.policy
    line = SqlLine(key, file=policy.file, account=policy.account)
    if not policy.account:
        yield line
        return
    if not policy.parts:
        yield replace(line, refusal="no-rule-amount", refused_at=AFTER_PERSON)
        return
    run = table.run(ruling, month)
    cases = run.cases
    line = replace(line, run=run, years=cases.years)
    for low, below in _intervals(cases.lows) if policy.uses_age else ((None, None),):
        age = None if low == NO_AGE else low
        asked = _asked(book, region, replace(person, age=age), month, line)
        ages = None if low is None or below is None else (low, below)
        for missing in range(max(cases.years) + 1):
            case = _settled(cases.cases[cases.number(age, missing)])
            if case is None and not asked.refusal and not any(asked.needs):
                raise RuntimeError(f"a figure is not known for {asked}")
            yield replace(asked, ages=ages, missing=missing, case=case or _NO_CASE)


def _intervals(lows: Sequence[int]) -> Iterator[tuple[int, int]]:
    """From and below which age each interval is; the first is for those of whom no age is known."""
    yield from zip((NO_AGE, *lows), (*lows, AGES), strict=True)


def _without_rule(key: Key, answer: NoRule) -> SqlLine:
    return SqlLine(key, refusal=f"no-rule-{answer.reason}", refused_at=AFTER_PERSON)


def _asked(book: Rulebook, region: Region, person: Person, month: Month, line: SqlLine) -> SqlLine:
    """The line with what the calculator needs of such a person, and why there is no answer even then."""
    needs = dict.fromkeys(NEEDS, 0)
    for stage in (1, 2, 3):
        try:
            answer = book.answer(region, person, month)
        except MissingInputError as error:
            needs |= dict.fromkeys(error.names, stage)
            given = {name: _SAMPLE for name in error.names if name in _may_have(person)}
            if len(given) < len(error.names):
                break  # such a person never has it
            person = replace(person, base=given.get("base", person.base), pension=given.get("pension", person.pension))
        except InputError as error:
            line = replace(line, refusal=code_of(error), refused_at=AT_LAST)
            break
        else:
            if not isinstance(answer, Credit):
                line = replace(line, refusal=f"no-rule-{answer.reason}", refused_at=AFTER_NEEDS)
            break
    return replace(line, needs=tuple(needs.values()))


def _may_have(person: Person) -> tuple[str, ...]:
    """The amounts that count of a person of that status."""
    return (*(("base",) if person.status in WORKING else ()), *(("pension",) if person.status != "employee" else ()))


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
