"""What `yibao why --json` prints."""

from typing import Literal

from typing_extensions import TypedDict

from ..core.literals import Fit, Grade, ReasonKind, Symptom
from .common import Region, Rulebook, Source


class Reason(TypedDict):
    """One thing that explains why one amount became another."""

    kind: ReasonKind
    fit: Fit
    """amounts: it gives both amounts; difference: it gives their difference; possible: nothing speaks against it"""
    text: str
    facts: dict[str, str]


class Finding(TypedDict):
    """What the rules show of a cause."""

    text: str
    facts: dict[str, str]


class Cause(TypedDict):
    """Why nothing came, or less, or it stopped."""

    id: str
    title: str
    symptoms: list[Symptom]
    """which complaints it explains"""
    confirmed_by_rules: bool
    finding: Finding | None
    """null where the rules do not confirm it"""
    check: str
    """how to check it"""
    ask: str
    """whom to ask"""
    grade: Grade
    sources: list[str]


class Document(TypedDict):
    """Why nothing came, or less; causes that the rules confirm for the person come first."""

    schema: Literal["yibao/why"]
    version: Literal[1]
    region: Region | None
    """null where no region was given"""
    unknown: str | None
    """why the rules confirm nothing, where there is no rule for the person"""
    rulebook: Rulebook
    reasons: list[Reason] | None
    """what explains the amounts of --was and --now, the best fit first; null where none were given"""
    causes: list[Cause]
    sources: list[Source]
    disclaimer: str
