"""Every form of the formula language, from a rule file to an amount. The arithmetic stands beside each."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from yibao_cli.api import estimate
from yibao_cli.core.credit import Credit, NoRule
from yibao_cli.core.month import Birth
from yibao_cli.core.person import Person
from yibao_cli.rulebook.book import Rulebook

from ..conftest import write_rules

HEAD = """
[region]
name = "拉萨市"
name_en = "Lhasa"
adcode = "540100"
"""
PROVINCE = '[region]\nname = "西藏自治区"\nname_en = "Xizang"\nadcode = "540000"\n'
"""Says nothing, so that only the entry under test answers."""
FOOT = """
grade = "press"
sources = ["caixin-beijing-2022-08"]
"""


def ask(
    tmp_path: Path, entry: str, status: str = "retiree", month: str = "2024-08", extra: str = "", **person: Any
) -> Any:
    """The answer of one entry, laid over the rule base as the rule of a city that has none."""
    text = f'{HEAD}\n[[{status}]]\nfrom = 2024-01-01\ntitle = "试验"\n{entry}{FOOT}{extra}'
    book = Rulebook.open(write_rules(tmp_path, {"xizang/lasa.toml": text, "xizang.toml": PROVINCE}))
    return estimate(Person(status, **person), region="拉萨", month=month, rulebook=book)  # type: ignore[arg-type]


D = Decimal


@pytest.mark.parametrize(
    ("entry", "person", "net"),
    [
        ("pooled = { yuan = 83 }", {}, "83.00"),
        ("pooled = { yuan = 83.5 }", {}, "83.50"),
        ('pooled = { yuan = 1680, per = "year" }', {}, "140.00"),  # 1680 / 12
        ('own = { rate = "2%", of = "base" }', {"base": D(8000)}, "160.00"),
        ('pooled = { rate = "4.8%", of = "pension" }', {"pension": D(5000)}, "240.00"),
        ('pooled = { rate = "2.5%", of = "average_pension", year = 2021 }', {"average_pension": D(3320)}, "83.00"),
        (
            'pooled = { rate = "4.3%", of = "average_wage", year = 2009 }',
            {"average_wage": D(3726)},
            "160.22",
        ),  # 160.218
        (
            'employer = { rate = "30%", of = "employer_contribution", contribution = "6%" }',
            {"base": D(5000)},
            "90.00",  # 5000 x 6% x 30%
        ),
        ('pooled = [ { age = "<70", yuan = 100 }, { age = ">=70", yuan = 110 } ]', {"age": 69}, "100.00"),
        ('pooled = [ { age = "<70", yuan = 100 }, { age = ">=70", yuan = 110 } ]', {"age": 70}, "110.00"),
        (
            'pooled = [ { age = "<=45", yuan = 1 }, { age = "46-60", yuan = 2 }, { age = ">60", yuan = 3 } ]',
            {"age": 45},
            "1.00",
        ),
        (
            'pooled = [ { age = "<=45", yuan = 1 }, { age = "46-60", yuan = 2 }, { age = ">60", yuan = 3 } ]',
            {"age": 46},
            "2.00",
        ),
        (
            'pooled = [ { age = "<=45", yuan = 1 }, { age = "46-60", yuan = 2 }, { age = ">60", yuan = 3 } ]',
            {"age": 61},
            "3.00",
        ),
        ("pooled = { yuan_per_year_of_age = 1.5 }", {"age": 71}, "106.50"),  # 71 x 1.5
        ("pooled = { yuan = 10, yuan_per_year_of_age = 1.5 }", {"age": 70}, "115.00"),  # 10 + 70 x 1.5
        (
            'pooled = { rate = "2%", rate_per_year_of_age = "0.02%", of = "pension" }',
            {"age": 70, "pension": D(3000)},
            "102.00",  # 3000 x (2% + 70 x 0.02%)
        ),
        ('pooled = { rate = "5%", of = "pension", min = 50, max = 150 }', {"pension": D(900)}, "50.00"),
        ('pooled = { rate = "5%", of = "pension", min = 50, max = 150 }', {"pension": D(4000)}, "150.00"),
        (
            'pooled = { rate = "5%", of = "pension", min = [{ age = "<70", yuan = 50 }, { age = ">=70", yuan = 80 }] }',
            {"pension": D(900), "age": 70},
            "80.00",
        ),
        (
            'own = { rate = "2%", of = "base" }\nemployer = { rate = "0.8%", of = "base" }\npooled = { yuan = 5 }',
            {"base": D(10000)},
            "285.00",  # 200 + 80 + 5
        ),
        (
            'pooled = { yuan = 60 }\nreduction = { required = { male = 30, female = 25 }, per_missing_year = "3%" }',
            {"sex": "male", "paid_years": 28},
            "56.40",  # 60 x (1 - 2 x 3%)
        ),
        (
            "pooled = { yuan = 60 }\nreduction = { required = { male = 30, female = 25 }, per_missing_year_yuan = 3 }",
            {"sex": "female", "paid_years": 20},
            "45.00",  # 60 - 5 x 3
        ),
        ('pooled = { rate = "2.5%", of = "pension" }\nrounding = { to = 0.1 }', {"pension": D(3322)}, "83.10"),  # 83.05
        (
            'pooled = { rate = "2.5%", of = "pension" }\nrounding = { to = 1, mode = "down" }',
            {"pension": D(3350)},
            "83.00",
        ),
    ],
)
def test_a_form_gives_its_amount(tmp_path: Path, entry: str, person: dict[str, Any], net: str) -> None:
    answer = ask(tmp_path, entry, **person)
    assert isinstance(answer, Credit)
    assert str(answer.net) == net


def test_an_average_without_a_year_is_that_of_the_reform(tmp_path: Path) -> None:
    answer = ask(tmp_path, 'pooled = { rate = "2.5%", of = "average_pension" }')
    assert isinstance(answer, NoRule) and answer.figure_year is None


def test_a_published_figure_answers_for_its_year(tmp_path: Path) -> None:
    figure = f"\n[[average_pension]]\nyear = 2023\nyuan = 3700\n{FOOT}"
    answer = ask(tmp_path, 'pooled = { rate = "3%", of = "average_pension", year = 2023 }', extra=figure)
    assert isinstance(answer, Credit) and str(answer.net) == "111.00"  # 3700 x 3%


def test_yearly_posting_in_an_account_year_of_its_own(tmp_path: Path) -> None:
    entry = 'pooled = { yuan = 1680, per = "year" }\nposting = "yearly"\naccount_year = 7'
    answer = ask(tmp_path, entry, month="2025-06")
    assert isinstance(answer, Credit)
    assert (answer.period, str(answer.net), str(answer.account_year)) == ("year", "1680.00", "2024-07")


@pytest.mark.parametrize(("age_on", "net"), [("month", "110.00"), ("next-month", "100.00")])
def test_the_day_on_which_an_age_counts(tmp_path: Path, age_on: str, net: str) -> None:
    entry = f'pooled = [ {{ age = "<70", yuan = 100 }}, {{ age = ">=70", yuan = 110 }} ]\nage_on = "{age_on}"'
    answer = ask(tmp_path, entry, birth=Birth(1954, 8, 31))  # 70 in August 2024
    assert isinstance(answer, Credit) and str(answer.net) == net


def test_no_account_gives_its_reason(tmp_path: Path) -> None:
    answer = ask(tmp_path, 'account = false\nreason = "不设账户"', status="flexible")
    assert isinstance(answer, Credit)
    assert (answer.state, str(answer.net), answer.policy.reason) == ("no-account", "0.00", "不设账户")


def test_an_account_without_a_known_amount_gives_no_number(tmp_path: Path) -> None:
    answer = ask(tmp_path, 'account = true\nreason = "划入多少未见"', status="flexible")
    assert isinstance(answer, NoRule) and answer.reason == "amount"
