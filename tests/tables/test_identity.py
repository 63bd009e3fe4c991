"""What identity numbers say, and that they are masked. The numbers are made up; their check digits are right."""

import pytest

from yibao_cli.core.month import Birth
from yibao_cli.render.messages import error
from yibao_cli.tables.identity import (
    Identity,
    mask,
    mask_identity,
    mask_name,
    mask_number,
    read_identity,
    why_no_identity,
)


@pytest.mark.parametrize(
    ("number", "identity"),
    [
        ("110101199003070011", Identity(Birth(1990, 3, 7), "male")),
        ("110101198511230021", Identity(Birth(1985, 11, 23), "female")),
        ("１１０１０１199003070011", Identity(Birth(1990, 3, 7), "male")),
        (" '420102195602140043", Identity(Birth(1956, 2, 14), "female")),
        ("110101900307001", Identity(Birth(1990, 3, 7), "male")),
        ("110101900307002", Identity(Birth(1990, 3, 7), "female")),
        ("110101199003071000", Identity(Birth(1990, 3, 7), None, cut=True)),
    ],
)
def test_birth_and_sex_are_in_the_number(number: str, identity: Identity) -> None:
    assert read_identity(number) == identity


def test_a_number_that_a_spreadsheet_cut_says_the_birth_alone() -> None:
    assert read_identity("110101199003071000") == Identity(Birth(1990, 3, 7), None, cut=True)
    assert read_identity("110101199013071000") is None


def test_a_check_sign_may_be_a_letter() -> None:
    with_letter = next(
        number for serial in range(100) if read_identity(number := f"11010119900307{serial:03d}X") is not None
    )
    assert read_identity(with_letter.lower()) == read_identity(with_letter)


def test_a_roman_ten_is_the_letter() -> None:
    assert read_identity("11010119900301006Ⅹ") == read_identity("11010119900301006X") != None  # noqa: E711


@pytest.mark.parametrize(
    ("number", "line"),
    [
        ("", None),
        ("110101199003070011", None),
        ("1.10101199003070E+17", "「证件」的 ****************E+17 被电子表格截断了。补上原号码,或加一列出生年月。"),
        ("110101199003070012", "「证件」的 110101************ 校验码不对,请核对;或加一列出生年月。"),
        ("110101199013070011", "「证件」的 110101************ 里没有这样的出生日期,请核对。"),
        ("E12345678", "「证件」的 *****5678 像护照或通行证,看不出年龄。加一列出生年月。"),
        ("待补", "证件号码认不出:「证件」的 待*。改正,或加一列出生年月。"),
    ],
)
def test_why_a_number_says_nothing(number: str, line: str | None) -> None:
    problem = why_no_identity(number, "证件")
    assert (None if problem is None else error(problem)) == line


@pytest.mark.parametrize(
    "number",
    [
        "",
        "110101199003070012",
        "110101199013070011",
        "11010119900307001",
        "110101901307001",
        "110101199013070000",
        "1.10101199003070E+17",
        "abcdefghijklmnopqr",
        "²10101199003070011",
    ],
)
def test_what_is_no_identity_number_says_nothing(number: str) -> None:
    assert read_identity(number) is None


def test_numbers_and_names_are_masked() -> None:
    assert mask_identity("110101199003070011") == "110101************"
    assert [mask_number(text) for text in ("1100000123", "12345", "123", "1", "")] == [
        "******0123",
        "*2345",
        "**3",
        "*",
        "",
    ]
    assert [mask_name(text) for text in ("张三", "欧阳小小", "")] == ["张*", "欧*", ""]
    masked = [mask(text) for text in ("110101199003070011", "110101900307001", "1100000123", "张三")]
    assert masked == ["110101************", "110101*********", "******0123", "张*"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("110101 19900307 0011", "110101************"),
        ("11010119900307001x", "110101************"),
        ("1.10101E+17 张三", "*******E+17 张*"),
        ("110101199003070000 李四", "110101************ 李*"),
        ("欧阳娜娜2", "欧*"),
        ("张三1", "张*"),
        ("E12345678", "*****5678"),
        ("John Smith", "J* S*"),
        ("", ""),
    ],
)
def test_what_tells_people_apart_shows_neither_name_nor_number(text: str, shown: str) -> None:
    """A spreadsheet that cut the number has the name behind it; people of one name are numbered."""
    assert mask(text) == shown
