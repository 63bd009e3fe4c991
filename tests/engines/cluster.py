"""Spark with a master and two workers as processes of this machine: python -m tests.engines.cluster [--people 200000].

The job as it is, with speculative execution, with a worker killed while it runs, with its driver interrupted: the same
bytes as from this machine alone, or nothing at all. Exits with 1 where that is not so.
"""

import argparse
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from yibao_cli.rulebook.book import Rulebook

from ..batch.odd_people import crowd

FILES = 12
MONTH = ("--month", "2025-08", "--map", "grp=group", "-q")
Act = Callable[["subprocess.Popen[bytes]", Path], None]


@contextmanager
def cluster(home: Path, workers: int = 2) -> Iterator[tuple[str, "list[subprocess.Popen[bytes]]"]]:
    """The address of a master, and its workers, each the first of a group of processes."""
    import pyspark

    program = Path(pyspark.__file__).parent / "bin" / "spark-class"
    environment = os.environ | {"SPARK_LOCAL_IP": "127.0.0.1", "SPARK_NO_DAEMONIZE": "1"}
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    address = f"spark://127.0.0.1:{port}"
    with ExitStack() as stack:

        def start(*words: str) -> "subprocess.Popen[bytes]":
            log = stack.enter_context((home / f"{sum(1 for _ in home.iterdir())}.log").open("wb"))
            process = subprocess.Popen(
                [str(program), *words], stdout=log, stderr=log, env=environment, start_new_session=True, cwd=home
            )
            stack.callback(process.wait)
            stack.callback(_kill, process)
            return process

        start("org.apache.spark.deploy.master.Master", "--host", "127.0.0.1", "--port", port, "--webui-port", "0")
        options = (
            "--host",
            "127.0.0.1",
            "--cores",
            "1",
            "--memory",
            "1g",
            "--webui-port",
            "0",
            "-d",
            str(home / "work"),
        )
        yield (
            address,
            [start("org.apache.spark.deploy.worker.Worker", *options, address) for _ in range(workers)],
        )


def _kill(process: "subprocess.Popen[bytes]") -> None:
    """The whole group: a worker with what it runs."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)


def job(source: Path, target: Path, home: Path, master: str | None, settings: str = "", act: Act | None = None) -> int:
    """Runs `yibao batch`, on a cluster where there is a master; `act` gets it while it writes. Returns its exit code."""
    (home / "conf").mkdir(exist_ok=True)
    (home / "conf" / "spark-defaults.conf").write_text(f"spark.ui.enabled false\nspark.log.level ERROR\n{settings}\n")
    environment = os.environ | {"SPARK_LOCAL_IP": "127.0.0.1", "SPARK_CONF_DIR": str(home / "conf")}
    engine = () if master is None else ("--engine", "spark", "--master", master)
    words = [sys.executable, "-m", "yibao_cli", "batch", *engine, *MONTH, str(source), str(target)]
    process = subprocess.Popen(words, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    if act is not None:
        while process.poll() is None and not any(target.parent.glob(".yibao-*.new/*")):
            time.sleep(0.05)
        if process.poll() is not None:
            raise RuntimeError("the job was over before anything could happen to it")
        act(process, target)
    return process.wait()


def same(one: Path, other: Path) -> bool:
    """Whether two folders hold the same bytes."""
    names = [sorted(path.relative_to(home) for path in home.rglob("*") if path.is_file()) for home in (one, other)]
    return names[0] == names[1] and all((one / name).read_bytes() == (other / name).read_bytes() for name in names[0])


def main() -> int:
    """Runs all four."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=200_000)
    options = parser.parse_args()
    if not (os.environ.get("JAVA_HOME") or shutil.which("java")):
        print("跳过:没有 Java", file=sys.stderr)
        return 0
    with tempfile.TemporaryDirectory(prefix="cluster-") as folder:
        home = Path(folder)
        for name in ("in", "out", "logs"):
            (home / name).mkdir()
        people = crowd(Rulebook.open(), options.people, 0.02)
        for number, piece in enumerate(people.iter_slices(-(-len(people) // FILES))):
            piece.write_csv(home / "in" / f"{number:02}.csv")
        out = home / "out"
        alone = job(home / "in", out / "alone", home, None)
        bad = 0

        def check(name: str, passed: bool) -> None:
            nonlocal bad
            bad += not passed
            print(f"{name}:{'与单机逐字节相同' if passed else '不同!'}", flush=True)

        with cluster(home / "logs") as (master, workers):
            code = job(home / "in", out / "plain", home, master)
            check("一主两工", code == alone and same(out / "alone", out / "plain"))
            speculative = "spark.speculation true\nspark.speculation.multiplier 1.01\nspark.speculation.quantile 0.1"
            code = job(home / "in", out / "twice", home, master, speculative)
            check("推测执行", code == alone and same(out / "alone", out / "twice"))

            def interrupt(process: "subprocess.Popen[bytes]", target: Path) -> None:
                process.send_signal(signal.SIGINT)

            code = job(home / "in", out / "stopped", home, master, act=interrupt)
            nothing = sorted(path.name for path in out.iterdir()) == ["alone", "plain", "twice"]
            bad += not (code == 130 and nothing)
            print(f"中断驱动程序:退出码 {code},{'什么也没有留下' if nothing else '留下了半个结果!'}", flush=True)
            code = job(home / "in", out / "killed", home, master, act=lambda process, target: _kill(workers[0]))
            check("杀掉一个工", code == alone and same(out / "alone", out / "killed"))
        left = sorted(path.name for path in out.iterdir())
        bad += left != ["alone", "killed", "plain", "twice"]
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
