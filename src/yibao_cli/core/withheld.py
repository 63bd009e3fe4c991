"""What was seen and is not used."""

from dataclasses import dataclass
from typing import Literal

Topic = Literal["limits", "employee", "retiree", "flexible", "resident", "deduction", "posting", "lifetime"]


@dataclass(frozen=True, slots=True)
class Withheld:
    """A figure that a source gives and that no answer uses: for which topic, and why not."""

    file: str
    topic: Topic
    figure: str
    why: str
    sources: tuple[str, ...] = ()
