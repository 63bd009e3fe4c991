"""How a failure is said: a line, or, where JSON was asked for, a document. Loaded only where something fails."""

from __future__ import annotations

import os

from ..core.errors import RuleFileError, WeakEvidenceError
from ..core.text import masked, one_line, visible
from ..render.messages import SYSTEM, error
from .exit_codes import ExitCode
from .output import complain, say, say_json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..core.errors import YibaoError


def wants_json(words: Sequence[str]) -> bool:
    """Whether a command line asks for JSON, whatever else is wrong with it."""
    from itertools import pairwise

    return "--json" in words or "--format=json" in words or ("--format", "json") in pairwise(words)


def fail(problem: YibaoError, as_json: bool) -> int:
    """Says an error that the package raised on purpose; returns the exit code."""
    if isinstance(problem, RuleFileError):
        _rule_files(problem, as_json)
    elif as_json:
        from ..render.failure import error_document

        say_json(error_document(problem))
    else:
        complain(error(problem))
    return ExitCode.WEAK_EVIDENCE if isinstance(problem, WeakEvidenceError) else ExitCode.USAGE


def _rule_files(problem: RuleFileError, as_json: bool) -> None:
    from ..rulebook.pack import named_problems

    if as_json:
        from ..render.failure import rule_files_document

        say_json(rule_files_document(named_problems(problem)))
        return
    from pathlib import Path

    from ..render.problems import problem_line

    complain(SYSTEM["rule-files"])
    for item in named_problems(problem):
        say(problem_line(item, Path.cwd()))


def unwritable(why: str | None, as_json: bool) -> int:
    """Standard output cannot be written to."""
    return _system("unwritable", SYSTEM["unwritable"].format(why=why), as_json)


def unusable(file: str, why: str | None, as_json: bool) -> int:
    """A file cannot be opened."""
    return _system("unusable", SYSTEM["unusable"].format(file=masked(visible(file)), why=why), as_json)


def internal(problem: Exception, as_json: bool) -> int:
    """A fault of the program's own; with YIBAO_DEBUG it is raised."""
    if os.environ.get("YIBAO_DEBUG"):
        raise problem
    return _system("internal", SYSTEM["internal"].format(kind=type(problem).__name__, what=problem), as_json)


def _system(code: str, message: str, as_json: bool) -> int:
    if as_json:
        from ..render.failure import system_document

        say_json(system_document(code, masked(one_line(message))))
    else:
        complain(message)
    return ExitCode.INTERNAL
