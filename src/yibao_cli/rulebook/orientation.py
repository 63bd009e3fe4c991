"""What is known around a place whose amount is not: the amounts of its province's other regions."""

from __future__ import annotations

from decimal import Decimal

from ..core.credit import Credit
from ..core.errors import InputError
from ..core.frozen import dataclass, replace
from ..core.money import EXACT, round_to

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..core.month import Month
    from ..core.person import Person
    from ..core.region import Region
    from .book import Rulebook


@dataclass(frozen=True, slots=True)
class Orientation:
    """Yuan a month, after deductions, that the same person would be credited in other regions of the province.

    `regions` are the ids of those whose amount is known; of several with the same amount by one rule of the province
    the first. It says what is usual there, never what is due here.
    """

    lowest: Decimal
    median: Decimal
    highest: Decimal
    regions: tuple[str, ...]


def orientation(book: Rulebook, region: Region, person: Person, month: Month) -> Orientation | None:
    """The amounts for a retiree in the other regions of the province; None for other people, or where none is known."""
    if person.status != "retiree":
        return None
    asked = replace(person, plan=None, group=None, agreed=())
    found: dict[tuple[str, Decimal], str] = {}
    for other in book.places.regions.values():
        if other.province != region.province or other.id in (region.id, region.province):
            continue
        try:
            answer = book.answer(other, asked, month)
        except InputError:  # its rule wants something that this person did not say
            continue
        if isinstance(answer, Credit) and answer.state == "in-force":
            found.setdefault((answer.policy.file, answer.monthly_equivalent), other.id)
    if not found:
        return None
    known = sorted(amount for _, amount in found)
    middle = EXACT.divide(EXACT.add(known[(len(known) - 1) // 2], known[len(known) // 2]), Decimal(2))
    return Orientation(known[0], round_to(middle), known[-1], tuple(found.values()))
