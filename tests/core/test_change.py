"""Why one answer differs from another: every kind of change, and the parts that moved. Amounts worked out by hand."""

from dataclasses import replace
from decimal import Decimal
from typing import Any, get_args

import pytest

from yibao_cli.core.change import Change, PartMove, changes, part_moves
from yibao_cli.core.credit import Answer, Credit, NoRule, credit
from yibao_cli.core.literals import ChangeKind
from yibao_cli.core.month import Month
from yibao_cli.core.person import Person
from yibao_cli.core.policy import AgeLimit, AgeRange, Deduction, Figure, Reduction
from yibao_cli.core.region import Region
from yibao_cli.core.ruling import Ruling
from yibao_cli.render.changes import change_text

from .builders import AUGUST, PLACE, answer, band, employer, limits, own, policy, pooled, yuan

TWO_PERCENT = policy(own(band(rate="0.02", of="base")), title="本人 2%")
FIXED = policy(pooled(band(yuan="83")), status="retiree", title="定额")
BY_AGE = policy(pooled(band(0, 70, yuan="100"), band(70, yuan="110")), status="retiree", title="按年龄")
ELSEWHERE = Region("hunan/changsha", "430100", "长沙市", "长沙")


def worker(base: str = "9000") -> Person:
    return Person("employee", base=yuan(base))


def paid(base: str, **found: Any) -> Credit:
    """2% of a base, within limits."""
    return answer(TWO_PERCENT, worker(base), **found)


def unknown(status: Any = "employee") -> NoRule:
    return NoRule(PLACE, Person(status), AUGUST, "never")


def in_region(region: Region, rule: Any, person: Person) -> Answer:
    return credit(person, Ruling(region, rule), AUGUST)


def test_the_same_is_no_change() -> None:
    assert changes(paid("9000"), paid("9000")) == ()
    assert changes(unknown(), unknown()) == ()


def test_another_month_alone_is_no_change() -> None:
    assert changes(answer(FIXED, Person("retiree")), answer(FIXED, Person("retiree"), Month(2025, 8))) == ()


def test_another_region_under_the_same_rule() -> None:
    here, there = (in_region(place, TWO_PERCENT, worker()) for place in (PLACE, ELSEWHERE))
    assert changes(here, there) == (Change("region", "武汉市", "长沙市"),)


def test_another_status_comes_with_its_rule() -> None:
    found = changes(paid("9000"), answer(FIXED, Person("retiree")))
    assert found == (Change("status", "employee", "retiree"), Change("rule", "本人 2%", "定额"))


def test_a_new_rule() -> None:
    newer = replace(FIXED, parts=(pooled(band(yuan="90")),), title="新定额")
    assert changes(answer(FIXED, Person("retiree")), answer(newer, Person("retiree"))) == (
        Change("rule", "定额", "新定额"),
    )


def test_under_a_new_rule_the_age_explains_nothing() -> None:
    newer = replace(BY_AGE, title="新的按年龄")
    before, after = answer(BY_AGE, Person("retiree", age=69)), answer(newer, Person("retiree", age=70))
    assert changes(before, after) == (Change("rule", "按年龄", "新的按年龄"),)


def test_a_deduction_that_begins_changes_or_ends() -> None:
    """105 - 5 = 100; the gross stays."""
    plain = policy(pooled(band(yuan="105")), status="retiree")
    five, eight = (replace(plain, deductions=(Deduction("大额", (band(yuan=sum_),)),)) for sum_ in ("5", "8"))
    none, with_five, with_eight = (answer(rule, Person("retiree")) for rule in (plain, five, eight))
    assert changes(none, with_five) == (Change("deduction", "0.00", "5.00"),)
    assert changes(with_five, with_eight) == (Change("deduction", "5.00", "8.00"),)
    assert changes(with_eight, none) == (Change("deduction", "8.00", "0.00"),)


def test_a_deduction_beside_another_gross_is_a_new_rule() -> None:
    before = policy(pooled(band(yuan="105")), status="retiree", title="旧")
    after = policy(
        pooled(band(yuan="110")), status="retiree", title="新", deductions=(Deduction("大额", (band(yuan="5"),)),)
    )
    assert changes(answer(before, Person("retiree")), answer(after, Person("retiree"))) == (Change("rule", "旧", "新"),)


def test_a_deduction_for_another_period_is_a_new_rule() -> None:
    """A sum of 120 a month and one of 120 a year are not the same gross."""
    monthly = policy(pooled(band(yuan="120")), status="retiree", title="每月")
    yearly = policy(
        pooled(band(per="year", yuan="120")),
        status="retiree",
        title="每年",
        posting="year",
        deductions=(Deduction("大额", (band(per="year", yuan="5"),)),),
    )
    assert changes(answer(monthly, Person("retiree")), answer(yearly, Person("retiree"))) == (
        Change("rule", "每月", "每年"),
    )


def test_another_base() -> None:
    assert changes(paid("9000"), paid("9800")) == (Change("base", "9000.00", "9800.00"),)
    by_salary = answer(TWO_PERCENT, Person("employee", salary=yuan("9800")))
    assert changes(paid("9000"), by_salary) == (Change("base", "9000.00", "9800.00"),)


@pytest.mark.parametrize(
    ("given", "old", "new", "change"),
    [
        ("5000", ("6000", "30000"), ("6500", "30000"), Change("floor", "6000.00", "6500.00")),
        ("6200", ("6000", "30000"), ("6500", "30000"), Change("floor", "6200.00", "6500.00")),  # the floor reaches it
        ("6200", ("6500", "30000"), ("6000", "30000"), Change("floor", "6500.00", "6200.00")),  # and lets it go
        ("40000", ("6000", "30000"), ("6000", "31000"), Change("ceiling", "30000.00", "31000.00")),
        ("30500", ("6000", "30000"), ("6000", "31000"), Change("ceiling", "30000.00", "30500.00")),
    ],
)
def test_limits_that_move(given: str, old: tuple[str, str], new: tuple[str, str], change: Change) -> None:
    assert changes(paid(given, limits=limits(*old)), paid(given, limits=limits(*new))) == (change,)


def test_limits_that_move_without_touching_the_base() -> None:
    assert changes(paid("9000", limits=limits("6000", "30000")), paid("9000", limits=limits("6500", "31000"))) == ()


def test_another_base_beside_a_limit() -> None:
    held = limits("6000", "30000")
    assert changes(paid("5000", limits=held), paid("9000", limits=held)) == (Change("base", "5000.00", "9000.00"),)
    assert changes(paid("5000", limits=held), paid("5500", limits=held)) == ()  # both count as 6000
    higher = limits("6500", "30000")
    assert changes(paid("5000", limits=held), paid("5500", limits=higher)) == (Change("floor", "6000.00", "6500.00"),)


def test_a_birthday_that_reaches_the_next_band() -> None:
    at = {age: answer(BY_AGE, Person("retiree", age=age)) for age in (68, 69, 70)}
    assert changes(at[69], at[70]) == (Change("age", "69", "70"),)
    assert changes(at[68], at[69]) == ()  # the same band


def test_an_age_may_count_by_itself_in_a_limit_or_in_a_deduction() -> None:
    by_year = policy(pooled(band(yuan_per_year_of_age="1.5")), status="retiree")
    at_least = (AgeLimit(AgeRange(0, 70), yuan("50")), AgeLimit(AgeRange(70), yuan("80")))
    with_limit = policy(pooled(band(rate="0.05", of="pension", minimum=at_least)), status="retiree")
    deducted = policy(
        pooled(band(yuan="105")),
        status="retiree",
        deductions=(Deduction("长护险", (band(0, 70, yuan="5"), band(70, yuan="3"))),),
    )
    for rule in (by_year, with_limit, deducted):
        before, after = (answer(rule, Person("retiree", age=age, pension=yuan("900"))) for age in (69, 70))
        assert changes(before, after) == (Change("age", "69", "70"),)


def test_another_pension_where_the_rule_counts_it() -> None:
    rule = policy(pooled(band(rate="0.05", of="pension")), status="retiree")
    lower, higher = (Person("retiree", pension=yuan(amount)) for amount in ("3000", "3200"))
    assert changes(answer(rule, lower), answer(rule, higher)) == (Change("pension", "3000.00", "3200.00"),)
    assert changes(answer(FIXED, lower), answer(FIXED, higher)) == ()


def test_a_pension_that_only_one_of_the_two_needed() -> None:
    """83 yuan below 70, 5% of the pension from 70 on."""
    rule = policy(pooled(band(0, 70, yuan="83"), band(70, rate="0.05", of="pension")), status="retiree")
    before, after = (
        answer(rule, person) for person in (Person("retiree", age=69), Person("retiree", age=70, pension=yuan("3000")))
    )
    assert changes(before, after) == (Change("age", "69", "70"), Change("pension", "", "3000.00"))
    assert change_text(Change("pension", "", "3000.00")) == "养老金 没有给 → 3000.00"


def test_a_published_average_that_was_corrected() -> None:
    rule = policy(pooled(band(rate="0.025", of="average_pension", of_year=2021)), status="retiree")
    before, after = (
        answer(
            rule,
            Person("retiree"),
            figures=(Figure("average_pension", 2021, yuan(amount), "x.toml", "secondary", ("c",)),),
        )
        for amount in ("3320", "3400")
    )
    assert changes(before, after) == (Change("figure", "3320.00", "3400.00"),)


def test_other_contribution_years() -> None:
    rule = policy(pooled(band(yuan="60")), status="retiree", reduction=Reduction(30, 30, rate=Decimal("0.03")))
    before, after = (answer(rule, Person("retiree", paid_years=years)) for years in (27, 28))
    assert changes(before, after) == (Change("years", "3", "2"),)


def test_a_rule_that_begins_or_ends_to_be_known() -> None:
    assert changes(unknown(), paid("9000")) == (Change("known"),)
    assert changes(paid("9000"), unknown()) == (Change("unknown"),)
    assert changes(paid("9000"), unknown("retiree")) == (
        Change("status", "employee", "retiree"),
        Change("unknown"),
    )


def test_no_account_is_a_rule_like_others() -> None:
    none = policy(account=False, reason="没有账户", title="无账户")
    assert changes(paid("9000"), answer(none, worker())) == (Change("rule", "本人 2%", "无账户"),)


def test_the_widest_comes_first() -> None:
    rate = policy(own(band(rate="0.03", of="base")), title="本人 3%", status="flexible")
    before = in_region(PLACE, TWO_PERCENT, worker("9000"))
    after = in_region(ELSEWHERE, rate, Person("flexible", base=yuan("9800")))
    assert [change.kind for change in changes(before, after)] == ["region", "status", "rule", "base"]


def test_every_kind_has_words() -> None:
    texts = [change_text(Change(kind, "1", "2")) for kind in get_args(ChangeKind) if kind != "status"]
    assert all(texts) and len(set(texts)) == len(texts)
    assert change_text(Change("status", "employee", "retiree")) == "退休"
    assert change_text(Change("status", "employee", "flexible")) == "在职 → 灵活就业"
    assert change_text(Change("age", "69", "70")) == "满 70 岁"
    assert change_text(Change("age", "70", "69")) == "年龄 70 → 69 岁"
    assert change_text(Change("rule", "同名", "同名")) == "规则调整:同名"


def test_parts_that_moved_began_and_ended() -> None:
    """10000: 2% = 200 and 1% = 100 before; 200 alone, less 5, after."""
    before = policy(own(band(rate="0.02", of="base")), employer(band(rate="0.01", of="base")))
    after = policy(own(band(rate="0.02", of="base")), deductions=(Deduction("大额", (band(yuan="5"),)),))
    was, now = (answer(rule, worker("10000")) for rule in (before, after))
    assert part_moves(was, now) == (
        PartMove("part", "employer", yuan("100.00"), None),
        PartMove("deduction", "大额", None, yuan("5.00")),
    )
    assert part_moves(now, was) == (
        PartMove("deduction", "大额", yuan("5.00"), None),
        PartMove("part", "employer", None, yuan("100.00")),
    )
    assert part_moves(was, answer(before, worker("11000"))) == (
        PartMove("part", "own", yuan("200.00"), yuan("220.00")),
        PartMove("part", "employer", yuan("100.00"), yuan("110.00")),
    )
    assert part_moves(was, was) == ()


def test_parts_of_the_same_origin_are_added() -> None:
    rule = policy(pooled(band(yuan="100")), pooled(band(yuan="10")), status="retiree")
    assert part_moves(answer(FIXED, Person("retiree")), answer(rule, Person("retiree"))) == (
        PartMove("part", "pooled", yuan("83.00"), yuan("110.00")),
    )


def test_a_part_posted_yearly_counts_as_its_twelfth() -> None:
    """1000 / 12 = 83.333; 60 / 12 = 5."""
    yearly = policy(
        pooled(band(per="year", yuan="1000")),
        status="retiree",
        posting="year",
        deductions=(Deduction("大额", (band(per="year", yuan="60"),)),),
    )
    monthly = policy(pooled(band(yuan="100")), status="retiree", deductions=(Deduction("大额", (band(yuan="5"),)),))
    assert part_moves(answer(yearly, Person("retiree")), answer(monthly, Person("retiree"))) == (
        PartMove("part", "pooled", yuan("83.33"), yuan("100.00")),
    )


def test_without_a_number_no_part_moves() -> None:
    assert part_moves(unknown(), paid("9000")) == part_moves(paid("9000"), unknown()) == ()
