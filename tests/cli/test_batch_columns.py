"""`yibao batch --engine polars`: the same cells as row by row, for CSV and Parquet."""

import csv
import os
import random
import signal
import subprocess
import sys
import time
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from yibao_cli import batch
from yibao_cli.cli.exit_codes import ExitCode
from yibao_cli.rulebook.book import Rulebook

from ..conftest import Run, Runner

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


def test_both_engines_give_the_same_cells(yibao: Runner, book: Rulebook, tmp_path: Path) -> None:
    source = tmp_path / "x.csv"
    source.write_text(crowd(book, 3000), encoding="utf-8")
    one, two, three = tmp_path / "rows.csv", tmp_path / "columns.csv", tmp_path / "columns.parquet"
    assert yibao("batch", str(source), "-o", str(one), "-q").code == ExitCode.SOME_ROWS_FAILED
    assert yibao("batch", str(source), "--engine", "polars", "-o", str(two), "-q").code == ExitCode.SOME_ROWS_FAILED
    assert yibao("batch", str(source), "-o", str(three), "-q").code == ExitCode.SOME_ROWS_FAILED
    rows, columns = table(one), table(two)
    assert len(rows) == len(columns) == 3000
    for left, right in zip(rows, columns, strict=True):
        # A row that cannot be read at all keeps, in the engine of columns, what could be read of it.
        where = ("month", "region_id")
        same = {key: value for key, value in left.items() if key != "error" and (value or key not in where)}
        assert same == {key: right[key] for key in same}
        assert bool(left["error"]) == bool(right["error"])
    amounts = pl.read_parquet(three)["credit_net"].to_list()
    assert [None if not row["credit_net"] else Decimal(row["credit_net"]) for row in columns] == amounts


def test_a_summary_names_the_codes(yibao: Runner, tmp_path: Path) -> None:
    source = tmp_path / "x.csv"
    source.write_text("地区,状态,缴费基数,月份\n北京,在职,10000,2024-08\n北京,在职,1e3,2024-08\n", encoding="utf-8")
    run = yibao("batch", str(source), "--engine", "polars", "-o", str(tmp_path / "y.csv"))
    assert run.err.splitlines() == [
        "共 2 行:有规则 1",
        "地区:北京市 2",
        "净划入合计每月 200.00 元(按年划入的折成每月)",
        "问题 1 行,如第 2 行数据:money-malformed",
    ]


@pytest.mark.parametrize(
    ("words", "line"),
    [
        ("x.csv --engine polars", "整列引擎只读写 .csv、.parquet 文件,不能用「-」。"),
        ("x.csv --engine polars -o y.csv --excel", "整列引擎不能用 --excel;去掉它,或用 --engine rows。"),
        ("x.csv --engine ruby", "--engine:不认识「ruby」。可用:rows、polars、spark。"),
        ("x.csv --engine polars -o y.csv --format csv", "--format 只用于目录;单个文件按输出的后缀写,已有的会换掉。"),
        ("x.csv --engine polars -o y.csv --overwrite", "--overwrite 只用于目录;单个文件按输出的后缀写,已有的会换掉。"),
        ("x.csv --engine polars -o y.csv --master local", "--master 只用于 --engine spark。"),
        ("x.csv --master local", "--master 只用于 --engine spark。"),
        ("x.csv --overwrite", "--overwrite 只用于目录;单个文件按输出的后缀写,已有的会换掉。"),
        ("x.csv y.csv -o z.csv", "输出写了两次:「y.csv」和 -o。留一个。"),
        ("d.csv --engine polars -o y.csv", "整列引擎:有两列都叫「备注」,先改名,或用 --engine rows。"),
        ("x.csv --engine spark -o y", "没有目录「x.csv」。"),
        ("x.csv --engine spark", "输入是目录时,用 -o 指明输出的目录。"),
        ("full", "输入是目录时,用 -o 指明输出的目录。"),
        ("full --errors e.csv -o y", "整列引擎不能用 --errors;去掉它,或用 --engine rows。"),
        ("full --dry-run -o y", "整列引擎不能用 --dry-run;去掉它,或用 --engine rows。"),
        ("full -o y --format xlsx", "--format:不会写「xlsx」。可用:csv、parquet。"),
        ("empty y", "目录「empty」里没有 .csv、.parquet 文件。"),
        ("full empty", "--output:「empty」已经有了。换一个目录,或加 --overwrite。"),
        ("full full --overwrite", "--output:「full」和输入的目录一个在另一个里面,换一个目录。"),
        (
            "g.csv --engine polars -o y.csv",
            "g.csv:整列引擎只读 UTF-8(无 BOM)、逗号分隔、第一行就是列名的 CSV。别的请用 --engine rows。",
        ),
    ],
)
def test_what_it_cannot_do_is_said(
    yibao: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: str, line: str
) -> None:
    monkeypatch.chdir(tmp_path)
    text = "地区,状态,缴费基数,月份\n北京,在职,10000,2024-08\n"
    Path("x.csv").write_text(text, encoding="utf-8")
    Path("g.csv").write_text(text, encoding="gb18030")
    Path("d.csv").write_text("地区,状态,备注,备注\n北京,在职,,\n", encoding="utf-8")
    Path("empty").mkdir()
    Path("full").mkdir()
    Path("full/x.csv").write_text(text, encoding="utf-8")
    assert yibao("batch", *words.split()) == Run(ExitCode.USAGE, "", f"yibao: {line}\n")


def test_without_polars_it_says_what_to_install(yibao: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "yibao_cli.batch.streaming", None)
    monkeypatch.delattr(batch, "streaming", raising=False)
    source = tmp_path / "x.csv"
    source.write_text("地区,状态,缴费基数,月份\n北京,在职,10000,2024-08\n", encoding="utf-8")
    run = yibao("batch", str(source), "--engine", "polars", "-o", str(tmp_path / "y.csv"))
    assert run == Run(ExitCode.USAGE, "", "yibao: 整列引擎要用 polars,先运行:pip install 'yibao-cli[batch]'。\n")


def test_a_run_that_is_killed_leaves_the_old_output(tmp_path: Path) -> None:
    source, target = tmp_path / "x.csv", tmp_path / "out.csv"
    row = "1,,北京,在职,34,10000,,,,2024-08\n"
    source.write_text(HEAD + row * 2_000_000, encoding="utf-8")
    target.write_text("old", encoding="utf-8")
    command = [sys.executable, "-m", "yibao_cli", "batch", str(source), "--engine", "polars", "-o", str(target), "-q"]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and not any(p.stat().st_size for p in tmp_path.glob(".yibao-*.new")):
        time.sleep(0.01)
    os.kill(process.pid, signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL
    assert target.read_text(encoding="utf-8") == "old"


def test_identity_numbers_are_read_and_masked(yibao: Runner, tmp_path: Path) -> None:
    """Chongqing retirees: 115 - 5 - 5.25 from 70, 105 - 10.25 below. Born 1955-06: 69 in 2024-08, 70 in 2025-08."""
    source, target = tmp_path / "x.csv", tmp_path / "y.csv"
    rows = "500101195506140012,2024-08\n500101195506140012,2025-08\n500101195506140011,2024-08\n,2024-08\n"
    source.write_text("身份证号,月份\n" + rows, encoding="utf-8")
    words = ("batch", str(source), "-r", "重庆", "-s", "退休", "--engine", "polars", "-o", str(target), "-q")
    assert yibao(*words).code == ExitCode.SOME_ROWS_FAILED
    assert [(row["身份证号"], row["credit_net"], row["error"]) for row in table(target)] == [
        ("500101************", "94.75", ""),
        ("500101************", "104.75", ""),
        ("500101************", "", "input-missing:age"),
        ("", "", "input-missing:age"),
    ]
    assert yibao(*words, "--keep-ids").code == ExitCode.SOME_ROWS_FAILED
    assert table(target)[0]["身份证号"] == "500101195506140012"


def test_who_a_row_is_about_is_told_alike_by_both_engines(yibao: Runner, tmp_path: Path) -> None:
    """Codes of the national platform, flexible workers who retired, birth, sex and age beside identity numbers."""
    draw = random.Random(7)
    kinds = ("11", "12-退休人员", "1103", "1203", "灵活就业人员退休", "在职职工", "离休", "14", "99", "", "-")
    numbers = ("110101195803050010", "42010619601101002８", "11010119900301006x", "110101195803050011", "无", "")
    lines = ["地区,人员类别,退休标志,证件号码,出生年月,性别,年龄,缴费年限,缴费基数,养老金,月份\n"]
    for _ in range(2000):
        cells = (
            draw.choice(("武汉", "北京", "重庆", "上海", "420100", "110105", "广东")),
            draw.choice(kinds),
            draw.choice(("", "", "1", "0", "是")),
            draw.choice(numbers),
            draw.choice(("", "", "1958-03", "1990-03-01")),
            draw.choice(("", "男", "女")),
            draw.choice(("", "66", "72")),
            draw.choice(("", "20")),
            draw.choice(("", "8000.55")),
            draw.choice(("", "3999.99")),
            draw.choice(("2022-06", "2023-02", "2024-08")),
        )
        lines.append(",".join(cells) + "\n")
    source, one, two = tmp_path / "x.csv", tmp_path / "rows.csv", tmp_path / "columns.csv"
    source.write_text("".join(lines), encoding="utf-8")
    for engine, target in (("rows", one), ("polars", two)):
        words = ("batch", str(source), "--engine", engine, "-o", str(target), "-q")
        assert yibao(*words).code == ExitCode.SOME_ROWS_FAILED
    for left, right in zip(table(one), table(two), strict=True):
        where = ("month", "region_id")
        same = {key: value for key, value in left.items() if key != "error" and (value or key not in where)}
        assert same == {key: right[key] for key in same}
        assert bool(left["error"]) == bool(right["error"])
    assert sum(bool(row["credit_net"]) for row in table(one)) > 500


def test_rows_that_are_no_people_are_left_out(yibao: Runner, tmp_path: Path) -> None:
    """Blank lines, a printed page's headings, sums; somebody called 计 is none of them."""
    source, one, two = tmp_path / "x.csv", tmp_path / "rows.csv", tmp_path / "columns.csv"
    rows = "张三,10000,\n\n,,\n , ,\n计小小,5000,\n合计,15000,\n姓名,缴费基数,备注\n,,合计\n,20000,\n总计,,\n"
    source.write_text("姓名,缴费基数,备注\n" + rows, encoding="utf-8")
    words = ("batch", str(source), "-r", "北京", "-s", "在职", "--month", "2024-08")
    for engine, target in (("rows", one), ("polars", two)):
        run = yibao(*words, "--engine", engine, "-o", str(target))
        assert run.code == ExitCode.ANSWER, run.err
        assert run.err.startswith("共 3 行:有规则 3;合计行 3 行没有写出\n")
    assert [row["姓名"] for row in table(two)] == ["张三", "计小小", ""]
    assert table(one) == table(two)


@pytest.mark.parametrize(
    "words",
    [
        "-s 退休 -r 北京 --age 66 --month 2024-08..2024-09",
        "-s 退休 -r 北京 --average-pension 4000 --age 66 --month 2024-08",
        "-s 退休 -r 宁波 --birth 1958-03-01 --pension 5000 --month 2024-08",
        "-s 退休 -r 海口 --age 66 --paid 20 --sex 女 --pension 4000 --month 2024-08",
    ],
)
def test_everything_may_be_said_for_all(yibao: Runner, tmp_path: Path, words: str) -> None:
    source, one, two = tmp_path / "x.csv", tmp_path / "rows.csv", tmp_path / "columns.csv"
    source.write_text("姓名,工号\n张三,1\n李四,2\n", encoding="utf-8")
    for engine, target in (("rows", one), ("polars", two)):
        run = yibao("batch", str(source), *words.split(), "--engine", engine, "-o", str(target), "-q")
        assert run == Run(ExitCode.ANSWER, "", "")
    assert table(one) == table(two) and all(Decimal(row["credit_net"]) > 0 for row in table(two))
    run = yibao("batch", str(source), "-s", "在职", "--engine", "polars", "-o", str(two))
    assert run == Run(ExitCode.USAGE, "", "yibao: 缺少 --region(统筹地区)、--month(月份)。\n")


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


def test_a_later_line_that_is_not_utf8_is_said(yibao: Runner, tmp_path: Path) -> None:
    source, target = tmp_path / "x.csv", tmp_path / "y.csv"
    line = "张三,北京,在职,10000,2024-08\n"
    source.write_bytes(("姓名,地区,状态,缴费基数,月份\n" + line * 40_000).encode() + line.encode("gb18030"))
    run = yibao("batch", str(source), str(target), "--engine", "polars")
    assert run.code == ExitCode.USAGE and run.err.startswith(f"yibao: {source}:整列引擎只读 UTF-8")
    assert not target.exists()


def test_rows_without_an_answer_are_listed_besides(yibao: Runner, tmp_path: Path) -> None:
    source, errors = tmp_path / "x.csv", tmp_path / "e.csv"
    rows = "北京,在职,10000,2024-08至2024-09\n北京,在职,1e3,2024-08\n武汗,在职,1000,2024-08\n"
    source.write_text("地区,状态,缴费基数,月份\n" + rows, encoding="utf-8")
    for name in ("y.csv", "y.parquet"):
        words = ("batch", str(source), str(tmp_path / name), "--engine", "polars", "--errors", str(errors), "-q")
        assert yibao(*words).code == ExitCode.SOME_ROWS_FAILED
        assert errors.read_text("utf-8") == "row,code\n2,money-malformed\n3,region-unknown\n"


def test_a_table_without_rows_gives_one_without_rows(yibao: Runner, tmp_path: Path) -> None:
    source, target, errors = tmp_path / "x.parquet", tmp_path / "y.parquet", tmp_path / "e.csv"
    pl.DataFrame(
        {"地区": [], "状态": [], "月份": []}, schema=dict.fromkeys(("地区", "状态", "月份"), pl.String)
    ).write_parquet(source)
    run = yibao("batch", str(source), str(target), "--errors", str(errors), "-q")
    assert run == Run(ExitCode.ANSWER, "", "")
    assert pl.read_parquet(target).shape == (0, 15) and errors.read_text("utf-8") == "row,code\n"


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
