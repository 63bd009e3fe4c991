"""From an amount that arrived back to everything that explains it exactly: base, pension, average, age, deductions."""

from __future__ import annotations

from decimal import Decimal
from functools import cache

from .credit import Credit, counted_age, credit, policy_of
from .errors import MissingInputError
from .formula import band_for
from .frozen import dataclass, replace
from .integer import bends, first_ages, step_of, to_fen
from .inverse import solve
from .money import EXACT, LARGEST, ZERO, check_yuan, round_to
from .person import check_person
from .policy import AgeRange
from .ruling import AVERAGES, is_due

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from typing import Any

    from .integer import Step
    from .inverse import Near, Stretch
    from .literals import At, Sex, Unknown
    from .month import Month
    from .person import Person
    from .policy import AgeLimit, Deduction, Formula, Part, Policy, Reduction
    from .ruling import Ruling


UNKNOWNS: tuple[Unknown, ...] = ("base", "pension", *AVERAGES)
"""What can be solved for, what is asked first coming first."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """One way in which a rule gives exactly the amount.

    `ages`: completed years for which it holds; None where the rule does not look at age. `missing_years`: the
    contribution years missing that it takes. `deducted`: True, the amount is what is left after the deductions; False,
    it is what there was before them; None, the rule has none at that age.

    `unknown` is what was solved for, None for an amount without an unknown; `low` and `high` are the least and the
    greatest value of it, in yuan, that give the amount (a base as applied, that is within the limits; `high` None: no
    upper end). `at`, of a base whose limits are known: "floor", only the floor itself, so the wage may be lower;
    "ceiling" likewise; "between". `limits` are the minimums and maximums of the formulas that act there.

    `sample` is the calculator's answer for `low` and the youngest of `ages`.
    """

    ruling: Ruling
    ages: AgeRange | None
    missing_years: int
    deducted: bool | None
    unknown: Unknown | None
    low: Decimal | None
    high: Decimal | None
    at: At | None
    limits: tuple[AgeLimit, ...]
    sample: Credit

    @property
    def credited(self) -> Decimal:
        """The amount explained: yuan for the period of the sample."""
        return self.sample.gross if self.deducted is False else self.sample.net


@dataclass(frozen=True, slots=True)
class Inference:
    """Everything that explains `credited` yuan for `month`.

    `below` and `above`: the nearest other amounts, in yuan, that come out of what is known of the person; None if
    there is none. `relaxed`: nothing fits the age given; the explanations hold at other ages.
    """

    credited: Decimal
    month: Month
    explanations: tuple[Explanation, ...]
    below: Decimal | None
    above: Decimal | None
    relaxed: bool = False


@dataclass(frozen=True, slots=True)
class Shortfall:
    """What should have arrived if the base were the wage, and by how many yuan that is more (below zero: less)."""

    expected: Credit
    monthly: Decimal
    yearly: Decimal


def infer(person: Person, rulings: Sequence[Ruling], credited: Decimal, month: Month) -> Inference:
    """Every explanation of `credited` yuan, exact to the fen, by any of the rules.

    What is known of the person is held fixed; the base, pension or average that a rule needs beyond it is solved for.
    Raises InputError for a person or amount that cannot be, MissingInputError where a rule needs two such unknowns:
    it names all but the first. Where nothing explains the amount, other ages are tried, then another average than the
    published one.
    """
    check_person(person, month)
    asked = _Question(person, check_yuan(credited, "credited"), month)
    found = asked.of(rulings)
    explanations, relaxed = found.explanations, False
    if not explanations and (person.age is not None or person.birth is not None):
        explanations = replace(asked, any_age=True).of(rulings).explanations
        relaxed = bool(explanations)
    if not explanations:
        explanations = replace(asked, other_average=True).of(rulings).explanations
    return Inference(asked.credited, month, explanations, found.below, found.above, relaxed)


def shortfall(explanation: Explanation, salary: Decimal) -> Shortfall:
    """How much less arrived than if the base, which was solved for, were `salary` (yuan a month)."""
    if explanation.unknown != "base":
        raise ValueError("the base was not the unknown")
    sample = explanation.sample
    expected = credit(replace(sample.person, base=None, salary=salary), explanation.ruling, sample.month)
    assert isinstance(expected, Credit), "the same rule gave an amount before"
    due = expected.gross if explanation.deducted is False else expected.net
    short, twelve = EXACT.subtract(due, explanation.credited), Decimal(12)
    if expected.period == "year":
        return Shortfall(expected, round_to(EXACT.divide(short, twelve)), short)
    return Shortfall(expected, short, EXACT.multiply(short, twelve))


@dataclass(frozen=True, slots=True)
class _Found:
    """The explanations, and the nearest other amounts in yuan."""

    explanations: tuple[Explanation, ...]
    below: Decimal | None
    above: Decimal | None


@dataclass(frozen=True, slots=True)
class _Question:
    """An amount and what is known of the person.

    `any_age`: the age given is not to be believed; `other_average`: the published average is not.
    """

    person: Person
    credited: Decimal
    month: Month
    any_age: bool = False
    other_average: bool = False

    def of(self, rulings: Iterable[Ruling]) -> _Found:
        """The answer of some rules."""
        explanations: list[Explanation] = []
        near: list[Near] = []
        goal = to_fen(self.credited)
        for ruling in rulings:
            here: list[Explanation] = []
            for asked, variant in self._variants(ruling):
                for case in asked._cases(variant):
                    credit_at = case.calculator(self.month)
                    for deducted, found in case.solved(goal, credit_at):
                        near.append(found)
                        here += (case.explanation(hit, deducted, credit_at(hit.low)) for hit in found.hits)
            explanations += _merged(_distinct(here))
        below = max((item.below for item in near if item.below is not None), default=None)
        above = min((item.above for item in near if item.above is not None), default=None)
        return _Found(tuple(explanations), *(None if fen is None else _yuan(fen) for fen in (below, above)))

    def _variants(self, ruling: Ruling) -> Iterator[tuple[_Question, Ruling]]:
        """The rule with the deductions due in the month: without optional ones, then with one of them, then with all.

        Those the person agreed to are taken each time.
        """
        policy, said = ruling.policy, self.person.agreed
        open_to = [item.name for item in policy.deductions if item.optional is not None and item.name not in said]
        for more in dict.fromkeys(((), *((name,) for name in open_to), tuple(open_to))):
            agreed = (*said, *more)
            due = tuple(item for item in policy.deductions if is_due(item, policy, self.month, agreed))
            if not more or {item.name for item in due} & set(more):
                person = replace(self.person, agreed=tuple(item.name for item in due if item.optional is not None))
                same = len(due) == len(policy.deductions)
                taken = policy if same else replace(policy, deductions=due)
                yield replace(self, person=person), replace(ruling, policy=taken)

    def _cases(self, ruling: Ruling) -> Iterator[_Case]:
        policy = ruling.policy
        if not policy.account:
            yield _Case(ruling, self.person, None, 0, None)
        if not policy.parts:
            return
        for ages, aged in self._ages(policy):
            formulas = _formulas((*policy.parts, *policy.deductions), ages)
            if formulas is not None:
                for unknown in self._unknowns(ruling, formulas):
                    for missing_years, person in _tenures(aged, policy):
                        yield _Case(ruling, person, ages, missing_years, unknown, formulas)

    def _ages(self, policy: Policy) -> Iterator[tuple[AgeRange | None, Person]]:
        """The ages to look at, each with the person at the youngest of them; None where no rule looks at age."""
        age = counted_age(self.person, policy, self.month)
        if not policy.uses_age:
            yield None, self.person
        elif age is not None and not self.any_age:
            yield AgeRange(age, age + 1), self.person
        else:
            starts = first_ages(policy)
            for low, below in zip(starts, (*starts[1:], None), strict=True):
                yield AgeRange(low, below), replace(self.person, age=low, birth=None)

    def _unknowns(self, ruling: Ruling, formulas: tuple[Formula, ...]) -> tuple[Unknown | None, ...]:
        """What to solve for: one thing, or None for a known amount; nothing if there is no such question."""
        lacking = _lacking(self.person, ruling, formulas)
        if self.other_average:
            used = [kind for kind in AVERAGES if any(formula.of == kind for formula in formulas)]
            return () if lacking else tuple(kind for kind in used if getattr(self.person, kind) is None)
        if len(lacking) > 1 and not self.any_age:
            raise MissingInputError(lacking[1:], status=ruling.policy.status, region=ruling.region.name)
        return (None,) if not lacking else lacking if len(lacking) == 1 else ()


@dataclass(frozen=True, slots=True)
class _Case:
    """A rule, and a person who lacks nothing it needs except one unknown.

    `formulas` are those that count: one for each part, then one for each deduction.
    """

    ruling: Ruling
    person: Person
    ages: AgeRange | None
    missing_years: int
    unknown: Unknown | None
    formulas: tuple[Formula, ...] = ()

    def solved(self, goal: int, credit_at: Callable[[int], Credit]) -> Iterator[tuple[bool | None, Near]]:
        """Where the goal (fen) is what is left after the deductions, then before them; one if nothing is deducted."""
        policy, (low, high) = self.ruling.policy, self._bounds
        count = len(policy.parts)
        held = (*[policy] * count, *(policy_of(item, policy) for item in policy.deductions))
        steps = [self._step(*item) for item in zip(self.formulas, held, strict=False)]
        turns = [at for formula in self.formulas if self._moves(formula) for at in bends(formula, self._age)]
        marks = (low, high) if self._limited else ()
        takes = any(map(_takes, self.formulas[count:]))
        yield takes or None, solve(goal, credit_at, steps, turns, low, high, marks)
        if takes:
            yield False, solve(goal, credit_at, steps[:count], turns, low, high, marks)

    def explanation(self, stretch: Stretch, deducted: bool | None, sample: Credit) -> Explanation:
        """A stretch of the unknown, in words of the rule; `sample` is the credit at its low end."""
        solved, last = self.unknown is not None, self._bounds[1]
        lines = (*sample.parts, *(sample.deductions if deducted else ()))
        return Explanation(
            ruling=self.ruling,
            ages=self.ages,
            missing_years=self.missing_years,
            deducted=deducted,
            unknown=self.unknown,
            low=_yuan(stretch.low) if solved else None,
            high=_yuan(stretch.high) if solved and (self._limited or stretch.high < last) else None,
            at=self._at(stretch.low) if self._limited else None,
            limits=tuple(dict.fromkeys(line.limit for line in lines if line.limit)),
            sample=sample,
        )

    @property
    def _limited(self) -> bool:
        limits = self.ruling.limits
        return self.unknown == "base" and limits is not None and limits.known

    @property
    def _bounds(self) -> tuple[int, int]:
        """The least and greatest value of the unknown, in fen."""
        if self.unknown is None:
            return 0, 0
        limits = self.ruling.limits if self._limited else None
        floor = limits.floor if limits else None
        ceiling = limits.ceiling if limits else None
        return to_fen(floor or ZERO), to_fen(LARGEST if ceiling is None else ceiling)

    def _at(self, fen: int) -> At:
        limits, amount = self.ruling.limits, _yuan(fen)
        assert limits is not None, "asked of a base with limits"
        return "floor" if amount == limits.floor else "ceiling" if amount == limits.ceiling else "between"

    def calculator(self, month: Month) -> Callable[[int], Credit]:
        """The credit by the unknown, in fen."""

        @cache
        def calculate(fen: int) -> Credit:
            solved: dict[str, Any] = {self.unknown: _yuan(fen)} if self.unknown else {}
            result = credit(replace(self.person, **solved), self.ruling, month)
            assert isinstance(result, Credit), "a case lacks nothing"
            return result

        return calculate

    @property
    def _age(self) -> int | None:
        return self.ages.low if self.ages else None

    def _moves(self, formula: Formula) -> bool:
        return self.unknown is not None and _unknown_of(formula) == self.unknown

    def _step(self, formula: Formula, policy: Policy) -> Step | None:
        """How a formula moves with the unknown; None where it does not."""
        step = step_of(formula, policy, self._age, self.missing_years) if self._moves(formula) else None
        return step if step and step.rate > 0 else None


def _yuan(fen: int) -> Decimal:
    return Decimal(fen).scaleb(-2, EXACT)


def _formulas(items: Sequence[Part | Deduction], ages: AgeRange | None) -> tuple[Formula, ...] | None:
    """The formulas that count at some ages, one for each item; None if an item has none for them."""
    found = [band_for(item.bands, ages.low if ages else None) for item in items]
    formulas = tuple(formula for formula in found if formula)
    return formulas if len(formulas) == len(found) else None


def _takes(formula: Formula) -> bool:
    """Whether a deduction takes anything: rules write "0 yuan from 70 on" where there is none."""
    terms = (formula.yuan, formula.yuan_per_year_of_age, formula.rate, formula.rate_per_year_of_age)
    return any(terms) or bool(formula.minimum)


def _unknown_of(formula: Formula) -> Unknown | None:
    """What of the person or the place the formula is a rate of."""
    return "base" if formula.of == "employer_contribution" else formula.of


def _lacking(person: Person, ruling: Ruling, formulas: Iterable[Formula]) -> tuple[Unknown, ...]:
    """What the formulas need and nobody gave or published, in the order of UNKNOWNS."""
    published = {(figure.kind, figure.year) for figure in ruling.figures}
    needed = {_unknown_of(formula) for formula in formulas if (formula.of, formula.of_year) not in published}
    given = {field for field in UNKNOWNS if getattr(person, field) is not None}
    if person.salary is not None:
        given.add("base")
    return tuple(unknown for unknown in UNKNOWNS if unknown in needed and unknown not in given)


def _tenures(person: Person, policy: Policy) -> Iterator[tuple[int, Person]]:
    """The contribution years that may be missing, least first, each with a person who lacks so many."""
    reduction = policy.reduction
    if reduction is None:
        yield 0, person
        return
    required = _years_required(person, reduction)
    if person.paid_years is not None:
        for sex, years in required:
            yield max(0, years - person.paid_years), replace(person, sex=sex)
        return
    yield 0, person
    sex, most = required[-1]
    for missing in range(1, most + 1):
        yield missing, replace(person, sex=sex, paid_years=most - missing)


def _years_required(person: Person, reduction: Reduction) -> list[tuple[Sex | None, int]]:
    """The contribution years required, least first, with the sex of which they are; None where it does not matter."""
    male, female = reduction.male_years, reduction.female_years
    if person.sex or male == female:
        return [(person.sex, female if person.sex == "female" else male)]
    by_sex: list[tuple[Sex | None, int]] = [("male", male), ("female", female)]
    return sorted(by_sex, key=lambda item: item[1])


def _distinct(explanations: Iterable[Explanation]) -> Iterator[Explanation]:
    """Leaves out what missing years more, or looking before the deductions, does not change."""
    seen: dict[object, list[Explanation]] = {}
    for item in explanations:
        same = seen.setdefault((item.ages, *_solution(item)), [])
        if not any(item.missing_years == other.missing_years or item.deducted == other.deducted for other in same):
            same.append(item)
            yield item


def _merged(explanations: Iterable[Explanation]) -> tuple[Explanation, ...]:
    """Joins what is the same at neighbouring ages."""
    merged: list[Explanation] = []
    latest: dict[object, int] = {}
    for item in explanations:
        key = (item.missing_years, item.deducted, *_solution(item))
        index = latest.get(key)
        before = merged[index].ages if index is not None else None
        if index is not None and before and item.ages and before.below == item.ages.low:
            merged[index] = replace(merged[index], ages=AgeRange(before.low, item.ages.below))
        else:
            latest[key] = len(merged)
            merged.append(item)
    return tuple(merged)


def _solution(item: Explanation) -> tuple[object, ...]:
    return item.unknown, item.low, item.high, item.at, item.limits
