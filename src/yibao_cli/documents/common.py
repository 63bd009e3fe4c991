"""What several documents share: money, months, regions, rules and their sources.

The text under a class or a key is its description in the schema; a key that other types inherit carries its own.
"""

from typing import Annotated, Literal

from pydantic import Field
from typing_extensions import TypeAliasType, TypedDict

from ..core.literals import AgeOn, ChangeKind, Grade, RoundingMode, Sex, StartKind, Status, WithheldTopic
from ..core.literals import State as CreditState

Yuan = TypeAliasType(
    "Yuan", Annotated[str, Field(pattern=r"^[0-9]+\.[0-9]{2}$", description="yuan, as text with two decimals")]
)
SignedYuan = TypeAliasType(
    "SignedYuan",
    Annotated[
        str, Field(pattern=r"^-?[0-9]+\.[0-9]{2}$", description="yuan, as text with two decimals; may be negative")
    ],
)
Month = TypeAliasType("Month", Annotated[str, Field(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])$", description="YYYY-MM")])
Day = TypeAliasType(
    "Day",
    Annotated[
        str,
        Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$", description="YYYY-MM-DD", json_schema_extra={"format": "date"}),
    ],
)
Count = TypeAliasType("Count", Annotated[int, Field(ge=0, description="how many")])
Line = TypeAliasType("Line", Annotated[int, Field(ge=1, description="number of a line of the file, from 1")])
Index = TypeAliasType("Index", Annotated[int, Field(ge=0, description="place in a list of this document, from 0")])
CalendarMonth = TypeAliasType("CalendarMonth", Annotated[int, Field(ge=1, le=12, description="1 is January")])
DayOfMonth = TypeAliasType("DayOfMonth", Annotated[int, Field(ge=1, le=31, description="day of a month")])

State = Literal[CreditState, "no-rule"]

Projected = TypeAliasType(
    "Projected", Annotated[bool | None, Field(description="Whether the month lies after all evidence.")]
)
EvidenceUntil = TypeAliasType(
    "EvidenceUntil",
    Annotated[
        Month | None, Field(description="The last month that the evidence reaches; null where every end is known.")
    ],
)
EvidenceAge = TypeAliasType(
    "EvidenceAge",
    Annotated[
        Count | None,
        Field(description="Months between it and the month of the answer; 0 where it reaches it."),
    ],
)


class Evidence(TypedDict):
    """How far the evidence of an answer reaches."""

    projected: Projected
    evidence_until: EvidenceUntil
    evidence_age_months: EvidenceAge


class Region(TypedDict):
    """A pooling area."""

    id: Annotated[str, Field(description="its path under rules/")]
    name: str
    name_en: Annotated[str, Field(description="the usual name in English, or the pinyin")]
    adcode: Annotated[str, Field(pattern=r"^[0-9]{6}$", description="six digits of GB/T 2260")]


class Rulebook(TypedDict):
    """The rules an answer came from."""

    version: Annotated[str, Field(description="of the program")]
    date: Annotated[Day | None, Field(description="the last day on which any of their documents was published or read")]
    hash: Annotated[str, Field(pattern=r"^[0-9a-f]{12}$", description="of all rule files")]
    rules: Annotated[Count, Field(description="rules, deductions, contributions, and limits by place and period")]
    pack: Annotated[
        str | None,
        Field(pattern=r"^[0-9a-f]{64}$", description="SHA-256 of the installed pack; null: the program's own rules"),
    ]
    overlay: str | None
    """The directory or pack of rules laid over them, as it was written."""


class Source(TypedDict):
    """A cited document."""

    id: str
    title: str
    publisher: str | None
    date: str | None
    url: str | None
    """only addresses of government sites and known newspapers"""
    grade: Grade
    note: str | None


class Rounding(TypedDict):
    """How each part is rounded."""

    to: Yuan
    mode: RoundingMode


NameId = Annotated[str | None, Field(description="its id in ASCII; null where rules laid over name it differently")]

Policy = TypedDict(
    "Policy",
    {
        "title": str,
        "file": Annotated[str, Field(description="its path under rules/")],
        "status": Status,
        "plan": str | None,
        "plan_id": NameId,
        "group": str | None,
        "group_id": NameId,
        "account": Annotated[bool, Field(description="whether there is an account at all")],
        "formula": Annotated[str, Field(description="in words")],
        "start": Annotated[
            StartKind,
            Field(description="from: the day is stated; seen: earliest source; unknown: only the end is known"),
        ],
        "from": Day | None,
        "to": Annotated[Day | None, Field(description="exclusive")],
        "answers_from": Month,
        "answers_to": Annotated[Month | None, Field(description="the last month, included")],
        "age_on": AgeOn | None,
        "rounding": Rounding,
        "grade": Grade,
        "confirmed": Annotated[Day | None, Field(description="last day on which a source says it holds")],
        "sources": Annotated[list[str], Field(description="ids of sources")],
        "note": str | None,
        "doubt": Annotated[str | None, Field(description="What a reader has to be told each time.")],
    },
)
Policy.__doc__ = "A rule with its provenance."


class Input(TypedDict):
    """What was given of a person."""

    status: Status
    age: int | None
    birth: str | None
    base: Yuan | None
    salary: Yuan | None
    pension: Yuan | None
    plan: str | None
    group: str | None
    sex: Sex | None
    paid_years: int | None
    agreed: Annotated[list[str], Field(description="Optional deductions the person agreed to.")]
    average_pension: Yuan | None
    average_wage: Yuan | None


class Notice(TypedDict):
    """Something a reader has to know: a code, and the same in words."""

    code: str
    message: str


class Change(TypedDict):
    """One thing that differs between two answers."""

    kind: ChangeKind
    old: str
    """what it was: a name, a code, yuan with two decimals, or an age; empty where there is nothing to say"""
    new: str
    """what it is"""
    text: str
    """the same in words"""


class Orientation(TypedDict):
    """What the same person would get in other regions of the province, yuan a month. Never the answer."""

    lowest: Yuan
    median: Yuan
    highest: Yuan
    regions: list[str]
    """ids of the regions whose amount is known"""


class Withheld(TypedDict):
    """A figure that was seen and is not used, and why."""

    topic: WithheldTopic
    figure: str
    why: str
    sources: list[str]
