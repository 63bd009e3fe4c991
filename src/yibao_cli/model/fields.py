"""The small values of a rule file: rates, yuan, ages, dates of sources."""

import re
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

from ..core.money import LARGEST
from ..core.policy import AgeRange

MOST_A_MONTH = Decimal(2000)
"""Yuan. No account in the country is credited with more a month; a larger sum is a slip."""

_AGES = re.compile(r"(<=|>=|<|>)\s*(\d{1,3})|(\d{1,3})\s*-\s*(\d{1,3})")
_RATE = re.compile(r"(\d{1,3}(?:\.\d{1,6})?)%")
_SOURCE_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
_REMEMBERED = 4096
"""A rule base of ten thousand entries has a few dozen different rates, age bands and dates."""


def _yuan(value: Any) -> Decimal:
    if type(value) is int and 0 <= value <= LARGEST:
        return Decimal(value)
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise PydanticCustomError("yuan-type", "not an amount", {"given": str(value)})
    amount = Decimal(value)
    if not amount.is_finite():
        raise PydanticCustomError("yuan-type", "not an amount", {"given": str(value)})
    if amount < 0:
        raise PydanticCustomError("yuan-negative", "negative", {"given": str(value)})
    if amount > LARGEST:
        raise PydanticCustomError("yuan-large", "no amount", {"given": str(value)})
    return amount


def _whole_fen(amount: Decimal) -> Decimal:
    if amount != amount.to_integral_value() and amount != round(amount, 2):
        raise PydanticCustomError("yuan-decimals", "more than two decimals", {"given": str(amount)})
    return amount


@lru_cache(_REMEMBERED)
def _ratio(text: str) -> Decimal | None:
    match = _RATE.fullmatch(text)
    return Decimal(match[1]).scaleb(-2) if match else None


def _rate(value: Any) -> Decimal:
    rate = _ratio(value) if isinstance(value, str) else None
    if rate is None:
        raise PydanticCustomError("rate-form", "not a rate", {"given": str(value)})
    return rate


@lru_cache(_REMEMBERED)
def parse_ages(text: str) -> AgeRange:
    """'<70', '<=45', '35-44' (both ends included), '>=70', '>45'. Raises ValueError."""
    match = _AGES.fullmatch(text.strip())
    if match is None:
        raise ValueError(text)
    if match[3]:
        low, high = int(match[3]), int(match[4])
        if low > high:
            raise ValueError(text)
        return AgeRange(low, high + 1)
    age = int(match[2])
    return {
        "<": AgeRange(0, age),
        "<=": AgeRange(0, age + 1),
        ">=": AgeRange(age, None),
        ">": AgeRange(age + 1, None),
    }[match[1]]


def _ages(value: Any) -> AgeRange:
    if isinstance(value, AgeRange):
        return value
    try:
        return parse_ages(value)
    except (ValueError, TypeError, AttributeError):
        raise PydanticCustomError("age-form", "not an age band", {"given": str(value)}) from None


def _source_date(value: str) -> str:
    if _SOURCE_DATE.fullmatch(value):
        try:
            earliest_day(value)
        except ValueError:
            pass
        else:
            return value
    raise PydanticCustomError("source-date-form", "not a date", {"given": value})


@lru_cache(_REMEMBERED)
def earliest_day(partial: str) -> date:
    """The first day a partial date can mean: '2025' -> 2025-01-01."""
    year, month, day = [*(int(number) for number in partial.split("-")), 1, 1][:3]
    return date(year, month, day)


_AMOUNT = WithJsonSchema({"type": "number", "minimum": 0, "maximum": int(LARGEST)})
_RATIO = WithJsonSchema({"type": "string", "pattern": f"^{_RATE.pattern}$"})
# What a schema says of a value; the validators beside it say it to Python.

Exact = Annotated[Decimal, BeforeValidator(_yuan), _AMOUNT]
"""Yuan, with any number of decimals (1.5 yuan per year of age)."""
Yuan = Annotated[Decimal, BeforeValidator(_yuan), AfterValidator(_whole_fen), _AMOUNT]
"""Yuan, whole fen."""
Rate = Annotated[Decimal, BeforeValidator(_rate), _RATIO]
"""A ratio, written '2%'."""
Share = Annotated[Decimal, BeforeValidator(_rate), _RATIO]
"""A ratio of an average, written '60%' or '300%'."""
Ages = Annotated[
    AgeRange, BeforeValidator(_ages), WithJsonSchema({"type": "string", "pattern": f"^\\s*({_AGES.pattern})\\s*$"})
]
SourceDate = Annotated[
    str, AfterValidator(_source_date), WithJsonSchema({"type": "string", "pattern": f"^{_SOURCE_DATE.pattern}$"})
]
Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=False, pattern=r"\S")]
Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*$")]
RegionId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(/[a-z0-9]+)?$")]
HttpsUrl = Annotated[str, StringConstraints(pattern=r"^https://[^\s]+$")]
Adcode = Annotated[str, StringConstraints(pattern=r"^\d{6}$")]
