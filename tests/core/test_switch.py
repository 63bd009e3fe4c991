"""The first month credited as a retiree. Expected months by hand."""

import pytest

from yibao_cli.core.literals import SwitchMonth
from yibao_cli.core.month import Month
from yibao_cli.core.switch import Switch, credited_from
from yibao_cli.rulebook.book import Rulebook


def switch(credited: SwitchMonth) -> Switch:
    return Switch("x.toml", credited, "secondary", ("a",))


@pytest.mark.parametrize(
    ("retirement", "rule", "first"),
    [
        (Month(2025, 3), None, Month(2025, 4)),
        (Month(2025, 3), switch("next-month"), Month(2025, 4)),
        (Month(2025, 3), switch("same-month"), Month(2025, 3)),
        (Month(2025, 12), None, Month(2026, 1)),
        (Month(2025, 12), switch("next-month"), Month(2026, 1)),
        (Month(2025, 12), switch("same-month"), Month(2025, 12)),
    ],
)
def test_the_month_after_unless_the_rule_says_the_same(retirement: Month, rule: Switch | None, first: Month) -> None:
    assert credited_from(retirement, rule) == first


@pytest.mark.parametrize(
    ("place", "retirement", "file"),
    [
        ("南京", Month(2022, 12), "jiangsu/nanjing.toml"),
        ("连云港", Month(2022, 12), None),  # its page speaks of those who retire from January 2023
        ("连云港", Month(2023, 1), "jiangsu/lianyungang.toml"),
        ("江苏泰州", Month(2022, 12), None),
        ("江苏泰州", Month(2024, 12), "jiangsu/taizhou.toml"),
        ("江苏泰州", Month(2025, 1), None),
        ("济南", Month(2023, 12), None),
        ("济南", Month(2024, 1), "shandong.toml"),
        ("威海", Month(2024, 1), "shandong/weihai.toml"),
        ("长沙", Month(2023, 2), "hunan/changsha.toml"),
        ("株洲", Month(2023, 2), None),
        ("海口", Month(2023, 8), "hainan.toml"),
        ("长春", Month(2022, 9), None),
        ("长春", Month(2022, 10), "jilin.toml"),
        ("北京", Month(2025, 1), None),
    ],
)
def test_what_the_rule_base_knows(book: Rulebook, place: str, retirement: Month, file: str | None) -> None:
    found = book.switch(book.region(place), retirement)
    assert (found and found.file) == file
    assert credited_from(retirement, found) == retirement.plus(1)
