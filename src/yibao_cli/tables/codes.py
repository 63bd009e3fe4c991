"""Coded columns: what a code, or the Chinese text in its place, means for us."""

import re
from functools import cache
from typing import Any

from ..core.frozen import dataclass
from ..core.literals import RowKind, Sex, Status
from ..core.text import half_width
from .cells import clean, is_absent
from .folding import data, fold

_CODE_FIRST = re.compile(
    r"([0-9]+|[A-Za-z])(?:\.0)?(?:\s*[-—–:.、·(/|]\s*(?!\d)|\s+(?!\d)|(?=[^\x00-\x7f年月日])|$)(.*)", re.DOTALL
)
"""A number at the start of a date is not a code."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a value of a coded column means for a row; None or False for what it leaves open.

    `negative`: the amount takes money back. `back`: booked later on purpose, `difference`: what had been too little.
    `fixed`: rates are sums. `left`: the person is no longer insured. `name` is the Chinese name.
    """

    name: str
    kind: RowKind | None = None
    status: Status | None = None
    flexible: bool = False
    negative: bool = False
    back: bool = False
    difference: bool = False
    fixed: bool = False
    sex: Sex | None = None
    left: bool = False


@dataclass(frozen=True, slots=True)
class CodeTable:
    """The values of one coded field: by code, by text, by a word in the text, else by its first digits."""

    codes: dict[str, Meaning]
    texts: dict[str, Meaning]
    words: tuple[tuple[str, Meaning], ...]
    prefix: int | None
    otherwise: Meaning | None

    def find(self, text: str) -> Meaning | None:
        """What a cell means ('310', '310-职工基本医疗保险' or '职工基本医疗保险'); None for an unknown one.

        A code decides, whatever text follows it.
        """
        code, name = split_code(text)
        if code:
            return self.codes.get(code) or self._by_prefix(code) or self.texts.get(fold(text)) or self.otherwise
        return self._by_text(name) or self.otherwise

    def _by_prefix(self, code: str) -> Meaning | None:
        if self.prefix is None or len(code) != 2 * self.prefix:
            return None
        return self.codes.get(code[: self.prefix])

    def _by_text(self, text: str) -> Meaning | None:
        folded = fold(text)
        found = self.texts.get(folded)
        if found is not None:
            return found
        return next((meaning for has, meaning in self.words if has in folded), None)


def split_code(text: str) -> tuple[str, str]:
    """The code at the start of a cell ('' if there is none) and the text after it.

    >>> split_code("310-职工基本医疗保险"), split_code("职工基本医疗保险"), split_code("11.0")
    (('310', '职工基本医疗保险'), ('', '职工基本医疗保险'), ('11', ''))
    """
    written = half_width(clean(text))
    match = _CODE_FIRST.fullmatch(written)
    return (match[1].upper(), match[2].rstrip(") ")) if match else ("", written)


def is_blank(text: str) -> bool:
    """Whether a coded cell is blank."""
    return is_absent(clean(text))


@cache
def code_table(field: str) -> CodeTable:
    """The table of a coded field, from headers.toml."""
    raw = data()
    entry = raw["field"][field]
    codes: dict[str, Meaning] = {}
    texts: dict[str, Meaning] = {}
    for table in entry.get("tables", (field,)):
        for code, value in raw["code"][table].items():
            meaning = _meaning(value["name"], value)
            codes.setdefault(code.upper(), meaning)
            for text in (value["name"], *value.get("also", ()), code):
                texts.setdefault(fold(text), meaning)
    words = raw["words"].get(entry.get("words", ""), ())
    return CodeTable(
        codes=codes,
        texts=texts,
        words=tuple((word["has"], _meaning("", word)) for word in words),
        prefix=entry.get("prefix"),
        otherwise=Meaning("", kind=entry["otherwise"]) if "otherwise" in entry else None,
    )


def _meaning(name: str, value: dict[str, Any]) -> Meaning:
    facts = {key: item for key, item in value.items() if key not in ("name", "also", "has")}
    return Meaning(name, **facts)
