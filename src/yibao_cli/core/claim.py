"""What a web page claims, and the verdict on it."""

from __future__ import annotations

from .frozen import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .literals import ClaimTopic, Status, Verdict


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
    topic: ClaimTopic
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
