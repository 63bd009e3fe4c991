"""Start-up of the installed program against `python -c pass`: python bench/startup.py [--rounds N] [--write]."""

import argparse
import tempfile
import timeit
from decimal import Decimal
from pathlib import Path

from common import installed, machine, medians, publish
from yibao_cli import Person, Rulebook, estimate

QUESTION = ["estimate", "-r", "北京", "-s", "在职", "--base", "10000", "--month", "2024-08"]
TARGETS = {"estimate -q": 7.5, "estimate --json": 7.5, "estimate(文字)": 10.5, "--help": 7.0}


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=21)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        publish("startup", measured(installed(Path(home)), options.rounds), options.write)


def measured(folder: Path, rounds: int) -> str:
    """The table for the program installed in `folder`."""
    yibao = str(folder / "yibao")
    commands = {
        "python -c pass": [str(folder / "python"), "-c", "pass"],
        "estimate -q": [yibao, *QUESTION, "-q"],
        "estimate --json": [yibao, *QUESTION, "--json"],
        "estimate(文字)": [yibao, *QUESTION],
        "--help": [yibao, "--help"],
        "channels(文字)": [yibao, "channels", "-r", "上海"],
    }
    found = medians(commands, rounds)
    base = found["python -c pass"]
    lines = [
        f"{rounds} 轮交错,取中位数;{machine()}。",
        "",
        "| 命令 | 毫秒 | ÷ `python -c pass` | 目标 |",
        "| --- | ---: | ---: | ---: |",
    ]
    for name, seconds in found.items():
        target = f"≤ {TARGETS[name]}" if name in TARGETS else ""
        lines.append(f"| `{name}` | {seconds * 1000:.0f} | {seconds / base:.2f} | {target} |")
    lines += ["", f"进程内一次估算(规则已载入,含步骤):{in_process():.1f} 微秒(目标 ≤ 30)。"]
    return "\n".join(lines)


def in_process() -> float:
    """Microseconds for one estimate with its trace, the rules loaded; the best of five."""
    book = Rulebook.open()
    region = book.region("北京")
    person = Person("employee", base=Decimal("10000.00"))
    runs = 5_000
    timer = timeit.Timer(lambda: estimate(person, region=region, month="2024-08", rulebook=book))
    return min(timer.repeat(5, runs)) / runs * 1e6


if __name__ == "__main__":
    main()
