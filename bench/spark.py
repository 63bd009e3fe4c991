"""`yibao batch --engine spark` on this machine against the engine without Spark: python bench/spark.py [--write].

Ten million people, as one Parquet file, as eight CSV files and as one, which is divided. The session is started once
and not counted.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from shutil import rmtree

from pyspark.sql import SparkSession

from batch import as_parquet, write_people, write_rules
from common import machine, publish
from yibao_cli.batch import spark
from yibao_cli.batch.folder import Job, run_here
from yibao_cli.batch.people import Defaults
from yibao_cli.render.batch import error_text
from yibao_cli.rulebook.book import Rulebook
from yibao_cli.rulebook.directory import RuleDirectory
from yibao_cli.rulebook.sealed import seal

ROWS, FILES = 10_000_000, 8
PARQUET, SEVERAL, ONE = "parquet", "csv", "一个 csv"
HERE, THERE, ARROW = "本机整列引擎", "Spark 分派文件", "Spark mapInArrow"


def prepare(home: Path, rows: int) -> None:
    """The same people as one Parquet file, in parquet/, as FILES CSV files, in csv/, and as one, in one/."""
    for name in (PARQUET, SEVERAL, ONE):
        (home / name).mkdir()
    whole = home / ONE / "people.csv"
    write_people(whole, rows)
    as_parquet(whole, home / PARQUET / "people.parquet")
    with whole.open(encoding="utf-8") as stream:
        head = next(stream)
        for number in range(FILES):
            with (home / SEVERAL / f"people-{number}.csv").open("w", encoding="utf-8") as part:
                part.write(head)
                part.writelines(line for line, _ in zip(stream, range(rows // FILES), strict=False))


def timed(work: Callable[..., object], target: Path) -> float:
    """Seconds of some work that writes a directory."""
    start = time.perf_counter()
    work(target=target)
    seconds = time.perf_counter() - start
    rmtree(target)
    return seconds


def through_arrow(session: SparkSession, source: Path, book: Rulebook, target: Path) -> None:
    """Spark reads, passes the rows to the kernel, and writes."""
    if source.name == PARQUET:
        spark.credit(session.read.parquet(str(source)), error_text, rulebook=book).write.parquet(str(target))
    else:
        spark.credit(session.read.csv(str(source), header=True), error_text, rulebook=book).write.csv(str(target))


def report(home: Path, rows: int, rounds: int) -> str:
    """The table."""
    write_rules(home / "rules")
    prepare(home, rows)
    book = Rulebook.from_directory(RuleDirectory(home / "rules"))
    job = Job(Defaults(), seal(book), error_text)
    start = time.perf_counter()
    with spark.session("local[2]") as session:
        started = time.perf_counter() - start
        lines = [
            f"{rows} 行,{rounds} 轮交错,取中位数;启动 Spark 用 {started:.1f} 秒,不计在内;{machine()}。",
            "",
            "| 格式 | 程序 | 秒 | ÷ 本机 | 目标 | ÷ mapInArrow | 目标 |",
            "| --- | --- | ---: | ---: | ---: | ---: | ---: |",
        ]
        for form in (PARQUET, SEVERAL, ONE):
            source = home / form

            works: dict[str, Callable[..., object]] = {
                HERE: partial(run_here, source, job=job),
                THERE: partial(spark.run, source, job=job),
                ARROW: partial(through_arrow, session, source, book),
            }
            times: dict[str, list[float]] = {name: [] for name in works}
            for number in range(rounds + 1):
                for name, work in works.items():
                    seconds = timed(work, home / "out")
                    if number:
                        times[name].append(seconds)
            found = {name: statistics.median(some) for name, some in times.items()}
            for name, seconds in found.items():
                here, arrow = seconds / found[HERE], seconds / found[ARROW]
                aims = ("<= 1.1" if form == ONE else "<= 2.5", "<= 0.33") if name == THERE else ("", "")
                lines.append(f"| {form} | {name} | {seconds:.1f} | {here:.2f} | {aims[0]} | {arrow:.2f} | {aims[1]} |")
    return "\n".join(lines)


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        publish("spark", report(Path(home), options.rows, options.rounds), options.write)


if __name__ == "__main__":
    main()
