"""The text of a new rule file or entry: known values filled in, the others left empty with a comment each."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from .rule_keys import KEYS

ENTRY_KEYS: dict[str, tuple[str, ...]] = {
    "region": ("name", "name_en", "adcode"),
    "policy": ("plan", "group", "from", "seen", "to", "title", "own", "employer", "pooled", "grade", "sources",
               "confirmed", "note"),
    "posting": ("from", "to", "status", "every", "first_day", "last_day", "lag", "grade", "sources", "note"),
    "source": ("title", "publisher", "date", "url", "grade", "note"),
    "limits": ("region", "from", "seen", "to", "floor", "ceiling", "kind", "grade", "sources", "confirmed", "note"),
}  # fmt: skip
"""Keys of an entry in the order of a notice: those that most entries have."""
REQUIRED = frozenset({"title", "grade", "sources", "name", "name_en", "adcode"})
"""Left empty where nothing is known: the checker then says so, with the line."""
_PLACEHOLDERS = {
    "own": '{ rate = "2%", of = "base" }',
    "employer": '{ rate = "1%", of = "base" }',
    "pooled": '[{ age = "<70", yuan = 100 }, { age = ">=70", yuan = 110 }]',
}
_WIDEST = 118
TO_FILL_IN = "照通知填:# 后面的是说明,填好的行去掉 #,不需要的行删去;写完运行 yibao rules check。"
NEW_PLACES = "程序的地区表里没有的地方:地区 id、行政区划代码、全称。"
CITED = "引用的文件,每件一次,以 id 相认。"
BASE_LIMITS = "职工医保缴费基数的下限和上限:一个地方一段时间一行。"
"""What stands at the head of a new file; comments in rule files are Chinese, as the files are."""


def toml(value: Any) -> str:
    """A value as TOML writes it; a table or a list in one line."""
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{key} = {toml(item)}" for key, item in value.items()) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(toml, value)) + "]"
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value.isoformat() if isinstance(value, date) else str(value)


def entry_lines(table: str, filled: Mapping[str, Any], header: str, wanted: Iterable[str] = ()) -> list[str]:
    """The lines of an entry: its header, then its keys in order.

    `table` as in KEYS. What is `filled` stands as it is. Required values that are not known are left empty, those
    `wanted` besides become comments; both say what belongs there.
    """
    lines = [header]
    order = ENTRY_KEYS[table]
    wanted = set(wanted)
    for key in sorted({*order, *filled}, key=lambda key: order.index(key) if key in order else len(order)):
        if key in filled:
            lines += _filled(key, filled[key])
        elif key in REQUIRED:
            empty = "[]" if key == "sources" else '""'
            lines.append(f"{key} = {empty}  # {KEYS[table][key].title}")
        elif key in wanted:
            example = KEYS[table][key].example
            shown = _PLACEHOLDERS.get(key) if example is None else toml(example)
            lines.append(f"# {key} = {shown}  # {KEYS[table][key].title}")
    return lines


def _filled(key: str, value: Any) -> list[str]:
    """A key and its value; tables of a list get a line each, as age bands have in a notice."""
    line = f"{key} = {toml(value)}"
    if isinstance(value, list | tuple) and len(value) > 1 and isinstance(value[0], Mapping):
        return [f"{key} = [", *(f"  {toml(item)}," for item in value), "]"]
    if isinstance(value, list | tuple) and len(line) > _WIDEST:
        return [f"{key} = [", *(f"  {toml(item)}," for item in value), "]"]
    return [line]


def elsewhere(name: str) -> str:
    """A comment over what belongs into another file."""
    return f"# 另写在 {name}:"


def inherited(id: str, title: str | None) -> str:
    """A comment over an entry of the file `id` of a province (or, without a title, the country)."""
    return f"# {id}.toml({title or '全国'})在这里也管用;要改才去掉 #。"


def file_head(schema: str, remark: str = "") -> list[str]:
    """The first lines of a new file: where editors find its schema, and how to go on."""
    return [f"#:schema {schema}", *([f"# {remark}"] if remark else [])]


def limits_line(values: Mapping[str, Any]) -> str:
    """A line of limits.toml."""
    order = ENTRY_KEYS["limits"]
    kept = {key: values[key] for key in order if values.get(key) is not None}
    return f"  {toml(kept)},"


def joined(*blocks: Sequence[str]) -> str:
    """Blocks of lines with an empty line between them, as a file."""
    return "\n\n".join("\n".join(block) for block in blocks if block) + "\n"
