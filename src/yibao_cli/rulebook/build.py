"""From rule files to the compiled rulebook: for the wheel, and for workers that are sent one."""

from __future__ import annotations

import marshal
from dataclasses import fields
from datetime import date
from decimal import Decimal

from ..core.errors import RuleFileError
from ..core.rule_file import RuleFile
from .check import check
from .compiled import TYPES, framed, type_of
from .directory import RuleDirectory
from .seeds import claims_in
from .toml_store import TomlStore

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from typing import Any

    from ..core.claim import Claim
    from .book import Store

SECTIONS = tuple(field.name for field in fields(RuleFile) if field.name != "id")
_NUMBERS = {type_of(number): number for number in range(len(TYPES))}
_FORMAT = 4


def compile_rules(root: Path, target: Path, seeds: Path | None = None) -> None:
    """Writes the rules under `root`, and the claims of the folder `seeds`, to `target`.

    Raises RuleFileError if the checker finds anything.
    """
    problems = check(root)
    if problems:
        raise RuleFileError("rule-files", problems=problems)
    temporary = target.with_suffix(".new")
    claims = claims_in(seeds) if seeds is not None else []
    temporary.write_bytes(compiled(TomlStore(RuleDirectory(root)), claims))
    temporary.replace(target)


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
    index: dict[str, dict[str, tuple[int, int]]] = {}
    for id in store.file_ids:
        index[id] = {}
        for section in SECTIONS:
            block = marshal.dumps(pack(store.section(id, section)), _FORMAT)
            index[id][section] = (len(blocks), len(block))
            blocks += block
    said = marshal.dumps(pack(tuple(claims)), _FORMAT)
    regions = {r.id: (r.id, r.adcode, r.name, r.short, r.names) for r in places.regions.values()}
    edition = store.edition
    head = marshal.dumps(
        {
            "digest": store.digest,
            "date": edition.date.isoformat() if edition.date else "",
            "rules": edition.rules,
            "pack": origin,
            "files": index,
            "claims": (len(blocks), len(said)),
            "regions": regions,
            "exact": dict(places.exact),
            "loose": dict(places.loose),
        },
        _FORMAT,
    )
    return framed(head, bytes(blocks) + said)
