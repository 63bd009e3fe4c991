"""`yibao simulate`. Guangzhou before 2022-12: 2 % + 0 / 1 / 1.8 % below 35, from 35, from 45; then 2 %."""

import csv
import io
import json
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree

import polars as pl
import pytest

from yibao_cli.batch import reading
from yibao_cli.batch.simulate import bucket
from yibao_cli.cli.exit_codes import ExitCode
from yibao_cli.rulebook.book import Rulebook

from ..conftest import ROOT, Run, Runner, write_rules
from .test_batch_columns import crowd

PEOPLE = str(ROOT / "docs" / "examples" / "population.csv")
REFORM = ("simulate", PEOPLE, "--before", "2022-11", "--after", "2022-12")


def test_sums_gainers_losers_and_distribution(yibao: Runner) -> None:
    """30 and 28 years: 200 + 160 both times; 40: 300 -> 200; 50: 380 -> 200; 52 with 6000: 228 -> 120."""
    run = yibao(*REFORM, "--json")
    found = json.loads(run.out)
    total = found["total"]
    assert run.code == ExitCode.ANSWER
    assert (total["people"], total["before"], total["after"]) == (5, "1268.00", "880.00")
    assert (total["gainers"], total["losers"], total["same"], total["unknown"]) == (0, 3, 2, 0)
    assert [item["people"] for item in total["distribution"]] == [2, 1, 2]


def test_groups(yibao: Runner) -> None:
    run = yibao(*REFORM, "--by", "region,age-band", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(run.out)))
    assert [(row["region"], row["age-band"], row["people"], row["before"], row["after"]) for row in rows] == [
        ("guangdong/guangzhou", "0", "2", "360.00", "360.00"),
        ("guangdong/guangzhou", "35", "1", "300.00", "200.00"),
        ("guangdong/guangzhou", "45", "2", "608.00", "320.00"),
        ("", "", "5", "1268.00", "880.00"),
    ]
    assert rows[1]["percent"] == "-33.3" and rows[2]["mean_difference"] == "-144.00"


def test_text_markdown_and_number(yibao: Runner) -> None:
    text = yibao(*REFORM, "--by", "age-band").out
    assert "45-59 岁     2   608.00  320.00  -144.00  -47.4     0     2     0     0" in text
    assert "分布  -200 至 -100 元之间:2 人" in text
    assert yibao(*REFORM, "--format", "md").out.startswith("## 模拟:2022-11 → 2022-12,每月净额\n\n| 人数 |")
    assert yibao(*REFORM, "-q").out == "-388.00\n"


def test_other_rules_afterwards(yibao: Runner, tmp_path: Path) -> None:
    """Rules that give Lhasa's retirees 100 yuan: nobody had an answer before."""
    sources = '[some-page]\ntitle = "x"\ngrade = "secondary"\ndate = "2024"\n'
    rule = (
        '[[retiree]]\nfrom = 2024-01-01\ntitle = "x"\npooled = [{ yuan = 100 }]\ngrade = "secondary"\n'
        'sources = ["some-page"]\nconfirmed = 2024-02-01\n'
    )
    head = '[region]\nname = "拉萨市"\nname_en = "Lhasa"\nadcode = "540100"\n\n'
    write_rules(tmp_path, {"xizang/lasa.toml": head + rule, "sources.toml": sources})
    people = tmp_path / "people.csv"
    people.write_text("城市,状态,年龄\n拉萨,退休,66\n", encoding="utf-8")
    words = ("simulate", str(people), "--before", "2024-08", "--after", "2024-08")
    assert json.loads(yibao(*words, "--json").out)["total"]["unknown"] == 1
    run = yibao(*words, "--rules-after", str(tmp_path), "--rules", str(tmp_path), "--json")
    assert json.loads(run.out)["total"] | {"distribution": []} == {
        "people": 1,
        "before": "100.00",
        "after": "100.00",
        "gainers": 0,
        "losers": 0,
        "same": 1,
        "unknown": 0,
        "distribution": [],
    }


def test_rows_that_cannot_be_read_are_listed(yibao: Runner, tmp_path: Path) -> None:
    people = tmp_path / "people.csv"
    people.write_text("城市,状态,年龄,缴费基数\n广州,在职,30,1e3\n广州,在职,30,10000\n", encoding="utf-8")
    run = yibao("simulate", str(people), "--before", "2022-11", "--after", "2022-12")
    assert run.code == ExitCode.SOME_ROWS_FAILED
    assert "坏行  1 行没有计入,如第 2 行:缴费基数:「1e3」不是金额" in run.out


def test_every_kind_of_table_gives_the_same(
    yibao: Runner, book: Rulebook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """People of all regions and statuses, some unreadable, with plans that only some months know."""
    source, table = tmp_path / "x.csv", tmp_path / "x.parquet"
    source.write_text(crowd(book, 2000), encoding="utf-8")
    pl.read_csv(source, infer_schema=False).write_parquet(table)
    for by in ("region,status,age-band", "age-band", ""):
        words = ("--before", "2022-06", "--after", "2024-08", "--by", by, "--json")
        found = []
        for file, scanned in ((source, 1 << 30), (source, 0), (table, 0)):
            monkeypatch.setattr(reading, "SCANNED", scanned)
            found.append(json.loads(yibao("simulate", str(file), *words).out))
        rows, *columns = found
        bad = {item["code"]: item["rows"] for item in rows.pop("bad_rows")}
        assert rows["total"]["people"] > 300 and rows["total"]["unknown"] > 100 and sum(bad.values()) > 100
        for column in columns:
            assert {item["code"]: item["rows"] for item in column.pop("bad_rows")} == bad
            assert column == rows


def test_a_column_of_months_is_not_looked_at(yibao: Runner, tmp_path: Path) -> None:
    people = tmp_path / "people.csv"
    people.write_text(
        "城市,状态,年龄,缴费基数,月份\n广州,在职,40,10000,abc\n广州,在职,40,10000,2020-01\n", encoding="utf-8"
    )
    assert yibao("simulate", str(people), *REFORM[2:], "-q") == Run(ExitCode.ANSWER, "-200.00\n", "")
    people.write_text("城市,状态,缴费基数\n广州,在职,10000\n", encoding="utf-8")
    run = yibao("simulate", str(people), *REFORM[2:], "--age", "40", "--by", "age-band", "-q")
    assert run == Run(ExitCode.ANSWER, "-100.00\n", "")


def test_a_picture_of_the_distribution(yibao: Runner, tmp_path: Path) -> None:
    path = tmp_path / "spread.svg"
    run = yibao(*REFORM, "-q", "--plot", str(path))
    assert run.err == f"图已写到 {path}\n"
    texts = [
        "".join(item.itertext()).strip() for item in ElementTree.parse(path).iter("{http://www.w3.org/2000/svg}text")
    ]
    assert [text for text in texts if "元" in text or text == "不变"] == ["-200 至 -100 元之间", "恰好 -100 元", "不变"]
    assert "模拟:2022-11 → 2022-12,每月净额" in texts
    run = yibao(*REFORM, "-q", "--plot", str(tmp_path / "none" / "x.png"))
    assert run.code == ExitCode.USAGE and "x.png" in run.err


@pytest.mark.parametrize(
    ("words", "line"),
    [
        ("", "缺少 --before(原来的月份)、--after(后来的月份)。"),
        ("--before 2022-11 --after 2022-12 --by 城市", "--by:不认识「城市」。可用:region、status、age-band。"),
        ("--before 2022-13 --after 2022-12", "--before:「2022-13」不是月份。写成 2024-08。"),
    ],
)
def test_what_cannot_be_asked_is_said(yibao: Runner, words: str, line: str) -> None:
    assert yibao("simulate", PEOPLE, *words.split()) == Run(ExitCode.USAGE, "", f"yibao: {line}\n")


@pytest.mark.parametrize(
    ("difference", "place"),
    [("-200.01", 0), ("-200", 1), ("-199.99", 2), ("-0.01", 6), ("0", 7), ("0.01", 8), ("200", 13), ("200.01", 14)],
)
def test_every_bound_is_a_place_of_its_own(difference: str, place: int) -> None:
    assert bucket(Decimal(difference)) == place


def test_a_line_for_each_person(yibao: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Guangzhou at 40: 300 -> 200; at 30 the same; its retirees get 169.08 less 8.66 from 2022-12, before is not known.

    The note of the first person has two lines, so that the second begins on line 4.
    """
    text = (
        '城市,状态,年龄,缴费基数,养老金,备注\n广州,在职,40,10000,,"一\n二"\n广州,在职,30,10000,,\n'
        "拉萨,退休,66,,5000,\n火星,退休,66,,5000,\n广州,退休,66,,5000,\n广州,在职,50,10000,,=1+1\n"
    )
    source, table = tmp_path / "x.csv", tmp_path / "x.parquet"
    source.write_text(text, encoding="utf-8")
    pl.read_csv(source, infer_schema=False).write_parquet(table)
    expected = [
        ("guangdong/guangzhou", "employee", "300.00", "200.00", "-100.00", "loser"),
        ("guangdong/guangzhou", "employee", "200.00", "200.00", "0.00", "same"),
        ("xizang/lasa", "retiree", "", "", "", "unknown"),
        ("", "retiree", "", "", "", "unread"),
        ("guangdong/guangzhou", "retiree", "", "160.42", "", "unknown"),
        ("guangdong/guangzhou", "employee", "380.00", "200.00", "-180.00", "loser"),
    ]
    for number, (file, scanned) in enumerate(((source, 1 << 30), (source, 0), (table, 0))):
        monkeypatch.setattr(reading, "SCANNED", scanned)
        target = tmp_path / f"each-{number}.csv"
        run = yibao("simulate", str(file), *REFORM[2:], "--people", str(target), "-q")
        assert run.out == "-280.00\n" and f"每个人的数写到了 {target}" in run.err
        rows = list(csv.DictReader(io.StringIO(target.read_bytes().decode("utf-8-sig"))))
        assert [tuple(row[name] for name in list(row)[1:-1]) for row in rows] == expected
        assert [row["line"] for row in rows] == (list("245678") if file is source else list("123456"))
        assert "火星" in rows[3]["reason"] and not any(row["reason"] for row in (*rows[:3], *rows[4:]))


def test_the_file_of_people_is_not_written_over_the_table_or_another_file(yibao: Runner, tmp_path: Path) -> None:
    target = tmp_path / "each.csv"
    target.write_text("mine", encoding="utf-8")
    run = yibao(*REFORM, "--people", str(target))
    assert (run.code, run.err) == (2, f"yibao: --output:「{target}」已经有了。换一个名字,或加 --overwrite。\n")
    assert yibao(*REFORM, "--people", str(target), "--overwrite", "-q").code == ExitCode.ANSWER
    assert len(target.read_text(encoding="utf-8-sig").splitlines()) == 6
    before = Path(PEOPLE).read_bytes()
    run = yibao(*REFORM, "--people", PEOPLE, "--overwrite")
    assert run.code == 2 and run.err.endswith("就是要读的文件,换一个文件名。\n")
    assert Path(PEOPLE).read_bytes() == before
