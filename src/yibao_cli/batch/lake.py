"""Tables that are folders: Delta Lake and Iceberg. Only the table itself says which of its files count."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

import polars as pl

from ..core.errors import InputError
from ..rulebook.directory import is_folder

Kind = Literal["Delta", "Iceberg", "Hudi"]

_LIBRARY = {"Delta": "deltalake", "Iceberg": "pyiceberg"}
_METADATA = "*.metadata.json"
_VERSION = re.compile(r"v?(\d+)[-.].*")
_HINT = "version-hint.text"


def kind_of(folder: Path) -> Kind | None:
    """Which kind of table a folder is; None where it is not a table."""
    if is_folder(folder / "_delta_log"):
        return "Delta"
    if is_folder(folder / ".hoodie"):
        return "Hudi"
    if is_folder(folder / "metadata") and next((folder / "metadata").glob(_METADATA), None) is not None:
        return "Iceberg"
    return None


def check_loose(path: Path) -> None:
    """Raises InputError for a file or folder inside a table: it may hold rows that the table no longer has."""
    for folder in path.absolute().parents:
        kind = kind_of(folder)
        if kind is not None:
            raise InputError("lake-inside", value=str(path), kind=kind, table=str(folder))


def scan(folder: Path) -> pl.LazyFrame:
    """The rows that a table has now. Raises InputError where it, or the library that knows it, cannot be read."""
    kind = kind_of(folder)
    if kind == "Delta":
        with _read(folder, kind):
            return _with_schema(pl.scan_delta(_delta(folder)))
    if kind == "Iceberg":
        with _read(folder, kind):
            import pyiceberg  # noqa: F401

            os.environ.setdefault("POLARS_ICEBERG_PLANNER", "pyiceberg")  # else Polars advertises another one
            return _with_schema(pl.scan_iceberg(str(_current(folder))))
    raise InputError("lake-unread", value=str(folder), kind=kind)


def _delta(folder: Path) -> Any:
    """A Delta table that names its files as they are: deltalake percent-encodes characters of their folder (%E4),
    Polars reads them.

    Raises ImportError without deltalake.
    """
    from deltalake import DeltaTable

    class Table(DeltaTable):
        def file_uris(self, *filters: Any, **more: Any) -> list[str]:
            root = urlsplit(self.table_uri).path
            return [str(folder / path.removeprefix(root)) for path in super().file_uris(*filters, **more)]

    return Table(folder)


def _with_schema(frame: pl.LazyFrame) -> pl.LazyFrame:
    """The frame, after a check that the table can be opened."""
    frame.collect_schema()
    return frame


@contextmanager
def _read(folder: Path, kind: Kind) -> Iterator[None]:
    """Raises InputError where a library is missing or gives up."""
    try:
        yield
    except ImportError:
        raise InputError(
            "lake-missing", file=str(folder), kind=kind, library=_LIBRARY[kind], extra=kind.lower()
        ) from None
    except InputError:
        raise
    except Exception as error:  # each library has its own
        raise InputError("table-unreadable", file=str(folder), why=str(error).strip().splitlines()[0]) from None


def _current(folder: Path) -> Path:
    """The file that describes an Iceberg table as it is: the one its hint names, else the latest.

    Raises InputError where two are the latest: which one counts, only a catalog knows.
    """
    metadata = folder / "metadata"
    versions = {path: int(match[1]) for path in metadata.glob(_METADATA) if (match := _VERSION.fullmatch(path.name))}
    hint = metadata / _HINT
    last = int(hint.read_text().strip()) if hint.is_file() else max(versions.values(), default=-1)
    found = [path for path, version in versions.items() if version == last]
    if len(found) != 1:
        raise InputError("lake-versions", value=str(folder), version=last, count=len(found))
    return found[0]
