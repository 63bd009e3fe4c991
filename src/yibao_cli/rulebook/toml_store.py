"""Rule files read from TOML, through the models. Used in a checkout, with --rules, and to build the wheel."""

from decimal import Decimal
from functools import cache, cached_property
from pathlib import Path
from reprlib import repr as repr_in_short
from typing import Any

import tomli
from pydantic import TypeAdapter, ValidationError

from ..core.errors import RuleFileError
from ..core.rule_file import RuleFile
from ..model.files import RegionFile, RegionName, SourceTable
from .directory import REGIONS, SOURCES, RuleDirectory
from .locate import Lines
from .places import Places, build_places
from .problem import Problem

MOST_BYTES = 8 << 20
"""No notice fills a rule file of this size."""
_REGIONS = TypeAdapter(dict[str, RegionName])
_SOURCES = TypeAdapter(dict[str, SourceTable])


def parse_toml(path: Path) -> dict[str, Any]:
    """The content of a TOML file, numbers with decimals as Decimal. Raises RuleFileError with the place."""
    try:
        if path.stat().st_size > MOST_BYTES:
            facts = {"most": str(MOST_BYTES >> 20)}
            raise RuleFileError("rule-files", problems=[Problem(path, 1, "too-large", facts)])
        return tomli.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    except tomli.TOMLDecodeError as error:
        problem = Problem(path, error.lineno, "toml-syntax", {"what": error.msg})
        raise RuleFileError("rule-files", problems=[problem]) from None
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
        problem = Problem(path, lines.of(place), item["type"], facts)
        found.setdefault((problem.line, problem.code, facts["key"]), problem)
    return list(found.values())


def _shown(value: object) -> str:
    """A value of a file in short, however large or deep it is."""
    return repr_in_short(value) if isinstance(value, dict | list) else str(value)


def load_region_file(path: Path) -> RegionFile:
    """A rule file through the models. Raises RuleFileError with every problem found."""
    content = parse_toml(path)
    try:
        return RegionFile.model_validate(content)
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
        self.read_sources = cache(self._read_sources)

    @property
    def file_ids(self) -> list[str]:
        """Ids of all rule files."""
        return self.directory.file_ids

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
        aliases = {id: self.model(id).region.aliases for id in self.file_ids}
        return build_places(name.to_core(id, aliases.get(id, ())) for id, name in self.names.items())

    def section(self, id: str, name: str) -> tuple[Any, ...]:
        """A field of `RuleFile` of the file `id`; empty where there is no such file."""
        file = self._file(id)
        if file is None:
            return ()
        if name == "sources":
            tables = self.source_tables
            return tuple(tables[cited].to_core(cited) for cited in sorted(self.model(id).cited()) if cited in tables)
        section: tuple[Any, ...] = getattr(file, name)
        return section

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
        return load_region_file(path)

    def _read_file(self, id: str) -> RuleFile | None:
        return self.model(id).to_core(id) if self.directory.path(id) else None
