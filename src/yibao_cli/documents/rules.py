"""What `yibao rules show --json` prints."""

from typing import Annotated, Literal

from pydantic import Field
from typing_extensions import TypedDict

from ..core.policy import LimitsKind
from ..core.source import Grade
from .common import Day, Month, Policy, Region, Rulebook, Source, Yuan

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


class Document(TypedDict):
    """The rules in effect for a region, of one month or of all, as `yibao rules show --json` prints them."""

    schema: Literal["yibao/rules"]
    version: Literal[1]
    region: Region
    policies: list[Policy]
    limits: list[Limits]
    sources: list[Source]
    rulebook: Rulebook
