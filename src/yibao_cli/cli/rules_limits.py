"""`yibao rules limits`: a table of base limits into limits.toml, shown before it is written."""

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, get_args

from ..core.errors import InputError
from ..core.frozen import dataclass
from ..core.literals import LimitsKind
from ..core.month import Month
from ..core.source import GRADES
from ..language import spoken, tr
from ..model.entries import LimitsEntry
from ..render import words
from ..render.problems import problem_text
from ..render.rule_draft import BASE_LIMITS, file_head, limits_line, toml
from ..rulebook.check import check
from ..rulebook.directory import LIMITS, REGIONS, SOURCES
from ..rulebook.edit import Text, read
from ..rulebook.toml_store import TomlStore
from ..sheets import Sheet, open_book
from ..tables.cells import clean, moment, money
from ..tables.cells import text as cell_text
from .ask import can_ask
from .exit_codes import ExitCode
from .inputs import read_grade
from .options import RulesLimitsOptions
from .output import put, say
from .rules_writing import (
    file_of,
    read_text,
    schema_files,
    schema_path,
    shown,
    store_with,
    write_files,
    writing_folder,
)

SEARCHED = 30
"""Rows among which the headings are looked for."""
_NAMES: dict[str, tuple[str, ...]] = {
    "region": ("region", "地区", "统筹区", "统筹地区", "参保地", "城市", "adcode", "行政区划代码"),
    "from": ("from", "起", "起始", "起始日", "起始日期", "开始", "开始日期", "执行日期", "施行日期", "生效日期"),
    "seen": ("seen", "见到", "见于"),
    "to": ("to",),
    "last": ("last", "lastday", "through", "止", "至", "到", "终止", "结束", "截止", "结束日期", "截止日期"),
    "floor": ("floor", "下限", "缴费基数下限", "基数下限", "最低基数"),
    "ceiling": ("ceiling", "上限", "缴费基数上限", "基数上限", "最高基数"),
    "sources": ("source", "sources", "来源", "依据"),
    "kind": ("kind", "险种"),
    "grade": ("grade", "等级", "依据等级"),
    "confirmed": ("confirmed", "最后确认"),
    "note": ("note", "备注", "说明"),
}
_KINDS = {"医保": "medical", "医疗": "medical", "医疗保险": "medical", "职工医保": "medical", "几个险种": "all",
          "五险": "all", "社保": "unnamed", "没有写明": "unnamed"}  # fmt: skip
_HEADING = {re.sub(r"\s", "", name): field for field, names in _NAMES.items() for name in names}


@dataclass(frozen=True)
class Row:
    """A row of the table: its number, and the values of a line of limits.toml."""

    line: int
    values: Mapping[str, Any]

    @property
    def start(self) -> date:
        """The day from which it holds."""
        day: date = self.values.get("from") or self.values["seen"]
        return day


def run(options: RulesLimitsOptions) -> int:
    """Shows the change; writes it if asked to. Raises InputError for a table that cannot be read or contradicts."""
    file = options.file
    folder = writing_folder(options.output, options.rules)
    store = store_with(folder)
    name = f"{LIMITS}.toml"
    kind = _kind(options.kind, "--kind") if options.kind else "unnamed"
    rows = _rows(file, options.sheet, store, kind, read_grade(options.grade))
    path = file_of(folder, name)
    text = Text("limits = [\n]\n") if path is None else read_text(path)
    fresh = [row for row in rows if not _is_there(row, text, store, file)]
    if not fresh:
        say(tr("表里的限额都已经有了,没有改动。"))
        return ExitCode.ANSWER
    for row in fresh:
        _put(row, text, store, name)
    values = [dict(row.values) for row in fresh]
    final = text.checked(lambda content: content.update(limits=_merged(content.get("limits", []), values, store)))
    if path is None:
        head = file_head(schema_path(LIMITS, LIMITS), BASE_LIMITS)
        final = "\n".join(head) + "\n" + final
    _refuse_problems(folder, final, file, fresh)
    for row in fresh:
        put(f"+ {_in_words(row, store)}")
    if not options.yes:
        if not can_ask(options):
            raise InputError("limits-unconfirmed")
        import typer

        if not typer.confirm(tr("写进 {shown}?", shown=shown(folder, name)), err=True):
            return ExitCode.ANSWER
    write_files(folder, {**schema_files(folder, LIMITS), name: final})
    told = {"written": len(fresh), "file": shown(folder, name), "known": len(rows) - len(fresh)}
    if told["known"]:
        say(tr("写了 {written} 行:{file},另有 {known} 行已经有了", **told))
    else:
        say(tr("写了 {written} 行:{file}", **told))
    return ExitCode.ANSWER


def _rows(file: str, wanted: str | None, store: TomlStore, kind: str, grade: str | None) -> list[Row]:
    book = open_book(file)
    sheets = [sheet for sheet in book.sheets if (sheet.name == wanted if wanted else sheet.shown)]
    if wanted and not sheets:
        raise InputError("sheet-unknown", file=book.name, value=wanted, choices=tuple(s.name for s in book.sheets))
    for sheet in sheets:
        found = _headings(sheet)
        if found is not None:
            last, columns = found
            rows = [
                _row(line, cells, columns, store, kind, grade)
                for line, cells in sheet.rows()
                if line > last and any(map(str.strip, cells))
            ]
            if not rows:
                raise InputError("table-no-rows", file=book.name, line=last)
            return rows
    raise InputError("limits-headings", file=book.name)


def _headings(sheet: Sheet) -> tuple[int, dict[str, tuple[int, str]]] | None:
    for line, cells in sheet.head(SEARCHED):
        columns: dict[str, tuple[int, str]] = {}
        for place, cell in enumerate(cells):
            field = _HEADING.get(re.sub(r"\s|[((].*[))]", "", clean(cell)).lower())
            if field is not None:
                columns.setdefault(field, (place, cell.strip()))
        if (
            {"region", "sources"} <= columns.keys()
            and columns.keys() & {"from", "seen"}
            and columns.keys() & {"floor", "ceiling"}
        ):
            return line, columns
    return None


def _row(
    line: int,
    cells: Sequence[str],
    columns: Mapping[str, tuple[int, str]],
    store: TomlStore,
    kind: str,
    grade: str | None,
) -> Row:
    """Raises InputError that names the row."""

    def cell(field: str) -> str:
        place, _ = columns.get(field, (len(cells), ""))
        return cell_text(cells[place]) if place < len(cells) else ""

    def called(field: str) -> str:
        return columns[field][1]

    try:
        values: dict[str, Any] = {"region": store.places.find(cell("region")).id}
        for field in ("from", "seen"):
            if cell(field):
                day = moment(cell(field), called(field))
                assert day is not None
                values[field] = date(day.year, day.month, 1) if isinstance(day, Month) else day
                break
        else:
            raise InputError("cell-day", field=called("from" if "from" in columns else "seen"), value="")
        if cell("to"):
            values["to"] = _end(cell("to"), called("to"), inclusive=False)
        elif cell("last"):
            values["to"] = _end(cell("last"), called("last"), inclusive=True)
        for field in ("floor", "ceiling"):
            if cell(field):
                values[field] = money(cell(field), called(field))
        values["kind"] = _kind(cell("kind"), called("kind")) if cell("kind") else kind
        values["sources"] = [id.strip() for id in re.split(r"[,,、;;\s]+", cell("sources")) if id.strip()]
        cited = [store.source_tables[id].grade for id in values["sources"] if id in store.source_tables]
        values["grade"] = (
            read_grade(cell("grade")) if cell("grade") else grade or max(cited or ["unverified"], key=GRADES.index)
        )
        if cell("confirmed"):
            values["confirmed"] = moment(cell("confirmed"), called("confirmed"))
        if cell("note"):
            values["note"] = cell("note")
    except InputError as problem:
        from ..render.messages import error

        why = re.sub(r"^--region[::] ?", "", error(problem))
        raise InputError("limits-row", line=line, why=why) from None
    return Row(line, values)


def _end(cell: str, column: str, inclusive: bool) -> date:
    """The first day on which it no longer holds. A column of last days that names a first of a month is not guessed."""
    day = moment(cell, column)
    assert day is not None
    if isinstance(day, Month):
        last = day.plus(1) if inclusive else day
        return date(last.year, last.month, 1)
    if not inclusive:
        return day
    if day.day == 1:
        raise InputError("limits-end", field=column, value=cell, last=str(day - timedelta(days=1)), day=str(day))
    return day + timedelta(days=1)


def _kind(word: str, field: str) -> str:
    found = _KINDS.get(word.strip(), word.strip())
    if found not in get_args(LimitsKind):
        raise InputError(
            "limits-kind",
            field=field,
            value=word,
            choices=(*get_args(LimitsKind), *(_KINDS if spoken() == "zh" else ())),
        )
    return found


def _is_there(row: Row, text: Text, store: TomlStore, file: str) -> bool:
    """Whether the line is there already, here or in the rules below.

    Raises InputError where the directory itself says something else; a line of the rules below is replaced.
    """
    for known in text.content.get("limits", []):
        places = [known.get("region"), *known.get("regions", ())]
        start = known.get("from") or known.get("seen")
        if row.values["region"] not in places or start != row.start or known.get("status") or known.get("group"):
            continue
        wrong = [key for key in ("floor", "ceiling", "to") if key in row.values and row.values[key] != known.get(key)]
        if wrong:
            facts = {"line": row.line, "region": row.values["region"], "start": str(start)}
            raise InputError("limits-contradict", **facts, known=_amounts(known), given=_amounts(row.values))
        return True
    below = _below(row, store)
    return below is not None and all(row.values.get(key, value) == value for key, value in _said(below).items())


def _said(item: LimitsEntry) -> dict[str, Any]:
    floor, ceiling = item.amounts
    return {"floor": floor, "ceiling": ceiling, "to": item.to}


def _below(row: Row, store: TomlStore) -> LimitsEntry | None:
    """The line of the rules in effect with the same place and start."""
    return next(
        (
            item
            for item in store.limits.get(row.values["region"], ())
            if (item.from_ or item.seen) == row.start and not item.statuses and item.group is None
        ),
        None,
    )


def _put(row: Row, text: Text, store: TomlStore, name: str) -> None:
    """Puts a line in by the code of the place, then by time."""
    line = limits_line(row.values)
    current = read("\n".join(text.lines)).get("limits", [])
    place = _place(current, row.values, store)
    if (array := text.array(LIMITS)) is not None:
        end, elements = array
        if elements and not text.lines[elements[-1].first].split("#")[0].rstrip().endswith(","):
            raise InputError("limits-form", file=name)
        text.put_lines(_above(text, elements[place].first) if place < len(elements) else end, [line])
    elif elements := text.entries(LIMITS):
        pairs = read(f"x = [{line}]")["x"][0]
        block = [f"[[{LIMITS}]]", *(f"{key} = {toml(value)}" for key, value in pairs.items())]
        text.put(_above(text, elements[place].first) if place < len(elements) else elements[-1].behind, block)
    else:
        raise InputError("limits-form", file=name)


def _above(text: Text, line: int) -> int:
    """Above the comment that heads a line."""
    while line and text.lines[line - 1].lstrip().startswith("#"):
        line -= 1
    return line


def _place(current: Sequence[Mapping[str, Any]], values: Mapping[str, Any], store: TomlStore) -> int:
    """After the last line of the same place that begins earlier, else after the last of a place with a lower code."""
    mine = _order(values, store)
    return max((place + 1 for place, known in enumerate(current) if _order(known, store) <= mine), default=0)


def _order(values: Mapping[str, Any], store: TomlStore) -> tuple[str, date]:
    id = values.get("region") or next(iter(values.get("regions", ("",))))
    code = store.names[id].adcode if id in store.names else "999999"
    return code, values.get("from") or values.get("seen") or date.min


def _merged(known: Sequence[Mapping[str, Any]], fresh: Sequence[Mapping[str, Any]], store: TomlStore) -> list[Any]:
    found: list[Any] = list(known)
    for values in fresh:
        found.insert(_place(found, values, store), {key: value for key, value in values.items() if value is not None})
    return found


def _refuse_problems(folder: Path, text: str, file: str, rows: Sequence[Row]) -> None:
    """Checks limits.toml as it would be. Raises InputError for the first problem."""
    with TemporaryDirectory() as scratch:
        root = Path(scratch)
        for table in (REGIONS, SOURCES):
            with suppress(OSError):
                (root / f"{table}.toml").write_bytes((folder / f"{table}.toml").read_bytes())
        (root / f"{LIMITS}.toml").write_text(text, encoding="utf-8")
        problems = check(root, [root / f"{LIMITS}.toml"])
    if problems:
        lines = text.replace("\r\n", "\n").split("\n")
        written = lines[problems[0].line - 1].strip()
        number = next((row.line for row in rows if limits_line(row.values).strip() == written), None)
        where = tr("第 {number} 行:", number=number) if number else f"{written[:60]}…:"
        raise InputError("limits-table", file=file, why=where + problem_text(problems[0]))


def _amounts(values: Mapping[str, Any]) -> str:
    floor, ceiling = (f"{values[key]:.2f}" if values.get(key) else "" for key in ("floor", "ceiling"))
    if floor and ceiling:
        amounts = tr("下限 {floor} 上限 {ceiling}", floor=floor, ceiling=ceiling)
    else:
        amounts = tr("下限 {floor}", floor=floor) if floor else tr("上限 {ceiling}", ceiling=ceiling)
    return tr("{amounts} 到 {to}", amounts=amounts, to=values["to"]) if values.get("to") else amounts


def _in_words(row: Row, store: TomlStore) -> str:
    """A line in words, and how it differs from the one before it."""
    region = row.values["region"]
    former = [
        item
        for item in store.limits.get(region, ())
        if not item.statuses and (item.from_ or item.seen or date.max) < row.start
    ]
    said = tr(
        "{place}从 {start} 起:{amounts}",
        place=words.place(store.places.regions[region], region),
        start=row.start,
        amounts=_amounts(row.values),
    )
    if former:
        floor, ceiling = former[-1].amounts
        changes = [
            f"{word} {_change(old, row.values[key])}"
            for key, word, old in (("floor", tr("下限"), floor), ("ceiling", tr("上限"), ceiling))
            if old and row.values.get(key)
        ]
        said += tr("(比上一段:{changes})", changes=tr("、").join(changes)) if changes else ""
    if (below := _below(row, store)) is not None:
        said += tr("(代替自带的:{amounts})", amounts=_amounts(_said(below)))
    return said


def _change(old: Decimal, new: Decimal) -> str:
    return f"{(new / old - 1) * 100:+.1f}%"
