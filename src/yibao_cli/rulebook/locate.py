"""On which line of a TOML text a value stands. tomli does not tell, and a rule keeper needs it.

The places come from tree-sitter's parser of TOML, which knows them. It is imported and run when there is something to
report; what a text means is tomli's to say, here only keys and their lines are read.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any

import tomli

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

Path = tuple[str | int, ...]

_KEYS = ("bare_key", "quoted_key", "dotted_key")
_TABLES = ("table", "table_array_element")


class Lines:
    """The line of each table, key and array element of a TOML text.

    A path is what tomli's result is indexed with: ("retiree", 0, "pooled", 1, "yuan"). A text that tomli reads and
    tree-sitter reads in part (a form newer than TOML 1.0) has fewer places; what has none gets that of what is around.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._found: dict[Path, int] = {(): 1}
        self._open: set[Path] = set()

    @classmethod
    def read(cls, path: FilePath) -> Lines:
        """Those of a file that was read before; all of it is line 1 where it cannot be read any more."""
        try:
            return cls(path.read_text(encoding="utf-8-sig"))
        except (OSError, UnicodeDecodeError):
            return cls("")

    def of(self, path: Path) -> int:
        """The line of `path` (1-based), or of the nearest table around it."""
        for length in range(len(path) + 1):
            if path[:length] not in self._open:
                self._enter(path[:length])
        while path not in self._found:
            path = path[:-1]
        return self._found[path]

    @cached_property
    def _tables(self) -> dict[Path, list[Node]]:
        """The nodes whose key and value pairs belong to a table; the headers are noted on the way."""
        from tree_sitter import Language, Parser
        from tree_sitter_toml import language

        root = Parser(Language(language())).parse(self._text.encode("utf-8", "replace")).root_node
        tables: dict[Path, list[Node]] = defaultdict(list, {(): [root]})
        last: dict[Path, int] = {}
        for node in _inside(root):
            key = next((child for child in node.children if child.type in _KEYS), None)
            if node.type not in _TABLES or key is None:
                continue
            path: Path = ()
            *outer, name = _parts(key)
            for part in outer:
                path = (*path, part)
                if path in last:
                    path = (*path, last[path])
                self._note(path, key)
            path = (*path, name)
            if node.type == "table_array_element":
                self._note(path, key)
                last[path] = last.get(path, -1) + 1
                path = (*path, last[path])
            self._note(path, key)
            tables[path].append(node)
        return tables

    def _enter(self, table: Path) -> None:
        """Notes everything in the pairs of one table."""
        self._open.add(table)
        for node in self._tables.get(table, ()):
            waiting = [(table, pair) for pair in _inside(node) if pair.type == "pair"]
            while waiting:
                path, item = waiting.pop()
                if item.type == "pair":
                    key = next((child for child in item.children if child.type in _KEYS), None)
                    if key is None:
                        continue
                    for part in _parts(key):
                        path = (*path, part)
                        self._note(path, key)
                    waiting += [
                        (path, child) for child in item.named_children if child.type in ("array", "inline_table")
                    ]
                elif item.type == "inline_table":
                    waiting += [(path, child) for child in _inside(item) if child.type == "pair"]
                else:
                    elements = (child for child in _inside(item) if child.type != "comment")
                    for index, child in enumerate(elements):
                        self._note((*path, index), child)
                        waiting.append(((*path, index), child))

    def _note(self, path: Path, node: Node) -> None:
        self._found.setdefault(path, node.start_point.row + 1)


def _inside(node: Node) -> Iterator[Node]:
    """What a node is made of, but for what the parser made nothing of."""
    return (child for child in node.named_children if not child.is_error)


def _parts(key: Node) -> list[str]:
    """The parts of a possibly dotted key."""
    written = (key.text or b"").decode()
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
