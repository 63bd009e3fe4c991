"""`yibao rules source`: a document that rules cite, added to sources.toml."""

import re
from typing import Any

from ..core.errors import InputError
from ..language import tr
from ..render.rule_draft import CITED, entry_lines, file_head
from ..rulebook.directory import SOURCES
from .exit_codes import ExitCode
from .inputs import read_grade
from .options import RulesSourceOptions
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

TEXTS = ("title", "publisher", "date", "url", "note")
_ID = re.compile(r"[a-z0-9][a-z0-9-]*")


def run(options: RulesSourceOptions) -> int:
    """Adds the document and prints where. Raises InputError for an id that is taken or cannot be one."""
    id = options.id
    if _ID.fullmatch(id) is None:
        raise InputError("source-id", value=id)
    folder = writing_folder(options.output, options.rules)
    if id in store_with(folder).source_tables:
        raise InputError("source-taken", value=id)
    texts = {key: getattr(options, key) for key in TEXTS}
    known: dict[str, Any] = {key: text for key, text in texts.items() if text is not None}
    known |= {} if options.grade is None else {"grade": read_grade(options.grade)}
    name = f"{SOURCES}.toml"
    lines = entry_lines("source", known, f"[{id}]")
    entry = known | {key: "" for key in ("title", "grade") if key not in known}
    head = file_head(schema_path(SOURCES, SOURCES), CITED)
    text = appended(file_of(folder, name), head, lines, lambda content: content.update({id: entry}))
    write_files(folder, {**schema_files(folder, SOURCES), name: text})
    line = text.replace("\r\n", "\n").split("\n").index(f"[{id}]") + 1
    put(tr("{shown}:{line}: 新的 [{id}]", shown=shown(folder, name), line=line, id=id))
    if not {"title", "grade"} <= known.keys():
        say_what_is_left(folder, [name])
    return ExitCode.ANSWER
