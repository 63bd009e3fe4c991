"""What a rule says, as plain values: policies, formulas, base limits, figures, sources, channels, regions.

Amounts are yuan, rates are ratios (0.02 for 2%), ages are completed years.
"""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal, get_args

from .money import FEN
from .month import Month
from .person import Status

Grade = Literal["official", "press", "secondary", "unverified"]
GRADES: tuple[Grade, ...] = get_args(Grade)
"""From the strongest to the weakest."""

Origin = Literal["own", "employer", "pooled"]
Basis = Literal["base", "pension", "average_pension", "average_wage", "employer_contribution"]
Period = Literal["month", "year"]
AgeOn = Literal["month", "next-month", "account-year", "year-end-before"]
StartKind = Literal["from", "seen", "unknown"]
FigureKind = Literal["average_pension", "average_wage"]
RetireKind = Literal["men", "women-55", "women-50"]
RETIRE_KINDS: tuple[RetireKind, ...] = get_args(RetireKind)
Symptom = Literal["nothing", "less", "zero", "stopped"]
SYMPTOMS: tuple[Symptom, ...] = get_args(Symptom)
ChannelKind = Literal["app", "web", "mini-program", "bank-app", "hotline", "counter", "kiosk", "hospital", "pharmacy"]
Shows = Literal["balance", "credits", "contributions", "spending"]

UNKNOWN_START_MONTHS = 24
"""A past rule with a known end and no known start answers for this many months before its end."""


def weakest(grades: "list[Grade]") -> Grade:
    """The weakest of some grades (at least one)."""
    return max(grades, key=GRADES.index)


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
    `of_year` names the year of an average; None stands for the year of the reform.
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
        return bool(
            self.yuan_per_year_of_age or self.rate_per_year_of_age or any(not limit.ages.everyone for limit in limits)
        )


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the credit, by where the money comes from; one formula per age band."""

    origin: Origin
    bands: tuple[Formula, ...]


@dataclass(frozen=True, slots=True)
class Deduction:
    """What is taken out of the credit before it arrives."""

    name: str
    bands: tuple[Formula, ...]


@dataclass(frozen=True, slots=True)
class Rounding:
    """Each part is rounded to a multiple of `to` yuan; `mode` is a key of `money.ROUNDING_MODES`."""

    to: Decimal = FEN
    mode: str = "half-up"


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
    uses_age: bool = field(init=False, compare=False)
    """Whether the amount depends on the person's age."""
    bases: frozenset[Basis] = field(init=False, compare=False)
    """What the rates are taken of."""

    def __post_init__(self) -> None:
        bands = self.all_bands
        object.__setattr__(self, "uses_age", any(band.uses_age or not band.ages.everyone for band in bands))
        object.__setattr__(self, "bases", frozenset(band.of for band in bands if band.of is not None))

    def covers(self, month: Month) -> bool:
        """Whether the entry answers for `month`."""
        return self.starts <= month and (self.ends is None or month < self.ends)

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
    """Floor and ceiling of the monthly contribution base, in yuan, for one social-insurance year."""

    file: str
    starts: Month
    ends: Month
    floor: Decimal
    ceiling: Decimal
    grade: Grade
    sources: tuple[str, ...]
    confirmed: date | None = None
    note: str | None = None


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


@dataclass(frozen=True, slots=True)
class Posting:
    """When the credit arrives: days of the month (1-31; None where not stated), of one calendar month if yearly.

    `statuses` is empty where it holds for everybody; `starts` and `ends` (exclusive) are None where no source says.
    """

    file: str
    starts: Month | None
    ends: Month | None
    every: Period
    grade: Grade
    sources: tuple[str, ...]
    first_day: int | None = None
    last_day: int | None = None
    month: int | None = None
    statuses: tuple[Status, ...] = ()
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Lifetime:
    """Contribution years after which a retiree is covered for life without paying on.

    `actual`: years really paid (not deemed) among them; `local`: years really paid in this region. `who` names the
    people an entry is for where it is not for everybody.
    """

    file: str
    starts: Month | None
    ends: Month | None
    male: int
    female: int
    grade: Grade
    sources: tuple[str, ...]
    actual: int | None = None
    local: int | None = None
    who: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class RetirementAge:
    """The statutory age of one kind of people: delayed from `original` to `final` completed years.

    From `starts` on, by one month for every `months_per_step` months of birth.
    """

    file: str
    kind: RetireKind
    starts: Month
    original: int
    final: int
    months_per_step: int
    grade: Grade
    sources: tuple[str, ...]
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Cause:
    """Why nothing came, or less, or it stopped: what it is, how to check it, whom to ask.

    `symptoms` says which complaints it explains; `statuses` is empty where it can befall everybody. The ids that
    `core.diagnosis` can confirm from the rules are listed there.
    """

    id: str
    title: str
    symptoms: tuple[Symptom, ...]
    check: str
    ask: str
    file: str
    grade: Grade
    sources: tuple[str, ...]
    statuses: tuple[Status, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """A cited document. `date` is 'YYYY', 'YYYY-MM' or 'YYYY-MM-DD'; `grade` the best it can support."""

    id: str
    title: str
    grade: Grade
    publisher: str | None = None
    date: str | None = None
    url: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Channel:
    """One way to look the real figure up."""

    id: str
    kind: ChannelKind
    name: str
    file: str
    shows: tuple[Shows, ...]
    steps: tuple[str, ...]
    grade: Grade
    sources: tuple[str, ...]
    url: str | None = None
    phone: str | None = None
    needs: tuple[str, ...] = ()
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Tip:
    """A piece of advice that goes with the channels."""

    id: str
    title: str
    text: str
    file: str
    grade: Grade | None = None
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Region:
    """A pooling area. `id` is its path under rules/, `adcode` the six digits of GB/T 2260."""

    id: str
    adcode: str
    name: str
    short: str
    names: tuple[str, ...] = ()

    @property
    def province(self) -> str:
        """The id of the province-level region it lies in (its own id for a province)."""
        return self.id.partition("/")[0]

    @property
    def layers(self) -> tuple[str, ...]:
        """Ids of the rule files that answer for it, the most specific first."""
        return tuple(dict.fromkeys((self.id, self.province, NATIONAL)))


NATIONAL = "national"


@dataclass(frozen=True, slots=True)
class RuleFile:
    """The content of one rule file, with the documents it cites."""

    id: str
    policies: tuple[Policy, ...] = ()
    limits: tuple[BaseLimits, ...] = ()
    figures: tuple[Figure, ...] = ()
    postings: tuple[Posting, ...] = ()
    lifetimes: tuple[Lifetime, ...] = ()
    channels: tuple[Channel, ...] = ()
    tips: tuple[Tip, ...] = ()
    retirement_ages: tuple[RetirementAge, ...] = ()
    causes: tuple[Cause, ...] = ()
    sources: tuple[Source, ...] = ()
