"""A schedule from Python: who retires when, and what is asked for. Months by hand from the decision of 2024."""

from decimal import Decimal
from typing import Any

import pytest

from yibao_cli import Birth, Credit, InputError, MissingInputError, Month, NoRule, Person, Schedule, schedule
from yibao_cli.rulebook.book import Rulebook

BASE = Decimal(9000)
MAN = Person("employee", birth=Birth(1966, 8), base=BASE, sex="male")


def month(text: str) -> Month:
    year, number = map(int, text.split("-"))
    return Month(year, number)


def asked(book: Rulebook, person: Person, first: str, last: str, region: str = "武汉", **more: Any) -> Schedule:
    return schedule(person, region=region, first=month(first), last=month(last), rulebook=book, **more)


def retiring(result: Schedule) -> tuple[str, str, str | None] | None:
    """The month of the retirement, the first month as a retiree, the kind of the statutory age."""
    course = result.course
    if course.retirement is None:
        return None
    return str(course.retirement), str(course.retired_from), course.statutory.rule.kind if course.statutory else None


def test_a_man_reaches_the_statutory_month_and_is_credited_as_a_retiree_from_the_next(book: Rulebook) -> None:
    """Born 1966-08: 60 in 2026-08, 19 months after 2025-01, so 19 // 4 + 1 = 5 months later: 2027-01.

    9000 x 2% = 180 for January, 83 from February on: 180 + 11 x 83 = 1093.
    """
    result = asked(book, MAN, "2027-01", "2027-12")
    assert retiring(result) == ("2027-01", "2027-02", "men")
    assert result.course.statutory is not None
    assert (result.course.statutory.years, result.course.statutory.months) == (60, 5)
    assert result.course.switch is None
    assert [str(entry.posted) for entry in result.entries] == ["180.00", *["83.00"] * 11]
    assert str(result.posted) == "1093.00"


@pytest.mark.parametrize(
    ("kind", "birth", "retirement", "since"),
    [
        ("men", (1964, 12), "2024-12", "2025-01"),
        ("men", (1965, 1), "2025-02", "2025-03"),  # 60 years + 1 month
        ("women-55", (1970, 1), "2025-02", "2025-03"),  # 55 + 1
        ("women-55", (1970, 5), "2025-07", "2025-08"),  # 4 months after 2025-01: 4 // 4 + 1 = 2
        ("women-50", (1975, 1), "2025-02", "2025-03"),  # 50 + 1
        ("women-50", (1975, 3), "2025-05", "2025-06"),  # 2 months: 2 // 2 + 1 = 2
        ("women-50", (1976, 8), "2027-06", "2027-07"),  # 50 in 2026-08, 19 months: 19 // 2 + 1 = 10
    ],
)
def test_the_statutory_month_of_each_kind(
    book: Rulebook, kind: str, birth: tuple[int, int], retirement: str, since: str
) -> None:
    person = Person("employee", birth=Birth(*birth), base=BASE)
    result = asked(book, person, "2024-01", since, retire_kind=kind)
    assert retiring(result) == (retirement, since, kind)
    before = month(since).plus(-1)
    assert {entry.month for entry in result.entries if entry.answer.person.status == "retiree"} == {month(since)}
    assert retiring(asked(book, person, "2024-01", str(before), retire_kind=kind)) is None  # not in these months


def test_a_month_that_is_given_counts_instead(book: Rulebook) -> None:
    for kind in (None, "men", "women-50"):
        result = asked(book, MAN, "2026-08", "2026-12", retire=month("2026-09"), retire_kind=kind)
        assert retiring(result) == ("2026-09", "2026-10", None)
    nobody_born = Person("employee", base=BASE)
    assert retiring(asked(book, nobody_born, "2026-08", "2026-12", retire=month("2026-09"))) == (
        "2026-09",
        "2026-10",
        None,
    )
    assert retiring(asked(book, MAN, "2026-08", "2026-12", retire=month("2026-12"))) is None  # counts from 2027-01


def test_where_a_source_says_so_the_month_after_is_no_assumption(book: Rulebook) -> None:
    result = asked(book, MAN, "2026-08", "2026-12", "长沙", retire=month("2026-09"))
    assert result.course.switch is not None and result.course.switch.credited == "next-month"
    assert retiring(result) == ("2026-09", "2026-10", None)


def test_the_kind_is_asked_for_only_where_a_retirement_can_fall_into_the_months(book: Rulebook) -> None:
    """Born 1976-08: as a woman at 50, credited as a retiree from 2027-07 at the earliest."""
    person = Person("employee", birth=Birth(1976, 8), base=BASE)
    woman = Person("employee", birth=Birth(1976, 8), base=BASE, sex="female")
    for who in (person, woman):
        assert retiring(asked(book, who, "2025-01", "2027-06")) is None
        with pytest.raises(MissingInputError) as caught:
            asked(book, who, "2025-01", "2027-07")
        assert caught.value.names == ("retire_kind",)
    man = Person("employee", birth=Birth(1976, 8), base=BASE, sex="male")  # 60 + 35 months: 2039-07
    assert retiring(asked(book, man, "2025-01", "2039-07")) is None
    assert retiring(asked(book, man, "2039-01", "2039-08")) == ("2039-07", "2039-08", "men")


def test_nobody_retires_without_a_birth_or_a_month(book: Rulebook) -> None:
    assert retiring(asked(book, Person("employee", base=BASE), "2025-01", "2085-01")) is None


def test_a_group_goes_with_the_status_that_knows_it(book: Rulebook) -> None:
    """武汉 has 66 yuan for retired flexible workers, and nothing by that name for people in service."""
    for status, first in (("flexible", "0.00"), ("employee", "180.00")):
        person = Person(status, base=BASE, group="灵活就业退休人员")  # type: ignore[arg-type]
        result = asked(book, person, "2026-08", "2026-11", retire=month("2026-09"))
        assert [str(entry.posted) for entry in result.entries] == [first, first, "66.00", "66.00"]


def test_a_group_both_know_stays(book: Rulebook) -> None:
    result = asked(
        book,
        Person("employee", base=Decimal(8000), birth=Birth(1962, 9), group="省本级", pension=Decimal(4000)),
        "2022-08",
        "2022-10",
        "河北",
        retire=month("2022-09"),
    )
    assert [(entry.answer.person.status, entry.answer.person.group) for entry in result.entries] == [
        ("employee", "省本级"),
        ("employee", "省本级"),
        ("retiree", "省本级"),
    ]


def test_a_group_nobody_knows_is_not_lost_unsaid(book: Rulebook) -> None:
    person = Person("employee", base=BASE, group="老红军")
    (entry,) = asked(book, person, "2026-08", "2026-08").entries
    assert isinstance(entry.answer, Credit)
    assert [item.facts for item in entry.answer.warnings if item.code == "input-unused"] == [{"field": "group"}]
    with pytest.raises(InputError) as caught:
        asked(book, person, "2026-08", "2026-12", retire=month("2026-09"))
    assert (caught.value.code, caught.value.facts["value"]) == ("group-unknown", "老红军")


def test_a_pension_counts_only_in_retirement(book: Rulebook) -> None:
    """宿迁 before 2023: 5% of the pension, 4000 x 5% = 200; and what is asked for is asked before anything is said."""
    person = Person("employee", base=BASE, pension=Decimal(4000), birth=Birth(1962, 9))
    result = asked(book, person, "2022-09", "2022-11", "宿迁", retire=month("2022-09"))
    assert [str(entry.posted) for entry in result.entries[1:]] == ["200.00", "200.00"]
    poorer = Person("employee", base=BASE, birth=Birth(1962, 9))
    with pytest.raises(MissingInputError) as caught:
        asked(book, poorer, "2022-09", "2022-11", "宿迁", retire=month("2022-09"))
    assert caught.value.names == ("pension",)


@pytest.mark.parametrize(
    ("person", "more", "code"),
    [
        (Person("retiree"), {"retire": Month(2026, 9)}, "retire-not-working"),
        (Person("resident"), {"retire": Month(2026, 9)}, "retire-not-working"),
        (MAN, {"retire": Month(2024, 12)}, "retire-before-from"),  # a retiree from 2025-01, the first month asked about
        (MAN, {"retire": Month(2020, 1)}, "retire-before-from"),
        (Person("employee", birth=Birth(1964, 12), base=BASE), {"retire_kind": "men"}, "retired-already"),  # 2025-01
        (Person("flexible", birth=Birth(1960, 12), sex="male"), {}, "retired-already"),
    ],
)
def test_a_retirement_that_cannot_be(book: Rulebook, person: Person, more: dict[str, Any], code: str) -> None:
    with pytest.raises(InputError) as caught:
        asked(book, person, "2025-01", "2026-12", **more)
    assert caught.value.code == code


def test_a_retirement_just_in_time(book: Rulebook) -> None:
    assert retiring(asked(book, MAN, "2025-01", "2026-12", retire=month("2025-01"))) == ("2025-01", "2025-02", None)


def test_bases_may_be_given_in_any_order(book: Rulebook) -> None:
    """9000, 9800, 10000, 10500 x 2%."""
    bases = [(month("2025-05"), Decimal(10000)), (month("2025-06"), Decimal(10500)), (month("2025-03"), Decimal(9800))]
    result = asked(book, Person("employee", base=BASE), "2025-02", "2025-06", base_changes=bases)
    assert [str(entry.posted) for entry in result.entries] == ["180.00", "196.00", "196.00", "200.00", "210.00"]


def test_a_region_by_name_and_the_rules_of_the_program() -> None:
    result = schedule(Person("retiree"), region="武汉", first=Month(2024, 1), last=Month(2024, 3))
    assert str(result.posted) == "249.00"  # 3 x 83
    nothing = schedule(Person("retiree"), region="拉萨", first=Month(2024, 1), last=Month(2024, 3))
    assert nothing.unknown == 3 and isinstance(nothing.entries[0].answer, NoRule)
