"""What `yibao estimate --json` prints."""

from typing import Literal

from typing_extensions import TypedDict

from ..core.literals import Basis, FigureKind, Grade, LimitSide, LimitsKind, LineKind, NoRuleReason, Period, Status
from .common import (
    CalendarMonth,
    Count,
    DayOfMonth,
    EvidenceAge,
    EvidenceUntil,
    Input,
    Month,
    Orientation,
    Policy,
    Projected,
    Region,
    Rulebook,
    SignedYuan,
    Source,
    State,
    Withheld,
    Yuan,
)


class Credit(TypedDict):
    """The amounts."""

    period: Period
    """what gross, deductions and net are for: a month, or an account year that is credited at once"""
    gross: Yuan
    deductions: Yuan
    net: Yuan
    monthly_equivalent: Yuan
    """net a month; what -q prints"""
    yearly_equivalent: Yuan
    account_year_from: Month | None
    """first month of the account year, where the credit is yearly"""
    reason: str | None
    """why there is no account"""


class Base(TypedDict):
    """The contribution base with the limits that were looked at."""

    given: Yuan | None
    applied: Yuan
    floor: Yuan | None
    ceiling: Yuan | None
    moved_to: LimitSide | None
    limits_from: Month | None
    limits_to: Month | None
    """the last month, included"""
    limits_carried: bool
    """the limits are those of an earlier year"""
    limits_grade: Grade | None
    limits_region: str | None
    """Id of the region whose line of limits.toml it is."""
    limits_kind: LimitsKind | None
    """The insurance the source names: medical, several with medical among them, none."""
    limits_provisional: bool | None
    """They will be settled back."""
    limits_note: str | None


class TraceLine(TypedDict):
    """A part of the credit or a deduction, with its arithmetic."""

    kind: LineKind
    name: str
    """own, employer or pooled; the name of a deduction"""
    of: Basis | None
    of_year: int | None
    basis: Yuan | None
    rate: str | None
    per: Period
    ages: str | None
    age: int | None
    limit: Yuan | None
    """the least or greatest amount that acted"""
    missing_years: int
    arithmetic: str
    """in words"""
    exact: str
    """before rounding, for the period of the credit"""
    amount: Yuan


class Figure(TypedDict):
    """A published average that the answer used."""

    kind: FigureKind
    year: int
    yuan: Yuan
    grade: Grade
    file: str


class Posting(TypedDict):
    """When the credit arrives."""

    statuses: list[Status]
    """empty: for everybody"""
    every: Period
    month: CalendarMonth | None
    lag_months: Count
    """How many months after the month the money is for."""
    first_day: DayOfMonth | None
    last_day: DayOfMonth | None
    grade: Grade
    note: str | None


class OptionalDeduction(TypedDict):
    """A deduction that needs the person's word, and was not taken."""

    name: str
    condition: str
    per: Period
    month: CalendarMonth | None
    amount: SignedYuan | None
    """Yuan; null where the person lacks what it is a rate of."""
    net_with: SignedYuan | None
    """What would be left in this period."""
    grade: Grade | None
    sources: list[str]


class NoticeWithFacts(TypedDict):
    """Something a reader has to know: a code, the same in words, and the facts in it."""

    code: str
    message: str
    facts: dict[str, str]


class Nearest(TypedDict):
    """The rule of the nearest months that have one."""

    file: str
    title: str
    answers_from: Month
    answers_to: Month | None
    """the last month, included"""


class NoRule(TypedDict):
    """Why there is no number."""

    reason: NoRuleReason
    """never: nothing known for the status; month: known for other months (nearest); amount: an account, but the
    amount is not evidenced; figure: the rule is known, a published average is not; group: only the named groups have
    a rule"""
    figure: FigureKind | None
    figure_year: int | None
    groups: list[str]
    nearest: Nearest | None


class Document(TypedDict):
    """One person, one month, one answer."""

    schema: Literal["yibao/estimate"]
    version: Literal[1]
    state: State
    """in-force: credit holds the amount; no-account: all amounts are 0.00 and credit.reason says why; no-rule: credit
    is null and no_rule says why"""
    region: Region
    month: Month
    """the month the money is for"""
    input: Input
    """the question as it was understood"""
    credit: Credit | None
    base: Base | None
    """the contribution base; null where the rule does not use it"""
    trace: list[TraceLine]
    """every part and deduction with its arithmetic"""
    policy: Policy | None
    figures: list[Figure]
    posting: list[Posting]
    """when the credit arrives, where a source says so"""
    grade: Grade | None
    """the weakest grade among what the answer used"""
    projected: Projected
    evidence_until: EvidenceUntil
    evidence_age_months: EvidenceAge
    optional_deductions: list[OptionalDeduction]
    """Deductions that need the person's word; not taken."""
    orientation: Orientation | None
    """Where no amount is known: what the same person would get in other regions of the province, yuan a month. Never
    the answer."""
    withheld: list[Withheld]
    """Figures that were seen and are not used, and why."""
    sources: list[Source]
    rulebook: Rulebook
    warnings: list[NoticeWithFacts]
    no_rule: NoRule | None
    next_steps: list[str]
    disclaimer: str
