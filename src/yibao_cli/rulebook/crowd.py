"""Answers for many people: what the rulebook looks up for one of them holds for all of the same place and month."""

from dataclasses import replace

from ..core.credit import Answer, NoRule, Ruling, credit
from ..core.month import Month
from ..core.person import Person, Status, check_person
from ..core.region import Region
from .book import Rulebook


class Crowd:
    """A rulebook that remembers its rulings."""

    def __init__(self, book: Rulebook) -> None:
        self._book = book
        self._rulings: dict[tuple[str, Status, str | None, str | None, Month], Ruling | NoRule] = {}

    def ruling(self, region: Region, person: Person, month: Month) -> Ruling | NoRule:
        """As `Rulebook.ruling`, which looks only at what is in the key; a NoRule names the first who asked."""
        key = region.id, person.status, person.plan, person.group, month
        if key not in self._rulings:
            self._rulings[key] = self._book.ruling(region, person, month)
        return self._rulings[key]

    def answer(self, region: Region, person: Person, month: Month) -> Answer:
        """As `Rulebook.answer`."""
        ruling = self.ruling(region, person, month)
        if isinstance(ruling, NoRule):
            check_person(person, month)
            return replace(ruling, person=person)
        return credit(person, ruling, month)
