"""On which line of a TOML text a value stands. tomli does not tell, and a rule keeper needs it.

The places come from tree-sitter's parser of TOML, which knows them. It is imported and run when there is something to
report; what a text means is tomli's to say, here only keys and their lines are read.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property, lru_cache

import tomli

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path as FilePath
    from typing import Any

    from tree_sitter import Node

Path = tuple[str | int, ...]

_KEYS = ("bare_key", "quoted_key", "dotted_key")
_TABLES = ("table", "table_array_element")
_HOLDERS = ("document", *_TABLES, "array", "inline_table")


class Lines:
    """The line of each table, key and array element of a TOML text.

    A path is what tomli's result is indexed with: ("retiree", 0, "pooled", 1, "yuan"). A text that tomli reads and
    tree-sitter reads in part (a form newer than TOML 1.0) has fewer places; what has none gets that of what is around.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._found: dict[Path, int] = {(): 1}

    @classmethod
    def read(cls, path: FilePath) -> Lines:
        """Those of a file that was read before; all of it is line 1 where it cannot be read any more."""
        try:
            return cls(path.read_text(encoding="utf-8-sig"))
        except (OSError, UnicodeDecodeError):
            return cls("")

    def of(self, path: Path) -> int:
        """The line of `path` (1-based), or of the nearest table around it."""
        for length in range(len(path)):
            for node in self._unread.pop(path[:length], ()):
                self._read(path[:length], node)
        while path not in self._found:
            path = path[:-1]
        return self._found[path]

    @cached_property
    def _unread(self) -> dict[Path, list[Node]]:
        """The nodes not yet looked into, by what they are of; the headers of tables are noted on the way."""
        from tree_sitter import Language, Parser
        from tree_sitter_toml import language

        root = Parser(Language(language())).parse(self._text.encode("utf-8", "replace")).root_node
        unread: dict[Path, list[Node]] = defaultdict(list, {(): [root]})
        last: dict[Path, int] = {}
        for node in root.named_children:
            kind = node.type
            if kind not in _TABLES or (key := _key(node)) is None:
                continue
            path: Path = ()
            *outer, name = _parts(key.text)
            for part in outer:
                path = (*path, part)
                if path in last:
                    path = (*path, last[path])
                self._note(path, key)
            path = (*path, name)
            if kind == "table_array_element":
                self._note(path, key)
                last[path] = last.get(path, -1) + 1
                path = (*path, last[path])
            self._note(path, key)
            unread[path].append(node)
        return unread

    def _read(self, path: Path, node: Node) -> None:
        """Notes the keys of a table, or the elements of an array; what they hold is left for later."""
        value = node.named_child(node.named_child_count - 1) if node.type == "pair" else node
        if value is None or value.type not in _HOLDERS:
            return
        if value.type == "array":
            elements = (child for child in value.named_children if child.type != "comment" and not child.is_error)
            for index, child in enumerate(elements):
                self._note((*path, index), child)
                self._unread[*path, index].append(child)
            return
        for pair in value.named_children:
            if pair.type != "pair" or (key := _key(pair)) is None:
                continue
            inner = path
            for part in _parts(key.text):
                inner = (*inner, part)
                self._note(inner, key)
            self._unread[inner].append(pair)

    def _note(self, path: Path, node: Node) -> None:
        if path not in self._found:
            self._found[path] = node.start_point.row + 1


def _key(node: Node) -> Node | None:
    """The key of a pair, or of the header of a table."""
    first = node.named_child(0)
    if first is not None and first.type in _KEYS:
        return first
    return next((child for child in node.named_children if child.type in _KEYS), None)


@lru_cache(1024)
def _parts(key: bytes | None) -> list[str]:
    """The parts of a possibly dotted key."""
    written = (key or b"").decode()
    if '"' not in written and "'" not in written:
        return [part.strip() for part in written.split(".")]
    try:
        value: Any = tomli.loads(f"{written} = 0")
    except tomli.TOMLDecodeError:
        return [written]
    parts = []
    while isinstance(value, dict):
        ((part, value),) = value.items()
        parts.append(part)
    return parts
