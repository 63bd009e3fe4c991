"""How a failure is said: a line, or, where JSON was asked for, a document. Loaded only where something fails."""

from __future__ import annotations

import os

from ..core.errors import RuleFileError, WeakEvidenceError, YibaoError
from ..core.text import masked, one_line, visible
from ..language import tr
from ..render.messages import SYSTEM, error
from .exit_codes import ExitCode
from .output import complain, say, say_json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..documents import error as shapes


def wants_json(words: Sequence[str]) -> bool:
    """Whether a command line asks for JSON, whatever else is wrong with it."""
    from itertools import pairwise

    return "--json" in words or "--format=json" in words or ("--format", "json") in pairwise(words)


def failure_document(problem: Exception) -> shapes.Document:
    """Any failure but an interruption as the document of `yibao schema error`."""
    from ..render.failure import error_document, rule_files_document, system_document

    if isinstance(problem, RuleFileError):
        from ..rulebook.pack import named_problems

        return rule_files_document(named_problems(problem))
    if isinstance(problem, YibaoError):
        return error_document(problem)
    code, message = _system(problem)
    return system_document(code, masked(one_line(message)))


def fail(problem: Exception, as_json: bool) -> int:
    """Says what went wrong and returns the exit code. With YIBAO_DEBUG a fault of the program's own is raised."""
    ours = isinstance(problem, YibaoError)
    if not ours and not isinstance(problem, OSError) and os.environ.get("YIBAO_DEBUG"):
        raise problem
    if as_json:
        say_json(failure_document(problem))
    elif isinstance(problem, RuleFileError):
        _say_rule_files(problem)
    else:
        complain(error(problem) if isinstance(problem, YibaoError) else _system(problem)[1])
    if isinstance(problem, WeakEvidenceError):
        return ExitCode.WEAK_EVIDENCE
    return ExitCode.USAGE if ours else ExitCode.INTERNAL


def _say_rule_files(problem: RuleFileError) -> None:
    from pathlib import Path

    from ..render.problems import problem_line
    from ..rulebook.pack import named_problems

    complain(tr(SYSTEM["rule-files"]))
    for item in named_problems(problem):
        say(problem_line(item, Path.cwd()))


def _system(problem: Exception) -> tuple[str, str]:
    """Code and sentence of what the package did not raise itself."""
    if not isinstance(problem, OSError):
        return "internal", tr(SYSTEM["internal"]).format(kind=type(problem).__name__, what=problem)
    if problem.filename is None:  # standard output has no name: another file could not be opened
        return "unwritable", tr(SYSTEM["unwritable"]).format(why=problem.strerror)
    file = masked(visible(str(problem.filename)))
    return "unusable", tr(SYSTEM["unusable"]).format(file=file, why=problem.strerror)
