"""What the seed documents claim, restated as data, with our verdict on every claim."""

from typing import Annotated, Any, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from ..core.claim import Claim
from ..core.literals import ClaimTopic, Status, Verdict
from .fields import Id, SourceDate, Text
from .table import Becomes, Strict


class Document(Strict):
    """The page the claims come from; `id` as in sources.toml."""

    id: Id
    title: Text
    publisher: Text | None = None
    date: SourceDate | None = None


class WorkedExample(Strict):
    """An example the page works out: its own rule in our language, what is given, and the result in yuan."""

    status: Status
    rule: Text
    given: dict[str, Any]
    credit: Annotated[str, Field(pattern=r"^\d+\.\d{2}$")]


class ClaimCheck(Strict):
    """What the rule base has to answer for the claim to hold: arguments of `yibao estimate`, and the gross in yuan."""

    given: Text
    credit: Annotated[str, Field(pattern=r"^\d+\.\d{2}$")]


class ClaimTable(Strict, Becomes[Claim]):
    """One claim and the verdict on it.

    `region` is left out where a rate is given without a place. `rule` and `month` say where the rule base agrees,
    `source` what contradicts it, `channel` the way of looking up it describes.
    """

    id: Id
    topic: ClaimTopic
    region: Text | None = None
    who: Status | None = None
    text: Text
    numbers: list[Text] = []
    verdict: Verdict
    because: Text
    rule: Text | None = None
    month: Annotated[str, Field(pattern=r"^\d{4}-\d{2}$")] | None = None
    source: Id | None = None
    channel: Id | None = None
    example: WorkedExample | None = None
    check: list[ClaimCheck] = []

    @model_validator(mode="after")
    def _verdict_has_its_ground(self) -> Self:
        needed = {"holds": self.rule, "held-until": self.rule, "contradicted": self.source, "channel": self.channel}
        if self.verdict in needed and needed[self.verdict] is None:
            raise PydanticCustomError("verdict-ground", "no ground", {"verdict": self.verdict})
        return self


class ClaimFile(Strict):
    """seeds/<document>.toml."""

    document: Document
    claim: list[ClaimTable]

    def to_core(self) -> list[Claim]:
        """The claims, each with the document it stands in."""
        cited = {"document": self.document.id, "document_title": self.document.title}
        return [claim.to_core(document_date=self.document.date, **cited) for claim in self.claim]
