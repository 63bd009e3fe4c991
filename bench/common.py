"""Shared by the benchmarks: interleaved runs of whole processes, medians as ratios, tables in docs/performance.md."""

import os
import platform
import re
import statistics
import subprocess
import sys
import time
import venv
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "performance.md"


def installed(home: Path, wheel: Path | None = None) -> Path:
    """The folder of executables of a fresh environment with a wheel (of this tree if none is given): what a user has.

    Today's pip puts it there: the starting script that older ones write loads `re` first.
    """
    venv.create(home / "env", with_pip=True)
    pip = [str(home / "env" / "bin" / "pip"), "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "--upgrade", "pip"], check=True)
    pins = re.findall(r"^([a-z0-9_.-]+==[^ ;\\]+)", (ROOT / "requirements.txt").read_text("utf-8"), re.MULTILINE)
    (home / "pins.txt").write_text("\n".join(pins), encoding="utf-8")
    subprocess.run([*pip, "-c", str(home / "pins.txt"), str(wheel or built(home / "dist"))], check=True)
    return home / "env" / "bin"


def built(dist: Path) -> Path:
    """The wheel of this tree, made in the folder `dist`."""
    pip = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        "--wheel-dir",
        str(dist),
    ]
    subprocess.run([*pip, str(ROOT)], check=True)
    (wheel,) = dist.glob("*.whl")
    return wheel


def medians(commands: Mapping[str, Sequence[str]], rounds: int) -> dict[str, float]:
    """Median wall seconds of each command; the rounds are interleaved, the first is not counted."""
    times: dict[str, list[float]] = {name: [] for name in commands}
    environment = {key: value for key, value in os.environ.items() if not key.startswith("YIBAO_")}
    for number in range(rounds + 1):
        for name, command in commands.items():
            start = time.perf_counter()
            subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment, cwd="/")
            if number:
                times[name].append(time.perf_counter() - start)
    return {name: statistics.median(values) for name, values in times.items()}


def machine() -> str:
    """What it was measured on."""
    return f"{os.cpu_count()} 核,{platform.system()} {platform.machine()},Python {platform.python_version()}"


def publish(section: str, table: str, write: bool) -> None:
    """Prints a table and, if asked, puts it between its marks in docs/performance.md."""
    print(table)
    if write:
        text = PAGE.read_text(encoding="utf-8")
        marks = f"<!-- {section} -->\n", f"<!-- /{section} -->"
        before, rest = text.split(marks[0])
        _, after = rest.split(marks[1])
        new = PAGE.with_suffix(".new")
        new.write_text(before + marks[0] + table + "\n" + marks[1] + after, encoding="utf-8")
        new.replace(PAGE)
