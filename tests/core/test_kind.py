"""Kinds of people that rules tell apart."""

from dataclasses import replace
from decimal import Decimal

from yibao_cli.core.kind import base_of, kinds, person_of
from yibao_cli.core.month import Month
from yibao_cli.core.policy import AgeLimit, AgeRange, BaseLimits, Formula, Part, Policy
from yibao_cli.core.region import Region
from yibao_cli.core.ruling import Ruling

PLACE = Region("hubei/wuhan", "420100", "武汉市", "武汉")
RULE = Policy("retiree", "hubei/wuhan.toml", "x", Month(2024, 1), None, "from", "press", ("x",))
LIMITS = BaseLimits("hubei/wuhan", Month(2024, 1), None, Decimal(5000), Decimal(25000), "press", ("x",))


def ruling(*bands: Formula, limits: BaseLimits | None = None) -> Ruling:
    return Ruling(PLACE, replace(RULE, parts=(Part("pooled", bands),)), limits)


def below(age: int, yuan: int) -> Formula:
    return Formula(AgeRange(0, age), yuan=Decimal(yuan))


def since(age: int, yuan: int) -> Formula:
    return Formula(AgeRange(age), yuan=Decimal(yuan))


def test_one_sum_for_everybody_makes_one_kind() -> None:
    (kind,) = kinds("retiree", None, None, [ruling(Formula(yuan=Decimal(83)))])
    assert (kind.age, kind.position, kind.pension) == (None, None, None)


def test_ages_are_cut_where_either_rule_cuts_them() -> None:
    """Below and from 70 before, below and from 75 after: three kinds, each asked about at an age of its own."""
    found = kinds(
        "retiree", None, None, [ruling(below(70, 100), since(70, 110)), ruling(below(75, 100), since(75, 120))]
    )
    assert [(kind.ages.low, kind.ages.below, kind.age) for kind in found] == [(0, 70, 69), (70, 75, 70), (75, None, 75)]


def test_a_limit_for_some_ages_cuts_them_too() -> None:
    share = Formula(rate=Decimal("0.03"), of="pension", maximum=(AgeLimit(AgeRange(80), Decimal(200)),))
    found = list(kinds("retiree", None, None, [ruling(share)]))
    assert [kind.age for kind in found] == [79, 80] and {kind.pension for kind in found} == {Decimal(4000)}


def test_where_the_amount_grows_with_age_single_ages_are_asked_about() -> None:
    growing = Formula(yuan_per_year_of_age=Decimal("1.5"))
    found = kinds("retiree", None, None, [ruling(growing)])
    assert [(kind.age, kind.ages) for kind in found] == [(age, AgeRange(age, age + 1)) for age in (60, 70, 80)]


def test_a_base_stands_on_a_limit_or_between() -> None:
    share = Formula(rate=Decimal("0.02"), of="base")
    of_base = [ruling(share, limits=LIMITS), ruling(share, limits=replace(LIMITS, ceiling=None, no_ceiling=True))]
    assert [kind.position for kind in kinds("employee", None, None, of_base)] == ["floor", "round", "ceiling"]
    assert [kind.position for kind in kinds("employee", None, None, [ruling(share)])] == ["round"]
    fixed = replace(LIMITS, ceiling=LIMITS.floor)
    assert [kind.position for kind in kinds("flexible", None, None, [ruling(share, limits=fixed)])] == ["fixed"]


def test_a_limit_that_is_not_known_on_one_side_is_that_of_the_other() -> None:
    (kind,) = [
        one
        for one in kinds("employee", None, None, [ruling(Formula(rate=Decimal("0.02"), of="base"), limits=LIMITS)])
        if one.position == "floor"
    ]
    assert person_of(kind, [None, LIMITS]).base == Decimal(5000)
    assert person_of(kind, [replace(LIMITS, floor=Decimal(4000)), LIMITS]).base == Decimal(4000)
    assert base_of("round", []) == Decimal(10000)
