"""What `yibao rules check --json` prints."""

from typing import Literal

from typing_extensions import TypedDict

from .common import Line


class Problem(TypedDict):
    """A fault of a rule file."""

    file: str
    line: Line
    code: str
    message: str
    """what is wrong and what to do"""


class Document(TypedDict):
    """Every problem of a directory of rules. It names no rulebook: files with problems make none."""

    schema: Literal["yibao/rules-check"]
    version: Literal[1]
    problems: list[Problem]
