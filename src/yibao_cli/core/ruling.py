"""What the rulebook found for a question, and what follows from it whoever asks. Pure."""

from __future__ import annotations

from .formula import band_for
from .frozen import dataclass, field
from .region import NATIONAL, region_of
from .source import weakest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from .literals import FigureKind, Grade
    from .month import Month
    from .policy import BaseLimits, Deduction, Figure, Formula, Part, Policy
    from .region import Region

AVERAGES: tuple[FigureKind, ...] = ("average_pension", "average_wage")
REMEMBERED = 64
"""Terms that a ruling keeps: those of the ages in a table of people, not those of everything ever asked."""


@dataclass(frozen=True, slots=True)
class Caveat:
    """Something a reader has to know about an answer: a code, and facts as text."""

    code: str
    facts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Terms:
    """What a ruling comes to in a calendar month for everyone of an age who agreed to the same deductions.

    `due` are the deductions taken, `optional` those that would need consent, `yearly` those taken at once for a year.
    `bands` are the formulas that count. `needs_of_parts` and `needs` name the fields of a person that the formulas of
    the parts, and all of them, cannot do without. `grade` and `sources` are those of the rule, its base limits and
    what is deducted, `evidence` the last month that their evidence reaches (None: every end is known).
    """

    due: tuple[Deduction, ...]
    optional: tuple[Deduction, ...]
    yearly: tuple[Deduction, ...]
    bands: tuple[Formula, ...]
    needs_of_parts: tuple[str, ...]
    needs: tuple[str, ...]
    grade: Grade
    sources: tuple[str, ...]
    caveats: tuple[Caveat, ...]
    evidence: Month | None


@dataclass(frozen=True, slots=True)
class Ruling:
    """What the rulebook found for a region, a status and a month.

    `limits_carried`: the limits are those of an earlier year. The policy has the deductions of that month.
    `other_plans`, `other_groups`: what else the rule distinguishes where the person named none and the main one
    answers.
    """

    region: Region
    policy: Policy
    limits: BaseLimits | None = None
    limits_carried: bool = False
    figures: tuple[Figure, ...] = ()
    other_plans: tuple[str, ...] = ()
    other_groups: tuple[str, ...] = ()
    known: dict[tuple[int | None, int | None, tuple[str, ...]], Terms] = field(init=False, compare=False, repr=False)
    """The terms worked out so far."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "known", {})

    def terms(self, month: Month, age: int | None, agreed: tuple[str, ...]) -> Terms:
        """What it comes to in `month` for everyone of an age (None: not known, or the rule does not look at it)."""
        in_months = any(item.yearly and item.month is not None for item in self.policy.deductions)
        key = month.month if in_months else None, age, agreed
        found = self.known.get(key)
        if found is None:
            if len(self.known) >= REMEMBERED:
                self.known.clear()
            found = self.known[key] = _terms(self, month, age, agreed)
        return found


def _terms(ruling: Ruling, month: Month, age: int | None, agreed: tuple[str, ...]) -> Terms:
    policy = ruling.policy
    due = tuple(item for item in policy.deductions if is_due(item, policy, month, agreed))
    part_bands = _bands(policy.parts, age)
    bands = _bands((*policy.parts, *due), age)
    grade, sources = backing((policy, *((ruling.limits,) if ruling.limits else ()), *due))
    yearly = (item for item in policy.deductions if item.yearly and item.month is not None)
    return Terms(
        due=due,
        optional=tuple(item for item in policy.deductions if item.optional is not None and item not in due),
        yearly=tuple(item for item in yearly if item.optional is None or item.name in agreed),
        bands=bands,
        needs_of_parts=_needs(ruling, part_bands),
        needs=_needs(ruling, bands),
        grade=grade,
        sources=sources,
        caveats=(*_caveats_of_deductions(policy, due), *caveats_of_rule(ruling)),
        evidence=evidence_of(ruling, due),
    )


def is_due(deduction: Deduction, policy: Policy, month: Month, agreed: Sequence[str] = ()) -> bool:
    """Whether a deduction in force is taken in `month`: one that is optional only where it was agreed to.

    A year's sum is taken in its month; where the credit itself is posted yearly, out of that. One that is optional and
    of which no source gives the month is never taken out of a month.
    """
    if deduction.optional is not None:
        month_unknown = deduction.yearly and deduction.month is None and policy.posting == "month"
        if month_unknown or deduction.name not in agreed:
            return False
    return not deduction.yearly or policy.posting == "year" or deduction.month in (None, month.month)


def _bands(items: Sequence[Part | Deduction], age: int | None) -> tuple[Formula, ...]:
    """The formulas that count at an age, of some parts and deductions; all of them where the age is not known."""
    if age is None:
        return tuple(band for item in items for band in item.bands)
    return tuple(band for item in items if (band := band_for(item.bands, age)) is not None)


def _needs(ruling: Ruling, bands: Sequence[Formula]) -> tuple[str, ...]:
    """The fields of a person that formulas cannot do without; "sex" only where the contribution years are given."""
    kinds = {band.of for band in bands}
    fixed = ruling.limits is not None and ruling.limits.fixed
    reduction = ruling.policy.reduction
    needed = {
        "base": not fixed and not kinds.isdisjoint(("base", "employer_contribution")),
        "pension": "pension" in kinds,
        "age": any(band.uses_age or not band.ages.everyone for band in bands),
        "sex": reduction is not None and reduction.male_years != reduction.female_years,
    }
    return tuple(field for field, is_needed in needed.items() if is_needed)


def backing(items: Iterable[Policy | BaseLimits | Figure | Deduction]) -> tuple[Grade, tuple[str, ...]]:
    """The weakest grade of what was used (at least one has a grade), and the sources of all of it."""
    used = tuple(items)
    grades = [item.grade for item in used if item.grade is not None]
    return weakest(grades), tuple(dict.fromkeys(source for item in used for source in item.sources))


def evidence_of(ruling: Ruling, due: Sequence[Deduction]) -> Month | None:
    """The last month that the evidence of a rule, of what is deducted and of the limits reaches; None where every end
    is known."""
    policy, limits = ruling.policy, ruling.limits
    reached = [policy.evidence, *(item.evidence for item in due)]
    if limits is not None and policy.parts:
        reached.append(limits.ends.plus(-1) if ruling.limits_carried and limits.ends else limits.evidence)
    return min((month for month in reached if month is not None), default=None)


def _caveats_of_deductions(policy: Policy, due: Sequence[Deduction]) -> list[Caveat]:
    """What is taken in another month of the year."""
    return [
        Caveat("deduction-in-month", {"name": item.name, "month": str(item.month)})
        for item in policy.deductions
        if item.yearly and item.month is not None and item.optional is None and item not in due
    ]


def caveats_of_rule(ruling: Ruling) -> list[Caveat]:
    """What has to be known of a rule whoever asks."""
    policy = ruling.policy
    warnings = []
    if ruling.limits is not None and ruling.limits.region != ruling.region.id:
        warnings.append(Caveat("limits-of-province", {}))
    if ruling.other_plans:
        warnings.append(Caveat("plan-assumed", {"plan": policy.plan or "", "others": "、".join(ruling.other_plans)}))
    if ruling.other_groups:
        warnings.append(
            Caveat("group-assumed", {"group": policy.group or "", "others": "、".join(ruling.other_groups)})
        )
    answered_by = region_of(policy.file)
    if answered_by != ruling.region.id and policy.account:
        warnings.append(Caveat("national-rule" if answered_by == NATIONAL else "province-rule", {}))
    if policy.start_kind == "unknown":
        warnings.append(Caveat("start-unknown", {"ends": str(policy.ends)}))
    if policy.doubt is not None:
        warnings.append(Caveat("doubt", {"text": policy.doubt}))
    return warnings
