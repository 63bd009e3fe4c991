"""`yibao batch` for every kind and size of table: the same cells, the same counts, the same lines."""

import csv
import json
import random
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from openpyxl import Workbook

from yibao_cli import batch
from yibao_cli.batch import reading
from yibao_cli.cli.exit_codes import ExitCode
from yibao_cli.rulebook.book import Rulebook

from ..conftest import Run, Runner, needs_spark

HEAD = "工号,备注,地区,状态,年龄,缴费基数,养老金,档次,人群,月份\n"


def crowd(book: Rulebook, rows: int) -> str:
    """People over all regions, some of them broken."""
    draw = random.Random(5)
    regions = [book.places.regions[id].id for id in book.file_ids if id != "national"]
    lines = [HEAD]
    for number in range(rows):
        status = draw.choice(("在职", "退休", "灵活就业", "居民"))
        amount = Decimal(draw.randrange(5_000_000)).scaleb(-2)
        base = (
            draw.choice((str(amount), f"{amount:,}", "1e3", "８０００", "0.25"))
            if status in ("在职", "灵活就业")
            else ""
        )
        quoted = f'"{base}"'
        pension = str(amount) if status == "退休" else ""
        month = f"{draw.randrange(2021, 2028)}-{draw.randrange(1, 13):02d}"
        region = draw.choice((*regions, "武汗"))
        plan = draw.choice(("", "", "一档", "统账结合"))
        lines.append(f"{number},甲,{region},{status},{draw.randrange(18, 95)},{quoted},{pension},{plan},,{month}\n")
    return "".join(lines)


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


KINDS = ("csv", "gbk.csv", "tsv", "jsonl", "xlsx", "parquet", "scanned.csv", "titled.csv")


def in_every_kind(text: str, home: Path) -> dict[str, Path]:
    """The same table in every kind of file; "scanned" as if it were large."""
    paths = {kind: home / f"x.{kind}" for kind in KINDS}
    rows = list(csv.reader(text.splitlines()))
    for kind in ("csv", "scanned.csv"):
        paths[kind].write_text(text, encoding="utf-8")
    paths["gbk.csv"].write_text(text, encoding="gb18030")
    paths["titled.csv"].write_text("某单位职工花名册\n\n" + text, encoding="utf-8-sig")
    paths["tsv"].write_text("".join("\t".join(row) + "\n" for row in rows), encoding="utf-8")
    lines = (json.dumps(dict(zip(rows[0], row, strict=True)), ensure_ascii=False) for row in rows[1:])
    paths["jsonl"].write_text("\n".join(lines), encoding="utf-8")
    pl.DataFrame(rows[1:], schema=rows[0], orient="row").write_parquet(paths["parquet"])
    book = Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    book.save(paths["xlsx"])
    return paths


def test_every_kind_gives_the_same_cells(
    yibao: Runner, book: Rulebook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = {}
    for kind, source in in_every_kind(crowd(book, 1500), tmp_path).items():
        monkeypatch.setattr(reading, "SCANNED", 0 if kind == "scanned.csv" else 1 << 30)
        run = yibao("batch", str(source), "-o", str(tmp_path / f"{kind}.out.csv"))
        assert run.code == ExitCode.SOME_ROWS_FAILED
        found[kind] = [list(row.values()) for row in table(tmp_path / f"{kind}.out.csv")], run.err
    rows, said = found["csv"]
    assert len(rows) == 1500 and sum(bool(row[-11]) for row in rows) > 300
    for kind in KINDS:
        assert found[kind][0] == rows, kind
        if kind not in ("titled.csv", "parquet", "jsonl"):  # where other lines have other numbers
            assert found[kind][1] == said, kind


@pytest.mark.parametrize("scanned", [True, False])
def test_lines_are_those_of_the_file(
    yibao: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, scanned: bool
) -> None:
    """Blank lines and line ends in cells count; an error in line 8 of the file is in line 8."""
    monkeypatch.setattr(reading, "SCANNED", 0 if scanned else 1 << 30)
    source, errors = tmp_path / "x.csv", tmp_path / "e.csv"
    rows = '北京,在职,8000,"两\n行"\n\n北京,在职,8000,\n北京,在职,8000,"a\nb"\n北京,在职,1e3,\n武汗,在职,1,\n'
    source.write_text("地区,状态,缴费基数,备注\n" + rows, encoding="utf-8")
    run = yibao("batch", str(source), "--month", "2024-08", "-o", str(tmp_path / "y.csv"), "--errors", str(errors))
    listed = list(csv.DictReader(errors.read_text("utf-8-sig").splitlines()))
    assert [(row["line"], row["code"]) for row in listed] == [("8", "money-malformed"), ("9", "region-unknown")]
    assert "问题 1 行,如第 8 行:缴费基数:「1e3」不是金额。写成 8000、8,000.55 或 1.2万。" in run.err
    assert [row["备注"] for row in table(tmp_path / "y.csv")] == ["两\n行", "", "a\nb", "", ""]


@pytest.mark.parametrize("kind", ["csv", "tsv", "jsonl", "parquet", "xlsx"])
@pytest.mark.parametrize("scanned", [True, False])
def test_every_kind_can_be_written(
    yibao: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, scanned: bool
) -> None:
    monkeypatch.setattr(reading, "SCANNED", 0 if scanned else 1 << 30)
    source, target = tmp_path / "x.csv", tmp_path / f"y.{kind}"
    source.write_text("地区,状态,缴费基数,月份\n北京,在职,10000,2024-08\n武汗,在职,1,2024-08\n", encoding="utf-8")
    assert yibao("batch", str(source), str(target), "-q").code == ExitCode.SOME_ROWS_FAILED
    again = yibao("batch", str(target), "-q", "--format", "csv")
    assert [row["credit_net"] for row in csv.DictReader(again.out.splitlines())][:1] == ["200.00"] or kind == "xlsx"
    if kind == "parquet":
        assert pl.read_parquet(target)["credit_net"].to_list() == [Decimal("200.00"), None]


@pytest.mark.parametrize(
    ("words", "line"),
    [
        ("x.csv --engine ruby", "--engine:不认识「ruby」。可用:spark。"),
        ("x.csv --master local", "--master 只用于 --engine spark。"),
        ("x.csv -o x.csv", "-o:「x.csv」就是要读的文件,换一个文件名。"),
        (
            "x.csv -o ./full/../x.csv --overwrite",
            "-o:「./full/../x.csv」就是要读的文件,换一个文件名。",
        ),
        ("x.csv -o link.csv --overwrite", "-o:「link.csv」就是要读的文件,换一个文件名。"),
        ("x.csv -o y.csv --errors x.csv --overwrite", "--errors:「x.csv」就是要读的文件,换一个文件名。"),
        ("x.csv -o y.csv --errors y.csv", "--errors:「y.csv」与 -o 是同一个文件,换一个文件名。"),
        ("x.csv -o g.csv", "--output:「g.csv」已经有了。换一个名字,或加 --overwrite。"),
        ("x.csv y.csv -o z.csv", "输出写了两次:「y.csv」和 -o。留一个。"),
        ("d.csv -o y.parquet", "有两列都叫「备注」,parquet 里不能重名,先改名。"),
        pytest.param("x.csv --engine spark -o y", "没有目录「x.csv」。", marks=needs_spark),
        ("x.csv --engine spark", "输入是目录时,用 -o 指明输出的目录。"),
        ("full", "输入是目录时,用 -o 指明输出的目录。"),
        ("full -o y --format docx", "--format:不会写「docx」。可用:csv、tsv、jsonl、xlsx、parquet。"),
        (
            "empty y",
            "目录「empty」里没有表格(.csv、.tsv、.txt、.jsonl、.xlsx、.xlsm、.xls、.ods、.dbf、.pdf、.ofd、.parquet)。",
        ),
        ("full empty", "--output:「empty」已经有了。换一个名字,或加 --overwrite。"),
        ("full full --overwrite", "--output:「full」和输入的目录一个在另一个里面,换一个目录。"),
        ("x.csv --format parquet", "PARQUET 不能写到标准输出,请用 -o 指明文件。"),
    ],
)
def test_what_cannot_be_done_is_said(
    yibao: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: str, line: str
) -> None:
    monkeypatch.chdir(tmp_path)
    text = "地区,状态,缴费基数,月份\n北京,在职,10000,2024-08\n"
    Path("x.csv").write_text(text, encoding="utf-8")
    Path("link.csv").symlink_to("x.csv")
    Path("g.csv").write_text(text, encoding="gb18030")
    Path("d.csv").write_text("地区,状态,备注,备注\n北京,在职,,\n", encoding="utf-8")
    Path("empty").mkdir()
    Path("full").mkdir()
    Path("full/x.csv").write_text(text, encoding="utf-8")
    assert yibao("batch", *words.split()) == Run(ExitCode.USAGE, "", f"yibao: {line}\n")
    assert Path("x.csv").read_text(encoding="utf-8") == text


def test_without_polars_it_says_what_to_install(yibao: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "polars", None)
    source = tmp_path / "x.csv"
    source.write_text("地区,状态,缴费基数,月份\n北京,在职,10000,2024-08\n", encoding="utf-8")
    line = "yibao: 算人员表要用 polars,先运行:pip install 'yibao-cli[batch]'。\n"
    assert yibao("batch", str(source)) == Run(ExitCode.USAGE, "", line)
    words = ("simulate", str(source), "--before", "2022-11", "--after", "2022-12")
    assert yibao(*words) == Run(ExitCode.USAGE, "", line)


def test_rows_that_are_no_people_are_left_out(yibao: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Blank lines, a printed page's headings, sums; somebody called 计 is none of them; who has no name is refused."""
    source = tmp_path / "x.csv"
    rows = "张三,10000,\n\n,,\n , ,\n计小小,5000,\n合计,15000,\n姓名,缴费基数,备注\n,,合计\n,20000,\n总计,,\n"
    source.write_text("姓名,缴费基数,备注\n" + rows, encoding="utf-8")
    words = ("batch", str(source), "-r", "北京", "-s", "在职", "--month", "2024-08")
    for scanned, name in ((True, "one.csv"), (False, "two.csv")):
        monkeypatch.setattr(reading, "SCANNED", 0 if scanned else 1 << 30)
        run = yibao(*words, "-o", str(tmp_path / name))
        assert run.code == ExitCode.SOME_ROWS_FAILED, run.err
        assert run.err.startswith("共 3 行:有规则 2;合计行 3 行没有写出\n")
        assert run.err.endswith("问题 1 行,如第 10 行:「姓名」是空的,不知道是谁。\n")
    assert [(row["姓名"], row["error"]) for row in table(tmp_path / "two.csv")] == [
        ("张三", ""),
        ("计小小", ""),
        ("", "row-no-name"),
    ]
    assert table(tmp_path / "one.csv") == table(tmp_path / "two.csv")


def test_sums_of_groups_and_of_all_are_no_people(
    yibao: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Six people on 8000 in Beijing come to 6 x 160.00; the sums of two groups, and that of all, say so or are so."""
    people = [f"研发部,甲{n},8000\n" for n in range(4)] + [
        "研发部小计,,32000\n",
        "财务部,乙,8000\n",
        "财务部,丙,8000\n",
    ]
    lines = [*people, ",,16000.00\n", "全公司总计,6人,48000\n"]
    source = tmp_path / "x.csv"
    source.write_text("部门,姓名,医保基数\n" + "".join(lines), encoding="utf-8")
    for scanned in (0, 1 << 30):
        monkeypatch.setattr(reading, "SCANNED", scanned)
        run = yibao("batch", str(source), "-r", "北京", "-s", "在职", "--month", "2024-08")
        assert run.err.splitlines()[:3] == [
            "共 6 行:有规则 6;合计行 3 行没有写出",
            "地区:北京市 6",
            "净划入合计每月 960.00 元(按年划入的折成每月)",
        ]


def test_a_text_that_only_turns_out_not_to_be_plain_is_read_all_the_same(
    yibao: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A longer row, GB18030 behind the first lines: by the reader of rows, with its errors."""
    monkeypatch.setattr(reading, "SCANNED", 0)
    source = tmp_path / "x.csv"
    source.write_text("地区,状态,缴费基数\n北京,在职,8,000\n北京,在职,8000\n", encoding="utf-8")
    run = yibao("batch", str(source), "--month", "2024-08")
    one, two = csv.DictReader(run.out.splitlines())
    assert (one["error"], two["credit_net"]) == ("row-too-long", "160.00")
    assert one["reason"] == "这一行有 4 格,表头只有 3 格。金额里有逗号的要加双引号。"


def test_rows_without_an_answer_are_listed_besides(yibao: Runner, tmp_path: Path) -> None:
    source, errors = tmp_path / "x.csv", tmp_path / "e.csv"
    rows = "北京,在职,10000,2024-08至2024-09\n北京,在职,1e3,2024-08\n武汗,在职,1000,2024-08\n"
    source.write_text("地区,状态,缴费基数,月份\n" + rows, encoding="utf-8")
    for name in ("y.csv", "y.parquet"):
        words = ("batch", str(source), str(tmp_path / name), "--errors", str(errors), "-q", "--overwrite")
        assert yibao(*words).code == ExitCode.SOME_ROWS_FAILED
        listed = csv.DictReader(errors.read_text("utf-8-sig").splitlines())
        assert [(row["line"], row["code"]) for row in listed] == [("3", "money-malformed"), ("4", "region-unknown")]


def test_this_month_is_asked_about_where_nothing_else_is_said(yibao: Runner, tmp_path: Path) -> None:
    source = tmp_path / "x.csv"
    source.write_text("地区,状态,缴费基数\n北京,在职,10000\n", encoding="utf-8")
    run = yibao("batch", str(source))
    (row,) = csv.DictReader(run.out.splitlines())
    this = f"{date.today():%Y-%m}"
    assert row["month"] == this
    assert f"表里没有月份,按本月 {this} 算;要别的月份就写 --month。" in run.err.splitlines()


def test_the_sum_says_what_it_sums(yibao: Runner, tmp_path: Path) -> None:
    source = tmp_path / "x.csv"
    source.write_text("地区,状态,缴费基数\n北京,在职,10000\n", encoding="utf-8")
    run = yibao("batch", str(source), "--month", "2024-01..2024-12")
    assert "净划入合计 2400.00 元(按年划入的折成每月),是 2024-01 至 2024-12 各行每月净划入之和" in run.err


def test_columns_that_were_not_understood_are_named_with_what_is_missing(yibao: Runner, tmp_path: Path) -> None:
    source = tmp_path / "x.csv"
    source.write_text("姓名,状态,片区,核定数\n甲,在职,北京,10000\n", encoding="utf-8")
    run = yibao("batch", str(source), "--month", "2024-08")
    more = "没有认出的列:片区、核定数。统筹地区要是在里面,用 --map 片区=统筹地区 这样指明。"
    assert run == Run(ExitCode.USAGE, "", f"yibao: 缺少 --region(统筹地区)。{more}\n")
    run = yibao("batch", str(source), "--month", "2024-08", "--map", "片区=地区")
    more = "没有认出的列:核定数。缴费基数(元/月)要是在里面,用 --map 核定数=缴费基数 这样指明。"
    assert run.err.splitlines()[-1] == more


def test_a_dry_run_asks_for_nothing(yibao: Runner, tmp_path: Path) -> None:
    source = tmp_path / "x.csv"
    source.write_text("姓名,缴费基数\n甲,10000\n", encoding="utf-8")
    run = yibao("batch", str(source), "--dry-run")
    assert run.code == ExitCode.ANSWER and "缴费基数(base)" in run.out and "input-missing:region" in run.out


def test_identity_numbers_are_read_and_masked(yibao: Runner, tmp_path: Path) -> None:
    """Chongqing retirees: 115 - 5 - 5.25 from 70, 105 - 10.25 below. Born 1955-06: 69 in 2024-08, 70 in 2025-08."""
    source, target = tmp_path / "x.csv", tmp_path / "y.csv"
    rows = "500101195506140012,2024-08\n500101195506140012,2025-08\n500101195506140011,2024-08\n,2024-08\n"
    source.write_text("身份证号,月份\n" + rows, encoding="utf-8")
    words = ("batch", str(source), "-r", "重庆", "-s", "退休", "-o", str(target), "-q")
    assert yibao(*words).code == ExitCode.SOME_ROWS_FAILED
    assert [(row["身份证号"], row["credit_net"], row["error"]) for row in table(target)] == [
        ("500101************", "94.75", ""),
        ("500101************", "104.75", ""),
        ("500101************", "", "identity-check"),
        ("", "", "input-missing:age"),
    ]
    assert yibao(*words, "--keep-ids", "--overwrite").code == ExitCode.SOME_ROWS_FAILED
    assert table(target)[0]["身份证号"] == "500101195506140012"


def test_whole_ages_may_stand_beside_broken_ones(yibao: Runner, tmp_path: Path) -> None:
    source, target = tmp_path / "x.parquet", tmp_path / "y.csv"
    pl.DataFrame({"地区": ["北京"] * 3, "年龄": [66.0, 66.5, None]}).write_parquet(source)
    assert (
        yibao("batch", str(source), str(target), "-s", "退休", "--month", "2024-08").code == ExitCode.SOME_ROWS_FAILED
    )
    assert [(row["年龄"], row["credit_gross"], row["error"]) for row in table(target)] == [
        ("66.0", "100.00", ""),
        ("66.5", "", "age-malformed"),
        ("", "", "input-missing:age"),
    ]


def test_a_table_without_rows_gives_one_without_rows(yibao: Runner, tmp_path: Path) -> None:
    source, target, errors = tmp_path / "x.parquet", tmp_path / "y.parquet", tmp_path / "e.csv"
    pl.DataFrame(
        {"地区": [], "状态": [], "月份": []}, schema=dict.fromkeys(("地区", "状态", "月份"), pl.String)
    ).write_parquet(source)
    run = yibao("batch", str(source), str(target), "--errors", str(errors), "-q")
    assert run == Run(ExitCode.ANSWER, "", "")
    assert pl.read_parquet(target).shape == (0, 18) and errors.read_text("utf-8-sig") == "line,code,reason\n"


def test_a_dry_run_shows_the_columns_and_the_first_rows(yibao: Runner, tmp_path: Path) -> None:
    source = tmp_path / "x.parquet"
    people = pl.DataFrame({"地区": ["北京"] * 9, "状态": "在职", "缴费基数": [10000] * 9, "月份": "2024-08"})
    people.write_parquet(source)
    run = yibao("batch", str(source), str(tmp_path / "y.parquet"), "--dry-run")
    assert run.code == ExitCode.ANSWER and not (tmp_path / "y.parquet").exists()
    lines = run.out.splitlines()
    assert lines[4].split()[1:3] == ["缴费基数", "缴费基数(base)"]
    assert [line.split()[0] for line in lines[6:]] == ["行", "1", "2", "3", "4", "5"]
    assert lines[7].split()[1:5] == ["2024-08", "beijing", "200.00", "0.00"]


def test_a_directory_gives_a_directory(yibao: Runner, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for name in ("a", "b"):
        text = "地区,状态,缴费基数,月份\n北京,在职,10000,2024-08\n"
        (tmp_path / "in" / f"{name}.csv").write_text(text, encoding="utf-8")
    words = ("batch", str(tmp_path / "in"), str(tmp_path / "out"))
    run = yibao(*words)
    assert run.code == ExitCode.ANSWER and run.err.splitlines()[0] == "共 2 行:有规则 2"
    assert [table(tmp_path / "out" / name)[0]["credit_net"] for name in ("a.csv", "b.csv")] == ["200.00"] * 2
    assert yibao(*words).code == ExitCode.USAGE
    assert yibao(*words, "--overwrite", "--format", "parquet", "-q") == Run(ExitCode.ANSWER, "", "")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["a.parquet", "b.parquet"]


def test_without_spark_it_says_what_to_install(yibao: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "yibao_cli.batch.spark", None)
    monkeypatch.delattr(batch, "spark", raising=False)
    (tmp_path / "in").mkdir()
    (tmp_path / "in/x.csv").write_text("地区,状态,缴费基数,月份\n北京,在职,10000,2024-08\n", encoding="utf-8")
    run = yibao("batch", "--engine", "spark", str(tmp_path / "in"), str(tmp_path / "out"))
    assert run == Run(ExitCode.USAGE, "", "yibao: 集群引擎要用 PySpark,先运行:pip install 'yibao-cli[spark]'。\n")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in"]


@pytest.mark.parametrize("scanned", [True, False])
def test_long_runs_of_blank_rows_and_odd_headings_stop_nothing(
    yibao: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, scanned: bool
) -> None:
    """A first piece without anybody, many blank rows between two people, columns called as our own inner ones."""
    monkeypatch.setattr(reading, "SCANNED", 0 if scanned else 1 << 30)
    monkeypatch.setattr(reading, "ROWS_A_PIECE", 50)
    blank = ",,,,,\n" * 60_000 + "\n" * 60_000 + " , ,,,,\n" * 60_000
    source, target = tmp_path / "x.csv", tmp_path / "y.csv"
    people = "row,yibao row,line,地区,缴费基数,told\n"
    source.write_text(
        people + blank + "1,2,3,北京,10000,4\n" + blank + "5,6,7,北京,20000,8\n" + blank, encoding="utf-8"
    )
    run = yibao("batch", str(source), str(target), "-s", "在职", "--month", "2024-08")
    assert run.code == ExitCode.ANSWER and "共 2 行:有规则 2" in run.err
    rows = [list(row.values()) for row in csv.DictReader(target.read_text("utf-8").splitlines())]
    assert [row[:2] for row in rows] == [["1", "2"], ["5", "6"]] and [row[8] for row in rows] == ["200.00", "400.00"]


@pytest.mark.parametrize("form", ["csv", "jsonl", "parquet", "xlsx"])
def test_a_table_of_typed_columns_may_use_our_inner_names(yibao: Runner, tmp_path: Path, form: str) -> None:
    source, target = tmp_path / "x.parquet", tmp_path / f"y.{form}"
    columns = {"row": [1], "yibao row": [2], "0": ["a"], "told": [3], "地区": ["北京"], "缴费基数": [10000]}
    pl.DataFrame(columns).write_parquet(source)
    run = yibao("batch", str(source), str(target), "-s", "在职", "--month", "2024-08", "-q")
    assert (run.code, run.err) == (ExitCode.ANSWER, "")


@pytest.mark.parametrize("scanned", [True, False])
def test_a_line_may_end_with_a_carriage_return_alone(
    yibao: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, scanned: bool
) -> None:
    monkeypatch.setattr(reading, "SCANNED", 0 if scanned else 1 << 30)
    path = tmp_path / "people.csv"
    path.write_bytes("姓名,城市,状态,年龄\n甲,武汉,退休,66\n\r乙\r,北京,退休,71\n".encode())
    run = yibao("batch", str(path), "--month", "2024-08", "-o", str(tmp_path / "out.jsonl"))
    found = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    assert run.code == ExitCode.SOME_ROWS_FAILED
    assert [(row["姓名"], row["credit_net"], row["error"]) for row in found] == [
        ("甲", "83.00", None),
        ("乙", None, "input-missing:region"),
        (None, None, "row-no-name"),
    ]
