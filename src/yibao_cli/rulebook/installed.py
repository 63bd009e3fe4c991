"""The pack that a person installed in the place of the program's own rules.

Two files in the person's data folder: the pack itself, named by its hash, and the rulebook that was compiled from it,
which is what every start reads. The compiled one is put in place last and taken away first, in one step each: there
is never half of a pack.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from ..core.errors import InputError, RuleFileError
from .book import data_folder
from .compiled import NAME, CompiledStore
from .known import opened
from .pack import Pack, checked_files, read_pack, unpacked


def pack_folder() -> Path:
    """Where the installed pack lies."""
    return Path(data_folder()) / "pack"


def compiled_pack(pack: Pack, name: str) -> bytes:
    """The rules of a pack as a compiled rulebook. Raises RuleFileError if the checker finds anything."""
    from .build import compiled
    from .directory import RuleDirectory, packaged_rules
    from .toml_store import TomlStore

    folder = checked_files(pack, name)
    roots = (folder,) if pack.kind == "base" else (packaged_rules(), folder)
    return compiled(TomlStore(RuleDirectory(*roots), opened()), origin=pack.sha256)


def kept_pack() -> Path | None:
    """The installed pack, where there is one."""
    return next(iter(sorted(pack_folder().glob("*.zip"))), None)


def remove(but: str | None = None) -> bool:
    """Removes the installed pack (all but the one with the hash `but`); returns whether there was one."""
    folder = pack_folder()
    found = False
    if but is None:
        with suppress(FileNotFoundError, NotADirectoryError):
            (folder / NAME).unlink()
            found = True
    for path in folder.glob("*.zip"):
        if path.stem != but:
            path.unlink(missing_ok=True)
            found = True
    return found


def renewed() -> CompiledStore:
    """The installed pack, compiled again: by another version of the program it was, or it is damaged.

    Raises InputError where that cannot be done: rules other than the installed ones never answer silently.
    """
    path = kept_pack()
    if path is None:
        raise InputError("pack-lost")
    try:
        pack = read_pack(path)
        if pack.sha256 != path.stem:
            raise InputError("pack-lost")
        content = compiled_pack(pack, path.name)
    except (InputError, RuleFileError):
        raise InputError("pack-lost") from None
    new = path.with_name(f"{NAME}.{os.getpid()}.new")
    with suppress(OSError):  # a folder that cannot be written: compiled again the next time
        new.write_bytes(content)
        new.replace(path.with_name(NAME))
    return CompiledStore(content)


def base_folders() -> tuple[Path, ...]:
    """The folders of rule files of the installed pack, the lowest first. Raises InputError where it is damaged."""
    from .directory import packaged_rules

    path = kept_pack()
    pack = read_pack(path) if path is not None else None
    if path is None or pack is None or pack.sha256 != path.stem:
        raise InputError("pack-lost")
    folder = unpacked(pack, path.name)
    return (folder,) if pack.kind == "base" else (packaged_rules(), folder)
