"""`yibao help`: the help of a command, or a topic."""

from __future__ import annotations

from ..core.errors import InputError
from ..language import tr
from .exit_codes import HELP, ExitCode
from .options import COMMANDS, TOPICS
from .output import put

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .options import HelpOptions


def run(options: HelpOptions) -> int:
    """Prints the help. Raises InputError for what is neither a command nor a topic, with those nearest to it."""
    name = " ".join(options.about)
    if name in TOPICS:
        put(_topic(name))
        return ExitCode.ANSWER
    known = {*COMMANDS, *(command.partition(" ")[0] for command in COMMANDS)}
    if name and name not in known:
        from difflib import get_close_matches  # only for a mistake

        near = tuple(get_close_matches(name, [*sorted(known), *TOPICS]))
        raise InputError("help-unknown", value=name, choices=near, help="yibao help")
    from .main import run_words

    return run_words([*name.split(), "--help"])


def _topic(name: str) -> str:
    from ..render import glossary, topics
    from ..rulebook.book import data_folder
    from .settings import VARIABLES, config_folder

    match name:
        case "environment":
            return topics.environment(VARIABLES)
        case "exit-codes":
            return tr(HELP).replace(" · ", "\n")
        case "files":
            return topics.files(config_folder(), data_folder())
        case "glossary":
            return glossary.glossary()
        case "foreigners":
            return glossary.for_foreigners()
        case _:
            return topics.sources()
