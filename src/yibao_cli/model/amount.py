"""The formula language: amounts, age bands, reductions."""

from decimal import Decimal
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from ..core.literals import Basis, Period, RoundingMode
from ..core.money import format_rate
from ..core.person import OLDEST
from ..core.policy import ANY_AGE, AgeLimit, Formula, Reduction, Rounding
from .fields import MOST_A_MONTH, Ages, Exact, Rate, Strict, Yuan

Year = Annotated[int, Field(ge=1990, le=2100)]
MOST_RATE = Decimal("0.10")
MOST_A_YEAR = MOST_A_MONTH * 12


class AgeYuan(Strict):
    """A least or greatest amount for some ages."""

    age: Ages
    yuan: Yuan


def _limit(value: Any) -> Any:
    return value if isinstance(value, list) else [{"age": ">=0", "yuan": value}]


Limits = Annotated[
    list[AgeYuan], BeforeValidator(_limit, json_schema_input_type=Yuan | list[AgeYuan]), Field(min_length=1)
]


class Amount(Strict):
    """One amount, alone or as one age band of several. See `core.policy.Formula`."""

    age: Ages = ANY_AGE
    yuan: Yuan | None = None
    per: Period = "month"
    yuan_per_year_of_age: Exact | None = None
    rate: Rate | None = None
    rate_per_year_of_age: Rate | None = None
    of: Basis | None = None
    year: Year | None = None
    contribution: Rate | None = None
    min: Limits | None = None
    max: Limits | None = None

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
        if self.year is not None and self.of not in ("average_pension", "average_wage"):
            raise PydanticCustomError("amount-year", "year belongs to an average")
        if (self.contribution is None) == (self.of == "employer_contribution"):
            raise PydanticCustomError("amount-contribution", "contribution belongs to employer_contribution")
        most_yuan = MOST_A_YEAR if self.per == "year" else MOST_A_MONTH
        sums = [] if self.yuan is None else [self.yuan]
        if self.min is not None or self.max is not None:
            sums += [limit.yuan for limit in (*(self.min or ()), *(self.max or ()))]
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

    def to_core(self) -> Formula:
        """The same as a core formula."""
        return Formula(
            ages=self.age,
            per=self.per,
            yuan=self.yuan,
            yuan_per_year_of_age=self.yuan_per_year_of_age,
            rate=self.rate,
            rate_per_year_of_age=self.rate_per_year_of_age,
            of=self.of,
            of_year=self.year,
            contribution=self.contribution,
            minimum=_limits_to_core(self.min),
            maximum=_limits_to_core(self.max),
        )


def _limits_to_core(limits: list[AgeYuan] | None) -> tuple[AgeLimit, ...]:
    return tuple(AgeLimit(limit.age, limit.yuan) for limit in limits or ())


def _contiguous(bands: list[Amount]) -> list[Amount]:
    """Age bands follow each other without gap or overlap, from the youngest to the oldest."""
    expected: int | None = 0
    for band in bands:
        if band.age.low != expected:
            raise PydanticCustomError(
                "age-bands", "not contiguous", {"expected": str(expected), "found": str(band.age.low)}
            )
        expected = band.age.below
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


class RoundingTable(Strict):
    """Rounding to 0.01, 0.1 or 1 yuan."""

    to: Exact
    mode: RoundingMode = "half-up"

    @model_validator(mode="after")
    def _power_of_ten(self) -> Self:
        if self.to not in (Decimal("0.01"), Decimal("0.1"), Decimal(1)):
            raise PydanticCustomError("rounding-unit", "not a unit", {"given": str(self.to)})
        return self

    def to_core(self) -> Rounding:
        """The same as a core rounding."""
        return Rounding(self.to, self.mode)


class YearsBySex(Strict):
    """Contribution years required."""

    male: Annotated[int, Field(ge=1, le=60)]
    female: Annotated[int, Field(ge=1, le=60)]


class ReductionTable(Strict):
    """What each missing contribution year takes away: a rate of the credit or yuan a month."""

    required: YearsBySex
    per_missing_year: Rate | None = None
    per_missing_year_yuan: Yuan | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.per_missing_year is None) == (self.per_missing_year_yuan is None):
            raise PydanticCustomError("reduction-kind", "one of both")
        return self

    def to_core(self) -> Reduction:
        """The same as a core reduction."""
        return Reduction(self.required.male, self.required.female, self.per_missing_year, self.per_missing_year_yuan)
