"""What stands in a cell, and what does not."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yibao_cli.core.errors import InputError
from yibao_cli.core.month import Birth, Month
from yibao_cli.render.messages import error
from yibao_cli.tables import cells
from yibao_cli.tables.cells import Memo


@pytest.mark.parametrize(
    ("cell", "yuan"),
    [
        ("1,234.50", "1234.50"),
        ("¥1,234.50", "1234.50"),
        ("¥16", "16.00"),
        ("-16.00", "-16.00"),
        ("−16.00", "-16.00"),
        ("-16", "-16.00"),
        ("¥-16", "-16.00"),
        ("-¥16", "-16.00"),
        ("(16.00)", "-16.00"),
        ("(16.00)", "-16.00"),
        ("+16.00", "16.00"),
        ("１２３.４", "123.40"),
        ("143.2400", "143.24"),
        ("-0.00", "0.00"),
        (" 200 \t", "200.00"),
        ('="200.00"', "200.00"),
        ("200元", "200.00"),
        ("\ufeff200", "200.00"),
    ],
)
def test_amounts_have_a_sign_and_two_decimals(cell: str, yuan: str) -> None:
    assert str(cells.money(cell, "金额")) == yuan


ABSENT = ["", " ", "-", "--", "/", "-", "——", "NULL", "\\N", '=""', "\u00a0"]


@pytest.mark.parametrize("cell", ABSENT)
def test_some_signs_stand_for_nothing(cell: str) -> None:
    assert cells.money(cell, "金额") is None
    assert cells.month(cell, "月份") is None
    assert cells.months(cell, "月份") is None
    assert cells.moment(cell, "日期") is None
    assert cells.rate(cell, "比例") is None
    assert cells.count(cell, "月数") is None
    assert cells.birth(cell, "出生") is None
    assert cells.text(cell) == ""


@pytest.mark.parametrize(
    ("cell", "line"),
    [
        ("1e3", "「金额」列:「1e3」不是金额。写成 1234.50。"),
        ("NaN", "「金额」列:「NaN」不是金额。写成 1234.50。"),
        ("abc", "「金额」列:「abc」不是金额。写成 1234.50。"),
        ("--16", "「金额」列:「--16」不是金额。写成 1234.50。"),
        ("(-16)", "「金额」列:「(-16)」不是金额。写成 1234.50。"),
        ("1,23.4", "「金额」列:「1,23.4」不是金额。写成 1234.50。"),
        ("#N/A", "「金额」列:「#N/A」不是金额。写成 1234.50。"),
        ("143.245", "「金额」列:「143.245」多于两位小数,金额到分为止。"),
        ("9999999999", "「金额」列:「9999999999」大得不像金额,请核对。"),
    ],
)
def test_what_is_no_amount_is_refused(cell: str, line: str) -> None:
    with pytest.raises(InputError) as caught:
        cells.money(cell, "金额")
    assert error(caught.value) == line


@given(st.integers(-(10**11), 10**11), st.sampled_from(("{:.2f}", "{:,.2f}", "{:.4f}")))
def test_every_amount_of_whole_fen_comes_back(fen: int, form: str) -> None:
    yuan = Decimal(fen).scaleb(-2)
    assert cells.money(form.format(yuan), "金额") == yuan


@given(st.text(max_size=12))
def test_any_text_is_an_amount_nothing_or_an_error(cell: str) -> None:
    try:
        amount = cells.money(cell, "金额")
    except InputError:
        return
    assert amount is None or amount.as_tuple().exponent == -2


AUGUST = Month(2024, 8)


@pytest.mark.parametrize(
    "cell",
    [
        "202408",
        "2024-08",
        "2024年8月",
        "2024/8/1",
        "20240801",
        "2024.08",
        "2024-08-01 00:00:00",
        "2024-08-31T23:59:59.000+08:00",
        "2024/8/1 0:00",
        "２０２４年０８月",
        "20240801093000",
        "'202408",
    ],
)
def test_a_month_is_read_as_people_and_programs_write_it(cell: str) -> None:
    assert cells.month(cell, "月份") == AUGUST
    assert cells.months(cell, "月份") == (AUGUST, AUGUST)


@pytest.mark.parametrize(
    "cell",
    [
        "202407-202409",
        "2024-07至2024-09",
        "2024年7月到2024年9月",
        "2024.07-2024.09",
        "2024-07~2024-09",
        "202407—202409",
    ],
)
def test_a_cell_may_hold_a_range_of_months(cell: str) -> None:
    assert cells.months(cell, "月份") == (Month(2024, 7), Month(2024, 9))


@pytest.mark.parametrize(
    "cell", ["45505", "45505.5", "202413", "2024", "2024.1", "20240832", "2024-08-01 25", "合计", "0"]
)
def test_a_month_is_never_guessed(cell: str) -> None:
    for read in (cells.month, cells.months):
        with pytest.raises(InputError) as caught:
            read(cell, "月份")
        assert error(caught.value) == f"「月份」列:「{cell}」不是月份。写成 2024-08。"


@pytest.mark.parametrize("cell", ["8月", "08月份", "8", "12"])
def test_a_month_without_a_year_asks_for_it(cell: str) -> None:
    with pytest.raises(InputError) as caught:
        cells.month(cell, "月份")
    assert error(caught.value) == f"「月份」列:「{cell}」没有写年。用 --year 2024 指明。"


def test_a_formula_is_no_value() -> None:
    for read in (cells.money, cells.month, cells.rate):
        with pytest.raises(InputError) as caught:
            read("=A1*2", "甲")
        assert error(caught.value) == (
            "「甲」列:「=A1*2」是还没有算出结果的公式。在 Excel 或 WPS 里打开、保存一次再试。"
        )


def test_a_range_that_runs_backwards_is_refused() -> None:
    with pytest.raises(InputError) as caught:
        cells.months("202409-202407", "月份")
    assert error(caught.value) == "「月份」列:「202409-202407」止月早于起月。"


@pytest.mark.parametrize(
    ("cell", "moment"),
    [("2024-08-15 10:00:00", date(2024, 8, 15)), ("2024年8月15日", date(2024, 8, 15)), ("202408", AUGUST)],
)
def test_a_day_may_lack_its_day(cell: str, moment: date | Month) -> None:
    assert cells.moment(cell, "到账") == moment


def test_what_is_no_day_is_refused() -> None:
    with pytest.raises(InputError) as caught:
        cells.moment("上旬", "到账")
    assert error(caught.value) == "「到账」列:「上旬」不是日期。写成 2024-08-15。"


@pytest.mark.parametrize(
    ("cell", "rate"), [("2%", "0.02"), ("0.0200", "0.0200"), ("2", "2"), ("９.８％", "0.098"), ("83.00元", "83.00")]
)
def test_a_rate_stays_as_it_is_written(cell: str, rate: str) -> None:
    assert cells.rate(cell, "比例") == Decimal(rate)


def test_what_is_no_rate_is_refused() -> None:
    with pytest.raises(InputError) as caught:
        cells.rate("按年龄", "比例")
    assert error(caught.value) == "「比例」列:「按年龄」不是比例。写成 2% 或 0.02。"


@pytest.mark.parametrize(("cell", "number"), [("66", 66), ("66岁", 66), ("3.0", 3), ("12个月", 12), ("3 月", 3)])
def test_a_count_may_have_its_unit(cell: str, number: int) -> None:
    assert cells.count(cell, "月数") == number


def test_what_is_no_count_is_refused() -> None:
    with pytest.raises(InputError) as caught:
        cells.count("3.5", "月数")
    assert error(caught.value) == "「月数」列:「3.5」不是整数。"


@pytest.mark.parametrize(
    ("cell", "birth"),
    [
        ("1958-03", Birth(1958, 3)),
        ("19580305", Birth(1958, 3, 5)),
        ("1958/3/5 0:00", Birth(1958, 3, 5)),
        ("195803", Birth(1958, 3)),
    ],
)
def test_a_birth_may_lack_its_day(cell: str, birth: Birth) -> None:
    assert cells.birth(cell, "出生") == birth


def test_what_is_no_birth_is_refused() -> None:
    with pytest.raises(InputError) as caught:
        cells.birth("66", "出生")
    assert error(caught.value) == "「出生」列:「66」不是出生年月。写成 1958-03。"


def test_a_cell_is_read_once_and_a_bad_one_every_time() -> None:
    seen: list[str] = []

    def read(cell: str, column: str) -> Decimal | None:
        seen.append(cell)
        return cells.money(cell, column)

    memo = Memo(read, "金额")
    assert memo["1"] is memo["1"]
    for _ in range(2):
        with pytest.raises(InputError):
            memo["x"]
    assert seen == ["1", "x", "x"]


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2023-01-31T16:00:00Z", date(2023, 2, 1)),
        ("2023-01-31T15:59:59Z", date(2023, 1, 31)),
        ("1988-06-30T15:00:00.000Z", date(1988, 7, 1)),  # China's clocks stood at +09:00 in the summers of 1986 to 1991
        ("1988-12-31T15:00:00Z", date(1988, 12, 31)),
        ("1988-07-01T00:00:00+09:00", date(1988, 7, 1)),
    ],
)
def test_an_instant_is_the_day_it_was_in_china(written: str, day: date) -> None:
    assert cells.moment(written, "") == day
