"""The console script. Everything that can go wrong ends here, as one line and an exit code."""

from __future__ import annotations

import sys

from ..core.errors import InputError, MissingInputError
from ..language import tr
from .exit_codes import ExitCode
from .listening import listen
from .options import COMMANDS, HELP_OPTIONS, EstimateOptions, command_in, read_plainly, refuse_twice
from .output import close_quietly, hold_talk, prepare_streams, put, release_talk, say

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from .options import Options

ENTRY = "__complete"
"""What the completion of a shell asks; see `completion`."""
AREAS = f"{__package__.rpartition('.')[0]}.rulebook.areas"
"""Loaded where the name of a place was none of a pooling area."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command in `arguments` (default: those of the process) and returns the exit code."""
    words = sys.argv[1:] if arguments is None else list(arguments)
    if words[:1] == [ENTRY]:
        from .completion import answer

        return answer(words[1:])
    prepare_streams()
    if ("--json" in words or "json" in words or "--format=json" in words) and _unwatched():
        hold_talk()
    return _guarded(words)


def _guarded(words: list[str]) -> int:
    try:
        if sys.stdout is None:  # closed by whoever started us
            raise OSError(0, tr("已关闭"))
        code = run_words(listen(words))
        sys.stdout.flush()
        release_talk()
    except KeyboardInterrupt:
        release_talk()
        say("")
        return ExitCode.INTERRUPTED
    except BrokenPipeError:
        release_talk()
        close_quietly()
        return ExitCode.ANSWER
    except Exception as error:
        return _failed(error, words)
    return code


def _failed(error: Exception, words: list[str]) -> int:
    from .failure import fail, wants_json

    as_json = wants_json(words)
    release_talk(drop=as_json)
    if isinstance(error, OSError) and error.filename is None and sys.stdout is not None:
        close_quietly()
    return fail(error, as_json)


def _unwatched() -> bool:
    """Whether nobody reads standard error as it is written: then talk can wait."""
    return sys.stderr is not None and not sys.stderr.isatty()


def run_words(words: list[str]) -> int:
    """Carries out a command line and returns the exit code. Raises whatever goes wrong."""
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
        return run_words(["estimate", *words])
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
            code: int = run(options) if not sys.stdout.isatty() else _on_terminal(run, name, options)
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


def _on_terminal(run: Callable[[Options], int], name: str, options: Options) -> int:
    from .pager import PAGED, is_watched, paged

    if name not in PAGED or not is_watched():
        return run(options)
    with paged():
        return run(options)


def _blame_setting(error: InputError, options: Options) -> None:
    """Adds where a wrong value comes from, if nobody wrote it on the command line."""
    for setting in options.__dict__.get("origins", {}).values():
        if error.facts.get("value") == setting.value:
            error.facts["origin"] = setting.origin
