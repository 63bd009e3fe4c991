"""The questions in one call each, for programs."""

from __future__ import annotations  # an estimate needs nothing of the diagnosis

from dataclasses import replace
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from .core.credit import Answer, Credit, NoRule, credit
from .core.errors import InputError
from .core.month import Month, parse_month
from .core.person import Person, check_person
from .core.region import Region
from .rulebook.book import Rulebook

if TYPE_CHECKING:
    from .core.cause import Symptom
    from .core.diagnosis import Finding

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
    ruling = book.ruling(place, person, when)
    if isinstance(ruling, NoRule):
        check_person(person, when)
        return ruling
    return credit(person, ruling, when)


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


def _try(book: Rulebook, region: Region, person: Person, month: Month) -> Answer | None:
    """The answer, or None where the rule of that month needs something else or the person was not there yet."""
    try:
        return estimate(person, region=region, month=month, rulebook=book)
    except InputError:
        return None


@cache
def _default_rulebook() -> Rulebook:
    return Rulebook.open()
