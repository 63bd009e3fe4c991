"""What `yibao rules stale --json` prints."""

from typing import Literal

from typing_extensions import TypedDict

from ..rulebook.survey import StaleKind
from .common import Count, Month, Rulebook


class StaleItem(TypedDict):
    """Something that has to be confirmed again."""

    region: str
    """id of the region"""
    kind: StaleKind
    """limits: limits of the base; policy: a rule; national: no rule of the region's or its province's own"""
    reach: Count
    """how many regions live on it"""
    months: int | None
    """since it was last known to hold; null for national"""
    text: str
    """the same in words"""


class Document(TypedDict):
    """What has to be confirmed again: what most regions live on first, then the longest overdue."""

    schema: Literal["yibao/rules-stale"]
    version: Literal[1]
    month: Month
    older_than_months: Count
    items: list[StaleItem]
    rulebook: Rulebook
