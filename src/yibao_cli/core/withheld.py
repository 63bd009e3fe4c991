"""What was seen and is not used."""

from __future__ import annotations

from .frozen import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .literals import Status, WithheldTopic
    from .month import Month


@dataclass(frozen=True, slots=True)
class Withheld:
    """A figure that a source gives and that no answer uses: for which topic, whom and which months, and why not.

    `statuses` is empty where it is for everybody; `starts` and `ends` (exclusive) are None where it is for any month.
    """

    file: str
    topic: WithheldTopic
    figure: str
    why: str
    sources: tuple[str, ...] = ()
    statuses: tuple[Status, ...] = ()
    starts: Month | None = None
    ends: Month | None = None

    def concerns(self, status: Status, month: Month) -> bool:
        """Whether an answer for a status and a month might have used it."""
        return self.within(month) and (not self.statuses or status in self.statuses)

    def within(self, month: Month) -> bool:
        """Whether it is of a month."""
        return (self.starts is None or self.starts <= month) and (self.ends is None or month < self.ends)
