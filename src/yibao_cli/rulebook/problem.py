"""What can be wrong with a rule file."""

from __future__ import annotations

from ..core.frozen import NOTHING, dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from ..core.errors import RuleFileError, YibaoError

REMARKS = frozenset({"confirmed-before-from"})
"""Codes of remarks: no faults, but worth mentioning."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault: the file, the line (1-based), a code and its facts. The words are in `render.problems`.

    `cause` is why an example cannot be worked out.
    """

    path: Path
    line: int
    code: str
    facts: Mapping[str, str] = NOTHING
    cause: YibaoError | None = None


def problems_of(error: RuleFileError) -> list[Problem]:
    """Every fault that `error` reports."""
    problems = error.facts["problems"]
    assert isinstance(problems, list)
    return problems
