"""The entries of rule files and of limits.toml: policies, deductions, base limits, figures, examples."""

from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from ..core.lifetime import Lifetime
from ..core.literals import (
    AgeOn,
    Grade,
    LimitsKind,
    Origin,
    Period,
    RetireKind,
    Sex,
    StartKind,
    Status,
    SwitchMonth,
    WithheldTopic,
)
from ..core.money import EXACT, round_to
from ..core.month import Month
from ..core.policy import UNKNOWN_START_MONTHS, BaseLimits, Deduction, Figure, Part, Policy
from ..core.posting import Posting
from ..core.retirement import RetirementAge
from ..core.switch import Switch
from ..core.withheld import Withheld
from .amount import Amount, Bands, ReductionTable, RoundingTable
from .fields import Id, RegionId, Share, Text, Yuan
from .table import Becomes, Strict

LOWEST_BASE, HIGHEST_BASE = Decimal(500), Decimal(100_000)
LONGEST_BASE_YEAR = 12
_starting_from = lru_cache(4096)(Month.starting_from)


class Evidenced(Strict):
    """Every entry says how well it is evidenced, and by what."""

    grade: Grade
    sources: Annotated[list[Id], Field(min_length=1)]
    note: Text | None = None


class Dated(Evidenced):
    """An entry with a legal period. `from` is a keyword of Python, hence the alias.

    A notice is published before it takes effect, so `confirmed` may lie before `from`.
    """

    from_: Annotated[date | None, Field(alias="from")] = None
    seen: date | None = None
    to: date | None = None
    confirmed: date | None = None

    @model_validator(mode="after")
    def _period_makes_sense(self) -> Self:
        if self.from_ is not None and self.seen is not None:
            raise PydanticCustomError("from-and-seen", "one of both")
        start = self.from_ or self.seen
        if start is None and self.to is None:
            raise PydanticCustomError("period-missing", "no period")
        if start is not None and self.to is not None and self.to <= start:
            raise PydanticCustomError("period-order", "ends before it starts", {"to": str(self.to)})
        if self.confirmed is not None:
            if self.seen is not None and self.confirmed < self.seen:
                raise PydanticCustomError("confirmed-before-start", "", {"confirmed": str(self.confirmed)})
            if self.to is not None and self.confirmed > self.to:
                raise PydanticCustomError("confirmed-after-end", "", {"confirmed": str(self.confirmed)})
        return self

    @property
    def start_kind(self) -> StartKind:
        """How the start is known."""
        if self.from_ is not None:
            return "from"
        return "seen" if self.seen is not None else "unknown"

    @property
    def starts(self) -> Month:
        """The first month the entry answers for."""
        if self.from_ is not None:
            return _starting_from(self.from_)
        if self.seen is not None:
            return Month.of(self.seen)
        assert self.to is not None
        return Month.starting_from(self.to).plus(-UNKNOWN_START_MONTHS)

    @property
    def ends(self) -> Month | None:
        """The first month the entry no longer answers for."""
        return _starting_from(self.to) if self.to else None


class PolicyEntry(Dated, Becomes[Policy]):
    """One [[employee]], [[retiree]], [[flexible]] or [[resident]] table.

    `account = false`: there is no account. `account = true` without parts: there is one, but what is credited is not
    evidenced. Both give their `reason`.
    """

    title: Text
    plan: Text | None = None
    group: Text | None = None
    own: Bands | None = None
    employer: Bands | None = None
    pooled: Bands | None = None
    account: bool | None = None
    reason: Text | None = None
    age_on: AgeOn | None = None
    posted: Literal["yearly"] | None = Field(None, alias="posting")
    account_year: Annotated[int, Field(ge=1, le=12)] | None = None
    rounding: RoundingTable | None = None
    reduction: ReductionTable | None = None
    doubt: Text | None = None

    ORIGINS: ClassVar[tuple[Origin, ...]] = ("own", "employer", "pooled")

    @model_validator(mode="after")
    def _account_or_parts(self) -> Self:
        parts = len(self.ORIGINS) - (self.own, self.employer, self.pooled).count(None)
        if self.account is not None:
            if parts:
                raise PydanticCustomError("account-and-parts", "nothing to credit")
            if self.reason is None:
                raise PydanticCustomError("account-reason", "why")
        else:
            if not parts:
                raise PydanticCustomError("parts-missing", "nothing credited")
            if self.reason is not None:
                raise PydanticCustomError("reason-without-account", "only with account")
        if parts > 1 and self.reduction is not None and self.reduction.yuan is not None:
            raise PydanticCustomError("reduction-parts", "of which part")
        if self.posted == "yearly" and self.account_year is None:
            raise PydanticCustomError("account-year-missing", "first month of the account year")
        return self

    @property
    def parts(self) -> tuple[Part, ...]:
        """Where the credit comes from."""
        bands_of = ((origin, getattr(self, origin)) for origin in self.ORIGINS)
        return tuple(Part(origin, tuple(band.to_core() for band in bands)) for origin, bands in bands_of if bands)

    @property
    def posting(self) -> Period:
        """How often it is posted."""
        return "year" if self.posted == "yearly" else "month"

    @property
    def from_day(self) -> date | None:
        """The day from which it is known to hold."""
        return self.from_ or self.seen

    @property
    def to_day(self) -> date | None:
        """The first day on which it no longer holds."""
        return self.to


class DeductionEntry(Dated, Becomes[Deduction]):
    """[[deduction]]: taken out of the credit before it arrives. [[contribution]]: a fixed payment beside the rate.

    `yuan`, `rate` … may stand in the entry itself, or as `amount`, one for everybody or one for each age band.
    `month` goes with a year's sum; without it no source says when that is taken, and it has to be `optional`.
    """

    name: Text
    statuses: list[Status] = Field([], alias="status")
    groups: list[Text] = []
    bands: Bands = Field(alias="amount")
    month: Annotated[int, Field(ge=1, le=12)] | None = None
    optional: Text | None = None

    OWN: ClassVar[frozenset[str]] = Amount.keys() - {"age"}

    @model_validator(mode="before")
    @classmethod
    def _amount_inline(cls, value: Any) -> Any:
        """`yuan = 3` in the entry is short for `amount = { yuan = 3 }`."""
        if isinstance(value, dict) and "amount" not in value:
            inline = {key: item for key, item in value.items() if key in cls.OWN}
            return {key: item for key, item in value.items() if key not in cls.OWN} | {"amount": inline}
        return value

    @model_validator(mode="after")
    def _one_period(self) -> Self:
        periods = {band.per for band in self.bands}
        if len(periods) > 1:
            raise PydanticCustomError("deduction-periods", "one period")
        if self.month is not None and periods != {"year"}:
            raise PydanticCustomError("deduction-month-of-year", "month goes with a year")
        return self


class TakenEntry(DeductionEntry):
    """[[deduction]]: one that is taken, so that it is known when."""

    @model_validator(mode="after")
    def _month_known(self) -> Self:
        if self.bands[0].per == "year" and self.month is None and self.optional is None:
            raise PydanticCustomError("deduction-month", "which month")
        return self


class LimitsEntry(Dated, Becomes[BaseLimits]):
    """A line of limits.toml: floor and ceiling of the base in a region (or several), for a social-insurance year.

    `open`: a source says that they hold until the next ones. `fixed` is a base that the region sets itself.
    `floor_share`, `ceiling_share` of `average` (yuan a month) stand for amounts where the source gives shares.
    """

    region: RegionId | None = None
    regions: Annotated[list[RegionId], Field(min_length=2)] | None = None
    open: bool = False
    floor: Yuan | None = None
    ceiling: Yuan | None = None
    fixed: Yuan | None = None
    average: Yuan | None = None
    floor_share: Share | None = None
    ceiling_share: Share | None = None
    no_ceiling: bool = False
    kind: LimitsKind
    provisional: bool = False
    statuses: list[Literal["employee", "flexible"]] = Field(alias="status", default_factory=list)
    group: Text | None = None
    own_pool: bool = False

    @model_validator(mode="after")
    def _plausible(self) -> Self:
        if (self.region is None) == (self.regions is None):
            raise PydanticCustomError("limits-region", "one of both")
        if self.start_kind == "unknown":
            raise PydanticCustomError("limits-start", "no start")
        if self.open and self.to is not None:
            raise PydanticCustomError("limits-open", "open or to")
        shares = self.floor_share is not None or self.ceiling_share is not None
        given = [amount for amount in (self.floor, self.ceiling, self.fixed) if amount is not None]
        if (not given and not shares) or (given and shares) or (self.fixed is not None and len(given) > 1):
            raise PydanticCustomError("limits-amounts", "amounts or shares")
        if self.average is not None and not shares:
            raise PydanticCustomError("limits-average", "average goes with shares")
        if self.no_ceiling and (self.ceiling is not None or self.ceiling_share is not None or self.fixed is not None):
            raise PydanticCustomError("limits-no-ceiling", "ceiling and no ceiling")
        floor, ceiling = self.amounts
        for amount in (floor, ceiling):
            if amount is not None and not LOWEST_BASE <= amount <= HIGHEST_BASE:
                raise PydanticCustomError("base-range", "implausible", {"given": str(amount)})
        if self.fixed is None and floor is not None and ceiling is not None and floor >= ceiling:
            raise PydanticCustomError("base-order", "", {"floor": str(floor), "ceiling": str(ceiling)})
        return self

    @property
    def amounts(self) -> tuple[Decimal | None, Decimal | None]:
        """Floor and ceiling in yuan; None where only a share, or nothing, is known."""
        if self.fixed is not None:
            return self.fixed, self.fixed
        if self.floor_share is None and self.ceiling_share is None:
            return self.floor, self.ceiling
        of_average = [
            round_to(EXACT.multiply(self.average, share)) if self.average is not None and share is not None else None
            for share in (self.floor_share, self.ceiling_share)
        ]
        return self.floor or of_average[0], self.ceiling or of_average[1]

    @property
    def places(self) -> list[str]:
        """Ids of the regions it is for."""
        return [self.region] if self.region is not None else list(self.regions or ())

    def to_core(self, **values: Any) -> BaseLimits:
        """The limits of one of its places, `region`. Without an end they hold for a year; then they are carried."""
        floor, ceiling = self.amounts
        ends = None if self.open else self.ends or self.starts.plus(LONGEST_BASE_YEAR)
        return super().to_core(floor=floor, ceiling=ceiling, ends=ends, **values)


class WithheldEntry(Strict, Becomes[Withheld]):
    """[[withheld]]: a figure that was seen and is not used, for which topic, and why not."""

    topic: WithheldTopic
    figure: Text
    why: Text
    sources: list[Id] = []
    statuses: list[Status] = Field([], alias="status")
    from_: Annotated[date | None, Field(alias="from")] = None
    to: date | None = None

    @property
    def starts(self) -> Month | None:
        """The first month it is for."""
        return Month.of(self.from_) if self.from_ else None

    @property
    def ends(self) -> Month | None:
        """The first month it is no longer for."""
        return Month.starting_from(self.to) if self.to else None


class FigureEntry(Evidenced, Becomes[Figure]):
    """A published average, yuan a month, of a named year."""

    year: Annotated[int, Field(ge=1990, le=2100)]
    yuan: Yuan

    @model_validator(mode="after")
    def _plausible(self) -> Self:
        if not LOWEST_BASE <= self.yuan <= HIGHEST_BASE:
            raise PydanticCustomError("figure-range", "implausible", {"given": str(self.yuan)})
        return self


class Spanned(Evidenced):
    """An entry whose dates are optional: few sources give them."""

    from_: Annotated[date | None, Field(alias="from")] = None
    to: date | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.from_ is not None and self.to is not None and self.to <= self.from_:
            raise PydanticCustomError("period-order", "ends before it starts", {"to": str(self.to)})
        return self

    @property
    def starts(self) -> Month | None:
        """The first month it holds for."""
        return Month.starting_from(self.from_) if self.from_ else None

    @property
    def ends(self) -> Month | None:
        """The first month it no longer holds for."""
        return Month.starting_from(self.to) if self.to else None


class PostingEntry(Spanned, Becomes[Posting]):
    """[[posting]]: when the credit arrives."""

    statuses: list[Status] = Field([], alias="status")
    every: Period = "month"
    month: Annotated[int, Field(ge=1, le=12)] | None = None
    first_day: Annotated[int, Field(ge=1, le=31)] | None = None
    last_day: Annotated[int, Field(ge=1, le=31)] | None = None
    lag: Annotated[int, Field(ge=0, le=12)] = 0

    @model_validator(mode="after")
    def _says_when(self) -> Self:
        if (self.every == "year") != (self.month is not None):
            raise PydanticCustomError("posting-month", "month goes with yearly")
        if self.first_day is not None and self.last_day is not None and self.first_day > self.last_day:
            raise PydanticCustomError("posting-order", "days", {"last": str(self.last_day)})
        return self


class SwitchEntry(Spanned, Becomes[Switch]):
    """[[switch]]: from which month a person who retires is credited as a retiree."""

    credited: SwitchMonth


class LifetimeEntry(Spanned, Becomes[Lifetime]):
    """[[lifetime]]: contribution years for lifelong cover."""

    who: Text | None = None
    male: Annotated[int, Field(ge=1, le=60)]
    female: Annotated[int, Field(ge=1, le=60)]
    actual: Annotated[int, Field(ge=1, le=60)] | None = None
    local: Annotated[int, Field(ge=1, le=60)] | None = None


class RetirementAgeEntry(Evidenced, Becomes[RetirementAge]):
    """[[retirement_age]]: the statutory age of one kind of people. National."""

    kind: RetireKind
    from_: Annotated[date, Field(alias="from")]
    original: Annotated[int, Field(ge=45, le=70)]
    final: Annotated[int, Field(ge=45, le=70)]
    months_per_step: Annotated[int, Field(ge=1, le=12)]

    @property
    def starts(self) -> Month:
        """The first month it holds for."""
        return Month.starting_from(self.from_)


class Given(Strict):
    """The person of an example, in the words of the command line."""

    status: Status
    month: Annotated[str, Field(pattern=r"^\d{4}-\d{2}$")]
    age: Annotated[int, Field(ge=0, le=130)] | None = None
    birth: Annotated[str, Field(pattern=r"^\d{4}-\d{2}(-\d{2})?$")] | None = None
    base: Yuan | None = None
    pension: Yuan | None = None
    plan: Text | None = None
    group: Text | None = None
    sex: Sex | None = None
    paid_years: Annotated[int, Field(ge=0, le=130)] | None = None
    average_pension: Yuan | None = None
    average_wage: Yuan | None = None
    agreed: list[Text] = []


class ExampleEntry(Strict):
    """A worked example; the checker computes it. `credit` is the gross of the period, `net` what arrives."""

    name: Text
    given: Given
    credit: Annotated[str, Field(pattern=r"^\d+\.\d{2}$")]
    net: Annotated[str, Field(pattern=r"^\d+\.\d{2}$")] | None = None
    source: Id | None = None
