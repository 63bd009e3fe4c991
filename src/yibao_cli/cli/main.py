"""The console script. Everything that can go wrong ends here, as one line and an exit code."""

from __future__ import annotations

import sys

from ..core.errors import RuleFileError, YibaoError
from .exit_codes import ExitCode
from .options import COMMANDS, HELP_OPTIONS, command_in, read_plainly
from .output import close_quietly, complain, prepare_streams, put, say

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command in `arguments` (default: those of the process) and returns the exit code."""
    words = sys.argv[1:] if arguments is None else list(arguments)
    prepare_streams()
    if sys.stdout is None:  # closed by whoever started us
        return _unwritable("已关闭")
    try:
        code = _run(words)
        sys.stdout.flush()
    except RuleFileError as error:
        _report_rule_files(error)
        return ExitCode.USAGE
    except YibaoError as error:
        from ..render.messages import error as in_words

        complain(in_words(error))
        return ExitCode.USAGE
    except KeyboardInterrupt:
        say("")
        return ExitCode.INTERRUPTED
    except BrokenPipeError:
        close_quietly()
        return ExitCode.ANSWER
    except OSError as error:
        if error.filename is not None:  # standard output has no name: another file could not be opened
            return _unusable(str(error.filename), error.strerror)
        close_quietly()
        return _unwritable(error.strerror)
    except Exception as error:
        return _internal(error)
    return code


def _run(words: list[str]) -> int:
    found = command_in(words)
    if found is not None:
        home, function, kind = COMMANDS[found[0]]
        options = read_plainly(kind, found[1])
        if options is not None:
            module = f"{__package__}.{home}"
            __import__(module)
            code: int = getattr(sys.modules[module], function)(options)
            return code
    if not words or words[-1] in HELP_OPTIONS:
        from .help import sealed_help

        text = sealed_help(words[:-1])
        if text is not None:
            put(text)
            return ExitCode.ANSWER if words else ExitCode.USAGE
    from .app import run_app

    return run_app(words)


def _report_rule_files(error: RuleFileError) -> None:
    from pathlib import Path

    from ..render.messages import SYSTEM
    from ..render.problems import problem_line
    from ..rulebook.pack import named_problems

    complain(SYSTEM["rule-files"])
    for problem in named_problems(error):
        say(problem_line(problem, Path.cwd()))


def _unwritable(why: str | None) -> int:
    from ..render.messages import SYSTEM

    complain(SYSTEM["unwritable"].format(why=why))
    return ExitCode.INTERNAL


def _unusable(file: str, why: str | None) -> int:
    from ..core.text import masked, visible
    from ..render.messages import SYSTEM

    complain(SYSTEM["unusable"].format(file=masked(visible(file)), why=why))
    return ExitCode.INTERNAL


def _internal(error: Exception) -> int:
    import os

    if os.environ.get("YIBAO_DEBUG"):
        raise error
    from ..render.messages import SYSTEM

    complain(SYSTEM["internal"].format(kind=type(error).__name__, what=error))
    return ExitCode.INTERNAL
