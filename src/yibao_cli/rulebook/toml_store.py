"""Rule files read from TOML, through the models. Used in a checkout, with --rules, and to build the wheel."""

from decimal import Decimal
from functools import cache, cached_property
from pathlib import Path
from reprlib import repr as repr_in_short
from typing import Any, TypeVar

import tomli
from pydantic import BaseModel, TypeAdapter, ValidationError

from ..core.errors import RuleFileError
from ..core.rule_file import RuleFile
from ..model.entries import LimitsEntry
from ..model.files import ChannelEntry, ChannelsFile, LimitsFile, RegionFile, RegionName, SourceTable, TipEntry
from .directory import CHANNELS, LIMITS, REGIONS, SOURCES, RuleDirectory
from .locate import Lines
from .places import Places, build_places
from .problem import Problem
from .slips import syntax_problems

MOST_BYTES = 8 << 20
"""No notice fills a rule file of this size."""
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
        content = tomli.loads(text, parse_float=Decimal)
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
        inline = tuple(part for index, part in enumerate(place) if "amount" not in place[max(0, index - 1) : index + 1])
        problem = Problem(path, max(lines.of(place), lines.of(inline)), item["type"], facts)
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


class TomlStore:
    """Sections of rule files, each file read once, when asked for."""

    def __init__(self, directory: RuleDirectory) -> None:
        self.directory = directory
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
    def places(self) -> Places:
        """All regions by the names regions.toml gives them; no rule file is read."""
        return build_places(name.to_core(id) for id, name in self.names.items())

    @cached_property
    def all_places(self) -> Places:
        """The same with the aliases that rule files add; reads all of them."""
        aliases = {id: self.model(id).region.aliases for id in self.directory.file_ids}
        return build_places(name.to_core(id, aliases.get(id, ())) for id, name in self.names.items())

    def _read_section(self, id: str, name: str) -> tuple[Any, ...]:
        """A field of `RuleFile` of the region `id`; empty where nothing is known."""
        match name:
            case "limits":
                return tuple(entry.to_core(id) for entry in self.limits.get(id, ()))
            case "channels":
                return tuple(entry.to_core() for entry in self.channels.get(id, ()) if isinstance(entry, ChannelEntry))
            case "tips":
                return tuple(entry.to_core() for entry in self.channels.get(id, ()) if isinstance(entry, TipEntry))
            case "sources":
                tables = self.source_tables
                return tuple(tables[cited].to_core(cited) for cited in sorted(self._cited(id)) if cited in tables)
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
                key = entry.first_month, tuple(entry.status), entry.group
                for place in entry.places:
                    found.setdefault(place, {})[key] = entry
        return {place: sorted(lines.values(), key=lambda line: line.first_month) for place, lines in found.items()}

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
