"""What `yibao infer --json` prints."""

from typing import Literal

from typing_extensions import TypedDict

from ..core.literals import At, Grade, Period, Unknown
from .common import (
    EvidenceAge,
    EvidenceUntil,
    Index,
    Input,
    Month,
    Notice,
    Policy,
    Projected,
    Region,
    Rulebook,
    SignedYuan,
    Source,
    Yuan,
)


class Shortfall(TypedDict):
    """What should have arrived by the real wage."""

    salary: Yuan
    """the real wage given"""
    expected: Yuan
    """what should have arrived, were it the base"""
    monthly: SignedYuan
    """how much more that is a month; negative: less"""
    yearly: SignedYuan
    """the same for a year"""


class Explanation(TypedDict):
    """One way in which a rule gives exactly the amount."""

    plan: str | None
    group: str | None
    age_from: int | None
    """completed years; null where the rule does not look at age"""
    age_below: int | None
    """exclusive; null: no upper end"""
    missing_years: int
    """contribution years missing that it takes"""
    deducted: bool | None
    """true: the amount is what is left after the deductions; false: what there was before them; null: nothing is
    deducted"""
    unknown: Unknown | None
    """what was solved for"""
    low: Yuan | None
    """the least value of it that gives the amount; what -q prints"""
    high: Yuan | None
    """the greatest; null: no upper end"""
    at: At | None
    """a base at a limit: the wage behind it may lie beyond"""
    limits: list[Yuan]
    """least and greatest amounts of the rule that act"""
    period: Period
    """what gross and net are for"""
    gross: Yuan
    net: Yuan
    grade: Grade
    projected: Projected
    evidence_until: EvidenceUntil
    evidence_age_months: EvidenceAge
    policy: Index
    """index into policies"""
    warnings: list[Notice]
    shortfall: Shortfall | None
    """null where no wage was given, or the base was not solved for"""


class Document(TypedDict):
    """Everything that explains an amount that arrived."""

    schema: Literal["yibao/infer"]
    version: Literal[1]
    region: Region
    month: Month
    """the month the money is for"""
    input: Input
    """what is known of the person; what is null was solved for where the rule needs it"""
    credited: Yuan
    """what arrived"""
    state: Literal["explained", "unexplained", "no-rule"]
    rule_may_have_changed: bool
    """Nothing explains the amount, and the month lies after the evidence of the rules."""
    no_rule: str | None
    """why no rule is known"""
    next_steps: list[str]
    other_ages_only: bool
    """nothing fits the age given; the explanations hold at other ages"""
    explanations: list[Explanation]
    without_amount: list[str]
    """titles of rules under which something is credited, but no source says how much: they neither explain the amount
    nor can be ruled out"""
    below: Yuan | None
    """the nearest amount below that comes out of what is known of the person"""
    above: Yuan | None
    """the nearest amount above"""
    policies: list[Policy]
    """the rules the answers rest on, each once; policy in an explanation is an index into them"""
    sources: list[Source]
    rulebook: Rulebook
    disclaimer: str
