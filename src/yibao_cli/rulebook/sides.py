"""A rule base that is compared with another one."""

from __future__ import annotations

from pathlib import Path

from ..core.errors import InputError, RuleFileError
from ..core.month import parse_month
from .book import Rulebook, installed
from .check import check, store_over
from .directory import RuleDirectory, overlay_folder


def open_side(written: str) -> Rulebook:
    """The rules in a directory or a pack: alone where it is a rule base of its own, else laid over those in use.

    Raises InputError where there is neither, RuleFileError if the checker finds anything in it.
    """
    try:
        folder = overlay_folder(written)
    except InputError as error:
        if error.code != "rules-directory":
            raise
        raise InputError("diff-side", value=written, month=_month(written)) from None
    assert folder is not None
    base: tuple[Path, ...] = ()
    own, pack = RuleDirectory(folder), None if RuleDirectory(folder).complete else installed()
    if pack is not None:
        from .installed import base_folders

        base = base_folders()
    problems = check(folder, base=base)
    if problems:
        raise RuleFileError("rule-files", problems=problems)
    return Rulebook(store_over(own, base), written, pack.pack if pack else None)


def _month(written: str) -> str:
    """The month that was written in place of a directory; '' if it is not a month."""
    try:
        return str(parse_month(written))
    except InputError:
        return ""
