"""A row of a payroll sheet -> the people and months to ask about."""

from collections.abc import Callable, Collection, Container, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TypeVar

from ..core.errors import InputError, MissingInputError
from ..core.money import parse_yuan
from ..core.month import Month, parse_birth
from ..core.person import Person, Status
from ..core.region import Region
from ..core.spoken import read_plan, read_sex, read_status, read_years
from ..rulebook.book import Rulebook
from ..tables import cells as read
from ..tables.headers import Mapping
from ..tables.identity import read_identity
from ..tables.verdicts import Judge, Verdict

REGION = ("region", "region_insured", "region_name")
MONTHS = ("month", "billed", "month_listed")
"""The better column first."""
STATUS = ("status", "person_type", "retired")
AMOUNTS = ("base", "salary", "pension")

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Question:
    """One person, one region, one month."""

    region: Region
    person: Person
    month: Month


@dataclass(frozen=True, slots=True)
class Given:
    """What holds for every row that does not say otherwise. Without `months` the sheet has to have a month."""

    region: Region | None = None
    status: Status | None = None
    person: Person | None = None
    months: tuple[Month, ...] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """A status; `flexible`: and that the person is, or was, a flexible worker."""

    status: Status
    flexible: bool = False


def status_columns(mapping: Mapping) -> set[str]:
    """The names of the columns that have to say a status we know."""
    return {mapping.fields[field].name for field in STATUS if field in mapping.fields}


def said_of(verdict: Verdict, columns: Collection[str], otherwise: Status | None) -> Said | None:
    """The status that a row says, else `otherwise`. Raises InputError for a word in `columns` that is none."""
    status = verdict.status
    if status is None:
        said = next((code for code in verdict.unknown if code.field in columns), None)
        status = otherwise if said is None else _named(said.field, read_status, said.value)
    if status is None:
        return None
    return Said("flexible" if verdict.flexible and status == "employee" else status, verdict.flexible)


def check_given(fields: Container[str], given: Given) -> None:
    """Raises MissingInputError where neither the `fields` of a table nor `given` has a region or a month."""
    there = {"region": given.region is not None, "month": bool(given.months)}
    missing = tuple(name for name, known in there.items() if name not in fields and not known)
    if missing:
        raise MissingInputError(missing)


class PeopleReader:
    """Reads the rows of one sheet; what was read before is remembered by its text."""

    def __init__(self, mapping: Mapping, given: Given, book: Rulebook) -> None:
        """Raises MissingInputError where neither the sheet nor `given` has a region, a status or a month."""
        self._columns = {field: column.index for field, column in mapping.fields.items()}
        self._names = {field: column.name for field, column in mapping.fields.items()}
        self.given = given
        self._person = given.person or Person("flexible")
        self._book = book
        self._judge = Judge(mapping)
        self._region_field = next((field for field in REGION if field in self._columns), None)
        self._month_field = next((field for field in MONTHS if field in self._columns), None)
        self._status_names = status_columns(mapping)
        self._regions: dict[str, Region] = {}
        self._months: dict[str, tuple[Month, ...]] = {}
        known = {"region": self._region_field, "month": self._month_field}
        check_given({name for name, field in known.items() if field is not None}, given)

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
        return _named(self._names[field], reader, written)

    def _region(self, cells: Sequence[str]) -> Region:
        written = self._text(cells, self._region_field) if self._region_field else ""
        if not written:
            if self.given.region is None:
                raise MissingInputError(("region",))
            return self.given.region
        if written not in self._regions:
            self._regions[written] = self._book.region_of_area(written)
        return self._regions[written]

    def _status(self, cells: Sequence[str]) -> Said:
        said = said_of(self._judge.verdict(cells), self._status_names, self.given.status)
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


def _named(column: str, reader: Callable[[str], Value], written: str) -> Value:
    """The value read; an error names the column."""
    try:
        return reader(written)
    except InputError as error:
        raise InputError(error.code, **(error.facts | {"field": column})) from None


def _yuan(field: str) -> Callable[[str], Decimal]:
    return lambda text: parse_yuan(text, field)
