"""`yibao rules check` against tomllib parsing the same files, whole processes: python bench/rules.py [--write].

Measured on the rules of the wheel, which were checked when it was built; on a copy, which is checked in full; and
on one grown to 400 region files, because the fixed cost of starting the checker weighs on a small rule base.
"""

import argparse
import shutil
import tempfile
from pathlib import Path

from common import ROOT, installed, machine, medians, publish

TARGET = 1.8
GROWN = 400
PARSE = """import pathlib, sys, tomllib
for path in pathlib.Path(sys.argv[1]).rglob("*.toml"):
    tomllib.loads(path.read_text("utf-8"))
"""


def copied(rules: Path) -> Path:
    """The rule base elsewhere, so that nothing is known to have been checked."""
    folder = Path(tempfile.mkdtemp(prefix="yibao-rules-")) / "rules"
    shutil.copytree(rules, folder)
    return folder


def grown(rules: Path) -> Path:
    """A rule base with GROWN region files: every region of regions.toml gets the content of some real city file."""
    import tomllib

    folder = copied(rules)
    samples = sorted(rules.glob("*/*.toml"))
    texts = [path.read_text("utf-8").split("[[channel]]")[0] for path in samples]
    names = tomllib.loads((rules / "regions.toml").read_text("utf-8"))
    count = sum(1 for _ in folder.rglob("*.toml"))
    for number, (id, entry) in enumerate(names.items()):
        path = folder / f"{id}.toml"
        if path.exists() or count >= GROWN + 2:
            continue
        body = texts[number % len(texts)].split("[region]")[1].partition("\n[[")[2]
        path.parent.mkdir(exist_ok=True)
        head = f'[region]\nname = "{entry["name"]}"\nname_en = "X"\nadcode = "{entry["adcode"]}"\n\n[['
        path.write_text(head + body, encoding="utf-8")
        count += 1
    return folder


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    folder = installed()
    lines = [
        f"{options.rounds} 轮交错,取中位数;{machine()}。",
        "",
        "| 规则文件 | 千字节 | tomllib 解析,毫秒 | `yibao rules check`,毫秒 | 比 | 目标 |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    (shipped,) = folder.parent.glob("lib/python*/site-packages/yibao_cli/rules")
    changed, larger = copied(ROOT / "rules"), grown(ROOT / "rules")
    for name, rules, path in (
        ("自带、未改动", shipped, []),
        ("改动过的副本", changed, [str(changed)]),
        (f"扩到 {GROWN} 个地区", larger, [str(larger)]),
    ):
        files = list(rules.rglob("*.toml"))
        commands = {
            "parse": [str(folder / "python"), "-c", PARSE, str(rules)],
            "check": [str(folder / "yibao"), "rules", "check", *path],
        }
        found = medians(commands, options.rounds)
        size = sum(path.stat().st_size for path in files) / 1000
        ratio = found["check"] / found["parse"]
        lines.append(
            f"| {name}({len(files)} 个) | {size:.0f} | {found['parse'] * 1000:.0f} | {found['check'] * 1000:.0f} "
            f"| {ratio:.2f} | ≤ {TARGET} |"
        )
    publish("rules", "\n".join(lines), options.write)


if __name__ == "__main__":
    main()
