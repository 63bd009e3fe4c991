"""The rulebook as it travels in the wheel: checked once, flattened, read without TOML or Pydantic.

One file: a magic line, a hash of all that follows, the length of the index, the index, then the blocks: one for each
section of each rule file, and the tables of names and files in parts. Index and blocks are marshalled plain values
(format 4, which every supported Python reads). `build` writes it.
"""

from __future__ import annotations

import marshal
import os
import sys
from collections.abc import Mapping

try:  # the interpreter's own: hashlib would load OpenSSL, which takes longer than all the rest of the reading
    from _blake2 import blake2b
except ImportError:
    from hashlib import blake2b
try:  # what `datetime` takes it from; in Python 3.11 that module takes longer to load than all the rules
    from _datetime import date
except ImportError:
    from datetime import date

from .. import __version__
from ..core.region import Region
from .places import Places

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any, TypeAlias

    from ..core.claim import Claim
    from ..core.edition import Edition

    Content: TypeAlias = "bytes | ContentFile"

NAME = "rulebook.bin"
MAGIC = f"yibao rulebook {__version__}\n".encode()
"""Names the program's version: a file of another one is not read."""
HASH_BYTES, LENGTH_BYTES = 32, 8
CHUNK = 1 << 16
"""Bytes that are hashed at a time."""
TYPES = (
    "decimal.Decimal",
    "datetime.date",
    "month.Month",
    "policy.AgeRange",
    "policy.AgeLimit",
    "policy.Formula",
    "policy.Part",
    "policy.Deduction",
    "policy.Rounding",
    "policy.Reduction",
    "policy.Policy",
    "policy.BaseLimits",
    "policy.Figure",
    "posting.Posting",
    "switch.Switch",
    "lifetime.Lifetime",
    "retirement.RetirementAge",
    "source.Source",
    "channel.Channel",
    "channel.Tip",
    "cause.Cause",
    "withheld.Withheld",
    "claim.Claim",
)
"""What a block is made of, by number: two types of the standard library, the others of `core`."""
STANDARD = 2


_types: dict[int, Any] = {TYPES.index("datetime.date"): date}


def type_of(number: int) -> Any:
    """The type with a number; its module is loaded when the first value of it is read."""
    if number not in _types:
        module, _, name = TYPES[number].partition(".")
        path = module if number < STANDARD else f"yibao_cli.core.{module}"
        __import__(path)
        _types[number] = getattr(sys.modules[path], name)
    return _types[number]


def unpack(value: Any) -> Any:
    """The inverse of `build.pack`."""
    kind = type(value)
    if kind is not list and kind is not tuple:
        return value
    # Most values inside are plain: they are not worth a call.
    items = [unpack(item) if (kind := type(item)) is list or (kind is tuple and item) else item for item in value]
    return (_types.get(items[0]) or type_of(items[0]))(*items[1:]) if type(value) is list else tuple(items)


def hash_of(content: Content, start: int = 0) -> bytes:
    """BLAKE2b in 32 bytes of what begins at `start`: as strong as SHA-256 and three times as fast."""
    found = blake2b(digest_size=HASH_BYTES)
    for place in range(start, len(content), CHUNK):
        found.update(content[place : place + CHUNK])
    return found.digest()


class ContentFile:
    """The bytes of a file that is kept open, read where they are asked for: an answer needs a hundredth of them."""

    def __init__(self, path: str) -> None:
        """Raises OSError if it cannot be opened."""
        self._file = os.open(path, os.O_RDONLY)
        self._length = os.fstat(self._file).st_size

    def __len__(self) -> int:
        return self._length

    def __getitem__(self, part: slice) -> bytes:
        start, stop, _ = part.indices(self._length)
        return os.pread(self._file, stop - start, start)

    def __del__(self) -> None:
        if hasattr(self, "_file"):
            os.close(self._file)


def content_of(path: str) -> Content:
    """The bytes of a file, unread where the system can read from the middle. Raises OSError."""
    if hasattr(os, "pread"):
        return ContentFile(path)
    with open(path, "rb") as file:
        return file.read()


def framed(head: bytes, blocks: bytes) -> bytes:
    """The content of a compiled rulebook: its index and blocks, marshalled, with the hash before them."""
    body = len(head).to_bytes(LENGTH_BYTES, "big") + head + blocks
    return MAGIC + hash_of(body) + body


class CompiledStore:
    """Sections of rule files out of the compiled rulebook."""

    def __init__(self, content: Content) -> None:
        """Raises ValueError if the content is not what this version of the program writes."""
        self._content = content
        if content[: len(MAGIC)] != MAGIC:
            raise ValueError("not a rulebook of this version")
        start = len(MAGIC) + HASH_BYTES
        if content[len(MAGIC) : start] != hash_of(content, start):
            raise ValueError("a damaged rulebook")
        length = content[start : start + LENGTH_BYTES]
        start += LENGTH_BYTES
        self._blocks = start + int.from_bytes(length, "big")
        self._head: dict[str, Any] = marshal.loads(content[start : self._blocks])
        self._files = self._table("files")
        self._sections: dict[tuple[str, str], tuple[Any, ...]] = {}

    @property
    def content(self) -> bytes:
        """All of it."""
        return self._content[:]

    @property
    def digest(self) -> str:
        """The hash of the rule files it was built from."""
        digest: str = self._head["digest"]
        return digest

    @property
    def pack(self) -> str | None:
        """The hash of the pack it was built from; None for the program's own rules."""
        return self._head["pack"] or None

    @property
    def edition(self) -> Edition:
        """Of the rule files it was built from."""
        from ..core.edition import Edition

        day: str = self._head["date"]
        return Edition(date.fromisoformat(day) if day else None, self.digest, self._head["rules"])

    @property
    def claims(self) -> tuple[Claim, ...]:
        """The claims of the seed documents."""
        claims: tuple[Claim, ...] = unpack(self._read(self._head["claims"]))
        return claims

    @property
    def file_ids(self) -> list[str]:
        """Ids of all rule files."""
        return list(self._files)

    @property
    def places(self) -> Places:
        """All regions, with the aliases that rule files give them."""
        return Places(_Regions(self._table("regions")), self._table("exact"), self._table("loose"))

    all_places = places

    def section(self, id: str, name: str) -> tuple[Any, ...]:
        """A field of `RuleFile` of the file `id`; empty where there is no such file."""
        key = id, name
        if key not in self._sections:
            place = self._files.get(id, {}).get(name)
            self._sections[key] = unpack(self._read(place)) if place else ()
        return self._sections[key]

    def _read(self, place: tuple[int, int]) -> Any:
        """The block at an offset, of a length."""
        start = self._blocks + place[0]
        return marshal.loads(self._content[start : start + place[1]])

    def _table(self, name: str) -> _Table:
        order, parts = self._head[name]
        return _Table(self._read, order, parts)


def part_of(key: str, parts: int) -> int:
    """In which part of a table a key stands."""
    return sum(map(ord, key)) % parts


class _Table(Mapping[str, "Any"]):
    """A table in parts, of which those are read that are looked into: a question needs one name of thousands."""

    def __init__(self, read: Callable[[tuple[int, int]], Any], order: tuple[int, int], parts: Any) -> None:
        self._read, self._order, self._places = read, order, parts
        self._parts: dict[int, dict[str, Any]] = {}

    def __getitem__(self, key: str) -> Any:
        number = part_of(key, len(self._places))
        if number not in self._parts:
            self._parts[number] = self._read(self._places[number])
        return self._parts[number][key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._read(self._order))

    def __len__(self) -> int:
        return len(self._read(self._order))


class _Regions(Mapping[str, Region]):
    """Regions by id, made when looked up."""

    def __init__(self, rows: _Table) -> None:
        self._rows = rows

    def __getitem__(self, id: str) -> Region:
        return Region(*self._rows[id])

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)
