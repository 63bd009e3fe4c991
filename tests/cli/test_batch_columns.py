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
        "问题 1 行:money-malformed",
    ]


@pytest.mark.parametrize(
    ("words", "line"),
    [
        ("x.csv --engine polars", "整列引擎只读写 .csv、.parquet 文件,不能用「-」。"),
        ("x.csv --engine polars -o y.csv --excel", "整列引擎不能用 --excel;去掉它,或用 --engine rows。"),
        ("x.csv --engine spark", "--engine:不认识「spark」。可用:rows、polars。"),
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
    while time.monotonic() < deadline and not any(p.stat().st_size for p in tmp_path.glob(".out.csv.*.new")):
        time.sleep(0.01)
    os.kill(process.pid, signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL
    assert target.read_text(encoding="utf-8") == "old"


def test_identity_numbers_are_masked_and_not_read(yibao: Runner, tmp_path: Path) -> None:
    source, target = tmp_path / "x.csv", tmp_path / "y.csv"
    source.write_text("身份证号,地区,状态,月份\n110101199003070011,武汉,退休,2024-08\n", encoding="utf-8")
    words = ("batch", str(source), "--engine", "polars", "-o", str(target), "-q")
    assert yibao(*words).err == "yibao: 整列引擎不从「身份证号」推算年龄。加一列出生年月,或用 --engine rows。\n"
    text = (
        "身份证号,出生年月,地区,状态,月份\n110101199003070011,1955-03,武汉,退休,2024-08\n,1955-03,武汉,退休,2024-08\n"
    )
    source.write_text(text, encoding="utf-8")
    assert yibao(*words).code == ExitCode.ANSWER
    assert [row["身份证号"] for row in table(target)] == ["110101************", ""]
