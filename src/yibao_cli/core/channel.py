"""Where to look the real figure up, and advice that goes with it."""

from __future__ import annotations

from .frozen import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .literals import ChannelKind, Grade, Shows


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
