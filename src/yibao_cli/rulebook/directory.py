"""Where rule files lie: the package's own, and a directory laid over it file by file."""

from __future__ import annotations

import os
from functools import cached_property
from pathlib import Path

from ..core.errors import InputError, RuleFileError
from ..core.region import NATIONAL
from . import OVERLAY_VARIABLE

REGIONS, SOURCES, LIMITS, CHANNELS = "regions", "sources", "limits", "channels"
TABLES = (REGIONS, SOURCES, LIMITS, CHANNELS)
"""Files that are tables over all regions: an overlay adds to them and replaces single lines, not the file."""


def is_folder(path: Path) -> bool:
    """Whether a path a person wrote is a directory; False where it cannot be accessed."""
    try:
        return path.is_dir()
    except OSError:
        return False


def is_file(path: Path) -> bool:
    """Whether there is a rule file. Raises RuleFileError where that cannot be seen: it must not go unnoticed."""
    try:
        return path.is_file()
    except OSError as error:
        raise _unreadable(path, error) from None


def rule_paths(root: Path) -> list[Path]:
    """Everything under `root` that is named like a rule file, sorted; linked folders are looked into, each once.

    Raises RuleFileError for a folder that cannot be looked into.
    """

    def refuse(error: OSError) -> None:
        raise _unreadable(Path(error.filename), error)

    found = []
    seen = set()
    for folder, folders, files in os.walk(root, onerror=refuse, followlinks=True):
        real = os.path.realpath(folder)
        if real in seen:
            folders.clear()
            continue
        seen.add(real)
        found += [Path(folder, name) for name in (*folders, *files) if name.endswith(".toml")]
    return sorted(found)


def kind_of(path: Path) -> str:
    """What is there instead of a file: 'directory', 'link' (to nothing) or 'other' (a pipe, a device …)."""
    if is_folder(path):
        return "directory"
    return "other" if path.exists() else "link"


def _unreadable(path: Path, error: OSError) -> RuleFileError:
    from .problem import Problem  # only for a mistake

    return RuleFileError("rule-files", problems=[Problem(path, 1, "unreadable", {"why": str(error.strerror)})])


def rule_root(path: Path) -> Path:
    """The rule directory that a file or folder of rules lies in.

    The nearest folder above with a sources.toml; without one, a file is taken to lie at the root, or one folder below
    it if that folder has a province's name.
    """
    folder = path if path.is_dir() else path.parent
    for candidate in (folder, *folder.resolve().parents):
        if (candidate / f"{SOURCES}.toml").is_file():
            return candidate
    provinces = {known.stem for known in packaged_rules().glob("*.toml")}
    return folder.parent if folder.resolve().name in provinces else folder


def packaged(name: str) -> Path:
    """A folder of data that came with the program: inside the wheel, or beside src/ in a checkout."""
    package = Path(__file__).resolve().parents[1]
    inside = package / name
    return inside if inside.is_dir() else package.parents[1] / name


def packaged_rules() -> Path:
    """The rules that came with the program."""
    return packaged("rules")


def overlay_folder(given: Path | str | None) -> Path | None:
    """The rule directory a person laid over the rules in use: the one given, else $YIBAO_RULES, else None.

    Of a pack a folder with its files, for this process. Raises InputError if it is neither.
    """
    if given is None:
        given = os.environ.get(OVERLAY_VARIABLE) or None
    if given is None:
        return None
    if str(given) and is_folder(Path(given)):
        return Path(given)
    if not is_pack(given):
        raise InputError("rules-directory", field="rules", value=str(given))
    from .pack import read_pack, unpacked

    return unpacked(read_pack(Path(given)), str(given))


def is_pack(given: Path | str) -> bool:
    """Whether a path a person wrote is a file that is meant as a pack: by its name, or by how it begins."""
    if not os.path.isfile(given):  # noqa: PTH113 (a path that cannot be is none)
        return False
    try:
        with Path(given).open("rb") as file:
            return str(given).lower().endswith(".zip") or file.read(2) == b"PK"
    except OSError:
        return False


class RuleDirectory:
    """Rule files by id ('hubei/wuhan', 'national', 'sources'), the last of `roots` winning."""

    def __init__(self, *roots: Path) -> None:
        self.roots = roots

    @cached_property
    def _named(self) -> list[tuple[Path, Path, bool]]:
        """The root, the path and whether it is a file of everything that is called like a rule file."""
        return [(root, path, is_file(path)) for root in self.roots for path in rule_paths(root)]

    @cached_property
    def paths(self) -> dict[str, list[Path]]:
        """For each id the files with that id, the one laid uppermost last."""
        found: dict[str, list[Path]] = {}
        for root, path, is_one in self._named:
            if is_one:
                found.setdefault(path.relative_to(root).as_posix().removesuffix(".toml"), []).append(path)
        return found

    @property
    def not_files(self) -> list[Path]:
        """Paths named like rule files that are not files: a folder, a pipe, a dangling link."""
        return [path for _, path, is_one in self._named if not is_one]

    @property
    def file_ids(self) -> list[str]:
        """Ids of the files about a region, and 'national'."""
        return [id for id in self.paths if id not in TABLES]

    @property
    def complete(self) -> bool:
        """Whether it is a rule base of its own, which nothing need be laid under."""
        return all(self.path(id) for id in (NATIONAL, REGIONS, SOURCES))

    def path(self, id: str) -> Path | None:
        """The file that answers for `id`; looks at single paths, not at the whole directory."""
        for root in reversed(self.roots):
            path = root / f"{id}.toml"
            if is_file(path):
                return path
        return None

    def tables(self, id: str) -> list[Path]:
        """Every file with `id`, from the lowest to the uppermost."""
        return [path for root in self.roots if is_file(path := root / f"{id}.toml")]

    def digest(self) -> str:
        """A hash over the names and contents of all files that can answer: 12 hexadecimal digits."""
        from hashlib import sha256  # only where a provenance is printed

        total = sha256()
        for id in sorted(self.paths):
            for path in self.paths[id] if id in TABLES else self.paths[id][-1:]:
                try:
                    total.update(id.encode() + b"\0" + path.read_bytes() + b"\0")
                except OSError as error:
                    raise _unreadable(path, error) from None
        return total.hexdigest()[:12]
