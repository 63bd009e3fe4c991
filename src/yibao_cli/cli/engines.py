"""Checks on options that need others, and on extras that need installing."""

from __future__ import annotations

from contextlib import contextmanager

from ..core.errors import InputError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


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
