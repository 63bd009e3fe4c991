"""Tables of people and statements, odd and broken ones, through batch, simulate and reconcile.

    make fuzz                              a bounded run (RUNS=200000)
    python fuzz/tables.py --runs 1000000   by hand; the figures stand in docs/reliability.md

Each run writes a table in some format (with personal numbers in any cell, heading or name of a sheet; perhaps changed
in a few places) and gives it to a command. Asked is: does it end, with a code of its own; is an output complete or not
there at all, and nothing else left behind; does every row that was read come back, is refused or sums up others; and
does no personal number come through, in any output or message. An input that fails is made smaller and left in
failing-table.json; it belongs into seeds/, which a unit test replays.
"""

import csv
import io
import json
import re
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from random import Random
from unittest.mock import patch

import polars as pl
from openpyxl import Workbook

from fuzzing import HERE, is_complaint, kept_open, memory, run, shows
from rounds import Rounds
from yibao_cli.batch import reading

PERSONAL = (
    *("110101199003070011", "11010119900307001X", "42010619560214004x", "110101 19900307 0011", "110101900307001"),
    *("１１０１０１199003070011", "13800138000", "138-0013-8000", "+86 13900139000", "１３８００１３８０００"),
    *("6222021234567890128", "6222 0212 3456 7890 128", "4111111111111111", "E12345678", "G87654321", "EA1234567"),
)
"""Made-up numbers, cards among them that pass Luhn's check."""
FOREIGN = "4111111111111111"
PASSPORTS = {"E12345678", "G87654321", "EA1234567"}
"""Not taken for passports where an employer's own numbers stand."""
HEADINGS = (
    *(
        "姓名",
        "工号",
        "地区",
        "状态",
        "缴费基数",
        "月份",
        "年龄",
        "出生年月",
        "性别",
        "养老金",
        "工资",
        "险种档次",
        "人群",
        "缴费年限",
    ),
    *(
        "费款所属期",
        "划入个人账户金额",
        "个人缴费金额",
        "余额",
        "摘要",
        "缴费类型",
        "到账日期",
        "收支金额",
        "备注",
        "说明",
        "ID",
        "编号",
    ),
    *(
        "公民身份证号",
        "身份证件号码",
        "身份号码",
        "居民身份证",
        "社保号",
        "社会保障卡号",
        "护照号",
        "id_card",
        "身份证号",
        "手机号",
    ),
    *(
        "银行卡号",
        "month",
        "error",
        "row",
        "told",
        "2024-01",
        "1月",
        "",
        " ",
        "合计",
        "=1+1",
        "第\n一",
        "a\tb",
        '"',
        "\x1b[31m",
    ),
)
SPAN = "202403-202405"
ACROSS = {"2024-01", "1月"}
"""Headings of a column a month."""
GOOD = {
    "姓名": ("张三", "李四", "王五", "欧阳娜娜"),
    "工号": ("00012", "A17", "20230001"),
    "地区": ("北京", "武汉", "拉萨", "上海", "420100"),
    "状态": ("在职", "退休", "灵活就业", "居民", "离职"),
    "缴费基数": ("10000", "8,000.50", "1.2万", "¥9000"),
    "月份": ("2024-08", "202408", "2024年8月"),
    "费款所属期": ("202401", "2024-02", SPAN),
    "年龄": ("66", "35岁", "71"),
    "出生年月": ("1958-03", "19580305"),
    "养老金": ("3000", "4500.5"),
    "划入个人账户金额": ("200", "143.24", "-16.00"),
}
USUAL = {"people": ("姓名", "地区", "状态", "缴费基数"), "reconcile": ("姓名", "费款所属期", "划入个人账户金额")}
ODD = (
    *(
        "",
        " ",
        "-",
        "0",
        "1",
        "-1",
        "1e5",
        "1e999",
        "nan",
        "99999999999",
        "13800138000.00",
        "2024",
        "2024-13",
        "45292",
        "武汗",
    ),
    *(
        "合计",
        "小计",
        "共3人",
        "=SUM(A1)",
        "@a",
        "+1",
        "\x00",
        "\x1b]0;a\x07",
        "a\nb",
        'a"b',
        "a,b",
        "a\tb",
        "，",
        "\ufeff",
        "\u202e",
    ),
    *(
        "１２３",
        "²",
        "一百",
        "无" * 300,
        "𰻝",
        "2024-01-01",
        "2024-02-30",
        "110101199013070011",
        "202308",
        "TRUE",
        "null",
        "\u3000",
        "\ud83d",
        "a\ude00b",
    ),
)
FORMATS = ("csv", "gbk.csv", "tsv", "jsonl", "xlsx", "parquet", "xls")
COMMANDS = (
    *(
        "batch csv",
        "batch tsv",
        "batch jsonl",
        "batch xlsx",
        "batch parquet",
        "batch csv --excel",
        "batch --dry-run",
        "batch -",
    ),
    *("batch folder", "simulate", "simulate --json", "simulate --format csv", "reconcile", "reconcile --json"),
    *(
        "reconcile --format csv",
        "reconcile --format md",
        "reconcile --letter 12393",
        "reconcile --letter 单位 --json",
        "reconcile -q",
    ),
    *("reconcile --show-mapping", "reconcile --show-mapping --json"),
)
PERSON = (
    "",
    "-r 北京 -s 在职",
    "-r 武汉 -s 退休 --age 66",
    "-r 北京 -s 在职 --base 10000",
    "-r 拉萨 -s 退休 --birth 1955-03",
)
MOST_SAID = 300
"""A table of which more is said is no beginning for others."""
TEXTS = ("csv", "gbk.csv", "tsv", "jsonl", "xls")
PIECES = (
    '"',
    "'",
    ",",
    "\n",
    "\r",
    "\t",
    "{",
    "}",
    "\\",
    "\x00",
    "\ufeff",
    "<",
    "&",
    "=",
    "a" * 200,
    "，",
    ";",
    "合计",
)


@dataclass(frozen=True)
class Table:
    """A table, how it is written, what it is given to, and where its text is changed: place, length, what instead.

    `scanned`: a text is read as a large one is.
    """

    headings: list[str]
    rows: list[list[str]]
    form: str
    command: str
    person: str
    month: bool
    title: str = "表"
    changes: list[tuple[int, int, str]] | None = None
    scanned: bool = False


def _text(chance: Random, most: int) -> str:
    return "".join(chr(chance.choice((chance.randrange(32, 127), chance.randrange(0xD800)))) for _ in range(most))


def _odd_cell(chance: Random) -> str:
    """What nobody expects in a cell: an odd value, personal numbers, alone or in a remark."""
    match chance.randrange(4):
        case 0:
            return chance.choice(ODD)
        case 1:
            return chance.choice(PERSONAL)
        case 2:
            before, after = chance.choice(("备注", "tel:", "a ", "", "、")), chance.choice(("", "。", " 元", "(旧)"))
            return before + chance.choice(PERSONAL) + after
    return ",".join(chance.choice(PERSONAL) for _ in range(chance.choice((2, 3))))


def _row(chance: Random, headings: Sequence[str]) -> list[str]:
    return [
        chance.choice(GOOD[name]) if name in GOOD and chance.random() < USUALLY else _odd_cell(chance)
        for name in headings
    ]


USUALLY = 0.9
"""The share of cells that are as they should be, where it is known how that is."""


def fresh(chance: Random) -> Table:
    """A table in which anything may stand, though most have enough good cells to be answered."""
    command = chance.choice(COMMANDS)
    usual = USUAL["reconcile" if command.startswith("reconcile") else "people"]
    if chance.random() < 1 - USUALLY:
        usual = chance.choice([*USUAL.values(), ("地区",), ()])
    more = [chance.choice(chance.choice((HEADINGS, HEADINGS, PERSONAL))) for _ in range(chance.randint(0, 5))]
    headings = [*usual, *more] or ["地区"]
    chance.shuffle(headings)
    form = chance.choice(FORMATS)
    changes = [
        (chance.randint(0, 400), chance.randint(0, 20), chance.choice((chance.choice(PIECES), _text(chance, 2))))
        for _ in range(chance.randint(0, 3))
    ]
    return Table(
        headings,
        [_row(chance, headings) for _ in range(chance.randint(0, 6))],
        form,
        command,
        chance.choice(PERSON),
        chance.random() < 0.5,
        chance.choice(("表", "2024年", "武汉", *PERSONAL[:3])),
        changes if form in TEXTS and chance.random() < 0.5 else None,
        chance.random() < 0.5,
    )


def drawn(chance: Random, case: Table | None) -> Table:
    """A new table, or one of before with a change: of its command, its form, a cell, a heading, a row."""
    if case is None:
        return fresh(chance)
    headings, rows = list(case.headings), [list(row) for row in case.rows]
    kind = chance.choice(("command", "form", "person", "cell", "heading", "row", "double", "scanned"))
    if kind == "form":
        form = chance.choice(FORMATS)
        return replace(case, form=form, changes=case.changes if form in TEXTS else None)
    if kind == "command":
        return replace(case, command=chance.choice(COMMANDS))
    if kind == "person":
        return replace(case, person=chance.choice(PERSON), month=not case.month)
    if kind == "scanned":
        return replace(case, scanned=not case.scanned)
    if kind == "heading":
        headings[chance.randrange(len(headings))] = chance.choice(chance.choice((HEADINGS, PERSONAL)))
    elif kind == "row" or not rows:
        rows.append(_row(chance, headings))
    elif kind == "double":
        rows.insert(0, list(chance.choice(rows)))
    else:
        row = chance.choice(rows)
        row[chance.randrange(len(row))] = _odd_cell(chance)
    return replace(case, headings=headings, rows=rows)


def smaller(case: Table) -> Iterator[Table]:
    """The table without a row, a column, a change; with a plain cell."""
    for place in range(len(case.rows)):
        yield replace(case, rows=case.rows[:place] + case.rows[place + 1 :])
    for place in range(len(case.headings)) if len(case.headings) > 1 else ():
        rows = [row[:place] + row[place + 1 :] for row in case.rows]
        yield replace(case, headings=case.headings[:place] + case.headings[place + 1 :], rows=rows)
    changes = case.changes or []
    for place in range(len(changes)):
        yield replace(case, changes=changes[:place] + changes[place + 1 :])
    for row, cells in enumerate(case.rows):
        for place, cell in enumerate(cells):
            if cell:
                yield replace(
                    case, rows=[*case.rows[:row], [*cells[:place], "", *cells[place + 1 :]], *case.rows[row + 1 :]]
                )
    if case.person:
        yield replace(case, person="")


def written(table: Table) -> bytes | None:
    """The file; None where the format cannot hold such a table."""
    if table.form in ("xlsx", "parquet") and any(
        "\ud800" <= sign <= "\udfff" for row in (table.headings, *table.rows) for sign in "".join(row)
    ):
        return None
    if table.form == "xlsx":
        return _workbook(table)
    if table.form == "parquet":
        return _parquet(table)
    text = _as_text(table)
    for place, length, piece in table.changes or ():
        text = text[:place] + piece + text[place + length :]
    wide = table.form.startswith("gbk")
    return text.encode("gb18030", "replace") if wide else text.encode("utf-8", "surrogatepass")


def _as_text(table: Table) -> str:
    rows = [table.headings, *table.rows]
    if table.form == "jsonl":
        objects = [dict(zip(table.headings, row, strict=True)) for row in table.rows]
        return "".join(json.dumps(item, ensure_ascii=not table.month) + "\n" for item in objects)
    if table.form == "xls":
        lines = ("".join(f"<td>{cell.replace('&', '&amp;').replace('<', '&lt;')}</td>" for cell in row) for row in rows)
        return "<html><table>" + "".join(f"<tr>{line}</tr>\n" for line in lines) + "</table></html>"
    stream = io.StringIO()
    csv.writer(stream, delimiter="\t" if table.form == "tsv" else ",", lineterminator="\n").writerows(rows)
    return stream.getvalue()


def _workbook(table: Table) -> bytes | None:
    book = Workbook()
    assert book.active is not None
    try:
        book.active.title = table.title
        for row in (table.headings, *table.rows):
            book.active.append([float(cell) if re.fullmatch(r"\d{1,11}", cell) else cell for cell in row])
    except Exception:  # control characters
        return None
    for cells in book.active.iter_rows():
        for cell in cells:
            if cell.data_type == "f":
                cell.data_type = "s"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _parquet(table: Table) -> bytes | None:
    if len(set(table.headings)) < len(table.headings):
        return None
    columns: dict[str, list[str] | list[int]] = {}
    for place, name in enumerate(table.headings):
        cells = [row[place] for row in table.rows]
        whole = bool(cells) and all(re.fullmatch(r"\d{1,18}", cell, re.ASCII) for cell in cells)
        columns[name] = list(map(int, cells)) if whole else cells
    stream = io.BytesIO()
    pl.DataFrame(columns, strict=False).write_parquet(stream)
    return stream.getvalue()


def judge(home: Path, table: Table) -> tuple[str, object]:
    """Gives a table to its command in an empty directory; the outcome. AssertionError for what is not as promised."""
    content = written(table)
    if content is None:
        return "not written", None
    for path in sorted(home.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    name, *options = table.command.split()
    form = options.pop(0) if options and not options[0].startswith("--") else ""
    (home / "in").mkdir()
    source = home / "in" / f"x.{table.form}"
    source.write_bytes(content)
    output = home / ("out" if form == "folder" else f"y.{form}")
    errors = home / "e.csv"
    words = [name, str(source.parent if form == "folder" else source), *options, *table.person.split()]
    if name == "batch":
        words += ["--month", "2024-08"] if table.month or "--base" in words else []
        words = [word for word in words if word not in ("--base", "10000")]
        words += (
            ["-o", str(output), "--errors", str(errors)]
            if form not in ("", "-")
            else ["--format", "csv"]
            if form
            else []
        )
    elif name == "simulate":
        words = [word for word in words if word not in ("--base", "10000")]
        words += ["--before", "2024-01", "--after", "2025-01"]
    elif table.month:
        words += ["--month", "2024-08"]
    with patch.object(reading, "SCANNED", 0 if table.scanned else reading.SCANNED):
        done = run(words)
    assert done.code in (0, 2, 3, 4, 5, 6), done
    assert done.code != 2 or is_complaint(done.err), done
    left = {path.name for path in home.iterdir()} - {"in"}
    if done.code == 2:
        assert not left, (left, done)
    elif name == "batch" and form not in ("", "-"):
        assert left == {output.name, errors.name}, (left, done)
    else:
        assert not left, (left, done)
    shown = (
        done.out
        + "\n"
        + done.err
        + "".join(
            map(
                _content,
                sorted(path for path in home.rglob("*") if path.is_file() and "in" not in path.relative_to(home).parts),
            )
        )
    )
    let_through = {FOREIGN} if {"工号", "编号"} & set(table.headings) else set()
    let_through |= PASSPORTS if "工号" in table.headings else set()
    assert set(shows(shown, *PERSONAL)) <= let_through, (shows(shown, *PERSONAL), done)
    if name == "simulate" and done.code in (0, 6) and options == ["--json"] and not table.changes:
        found = json.loads(done.out)
        rows = found["total"]["people"] + found["total"]["unknown"] + sum(item["rows"] for item in found["bad_rows"])
        _compare(table, rows, sum("计" in "".join(row) for row in table.rows))
    if name == "batch" and done.code in (0, 6) and not options:
        _count(table, form, output, done.out, done.err)
    said = re.sub(r"\d+|「[^」]*」", "", done.err)
    return f"{name} {done.code}", (table.command, table.form, done.code, said) if len(said) < MOST_SAID else None


def _content(path: Path) -> str:
    """All that stands in a file."""
    if path.suffix == ".xlsx":
        with zipfile.ZipFile(path) as book:
            return "\n".join(book.read(name).decode() for name in book.namelist())
    if path.suffix == ".parquet":
        frame = pl.read_parquet(path)
        return "\n".join([*frame.columns, *("\n".join(map(str, column)) for column in frame)])
    return path.read_text("utf-8-sig")


def _count(table: Table, form: str, output: Path, out: str, err: str) -> None:
    """Every row that was read is in the output, or was a sum."""
    said = re.search(r"^共 (\d+) 行:.*?(?:;合计行 (\d+) 行没有写出)?$", err, re.MULTILINE)
    assert said is not None, err
    rows, sums = int(said[1]), int(said[2] or 0)
    files = list(output.rglob("*.*")) if form == "folder" else [output] if form != "-" else []
    written = sum(map(_rows, files)) if files else _lines(out, ",")
    assert written == rows, (written, err)
    if not table.changes:
        _compare(table, rows + sums, 0)


def _compare(table: Table, rows: int, sums: int) -> None:
    """Whether so many rows came back, of a table that has rows of its own; `sums` may have been left out."""
    cells = {cell for row in table.rows for cell in row}
    if SPAN in cells or set(table.headings) & ACROSS:
        return  # a row may come back several times
    some = [row for row in table.rows if any(map(str.strip, row)) and row != table.headings]
    assert len(some) - _odd(some) - sums <= rows <= len(table.rows), (rows, sums, some)


def _odd(rows: Sequence[Sequence[str]]) -> int:
    """How many rows have nothing but signs of no width."""
    return sum(not any(cell.strip(" \ufeff\u202e\x00\u3000\t\n") for cell in row) for row in rows)


def _rows(path: Path) -> int:
    if path.suffix == ".parquet":
        return pl.read_parquet(path).height
    if path.suffix == ".jsonl":
        return len(path.read_text("utf-8").splitlines())
    if path.suffix == ".xlsx":
        from openpyxl import load_workbook

        last: int = load_workbook(path)["结果"].max_row
        return max(last - 2, 0)
    return _lines(path.read_text("utf-8-sig"), "\t" if path.suffix == ".tsv" else ",")


def _lines(text: str, delimiter: str) -> int:
    return sum(1 for _ in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)) - 1


def kept() -> list[Table]:
    """The tables of seeds/."""
    return [Table(**json.loads(path.read_text("utf-8"))) for path in sorted((HERE / "seeds").glob("*.json"))]


def _keep(table: Table) -> None:
    (HERE / "failing-table.json").write_text(json.dumps(asdict(table), indent=1), "utf-8")


def rounds(home: Path) -> Rounds[Table | None]:
    """The fuzzer, with an empty directory of its own."""

    def judged(table: Table | None) -> tuple[str, object]:
        assert table is not None
        return judge(home, table)

    def less(table: Table | None) -> Iterator[Table | None]:
        assert table is not None
        return smaller(table)

    def keep(table: Table | None) -> None:
        assert table is not None
        _keep(table)

    return Rounds("tables", [None], drawn, judged, less, keep, kept())


if __name__ == "__main__":
    with kept_open(), tempfile.TemporaryDirectory(dir=memory()) as folder:
        raise SystemExit(rounds(Path(folder)).main())
