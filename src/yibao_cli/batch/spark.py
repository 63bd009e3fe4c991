"""Past one machine: Spark hands out the work, the same kernel does it.

`run` is for files that all machines see at the same path: Spark hands out names, each worker reads and writes its own
files. `credit` is for data that lives in Spark's tables. Every machine needs yibao-cli[spark] of the same version and
the Python of the one that starts the job; its rules travel with the job.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from importlib.resources import files
from pathlib import Path
from threading import current_thread, main_thread

import polars as pl
import pyarrow as pa
from py4j.protocol import Py4JError
from pyspark.errors import PySparkException
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.types import DataType, DecimalType, StringType, StructField, StructType

from ..core.errors import InputError
from ..core.frozen import replace
from ..rulebook.book import Rulebook
from ..rulebook.sealed import SealedRulebook, seal
from ..tables.headers import Override
from .answering import Answering
from .division import divided, joined
from .folder import Job, Outcome, Part, answer_part, parts_of, settle, whole_folder
from .kinds import plainly
from .layout import Layout, layout_by_name
from .people import Defaults
from .reading import ROW, Piece
from .record import AMOUNTS, DIFFERENCES, Words, our_columns, own_headings
from .totals import Totals
from .writing import Problems

LOCAL = "local[*]"
MASTERS = ("local", "spark://", "yarn", "k8s://")
CONFIGURED_BY = ("PYSPARK_GATEWAY_PORT", "PYSPARK_SUBMIT_ARGS", "SPARK_CONF_DIR")
"""Set by spark-submit, or by who configured Spark: then it knows its master."""
ROWS_TOGETHER, BYTES_TOGETHER = 100_000, 1 << 26
"""Of batches of a table of Spark that are answered together: where one of the two is reached, that is enough."""
TRIES = 4
"""How often a task is tried in all; Spark itself tries only once where there is no cluster."""
_OFFSET = re.compile(r"(?:GMT|UTC|UT)?([+-])(\d{1,2})(?::?(\d{2}))?")
_LOCAL = re.compile(r"local(?:\[(\d+|\*)\])?")


def run(
    source: Path,
    target: Path,
    job: Job,
    master: str | None = None,
    form: str | None = None,
    overwrite: bool = False,
    problems: Problems | None = None,
) -> Totals:
    """As `folder.run_here`, on the workers of a cluster; large Parquet files and plain texts are divided.

    `master`: see `session`. A task that fails is tried again elsewhere. Raises InputError where Spark cannot run or
    gives up, too.
    """
    parts = [replace(part, source=part.source.absolute()) for part in divided(parts_of(source, form), job)]
    with whole_folder(source, target, overwrite) as folder, _running(master) as spark:
        answer = partial(_scheduled, spark, folder=folder.absolute(), job=job, listed=problems is not None)
        return settle(joined(answer(parts), folder, answer), folder, problems)


def _scheduled(spark: SparkSession, parts: Sequence[Part], folder: Path, job: Job, listed: bool) -> list[Outcome]:
    """Each part as a task of its own."""
    sent = spark.sparkContext.broadcast(job)
    try:
        tasks = spark.sparkContext.parallelize(parts, len(parts))
        return tasks.map(lambda part: answer_part(part, folder, sent.value, listed=listed)).collect()
    except KeyboardInterrupt:
        spark.sparkContext.cancelAllJobs()
        raise
    finally:
        sent.destroy()


def credit(
    frame: DataFrame,
    words: Words,
    given: Defaults = Defaults(),  # noqa: B008  # it cannot be changed
    rulebook: Rulebook | None = None,
    overrides: Sequence[Override] = (),
    keep_ids: bool = False,
) -> DataFrame:
    """The frame with our columns after its own, through mapInArrow.

    Unless `keep_ids`, personal numbers are masked in columns of strings, and what headings say are such.

    Columns are recognised by name, as in a file; `overrides` say what else one is. Amounts are DECIMAL(18, 2) of yuan,
    the rest strings, null where a cell is empty; `words` makes sentences of errors (`render.batch.error_text`).
    Timestamps count by their day in the zone of the session, in China where that is UTC. `given` holds for rows that
    do not say otherwise; a row comes back once for each of its months. Raises InputError
    for columns that cannot be told.
    """
    layout = layout_by_name(frame.columns, "DataFrame", overrides, keep_ids)
    sealed = seal(rulebook or Rulebook.open())
    hidden = {frame.columns[place] for place in layout.masked}
    names = our_columns(given.check)
    headings = own_headings(frame.columns, names)
    own = [StructField(item.name, StringType()) if item.name in hidden else item for item in frame.schema.fields]
    ours = [StructField(heading, _type(name)) for heading, name in zip(headings, names, strict=True)]

    def answer(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        yield from _answered(batches, headings, layout, given, sealed, words)

    return frame.mapInArrow(answer, StructType([*own, *ours]))


def _type(name: str) -> DataType:
    return DecimalType(18, 2) if name in (*DIFFERENCES, *AMOUNTS) else StringType()


def _answered(
    batches: Iterable[pa.RecordBatch],
    headings: Sequence[str],
    layout: Layout,
    given: Defaults,
    sealed: SealedRulebook,
    words: Words,
) -> Iterator[pa.RecordBatch]:
    """The batches with our columns under `headings`. What is only passed on stays as it came, whatever its type."""
    answering = Answering(layout, given, sealed.open(), words)
    for batch, most in _gathered(batches):
        own = batch.schema.names
        texts = [place for place, kind in enumerate(batch.schema.types) if not layout.keep_ids and _is_text(kind)]
        places = sorted({*layout.read, *texts}) or [0]
        read = pa.RecordBatch.from_pydict({own[place]: _with_offset(batch.column(place)) for place in places})
        table = plainly(pl.DataFrame(pl.from_arrow(read)), own, places)
        piece = answering.answer(Piece(table.with_row_index(ROW)))
        if len(piece) != len(table):
            batch = batch.take(piece[ROW].to_arrow())
        columns = dict(zip(own, batch.columns, strict=True))
        columns |= {own[place]: _for_spark(piece[str(place)]) for place in {*layout.masked, *texts}}
        columns |= {heading: _for_spark(piece[name]) for heading, name in zip(headings, answering.columns, strict=True)}
        answered = pa.RecordBatch.from_pydict(columns)
        yield from (answered.slice(start, most) for start in range(0, len(answered), most))


def _gathered(batches: Iterable[pa.RecordBatch]) -> Iterator[tuple[pa.RecordBatch, int]]:
    """Batches together, and how many rows the largest had: Spark sends few rows at a time, which cost as much as many.

    They go back in batches as large as they came, for which the memory of Spark was measured.
    """
    waiting: list[pa.RecordBatch] = []

    def together() -> Iterator[tuple[pa.RecordBatch, int]]:
        most = max(map(len, waiting), default=0)
        for batch in pa.Table.from_batches(waiting).combine_chunks().to_batches() if most else ():
            yield batch, most
        waiting.clear()

    for batch in batches:
        waiting.append(batch)
        if sum(map(len, waiting)) >= ROWS_TOGETHER or sum(item.nbytes for item in waiting) >= BYTES_TOGETHER:
            yield from together()
    yield from together()


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def _with_offset(column: pa.Array) -> pa.Array:
    """A column whose zone is an offset as Java names it, GMT+8, with that offset as Arrow names it."""
    match = _OFFSET.fullmatch(getattr(column.type, "tz", None) or "")
    if match is None:
        return column
    sign, hours, minutes = match.groups(default="00")
    return column.cast(pa.timestamp(column.type.unit, f"{sign}{hours:0>2}:{minutes}"))


def _for_spark(column: pl.Series) -> pa.Array:
    """Spark wants plain strings."""
    values = column.to_arrow()
    return values.cast(pa.string()) if column.dtype == pl.String else values


@contextmanager
def session(master: str | None = None) -> Iterator[SparkSession]:
    """A session that hands out one Polars thread to each task.

    `master` is an address or local[N]; None takes what Spark was configured for (see CONFIGURED_BY), else all cores of
    this machine. A session that runs already is used and left running.
    """
    running = SparkSession.getActiveSession()
    if running is not None:
        yield running
        return
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.appName("yibao batch")
    if master is None and not any(name in os.environ for name in CONFIGURED_BY):
        master = LOCAL
    local = _LOCAL.fullmatch(master or "")
    if local is not None:
        os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
        quiet = files(__package__).joinpath("spark-log.properties")
        builder = (
            builder.config("spark.ui.enabled", "false")
            .config("spark.ui.showConsoleProgress", "false")
            .config("spark.driver.extraJavaOptions", f"-Dlog4j2.configurationFile={quiet}")
        )
        master = f"local[{local[1] or 1},{TRIES}]"
    if master is not None:
        builder = builder.master(master)
    interrupted = signal.getsignal(signal.SIGINT)
    spark = builder.config("spark.executorEnv.POLARS_MAX_THREADS", "1").getOrCreate()
    if current_thread() is main_thread():
        signal.signal(signal.SIGINT, interrupted)  # PySpark's own talks to Java in the middle of another talk
    try:
        yield spark
    finally:
        spark.stop()


@contextmanager
def _running(master: str | None) -> Iterator[SparkSession]:
    """A session. Raises InputError for what is no master, where there is no Java, and where Spark gives up."""
    if master is not None and not master.startswith(MASTERS):
        raise InputError("spark-master", field="master", value=master)
    if SparkSession.getActiveSession() is None and not (os.environ.get("JAVA_HOME") or shutil.which("java")):
        raise InputError("java-missing", field="engine")
    try:
        with session(master) as spark:
            yield spark
    except (Py4JError, PySparkException) as error:
        raise InputError("spark-failed", why=_last_line(str(error))) from None


def _last_line(text: str) -> str:
    """What Spark says in its many lines: the first that names an exception."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return next((line for line in lines if "Exception" in line or "Error" in line), lines[0] if lines else "")
