"""What `yibao rules show --json` prints."""

from typing import Annotated, Literal

from pydantic import Field
from typing_extensions import TypedDict

from ..core.literals import Grade, LimitsKind, Period, Status
from .common import CalendarMonth, Day, Month, Policy, Region, Rulebook, Source, Withheld, Yuan

Limits = TypedDict(
    "Limits",
    {
        "from": Month,
        "to": Annotated[Month | None, Field(description="the last month, included; null: until the next ones")],
        "floor": Yuan | None,
        "ceiling": Yuan | None,
        "kind": Annotated[
            LimitsKind,
            Field(description="The insurance the source names: medical, several with medical among them, none."),
        ],
        "provisional": Annotated[bool, Field(description="They will be settled back.")],
        "region": Annotated[str, Field(description="Id of the region whose line of limits.toml it is.")],
        "grade": Grade,
        "confirmed": Day | None,
        "sources": Annotated[list[str], Field(description="ids of sources")],
        "note": str | None,
    },
)
Limits.__doc__ = "Limits of the contribution base, yuan a month."


Payment = TypedDict(
    "Payment",
    {
        "name": str,
        "text": Annotated[str, Field(description="How much it is, in words.")],
        "statuses": Annotated[list[Status], Field(description="Whom it concerns; empty: everybody.")],
        "groups": list[str],
        "per": Period,
        "month": Annotated[CalendarMonth | None, Field(description="The month in which a year's sum is taken.")],
        "condition": Annotated[str | None, Field(description="Why it is not taken without the person's word.")],
        "from": Month | None,
        "to": Annotated[Month | None, Field(description="the last month, included")],
        "file": str,
        "grade": Grade | None,
        "confirmed": Day | None,
        "sources": Annotated[list[str], Field(description="ids of sources")],
        "note": str | None,
    },
)
Payment.__doc__ = "What is deducted from credits, or paid besides the contribution."


class Document(TypedDict):
    """The rules in effect for a region, of one month or of all, as `yibao rules show --json` prints them."""

    schema: Literal["yibao/rules"]
    version: Literal[1]
    region: Region
    policies: list[Policy]
    limits: list[Limits]
    deductions: list[Payment]
    """what is deducted from credits"""
    contributions: list[Payment]
    """what is paid besides, of which no source says that it comes out of the account"""
    withheld: list[Withheld]
    """figures that were seen and are not used"""
    sources: list[Source]
    rulebook: Rulebook
