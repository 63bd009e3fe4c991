"""The console script. Everything that can go wrong ends here, as one line and an exit code."""

from __future__ import annotations

import sys

from ..core.errors import InputError, MissingInputError, RuleFileError, YibaoError
from .exit_codes import ExitCode
from .options import COMMANDS, HELP_OPTIONS, EstimateOptions, command_in, read_plainly, refuse_twice
from .output import close_quietly, complain, prepare_streams, put, say

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from .options import Options

AREAS = f"{__package__.rpartition('.')[0]}.rulebook.areas"
"""Loaded where the name of a place was none of a pooling area."""


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
        name, given = found
        kind = COMMANDS[name][2]
        options = read_plainly(kind, given)
        if options is not None:
            return carry_out(name, options)
        refuse_twice(kind, given)
    if not words or words[-1] in HELP_OPTIONS:
        from .help import sealed_help

        text = sealed_help(words[:-1])
        if text is not None:
            put(text)
            return ExitCode.ANSWER if words else ExitCode.USAGE
    elif found is None and _is_question(words):
        return _run(["estimate", *words])
    from .app import run_app

    return run_app(words)


def _is_question(words: list[str]) -> bool:
    """Whether words that begin with no command ask for an estimate: 武汉 退休 62, @妈妈 -q, -q 武汉 退休."""
    from .settings import PROFILE_MARKS

    if words[0][:1] == "-":
        options = read_plainly(EstimateOptions, words)
        return options is not None and bool(options.words)
    if words[0][:1] in PROFILE_MARKS:
        return True
    from .spoken import is_question

    return is_question(words)


def carry_out(name: str, options: Options) -> int:
    """Runs a command and returns the exit code. On a terminal it asks for what is missing, one thing at a time."""
    from .settings import settle

    home, function, _ = COMMANDS[name]
    settle(options)
    module = f"{__package__}.{home}"
    __import__(module)
    run = getattr(sys.modules[module], function)
    while True:
        try:
            if "amount" in options.__dict__:
                from .spoken import place_amount

                place_amount(options)
            code: int = run(options)
        except MissingInputError as missing:
            from .ask import can_ask, complete

            if not (can_ask(options) and complete(options, missing)):
                raise
        except InputError as error:
            _blame_setting(error, options)
            raise
        else:
            break
    if "origins" in options.__dict__ or AREAS in sys.modules:
        from .origins import say_origins

        say_origins(options)
    return code


def _blame_setting(error: InputError, options: Options) -> None:
    """Adds where a wrong value comes from, if nobody wrote it on the command line."""
    for setting in options.__dict__.get("origins", {}).values():
        if error.facts.get("value") == setting.value:
            error.facts["origin"] = setting.origin


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
