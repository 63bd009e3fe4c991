"""Why one amount became another. Amounts are worked out by hand from the frozen rules, the arithmetic beside them."""

from decimal import Decimal
from pathlib import Path

import pytest

from yibao_cli.api import explain_change
from yibao_cli.core.errors import InputError
from yibao_cli.core.month import Birth, Month, parse_month
from yibao_cli.core.person import Person
from yibao_cli.rulebook.book import Rulebook

from .conftest import write_rules

EVIDENCE = 'grade = "press"\nsources = ["caixin-beijing-2022-08"]\nconfirmed = 2026-12-31\n'
LASA = f"""[region]
name = "拉萨市"
name_en = "Lhasa"
adcode = "540100"

[[retiree]]
from = 2024-01-01
title = "定额"
pooled = {{ yuan = 100 }}
{EVIDENCE}
[[deduction]]
name = "大额"
from = 2026-07-01
yuan = 6
{EVIDENCE}
[[deduction]]
name = "长护"
optional = "本人同意后才扣"
from = 2026-01-01
yuan = 5
{EVIDENCE}
[[contribution]]
name = "补充"
from = 2026-01-01
yuan = 9
{EVIDENCE}"""


def told(
    person: Person, region: str, was: str, now: str, month: str, since: str | None = None, book: Rulebook | None = None
) -> list[tuple[str, str, dict[str, str]]]:
    """Kind, fit and facts of each reason."""
    rules = book or Rulebook.open()
    found = explain_change(
        person,
        region=rules.region(region),
        was=Decimal(was),
        now=Decimal(now),
        month=parse_month(month),
        since=parse_month(since) if since else None,
        rulebook=rules,
    )
    return [(item.kind, item.fit, dict(item.facts)) for item in found]


def test_a_birthday_that_leads_to_the_next_band() -> None:
    # Beijing: 100 - 3 = 97 until 69, 110 - 3 = 107 from 70
    person = Person("retiree", birth=Birth(1955, 3))
    ((kind, fit, facts),) = told(person, "北京", "97", "107", "2025-04", "2025-03")
    assert (kind, fit, facts["month"]) == ("age", "amounts", "2025-03")
    unborn = told(Person("retiree", age=72), "北京", "97", "107", "2025-04")
    assert all(kind != "age" for kind, _, _ in unborn)  # 72 is not the age at which the band is entered


def test_the_own_pension_no_longer_counts() -> None:
    # Wuhan until 2023-01: 4.8 % of the pension; 120 / 4.8 % = 2500
    ((kind, fit, facts),) = told(Person("retiree", age=66), "武汉", "120", "83", "2023-02", "2023-02")
    assert (kind, fit, facts["month"]) == ("pension", "amounts", "2023-02")
    assert facts["from"] == "2499.90 至 2500.10"  # x 4.8 % = 119.9952 to 120.0048


def test_a_floor_that_moved() -> None:
    # Beijing: 6821 x 2 % = 136.42 until 2025-06, 7162 x 2 % = 143.24 from 2025-07
    ((kind, fit, facts),) = told(Person("employee", age=30), "北京", "136.42", "143.24", "2025-08", "2025-07")
    assert (kind, fit, facts["from"], facts["to"]) == ("floor", "amounts", "6821.00", "7162.00")


def test_names_that_come_to_the_difference(tmp_path: Path) -> None:
    book = Rulebook.open(write_rules(tmp_path, {"xizang/lasa.toml": LASA}))
    person = Person("retiree")
    assert told(person, "拉萨", "100", "94", "2026-08", book=book)[0][:2] == ("deduction", "amounts")
    assert told(person, "拉萨", "94", "89", "2026-09", "2026-09", book)[0][:2] == ("optional", "difference")
    ((kind, fit, facts),) = told(person, "拉萨", "94", "85", "2026-09", "2026-09", book)
    assert (kind, fit, facts["name"]) == ("contribution", "difference", "补充")


def test_what_nothing_explains_may_be_a_changed_rule() -> None:
    ((kind, fit, facts),) = told(Person("retiree", age=66), "武汉", "83", "78.50", "2026-07", "2026-07")
    assert (kind, fit, facts["evidence"]) == ("rule-changed?", "possible", "2023-02")
    assert told(Person("retiree", age=66), "武汉", "83", "78.50", "2023-02") == []  # confirmed that very month


def test_the_same_amount_is_no_change() -> None:
    with pytest.raises(InputError) as caught:
        told(Person("retiree"), "武汉", "83", "83.00", str(Month(2026, 7)))
    assert caught.value.code == "was-is-now"
