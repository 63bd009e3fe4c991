"""What `yibao channels --json` prints."""

from typing import Literal

from typing_extensions import TypedDict

from ..core.literals import ChannelKind, Grade, Shows
from .common import Region, Rulebook, Source


class Channel(TypedDict):
    """A way to look the real figure up."""

    id: str
    kind: ChannelKind
    name: str
    url: str | None
    phone: str | None
    shows: list[Shows]
    """what can be looked up there"""
    needs: list[str]
    """what one has to have"""
    steps: list[str]
    note: str | None
    region: str
    """id of the region whose channel it is; national: everywhere"""
    grade: Grade
    sources: list[str]


class Tip(TypedDict):
    """A piece of advice."""

    id: str
    title: str
    text: str
    grade: Grade | None
    sources: list[str]


class Document(TypedDict):
    """Where to look the real figure up, the best evidenced way first."""

    schema: Literal["yibao/channels"]
    version: Literal[1]
    region: Region | None
    """null where no region was given: channels for everybody"""
    channels: list[Channel]
    tips: list[Tip]
    sources: list[Source]
    rulebook: Rulebook
