"""The date of rule files and how many rules they hold, without the models: every answer in JSON names both."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from ..core.edition import Edition
from ..core.person import STATUSES
from .directory import LIMITS, SOURCES, RuleDirectory
from .toml_store import parse_toml

COUNTED = (*STATUSES, "deduction", "contribution")
"""Tables of a rule file that are rules."""
DAYS = ("seen", "confirmed")
"""The day on which a source was read."""


def edition_of(directory: RuleDirectory) -> Edition:
    """The edition of the files that can answer. Raises RuleFileError for one that is not TOML."""
    days: set[date] = set()
    rules = 0
    for id in directory.file_ids:
        for entry in _entries(parse_toml(directory.paths[id][-1]), COUNTED):
            rules += 1
            days |= _days(entry)
    lines: set[tuple[object, ...]] = set()
    for path in directory.tables(LIMITS):
        for entry in _entries(parse_toml(path), ("limits",)):
            days |= _days(entry)
            who = str(entry.get("from", entry.get("seen"))), str(entry.get("status")), str(entry.get("group"))
            lines |= {(place, *who) for place in entry.get("regions") or [entry.get("region")]}
    for path in directory.tables(SOURCES):
        days |= {day for source in parse_toml(path).values() if isinstance(source, dict) for day in _published(source)}
    return Edition(max(days, default=None), directory.digest(), rules + len(lines))


def _entries(file: dict[str, Any], names: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    """The tables of some names; what the models would refuse is passed over."""
    for name in names:
        found = file.get(name)
        if isinstance(found, list):
            yield from (entry for entry in found if isinstance(entry, dict))


def _days(entry: dict[str, Any]) -> set[date]:
    return {day for name in DAYS if type(day := entry.get(name)) is date}


def _published(source: dict[str, Any]) -> Iterator[date]:
    """The day of a document, where it is known to the day."""
    try:
        yield date.fromisoformat(source.get("date", ""))
    except (TypeError, ValueError):
        return
