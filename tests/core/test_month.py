"""Months, births and the age that counts."""

from datetime import date

import pytest

from yibao_cli.core.errors import InputError
from yibao_cli.core.month import (
    Birth,
    Month,
    completed_years,
    completed_years_on_first_of,
    parse_birth,
    parse_month,
)


@pytest.mark.parametrize(
    "written", ["2024-08", "2024-8", "2024/08", "202408", "2024年8月", "２０２４-０８", " 2024.08 "]
)
def test_a_month_may_be_written_in_many_ways(written: str) -> None:
    assert str(parse_month(written)) == "2024-08"


@pytest.mark.parametrize(
    "written", ["", "2024", "2024-13", "2024-00", "24-08", "2024-08-01", "八月", "9999-01", "2024-8a", "2024-⑧"]
)
def test_what_is_no_month_is_refused(written: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_month(written)
    assert caught.value.code == "month-malformed"


@pytest.mark.parametrize(
    ("written", "birth"),
    [
        ("1958-03", Birth(1958, 3)),
        ("1958-03-05", Birth(1958, 3, 5)),
        ("1958年3月", Birth(1958, 3)),
        ("1958年3月5日", Birth(1958, 3, 5)),
        ("195803", Birth(1958, 3)),
        ("1960-02-29", Birth(1960, 2, 29)),
    ],
)
def test_a_birth_is_a_month_or_a_day(written: str, birth: Birth) -> None:
    assert parse_birth(written) == birth


@pytest.mark.parametrize("written", ["1958", "1958-02-30", "1959-02-29", "1958-13", "x"])
def test_what_is_no_birth_is_refused(written: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_birth(written)
    assert caught.value.code == "birth-malformed"


def test_months_count_and_compare() -> None:
    assert Month(2023, 12).plus(1) == Month(2024, 1)
    assert Month(2024, 1).plus(-13) == Month(2022, 12)
    assert Month(2023, 12) < Month(2024, 1)


def test_a_rule_from_mid_month_touches_the_next_month_first() -> None:
    assert Month.starting_from(date(2023, 2, 1)) == Month(2023, 2)
    assert Month.starting_from(date(2023, 2, 2)) == Month(2023, 3)
    assert Month.starting_from(date(2023, 12, 15)) == Month(2024, 1)


def test_the_month_of_the_birthday_already_counts() -> None:
    assert completed_years(Birth(1953, 3, 31), Month(2023, 2)) == 69
    assert completed_years(Birth(1953, 3, 31), Month(2023, 3)) == 70


def test_on_the_first_day_of_a_month_only_a_birthday_on_that_day_is_reached() -> None:
    assert completed_years_on_first_of(Birth(1950, 7, 1), Month(2025, 7)) == 75
    assert completed_years_on_first_of(Birth(1950, 7, 2), Month(2025, 7)) == 74
    assert completed_years_on_first_of(Birth(1950, 7), Month(2025, 7)) == 74
    assert completed_years_on_first_of(Birth(1950, 6, 30), Month(2025, 7)) == 75


def test_account_years_need_not_start_in_january() -> None:
    assert Month(2025, 6).first_of_year_starting(7) == Month(2024, 7)
    assert Month(2025, 7).first_of_year_starting(7) == Month(2025, 7)
    assert Month(2025, 6).first_of_year_starting(1) == Month(2025, 1)
