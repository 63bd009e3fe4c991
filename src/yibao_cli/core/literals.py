"""The closed sets of codes of the core.

Apart from the records that bear them: a short command needs the codes, not their types.
"""

from typing import Literal

Status = Literal["employee", "retiree", "flexible", "resident"]
Sex = Literal["male", "female"]

Grade = Literal["official", "press", "secondary", "unverified"]

RoundingMode = Literal["half-up", "half-even", "down", "up"]

Origin = Literal["own", "employer", "pooled"]
Basis = Literal["base", "pension", "average_pension", "average_wage", "employer_contribution"]
Period = Literal["month", "year"]
AgeOn = Literal["month", "next-month", "account-year", "year-end-before"]
StartKind = Literal["from", "seen", "unknown"]
FigureKind = Literal["average_pension", "average_wage"]
LimitsKind = Literal["medical", "all", "unnamed"]

State = Literal["in-force", "no-account"]
LimitSide = Literal["floor", "ceiling"]
NoRuleReason = Literal["never", "month", "amount", "figure", "group"]

WithheldTopic = Literal["limits", "employee", "retiree", "flexible", "resident", "deduction", "posting", "lifetime"]

RetireKind = Literal["men", "women-55", "women-50"]

SwitchMonth = Literal["same-month", "next-month"]

ChannelKind = Literal["app", "web", "mini-program", "bank-app", "hotline", "counter", "kiosk", "hospital", "pharmacy"]
Shows = Literal["balance", "credits", "contributions", "spending"]

Symptom = Literal["nothing", "less", "zero", "stopped"]

Verdict = Literal["holds", "held-until", "contradicted", "no-region", "other-scheme", "unsupported", "channel"]
ClaimTopic = Literal[
    "channel",
    "credit",
    "timing",
    "troubleshooting",
    "usage",
    "family-sharing",
    "lifetime-years",
    "flexible",
    "other",
]

ChangeKind = Literal[
    "region",
    "status",
    "rule",
    "deduction",
    "base",
    "floor",
    "ceiling",
    "age",
    "pension",
    "figure",
    "years",
    "unknown",
    "known",
]
LineKind = Literal["part", "deduction"]

OccasionKind = Literal["posting", "band", "retirement", "limits"]
"""What a day in a calendar is about."""

Outcome = Literal["gainer", "loser", "same", "unknown"]
"""Who gets more, less or the same by other rules; "unknown" where one of the two has no number."""

Position = Literal["floor", "round", "ceiling", "fixed"]
"""Where the contribution base of a kind of people stands: on a limit, at a round sum, or where the region sets it."""

Fit = Literal["amounts", "difference", "possible"]
"""How well a reason fits: it gives both amounts, it gives their difference, or nothing speaks against it."""
ReasonKind = Literal[
    "rule", "age", "deduction", "optional", "yearly", "contribution", "base", "floor", "ceiling", "pension",
    "rule-changed?",
]  # fmt: skip

Unknown = Literal["base", "pension", "average_pension", "average_wage"]
At = Literal["floor", "between", "ceiling"]

BreakKind = Literal["rate", "own-rate", "employer-rate", "paid-rate", "parts", "balance"]

RowKind = Literal["credit", "correction", "other-fund", "outflow", "unpaid", "unknown-code"]
"""What a row is: money credited by the rules of the basic scheme; a correction of such a credit (its amount has a
sign); money of another fund, interest, a carry-over or a transfer, never counted; money going out; a bill that was
not paid or was revoked; a row with a code nobody can name."""

OutcomeKind = Literal[
    "ok",
    "missing",
    "short",
    "over",
    "late",
    "back-payment",
    "not-yet-posted",
    "base-changed",
    "band-changed",
    "deduction",
    "contribution-differs",
    "rule-changed?",
    "other-fund",
    "unknown-code",
    "no-rule",
]

Course = Literal["at-once", "by-month", "entered"]
"""How a statement shows a credit that is posted once a year: all of it at once, or in monthly amounts; "entered": the
rule came to hold within an account year, for which nobody says what arrives."""
