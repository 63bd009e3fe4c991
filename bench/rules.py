"""`yibao rules check` against tomllib parsing the same files: python bench/rules.py [--write].

Measured on the rules of the wheel and on copies of them in which more and more is changed, as whole processes and
within one (the work alone, in processor time), and on two fictional rule bases of ten thousand entries.
"""

import argparse
import json
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

from common import ROOT, installed, machine, medians, publish

TARGET = 1.3
PARSE = """import pathlib, sys, tomllib
for path in pathlib.Path(sys.argv[1]).rglob("*.toml"):
    tomllib.loads(path.read_text("utf-8"))
"""
WITHIN = """import gc, json, pathlib, statistics, sys, time, tomllib
from yibao_cli.rulebook import known
from yibao_cli.rulebook.book import shipped
from yibao_cli.rulebook.check import check
root = pathlib.Path(sys.argv[1])
def parse():
    for path in root.rglob("*.toml"):
        tomllib.loads(path.read_text("utf-8"))
def checked():
    known.opened.cache_clear()
    shipped.cache_clear()
    found = known.opened()
    if not found.is_all_of(known.RuleDirectory(root)):
        check(root)
times = {parse: [], checked: []}
for number in range(int(sys.argv[2]) + 1):
    for work, found in times.items():
        gc.collect()
        start = time.process_time()
        work()
        if number:
            found.append(time.process_time() - start)
print(json.dumps([statistics.median(found) for found in times.values()]))
"""


def _comment(root: Path, *names: str) -> None:
    for path in map(root.joinpath, names) if names else root.rglob("*.toml"):
        path.write_text(f"{path.read_text('utf-8')}# changed\n", "utf-8")


COPIES: dict[str, Callable[[Path], None]] = {
    "副本,没有改": lambda root: None,
    "副本,改一个市": lambda root: _comment(root, "hubei/wuhan.toml"),
    "副本,改限额表": lambda root: _comment(root, "limits.toml"),
    "副本,改来源表": lambda root: _comment(root, "sources.toml"),
    "副本,改一个市、限额表、来源表": lambda root: _comment(root, "hubei/wuhan.toml", "limits.toml", "sources.toml"),
    "副本,改全国的一个": lambda root: _comment(root, "national.toml"),
    "副本,每个文件都改": _comment,
}


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        publish("rules", measured(Path(home), options.rounds), options.write)


def measured(home: Path, rounds: int) -> str:
    """The table for the program and the rule bases put into `home`."""
    folder = installed(home)
    lines = [
        f"{rounds} 轮交错,取中位数;毫秒;{machine()}。",
        "",
        "| 规则文件 | tomllib 解析 | `yibao rules check` | 比 | 只算检查本身(处理器时间) | ÷ 解析 | 目标 |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    (shipped,) = folder.parent.glob("lib/python*/site-packages/yibao_cli/rules")
    bases = {"自带,没有改": shipped}
    for number, (name, change) in enumerate(COPIES.items()):
        bases[name] = Path(shutil.copytree(ROOT / "rules", home / f"copy-{number}"))
        change(bases[name])
    bases["虚构:一万条限额"] = ten_thousand_limits(home / "limits")
    bases["虚构:一万条规则"] = ten_thousand_rules(home / "rules")
    for name, rules in bases.items():
        commands = {
            "parse": [str(folder / "python"), "-c", PARSE, str(rules)],
            "check": [str(folder / "yibao"), "rules", "check", str(rules)],
        }
        found = medians(commands, rounds)
        done = subprocess.run(
            [str(folder / "python"), "-c", WITHIN, str(rules), str(rounds)],
            stdout=subprocess.PIPE,
            check=True,
            cwd="/",
        )
        parse, check = json.loads(done.stdout)
        lines.append(
            f"| {name} | {found['parse'] * 1000:.0f} | {found['check'] * 1000:.0f} "
            f"| {found['check'] / found['parse']:.2f} | {check * 1000:.0f} | {check / parse:.2f} "
            f"| {'≤ 1 秒' if name.startswith('虚构') else f'≤ {TARGET}'} |"
        )
    return "\n".join(lines)


SOURCES = '[paper]\ntitle = "报"\npublisher = "报社"\ndate = "1990-08"\ngrade = "press"\n'
NATIONAL = '[region]\nname = "全国"\nname_en = "China"\nadcode = "100000"\n'
PROVINCES, CITIES, PERIODS = 25, 20, 20


def _fictional(root: Path) -> list[tuple[str, str, str]]:
    """A rule base of provinces and cities that do not exist; the cities' ids, codes and names."""
    root.mkdir()
    (root / "sources.toml").write_text(SOURCES, "utf-8")
    (root / "national.toml").write_text(NATIONAL, "utf-8")
    provinces = [(f"p{p}", f"{p + 11}0000", f"甲{p}省") for p in range(PROVINCES)]
    cities = [(f"p{p}/c{c}", f"{p + 11}{c + 1:02}00", f"乙{p}丙{c}市") for p in range(PROVINCES) for c in range(CITIES)]
    rows = (f'"{id}" = {{ adcode = "{code}", name = "{name}" }}\n' for id, code, name in provinces + cities)
    (root / "regions.toml").write_text("".join(rows), "utf-8")
    return cities


def _years() -> list[str]:
    return [f"from = {1995 + year}-01-01\nto = {1996 + year}-01-01\n" for year in range(PERIODS)]


def ten_thousand_limits(root: Path) -> Path:
    """A line of limits.toml for each city and year."""
    lines = (
        f'  {{ region = "{id}", {years.strip().replace(chr(10), ", ")}, floor = 4000, ceiling = 20000, '
        'kind = "medical", grade = "press", sources = ["paper"] },\n'
        for id, _, _ in _fictional(root)
        for years in _years()
    )
    (root / "limits.toml").write_text(f"limits = [\n{''.join(lines)}]\n", "utf-8")
    return root


def ten_thousand_rules(root: Path) -> Path:
    """A rule with two age bands for each city and year."""
    for id, code, name in _fictional(root):
        entries = (
            f'\n[[retiree]]\n{years}title = "退休"\npooled = [\n  {{ age = "<70", yuan = 100 }},\n'
            '  { age = ">=70", yuan = 110 },\n]\ngrade = "press"\nsources = ["paper"]\n'
            for years in _years()
        )
        path = root / f"{id}.toml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(f'[region]\nname = "{name}"\nname_en = "X"\nadcode = "{code}"\n{"".join(entries)}', "utf-8")
    return root


if __name__ == "__main__":
    main()
