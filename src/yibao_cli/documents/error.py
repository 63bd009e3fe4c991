"""What a command prints on standard error when it fails and `--json` was asked for."""

from typing import Literal

from typing_extensions import TypedDict

from .rules_check import Problem


class Error(TypedDict):
    """What is wrong and what to do."""

    code: str
    """does not change within a version; new ones may come"""
    message: str
    """the sentence that is printed without --json; may be worded anew"""
    field: str | None
    """the option concerned, as its long form without hyphens (retire_kind); of several the first; null: none"""
    choices: list[str]
    """what could have been written, or was perhaps meant; empty where there is nothing to choose"""
    problems: list[Problem]
    """faults of the rule files, where code is rule-files"""


class Document(TypedDict):
    """Why there is no answer. Standard output stays empty; the exit code is that of the same failure in words."""

    schema: Literal["yibao/error"]
    version: Literal[1]
    error: Error
