"""Rules and postings in words."""

from datetime import date
from decimal import Decimal

import pytest

from yibao_cli.core.month import Month
from yibao_cli.core.person import Person
from yibao_cli.core.personal import masked
from yibao_cli.core.policy import AgeLimit, AgeRange, Deduction, Formula, Policy
from yibao_cli.core.posting import Posting
from yibao_cli.render import words

from ..core.builders import answer, band, employer, own, policy, pooled, yuan


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (policy(own(band(rate="0.02", of="base"))), "本人缴费 缴费基数 × 2%"),
        (
            policy(
                pooled(band(0, 70, yuan="100"), band(70, yuan="110")),
                deductions=(Deduction("大额", (band(yuan="3"),)),),
            ),
            "统筹基金 不满 70 岁:每月定额 100.00;70 岁及以上:每月定额 110.00,代扣大额 每月定额 3.00",
        ),
        (policy(pooled(band(rate="0.025", of="average_pension", of_year=2021))), "统筹基金 2021 年平均养老金 × 2.5%"),
        (policy(pooled(band(rate="0.025", of="average_pension"))), "统筹基金 平均养老金 × 2.5%"),
        (policy(pooled(band(yuan_per_year_of_age="1.5"))), "统筹基金 每月定额 年龄 × 1.5 元"),
        (
            policy(pooled(band(rate="0.02", rate_per_year_of_age="0.0002", of="pension"))),
            "统筹基金 本人养老金 × (2% + 年龄 × 0.02%)",
        ),
        (
            policy(
                own(band(rate="0.02", of="base")),
                employer(band(rate="0.3", of="employer_contribution", contribution="0.06")),
            ),
            "本人缴费 缴费基数 × 2% + 单位缴费 缴费基数 × 单位费率 6% × 30%",
        ),
        (
            policy(pooled(band(rate="0.05", of="pension", minimum=(AgeLimit(AgeRange(70), Decimal(80)),)))),
            "统筹基金 本人养老金 × 5%,70 岁及以上不低于 80.00",
        ),
        (policy(account=False, reason="没有"), "无个人账户:没有"),
        (policy(account=True, reason="未见"), "金额未知:未见"),
    ],
)
def test_a_rule_in_words(rule: Policy, text: str) -> None:
    assert words.formulas(rule) == text


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"last_day": 20}, "每月 20 日前"),
        ({"last_day": 31}, "每月月底前"),
        ({"first_day": 25, "last_day": 25}, "每月 25 日"),
        ({"first_day": 5, "last_day": 10}, "每月 5 至 10 日"),
        ({"first_day": 5}, "每月 5 日起"),
        ({"every": "year", "month": 7}, "每年 7 月"),
    ],
)
def test_a_posting_in_words(fields: dict[str, object], text: str) -> None:
    known = {"file": "x.toml", "starts": None, "ends": None, "every": "month", "grade": "press", "sources": ("a",)}
    assert words.posting(Posting(**(known | fields))) == text  # type: ignore[arg-type]


def test_a_period_in_words() -> None:
    assert words.period(policy(from_day=date(2023, 2, 1))) == "自 2023-02-01 起"
    seen = policy(from_day=date(2024, 3, 20), start_kind="seen", to_day=date(2025, 1, 1))
    assert words.period(seen) == "自 2024-03-20 有据(起始日未见),到 2025-01-01 止(不含)"
    unknown = policy(start_kind="unknown", ends=Month(2023, 2), to_day=date(2023, 2, 1))
    assert words.period(unknown) == "起始未知,到 2023-02-01 止(不含)"


def test_identity_numbers_are_never_shown() -> None:
    assert masked("编号 11010119580307123X 的人") == "编号 110101************ 的人"
    assert masked("１１０１０１19900307001Ｘ") == "１１０１０１************"
    assert masked("110101 1990 0307 0011 和 110101900307001") == "110101************ 和 110101*********"
    assert masked("1.10101199003070E+17") == "1.1010************"
    for told in ("202401 202402 202403", "2024-01 2024-02 2024-03", "999999999999.99", "工号 1100000123"):
        assert masked(told) == told


@pytest.mark.parametrize(
    ("formula", "text", "amount"),
    [
        (band(rate="0.02", of="base"), "缴费基数 10000.00 × 2% × 12", "2400.00"),
        (
            band(rate="0.02", of="base", maximum=(AgeLimit(AgeRange(), yuan("150")),)),
            "缴费基数 10000.00 × 2%,按上限 150.00 × 12",
            "1800.00",
        ),
        (band(yuan="1680", per="year"), "每年定额 1680.00", "1680.00"),
    ],
)
def test_the_arithmetic_of_a_year_comes_to_its_amount(formula: Formula, text: str, amount: str) -> None:
    (line,) = answer(policy(own(formula), posting="year"), Person("employee", base=yuan("10000"))).parts
    assert (words.arithmetic(line), f"{line.amount:.2f}") == (text, amount)
