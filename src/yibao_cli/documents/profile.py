"""What `yibao profile list --json` and `yibao profile show --json` print."""

from typing import Literal

from typing_extensions import TypedDict


class Profile(TypedDict):
    """What is kept under a name."""

    name: str
    values: dict[str, str]
    """by the name of the option (region, status, birth …), as they were written"""


class Document(TypedDict):
    """The profiles of the person who runs the program."""

    schema: Literal["yibao/profile"]
    version: Literal[1]
    file: str | None
    """where they are kept; null for a single one"""
    profiles: list[Profile]
