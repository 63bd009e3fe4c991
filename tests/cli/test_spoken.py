"""Words in any order: what they mean alone, together, and beside options."""

import pytest

from yibao_cli.cli import spoken
from yibao_cli.cli.main import main
from yibao_cli.cli.options import EstimateOptions, InferOptions, ScheduleOptions, YearsOptions, fields
from yibao_cli.core.month import Month

from ..conftest import Runner


@pytest.fixture(autouse=True)
def _november_2026(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spoken, "this_month", lambda: Month(2026, 11))


def read(words: str, kind: type = EstimateOptions, **given: str) -> dict[str, object]:
    """The fields that words fill."""
    options = kind(**given)
    spoken.take(options, words.split(), is_known=False)
    if "amount" in options.__dict__ and options.status is not None:
        spoken.place_amount(options)
    return {name: value for name in fields(kind) if (value := getattr(options, name)) and name not in given}


@pytest.mark.parametrize(
    ("words", "fields"),
    [
        ("武汉 退休 62", {"region": "武汉", "status": "退休", "age": "62"}),
        ("62岁 退休 武汉", {"region": "武汉", "status": "退休", "age": "62"}),
        ("武汉 已退休 1964-03", {"region": "武汉", "status": "已退休", "birth": "1964-03"}),
        ("武汉 Retired 19640312", {"region": "武汉", "status": "retired", "birth": "1964-03-12"}),
        ("北京 employed 15k", {"region": "北京", "status": "employed", "base": "15k"}),
        ("北京 self-employed 1.5万", {"region": "北京", "status": "self-employed", "base": "1.5万"}),
        ("8000元 北京 在职", {"region": "北京", "status": "在职", "base": "8000元"}),
        ("8000 北京 在职", {"region": "北京", "status": "在职", "base": "8000"}),
        ("武汉 退休 4200元", {"region": "武汉", "status": "退休", "pension": "4200元"}),
        ("北京 在职 月工资12000", {"region": "北京", "status": "在职", "salary": "12000"}),
        ("深圳 在职 1档", {"region": "深圳", "status": "在职", "plan": "一档"}),
        ("深圳 在职 tier-2", {"region": "深圳", "status": "在职", "plan": "二档"}),
        ("深圳 在职 1", {"region": "深圳", "status": "在职", "plan": "一档"}),
        ("武汉 退休 2026-07", {"region": "武汉", "status": "退休", "month": "2026-07"}),
        ("武汉 退休 1964-03 2026-07", {"region": "武汉", "status": "退休", "birth": "1964-03", "month": "2026-07"}),
        ("2026-07 武汉 1964年3月 退休", {"region": "武汉", "status": "退休", "birth": "1964-03", "month": "2026-07"}),
        ("武汉 退休 2005-03", {"region": "武汉", "status": "退休", "month": "2005-03"}),  # nobody retires at 21
        ("北京 在职 2005-03 2026-07", {"region": "北京", "status": "在职", "birth": "2005-03", "month": "2026-07"}),
        ("北京 在职 2005-03 30岁", {"region": "北京", "status": "在职", "month": "2005-03", "age": "30"}),
        ("武汉 退休 7月", {"region": "武汉", "status": "退休", "month": "2026-07"}),
        ("武汉 退休 12月", {"region": "武汉", "status": "退休", "month": "2025-12"}),
        ("武汉 退休 上个月", {"region": "武汉", "status": "退休", "month": "2026-10"}),
        ("湖北省 武汉市 退休", {"region": "湖北省 武汉市", "status": "退休"}),
        ("Shanghai, China retired", {"region": "Shanghai, China", "status": "retired"}),
        ("420106 退休", {"region": "420106", "status": "退休"}),
        ("武汉 退休 灵活就业退休人员", {"region": "武汉", "status": "退休", "group": "灵活就业退休人员"}),
        ("武汉 退休 女", {"region": "武汉", "status": "退休", "sex": "女"}),
        ("武汉 退休 66岁", {"region": "武汉", "status": "退休", "age": "66"}),
    ],
)
def test_words_say_what_they_are(words: str, fields: dict[str, object]) -> None:
    assert read(words) == fields


def test_other_commands_take_what_they_have() -> None:
    assert read("北京 女 17", YearsOptions) == {"region": "北京", "sex": "女", "paid": "17"}
    assert read("北京 男 20年 1970-05", YearsOptions)["birth"] == "1970-05"
    assert read("北京 在职 30 143.24", InferOptions) == {
        "region": "北京",
        "status": "在职",
        "age": "30",
        "credit": "143.24",
    }
    assert read("武汉 在职 1966-08 9000元 2025-01..2028-12", ScheduleOptions) == {
        "region": "武汉",
        "status": "在职",
        "birth": "1966-08",
        "base": "9000元",
        "from_": "2025-01",
        "to": "2028-12",
    }
    assert read("武汉 在职 2025-01 1966-08 2028-12", ScheduleOptions)["from_"] == "2025-01"


def test_a_small_number_that_may_be_an_age_or_a_credit_is_not_guessed(yibao: Runner) -> None:
    assert yibao("infer", "北京", "退休", "76").err == (
        "yibao: 「76」可以有两个意思,请写明:--age 76 或 --credit 76。\n"
    )
    assert read("北京 退休 76 97元", InferOptions)["age"] == "76"
    assert read("北京 退休 1951-03 76", InferOptions)["credit"] == "76"


def test_an_option_settles_what_a_word_leaves_open() -> None:
    assert read("北京 在职 2005-03", birth="1990-01") == {"region": "北京", "status": "在职", "month": "2005-03"}
    assert read("北京 在职 2005-03", month="2026-01") == {"region": "北京", "status": "在职", "birth": "2005-03"}


@pytest.mark.parametrize(
    ("text", "month"),
    [("11", "2026-11"), ("12", "2025-12"), ("1", "2026-01"), ("07月", "2026-07"), ("2024-08", "2024-08"), ("13", "13")],
)
def test_a_month_without_its_year_is_the_latest_that_has_begun(text: str, month: str) -> None:
    assert spoken.whole_month(text) == month


def test_a_question_needs_no_command(yibao: Runner) -> None:
    asked = yibao("estimate", "-r", "武汉", "-s", "退休", "--birth", "1964-03", "--month", "2023-02")
    assert asked.code == 0 and "83.00 元" in asked.out
    for words in ("武汉 退休 1964-03 2023-02", "2023-02 退休 wuhan 1964-03", "retired 1964-03 2023-02 武汉"):
        assert yibao(*words.split()) == asked
    assert yibao("-q", "武汉", "退休", "1964-03", "2023-02", "--quiet-warnings").out == "83.00\n"


def test_a_mistyped_command_is_none(yibao: Runner) -> None:
    assert (
        yibao("estimte", "-r", "北京").err
        == "yibao: 没有命令「estimte」。是不是 estimate、simulate? 用法见 yibao --help。\n"
    )


def test_the_year_that_was_added_is_said(yibao: Runner) -> None:
    run = yibao("estimate", "-r", "武汉", "-s", "退休", "--month", "7")
    assert run.out.startswith("武汉市 · 退休 · 2026-07\n")
    assert run.out.endswith("月份:2026-07(来自 --month 7,取最近的一个)\n")


def test_how_a_place_was_found_is_said_behind_the_answer(yibao: Runner) -> None:
    question = ["estimate", "-s", "退休", "--month", "2023-02"]
    plain = yibao(*question, "-r", "武汉")
    assert yibao(*question, "-r", "湖北省武汉市江岸区").out == plain.out + "江岸区属武汉市\n"
    quiet = yibao(*question, "-r", "江岸区", "-q")
    assert (quiet.out, quiet.err.splitlines()[-1]) == ("83.00\n", "yibao: 江岸区属武汉市")
    assert yibao(*question, "-r", "江岸区", "-q", "--quiet-warnings").err == ""
    assert yibao(*question, "-r", "江岸区", "--json").err == "yibao: 江岸区属武汉市\n"
    assert yibao("regions", "江岸").out.endswith("江岸区属武汉市\n")
    assert yibao(*question, "-r", "武汉").out == plain.out


def test_no_word_makes_it_crash() -> None:
    for word in (
        "",
        " ",
        "@",
        ",",
        "一",
        "..",
        "至",
        "岁",
        "0",
        "00",
        "2026-13",
        "99999999",
        "-1",
        "元",
        "基数",
        "\ud800",
    ):
        assert main(["estimate", "武汉", "退休", word, "-q"]) in (0, 2), word
