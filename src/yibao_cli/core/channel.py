"""Where to look the real figure up, and advice that goes with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from .frozen import dataclass

if TYPE_CHECKING:
    from .source import Grade

ChannelKind = Literal["app", "web", "mini-program", "bank-app", "hotline", "counter", "kiosk", "hospital", "pharmacy"]
Shows = Literal["balance", "credits", "contributions", "spending"]


@dataclass(frozen=True, slots=True)
class Channel:
    """One way to look the real figure up; `region` is the id of the place it is for, or NATIONAL."""

    id: str
    kind: ChannelKind
    name: str
    region: str
    shows: tuple[Shows, ...]
    steps: tuple[str, ...]
    grade: Grade
    sources: tuple[str, ...]
    url: str | None = None
    phone: str | None = None
    needs: tuple[str, ...] = ()
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Tip:
    """A piece of advice that goes with the channels."""

    id: str
    title: str
    text: str
    region: str
    grade: Grade | None = None
    sources: tuple[str, ...] = ()
