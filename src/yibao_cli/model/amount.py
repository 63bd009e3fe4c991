"""The formula language: amounts, age bands, reductions."""

from decimal import Decimal
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from ..core.literals import Basis, Period, RoundingMode
from ..core.money import format_rate
from ..core.person import OLDEST
from ..core.policy import ANY_AGE, AgeLimit, Formula, Reduction, Rounding
from .fields import MOST_A_MONTH, Ages, Exact, Rate, Yuan
from .table import Becomes, Strict

Year = Annotated[int, Field(ge=1990, le=2100)]
MOST_RATE = Decimal("0.10")
MOST_A_YEAR = MOST_A_MONTH * 12


class AgeYuan(Strict, Becomes[AgeLimit]):
    """A least or greatest amount for some ages."""

    ages: Ages = Field(alias="age")
    yuan: Yuan


def _limit(value: Any) -> Any:
    return value if isinstance(value, list) else [{"age": ">=0", "yuan": value}]


Limits = Annotated[
    list[AgeYuan], BeforeValidator(_limit, json_schema_input_type=Yuan | list[AgeYuan]), Field(min_length=1)
]


class Amount(Strict, Becomes[Formula]):
    """One amount, alone or as one age band of several. See `core.policy.Formula`."""

    ages: Ages = Field(ANY_AGE, alias="age")
    yuan: Yuan | None = None
    per: Period = "month"
    yuan_per_year_of_age: Exact | None = None
    rate: Rate | None = None
    rate_per_year_of_age: Rate | None = None
    of: Basis | None = None
    of_year: Year | None = Field(None, alias="year")
    contribution: Rate | None = None
    minimum: Limits | None = Field(None, alias="min")
    maximum: Limits | None = Field(None, alias="max")

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        is_sum = self.yuan is not None or self.yuan_per_year_of_age is not None
        is_rate = self.rate is not None or self.rate_per_year_of_age is not None
        if is_sum == is_rate:
            raise PydanticCustomError("amount-kind", "yuan or rate")
        if is_rate and self.of is None:
            raise PydanticCustomError("amount-of", "rate of what")
        if is_sum and self.of is not None:
            raise PydanticCustomError("amount-sum-of", "a sum has no basis")
        if self.of_year is not None and self.of not in ("average_pension", "average_wage"):
            raise PydanticCustomError("amount-year", "year belongs to an average")
        if (self.contribution is None) == (self.of == "employer_contribution"):
            raise PydanticCustomError("amount-contribution", "contribution belongs to employer_contribution")
        most_yuan = MOST_A_YEAR if self.per == "year" else MOST_A_MONTH
        sums = [] if self.yuan is None else [self.yuan]
        if self.minimum is not None or self.maximum is not None:
            sums += [limit.yuan for limit in (*(self.minimum or ()), *(self.maximum or ()))]
        if self.yuan_per_year_of_age is not None:
            sums.append(self.yuan_per_year_of_age * OLDEST)
        for amount in sums:
            if amount > most_yuan:
                raise PydanticCustomError("yuan-range", "implausible", {"given": str(amount)})
        if not is_rate:
            return self
        most = Decimal(1) if self.of == "employer_contribution" else MOST_RATE
        for rate in (self.rate, self.rate_per_year_of_age):
            if rate is not None and rate > most:
                raise PydanticCustomError("rate-range", "implausible", {"given": format_rate(rate)})
        return self


def _contiguous(bands: list[Amount]) -> list[Amount]:
    """Age bands follow each other without gap or overlap, from the youngest to the oldest."""
    expected: int | None = 0
    for band in bands:
        if band.ages.low != expected:
            raise PydanticCustomError(
                "age-bands", "not contiguous", {"expected": str(expected), "found": str(band.ages.low)}
            )
        expected = band.ages.below
    if expected is not None:
        raise PydanticCustomError("age-bands-end", "no open end", {"last": str(expected - 1)})
    return bands


def _listed(value: Any) -> Any:
    return value if isinstance(value, list) else [value]


Bands = Annotated[
    list[Amount],
    BeforeValidator(_listed, json_schema_input_type=Amount | list[Amount]),
    Field(min_length=1),
    AfterValidator(_contiguous),
]
"""One amount for everybody, or one for each age band."""


class RoundingTable(Strict, Becomes[Rounding]):
    """Rounding to 0.01, 0.1 or 1 yuan."""

    to: Exact
    mode: RoundingMode = "half-up"

    @model_validator(mode="after")
    def _power_of_ten(self) -> Self:
        if self.to not in (Decimal("0.01"), Decimal("0.1"), Decimal(1)):
            raise PydanticCustomError("rounding-unit", "not a unit", {"given": str(self.to)})
        return self


class YearsBySex(Strict):
    """Contribution years required."""

    male: Annotated[int, Field(ge=1, le=60)]
    female: Annotated[int, Field(ge=1, le=60)]


class ReductionTable(Strict, Becomes[Reduction]):
    """What each missing contribution year takes away: a rate of the credit or yuan a month."""

    required: YearsBySex
    rate: Rate | None = Field(None, alias="per_missing_year")
    yuan: Yuan | None = Field(None, alias="per_missing_year_yuan")

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.rate is None) == (self.yuan is None):
            raise PydanticCustomError("reduction-kind", "one of both")
        return self

    @property
    def male_years(self) -> int:
        """Contribution years required of men."""
        return self.required.male

    @property
    def female_years(self) -> int:
        """Contribution years required of women."""
        return self.required.female
