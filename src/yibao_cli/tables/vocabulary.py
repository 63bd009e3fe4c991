"""The fields a file may have and the names its columns may bear, from headers.toml."""

import re
from functools import cache
from typing import Any, Literal

from ..core.frozen import dataclass
from ..language import spoken
from .folding import data, fold

FieldType = Literal["text", "code", "money", "rate", "month", "day", "count"]
TWIN = "_name"
"""A column of codes may have a twin with the Chinese text: `scheme` and `scheme_name`."""
IGNORE = "ignore"

_PLATFORM_NAME = re.compile(r"[a-z]+(?:_[a-z]+)+|[a-z]+")


@dataclass(frozen=True, slots=True)
class Field:
    """A field by its canonical name; `label` is its name in Chinese. `personal`: numbers that name a person."""

    name: str
    label: str
    type: FieldType
    personal: bool = False

    @property
    def shown(self) -> str:
        """The field for people: `label`, or, for those who read no Chinese, its name; `--map` takes both."""
        return self.label if spoken() == "zh" else self.name


@dataclass(frozen=True, slots=True)
class Match:
    """What a name of a column stands for. The lower `rank`, the better the name."""

    field: str
    rank: int


@dataclass(frozen=True, slots=True)
class HeaderGroup:
    """Upper headers with `has` in them turn the fields below into others; '' takes a column out."""

    has: str
    moves: dict[str, str]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All fields, and every folded name with the field it stands for and how good a name it is.

    `said`: folded names that only a user gives, with their fields. `employee`: those of numbers that employers give.
    """

    fields: dict[str, Field]
    aliases: dict[str, tuple[str, str, int]]
    said: dict[str, str]
    employee: frozenset[str]
    groups: tuple[HeaderGroup, ...]
    totals: frozenset[str]
    titles: tuple[str, ...]
    fillers: tuple[str, ...]

    def match(self, text: str) -> Match | None:
        """The field that a column of that name holds; None where no name fits."""
        found = self.aliases.get(fold(text))
        if found is None:
            return None
        field, alias, tier = found
        return Match(field, 2 * tier + (alias != text.strip()))

    def is_personal(self, text: str) -> bool:
        """Whether a column of that name holds numbers that name people."""
        match = self.match(text)
        return match is not None and self.fields[match.field].personal

    def is_of_employees(self, text: str) -> bool:
        """Whether a column of that name holds the numbers that an employer gave."""
        return fold(text) in self.employee

    def field(self, text: str) -> Field | None:
        """A field by its canonical name, its Chinese label, or any name of its columns."""
        found = self.fields.get(self.said.get(fold(text), text.strip()))
        if found is not None:
            return found
        match = self.match(text)
        return self.fields[match.field] if match else None

    def is_total(self, text: str) -> bool:
        """Whether a cell says that its row is a total."""
        return fold(text) in self.totals

    def joined(self, upper: str, lower: str) -> Match | None:
        """The field that two headers above each other name together, in either order."""
        for filler in self.fillers:
            upper, lower = upper.replace(filler, ""), lower.replace(filler, "")
        return self.match(upper + lower) or self.match(lower + upper)

    def moved(self, field: str, group: str) -> str:
        """The field a column holds under an upper header; '' where it holds nothing of ours."""
        folded = fold(group)
        for item in self.groups:
            if item.has in folded:
                return item.moves.get(field, field)
        return field


@cache
def vocabulary() -> Vocabulary:
    """The vocabulary of headers.toml, read once."""
    raw = data()
    fields: dict[str, Field] = {}
    aliases: dict[str, tuple[str, str, int]] = {}
    said: dict[str, str] = {}
    for name, entry in raw["field"].items():
        kind: FieldType = entry.get("type", "text")
        fields[name] = Field(name, entry["label"], kind, entry.get("personal", False))
        _add(aliases, name, entry)
        said |= {fold(word): name for word in entry.get("said", ())}
        if kind == "code":
            twin = name + TWIN
            fields[twin] = Field(twin, entry["label"] + "名称", "code")
            _add(aliases, twin, {"label": entry["label"] + "名称", "names": _twin_names(entry)})
    return Vocabulary(
        fields=fields,
        aliases=aliases,
        said=said,
        employee=frozenset(fold(name) for entry in raw["field"].values() for name in entry.get("employee", ())),
        groups=tuple(HeaderGroup(item["has"], item["moves"]) for item in raw["group"]),
        totals=frozenset(fold(word) for word in raw["rows"]["totals"]),
        titles=tuple(raw["rows"]["titles"]),
        fillers=tuple(raw["rows"]["fillers"]),
    )


def _add(aliases: dict[str, tuple[str, str, int]], field: str, entry: dict[str, Any]) -> None:
    """Names of one field; the first field that has a name keeps it, so a written one goes before a made one."""
    for tier, names in enumerate((entry.get("best", ()), (*_names(entry), field, entry["label"]))):
        for name in names:
            aliases.setdefault(fold(name), (field, name, tier))


def _names(entry: dict[str, Any]) -> tuple[str, ...]:
    return (*entry.get("names", ()), *entry.get("employee", ()))


def _twin_names(entry: dict[str, Any]) -> list[str]:
    names = (*entry.get("best", ()), *entry.get("names", ()))
    return [name + TWIN for name in names if _PLATFORM_NAME.fullmatch(name)]
