"""The JSON Schemas of the rule files, made from the models, in draft 7: what editors of TOML read.

They say which keys there are, of which form, with titles and examples in Chinese. What only several values together,
or several files, can show (age bands without a gap, a source that is not there) is the checker's to find.
"""

import json
from datetime import date
from decimal import Decimal
from typing import Any

from pydantic import BaseModel, TypeAdapter

from ..model import amount, entries, files
from ..render.rule_keys import KEYS
from . import FILES

DIALECT = "http://json-schema.org/draft-07/schema#"
MADE_BY = "由 yibao schema --toml 生成,不要手改。"

_MODELS: dict[str, tuple[Any, str]] = {
    "rules": (files.RegionFile, "一个地区的规则文件"),
    "limits": (files.LimitsFile, "基数上下限(limits.toml)"),
    "sources": (dict[str, files.SourceTable], "引用的来源(sources.toml)"),
    "channels": (files.ChannelsFile, "查询渠道和提示(channels.toml)"),
}
_TABLES: dict[type[BaseModel], tuple[str, str]] = {
    files.RegionFile: ("", "一个地区的规则文件"),
    files.RegionTable: ("region", "地区"),
    entries.PolicyEntry: ("policy", "一种人、一段时间的规则"),
    amount.Amount: ("amount", "一个金额:定额或比例"),
    amount.AgeYuan: ("min", "一个年龄段的上限或下限"),
    amount.RoundingTable: ("rounding", "取整"),
    amount.ReductionTable: ("reduction", "按缺缴年数扣减"),
    amount.YearsBySex: ("required", "男、女各要多少年"),
    entries.TakenEntry: ("deduction", "代扣"),
    entries.DeductionEntry: ("deduction", "另缴"),
    entries.LimitsEntry: ("limits", "一个地方一段时间的基数上下限"),
    entries.WithheldEntry: ("withheld", "见到而没有采用的数"),
    entries.FigureEntry: ("average_pension", "公布的平均数"),
    entries.PostingEntry: ("posting", "何时到账"),
    entries.SwitchEntry: ("switch", "在职转退休"),
    entries.LifetimeEntry: ("lifetime", "终身待遇的缴费年限"),
    entries.RetirementAgeEntry: ("retirement_age", "法定退休年龄"),
    files.CauseEntry: ("cause", "没到账、变少的原因"),
    entries.ExampleEntry: ("example", "会被执行的例子"),
    entries.Given: ("given", "例子里的人"),
    files.ChannelEntry: ("channel", "一个查询渠道"),
    files.TipEntry: ("tip", "一条提示"),
    files.SourceTable: ("source", "一件来源"),
}
_BY_NAME = {model.__name__: words for model, words in _TABLES.items()}
_LISTS = {"limits": "一行一个地方、一段时间", "channel": "查询渠道", "tip": "提示"}


def rule_schema(name: str) -> dict[str, Any]:
    """The schema of one of FILES (JSON Schema, draft 7)."""
    model, title = _MODELS[name]
    made = TypeAdapter(model).json_schema(by_alias=True, ref_template="#/definitions/{model}")
    tables = made.pop("$defs", {})
    definitions = {key: _table(key, table) for key, table in sorted(tables.items())}
    whole = _table("RegionFile", made) if name == "rules" else _plain(made)
    if name in ("limits", "channels"):
        for key, of in whole["properties"].items():
            of["title"] = _LISTS[key]
        whole = _ordered(whole)
    return {"$schema": DIALECT, "$comment": MADE_BY} | whole | {"title": title, "definitions": definitions}


def rule_schemas() -> dict[str, dict[str, Any]]:
    """All of them, by name."""
    return {name: rule_schema(name) for name in FILES}


def schema_text(schema: dict[str, Any]) -> str:
    """A schema as it is printed and written."""
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def _table(name: str, made: dict[str, Any]) -> dict[str, Any]:
    """A table in words; a deduction may have its amount in itself."""
    words, title = _BY_NAME[name]
    properties = {key: _plain(of) for key, of in made["properties"].items()}
    if words == "deduction":
        inline = TypeAdapter(amount.Amount).json_schema(ref_template="#/definitions/{model}")["properties"]
        properties |= {key: _plain(of) for key, of in inline.items() if key in entries.DeductionEntry.OWN}
        made["required"] = [key for key in made["required"] if key != "amount"]
    for key, of in properties.items():
        known = KEYS[words][key]
        if "$ref" in of:  # draft 7 looks at nothing beside it
            of = properties[key] = {"allOf": [of]}
        of["title"] = known.title
        if known.example is not None:
            of["examples"] = [_as_json(known.example)]
    table = _plain(made) | {"title": title, "properties": {key: properties[key] for key in KEYS[words]}}
    return _ordered(table)


def _ordered(table: dict[str, Any]) -> dict[str, Any]:
    first = ("title", "type", "additionalProperties", "required", "properties")
    return {key: table[key] for key in first if key in table} | {k: v for k, v in table.items() if k not in first}


def _plain(part: Any) -> Any:
    """A schema without what TOML has no word for (null), without made-up titles and Python's remarks and defaults."""
    if isinstance(part, list):
        return [_plain(item) for item in part]
    if not isinstance(part, dict):
        return part
    kept = {key: _plain(value) for key, value in part.items() if key not in ("title", "description", "default")}
    if "properties" in part:
        kept["properties"] = {key: _plain(value) for key, value in part["properties"].items()}
    if "anyOf" in kept:
        choices = [choice for outer in kept.pop("anyOf") for choice in outer.get("anyOf", [outer])]
        choices = [choice for choice in choices if choice != {"type": "null"}]
        kept |= choices[0] if len(choices) == 1 else {"anyOf": choices}
    return dict(sorted(kept.items()))  # versions of Pydantic differ in the order


def _as_json(example: Any) -> Any:
    """An example as JSON has it: days are text, amounts numbers."""
    if isinstance(example, Decimal):
        return int(example) if example == int(example) else float(example)
    return example.isoformat() if isinstance(example, date) else example
