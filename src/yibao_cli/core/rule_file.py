"""All that is known of one region, as plain values."""

from __future__ import annotations

from .frozen import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .cause import Cause
    from .channel import Channel, Tip
    from .lifetime import Lifetime
    from .policy import BaseLimits, Deduction, Figure, Policy
    from .posting import Posting
    from .retirement import RetirementAge
    from .source import Source
    from .switch import Switch
    from .withheld import Withheld


@dataclass(frozen=True, slots=True)
class RuleFile:
    """What the rule base holds about one region, with the documents cited: its rule file and its lines in the tables.

    `contributions` are fixed payments of which no source says that they come out of the account; `research` is what
    was looked for, in words.
    """

    id: str
    policies: tuple[Policy, ...] = ()
    limits: tuple[BaseLimits, ...] = ()
    deductions: tuple[Deduction, ...] = ()
    contributions: tuple[Deduction, ...] = ()
    figures: tuple[Figure, ...] = ()
    postings: tuple[Posting, ...] = ()
    switches: tuple[Switch, ...] = ()
    lifetimes: tuple[Lifetime, ...] = ()
    channels: tuple[Channel, ...] = ()
    tips: tuple[Tip, ...] = ()
    retirement_ages: tuple[RetirementAge, ...] = ()
    causes: tuple[Cause, ...] = ()
    withheld: tuple[Withheld, ...] = ()
    research: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
