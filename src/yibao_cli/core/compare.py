"""Answers side by side: how far each is from the first, and why."""

from __future__ import annotations

from .change import changes, part_moves
from .credit import Credit
from .frozen import dataclass
from .money import EXACT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from .change import Change, PartMove
    from .credit import Answer
    from .literals import Outcome

OUTCOMES: tuple[Outcome, ...] = ("gainer", "loser", "same", "unknown")


@dataclass(frozen=True, slots=True)
class Compared:
    """An answer beside the first one.

    `difference` is yuan a month more (or less) than the first, `ratio` the same as a ratio of the first; None where
    one of the two has no number, or the first is zero. `changes` says what differs, `moves` which parts moved.
    """

    answer: Answer
    difference: Decimal | None
    ratio: Decimal | None
    changes: tuple[Change, ...]
    moves: tuple[PartMove, ...]

    @property
    def outcome(self) -> Outcome:
        """Who gets more, less or the same; "unknown" where one of the two has no number."""
        if self.difference is None:
            return "unknown"
        return "gainer" if self.difference > 0 else "loser" if self.difference < 0 else "same"


def compare_with(befores: Sequence[Answer], afters: Sequence[Answer]) -> tuple[Compared, ...]:
    """Each answer against the one that the same question got before."""
    return tuple(_compared(before, after) for before, after in zip(befores, afters, strict=True))


def compare(answers: Sequence[Answer]) -> tuple[Compared, ...]:
    """Each answer (at least one) against the first."""
    first = answers[0]
    return tuple(_compared(first, answer) for answer in answers)


def _compared(first: Answer, answer: Answer) -> Compared:
    difference = ratio = None
    if isinstance(first, Credit) and isinstance(answer, Credit):
        difference = EXACT.subtract(answer.monthly_equivalent, first.monthly_equivalent)
        if first.monthly_equivalent:
            ratio = EXACT.divide(difference, first.monthly_equivalent)
    return Compared(answer, difference, ratio, changes(first, answer), part_moves(first, answer))
