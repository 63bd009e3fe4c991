"""Rows of payroll sheets in the words of the national platform and of people: the reader that pieces are held against."""

from pathlib import Path

import pytest

from yibao_cli.batch.people import Defaults
from yibao_cli.core.errors import InputError
from yibao_cli.core.month import Birth, Month
from yibao_cli.rulebook.book import Rulebook
from yibao_cli.tables.records import open_records

from .reference import PeopleReader, Question

AUGUST = Defaults(months=(Month(2024, 8),))


def ask(book: Rulebook, tmp_path: Path, head: str, row: str, given: Defaults = AUGUST) -> list[Question]:
    path = tmp_path / "x.csv"
    path.write_text(f"{head}\n{row}\n", encoding="utf-8")
    records = open_records(path)
    ((_, cells),) = records.rows()
    return PeopleReader(records.mapping, given, book).questions(cells)


def test_codes_of_the_platform(book: Rulebook, tmp_path: Path) -> None:
    """A retired flexible worker of a district of Wuhan: the city, and the group that the city's rule knows."""
    (question,) = ask(book, tmp_path, "psn_type,insu_admdvs,brdy,accrym", "1203,420106,1955-06-14,202401")
    assert question.region.id == "hubei/wuhan" and question.month == Month(2024, 1)
    assert (question.person.status, question.person.group) == ("retiree", "灵活就业退休人员")
    assert question.person.birth == Birth(1955, 6, 14)


def test_each_status_gets_what_goes_with_it(book: Rulebook, tmp_path: Path) -> None:
    head = "地区,状态,年龄,缴费基数,养老金"
    (working,) = ask(book, tmp_path, head, "北京,在职,40,10000,5000")
    (retired,) = ask(book, tmp_path, head, "北京,退休,62,10000,5000")
    assert str(working.person.base) == "10000.00" and working.person.pension is None
    assert retired.person.base is None and str(retired.person.pension) == "5000.00"


def test_a_row_goes_before_what_was_given_for_all(book: Rulebook, tmp_path: Path) -> None:
    given = Defaults(region=book.region("上海"), status="employee", months=AUGUST.months)
    (question,) = ask(book, tmp_path, "姓名,地区,状态,缴费基数", "甲,,退休,", given)
    assert (question.region.id, question.person.status) == ("shanghai", "retiree")


@pytest.mark.parametrize(
    ("row", "code", "column"),
    [("北京,在职,x,8000", "age-malformed", "年龄"), ("北京,在职,40,1e3", "money-malformed", "缴费基数")],
)
def test_an_error_names_the_column(book: Rulebook, tmp_path: Path, row: str, code: str, column: str) -> None:
    with pytest.raises(InputError) as caught:
        ask(book, tmp_path, "地区,状态,年龄,缴费基数", row)
    assert (caught.value.code, caught.value.facts["field"]) == (code, column)


def test_a_range_of_months_is_every_month(book: Rulebook, tmp_path: Path) -> None:
    questions = ask(book, tmp_path, "地区,状态,缴费基数,月份", "北京,在职,8000,2024-01至2024-03", Defaults())
    assert [str(question.month) for question in questions] == ["2024-01", "2024-02", "2024-03"]
