"""What `yibao schedule --json` prints."""

from typing import Annotated, Literal

from pydantic import Field
from typing_extensions import TypedDict

from ..core.literals import Grade, RetireKind, Status, SwitchMonth
from .common import (
    Change,
    Count,
    EvidenceAge,
    Index,
    Input,
    Month,
    Notice,
    Policy,
    Region,
    Rulebook,
    Source,
    State,
    Yuan,
)

BaseChange = TypedDict(
    "BaseChange",
    {"from": Annotated[Month, Field(description="the base counts from this month on")], "base": Yuan},
)
BaseChange.__doc__ = "A base that changes on the way."


class Course(Input):
    """The person as in the first month, and what is assumed of the months after it."""

    base_changes: list[BaseChange]
    balance: Yuan | None
    """what was in the account before the first month; null: no balance is kept"""
    spend: Yuan
    """what leaves the account every month"""


class Retirement(TypedDict):
    """The retirement within these months."""

    month: Month
    """the month of the retirement"""
    credited_as_retiree_from: Month
    retire_kind: RetireKind | None
    """whose statutory age it is; null where the month was given"""
    switch: SwitchMonth
    """the first month credited as a retiree: that of the retirement or the one after it"""
    switch_evidenced: bool
    """whether a source says so for the region; otherwise the month after is assumed"""
    switch_sources: list[str]


class Entry(TypedDict):
    """One month."""

    month: Month
    """the month the money is for"""
    status: Status
    state: State
    """in-force: there is an amount; no-account: all amounts are 0.00; no-rule: no amount at all"""
    posted: Yuan | None
    """what arrives for the month; null where no rule or no figure is known"""
    posted_in: Month | None
    """the month in which the account year this month belongs to was posted as a whole; posted is then 0.00"""
    spread: bool
    """a rule posted yearly was entered in the middle of its account year: the month counts its own share"""
    gross: Yuan | None
    """before deductions, for a month or the account year"""
    net: Yuan | None
    """after deductions, for a month or the account year"""
    monthly_equivalent: Yuan | None
    """net a month"""
    base_applied: Yuan | None
    """the contribution base within the limits; null where the rule does not use it"""
    projected: bool
    """no evidence reaches this month: the rule, or the limits of the base, are assumed to go on"""
    evidence_until: Month | None
    """the last month the evidence of the rule reaches; null where the end of the rule is known, or there is none"""
    evidence_age_months: EvidenceAge
    grade: Grade | None
    """the weakest grade among what the month used"""
    policy: Index | None
    """index into policies"""
    changes: list[Change]
    """why the amount is not that of the month before; empty where it is, and in the first month"""
    warnings: list[Notice]
    spent: Yuan | None
    """what left the account, never more than there is; null where no balance is kept"""
    balance: Yuan | None
    """what is in the account after the month; null where no balance is kept"""


class Year(TypedDict):
    """A calendar year."""

    year: int
    posted: Yuan | None
    """the sum of the months with a number; null where none has one"""
    months_known: Count
    months_unknown: Count
    months_projected: Count
    balance: Yuan | None
    """after the last of its months"""


Document = TypedDict(
    "Document",
    {
        "schema": Literal["yibao/schedule"],
        "version": Literal[1],
        "region": Region,
        "from": Annotated[Month, Field(description="the first month")],
        "to": Annotated[Month, Field(description="the last month, included")],
        "input": Annotated[
            Course,
            Field(
                description="the question as it was understood: the person as in the first month, and what is assumed"
                " of the months after it"
            ),
        ],
        "retirement": Annotated[Retirement | None, Field(description="null where nobody retires in these months")],
        "months": list[Entry],
        "years": Annotated[list[Year], Field(description="calendar years")],
        "posted": Annotated[
            Yuan | None,
            Field(description="the sum of all months with a number; null where none has one; what -q prints"),
        ],
        "months_unknown": Annotated[Count, Field(description="months without a number, which add nothing")],
        "grade": Annotated[Grade | None, Field(description="the weakest grade of all months")],
        "policies": Annotated[
            list[Policy],
            Field(description="the rules the answers rest on, each once; policy in a month is an index into them"),
        ],
        "sources": list[Source],
        "rulebook": Rulebook,
        "disclaimer": str,
    },
)
Document.__doc__ = "One person, month by month."
