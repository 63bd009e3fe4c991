"""The same answers from Spark, for real: two workers on this machine."""

import os
import shutil
import sys
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pytest

from yibao_cli.batch import division
from yibao_cli.batch.folder import Job, Outcome, run_here
from yibao_cli.batch.layout import layout_by_name
from yibao_cli.batch.people import Defaults
from yibao_cli.batch.record import our_columns, own_headings
from yibao_cli.cli.exit_codes import ExitCode
from yibao_cli.core.month import Month
from yibao_cli.render.batch import error_text
from yibao_cli.rulebook.book import Rulebook
from yibao_cli.rulebook.sealed import seal

from ..cli.test_batch_columns import crowd
from ..conftest import Run, Runner

if not (os.environ.get("JAVA_HOME") or shutil.which("java")):
    pytest.skip("no Java: the Spark engine was not tested (Debian: openjdk-17-jre-headless)", allow_module_level=True)

from pyspark.sql import SparkSession

from yibao_cli.batch import spark

pytestmark = pytest.mark.xdist_group("spark")

ROWS = 4000


STRIKE = """
import os, sys
if "pyspark.daemon" in sys.orig_argv:
    fsync = os.fsync

    def strike(file):
        try:
            os.remove(os.environ["ARMED"])
        except FileNotFoundError:
            return fsync(file)
        os.kill(os.getpid(), 9)

    os.fsync = strike
"""
"""Where it is armed, a worker dies the moment its first table is written and has not got its name yet."""


@pytest.fixture(scope="module")
def armed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file: while it is there, the next worker to finish a table dies."""
    return tmp_path_factory.mktemp("strike") / "armed"


@pytest.fixture(scope="module")
def running(armed: Path) -> Iterator[SparkSession]:
    (armed.parent / "sitecustomize.py").write_text(STRIKE)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", os.pathsep.join([str(armed.parent), *sys.path]))
        patch.setenv("ARMED", str(armed))
        with spark.session("local[2]") as session:
            yield session


@pytest.fixture(scope="module")
def people(book: Rulebook, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two CSV files and a Parquet file of many row groups."""
    home = tmp_path_factory.mktemp("spark") / "in"
    (home / "more").mkdir(parents=True)
    text = crowd(book, ROWS)
    head, *lines = text.splitlines(keepends=True)
    (home / "a.csv").write_text(text, encoding="utf-8")
    (home / "more" / "b.csv").write_text(head + "".join(reversed(lines)), encoding="utf-8")
    pl.read_csv(home / "a.csv", infer_schema=False).write_parquet(home / "c.parquet", row_group_size=500)
    return home


@pytest.fixture(scope="module")
def job(book: Rulebook) -> Job:
    return Job(Defaults(), seal(book), error_text)


def test_spark_gives_what_this_machine_gives_row_by_row(
    running: SparkSession, people: Path, job: Job, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(division, "ROWS_A_PART", 1000)
    here = run_here(people, tmp_path / "here", job)
    there = spark.run(people, tmp_path / "there", job)
    assert here == there and there.rows == 3 * ROWS
    assert sorted(path.relative_to(tmp_path / "there").as_posix() for path in (tmp_path / "there").rglob("*.*")) == [
        "a.csv",
        *(f"c-0000{number}.parquet" for number in range(4)),
        "more/b.csv",
    ]
    for name in ("a.csv", "more/b.csv"):
        assert (tmp_path / "there" / name).read_bytes() == (tmp_path / "here" / name).read_bytes()
    together = pl.concat(pl.read_parquet(path) for path in sorted((tmp_path / "there").glob("c-*")))
    assert together.equals(pl.read_parquet(tmp_path / "here/c.parquet"))


def test_one_csv_is_divided_and_comes_back_as_one(
    running: SparkSession, book: Rulebook, yibao: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same bytes, the same lines of errors, the same summary; one with a line end in a cell is left whole."""
    (tmp_path / "in").mkdir()
    text = crowd(book, ROWS)
    (tmp_path / "in/a.csv").write_text(text, encoding="utf-8")
    quoted = '1,"甲\n乙",beijing,在职,40,1e3,,,,2024-08\n'
    (tmp_path / "in/b.csv").write_text(text + quoted + text.splitlines(keepends=True)[-1], encoding="utf-8")
    monkeypatch.setattr(division, "BYTES_A_PART", 50_000)
    parts = []
    answer = spark._scheduled

    def watched(*args: Any, **kwargs: Any) -> list[Outcome]:
        parts.append([part.target for part in args[1]])
        return answer(*args, **kwargs)

    monkeypatch.setattr(spark, "_scheduled", watched)
    done = []
    for name, words in {"here": (), "there": ("--engine", "spark", "--master", "local[2]")}.items():
        errors = str(tmp_path / f"{name}.csv")
        done.append(yibao("batch", str(tmp_path / "in"), str(tmp_path / name), "--errors", errors, *words))
    assert done[0] == done[1] and done[0].code == ExitCode.SOME_ROWS_FAILED
    assert parts == [
        [f".{name}-0000{number}.csv" for name in "ab" for number in range(5)],
        ["b.csv"],
    ]
    assert sorted(path.name for path in (tmp_path / "there").iterdir()) == ["a.csv", "b.csv"]
    for name in ("{}/a.csv", "{}/b.csv", "{}.csv"):
        assert (tmp_path / name.format("there")).read_bytes() == (tmp_path / name.format("here")).read_bytes()


def test_a_table_of_spark_gives_the_same(
    running: SparkSession, people: Path, job: Job, book: Rulebook, tmp_path: Path
) -> None:
    run_here(people, tmp_path / "here", job, form="parquet")
    frame = running.read.parquet(str(people / "c.parquet"))
    found = pl.DataFrame(spark.credit(frame, error_text, rulebook=book).toArrow())
    assert found.columns == pl.read_parquet(tmp_path / "here/c.parquet").columns
    assert found.equals(pl.read_parquet(tmp_path / "here/c.parquet"))


def test_batches_are_answered_together_and_go_back_as_large_as_they_came(
    monkeypatch: pytest.MonkeyPatch, book: Rulebook
) -> None:
    """Two months for each row; a batch without rows is no batch."""
    bases = [[100, 200], [], [300], [400, 500], [600]]
    kinds = pa.schema(
        [("地区", pa.string()), ("状态", pa.string()), ("缴费基数", pa.int64()), ("own", pa.list_(pa.int64()))]
    )
    batches = [
        pa.RecordBatch.from_pydict(
            {
                "地区": ["北京"] * len(some),
                "状态": ["在职"] * len(some),
                "缴费基数": some,
                "own": [[base] for base in some],
            },
            kinds,
        )
        for some in ([base * 100 for base in some] for some in bases)
    ]
    given = Defaults(months=(Month(2024, 8), Month(2024, 9)))
    layout = layout_by_name(kinds.names, "DataFrame")
    headings = own_headings(kinds.names, our_columns(False))
    sizes = {}
    for rows in (1, 3, 1000):
        monkeypatch.setattr(spark, "ROWS_TOGETHER", rows)
        found = list(spark._answered(batches, headings, layout, given, seal(book), error_text))
        sizes[rows] = [len(batch) for batch in found]
        table = pa.Table.from_batches(found).to_pylist()
        asked = [base * 100 for some in bases for base in some for _ in given.months]
        assert [row["own"] for row in table] == [[base] for base in asked]
        assert [row["缴费基数"] for row in table] == asked
        assert [row["month"] for row in table] == ["2024-08", "2024-09"] * 6
    assert sizes == {1: [2, 2, 1, 1, 2, 2, 1, 1], 3: [2, 2, 2, 2, 2, 2], 1000: [2] * 6}


def test_columns_that_pass_through_keep_their_types(running: SparkSession) -> None:
    rows = [
        ("110101195803050010", "北京", "退休", datetime(2024, 8, 1, 12, 30), [1, 2], Decimal("1.5")),
        ("42010619601101002x", "北京", "退休", datetime(2024, 8, 2), [], None),
    ]
    schema = "`身份证号` string, `地区` string, `状态` string, seen timestamp, list array<int>, state decimal(5,2)"
    frame = running.createDataFrame(rows, schema)
    given = Defaults(months=(Month(2024, 8), Month(2024, 9)))
    found = spark.credit(frame, error_text, given).collect()
    assert [row["身份证号"] for row in found] == ["110101************"] * 2 + ["420106************"] * 2
    assert [row["seen"] for row in found] == [rows[0][3]] * 2 + [rows[1][3]] * 2
    assert [row["list"] for row in found] == [[1, 2]] * 2 + [[]] * 2
    assert [row["state"] for row in found] == [Decimal("1.50")] * 2 + [None] * 2
    assert [row["month"] for row in found] == ["2024-08", "2024-09"] * 2
    # Beijing: 100 below the age of 70. The second number is none (its check digit), so there is no age.
    assert [(row["credit_gross"], row["error"]) for row in found[:2]] == [(Decimal("100.00"), None)] * 2
    assert [row["yibao_state"] for row in found[:2]] == ["in-force"] * 2
    assert [row["error"] for row in found[2:]] == ["identity-check"] * 2
    kept = spark.credit(frame, error_text, given, keep_ids=True).first()
    assert kept is not None and kept["身份证号"] == rows[0][0]


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "UTC", "GMT+8"])
def test_timestamps_count_by_the_day_in_the_zone_of_the_session(
    running: SparkSession, zone: str, yibao: Runner, tmp_path: Path
) -> None:
    running.conf.set("spark.sql.session.timeZone", "Asia/Shanghai")
    rows = """
        SELECT '武汉' AS `地区`, '在职' AS `状态`, 40 AS `年龄`, CAST(10000 AS DOUBLE) AS `缴费基数`, TIMESTAMP'2023-02-01' AS `月份`
        UNION ALL SELECT '北京', '在职', 40, 10000.5, TIMESTAMP'2022-09-01'
    """
    frame = running.sql(rows).coalesce(1)
    frame.write.parquet(str(tmp_path / "in"))
    running.conf.set("spark.sql.session.timeZone", zone)
    found = {row["region_id"]: row for row in spark.credit(frame, error_text).collect()}
    running.conf.set("spark.sql.session.timeZone", "Asia/Shanghai")
    months = {id: row["month"] for id, row in found.items()}
    assert months == {"hubei/wuhan": "2023-02", "beijing": "2022-09"}
    assert [str(found[id]["credit_net"]) for id in months] == ["200.00", "200.01"]
    done = yibao("batch", str(tmp_path / "in"), str(tmp_path / "out"))
    assert done.code == ExitCode.ANSWER and "400.01" in done.err


@pytest.mark.parametrize("kind", ["DOUBLE", "FLOAT", "DECIMAL(38, 10)", "DECIMAL(8, 2)", "STRING"])
def test_a_base_of_any_type_is_the_same_amount(running: SparkSession, kind: str) -> None:
    """Beijing: 2 % of 9999.55 is 199.991."""
    frame = running.sql(
        f"SELECT CAST('9999.55' AS {kind}) AS `缴费基数`, '北京' AS `地区`, '在职' AS `状态`, '2024-08' AS `月份`"
    )
    assert [row["credit_net"] for row in spark.credit(frame, error_text).collect()] == [Decimal("199.99")]


def test_what_is_no_master_is_said(yibao: Runner, people: Path, tmp_path: Path) -> None:
    run = yibao("batch", "--engine", "spark", "--master", "lokal", str(people), str(tmp_path / "out"))
    line = "yibao: --master:「lokal」不是 Spark 的地址。写成 local[4]、spark://主机:7077、yarn 或 k8s://…。\n"
    assert run == Run(ExitCode.USAGE, "", line) and not any(tmp_path.iterdir())


def test_a_worker_that_dies_is_replaced_and_leaves_nothing(
    running: SparkSession, armed: Path, people: Path, job: Job, yibao: Runner, tmp_path: Path
) -> None:
    run_here(people, tmp_path / "here", job)
    armed.touch()
    words = ("batch", "--engine", "spark", "--master", "local[2]", str(people), str(tmp_path / "there"))
    done = yibao(*words)
    assert not armed.exists(), "no worker died"
    assert done.code == ExitCode.SOME_ROWS_FAILED, done.err
    assert f"共 {3 * ROWS} 行" in done.err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["here", "there"]
    names = [path.relative_to(tmp_path / "here").as_posix() for path in sorted((tmp_path / "here").rglob("*"))]
    assert [
        path.relative_to(tmp_path / "there").as_posix() for path in sorted((tmp_path / "there").rglob("*"))
    ] == names
    for name in ("a.csv", "more/b.csv"):
        assert (tmp_path / "there" / name).read_bytes() == (tmp_path / "here" / name).read_bytes()
    again = yibao(*words)
    assert again == Run(
        ExitCode.USAGE, "", f"yibao: --output:「{tmp_path / 'there'}」已经有了。换一个名字,或加 --overwrite。\n"
    )
