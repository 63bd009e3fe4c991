"""What `yibao rules stale --plan --json` prints."""

from typing import Annotated, Literal

from pydantic import Field
from typing_extensions import TypedDict

from ..rulebook.plan import TaskKind
from .common import CalendarMonth, Count, Month, Rulebook, Source


class Usual(TypedDict):
    """The calendar month in which the periods of a series begin."""

    month: CalendarMonth
    times: Annotated[int, Field(ge=2, description="how many of them do")]
    periods: Annotated[int, Field(ge=2, description="how many the rule base has")]


class Task(TypedDict):
    """One thing to look for."""

    region: Annotated[str, Field(description="id of the region")]
    kind: Annotated[
        TaskKind,
        Field(
            description="limits: limits of the base; policy: a rule that nobody confirmed for long; rule-ends: a rule "
            "whose end is known; national: no rule of the region's or its province's own"
        ),
    ]
    due: Annotated[Month | None, Field(description="the first month that the evidence does not reach; null: national")]
    overdue: Annotated[bool, Field(description="whether that month has come")]
    reach: Annotated[Count, Field(description="how many regions live on it")]
    file: Annotated[str, Field(description="the file to edit, under rules/")]
    document: Annotated[Source | None, Field(description="the last document of the series")]
    official: Annotated[Source | None, Field(description="the last official one, where that is another")]
    usual: Annotated[Usual | None, Field(description="null where no month came twice")]
    title: str
    text: Annotated[str, Field(description="what runs out when, in words")]


class Document(TypedDict):
    """What to look for next: what is due first, then what most regions live on."""

    schema: Literal["yibao/rules-plan"]
    version: Literal[1]
    month: Month
    older_than_months: Count
    tasks: list[Task]
    rulebook: Rulebook
