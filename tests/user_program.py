"""A program of a user, for the type checker: `make types` (mypy --strict) reads it and nothing runs it.

What the library's records are to a checker: dataclasses. A line marked with an error must have it: a mark without an
error is an error itself.
"""

from dataclasses import asdict, fields, replace
from decimal import Decimal
from typing import Any, assert_type

from yibao_cli import Credit, Month, NoRule, Person, Rulebook, estimate, schedule

person = Person("employee", age=30, base=Decimal(8000))
answer = estimate(person, region="北京", month="2025-08", rulebook=Rulebook.open())
if isinstance(answer, Credit):
    assert_type(answer.net, Decimal)
    assert_type(answer.parts[0].basis, Decimal | None)
    print(answer.nett)  # type: ignore[attr-defined]
else:
    assert_type(answer, NoRule)
assert_type(replace(person, age=50), Person)
assert_type([field.name for field in fields(person)], list[str])
assert_type(Month(2025, 8) < Month(2025, 9), bool)
match person:
    case Person(_, age):
        assert_type(age, int | None)
assert_type({person: asdict(person)}, dict[Person, dict[str, Any]])

person.age = 31  # type: ignore[misc]
Person("worker")  # type: ignore[arg-type]
Person("retiree", base=8000.0)  # type: ignore[arg-type]
Person("retiree", bass=Decimal(8000))  # type: ignore[call-arg]
estimate(person, region="北京")  # type: ignore[call-arg]
schedule(person, region="北京", first=Month(2025, 8), last="2025-09")  # type: ignore[arg-type]
