"""Rows like one before get what they would get alone."""

import doctest
import random
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import pytest

from yibao_cli.batch import quick
from yibao_cli.batch.people import Given, PeopleReader, Question
from yibao_cli.batch.quick import plain_fen
from yibao_cli.batch.rows import Engine
from yibao_cli.core.errors import InputError
from yibao_cli.core.money import parse_yuan
from yibao_cli.core.month import Birth, Month
from yibao_cli.core.person import Person
from yibao_cli.render.batch import error_text
from yibao_cli.rulebook.book import Rulebook
from yibao_cli.tables.records import open_records

HEAD = (
    "姓名",
    "地区",
    "状态",
    "年龄",
    "出生年月",
    "性别",
    "缴费年限",
    "缴费基数",
    "工资",
    "养老金",
    "档次",
    "月份",
    "证件号码",
)
BIRTHS = ("1958-03", "1958-03-01", "1985-05-20", "1990-01-01", "2030-01", "1955-12")
NUMBERS = ("110101195803050010", "11010119900301006x", "110101195803050011", "无")
GIVENS = [
    Given(),
    Given(
        person=Person("flexible", birth=Birth(1957, 5, 1), base=Decimal("6000.05"), pension=Decimal("3210.12")),
        months=(Month(2024, 8),),
    ),
    Given(
        person=Person(
            "flexible", salary=Decimal("40000"), average_pension=Decimal("4000"), average_wage=Decimal("8000")
        ),
        months=(Month(2023, 1), Month(2025, 7), Month(2026, 1)),
    ),
]


def cells(book: Rulebook, given: Given, source: Path, alike: bool) -> Sequence[tuple[int, list[str], int, str]]:
    records = open_records(source)
    engine = Engine(records, PeopleReader(records.mapping, given, book), book, error_text, alike=alike)
    return [
        (done.line, done.cells, done.monthly, done.answer.state if done.answer else done.code) for done in engine.rows()
    ]


def limits(book: Rulebook, id: str) -> list[Decimal]:
    """Amounts at which something happens in a region, and their neighbours to the fen."""
    found = {Decimal("0.25"), Decimal("7.25"), Decimal("32776.87"), Decimal(0), Decimal("5000.05")}
    for item in book.limits(id):
        found |= {amount for amount in (item.floor, item.ceiling) if amount is not None}
    cent = Decimal("0.01")
    return sorted(amount + move for amount in found for move in (-cent, Decimal(0), cent) if amount + move >= 0)


@pytest.mark.parametrize("given", GIVENS)
def test_every_row_is_as_if_it_were_alone(book: Rulebook, tmp_path: Path, given: Given) -> None:
    draw = random.Random(11)
    rows = []
    for id in book.file_ids:
        if id == "national":
            continue
        amounts = [*map(str, limits(book, id)), "8,000.55", "1e3", "-", "９０００", "007", "6000.5", "6000."]
        for status in ("在职", "退休", "灵活就业", "灵活就业人员退休", "居民"):
            plan = draw.choice(("", "", "", "一档", "统账结合"))
            for number in range(12):
                month = draw.choice(
                    ("2022-06", "2023-02", "2024-08", "2025-07", "2025-08", "2026-11", "2025-01至2025-03")
                )
                fields = {"姓名": f"甲{number}", "地区": id, "状态": status, "月份": month, "档次": plan}
                fields |= {"缴费年限": "20", "性别": draw.choice(("男", "女", ""))} if draw.random() < 0.3 else {}
                fields |= draw.choice(
                    ({"年龄": draw.choice(("66", "40", "72岁"))}, {"出生年月": draw.choice(BIRTHS)}, {})
                )
                fields |= {"证件号码": draw.choice(NUMBERS)} if draw.random() < 0.2 else {}
                fields |= {"年龄": "45"} if draw.random() < 0.1 else {}
                for name in ("缴费基数", "工资") if status in ("在职", "灵活就业") else ("养老金",):
                    if draw.random() < 0.8:
                        fields[name] = draw.choice(amounts)
                rows.append(",".join(f'"{fields.get(name, "")}"' for name in HEAD))
    source = tmp_path / "x.csv"
    source.write_text("\n".join([",".join(HEAD), *rows, ""]), encoding="utf-8")
    alone, together = cells(book, given, source, alike=False), cells(book, given, source, alike=True)
    assert together == alone
    assert sum(bool(row[2]) for row in alone) > len(rows) / 5


MAN_1950, MAN_1958, WOMAN_1960 = "110101195003070013", "110101195803050010", "110101196003050025"


@pytest.mark.parametrize(
    ("head", "rows"),
    [
        (
            "地区,状态,出生年月,证件号码,月份",
            [f"北京,退休,-,{MAN_1950},2024-08", f"北京,退休,-,{MAN_1958},2024-08", "北京,退休,-,,2024-08"],
        ),
        (
            "地区,状态,出生年月,证件号码,缴费年限,养老金,月份",
            [f"海口,退休,1958-03,{number},20,4000,2024-08" for number in (MAN_1958, WOMAN_1960, "", WOMAN_1960)],
        ),
        (
            "地区,状态,证件号码,年龄,月份",
            [
                f"北京,退休,{MAN_1958},66,2024-08",
                f"北京,退休,{MAN_1958},六十六,2024-08",
                f"北京,退休,{MAN_1958},,2024-08",
            ],
        ),
        (
            "地区,状态,证件号码,年龄,月份",
            ["北京,退休,,72,2024-08", f"北京,退休,''{MAN_1958},72,2024-08", f"北京,退休,{MAN_1958},72,2024-08"],
        ),
        ("地区,状态,年龄,月份", [f"北京,退休,{age},2024-08" for age in ("66", "-", "/", " ", "72", "66", "-")]),
        ("地区,状态,缴费基数,月份", [f"北京,在职,{base},2024-08" for base in ("-", "8000", "-", "8000", "", "8000")]),
    ],
)
@pytest.mark.parametrize("given", [Given(), Given(person=Person("flexible", age=71))])
def test_what_one_row_says_is_not_held_against_another(
    book: Rulebook, tmp_path: Path, head: str, rows: list[str], given: Given
) -> None:
    source = tmp_path / "x.csv"
    source.write_text("\n".join([head, *rows, *rows, ""]), encoding="utf-8")
    assert cells(book, given, source, alike=True) == cells(book, given, source, alike=False)


def test_most_rows_are_not_asked_one_by_one(book: Rulebook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Sequence[str]] = []
    questions = PeopleReader.questions

    def counted(self: PeopleReader, row: Sequence[str]) -> list[Question]:
        asked.append(row)
        return questions(self, row)

    monkeypatch.setattr(PeopleReader, "questions", counted)
    source = tmp_path / "x.csv"
    lines = [f"甲{number},北京,在职,2024-08,{8000 + number}.55,30" for number in range(100)]
    source.write_text("\n".join(["姓名,地区,状态,月份,缴费基数,年龄", *lines, ""]), encoding="utf-8")
    assert len(cells(book, Given(), source, alike=True)) == 100
    assert len(asked) == 1


TEXTS = [
    "0",
    "0.5",
    "0.05",
    "00.5",
    ".5",
    "5.",
    "5.123",
    "8000.55",
    "1000000000",
    "1000000000.01",
    "99999999999",
    "１２",
    "1 2",
]


@pytest.mark.parametrize("text", [*TEXTS, "", "-1", "+1", "1e3", "8,000", "²", "1.²", "1.5.5", "\n1", "1_0"])
def test_what_is_written_plainly_is_read_as_everywhere(text: str) -> None:
    fen = plain_fen(text)
    if fen is None:
        return
    assert fen == parse_yuan(text, "base") * 100


def test_what_is_not_plain_is_left_to_the_reader() -> None:
    assert [plain_fen(text) for text in ("8000.55", "0.5", "7", "0")] == [800055, 50, 700, 0]
    left = ["", "-1", "1e3", "8,000", "5.", "5.123", "007", "²", "1_0", "1000000000.01"]
    assert [plain_fen(text) for text in left] == [None] * len(left)
    with pytest.raises(InputError):
        parse_yuan("1000000000.01", "base")


def test_the_examples_hold() -> None:
    assert doctest.testmod(quick).failed == 0
