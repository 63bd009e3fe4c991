"""Folders that are tables, and folders whose names say a column; the answers of tests/batch/files/README.md."""

import shutil
import sys
from decimal import Decimal
from pathlib import Path

import polars as pl
import pyarrow as pa
import pytest

from yibao_cli.cli.exit_codes import ExitCode

from ..conftest import Run, Runner
from .test_folder import HEAD

FILES = Path(__file__).parent / "files"
DELTA = FILES / "delta-updated"
MONTH = ("--month", "2024-08")
NET = [Decimal("200.00"), Decimal("180.00")]
"""Beijing: 2 % of 10000, and of 9000 since the update."""


def refused(yibao: Runner, *words: str) -> str:
    run = yibao("batch", *words)
    assert (run.code, run.out) == (ExitCode.USAGE, "")
    return run.err


def test_a_delta_table_is_read_as_it_is_now(yibao: Runner, tmp_path: Path) -> None:
    run = yibao("batch", str(DELTA), "-o", str(tmp_path / "out.parquet"), *MONTH)
    assert run.code == ExitCode.ANSWER and "共 2 行" in run.err and "380.00" in run.err
    assert pl.read_parquet(tmp_path / "out.parquet")["credit_net"].to_list() == NET
    assert yibao("batch", str(DELTA), str(tmp_path / "out"), *MONTH).code == ExitCode.ANSWER
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["delta-updated.parquet"]
    assert yibao("batch", str(DELTA), *MONTH, "-q").out.count("\n") == 3


def test_a_delta_table_among_files(yibao: Runner, tmp_path: Path) -> None:
    shutil.copytree(DELTA, tmp_path / "in/城市=北京/people")
    (tmp_path / "in/more.csv").write_text(HEAD + "武汉,在职,10000,2024-08\n", encoding="utf-8")
    run = yibao("batch", str(tmp_path / "in"), str(tmp_path / "out"), *MONTH)
    assert "共 3 行" in run.err and "580.00" in run.err
    assert sorted(path.relative_to(tmp_path / "out").as_posix() for path in (tmp_path / "out").rglob("*.*")) == [
        "more.csv",
        "城市=北京/people.parquet",
    ]


def test_parts_of_a_table_are_not_read_alone(yibao: Runner, tmp_path: Path) -> None:
    part = next(DELTA.glob("*.parquet"))
    message = f"」在 Delta 表「{DELTA}」里,单独读会算进已经删改的行。请给整个表。\n"
    assert refused(yibao, str(part), *MONTH) == f"yibao: 「{part}{message}"
    (tmp_path / "in/.hoodie").mkdir(parents=True)
    shutil.copy(part, tmp_path / "in")
    assert refused(yibao, str(tmp_path / "in"), str(tmp_path / "out")) == (
        f"yibao: 「{tmp_path / 'in'}」是 Hudi 表,读不了。先用 Spark 写成 Parquet,或用 yibao_cli.batch.spark.credit。\n"
    )


def test_nothing_is_written_into_a_table(yibao: Runner, tmp_path: Path) -> None:
    shutil.copytree(DELTA, tmp_path / "people")
    inside = tmp_path / "people" / "out.parquet"
    assert refused(yibao, str(tmp_path / "people"), "-o", str(inside), *MONTH) == (
        f"yibao: --output:「{inside}」和输入的目录一个在另一个里面,换一个目录。\n"
    )


def test_an_iceberg_table_is_read_as_it_is_now(yibao: Runner, tmp_path: Path) -> None:
    from pyiceberg.catalog.sql import SqlCatalog
    from pyiceberg.expressions import EqualTo

    catalog = SqlCatalog("test", uri=f"sqlite:///{tmp_path}/catalog.db", warehouse=f"file://{tmp_path}")
    catalog.create_namespace("hr")
    people = {"城市": ["北京"] * 3, "状态": ["在职"] * 3, "缴费基数": [8000, 10000, 9000], "月份": ["2024-08"] * 3}
    rows = pa.table(people)
    table = catalog.create_table("hr.people", rows.schema)
    table.append(rows)
    table.delete(EqualTo("缴费基数", 8000))  # type: ignore[call-arg]  # misread by the plugin of Pydantic
    catalog.close()
    folder = tmp_path / "hr" / "people"
    run = yibao("batch", str(folder), "-o", str(tmp_path / "out.parquet"))
    assert run.code == ExitCode.ANSWER, run.err
    assert pl.read_parquet(tmp_path / "out.parquet")["credit_net"].to_list() == NET
    assert refused(yibao, str(folder / "data"), str(tmp_path / "out")) == (
        f"yibao: 「{folder / 'data'}」在 Iceberg 表「{folder}」里,单独读会算进已经删改的行。请给整个表。\n"
    )
    last = max((folder / "metadata").glob("*.metadata.json"))
    shutil.copy(last, last.with_name(last.name.replace("-", "-0", 1)))
    assert refused(yibao, str(folder)) == (
        f"yibao: 「{folder}」是 Iceberg 表,第 2 版的说明有 2 份,不知道哪一份算数。先写成 Parquet。\n"
    )


@pytest.mark.parametrize(("library", "kind"), [("deltalake", "Delta"), ("pyiceberg", "Iceberg")])
def test_what_a_table_needs_is_said(
    yibao: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, library: str, kind: str
) -> None:
    (tmp_path / "_delta_log" if kind == "Delta" else tmp_path / "metadata").mkdir()
    (tmp_path / "metadata" / "v1.metadata.json").touch() if kind == "Iceberg" else None
    monkeypatch.setitem(sys.modules, library, None)
    assert refused(yibao, str(tmp_path)) == (
        f"yibao: 「{tmp_path}」是 {kind} 表,要用 {library},先运行:pip install 'yibao-cli[{kind.lower()}]'。\n"
    )


def test_the_names_of_folders_say_a_column(yibao: Runner, tmp_path: Path) -> None:
    run = yibao("batch", str(FILES / "hive-part"), str(tmp_path / "out"), *MONTH)
    assert run.code == ExitCode.ANSWER and "共 2 行" in run.err, run.err
    for city, id in (("北京", "beijing"), ("武汉", "hubei/wuhan")):
        found = pl.read_parquet(tmp_path / f"out/城市={city}/part-0.parquet", hive_partitioning=False)
        assert (found["城市"].to_list(), found["region_id"].to_list()) == ([city], [id])


def test_folders_say_columns_of_texts(yibao: Runner, tmp_path: Path) -> None:
    for month, city in (("2022-08", "北京"), ("2022%2D09", "北京"), ("2022-09", "武汉")):
        folder = tmp_path / "in" / f"dt={month}" / f"城市={city}"
        folder.mkdir(parents=True)
        (folder / "a.csv").write_text("状态,年龄,缴费基数\n在职,40,10000\n", encoding="utf-8")
    run = yibao("batch", str(tmp_path / "in"), str(tmp_path / "out"), "--map", "dt=月份")
    assert run.code == ExitCode.ANSWER, run.err
    # Beijing at 40: 3 % until 2022-08, 2 % since; Wuhan: 3.4 % until 2023-01.
    texts = {
        path.relative_to(tmp_path / "out").as_posix(): pl.read_csv(path, infer_schema=False)["credit_net"][0]
        for path in (tmp_path / "out").rglob("*.csv")
    }
    assert texts == {
        "dt=2022-08/城市=北京/a.csv": "300.00",
        "dt=2022%2D09/城市=北京/a.csv": "200.00",
        "dt=2022-09/城市=武汉/a.csv": "340.00",
    }


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (("-r", "武汉"), "目录「城市=北京」与 --region 武汉市 不合。去掉 --region,或只给那个目录。"),
        (("-r", "北京"), "目录「城市=武汉」与 --region 北京市 不合。去掉 --region,或只给那个目录。"),
    ],
)
def test_folders_that_contradict_what_is_given_are_refused(
    yibao: Runner, tmp_path: Path, words: tuple[str, ...], line: str
) -> None:
    run = yibao("batch", str(FILES / "hive-part"), str(tmp_path / "out"), *MONTH, *words)
    assert run == Run(ExitCode.USAGE, "", f"yibao: {line}\n") and not any(tmp_path.iterdir())


def test_a_month_of_a_folder_that_contradicts_the_one_given_is_refused(yibao: Runner, tmp_path: Path) -> None:
    (tmp_path / "in/月份=2024-07").mkdir(parents=True)
    (tmp_path / "in/月份=2024-07/a.csv").write_text("城市,状态,缴费基数\n北京,在职,10000\n", encoding="utf-8")
    run = yibao("batch", str(tmp_path / "in"), str(tmp_path / "out"), *MONTH)
    line = "目录「月份=2024-07」与 --month 2024-08 不合。去掉 --month,或只给那个目录。"
    assert run == Run(ExitCode.USAGE, "", f"yibao: {line}\n")
    assert yibao("batch", str(tmp_path / "in"), str(tmp_path / "out"), "--month", "2024-07").code == ExitCode.ANSWER
