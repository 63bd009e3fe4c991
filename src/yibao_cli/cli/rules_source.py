"""`yibao rules source`: a document that rules cite, added to sources.toml."""

import re
from collections.abc import Mapping
from typing import Any

from ..core.errors import InputError
from ..render.rule_draft import entry_lines, file_head
from ..rulebook.directory import SOURCES
from .exit_codes import ExitCode
from .inputs import read_grade
from .output import put
from .rules_writing import (
    appended,
    file_of,
    say_what_is_left,
    schema_files,
    schema_path,
    shown,
    store_with,
    write_files,
    writing_folder,
)

_ID = re.compile(r"[a-z0-9][a-z0-9-]*")


def run(id: str, texts: Mapping[str, str | None], grade: str | None, output: str | None, rules: str | None) -> int:
    """Adds the document and prints where. Raises InputError for an id that is taken or cannot be one."""
    if _ID.fullmatch(id) is None:
        raise InputError("source-id", value=id)
    folder = writing_folder(output, rules)
    if id in store_with(folder).source_tables:
        raise InputError("source-taken", value=id)
    known: dict[str, Any] = {key: text for key, text in texts.items() if text is not None}
    known |= {} if grade is None else {"grade": read_grade(grade)}
    name = f"{SOURCES}.toml"
    lines = entry_lines("source", known, f"[{id}]")
    entry = known | {key: "" for key in ("title", "grade") if key not in known}
    head = file_head(schema_path(SOURCES, SOURCES), "引用的文件,每件一次,以 id 相认。")
    text = appended(file_of(folder, name), head, lines, lambda content: content.update({id: entry}))
    write_files(folder, {**schema_files(folder, SOURCES), name: text})
    line = text.replace("\r\n", "\n").split("\n").index(f"[{id}]") + 1
    put(f"{shown(folder, name)}:{line}: 新的 [{id}]")
    if not {"title", "grade"} <= known.keys():
        say_what_is_left(folder, [name])
    return ExitCode.ANSWER
