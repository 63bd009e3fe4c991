"""`yibao batch` over millions of rows against what can be written by hand: python bench/batch.py [--large] [--write].

Thirty-one regions with a simple rule each: employees 2% of a base between limits, retirees a sum by age. Every program
reads the same people and writes the same twelve columns after theirs, to the fen; checksums are compared. It runs
itself as a process of its own for each measurement: python bench/batch.py --job NAME SOURCE TARGET RULES.
"""

import argparse
import csv
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from common import machine, publish
from yibao_cli.rulebook.book import Rulebook
from yibao_cli.rulebook.compiled import CompiledStore
from yibao_cli.rulebook.directory import RuleDirectory, packaged_rules
from yibao_cli.rulebook.sealed import seal

REGIONS = (
    *("beijing", "tianjin", "shanghai", "chongqing", "hebei/shijiazhuang", "shanxi/taiyuan", "liaoning/shenyang"),
    *("jilin/changchun", "heilongjiang/haerbin", "jiangsu/nanjing", "zhejiang/hangzhou", "anhui/hefei"),
    *("fujian/fuzhou", "jiangxi/nanchang", "shandong/jinan", "henan/zhengzhou", "hubei/wuhan", "hunan/changsha"),
    *(
        "guangdong/guangzhou",
        "hainan/haikou",
        "sichuan/chengdu",
        "guizhou/guiyang",
        "yunnan/kunming",
        "shaanxi/xian",
        "gansu/lanzhou",
    ),
    *("qinghai/xining", "neimenggu/huhehaote", "guangxi/nanning", "xizang/lasa", "ningxia/yinchuan", "xinjiang/urumqi"),
)
COLUMNS = (
    *("month", "region_id", "credit_gross", "deductions", "credit_net", "monthly_equivalent", "base_applied"),
    *("state", "grade", "rule", "warnings", "error"),
)
PEOPLE = ("number", "region", "status", "billed", "age", "base")
HAND, SQL, FISCA, LOOP = "手写 Polars 脚本 (a)", "DuckDB BIGINT (b)", "OpenFisca-Core (c)", "csv + int 循环 (d)"
OURS = "yibao"
JOBS = {"hand": HAND, "duckdb": SQL, "openfisca": FISCA, "loop": LOOP, "ours": OURS}
TARGETS = {"csv": {HAND: 1.25, SQL: 1.0, LOOP: 1 / 6}, "parquet": {SQL: 1.7}}
MOST_MEMORY = 512
"""MiB at ten million rows."""
LOOPED = 1_000_000
"""Rows of the loop in Python; its time for more is a multiple."""
MOST_FISCA = 10_000_000
"""Rows that OpenFisca still holds in memory."""


class Limits(NamedTuple):
    """Of the base, and the sums of retirees below and from the age of seventy, in yuan."""

    floor: int
    ceiling: int
    younger: int
    older: int


class Figures(NamedTuple):
    """Seconds, and MiB at the most."""

    seconds: float
    peak: float


def limits(number: int) -> Limits:
    """Those of the n-th region."""
    floor = 3000 + 100 * number
    return Limits(floor, 5 * floor, 80 + number, 90 + number)


def write_rules(folder: Path) -> None:
    """A rule base of its own, with a rule file for each region: nothing of a province counts in it."""
    places = Rulebook.open().places.regions
    folder.mkdir(exist_ok=True)
    for name in ("regions.toml", "sources.toml"):
        (folder / name).write_bytes((packaged_rules() / name).read_bytes())
    (folder / "national.toml").write_text(NATION, "utf-8")
    lines = []
    for number, region in enumerate(REGIONS):
        path = folder / f"{region}.toml"
        path.parent.mkdir(parents=True, exist_ok=True)
        common = f'grade = "unverified"\nsources = ["{SOURCE}"]\n'
        text = RULE.format(
            name=places[region].name, adcode=places[region].adcode, **limits(number)._asdict(), common=common
        )
        path.write_text(text, "utf-8")
        lines.append(LIMITS.format(region=region, source=SOURCE, **limits(number)._asdict()))
    (folder / "limits.toml").write_text(f"limits = [\n{''.join(lines)}]\n", "utf-8")
    (folder / COMPILED).write_bytes(seal(Rulebook.from_directory(RuleDirectory(folder))).content)


COMPILED = "rulebook.bin"
"""All rules, as they travel in a wheel: what an installed program reads."""
SOURCE = "seed-002"
"""Some document the rule base cites; nothing here comes from it."""
NATION = '[region]\nname = "全国"\nname_en = "China"\nadcode = "100000"\n'
RULE = """[region]
name = "{name}"
name_en = "Somewhere"
adcode = "{adcode}"

[[employee]]
from = 2024-01-01
title = "试验"
own = {{ rate = "2%", of = "base" }}
confirmed = 2025-12-31
{common}
[[retiree]]
from = 2024-01-01
title = "试验"
pooled = [ {{ age = "<70", yuan = {younger} }}, {{ age = ">=70", yuan = {older} }} ]
confirmed = 2025-12-31
{common}
"""
LIMITS = (
    '  {{ region = "{region}", from = 2024-01-01, to = 2026-01-01, floor = {floor}, ceiling = {ceiling}, '
    'kind = "medical", grade = "unverified", sources = ["{source}"] }},\n'
)


def write_people(path: Path, rows: int) -> None:
    """People of all regions, employees and retirees."""
    draw = random.Random(2026)
    block = []
    for _ in range(min(rows, 200_000)):
        if draw.random() < 0.3:
            status, age, base = "retiree", draw.randint(50, 95), ""
        else:
            fen = draw.randint(250_000, 3_500_000)
            status, age, base = "employee", draw.randint(18, 62), f"{fen // 100}.{fen % 100:02d}"
        block.append(f",{draw.choice(REGIONS)},{status},2025-{draw.randint(1, 12):02d},{age},{base}\n")
    with path.open("w", encoding="utf-8") as stream:
        stream.write(",".join(PEOPLE) + "\n")
        for start in range(0, rows, len(block)):
            stream.writelines(f"{start + number}{line}" for number, line in enumerate(block[: rows - start]))


def ours(source: Path, target: Path, rules: Path) -> None:
    """The program."""
    from yibao_cli.batch.memory import hold_little

    hold_little(source)
    from yibao_cli.batch.people import Defaults
    from yibao_cli.batch.reading import open_source
    from yibao_cli.batch.running import run
    from yibao_cli.batch.writing import Target
    from yibao_cli.render.batch import error_text

    book = Rulebook(CompiledStore((rules / COMPILED).read_bytes()))
    run(open_source(source), Target(str(target), target.suffix.removeprefix(".")), Defaults(), book, error_text)


def hand(source: Path, target: Path, rules: Path) -> None:
    """What somebody who knows Polars would write for these rules; nothing is checked."""
    import polars as pl

    table = pl.LazyFrame(
        [(region, *(100 * yuan for yuan in limits(number))) for number, region in enumerate(REGIONS)],
        schema=["region", "floor", "ceiling", "younger", "older"],
        orient="row",
    )
    parquet = source.suffix == ".parquet"
    people = pl.scan_parquet(source) if parquet else pl.scan_csv(source, infer_schema=False)
    base = (pl.col("base").cast(pl.Float64) * 100).round().cast(pl.Int64)
    fen = pl.col("base_applied")
    working = pl.col("status") == "employee"
    retired = pl.when(pl.col("age").cast(pl.Int32) < 70).then("younger").otherwise("older")
    low, high = base < pl.col("floor"), base > pl.col("ceiling")
    moved = pl.when(low).then(pl.lit("base-below-floor")).when(high).then(pl.lit("base-above-ceiling"))
    net = pl.col("credit_net") / 100
    frame = (
        people.join(table, on="region", how="left", maintain_order="left")
        .with_columns(base_applied=pl.when(working).then(base.clip("floor", "ceiling")), warnings=moved)
        .with_columns(credit_net=pl.when(working).then((fen * 20_000 + 500_000) // 1_000_000).otherwise(retired))
        .select(
            *PEOPLE,
            month="billed",
            region_id="region",
            credit_gross=net,
            deductions=pl.lit(0.0),
            credit_net=net,
            monthly_equivalent=net,
            base_applied=fen / 100,
            state=pl.lit("in-force"),
            grade=pl.lit("unverified"),
            rule=pl.col("region") + ".toml",
            warnings="warnings",
            error=pl.lit(None, pl.String),
        )
    )
    if parquet:
        frame.sink_parquet(target, maintain_order=True, engine="streaming")
    else:
        frame.sink_csv(target, float_precision=2, maintain_order=True, engine="streaming")


def duckdb(source: Path, target: Path, rules: Path) -> None:
    """The same in SQL on whole fen."""
    import duckdb

    connection = duckdb.connect()
    rows = ", ".join(str((region, *(100 * yuan for yuan in limits(n)))) for n, region in enumerate(REGIONS))
    connection.execute(f"CREATE TABLE rules AS SELECT * FROM (VALUES {rows}) v(region, floor, ceiling, younger, older)")
    read = f"read_parquet('{source}')" if source.suffix == ".parquet" else f"read_csv('{source}', all_varchar = true)"
    form = "FORMAT parquet" if source.suffix == ".parquet" else "FORMAT csv, HEADER"
    net, used = "(net / 100)::DECIMAL(18, 2)", "(used / 100)::DECIMAL(18, 2)"
    connection.execute(
        f"""
        COPY (
            WITH fen AS (
                SELECT p.*, r.*EXCLUDE (region), (p.base::DECIMAL(18, 2) * 100)::BIGINT AS given
                FROM {read} p LEFT JOIN rules r USING (region)
            ), applied AS (
                SELECT *, CASE WHEN status = 'employee' THEN least(greatest(given, floor), ceiling) END AS used FROM fen
            ), credited AS (
                SELECT *, CASE WHEN status = 'employee' THEN (used * 20000 + 500000) // 1000000
                    WHEN age::INT < 70 THEN younger ELSE older END AS net
                FROM applied
            )
            SELECT {", ".join(PEOPLE)}, billed AS month, region AS region_id, {net} AS credit_gross,
                0::DECIMAL(18, 2) AS deductions, {net} AS credit_net, {net} AS monthly_equivalent,
                {used} AS base_applied, 'in-force' AS state, 'unverified' AS grade, region || '.toml' AS rule,
                CASE WHEN given < floor THEN 'base-below-floor' WHEN given > ceiling THEN 'base-above-ceiling' END
                    AS warnings, NULL::VARCHAR AS error
            FROM credited
        ) TO '{target}' ({form})
        """
    )


def openfisca(source: Path, target: Path, rules: Path) -> None:
    """The same as variables of OpenFisca, for the whole table at once; Polars reads and writes it."""
    import numpy as np
    import polars as pl
    from openfisca_core.entities import build_entity
    from openfisca_core.periods import DateUnit
    from openfisca_core.simulations import SimulationBuilder
    from openfisca_core.taxbenefitsystems import TaxBenefitSystem
    from openfisca_core.variables import Variable

    person = build_entity(key="person", plural="persons", label="", is_person=True)
    table = np.array([limits(number) for number in range(len(REGIONS))], dtype=np.float32)

    def variable(name: str, kind: type, formula: Any = None) -> type:
        body = {"value_type": kind, "entity": person, "definition_period": DateUnit.MONTH, "label": name}
        return type(name, (Variable,), body | ({"formula": formula} if formula else {}))

    def applied(persons: Any, period: Any) -> Any:
        region = persons("place", period)
        return np.clip(persons("base", period), table[region, 0], table[region, 1])

    def credit(persons: Any, period: Any) -> Any:
        region = persons("place", period)
        retired = np.where(persons("age", period) < 70, table[region, 2], table[region, 3])
        return np.where(persons("employed", period), np.round(persons("applied", period) * 0.02, 2), retired)

    system = TaxBenefitSystem([person])
    inputs = {"place": int, "age": int, "employed": bool, "base": float}
    system.add_variables(*(variable(name, kind) for name, kind in inputs.items()))
    system.add_variables(variable("applied", float, applied), variable("credit", float, credit))
    parquet = source.suffix == ".parquet"
    people = pl.read_parquet(source) if parquet else pl.read_csv(source, infer_schema=False)
    simulation = SimulationBuilder().build_default_simulation(system, count=len(people))
    employed = people["status"] == "employee"
    given = people["base"].cast(pl.Float64)
    places = people["region"].cast(pl.Enum(REGIONS)).to_physical().cast(pl.Int32)
    month = "2025-08"
    for name, column in zip(inputs, (places, people["age"].cast(pl.Int32), employed, given), strict=True):
        simulation.set_input(name, month, column.fill_null(0).to_numpy())
    net = pl.Series("net", simulation.calculate("credit", month)).cast(pl.Float64).round(2)
    used = pl.Series("used", simulation.calculate("applied", month)).cast(pl.Float64).round(2)
    region, state = pl.col("region"), pl.lit("in-force")
    bounds = pl.DataFrame(table[:, :2].astype(np.float64), schema=["floor", "ceiling"]).select(pl.all().gather(places))
    low, high = given < bounds["floor"], given > bounds["ceiling"]
    moved = pl.when(low).then(pl.lit("base-below-floor")).when(high).then(pl.lit("base-above-ceiling"))
    found = people.with_columns(
        month="billed",
        region_id="region",
        credit_gross=net,
        deductions=pl.lit(0.0),
        credit_net=net,
        monthly_equivalent=net,
        base_applied=pl.when(employed).then(used),
        state=state,
        grade=pl.lit("unverified"),
        rule=region + ".toml",
        warnings=moved,
        error=pl.lit(None, pl.String),
    )
    if parquet:
        found.write_parquet(target)
    else:
        found.write_csv(target, float_precision=2)


def loop(source: Path, target: Path, rules: Path) -> None:
    """The same row by row, with the csv module and whole numbers."""
    table = {region: tuple(100 * yuan for yuan in limits(number)) for number, region in enumerate(REGIONS)}

    def yuan(fen: int) -> str:
        return f"{fen // 100}.{fen % 100:02d}"

    with source.open(encoding="utf-8", newline="") as stream, target.open("w", encoding="utf-8", newline="") as new:
        reader, writer = csv.reader(stream), csv.writer(new, lineterminator="\n")
        writer.writerow([*next(reader), *COLUMNS])
        for row in reader:
            _, region, status, month, age, base = row
            floor, ceiling, younger, older = table[region]
            applied = warning = ""
            if status == "employee":
                whole, _, decimals = base.partition(".")
                given = int(whole) * 100 + int((decimals + "00")[:2])
                fen = min(max(given, floor), ceiling)
                warning = "base-below-floor" if given < floor else "base-above-ceiling" if given > ceiling else ""
                applied, net = yuan(fen), yuan((fen * 20_000 + 500_000) // 1_000_000)
            else:
                net = yuan(younger if int(age) < 70 else older)
            rest = ("in-force", "unverified", f"{region}.toml", warning, "")
            writer.writerow([*row, month, region, net, "0.00", net, net, applied, *rest])


def checksum(path: Path) -> tuple[int, int, int]:
    """Rows, the sum of what is credited (fen), the sum of the bases (fen)."""
    import polars as pl

    parquet = path.suffix == ".parquet"
    table = pl.scan_parquet(path) if parquet else pl.scan_csv(path, infer_schema=False)
    sums = [(pl.col(name).cast(pl.Float64) * 100).round().cast(pl.Int64).sum() for name in COLUMNS[4:7:2]]
    rows, net, base = table.select(pl.len(), *sums).collect(engine="streaming").row(0)
    return int(rows), int(net), int(base)


def peak_memory() -> float:
    """MiB this process has held at the most. (What `resource` tells begins with the memory of whoever started it.)"""
    status = Path("/proc/self/status").read_text("ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def wrong(path: Path, exact: Path) -> int:
    """Rows whose credit is not that of another table, to the fen."""
    import polars as pl

    def fen(table: Path) -> pl.LazyFrame:
        parquet = table.suffix == ".parquet"
        frame = pl.scan_parquet(table) if parquet else pl.scan_csv(table, infer_schema=False)
        return frame.select((pl.col("credit_net").cast(pl.Float64) * 100).round().cast(pl.Int64))

    pair = pl.concat([fen(path), fen(exact).rename({"credit_net": "exact"})], how="horizontal")
    return int(pair.select((pl.col("credit_net") != pl.col("exact")).sum()).collect().item())


def measured(job: str, source: Path, target: Path, rules: Path) -> tuple[float, float]:
    """Seconds and MiB of one process."""
    command = [sys.executable, __file__, "--job", job, str(source), str(target), str(rules)]
    start = time.perf_counter()
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return time.perf_counter() - start, float(done.stdout.split()[-1])


def compare(home: Path, rows: int, form: str, rounds: int) -> tuple[dict[str, Figures], int]:
    """Median seconds and greatest MiB of every program, the rounds interleaved, the first not counted.

    And in how many rows OpenFisca's credit is not exact.
    """
    source = home / f"people-{rows}.{form}"
    rules = home / "rules"
    if not source.exists():
        write_rules(rules)
        people = home / f"people-{rows}.csv"
        if not people.exists():
            write_people(people, rows)
        if form == "parquet":
            as_parquet(people, source)
    jobs = [job for job in JOBS if job != "loop" and (job != "openfisca" or (fisca_there() and rows <= MOST_FISCA))]
    times: dict[str, list[float]] = {job: [] for job in jobs}
    memory = dict.fromkeys(jobs, 0.0)
    sums: set[tuple[int, int, int]] = set()
    missed = 0
    for number in range(rounds + 1):
        for job in jobs:
            target = home / f"out-{job}.{form}"
            seconds, peak = measured(job, source, target, rules)
            if number:
                times[job].append(seconds)
                memory[job] = max(memory[job], peak)
                target.unlink()
            elif job != "openfisca":
                sums.add(checksum(target))
        if not number:
            if "openfisca" in jobs:
                missed = wrong(home / f"out-openfisca.{form}", home / f"out-ours.{form}")
            for job in jobs:
                (home / f"out-{job}.{form}").unlink()
            os.sync()
    if len(sums) != 1:
        raise SystemExit(f"the programs disagree: {sums}")
    return {JOBS[job]: Figures(statistics.median(times[job]), memory[job]) for job in jobs}, missed


def versions() -> str:
    """Of the libraries that are compared."""
    from importlib.metadata import version

    names = ("polars", "duckdb", *(["openfisca-core"] if fisca_there() else []))
    return "、".join(f"{name} {version(name)}" for name in names)


def fisca_there() -> bool:
    """Whether OpenFisca-Core is installed; it is only compared here, and no dependency."""
    from importlib.util import find_spec

    return find_spec("openfisca_core") is not None


def as_parquet(source: Path, target: Path) -> None:
    """The same people with typed columns: yuan as decimals."""
    import polars as pl

    frame = pl.scan_csv(source, infer_schema=False)
    frame.with_columns(pl.col("base").cast(pl.Decimal(12, 2)), pl.col("age").cast(pl.Int16)).sink_parquet(target)


def report(home: Path, sizes: Sequence[int], rounds: int) -> str:
    """The table."""
    lines = [
        f"{rounds} 轮交错,取中位数;{machine()};{versions()}。",
        "",
        "| 行数 | 格式 | 程序 | 秒 | 百万行/秒 | 峰值 MiB | yibao ÷ 它 | 目标 |",
        "| ---: | --- | --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    looped = loop_seconds(home)
    wrongs = []
    for rows in sizes:
        for form in ("csv", "parquet"):
            found, missed = compare(home, rows, form, rounds)
            if form == "csv":
                found[LOOP] = Figures(looped * rows / LOOPED, 0.0)
                if FISCA in found:
                    wrongs.append(f"{rows} 行里 {missed} 行({missed / rows:.3%})")
            for name, figures in found.items():
                lines.append(_line(rows, form, name, figures, found[OURS].seconds))
        for path in home.glob(f"people-{rows}.*"):
            path.unlink()
    if wrongs:
        lines += ["", f"OpenFisca 的数是单精度浮点,应划入与精确到分的不同:{'、'.join(wrongs)}。其余程序逐分相同。"]
    return "\n".join(lines)


def _line(rows: int, form: str, name: str, figures: Figures, mine: float) -> str:
    seconds, peak = figures
    target = TARGETS[form].get(name)
    aim = f"<= {target:.2f}" if target else f"<= {MOST_MEMORY} MiB" if name == OURS and rows == 10_000_000 else ""
    ratio = "" if name == OURS else f"{mine / seconds:.2f}"
    memory = f"{peak:.0f}" if peak else ""
    speed = rows / seconds / 1e6
    return f"| {rows} | {form} | {name} | {seconds:.2f} | {speed:.2f} | {memory} | {ratio} | {aim} |"


def loop_seconds(home: Path) -> float:
    """Seconds of the loop for LOOPED rows."""
    source, rules, target = home / f"people-{LOOPED}.csv", home / "rules", home / "out-loop.csv"
    write_rules(rules)
    write_people(source, LOOPED)
    return statistics.median(measured("loop", source, target, rules)[0] for _ in range(3))


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--large", action="store_true", help="ten and fifty million rows, too")
    parser.add_argument("--rows", type=int, action="append", help="this many rows")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--job", nargs=4, metavar=("NAME", "SOURCE", "TARGET", "RULES"))
    options = parser.parse_args()
    if options.job:
        name, *paths = options.job
        jobs: Mapping[str, Callable[[Path, Path, Path], Any]]
        jobs = {"ours": ours, "hand": hand, "duckdb": duckdb, "openfisca": openfisca, "loop": loop}
        jobs[name](*map(Path, paths))
        print(peak_memory())
        return
    sizes = options.rows or [1_000_000, 10_000_000, *([50_000_000] if options.large else [])]
    with tempfile.TemporaryDirectory() as home:
        publish("batch", report(Path(home), sizes, options.rounds), options.write)


if __name__ == "__main__":
    main()
