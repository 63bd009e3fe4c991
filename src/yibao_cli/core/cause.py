"""Why nothing came, or less, or it stopped."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, get_args

from .frozen import dataclass

if TYPE_CHECKING:
    from .person import Status
    from .source import Grade

Symptom = Literal["nothing", "less", "zero", "stopped"]
SYMPTOMS: tuple[Symptom, ...] = get_args(Symptom)


@dataclass(frozen=True, slots=True)
class Cause:
    """Why nothing came, or less, or it stopped: what it is, how to check it, whom to ask.

    `symptoms` says which complaints it explains; `statuses` is empty where it can befall everybody. The ids that
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
