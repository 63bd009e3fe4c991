"""The rulebook as it travels in the wheel: checked once, flattened, read without TOML or Pydantic.

One file: a magic line, the length of the index, the index, then one block per section of each rule file. Index and
blocks are marshalled plain values (format 4, which every supported Python reads).
"""

import marshal
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import fields
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from .. import __version__
from ..core.cause import Cause
from ..core.channel import Channel, Tip
from ..core.lifetime import Lifetime
from ..core.month import Month
from ..core.policy import AgeLimit, AgeRange, BaseLimits, Deduction, Figure, Formula, Part, Policy, Reduction, Rounding
from ..core.posting import Posting
from ..core.region import Region
from ..core.retirement import RetirementAge
from ..core.rule_file import RuleFile
from ..core.source import Source
from .places import Places

NAME = "rulebook.bin"
SECTIONS = tuple(field.name for field in fields(RuleFile) if field.name != "id")
_FORMAT = 4


def _shape() -> int:
    """A checksum over the types and their fields, in order."""
    names = [f"{kind.__name__}{getattr(kind, '__match_args__', ())}" for kind in _TYPES]
    return zlib.crc32("".join([*names, *SECTIONS]).encode())


_TYPES: tuple[type[Any], ...] = (
    Decimal,
    date,
    Month,
    AgeRange,
    AgeLimit,
    Formula,
    Part,
    Deduction,
    Rounding,
    Reduction,
    Policy,
    BaseLimits,
    Figure,
    Posting,
    Lifetime,
    RetirementAge,
    Source,
    Channel,
    Tip,
    Cause,
)


MAGIC = f"yibao rulebook {__version__} {_shape():08x}\n".encode()
"""Names the program's version and the shape of its types: a file of another program is not read."""


def pack(value: Any) -> Any:
    """A core value as nested lists (type number, fields …) and tuples of plain values."""
    if isinstance(value, tuple):
        return tuple(pack(item) for item in value)
    if isinstance(value, Decimal):
        return [0, str(value)]
    if isinstance(value, date):
        return [1, value.year, value.month, value.day]
    if type(value) in _TYPES:
        return [_TYPES.index(type(value)), *(pack(getattr(value, field.name)) for field in fields(value) if field.init)]
    return value


def unpack(value: Any) -> Any:
    """The inverse of `pack`."""
    kind = type(value)
    if kind is list:
        return _TYPES[value[0]](*map(unpack, value[1:]))
    return tuple(map(unpack, value)) if kind is tuple else value


def write_compiled(path: Path, files: list[RuleFile], places: Places, digest: str) -> None:
    """Writes the compiled rulebook, whole or not at all."""
    blocks = bytearray()
    index: dict[str, dict[str, tuple[int, int]]] = {}
    for file in files:
        index[file.id] = {}
        for section in SECTIONS:
            block = marshal.dumps(pack(getattr(file, section)), _FORMAT)
            index[file.id][section] = (len(blocks), len(block))
            blocks += block
    regions = {r.id: (r.id, r.adcode, r.name, r.short, r.names) for r in places.regions.values()}
    head = marshal.dumps(
        {
            "digest": digest,
            "files": index,
            "regions": regions,
            "exact": dict(places.exact),
            "loose": dict(places.loose),
        },
        _FORMAT,
    )
    temporary = path.with_suffix(".new")
    temporary.write_bytes(MAGIC + len(head).to_bytes(8, "big") + head + bytes(blocks))
    temporary.replace(path)


class CompiledStore:
    """Sections of rule files out of the compiled rulebook."""

    def __init__(self, path: Path) -> None:
        """Raises ValueError if the file is not one this program wrote."""
        self._content = path.read_bytes()
        if not self._content.startswith(MAGIC):
            raise ValueError(path)
        start = len(MAGIC) + 8
        self._blocks = start + int.from_bytes(self._content[len(MAGIC) : start], "big")
        try:
            self._head = marshal.loads(self._content[start : self._blocks])
        except (EOFError, TypeError) as error:
            raise ValueError(path) from error
        self._sections: dict[tuple[str, str], tuple[Any, ...]] = {}

    @property
    def digest(self) -> str:
        """The hash of the rule files it was built from."""
        digest: str = self._head["digest"]
        return digest

    @property
    def file_ids(self) -> list[str]:
        """Ids of all rule files."""
        return list(self._head["files"])

    @property
    def places(self) -> Places:
        """All regions, with the aliases that rule files give them."""
        return Places(_LazyRegions(self._head["regions"]), self._head["exact"], self._head["loose"])

    all_places = places

    def section(self, id: str, name: str) -> tuple[Any, ...]:
        """A field of `RuleFile` of the file `id`; empty where there is no such file."""
        key = id, name
        if key not in self._sections:
            place = self._head["files"].get(id, {}).get(name)
            self._sections[key] = self._read(*place) if place else ()
        return self._sections[key]

    def _read(self, offset: int, length: int) -> tuple[Any, ...]:
        start = self._blocks + offset
        section: tuple[Any, ...] = unpack(marshal.loads(self._content[start : start + length]))
        return section


class _LazyRegions(Mapping[str, Region]):
    """Regions by id, made when looked up: a question needs one of four hundred."""

    def __init__(self, rows: dict[str, tuple[Any, ...]]) -> None:
        self._rows = rows

    def __getitem__(self, id: str) -> Region:
        return Region(*self._rows[id])

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)
