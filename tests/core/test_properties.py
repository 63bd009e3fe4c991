"""What holds for every rule and every person."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from yibao_cli.core.credit import Credit, NoRule, credit
from yibao_cli.core.errors import InputError
from yibao_cli.core.literals import Status
from yibao_cli.core.month import Month
from yibao_cli.core.person import STATUSES, Person
from yibao_cli.core.policy import Deduction, Formula, Policy
from yibao_cli.rulebook.book import Rulebook
from yibao_cli.rulebook.directory import RuleDirectory

from ..conftest import RULES
from .builders import AUGUST, answer, band, employer, limits, own, policy, pooled

BOOK = Rulebook.from_directory(RuleDirectory(RULES))
REGIONS = [BOOK.places.regions[id] for id in BOOK.file_ids if id != "national"]

fen = st.integers(min_value=0, max_value=10_000_000).map(lambda n: Decimal(n).scaleb(-2))
rates = st.integers(min_value=0, max_value=100_000).map(lambda n: Decimal(n).scaleb(-6))
ages = st.integers(min_value=0, max_value=130)
months = st.integers(min_value=Month(2019, 1).index, max_value=Month(2030, 12).index).map(Month.from_index)


@st.composite
def banded(draw: st.DrawFn, of: str | None = "base") -> tuple[Formula, ...]:
    """Contiguous age bands of rates or sums."""
    edges = sorted(draw(st.sets(st.integers(min_value=1, max_value=100), max_size=3)))
    lows, belows = [0, *edges], [*edges, None]
    if of is None:
        return tuple(band(low, below, yuan=draw(fen)) for low, below in zip(lows, belows, strict=True))
    return tuple(band(low, below, rate=draw(rates), of=of) for low, below in zip(lows, belows, strict=True))


@st.composite
def rules(draw: st.DrawFn) -> Policy:
    """A policy with one to three parts and up to two deductions."""
    parts = [own(*draw(banded()))]
    if draw(st.booleans()):
        parts.append(employer(*draw(banded())))
    if draw(st.booleans()):
        parts.append(pooled(*draw(banded(of=None))))
    deductions = tuple(Deduction(str(n), (band(yuan=draw(fen)),)) for n in range(draw(st.integers(0, 2))))
    return policy(*parts, deductions=deductions)


@given(rules(), fen, ages)
def test_the_sums_are_sums_and_nothing_is_negative(rule: Policy, base: Decimal, age: int) -> None:
    result = answer(rule, Person("employee", base=base, age=age))
    assert sum(line.amount for line in result.parts) == result.gross
    assert result.gross - sum(line.amount for line in result.deductions) == result.net
    assert all(line.amount >= 0 for line in (*result.parts, *result.deductions)) and result.net >= 0


@given(rules(), fen, fen, ages)
def test_a_higher_base_never_gives_less_at_the_same_age(rule: Policy, one: Decimal, other: Decimal, age: int) -> None:
    low, high = sorted((one, other))
    nets = [answer(rule, Person("employee", base=base, age=age)).net for base in (low, high)]
    assert nets[0] <= nets[1]


@given(rates, fen)
def test_rounding_is_exact_against_fractions(rate: Decimal, base: Decimal) -> None:
    result = answer(policy(own(band(rate=rate, of="base"))), Person("employee", base=base))
    exact = Fraction(rate) * Fraction(base)
    assert Fraction(result.net) == Fraction(int(exact * 100 + Fraction(1, 2)), 100)


@given(fen, fen, fen)
def test_floor_and_ceiling_are_respected(base: Decimal, one: Decimal, other: Decimal) -> None:
    floor, ceiling = sorted((one, other))
    result = answer(
        policy(own(band(rate="0.02", of="base"))),
        Person("employee", base=base),
        limits=limits(str(floor), str(ceiling)),
    )
    assert result.base is not None
    assert floor <= result.base.applied <= ceiling
    assert result.base.applied == base or result.base.moved is not None or floor == ceiling


@given(st.sampled_from(REGIONS), st.sampled_from(STATUSES), months, ages, fen, fen)
def test_every_question_to_the_rule_base_ends_in_one_of_three_states(
    region: object, status: Status, month: Month, age: int, base: Decimal, pension: Decimal
) -> None:
    person = Person(status, age=age, base=base, pension=None if status == "employee" else pension)
    try:
        ruling = BOOK.ruling(region, person, month)  # type: ignore[arg-type]
    except InputError as error:
        assert error.code == "input-missing" and error.facts["names"] == ("plan",)
        return
    result = ruling if isinstance(ruling, NoRule) else credit(person, ruling, month)
    assert result.state in ("in-force", "no-account", "no-rule")
    if isinstance(result, Credit):
        assert result.net >= 0 and result.sources
        assert (result.state == "no-account") == (not result.policy.account)


@given(months)
def test_a_rule_of_another_time_changes_nothing(month: Month) -> None:
    """Only the entry that covers the month answers: others may say what they like."""
    region = BOOK.places.regions["hubei/wuhan"]
    store = BOOK.store
    covering = [p for p in BOOK.policies("hubei/wuhan") if p.covers(month)]

    class Changed:
        digest, file_ids, places, all_places = store.digest, store.file_ids, store.places, store.all_places
        edition = store.edition

        def section(self, id: str, name: str) -> tuple[object, ...]:
            section = store.section(id, name)
            if (id, name) != ("hubei/wuhan", "policies"):
                return section
            absurd = (pooled(band(yuan="999")),)
            return tuple(p if p in covering or not p.account else replace(p, parts=absurd) for p in section)

    person = Person("retiree", age=66, pension=Decimal(5000))
    results = []
    for book in (BOOK, Rulebook(Changed())):
        ruling = book.ruling(region, person, month)
        results.append(ruling if isinstance(ruling, NoRule) else credit(person, ruling, month))
    first, second = results
    assert first.state == second.state
    if isinstance(first, Credit) and isinstance(second, Credit):
        assert first.net == second.net


def test_the_same_question_gives_the_same_answer_whatever_was_asked_before() -> None:
    person = Person("retiree", age=66)
    region = BOOK.places.regions["hubei/wuhan"]

    def ask(month: Month) -> object:
        ruling = BOOK.ruling(region, person, month)
        return ruling if isinstance(ruling, NoRule) else credit(person, ruling, month)

    first = ask(AUGUST)
    ask(Month(2023, 2))
    assert ask(AUGUST) == first
