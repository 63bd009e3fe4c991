"""Reading, rounding and printing yuan."""

from decimal import Decimal, localcontext
from fractions import Fraction

import pytest
from cn2an import an2cn
from hypothesis import given
from hypothesis import strategies as st

from yibao_cli.core.errors import InputError
from yibao_cli.core.literals import RoundingMode
from yibao_cli.core.money import check_yuan, format_rate, format_yuan, parse_yuan, round_to


@pytest.mark.parametrize(
    ("written", "yuan"),
    [
        ("8000", "8000.00"),
        ("8,000.55", "8000.55"),
        ("1,234,567.8", "1234567.80"),
        ("１００００", "10000.00"),
        ("８，０００．５５", "8000.55"),
        ("1.2万", "12000.00"),
        ("１.２万元", "12000.00"),
        ("1.23456万", "12345.60"),
        ("8千", "8000.00"),
        (" 8000 元 ", "8000.00"),
        ("8000。5", "8000.50"),
        ("0", "0.00"),
        ("-0", "0.00"),
        ("8000.", "8000.00"),
        ("¥8,000.40", "8000.40"),
        ("¥8000", "8000.00"),
        ("RMB 8000", "8000.00"),
        ("8000 cny", "8000.00"),
        ("人民币8000元整", "8000.00"),
        ("一万二", "12000.00"),
        ("八千五百", "8500.00"),
        ("捌仟元整", "8000.00"),
        ("捌仟零肆圆伍角", "8004.50"),
        ("壹万贰仟叁佰肆拾伍元陆角柒分", "12345.67"),
    ],
)
def test_what_people_write_is_understood(written: str, yuan: str) -> None:
    assert str(parse_yuan(written, "base")) == yuan


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("", "money-malformed"),
        ("abc", "money-malformed"),
        ("NaN", "money-malformed"),
        ("Infinity", "money-malformed"),
        ("inf", "money-malformed"),
        ("1e3", "money-malformed"),
        ("1e999", "money-malformed"),
        ("+8000", "money-malformed"),
        ("1_000", "money-malformed"),
        ("80,00", "money-malformed"),
        ("8,0000", "money-malformed"),
        ("0x10", "money-malformed"),
        ("8000$", "money-malformed"),
        ("10²", "money-malformed"),
        ("①", "money-malformed"),
        ("1.2.3", "money-malformed"),
        ("万", "money-malformed"),
        ("¥¥8", "money-malformed"),
        ("-1", "money-negative"),
        ("-0.01", "money-negative"),
        ("8000.545", "money-decimals"),
        ("1.23456789万", "money-decimals"),
        ("1000000000.01", "money-too-large"),
        ("99999999999999999999", "money-too-large"),
        ("1" + "0" * 70, "money-too-large"),
        ("0." + "0" * 70 + "1", "money-decimals"),
    ],
)
def test_anything_else_is_refused(written: str, code: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_yuan(written, "base")
    assert caught.value.code == code
    assert caught.value.facts["field"] == "base"


@pytest.mark.parametrize("amount", [Decimal("NaN"), Decimal("Infinity"), Decimal("-Infinity"), Decimal("sNaN")])
def test_amounts_from_a_program_must_be_finite(amount: Decimal) -> None:
    with pytest.raises(InputError) as caught:
        check_yuan(amount, "base")
    assert caught.value.code == "money-malformed"


@pytest.mark.parametrize(
    ("amount", "unit", "mode", "expected"),
    [
        ("0.125", "0.01", "half-up", "0.13"),
        ("0.005", "0.01", "half-up", "0.01"),
        ("0.125", "0.01", "half-even", "0.12"),
        ("0.129", "0.01", "down", "0.12"),
        ("0.121", "0.01", "up", "0.13"),
        ("83.25", "0.1", "half-up", "83.30"),
        ("83.5", "1", "half-up", "84.00"),
        ("655.5374", "0.01", "half-up", "655.54"),
    ],
)
def test_rounding_is_the_one_that_is_named(amount: str, unit: str, mode: RoundingMode, expected: str) -> None:
    assert str(round_to(Decimal(amount), Decimal(unit), mode)) == expected


@given(st.decimals(min_value=0, max_value=10**9, places=8))
def test_half_up_agrees_with_fractions(amount: Decimal) -> None:
    fen = int(Fraction(amount) * 100 + Fraction(1, 2))
    assert Fraction(round_to(amount)) == Fraction(fen, 100)


def test_a_caller_with_a_narrow_decimal_context_gets_the_same_fen() -> None:
    with localcontext() as context:
        context.prec = 3
        assert str(parse_yuan("123456.78", "base")) == "123456.78"
        assert str(round_to(Decimal("123456.785"))) == "123456.79"


def test_printing() -> None:
    assert format_yuan(Decimal("1680")) == "1680.00"
    assert format_rate(Decimal("0.02")) == "2%"
    assert format_rate(Decimal("0.028")) == "2.8%"
    assert format_rate(Decimal("0.1")) == "10%"
    assert format_rate(Decimal("0")) == "0%"


@pytest.mark.parametrize(
    ("written", "yuan"),
    [
        ("叁佰贰拾伍元零肆分", "325.04"),
        ("壹仟陆佰捌拾元零叁角贰分", "1680.32"),
        ("壹仟肆佰零玖元伍角", "1409.50"),
        ("壹拾万柒仟圆零伍角叁分", "107000.53"),
        ("三百零二块五", "302.50"),
        ("二百五十五块八毛", "255.80"),
        ("伍角", "0.50"),
        ("捌分", "0.08"),
        ("捌仟元整", "8000.00"),
    ],
)
def test_an_amount_may_be_written_as_on_a_voucher(written: str, yuan: str) -> None:
    assert parse_yuan(written, "base") == Decimal(yuan)


@given(st.integers(1, 10**9))
def test_every_amount_on_a_voucher_is_read(fen: int) -> None:
    written = an2cn(str(Decimal(fen).scaleb(-2)), "rmb")
    assert parse_yuan(written, "base") == Decimal(fen).scaleb(-2)


@pytest.mark.parametrize("written", ["元", "一元分", "块五", "角", "两毛五"])
def test_half_an_amount_in_numerals_is_refused(written: str) -> None:
    with pytest.raises(InputError) as refused:
        parse_yuan(written, "base")
    assert refused.value.code == "money-malformed"
