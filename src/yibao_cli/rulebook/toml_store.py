"""Rule files read from TOML, through the models. Used in a checkout, with --rules, and to build the wheel."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from functools import cache, cached_property
from reprlib import repr as repr_in_short
from typing import TYPE_CHECKING, TypeVar

import tomli
from pydantic import BaseModel, TypeAdapter, ValidationError

from ..core.edition import Edition
from ..core.errors import RuleFileError
from ..core.frozen import replace
from ..model.files import ChannelEntry, ChannelsFile, LimitsFile, RegionFile, RegionName, SourceTable, TipEntry
from .directory import CHANNELS, LIMITS, REGIONS, SOURCES, TABLES
from .known import MOST_BYTES
from .locate import Lines
from .places import build_places
from .problem import Problem
from .slips import syntax_problems

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path
    from typing import Any

    from ..core.region import Region
    from ..core.rule_file import RuleFile
    from ..model.entries import LimitsEntry
    from .directory import RuleDirectory
    from .known import Known
    from .places import Places

_REGIONS = TypeAdapter(dict[str, RegionName])
_SOURCES = TypeAdapter(dict[str, SourceTable])


M = TypeVar("M", bound=BaseModel)


def parse_toml(path: Path) -> dict[str, Any]:
    """The content of a TOML file, numbers with decimals as Decimal. Raises RuleFileError with the place."""
    try:
        if path.stat().st_size > MOST_BYTES:
            facts = {"most": str(MOST_BYTES >> 20)}
            raise RuleFileError("rule-files", problems=[Problem(path, 1, "too-large", facts)])
        text = path.read_text(encoding="utf-8-sig")  # some editors put a mark at the start
        content = tomli.loads(text, parse_float=_decimal)
        if problems := syntax_problems(path, text, None):
            raise RuleFileError("rule-files", problems=problems)
        return content
    except tomli.TOMLDecodeError as error:
        raise RuleFileError("rule-files", problems=syntax_problems(path, text, error)) from None
    except UnicodeDecodeError as error:
        line = path.read_bytes().count(b"\n", 0, error.start) + 1
        raise RuleFileError("rule-files", problems=[Problem(path, line, "not-utf8")]) from None
    except OSError as error:
        raise RuleFileError(
            "rule-files", problems=[Problem(path, 1, "unreadable", {"why": str(error.strerror)})]
        ) from None
    except (ValueError, RecursionError) as error:  # thousands of digits, hundreds of brackets
        raise RuleFileError("rule-files", problems=[Problem(path, 1, "toml-syntax", {"what": str(error)})]) from None


def _decimal(written: str) -> Decimal:
    """A number with decimals; infinity, which no model takes, for one whose exponent has twenty digits."""
    try:
        return Decimal(written)
    except InvalidOperation:
        return Decimal("Infinity")


def invalid(path: Path, error: ValidationError) -> list[Problem]:
    """What the models found wrong, each with its line."""
    lines = Lines.read(path)
    found: dict[tuple[int, str, str], Problem] = {}
    for item in error.errors(include_url=False):
        place = tuple(part for part in item["loc"] if part != "[key]")
        facts = {name: str(value) for name, value in item.get("ctx", {}).items() if name != "error"}
        facts["key"] = next((str(part) for part in reversed(place) if isinstance(part, str)), "")
        facts["table"] = ".".join(str(part) for part in place[:-1] if isinstance(part, str))
        if item["type"] not in ("missing", "extra_forbidden"):
            facts.setdefault("given", _shown(item["input"]))
        line = lines.of(place)
        if "amount" in place:
            inline = (part for at, part in enumerate(place) if "amount" not in place[max(0, at - 1) : at + 1])
            line = max(line, lines.of(tuple(inline)))
        problem = Problem(path, line, item["type"], facts)
        found.setdefault((problem.line, problem.code, facts["key"]), problem)
    return list(found.values())


def _shown(value: object) -> str:
    """A value of a file in short, however large or deep it is."""
    return repr_in_short(value) if isinstance(value, dict | list) else str(value)


def load_file(path: Path, model: type[M]) -> M:
    """A rule file, limits.toml or channels.toml through its model. Raises RuleFileError with every problem found."""
    content = parse_toml(path)
    try:
        return model.model_validate(content)
    except ValidationError as error:
        raise RuleFileError("rule-files", problems=invalid(path, error)) from None


def _load_table(path: Path, adapter: TypeAdapter[dict[str, Any]]) -> dict[str, Any]:
    content = parse_toml(path)
    try:
        return adapter.validate_python(content)
    except ValidationError as error:
        raise RuleFileError("rule-files", problems=invalid(path, error)) from None


def _files_of(id: str, section: str) -> tuple[str, ...]:
    """The files out of which a section is made."""
    match section:
        case "limits":
            return (LIMITS,)
        case "channels" | "tips":
            return (CHANNELS,)
        case "sources":
            return id, LIMITS, CHANNELS, SOURCES
    return (id,)


class TomlStore:
    """Sections of rule files, each file read once, when asked for.

    What stands in a file that is `known` is not read at all, but taken from there.
    """

    def __init__(self, directory: RuleDirectory, known: Known | None = None) -> None:
        self.directory = directory
        self.known = known
        self.is_known = cache(self._is_known)
        self.model = cache(self._read_model)
        self._file = cache(self._read_file)
        self.section = cache(self._read_section)
        self.read_sources = cache(self._read_sources)

    @property
    def file_ids(self) -> list[str]:
        """Ids of all regions of which something is known: by a rule file, or in limits.toml or channels.toml."""
        return list(dict.fromkeys((*self.directory.file_ids, *self.limits, *self.channels)))

    @cached_property
    def digest(self) -> str:
        """A hash of all rule files."""
        return self.directory.digest()

    @cached_property
    def edition(self) -> Edition:
        """The edition of all rule files."""
        from .edition import edition_of

        return edition_of(self.directory)

    @cached_property
    def places(self) -> Places:
        """All regions by the names regions.toml gives them; no rule file is read."""
        return build_places(self.regions.values())

    @cached_property
    def regions(self) -> Mapping[str, Region]:
        """The same by id."""
        if self.known is not None and self.is_known(REGIONS):
            return self.known.regions
        return {id: name.to_core(id=id) for id, name in self.names.items()}

    @cached_property
    def all_places(self) -> Places:
        """The same with the aliases that rule files add; reads all of them."""
        aliases = {id: self.aliases(id) for id in self.directory.file_ids}
        regions = self.regions.items()
        return build_places(replace(region, names=(*region.names, *aliases.get(id, ()))) for id, region in regions)

    def aliases(self, id: str) -> Sequence[str]:
        """The further names that a rule file gives its region."""
        if self.known is not None and self.is_known(id):
            return self.known.files[id].aliases
        return self.model(id).region.aliases

    def _is_known(self, id: str) -> bool:
        """Whether what answers for `id`, a region or one of TABLES, is the one file that was checked."""
        if self.known is None:
            return False
        paths = self.directory.tables(id) if id in TABLES else [path for path in (self.directory.path(id),) if path]
        return len(paths) == 1 and self.known.has(id, paths[0])

    def _read_section(self, id: str, name: str) -> tuple[Any, ...]:
        """A field of `RuleFile` of the region `id`; empty where nothing is known."""
        if self.known is not None and all(map(self.is_known, _files_of(id, name))):
            return self.known.rulebook.section(id, name)
        match name:
            case "limits":
                return tuple(entry.to_core(region=id) for entry in self.limits.get(id, ()))
            case "channels":
                return tuple(entry.to_core() for entry in self.channels.get(id, ()) if isinstance(entry, ChannelEntry))
            case "tips":
                return tuple(entry.to_core() for entry in self.channels.get(id, ()) if isinstance(entry, TipEntry))
            case "sources":
                tables = self.source_tables
                return tuple(tables[cited].to_core(id=cited) for cited in sorted(self._cited(id)) if cited in tables)
        file = self._file(id)
        section: tuple[Any, ...] = () if file is None else getattr(file, name)
        return section

    def _cited(self, id: str) -> set[str]:
        """Ids of all documents cited for a region."""
        ids = self.model(id).cited() if self.directory.path(id) else set()
        return ids | {
            source for entry in (*self.limits.get(id, ()), *self.channels.get(id, ())) for source in entry.sources
        }

    @cached_property
    def limits(self) -> dict[str, list[LimitsEntry]]:
        """The lines of limits.toml by region, in order of time; a line of an overlay replaces that of its start."""
        found: dict[str, dict[object, LimitsEntry]] = {}
        for path in self.directory.tables(LIMITS):
            for entry in load_file(path, LimitsFile).limits:
                key = entry.starts, tuple(entry.statuses), entry.group
                for place in entry.places:
                    found.setdefault(place, {})[key] = entry
        return {place: sorted(lines.values(), key=lambda line: line.starts) for place, lines in found.items()}

    @cached_property
    def channels(self) -> dict[str, list[ChannelEntry | TipEntry]]:
        """The entries of channels.toml by region; one of an overlay replaces that of its id."""
        found: dict[str, ChannelEntry | TipEntry] = {}
        for path in self.directory.tables(CHANNELS):
            file = load_file(path, ChannelsFile)
            entries: list[ChannelEntry | TipEntry] = [*file.channel, *file.tip]
            found |= {entry.id: entry for entry in entries}
        by_region: dict[str, list[ChannelEntry | TipEntry]] = {}
        for entry in found.values():
            by_region.setdefault(entry.region, []).append(entry)
        return by_region

    @cached_property
    def names(self) -> dict[str, RegionName]:
        """regions.toml, with what overlays add."""
        names: dict[str, RegionName] = {}
        for path in self.directory.tables(REGIONS):
            table = _load_table(path, _REGIONS)
            names |= table
            orphans = [id for id in table if id.partition("/")[0] not in names]
            if orphans:
                lines = Lines.read(path)
                problems = [Problem(path, lines.of((id,)), "province-unknown", {"id": id}) for id in orphans]
                raise RuleFileError("rule-files", problems=problems)
        return names

    @cached_property
    def source_tables(self) -> dict[str, SourceTable]:
        """sources.toml, with what overlays add."""
        return {id: table for path in self.directory.tables(SOURCES) for id, table in self.read_sources(path).items()}

    def _read_sources(self, path: Path) -> dict[str, SourceTable]:
        return _load_table(path, _SOURCES)

    def _read_model(self, id: str) -> RegionFile:
        path = self.directory.path(id)
        assert path is not None
        return load_file(path, RegionFile)

    def _read_file(self, id: str) -> RuleFile | None:
        return self.model(id).to_core(id) if self.directory.path(id) else None
