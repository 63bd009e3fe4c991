"""A rule base that is held against another one."""

from pathlib import Path

from ..core.errors import InputError, RuleFileError
from .book import Rulebook
from .check import check, store_over
from .directory import RuleDirectory, is_folder


def open_side(written: str) -> Rulebook:
    """The rules in a directory: alone where it is a rule base of its own, else laid over the program's.

    Raises InputError where there is no such directory, RuleFileError if the checker finds anything in it.
    """
    folder = Path(written)
    if not written or not is_folder(folder):
        raise InputError("folder-missing", value=written)
    problems = check(folder)
    if problems:
        raise RuleFileError("rule-files", problems=problems)
    return Rulebook(store_over(RuleDirectory(folder)), written)
