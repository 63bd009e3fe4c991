"""From an amount back to what explains it. Expected values are worked out by hand."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yibao_cli.core.credit import Credit, NoRule, credit
from yibao_cli.core.errors import InputError, MissingInputError
from yibao_cli.core.infer import Explanation, Inference, infer, shortfall
from yibao_cli.core.literals import Period, RoundingMode, Status
from yibao_cli.core.month import Birth, Month
from yibao_cli.core.person import STATUSES, Person
from yibao_cli.core.policy import AgeLimit, AgeRange, Deduction, Figure, Formula, Policy, Reduction, Rounding
from yibao_cli.core.ruling import Ruling
from yibao_cli.rulebook.book import Rulebook
from yibao_cli.rulebook.directory import RuleDirectory

from ..conftest import RULES
from .builders import AUGUST, PLACE, band, employer, limits, own, policy, pooled, yuan

BOOK = Rulebook.from_directory(RuleDirectory(RULES))
REGIONS = [BOOK.places.regions[id] for id in BOOK.file_ids if id != "national"]
FEN = Decimal("0.01")
EMPLOYEE, RETIREE, FLEXIBLE = Person("employee"), Person("retiree"), Person("flexible")
TWO_PERCENT = own(band(rate="0.02", of="base"))
LONG_TERM_CARE = Deduction("长护险", (band(rate="0.00125", of="base"),))


def found(rule: Policy, amount: str, person: Person = EMPLOYEE, month: Month = AUGUST, **more: Any) -> Inference:
    """What explains an amount by one rule; `more` goes with the ruling."""
    return infer(person, [Ruling(PLACE, rule, **more)], yuan(amount), month)


def spans(result: Inference) -> list[tuple[str, str]]:
    return [(str(item.low), str(item.high)) for item in result.explanations]


def nearest(result: Inference) -> tuple[str | None, str | None]:
    """The nearest other amounts, as text."""
    below, above = (None if amount is None else str(amount) for amount in (result.below, result.above))
    return below, above


def ages_of(result: Inference) -> list[AgeRange | None]:
    return [item.ages for item in result.explanations]


# One unknown


def test_the_floor_of_beijing_and_what_lies_just_above_it() -> None:
    """7162 x 2% = 143.24; 7162.24 x 2% = 143.2448 is still that, 7162.25 x 2% = 143.245 is 143.25."""
    month, person = Month(2025, 8), Person("employee", age=30)
    result = infer(person, BOOK.rulings(BOOK.region("北京"), person, month), yuan("143.24"), month)
    assert spans(result) == [("7162.00", "7162.00"), ("7162.01", "7162.24")]
    assert [item.at for item in result.explanations] == ["floor", "between"]
    assert [item.unknown for item in result.explanations] == ["base", "base"]
    assert nearest(result) == (None, "143.25") and not result.relaxed
    floor = result.explanations[0]
    assert floor.deducted is None and floor.ages is None and floor.missing_years == 0
    assert floor.sample.net == floor.credited == yuan("143.24")
    assert floor.sample.base is not None and floor.sample.base.applied == 7162


def test_the_ceiling_of_beijing() -> None:
    """35811 x 2% = 716.22; from 35810.75 on it is that."""
    month = Month(2025, 8)
    result = infer(EMPLOYEE, BOOK.rulings(BOOK.region("北京"), EMPLOYEE, month), yuan("716.22"), month)
    assert spans(result) == [("35810.75", "35810.99"), ("35811.00", "35811.00")]
    assert [item.at for item in result.explanations] == ["between", "ceiling"]
    assert nearest(result) == ("716.21", None)


def test_a_floor_that_is_the_ceiling() -> None:
    result = found(policy(TWO_PERCENT), "100", limits=limits("5000", "5000"))
    assert spans(result) == [("5000.00", "5000.00")] and result.explanations[0].at == "floor"


def test_without_limits_nothing_is_at_a_limit() -> None:
    result = found(policy(TWO_PERCENT), "160")
    assert spans(result) == [("7999.75", "8000.24")] and result.explanations[0].at is None


def test_two_parts_step_at_different_bases() -> None:
    """2%: 200.00 from 9999.75 to 10000.24; 0.8%: 80.00 from 9999.38 to 10000.62."""
    rule = policy(TWO_PERCENT, employer(band(rate="0.008", of="base")))
    result = found(rule, "280", limits=limits("3000", "30000"))
    assert spans(result) == [("9999.75", "10000.24")]
    assert nearest(result) == ("279.99", "280.01")
    assert spans(found(rule, "279.99")) == [("9999.38", "9999.74")]
    assert spans(found(rule, "280.01")) == [("10000.25", "10000.62")]


def test_a_rate_of_the_employers_contribution() -> None:
    """30% of 8% of the base: 2.4%; 240.00 from 9999.7917 to 10000.2083."""
    rule = policy(employer(band(rate="0.3", of="employer_contribution", contribution=yuan("0.08"))))
    assert spans(found(rule, "240")) == [("9999.80", "10000.20")]


def test_a_credit_posted_once_a_year() -> None:
    """24% of the base a year: 2399.995 at 9999.9792, 2400.005 at 10000.0208."""
    result = found(policy(TWO_PERCENT, posting="year"), "2400")
    assert spans(result) == [("9999.98", "10000.02")]
    assert result.explanations[0].sample.period == "year"
    assert nearest(result) == ("2399.99", "2400.01")


def test_sums_of_a_year_in_a_month() -> None:
    """1000 a year: 83.33 a month. 1% of the pension a year: 4.00 a month from 4794 (3.995) to 4805.99."""
    assert found(policy(pooled(band(yuan="1000", per="year"))), "83.33").explanations[0].unknown is None
    rule = policy(pooled(band(rate="0.01", of="pension", per="year")), status="retiree")
    result = found(rule, "4", RETIREE)
    assert spans(result) == [("4794.00", "4805.99")] and result.explanations[0].unknown == "pension"


@pytest.mark.parametrize(
    ("mode", "paid_years", "span"),
    [
        ("half-up", 20, ("1200.00", "3599.99")),
        ("half-even", 20, ("1200.01", "3599.99")),  # 0.005 goes to 0.00, 0.015 to 0.02
        ("up", 20, ("0.01", "2400.00")),
        ("down", 20, ("2400.00", "4799.99")),
        ("half-up", 19, ("2400.00", "7199.99")),  # half of it is left
    ],
)
def test_a_twelfth_is_cut_before_it_is_rounded(mode: RoundingMode, paid_years: int, span: tuple[str, str]) -> None:
    """At 1200.00 a month comes to 0.0049999999999996, which is cut to 0.005000000000; at 3600.00 to three times that."""
    rule = policy(
        own(band(rate="0.000049999999999996", of="base", per="year")),
        rounding=Rounding(FEN, mode),
        reduction=Reduction(20, 20, rate=yuan("0.5")),
    )
    assert spans(found(rule, "0.01", replace(EMPLOYEE, paid_years=paid_years))) == [span]


@pytest.mark.parametrize(
    ("mode", "amount", "span"),
    [
        ("half-up", "100", ("9950.00", "10049.99")),
        ("half-even", "100", ("9950.00", "10050.00")),  # 99.5 and 100.5 both go to 100
        ("half-even", "101", ("10050.01", "10149.99")),
        ("down", "100", ("10000.00", "10099.99")),
        ("up", "100", ("9900.01", "10000.00")),
    ],
)
def test_rounding_to_the_yuan(mode: RoundingMode, amount: str, span: tuple[str, str]) -> None:
    result = found(policy(own(band(rate="0.01", of="base")), rounding=Rounding(Decimal(1), mode)), amount)
    assert spans(result) == [span]
    assert (result.below, result.above) == (yuan(amount) - 1, yuan(amount) + 1)


def test_a_rate_of_nothing_holds_for_any_base() -> None:
    rule = policy(pooled(band(yuan="5")), own(band(rate="0", of="base")))
    assert spans(found(rule, "5")) == [("0.00", "None")]
    limited = found(rule, "5", limits=limits("1000", "2000"))
    assert spans(limited) == [("1000.00", "1000.00"), ("1000.01", "1999.99"), ("2000.00", "2000.00")]


def test_what_is_given_is_held_fixed() -> None:
    """A wage under the floor: the base is the floor."""
    for person in (replace(EMPLOYEE, salary=yuan("2000")), replace(EMPLOYEE, base=yuan("2000"))):
        result = found(policy(TWO_PERCENT), "60", person, limits=limits("3000", "30000"))
        (only,) = result.explanations
        assert (only.unknown, only.low, only.high, only.at) == (None, None, None, None)
        assert only.sample.base is not None and only.sample.base.moved == "floor"
        other = found(policy(TWO_PERCENT), "61", person, limits=limits("3000", "30000"))
        assert other.explanations == () and nearest(other) == ("60.00", None)


# Deductions


def test_a_sum_taken_out() -> None:
    """100 less 3. Statements may show the 100."""
    rule = policy(pooled(band(yuan="100")), deductions=(Deduction("互助", (band(yuan="3"),)),))
    after, before = found(rule, "97"), found(rule, "100")
    assert [item.deducted for item in after.explanations] == [True] and after.above == 100
    assert [item.deducted for item in before.explanations] == [False] and before.below == 97
    assert before.explanations[0].credited == 100


def test_net_and_gross_of_different_bases_net_first() -> None:
    """2% less 3: 103 before and 100 after at 5150; 100 before at 5000."""
    rule = policy(TWO_PERCENT, deductions=(Deduction("互助", (band(yuan="3"),)),))
    result = found(rule, "100")
    assert spans(result) == [("5149.75", "5150.24"), ("4999.75", "5000.24")]
    assert [item.deducted for item in result.explanations] == [True, False]


def test_a_rate_taken_out_makes_gaps() -> None:
    """2.8% less 0.125%: the deduction steps from 6.24 to 6.25 at 4996.00, in the middle of 139.89 before it.

    139.88 - 6.24 from 4995.54 to 4995.89, 139.89 - 6.25 from 4996.00 to 4996.24; between them 133.65.
    Before the deduction 133.64 is 4772.68 to 4773.03.
    """
    rule = policy(own(band(rate="0.028", of="base")), deductions=(LONG_TERM_CARE,))
    result = found(rule, "133.64")
    assert spans(result) == [("4995.54", "4995.89"), ("4996.00", "4996.24"), ("4772.68", "4773.03")]
    assert [item.deducted for item in result.explanations] == [True, True, False]
    assert nearest(result) == ("133.63", "133.65")
    assert ("4995.90", "4995.99") in spans(found(rule, "133.65"))


def test_a_rate_of_a_year_taken_out_at_once() -> None:
    """2% each month; in August 1% for the whole year: at 5000.00, 100.00 less 50.00.

    The 2% step at every .25 and .75, the 1% at every .50: one more taken at 4999.50, one more credited at 4999.75.
    """
    premium = Deduction("长护险", (band(rate="0.01", of="base", per="year"),), month=8)
    result = found(policy(TWO_PERCENT, deductions=(premium,)), "50")
    after = [("4999.25", "4999.49"), ("4999.75", "5000.24"), ("5000.50", "5000.74")]
    assert spans(result) == [*after, ("2499.75", "2500.24")]
    assert nearest(result) == ("49.99", "50.01")


def test_more_taken_out_than_there_is() -> None:
    """2% less 30 is nothing up to 1500.24 (30.0048), and 0.01 from 1500.25 on. Before it, nothing is up to 0.24."""
    rule = policy(TWO_PERCENT, deductions=(Deduction("互助", (band(yuan="30"),)),))
    result = found(rule, "0")
    assert spans(result) == [("0.00", "1500.24"), ("0.00", "0.24")]
    assert nearest(result) == (None, "0.01")
    assert spans(found(rule, "0.01"))[0] == ("1500.25", "1500.74")


def test_a_deduction_that_ends_at_an_age() -> None:
    rule = policy(
        pooled(band(yuan="100")),
        status="retiree",
        deductions=(Deduction("互助", (band(below=70, yuan="3"), band(70, yuan="0"))),),
    )
    result = found(rule, "100", RETIREE)
    assert [(item.ages, item.deducted) for item in result.explanations] == [
        (AgeRange(0, 70), False),
        (AgeRange(70, None), None),
    ]


# Limits of a formula


def test_a_minimum_and_a_maximum() -> None:
    least, most = AgeLimit(AgeRange(), yuan("121.12")), AgeLimit(AgeRange(), yuan("300"))
    rule = policy(own(band(rate="0.02", of="base", minimum=(least,), maximum=(most,))))
    low = found(rule, "121.12", limits=limits("3000", "20000"))
    assert [(str(item.low), str(item.high), item.at, item.limits) for item in low.explanations] == [
        ("3000.00", "3000.00", "floor", (least,)),
        ("3000.01", "6055.99", "between", (least,)),
        ("6056.00", "6056.24", "between", ()),
    ]
    assert nearest(low) == (None, "121.13")
    high = found(rule, "300", limits=limits("3000", "20000"))
    assert [(str(item.low), str(item.high), item.at, item.limits) for item in high.explanations] == [
        ("14999.75", "15000.00", "between", ()),
        ("15000.01", "19999.99", "between", (most,)),
        ("20000.00", "20000.00", "ceiling", (most,)),
    ]
    assert nearest(high) == ("299.99", None)


def test_a_maximum_without_a_ceiling_has_no_upper_end() -> None:
    most = AgeLimit(AgeRange(), yuan("300"))
    result = found(policy(own(band(rate="0.02", of="base", maximum=(most,)))), "300")
    assert [item.high for item in result.explanations] == [yuan("15000"), None]


def test_a_minimum_for_some_ages() -> None:
    least = AgeLimit(AgeRange(70, None), yuan("80"))
    rule = policy(pooled(band(rate="0.02", of="pension", minimum=(least,))), status="retiree")
    result = found(rule, "80", RETIREE)
    assert [(item.ages, str(item.low), str(item.high), item.limits) for item in result.explanations] == [
        (AgeRange(0, 70), "3999.75", "4000.24", ()),
        (AgeRange(70, None), "0.00", "3999.99", (least,)),
        (AgeRange(70, None), "4000.00", "4000.24", ()),
    ]


# Age


def test_bands_of_age_and_the_nearest_amounts() -> None:
    rule = policy(pooled(band(below=70, yuan="100"), band(70, yuan="110")), status="retiree")
    assert ages_of(found(rule, "100", RETIREE)) == [AgeRange(0, 70)]
    assert ages_of(found(rule, "110", RETIREE)) == [AgeRange(70, None)]
    between = found(rule, "105", RETIREE)
    assert between.explanations == () and nearest(between) == ("100.00", "110.00")


def test_bands_that_give_the_same_are_joined() -> None:
    bands = [
        band(0, 45, rate="0.02", of="base"),
        band(45, 60, rate="0.02", of="base"),
        band(60, rate="0.03", of="base"),
    ]
    assert ages_of(found(policy(own(*bands)), "60")) == [AgeRange(0, 60), AgeRange(60, None)]


def test_a_band_that_no_part_covers_gives_nothing() -> None:
    rule = policy(pooled(band(60, 70, yuan="100")), status="retiree")
    assert ages_of(found(rule, "100", RETIREE)) == [AgeRange(60, 70)]


def test_a_sum_for_each_year_of_age() -> None:
    rule = policy(pooled(band(yuan_per_year_of_age="1.5")), status="retiree")
    result = found(rule, "97.50", RETIREE)
    assert ages_of(result) == [AgeRange(65, 66)]
    assert nearest(result) == ("96.00", "99.00")


def test_a_rate_that_grows_with_each_year_of_age() -> None:
    """1% and 0.02% for each year: 2% at 50; at 51 the base is 9901.97 for the same 200."""
    result = found(policy(own(band(rate="0.01", rate_per_year_of_age="0.0002", of="base"))), "200")
    by_age = {item.ages.low: (str(item.low), str(item.high)) for item in result.explanations if item.ages}
    assert len(by_age) == 131
    assert by_age[50] == ("9999.75", "10000.24")
    assert by_age[51] == ("9900.75", "9901.23")  # 199.995 / 2.02% = 9900.743, 200.005 / 2.02% = 9901.238


def test_only_the_age_given() -> None:
    rule = policy(own(band(below=45, rate="0.02", of="base"), band(45, rate="0.025", of="base")))
    result = found(rule, "100", Person("employee", age=30))
    assert ages_of(result) == [AgeRange(30, 31)] and spans(result) == [("4999.75", "5000.24")]


def test_the_age_counts_as_the_rule_counts_it() -> None:
    """Born in August 1954: 70 in August 2024 by the month, 69 where the month after is the first to count."""
    born = Person("retiree", birth=Birth(1954, 8))
    rule = policy(pooled(band(below=70, yuan="100"), band(70, yuan="110")), status="retiree")
    assert ages_of(found(rule, "110", born)) == [AgeRange(70, 71)]
    late = found(replace(rule, age_on="next-month"), "100", born)
    assert ages_of(late) == [AgeRange(69, 70)] and not late.relaxed


def test_an_amount_of_another_age() -> None:
    rule = policy(pooled(band(below=70, yuan="100"), band(70, yuan="110")), status="retiree")
    for person in (Person("retiree", age=72), Person("retiree", birth=Birth(1950, 1, 5))):
        result = found(rule, "100", person)
        assert result.relaxed and ages_of(result) == [AgeRange(0, 70)]
        assert nearest(result) == (None, "110.00")  # of the age given
        assert result.explanations[0].sample.person.birth is None
    nothing = found(rule, "105", Person("retiree", age=72))
    assert nothing.explanations == () and not nothing.relaxed and nearest(nothing) == (None, "110.00")


# Contribution years


HAINAN = Reduction(30, 25, rate=yuan("0.03"))


def test_years_missing_by_a_rate() -> None:
    rule = policy(pooled(band(yuan="100")), status="retiree", reduction=HAINAN)
    assert [item.missing_years for item in found(rule, "100", RETIREE).explanations] == [0]
    result = found(rule, "94", RETIREE)
    (only,) = result.explanations
    assert only.missing_years == 2 and only.sample.parts[0].missing_years == 2 and only.sample.net == 94
    assert nearest(result) == ("91.00", "97.00")


def test_years_missing_by_a_sum() -> None:
    rule = policy(pooled(band(yuan="100")), status="retiree", reduction=Reduction(20, 15, yuan=yuan("2.5")))
    assert [item.missing_years for item in found(rule, "95", RETIREE).explanations] == [2]
    yearly = replace(rule, posting="year")
    assert [item.missing_years for item in found(yearly, "1140", RETIREE).explanations] == [2]  # 1200 - 2 x 12 x 2.5


def test_a_sum_for_years_missing_off_a_rate() -> None:
    """2% of the pension less 10 x 10 yuan: nothing up to 5000.24 (0.0048), 100 at 10000."""
    rule = policy(
        pooled(band(rate="0.02", of="pension")), status="retiree", reduction=Reduction(20, 20, yuan=yuan("10"))
    )
    ten_missing = replace(RETIREE, paid_years=10)
    assert spans(found(rule, "0", ten_missing)) == [("0.00", "5000.24")]
    assert spans(found(rule, "0.01", ten_missing)) == [("5000.25", "5000.74")]
    assert spans(found(rule, "100", ten_missing)) == [("9999.75", "10000.24")]


def test_numbers_of_years_that_change_nothing_more_are_left_out() -> None:
    """10 a year off 30: nothing from the third year on, which is said once."""
    rule = policy(pooled(band(yuan="30")), status="retiree", reduction=Reduction(20, 20, yuan=yuan("10")))
    assert [item.missing_years for item in found(rule, "0", RETIREE).explanations] == [3]


def test_years_missing_and_an_unknown_pension() -> None:
    """2% of 5000 is 100; with ten years missing 70% of it, 1.4%: 7142.50 to 7143.21."""
    rule = policy(pooled(band(rate="0.02", of="pension")), status="retiree", reduction=HAINAN)
    by_years = {
        item.missing_years: (str(item.low), str(item.high)) for item in found(rule, "100", RETIREE).explanations
    }
    assert sorted(by_years) == list(range(31))
    assert by_years[0] == ("4999.75", "5000.24")
    assert by_years[10] == ("7142.50", "7143.21")  # 99.995 / 1.4% = 7142.5, 100.005 / 1.4% = 7143.214


def test_years_and_sex_given() -> None:
    rule = policy(pooled(band(yuan="100")), status="retiree", reduction=HAINAN)
    woman = Person("retiree", sex="female", paid_years=24)
    assert [item.missing_years for item in found(rule, "97", woman).explanations] == [1]
    assert found(rule, "82", woman).explanations == ()
    either = Person("retiree", paid_years=24)
    (as_man,) = found(rule, "82", either).explanations
    assert as_man.missing_years == 6 and as_man.sample.person.sex == "male"
    same = replace(rule, reduction=Reduction(25, 25, rate=yuan("0.03")))
    (only,) = found(same, "97", either).explanations
    assert only.sample.person.sex is None


# Averages


AVERAGE = Figure("average_pension", 2023, yuan("4000"), "hubei/wuhan.toml", "press", ("a",))
OF_AVERAGE = policy(pooled(band(rate="0.02", of="average_pension", of_year=2023)), status="retiree")


def test_the_published_average_explains_it() -> None:
    (only,) = found(OF_AVERAGE, "80", RETIREE, figures=(AVERAGE,)).explanations
    assert only.unknown is None and only.sample.figures == (AVERAGE,)


def test_another_average_than_the_published_one() -> None:
    result = found(OF_AVERAGE, "82", RETIREE, figures=(AVERAGE,))
    assert [item.unknown for item in result.explanations] == ["average_pension"]
    assert spans(result) == [("4099.75", "4100.24")]
    assert nearest(result) == ("80.00", None)  # under what is published


def test_an_average_that_nobody_published() -> None:
    result = found(OF_AVERAGE, "82", RETIREE)
    assert spans(result) == [("4099.75", "4100.24")] and result.above == yuan("82.01")


def test_a_given_average_is_not_doubted() -> None:
    assert found(OF_AVERAGE, "82", replace(RETIREE, average_pension=yuan("4000"))).explanations == ()


def test_another_age_goes_before_another_average() -> None:
    bands = [
        band(0, 70, rate="0.02", of="average_pension", of_year=2023),
        band(70, rate="0.03", of="average_pension", of_year=2023),
    ]
    rule = policy(pooled(*bands), status="retiree")
    result = found(rule, "120", Person("retiree", age=65), figures=(AVERAGE,))
    assert result.relaxed and ages_of(result) == [AgeRange(70, None)]
    result = found(rule, "121", Person("retiree", age=65), figures=(AVERAGE,))
    assert not result.relaxed and ages_of(result) == [AgeRange(65, 66)]
    assert spans(result) == [("6049.75", "6050.24")]


# What is missing, what is no question


def test_two_unknowns_are_one_too_many() -> None:
    rule = policy(TWO_PERCENT, pooled(band(rate="0.01", of="pension")), status="flexible")
    with pytest.raises(MissingInputError) as caught:
        found(rule, "100", FLEXIBLE)
    assert caught.value.names == ("pension",)
    assert found(rule, "110", replace(FLEXIBLE, pension=yuan("1000"))).explanations[0].unknown == "base"
    assert found(rule, "110", replace(FLEXIBLE, base=yuan("5000"))).explanations[0].unknown == "pension"


def test_an_average_and_a_base_are_one_too_many_unless_one_is_known() -> None:
    rule = policy(TWO_PERCENT, pooled(band(rate="0.01", of="average_wage", of_year=2022)))
    with pytest.raises(MissingInputError) as caught:
        found(rule, "100")
    assert caught.value.names == ("average_wage",)
    wage = replace(AVERAGE, kind="average_wage", year=2022)
    assert spans(found(rule, "140", figures=(wage,))) == [("4999.75", "5000.24")]


def test_an_age_that_was_not_asked_for_asks_nothing_more() -> None:
    """At 30 the pension plays no part; at other ages it would be a second unknown."""
    rule = policy(
        TWO_PERCENT, pooled(band(below=60, yuan="10"), band(60, rate="0.01", of="pension")), status="flexible"
    )
    result = found(rule, "5", replace(FLEXIBLE, age=30))
    assert result.explanations == () and result.above == 10


def test_no_account_explains_nothing_but_nothing() -> None:
    rule = policy(account=False, reason="没有账户", status="resident")
    (only,) = found(rule, "0", Person("resident")).explanations
    assert only.unknown is None and only.sample.state == "no-account" and only.deducted is None
    other = found(rule, "5", Person("resident"))
    assert other.explanations == () and nearest(other) == ("0.00", None)


def test_an_amount_that_nobody_knows_explains_nothing() -> None:
    result = found(policy(reason="没有见到"), "0")
    assert result.explanations == () and nearest(result) == (None, None)


def test_no_rule_no_explanation() -> None:
    assert infer(EMPLOYEE, [], yuan("5"), AUGUST) == Inference(yuan("5.00"), AUGUST, (), None, None, False)


def test_rules_are_asked_in_turn() -> None:
    rulings = [Ruling(PLACE, policy(pooled(band(yuan=text)))) for text in ("10", "30", "20")]
    result = infer(EMPLOYEE, rulings, yuan("20"), AUGUST)
    assert [item.ruling for item in result.explanations] == [rulings[2]]
    assert nearest(result) == ("10.00", "30.00")


@pytest.mark.parametrize("amount", ["-1", "1.005", "1e12", "NaN"])
def test_an_amount_that_cannot_be(amount: str) -> None:
    with pytest.raises(InputError) as caught:
        found(policy(TWO_PERCENT), amount)
    assert caught.value.facts["field"] == "credited"


# The base against the wage


def test_what_a_base_below_the_wage_costs() -> None:
    """143.24 is the floor; 12000 x 2% = 240, 96.76 more a month, 1161.12 a year."""
    floor = found(policy(TWO_PERCENT), "143.24", limits=limits("7162", "35811")).explanations[0]
    short = shortfall(floor, yuan("12000"))
    assert (short.expected.net, short.monthly, short.yearly) == (yuan("240"), yuan("96.76"), yuan("1161.12"))
    assert short.expected.base is not None and short.expected.base.applied == 12000
    assert shortfall(floor, yuan("5000")).monthly == 0
    capped = shortfall(floor, yuan("50000"))  # 35811 x 2% = 716.22
    assert capped.monthly == yuan("572.98")


def test_what_it_costs_where_the_credit_comes_once_a_year() -> None:
    (only,) = found(policy(TWO_PERCENT, posting="year"), "2400").explanations  # 10000
    short = shortfall(only, yuan("9000"))
    assert (str(short.monthly), str(short.yearly)) == ("-20.00", "-240.00")


def test_what_it_costs_before_deductions() -> None:
    rule = policy(TWO_PERCENT, deductions=(Deduction("互助", (band(yuan="3"),)),))
    after, before = found(rule, "100").explanations
    assert shortfall(after, yuan("6000")).monthly == 17  # 117 - 100
    assert shortfall(before, yuan("6000")).monthly == 20  # 120 - 100


def test_only_a_base_is_held_against_a_wage() -> None:
    (only,) = found(policy(pooled(band(yuan="5"))), "5").explanations
    with pytest.raises(ValueError, match="base"):
        shortfall(only, yuan("5000"))


# Every rule there is


def computing() -> Iterator[Ruling]:
    """One ruling for every policy of the rule base that says how much."""
    for file in BOOK.file_ids:
        region = BOOK.places.regions["xizang/lasa" if file == "national" else file]
        for rule in BOOK.policies(file):
            if rule.parts:
                carried = BOOK.limits_for(region.layers, rule.starts)[0] if rule.uses_base else None
                yield Ruling(region, rule, carried, figures=BOOK.figures(region))


COMPUTING = list(computing())


def holds(item: Explanation, answer: Credit, unknown: str | None, value: Decimal | None, deducted: bool) -> bool:
    """Whether an explanation has the case of `answer`."""
    line = answer.parts[0]
    if (item.ages is not None and (line.age is None or line.age not in item.ages)) or item.unknown != unknown:
        return False
    if item.missing_years != line.missing_years or item.deducted not in (None, deducted):
        return False
    return value is None or (item.low is not None and item.low <= value and (item.high is None or value <= item.high))


def check(ruling: Ruling, month: Month, person: Person) -> None:
    """The credit of a person explains itself, whether the age is known or not, and so do all ends of all spans."""
    try:
        answer = credit(person, ruling, month)
    except MissingInputError:
        return
    if isinstance(answer, NoRule):
        person = replace(person, average_pension=yuan("4321.00"), average_wage=yuan("6543.21"))
        answer = credit(person, ruling, month)
    assert isinstance(answer, Credit)
    unknown, value = None, None
    bases = {line.formula.of for line in (*answer.parts, *answer.deductions)}
    if answer.base is not None and bases & {"base", "employer_contribution"}:
        unknown, value, person = "base", answer.base.applied, replace(person, base=None)
    elif "pension" in bases:
        unknown, value, person = "pension", person.pension, replace(person, pension=None)
    elif "average_pension" in bases and person.average_pension is not None:
        unknown, value, person = "average_pension", person.average_pension, replace(person, average_pension=None)
        ruling = replace(ruling, figures=())
    for deducted in (True, False):
        amount = answer.net if deducted else answer.gross
        for asked in (person, replace(person, age=None)):
            result = infer(asked, [ruling], amount, month)
            same = any(holds(item, answer, unknown, value, deducted) for item in result.explanations)
            assert same or (answer.net == answer.gross and not deducted), (ruling.policy, person, amount)
            assert not result.relaxed
            for item in result.explanations:
                ends(item, amount)
            assert result.below is None or result.below < amount
            assert result.above is None or result.above > amount


def ends(item: Explanation, amount: Decimal) -> None:
    """Both ends of a span give the amount."""
    assert item.credited == amount
    if item.unknown is None:
        return
    for end in (item.low, item.high):
        if end is not None:
            at_end = credit(replace(item.sample.person, **{item.unknown: end}), item.ruling, item.sample.month)  # type: ignore[arg-type]
            assert isinstance(at_end, Credit)
            assert amount == (at_end.gross if item.deducted is False else at_end.net)


def somebody(ruling: Ruling, age: int, base: Decimal, pension: Decimal, missing: int) -> Person:
    rule = ruling.policy
    paid = max(0, rule.reduction.male_years - missing) if rule.reduction else None
    retired = rule.status == "retiree"
    return Person(
        rule.status,
        age=age,
        base=base if rule.uses_base else None,
        pension=pension if retired and "pension" in rule.bases else None,
        sex="male" if rule.reduction else None,
        paid_years=paid,
    )


@pytest.mark.parametrize("age", [34, 71])
def test_every_rule_explains_what_it_gives(age: int) -> None:
    for n, ruling in enumerate(COMPUTING):
        person = somebody(ruling, age, yuan("6543.21") + n * 7, yuan("3456.78") + n * 7, n % 3)
        check(ruling, ruling.policy.starts, person)


wages = st.integers(min_value=0, max_value=4_000_000).map(lambda n: Decimal(n).scaleb(-2))


@settings(max_examples=250, deadline=None)
@given(st.sampled_from(COMPUTING), st.integers(0, 35), st.integers(0, 130), wages, wages, st.integers(0, 30))
def test_any_rule_explains_what_it_gives(
    ruling: Ruling, later: int, age: int, base: Decimal, pension: Decimal, missing: int
) -> None:
    month = ruling.policy.starts.plus(later)
    if ruling.policy.covers(month):
        check(ruling, month, somebody(ruling, age, base, pension, missing))


# Against trying every base

AGE = 57
small_rates = st.integers(min_value=0, max_value=100_000).map(lambda n: Decimal(n).scaleb(-6))
sums = st.integers(min_value=0, max_value=4_000).map(lambda n: Decimal(n).scaleb(-2))
periods: st.SearchStrategy[Period] = st.sampled_from(("month", "month", "year"))
least_or_most = st.lists(sums.map(lambda amount: AgeLimit(AgeRange(), amount)), max_size=2).map(tuple)


@st.composite
def formulas(draw: st.DrawFn) -> Formula:
    """Any formula of the base, or a sum."""
    if draw(st.integers(0, 3)) == 0:
        return Formula(per=draw(periods), yuan=draw(sums))
    of_employer = draw(st.booleans())
    return Formula(
        per=draw(periods),
        rate=draw(small_rates),
        rate_per_year_of_age=draw(st.none() | small_rates.filter(bool).map(lambda rate: rate / 100)),
        of="employer_contribution" if of_employer else "base",
        contribution=Decimal("0.08") if of_employer else None,
        minimum=draw(least_or_most),
        maximum=draw(least_or_most),
    )


@st.composite
def any_rules(draw: st.DrawFn) -> Policy:
    """Policies with everything the formula language has."""
    parts = [own(draw(formulas())), *([employer(draw(formulas()))] if draw(st.booleans()) else [])]
    taken = [Deduction(str(n), (draw(formulas()),)) for n in range(draw(st.integers(0, 2)))]
    reductions = [None, Reduction(20, 20, rate=Decimal("0.07")), Reduction(20, 20, yuan=Decimal("1.23"))]
    return policy(
        *parts,
        deductions=tuple(taken),
        posting=draw(st.sampled_from(["month", "year"])),
        reduction=draw(st.sampled_from(reductions)),
        rounding=Rounding(
            draw(st.sampled_from([Decimal("0.01"), Decimal("0.1"), Decimal(1)])),
            draw(st.sampled_from(["half-up", "half-even", "down", "up"])),
        ),
    )


@settings(max_examples=60, deadline=None)
@given(any_rules(), st.integers(0, 100_000), st.integers(0, 3_000), st.data())
def test_the_bases_found_are_the_bases_there_are(rule: Policy, floor: int, width: int, data: st.DataObject) -> None:
    bases = [Decimal(fen).scaleb(-2) for fen in range(floor, floor + width + 1)]
    ruling = Ruling(PLACE, rule, limits(str(bases[0]), str(bases[-1])))
    person = Person("employee", age=AGE, paid_years=data.draw(st.integers(10, 20)))
    credits = [credit(replace(person, base=base), ruling, AUGUST) for base in bases]
    nets = [answer.net for answer in credits if isinstance(answer, Credit)]
    grosses = [answer.gross for answer in credits if isinstance(answer, Credit)]
    possible = sorted({*nets, *grosses})
    amount = data.draw(st.sampled_from(possible) | sums)
    result = infer(person, [ruling], amount, AUGUST)
    if result.relaxed or not rule.uses_base:
        assert (bool(result.explanations) and not result.relaxed) == (amount in possible)
    else:
        found_at = {True: set[Decimal](), False: set[Decimal]()}
        for item in result.explanations:
            assert item.low is not None and item.high is not None
            inside = bases[int(item.low * 100) - floor : int(item.high * 100) - floor + 1]
            assert (item.at != "between") == (inside in ([bases[0]], [bases[-1]]))
            found_at[item.deducted is not False].update(inside)
        expected = {base for base, net in zip(bases, nets, strict=True) if net == amount}
        before = {base for base, gross in zip(bases, grosses, strict=True) if gross == amount}
        assert found_at[True] == expected
        assert found_at[False] <= before and found_at[True] | found_at[False] == expected | before
    assert result.below == max((other for other in possible if other < amount), default=None)
    assert result.above == min((other for other in possible if other > amount), default=None)


# The rules that may answer


@pytest.mark.parametrize("status", STATUSES)
def test_the_rulings_hold_the_ruling(status: Status) -> None:
    for region in REGIONS:
        for month in (Month(2021, 6), Month(2023, 8), Month(2025, 8)):
            person = Person(status)
            rulings = BOOK.rulings(region, person, month)
            assert len({(item.policy.plan, item.policy.group) for item in rulings}) == len(rulings)
            try:
                ruling = BOOK.ruling(region, person, month)
            except MissingInputError as error:
                assert {item.policy.plan for item in rulings} >= set(error.choices)
                continue
            if isinstance(ruling, Ruling):
                assert rulings[0] == ruling
            for item in rulings:
                named = replace(person, plan=item.policy.plan, group=item.policy.group)
                same = BOOK.ruling(region, named, month)
                assert isinstance(same, Ruling) and same.policy == item.policy
                assert item.policy in [one.policy for one in BOOK.rulings(region, named, month)]


def test_a_plan_or_group_that_is_named_is_held_fixed() -> None:
    for region in REGIONS:
        for item in BOOK.rulings(region, RETIREE, Month(2025, 8)):
            if item.policy.group:
                named = BOOK.rulings(region, replace(RETIREE, group=item.policy.group), Month(2025, 8))
                assert {one.policy.group for one in named} == {item.policy.group}


def test_an_unknown_group_is_refused() -> None:
    region = next(
        region for region in REGIONS if any(item.policy.group for item in BOOK.rulings(region, RETIREE, Month(2025, 8)))
    )
    with pytest.raises(InputError) as caught:
        BOOK.rulings(region, replace(RETIREE, group="没有这个"), Month(2025, 8))
    assert caught.value.code == "group-unknown"


def test_a_deduction_that_takes_all_that_is_credited_is_said_not_listed() -> None:
    rule = policy(own(band(rate="0.02", of="base")), deductions=(Deduction("a", (band(rate="0.02", of="base"),)),))
    with pytest.raises(InputError) as refused:
        found(rule, "0.00")
    assert refused.value.code == "infer-endless"
