"""The console script. Everything that can go wrong ends here, as one line and an exit code."""

from __future__ import annotations

import sys

from .exit_codes import ExitCode
from .options import COMMANDS, HELP_OPTIONS, command_in, read_plainly
from .output import close_quietly, hold_talk, prepare_streams, put, release_talk, say

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command in `arguments` (default: those of the process) and returns the exit code."""
    words = sys.argv[1:] if arguments is None else list(arguments)
    prepare_streams()
    if ("--json" in words or "json" in words or "--format=json" in words) and _unwatched():
        hold_talk()
    return _guarded(words)


def _guarded(words: list[str]) -> int:
    try:
        if sys.stdout is None:  # closed by whoever started us
            raise OSError(0, "已关闭")
        code = _run(words)
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
