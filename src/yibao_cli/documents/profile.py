"""What `yibao profile list --json` prints."""

from typing import Literal

from typing_extensions import TypedDict


class Value(TypedDict):
    """What is kept of one option."""

    field: str
    """the option without its hyphens in front"""
    value: str
    """as it was written"""


class Profile(TypedDict):
    """What is kept under a name."""

    name: str
    values: list[Value]


class Document(TypedDict):
    """The profiles of the person who runs the program."""

    schema: Literal["yibao/profile"]
    version: Literal[1]
    file: str
    """where they are kept"""
    profiles: list[Profile]
