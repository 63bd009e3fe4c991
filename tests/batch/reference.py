"""The reader of single rows that the pieces of a table are held against: a row -> the people and months to ask about."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TypeVar

from yibao_cli.batch.people import MONTHS, REGION, Defaults, StatedStatus, named, said_of, status_columns
from yibao_cli.core.errors import MissingInputError
from yibao_cli.core.literals import Status
from yibao_cli.core.money import parse_yuan
from yibao_cli.core.month import Month, parse_birth
from yibao_cli.core.person import Person
from yibao_cli.core.region import Region
from yibao_cli.core.spoken import read_plan, read_sex, read_years
from yibao_cli.rulebook.book import Rulebook
from yibao_cli.tables import cells as read
from yibao_cli.tables.headers import ColumnMapping
from yibao_cli.tables.identity import read_identity
from yibao_cli.tables.verdicts import StatusVerdicts

AMOUNTS = ("base", "salary", "pension")
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Question:
    """One person, one region, one month."""

    region: Region
    person: Person
    month: Month


class PeopleReader:
    """Reads the rows of one sheet; what was read before is remembered by its text."""

    def __init__(self, mapping: ColumnMapping, given: Defaults, book: Rulebook) -> None:
        self._columns = {field: column.index for field, column in mapping.fields.items()}
        self._names = {field: column.name for field, column in mapping.fields.items()}
        self.given = given
        self._person = given.person or Person("flexible")
        self._book = book
        self._verdicts = StatusVerdicts(mapping)
        self._region_field = next((field for field in REGION if field in self._columns), None)
        self._month_field = next((field for field in MONTHS if field in self._columns), None)
        self._status_names = status_columns(mapping)
        self._regions: dict[str, Region] = {}
        self._months: dict[str, tuple[Month, ...]] = {}

    def questions(self, cells: Sequence[str]) -> list[Question]:
        """What a row asks. Raises InputError, its `field` the name of the column where one is to blame."""
        region = self._region(cells)
        said = self._status(cells)
        person = self._whoever(cells, said.status)
        if said.flexible and said.status == "retiree" and person.group is None:
            person = replace(person, group=self._book.flexible_group(region))
        return [Question(region, person, month) for month in self._asked_months(cells)]

    def _text(self, cells: Sequence[str], field: str) -> str:
        index = self._columns.get(field)
        return "" if index is None else read.text(cells[index])

    def _value(self, cells: Sequence[str], field: str, reader: Callable[[str], Value]) -> Value | None:
        """A cell read by `reader`; None where it is empty. An error names the column."""
        written = self._text(cells, field)
        if not written:
            return None
        return named(self._names[field], reader, written)

    def _region(self, cells: Sequence[str]) -> Region:
        written = self._text(cells, self._region_field) if self._region_field else ""
        if not written:
            if self.given.region is None:
                raise MissingInputError(("region",))
            return self.given.region
        if written not in self._regions:
            self._regions[written] = self._book.region_of_area(written)
        return self._regions[written]

    def _status(self, cells: Sequence[str]) -> StatedStatus:
        said = said_of(self._verdicts.verdict(cells), self._status_names, self.given.status)
        if said is None:
            raise MissingInputError(("status",))
        return said

    def _whoever(self, cells: Sequence[str], status: Status) -> Person:
        given = self._person
        base, salary, pension = (self._value(cells, field, _yuan(field)) for field in AMOUNTS)
        birth = self._value(cells, "birth", parse_birth)
        sex = self._value(cells, "sex", read_sex)
        identity = read_identity(self._text(cells, "id_number"))
        age = self._value(cells, "age", lambda text: read_years(text, "age-malformed"))
        own_birth = birth is not None  # then it has to agree with the age; an identity number is believed
        if identity is not None:
            birth, sex = birth or identity.birth, sex or identity.sex
        if birth is None and age is None:
            birth, age = given.birth, given.age
        plan = self._value(cells, "plan", read_plan)
        paid = self._value(cells, "paid_years", lambda text: read_years(text, "paid-years-malformed"))
        paid = paid if paid is not None else given.paid_years
        working = status in ("employee", "flexible")
        own_base = base is not None or salary is not None
        return Person(
            status=status,
            age=age if own_birth or birth is None else None,
            birth=birth,
            base=(base if own_base else given.base) if working else None,
            salary=(salary if own_base else given.salary) if working and base is None else None,
            pension=(pension if pension is not None else given.pension) if status != "employee" else None,
            plan=plan or given.plan,
            group=self._text(cells, "group") or given.group,
            sex=(sex or given.sex) if paid is not None else None,  # it counts with the years paid only
            paid_years=paid,
            average_pension=given.average_pension,
            average_wage=given.average_wage,
        )

    def _asked_months(self, cells: Sequence[str]) -> tuple[Month, ...]:
        """The month or months of the row, else those given."""
        written = self._text(cells, self._month_field) if self._month_field else ""
        if not written:
            if not self.given.months:
                raise MissingInputError(("month",))
            return self.given.months
        if written not in self._months:
            assert self._month_field is not None
            span = read.months(written, self._names[self._month_field])
            assert span is not None, "the cell is not empty"
            first, last = span
            self._months[written] = tuple(first.plus(count) for count in range(last.index - first.index + 1))
        return self._months[written]


def _yuan(field: str) -> Callable[[str], Decimal]:
    return lambda text: parse_yuan(text, field)
