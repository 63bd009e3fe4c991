"""Whole files against the reader of rows and the calculator."""

import csv
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from random import Random

import polars as pl
import pytest

from yibao_cli.batch import reading
from yibao_cli.batch.people import Defaults
from yibao_cli.batch.reading import InputTable, open_source
from yibao_cli.batch.record import COLUMNS, problem_of, record
from yibao_cli.batch.running import run
from yibao_cli.batch.totals import Totals
from yibao_cli.batch.writing import Target
from yibao_cli.core.credit import NoRule
from yibao_cli.core.errors import InputError, MissingInputError
from yibao_cli.core.month import Birth, Month
from yibao_cli.core.person import Person
from yibao_cli.render.batch import error_text
from yibao_cli.rulebook.book import Rulebook
from yibao_cli.tables.identity import why_no_identity

from .reference import PeopleReader

ID_MAN, ID_WOMAN, ID_FIRST = "110101195803050010", "420106196011010028", "11010119900301006X"
HEADINGS = {
    "region": "地区",
    "status": "状态",
    "month": "月份",
    "age": "年龄",
    "birth": "出生",
    "base": "基数",
    "salary": "工资",
    "pension": "养老金",
    "sex": "性别",
    "paid_years": "缴费年限",
    "plan": "险种",
    "group": "人员",
    "id_number": "证件号码",
}
VALUES: dict[str, list[str]] = {
    "region": ["武汉", "北京", "hubei/wuhan", "420100", "上海", "成都", "深圳", "无锡", "哪里", "", "宁夏"],
    "status": ["在职", "退休", "灵活就业", "employee", "retiree", "居民", "什么", ""],
    "month": ["2024-08", "2023年3月", "202507", "2025-01", "2024-13", "", "2025-07-15"],
    "age": ["66", "35岁", "", "70", "年轻", "-3", "131"],
    "birth": ["", "", "1958-03-05", "1985-05", "1958年3月1日", "2030-01", "生日"],
    "base": ["", "8000", "8,000.55", "1.2万", "8000.545", "-5", "30000", "7162.25", "-", "1e3"],
    "salary": ["", "", "", "9000", "x"],
    "pension": ["", "4500.00", "3999.99", "无"],
    "sex": ["", "男", "女", "f", "?"],
    "paid_years": ["", "25", "30年", "12", "x"],
    "plan": ["", "", "", "一档", "2档", "单建统筹"],
    "group": ["", "", "", "没有这个"],
    "id_number": [
        "",
        "",
        ID_MAN,
        ID_WOMAN,
        ID_MAN[:-1] + "0",
        f" {ID_FIRST.lower()}",
        "１１０１０１" + ID_MAN[6:],
        "无",
    ],
}
GIVENS = [
    Defaults(months=(Month(2024, 8),)),
    Defaults(
        status="retiree",
        person=Person(
            "flexible", age=71, base=Decimal("6000"), pension=Decimal("3210.12"), paid_years=20, sex="female"
        ),
        months=(Month(2024, 8),),
    ),
    Defaults(status="employee", person=Person("flexible", birth=Birth(1960, 7, 1), salary=Decimal("6000.50"))),
]


def people(rows: int, seed: int) -> list[dict[str, str]]:
    """Rows of a sheet, mostly readable."""
    draw = Random(seed)
    return [
        {field: draw.choice(values[:3] if draw.random() < 0.5 else values) for field, values in VALUES.items()}
        for _ in range(rows)
    ]


def write(path: Path, rows: list[dict[str, str]], fields: dict[str, str]) -> None:
    """A sheet; the first column is nobody's business."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["备注", *fields.values()])
        for number, row in enumerate(rows):
            writer.writerow([f'第"{number}"行,', *(row[field] for field in fields)])


@pytest.fixture(params=["in order", "scanned"])
def how(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both ways in which a plain text is read."""
    if request.param == "scanned":
        monkeypatch.setattr(reading, "SCANNED", 0)
    else:
        monkeypatch.setattr(reading, "ROWS_A_PIECE", 300)


def opened(path: Path, fields: dict[str, str]) -> InputTable:
    """A table where every field has the heading in `fields`; nothing is masked."""
    return open_source(path, [(heading, field) for field, heading in fields.items()], keep_ids=True)


def answered(source: InputTable, target: Path, given: Defaults, book: Rulebook) -> Totals:
    return run(source, Target(str(target), target.suffix[1:]), given, book, error_text)


def read(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.reader(stream))


def expected(
    book: Rulebook, source: InputTable, rows: list[dict[str, str]], fields: dict[str, str], given: Defaults
) -> list[list[str]]:
    """What the reader of rows and the calculator make of the sheet."""
    reader = PeopleReader(source.layout.mapping, given, book)
    answers = []
    for number, row in enumerate(rows):
        own = [f'第"{number}"行,', *(row[field] for field in fields)]
        try:
            questions = reader.questions(own)
        except InputError as error:
            answers.append([*own, "?", "?", *[""] * (len(COLUMNS) - 4), *problem_of(error, error_text)])
            continue
        for question in questions:
            try:
                found = book.answer(question.region, _to_the_month(question.person), question.month)
                cells = (*record(found)[:-1], error_text(found) if isinstance(found, NoRule) else "")
            except InputError as problem:
                unread: InputError | None = None
                if isinstance(problem, MissingInputError) and "age" in problem.names and "id_number" in fields:
                    unread = why_no_identity(row["id_number"], fields["id_number"])
                blank = [""] * (len(COLUMNS) - 4)
                cells = (str(question.month), question.region.id, *blank, *problem_of(unread or problem, error_text))
            answers.append([*own, *cells])
    return answers


def _to_the_month(person: Person) -> Person:
    """The person with the day of birth that matters: whether it is the first."""
    birth = person.birth
    return replace(person, birth=birth and Birth(birth.year, birth.month, 1 if birth.day == 1 else None))


def alike(found: list[list[str]], answers: list[list[str]], own: int) -> None:
    """Every cell the same; where a row could not be read, month and region do not matter."""
    assert len(found) == len(answers)
    for mine, right in zip(found, answers, strict=True):
        known = [*right[: own + 1], *mine[own + 1 : own + 3], *right[own + 3 :]] if right[own + 1] == "?" else right
        assert mine == known


@pytest.mark.parametrize("given", GIVENS)
@pytest.mark.parametrize(
    "left_out", [(), ("birth", "group"), ("age", "sex", "salary"), ("paid_years", "month", "plan")]
)
def test_a_csv_comes_out_as_row_by_row(
    book: Rulebook, tmp_path: Path, given: Defaults, left_out: tuple[str, ...], how: None
) -> None:
    if "month" in left_out and not given.months:
        given = replace(given, months=(Month(2025, 1), Month(2025, 7)))
    fields = {field: heading for field, heading in HEADINGS.items() if field not in left_out}
    rows = people(700, len(left_out))
    write(tmp_path / "in.csv", rows, fields)
    source = opened(tmp_path / "in.csv", fields)
    totals = answered(source, tmp_path / "out.csv", given, book)
    head, *found = read(tmp_path / "out.csv")
    answers = expected(book, source, rows, fields, given)
    assert head == ["备注", *fields.values(), *COLUMNS]
    alike(found, answers, len(fields))
    assert totals.rows == len(answers)
    column = dict(zip(COLUMNS, zip(*(row[len(fields) + 1 :] for row in found), strict=True), strict=True))
    assert totals.credited == sum(int(Decimal(cell) * 100) for cell in column["credit_net"] if cell)
    for counter, name in ((totals.states, "state"), (totals.errors, "error"), (totals.regions, "region_id")):
        assert dict(counter) == {cell: column[name].count(cell) for cell in set(column[name]) if cell}


def test_a_row_for_each_of_its_months(book: Rulebook, tmp_path: Path, how: None) -> None:
    (tmp_path / "in.csv").write_text(
        "region,status,age,span\n武汉,退休,66,2024-01至2024-03\n北京,退休,71,2024-05\n", "utf-8"
    )
    fields = {"region": "region", "status": "status", "age": "age", "month": "span"}
    source = opened(tmp_path / "in.csv", fields)
    assert answered(source, tmp_path / "out.csv", Defaults(), book).rows == 4
    found = read(tmp_path / "out.csv")
    assert [row[4] for row in found] == ["month", "2024-01", "2024-02", "2024-03", "2024-05"]
    assert [row[3] for row in found[1:]] == ["2024-01至2024-03"] * 3 + ["2024-05"]


def test_parquet_keeps_its_columns_and_gets_typed_ones(book: Rulebook, tmp_path: Path) -> None:
    table = pl.DataFrame(
        {
            "region": ["武汉", "北京", "北京"],
            "state": ["退休", "在职", "在职"],
            "age": pl.Series([66, 40, None], dtype=pl.Int8),
            "base": pl.Series([None, Decimal("8000.55"), Decimal("1.00")], dtype=pl.Decimal(12, 2)),
            "paid": [1.5, 2.25, None],
            "when": pl.Series(["2024-08-15", "2024-08-01", "2024-08-31"]).str.to_date(),
        }
    )
    table.write_parquet(tmp_path / "in.parquet")
    fields = {"region": "region", "status": "state", "age": "age", "base": "base", "month": "when"}
    source = opened(tmp_path / "in.parquet", fields)
    answered(source, tmp_path / "out.parquet", Defaults(), book)
    found = pl.read_parquet(tmp_path / "out.parquet")
    assert found.select(table.columns).equals(table)
    assert found.columns[len(table.columns) :] == [f"yibao_{name}" if name == "state" else name for name in COLUMNS]
    assert found["credit_net"].to_list() == [Decimal("83.00"), Decimal("160.01"), found["credit_net"][2]]
    assert found["credit_net"].dtype == pl.Decimal and found["error"].to_list() == [None] * 3
    answered(source, tmp_path / "out.csv", Defaults(), book)
    assert read(tmp_path / "out.csv")[1][:6] == ["武汉", "退休", "66", "", "1.5", "2024-08-15"]


@pytest.mark.parametrize("content", [b"a,b\n1,\xff\xfe\n", b"", b"PAR1 and no more"])
def test_a_table_that_cannot_be_read_leaves_the_target_alone(book: Rulebook, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "in.csv").write_bytes(content)
    (tmp_path / "out.csv").write_text("as it was", "utf-8")
    with pytest.raises(InputError):
        answered(opened(tmp_path / "in.csv", {"region": "a"}), tmp_path / "out.csv", GIVENS[0], book)
    assert (tmp_path / "out.csv").read_text("utf-8") == "as it was"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.csv", "out.csv"]


KILLED = """
import sys
from yibao_cli.cli.main import main
main(["batch", *sys.argv[1:]])
"""


def test_a_process_that_is_killed_leaves_no_half_table(tmp_path: Path) -> None:
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    row = "武汉,退休,2024-08,66\n"
    source.write_text("region,status,month,age\n" + row * 600_000, "utf-8")
    process = subprocess.Popen([sys.executable, "-c", KILLED, str(source), str(target)])
    while process.poll() is None and not any(path.stat().st_size > 100_000 for path in tmp_path.glob(".*")):
        time.sleep(0.005)
    if process.poll() is None:
        os.kill(process.pid, signal.SIGKILL)
    killed = process.wait() != 0
    assert target.exists() != killed
