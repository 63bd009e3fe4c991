"""Result files in English are files of results: their headings are English, and they are read again."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook

from yibao_cli.language import speak
from yibao_cli.tables.vocabulary import vocabulary

from ..conftest import Runner

STATEMENT = "name,month,base,credit\nA,2025-01,9000,180\nA,2025-02,9000,170\n"
PEOPLE = "name,region,status,base\nA,beijing,employed,10000\nB,beijing,employed,12000\n"
BEIJING = ("-r", "beijing", "-s", "employed", "--age", "30")


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.setenv("YIBAO_LANG", "en")
    monkeypatch.chdir(tmp_path)
    Path("s.csv").write_text(STATEMENT, encoding="utf-8")
    Path("p.csv").write_text(PEOPLE, encoding="utf-8")
    yield
    speak("zh")


def test_the_workbook_of_a_check_has_english_headings(yibao: Runner) -> None:
    yibao("reconcile", "s.csv", *BEIJING, "-o", "r.xlsx")
    book = load_workbook("r.xlsx")
    assert book.sheetnames == ["Check", "Problem", "Source"]
    assert [cell.value for cell in book["Check"][1]] == [
        *("Person", "Month", "Pooling area", "Status", "Result", "Amount posted", "Credit due", "Short", "Over"),
        *("Own contribution", "Contribution due", "Row", "Grade of basis", "Evidence age in months", "Rule file"),
        "Remarks",
    ]


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        *(("Month", "month"), ("Pooling area", "region"), ("Pooling area id", "region"), ("Status", "status")),
        *(("Own contribution", "paid_own"), ("Remarks", "note")),
    ],
)
def test_an_english_heading_is_read_as_the_chinese_one(heading: str, field: str) -> None:
    match = vocabulary().match(heading)
    assert match is not None
    assert match.field == field


def test_an_amount_posted_is_no_day() -> None:
    assert vocabulary().match("Amount posted") is None


def test_a_workbook_of_answers_is_read_again_without_its_sums(yibao: Runner) -> None:
    """Beijing: 2 % of 10000 and of 12000, 440 in all; the row of sums is no third person."""
    yibao("batch", "p.csv", "--month", "2025-08", "-o", "r.xlsx")
    again = yibao("batch", "r.xlsx", "--month", "2025-08", "-o", "again.csv")
    said = again.err.splitlines()
    assert 'Sheets not read: "Source", "Problem"; to read them use --sheet Source.' in said
    assert "2 rows: with a rule 2; 1 row of totals left out" in said
    assert any(line.startswith("Total net credit a month: 440.00 yuan") for line in said)


def test_a_letter_in_english_says_what_the_office_reads(yibao: Runner) -> None:
    run = yibao("reconcile", "s.csv", *BEIJING, "--letter", "12393")
    said = "For the office, print the letter in Chinese: --lang zh"
    assert said in run.err.splitlines()
    assert said not in run.out


def test_a_letter_in_chinese_says_nothing_of_it(yibao: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YIBAO_LANG", "zh")
    run = yibao("reconcile", "s.csv", *BEIJING, "--letter", "12393")
    assert "--lang zh" not in run.out + run.err
