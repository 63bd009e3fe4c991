"""The person a question is about."""

from __future__ import annotations

from decimal import Decimal

from .errors import InputError
from .frozen import dataclass, replace
from .money import check_yuan
from .month import completed_years

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .literals import Sex, Status
    from .month import Birth, Month

STATUSES: tuple[Status, ...] = ("employee", "retiree", "flexible", "resident")
WORKING: tuple[Status, ...] = ("employee", "flexible")
"""The statuses in which a wage counts."""

OLDEST = 130
YUAN_FIELDS = ("base", "salary", "pension", "average_pension", "average_wage")


@dataclass(frozen=True, slots=True)
class Person:
    """What is known of a person. Only what the rule of the place asks for has to be given.

    Amounts are monthly, in yuan: `base` the contribution base, `salary` the wage from which a base is taken where
    no base is given, `pension` the own basic pension. `average_pension` and `average_wage` replace the region's
    figures. `age` is in completed years; `birth` decides where both are given. `plan` and `group` are the region's
    own names; `paid_years` counts contribution years. `agreed` names optional deductions that are taken all the same.
    """

    status: Status
    age: int | None = None
    birth: Birth | None = None
    base: Decimal | None = None
    salary: Decimal | None = None
    pension: Decimal | None = None
    plan: str | None = None
    group: str | None = None
    sex: Sex | None = None
    paid_years: int | None = None
    average_pension: Decimal | None = None
    average_wage: Decimal | None = None
    agreed: tuple[str, ...] = ()


def in_status(person: Person, status: Status) -> Person:
    """The same person in another status, without what does not go with it: a wage in retirement, a pension before."""
    if status == person.status:
        return person
    working = status in WORKING
    return replace(
        person,
        status=status,
        base=person.base if working else None,
        salary=person.salary if working else None,
        pension=person.pension if status == "retiree" else None,
        group=None,
    )


def check_person(person: Person, month: Month) -> None:
    """Rejects impossible or contradictory inputs: raises InputError naming the field.

    Amounts must be whole fen and not negative, ages 0 to 130, the birth not after `month`, `age` and `birth` must
    agree in `month`, and nobody in service has a pension.
    """
    if person.status not in STATUSES:
        raise InputError("status-unknown", field="status", value=str(person.status))
    for field in YUAN_FIELDS:
        amount = getattr(person, field)
        if amount is not None:
            if not isinstance(amount, Decimal):
                raise InputError("money-not-decimal", field=field, value=repr(amount))
            check_yuan(amount, field)
    if person.base is not None and person.salary is not None:
        raise InputError("base-and-salary", field="salary")
    if person.status == "employee" and person.pension is not None:
        raise InputError("pension-of-employee", field="pension")
    if person.age is not None and not 0 <= person.age <= OLDEST:
        raise InputError("age-range", field="age", value=str(person.age))
    if person.paid_years is not None and not 0 <= person.paid_years <= OLDEST:
        raise InputError("paid-years-range", field="paid_years", value=str(person.paid_years))
    if person.birth is not None:
        check_birth(person.birth, person.age, month)


def check_birth(birth: Birth, age: int | None, month: Month) -> None:
    """Refuses a birth after `month`, one too long ago, and an age that does not go with it: raises InputError."""
    reached = completed_years(birth, month)
    if reached < 0:
        raise InputError("birth-future", field="birth", value=str(birth), month=str(month))
    if reached > OLDEST:
        raise InputError("birth-too-early", field="birth", value=str(birth), month=str(month), age=reached)
    if age is None:
        return
    before = max(0, completed_years(birth, month.plus(-1)))
    if age not in (before, reached):
        expected = str(reached) if before == reached else f"{before} 或 {reached}"
        raise InputError("age-and-birth", field="age", value=str(age), birth=str(birth), month=str(month), age=expected)
