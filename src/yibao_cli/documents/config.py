"""What `yibao config --json` prints."""

from typing import Literal

from typing_extensions import TypedDict


class Setting(TypedDict):
    """A setting, whether or not it has a value."""

    name: str
    """the option without its hyphens in front"""
    variable: str
    """the variable of the environment that sets it"""
    value: str | None
    origin: str | None
    """where the value in force comes from: the variable, or a file and a line"""


class File(TypedDict):
    """A file that settings are read from."""

    kind: Literal["project", "user"]
    path: str | None
    """null where there is none"""


class Document(TypedDict):
    """Every setting, and where it comes from."""

    schema: Literal["yibao/config"]
    version: Literal[1]
    settings: list[Setting]
    files: list[File]
    """the first goes before the second; variables go before both, options before all"""
