"""Rules in one file that can be passed on: a ZIP of rule files with a list of what is in it.

The same rules give the same bytes, on any machine: files in order, without times and without compression. Whoever
reads one checks all of it before anything is used: how large it says it is and is, names of files, the hash of each,
the format, the program that it needs; then the checker looks at the rules.
"""

from __future__ import annotations

import errno
import io
import json
import os
import re
import tempfile
import zipfile
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Any, Literal

from .. import __version__
from ..core.errors import InputError, RuleFileError
from ..core.frozen import dataclass, replace
from .directory import RuleDirectory, rule_paths
from .edition import edition_of
from .problem import Problem, problems_of

FORMAT = 1
MANIFEST = "manifest.json"
MOST_FILES, MOST_BYTES = 5_000, 64 << 20
"""Files in a pack, and bytes of it, packed or not; the whole rule base has 300 files and a megabyte."""
MOST_OF_ONE = 8 << 20
"""Bytes of one file; the reader of rule files takes no more either."""
_NAME = re.compile(r"[a-z0-9]+(?:/[a-z0-9]+)?\.toml")
_NO_TIME = (1980, 1, 1, 0, 0, 0)
"""The first that a ZIP can hold."""
_LINK = 0o120000
_KIND_BITS = 0o170000
_UNIX = 3
_PLAIN_FILE = 0o100644


@dataclass(frozen=True, slots=True)
class Pack:
    """A pack that was read: what it says of itself, its files by name, the hash of all of it (SHA-256).

    `kind`: a "base" is all the rules there are, an "overlay" is laid over the program's own.
    """

    kind: Literal["base", "overlay"]
    date: str | None
    digest: str
    rules: int
    files: dict[str, bytes]
    sha256: str


def pack_rules(root: Path) -> bytes:
    """The content of a pack of the rules under `root`. Raises RuleFileError if the checker finds anything."""
    from .check import check

    problems = check(root)
    if problems:
        raise RuleFileError("rule-files", problems=problems)
    directory = RuleDirectory(root)
    files = {path.relative_to(root).as_posix(): path.read_bytes() for path in rule_paths(root)}
    edition = edition_of(directory)
    manifest = {
        "format": FORMAT,
        "program": __version__,
        "kind": "base" if directory.complete else "overlay",
        "date": edition.date.isoformat() if edition.date else None,
        "digest": edition.digest,
        "rules": edition.rules,
        "files": {name: sha256(content).hexdigest() for name, content in sorted(files.items())},
    }
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_STORED) as packed:
        _add(packed, MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=2).encode() + b"\n")
        for name, text in sorted(files.items()):
            _add(packed, name, text)
    return content.getvalue()


def _add(packed: zipfile.ZipFile, name: str, content: bytes) -> None:
    entry = zipfile.ZipInfo(name, _NO_TIME)
    entry.create_system = _UNIX
    entry.external_attr = _PLAIN_FILE << 16
    packed.writestr(entry, content)


def read_pack(path: Path) -> Pack:
    """The pack in a file. Raises InputError where there is none, or where it fails any check."""
    name = str(path)
    try:
        if path.stat().st_size > MOST_BYTES:
            raise InputError("pack-too-large", value=name)
        content = path.read_bytes()
    except OSError as error:
        raise InputError("pack-unreadable", value=name, why=error.strerror or str(error)) from None
    except ValueError:  # a name that no system takes
        raise InputError("pack-unreadable", value=name, why=os.strerror(errno.EINVAL)) from None
    return open_pack(content, name)


def open_pack(content: bytes, name: str) -> Pack:
    """As `read_pack`; `name` is what the pack is called in errors."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            entries = packed.infolist()
            _check_entries(entries, name)
            files = {entry.filename: _read(packed, entry, name) for entry in entries}
    except InputError:
        raise
    except Exception:  # what is damaged fails anywhere inside the library, with any error
        raise InputError("pack-damaged", value=name) from None
    manifest = _manifest(files.pop(MANIFEST, None), name)
    listed = manifest["files"]
    if listed.keys() != files.keys():
        odd = sorted(listed.keys() ^ files.keys())[0]
        raise InputError("pack-files", value=name, file=odd)
    for file, text in files.items():
        if sha256(text).hexdigest() != listed[file]:
            raise InputError("pack-changed", value=name, file=file)
    return Pack(
        manifest["kind"],
        manifest["date"],
        manifest["digest"],
        manifest["rules"],
        files,
        sha256(content).hexdigest(),
    )


def _check_entries(entries: list[zipfile.ZipInfo], name: str) -> None:
    """Checks the list of a ZIP before anything of it is unpacked."""
    if len(entries) > MOST_FILES or sum(entry.file_size for entry in entries) > MOST_BYTES:
        raise InputError("pack-too-large", value=name)
    seen: set[str] = set()
    for entry in entries:
        if entry.flag_bits & 1:
            raise InputError("pack-encrypted", value=name)
        linked = entry.external_attr >> 16 & _KIND_BITS == _LINK
        if (entry.filename != MANIFEST and not _NAME.fullmatch(entry.filename)) or linked or entry.filename in seen:
            raise InputError("pack-name", value=name, file=entry.filename)
        if entry.file_size > MOST_OF_ONE:
            raise InputError("pack-too-large", value=name)
        seen.add(entry.filename)


def _read(packed: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str) -> bytes:
    """A file of a pack, of which no more is unpacked than it says it has."""
    with packed.open(entry) as stream:
        content = stream.read(MOST_OF_ONE + 1)
    if len(content) > MOST_OF_ONE:
        raise InputError("pack-too-large", value=name)
    return content


def _manifest(content: bytes | None, name: str) -> dict[str, Any]:
    """The list of a pack. Raises InputError for an invalid one, and for one that needs a newer program."""
    if content is None:
        raise InputError("pack-foreign", value=name)
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        raise InputError("pack-manifest", value=name) from None
    if not isinstance(found, dict) or type(found.get("format")) is not int:
        raise InputError("pack-manifest", value=name)
    if found["format"] > FORMAT:
        raise InputError("pack-newer", value=name, format=found["format"], known=FORMAT)
    needed = found.get("program")
    if not isinstance(needed, str) or not re.fullmatch(r"\d+(\.\d+)*", needed) or not _is_list(found):
        raise InputError("pack-manifest", value=name)
    if _numbers(needed) > _numbers(__version__):
        raise InputError("pack-program", value=name, needed=needed, version=__version__)
    return found


def _is_list(found: dict[str, Any]) -> bool:
    files = found.get("files")
    return (
        found.get("kind") in ("base", "overlay")
        and isinstance(found.get("digest"), str)
        and type(found.get("rules")) is int
        and (found.get("date") is None or isinstance(found["date"], str))
        and isinstance(files, dict)
        and all(isinstance(value, str) for value in files.values())
    )


def _numbers(version: str) -> tuple[int, ...]:
    """'0.1.0' as numbers; what follows them, as in a version under development, does not count."""
    match = re.match(r"\d+(?:\.\d+)*", version)
    return tuple(map(int, match[0].split("."))) if match else ()


_unpacked: dict[str, tuple[tempfile.TemporaryDirectory[str], str]] = {}
"""Folders of packs that were unpacked, by hash, with what the pack is called; they go when the process ends."""


def unpacked(pack: Pack, name: str) -> Path:
    """A folder with the rule files of a pack, for this process."""
    if pack.sha256 not in _unpacked:
        folder = tempfile.TemporaryDirectory(prefix="yibao-rules-", ignore_cleanup_errors=True)
        for file, content in pack.files.items():
            path = Path(folder.name, *PurePosixPath(file).parts)
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(content)
        _unpacked[pack.sha256] = folder, name
    return Path(_unpacked[pack.sha256][0].name)


def checked_files(pack: Pack, name: str) -> Path:
    """As `unpacked`, once the checker has found nothing. Raises RuleFileError with the files as the pack names them."""
    from .check import check

    folder = unpacked(pack, name)
    problems = check(folder)
    if problems:
        raise RuleFileError("rule-files", problems=problems)
    return folder


def as_named(problem: Problem) -> Problem:
    """A problem of a file of a pack, with the file as the person knows it: 'rules.zip/hubei/wuhan.toml'."""
    for folder, name in _unpacked.values():
        if problem.path.is_relative_to(folder.name):
            return replace(problem, path=Path(name, problem.path.relative_to(folder.name)))
    return problem


def named_problems(error: RuleFileError) -> list[Problem]:
    """Every fault that an error reports, see `as_named`."""
    return list(map(as_named, problems_of(error)))
