"""What a rule of credit says, as plain values: policies, their formulas, base limits, figures.

Amounts are yuan, rates are ratios (0.02 for 2%), ages are completed years.
"""

from __future__ import annotations

from .frozen import dataclass, field
from .money import FEN
from .month import Month

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from .literals import AgeOn, Basis, FigureKind, Grade, LimitsKind, Origin, Period, RoundingMode, StartKind, Status


MAIN_GROUP = "一般人员"
"""What rule files call those of no named group."""

UNKNOWN_START_MONTHS = 24
"""A past rule with a known end and no known start answers for this many months before its end."""


@dataclass(frozen=True, slots=True)
class AgeRange:
    """Completed years from `low` up to, not including, `below` (None: no upper end)."""

    low: int = 0
    below: int | None = None

    def __contains__(self, age: int) -> bool:
        return self.low <= age and (self.below is None or age < self.below)

    @property
    def everyone(self) -> bool:
        """Whether it holds at any age."""
        return self.low == 0 and self.below is None


ANY_AGE = AgeRange()


@dataclass(frozen=True, slots=True)
class AgeLimit:
    """A least or greatest amount in yuan, for some ages."""

    ages: AgeRange
    yuan: Decimal


@dataclass(frozen=True, slots=True)
class Formula:
    """One amount: a sum, or a rate of something, either of which may grow with each year of age.

    amount = yuan + yuan_per_year_of_age x age          where there is no `rate`
    amount = (rate + rate_per_year_of_age x age) x what `of` names
    held between `minimum` and `maximum`, all of it per `per` (a month or a year).
    `of_year` names the year of an average; None where no source names one year (the title or note says what is known).
    `contribution` is the employer's contribution rate, for a rate of the employer's contribution.
    """

    ages: AgeRange = ANY_AGE
    per: Period = "month"
    yuan: Decimal | None = None
    yuan_per_year_of_age: Decimal | None = None
    rate: Decimal | None = None
    rate_per_year_of_age: Decimal | None = None
    of: Basis | None = None
    of_year: int | None = None
    contribution: Decimal | None = None
    minimum: tuple[AgeLimit, ...] = ()
    maximum: tuple[AgeLimit, ...] = ()

    @property
    def uses_age(self) -> bool:
        """Whether the amount depends on the age once the band is chosen."""
        limits = (*self.minimum, *self.maximum)
        grows = self.yuan_per_year_of_age is not None or self.rate_per_year_of_age is not None
        return grows or any(not limit.ages.everyone for limit in limits)


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the credit, by where the money comes from; one formula per age band."""

    origin: Origin
    bands: tuple[Formula, ...]


@dataclass(frozen=True, slots=True)
class Deduction:
    """What is taken out of the credit before it arrives, in the months from `starts` up to, not including, `ends`.

    `month`: a year's sum is taken at once, in this calendar month; None where it is taken every month. `optional`:
    why it is not taken unless the person says so (consent, a start that is not known …). `statuses` and `groups` name
    whom it concerns (empty: everybody; MAIN_GROUP: those of no named group). `grade` is None in a rule made by hand.
    """

    name: str
    bands: tuple[Formula, ...]
    month: int | None = None
    optional: str | None = None
    file: str = ""
    starts: Month | None = None
    ends: Month | None = None
    statuses: tuple[Status, ...] = ()
    groups: tuple[str, ...] = ()
    grade: Grade | None = None
    sources: tuple[str, ...] = ()
    confirmed: date | None = None
    note: str | None = None

    def holds(self, month: Month) -> bool:
        """Whether it is in force in `month`."""
        return (self.starts is None or self.starts <= month) and (self.ends is None or month < self.ends)

    def concerns(self, status: Status, group: str | None) -> bool:
        """Whether it is taken from people of a status and a group."""
        return (not self.statuses or status in self.statuses) and (
            not self.groups or (group or MAIN_GROUP) in self.groups
        )

    @property
    def yearly(self) -> bool:
        """Whether a year's sum is taken at once."""
        return self.bands[0].per == "year"

    @property
    def fixed(self) -> Decimal | None:
        """The fixed sum of a month, or of a year where it is paid once a year (yuan), where it is one for everybody."""
        band = self.bands[0]
        return band.yuan if band.ages.everyone and band.of is None else None

    @property
    def evidence(self) -> Month | None:
        """The last month that the evidence reaches; None where the end, or no month at all, is known."""
        return _reached(self.starts, self.confirmed) if self.ends is None and self.starts is not None else None


@dataclass(frozen=True, slots=True)
class Rounding:
    """Each part is rounded to a multiple of `to` yuan; `mode` is what `money.round_to` calls it."""

    to: Decimal = FEN
    mode: RoundingMode = "half-up"


@dataclass(frozen=True, slots=True)
class Reduction:
    """For each contribution year missing, the credit falls by a ratio of itself or by a sum in yuan a month.

    A sum goes with a credit of a single part.
    """

    male_years: int
    female_years: int
    rate: Decimal | None = None
    yuan: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Policy:
    """One entry of a rule file: what holds for one status (and plan, and group) in one legal period.

    Answers for the months from `starts` up to, not including, `ends` (None: still in force).
    `start_kind`: "from" the day is stated, "seen" only the earliest source is known, "unknown" only the end is.
    `deductions` are those in force with it: none as the entry stands in its file, the rulebook adds them to a ruling.
    `doubt` is what a reader has to be told each time.
    """

    status: Status
    file: str
    title: str
    starts: Month
    ends: Month | None
    start_kind: StartKind
    grade: Grade
    sources: tuple[str, ...]
    plan: str | None = None
    group: str | None = None
    account: bool = True
    reason: str | None = None
    parts: tuple[Part, ...] = ()
    deductions: tuple[Deduction, ...] = ()
    age_on: AgeOn | None = None
    posting: Period = "month"
    account_year: int = 1
    rounding: Rounding = Rounding()
    reduction: Reduction | None = None
    from_day: date | None = None
    to_day: date | None = None
    confirmed: date | None = None
    note: str | None = None
    doubt: str | None = None
    uses_age: bool = field(init=False, compare=False, repr=False)
    """Whether the amount depends on the person's age."""
    bases: frozenset[Basis] = field(init=False, compare=False, repr=False)
    """What the rates are taken of."""

    def __post_init__(self) -> None:
        bands = self.all_bands
        object.__setattr__(self, "uses_age", any(band.uses_age or not band.ages.everyone for band in bands))
        object.__setattr__(self, "bases", frozenset(band.of for band in bands if band.of is not None))

    def covers(self, month: Month) -> bool:
        """Whether the entry answers for `month`."""
        return self.starts <= month and (self.ends is None or month < self.ends)

    @property
    def evidence(self) -> Month | None:
        """The last month that the evidence reaches; None where the end is known."""
        return _reached(self.starts, self.confirmed) if self.ends is None else None

    @property
    def all_bands(self) -> tuple[Formula, ...]:
        """Every formula of every part and deduction."""
        items: tuple[Part | Deduction, ...] = (*self.parts, *self.deductions)
        return tuple(band for item in items for band in item.bands)

    @property
    def uses_base(self) -> bool:
        """Whether the amount depends on the contribution base."""
        return "base" in self.bases or "employer_contribution" in self.bases


@dataclass(frozen=True, slots=True)
class BaseLimits:
    """Floor and ceiling of the monthly contribution base in a region, in yuan, for one social-insurance year.

    Either may be None: `no_ceiling` where a source says that there is none, else it was not seen. `ends` is None where
    a source says that they hold until the next ones. `kind` is the insurance the source names: "medical", "all" for
    several with medical among them, "unnamed". `provisional`: they will be settled back. `statuses`: for these alone;
    `group`: for this group of people alone. `own_pool`: the limits of the province never hold here.
    """

    region: str
    starts: Month
    ends: Month | None
    floor: Decimal | None
    ceiling: Decimal | None
    grade: Grade
    sources: tuple[str, ...]
    kind: LimitsKind = "unnamed"
    no_ceiling: bool = False
    provisional: bool = False
    statuses: tuple[Status, ...] = ()
    group: str | None = None
    own_pool: bool = False
    confirmed: date | None = None
    note: str | None = None

    @property
    def known(self) -> bool:
        """Whether it has any amount at all."""
        return self.floor is not None or self.ceiling is not None

    @property
    def fixed(self) -> bool:
        """Whether the region sets the base itself, so that there is none to choose."""
        return self.floor is not None and self.floor == self.ceiling

    @property
    def evidence(self) -> Month | None:
        """The last month that the evidence reaches; None where the end is known."""
        return _reached(self.starts, self.confirmed) if self.ends is None else None

    def apply(self, base: Decimal) -> Decimal:
        """The base (yuan) held between floor and ceiling."""
        if self.floor is not None and base < self.floor:
            return self.floor
        return self.ceiling if self.ceiling is not None and base > self.ceiling else base


def _reached(starts: Month, confirmed: date | None) -> Month:
    return max(starts, Month.of(confirmed)) if confirmed else starts


@dataclass(frozen=True, slots=True)
class Figure:
    """A published figure that a rate refers to, in yuan a month."""

    kind: FigureKind
    year: int
    yuan: Decimal
    file: str
    grade: Grade
    sources: tuple[str, ...]
    note: str | None = None
