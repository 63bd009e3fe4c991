"""From rule files to the compiled rulebook: for the wheel, and for workers that are sent one."""

from __future__ import annotations

import marshal
from dataclasses import fields
from datetime import date
from decimal import Decimal

from ..core.errors import RuleFileError
from ..core.rule_file import RuleFile
from .check import check
from .compiled import TYPES, CompiledStore, framed, part_of, type_of
from .directory import CHANNELS, LIMITS, RuleDirectory
from .known import NAME, Known, KnownFile, KnownSource, digest
from .seeds import claims_in
from .toml_store import TomlStore

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path
    from typing import Any

    from ..core.claim import Claim
    from .book import Store

SECTIONS = tuple(field.name for field in fields(RuleFile) if field.name != "id")
_NUMBERS = {type_of(number): number for number in range(len(TYPES))}
_FORMAT = 4
_PART = 16
"""Entries of a part of a table, about."""


def compile_rules(root: Path, target: Path, seeds: Path | None = None) -> None:
    """Writes the rules under `root` and the claims of the folder `seeds` to `target`, what is known of them beside it.

    Raises RuleFileError if the checker finds anything.
    """
    problems = check(root)
    if problems:
        raise RuleFileError("rule-files", problems=problems)
    store = TomlStore(RuleDirectory(root))
    content = compiled(store, claims_in(seeds) if seeds is not None else [])
    for path, written in ((target, content), (target.with_name(NAME), known_of(store, content).pack())):
        temporary = path.with_suffix(".new")
        temporary.write_bytes(written)
        temporary.replace(path)


def known_of(store: TomlStore, content: bytes) -> Known:
    """What is known of rule files without a problem; `content` is the compiled rulebook of the same."""
    files = {id: KnownFile(digest(paths[-1])) for id, paths in store.directory.paths.items()}
    for id in store.directory.file_ids:
        model = store.model(id)
        files[id] = KnownFile(
            files[id].digest,
            cited=tuple(sorted(model.cited())),
            aliases=tuple(model.region.aliases),
            causes=tuple(item.id for item in model.cause),
            has_examples=bool(model.example),
        )
    for id, table in ((LIMITS, store.limits), (CHANNELS, store.channels)):
        if id in files:
            lines = [line for lines in table.values() for line in lines]
            cited = {source for line in lines for source in line.sources}
            files[id] = KnownFile(files[id].digest, tuple(sorted(cited)), places=tuple(table))
    sources = {id: KnownSource(table.grade, table.date) for id, table in store.source_tables.items()}
    return Known(files, sources, store.regions, CompiledStore(content))


def pack(value: Any) -> Any:
    """A core value as nested lists (type number, fields …) and tuples of plain values."""
    if isinstance(value, tuple):
        return tuple(pack(item) for item in value)
    if isinstance(value, Decimal):
        return [_NUMBERS[Decimal], str(value)]
    if isinstance(value, date):
        return [_NUMBERS[date], value.year, value.month, value.day]
    if type(value) in _NUMBERS:
        return [_NUMBERS[type(value)], *(pack(getattr(value, field.name)) for field in fields(value) if field.init)]
    return value


def compiled(store: Store, claims: Sequence[Claim] = (), origin: str = "") -> bytes:
    """All sections of a store, and claims, as the content of a compiled rulebook.

    `origin` is the hash of the pack they come from; empty for the program's own.
    """
    places = store.all_places
    blocks = bytearray()

    def add(value: Any) -> tuple[int, int]:
        block = marshal.dumps(value, _FORMAT)
        blocks.extend(block)
        return len(blocks) - len(block), len(block)

    def add_table(table: Mapping[str, Any]) -> tuple[Any, ...]:
        parts: list[dict[str, Any]] = [{} for _ in range(len(table) // _PART + 1)]
        for key, value in table.items():
            parts[part_of(key, len(parts))][key] = value
        return add(tuple(table)), tuple(map(add, parts))

    files = {
        id: {name: add(pack(section)) for name in SECTIONS if (section := store.section(id, name))}
        for id in store.file_ids
    }
    edition = store.edition
    head = {
        "digest": store.digest,
        "date": edition.date.isoformat() if edition.date else "",
        "rules": edition.rules,
        "pack": origin,
        "claims": add(pack(tuple(claims))),
        "files": add_table(files),
        "regions": add_table(
            {r.id: (r.id, r.adcode, r.name, r.short, r.names, r.name_en) for r in places.regions.values()}
        ),
        "exact": add_table(places.exact),
        "loose": add_table(places.loose),
    }
    return framed(marshal.dumps(head, _FORMAT), bytes(blocks))
