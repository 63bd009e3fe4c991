"""Which engine answers a table, and what it cannot do."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from ..core.errors import InputError


def read_engine(asked: str | None, known: Sequence[str], *files: str) -> str:
    """The engine asked for, else whole columns for Parquet and directories. Raises InputError for another word."""
    if asked is not None and asked not in known:
        raise InputError("choice-unknown", field="engine", value=asked, choices=known)
    columns = any(name.lower().endswith(".parquet") for name in files) or Path(files[0]).is_dir()
    return asked or ("polars" if columns else "rows")


def refuse(options: Mapping[str, object], code: str) -> None:
    """Raises InputError with `code` for the first option that was given."""
    given = next((name for name, value in options.items() if value), None)
    if given is not None:
        raise InputError(code, value=given)


@contextmanager
def extra(code: str) -> Iterator[None]:
    """Raises InputError with `code` where an extra is not installed."""
    try:
        yield
    except ImportError:
        raise InputError(code, field="engine") from None
