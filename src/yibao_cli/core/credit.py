"""How much is credited: (Person, Ruling, Month) -> Credit. Pure; codes and numbers, never sentences."""

from __future__ import annotations

from decimal import Decimal

from .errors import InputError, MissingInputError
from .formula import Inputs, apply, band_for
from .frozen import dataclass, replace
from .money import EXACT, NOTHING, ZERO, round_to, total
from .month import completed_years, completed_years_on_first_of
from .person import check_person
from .ruling import AVERAGES, Caveat, Ruling, backing, caveats_of_rule, is_due

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Literal

    from .formula import CreditLine
    from .literals import FigureKind, Grade, LimitSide, NoRuleReason, Period, State
    from .month import Month
    from .person import Person
    from .policy import BaseLimits, Deduction, Figure, Formula, Policy
    from .region import Region


@dataclass(frozen=True, slots=True)
class BaseUse:
    """The base as given and as applied (yuan a month), with the limits that were looked at.

    `given` is None where the region sets the base and the person named none.
    """

    given: Decimal | None
    applied: Decimal
    limits: BaseLimits | None
    moved: LimitSide | None = None
    carried: bool = False


@dataclass(frozen=True, slots=True)
class OptionalDeduction:
    """A deduction that was not taken: it needs consent, or when it is taken here is not known.

    `line` is what it comes to (None where the person lacks what it is a rate of); `net` what would be left in the
    period of the credit (yuan; None where that cannot be said).
    """

    deduction: Deduction
    line: CreditLine | None
    net: Decimal | None


@dataclass(frozen=True, slots=True)
class Credit:
    """The answer for one person and month.

    `gross`, `net` and the lines are yuan for one `period`: a month or, where the credit is posted once a year, the
    account year that begins in `account_year`. `monthly_equivalent` is the net of a month. In state "no-account" all
    amounts are zero and the policy gives the reason. `optional` are the deductions that were not taken. `evidence` is
    the last month that the evidence reaches; None where the end of all that was used is known. `taken_yearly` is what
    is deducted once a year from monthly credits (yuan), `taken_here` what of it is in this month's deductions.
    """

    state: State
    region: Region
    person: Person
    month: Month
    policy: Policy
    period: Period
    parts: tuple[CreditLine, ...]
    deductions: tuple[CreditLine, ...]
    gross: Decimal
    net: Decimal
    monthly_equivalent: Decimal
    base: BaseUse | None
    account_year: Month | None
    figures: tuple[Figure, ...]
    grade: Grade
    sources: tuple[str, ...]
    warnings: tuple[Caveat, ...]
    optional: tuple[OptionalDeduction, ...] = ()
    evidence: Month | None = None
    taken_yearly: Decimal = ZERO
    taken_here: Decimal = ZERO

    @property
    def evidence_age(self) -> int:
        """Months between the last month that the evidence reaches and the month of the answer; 0 where it does."""
        return max(0, self.month.index - self.evidence.index) if self.evidence else 0

    @property
    def projected(self) -> bool:
        """Whether the month lies after the evidence."""
        return self.evidence_age > 0

    @property
    def yearly_equivalent(self) -> Decimal:
        """Net yuan of twelve such months, less what is deducted once a year, or of the account year."""
        if self.period == "year":
            return self.net
        twelve = EXACT.multiply(EXACT.add(self.net, self.taken_here), Decimal(12))
        return round_to(max(ZERO, EXACT.subtract(twelve, self.taken_yearly)))


@dataclass(frozen=True, slots=True)
class NoRule:
    """The answer "no rule known": no number at all.

    `reason`: "never" nothing is known for the status, "month" it is known for other months only (`nearest` is the
    closest period answered for), "amount" there is an account but what goes in is not evidenced (`policy` says why),
    "figure" the rule is known (`policy`) but a published figure it needs is not, "group" only the named `groups` of
    the status have a rule in that month.
    """

    region: Region
    person: Person
    month: Month
    reason: NoRuleReason
    nearest: Policy | None = None
    policy: Policy | None = None
    figure: FigureKind | None = None
    figure_year: int | None = None
    groups: tuple[str, ...] = ()
    state: Literal["no-rule"] = "no-rule"


Answer = Credit | NoRule


def credit(person: Person, ruling: Ruling, month: Month) -> Answer:
    """Applies the rule to the person.

    Raises InputError for a person who cannot be (see `check_person`) and MissingInputError naming every input the
    rule needs and the person lacks. The answer is NoRule only where the rule needs an average that nobody knows.
    """
    check_person(person, month)
    policy = ruling.policy
    if not policy.account:
        return _no_account(person, ruling, month)
    if not policy.parts:
        return NoRule(ruling.region, person, month, "amount", policy=policy)
    age = counted_age(person, policy, month)
    terms = ruling.terms(month, age, tuple(person.agreed))
    _require(person, terms.needs_of_parts, ruling)
    averages, figures, unknown = _averages(person, ruling, terms.bands)
    if unknown is not None:
        kind, year = unknown
        return NoRule(ruling.region, person, month, "figure", policy=policy, figure=kind, figure_year=year)
    _require(person, terms.needs, ruling)
    base = _base_use(person, ruling)
    inputs = Inputs(base.applied if base else None, person.pension, averages, age, _missing_years(person, policy))
    parts = tuple([_line(part.origin, part.bands, inputs, policy) for part in policy.parts])
    gross = total([line.amount for line in parts])
    deductions, net, capped = _deduct(gross, terms.due, inputs, policy)
    caveats = [*_caveats_of_base(base, person), *_caveats_of_person(person, policy)]
    if capped:
        caveats.append(Caveat("deduction-capped", {}))
    grade, sources = terms.grade, terms.sources
    if figures or (base is None and ruling.limits is not None):
        grade, sources = backing((policy, *((ruling.limits,) if base and ruling.limits else ()), *figures, *terms.due))
    monthly = policy.posting == "month"
    return Credit(
        state="in-force",
        region=ruling.region,
        person=person,
        month=month,
        policy=policy,
        period=policy.posting,
        parts=parts,
        deductions=deductions,
        gross=gross,
        net=net,
        monthly_equivalent=net if monthly else round_to(EXACT.divide(net, Decimal(12))),
        base=base,
        account_year=None if monthly else month.first_of_year_starting(policy.account_year),
        figures=figures,
        grade=grade,
        sources=sources,
        warnings=(*caveats, *terms.caveats),
        optional=tuple(_not_taken(terms.optional, policy, inputs, net, month)) if terms.optional else (),
        taken_yearly=_of_year(terms.yearly, policy, inputs) if monthly and terms.yearly else NOTHING,
        taken_here=_taken_at_once(terms.due, deductions) if monthly and terms.yearly else NOTHING,
        evidence=terms.evidence,
    )


def _no_account(person: Person, ruling: Ruling, month: Month) -> Credit:
    policy = ruling.policy
    return Credit(
        state="no-account",
        region=ruling.region,
        person=person,
        month=month,
        policy=policy,
        period="month",
        parts=(),
        deductions=(),
        gross=NOTHING,
        net=NOTHING,
        monthly_equivalent=NOTHING,
        base=None,
        account_year=None,
        figures=(),
        grade=policy.grade,
        sources=policy.sources,
        warnings=tuple(caveats_of_rule(ruling)),
        evidence=policy.evidence,
    )


def _require(person: Person, needs: Sequence[str], ruling: Ruling) -> None:
    """Raises MissingInputError naming what of `needs` (fields of a person, see `Terms`) was not said."""
    missing = tuple([field for field in needs if _lacks(person, field)]) if needs else ()
    if missing:
        raise MissingInputError(missing, status=ruling.policy.status, region=ruling.region.name)


def _lacks(person: Person, field: str) -> bool:
    match field:
        case "base":
            return person.base is None and person.salary is None
        case "age":
            return person.age is None and person.birth is None
        case "sex":
            return person.sex is None and person.paid_years is not None
        case _:
            return person.pension is None


def _averages(
    person: Person, ruling: Ruling, bands: tuple[Formula, ...]
) -> tuple[dict[tuple[str, int | None], Decimal], tuple[Figure, ...], tuple[FigureKind, int | None] | None]:
    """The averages the formulas refer to, the published figures among them, and the first that is not known."""
    if ruling.policy.bases.isdisjoint(AVERAGES):
        return {}, (), None
    given: dict[str, Decimal | None] = {
        "average_pension": person.average_pension,
        "average_wage": person.average_wage,
    }
    averages: dict[tuple[str, int | None], Decimal] = {}
    used: list[Figure] = []
    for band in bands:
        if (band.of != "average_pension" and band.of != "average_wage") or (band.of, band.of_year) in averages:
            continue
        amount = given[band.of]
        if amount is None:
            figure = next((f for f in ruling.figures if f.kind == band.of and f.year == band.of_year), None)
            if figure is None:
                return {}, (), (band.of, band.of_year)
            used.append(figure)
            amount = figure.yuan
        averages[band.of, band.of_year] = amount
    return averages, tuple(used), None


def _base_use(person: Person, ruling: Ruling) -> BaseUse | None:
    given = person.base if person.base is not None else person.salary
    limits = ruling.limits
    if not ruling.policy.uses_base:
        return None
    if given is None:
        fixed = limits.floor if limits is not None and limits.fixed else None
        return None if fixed is None else BaseUse(None, fixed, limits, None, ruling.limits_carried)
    applied = given if limits is None else limits.apply(given)
    moved: LimitSide | None = None
    if applied != given and not (limits is not None and limits.fixed):
        moved = "floor" if applied > given else "ceiling"
    return BaseUse(given, applied, limits, moved, ruling.limits_carried)


def counted_age(person: Person, policy: Policy, month: Month) -> int | None:
    """The age in completed years that counts in `month`; None where the rule does not look at it."""
    if not policy.uses_age:
        return None
    if person.birth is None:
        return person.age
    match policy.age_on:
        case "next-month":
            age = completed_years(person.birth, month.plus(-1))
        case "account-year":
            age = completed_years_on_first_of(person.birth, month.first_of_year_starting(policy.account_year))
        case "year-end-before":
            age = month.first_of_year_starting(policy.account_year).year - 1 - person.birth.year
        case _:
            age = completed_years(person.birth, month)
    return max(0, age)


def _missing_years(person: Person, policy: Policy) -> int:
    reduction = policy.reduction
    if reduction is None or person.paid_years is None:
        return 0
    required = reduction.male_years if person.sex != "female" else reduction.female_years
    return max(0, required - person.paid_years)


def _line(name: str, bands: tuple[Formula, ...], inputs: Inputs, policy: Policy) -> CreditLine:
    band = band_for(bands, inputs.age)
    if band is None:
        raise InputError("age-outside-bands", field="age", value=str(inputs.age))
    return apply(name, band, inputs, policy.posting, policy.rounding, policy.reduction)


def _deduct(
    gross: Decimal, due: Sequence[Deduction], inputs: Inputs, policy: Policy
) -> tuple[tuple[CreditLine, ...], Decimal, bool]:
    """The deductions, the net, and whether a deduction was cut because nothing was left to take it from."""
    left, capped, lines = gross, False, []
    for deduction in due:
        line = _taken(deduction, inputs, policy)
        if line.amount > left:
            capped = True
            line = replace(line, amount=left)
        left = EXACT.subtract(left, line.amount)
        lines.append(line)
    return tuple(lines), left, capped


def _taken(deduction: Deduction, inputs: Inputs, policy: Policy) -> CreditLine:
    """What a deduction comes to."""
    return _line(deduction.name, deduction.bands, inputs, policy_of(deduction, policy))


def _known_line(deduction: Deduction, inputs: Inputs, policy: Policy) -> CreditLine | None:
    """What a deduction comes to; None where it is a rate of something that nobody gave."""
    band = band_for(deduction.bands, inputs.age)
    if band is None or (band.of in ("base", "pension") and getattr(inputs, band.of) is None):
        return None
    return _taken(deduction, inputs, policy)


def _of_year(yearly: Sequence[Deduction], policy: Policy, inputs: Inputs) -> Decimal:
    """Yuan that are taken out of the credits of a year at once, in some month of it."""
    lines = (_known_line(item, inputs, policy) for item in yearly)
    return total(line.amount for line in lines if line is not None)


def _taken_at_once(due: Sequence[Deduction], lines: Sequence[CreditLine]) -> Decimal:
    """Yuan of a year that are among the deductions of this month."""
    pairs = zip(due, lines, strict=True)
    return total([line.amount for item, line in pairs if item.yearly and item.month is not None])


def policy_of(deduction: Deduction, policy: Policy) -> Policy:
    """The policy as it holds for a deduction: a year's sum is taken as a whole, and missing years reduce nothing."""
    whole = deduction.yearly and (deduction.month is not None or deduction.optional is not None)
    return replace(policy, posting="year" if whole else policy.posting, reduction=None)


def _not_taken(
    optional: Sequence[Deduction], policy: Policy, inputs: Inputs, net: Decimal, month: Month
) -> Iterator[OptionalDeduction]:
    """The deductions in force that need the person's word, with what they would leave in this month."""
    for deduction in optional:
        line = _known_line(deduction, inputs, policy)
        if line is None:
            yield OptionalDeduction(deduction, None, None)
            continue
        here = is_due(deduction, policy, month, (deduction.name,))
        left = round_to(max(ZERO, EXACT.subtract(net, line.amount))) if here else None
        yield OptionalDeduction(deduction, line, left)


def _caveats_of_base(base: BaseUse | None, person: Person) -> list[Caveat]:
    if base is None:
        return []
    warnings = []
    if base.moved and base.limits:
        code = "base-below-floor" if base.moved == "floor" else "base-above-ceiling"
        warnings.append(Caveat(code, {"given": f"{base.given:.2f}", "applied": f"{base.applied:.2f}"}))
    warnings += _caveats_of_limits(base)
    if base.given is not None and person.base is None:
        warnings.append(Caveat("base-from-salary", {}))
    return warnings


def _caveats_of_limits(base: BaseUse) -> list[Caveat]:
    limits = base.limits
    if limits is None or not (limits.known or limits.no_ceiling):
        return [Caveat("limits-unknown", {})]
    warnings = []
    if base.carried and limits.ends:
        warnings.append(Caveat("limits-carried", {"from": str(limits.starts), "to": str(limits.ends.plus(-1))}))
    if limits.fixed:
        warnings.append(Caveat("base-fixed", {"base": f"{limits.floor:.2f}"}))
    if limits.ceiling is None:
        warnings.append(Caveat("no-ceiling" if limits.no_ceiling else "ceiling-unknown", {}))
    if limits.floor is None:
        warnings.append(Caveat("floor-unknown", {}))
    if limits.kind == "unnamed" and base.moved:
        warnings.append(Caveat("limits-unnamed", {}))
    if limits.provisional:
        warnings.append(Caveat("limits-provisional", {}))
    return warnings


def _caveats_of_person(person: Person, policy: Policy) -> list[Caveat]:
    warnings = []
    if policy.uses_age and policy.age_on is None and person.birth is not None:
        warnings.append(Caveat("age-day-default", {}))
    if policy.uses_age and policy.age_on not in (None, "month") and person.birth is None:
        warnings.append(Caveat("age-as-given", {"age_on": str(policy.age_on)}))
    if policy.reduction and person.paid_years is None:
        warnings.append(Caveat("years-assumed", {}))
    warnings += [Caveat("input-unused", {"field": field}) for field in _unused(person, policy)]
    for kind, given in (("average_pension", person.average_pension), ("average_wage", person.average_wage)):
        if given is not None:
            code = "figure-given" if kind in policy.bases else "input-unused"
            warnings.append(Caveat(code, {"field": kind}))
    return warnings


def _unused(person: Person, policy: Policy) -> Iterator[str]:
    """What was said of the person and the rule does not ask for, but for the averages."""
    if person.plan is not None and person.plan != policy.plan:
        yield "plan"
    if person.group is not None and person.group != policy.group:
        yield "group"
    if (person.base is not None or person.salary is not None) and not policy.uses_base:
        yield "base" if person.base is not None else "salary"
    if person.pension is not None and "pension" not in policy.bases:
        yield "pension"
    if person.agreed and not {item.name for item in policy.deductions if item.optional is not None}.issuperset(
        person.agreed
    ):
        yield "agreed"
    if policy.reduction is None and person.sex is not None:
        yield "sex"
    if policy.reduction is None and person.paid_years is not None:
        yield "paid_years"
