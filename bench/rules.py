"""`yibao rules check` against tomllib parsing the same files, whole processes: python bench/rules.py [--write].

Measured on the rules of the wheel, which were checked when it was built, and on a copy, which is checked in full.
"""

import argparse
import shutil
import tempfile
from pathlib import Path

from common import ROOT, installed, machine, medians, publish

TARGET = 1.8
PARSE = """import pathlib, sys, tomllib
for path in pathlib.Path(sys.argv[1]).rglob("*.toml"):
    tomllib.loads(path.read_text("utf-8"))
"""


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
        f"{rounds} 轮交错,取中位数;{machine()}。",
        "",
        "| 规则文件 | 千字节 | tomllib 解析,毫秒 | `yibao rules check`,毫秒 | 比 | 目标 |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    (shipped,) = folder.parent.glob("lib/python*/site-packages/yibao_cli/rules")
    changed = shutil.copytree(ROOT / "rules", home / "changed")
    for name, rules, path in (
        ("自带、未改动", shipped, []),
        ("改动过的副本", changed, [str(changed)]),
    ):
        files = list(rules.rglob("*.toml"))
        commands = {
            "parse": [str(folder / "python"), "-c", PARSE, str(rules)],
            "check": [str(folder / "yibao"), "rules", "check", *path],
        }
        found = medians(commands, rounds)
        size = sum(path.stat().st_size for path in files) / 1000
        ratio = found["check"] / found["parse"]
        lines.append(
            f"| {name}({len(files)} 个) | {size:.0f} | {found['parse'] * 1000:.0f} | {found['check'] * 1000:.0f} "
            f"| {ratio:.2f} | ≤ {TARGET} |"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    main()
