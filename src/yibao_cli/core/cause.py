"""Why nothing came, or less, or it stopped."""

from __future__ import annotations

from .frozen import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .literals import Grade, Status, Symptom

SYMPTOMS: tuple[Symptom, ...] = ("nothing", "less", "zero", "stopped")


@dataclass(frozen=True, slots=True)
class Cause:
    """Why nothing came, or less, or it stopped: what it is, how to check it, whom to ask.

    `symptoms` says which complaints it explains; `statuses` is empty where it can happen to everybody. The ids that
    `core.diagnosis` can confirm from the rules are listed there.
    """

    id: str
    title: str
    symptoms: tuple[Symptom, ...]
    check: str
    ask: str
    file: str
    grade: Grade
    sources: tuple[str, ...]
    statuses: tuple[Status, ...] = ()
