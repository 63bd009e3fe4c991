"""Answers for many people: what the rulebook looks up for one of them holds for all of the same place and month."""

from dataclasses import replace

from ..core.copying import replacer
from ..core.credit import Answer, Credit, NoRule, Ruling, counted_age, credit
from ..core.month import Month
from ..core.person import Person, Status, check_birth, check_person
from ..core.region import Region
from .book import Rulebook

_in_month = replacer(Credit, "month")
_Who = tuple[str, Status, str | None, str | None]


class Crowd:
    """A rulebook that remembers its rulings, and what the same person was answered for another month."""

    def __init__(self, book: Rulebook) -> None:
        self._book = book
        self._rulings: dict[_Who, dict[Month, Ruling | NoRule]] = {}
        self._last: Credit | None = None
        self._last_ruling: Ruling | None = None

    def ruling(self, region: Region, person: Person, month: Month) -> Ruling | NoRule:
        """As `Rulebook.ruling`, which looks only at what is in the key; a NoRule names the first who asked.

        Months with the same ruling get the same object.
        """
        months = self._rulings.setdefault((region.id, person.status, person.plan, person.group), {})
        found = months.get(month)
        if found is None:
            asked = self._book.ruling(region, person, month)
            alike = (known for known in months.values() if known == asked) if isinstance(asked, Ruling) else iter(())
            found = months[month] = next(alike, asked)
        return found

    def answer(self, region: Region, person: Person, month: Month) -> Answer:
        """As `Rulebook.answer`."""
        ruling = self.ruling(region, person, month)
        if isinstance(ruling, NoRule):
            check_person(person, month)
            return replace(ruling, person=person)
        last = self._last
        if last is not None and ruling is self._last_ruling and person is last.person and _alike(last, month):
            if person.birth is not None:
                check_birth(person.birth, person.age, month)
            return _in_month(last, month)
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
