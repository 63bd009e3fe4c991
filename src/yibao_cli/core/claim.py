"""What a web page claims, and the verdict on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from .frozen import dataclass

if TYPE_CHECKING:
    from .person import Status

Verdict = Literal["holds", "held-until", "contradicted", "no-region", "other-scheme", "unsupported", "channel"]
Topic = Literal[
    "channel",
    "credit",
    "timing",
    "troubleshooting",
    "usage",
    "family-sharing",
    "lifetime-years",
    "flexible",
    "other",
]


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim of a document.

    `region` is None where a rate is given without a place. `rule` and `month` say where the rule base agrees,
    `source` what contradicts the claim, `channel` which way of looking up it describes.
    """

    id: str
    document: str
    document_title: str
    document_date: str | None
    topic: Topic
    region: str | None
    who: Status | None
    text: str
    numbers: tuple[str, ...]
    verdict: Verdict
    because: str
    rule: str | None = None
    month: str | None = None
    source: str | None = None
    channel: str | None = None
