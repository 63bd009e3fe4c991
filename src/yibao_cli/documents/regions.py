"""What `yibao regions --json` prints, and the part of it that `rules coverage` shares."""

from typing import Literal

from typing_extensions import TypedDict

from ..core.literals import Grade, StartKind, Status
from ..rulebook.survey import Extra
from .common import Day, Month, Orientation, Region, Rulebook


class CoveredStatus(TypedDict):
    """The rule that answers now for a status."""

    since: Month
    start: StartKind
    """from: the day is stated; seen: earliest source; unknown: only the end is known"""
    account: bool
    amount_known: bool
    """false: there is an account, but what goes in is not evidenced"""
    plan: str | None
    group: str | None
    grade: Grade
    confirmed: Day | None
    own: bool
    """the rule is of the region's own file; otherwise of its province or of the country"""
    file: str
    """its path under rules/"""


class Covered(Region):
    """A region and what is known of it now."""

    statuses: dict[Status, CoveredStatus]
    """only those for which a rule answers"""
    confirmed: Day | None
    """the latest confirmation of any rule of its own"""
    limits_until: Month | None
    """the last month of the latest limits of the base"""
    extras: list[Extra]
    """what else its own file says"""


class CoveredRegion(Covered):
    """A region and what is known of it now, with what is usual around it."""

    orientation: Orientation | None
    """Where no amount is known this month, and the regions were asked for by a word: what a retiree gets elsewhere in
    the province. Never the answer."""


class Document(TypedDict):
    """The regions that are covered."""

    schema: Literal["yibao/regions"]
    version: Literal[1]
    regions: list[CoveredRegion]
    rulebook: Rulebook
