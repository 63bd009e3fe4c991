"""What `yibao simulate --json` prints."""

from typing import Annotated, Literal, NotRequired

from pydantic import Field
from typing_extensions import TypedDict

from ..batch.simulate import Dimension
from ..core.literals import Status
from .common import Count, Rulebook, Yuan


class Range(TypedDict):
    """A range of yuan a month, and how many people gain or lose so much."""

    range: str
    people: Annotated[int, Field(ge=1)]


class Population(TypedDict):
    """Some people: sums over those who have an answer both before and after."""

    people: Count
    before: Yuan
    after: Yuan
    gainers: Count
    losers: Count
    same: Count
    unknown: Annotated[Count, Field(description="People without an answer before or after; in no sum.")]
    distribution: Annotated[
        list[Range],
        Field(
            description="How many people gain or lose how much, by ranges of yuan a month; ranges without people are"
            " left out."
        ),
    ]


GroupKey = TypedDict(
    "GroupKey",
    {
        "region": NotRequired[Annotated[str, Field(description="The id of a region; only where grouped by region.")]],
        "status": NotRequired[Annotated[Status, Field(description="Only where grouped by status.")]],
        "age-band": NotRequired[
            Annotated[
                str,
                Field(
                    description="The first age of the band in completed years, '' for people whose age is not known;"
                    " only where grouped by age-band."
                ),
            ]
        ],
    },
)


class Group(GroupKey, Population):
    """The people of one group."""


class OnlyThere(TypedDict):
    """The people of a region that one of the two rule bases does not know; they count as unknown."""

    region: Annotated[str, Field(description="id of the region")]
    people: Annotated[int, Field(ge=1)]
    amount: Annotated[
        Yuan, Field(description="net yuan a month, summed over those who have an answer where it is known")
    ]


class BadRows(TypedDict):
    """Rows that could not be read, for one reason."""

    code: str
    rows: Annotated[int, Field(ge=1)]
    first: Annotated[int, Field(ge=1)]
    """The first of them: its line in the file."""
    message: str
    """The reason in words, for the first of them."""


class Document(TypedDict):
    """A population under the rules of two months. Amounts are net yuan a month, summed over the people who have an
    answer both before and after."""

    schema: Literal["yibao/simulate"]
    version: Literal[1]
    before: str
    """The earlier month, YYYY-MM."""
    after: str
    """The later month, and other rules where they were given."""
    by: list[Dimension]
    """What the people are grouped by."""
    groups: list[Group]
    total: Population
    regions_gone: list[OnlyThere]
    """Regions that only the rules of the earlier month know."""
    regions_new: list[OnlyThere]
    """Regions that only the rules of the later month know."""
    bad_rows: list[BadRows]
    """Rows that could not be read, by reason; in no group."""
    rulebook: Rulebook
    rulebook_after: Rulebook | None
    """the rules of the later month, where --rules-after gives others; else null"""
    disclaimer: str
