"""On which line of a TOML text a value stands. tomllib does not tell, and a rule keeper needs it."""

import re

Path = tuple[str | int, ...]

_HEADER = re.compile(r"(\[\[?)\s*([^\]#]+?)\s*\]\]?")


class Lines:
    """The line of each table, key and array element of a TOML text that parses.

    A path is what tomllib's result is indexed with: ("retiree", 0, "pooled", 1, "yuan").
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._found: dict[Path, int] = {(): 1}
        self._read()

    def of(self, path: Path) -> int:
        """The line of `path`, or of the nearest table around it."""
        while path not in self._found:
            path = path[:-1]
        return self._found[path]

    def _read(self) -> None:
        table: Path = ()
        counts: dict[Path, int] = {}
        while self._skip_blank():
            header = _HEADER.match(self._text, self._at) if self._text[self._at] == "[" else None
            if header:
                name = tuple(_split_key(header[2]))
                if header[1] == "[[":
                    self._note(name)
                    counts[name] = counts.get(name, -1) + 1
                    table = (*name, counts[name])
                else:
                    table = name
                self._note(table)
                self._at = header.end()
            else:
                self._pair(table)

    def _note(self, path: Path) -> None:
        self._found.setdefault(path, self._text.count("\n", 0, self._at) + 1)

    def _skip_blank(self, also: str = "") -> bool:
        """Moves over white space, comments and the characters in `also`; False at the end."""
        while self._at < len(self._text):
            char = self._text[self._at]
            if char == "#":
                end = self._text.find("\n", self._at)
                self._at = len(self._text) if end < 0 else end
            elif char.isspace() or char in also:
                self._at += 1
            else:
                return True
        return False

    def _pair(self, table: Path) -> None:
        start = self._at
        while self._text[self._at] != "=":
            self._at = self._after_string() if self._text[self._at] in "\"'" else self._at + 1
        path = (*table, *_split_key(self._text[start : self._at]))
        end, self._at = self._at, start
        self._note(path)
        self._at = end + 1
        self._skip_blank()
        self._value(path)

    def _value(self, path: Path) -> None:
        char = self._text[self._at]
        if char == "[":
            self._at += 1
            index = 0
            while self._skip_blank(",") and self._text[self._at] != "]":
                self._note((*path, index))
                self._value((*path, index))
                index += 1
            self._at += 1
        elif char == "{":
            self._at += 1
            while self._skip_blank(",") and self._text[self._at] != "}":
                self._pair(path)
            self._at += 1
        elif char in "\"'":
            self._at = self._after_string()
        else:
            while self._at < len(self._text) and self._text[self._at] not in ",]}#\n":
                self._at += 1

    def _after_string(self) -> int:
        quote = self._text[self._at]
        if self._text.startswith(quote * 3, self._at):
            return self._text.index(quote * 3, self._at + 3) + 3
        at = self._at + 1
        while self._text[at] != quote:
            at += 2 if self._text[at] == "\\" and quote == '"' else 1
        return at + 1


def _split_key(written: str) -> list[str]:
    """The parts of a possibly dotted key; quoted parts keep their dots."""
    return [part.strip("\"'") for part in re.findall(r"\"[^\"]*\"|'[^']*'|[A-Za-z0-9_-]+", written)]
