"""The questions in one call each, for programs."""

from __future__ import annotations  # an estimate needs nothing of the diagnosis

from .core.credit import Credit, NoRule
from .core.errors import InputError, MissingInputError
from .core.frozen import replace
from .core.money import ZERO
from .core.month import parse_month
from .core.person import in_status
from .rulebook.book import Rulebook

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date
    from decimal import Decimal

    from .core.credit import Answer
    from .core.diagnosis import Finding
    from .core.explain import Reason
    from .core.infer import Inference
    from .core.literals import RetireKind, Status, Symptom
    from .core.month import Month
    from .core.outcome import Reconciliation
    from .core.person import Person
    from .core.region import Region
    from .core.ruling import Ruling
    from .core.schedule import Course, Schedule
    from .core.statement import StatementRow

LOOKED_BACK = 13
"""Months whose credits are compared: the one asked about and a year before it."""


def estimate(person: Person, *, region: str | Region, month: str | Month, rulebook: Rulebook | None = None) -> Answer:
    """What should be credited to the person's account for `month`.

    `region` is a name, pinyin, adcode or id, or a Region; `month` a Month or 'YYYY-MM'. Without `rulebook` the rules
    that came with the program answer (with $YIBAO_RULES laid over them).

    Returns a Credit (amounts in yuan, Decimal with two decimals) or, where no rule or no figure is known, a NoRule.
    Raises InputError (and its kinds RegionError, MissingInputError) for a question that cannot be answered.
    """
    book = rulebook or _default_rulebook()
    place = book.region(region) if isinstance(region, str) else region
    when = parse_month(month) if isinstance(month, str) else month
    return book.answer(place, person, when)


def infer(
    person: Person, credited: Decimal, *, region: str | Region, month: str | Month, rulebook: Rulebook | None = None
) -> Inference | NoRule:
    """Everything that explains why exactly `credited` yuan arrived for the month: bases, pensions, ages, deductions.

    What `person` leaves open is solved for, the plan and the group too. Raises InputError as `estimate` does,
    MissingInputError where more than one amount is open.
    """
    from .core.infer import infer as solve

    book = rulebook or _default_rulebook()
    place = book.region(region) if isinstance(region, str) else region
    when = parse_month(month) if isinstance(month, str) else month
    rulings = book.rulings(place, person, when)
    if not rulings:
        ruling = book.ruling(place, person, when)
        assert isinstance(ruling, NoRule), "a rule that answers is among the rulings"
        return ruling
    if not any(ruling.policy.parts or not ruling.policy.account for ruling in rulings):
        return NoRule(place, person, when, "amount", policy=rulings[0].policy)
    return solve(person, rulings, credited, when)


def reconcile(
    rows: Iterable[StatementRow],
    given: Person,
    *,
    today: date | None = None,
    status: Status | None = None,
    region: str | Region | None = None,
    retirement: Month | None = None,
    base_changes: Sequence[tuple[Month, Decimal]] = (),
    first: Month | None = None,
    last: Month | None = None,
    rulebook: Rulebook | None = None,
) -> Reconciliation:
    """Each month of a statement, from `first` to `last` where given, held against the rules.

    `given` is what is known of the people besides the statement; its status counts only as `status`. A statement
    that names no region or status needs `region` or `status`. `today` (by default the day it is) decides what is not
    yet due. `retirement` is
    the month in which somebody retires whose status the statement does not give; `base_changes` are bases in yuan.
    Raises InputError for a row without a month; months that cannot be asked about are outcomes of their own.
    """
    from datetime import date

    from .core.reconcile import reconcile as hold_against
    from .rulebook.statement import StatementRules

    book = rulebook or _default_rulebook()
    rules = StatementRules(
        book,
        given,
        status=status,
        region=book.region(region) if isinstance(region, str) else region,
        retirement=retirement,
        base_changes=base_changes,
    )
    return hold_against(rows, rules, today or date.today(), first, last)


def diagnose(
    person: Person,
    *,
    region: Region,
    month: Month,
    today: date,
    retired: Month | None = None,
    symptom: Symptom | None = None,
    rulebook: Rulebook | None = None,
) -> tuple[Answer, tuple[Finding, ...]]:
    """The answer for `month`, and which causes of a missing or smaller credit the rules confirm.

    `retired` is the first month credited as a retiree, not after `month`. Raises InputError as `estimate` does.
    """
    from .core.diagnosis import findings

    book = rulebook or _default_rulebook()
    answer = estimate(person, region=region, month=month, rulebook=book)
    # A fixed age is that of `month`; it must not be held against a birth in the months before.
    same = replace(person, age=None) if person.birth is not None else person
    first = month.plus(1 - LOOKED_BACK)
    if retired is not None:
        first = max(first, retired)
    earlier = [_try(book, region, same, first.plus(count)) for count in range(month.index - first.index)]
    working = None
    if retired is not None:
        before = _try(book, region, replace(same, status="employee", pension=None, group=None), retired.plus(-1))
        working = before if isinstance(before, Credit) else None
    postings = book.postings(region, person.status, month)
    return answer, findings([*earlier, answer], postings, today, working, symptom)


def explain_change(
    person: Person,
    *,
    region: Region,
    was: Decimal,
    now: Decimal,
    month: Month,
    since: Month | None = None,
    rulebook: Rulebook | None = None,
) -> tuple[Reason, ...]:
    """Why `was` yuan a month became `now`: in the month `since`, or in any of the two years up to `month`.

    Raises InputError for amounts that cannot be.
    """
    from itertools import pairwise

    from .core.explain import Step, reasons

    book = rulebook or _default_rulebook()
    same = replace(person, age=None) if person.birth is not None else person
    first, last = (since, since) if since is not None else (month.plus(1 - LOOKED_BACK), month)
    months = [first.plus(count - 1) for count in range(last.index - first.index + 2)]
    answers = [_try(book, region, same, when) for when in months]
    rulings = [_try_ruling(book, region, same, when) for when in months]
    pairs = zip(pairwise(answers), pairwise(rulings), months[1:], strict=True)
    steps = [Step(before, after, old, new, when) for (before, after), (old, new), when in pairs]
    return reasons(same, steps, was, now, book.contributions(region, person.status, last))


def schedule(
    person: Person,
    *,
    region: str | Region,
    first: Month,
    last: Month,
    retire: Month | None = None,
    retire_kind: RetireKind | None = None,
    base_changes: Sequence[tuple[Month, Decimal]] = (),
    balance: Decimal | None = None,
    spend: Decimal = ZERO,
    rulebook: Rulebook | None = None,
) -> Schedule:
    """What is credited in each month from `first` to `last`, both included; amounts in yuan.

    Somebody in service retires in `retire`, or else in the statutory month for the birth and `retire_kind` (the sex
    will do for men). `person.pension` counts only once retired, `person.group` in the status that knows it.
    Raises InputError as `estimate` does, MissingInputError where the kind of retirement would have to be guessed.
    """
    from .core.schedule import Course
    from .core.schedule import schedule as ask_every_month

    book = rulebook or _default_rulebook()
    place = book.region(region) if isinstance(region, str) else region
    course = Course(person, first, last, base_changes=tuple(base_changes), balance=balance, spend=spend)
    if person.status in ("employee", "flexible"):
        course = _with_retirement(course, place, retire, retire_kind, book)
    elif retire is not None or retire_kind is not None:
        field = "retire" if retire is not None else "retire_kind"
        raise InputError("retire-not-working", field=field, value=str(retire or retire_kind))
    return ask_every_month(course, lambda who, month: book.answer(place, who, month))


def _with_retirement(
    course: Course, region: Region, retire: Month | None, kind: RetireKind | None, book: Rulebook
) -> Course:
    """The course with the retirement that falls into it, if one does."""
    from .core.retirement import possible_retirements
    from .core.switch import credited_from

    person = course.person
    working = replace(person, pension=None, group=_known_group(book, region, person, person.status))
    course = replace(course, person=working)
    statutory = None
    if retire is None:
        if person.birth is None:
            if kind is not None:
                raise MissingInputError(("birth",))
            return course
        possible = possible_retirements(person.birth, book.retirement_ages(), person.sex, kind)
        earliest = credited_from(possible[0].month, book.switch(region, possible[0].month))
        if earliest > course.last:
            return course
        if len(possible) > 1:
            raise MissingInputError(("retire_kind",), tuple(sorted(item.rule.kind for item in possible)))
        statutory = possible[0]
        retire = statutory.month
    switch = book.switch(region, retire)
    since = credited_from(retire, switch)
    if since <= course.first:
        code = "retired-already" if statutory else "retire-before-from"
        raise InputError(code, field="retire", value=str(retire), since=str(since), first=str(course.first))
    if since > course.last:
        return course
    late = next((month for month, _ in course.base_changes if month >= since), None)
    if late is not None:
        raise InputError("base-change-retired", field="base_change", value=str(late), since=str(since))
    retired = in_status(person, "retiree")
    retired = replace(retired, group=_known_group(book, region, person, "retiree"))
    return replace(course, retirement=retire, retired_from=since, retired=retired, statutory=statutory, switch=switch)


def _known_group(book: Rulebook, region: Region, person: Person, status: Status) -> str | None:
    """The person's group where the status knows it; also where none of the two does, so that it is not lost unsaid."""
    every = (policy for id in region.layers for policy in book.policies(id))
    knowing = {policy.status for policy in every if policy.group == person.group}
    return person.group if status in knowing or knowing.isdisjoint((person.status, "retiree")) else None


def _try(book: Rulebook, region: Region, person: Person, month: Month) -> Answer | None:
    """The answer, or None where the rule of that month needs something else or the person was not there yet."""
    try:
        return estimate(person, region=region, month=month, rulebook=book)
    except InputError:
        return None


def _try_ruling(book: Rulebook, region: Region, person: Person, month: Month) -> Ruling | None:
    """The rule of a month, or None where there is none for the person."""
    try:
        found = book.ruling(region, person, month)
    except InputError:
        return None
    return None if isinstance(found, NoRule) else found


_default: list[Rulebook] = []


def _default_rulebook() -> Rulebook:
    if not _default:
        _default.append(Rulebook.open())
    return _default[0]
