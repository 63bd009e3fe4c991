"""Answers for many months of many people: what differs between two months of a person is often the month alone."""

from __future__ import annotations

from ..core.copying import replacer
from ..core.credit import Credit, NoRule, counted_age, credit
from ..core.person import check_birth

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..core.credit import Answer
    from ..core.month import Month
    from ..core.person import Person
    from ..core.region import Region
    from ..core.ruling import Ruling
    from .book import Rulebook

_in_month = replacer(Credit, "month")


class AnswerCache:
    """A rulebook that remembers what the same person was answered for another month."""

    def __init__(self, book: Rulebook) -> None:
        self._book = book
        self._last: Credit | None = None
        self._last_ruling: Ruling | None = None

    def answer(self, region: Region, person: Person, month: Month) -> Answer:
        """As `Rulebook.answer`."""
        ruling = self._book.remembered(region, person, month)
        last = self._last
        if last is not None and ruling is self._last_ruling and person is last.person and _alike(last, month):
            if person.birth is not None:
                check_birth(person.birth, person.age, month)
            return _in_month(last, month)
        if isinstance(ruling, NoRule):
            return self._book.answer(region, person, month)
        answer = credit(person, ruling, month)
        if isinstance(answer, Credit):
            self._last, self._last_ruling = answer, ruling
        return answer


def _alike(answer: Credit, month: Month) -> bool:
    """Whether the answer to the same question in another month, under the same ruling, differs by the month alone."""
    policy, person = answer.policy, answer.person
    if answer.period == "year" or any(item.yearly for item in policy.deductions):
        return False
    return counted_age(person, policy, month) == counted_age(person, policy, answer.month)
