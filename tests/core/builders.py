"""Short ways to the core's values."""

from decimal import Decimal
from typing import Any

from yibao_cli.core.credit import Credit, credit
from yibao_cli.core.formula import CreditLine
from yibao_cli.core.month import Month
from yibao_cli.core.person import Person
from yibao_cli.core.policy import AgeRange, BaseLimits, Formula, Part, Policy
from yibao_cli.core.region import Region
from yibao_cli.core.ruling import Ruling

PLACE = Region("hubei/wuhan", "420100", "武汉市", "武汉")
AUGUST = Month(2024, 8)


def yuan(text: str) -> Decimal:
    return Decimal(text)


def band(low: int = 0, below: int | None = None, **formula: Any) -> Formula:
    """One formula; amounts and rates as text."""
    exact: dict[str, Any] = {
        key: Decimal(value) if isinstance(value, str) and key not in ("of", "per") else value
        for key, value in formula.items()
    }
    return Formula(ages=AgeRange(low, below), **exact)


def policy(*parts: Part, **fields: Any) -> Policy:
    """A policy for employees, in force from 2023-02."""
    known: dict[str, Any] = {
        "status": "employee",
        "file": "hubei/wuhan.toml",
        "title": "试验",
        "starts": Month(2023, 2),
        "ends": None,
        "start_kind": "from",
        "grade": "press",
        "sources": ("a",),
        "parts": parts,
    }
    return Policy(**(known | fields))


def own(*bands: Formula) -> Part:
    return Part("own", bands)


def employer(*bands: Formula) -> Part:
    return Part("employer", bands)


def pooled(*bands: Formula) -> Part:
    return Part("pooled", bands)


def limits(floor: str | None, ceiling: str | None, **fields: Any) -> BaseLimits:
    known: dict[str, Any] = {
        "region": "hubei/wuhan",
        "kind": "medical",
        "starts": Month(2024, 7),
        "ends": Month(2025, 7),
        "floor": None if floor is None else Decimal(floor),
        "ceiling": None if ceiling is None else Decimal(ceiling),
        "grade": "secondary",
        "sources": ("b",),
    }
    return BaseLimits(**(known | fields))


def answer(rule: Policy, person: Person, month: Month = AUGUST, **found: Any) -> Credit:
    """The credit under one rule; fails the test where there is none."""
    result = credit(person, Ruling(PLACE, rule, **found), month)
    assert isinstance(result, Credit)
    return result


def codes(result: Credit) -> set[str]:
    """Codes of the caveats of an answer."""
    return {item.code for item in result.warnings}


__all__ = [
    "AUGUST",
    "PLACE",
    "CreditLine",
    "answer",
    "band",
    "codes",
    "employer",
    "limits",
    "own",
    "policy",
    "pooled",
    "yuan",
]
