"""What the rules say of the people in a statement, with what was given besides it."""

from __future__ import annotations

from ..core.credit import NoRule
from ..core.errors import MissingInputError
from ..core.frozen import replace
from ..core.infer import infer
from ..core.person import in_status
from ..core.spoken import read_group, read_plan
from ..core.switch import credited_from
from .answer_cache import AnswerCache

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from ..core.credit import Answer
    from ..core.infer import Explanation
    from ..core.literals import Status
    from ..core.month import Month
    from ..core.outcome import Facts
    from ..core.person import Person
    from ..core.policy import AgeRange, Deduction
    from ..core.posting import Posting
    from ..core.region import Region
    from .book import Rulebook


class StatementRules:
    """Implements `core.outcome.Rules` over a rulebook.

    `given` is what is known of the person besides the statement; its status counts only where `status` is not None.
    What was given goes before what the statement says, except the status. `retirement` is the month of a retirement
    of somebody whose status the statement does not give; `base_changes` are bases (yuan) from a month on.
    """

    def __init__(
        self,
        book: Rulebook,
        given: Person,
        *,
        status: Status | None,
        region: Region | None,
        retirement: Month | None = None,
        base_changes: Sequence[tuple[Month, Decimal]] = (),
    ) -> None:
        self._book = book
        self._given = replace(given, status="flexible")  # the one status that may have both a wage and a pension
        self._status = status
        self._region = region
        self._retirement = retirement
        self._base_changes = base_changes
        self._regions: dict[str, Region] = {}
        self._cache = AnswerCache(book)
        self._postings: dict[tuple[str, Status, Month], Sequence[Posting]] = {}
        self._last: tuple[Facts, Status, Person] | None = None

    @property
    def base_given(self) -> bool:
        """See `Rules`."""
        return self._given.base is not None or self._given.salary is not None or bool(self._base_changes)

    def answer(self, facts: Facts, month: Month) -> Answer:
        """See `Rules`."""
        return self._cache.answer(self.region(facts), self.person(facts, month), month)

    def declared(self, facts: Facts, month: Month) -> Answer:
        """See `Rules`."""
        person = replace(self.person(facts, month), base=facts.base, salary=None)
        return self._cache.answer(self.region(facts), person, month)

    def other_ages(self, facts: Facts, month: Month, credited: Decimal) -> AgeRange | None:
        """See `Rules`."""
        person = replace(self.person(facts, month), age=None, birth=None)
        return next((item.ages for item in self._explanations(facts, person, month, credited) if item.ages), None)

    def other_bases(self, facts: Facts, month: Month, credited: Decimal) -> tuple[Decimal, Decimal] | None:
        """See `Rules`."""
        person = replace(self.person(facts, month), base=None, salary=None)
        for item in self._explanations(facts, person, month, credited):
            if item.unknown == "base" and item.low is not None and item.high is not None:
                return item.low, item.high
        return None

    def _explanations(self, facts: Facts, person: Person, month: Month, credited: Decimal) -> list[Explanation]:
        """What gives exactly the amount, after deductions, under the one rule that answers for the person."""
        if credited < 0:
            return []
        ruling = self._book.remembered(self.region(facts), person, month)
        if isinstance(ruling, NoRule):
            return []
        try:
            found = infer(person, [ruling], credited, month)
        except MissingInputError:
            return []
        return [item for item in found.explanations if item.deducted is not False]

    def postings(self, facts: Facts, month: Month) -> Sequence[Posting]:
        """See `Rules`."""
        region, status = self.region(facts), self._status_in(facts, month)
        key = region.id, status, month
        if key not in self._postings:
            self._postings[key] = self._book.postings(region, status, month)
        return self._postings[key]

    def contributions(self, facts: Facts, month: Month) -> Sequence[Deduction]:
        """See `Rules`."""
        return self._book.contributions(self.region(facts), self._status_in(facts, month), month)

    def region(self, facts: Facts) -> Region:
        """The region given, else that of the statement: of a county's code the city's. Raises MissingInputError."""
        if self._region is not None:
            return self._region
        if facts.region is None:
            raise MissingInputError(("region",))
        if facts.region not in self._regions:
            self._regions[facts.region] = self._book.region_of_area(facts.region)
        return self._regions[facts.region]

    def person(self, facts: Facts, month: Month) -> Person:
        """The person in a month. Raises MissingInputError where the status is not given."""
        status = self._status_in(facts, month)
        if self._last is None or self._last[0] is not facts or self._last[1] != status:
            self._last = facts, status, self._whoever(facts, status)
        person = self._last[2]
        base = None
        for start, changed in self._base_changes:
            if start <= month and status != "retiree":
                base = changed
        return person if base is None else replace(person, base=base, salary=None)

    def _whoever(self, facts: Facts, status: Status) -> Person:
        """What was given, merged with what the statement says."""
        person = in_status(self._given, status)
        birth = person.birth or facts.birth
        own_base = person.base is None and person.salary is None and status != "retiree"
        return replace(
            person,
            birth=birth,
            age=person.age if birth is None else None,
            base=facts.base if own_base else person.base,
            plan=person.plan or (read_plan(facts.plan) if facts.plan else None),
            group=self._given.group
            or (read_group(facts.group) if facts.group else None)
            or (self._book.flexible_group(self.region(facts)) if facts.flexible and status == "retiree" else None),
            sex=person.sex or facts.sex,
        )

    def _status_in(self, facts: Facts, month: Month) -> Status:
        status = facts.status or self._status
        if status is None:
            raise MissingInputError(("status",))
        if facts.status is None and self._retirement is not None and status in ("employee", "flexible"):
            switch = self._book.switch(self.region(facts), self._retirement)
            if month >= credited_from(self._retirement, switch):
                return "retiree"
        return "flexible" if status == "employee" and facts.flexible else status
