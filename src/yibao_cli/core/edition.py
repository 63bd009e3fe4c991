"""The edition of the rules: they are renewed more often than the program."""

from __future__ import annotations

from .frozen import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True, slots=True)
class Edition:
    """A rule base by its content.

    `date` is the last day on which any of its documents was published or read; None where none has a day. `digest` is
    a hash of all rule files. `rules` counts rules, deductions, contributions, and limits by place and period.
    """

    date: date | None
    digest: str
    rules: int
