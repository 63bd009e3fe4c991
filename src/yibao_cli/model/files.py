"""A whole rule file, and the tables over all regions: limits, channels, sources, regions."""

from typing import Annotated, Any

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from ..core.cause import Cause
from ..core.channel import Channel, Tip
from ..core.literals import ChannelKind, Grade, Shows, Status, Symptom
from ..core.person import STATUSES
from ..core.region import Region
from ..core.rule_file import RuleFile
from ..core.source import Source
from .entries import (
    DeductionEntry,
    Evidenced,
    ExampleEntry,
    FigureEntry,
    LifetimeEntry,
    LimitsEntry,
    PolicyEntry,
    PostingEntry,
    RetirementAgeEntry,
    SwitchEntry,
    TakenEntry,
    WithheldEntry,
)
from .fields import Adcode, HttpsUrl, Id, RegionId, SourceDate, Text
from .table import Becomes, Strict

SUFFIXES = ("省", "市", "地区", "盟", "林区")


class RegionTable(Strict):
    """[region]: what the file is about."""

    name: Text
    name_en: Text
    adcode: Adcode
    aliases: list[Text] = []


class ChannelEntry(Strict, Becomes[Channel]):
    """[[channel]] of channels.toml: one way to look the real figure up, in a region or "national"."""

    region: RegionId
    id: Id
    kind: ChannelKind
    name: Text
    url: HttpsUrl | None = None
    phone: Annotated[str, Field(pattern=r"^[0-9-]{3,}$")] | None = None
    shows: list[Shows] = []
    needs: list[Text] = []
    steps: Annotated[list[Text], Field(min_length=1)]
    note: Text | None = None
    grade: Grade
    sources: Annotated[list[Id], Field(min_length=1)]


class TipEntry(Strict, Becomes[Tip]):
    """[[tip]] of channels.toml: advice that goes with them. Our own advice has neither grade nor sources."""

    region: RegionId
    id: Id
    title: Text
    text: Text
    grade: Grade | None = None
    sources: list[Id] = []

    @model_validator(mode="after")
    def _both_or_none(self) -> "TipEntry":
        if (self.grade is None) != (not self.sources):
            raise PydanticCustomError("tip-evidence", "grade and sources go together")
        return self


class CauseEntry(Strict, Becomes[Cause]):
    """[[cause]]: why nothing came, or less. National."""

    id: Id
    title: Text
    symptoms: Annotated[list[Symptom], Field(min_length=1)]
    statuses: list[Status] = Field([], alias="status")
    check: Text
    ask: Text
    grade: Grade
    sources: Annotated[list[Id], Field(min_length=1)]


class RegionFile(Strict):
    """rules/<province>.toml, rules/<province>/<city>.toml or rules/national.toml."""

    region: RegionTable
    employee: list[PolicyEntry] = Field(default_factory=list)
    retiree: list[PolicyEntry] = Field(default_factory=list)
    flexible: list[PolicyEntry] = Field(default_factory=list)
    resident: list[PolicyEntry] = Field(default_factory=list)
    deduction: list[TakenEntry] = Field(default_factory=list)
    contribution: list[DeductionEntry] = Field(default_factory=list)
    average_pension: list[FigureEntry] = Field(default_factory=list)
    average_wage: list[FigureEntry] = Field(default_factory=list)
    posting: list[PostingEntry] = Field(default_factory=list)
    switch: list[SwitchEntry] = Field(default_factory=list)
    lifetime: list[LifetimeEntry] = Field(default_factory=list)
    example: list[ExampleEntry] = Field(default_factory=list)
    retirement_age: list[RetirementAgeEntry] = Field(default_factory=list)
    cause: list[CauseEntry] = Field(default_factory=list)
    withheld: list[WithheldEntry] = Field(default_factory=list)
    research: Text | None = None

    def cited(self) -> set[str]:
        """Ids of all documents cited in the file."""
        entries: list[Evidenced | CauseEntry | WithheldEntry] = [
            *(entry for status in STATUSES for entry in getattr(self, status)),
            *self.deduction,
            *self.contribution,
            *self.average_pension,
            *self.average_wage,
            *self.posting,
            *self.switch,
            *self.lifetime,
            *self.retirement_age,
            *self.cause,
            *self.withheld,
        ]
        ids = {source for entry in entries for source in entry.sources}
        return ids | {example.source for example in self.example if example.source}

    def to_core(self, region_id: str) -> RuleFile:
        """The same as core values, without what lives in tables: documents cited, base limits, channels, tips."""
        file = f"{region_id}.toml"
        return RuleFile(
            id=region_id,
            policies=tuple(
                entry.to_core(status=status, file=file, deductions=())
                for status in STATUSES
                for entry in getattr(self, status)
            ),
            deductions=tuple(entry.to_core(file=file) for entry in self.deduction),
            contributions=tuple(entry.to_core(file=file) for entry in self.contribution),
            figures=(
                *(entry.to_core(kind="average_pension", file=file) for entry in self.average_pension),
                *(entry.to_core(kind="average_wage", file=file) for entry in self.average_wage),
            ),
            postings=tuple(entry.to_core(file=file) for entry in self.posting),
            switches=tuple(entry.to_core(file=file) for entry in self.switch),
            lifetimes=tuple(entry.to_core(file=file) for entry in self.lifetime),
            retirement_ages=tuple(entry.to_core(file=file) for entry in self.retirement_age),
            causes=tuple(entry.to_core(file=file) for entry in self.cause),
            withheld=tuple(entry.to_core(file=file) for entry in self.withheld),
            research=(self.research,) if self.research else (),
        )


class LimitsFile(Strict):
    """rules/limits.toml: a line for a place and a period."""

    limits: list[LimitsEntry] = []


class ChannelsFile(Strict):
    """rules/channels.toml: where to look the figure up."""

    channel: list[ChannelEntry] = []
    tip: list[TipEntry] = []


class SourceTable(Strict, Becomes[Source]):
    """One document of sources.toml."""

    title: Text
    publisher: Text | None = None
    date: SourceDate | None = None
    url: Annotated[str, Field(pattern=r"^https?://\S+$")] | None = None
    grade: Grade
    note: Text | None = None


class RegionName(Strict, Becomes[Region]):
    """One line of regions.toml: a place that exists, whether or not a rule is known for it."""

    adcode: Adcode
    name: Text
    name_en: Text | None = None
    short: Text | None = None
    abbr: list[Text] = []
    aliases: list[Text] = []

    def to_core(self, **values: Any) -> Region:
        """The region. Its further names are the abbreviations and aliases; its pinyin where it has no `name_en`."""
        names = (*self.abbr, *self.aliases)
        english = self.name_en or values["id"].rpartition("/")[2].capitalize()
        return super().to_core(short=self.short or short_name(self.name), names=names, name_en=english, **values)


def short_name(name: str) -> str:
    """武汉市 -> 武汉. Names that need more than dropping the last word give their `short` themselves."""
    for suffix in SUFFIXES:
        if name.endswith(suffix) and len(name) > len(suffix) + 1:
            return name.removesuffix(suffix)
    return name
