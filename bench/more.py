"""Other commands against a single estimate, whole processes: python bench/more.py [--write]."""

import argparse
import random
import tempfile
import timeit
from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

from batch import write_people
from common import installed, machine, medians, publish
from yibao_cli import Month, Person, Rulebook, infer, schedule

ESTIMATE = ["estimate", "-r", "北京", "-s", "在职", "--base", "10000", "--month", "2024-08"]
FORTY_YEARS = [
    "schedule",
    "-r",
    "北京",
    "-s",
    "在职",
    "--birth",
    "1985-05",
    "--base",
    "10000",
    "--from",
    "2024-01",
    "--to",
    "2063-12",
    "--retire-kind",
    "men",
]
INFER = ["infer", "-r", "北京", "-s", "在职", "--age", "30", "--credit", "143.24", "--month", "2025-08"]
ROWS = 100_000
TARGET = 3
PEOPLE, MOST_PASSES = 10_000, 25


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=11)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        publish("more", measured(Path(home), options.rounds), options.write)


def measured(home: Path, rounds: int) -> str:
    """The table for the program installed in `home`."""
    yibao = str(installed(home) / "yibao")
    statement = home / "statement.csv"
    write_statement(statement, ROWS)
    commands: dict[str, Sequence[str]] = {
        "estimate(文字)": [yibao, *ESTIMATE],
        "schedule,480 个月(文字)": [yibao, *FORTY_YEARS],
        "schedule,480 个月(--json)": [yibao, *FORTY_YEARS, "--json"],
        "infer(文字)": [yibao, *INFER],
    }
    found = medians(commands, rounds)
    found |= medians({f"reconcile,{ROWS} 行": [yibao, "reconcile", str(statement)]}, 3)
    people, answered = home / "people.csv", home / "answered.csv"
    write_people(people, PEOPLE)
    sheet = f"batch,{PEOPLE} 行"
    batch = [yibao, "batch", str(people), "-o", str(answered), "-q", "--overwrite"]
    both = medians({"pass": [str(Path(yibao).with_name("python")), "-c", "pass"], sheet: batch}, rounds)
    found[sheet] = both[sheet]
    times = both[sheet] / both["pass"]
    sheets = f"`{sheet}`(三十一个地区,CSV,逐行)是 `python -c pass` 的 {times:.0f} 倍(目标 ≤ {MOST_PASSES})。"
    targets = {"schedule,480 个月(文字)": f"< {TARGET}", "schedule,480 个月(--json)": f"< {TARGET}"}
    return "\n".join([*_table(found, targets, rounds), "", sheets, "", _in_process()])


def _table(found: Mapping[str, float], targets: Mapping[str, str], rounds: int) -> list[str]:
    base = found["estimate(文字)"]
    lines = [
        f"{rounds} 轮交错(reconcile 3 轮),取中位数;{machine()}。",
        "",
        "| 命令 | 毫秒 | ÷ 一次 estimate | 目标 |",
        "| --- | ---: | ---: | ---: |",
    ]
    for name, seconds in found.items():
        lines.append(f"| `{name}` | {seconds * 1000:.0f} | {seconds / base:.2f} | {targets.get(name, '')} |")
    return lines


def write_statement(path: Path, rows: int) -> None:
    """A contribution detail of Beijing employees, twelve months each, with the codes of the national platform."""
    draw = random.Random(2026)
    lines = [
        "psn_no,insutype,psn_type,poolarea_no,cashym,accrym_begn,accrym_end,psn_clctstd,psn_into_paraval,traf_sumamt,traf_time"
    ]
    for number in range(rows):
        person, month = divmod(number, 12)
        if not month:
            base = Decimal(draw.randint(716_200, 3_581_100)).scaleb(-2)
        credited = (base * Decimal("0.02")).quantize(Decimal("0.01"), ROUND_HALF_UP)
        when = Month(2025, 7).plus(month)
        period = f"{when.year}{when.month:02d}"
        lines.append(
            f"{1_100_000_000 + person},310,1101,110000,{period},{period},{period},{base},0.02,{credited},{when}-20"
        )
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _in_process() -> str:
    book = Rulebook.open()
    place = book.region("北京")
    person = Person("employee", age=30)
    arrived = Decimal("143.24")
    solve = timeit.Timer(lambda: infer(person, arrived, region=place, month="2025-08", rulebook=book))
    worker = Person("employee", base=Decimal("10000.00"))
    months = Month(2024, 1), Month(2063, 12)
    plan = timeit.Timer(lambda: schedule(worker, region=place, first=months[0], last=months[1], rulebook=book))
    once = min(solve.repeat(5, 100)) / 100 * 1e6
    forty = min(plan.repeat(5, 3)) / 3 * 1e3
    return f"进程内:一次 infer {once:.0f} 微秒;480 个月的 schedule {forty:.1f} 毫秒。"


if __name__ == "__main__":
    main()
