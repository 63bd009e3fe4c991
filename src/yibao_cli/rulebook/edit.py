"""Additions to a TOML file kept by hand: lines are inserted, every other character stays as it is.

The places come from tree-sitter, as in `locate`. What comes out is read again, and has to be what was there and the
addition: else nothing is given back.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import tomli

from ..core.errors import InputError
from ..core.frozen import dataclass

if TYPE_CHECKING:
    from tree_sitter import Node


@dataclass(frozen=True)
class Element:
    """An entry of a file (a [[table]], or an inline table of an array): its first line, and the one after its last.

    Lines are counted from 0. `keys` are the lines of its keys.
    """

    first: int
    behind: int
    keys: dict[str, int]


class Text:
    """The lines of a TOML text, its entries, and changes to them."""

    def __init__(self, text: str) -> None:
        """`text` has to be TOML. A mark at its start is kept."""
        self.mark = "\ufeff" if text.startswith("\ufeff") else ""
        plain = text.removeprefix("\ufeff")
        self.newline = "\r\n" if "\r\n" in plain else "\n"
        self.content = read(plain)
        self.lines = plain.replace("\r\n", "\n").split("\n")

    @classmethod
    def new(cls) -> Text:
        """An empty text."""
        return cls("")

    def __str__(self) -> str:
        return self.mark + self.newline.join(self.lines)

    def entries(self, table: str) -> list[Element]:
        """The [[table]] entries, in order."""
        return [
            _element(node)
            for node in self._root().named_children
            if node.type == "table_array_element" and _key(node) == table
        ]

    def end_of_table(self, table: str) -> int | None:
        """The line after a [table]; None where there is none."""
        for node in self._root().named_children:
            if node.type == "table" and _key(node) == table:
                return _element(node).behind
        return None

    def array(self, key: str) -> tuple[int, list[Element]] | None:
        """The line of the end of an array of inline tables, a line each, and its elements; None if there is none.

        An array in one line is put on several first.
        """
        for node in self._root().named_children:
            if node.type != "pair" or _key(node) != key:
                continue
            array = next((child for child in node.named_children if child.type == "array"), None)
            if array is None:
                return None
            elements = [child for child in array.named_children if child.type != "comment"]
            if array.start_point.row == array.end_point.row and not elements:
                row, line = array.start_point.row, self.lines[array.start_point.row]
                self.lines[row : row + 1] = [line.replace("[]", "[").rstrip(), "]"]
                return self.array(key)
            if any(child.type != "inline_table" for child in elements):
                return None
            rows = [(child.start_point.row, child.end_point.row) for child in elements]
            alone = [array.start_point.row, *(row for row, _ in rows), array.end_point.row]
            if any(first != last for first, last in rows) or len(set(alone)) != len(alone):
                return None
            return array.end_point.row, [Element(row, row + 1, {}) for row, _ in rows]
        return None

    def put(self, line: int, block: Sequence[str]) -> int:
        """Puts a block of lines before a line, with an empty line on either side; gives the line it starts on."""
        before = [] if line == 0 or not self.lines[line - 1].strip() else [""]
        after = [] if line >= len(self.lines) or not self.lines[line].strip() else [""]
        if line >= len(self.lines):
            after = [""]  # the end of the last line
        self.lines[line:line] = [*before, *block, *after]
        return line + len(before)

    def put_lines(self, line: int, lines: Sequence[str]) -> None:
        """Puts lines before a line."""
        self.lines[line:line] = lines

    def checked(self, expected: Callable[[dict[str, Any]], None]) -> str:
        """The text as it is now, if it says what `expected` makes of what was there. Raises RuntimeError otherwise."""
        wanted = self.content
        expected(wanted)
        if read(self.newline.join(self.lines)) != wanted:
            raise RuntimeError("an addition would change something else in the file")
        return str(self)

    def _root(self) -> Node:
        from tree_sitter import Language, Parser
        from tree_sitter_toml import language

        return Parser(Language(language())).parse(in_utf8("\n".join(self.lines))).root_node


def in_utf8(text: str) -> bytes:
    """The content of a rule file. Raises InputError, with the line, for half a character: no file can hold one."""
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        line = text.count("\n", 0, error.start)
        raise InputError("half-character", value=text.split("\n")[line].strip()) from None


def read(text: str) -> dict[str, Any]:
    """What a text says, amounts as Decimal. Raises tomli.TOMLDecodeError."""
    return tomli.loads(text, parse_float=Decimal)


def _key(node: Node) -> str:
    key = next((child for child in node.named_children if child.type.endswith("_key")), None)
    return (key.text or b"").decode() if key is not None else ""


def _element(node: Node) -> Element:
    """A table with its pairs, and the comments that follow them line upon line."""
    pairs = [child for child in node.named_children if child.type == "pair"]
    behind = max([node.start_point.row, *(pair.end_point.row for pair in pairs)]) + 1
    for child in node.named_children:
        if child.type == "comment" and child.start_point.row == behind and behind < node.end_point.row:
            behind += 1
    return Element(node.start_point.row, behind, {_key(pair): pair.start_point.row for pair in pairs})
