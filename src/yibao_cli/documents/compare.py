"""What `yibao compare --json` prints."""

from typing import Annotated, Literal

from pydantic import Field
from typing_extensions import TypeAliasType, TypedDict

from ..core.literals import Grade, LineKind, Outcome, Period
from .common import (
    Change,
    Count,
    EvidenceAge,
    EvidenceUntil,
    Index,
    Input,
    Month,
    Notice,
    Policy,
    Projected,
    Region,
    Rulebook,
    SignedYuan,
    Source,
    State,
    Yuan,
)

Percent = TypeAliasType(
    "Percent", Annotated[str, Field(pattern=r"^-?[0-9]+\.[0-9]$", description="percent, as text with one decimal")]
)

AssumedStatus = Literal["employee", "retiree"]


class Move(TypedDict):
    """A part or deduction that differs, yuan a month."""

    kind: LineKind
    name: str
    """own, employer or pooled; the name of a deduction"""
    was: Yuan | None
    """yuan a month in the first answer; null where it has no such part"""
    now: Yuan | None
    """yuan a month in this one; null where it has no such part"""


class Answer(TypedDict):
    """One of the answers, with what differs from the first."""

    region: Region
    month: Month
    """the month the money is for"""
    input: Input
    """the question as it was understood"""
    state: State
    """in-force: there is an amount; no-account: all amounts are 0.00; no-rule: no amount at all"""
    period: Period | None
    """what gross and net are for: a month, or an account year that is credited at once"""
    gross: Yuan | None
    net: Yuan | None
    monthly_equivalent: Yuan | None
    """net a month; what is compared and what -q prints"""
    base_applied: Yuan | None
    """the contribution base within the limits; null where the rule does not use it"""
    difference: SignedYuan | None
    """yuan a month more than the first, or less; null where one of the two has no number"""
    difference_percent: Percent | None
    """the same in percent of the first, one decimal; null also where the first is zero"""
    changes: list[Change]
    """what differs from the first"""
    moves: list[Move]
    """the parts and deductions that differ"""
    grade: Grade | None
    projected: Projected
    evidence_until: EvidenceUntil
    evidence_age_months: EvidenceAge
    policy: Index | None
    """index into policies"""
    warnings: list[Notice]


class AfterAnswer(Answer):
    """An answer under the rules of --rules-after; what differs is against the same answer before."""

    outcome: Outcome
    """gainer: more than before; loser: less; same; unknown: one of the two has no number"""


class Tally(TypedDict):
    """How many get more, less, the same; of how many that cannot be said."""

    gainers: Count
    losers: Count
    same: Count
    unknown: Count


class Document(TypedDict):
    """Answers side by side; differences are against the first."""

    schema: Literal["yibao/compare"]
    version: Literal[1]
    status_assumed: AssumedStatus | None
    """the status taken for granted where none was given"""
    answers: list[Answer]
    after: list[AfterAnswer] | None
    """the same questions, in the same order, under other rules; null without --rules-after"""
    tally: Tally | None
    """null without --rules-after"""
    regions_new: list[str]
    """ids of regions asked about that only the other rules know"""
    policies: list[Policy]
    """the rules the answers rest on, each once; policy in an answer is an index into them"""
    sources: list[Source]
    rulebook: Rulebook
    rulebook_after: Rulebook | None
    """the rules of --rules-after"""
    disclaimer: str
