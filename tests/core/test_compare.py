"""Answers side by side: differences against the first, by hand."""

from decimal import Decimal, localcontext

from yibao_cli.core.change import Change, PartMove
from yibao_cli.core.compare import compare
from yibao_cli.core.credit import Answer, Credit, NoRule
from yibao_cli.core.person import Person
from yibao_cli.core.policy import Deduction

from .builders import AUGUST, PLACE, answer, band, own, policy, pooled, yuan

TWO_PERCENT = policy(own(band(rate="0.02", of="base")))


def paid(base: str) -> Credit:
    return answer(TWO_PERCENT, Person("employee", base=yuan(base)))


def nothing() -> Answer:
    return NoRule(PLACE, Person("employee"), AUGUST, "never")


def test_each_is_held_against_the_first() -> None:
    """200, 300, 150: +100 is a half of 200, -50 a quarter."""
    first, second, third = compare([paid("10000"), paid("15000"), paid("7500")])
    assert (str(first.difference), str(first.ratio), first.changes, first.moves) == ("0.00", "0", (), ())
    assert (str(second.difference), second.ratio) == ("100.00", Decimal("0.5"))
    assert (str(third.difference), third.ratio) == ("-50.00", Decimal("-0.25"))
    assert second.changes == (Change("base", "10000.00", "15000.00"),)
    assert third.moves == (PartMove("part", "own", yuan("200.00"), yuan("150.00")),)


def test_one_answer_alone_is_its_own_measure() -> None:
    (only,) = compare([paid("10000")])
    assert (str(only.difference), only.answer.state) == ("0.00", "in-force")


def test_without_a_number_there_is_no_difference() -> None:
    first, second = compare([nothing(), paid("10000")])
    assert (first.difference, second.difference, second.ratio) == (None, None, None)
    assert (second.changes, second.moves) == ((Change("known"),), ())
    first, second, third = compare([paid("10000"), nothing(), paid("11000")])
    assert (second.difference, second.ratio, second.changes) == (None, None, (Change("unknown"),))
    assert str(third.difference) == "20.00"  # 220 - 200


def test_more_than_nothing_is_no_ratio() -> None:
    none = answer(policy(account=False, reason="没有账户", title="无"), Person("employee"))
    first, second = compare([none, paid("10000")])
    assert (first.ratio, second.ratio, str(second.difference)) == (None, None, "200.00")
    assert [move.was for move in second.moves] == [None]
    first, second = compare([paid("10000"), none])
    assert (str(second.difference), str(second.ratio)) == ("-200.00", "-1")


def test_a_yearly_sum_is_compared_by_the_month_and_after_deductions() -> None:
    """110 - 3 = 107 a month; 1680 / 12 = 140: +33."""
    monthly = policy(pooled(band(yuan="110")), status="retiree", deductions=(Deduction("大额", (band(yuan="3"),)),))
    yearly = policy(pooled(band(per="year", yuan="1680")), status="retiree", posting="year", title="年度定额")
    _, second = compare([answer(rule, Person("retiree")) for rule in (monthly, yearly)])
    assert str(second.difference) == "33.00"
    assert second.ratio is not None and round(second.ratio, 6) == Decimal("0.308411")  # 33 / 107
    assert second.moves == (
        PartMove("part", "pooled", yuan("110.00"), yuan("140.00")),
        PartMove("deduction", "大额", yuan("3.00"), None),
    )


def test_the_callers_decimal_context_does_not_count() -> None:
    with localcontext() as context:
        context.prec = 2
        _, second = compare([paid("10000"), paid("34567.50")])
    assert (str(second.difference), second.ratio) == ("491.35", Decimal("2.45675"))  # 691.35 - 200; / 200
