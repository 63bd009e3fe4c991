"""Start-up of the installed program against `python -c pass`: python bench/startup.py [--rounds N] [--write].

`--beside WHEEL` measures another build in the same run.
"""

import argparse
import os
import pty
import statistics
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from common import installed, machine, publish

QUESTION = "estimate -r 北京 -s 在职 --base 10000 --month 2024-08"
TERMINAL = "(终端)"
COMMANDS = {
    "estimate -q": (f"{QUESTION} -q", 3.0),
    "estimate --json": (f"{QUESTION} --json", 4.0),
    "estimate(文字)": (QUESTION, 5.0),
    f"estimate{TERMINAL}": (QUESTION, 7.0),
    "--help": ("--help", 4.5),
    "channels": ("channels -r 上海", 7.0),
    "regions": ("regions", 7.0),
    "why": ("why --symptom 没到账", 7.0),
    "years": ("years -r 北京 --sex 女 --paid 17", 7.0),
    "compare": ("compare -r 北京 -r 上海 -s 退休 --age 72 --pension 5000 --month 2025-08", 7.0),
    "schedule": ("schedule -r 北京 -s 在职 --base 10000 --age 40 --from 2024-01 --to 2024-12", 7.0),
    "infer": ("infer -r 北京 -s 在职 --age 30 --credit 143.24 --month 2025-08", 7.0),
    "rules show": ("rules show 北京", 7.0),
    "rules coverage": ("rules coverage", 10.0),
    "claims": ("claims", 10.0),
    "estimate -q --lang en": (f"{QUESTION} -q --lang en", 3.0),
    "estimate --lang en(文字)": (f"{QUESTION} --lang en", 5.0),
    "@档案 -q": ("@妈妈 -q", 4.0),
    "补全一个地区": ("__complete bash -- estimate -r wu", 4.0),
    "补全一档": ("__complete bash -- estimate -r 深圳 --plan 一", 4.0),
}
"""Each row: the command line, and how many times `python -c pass` it may take."""
PROFILE = "profile save 妈妈 -r 武汉 -s 退休 --birth 1955-03"
PASS, IMPORT = "python -c pass", "import yibao_cli"


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=21)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--beside", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        builds = {"现在": installed(Path(home, "now"))}
        if options.beside:
            builds = {"那时": installed(Path(home, "then"), options.beside)} | builds
        os.environ["XDG_CONFIG_HOME"] = home
        subprocess.run([builds["现在"] / "yibao", *PROFILE.split()], check=True, capture_output=True)
        publish("startup", measured(builds, options.rounds), options.write)


def measured(builds: dict[str, Path], rounds: int) -> str:
    """The table for the programs installed in some folders, of one interleaved run in processor time."""
    times: dict[tuple[str, str], list[float]] = {}
    for number in range(rounds + 1):
        for build, folder in builds.items():
            for name, command in _commands(folder).items():
                seconds = _processor_time(command, name.endswith(TERMINAL))
                if number:
                    times.setdefault((build, name), []).append(seconds)
    found = {key: statistics.median(values) for key, values in times.items()}
    targets = {name: target for name, (_, target) in COMMANDS.items()} | {IMPORT: 1.6}
    lines = [
        f"{rounds} 轮交错,处理器时间的中位数 ÷ `python -c pass` 的;{machine()}。",
        "",
        f"| 命令 | 毫秒 | {' | '.join(builds)} | 至多 |",
        f"| --- | ---: | {' | '.join('---:' for _ in builds)} | ---: |",
    ]
    for name in _commands(builds["现在"]):
        ratios = (f"{found[build, name] / found[build, PASS]:.2f}" for build in builds)
        lines.append(
            f"| `{name}` | {found['现在', name] * 1000:.0f} | {' | '.join(ratios)} | {targets.get(name, '')} |"
        )
    now = builds["现在"]
    peaks = {build: _peak(folder, QUESTION + " -q") / _peak(folder, "") for build, folder in builds.items()}
    in_process = {build: _in_process(folder) for build, folder in builds.items()}
    lines += [
        "",
        f"内存峰值,`estimate -q` ÷ 什么也不做的解释器:{_said(peaks, '.2f')}(至多 1.35)。",
        f"进程内一次估算(规则已载入,含步骤),微秒:{_said(in_process, '.1f')}。",
        f"再打开一次规则库 ÷ 第一次:{_second_opening(now):.2%}(至多 1%)。再估算一百万次多占 {_growth(now)} KiB。",
    ]
    return "\n".join(lines)


def _said(values: dict[str, float], form: str) -> str:
    return "、".join(f"{name} {value:{form}}" for name, value in values.items())


def _commands(folder: Path) -> dict[str, list[str]]:
    python, yibao = str(folder / "python"), str(folder / "yibao")
    plain = {PASS: [python, "-c", "pass"], IMPORT: [python, "-c", IMPORT]}
    return plain | {name: [yibao, *line.split()] for name, (line, _) in COMMANDS.items()}


def _processor_time(command: Sequence[str], on_terminal: bool) -> float:
    """Seconds of a whole process; its output goes to a terminal or is thrown away."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("YIBAO_")}
    reader, writer = pty.openpty() if on_terminal else (None, os.open(os.devnull, os.O_WRONLY))
    process = subprocess.Popen(command, stdout=writer, stderr=subprocess.DEVNULL, env=environment, cwd="/")
    _, _, used = os.wait4(process.pid, 0)
    process.returncode = 0
    for file in (reader, writer):
        if file is not None:
            os.close(file)
    return used.ru_utime + used.ru_stime


def _printed(folder: Path, code: str) -> str:
    done = subprocess.run([str(folder / "python"), "-c", code], capture_output=True, text=True, check=True, cwd="/")
    return done.stdout.split()[-1]


def _peak(folder: Path, line: str) -> float:
    """The most memory that a process needed for a command line ("": for nothing), KiB; asked of itself, on Linux."""
    asked = f"from yibao_cli.cli.main import main; main({line.split()!r}); " if line else ""
    return float(_printed(folder, f"{asked}print(open('/proc/self/status').read().partition('VmHWM:')[2].split()[0])"))


def _in_process(folder: Path) -> float:
    """Microseconds for one estimate with its trace, the rules loaded; the best of seven."""
    code = """
import timeit
from decimal import Decimal
from yibao_cli import Person, Rulebook, estimate
book = Rulebook.open()
region, person = book.region("北京"), Person("employee", base=Decimal("10000.00"))
timer = timeit.Timer(lambda: estimate(person, region=region, month="2024-08", rulebook=book))
print(min(timer.repeat(7, 5_000)) / 5_000 * 1e6)"""
    return float(_printed(folder, code))


def _second_opening(folder: Path) -> float:
    """How long opening the rulebook again takes, as a part of the first time in a process."""
    code = """
import timeit
from yibao_cli import Rulebook
first = timeit.timeit(Rulebook.open, number=1)
print(min(timeit.repeat(Rulebook.open, number=100, repeat=5)) / 100 / first)"""
    return float(_printed(folder, code))


def _growth(folder: Path) -> str:
    """KiB that a process holds more after a million further estimates than after a hundred thousand."""
    code = """
from decimal import Decimal
from yibao_cli import Month, Person, Rulebook, estimate
book, months = Rulebook.open(), [Month(2025, number) for number in range(1, 13)]
regions = [book.region(name) for name in ("北京", "武汉", "上海", "广州", "重庆")]
def ask(times):
    for number in range(times):
        person = Person("retiree", age=50 + number % 40, pension=Decimal(number % 9000))
        estimate(person, region=regions[number % 5], month=months[number % 12], rulebook=book)
    return int(open("/proc/self/status").read().partition("VmRSS:")[2].split()[0])
before = ask(100_000)
print(ask(1_000_000) - before)"""
    return _printed(folder, code)


if __name__ == "__main__":
    main()
