"""The calculator, case by case. Expected amounts are worked out by hand, the arithmetic beside them."""

from dataclasses import replace
from datetime import date
from decimal import Decimal, localcontext
from typing import Any

import pytest

from yibao_cli.core.credit import Credit, NoRule, credit
from yibao_cli.core.errors import InputError, MissingInputError
from yibao_cli.core.month import Birth, Month
from yibao_cli.core.person import Person
from yibao_cli.core.policy import AgeLimit, AgeRange, Deduction, Figure, Reduction, Rounding
from yibao_cli.core.ruling import Ruling

from .builders import AUGUST, PLACE, answer, band, codes, employer, limits, own, policy, pooled, yuan

TWO_PERCENT = own(band(rate="0.02", of="base"))
RETIREE = {"status": "retiree"}


def test_two_percent_of_the_base() -> None:
    result = answer(policy(TWO_PERCENT), Person("employee", base=yuan("10000")))
    assert str(result.net) == "200.00"  # 10000 x 2%
    assert str(result.yearly_equivalent) == "2400.00"


def test_own_and_employer_part_add_up() -> None:
    rule = policy(
        TWO_PERCENT,
        employer(
            band(0, 35, rate="0.008", of="base"), band(35, 45, rate="0.01", of="base"), band(45, rate="0.02", of="base")
        ),
    )
    for age, gross in ((34, "280.00"), (35, "300.00"), (44, "300.00"), (45, "400.00")):
        result = answer(rule, Person("employee", base=yuan("10000"), age=age))
        assert str(result.gross) == gross
        assert sum(line.amount for line in result.parts) == result.gross


@pytest.mark.parametrize(
    ("base", "rate", "credit_"),
    [
        ("0.25", "0.02", "0.01"),  # 0.005 half up
        ("7.25", "0.02", "0.15"),  # 0.145 half up; a float gives 0.14
        ("32776.87", "0.008", "262.21"),  # 262.21496
    ],
)
def test_amounts_a_float_would_spoil(base: str, rate: str, credit_: str) -> None:
    result = answer(policy(own(band(rate=rate, of="base"))), Person("employee", base=yuan(base)))
    assert str(result.net) == credit_


def test_each_part_is_rounded_for_itself() -> None:
    rule = policy(own(band(rate="0.02", of="base")), employer(band(rate="0.02", of="base")))
    assert str(answer(rule, Person("employee", base=yuan("0.25"))).gross) == "0.02"  # 0.005 + 0.005, each half up


def test_a_caller_with_a_narrow_decimal_context_gets_the_same_fen() -> None:
    rule = policy(TWO_PERCENT, employer(band(yuan="105")), deductions=(Deduction("a", (band(yuan="5.25"),)),))
    with localcontext() as context:
        context.prec = 3
        result = answer(rule, Person("employee", base=yuan("32776.87")))
        assert (str(result.gross), str(result.net)) == ("760.54", "755.29")  # 655.5374 -> 655.54, + 105, - 5.25
        assert str(result.yearly_equivalent) == "9063.48"


def test_another_rounding_can_be_named() -> None:
    rule = policy(TWO_PERCENT, rounding=Rounding(Decimal("0.1"), "down"))
    assert str(answer(rule, Person("employee", base=yuan("4169"))).net) == "83.30"  # 83.38


def test_a_sum_for_each_year_of_age() -> None:
    rule = policy(pooled(band(yuan_per_year_of_age="1.5")), **RETIREE)
    assert str(answer(rule, Person("retiree", age=71)).net) == "106.50"  # 71 x 1.5


def test_a_rate_that_grows_with_age() -> None:
    rule = policy(pooled(band(rate="0.02", rate_per_year_of_age="0.0002", of="pension")), **RETIREE)
    result = answer(rule, Person("retiree", age=70, pension=yuan("3000")))
    assert str(result.net) == "102.00"  # 3000 x (2% + 70 x 0.02%) = 3000 x 3.4%
    assert result.parts[0].rate == Decimal("0.034")


def test_a_share_of_the_employers_contribution() -> None:
    rule = policy(
        own(band(rate="0.02", of="base")), employer(band(rate="0.3", of="employer_contribution", contribution="0.06"))
    )
    result = answer(rule, Person("employee", base=yuan("5000")))
    assert [str(line.amount) for line in result.parts] == ["100.00", "90.00"]  # 5000 x 2%; 5000 x 6% x 30%


def test_a_rate_of_the_regions_average_pension_of_a_named_year() -> None:
    rule = policy(pooled(band(rate="0.025", of="average_pension", of_year=2021)), **RETIREE)
    figure = Figure("average_pension", 2021, yuan("3320"), "hubei/wuhan.toml", "secondary", ("c",))
    result = answer(rule, Person("retiree"), figures=(figure,))
    assert str(result.net) == "83.00"  # 3320 x 2.5%
    assert result.grade == "secondary"  # the figure is weaker than the rule
    assert result.sources == ("a", "c")


def test_without_the_figure_there_is_a_rule_but_no_number() -> None:
    rule = policy(pooled(band(rate="0.028", of="average_pension", of_year=2023)), **RETIREE)
    other_year = Figure("average_pension", 2022, yuan("3320"), "hubei/wuhan.toml", "secondary", ("c",))
    result = credit(Person("retiree"), Ruling(PLACE, rule, figures=(other_year,)), AUGUST)
    assert isinstance(result, NoRule)
    assert (result.reason, result.figure, result.figure_year) == ("figure", "average_pension", 2023)


def test_a_figure_of_ones_own_is_used_and_said_so() -> None:
    rule = policy(pooled(band(rate="0.028", of="average_pension", of_year=2023)), **RETIREE)
    result = answer(rule, Person("retiree", average_pension=yuan("3700")))
    assert str(result.net) == "103.60"  # 3700 x 2.8%
    assert "figure-given" in codes(result)


def test_a_rate_of_the_average_wage() -> None:
    rule = policy(pooled(band(rate="0.043", of="average_wage", of_year=2009)), **RETIREE)
    figure = Figure("average_wage", 2009, yuan("3726"), "beijing.toml", "official", ("c",))
    assert str(answer(rule, Person("retiree"), figures=(figure,)).net) == "160.22"  # 3726 x 4.3% = 160.218


def test_least_and_greatest_amounts() -> None:
    at_least = (AgeLimit(AgeRange(0, 70), yuan("50")), AgeLimit(AgeRange(70), yuan("80")))
    at_most = (AgeLimit(AgeRange(), yuan("150")),)
    rule = policy(pooled(band(rate="0.05", of="pension", minimum=at_least, maximum=at_most)), **RETIREE)
    for age, pension, net in (
        (69, "900", "50.00"),
        (70, "900", "80.00"),
        (69, "2000", "100.00"),
        (70, "4000", "150.00"),
    ):
        assert str(answer(rule, Person("retiree", age=age, pension=yuan(pension))).net) == net


def test_a_sum_of_the_year_in_a_monthly_credit_is_a_twelfth() -> None:
    rule = policy(TWO_PERCENT, employer(band(0, 35, per="year", yuan="210"), band(35, per="year", yuan="425")))
    result = answer(rule, Person("employee", base=yuan("8000"), age=30))
    assert [str(line.amount) for line in result.parts] == ["160.00", "17.50"]  # 8000 x 2%; 210 / 12
    assert str(answer(rule, Person("employee", base=yuan("8000"), age=35)).parts[1].amount) == "35.42"  # 425 / 12


def test_yearly_posting() -> None:
    rule = policy(
        pooled(band(0, 75, per="year", yuan="1680"), band(75, per="year", yuan="1890")),
        posting="year",
        account_year=7,
        **RETIREE,
    )
    result = answer(rule, Person("retiree", age=74), Month(2025, 6))
    assert (result.period, str(result.net), str(result.monthly_equivalent)) == ("year", "1680.00", "140.00")
    assert result.account_year == Month(2024, 7)
    assert str(result.yearly_equivalent) == "1680.00"
    assert str(answer(rule, Person("retiree", age=75)).monthly_equivalent) == "157.50"  # 1890 / 12


def test_a_monthly_sum_posted_yearly_is_twelve_of_it() -> None:
    rule = policy(pooled(band(yuan="83")), posting="year", account_year=1, **RETIREE)
    assert str(answer(rule, Person("retiree")).net) == "996.00"


@pytest.mark.parametrize(
    ("age_on", "month", "age"),
    [
        (None, Month(2025, 7), 75),  # born 1950-07-15: the month of the birthday counts
        ("month", Month(2025, 6), 74),
        ("next-month", Month(2025, 7), 74),
        ("next-month", Month(2025, 8), 75),
        ("account-year", Month(2025, 9), 74),  # 1 July 2025 lies before the birthday
        ("account-year", Month(2026, 7), 75),
        ("year-end-before", Month(2025, 9), 74),  # 31 December 2024
        ("year-end-before", Month(2026, 6), 74),
        ("year-end-before", Month(2026, 7), 75),  # 31 December 2025
    ],
)
def test_the_day_on_which_an_age_counts(age_on: str | None, month: Month, age: int) -> None:
    rule = policy(pooled(band(yuan_per_year_of_age="1")), age_on=age_on, account_year=7, **RETIREE)
    result = answer(rule, Person("retiree", birth=Birth(1950, 7, 15)), month)
    assert result.net == age
    assert ("age-day-default" in codes(result)) == (age_on is None)


def test_born_on_the_first_day_of_the_account_year() -> None:
    rule = policy(pooled(band(yuan_per_year_of_age="1")), age_on="account-year", account_year=7, **RETIREE)
    assert answer(rule, Person("retiree", birth=Birth(1950, 7, 1)), Month(2025, 9)).net == 75


def test_deductions_make_the_net() -> None:
    rule = policy(
        pooled(band(0, 70, yuan="105"), band(70, yuan="115")),
        deductions=(Deduction("大额医保", (band(yuan="5"),)), Deduction("长护险", (band(yuan="5.25"),))),
        **RETIREE,
    )
    young, old = (answer(rule, Person("retiree", age=age)) for age in (69, 70))
    assert (str(young.gross), str(young.net)) == ("105.00", "94.75")
    assert (str(old.gross), str(old.net)) == ("115.00", "104.75")
    assert old.gross - sum(line.amount for line in old.deductions) == old.net


def test_a_deduction_takes_no_more_than_there_is() -> None:
    rule = policy(
        pooled(band(yuan="6")),
        deductions=(Deduction("a", (band(yuan="5"),)), Deduction("b", (band(yuan="5"),))),
        **RETIREE,
    )
    result = answer(rule, Person("retiree"))
    assert str(result.net) == "0.00"
    assert [str(line.amount) for line in result.deductions] == ["5.00", "1.00"]
    assert "deduction-capped" in codes(result)


def test_missing_contribution_years_reduce_the_credit() -> None:
    rule = policy(pooled(band(yuan="60")), reduction=Reduction(30, 25, rate=Decimal("0.03")), **RETIREE)
    man = Person("retiree", sex="male", paid_years=28)
    assert str(answer(rule, man).net) == "56.40"  # 60 x (1 - 2 x 3%)
    assert str(answer(rule, Person("retiree", sex="female", paid_years=28)).net) == "60.00"
    assert str(answer(rule, Person("retiree", sex="female", paid_years=0)).net) == "15.00"  # 60 x (1 - 25 x 3%)
    unknown = answer(rule, Person("retiree"))
    assert str(unknown.net) == "60.00" and "years-assumed" in codes(unknown)
    with pytest.raises(MissingInputError) as caught:
        answer(rule, Person("retiree", paid_years=28))
    assert caught.value.names == ("sex",)


def test_missing_years_may_cost_a_sum_each_and_never_more_than_there_is() -> None:
    rule = policy(pooled(band(yuan="60")), reduction=Reduction(30, 30, yuan=Decimal(3)), **RETIREE)
    assert str(answer(rule, Person("retiree", paid_years=27)).net) == "51.00"  # 60 - 3 x 3
    assert str(answer(rule, Person("retiree", paid_years=0)).net) == "0.00"


def test_floor_and_ceiling_move_the_base_and_say_so() -> None:
    found = limits("6821", "35283")
    for base, applied, moved, code in (
        ("6820.99", "6821.00", "floor", "base-below-floor"),
        ("6821", "6821.00", None, None),
        ("35283", "35283.00", None, None),
        ("35283.01", "35283.00", "ceiling", "base-above-ceiling"),
    ):
        result = answer(policy(TWO_PERCENT), Person("employee", base=yuan(base)), limits=found)
        assert result.base is not None
        assert (f"{result.base.applied:.2f}", result.base.moved) == (applied, moved)
        assert ({"base-below-floor", "base-above-ceiling"} & codes(result)) == ({code} if code else set())


def test_limits_count_for_the_grade_and_the_sources() -> None:
    result = answer(policy(TWO_PERCENT), Person("employee", base=yuan("9000")), limits=limits("6821", "35283"))
    assert (result.grade, result.sources) == ("secondary", ("a", "b"))


def test_carried_and_unknown_limits_are_said() -> None:
    carried = answer(
        policy(TWO_PERCENT), Person("employee", base=yuan("9000")), limits=limits("1", "99999"), limits_carried=True
    )
    assert "limits-carried" in codes(carried)
    assert "limits-unknown" in codes(answer(policy(TWO_PERCENT), Person("employee", base=yuan("9000"))))


def test_a_salary_stands_in_for_the_base_and_is_said() -> None:
    result = answer(policy(TWO_PERCENT), Person("employee", salary=yuan("9000")))
    assert str(result.net) == "180.00" and "base-from-salary" in codes(result)


def test_no_account_is_an_answer_of_its_own() -> None:
    result = answer(policy(account=False, reason="没有账户"), Person("employee"))
    assert (result.state, str(result.gross), str(result.net), result.policy.reason) == (
        "no-account",
        "0.00",
        "0.00",
        "没有账户",
    )


def test_an_account_whose_amount_nobody_knows_has_no_number() -> None:
    result = credit(Person("employee"), Ruling(PLACE, policy(account=True, reason="未见")), AUGUST)
    assert isinstance(result, NoRule) and result.reason == "amount"


def test_only_what_the_rule_needs_is_asked_for_and_all_of_it_at_once() -> None:
    banded = policy(own(band(0, 45, rate="0.02", of="base"), band(45, rate="0.03", of="base")))
    with pytest.raises(MissingInputError) as caught:
        answer(banded, Person("employee"))
    assert caught.value.names == ("base", "age")
    with pytest.raises(MissingInputError) as caught:
        answer(policy(pooled(band(rate="0.048", of="pension")), **RETIREE), Person("retiree"))
    assert caught.value.names == ("pension",)
    answer(policy(pooled(band(yuan="83")), **RETIREE), Person("retiree"))


def test_inputs_that_play_no_part_are_named() -> None:
    person = Person("retiree", base=yuan("1"), pension=yuan("1"), plan="一档", sex="female", paid_years=20)
    result = answer(policy(pooled(band(yuan="83")), **RETIREE), person)
    unused = {item.facts["field"] for item in result.warnings if item.code == "input-unused"}
    assert unused == {"base", "pension", "plan", "sex", "paid_years"}


def reach(result: Credit) -> tuple[str | None, int, bool]:
    """How far the evidence of an answer reaches, how old it is in months, whether the month is a projection."""
    return (str(result.evidence) if result.evidence else None, result.evidence_age, result.projected)


def test_every_month_after_the_last_confirmation_is_a_projection() -> None:
    rule = policy(pooled(band(yuan="83")), confirmed=date(2023, 8, 31), **RETIREE)
    assert reach(answer(rule, Person("retiree"), Month(2023, 8))) == ("2023-08", 0, False)
    assert reach(answer(rule, Person("retiree"), Month(2023, 9))) == ("2023-08", 1, True)
    assert reach(answer(rule, Person("retiree"), Month(2026, 11))) == ("2023-08", 39, True)
    never = policy(pooled(band(yuan="83")), starts=Month(2023, 2), **RETIREE)
    assert reach(answer(never, Person("retiree"), Month(2023, 3))) == ("2023-02", 1, True)  # the start is the evidence
    ended = policy(pooled(band(yuan="83")), starts=Month(2023, 2), ends=Month(2026, 1), **RETIREE)
    assert reach(answer(ended, Person("retiree"), Month(2025, 12))) == (None, 0, False)


def test_the_oldest_of_rule_limits_and_deductions_counts() -> None:
    rule = policy(TWO_PERCENT, starts=Month(2023, 2), confirmed=date(2025, 3, 1))
    person = Person("employee", base=yuan("9000"))
    until_next = limits("4000", "20000", starts=Month(2024, 7), ends=None, confirmed=date(2025, 1, 5))
    of_a_year = limits("4000", "20000", starts=Month(2024, 7), ends=Month(2025, 7))
    june, july = Month(2025, 6), Month(2025, 7)
    assert reach(answer(rule, person, june)) == ("2025-03", 3, True)
    assert reach(answer(rule, person, june, limits=until_next)) == ("2025-01", 5, True)
    assert reach(answer(rule, person, june, limits=of_a_year)) == ("2025-03", 3, True)
    assert reach(answer(rule, person, july, limits=of_a_year, limits_carried=True)) == ("2025-03", 4, True)
    care = Deduction("长护", (band(yuan="5"),), starts=Month(2024, 1), confirmed=date(2024, 6, 1))
    assert reach(answer(replace(rule, deductions=(care,)), person, june)) == ("2024-06", 12, True)


FEBRUARY = Deduction("大额", (band(yuan="30", per="year"),), month=2)
CONSENT = Deduction("长护", (band(rate="0.0015", of="pension"),), optional="本人同意后才扣")


def test_a_sum_of_the_year_is_taken_in_its_month_alone() -> None:
    rule = policy(pooled(band(yuan="100")), deductions=(FEBRUARY,), **RETIREE)
    february = answer(rule, Person("retiree"), Month(2026, 2))
    november = answer(rule, Person("retiree"), Month(2026, 11))
    assert (str(february.net), str(november.net)) == ("70.00", "100.00")
    assert str(february.yearly_equivalent) == str(november.yearly_equivalent) == "1170.00"  # 12 x 100 - 30
    assert "deduction-in-month" in codes(november) and "deduction-in-month" not in codes(february)


def test_a_sum_of_the_year_is_taken_whole_out_of_a_credit_of_the_year() -> None:
    rule = policy(pooled(band(yuan="1680", per="year")), posting="year", deductions=(FEBRUARY,), **RETIREE)
    assert str(answer(rule, Person("retiree"), Month(2026, 11)).net) == "1650.00"


def test_what_needs_consent_is_not_taken_silently() -> None:
    rule = policy(pooled(band(yuan="100")), deductions=(CONSENT,), **RETIREE)
    person = Person("retiree", pension=yuan("4000"))
    without = answer(rule, person)
    (item,) = without.optional
    assert (str(without.net), item.line and str(item.line.amount), str(item.net)) == ("100.00", "6.00", "94.00")
    agreed = answer(rule, replace(person, agreed=("长护",)))
    assert (str(agreed.net), agreed.optional) == ("94.00", ())
    (unknown,) = answer(rule, Person("retiree")).optional  # no pension given: nothing is asked for
    assert (unknown.line, unknown.net) == (None, None)
    unused = answer(rule, replace(person, agreed=("大额",)))
    assert str(unused.net) == "100.00" and "input-unused" in codes(unused)


def test_a_sum_of_the_year_without_a_known_month_is_never_taken_out_of_a_month() -> None:
    item = replace(FEBRUARY, month=None, optional="哪个月扣没有见到")
    rule = policy(pooled(band(yuan="100")), deductions=(item,), **RETIREE)
    for agreed in ((), ("大额",)):
        result = answer(rule, Person("retiree", agreed=agreed))
        assert str(result.net) == "100.00"
        assert [(str(one.line and one.line.amount), one.net) for one in result.optional] == [("30.00", None)]


def test_a_base_that_the_region_sets_is_not_asked_for() -> None:
    rule = policy(TWO_PERCENT, status="flexible")
    set_by_the_region = limits("6117", "6117")
    result = answer(rule, Person("flexible"), limits=set_by_the_region)
    assert str(result.net) == "122.34"  # 6117 x 2%
    assert result.base is not None and result.base.given is None and "base-fixed" in codes(result)
    assert str(answer(rule, Person("flexible", base=yuan("9000")), limits=set_by_the_region).net) == "122.34"


@pytest.mark.parametrize(
    ("found", "base", "net", "code"),
    [
        ({"ceiling": None}, "90000", "1800.00", "ceiling-unknown"),
        ({"ceiling": None, "no_ceiling": True}, "90000", "1800.00", "no-ceiling"),
        ({"ceiling": None}, "1000", "80.00", "base-below-floor"),
        ({"floor": None}, "1000", "20.00", "floor-unknown"),
        ({"floor": None}, "90000", "400.00", "base-above-ceiling"),
        ({"floor": None, "ceiling": None}, "90000", "1800.00", "limits-unknown"),
        ({"provisional": True}, "9000", "180.00", "limits-provisional"),
        ({"kind": "unnamed"}, "90000", "400.00", "limits-unnamed"),
        ({"region": "hubei"}, "9000", "180.00", "limits-of-province"),
    ],
)
def test_what_is_odd_about_the_limits_is_said(found: dict[str, Any], base: str, net: str, code: str) -> None:
    rule = policy(TWO_PERCENT)
    result = answer(
        rule, Person("employee", base=yuan(base)), limits=limits(**({"floor": "4000", "ceiling": "20000"} | found))
    )
    assert str(result.net) == net and code in codes(result)


def test_a_past_rule_without_a_start_says_so() -> None:
    rule = policy(pooled(band(yuan="83")), start_kind="unknown", ends=Month(2025, 1), **RETIREE)
    assert "start-unknown" in codes(answer(rule, Person("retiree")))


def test_a_rule_from_an_outer_file_says_so() -> None:
    for file, code in (("national.toml", "national-rule"), ("hubei.toml", "province-rule")):
        assert code in codes(answer(policy(pooled(band(yuan="83")), file=file, **RETIREE), Person("retiree")))


@pytest.mark.parametrize(
    ("person", "code"),
    [
        (Person("employee", base=Decimal("-0.01")), "money-negative"),
        (Person("employee", base=Decimal("NaN")), "money-malformed"),
        (Person("employee", base=Decimal("0.001")), "money-decimals"),
        (Person("employee", base=8000.5), "money-not-decimal"),  # type: ignore[arg-type]
        (Person("employee", base=Decimal(1), salary=Decimal(1)), "base-and-salary"),
        (Person("employee", pension=Decimal(1)), "pension-of-employee"),
        (Person("retiree", age=-1), "age-range"),
        (Person("retiree", age=131), "age-range"),
        (Person("retiree", paid_years=-1), "paid-years-range"),
        (Person("retiree", birth=Birth(2024, 9)), "birth-future"),
        (Person("retiree", birth=Birth(1893, 8)), "birth-too-early"),
        (Person("retiree", age=66, birth=Birth(1958, 9)), "age-and-birth"),
        (Person("worker"), "status-unknown"),  # type: ignore[arg-type]
    ],
)
def test_a_person_who_cannot_be_is_refused(person: Person, code: str) -> None:
    with pytest.raises(InputError) as caught:
        answer(policy(TWO_PERCENT), person)
    assert caught.value.code == code


def test_age_and_birth_may_differ_by_the_birthday_of_the_month() -> None:
    rule = policy(pooled(band(yuan="83")), **RETIREE)
    for age in (65, 66):
        answer(rule, Person("retiree", age=age, birth=Birth(1958, 8)))
    answer(rule, Person("retiree", age=130, birth=Birth(1894, 8)))


def test_a_step_of_zero_for_each_year_of_age_still_asks_for_the_age() -> None:
    rule = policy(own(band(rate="0.02", rate_per_year_of_age="0", of="base")))
    with pytest.raises(MissingInputError) as caught:
        answer(rule, Person("employee", base=yuan("10000")))
    assert caught.value.names == ("age",)
