"""In English: the answers, and what is made of tables."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from yibao_cli.language import speak

from ..conftest import Runner

STATEMENT = "name,month,base,credit\nA,2025-01,9000,180\nA,2025-02,9000,170\nA,2025-03,9000,\nA,x,9000,1\n"
PEOPLE = "name,region,status,age,base\nA,wuhan,retired,66,\nB,beijing,employed,30,10000\nC,nowhere,employed,30,1\n"
WUHAN = "-r wuhan -s retired --age 66"


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.setenv("YIBAO_LANG", "en")
    monkeypatch.chdir(tmp_path)
    Path("s.csv").write_text(STATEMENT, encoding="utf-8")
    Path("p.csv").write_text(PEOPLE, encoding="utf-8")
    yield
    speak("zh")


SAID = [
    *(f"estimate {WUHAN}", f"estimate {WUHAN} --month 2023-03 --explain", f"estimate {WUHAN} --format md"),
    *(
        "estimate -r beijing -s employed --age 30 --base 10000 --month 2025-08 --json",
        f"estimate {WUHAN} --format html",
        f"estimate {WUHAN} --format csv",
    ),
    *("estimate -r beijing -s resident", "estimate -r wuhan -s flexible --base 8000", "estimate -r zzzz -s retired"),
    *("estimate -r beijing -s employed --base 50000 --month 2025-08", "estimate -r shanghai -s retired --age 72"),
    *("estimate -r beijing -s employed --base 100 --month 2025-08", "estimate -r guangzhou -s retired --age 72"),
    *("estimate -r wuhan -s retired --age 66 --month 1990-01", "estimate -r wuhan", "wuhan retired 62", "wuhan"),
    *("estimate -r shenzhen -s retired --age 60", "estimate -r shenzhen -s employed --age 40 --base 9000 --plan x"),
    *("estimate -r beijing -s employed --base x", "estimate -r beijing -s employed --age x --base 9000"),
    f"estimate {WUHAN} --min-grade official",
    f"estimate {WUHAN} --max-age 1m",
    "schedule -r wuhan -s employed --birth 1966-08 --base 9000 --from 2025-01 --to 2027-12 --retire 2026-09",
    "schedule -r wuhan -s employed --birth 1966-08 --base 9000 --from 2025-01 --to 2027-12 --retire-kind men --json",
    "schedule -r shanghai -s retired --birth 1950-06 --from 2024-01 --to 2026-12 --balance 1200 --spend 80",
    "schedule -r shanghai -s retired --birth 1950-06 --from 2024-01 --to 2024-12 --format html",
    "compare -r beijing -r shanghai -r guangzhou -s retired --age 72 --pension 5000",
    "compare -r guangzhou -s employed --age 40 --base 10000 --month 2022-11 --month 2022-12",
    "compare -r beijing -r wuhan -s retired --age 72 --format html",
    "infer -r beijing -s employed --age 30 --credit 143.24 --month 2025-08",
    "infer -r beijing -s employed --credit 143.24 --month 2025-08 --salary 12000",
    "infer -r wuhan -s retired --credit 50",
    *("years -r beijing --sex female --paid 17", "years -r wuhan --sex male --paid 20 --birth 1970-05"),
    *("why", "why --symptom less", "why -r wuhan -s retired --age 66 --pension 5000 --month 2023-02 --symptom less"),
    "why -r beijing -s retired --birth 1956-07 --was 97 --now 107 --since 2026-07",
    "why -r wuhan -s retired --age 66 --pension 5000 --was 233 --now 76 --since 2023-02",
    *("calendar -r beijing -s retired --birth 1956-08 --from 2026-01", "calendar -r wuhan"),
    "reconcile s.csv -r beijing -s employed",
    "reconcile s.csv -r beijing -s employed --letter 12393",
    "reconcile s.csv -r beijing -s employed --letter employer",
    "reconcile s.csv -r beijing -s employed --format html",
    "reconcile s.csv -r beijing -s employed --json",
    "reconcile s.csv -r beijing -s employed --format csv",
    *("reconcile s.csv --show-mapping", "report s.csv -r beijing -s employed", "reconcile x.csv", "reconcile s.csv"),
    *("batch p.csv --month 2025-08", "batch p.csv --month 2025-08 --check", "batch p.csv --dry-run"),
    *("simulate p.csv --before 2022-06 --after 2023-06 --by region,status", "simulate p.csv"),
    "simulate p.csv --before 2022-06 --after 2023-06 --by age-band --format md",
]


@pytest.mark.parametrize("words", SAID)
def test_no_chinese_is_left(words: str, yibao: Runner, chinese_left: Callable[[str], list[str]]) -> None:
    run = yibao(*words.split())
    assert run.out + run.err and chinese_left(run.out + run.err) == []


def test_an_answer_reads_as_english(yibao: Runner) -> None:
    assert yibao(*f"estimate {WUHAN} --month 2023-03".split()).out.splitlines()[:6] == [
        "Wuhan (武汉市) · retired · 2023-03",
        "Credit due  a month (projected)                                       83.00 yuan",
        "Projected   Basis last confirmed in 2023-02, 1 month before 2023-03.",
        "Equals      a year (12 months)                                       996.00 yuan",
        "Formula     pooled fund: 83.00 a month                                83.00 yuan",
        "Basis       Wuhan, retired: pooled fund: 83.00 a month; from 2023-02-01 on",
    ]


def test_numbers_and_codes_are_the_same_in_both_languages(yibao: Runner) -> None:
    """The letters of texts differ, their keys and every number and code do not."""
    import json

    def shape(item: object, key: str = "") -> object:
        if isinstance(item, dict):
            return {name: shape(value, name) for name, value in item.items()}
        if isinstance(item, list):
            return [shape(value, key) for value in item]
        return "text" if isinstance(item, str) and (not item.isascii() or " " in item or key in TEXTS) else item

    command = f"estimate {WUHAN} --month 2023-03 --json".split()
    english, chinese = (json.loads(yibao(*command, "--lang", language).out) for language in ("en", "zh"))
    assert shape(english) == shape(chinese)
    assert english["region"]["name_en"] == "Wuhan"


TEXTS = ("title", "formula", "arithmetic", "text", "ages", "message")


def test_a_workbook_is_english_and_is_read_again(yibao: Runner) -> None:
    from openpyxl import load_workbook

    assert yibao("batch", "p.csv", "--month", "2025-08", "-o", "o.xlsx").code == 6
    book = load_workbook("o.xlsx")
    assert book.sheetnames == ["Result", "Source", "Problem"]
    head = [cell.value for cell in book["Result"][1]]
    assert head[5:9] == ["Month credited", "Pooling area id", "Credit due", "Deduction"]
    again = yibao("batch", "o.xlsx", "--month", "2025-08")
    assert [line.split(",")[0] for line in again.out.splitlines()] == ["name", "A", "B", "C"]


def test_a_page_says_that_it_is_english(yibao: Runner) -> None:
    assert '<html lang="en">' in yibao(*f"estimate {WUHAN} --format html".split()).out
    assert '<html lang="zh-CN">' in yibao(*f"estimate {WUHAN} --format html --lang zh".split()).out
