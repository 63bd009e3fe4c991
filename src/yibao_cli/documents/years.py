"""What `yibao years --json` prints."""

from typing import Annotated, Literal

from pydantic import Field
from typing_extensions import TypedDict

from ..core.literals import Grade, RetireKind, Sex
from .common import Count, Month, Region, Rulebook, Source

Lifetime = TypedDict(
    "Lifetime",
    {
        "who": Annotated[str | None, Field(description="whom it is for; null: people in general")],
        "male": Annotated[Count, Field(description="years a man needs")],
        "female": Annotated[Count, Field(description="years a woman needs")],
        "actual": Annotated[Count | None, Field(description="years really paid among them")],
        "local": Annotated[Count | None, Field(description="years really paid in this region")],
        "from": Month | None,
        "to": Annotated[Month | None, Field(description="the last month, included")],
        "file": Annotated[str, Field(description="its path under rules/")],
        "grade": Grade,
        "sources": Annotated[list[str], Field(description="ids of sources")],
        "note": str | None,
    },
)
Lifetime.__doc__ = "A rule of the contribution years for lifelong cover."


class PossibleRetirement(TypedDict):
    """What is needed, what is missing and when it is reached, for one possible retirement."""

    month: Month
    """the month asked about"""
    sex: Sex
    retiring: Month
    """the month of the retirement; the month asked about where no birth was given"""
    retire_kind: RetireKind | None
    """whose statutory age it is; null where no birth was given"""
    age_years: Count | None
    """the statutory age: completed years"""
    age_months: Count | None
    """and months"""
    paid: Count
    """whole years paid before the month"""
    needed: Count
    missing: Count
    """years missing now"""
    reached_in: Month | None
    """the last month to pay for, without a break; null: enough is paid"""
    paid_then: Count
    """whole years at the retirement, if paying goes on until then"""
    missing_then: Count
    """years missing then"""
    rule: Lifetime


class Document(TypedDict):
    """Contribution years for lifelong cover."""

    schema: Literal["yibao/years"]
    version: Literal[1]
    region: Region
    state: Literal["in-force", "no-rule"]
    years: list[PossibleRetirement]
    """one for each possible retirement; empty where no rule is known"""
    other_people: list[Lifetime]
    """rules for some people only"""
    sources: list[Source]
    rulebook: Rulebook
    disclaimer: str
