"""The questions as tools of an assistant: each is a command with its JSON, made from the same declarations."""

from __future__ import annotations

import csv
import gc
import io
import json
from contextlib import redirect_stdout
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

from ..core.errors import InputError
from ..language import spoken, tr
from .app import root_command
from .failure import failure_document
from .options import COMMANDS, FLAG, SEVERAL, fields

if TYPE_CHECKING:
    from collections.abc import Mapping

TOOLS = {
    "estimate": "estimate",
    "compare": "compare",
    "schedule": "schedule",
    "infer": "infer",
    "reconcile": "reconcile",
    "channels": "channels",
    "regions": "regions",
    "years": "years",
    "why": "why",
    "claims": "claims",
    "rules_covered": "rules coverage",
}
"""The command behind each tool."""

_FORM = ("json", "format", "quiet", "quiet_warnings", "explain", "all")
_FILES = ("rules", "rules_after", "plot", "output", "overwrite", "file", "encoding", "sheet", "visible", "map", "year")
_NOT_ASKED = {*_FORM, *_FILES, "show_mapping", "keep_ids", "words", "no_config", "lang"}
"""Options that no assistant gives: the form is JSON, no file is read or written, numbers of people stay masked, what
is asked is named, and nobody's configuration or language but the server's counts."""
_KEPT = {("channels", "all"), ("regions", "all"), ("reconcile", "map"), ("reconcile", "year")}
_WHOLE_NUMBERS = ("age", "paid")
"""Fields that assistants write as a number; yuan are text, because a number of JSON cannot hold them."""
_ROWS = {
    "type": "array",
    "minItems": 1,
    "items": {"type": "object", "additionalProperties": {"type": "string"}},
}
_ROWS_TOLD = "明细的各行:键是列名,如 月份、划入个人账户金额、缴费基数;值是文字。列名与表格文件的认法相同。"


def document_of(tool: str) -> str:
    """The name of the tool's document in `yibao schema`."""
    return TOOLS[tool].replace("rules coverage", "rules-coverage")


def description(tool: str) -> str:
    """What the tool answers, as the help of its command begins."""
    text: str = _declared(tool).help
    return text.partition("\n\n")[0]


def input_schema(tool: str) -> dict[str, Any]:
    """The JSON Schema of what a tool takes: the options of its command."""
    helped = {item.name: getattr(item, "help", "") for item in _declared(tool).params}
    properties = {"rows": _ROWS | {"description": tr(_ROWS_TOLD)}} if tool == "reconcile" else {}
    for field, kind in _asked(tool).items():
        properties[field.rstrip("_")] = {**_type(field, kind), "description": helped[field] or ""}
    required = {"required": ["rows"]} if tool == "reconcile" else {}
    return {"type": "object", "properties": properties, **required, "additionalProperties": False}


def answer(tool: str, given: Mapping[str, Any]) -> tuple[dict[str, Any], bool]:
    """The document that answers, and True; or the document of the failure, and False."""
    try:
        return _answered(tool, given), True
    except Exception as problem:  # whatever it is, the assistant has to be told
        return dict(failure_document(problem)), False
    finally:
        gc.enable()  # commands that end with their process do without


def _answered(tool: str, given: Mapping[str, Any]) -> dict[str, Any]:
    if tool not in TOOLS:
        raise InputError("tool-unknown", value=tool, choices=tuple(TOOLS))
    home, function, kind = COMMANDS[TOOLS[tool]]
    options = kind(**_read(tool, given), json=True)
    printed = io.StringIO()
    with redirect_stdout(printed):
        getattr(import_module(f"..{home}", __name__), function)(options)
    document: dict[str, Any] = json.loads(printed.getvalue())
    return document


def _read(tool: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """What was given, as the options of the command. Raises InputError for what the schema does not allow."""
    known = {field.rstrip("_"): field for field in _asked(tool)}
    kinds = _asked(tool)
    read: dict[str, Any] = {}
    for name, value in given.items():
        if tool == "reconcile" and name == "rows":
            read["file"] = _table(value)
        elif name not in known:
            choices = (*(("rows",) if tool == "reconcile" else ()), *known)
            raise InputError("argument-unknown", field=name, value=name, choices=choices)
        else:
            read[known[name]] = _value(name, kinds[known[name]], value)
    if tool == "reconcile" and "file" not in read:
        raise InputError("argument-missing", field="rows", value="rows", help="tools/list")
    return read


def _value(name: str, kind: str, value: object) -> object:
    if kind == FLAG:
        if isinstance(value, bool):
            return value
        raise InputError("argument-type", field=name, wanted=tr(" true 或 false"), value=str(value))
    if kind == SEVERAL:
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return value
        raise InputError("argument-type", field=name, wanted=tr('文字的列表,如 ["…"]'), value=str(value))
    if name in _WHOLE_NUMBERS and isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, str):
        return value
    raise InputError("argument-type", field=name, wanted=tr('文字(加引号),如 "8000.55"'), value=str(value))


def _table(rows: object) -> bytes:
    """Rows as a table; nothing is written to a file."""
    if not (isinstance(rows, list) and rows and all(map(_is_row, rows))):
        raise InputError("argument-type", field="rows", wanted=tr("各行的列表,每行的值都是文字"), value=str(rows))
    columns = list(dict.fromkeys(name for row in rows for name in row))
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode("utf-8", "surrogatepass")


def _is_row(row: object) -> bool:
    return isinstance(row, dict) and bool(row) and all(isinstance(value, str) for value in row.values())


def _asked(tool: str) -> dict[str, str]:
    """The fields of the command that an assistant may give, and what kind each is."""
    known = fields(COMMANDS[TOOLS[tool]][2])
    return {name: kind for name, kind in known.items() if name not in _NOT_ASKED or (tool, name) in _KEPT}


def _type(field: str, kind: str) -> dict[str, Any]:
    if kind == FLAG:
        return {"type": "boolean"}
    if kind == SEVERAL:
        return {"type": "array", "items": {"type": "string"}}
    return {"type": ["string", "integer"] if field in _WHOLE_NUMBERS else "string"}


def _declared(tool: str) -> Any:
    """The command as Typer made it, with its help."""
    found = _commands(spoken())
    for word in TOOLS[tool].split():
        found = found.commands[word]
    return found


@cache
def _commands(language: str) -> Any:
    """All commands, told of in the language, which is the one that is spoken."""
    return root_command()
