"""What was seen and is not used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from .frozen import dataclass

if TYPE_CHECKING:
    from .month import Month
    from .person import Status

Topic = Literal["limits", "employee", "retiree", "flexible", "resident", "deduction", "posting", "lifetime"]


@dataclass(frozen=True, slots=True)
class Withheld:
    """A figure that a source gives and that no answer uses: for which topic, whom and which months, and why not.

    `statuses` is empty where it is for everybody; `starts` and `ends` (exclusive) are None where it is for any month.
    """

    file: str
    topic: Topic
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
