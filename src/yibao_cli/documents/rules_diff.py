"""What `yibao rules diff --json` prints."""

from typing import Annotated, Literal

from pydantic import Field
from typing_extensions import TypedDict

from ..core.literals import FigureKind, Grade, Position, Status
from .common import Count, Month, Policy, Region, Rulebook, SignedYuan, Source, State, Yuan
from .rules import Limits, Payment

LimitsState = Literal["in-force", "carried"]


class Side(TypedDict):
    """One of the two sides."""

    name: str
    """the directory or pack as it was written; empty for the rules in use"""
    month: Month | None
    """the month that is looked at; null: all of time"""


class RuleChange(TypedDict):
    """A rule that is another one, came or went."""

    region: Annotated[str, Field(description="id of the region whose file it is")]
    before: Policy | None
    after: Policy | None
    changed: Annotated[list[str], Field(description="names of what differs, where there are both")]
    text: Annotated[str, Field(description="the same in words")]


class PaymentChange(TypedDict):
    """Something deducted, or paid besides, that is another one, came or went."""

    region: Annotated[str, Field(description="id of the region whose file it is")]
    before: Payment | None
    after: Payment | None
    changed: Annotated[list[str], Field(description="names of what differs, where there are both")]
    text: Annotated[str, Field(description="the same in words")]


class Average(TypedDict):
    """A published average, yuan a month."""

    kind: FigureKind
    year: int
    yuan: Yuan
    grade: Grade
    sources: Annotated[list[str], Field(description="ids of sources")]


class AverageChange(TypedDict):
    """A published average that is another one, came or went."""

    region: Annotated[str, Field(description="id of the region whose file it is")]
    before: Average | None
    after: Average | None
    text: Annotated[str, Field(description="the same in words")]


class LimitsChange(TypedDict):
    """Limits of the base that are other ones, came, or ran out."""

    region: Annotated[str, Field(description="id of the region whose lines they are")]
    before: Limits | None
    after: Limits | None
    state_before: LimitsState | None
    state_after: Annotated[
        LimitsState | None, Field(description="carried: of an earlier year, for want of later ones; null: none")
    ]
    text: Annotated[str, Field(description="the same in words")]


class OtherChange(TypedDict):
    """Entries of another kind: how many came and went."""

    region: Annotated[str, Field(description="id of the region whose file it is")]
    section: str
    gone: Count
    new: Count


class Who(TypedDict):
    """People for whom the same rule gives the same amount."""

    status: Status
    plan: str | None
    group: str | None
    age_from: Annotated[int | None, Field(description="completed years; null where age makes no difference")]
    age_to: Annotated[int | None, Field(description="the last age, included; null: no upper end")]
    base: Annotated[
        Position | None,
        Field(
            description="where the contribution base stands: floor, ceiling, round (10000.00), fixed by the region; "
            "null where the amount does not depend on it"
        ),
    ]
    pension: Annotated[Yuan | None, Field(description="the pension that is reckoned with; null where it is not used")]
    text: Annotated[str, Field(description="the same in words")]


class Amount(TypedDict):
    """What they get on one side."""

    state: State
    monthly: Annotated[Yuan, Field(description="yuan of a month in which nothing is taken that is taken once a year")]
    yearly: Annotated[Yuan, Field(description="yuan of twelve months, less what is taken once a year")]
    base_applied: Yuan | None
    grade: Grade
    sources: Annotated[list[str], Field(description="ids of sources")]


AmountChange = TypedDict(
    "AmountChange",
    {
        "regions": Annotated[list[str], Field(description="ids of regions of one province where it is the same")],
        "who": Who,
        "from": Annotated[Month | None, Field(description="null where the sides name their months")],
        "to": Annotated[Month | None, Field(description="the last month, included; null: from then on")],
        "before": Annotated[Amount | None, Field(description="null: no answer")],
        "after": Annotated[Amount | None, Field(description="null: no answer")],
        "difference": Annotated[
            SignedYuan | None, Field(description="yuan a month more, or less; null where one side has no answer")
        ],
    },
)
AmountChange.__doc__ = "What some people get, before and after."


class Document(TypedDict):
    """What differs between two rule bases, or two months of one."""

    schema: Literal["yibao/rules-diff"]
    version: Literal[1]
    before: Side
    after: Side
    regions_gone: list[Region]
    """regions that only the first side knows"""
    regions_new: list[Region]
    """regions that only the second side knows"""
    rules: list[RuleChange]
    limits: list[LimitsChange]
    deductions: list[PaymentChange]
    contributions: list[PaymentChange]
    averages: list[AverageChange]
    others: list[OtherChange]
    amounts: list[AmountChange]
    """for kinds of people, in regions with a word of their own; the other cities are as their province"""
    compared: Count
    """how many kinds of people were asked about, each in its region"""
    sources_before: list[Source]
    """documents cited on the first side"""
    sources_after: list[Source]
    """documents cited on the second side"""
    rulebook: Rulebook
    """of the first side"""
    rulebook_after: Rulebook | None
    """of the second side, where it is another"""
    disclaimer: str
