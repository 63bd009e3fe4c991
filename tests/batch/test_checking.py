"""The employer's check: contributions, bases and credits of a table against the calculator."""

import json
from decimal import Decimal
from pathlib import Path
from random import Random

import openpyxl
import polars as pl
import pytest

from yibao_cli import credit_frame
from yibao_cli.batch.checking import CONTRIBUTION, CREDIT, OK
from yibao_cli.batch.record import CHECKED
from yibao_cli.cli.exit_codes import ExitCode
from yibao_cli.core.contribution import due_contribution, own_contribution, paid_besides
from yibao_cli.core.credit import Credit
from yibao_cli.core.errors import InputError
from yibao_cli.core.month import Month
from yibao_cli.core.person import Person
from yibao_cli.rulebook.book import Rulebook
from yibao_cli.rulebook.directory import RuleDirectory

from ..conftest import RULES, Runner

BOOK = Rulebook.from_directory(RuleDirectory(RULES))
REGIONS = [region for region in BOOK.places.regions.values() if BOOK.has(region.id, "policies")]


def looked_at(rows: list[dict[str, str]], **more: object) -> list[tuple[str | None, ...]]:
    """CHECKED of some rows, as text."""
    frame = credit_frame(pl.DataFrame(rows), check=True, rulebook=BOOK, **more)  # type: ignore[arg-type]
    return frame.select(pl.col(*CHECKED).cast(pl.String)).rows()


def beijing(**more: str) -> dict[str, str]:
    """An employee there in 2025-08: 2 % of a base between 7162 and 35811 (3 yuan of large-sum cover are paid besides)."""
    return {"城市": "北京", "状态": "在职", "月份": "2025-08", "缴费基数": "10000"} | more


@pytest.mark.parametrize(
    ("row", "right"),
    [
        (beijing(个人缴费="200"), (OK, "200.00", "0.00", None)),
        (beijing(个人缴费="203"), (OK, "203.00", "0.00", None)),
        (beijing(个人缴费="160"), (CONTRIBUTION, "200.00", "-40.00", None)),
        (beijing(划入金额="200"), (OK, "200.00", None, "0.00")),
        (beijing(划入金额="180.50"), (CREDIT, "200.00", None, "-19.50")),
        (beijing(个人缴费="60", 划入金额="60", 缴费基数="3000"), (
            f"{CONTRIBUTION} base-below-floor {CREDIT}", "143.24", "-83.24", "-83.24")),
        (beijing(个人缴费="716.22", 缴费基数="50000"), ("base-above-ceiling", "716.22", "0.00", None)),
        (beijing(个人缴费="3", 状态="退休", 年龄="71"), (None, None, None, None)),
        (beijing(划入金额="107", 状态="退休", 年龄="71"), (OK, None, None, "0.00")),
        (beijing(划入金额="110", 状态="退休", 年龄="71"), (OK, None, None, "0.00")),  # before the deduction of 3
        (beijing(个人缴费="160", 城市="亚特兰蒂斯"), (None, None, None, None)),
    ],
)  # fmt: skip
def test_what_is_off_is_said(row: dict[str, str], right: tuple[str | None, ...]) -> None:
    assert looked_at([row]) == [right]


def test_a_year_at_once_may_be_shown_by_the_month() -> None:
    """杭州 2025: 24 % of a month's base a year, that is 2 % a month."""
    row = {"城市": "杭州", "状态": "在职", "月份": "2025-08", "缴费基数": "6000", "年龄": "40"}
    found = looked_at([row | {"划入金额": amount, "个人缴费": "120"} for amount in ("1440", "120", "110")])
    assert [cells[0] for cells in found] == [OK, OK, CREDIT]
    assert [cells[3] for cells in found] == ["0.00", "0.00", "-10.00"]


def test_every_contribution_is_the_calculators() -> None:
    draw = Random(7)
    rows: list[dict[str, str]] = []
    right: list[tuple[str | None, str | None]] = []
    while len(rows) < 4000:
        region, month = draw.choice(REGIONS), Month(draw.randint(2021, 2026), draw.randint(1, 12))
        base = Decimal(draw.choice([draw.randint(100_000, 4_000_000), 716_200, 446_200])).scaleb(-2)
        age = draw.randint(20, 59)
        try:
            answer = BOOK.answer(region, Person("employee", base=base, age=age), month)
        except InputError:
            continue
        own, besides = None, []
        if isinstance(answer, Credit):
            own = own_contribution(answer)
            besides = paid_besides(BOOK.contributions(region, "employee", month), answer)
        more = [Decimal(0), Decimal("0.01"), Decimal(-5), *besides, sum(besides, Decimal(0))]
        paid = (own or Decimal(200)) + draw.choice(more)
        rows.append({"城市": region.id, "状态": "在职", "月份": str(month), "基数": str(base), "年龄": str(age)})
        rows[-1]["个人缴费"] = f"{paid:.2f}"
        due = None if own is None else due_contribution(own, besides, paid)
        right.append((None, None) if due is None else (f"{due:.2f}", f"{paid - due:.2f}"))
    found = looked_at(rows)
    assert [cells[1:3] for cells in found] == right
    assert sum(due is not None for due, _ in right) > 2000


SHEET = """姓名,参保城市,人员类别,缴费基数,个人缴费,月份
甲,北京,在职,10000,200,2025-08
乙,北京,在职,10000,160,2025-08
丙,北京,在职,3000,143.24,2025-08
丁,北京,居民,,,2025-08
"""
CODES = ["ok", "contribution-differs", "base-below-floor"]


@pytest.mark.parametrize("form", ["csv", "tsv", "jsonl", "parquet", "excel"])
def test_every_form_of_output_has_the_check(yibao: Runner, tmp_path: Path, form: str) -> None:
    path, out = tmp_path / "sheet.csv", tmp_path / f"out.{'csv' if form == 'excel' else form}"
    path.write_text(SHEET, encoding="utf-8")
    run = yibao("batch", str(path), str(out), "--check", *(["--excel"] if form == "excel" else []))
    assert run.code == ExitCode.DIFFERENCES
    assert "核对:相符 1、个人缴费不符 1、基数低于下限 1、没法核对 1" in run.err
    if form == "jsonl":
        found = [json.loads(line)["check"] for line in out.read_text(encoding="utf-8").splitlines()]
    else:
        frame = (
            pl.read_parquet(out) if form == "parquet" else pl.read_csv(out, separator="\t" if form == "tsv" else ",")
        )
        found = frame["check"].to_list()
    assert found == [*CODES, None]


def test_a_workbook_says_it_in_words_and_lists_it_among_the_problems(yibao: Runner, tmp_path: Path) -> None:
    path, out = tmp_path / "sheet.csv", tmp_path / "out.xlsx"
    path.write_text(SHEET, encoding="utf-8")
    assert yibao("batch", str(path), str(out), "--check").code == ExitCode.DIFFERENCES
    answers, _, problems = openpyxl.load_workbook(out).worksheets
    heads, *rows = answers.iter_rows(values_only=True)
    place = heads.index("核对")
    assert heads[place : place + 4] == ("核对", "应缴个人医保", "个人缴费差额", "划入差额")
    assert [row[place : place + 4] for row in rows[:3]] == [
        ("相符", 200, 0, None),
        ("个人缴费不符", 200, -40, None),
        ("基数低于下限", 143.24, 0, None),
    ]
    assert [row[:3] for row in problems.iter_rows(min_row=2, values_only=True)] == [
        ("3", "contribution-differs", "个人缴费不符"),
        ("4", "base-below-floor", "基数低于下限"),
    ]


def test_a_directory_is_checked_as_one_table(yibao: Runner, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.csv").write_text(SHEET, encoding="utf-8")
    (folder / "b.csv").write_text(SHEET, encoding="utf-8")
    run = yibao("batch", str(folder), str(tmp_path / "out"), "--check")
    assert run.code == ExitCode.DIFFERENCES
    assert "核对:相符 2、个人缴费不符 2、基数低于下限 2、没法核对 2" in run.err


def test_a_table_with_nothing_to_check_is_refused(yibao: Runner, tmp_path: Path) -> None:
    path = tmp_path / "sheet.csv"
    path.write_text("姓名,城市,状态,年龄\n甲,武汉,退休,66\n", encoding="utf-8")
    run = yibao("batch", str(path), "--check")
    assert (run.code, run.err) == (
        ExitCode.USAGE,
        "yibao: --check 没有可以核对的:没有认出缴费基数、个人缴费、划入金额中的任何一列。"
        "用 --map 指明,如 --map 扣款=个人缴费。\n",
    )


def test_an_amount_to_check_that_is_none_is_refused_by_row(yibao: Runner, tmp_path: Path) -> None:
    path = tmp_path / "sheet.csv"
    path.write_text(SHEET.replace("160", "见附页"), encoding="utf-8")
    run = yibao("batch", str(path), str(tmp_path / "out.csv"), "--check")
    assert run.code == ExitCode.SOME_ROWS_FAILED and "个人缴费:「见附页」不是金额" in run.err
