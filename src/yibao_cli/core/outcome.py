"""What becomes of the months of a statement: the outcomes, and what the rules are asked for. Pure values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, get_args

from .frozen import NOTHING, dataclass
from .literals import OutcomeKind
from .money import ZERO, total

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from decimal import Decimal

    from .balance_checks import Break
    from .credit import Answer
    from .errors import YibaoError
    from .literals import Sex, Status
    from .month import Birth, Month
    from .policy import AgeRange, Deduction
    from .posting import Posting
    from .statement import StatementRow

OUTCOMES: tuple[OutcomeKind, ...] = get_args(OutcomeKind)


@dataclass(frozen=True, slots=True)
class Facts:
    """What the statement itself says of a person in a month; None where it says nothing. `base` is yuan a month."""

    region: str | None = None
    status: Status | None = None
    flexible: bool = False
    birth: Birth | None = None
    sex: Sex | None = None
    base: Decimal | None = None
    plan: str | None = None
    group: str | None = None


class Rules(Protocol):
    """What the rules say, with what is known besides the statement."""

    @property
    def base_given(self) -> bool:
        """Whether a base or wage is known besides the statement; it goes before the statement's own."""

    def answer(self, facts: Facts, month: Month) -> Answer:
        """The answer for the person and month. Raises InputError where it cannot be asked."""

    def declared(self, facts: Facts, month: Month) -> Answer:
        """The same with the base of the statement, whatever base was given besides."""

    def other_ages(self, facts: Facts, month: Month, credited: Decimal) -> AgeRange | None:
        """Other ages at which exactly `credited` yuan would be due, everything else the same."""

    def other_bases(self, facts: Facts, month: Month, credited: Decimal) -> tuple[Decimal, Decimal] | None:
        """The least and greatest base (yuan) from which exactly `credited` would be due at the person's age."""

    def postings(self, facts: Facts, month: Month) -> Sequence[Posting]:
        """When the credit of the month arrives."""

    def contributions(self, facts: Facts, month: Month) -> Sequence[Deduction]:
        """Fixed payments of which no source says that they come out of the account."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one month of one person.

    `person` is the key of the statement, `number` counts its people from 1 in the order of the file.
    `credited` is what the statement has for the month, `expected` what the rules give, both yuan (of the account
    year, where a year is posted at once); None where there is none. `owed` is what is missing, `surplus` what came
    too much. `paid` is what the person paid of the wage as the file has it, `paid_due` what was due (yuan).
    `differs`: somebody has to look at it. `facts` holds what explains it, as text. `error` says why the rules could not
    be asked.
    """

    person: str
    number: int
    name: str
    month: Month
    kind: OutcomeKind
    differs: bool
    lines: tuple[int, ...] = ()
    credited: Decimal | None = None
    expected: Decimal | None = None
    owed: Decimal = ZERO
    surplus: Decimal = ZERO
    paid: Decimal | None = None
    paid_due: Decimal | None = None
    answer: Answer | None = None
    facts: Mapping[str, str] = NOTHING
    error: YibaoError | None = None


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """All outcomes in the order of people and months; identities that do not hold; bills that were not paid."""

    outcomes: tuple[Outcome, ...]
    breaks: tuple[Break, ...]
    unpaid: tuple[StatementRow, ...]

    @property
    def owed(self) -> Decimal:
        """Yuan missing in all months together."""
        return total(outcome.owed for outcome in self.outcomes)

    @property
    def surplus(self) -> Decimal:
        """Yuan credited too much in all months together."""
        return total(outcome.surplus for outcome in self.outcomes)

    @property
    def differs(self) -> bool:
        """Whether anything wants a look."""
        return bool(self.breaks) or any(outcome.differs for outcome in self.outcomes)

    @property
    def compared(self) -> int:
        """How many months could be held against a rule."""
        return sum(outcome.expected is not None and outcome.kind != "no-rule" for outcome in self.outcomes)

    def count(self, kind: OutcomeKind) -> int:
        """How many outcomes are of a kind."""
        return sum(outcome.kind == kind for outcome in self.outcomes)
