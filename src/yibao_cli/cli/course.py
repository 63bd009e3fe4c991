"""A person over several months, as asked on the command line."""

from __future__ import annotations

from ..api import schedule
from ..core.errors import InputError
from ..core.money import ZERO, parse_yuan
from ..core.month import parse_month
from .inputs import read_retire_kind

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from ..core.month import Month
    from ..core.person import Person
    from ..core.schedule import Schedule
    from ..rulebook.book import Rulebook
    from .options import CourseOptions


def schedule_of(
    options: CourseOptions,
    book: Rulebook,
    person: Person,
    first: Month,
    last: Month,
    balance: Decimal | None = None,
    spend: Decimal = ZERO,
) -> Schedule:
    """The months from `first` to `last`; `balance` and `spend` in yuan. Raises InputError as `api.schedule` does."""
    if options.retire is not None and options.retire_kind is not None:
        raise InputError("retire-and-kind", field="retire_kind")
    assert options.region is not None
    return schedule(
        person,
        region=book.region(options.region),
        first=first,
        last=last,
        retire=parse_month(options.retire, "retire") if options.retire is not None else None,
        retire_kind=read_retire_kind(options.retire_kind, person.sex),
        base_changes=read_base_changes(options.base_change),
        balance=balance,
        spend=spend,
        rulebook=book,
    )


def read_base_changes(texts: Sequence[str]) -> list[tuple[Month, Decimal]]:
    """'2026-07=9800' as month and yuan, in order of time. Raises InputError for anything else, and a month twice."""
    changes: dict[Month, Decimal] = {}
    for text in texts:
        written, equals, base = text.partition("=")
        if not equals:
            raise InputError("base-change-malformed", field="base_change", value=text)
        month = parse_month(written, "base_change")
        if month in changes:
            raise InputError("base-change-twice", field="base_change", value=str(month))
        changes[month] = parse_yuan(base, "base_change")
    return sorted(changes.items())
