"""What `yibao rules coverage --json` prints."""

from typing import Annotated, Literal, get_args

from pydantic import Field
from typing_extensions import TypedDict

from ..rulebook.survey import LimitsState
from .common import Month, Rulebook
from .regions import Covered


class LimitsOfMonth(TypedDict):
    """In which state the limits of the base are in a month."""

    month: Month
    states: Annotated[dict[LimitsState, list[str]], Field(json_schema_extra={"required": list(get_args(LimitsState))})]
    """ids of regions by state: in force, those of an earlier year, none"""


class Document(TypedDict):
    """What the rule base covers: every province, and every city with rules of its own."""

    schema: Literal["yibao/rules-coverage"]
    version: Literal[1]
    limits: LimitsOfMonth
    regions: list[Covered]
    rulebook: Rulebook
