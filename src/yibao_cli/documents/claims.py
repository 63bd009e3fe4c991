"""What `yibao claims --json` prints."""

from typing import Literal

from typing_extensions import TypedDict

from ..core.literals import ClaimTopic, Status, Verdict
from .common import Rulebook


class Claim(TypedDict):
    """What a web page claims, and the verdict on it."""

    id: str
    document: str
    """id of the page"""
    document_title: str
    document_date: str | None
    topic: ClaimTopic
    region: str | None
    """id of the region, national for the whole country; null where a rate is given without a place"""
    who: Status | None
    """null: everybody"""
    text: str
    """what the page says"""
    numbers: list[str]
    """the numbers in it, as written"""
    verdict: Verdict
    because: str
    rule: str | None
    """path under rules/ of the file that agrees"""
    month: str | None
    """the month of the rule that agrees"""
    source: str | None
    """id of the better source that contradicts it"""
    channel: str | None
    """id of the channel it describes"""


class Document(TypedDict):
    """What web pages say and what is true of it."""

    schema: Literal["yibao/claims"]
    version: Literal[1]
    claims: list[Claim]
    rulebook: Rulebook
