"""Columns with the types that engines and libraries give them; the answers of tests/batch/files/README.md.

Wuhan: 2 % of the base from 2023-02, 3.4 % at 40 before. Beijing: 2 % from 2022-09, 3 % at 40 before; retirees get 100.00
below the age of 70 and 110.00 from then on, less 3.00.
"""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from pyarrow import parquet

from yibao_cli import credit_frame
from yibao_cli.batch.kinds import local_days
from yibao_cli.cli.exit_codes import ExitCode
from yibao_cli.core.errors import InputError

from ..conftest import Runner

FILES = Path(__file__).parent / "files"


def answered(yibao: Runner, path: Path, home: Path, *words: str) -> pl.DataFrame:
    month = () if "--month" in words else ("--month", "2024-08")
    run = yibao("batch", str(path), "-o", str(home / "out.parquet"), "--overwrite", *month, *words)
    assert run.code in (ExitCode.ANSWER, ExitCode.SOME_ROWS_FAILED), run.err
    return pl.read_parquet(home / "out.parquet")


def test_moments_count_in_the_zone_of_their_column(yibao: Runner, tmp_path: Path) -> None:
    found = answered(yibao, FILES / "month-timestamp-shanghai.parquet", tmp_path)
    assert found["month"].to_list() == ["2023-02", "2022-09"]
    assert found["credit_net"].to_list() == [Decimal("200.00")] * 2
    born = answered(yibao, FILES / "birth-timestamp-shanghai.parquet", tmp_path, "--month", "2023-02")
    assert born["credit_net"].to_list() == [Decimal("97.00")] * 2


@pytest.mark.parametrize(
    ("moment", "zone", "day"),
    [
        (datetime(2023, 1, 31, 16, tzinfo=UTC), "UTC", date(2023, 2, 1)),  # a midnight in China
        (datetime(2023, 2, 1, tzinfo=UTC), "UTC", date(2023, 2, 1)),  # one in Greenwich
        (datetime(2023, 1, 31, 16, tzinfo=UTC), "Etc/GMT-8", date(2023, 2, 1)),
        (datetime(1988, 6, 30, 15, tzinfo=UTC), "Etc/GMT-8", date(1988, 7, 1)),  # a midnight in China's summer time
        (datetime(1988, 6, 30, 15, tzinfo=UTC), "Asia/Shanghai", date(1988, 7, 1)),
        (datetime(2023, 2, 1, 4, tzinfo=UTC), "America/New_York", date(2023, 1, 31)),
        (datetime(2023, 1, 31, 15, tzinfo=UTC), "Asia/Tokyo", date(2023, 2, 1)),
        (datetime(2023, 1, 31, 23, 59), None, date(2023, 1, 31)),
    ],
)
def test_the_day_of_a_moment(moment: datetime, zone: str | None, day: date) -> None:
    assert local_days(pl.Series([moment], dtype=pl.Datetime("us", zone))).to_list() == [day]


@pytest.mark.parametrize(
    ("kind", "stored"),
    [
        (pa.timestamp("us", "UTC"), {}),
        (pa.timestamp("ns"), {"use_deprecated_int96_timestamps": True}),
    ],
)
def test_timestamps_of_spark_are_days_in_china(
    yibao: Runner, tmp_path: Path, kind: pa.DataType, stored: dict[str, Any]
) -> None:
    """Spark writes moments of Greenwich, in INT96 unless told otherwise, and says in the file which columns they are."""
    field = '{"name":"%s","type":"%s","nullable":true,"metadata":{}}'
    fields = [("地区", "string"), ("状态", "string"), ("缴费基数", "double"), ("月份", "timestamp")]
    schema = '{"type":"struct","fields":[' + ",".join(field % pair for pair in fields) + "]}"
    moments = pa.array([datetime(2022, 8, 31, 16)], pa.timestamp("us")).cast(pa.timestamp(kind.unit)).cast(kind)
    table = pa.table({"地区": ["北京"], "状态": ["在职"], "缴费基数": [10000.0], "月份": moments})
    with parquet.ParquetWriter(tmp_path / "in.parquet", table.schema, store_schema=False, **stored) as writer:
        writer.write_table(table)
        writer.add_key_value_metadata({"org.apache.spark.sql.parquet.row.metadata": schema})
    found = answered(yibao, tmp_path / "in.parquet", tmp_path)
    assert (found["month"][0], found["credit_net"][0]) == ("2022-09", Decimal("200.00"))


def test_a_column_may_be_called_row(yibao: Runner, tmp_path: Path) -> None:
    people = {"row": [7], "地区": ["北京"], "状态": ["在职"], "缴费基数": [10000], "月份": ["2024-08"]}
    pl.DataFrame(people).write_parquet(tmp_path / "in.parquet")
    assert answered(yibao, tmp_path / "in.parquet", tmp_path)["row"].to_list() == [7]


def test_naive_times_stay_as_they_are(yibao: Runner, tmp_path: Path) -> None:
    people = {
        "地区": ["北京"],
        "状态": ["在职"],
        "缴费基数": [10000],
        "年龄": [40],
        "月份": [datetime(2022, 8, 31, 23)],
    }
    pl.DataFrame(people).write_parquet(tmp_path / "in.parquet")
    assert answered(yibao, tmp_path / "in.parquet", tmp_path)["credit_net"].to_list() == [Decimal("300.00")]


@pytest.mark.parametrize("of", [pl.DataFrame, pd.DataFrame])
def test_frames_read_moments_alike(of: Any) -> None:
    zone = timezone(timedelta(hours=8))
    moments = [datetime(2022, 9, 1, tzinfo=zone), datetime(2022, 9, 30, 23, tzinfo=zone)]
    frame = pl.DataFrame({"缴费基数": [10000.0, 8000.0], "月份": moments})
    frame = frame.with_columns(pl.col("月份").dt.convert_time_zone("Asia/Shanghai"))
    people = frame if of is pl.DataFrame else frame.to_pandas()
    found = credit_frame(people, region="北京", status="在职")
    assert list(found["month"]) == ["2022-09"] * 2
    assert list(found["credit_net"]) == [Decimal("200.00"), Decimal("160.00")]


def test_periods_of_pandas_are_months_and_days(yibao: Runner, tmp_path: Path) -> None:
    found = answered(yibao, FILES / "month-pandas-period.parquet", tmp_path)
    assert (found["月份"][0], found["month"][0], found["credit_net"][0]) == ("2024-08", "2024-08", Decimal("200.00"))
    for unit, written in (("M", "2022-08"), ("D", "2022-08-31")):
        frame = pd.DataFrame({"缴费基数": [10000], "年龄": [40], "月份": pd.PeriodIndex([written], freq=unit)})
        (credited,) = credit_frame(frame, region="北京", status="在职")["credit_net"]
        assert credited == Decimal("300.00")
    quarter = pd.DataFrame({"缴费基数": [10000], "月份": pd.PeriodIndex(["2022Q3"], freq="Q")})
    with pytest.raises(InputError) as caught:
        credit_frame(quarter, region="北京", status="在职")
    assert (caught.value.code, caught.value.facts) == ("column-kind", {"field": "月份", "value": "Period[Q-DEC]"})


def test_texts_without_their_type_are_texts(yibao: Runner, tmp_path: Path) -> None:
    people = {"地区": ["北京".encode()], "状态": ["在职".encode()], "缴费基数": [b"10000"], "月份": [b"2024-08"]}
    pl.DataFrame(people).write_parquet(tmp_path / "in.parquet")
    assert answered(yibao, tmp_path / "in.parquet", tmp_path)["credit_net"].to_list() == [Decimal("200.00")]


def test_numeric_of_postgres_through_adbc_is_read_as_it_is_stored(yibao: Runner, tmp_path: Path) -> None:
    found = answered(yibao, FILES / "postgres-adbc.parquet", tmp_path)
    # The floor of Beijing's base in 2024-07..2025-06 is above all three.
    assert found["error"].to_list() == [None] * 3 and found["credit_net"].n_unique() == 1


@pytest.mark.parametrize(
    ("heading", "column", "line"),
    [
        (
            "缴费基数",
            pa.array([Decimal("10000.00")], pa.decimal256(50, 2)),
            "「缴费基数」列的类型是 DECIMAL(50,2),读不了多于 38 位的。写出时改成 DECIMAL(18,2)。",
        ),
        (
            "缴费基数",
            pa.array([[10000]]),
            "「缴费基数」列的类型是 List(Int64),读不了。写出时改成文字、数或日期。",
        ),
        (
            "照片",
            pa.array([b"\x00\xff"]),
            "「照片」列的类型是 Binary,CSV 放不下。用 -o 写成 .parquet,或先去掉这一列。",
        ),
    ],
)
def test_a_column_that_cannot_be_read_is_named(
    yibao: Runner, tmp_path: Path, heading: str, column: pa.Array, line: str
) -> None:
    table = pa.table({"地区": ["北京"], "状态": ["在职"], "缴费基数": [10000], heading: column})
    parquet.write_table(table, tmp_path / "in.parquet")
    run = yibao("batch", str(tmp_path / "in.parquet"), "--month", "2024-08", "--keep-ids")
    assert (run.code, run.out) == (ExitCode.USAGE, "")
    assert run.err.splitlines()[-1] == f"yibao: {line}"


@pytest.mark.parametrize("kind", [pl.Float32, pl.Float64, pl.Decimal(38, 10), pl.Decimal(6, 2), pl.String])
@pytest.mark.shipped_rules
def test_a_base_counts_as_its_shortest_text_says(kind: Any) -> None:
    """Hangzhou: 24 % of the base a year. 0.24 x 4812.11 = 1154.9064."""
    frame = pl.DataFrame({"缴费基数": pl.Series(["4812.11"]).cast(kind), "年龄": [40]})
    found = credit_frame(frame, region="杭州", status="在职", month="2025-08")
    assert found["credit_gross"].to_list() == [Decimal("1154.91")]
