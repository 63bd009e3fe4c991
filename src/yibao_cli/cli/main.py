"""The console script. Everything that can go wrong ends here, as one line and an exit code."""

import sys
from collections.abc import Sequence

from ..core.errors import RuleFileError, YibaoError
from .exit_codes import ExitCode
from .options import read_plainly
from .output import close_quietly, complain, prepare_streams, say


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command in `arguments` (default: those of the process) and returns the exit code."""
    words = sys.argv[1:] if arguments is None else list(arguments)
    prepare_streams()
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
    except Exception as error:
        return _internal(error)
    return code


def _run(words: list[str]) -> int:
    if words[:1] == ["estimate"]:
        options = read_plainly(words[1:])
        if options is not None:
            from .estimate import run

            return run(options)
    if words[:2] == ["rules", "check"] and not any(word.startswith("-") for word in words):
        from pathlib import Path

        from .rules import run_check

        return run_check([Path(word) for word in words[2:]], False, None)
    from .app import run_app

    return run_app(words)


def _report_rule_files(error: RuleFileError) -> None:
    from pathlib import Path

    from ..render.problems import problem_line

    problems = error.facts["problems"]
    assert isinstance(problems, list)
    complain("规则文件有问题,没有计算:")
    for problem in problems:
        say(problem_line(problem, Path.cwd()))


def _internal(error: Exception) -> int:
    import os

    if os.environ.get("YIBAO_DEBUG"):
        raise error
    complain(f"内部错误:{type(error).__name__}: {error}。请带上所用的命令报告;YIBAO_DEBUG=1 显示细节。")
    return ExitCode.INTERNAL
