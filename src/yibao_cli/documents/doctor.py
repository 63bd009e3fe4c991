"""What `yibao doctor --json` prints."""

from typing import Annotated, Literal

from pydantic import Field
from typing_extensions import TypedDict

from .common import Count, Rulebook, Yuan


class ReadFile(TypedDict):
    """A file of the person's or the project's that is read at every start."""

    kind: Literal["project", "user", "profiles"]
    path: str | None
    """null where there is none"""


class Extra(TypedDict):
    """A part of the program that is installed on request."""

    name: str
    installed: bool
    missing: list[str]
    """the packages that it needs and that are not there"""


class SelfTestCase(TypedDict):
    """A question with a known answer, asked of the program's own rules."""

    question: str
    """what stands behind `yibao estimate`"""
    expected: Yuan | None
    """what is credited, of the month or, where it comes once a year, of the year; null: no rule is known"""
    found: Yuan | None
    """null where there was no answer"""
    ok: bool


class Trouble(TypedDict):
    """Something that every command would stumble over."""

    code: str
    message: str


class Document(TypedDict):
    """Whether the program works here, and with what."""

    schema: Literal["yibao/doctor"]
    version: Literal[1]
    ok: bool
    """no problem, and every case of the self-test has its answer"""
    python: str
    """the version of Python"""
    rulebook: Rulebook | None
    """the rules in use; null where they cannot be read"""
    age_days: Annotated[Count | None, Field(description="days since the last day of any of their documents")]
    files: list[ReadFile]
    extras: list[Extra]
    """empty where the program was not installed as a package"""
    self_test: list[SelfTestCase]
    problems: list[Trouble]
