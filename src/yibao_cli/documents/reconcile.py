"""What `yibao reconcile --json` prints."""

from typing import Annotated, Literal

from pydantic import Field
from typing_extensions import TypedDict

from ..core.literals import BreakKind, Grade, OutcomeKind, Status
from ..core.outcome import OUTCOMES
from .common import (
    Count,
    EvidenceAge,
    EvidenceUntil,
    Index,
    Line,
    Month,
    Notice,
    Policy,
    Projected,
    Rulebook,
    SignedYuan,
    Source,
)


class Outcome(TypedDict):
    """What became of one month of one person."""

    number: Annotated[int, Field(ge=1)]
    """counts the people of the file"""
    person: str
    """number of the person, masked unless --keep-ids"""
    name: str
    region: str | None
    """id of the region"""
    status: Status | None
    month: Month
    kind: OutcomeKind
    differs: bool
    """somebody has to look at it"""
    lines: list[Line]
    credited: SignedYuan | None
    """yuan the statement has for the month (of the account year where it is posted at once)"""
    expected: SignedYuan | None
    """yuan by the rules, after deductions"""
    expected_gross: SignedYuan | None
    """yuan by the rules, before deductions"""
    owed: SignedYuan
    """yuan that are missing"""
    surplus: SignedYuan
    """yuan that came too much"""
    contribution_paid: SignedYuan | None
    """yuan the employee paid of the wage, as the file has it; null where it does not say, or no rule does"""
    contribution_due: SignedYuan | None
    """yuan due of the wage; with what is paid besides the basic contribution where that is the sum paid"""
    facts: dict[str, str]
    text: str
    """the same in words"""
    grade: Grade | None
    projected: Projected
    evidence_until: EvidenceUntil
    evidence_age_months: EvidenceAge
    policy: Index | None
    """place in policies"""


class Break(TypedDict):
    """Something that has to hold inside the file, whatever the rules are, and does not."""

    line: Line
    kind: BreakKind
    found: SignedYuan
    expected: SignedYuan


class Unpaid(TypedDict):
    """A bill that was not paid."""

    line: Line
    month: Month
    label: str


class BadRow(TypedDict):
    """A row that could not be read."""

    line: Line
    code: str
    message: str


class Document(TypedDict):
    """A statement held against the rules, one typed outcome for each person and month. Lines are those of the file."""

    schema: Literal["yibao/reconcile"]
    version: Literal[1]
    file: str
    read_as: str
    """kind and encoding, as found"""
    other_regions: list[str]
    """regions the file names although another one was given"""
    notes: list[Notice]
    """what was taken for granted, or given and not used"""
    outcomes: list[Outcome]
    identities_broken: list[Break]
    unpaid: list[Unpaid]
    bad_rows: list[BadRow]
    counts: Annotated[dict[OutcomeKind, Count], Field(json_schema_extra={"required": list(OUTCOMES)})]
    """how many outcomes of each kind"""
    owed: SignedYuan
    """yuan missing in all months together"""
    surplus: SignedYuan
    """yuan too much in all months together"""
    differs: bool
    letter: str | None
    """the draft that --letter asks for"""
    policies: list[Policy]
    """the rules the answers rest on, each once; policy in an outcome is an index into them"""
    sources: list[Source]
    rulebook: Rulebook
    disclaimer: str
