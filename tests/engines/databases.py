"""Databases of one's own for a while: started in a folder, on a socket in it, not as root; gone afterwards."""

import io
import json
import os
import pwd
import shutil
import subprocess
import sys
import time
import venv
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from yibao_cli.batch.sql import Dialect

NULL = "\\N"
RESULT = ("id", "month", "rule_file", "yearly", "state", "error", "credit_gross", "deductions", "credit_net")
_TEXT, _INTEGER = "VARCHAR(64)", "INTEGER"
_ROWS_AN_INSERT = 2000


class SkippedError(Exception):
    """Why an engine cannot be asked here."""


@dataclass(frozen=True)
class Engine:
    """A database that is running. `load` makes the table of people with a type of amounts; `run` gives RESULT as text."""

    name: str
    dialect: Dialect
    version: str
    load: Callable[[pl.DataFrame, str], None]
    run: Callable[[Sequence[str]], pl.DataFrame]


def created(people: pl.DataFrame, amounts: str) -> list[str]:
    """The statements that make the table of people."""
    kinds = {pl.String(): _TEXT, pl.Int32(): _INTEGER, pl.Int64(): _INTEGER}
    columns = (f"{name} {kinds.get(kind, amounts)}" for name, kind in people.schema.items())
    return ["DROP TABLE IF EXISTS people", f"CREATE TABLE people ({', '.join(columns)})"]


def _written(people: pl.DataFrame, path: Path) -> Path:
    people.write_csv(path, include_header=False, separator="\t", null_value=NULL, quote_style="never")
    path.chmod(0o644)
    return path


@contextmanager
def duckdb(home: Path) -> Iterator[Engine]:
    import duckdb as library

    with library.connect() as base:

        def load(people: pl.DataFrame, amounts: str) -> None:
            for statement in created(people, amounts):
                base.execute(statement)
            people.write_parquet(home / "people.parquet")
            base.execute(f"INSERT INTO people SELECT * FROM '{home / 'people.parquet'}'")

        def run(statements: Sequence[str]) -> pl.DataFrame:
            found = pl.DataFrame()
            for statement in statements:
                result = base.execute(statement)
                if statement.startswith("WITH"):
                    found = _texts(result.fetchall())
            return found

        yield Engine("DuckDB", "duckdb", library.__version__, load, run)


@contextmanager
def spark(home: Path, dialect: Dialect = "spark", ansi: bool = True) -> Iterator[Engine]:
    if not (os.environ.get("JAVA_HOME") or shutil.which("java")):
        raise SkippedError("没有 Java")
    from pyspark.sql import SparkSession

    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    builder = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
    builder = builder.config("spark.sql.warehouse.dir", str(home / "warehouse"))
    builder = builder.config("spark.sql.ansi.enabled", str(ansi).lower())
    session = builder.config("spark.log.level", "ERROR").config("spark.ui.showConsoleProgress", "false").getOrCreate()
    try:

        def load(people: pl.DataFrame, amounts: str) -> None:
            people.write_parquet(home / "people.parquet")
            casts = [
                f"CAST({name} AS {amounts}) AS {name}" if name in ("base", "pension") else name
                for name in people.columns
            ]
            session.read.parquet(str(home / "people.parquet")).selectExpr(*casts).createOrReplaceTempView("people")

        def run(statements: Sequence[str]) -> pl.DataFrame:
            found = pl.DataFrame()
            for statement in statements:
                result = session.sql(statement)
                if statement.startswith("WITH"):
                    found = _texts([tuple(row) for row in result.collect()])
            return found

        mode = f",{dialect} 文本" if dialect != "spark" else f",ANSI {'开' if ansi else '关'}"
        yield Engine(f"Spark(local[2]{mode})", dialect, session.version, load, run)
    finally:
        session.stop()


@contextmanager
def postgres(home: Path) -> Iterator[Engine]:
    server = _server("postgres", "postgresql", Path("/usr/lib/postgresql").glob("*/bin"))
    psql = shutil.which("psql") or str(server / "psql")
    owner = _owner("postgres")
    data = _folder(home / "pg", owner)
    _quiet([str(server / "initdb"), "-D", str(data / "data"), "-E", "UTF8", "--locale=C.UTF-8", "-A", "trust"], owner)
    options = f"-k {data} -c listen_addresses='' -c fsync=off"
    start = [str(server / "pg_ctl"), "-D", str(data / "data"), "-w", "-l", str(data / "log"), "-o", options]
    _quiet([*start, "start"], owner)
    try:
        words = [psql, "-X", "-q", "--csv", "-v", "ON_ERROR_STOP=1", "-h", str(data), "-U", owner, "postgres"]

        def ask(script: str) -> str:
            return _asked(words, script)

        def load(people: pl.DataFrame, amounts: str) -> None:
            path = _written(people, home / "people.tsv")
            ask(f"{';'.join(created(people, amounts))};\n\\copy people FROM '{path}'\nANALYZE people;\n")

        def run(statements: Sequence[str]) -> pl.DataFrame:
            return pl.read_csv(io.StringIO(ask("".join(f"{one};\n" for one in statements))), infer_schema=False)

        version = ask("SHOW server_version").split()[1]
        yield Engine("PostgreSQL", "postgres", version, load, run)
    finally:
        _quiet([str(server / "pg_ctl"), "-D", str(data / "data"), "-m", "immediate", "stop"], owner)


@contextmanager
def mariadb(home: Path) -> Iterator[Engine]:
    server = _server("mariadbd", "mariadb-server", [Path("/usr/sbin"), Path("/usr/libexec")])
    owner = _owner("mysql")
    data = _folder(home / "my", owner)
    install = ["mariadb-install-db", "--no-defaults", f"--datadir={data}/data", "--skip-test-db"]
    _quiet([*install, "--auth-root-authentication-method=normal"], owner)
    socket = data / "sock"
    options = ["--no-defaults", f"--datadir={data}/data", f"--socket={socket}", "--skip-networking", "--local-infile=1"]
    log = (home / "mariadb.log").open("wb")
    daemon = subprocess.Popen([str(server / "mariadbd"), *options], stdout=log, stderr=log, **_as(owner))
    try:
        words = [
            "mariadb",
            "--no-defaults",
            f"--socket={socket}",
            "--user=root",
            "--local-infile=1",
            "--batch",
            "--raw",
        ]
        for _ in range(120):
            if not subprocess.run([*words, "-e", "SELECT 1"], capture_output=True).returncode:
                break
            time.sleep(0.5)
        _asked(words, "CREATE DATABASE people CHARACTER SET utf8mb4")
        words.append("people")

        def ask(script: str) -> str:
            return _asked(words, script)

        def load(people: pl.DataFrame, amounts: str) -> None:
            path = _written(people, home / "people.tsv")
            copy = f"LOAD DATA LOCAL INFILE '{path}' INTO TABLE people CHARACTER SET utf8mb4"
            ask(f"{';'.join(created(people, amounts))};{copy};")

        def run(statements: Sequence[str]) -> pl.DataFrame:
            text = ask("".join(f"{one};\n" for one in statements))
            return pl.read_csv(io.StringIO(text), separator="\t", infer_schema=False, null_values="NULL")

        yield Engine("MariaDB", "mysql", ask("SELECT VERSION()").split()[1], load, run)
    finally:
        daemon.terminate()
        daemon.wait()
        log.close()


@contextmanager
def seekdb(home: Path) -> Iterator[Engine]:
    """OceanBase's, which speaks MySQL, in an environment of its own."""
    environment = home / "env"
    venv.create(environment, with_pip=True)
    pip = [str(environment / "bin" / "pip"), "install", "--quiet", "--disable-pip-version-check", "pylibseekdb"]
    if subprocess.run(pip, capture_output=True).returncode:
        raise SkippedError("装不上 pylibseekdb")
    shell = [
        str(environment / "bin" / "python"),
        str(Path(__file__).with_name("seekdb_shell.py")),
        str(home / "seekdb"),
    ]
    with subprocess.Popen(shell, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None and process.stdout is not None

        def ask(statement: str) -> list[list[str | None]]:
            process.stdin.write(json.dumps(statement) + "\n")  # type: ignore[union-attr]
            process.stdin.flush()  # type: ignore[union-attr]
            for line in process.stdout:  # type: ignore[union-attr]
                if line.startswith("{"):  # its own log goes there, too
                    answer = json.loads(line)
                    if "error" in answer:
                        raise RuntimeError(answer["error"])
                    return answer["rows"]  # type: ignore[no-any-return]
            raise RuntimeError("seekdb is gone")

        def load(people: pl.DataFrame, amounts: str) -> None:
            for statement in created(people, amounts):
                ask(statement)
            for piece in people.cast(pl.String).iter_slices(_ROWS_AN_INSERT):
                ask("INSERT INTO people VALUES " + ", ".join(map(_row, piece.iter_rows())))

        def run(statements: Sequence[str]) -> pl.DataFrame:
            found = pl.DataFrame()
            for statement in statements:
                rows = ask(statement)
                if statement.startswith("WITH"):
                    found = _texts(rows)
            return found

        yield Engine("OceanBase seekdb", "mysql", str(ask("SELECT VERSION()")[0][0]), load, run)
        process.stdin.close()


def _row(cells: Sequence[str | None]) -> str:
    return "(" + ", ".join("NULL" if cell is None else "'" + cell.replace("\\", "\\\\") + "'" for cell in cells) + ")"


def _texts(rows: Sequence[Sequence[Any]]) -> pl.DataFrame:
    texts = [[None if cell is None else str(cell) for cell in row] for row in rows]
    return pl.DataFrame(texts, schema=dict.fromkeys(RESULT, pl.String()), orient="row")


def _server(program: str, package: str, folders: Iterable[Path]) -> Path:
    """The folder of a server, which is installed where it may be."""
    places = list(folders)
    for attempt in (1, 2):
        found = next((folder for folder in sorted(places, reverse=True) if (folder / program).is_file()), None)
        if found is not None:
            return found
        if attempt == 1 and os.geteuid() == 0 and shutil.which("apt-get"):
            environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
            for words in (["update", "-qq"], ["install", "-yqq", "--no-install-recommends", package]):
                subprocess.run(["apt-get", *words], capture_output=True, env=environment)
            places = [*places, *Path("/usr/lib/postgresql").glob("*/bin")]
    raise SkippedError(f"没有 {program},这里也装不上 {package}")


def _owner(name: str) -> str:
    """Who runs a server: never root."""
    if os.geteuid() != 0:
        return pwd.getpwuid(os.geteuid()).pw_name
    with suppress(KeyError):
        return pwd.getpwnam(name).pw_name
    return "nobody"


def _as(owner: str) -> dict[str, Any]:
    """Arguments for subprocess."""
    if os.geteuid() != 0:
        return {}
    user = pwd.getpwnam(owner)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": [], "cwd": "/"}


def _folder(path: Path, owner: str) -> Path:
    path.mkdir()
    if os.geteuid() == 0:
        shutil.chown(path, owner)
    return path


def _quiet(command: Sequence[str], owner: str) -> None:
    nowhere = subprocess.DEVNULL  # no pipe: pg_ctl leaves what it was given open
    subprocess.run(command, check=True, stdout=nowhere, stderr=nowhere, **_as(owner))


def _asked(command: Sequence[str], script: str) -> str:
    done = subprocess.run(command, input=script, capture_output=True, text=True)
    if done.returncode:
        print(done.stderr[-2000:], file=sys.stderr)
        done.check_returncode()
    return done.stdout
