"""Start-up of the installed program against `python -c pass`: python bench/startup.py [--rounds N] [--write]."""

import argparse
import tempfile
import timeit
from decimal import Decimal
from pathlib import Path

from common import installed, machine, medians, publish
from yibao_cli import Person, Rulebook, estimate

QUESTION = ["estimate", "-r", "北京", "-s", "在职", "--base", "10000", "--month", "2024-08"]
TARGETS = {"estimate -q": 3.0, "estimate --json": 4.0, "estimate(文字)": 5.0, "--help": 4.5, "rules coverage": 10.0}
TARGETS |= {"claims": 10.0}
OTHERS = {
    "channels": "-r 上海",
    "regions": "",
    "why": "--symptom 没到账",
    "years": "-r 北京 --sex 女 --paid 17",
    "compare": "-r 北京 -r 上海 -s 退休 --age 72 --pension 5000 --month 2025-08",
    "schedule": "-r 北京 -s 在职 --base 10000 --age 40 --from 2024-01 --to 2024-12",
    "infer": "-r 北京 -s 在职 --age 30 --credit 143.24 --month 2025-08",
    "rules show": "北京",
    "rules coverage": "",
    "claims": "",
}
"""Other commands, with what is asked of them; in a pipe."""


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
        **{name: [yibao, *name.split(), *asked.split()] for name, asked in OTHERS.items()},
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
        target = f"≤ {TARGETS.get(name, 7.0)}" if name != "python -c pass" else ""
        lines.append(f"| `{name}` | {seconds * 1000:.0f} | {seconds / base:.2f} | {target} |")
    lines += ["", f"进程内一次估算(规则已载入,含步骤):{in_process():.1f} 微秒(目标 ≤ 12)。"]
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
