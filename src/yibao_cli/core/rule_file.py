"""One rule file as plain values."""

from dataclasses import dataclass

from .cause import Cause
from .channel import Channel, Tip
from .lifetime import Lifetime
from .policy import BaseLimits, Figure, Policy
from .posting import Posting
from .retirement import RetirementAge
from .source import Source
from .switch import Switch


@dataclass(frozen=True, slots=True)
class RuleFile:
    """The content of one rule file, with the documents it cites."""

    id: str
    policies: tuple[Policy, ...] = ()
    limits: tuple[BaseLimits, ...] = ()
    figures: tuple[Figure, ...] = ()
    postings: tuple[Posting, ...] = ()
    switches: tuple[Switch, ...] = ()
    lifetimes: tuple[Lifetime, ...] = ()
    channels: tuple[Channel, ...] = ()
    tips: tuple[Tip, ...] = ()
    retirement_ages: tuple[RetirementAge, ...] = ()
    causes: tuple[Cause, ...] = ()
    sources: tuple[Source, ...] = ()
